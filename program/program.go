// Package program answers one question: what happens when somebody does something? Each use case is one file named after its
// verb. A use case reads facts, asks the pure packages for a judgement, and writes the result, all in one transaction of the
// store. It refuses to know HTTP, SQL, vendors and pages.
//
// The spine: receive.go (events come in), enrol.go (a playbook plans), sweep.go (the judgement decides), deliver.go (a channel
// carries), respond.go (the answer comes back as an event).
package program

import (
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/marks"
	"github.com/goodturn-app/goodturn/program/news"
	"github.com/goodturn-app/goodturn/program/quotes"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/store"
)

// Senders finds the channel that carries a message in somebody's name. CodeUnavailable if it is not connected.
type Senders interface {
	For(u goodturn.User, c goodturn.Channel) (channel.Sender, error)
}

// Market gives the figures that messages may quote, as of the last load. It is cheap to call; what it returns never changes.
type Market interface {
	Figures() Figures
}

// Figures is what is known of markets; see package quotes.
type Figures = quotes.Figures

// Waker asks for a look soon. Losing a wake-up costs at most a minute.
type Waker interface {
	Wake(kind string)
}

// Fence remembers outside the database how far sending has come.
type Fence interface {
	Note(seq int64, now time.Time) error
}

// Deps is everything a Program is made of.
type Deps struct {
	DB      *store.DB
	Rand    io.Reader                    // share codes, lease tokens
	Library map[string]*playbook.Shipped // by playbook name
	Links   link.Signer
	Senders Senders
	Market  Market
	Waker   Waker
	Fence   Fence
	Poster  news.Poster // brings news to other systems; nil: none goes
	Sealer  news.Sealer // of their signing secrets
	Log     *slog.Logger
	Node    string // this process among several
	Boot    string // this start of it: leases of earlier boots are free
}

// Program holds the use cases. Its own state is caches that may be lost at any time; any number of goroutines may use it.
type Program struct {
	Deps
	News      *news.Desk
	words     *wordings
	quotes    *quotes.Quotes
	sequence  *marks.Sequence
	mailboxes *mailboxes
	marks     *marks.Maker
	landings  *landings
	paces     *paces
	missing   atomic.Pointer[[]Missing]
}

// New makes a Program.
func New(d Deps) *Program {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	p := &Program{Deps: d, words: newWordings(), quotes: &quotes.Quotes{}, sequence: &marks.Sequence{DB: d.DB}, mailboxes: &mailboxes{of: map[goodturn.ID]mailboxDay{}}, marks: &marks.Maker{DB: d.DB}, landings: &landings{}, paces: &paces{}}
	p.News = &news.Desk{DB: d.DB, Rand: d.Rand, Poster: d.Poster, Sealer: d.Sealer, Wake: func() { p.wake("news") }, OpenTask: p.openTask, Node: d.Node, Boot: d.Boot}
	p.News.Credited = func(tx *store.Tx, n store.News) error { return rewards.Credited(tx, p.News, n) }
	return p
}

// wake asks for a look after the transaction that wrote something has committed.
func (p *Program) wake(kind string) {
	if p.Waker != nil {
		p.Waker.Wake(kind)
	}
}
