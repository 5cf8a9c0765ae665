package news

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel/webhook"
	"github.com/goodturn-app/goodturn/store"
)

// Poster makes one attempt to bring news to another system; *webhook.Client is one.
type Poster interface {
	Check(ctx context.Context, url string) error
	Post(ctx context.Context, p webhook.Post) (webhook.Answer, error)
}

// Sealer keeps signing secrets unreadable in the database. whose binds one to its row.
type Sealer interface {
	Seal(whose goodturn.ID, secret string) ([]byte, error)
	Open(whose goodturn.ID, sealed []byte) (string, error)
}

// waits is how long after a failed attempt the next one follows: ten attempts in a little more than three days.
var waits = []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}

const (
	tellAfter  = 3                 // after so many attempts at one piece of news the owner hears of it
	lease      = time.Minute       // longer than an attempt can take
	atOnce     = 4                 // to one endpoint
	unreadable = 10 * time.Minute  // until the next look at an endpoint whose secret cannot be read
	Keep       = 90 * goodturn.Day // how long what arrived or was given up can be looked at
)

func taskKey(endpoint goodturn.ID) string { return "webhook:" + string(endpoint) }

func isOurs(key string) bool { return strings.HasPrefix(key, "webhook:") }

// Send brings what is due to other systems, and says when it wants to look again; zero: when it is woken. An endpoint that is
// slow or dead keeps no other one waiting.
func (d *Desk) Send(ctx context.Context) (next time.Time, err error) {
	if d.Poster == nil || d.Sealer == nil {
		return time.Time{}, nil
	}
	type done struct {
		endpoint goodturn.ID
		err      error
	}
	results := make(chan done)
	busy := map[goodturn.ID]int{}
	running := 0
	var first error
	for {
		begun, at, cerr := d.claim(ctx, busy)
		if cerr != nil && first == nil && ctx.Err() == nil {
			first = cerr
		}
		for _, b := range begun {
			busy[b.to.ID]++
			running++
			go func() { results <- done{b.to.ID, d.sendOne(ctx, b)} }()
		}
		if running == 0 {
			if d.lately(d.DB.Clock.Now()) && len(begun) == 0 && ctx.Err() == nil {
				soon := d.DB.Clock.Now().Add(time.Second)
				if at.IsZero() || soon.Before(at) {
					at = soon // a transaction that writes news may not have ended yet
				}
			}
			return at, first
		}
		// While one endpoint takes its time, others' news is looked for once a second.
		look := time.NewTimer(time.Second)
		select {
		case d := <-results:
			running--
			if busy[d.endpoint]--; busy[d.endpoint] == 0 {
				delete(busy, d.endpoint)
			}
			if d.err != nil && first == nil && ctx.Err() == nil {
				first = d.err
			}
		case <-look.C:
		}
		look.Stop()
	}
}

// sending is one piece of news that was claimed.
type sending struct {
	news    store.News
	to      store.Endpoint
	secrets []string
}

// claim takes what is due for endpoints that are not busy, and says when the next is due.
func (d *Desk) claim(ctx context.Context, busy map[goodturn.ID]int) (out []sending, next time.Time, err error) {
	if ctx.Err() != nil {
		return nil, next, ctx.Err()
	}
	err = d.DB.Write(ctx, func(tx *store.Tx) error {
		out, next = nil, time.Time{}
		to, err := tx.Endpoints()
		if err != nil {
			return err
		}
		for _, e := range to {
			if e.State != store.EndpointOn {
				continue
			}
			sooner := func(t time.Time) {
				if t.Before(e.QuietUntil) {
					t = e.QuietUntil
				}
				if next.IsZero() || t.Before(next) {
					next = t
				}
			}
			room := atOnce - busy[e.ID]
			if !tx.Now().Before(e.QuietUntil) && room > 0 {
				secrets, err := d.secrets(e, tx.Now())
				if err != nil { // the others' news goes on; what waits for this one is kept
					if err := d.tell(tx, e, webhook.Answer{Failed: "Its signing secret cannot be read with the key of this installation: exchange the secret under Settings, Other systems."}); err != nil {
						return err
					}
					sooner(tx.Now().Add(unreadable))
					continue
				}
				rows, err := tx.ClaimNews(e.ID, d.Node, d.Boot, tx.Now().Add(lease), room)
				if err != nil {
					return err
				}
				for _, n := range rows {
					out = append(out, sending{n, e, secrets})
				}
			}
			at, ok, err := tx.NextNews(e.ID)
			if err != nil {
				return err
			}
			if ok {
				sooner(at)
			}
		}
		return nil
	})
	return out, next, err
}

