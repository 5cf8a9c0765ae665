package reach

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/funnel"
	"github.com/goodturn-app/goodturn/store"
)

// Funnel is what came of the asks of a time.
type Funnel struct {
	First, Last goodturn.Date // days on which was asked, UTC, both included
	Filter      store.FunnelFilter
	Steps       map[funnel.Step]int
	Yes, Middle funnel.Rate
	Kinds       []FunnelKind // of all asks of the time, whatever the filter: what can be chosen
	WonByAsk    Revenue      // of introductions won in the time that came of an ask that was chosen, whenever it was asked
	Won         Revenue      // of all that were won in the time, by whatever road they came; zero where asks were chosen
	Own         Revenue      // the clients' own next deals, which nobody introduced; zero where asks were chosen
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
		all, err := tx.WonBetween(first, last)
		if err != nil {
			return err
		}
		for road, v := range map[Road]*Revenue{RoadAsk: &out.WonByAsk, RoadAny: &out.Won, RoadOwn: &out.Own} {
			deals, err := won(tx, all, road, f)
			if err != nil {
				return err
			}
			for _, r := range deals {
				v.add(r)
			}
		}
		return nil
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
	return cmp.Or(cmp.Compare(a.Campaign, b.Campaign), cmp.Compare(a.Playbook, b.Playbook), cmp.Compare(a.Step, b.Step), cmp.Compare(a.Trigger, b.Trigger), cmp.Compare(a.Channel, b.Channel),
		cmp.Compare(a.Wording, b.Wording), cmp.Compare(a.Owner, b.Owner))
}

// Road is by which way a deal came.
type Road string

const (
	RoadAsk Road = "ask" // of an ask
	RoadAny Road = "any" // of an introduction, asked for or not
	RoadOwn Road = "own" // nobody introduced it: a client's own next sale or purchase
)

// Deals lists what was won on days of a span, UTC, both included, in the order in which it was won: the deals behind a Revenue. Asks that
// a filter chooses leave RoadAsk alone with deals.
func Deals(ctx context.Context, db *store.DB, road Road, first, last goodturn.Date, f store.FunnelFilter) (out []goodturn.Referral, err error) {
	err = db.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.WonBetween(first, last)
		if err != nil {
			return err
		}
		out, err = won(tx, all, road, f)
		return err
	})
	return out, err
}

func won(tx *store.Tx, all []goodturn.Referral, road Road, f store.FunnelFilter) (out []goodturn.Referral, err error) {
	narrow := f != store.FunnelFilter{}
	if narrow && road != RoadAsk {
		return nil, nil
	}
	for _, r := range all {
		own := r.Source == goodturn.ReferralOwn
		if own != (road == RoadOwn) || road == RoadAsk && r.AskID == "" {
			continue
		}
		if narrow {
			k := store.FunnelKind{AskTag: r.Tag}
			if f.Owner != "" { // an introduction may have gone to somebody else since
				a, err := tx.Ask(r.AskID)
				if err != nil && goodturn.ErrorCode(err) != goodturn.CodeNotFound {
					return nil, err
				}
				k.Owner = a.OwnerID
			}
			if !f.Matches(k) {
				continue
			}
		}
		out = append(out, r)
	}
	return out, nil
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
