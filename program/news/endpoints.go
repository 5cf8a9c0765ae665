package news

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel/webhook"
	"github.com/goodturn-app/goodturn/store"
)

// Where is an address to which news is to go.
type Where struct {
	URL   string
	About string
	Types []string // none means all
}

// most keeps a mistaken loop of another program from filling the outbox.
const most = 20

// secretsOverlap is how long an exchanged secret signs beside the new one.
const secretsOverlap = 24 * time.Hour

// Add begins to send news to an address. The signing secret is shown once.
func (d *Desk) Add(ctx context.Context, n Where) (e store.Endpoint, secret string, err error) {
	if err := d.check(ctx, n); err != nil {
		return e, "", err
	}
	if secret, err = webhook.NewSecret(d.Rand); err != nil {
		return e, "", err
	}
	err = d.DB.Write(ctx, func(tx *store.Tx) error {
		have, err := tx.Endpoints()
		if err != nil {
			return err
		}
		if len(have) >= most {
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: "News goes to 20 addresses already.", Hint: "Remove one that is no longer used."}
		}
		if slices.ContainsFunc(have, func(x store.Endpoint) bool { return x.URL == n.URL }) {
			return &goodturn.Error{Code: goodturn.CodeConflict, Field: "url", Message: "News goes to this address already.", Hint: "Change what it gets instead."}
		}
		e = store.Endpoint{ID: tx.NewID(), URL: n.URL, About: strings.TrimSpace(n.About), Types: n.Types, State: store.EndpointOn, CreatedAt: tx.Now()}
		if e.Secret, err = d.sealSecret(e.ID, secret); err != nil {
			return err
		}
		return tx.SaveEndpoint(&e)
	})
	d.changed()
	return e, secret, err
}

func (d *Desk) check(ctx context.Context, n Where) error {
	if d.Poster == nil || d.Sealer == nil {
		return &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "No news goes out from here.", Hint: "It is sample data."}
	}
	if err := d.Poster.Check(ctx, n.URL); err != nil {
		return err
	}
	if len(n.About) > 200 {
		return goodturn.Invalid("about", "This is too long.", "A few words that tell the address from others.")
	}
	for _, t := range n.Types {
		if !slices.ContainsFunc(Types, func(x Type) bool { return x.Name == t }) {
			var names []string
			for _, x := range Types {
				names = append(names, x.Name)
			}
			return goodturn.Invalid("types", "There is no news called "+t+".", "There is "+strings.Join(names, ", ")+".")
		}
	}
	return nil
}

// Change changes what an endpoint gets, where it is, or whether it gets anything. Switched on again after a pause, what waited
// goes out.
func (d *Desk) Change(ctx context.Context, id goodturn.ID, n Where, on bool) (e store.Endpoint, err error) {
	if err := d.check(ctx, n); err != nil {
		return e, err
	}
	err = d.DB.Write(ctx, func(tx *store.Tx) error {
		if e, err = tx.LockEndpoint(id); err != nil {
			return err
		}
		e.URL, e.About, e.Types = n.URL, strings.TrimSpace(n.About), n.Types
		switch {
		case on:
			e.State, e.QuietUntil = store.EndpointOn, time.Time{}
		case e.State == store.EndpointOn:
			e.State = store.EndpointOff
		}
		if err := tx.SaveEndpoint(&e); err != nil {
			return err
		}
		_, err := tx.DoneTaskKey(taskKey(id), "changed")
		return err
	})
	d.changed()
	d.Wake()
	return e, err
}

