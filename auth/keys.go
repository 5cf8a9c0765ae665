package auth

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// Scope is what a key may do. None includes another.
type Scope string

const (
	ScopeRead  Scope = "read"  // see people, plans, asks, introductions, tasks
	ScopeWrite Scope = "write" // tell what happened; add and change people, deals, introductions, tasks
	ScopeSend  Scope = "send"  // let messages go: approve, ask now, begin, pause and go on
	ScopeAdmin Scope = "admin" // settings, people who log in, keys, webhooks, erasing
)

// Scopes lists all, the harmless first.
var Scopes = []Scope{ScopeRead, ScopeWrite, ScopeSend, ScopeAdmin}

// Key lets a program in, in somebody's name.
type Key struct {
	ID        goodturn.ID
	Name      string
	Scopes    []Scope
	UserID    goodturn.ID
	CreatedAt time.Time
	UsedAt    time.Time // zero: never
	RevokedAt time.Time // zero: it works
}

// May reports whether the key has a scope.
func (k Key) May(s Scope) bool { return slices.Contains(k.Scopes, s) }

// keyPrefix tells a key from other secrets, for those who find one where it should not be.
const keyPrefix = "gt_"

// NewKey makes a key; its secret is returned once, only its hash is kept. CodeInvalid without a name or scope.
func (b *Book) NewKey(ctx context.Context, name string, user goodturn.ID, scopes ...Scope) (secret string, k Key, err error) {
	name = strings.TrimSpace(name)
	if name == "" || len(name) > 100 {
		return "", k, goodturn.Invalid("name", "Say in a few words which program this key is for.", "As in: accounting, or spreadsheet.")
	}
	if len(scopes) == 0 {
		return "", k, goodturn.Invalid("scopes", "Say what the key may do.", "One or more of read, write, send, admin.")
	}
	for _, s := range scopes {
		if !slices.Contains(Scopes, s) {
			return "", k, goodturn.Invalid("scopes", "There is no scope "+string(s)+".", "They are read, write, send and admin.")
		}
	}
	token, err := NewToken(b.rand)
	if err != nil {
		return "", k, err
	}
	secret = keyPrefix + token
	err = b.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.User(user); err != nil {
			return err
		}
		row := store.APIKey{Hash: TokenHash(secret), Name: name, UserID: user}
		for _, s := range Scopes {
			if slices.Contains(scopes, s) {
				row.Scopes = append(row.Scopes, string(s))
			}
		}
		err := tx.InsertAPIKey(&row)
		k = keyOf(row)
		return err
	})
	return secret, k, err
}

func keyOf(row store.APIKey) Key {
	k := Key{ID: row.ID, Name: row.Name, UserID: row.UserID, CreatedAt: row.CreatedAt, UsedAt: row.UsedAt, RevokedAt: row.RevokedAt}
	for _, s := range row.Scopes {
		k.Scopes = append(k.Scopes, Scope(s))
	}
	return k
}

// Keys lists all keys, the oldest first, revoked ones too.
func (b *Book) Keys(ctx context.Context) (out []Key, err error) {
	err = b.db.Read(ctx, func(tx *store.Tx) error {
		out = nil
		rows, err := tx.APIKeys()
		for _, r := range rows {
			out = append(out, keyOf(r))
		}
		return err
	})
	return out, err
}

// RevokeKey ends a key at once and for good. CodeNotFound if there is none that works.
func (b *Book) RevokeKey(ctx context.Context, id goodturn.ID) error {
	return b.db.WriteFirst(ctx, func(tx *store.Tx) error { return tx.RevokeAPIKey(id) })
}

// Key says in whose name a program acts and what it may do; false if the key is unknown or revoked, or its user has left. The key is
// looked up by its hash, so that nothing is learned from how long a wrong one takes.
func (b *Book) Key(ctx context.Context, secret string) (u goodturn.User, k Key, ok bool, err error) {
	if !strings.HasPrefix(secret, keyPrefix) {
		return u, k, false, nil
	}
	err = b.db.Read(ctx, func(tx *store.Tx) error {
		u, k, ok = goodturn.User{}, Key{}, false
		found, there, err := tx.APIKey(TokenHash(secret))
		if err != nil || !there {
			return err
		}
		if u, err = tx.User(found.UserID); goodturn.ErrorCode(err) == goodturn.CodeNotFound {
			return nil
		}
		k, ok = keyOf(found), err == nil && u.Active
		return err
	})
	if err != nil || !ok {
		return goodturn.User{}, Key{}, false, err
	}
	if b.clock.Now().Sub(k.UsedAt) > time.Minute {
		b.db.Later(func(tx *store.Tx) error { return tx.UsedAPIKey(k.ID) })
	}
	return u, k, true, nil
}
