package sim_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/sim"
	"github.com/goodturn-app/goodturn/sim/invariant"
	"github.com/goodturn-app/goodturn/store"
)

// Random lives: a few people, a year or two, everything that befalls people, owners, computers and mail servers. What was seen from
// outside is then held against the promises by a package that knows nothing of the product.
//
// A failing seed is printed with the command that lives it again.
func TestNoLifeBreaksAPromise(t *testing.T) {
	seeds := 200
	if n, err := strconv.Atoi(os.Getenv("GOODTURN_TORTURE")); err == nil && n > 0 {
		seeds = n
	}
	first := uint64(0)
	if n, err := strconv.ParseUint(os.Getenv("GOODTURN_SEED"), 10, 64); err == nil {
		first, seeds = n, 1
	}
	var mu sync.Mutex
	seen := map[string]int{}
	t.Run("lives", func(t *testing.T) {
		for seed := first; seed < first+uint64(seeds); seed++ {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				l := live(t, seed)
				breaches := invariant.Check(l.history())
				mu.Lock()
				for what, n := range l.seen {
					seen[what] += n
				}
				mu.Unlock()
				for _, b := range breaches[:min(len(breaches), 6)] {
					t.Errorf("seed %d: %s", seed, b)
				}
				if len(breaches) > 0 {
					t.Logf("again: GOODTURN_SEED=%d go test ./sim -run TestNoLifeBreaksAPromise -v", seed)
				}
				if t.Failed() && seeds == 1 {
					t.Log("\n" + strings.Join(l.log, "\n"))
				}
			})
		}
	})
	if seeds < 100 || t.Failed() {
		return
	}
	// A life in which nothing happened proves nothing.
	for _, what := range []string{"ask", "reminder", "value", "answer yes", "answer no", "answer not_now", "answer middle", "stop", "reopened", "resubscribed", "replied", "bounced",
		"merged", "joined", "left", "corrected", "imported again", "paused", "down", "clock back", "temporary", "permanent", "unknown, arrived", "unknown, lost", "sender", "ask now", "life", "left out"} {
		if seen[what] == 0 {
			t.Errorf("in no life it came to pass: %s", what)
		}
	}
}

// soul is somebody as they really are.
type soul struct {
	name    string
	id      goodturn.ID
	address string
	record  connect.Record
	zones   []string
	lost    bool // nobody knows any more where they are
	into    *soul
	house   map[*soul]bool
	closed  goodturn.Date
}

func (s *soul) root() *soul {
	for s.into != nil {
		s = s.into
	}
	return s
}

type world struct {
	*sim.World
	t      testing.TB
	ctx    context.Context
	r      *rand.Rand
	owner  goodturn.ID
	souls  []*soul
	sent   []letter
	said   []invariant.Said
	ids    map[string]bool
	seen   map[string]int
	log    []string
	faulty float64
	fate   map[string]string // of a delivery
	states []invariant.Row
}

// letter is a message as the channel saw it.
type letter struct {
	at       time.Time
	to       *soul
	with     []string
	address  string
	delivery goodturn.ID
	maybe    bool
}

func (w *world) note(format string, args ...any) {
	w.log = append(w.log, w.Clock.Now().Format("2006-01-02T15:04 ")+fmt.Sprintf(format, args...))
}

// places are where the souls live: an address and the zone that its ZIP code stands for.
var places = []struct{ city, state, zip, zone, area string }{
	{"Denver", "CO", "80203", "America/Denver", "303"}, {"New York", "NY", "10510", "America/New_York", "212"}, {"Chicago", "IL", "60601", "America/Chicago", "312"},
	{"San Francisco", "CA", "94110", "America/Los_Angeles", "415"}, {"Honolulu", "HI", "96815", "Pacific/Honolulu", "808"},
}