// secrets opens what an endpoint's news is signed with: two secrets while they are exchanged.
func (d *Desk) secrets(e store.Endpoint, now time.Time) ([]string, error) {
	var out []string
	for _, s := range []string{e.Secret, e.OldSecret} {
		if s == "" || s == e.OldSecret && !now.Before(e.OldUntil) {
			continue
		}
		plain, err := d.openSecret(e.ID, s)
		if err != nil {
			return nil, err
		}
		out = append(out, plain)
	}
	return out, nil
}

// sendOne makes one attempt and writes down how it ended. A process that dies meanwhile leaves a lease behind, and the same id is sent
// again: at least once, never lost.
func (d *Desk) sendOne(ctx context.Context, s sending) error {
	now := d.DB.Clock.Now()
	got, err := d.Poster.Post(ctx, webhook.Post{URL: s.to.URL, ID: "msg_" + string(s.news.ID), At: now, Body: []byte(s.news.Body), Secrets: s.secrets})
	if err != nil {
		if ctx.Err() != nil {
			err = nil // the process stops; the next start takes it up
		}
		return err
	}
	err = d.DB.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return d.settle(tx, s.news, got, now) })
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
		return nil // the endpoint was taken away meanwhile
	}
	return err
}

func (d *Desk) settle(tx *store.Tx, n store.News, got webhook.Answer, at time.Time) error {
	n.Attempts++
	n.LastAt, n.LastStatus, n.LastSaid = at, got.Status, got.Failed
	e, err := tx.LockEndpoint(n.EndpointID)
	if err != nil {
		return err
	}
	if got.Failed == "" {
		n.State = store.NewsDone
		if _, err := tx.SettleNews(n); err != nil {
			return err
		}
		if n.Type == Credit && d.Credited != nil {
			if err := d.Credited(tx, n); err != nil {
				return err
			}
		}
		_, err := tx.DoneTaskKey(taskKey(e.ID), "arrives again")
		return err
	}
	switch {
	case got.Gone():
		n.State, e.State = store.NewsFailed, store.EndpointGone
	case n.Attempts > len(waits):
		n.State = store.NewsFailed
	default:
		n.DueAt = tx.Now().Add(max(wait(n), got.Wait))
	}
	if ours, err := tx.SettleNews(n); err != nil || !ours {
		return err
	}
	if got.Wait > 0 {
		e.QuietUntil = tx.Now().Add(got.Wait)
	}
	if got.Gone() || got.Wait > 0 {
		if err := tx.SaveEndpoint(&e); err != nil {
			return err
		}
		d.changed()
	}
	if !got.Gone() && n.Attempts < tellAfter && n.State != store.NewsFailed {
		return nil
	}
	return d.tell(tx, e, got)
}

// wait is how long to wait before the next attempt: by the table, and up to a tenth more, so that what failed together does not
// come back together. The tenth hangs on the id and so is the same after a restart.
func wait(n store.News) time.Duration {
	d := waits[n.Attempts-1]
	sum := 0
	for _, c := range []byte(n.ID) {
		sum = (sum*31 + int(c)) % 1000
	}
	return d + d/10*time.Duration(sum)/1000
}

// tell tells the owner that another system does not take news. While the task is open nothing is added to it.
func (d *Desk) tell(tx *store.Tx, e store.Endpoint, got webhook.Answer) error {
	users, err := tx.Users()
	if err != nil {
		return err
	}
	why := got.Failed + " News for it is kept and tried again for three days; what was given up can be sent again under Settings, Other systems."
	if got.Gone() {
		why = "It said that it wants no more news, so none goes there. If that is wrong, switch it on again under Settings, Other systems."
	}
	return d.OpenTask(tx, goodturn.Task{OwnerID: goodturn.WhoMaySet(users, ""), Kind: goodturn.TaskOther, Key: taskKey(e.ID), Title: "News does not reach " + placeName(e), Why: why})
}

// placeName names an endpoint for people: what the owner called it, else its host.
func placeName(e store.Endpoint) string {
	if e.About != "" {
		return e.About
	}
	if u, err := url.Parse(e.URL); err == nil && u.Host != "" {
		return u.Host
	}
	return "another system"
}

// Free lets go of what earlier starts of this process were at.
func (d *Desk) Free(ctx context.Context) error {
	return d.DB.Write(ctx, func(tx *store.Tx) error {
		to, err := tx.Endpoints()
		for _, e := range to {
			if _, ferr := tx.FreeNews(e.ID, d.Node, d.Boot); ferr != nil {
				err = errors.Join(err, ferr)
			}
		}
		return err
	})
}
