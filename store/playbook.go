package store

import (
	"strconv"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Playbook is one version of what the owner changed of a plan.
type Playbook struct {
	Name      string
	Version   int
	Source    string // the days that differ from the file that ships, by tempo, as JSON; empty: none
	Note      string // what changed, in the owner's words
	Current   bool   // new enrolments are planned with it
	CreatedBy goodturn.ID
	CreatedAt time.Time
}

const playbookColumns = `name, version, source, note, current, created_by, created_at`

func scanPlaybook(r scanner, p *Playbook) error {
	return r.Scan(&p.Name, &p.Version, &p.Source, &p.Note, &p.Current, (*string)(&p.CreatedBy), (*stamp)(&p.CreatedAt))
}

const (
	sqlLastVersion    = `SELECT version FROM playbook WHERE workspace_id = $1 AND name = $2 ORDER BY version DESC LIMIT 1`
	sqlNotCurrent     = `UPDATE playbook SET current = FALSE WHERE workspace_id = $1 AND name = $2 AND current`
	sqlInsertPlaybook = `INSERT INTO playbook (workspace_id, ` + playbookColumns + `) VALUES ($1, $2, $3, $4, $5, TRUE, $6, $7)`
	sqlPlaybooks      = `SELECT ` + playbookColumns + ` FROM playbook WHERE workspace_id = $1 AND current ORDER BY name`
	sqlPlaybook       = `SELECT ` + playbookColumns + ` FROM playbook WHERE workspace_id = $1 AND name = $2 AND version = $3`
	sqlVersions       = `SELECT ` + playbookColumns + ` FROM playbook WHERE workspace_id = $1 AND name = $2 ORDER BY version DESC`
)

// unusedKey begins the name of what says that a plan is out of use; its name follows. The second mark looks at it, see mayLeave.
const unusedKey = "unused:"

// NotePlans notes which plans are in use and which the owner took out of it, in the transaction that does: what is claimed of one that is
// out of use does not leave any more.
func (tx *Tx) NotePlans(in, out []string) error {
	for _, name := range in {
		if err := tx.SetValue(unusedKey+name, ""); err != nil {
			return err
		}
	}
	for _, name := range out {
		if err := tx.SetValue(unusedKey+name, "out of use"); err != nil {
			return err
		}
	}
	return nil
}

// SavePlaybook adds the next version of a plan and makes it the current one. It sets Version, Current and CreatedAt.
func (tx *Tx) SavePlaybook(p *Playbook) error {
	last, err := tx.number(sqlLastVersion, tx.ws(), p.Name)
	if err != nil {
		return err
	}
	if _, err := tx.exec(sqlNotCurrent, tx.ws(), p.Name); err != nil {
		return err
	}
	p.Version, p.Current, p.CreatedAt = int(last)+1, true, tx.now
	_, err = tx.exec(sqlInsertPlaybook, tx.ws(), p.Name, p.Version, p.Source, p.Note, p.CreatedBy, p.CreatedAt)
	return err
}

// Playbooks lists the current versions.
func (tx *Tx) Playbooks() ([]Playbook, error) {
	return collect(tx, scanPlaybook, sqlPlaybooks, tx.ws())
}

// Playbook reads one version. CodeNotFound if there is none.
func (tx *Tx) Playbook(name string, version int) (Playbook, error) {
	return get(tx, "version of this plan", scanPlaybook, sqlPlaybook, tx.ws(), name, version)
}

// PlaybookVersions lists all versions of a plan, the newest first.
func (tx *Tx) PlaybookVersions(name string) ([]Playbook, error) {
	return collect(tx, scanPlaybook, sqlVersions, tx.ws(), name)
}

// Words is one text of a playbook that the owner has edited.
type Words struct {
	Playbook  string
	Name      string // which text: step, side, channel, variant
	Body      string
	UpdatedBy goodturn.ID
	UpdatedAt time.Time
}

const (
	sqlSaveWords = `INSERT INTO words (workspace_id, playbook, name, body, updated_by, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (workspace_id, playbook, name) DO UPDATE SET body = excluded.body, updated_by = excluded.updated_by, updated_at = excluded.updated_at`
	sqlDeleteWords = `DELETE FROM words WHERE workspace_id = $1 AND playbook = $2 AND name = $3`
	sqlWords       = `SELECT playbook, name, body, updated_by, updated_at FROM words WHERE workspace_id = $1 AND playbook = $2 ORDER BY name`
)

// SaveWords keeps an edited text; an empty Body brings the playbook's own back.
func (tx *Tx) SaveWords(w Words) error {
	if w.Body == "" {
		_, err := tx.exec(sqlDeleteWords, tx.ws(), w.Playbook, w.Name)
		return err
	}
	_, err := tx.exec(sqlSaveWords, tx.ws(), w.Playbook, w.Name, w.Body, w.UpdatedBy, tx.now)
	return err
}

// Words reads the edited texts of a playbook.
func (tx *Tx) Words(playbook string) ([]Words, error) {
	return collect(tx, func(r scanner, w *Words) error {
		return r.Scan(&w.Playbook, &w.Name, &w.Body, (*string)(&w.UpdatedBy), (*stamp)(&w.UpdatedAt))
	}, sqlWords, tx.ws(), playbook)
}

// kvPace is set by whoever changes the pace, and held by whoever plans somebody who is not yet to be seen.
const kvPace = "pace"

// HoldPace has the pace stay as it is until this transaction ends. Whoever enrols calls it before anything of the pace is read: else a
// change could walk past an enrolment that is not committed yet, and leave it on the old days.
func (tx *Tx) HoldPace() error { return tx.HoldValue(kvPace) }

// ChangePace waits until everybody is to be seen who is being enrolled at the pace that holds, and has whoever enrols next wait for this
// transaction. Whoever changes the pace for everybody calls it first.
func (tx *Tx) ChangePace() error {
	return tx.SetValue(kvPace, strconv.FormatInt(tx.now.UnixMilli(), 10))
}
