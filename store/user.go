package store

import (
	"strings"

	"github.com/goodturn-app/goodturn"
)

const userColumns = `id, email, name, role, active, voice, mailbox, zone, created_at`

func scanUser(r scanner, u *goodturn.User) error {
	return r.Scan(&u.ID, &u.Email, &u.Name, &u.Role, &u.Active, fromJSON(&u.Voice), fromJSON(&u.Mailbox), &u.Zone, (*stamp)(&u.CreatedAt))
}

const sqlInsertUser = `INSERT INTO "user" (workspace_id, ` + userColumns + `, email_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

// InsertUser adds a user; ID and CreatedAt are made if empty. CodeConflict if the e-mail is taken.
func (tx *Tx) InsertUser(u *goodturn.User) error {
	if _, taken, err := tx.UserByEmail(u.Email); err != nil || taken {
		return orConflict(err, "email", "Somebody already logs in with this e-mail.")
	}
	if u.ID == "" {
		u.ID = tx.NewID()
	}
	if u.CreatedAt.IsZero() {
		u.CreatedAt = tx.now
	}
	_, err := tx.exec(sqlInsertUser, tx.ws(), u.ID, u.Email, u.Name, u.Role, u.Active, asJSON(u.Voice), asJSON(u.Mailbox), u.Zone, u.CreatedAt, emailKey(u.Email))
	return err
}

const sqlUpdateUser = `UPDATE "user" SET email = $3, name = $4, role = $5, active = $6, voice = $7, mailbox = $8, zone = $9, email_key = $10
WHERE workspace_id = $1 AND id = $2`

// UpdateUser writes everything but the id and CreatedAt. CodeConflict if the e-mail is another user's.
func (tx *Tx) UpdateUser(u goodturn.User) error {
	if other, taken, err := tx.UserByEmail(u.Email); err != nil || taken && other.ID != u.ID {
		return orConflict(err, "email", "Somebody else logs in with this e-mail.")
	}
	return tx.must("user", sqlUpdateUser, tx.ws(), u.ID, u.Email, u.Name, u.Role, u.Active, asJSON(u.Voice), asJSON(u.Mailbox), u.Zone, emailKey(u.Email))
}

func emailKey(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func orConflict(err error, field, message string) error {
	if err != nil {
		return err
	}
	return &goodturn.Error{Code: goodturn.CodeConflict, Field: field, Message: message}
}

const sqlUser = `SELECT ` + userColumns + ` FROM "user" WHERE workspace_id = $1 AND id = $2`

// User reads one user. CodeNotFound if there is none.
func (tx *Tx) User(id goodturn.ID) (goodturn.User, error) {
	return get(tx, "user", scanUser, sqlUser, tx.ws(), id)
}

const sqlUsersOf = `SELECT ` + userColumns + ` FROM "user" WHERE workspace_id = $1 AND id IN LIST($2)`

// UsersOf reads several users, in no order; those that are not there are left out.
func (tx *Tx) UsersOf(ids ...goodturn.ID) ([]goodturn.User, error) {
	return collectIDs(tx, ids, scanUser, sqlUsersOf)
}

const sqlUserByEmail = `SELECT ` + userColumns + ` FROM "user" WHERE workspace_id = $1 AND email_key = $2`

// UserByEmail finds who logs in with an e-mail, whatever its case.
func (tx *Tx) UserByEmail(email string) (goodturn.User, bool, error) {
	return one(tx, scanUser, sqlUserByEmail, tx.ws(), emailKey(email))
}

const sqlUsers = `SELECT ` + userColumns + ` FROM "user" WHERE workspace_id = $1 ORDER BY created_at, id`

// Users lists all users, the first one first.
func (tx *Tx) Users() ([]goodturn.User, error) { return collect(tx, scanUser, sqlUsers, tx.ws()) }
