package tempo

import (
	"context"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// Change is what a choice does to what has not left.
type Change struct {
	Plans   int  // how many were looked at
	All     bool // there are no more
	People  int  // plans in which anything changes
	Added   int  // asks
	Removed int
	Moved   int    // messages of any kind that get another day
	Gone    int    // messages and calls other than asks that go no more
	New     int    // and those that are new
	Staying int    // what stays as it is
	Says    string // all of it: adds 4 asks, moves 112 messages
	Some    []Example
}

// Example is what a choice does to one real person, on their own calendar: to the first ask that it touches, else to the first message.
type Example struct {
	Contact goodturn.Contact
	Title   string        // of the step
	Before  goodturn.Date // zero: it was not planned
	After   goodturn.Date // zero: it goes no more
	kind    goodturn.Kind
	at      time.Time // the earlier of the two
}

// How many people a look names, how many plans it reads at most, and how many of them in one transaction.
const (
	examples = 3
	most     = 5000
	page     = 200
)

// Look says what Use would do, and writes nothing. It compares the choice with every open plan; in a workspace with more than some
// thousands it stops there and says so.
func (d *Desk) Look(ctx context.Context, c Choice) (out Change, err error) {
	var pace program.Pace
	var tally playbook.Tally
	var after goodturn.ID
	for out.Plans < most {
		var found []Example
		n, before, counted := 0, out, tally
		err := d.DB.Read(ctx, func(tx *store.Tx) error {
			found, n, out, tally = nil, 0, before, counted // a read may be repeated
			if pace.Book == nil {
				if pace, _, err = d.choose(tx, c); err != nil {
					return err
				}
			}
			plans, err := tx.ActiveEnrolments(pace.Book.Name, after, page)
			if err != nil || len(plans) == 0 {
				return err
			}
			who, err := people(tx, plans)
			if err != nil {
				return err
			}
			for _, e := range plans {
				diff, err := d.WouldReplanIn(tx, e, who[e.ContactID], pace)
				if err != nil {
					return err
				}
				tally.Count(diff)
				out.Added += asks(diff.Add) + asks(diff.Back)
				out.Removed += asks(diff.Drop)
				if x, ok := d.example(diff, e.Side); ok {
					x.Contact = who[e.ContactID]
					found = append(found, x)
				}
			}
			n, after = len(plans), plans[len(plans)-1].ID
			return nil
		})
		if err != nil {
			return Change{}, err
		}
		out.Some = firstFew(append(out.Some, found...))
		if out.Plans += n; n < page {
			out.All = true
			break
		}
	}
	out.count(tally)
	return out, nil
}

func (c *Change) count(t playbook.Tally) {
	c.People, c.Staying, c.Says = t.People, t.Staying, t.String()
	c.New = t.Add.Asks + t.Add.Messages + t.Add.Calls - c.Added
	c.Gone = t.Drop.Asks + t.Drop.Messages + t.Drop.Calls - c.Removed
	c.Moved = t.Move.Asks + t.Move.Messages + t.Move.Calls
}

func asks(ts []goodturn.Touch) (n int) {
	for _, t := range ts {
		if t.Kind == goodturn.KindAsk {
			n++
		}
	}
	return n
}

// firstFew keeps the examples that tell most: asks first, then what comes soonest; one a person.
func firstFew(list []Example) []Example {
	slices.SortStableFunc(list, func(x, y Example) int {
		if a, b := x.kind == goodturn.KindAsk, y.kind == goodturn.KindAsk; a != b {
			if a {
				return -1
			}
			return 1
		}
		return x.at.Compare(y.at)
	})
	var out []Example
	for _, x := range list {
		if len(out) < examples && !slices.ContainsFunc(out, func(o Example) bool { return o.Contact.ID == x.Contact.ID }) {
			out = append(out, x)
		}
	}
	return out
}

// example is the earliest ask that a change of plan touches, else the earliest message.
func (d *Desk) example(diff playbook.Diff, side goodturn.Side) (x Example, ok bool) {
	for _, l := range d.lines(diff, side) {
		ask, have := l.kind == goodturn.KindAsk, x.kind == goodturn.KindAsk
		if !ok || ask && !have || ask == have && l.at.Before(x.at) {
			x, ok = l, true
		}
	}
	return x, ok
}

// lines is everything that the person would notice, soonest first.
func (d *Desk) lines(diff playbook.Diff, side goodturn.Side) (out []Example) {
	for _, m := range diff.Move {
		if m.Seen() {
			out = append(out, Example{Title: d.StepTitle(m.Before, side), Before: dayOf(m.Before), After: dayOf(m.After), kind: m.Before.Kind, at: m.Before.DueAt})
		}
	}
	for _, t := range diff.Drop {
		out = append(out, Example{Title: d.StepTitle(t, side), Before: dayOf(t), kind: t.Kind, at: t.DueAt})
	}
	for _, t := range slices.Concat(diff.Add, diff.Back) {
		out = append(out, Example{Title: d.StepTitle(t, side), After: dayOf(t), kind: t.Kind, at: t.DueAt})
	}
	slices.SortStableFunc(out, func(x, y Example) int { return x.at.Compare(y.at) })
	return out
}

// dayOf is the day on which a touch comes due where the person is.
func dayOf(t goodturn.Touch) goodturn.Date {
	zone, err := schedule.LoadZone(t.Zone)
	if err != nil {
		zone = time.UTC
	}
	day, _ := schedule.Local(t.DueAt, zone)
	return day
}

func people(tx *store.Tx, plans []goodturn.Enrolment) (map[goodturn.ID]goodturn.Contact, error) {
	ids := make([]goodturn.ID, len(plans))
	for i, e := range plans {
		ids[i] = e.ContactID
	}
	list, err := tx.Contacts(ids)
	out := make(map[goodturn.ID]goodturn.Contact, len(list))
	for _, c := range list {
		out[c.ID] = c
	}
	return out, err
}
