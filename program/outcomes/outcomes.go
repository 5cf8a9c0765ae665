// Package outcomes answers one question: what came of asking, told apart by kinds of asks that people know by their names? The pages and
// the API read the same figures here. It refuses to count and to judge: the counts are package reach's, the rates package funnel's.
package outcomes

import (
	"cmp"
	"context"
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/funnel"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/store"
)

// Outcomes reads them.
type Outcomes struct {
	*program.Program
	Clock goodturn.Clock
}

// New makes one.
func New(p *program.Program, clock goodturn.Clock) *Outcomes { return &Outcomes{p, clock} }

// Seen is what came of the asks of a span of days, with the names of their kinds.
type Seen struct {
	reach.Funnel
	Names
}

// Read reads what came of asks, by sums alone.
func (o *Outcomes) Read(ctx context.Context, first, last goodturn.Date, f store.FunnelFilter) (out Seen, err error) {
	if out.Funnel, err = reach.Read(ctx, o.DB, first, last, f); err != nil {
		return out, err
	}
	out.Names, err = o.Names(ctx)
	return out, err
}

// Chosen reports whether only some asks are looked at.
func (s Seen) Chosen() bool { return s.Filter != store.FunnelFilter{} }

// Choice is one value by which the figures can be narrowed.
type Choice struct {
	Value, Text string
	Asks        int // that arrived in the time
}

// Choices lists what a dimension can be narrowed to, of all asks of the time, the most frequent first.
func (s Seen) Choices(d Dimension) []Choice {
	n, text := map[string]int{}, map[string]string{}
	var order []string
	for _, k := range s.Kinds {
		v := d.Of(k.FunnelKind)
		if v == "" {
			continue
		}
		if _, seen := text[v]; !seen {
			order, text[v] = append(order, v), s.Say(d, k.FunnelKind)
		}
		n[v] += k.Asks
	}
	slices.SortStableFunc(order, func(a, b string) int { return cmp.Or(n[b]-n[a], cmp.Compare(text[a], text[b])) })
	out := make([]Choice, len(order))
	for i, v := range order {
		out[i] = Choice{v, text[v], n[v]}
	}
	return out
}

// Group is some of the asks that were chosen, alike in the dimensions by which they were put together.
type Group struct {
	Kind store.FunnelKind // its other dimensions are empty
	Asks int              // that arrived
	Yes  funnel.Rate
}

// By puts the asks that were chosen together by dimensions, the most frequent first.
func (s Seen) By(dims ...Dimension) (out []Group) {
	at := map[store.FunnelKind]int{}
	for _, k := range s.Kinds {
		if !s.Filter.Matches(k.FunnelKind) {
			continue
		}
		var part store.FunnelKind
		for _, d := range dims {
			d.copy(&part, k.FunnelKind)
		}
		i, seen := at[part]
		if !seen {
			i = len(out)
			at[part] = i
			out = append(out, Group{Kind: part})
		}
		out[i].Asks += k.Asks
		out[i].Yes.X += k.Yes.X
		out[i].Yes.N += k.Yes.N
	}
	slices.SortStableFunc(out, func(a, b Group) int { return b.Asks - a.Asks })
	return out
}
