// Package reach answers one question: how far has each ask come, and what came of all of them? It notes the stages of the funnel inside
// the transactions of others, counts each ask once, takes back what no longer stands, and reads the sums. It refuses to know when and
// why anybody is asked.
package reach

import (
	"context"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/funnel"
	"github.com/goodturn-app/goodturn/store"
)

// mark notes that an ask has come to stages of the funnel. Told twice, nothing changes.
func mark(tx *store.Tx, a goodturn.Ask, at time.Time, steps ...funnel.Step) error {
	if a.ID == "" || a.State == goodturn.AskVoid {
		return nil
	}
	for _, s := range steps {
		if _, err := tx.Reach(a, string(s), at); err != nil {
			return err
		}
	}
	return nil
}

// unmark takes that back.
func unmark(tx *store.Tx, a goodturn.Ask, steps ...funnel.Step) error {
	for _, s := range steps {
		if _, err := tx.Unreach(a, string(s)); err != nil {
			return err
		}
	}
	return nil
}

// Delivered notes that a message which asks has arrived; of others nothing is counted.
func Delivered(tx *store.Tx, d store.Delivery, at time.Time) error {
	if d.Kind != goodturn.KindAsk || d.AskID == "" {
		return nil
	}
	a, err := tx.Ask(d.AskID)
	if err != nil {
		return err
	}
	return mark(tx, a, at, funnel.Delivered)
}

// Undelivered takes back that a message arrived: it came back.
func Undelivered(tx *store.Tx, d store.Delivery) error {
	if d.Kind != goodturn.KindAsk || d.AskID == "" {
		return nil
	}
	a, err := tx.Ask(d.AskID)
	if err != nil {
		return err
	}
	return unmark(tx, a, funnel.Delivered)
}

// Viewed notes that whoever wrote back has seen what was asked last.
func Viewed(tx *store.Tx, contact goodturn.ID) error {
	asks, err := tx.Asks(contact)
	if err != nil || len(asks) == 0 || asks[0].State != goodturn.AskOpen {
		return err
	}
	return mark(tx, asks[0], tx.Now(), funnel.Viewed)
}

// meant is the stage that an answer alone brings an ask to.
var meant = map[goodturn.Answer]funnel.Step{goodturn.AnswerYes: funnel.Intent, goodturn.AnswerMiddle: funnel.Middle}

// Answered counts an answer, and takes what the one before it counted back.
func Answered(tx *store.Tx, a goodturn.Ask, before goodturn.Answer) error {
	if step, ok := meant[before]; ok {
		if err := unmark(tx, a, step); err != nil {
			return err
		}
	}
	steps := []funnel.Step{funnel.Viewed, funnel.Answered}
	if step, ok := meant[a.Answer]; ok {
		steps = append(steps, step)
	}
	return mark(tx, a, tx.Now(), steps...)
}

// Introduced counts how far the introductions of an ask have come, and takes back what no longer stands: a deal that fell
// through is none.
func Introduced(tx *store.Tx, r goodturn.Referral) error {
	if r.AskID == "" {
		return nil
	}
	a, err := tx.LockAsk(r.AskID) // two cards of one ask that move at once see each other
	if err != nil {
		return err
	}
	all, err := tx.ReferralsOfAsk(a.ID)
	if err != nil {
		return err
	}
	far := -1 // of all that came of this ask, the furthest
	for _, x := range all {
		if x.Stage != goodturn.StageLost && x.WithdrawnAt.IsZero() {
			far = max(far, slices.Index(goodturn.Stages, x.Stage))
		}
	}
	for i, stage := range goodturn.Stages {
		step, ok := funnel.StepOf(stage)
		switch {
		case !ok:
		case i <= far:
			if err := mark(tx, a, tx.Now(), step); err != nil {
				return err
			}
		case stage == goodturn.StageWon || r.Stage != goodturn.StageLost: // who came to nothing after talking has talked all the same
			if err := unmark(tx, a, step); err != nil {
				return err
			}
		}
	}
	return nil
}

// Invited notes that somebody passed our name on: what they did, or a friend who came, proves it.
func Invited(tx *store.Tx, contact, ask goodturn.ID) error {
	asks, err := tx.Asks(contact)
	if err != nil {
		return err
	}
	for _, a := range asks {
		if a.ID == ask || ask == "" && (a.Answer == goodturn.AnswerYes || a.Answer == goodturn.AnswerMiddle) {
			return mark(tx, a, tx.Now(), funnel.Viewed, funnel.Invited)
		}
	}
	return nil
}

// Funnel is what came of the asks of a time.
type Funnel struct {
	First, Last goodturn.Date // days on which was asked, UTC, both included
	Filter      store.FunnelFilter
	Steps       map[funnel.Step]int
	Yes, Middle funnel.Rate
	Kinds       []FunnelKind // of all asks of the time, whatever the filter: what can be chosen
	Won         Revenue      // of introductions won in the time, by whatever road they came
	WonByAsk    Revenue      // those of them that came of an ask
	Own         Revenue      // the clients' own next deals, which nobody introduced
}

