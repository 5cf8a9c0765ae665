package auth

import (
	"context"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// LinkFor is how long a one-time link works.
const LinkFor = 24 * time.Hour

// NewLink makes a link's token that logs a user in once.
func (b *Book) NewLink(ctx context.Context, user goodturn.ID) (token string, err error) {
	if token, err = NewToken(b.rand); err != nil {
		return "", err
	}
	return token, b.db.Write(ctx, func(tx *store.Tx) error {
		return tx.InsertLoginLink(store.LoginLink{Hash: TokenHash(token), UserID: user, Purpose: "login", ExpiresAt: tx.Now().Add(LinkFor)})
	})
}

// Invite adds somebody who may log in, and gives the token of the link by which they do so first. CodeConflict if the e-mail is
// taken.
func (b *Book) Invite(ctx context.Context, u goodturn.User) (token string, err error) {
	u.Name, u.Email, u.Active = strings.TrimSpace(u.Name), strings.TrimSpace(u.Email), true
	if err := checkPerson(u.Name, u.Email); err != nil {
		return "", err
	}
	first, _, _ := strings.Cut(u.Name, " ")
	u.Voice = goodturn.Voice{FirstName: first, Greeting: "Hi", SignOff: first}
	if err := b.db.Write(ctx, func(tx *store.Tx) error {
		u.ID = ""
		return tx.InsertUser(&u)
	}); err != nil {
		return "", err
	}
	return b.NewLink(ctx, u.ID)
}

func checkPerson(name, email string) error {
	switch at := strings.LastIndexByte(email, '@'); {
	case name == "":
		return goodturn.Invalid("name", "The name is missing.", "Write it as clients know it.")
	case at < 1 || at == len(email)-1 || strings.ContainsAny(email, " \t\r\n<>,;"):
		return goodturn.Invalid("email", "That is no e-mail address.", "Write it as in dana@example.com.")
	}
	return nil
}

// Place is where somebody is logged in.
type Place struct {
	ID     string // by which it is ended; it opens nothing
	SeenAt time.Time
	Since  time.Time
	This   bool // the one that asks
}

// idLength is how much of a session's hash names it on a page.
const idLength = 16

// Sessions lists where somebody is logged in, the latest used first. secret is the one that asks.
func (b *Book) Sessions(ctx context.Context, user goodturn.ID, secret string) (out []Place, err error) {
	err = b.db.Read(ctx, func(tx *store.Tx) error {
		out = nil
		list, err := tx.Sessions(user)
		for _, s := range list {
			out = append(out, Place{ID: s.Hash[:idLength], SeenAt: s.SeenAt, Since: s.CreatedAt, This: s.Hash == TokenHash(secret)})
		}
		return err
	})
	return out, err
}

// End ends one session of a user. It is no error if it has ended; nobody can end another's.
func (b *Book) End(ctx context.Context, user goodturn.ID, id string) error {
	return b.db.Write(ctx, func(tx *store.Tx) error {
		list, err := tx.Sessions(user)
		if err != nil {
			return err
		}
		for _, s := range list {
			if s.Hash[:idLength] == id {
				return tx.DeleteSession(s.Hash)
			}
		}
		return nil
	})
}

// SetPassword changes a password, ends every session, and gives the secret of a new one for whoever changed it.
func (b *Book) SetPassword(ctx context.Context, u goodturn.User, password string) (secret string, err error) {
	if err := CheckPassword(password, u.Email); err != nil {
		return "", err
	}
	hash, err := HashPassword(password, b.rand)
	if err != nil {
		return "", err
	}
	if secret, err = NewToken(b.rand); err != nil {
		return "", err
	}
	return secret, b.db.Write(ctx, func(tx *store.Tx) error { return b.replace(tx, u.ID, hash, secret) })
}

// replace puts a password in the place of an older one; whoever is logged in anywhere no longer is, but for the new session.
func (b *Book) replace(tx *store.Tx, user goodturn.ID, hash, secret string) error {
	old, err := tx.Credentials(user)
	if err != nil {
		return err
	}
	for _, c := range old {
		if c.Kind == "password" {
			if err := tx.DeleteCredential(c.ID); err != nil {
				return err
			}
		}
	}
	if err := tx.SaveCredential(&store.Credential{UserID: user, Kind: "password", Secret: hash}); err != nil {
		return err
	}
	if err := tx.DeleteSessions(user); err != nil {
		return err
	}
	return tx.InsertSession(store.Session{Hash: TokenHash(secret), UserID: user, ExpiresAt: tx.Now().Add(SessionFor)})
}
