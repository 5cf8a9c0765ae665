package store

import (
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Endpoint is an address of another system to which news goes.
type Endpoint struct {
	ID         goodturn.ID
	URL        string
	About      string   // what it is, in the owner's words
	Types      []string // which news; none means all
	Secret     string   // sealed
	OldSecret  string   // sealed; it signs too until OldUntil
	OldUntil   time.Time
	State      EndpointState
	QuietUntil time.Time // it asked to be left alone
	CreatedAt  time.Time
}

// EndpointState says whether news goes there.
type EndpointState string

const (
	EndpointOn   EndpointState = "on"
	EndpointOff  EndpointState = "off"  // the owner stopped it; what is waiting stays waiting
	EndpointGone EndpointState = "gone" // it said that it wants no more
)

const endpointColumns = `id, url, about, types, secret, old_secret, old_until, state, quiet_until, created_at`

func scanEndpoint(r scanner, e *Endpoint) error {
	var types string
	err := r.Scan((*string)(&e.ID), &e.URL, &e.About, &types, &e.Secret, &e.OldSecret, (*stamp)(&e.OldUntil), (*string)(&e.State), (*stamp)(&e.QuietUntil), (*stamp)(&e.CreatedAt))
	e.Types = strings.Fields(types)
	if len(e.Types) == 0 {
		e.Types = nil
	}
	return err
}

const (
	sqlSaveEndpoint = `INSERT INTO webhook_endpoint (workspace_id, ` + endpointColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (id) DO UPDATE SET url = excluded.url, about = excluded.about, types = excluded.types, secret = excluded.secret, old_secret = excluded.old_secret,
 old_until = excluded.old_until, state = excluded.state, quiet_until = excluded.quiet_until WHERE webhook_endpoint.workspace_id = excluded.workspace_id`
	sqlEndpoint       = `SELECT ` + endpointColumns + ` FROM webhook_endpoint WHERE workspace_id = $1 AND id = $2`
	sqlLockEndpoint   = `SELECT ` + endpointColumns + ` FROM webhook_endpoint WHERE workspace_id = $1 AND id = $2 AWAITROWS`
	sqlEndpoints      = `SELECT ` + endpointColumns + ` FROM webhook_endpoint WHERE workspace_id = $1 ORDER BY id`
	sqlDeleteEndpoint = `DELETE FROM webhook_endpoint WHERE workspace_id = $1 AND id = $2`
	sqlDeleteNews     = `DELETE FROM webhook_message WHERE workspace_id = $1 AND endpoint_id = $2`
)

// SaveEndpoint adds one (ID empty) or changes everything but CreatedAt.
func (tx *Tx) SaveEndpoint(e *Endpoint) error {
	if e.ID == "" {
		e.ID, e.CreatedAt = tx.NewID(), tx.now
	}
	_, err := tx.exec(sqlSaveEndpoint, tx.ws(), e.ID, e.URL, e.About, strings.Join(e.Types, " "), e.Secret, e.OldSecret, e.OldUntil, e.State, e.QuietUntil, e.CreatedAt)
	return err
}

// Endpoint reads one. CodeNotFound if there is none.
func (tx *Tx) Endpoint(id goodturn.ID) (Endpoint, error) {
	return get(tx, "endpoint", scanEndpoint, sqlEndpoint, tx.ws(), id)
}

// LockEndpoint is Endpoint for whoever changes it depending on what it is: nobody else can until this transaction ends.
func (tx *Tx) LockEndpoint(id goodturn.ID) (Endpoint, error) {
	return get(tx, "endpoint", scanEndpoint, sqlLockEndpoint, tx.ws(), id)
}

// Endpoints lists all, the oldest first.
func (tx *Tx) Endpoints() ([]Endpoint, error) {
	return collect(tx, scanEndpoint, sqlEndpoints, tx.ws())
}

// DeleteEndpoint removes one with all its news. CodeNotFound if there is none.
func (tx *Tx) DeleteEndpoint(id goodturn.ID) error {
	if _, err := tx.exec(sqlDeleteNews, tx.ws(), id); err != nil {
		return err
	}
	return tx.must("endpoint", sqlDeleteEndpoint, tx.ws(), id)
}

// News is one piece of news on its way to one endpoint. Its ID stays the same over all attempts.
type News struct {
	ID         goodturn.ID
	EndpointID goodturn.ID
	ContactID  goodturn.ID // whom it is about; zero: nobody
	Type       string
	At         time.Time // of the fact
	Body       string    // as it is sent, byte for byte
	State      NewsState
	Attempts   int
	DueAt      time.Time
	Node, Boot string // who is at it
	LeaseUntil time.Time
	LastAt     time.Time
	LastStatus int    // of HTTP; 0: no answer
	LastSaid   string // why it did not arrive
}

// NewsState is where a piece of news is.
type NewsState string

const (
	NewsWaiting NewsState = "waiting"
	NewsDone    NewsState = "done"
	NewsFailed  NewsState = "failed" // given up; a person can have it sent again
	NewsOver    NewsState = "over"   // what it asks for is not wanted any more: it never goes again, whoever asks
)

const newsColumns = `id, endpoint_id, contact_id, type, at, body, state, attempts, due_at, node, boot, lease_until, last_at, last_status, last_said`

func scanNews(r scanner, n *News) error {
	return r.Scan((*string)(&n.ID), (*string)(&n.EndpointID), (*string)(&n.ContactID), &n.Type, (*stamp)(&n.At), &n.Body, (*string)(&n.State), &n.Attempts,
		(*stamp)(&n.DueAt), &n.Node, &n.Boot, (*stamp)(&n.LeaseUntil), (*stamp)(&n.LastAt), &n.LastStatus, &n.LastSaid)
}

const sqlInsertNews = `INSERT INTO webhook_message (workspace_id, ` + newsColumns + `) VALUES ROWS(16)`

// InsertNews writes news down, to be sent from now on.
func (tx *Tx) InsertNews(news ...News) error {
	_, err := insert(tx, sqlInsertNews, news, func(args []any, n *News) []any {
		if n.ID == "" {
			n.ID = tx.NewID()
		}
		return append(args, tx.ws(), string(n.ID), string(n.EndpointID), string(n.ContactID), n.Type, ms(n.At), n.Body, string(NewsWaiting), 0, ms(tx.now), "", "", 0, 0, 0, "")
	})
	return err
}

const (
	// uses webhook_message_due
	sqlDueNews = `SELECT ` + newsColumns + ` FROM webhook_message WHERE workspace_id = $1 AND endpoint_id = $2 AND state = 'waiting' AND due_at <= $3 AND lease_until <= $4
ORDER BY due_at, id LIMIT $5 LOCKROWS`
	sqlClaimNews = `UPDATE webhook_message SET node = $3, boot = $4, lease_until = $5 WHERE workspace_id = $1 AND id IN LIST($2)`
	// uses webhook_message_due
	sqlNextNews   = `SELECT due_at FROM webhook_message WHERE workspace_id = $1 AND endpoint_id = $2 AND state = 'waiting' AND lease_until <= $3 ORDER BY due_at LIMIT 1`
	sqlSettleNews = `UPDATE webhook_message SET state = $3, attempts = $4, due_at = $5, node = '', boot = '', lease_until = 0, last_at = $6, last_status = $7, last_said = $8
WHERE workspace_id = $1 AND id = $2 AND state = 'waiting' AND ($9 OR node = $10 AND boot = $11 AND lease_until = $12)`
	// uses webhook_message_due
	sqlFreeNews = `UPDATE webhook_message SET node = '', boot = '', lease_until = 0 WHERE workspace_id = $1 AND endpoint_id = $2 AND state = 'waiting' AND node = $3 AND boot <> $4`
	sqlNews     = `SELECT ` + newsColumns + ` FROM webhook_message WHERE workspace_id = $1 AND id = $2`
	// uses webhook_message_log
	sqlNewsLog = `SELECT ` + newsColumns + ` FROM webhook_message WHERE workspace_id = $1 AND endpoint_id = $2 AND id < $3 AND ($4 = '' OR state = $5) ORDER BY id DESC LIMIT $6`
	sqlAgain   = `UPDATE webhook_message SET state = 'waiting', attempts = 0, due_at = $3 WHERE workspace_id = $1 AND id = $2 AND state <> 'over' AND (state <> 'waiting' OR lease_until <= $4)`
	sqlEndNews = `UPDATE webhook_message SET state = 'over', node = '', boot = '', lease_until = 0, last_said = $3 WHERE workspace_id = $1 AND id = $2 AND (state = 'failed' OR $4 AND state = 'waiting')`
	// uses webhook_message_log
	sqlAllAgain = `UPDATE webhook_message SET state = 'waiting', attempts = 0, due_at = $4 WHERE workspace_id = $1 AND endpoint_id = $2 AND state = 'failed' AND at >= $3`
	// uses webhook_message_age
	sqlPruneNews = `DELETE FROM webhook_message WHERE workspace_id = $1 AND at < $2 AND (state <> 'waiting' OR endpoint_id NOT IN (SELECT id FROM webhook_endpoint WHERE workspace_id = $3))`
)

// ClaimNews takes news that is due to one endpoint, longest due first, so that no other process sends it before the lease is over.
func (tx *Tx) ClaimNews(endpoint goodturn.ID, node, boot string, lease time.Time, limit int) ([]News, error) {
	due, err := collect(tx, scanNews, sqlDueNews, tx.ws(), endpoint, tx.now, tx.now, limit)
	if err != nil {
		return nil, err
	}
	ids := make([]goodturn.ID, len(due))
	for i := range due {
		ids[i] = due[i].ID
	}
	for i := range due {
		due[i].Node, due[i].Boot, due[i].LeaseUntil = node, boot, instant(ms(lease))
	}
	return due, chunks(ids, func(l list) error {
		_, err := tx.exec(sqlClaimNews, tx.ws(), l, node, boot, lease)
		return err
	})
}

// NextNews is when the next news to one endpoint is due; false if none waits.
func (tx *Tx) NextNews(endpoint goodturn.ID) (time.Time, bool, error) {
	return one(tx, func(r scanner, t *time.Time) error { return r.Scan((*stamp)(t)) }, sqlNextNews, tx.ws(), endpoint, tx.now)
}

// SettleNews writes down how an attempt ended: State, Attempts, DueAt and the Last fields. Node, Boot and LeaseUntil are those of the
// claim: false, and nothing written, where its lease was over and somebody else has taken it since, whose own attempt counts. That it
// arrived counts whoever says so.
func (tx *Tx) SettleNews(n News) (bool, error) {
	changed, err := tx.exec(sqlSettleNews, tx.ws(), n.ID, n.State, n.Attempts, n.DueAt, n.LastAt, n.LastStatus, n.LastSaid, n.State == NewsDone, n.Node, n.Boot, n.LeaseUntil)
	return changed == 1, err
}

// FreeNews lets go of what earlier starts of this process were at.
func (tx *Tx) FreeNews(endpoint goodturn.ID, node, boot string) (int, error) {
	return tx.exec(sqlFreeNews, tx.ws(), endpoint, node, boot)
}

// News reads one. CodeNotFound if there is none.
func (tx *Tx) News(id goodturn.ID) (News, error) {
	return get(tx, "message", scanNews, sqlNews, tx.ws(), id)
}

// NewsLog pages through the news to one endpoint, the newest first; before is the last one of the page before, state empty means any.
func (tx *Tx) NewsLog(endpoint, before goodturn.ID, state NewsState, limit int) ([]News, error) {
	if before == "" {
		before = "~" // after every id
	}
	return collect(tx, scanNews, sqlNewsLog, tx.ws(), endpoint, before, state, state, limit)
}

// EndNews ends for good what was given up, with waiting also what is still tried, though an attempt under way may arrive; false if it is neither.
func (tx *Tx) EndNews(id goodturn.ID, why string, waiting bool) (bool, error) {
	n, err := tx.exec(sqlEndNews, tx.ws(), id, why, waiting)
	return n == 1, err
}

// SendAgain has one piece of news sent again from its first attempt on; false while an attempt is under way, and of what is over.
func (tx *Tx) SendAgain(id goodturn.ID) (bool, error) {
	n, err := tx.exec(sqlAgain, tx.ws(), id, tx.now, tx.now)
	return n == 1, err
}

// SendFailedAgain has everything sent again that was given up and happened at or after an instant, and gives its number.
func (tx *Tx) SendFailedAgain(endpoint goodturn.ID, since time.Time) (int, error) {
	return tx.exec(sqlAllAgain, tx.ws(), endpoint, since, tx.now)
}

// PruneNews deletes news of facts before an instant that no longer waits, or waits for an endpoint that is gone.
func (tx *Tx) PruneNews(before time.Time) (int, error) {
	return tx.exec(sqlPruneNews, tx.ws(), before, tx.ws())
}