func live(t testing.TB, seed uint64) *world {
	t.Helper()
	start := time.Date(2026, 1, 5, 13, 0, 0, 0, time.UTC).Add(time.Duration(seed%180) * 37 * time.Hour)
	w := &world{t: t, ctx: context.Background(), r: rand.New(rand.NewPCG(seed, 0x6c69766573)), ids: map[string]bool{}, seen: map[string]int{}, fate: map[string]string{}}
	w.faulty = []float64{0, 0.05, 0.25}[w.r.IntN(3)]
	inner, err := sim.New(w.ctx, engine(t), sim.Options{At: start, Seed: seed, Faults: w.fault})
	if err != nil {
		t.Fatal(err)
	}
	defer inner.Close()
	w.World = inner
	inner.Sent = func(c capture.Captured) { w.arrived(c.Message, c.At, false) }
	u := dana()
	s := liveSince(start)
	s.Tempo = []goodturn.Tempo{goodturn.Careful, goodturn.Usual, goodturn.Warm, goodturn.Warm}[w.r.IntN(4)]
	w.must(w.DB.Write(w.ctx, func(tx *store.Tx) error {
		if err := tx.InsertUser(&u); err != nil {
			return err
		}
		return tx.SaveSettings(s)
	}))
	w.owner = u.ID
	for i := range 3 + w.r.IntN(5) {
		w.born(i, goodturn.DateOf(start))
	}
	w.enter(w.souls)
	end := start.Add(time.Duration(200+w.r.IntN(400)) * goodturn.Day)
	for w.Clock.Now().Before(end) {
		next := w.Clock.Now().Add(time.Duration(w.r.ExpFloat64() * float64(12*goodturn.Day)))
		if next.After(end) {
			next = end
		}
		if err := inner.Run(w.ctx, next); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if w.r.IntN(4) == 0 {
			w.remember()
		}
		w.happen()
	}
	w.rows()
	return w
}

func (w *world) must(err error) {
	if err != nil {
		w.t.Helper()
		w.t.Fatalf("at %s: %v\n%s", w.Clock.Now(), err, strings.Join(w.log[max(0, len(w.log)-10):], "\n"))
	}
}

// born makes a soul with a deal.
func (w *world) born(i int, today goodturn.Date) *soul {
	at := places[w.r.IntN(len(places))]
	s := &soul{name: fmt.Sprintf("p%d", i), house: map[*soul]bool{}}
	s.address = s.name + "@example.com"
	given := string(rune('A'+i%26)) + "nnika"
	where := goodturn.Address{Street: fmt.Sprintf("%d %s Street", 1+w.r.IntN(90), []string{"Oak", "Elm", "Pine"}[w.r.IntN(3)]), City: at.city, State: at.state, ZIP: at.zip}
	s.closed = today.AddDays(-1 - w.r.IntN([]int{20, 200, 1500}[w.r.IntN(3)]))
	side := []goodturn.Side{goodturn.SideBought, goodturn.SideBought, goodturn.SideBoth, goodturn.SideSold, goodturn.SideUnknown}[w.r.IntN(5)]
	s.record = connect.Record{Row: i + 1, Given: given, Family: "Sample" + string(rune('a'+i%26)), Full: given, Emails: []string{s.address}, Property: where,
		Closings: []connect.Closing{{Date: s.closed, Side: side, PriceMinor: 50_000_000, Currency: "USD", Address: where}}}
	s.record.Full = given + " " + s.record.Family
	if side == goodturn.SideBought || side == goodturn.SideBoth {
		s.zones = []string{at.zone}
	} else {
		s.lost = true // nobody was told where they live
	}
	if w.r.IntN(3) == 0 {
		other := places[w.r.IntN(len(places))]
		s.record.Phones = []connect.Phone{{Kind: connect.PhoneMobile, Number: fmt.Sprintf("+1%s55501%02d", other.area, i)}}
	}
	w.souls = append(w.souls, s)
	return s
}

// enter has people taken in from a list.
func (w *world) enter(souls []*soul) {
	var records []connect.Record
	for _, s := range souls {
		records = append(records, s.record)
	}
	ids, err := w.People.TakeRecords(w.ctx, records, "import:torture", w.owner, people.Attestation{By: "Dana Reed", How: "My own clients.", Region: "US"})
	w.must(err)
	for i, s := range souls {
		if ids[i] == "" {
			w.t.Fatalf("%s could not be taken in", s.name)
		}
		if s.id == "" {
			s.id = ids[i]
			w.said = append(w.said, invariant.Said{At: w.Clock.Now(), Person: s.name, What: "closed", Day: day(s.closed)})
			w.note("%s comes in, closed %s, %s", s.name, s.closed, s.record.Closings[0].Side)
		}
	}
}

