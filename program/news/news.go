// Package news answers one question: what do other systems hear of what happens here, and did it reach them? It writes news down in
// the transaction of the fact that it tells, brings it to the addresses that the owner chose, and tries again for days. It refuses to
// know how a request is signed and what a page shows.
//
// Reading order: news.go (what news there is, and how it is written down), send.go (how it leaves), endpoints.go (where it goes).
package news

import (
	"encoding/json"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// Type is a kind of news as other systems get it. It names people by id only: names and addresses are asked for with a key.
type Type struct {
	Name string // as in the field type
	Says string // for whoever chooses
}

// The news there is.
const (
	Sent       = "message.sent"
	Bounced    = "message.bounced"
	Answered   = "ask.answered"
	Introduced = "referral.introduced"
	Moved      = "referral.moved"
	Won        = "referral.won"
	OptedOut   = "contact.opted_out"
	Task       = "task.opened"
	Owed       = "reward.due"
	Given      = "reward.given"
	Credit     = "reward.credit" // only to an endpoint that chose it by name: it gives the credit, and taking it is giving it
	Ping       = "ping"          // only by hand, to try an endpoint
)

// Types lists what an endpoint may choose.
var Types = []Type{
	{Answered, "Somebody answered a request."},
	{Introduced, "Somebody introduced a friend."},
	{Moved, "An introduction came to another stage."},
	{Won, "An introduction became a client."},
	{OptedOut, "Somebody wants no more messages."},
	{Task, "There is something for a person to do."},
	{Sent, "A message was taken by the mail server."},
	{Bounced, "A message came back."},
	{Owed, "Something is owed for an introduction."},
	{Given, "What was owed for an introduction was given."},
	{Credit, "Credit is owed, and this system gives it: what it takes counts as given."},
}

// Desk writes news down and brings it out. Any number of goroutines may use it.
type Desk struct {
	DB       *store.DB
	Rand     io.Reader // signing secrets
	Poster   Poster    // nil: no news goes out
	Sealer   Sealer
	Wake     func()                                    // asks for a look soon
	OpenTask func(tx *store.Tx, t goodturn.Task) error // tells the owner what does not arrive
	Credited func(tx *store.Tx, n store.News) error    // another system took a credit
	Node     string
	Boot     string

	// Where news goes, remembered for a moment, so that writing a fact need not ask each time.
	mu   sync.Mutex
	list []store.Endpoint
	at   time.Time
	have bool
	said time.Time // when something was last written down
}

// fresh is how long it is remembered: another process may have added an endpoint since.
const fresh = time.Second

func (d *Desk) endpoints(tx *store.Tx) ([]store.Endpoint, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if age := tx.Now().Sub(d.at); d.have && age >= 0 && age < fresh {
		return d.list, nil
	}
	list, err := tx.Endpoints()
	if err != nil {
		return nil, err
	}
	d.list, d.at, d.have = list, tx.Now(), true
	return list, nil
}

func (d *Desk) changed() {
	d.mu.Lock()
	d.have = false
	d.mu.Unlock()
}

// lately reports whether something was written down a moment ago, perhaps in a transaction that has not ended yet.
func (d *Desk) lately(now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return now.Sub(d.said) < 2*time.Second
}

// tells is which news an event is, and which of its properties go out with it. What the properties say of addresses stays here.
var tells = map[goodturn.EventName]struct {
	types func(p map[string]any) []string
	props []string
}{
	goodturn.EventSent:         {always(Sent), []string{"touch_id", "delivery_id", "kind", "step", "channel", "unknown"}},
	goodturn.EventBounced:      {always(Bounced), []string{"permanent", "delivery_id"}},
	goodturn.EventAnswered:     {always(Answered), []string{"ask_id", "answer", "before", "until", "via"}},
	goodturn.EventReferred:     {always(Introduced), []string{"referral_id"}},
	goodturn.EventUnsubscribed: {always(OptedOut), nil},
	goodturn.EventComplained:   {always(OptedOut), nil},
	goodturn.EventReferralMoved: {func(p map[string]any) []string {
		if p["stage"] == string(goodturn.StageWon) {
			return []string{Moved, Won}
		}
		return []string{Moved}
	}, []string{"referral_id", "stage"}},
}

func always(t string) func(map[string]any) []string {
	return func(map[string]any) []string { return []string{t} }
}

// Announce writes down that other systems are to hear of an event, in the event's own transaction.
func (d *Desk) Announce(tx *store.Tx, e goodturn.Event) error {
	tell, ok := tells[e.Name]
	if !ok {
		return nil
	}
	to, err := d.endpoints(tx)
	if err != nil || len(to) == 0 {
		return err
	}
	var had map[string]any
	if len(e.Props) > 0 {
		if err := json.Unmarshal(e.Props, &had); err != nil {
			had = nil // an outside source's properties may be anything
		}
	}
	data := map[string]any{"event_id": e.ID, "contact_id": e.ContactID, "source": e.Source}
	for _, k := range tell.props {
		if v, ok := had[k]; ok {
			data[k] = v
		}
	}
	for _, t := range tell.types(had) {
		if err := d.write(tx, to, t, e.At, e.ContactID, data); err != nil {
			return err
		}
	}
	return nil
}

// AnnounceTask is Announce for a task. News about news that does not arrive would only add to it.
func (d *Desk) AnnounceTask(tx *store.Tx, t goodturn.Task) error {
	to, err := d.endpoints(tx)
	if err != nil || len(to) == 0 || isOurs(t.Key) {
		return err
	}
	return d.write(tx, to, Task, tx.Now(), t.ContactID, map[string]any{"task_id": t.ID, "contact_id": t.ContactID, "kind": t.Kind, "urgent": t.Urgent, "due_at": t.DueAt.UTC().Format(time.RFC3339Nano)})
}

// AnnounceReward tells that a reward is owed or was given.
func (d *Desk) AnnounceReward(tx *store.Tx, newsType string, contact goodturn.ID, data map[string]any) error {
	to, err := d.endpoints(tx)
	if err != nil || len(to) == 0 {
		return err
	}
	return d.write(tx, to, newsType, tx.Now(), contact, data)
}

// AskCredit asks the other system that chose to give credit for one, and gives the id of the news; empty if none did. There is one at
// most: two would give it twice.
func (d *Desk) AskCredit(tx *store.Tx, contact goodturn.ID, data map[string]any) (goodturn.ID, error) {
	if d.Poster == nil {
		return "", nil
	}
	to, err := tx.Endpoints() // and not those remembered: what is asked twice is given twice
	if err != nil {
		return "", err
	}
	for _, e := range to {
		if e.State != store.EndpointOn || !slices.Contains(e.Types, Credit) {
			continue
		}
		id := tx.NewID()
		body, err := bodyOf(Credit, tx.Now(), data)
		if err != nil {
			return "", err
		}
		if err := tx.InsertNews(store.News{ID: id, EndpointID: e.ID, ContactID: contact, Type: Credit, At: tx.Now(), Body: body}); err != nil {
			return "", err
		}
		d.Wake()
		return id, nil
	}
	return "", nil
}

func bodyOf(newsType string, at time.Time, data map[string]any) (string, error) {
	body, err := json.Marshal(struct {
		Type      string         `json:"type"`
		Timestamp string         `json:"timestamp"`
		Data      map[string]any `json:"data"`
	}{newsType, at.UTC().Format(time.RFC3339Nano), data})
	return string(body), err
}

// write writes one piece of news for every endpoint that chose it.
func (d *Desk) write(tx *store.Tx, to []store.Endpoint, newsType string, at time.Time, contact goodturn.ID, data map[string]any) error {
	var rows []store.News
	for _, e := range to {
		if e.State != store.EndpointOn || newsType == Credit && !slices.Contains(e.Types, Credit) || len(e.Types) > 0 && newsType != Ping && !slices.Contains(e.Types, newsType) {
			continue
		}
		body, err := bodyOf(newsType, at, data)
		if err != nil {
			return err
		}
		rows = append(rows, store.News{EndpointID: e.ID, ContactID: contact, Type: newsType, At: at, Body: body})
	}
	if len(rows) == 0 {
		return nil
	}
	if err := tx.InsertNews(rows...); err != nil {
		return err
	}
	d.mu.Lock()
	d.said = tx.Now()
	d.mu.Unlock()
	d.Wake()
	return nil
}
