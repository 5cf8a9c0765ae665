package auth

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// CookieName is the cookie that holds a session's secret.
const CookieName = "goodturn_session"

// SessionFor is how long a session lasts without being used.
const SessionFor = 30 * goodturn.Day

// Book knows who may come in: sessions, passwords and links that log in once.
type Book struct {
	db    *store.DB
	rand  io.Reader
	clock goodturn.Clock

	hashes chan struct{} // a guess takes 64 MiB: only so many at once in this process
}

// NewBook makes a Book on a database, with chance for its secrets.
func NewBook(db *store.DB, rand io.Reader, clock goodturn.Clock) *Book {
	return &Book{db: db, rand: rand, clock: clock, hashes: make(chan struct{}, 2)}
}

// Who is logged in with a session's secret. False for one that has ended, and for a user who is no longer active.
func (b *Book) Who(ctx context.Context, secret string) (u goodturn.User, ok bool, err error) {
	var s store.Session
	err = b.db.Read(ctx, func(tx *store.Tx) error {
		if s, ok, err = tx.Session(TokenHash(secret)); err != nil || !ok {
			return err
		}
		if u, err = tx.User(s.UserID); goodturn.ErrorCode(err) == goodturn.CodeNotFound {
			ok = false
			return nil
		}
		ok = ok && u.Active
		return err
	})
	if now := b.clock.Now(); err == nil && ok && now.Sub(s.SeenAt) > time.Hour {
		b.db.Later(func(tx *store.Tx) error { return tx.SeenSession(s.Hash, now.Add(SessionFor)) })
	}
	return u, ok && err == nil, err
}

// errWrong is the one answer to every log-in that fails, so that asking does not tell who has an account.
func errWrong() error {
	return &goodturn.Error{Code: goodturn.CodeForbidden, Message: "That e-mail and password do not go together.", Hint: "Try again, or print a new link with goodturn admin link."}
}

func errTooMany(wait time.Duration) error {
	return &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "Too many tries.", Hint: fmt.Sprintf("Come back in %s. Nobody was locked out for good.", minutes(wait))}
}

// LogIn checks a password and begins a session. from is the address of the network it comes from. CodeUnavailable after too many
// tries; otherwise every failure is the same CodeForbidden and costs the same.
func (b *Book) LogIn(ctx context.Context, email, password, from string) (secret string, err error) {
	if wait, err := b.take(ctx, from, "of "+strings.ToLower(strings.TrimSpace(email))); err != nil {
		return "", err
	} else if wait > 0 {
		return "", errTooMany(wait)
	}
	var u goodturn.User
	stored, found := "", false
	if err := b.db.Read(ctx, func(tx *store.Tx) error {
		var err error
		if u, found, err = tx.UserByEmail(strings.TrimSpace(email)); err != nil || !found {
			return err
		}
		cs, err := tx.Credentials(u.ID)
		for _, c := range cs {
			if c.Kind == "password" {
				stored = c.Secret
			}
		}
		return err
	}); err != nil {
		return "", err
	}
	select {
	case b.hashes <- struct{}{}:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	defer func() { <-b.hashes }()
	if !PasswordMatches(stored, password) || !found || !u.Active {
		return "", errWrong()
	}
	return b.begin(ctx, u.ID)
}

// minutes says how long to wait, rounded up.
func minutes(d time.Duration) string {
	n := int((d + time.Minute - 1) / time.Minute)
	if n <= 1 {
		return "a minute"
	}
	return fmt.Sprintf("%d minutes", n)
}

func (b *Book) begin(ctx context.Context, user goodturn.ID) (secret string, err error) {
	if secret, err = NewToken(b.rand); err != nil {
		return "", err
	}
	return secret, b.db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PruneSessions(); err != nil {
			return err
		}
		return tx.InsertSession(store.Session{Hash: TokenHash(secret), UserID: user, ExpiresAt: tx.Now().Add(SessionFor)})
	})
}

// LogOut ends one session.
func (b *Book) LogOut(ctx context.Context, secret string) error {
	return b.db.Write(ctx, func(tx *store.Tx) error { return tx.DeleteSession(TokenHash(secret)) })
}

// Link looks at a link that logs in once, and changes nothing. First says that nobody is here yet and the link makes the owner.
// ok is false for one that was used, is too old or never was.
func (b *Book) Link(ctx context.Context, token string) (u goodturn.User, first, ok bool, err error) {
	err = b.db.Read(ctx, func(tx *store.Tx) error {
		l, found, err := tx.PeekLoginLink(TokenHash(token))
		if err != nil || !found {
			return err
		}
		ok = true
		if l.UserID == "" {
			first = true
			users, err := tx.Users()
			if len(users) > 0 {
				u, first = users[0], false // somebody was added by hand before the first link was used
			}
			return err
		}
		u, err = tx.User(l.UserID)
		return err
	})
	return u, first, ok, err
}

// Enter uses up a link: it sets the password, makes the owner where nobody is here yet, ends older sessions, and begins a new one.
func (b *Book) Enter(ctx context.Context, token, name, email, password string) (secret string, err error) {
	if err := CheckPassword(password, email); err != nil {
		return "", err
	}
	hash, err := HashPassword(password, b.rand)
	if err != nil {
		return "", err
	}
	if secret, err = NewToken(b.rand); err != nil {
		return "", err
	}
	return secret, b.db.Write(ctx, func(tx *store.Tx) error {
		l, found, err := tx.UseLoginLink(TokenHash(token))
		if err != nil {
			return err
		}
		if !found {
			return &goodturn.Error{Code: goodturn.CodeNotFound, Message: "This link does not work any more.", Hint: "Print a new one with goodturn admin link."}
		}
		user := l.UserID
		if user == "" {
			if user, err = firstUser(tx, name, email); err != nil {
				return err
			}
		}
		return b.replace(tx, user, hash, secret)
	})
}

// firstUser is whoever is here already, or the owner, made now.
func firstUser(tx *store.Tx, name, email string) (goodturn.ID, error) {
	users, err := tx.Users()
	if err != nil {
		return "", err
	}
	if len(users) > 0 {
		return users[0].ID, nil
	}
	name, email = strings.TrimSpace(name), strings.TrimSpace(email)
	if err := checkPerson(name, email); err != nil {
		return "", err
	}
	first, _, _ := strings.Cut(name, " ")
	u := goodturn.User{Email: email, Name: name, Role: goodturn.RoleOwner, Active: true, Voice: goodturn.Voice{FirstName: first, Greeting: "Hi", SignOff: first}}
	err = tx.InsertUser(&u)
	return u.ID, err
}