func day(d goodturn.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// fault decides what goes wrong with a message.
func (w *world) fault(m channel.Message) capture.Fault {
	if w.r.Float64() >= w.faulty {
		return capture.Fault{}
	}
	broken := func(what string, c channel.Class) error {
		w.seen[what]++
		return &channel.Error{Class: c, Stage: "dot", Reply: what}
	}
	switch w.r.IntN(7) {
	case 0:
		return capture.Fault{Before: broken("temporary", channel.ClassTemporary)}
	case 1:
		return capture.Fault{After: broken("temporary", channel.ClassTemporary)}
	case 2:
		if w.r.IntN(4) == 0 {
			return capture.Fault{After: broken("permanent", channel.ClassPermanent)}
		}
		return capture.Fault{Before: broken("temporary", channel.ClassTemporary)}
	case 3:
		return capture.Fault{Before: broken("sender", channel.ClassSender)}
	case 4:
		return capture.Fault{After: broken("unknown, arrived", channel.ClassUnknown), Kept: true}
	case 5:
		w.arrived(m, w.Clock.Now(), true)
		return capture.Fault{After: broken("unknown, lost", channel.ClassUnknown)}
	}
	return capture.Fault{Before: channel.Withdrawn("connect", errors.New("no route"))}
}

// arrived notes what reached an inbox. What was lost with an unknown outcome counts as if it had.
func (w *world) arrived(m channel.Message, at time.Time, maybe bool) {
	l := letter{at: at, address: m.To.Address, delivery: goodturn.ID(m.DeliveryID), maybe: maybe}
	for _, s := range w.souls {
		if s.address == m.To.Address {
			l.to = s.root()
		}
	}
	if l.to == nil {
		w.t.Fatalf("a message went to %s, who is nobody", m.To.Address)
	}
	for _, s := range w.souls {
		if s == l.to {
			continue
		}
		one := s.root() == l.to
		for h := range l.to.house {
			one = one || h.root() == s.root()
		}
		if one {
			l.with = append(l.with, s.name)
		}
	}
	w.sent = append(w.sent, l)
}

// remember notes every touch there ever was.
func (w *world) remember() {
	w.must(view.New(w.Program).Ledger(w.ctx, func(l view.LedgerLine) error {
		w.ids[string(l.Touch)] = true
		return nil
	}))
}

func (w *world) say(s *soul, what string, until time.Time) {
	x := invariant.Said{At: w.Clock.Now(), Person: s.name, What: what, Until: until}
	if what == "stop" || what == "resubscribed" {
		x.Address = s.address
	}
	w.said = append(w.said, x)
	w.seen[what]++
	w.note("%s: %s", s.name, what)
}

// rows finds out which touch every letter was.
func (w *world) rows() {
	w.must(w.DB.Read(w.ctx, func(tx *store.Tx) error {
		for _, l := range w.sent {
			d, err := tx.Delivery(l.delivery)
			if err != nil {
				return err
			}
			w.fate[string(l.delivery)] = string(d.TouchID) + " " + string(d.Kind) + " " + string(d.Channel)
		}
		return nil
	}))
	w.remember()
	w.must(view.New(w.Program).Ledger(w.ctx, func(l view.LedgerLine) error {
		w.states = append(w.states, invariant.Row{Touch: string(l.Touch), State: string(l.State)})
		return nil
	}))
}

func (w *world) history() invariant.History {
	h := invariant.History{Said: w.said, Rows: w.states}
	copies := map[goodturn.ID]int{}
	for _, l := range w.sent {
		copies[l.delivery]++
	}
	for _, l := range w.sent {
		f := strings.Fields(w.fate[string(l.delivery)])
		h.Messages = append(h.Messages, invariant.Message{At: l.at, Person: l.to.name, With: l.with, Address: l.address, Touch: f[0], Kind: f[1], Channel: f[2], Maybe: l.maybe, Copies: copies[l.delivery]})
		w.seen[f[1]]++
		w.log = append(w.log, l.at.Format("2006-01-02T15:04 ")+"  "+f[1]+" to "+l.to.name+" "+fmt.Sprint(l.with))
	}
	for _, s := range w.souls {
		if !s.lost {
			h.Places = append(h.Places, invariant.Place{Person: s.name, Zones: s.zones})
		}
	}
	sort.Strings(w.log)
	for id := range w.ids {
		h.Planned = append(h.Planned, id)
	}
	return h
}
