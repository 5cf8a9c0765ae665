package standing

import (
	"cmp"
	"slices"

	"github.com/goodturn-app/goodturn"
)

// Fold adds up all events of one contact, in any order and with repeats: it sorts them by time and id, drops what was told
// twice (same id, or same source and message id) and applies the rest. Late arrivals are handled by folding again; see Late.
func Fold(events []goodturn.Event) Standing {
	var s Standing
	for _, e := range Sorted(events) {
		s = Apply(s, e)
	}
	return s
}

// Sorted gives the events in the order in which they are folded, without repeats. The argument is left as it was.
func Sorted(events []goodturn.Event) []goodturn.Event {
	out := slices.Clone(events)
	slices.SortFunc(out, func(a, b goodturn.Event) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Source, b.Source), cmp.Compare(a.MessageID, b.MessageID))
	})
	type told struct{ source, message string }
	ids, messages := make(map[goodturn.ID]bool, len(out)), make(map[told]bool, len(out))
	return slices.DeleteFunc(out, func(e goodturn.Event) bool {
		m := told{e.Source, e.MessageID}
		repeat := e.ID != "" && ids[e.ID] || e.MessageID != "" && messages[m]
		ids[e.ID], messages[m] = true, true
		return repeat
	})
}

// Late reports whether e belongs before something that was already folded in. Then Apply would be wrong: read the events and
// Fold them again.
func Late(s Standing, e goodturn.Event) bool {
	if c := e.At.Compare(s.Through); c != 0 {
		return c < 0
	}
	return !s.Through.IsZero() && e.ID <= s.ThroughID
}

// Merge is how things stand with two contacts that turned out to be one: the fold of the union of their events, so that it does
// not matter which was merged into which, and a split followed by a merge changes nothing.
func Merge(a, b []goodturn.Event) Standing { return Fold(slices.Concat(a, b)) }
