package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// Account is a company to which contacts belong.
type Account struct {
	ID         goodturn.ID
	Name       string
	ExternalID string // in the system it comes from; unique where it is not empty
	CreatedAt  time.Time
}

const accountColumns = `id, name, external_id, created_at`

func scanAccount(r scanner, a *Account) error {
	return r.Scan((*string)(&a.ID), &a.Name, &a.ExternalID, (*stamp)(&a.CreatedAt))
}

const (
	sqlInsertAccount = `INSERT INTO account (workspace_id, ` + accountColumns + `) VALUES ($1, $2, $3, $4, $5)`
	sqlAccountByID   = `SELECT ` + accountColumns + ` FROM account WHERE workspace_id = $1 AND external_id = $2 AND external_id <> ''`
	sqlJoinAccount   = `INSERT INTO account_contact (workspace_id, account_id, contact_id) VALUES ($1, $2, $3) ON CONFLICT (workspace_id, contact_id, account_id) DO NOTHING`
	sqlAccountsOf    = `SELECT contact_id, account_id FROM account_contact WHERE workspace_id = $1 AND contact_id IN LIST($2) ORDER BY contact_id, account_id`
)

// InsertAccount adds a company; ID and CreatedAt are made if empty. CodeConflict if the external id is taken.
func (tx *Tx) InsertAccount(a *Account) error {
	if _, taken, err := tx.AccountByExternal(a.ExternalID); err != nil || taken {
		return orConflict(err, "external_id", "This account is already there.")
	}
	if a.ID == "" {
		a.ID = tx.NewID()
	}
	if a.CreatedAt.IsZero() {
		a.CreatedAt = tx.now
	}
	_, err := tx.exec(sqlInsertAccount, tx.ws(), a.ID, a.Name, a.ExternalID, a.CreatedAt)
	return err
}

// AccountByExternal finds a company by its id elsewhere.
func (tx *Tx) AccountByExternal(id string) (Account, bool, error) {
	return one(tx, scanAccount, sqlAccountByID, tx.ws(), id)
}

// JoinAccount makes a contact one of a company's. Repeating it is harmless.
func (tx *Tx) JoinAccount(contact, account goodturn.ID) error {
	_, err := tx.exec(sqlJoinAccount, tx.ws(), account, contact)
	return err
}

// AccountsOf gives the companies of contacts.
func (tx *Tx) AccountsOf(contacts ...goodturn.ID) (map[goodturn.ID][]goodturn.ID, error) {
	out := map[goodturn.ID][]goodturn.ID{}
	err := chunks(contacts, func(l list) error {
		return tx.each(func(r scanner) error {
			var c, a goodturn.ID
			err := r.Scan((*string)(&c), (*string)(&a))
			out[c] = append(out[c], a)
			return err
		}, sqlAccountsOf, tx.ws(), l)
	})
	return out, err
}
