package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
)

const requestColumns = `id, contact_id, owner_id, touch_id, hello_id, kind, by_day, urgent, facts, company_key, door, state, promised_by, asked_at, promised_at,
 done_at, thanked_at, created_at, updated_at`

func scanRequest(r scanner, q *goodturn.Request) error {
	var facts string
	if err := r.Scan((*string)(&q.ID), (*string)(&q.ContactID), (*string)(&q.OwnerID), (*string)(&q.TouchID), (*string)(&q.HelloID), (*string)(&q.Kind), &q.By, &q.Urgent,
		&facts, &q.CompanyKey, &q.Door, (*string)(&q.State), &q.PromisedBy, (*stamp)(&q.AskedAt), (*stamp)(&q.PromisedAt), (*stamp)(&q.DoneAt),
		(*stamp)(&q.ThankedAt), (*stamp)(&q.CreatedAt), (*stamp)(&q.UpdatedAt)); err != nil || facts == "" {
		return err
	}
	if err := json.Unmarshal([]byte(facts), &q.RequestFacts); err != nil {
		return fmt.Errorf("read what request %s asks: %w", q.ID, err)
	}
	return nil
}

func requestFacts(q goodturn.Request) (string, error) {
	b, err := json.Marshal(q.RequestFacts)
	if err != nil {
		return "", fmt.Errorf("write what request %s asks: %w", q.ID, err)
	}
	return string(b), nil
}

const sqlInsertRequest = `INSERT INTO request (workspace_id, ` + requestColumns + `)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`

// InsertRequest adds what is asked of somebody by hand; ID, State and times are made if empty.
func (tx *Tx) InsertRequest(q *goodturn.Request) error {
	if q.ID == "" {
		q.ID = tx.NewID()
	}
	if q.State == "" {
		q.State = goodturn.RequestOpen
	}
	if q.CreatedAt.IsZero() {
		q.CreatedAt = tx.now
	}
	q.UpdatedAt = tx.now
	facts, err := requestFacts(*q)
	if err != nil {
		return err
	}
	_, err = tx.exec(sqlInsertRequest, tx.ws(), q.ID, q.ContactID, q.OwnerID, q.TouchID, q.HelloID, q.Kind, q.By, q.Urgent, facts, q.CompanyKey, q.Door, q.State, q.PromisedBy,
		q.AskedAt, q.PromisedAt, q.DoneAt, q.ThankedAt, q.CreatedAt, q.UpdatedAt)
	return err
}

const sqlUpdateRequest = `UPDATE request SET touch_id = $3, hello_id = $4, by_day = $5, urgent = $6, facts = $7, company_key = $8, door = $9, state = $10, promised_by = $11,
 asked_at = $12, promised_at = $13, done_at = $14, thanked_at = $15, updated_at = $16 WHERE workspace_id = $1 AND id = $2`

// UpdateRequest writes everything but whose it is, its kind and CreatedAt.
func (tx *Tx) UpdateRequest(q goodturn.Request) error {
	facts, err := requestFacts(q)
	if err != nil {
		return err
	}
	return tx.must("request", sqlUpdateRequest, tx.ws(), q.ID, q.TouchID, q.HelloID, q.By, q.Urgent, facts, q.CompanyKey, q.Door, q.State, q.PromisedBy, q.AskedAt, q.PromisedAt,
		q.DoneAt, q.ThankedAt, tx.now)
}

const (
	sqlRequest        = `SELECT ` + requestColumns + ` FROM request WHERE workspace_id = $1 AND id = $2`
	sqlLockRequest    = `SELECT ` + requestColumns + ` FROM request WHERE workspace_id = $1 AND id = $2 AWAITROWS`
	sqlRequestsOf     = `SELECT ` + requestColumns + ` FROM request WHERE workspace_id = $1 AND contact_id IN LIST($2) ORDER BY contact_id, created_at, id`
	sqlRequestsByID   = `SELECT ` + requestColumns + ` FROM request WHERE workspace_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`
	sqlRequestsNaming = `SELECT ` + requestColumns + ` FROM request WHERE workspace_id = $1 AND facts LIKE '%"person":%' AND id > $2 ORDER BY id LIMIT $3`
	sqlCompanyAsked   = `SELECT ` + requestColumns + ` FROM request WHERE workspace_id = $1 AND company_key = $2 AND company_key <> '' AND asked_at >= $3 ORDER BY asked_at, id`
	sqlCompanyWaiting = `SELECT ` + requestColumns + ` FROM request WHERE workspace_id = $1 AND company_key = $2 AND company_key <> '' AND asked_at = 0 AND state = 'open' ORDER BY created_at, id`
)

// Request reads one. CodeNotFound if there is none.
func (tx *Tx) Request(id goodturn.ID) (goodturn.Request, error) {
	return get(tx, "request", scanRequest, sqlRequest, tx.ws(), id)
}

// LockRequest is Request for whoever changes it depending on how it stands: nobody else can until this transaction ends.
func (tx *Tx) LockRequest(id goodturn.ID) (goodturn.Request, error) {
	return get(tx, "request", scanRequest, sqlLockRequest, tx.ws(), id)
}

// Requests reads what was asked of contacts by hand, of each the oldest first.
func (tx *Tx) Requests(contacts ...goodturn.ID) ([]goodturn.Request, error) {
	return collectIDs(tx, contacts, scanRequest, sqlRequestsOf)
}

// ListRequests pages through all requests, the newest first; before is the id of the page before, empty to begin.
func (tx *Tx) ListRequests(before goodturn.ID, limit int) ([]goodturn.Request, error) {
	if before == "" {
		before = "~"
	}
	return collect(tx, scanRequest, sqlRequestsByID, tx.ws(), before, limit)
}

// RequestsNaming pages through the requests that ask to be introduced to somebody by name; after is the id of the page before.
func (tx *Tx) RequestsNaming(after goodturn.ID, limit int) ([]goodturn.Request, error) {
	return collect(tx, scanRequest, sqlRequestsNaming, tx.ws(), after, limit)
}

// CompanyAsked reads the requests to people of one company whose message left, or may have left, since an instant, oldest first.
func (tx *Tx) CompanyAsked(key string, since time.Time) ([]goodturn.Request, error) {
	return collect(tx, scanRequest, sqlCompanyAsked, tx.ws(), key, since)
}

// CompanyWaiting reads the open requests to people of one company whose message has not left, oldest first.
func (tx *Tx) CompanyWaiting(key string) ([]goodturn.Request, error) {
	return collect(tx, scanRequest, sqlCompanyWaiting, tx.ws(), key)
}
