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
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/program"
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
	ids, err := w.Program.TakeRecords(w.ctx, records, "import:torture", w.owner, program.Attestation{By: "Dana Reed", How: "My own clients.", Region: "US"})
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
	w.must(w.Program.Ledger(w.ctx, func(l program.LedgerLine) error {
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

// happen does one thing that happens in life.
func (w *world) happen() {
	var alive []*soul
	for _, s := range w.souls {
		if s.into == nil {
			alive = append(alive, s)
		}
	}
	s := alive[w.r.IntN(len(alive))]
	p := w.Program
	told := program.Told{By: w.owner}
	soft := func(err error) { // a person did what cannot be done, and was told so
		switch goodturn.ErrorCode(err) {
		case "", goodturn.CodeInvalid, goodturn.CodeConflict, goodturn.CodeNotFound:
		default:
			w.must(err)
		}
	}
	switch w.r.IntN(26) {
	case 0, 1, 2, 3, 4, 5:
		w.answers(s)
	case 6:
		_, err := p.Unsubscribe(w.ctx, p.Links.Token(link.Unsubscribe, s.id))
		w.must(err)
		w.say(s, "stop", time.Time{})
	case 7:
		if page, err := p.OpenUnsubscribe(w.ctx, p.Links.Token(link.Unsubscribe, s.id)); err == nil && page.Stopped {
			_, err := p.Resubscribe(w.ctx, p.Links.Token(link.Unsubscribe, s.id))
			w.must(err)
			w.say(s, "resubscribed", time.Time{})
		}
	case 8:
		w.must(p.Replied(w.ctx, s.id, told))
		w.say(s, "replied", time.Time{})
	case 9:
		soft(p.Bounced(w.ctx, s.id, "", told))
		w.seen["bounced"]++
		w.note("%s bounced", s.name)
	case 10:
		if other := alive[w.r.IntN(len(alive))]; other != s && w.r.IntN(2) == 0 {
			w.merge(s, other)
		}
	case 11:
		if other := alive[w.r.IntN(len(alive))]; other != s {
			_, err := p.JoinHousehold(w.ctx, s.id, other.id, w.owner)
			soft(err)
			w.houses()
			w.seen["joined"]++
			w.note("%s joins %s", s.name, other.name)
		}
	case 12:
		soft(p.LeaveHousehold(w.ctx, s.id, w.owner))
		w.houses()
		w.seen["left"]++
		w.note("%s leaves", s.name)
	case 13:
		w.correct(s)
	case 14:
		email := fmt.Sprintf("%s.%d@example.com", s.name, w.r.IntN(1000))
		old := s.address
		if _, err := p.SaveEdit(w.ctx, s.id, program.Edit{Email: &email, By: w.owner}); err == nil {
			s.address = email
			w.note("%s has another address, %s for %s", s.name, email, old)
		} else {
			soft(err)
		}
	case 15:
		w.enter([]*soul{s})
		w.houses()
		w.seen["imported again"]++
		w.note("%s imported again", s.name)
	case 16:
		w.must(p.Pause(w.ctx, w.owner, ""))
		w.note("paused")
		w.must(w.Run(w.ctx, w.Clock.Now().Add(time.Duration(w.r.IntN(20*24))*time.Hour)))
		w.must(p.Resume(w.ctx, w.owner))
		w.seen["paused"]++
		w.note("resumed")
	case 17:
		w.Clock.Advance(time.Duration(w.r.IntN(12*24)) * time.Hour)
		w.seen["down"]++
		w.note("was down until now")
	case 18:
		if w.r.IntN(2) == 0 {
			w.Clock.Advance(-time.Duration(w.r.IntN(120)) * time.Minute)
			w.seen["clock back"]++
			w.note("the clock was set back")
		}
	case 19:
		_, err := p.AskNow(w.ctx, s.id, w.owner, false)
		soft(err)
		w.seen["ask now"]++
		w.note("ask %s now", s.name)
	case 20:
		_, err := p.HelloNow(w.ctx, s.id, w.owner, false)
		soft(err)
	case 21:
		w.befall(s)
	case 22:
		w.must(p.LeaveOut(w.ctx, s.id, "", w.owner))
		w.must(w.Run(w.ctx, w.Clock.Now().Add(time.Duration(w.r.IntN(60))*goodturn.Day)))
		soft(p.TakeIn(w.ctx, s.id, w.owner))
		w.seen["left out"]++
		w.note("%s was left out until now", s.name)
	case 23:
		w.must(p.Talked(w.ctx, s.id, program.OutcomeTalked, told))
		if w.r.IntN(2) == 0 {
			w.must(p.TalkEnded(w.ctx, s.id, "good", told))
		}
		w.say(s, "talked", time.Time{})
	case 24:
		if len(w.souls) < 14 {
			w.enter([]*soul{w.born(len(w.souls), goodturn.DateOf(w.Clock.Now()))})
		}
	case 25:
		w.resolve(s)
	}
}

// answers opens one of the asks that somebody got and taps something.
func (w *world) answers(s *soul) {
	var asks []goodturn.Ask
	w.must(w.DB.Read(w.ctx, func(tx *store.Tx) (err error) {
		asks, err = tx.Asks(s.id)
		return err
	}))
	if len(asks) == 0 {
		return
	}
	ask := asks[w.r.IntN(len(asks))]
	token := w.Program.Links.Token(link.Answer, ask.ID)
	page, err := w.Program.OpenAnswer(w.ctx, token)
	w.must(err)
	answer := []goodturn.Answer{goodturn.AnswerYes, goodturn.AnswerMiddle, goodturn.AnswerNotNow, goodturn.AnswerNo, goodturn.AnswerNotNow}[w.r.IntN(5)]
	after, err := w.Program.Change(w.ctx, token, page.Present, answer, "page")
	if goodturn.ErrorCode(err) == goodturn.CodeConflict {
		return
	}
	w.must(err)
	if after.Present != answer {
		w.t.Fatalf("%s saw %q, tapped %q and reads %q", s.name, page.Present, answer, after.Present)
	}
	if page.Present == answer {
		return
	}
	if page.Present == goodturn.AnswerNo {
		w.say(s, "reopened", time.Time{})
	}
	w.seen["answer "+string(answer)]++
	w.say(s, "answered", time.Time{})
	switch answer {
	case goodturn.AnswerNo:
		w.say(s, "no", time.Time{})
	case goodturn.AnswerNotNow:
		var until time.Time
		w.must(w.DB.Read(w.ctx, func(tx *store.Tx) error {
			a, err := tx.Ask(ask.ID)
			until = a.SnoozeUntil
			return err
		}))
		if d := until.Sub(w.Clock.Now()); d < 88*goodturn.Day || d > 92*goodturn.Day {
			w.t.Fatalf("a snooze of %s", d)
		}
		w.say(s, "not_now", until)
	default:
		w.lift(s)
	}
}

// lift ends the snooze that somebody takes back with a yes.
func (w *world) lift(s *soul) {
	for i := range w.said {
		if x := &w.said[i]; x.Person == s.name && x.What == "not_now" && x.Until.After(w.Clock.Now()) {
			x.Until = w.Clock.Now()
		}
	}
}

// merge makes two souls one, as an owner does who finds the same person twice.
func (w *world) merge(keep, away *soul) {
	err := w.Program.Merge(w.ctx, keep.id, away.id, w.owner)
	if goodturn.ErrorCode(err) == goodturn.CodeConflict || goodturn.ErrorCode(err) == goodturn.CodeInvalid {
		return
	}
	w.must(err)
	w.note("%s is %s", away.name, keep.name)
	away.into = keep
	keep.lost = true
	w.houses()
	w.seen["merged"]++
	// What either had said holds for the one they are; what either takes back later is the other's too.
	now := w.Clock.Now()
	for _, x := range w.said {
		if x.Person == away.name && x.What != "closed" {
			x.Person, x.At = keep.name, now
			w.said = append(w.said, x)
		}
	}
}

// houses reads anew who lives with whom: couples are found by the product, and checked against what it then does.
func (w *world) houses() {
	w.must(w.DB.Read(w.ctx, func(tx *store.Tx) error {
		by := map[goodturn.ID][]*soul{}
		for _, s := range w.souls {
			s.house = map[*soul]bool{}
			if s.into != nil {
				continue
			}
			c, err := tx.Contact(s.id)
			if err != nil {
				return err
			}
			if c.HouseholdID != "" {
				by[c.HouseholdID] = append(by[c.HouseholdID], s)
			}
		}
		for _, members := range by {
			for _, a := range members {
				for _, b := range members {
					if a != b {
						a.house[b] = true
					}
				}
			}
		}
		return nil
	}))
}

// correct moves the date of a deal.
func (w *world) correct(s *soul) {
	to := s.closed.AddDays(w.r.IntN(60) - 40)
	if today := goodturn.DateOf(w.Clock.Now()).AddDays(-1); to.After(today) {
		to = today
	}
	_, err := w.Program.SaveEdit(w.ctx, s.id, program.Edit{Closed: &to, By: w.owner})
	if goodturn.ErrorCode(err) == goodturn.CodeInvalid || goodturn.ErrorCode(err) == goodturn.CodeConflict {
		return
	}
	w.must(err)
	s.closed = to
	w.seen["corrected"]++
	w.note("%s closed on %s", s.name, to)
	for i := range w.said {
		if x := &w.said[i]; x.What == "closed" && x.Person == s.name && x.Until.IsZero() {
			x.Until = w.Clock.Now()
		}
	}
	w.said = append(w.said, invariant.Said{At: w.Clock.Now(), Person: s.name, What: "closed", Day: day(to)})
}

// befall notes something in a life.
func (w *world) befall(s *soul) {
	events := []goodturn.EventName{goodturn.EventMoved, goodturn.EventSoldElsewhere, goodturn.EventSeparated, goodturn.EventNotGoodTime, goodturn.EventListedElsewhere, goodturn.EventNotGoodTime}
	l := program.Life{Event: events[w.r.IntN(len(events))], By: w.owner}
	if l.Event == goodturn.EventNotGoodTime {
		l.Kind = []string{"bereavement", "illness", ""}[w.r.IntN(3)]
	}
	w.must(w.Program.NoteLife(w.ctx, s.id, l))
	s.lost = s.lost || l.Event == goodturn.EventMoved || l.Event == goodturn.EventSoldElsewhere
	w.houses()
	w.seen["life"]++
	w.note("%s: %s %s", s.name, l.Event, l.Kind)
}

// resolve has the owner say what became of an uncertain message, as it was.
func (w *world) resolve(s *soul) {
	var touch goodturn.ID
	var delivery goodturn.ID
	w.must(w.DB.Read(w.ctx, func(tx *store.Tx) error {
		list, err := tx.ContactDeliveries(s.id, 0, 10)
		for _, d := range list {
			if d.State == goodturn.DeliveryUnknown {
				touch, delivery = d.TouchID, d.ID
			}
		}
		return err
	}))
	if touch == "" {
		return
	}
	for i, l := range w.sent {
		if l.delivery != delivery {
			continue
		}
		w.must(w.Program.ResolveUnknown(w.ctx, w.owner, touch, !l.maybe))
		w.note("%s: the uncertain one arrived: %v", s.name, !l.maybe)
		if l.maybe {
			w.sent = append(w.sent[:i], w.sent[i+1:]...)
		}
		return
	}
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
	w.must(w.Program.Ledger(w.ctx, func(l program.LedgerLine) error {
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
