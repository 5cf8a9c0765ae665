package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

const incidentColumns = `id, name, segment, started_at, ended_at`

func scanIncident(r scanner, i *goodturn.Incident) error {
	return r.Scan((*string)(&i.ID), &i.Name, &i.Segment, (*stamp)(&i.StartedAt), (*stamp)(&i.EndedAt))
}

const (
	sqlSaveIncident = `INSERT INTO incident (workspace_id, ` + incidentColumns + `) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, segment = excluded.segment, started_at = excluded.started_at, ended_at = excluded.ended_at
WHERE incident.workspace_id = excluded.workspace_id`
	sqlIncidents = `SELECT ` + incidentColumns + ` FROM incident WHERE workspace_id = $1 AND (ended_at = 0 OR ended_at >= $2) ORDER BY started_at, id`
)

// SaveIncident begins an incident (ID empty) or changes one: EndedAt ends it.
func (tx *Tx) SaveIncident(i *goodturn.Incident) error {
	if i.ID == "" {
		i.ID = tx.NewID()
	}
	if i.StartedAt.IsZero() {
		i.StartedAt = tx.now
	}
	_, err := tx.exec(sqlSaveIncident, tx.ws(), i.ID, i.Name, i.Segment, i.StartedAt, i.EndedAt)
	return err
}

// Incidents reads those that are on, or ended since an instant.
func (tx *Tx) Incidents(since time.Time) ([]goodturn.Incident, error) {
	return collect(tx, scanIncident, sqlIncidents, tx.ws(), since)
}
