package report

import (
	"cmp"
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

func sortLines(ls []Line) {
	slices.SortFunc(ls, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Step, b.Step), cmp.Compare(a.Channel, b.Channel))
	})
}

// Conservation is the promise that nothing vanishes, as numbers: the daily counts say how many touches were ever planned and not
// taken back, the table says where they are now.
type Conservation struct {
	Planned   int // by the daily counts
	Cancelled int
	States    map[goodturn.TouchState]int // by the table
}

// Holds reports whether every planned touch is somewhere.
func (c Conservation) Holds() bool {
	n := 0
	for s, v := range c.States {
		if s != goodturn.Cancelled {
			n += v
		}
	}
	return n == c.Planned && c.States[goodturn.Cancelled] == c.Cancelled
}

// ConservationOf counts both. It reads every touch, so it is for the night.
func ConservationOf(tx *store.Tx) (c Conservation, err error) {
	if c.States, err = tx.TouchStates(); err != nil {
		return c, err
	}
	first, last := goodturn.Date{Year: 1, Month: 1, Day: 1}, goodturn.Date{Year: 9999, Month: 12, Day: 31}
	for metric, n := range map[string]*int{"planned": &c.Planned, string(goodturn.Cancelled): &c.Cancelled} {
		counts, err := tx.Counts(metric, first, last)
		if err != nil {
			return c, err
		}
		for _, d := range counts {
			*n += int(d.N)
		}
	}
	return c, nil
}