// FunnelKind is one kind of ask with its own figures.
type FunnelKind struct {
	store.FunnelKind
	Asks int
	Yes  funnel.Rate
}

// Revenue is what deals were worth. Amounts are minor units of one currency; deals in others are counted in Deals alone.
type Revenue struct {
	Deals     int
	Value     int64
	Fees      int64
	FeeKnown  int // of how many deals the fee is known
	Currency  string
	Elsewhere int // deals in other currencies
}

// Read reads what came of asks. It looks at daily sums alone, so that a million asks cost no more than ten.
func Read(ctx context.Context, db *store.DB, first, last goodturn.Date, f store.FunnelFilter) (out Funnel, err error) {
	out = Funnel{First: first, Last: last, Filter: f}
	steps := make([]string, len(funnel.Counted))
	for i, s := range funnel.Counted {
		steps[i] = string(s)
	}
	err = db.Read(ctx, func(tx *store.Tx) error {
		counts, err := tx.FunnelCounts(steps, first, last, goodturn.DateOf(tx.Now()).AddDays(-funnel.YesWait))
		if err != nil {
			return err
		}
		today := goodturn.DateOf(tx.Now())
		chosen := cohorts{}
		kinds := map[store.FunnelKind]cohorts{}
		for _, c := range counts {
			if kinds[c.Kind] == nil {
				kinds[c.Kind] = cohorts{}
			}
			kinds[c.Kind].add(c)
			if f.Matches(c.Kind) {
				chosen.add(c)
			}
		}
		out.Steps = funnel.Sum(chosen.list())
		out.Yes, out.Middle = funnel.YesRate(chosen.list(), today)
		out.Kinds = nil
		for k, c := range kinds {
			yes, _ := funnel.YesRate(c.list(), today)
			out.Kinds = append(out.Kinds, FunnelKind{k, funnel.Sum(c.list())[funnel.Delivered], yes})
		}
		slices.SortFunc(out.Kinds, func(a, b FunnelKind) int {
			if a.Asks != b.Asks {
				return b.Asks - a.Asks
			}
			return compareKinds(a.FunnelKind, b.FunnelKind)
		})
		out.Won, out.WonByAsk, out.Own, err = revenue(tx, first, last)
		return err
	})
	return out, err
}

// cohorts are asks by their day.
type cohorts map[goodturn.Date]map[funnel.Step]int

func (c cohorts) add(n store.FunnelCount) {
	if c[n.Day] == nil {
		c[n.Day] = map[funnel.Step]int{}
	}
	c[n.Day][funnel.Step(n.Step)] += n.N
}

func (c cohorts) list() []funnel.Cohort {
	out := make([]funnel.Cohort, 0, len(c))
	for d, n := range c {
		out = append(out, funnel.Cohort{Day: d, Counts: n})
	}
	return out
}

func compareKinds(a, b store.FunnelKind) int {
	for _, x := range [][2]string{{a.Playbook, b.Playbook}, {a.Step, b.Step}, {a.Trigger, b.Trigger}, {string(a.Channel), string(b.Channel)}, {string(a.Owner), string(b.Owner)}} {
		if x[0] != x[1] {
			if x[0] < x[1] {
				return -1
			}
			return 1
		}
	}
	return a.Variant - b.Variant
}

// revenue adds up what introductions brought that were won in a time.
func revenue(tx *store.Tx, first, last goodturn.Date) (all, byAsk, own Revenue, err error) {
	won, err := tx.WonBetween(first, last)
	for _, r := range won {
		if r.Source == goodturn.ReferralOwn {
			own.add(r)
			continue
		}
		all.add(r)
		if r.AskID != "" {
			byAsk.add(r)
		}
	}
	return all, byAsk, own, err
}

func (v *Revenue) add(r goodturn.Referral) {
	v.Deals++
	if r.ValueMinor == 0 && r.FeeMinor == 0 {
		return
	}
	if v.Currency == "" {
		v.Currency = r.Currency
	}
	if r.Currency != v.Currency {
		v.Elsewhere++
		return
	}
	v.Value += r.ValueMinor
	v.Fees += r.FeeMinor
	if r.FeeMinor > 0 {
		v.FeeKnown++
	}
}

// AtStep names the people behind a number of the funnel, the newest ask first; before is the ask of the page before.
func AtStep(ctx context.Context, db *store.DB, step funnel.Step, first, last goodturn.Date, f store.FunnelFilter, before goodturn.ID, limit int) (out []store.Milestone, err error) {
	from := time.Date(first.Year, first.Month, first.Day, 0, 0, 0, 0, time.UTC)
	to := time.Date(last.Year, last.Month, last.Day+1, 0, 0, 0, 0, time.UTC)
	err = db.Read(ctx, func(tx *store.Tx) error {
		out, err = tx.AtStep(string(step), f, from, to, before, limit)
		return err
	})
	return out, err
}