// ChangeSecret exchanges an endpoint's secret. The old one signs beside it for a day, as far as it can be read.
func (d *Desk) ChangeSecret(ctx context.Context, id goodturn.ID) (e store.Endpoint, secret string, err error) {
	if d.Sealer == nil {
		return e, "", d.check(ctx, Where{})
	}
	if secret, err = webhook.NewSecret(d.Rand); err != nil {
		return e, "", err
	}
	err = d.DB.Write(ctx, func(tx *store.Tx) error {
		if e, err = tx.LockEndpoint(id); err != nil {
			return err
		}
		e.OldSecret, e.OldUntil = e.Secret, tx.Now().Add(secretsOverlap)
		if _, err := d.openSecret(id, e.Secret); err != nil { // with another secret key now: it can sign nothing, and stops nothing
			e.OldSecret, e.OldUntil = "", time.Time{}
		}
		if e.Secret, err = d.sealSecret(id, secret); err != nil {
			return err
		}
		return tx.SaveEndpoint(&e)
	})
	d.changed()
	return e, secret, err
}

// Remove ends news to an address and forgets what was sent there.
func (d *Desk) Remove(ctx context.Context, id goodturn.ID) error {
	err := d.DB.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.DoneTaskKey(taskKey(id), "removed"); err != nil {
			return err
		}
		return tx.DeleteEndpoint(id)
	})
	d.changed()
	return err
}

// All lists where news goes.
func (d *Desk) All(ctx context.Context) (out []store.Endpoint, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error { out, err = tx.Endpoints(); return err })
	return out, err
}

// Log pages through the news to one endpoint, the newest first; state empty means any.
func (d *Desk) Log(ctx context.Context, endpoint, before goodturn.ID, state store.NewsState, limit int) (e store.Endpoint, out []store.News, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		if e, err = tx.Endpoint(endpoint); err != nil {
			return err
		}
		out, err = tx.NewsLog(endpoint, before, state, limit)
		return err
	})
	return e, out, err
}

// Again has one piece of news sent again, under its own id. CodeConflict while an attempt is under way.
func (d *Desk) Again(ctx context.Context, endpoint, id goodturn.ID) error {
	err := d.DB.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.News(id)
		if err != nil {
			return err
		}
		if n.EndpointID != endpoint {
			return goodturn.NotFound("message")
		}
		if n.State == store.NewsOver {
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: "What it asks for is not wanted any more. " + n.LastSaid, Hint: "Look at the introduction: what is owed now stands there."}
		}
		again, err := tx.SendAgain(id)
		if err == nil && !again {
			err = &goodturn.Error{Code: goodturn.CodeConflict, Message: "It is on its way this very moment.", Hint: "Look again in a minute."}
		}
		return err
	})
	d.Wake()
	return err
}

// FailedAgain has everything sent again that was given up and happened at or after an instant; zero: all of it.
func (d *Desk) FailedAgain(ctx context.Context, endpoint goodturn.ID, since time.Time) (n int, err error) {
	err = d.DB.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Endpoint(endpoint); err != nil {
			return err
		}
		n, err = tx.SendFailedAgain(endpoint, since)
		return err
	})
	d.Wake()
	return n, err
}

// Try sends a ping to one endpoint, along the road that all news takes.
func (d *Desk) Try(ctx context.Context, id goodturn.ID) error {
	return d.DB.Write(ctx, func(tx *store.Tx) error {
		e, err := tx.Endpoint(id)
		if err != nil {
			return err
		}
		if e.State != store.EndpointOn {
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: "News to this address is switched off.", Hint: "Switch it on first."}
		}
		return d.write(tx, []store.Endpoint{e}, Ping, tx.Now(), "", map[string]any{"endpoint_id": id})
	})
}

func (d *Desk) sealSecret(id goodturn.ID, secret string) (string, error) {
	b, err := d.Sealer.Seal(id, secret)
	return base64.StdEncoding.EncodeToString(b), err
}

func (d *Desk) openSecret(id goodturn.ID, sealed string) (string, error) {
	b, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil {
		return "", err
	}
	secret, err := d.Sealer.Open(id, b)
	if err != nil {
		return "", &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "The signing secret of a webhook cannot be opened with this secret key, so no news goes out.",
			Hint: "Put the secret.key of this data folder back, or exchange the webhook's secret.", Err: err}
	}
	return secret, nil
}
