package store

import (
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Session is one logged-in browser. Only the hash of its secret is kept.
type Session struct {
	Hash      string
	UserID    goodturn.ID
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
}

func scanSession(r scanner, s *Session) error {
	return r.Scan(&s.Hash, (*string)(&s.UserID), (*stamp)(&s.CreatedAt), (*stamp)(&s.SeenAt), (*stamp)(&s.ExpiresAt))
}

const (
	sqlInsertSession  = `INSERT INTO session (workspace_id, hash, user_id, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`
	sqlSession        = `SELECT hash, user_id, created_at, seen_at, expires_at FROM session WHERE workspace_id = $1 AND hash = $2 AND expires_at > $3`
	sqlSessions       = `SELECT hash, user_id, created_at, seen_at, expires_at FROM session WHERE workspace_id = $1 AND user_id = $2 AND expires_at > $3 ORDER BY seen_at DESC, hash LIMIT 100`
	sqlSeenSession    = `UPDATE session SET seen_at = $3, expires_at = $4 WHERE workspace_id = $1 AND hash = $2`
	sqlDeleteSession  = `DELETE FROM session WHERE workspace_id = $1 AND hash = $2`
	sqlDeleteSessions = `DELETE FROM session WHERE workspace_id = $1 AND user_id = $2`
	sqlPruneSessions  = `DELETE FROM session WHERE workspace_id = $1 AND expires_at <= $2`
)

// InsertSession begins a session; times that are empty are now, but ExpiresAt is the caller's.
func (tx *Tx) InsertSession(s Session) error {
	if s.CreatedAt.IsZero() {
		s.CreatedAt = tx.now
	}
	if s.SeenAt.IsZero() {
		s.SeenAt = tx.now
	}
	_, err := tx.exec(sqlInsertSession, tx.ws(), s.Hash, s.UserID, s.CreatedAt, s.SeenAt, s.ExpiresAt)
	return err
}

// Session finds a session that has not expired.
func (tx *Tx) Session(hash string) (Session, bool, error) {
	return one(tx, scanSession, sqlSession, tx.ws(), hash, tx.now)
}

// Sessions lists where a user is logged in, the latest used first, 100 at most.
func (tx *Tx) Sessions(user goodturn.ID) ([]Session, error) {
	return collect(tx, scanSession, sqlSessions, tx.ws(), user, tx.now)
}

// SeenSession notes that a session was used, and when it now expires.
func (tx *Tx) SeenSession(hash string, expires time.Time) error {
	_, err := tx.exec(sqlSeenSession, tx.ws(), hash, tx.now, expires)
	return err
}

// DeleteSession ends one session. It is no error if it has ended.
func (tx *Tx) DeleteSession(hash string) error {
	_, err := tx.exec(sqlDeleteSession, tx.ws(), hash)
	return err
}

// DeleteSessions ends all sessions of a user.
func (tx *Tx) DeleteSessions(user goodturn.ID) error {
	_, err := tx.exec(sqlDeleteSessions, tx.ws(), user)
	return err
}

// PruneSessions deletes the sessions and links that have expired, and tries that count no more.
func (tx *Tx) PruneSessions() error {
	if _, err := tx.exec(sqlPruneTried, tx.ws(), tx.now); err != nil {
		return err
	}
	if _, err := tx.exec(sqlPruneSessions, tx.ws(), tx.now); err != nil {
		return err
	}
	_, err := tx.exec(sqlPruneLinks, tx.ws(), tx.now)
	return err
}

// LoginLink is a link that logs somebody in once.
type LoginLink struct {
	Hash      string
	UserID    goodturn.ID
	Purpose   string // "login", "invite", "reset"
	ExpiresAt time.Time
}

const (
	sqlInsertLink = `INSERT INTO login_link (workspace_id, hash, user_id, purpose, created_at, expires_at, used_at) VALUES ($1, $2, $3, $4, $5, $6, 0)`
	sqlUseLink    = `UPDATE login_link SET used_at = $3 WHERE workspace_id = $1 AND hash = $2 AND used_at = 0 AND expires_at > $4
RETURNING hash, user_id, purpose, expires_at`
	sqlPeekLink   = `SELECT hash, user_id, purpose, expires_at FROM login_link WHERE workspace_id = $1 AND hash = $2 AND used_at = 0 AND expires_at > $3`
	sqlPruneLinks = `DELETE FROM login_link WHERE workspace_id = $1 AND expires_at <= $2`
)

func scanLink(r scanner, l *LoginLink) error {
	return r.Scan(&l.Hash, (*string)(&l.UserID), &l.Purpose, (*stamp)(&l.ExpiresAt))
}

// InsertLoginLink keeps a link's hash.
func (tx *Tx) InsertLoginLink(l LoginLink) error {
	_, err := tx.exec(sqlInsertLink, tx.ws(), l.Hash, l.UserID, l.Purpose, tx.now, l.ExpiresAt)
	return err
}

// UseLoginLink uses a link up; false if it is unknown, used or expired.
func (tx *Tx) UseLoginLink(hash string) (LoginLink, bool, error) {
	return one(tx, scanLink, sqlUseLink, tx.ws(), hash, tx.now, tx.now)
}

// PeekLoginLink looks whether a link would still work, without using it up.
func (tx *Tx) PeekLoginLink(hash string) (LoginLink, bool, error) {
	return one(tx, scanLink, sqlPeekLink, tx.ws(), hash, tx.now)
}

// APIKey lets a program in. Only the hash of the key is kept.
type APIKey struct {
	ID        goodturn.ID
	Hash      string
	Name      string
	Scopes    []string    // what it may do: read, write, send, admin
	UserID    goodturn.ID // in whose name it acts
	CreatedAt time.Time
	UsedAt    time.Time
	RevokedAt time.Time
}

const apiKeyColumns = `id, hash, name, scopes, user_id, created_at, used_at, revoked_at`

func scanAPIKey(r scanner, k *APIKey) error {
	var scopes string
	err := r.Scan((*string)(&k.ID), &k.Hash, &k.Name, &scopes, (*string)(&k.UserID), (*stamp)(&k.CreatedAt), (*stamp)(&k.UsedAt), (*stamp)(&k.RevokedAt))
	k.Scopes = strings.Fields(scopes)
	return err
}

const (
	sqlInsertAPIKey = `INSERT INTO api_key (workspace_id, ` + apiKeyColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0)`
	sqlAPIKey       = `SELECT ` + apiKeyColumns + ` FROM api_key WHERE workspace_id = $1 AND hash = $2 AND revoked_at = 0`
	sqlAPIKeys      = `SELECT ` + apiKeyColumns + ` FROM api_key WHERE workspace_id = $1 ORDER BY id`
	sqlUsedAPIKey   = `UPDATE api_key SET used_at = $3 WHERE workspace_id = $1 AND id = $2`
	sqlRevokeAPIKey = `UPDATE api_key SET revoked_at = $3 WHERE workspace_id = $1 AND id = $2 AND revoked_at = 0`
)

// InsertAPIKey adds a key; ID and CreatedAt are made.
func (tx *Tx) InsertAPIKey(k *APIKey) error {
	k.ID, k.CreatedAt = tx.NewID(), tx.now
	_, err := tx.exec(sqlInsertAPIKey, tx.ws(), k.ID, k.Hash, k.Name, strings.Join(k.Scopes, " "), k.UserID, k.CreatedAt)
	return err
}

// APIKey finds a key that has not been revoked.
func (tx *Tx) APIKey(hash string) (APIKey, bool, error) {
	return one(tx, scanAPIKey, sqlAPIKey, tx.ws(), hash)
}

// APIKeys lists all keys, oldest first.
func (tx *Tx) APIKeys() ([]APIKey, error) { return collect(tx, scanAPIKey, sqlAPIKeys, tx.ws()) }

// UsedAPIKey notes that a key was used.
func (tx *Tx) UsedAPIKey(id goodturn.ID) error {
	_, err := tx.exec(sqlUsedAPIKey, tx.ws(), id, tx.now)
	return err
}

// RevokeAPIKey ends a key. CodeNotFound if there is none that works.
func (tx *Tx) RevokeAPIKey(id goodturn.ID) error {
	return tx.must("key", sqlRevokeAPIKey, tx.ws(), id, tx.now)
}

// Credential is how somebody proves who they are: the hash of a password, or a passkey.
type Credential struct {
	ID        goodturn.ID
	UserID    goodturn.ID
	Kind      string // "password", "passkey"
	Name      string
	Handle    string // by which a passkey is found; unique within its kind where it is not empty
	Secret    string
	CreatedAt time.Time
	UsedAt    time.Time
}

const credentialColumns = `id, user_id, kind, name, handle, secret, created_at, used_at`

func scanCredential(r scanner, c *Credential) error {
	return r.Scan((*string)(&c.ID), (*string)(&c.UserID), &c.Kind, &c.Name, &c.Handle, &c.Secret, (*stamp)(&c.CreatedAt), (*stamp)(&c.UsedAt))
}

const (
	sqlSaveCredential = `INSERT INTO credential (workspace_id, ` + credentialColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, secret = excluded.secret, used_at = excluded.used_at WHERE credential.workspace_id = excluded.workspace_id`
	sqlCredentials      = `SELECT ` + credentialColumns + ` FROM credential WHERE workspace_id = $1 AND user_id = $2 ORDER BY id`
	sqlCredential       = `SELECT ` + credentialColumns + ` FROM credential WHERE workspace_id = $1 AND kind = $2 AND handle = $3 AND handle <> ''`
	sqlDeleteCredential = `DELETE FROM credential WHERE workspace_id = $1 AND id = $2`
)

// SaveCredential adds one (ID empty) or changes its Name, Secret and UsedAt.
func (tx *Tx) SaveCredential(c *Credential) error {
	if c.ID == "" {
		c.ID, c.CreatedAt = tx.NewID(), tx.now
	}
	_, err := tx.exec(sqlSaveCredential, tx.ws(), c.ID, c.UserID, c.Kind, c.Name, c.Handle, c.Secret, c.CreatedAt, c.UsedAt)
	return err
}

// Credentials lists a user's, oldest first.
func (tx *Tx) Credentials(user goodturn.ID) ([]Credential, error) {
	return collect(tx, scanCredential, sqlCredentials, tx.ws(), user)
}

// Credential finds one by its handle.
func (tx *Tx) Credential(kind, handle string) (Credential, bool, error) {
	return one(tx, scanCredential, sqlCredential, tx.ws(), kind, handle)
}

// DeleteCredential removes one. CodeNotFound if there is none.
func (tx *Tx) DeleteCredential(id goodturn.ID) error {
	return tx.must("way to log in", sqlDeleteCredential, tx.ws(), id)
}
