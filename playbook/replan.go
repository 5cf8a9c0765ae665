package playbook

import (
	"fmt"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

// Diff is what a corrected date, another tempo or a changed playbook does to the touches of one enrolment.
type Diff struct {
	Add  []goodturn.Touch // to be made; they have no ID yet
	Move []Moved          // planned ones whose day, channel or end changes
	Drop []goodturn.Touch // planned ones that the new plan no longer holds; none of them ever came due under it
	Stay []goodturn.Touch // everything else: sent, under way, decided, or simply as before
}

// Moved is one planned touch before and after. After keeps ID, state, approval and the owner's own words.
type Moved struct{ Before, After goodturn.Touch }

// Seen reports whether the person would notice: another day, minute or channel, and not only another limit.
func (m Moved) Seen() bool {
	return !m.Before.PlannedAt.Equal(m.After.PlannedAt) || m.Before.Channel != m.After.Channel
}

// Replan plans an enrolment again and compares that with the touches it has. Whatever left, may have left, is under way or was
// decided for good stays exactly as it is, and the new plan's touch of the same step and occurrence is then not added: nobody
// hears the same step twice because a date was corrected. What the new plan would put where it is over by in.Now is not made, and
// what would move there stays where it is, with all that follows it. A hello that was planned keeps its turn.
//
// Set Enrolment.CreatedAt: without it the enrolment is planned as if it began now, and what was ahead then is past.
func (p *Playbook) Replan(existing []goodturn.Touch, in PlanInput) Diff {
	for _, t := range existing {
		if i := p.index(t.Step); i >= 0 && p.lines[i].FirstWarm && in.Enrolment.Backfill == goodturn.BackfillHello {
			in.helloAt = t.PlannedAt
		}
	}
	fresh := map[turn]goodturn.Touch{}
	planned := p.Plan(in)
	for _, t := range planned {
		fresh[turn{t.Step, t.Occurrence}] = t
	}
	over := func(t goodturn.Touch) bool {
		for name := t.Step; name != ""; {
			if x, ok := fresh[turn{name, t.Occurrence}]; ok && !in.Now.IsZero() && !x.UntilAt.After(in.Now) {
				return true
			}
			name = p.lines[p.index(name)].Follows
		}
		return false
	}
	var d Diff
	known := map[turn]bool{}
	for _, old := range existing {
		k := turn{old.Step, old.Occurrence}
		known[k] = true
		t, ok := fresh[k]
		switch {
		case old.State != goodturn.Planned || old.Manual:
			d.Stay = append(d.Stay, old)
		case !ok:
			d.Drop = append(d.Drop, old)
		case same(old, t) || over(t) || in.settled(old, t):
			d.Stay = append(d.Stay, old)
		default:
			d.Move = append(d.Move, Moved{old, merge(old, t)})
		}
	}
	for _, t := range planned {
		if !known[turn{t.Step, t.Occurrence}] && !over(t) {
			d.Add = append(d.Add, t)
		}
	}
	return d
}

// settled reports whether a touch would get no more than another minute of its day, and has been looked at or is about to leave: then
// the judgement picks the minute, and the plan leaves it alone.
func (in *PlanInput) settled(old, t goodturn.Touch) bool {
	before, _ := schedule.Local(old.PlannedAt, in.Zone)
	after, _ := schedule.Local(t.PlannedAt, in.Zone)
	if before != after || old.Channel != t.Channel || old.Kind != t.Kind || old.Anchor != t.Anchor || old.Zone != t.Zone || old.Late != t.Late ||
		!old.NotBefore.Equal(t.NotBefore) || !old.UntilAt.Equal(t.UntilAt) {
		return false
	}
	return !old.DueAt.Equal(old.PlannedAt) || !old.PlannedAt.After(in.Now) || !t.PlannedAt.After(in.Now)
}

// turn names one touch of an enrolment.
type turn struct {
	step       string
	occurrence int
}

// same asks whether the plan is the same; a due date that a guard has moved is no difference.
func same(old, t goodturn.Touch) bool {
	return old.PlannedAt.Equal(t.PlannedAt) && old.UntilAt.Equal(t.UntilAt) && old.NotBefore.Equal(t.NotBefore) &&
		old.Late == t.Late && old.Channel == t.Channel && old.Kind == t.Kind && old.Anchor == t.Anchor && old.Zone == t.Zone
}

// merge gives an existing touch its new dates and keeps what people did to it.
func merge(old, t goodturn.Touch) goodturn.Touch {
	out := old
	out.Kind, out.Channel, out.Anchor, out.Zone = t.Kind, t.Channel, t.Anchor, t.Zone
	out.UntilAt, out.NotBefore, out.Late = t.UntilAt, t.NotBefore, t.Late
	if !old.PlannedAt.Equal(t.PlannedAt) { // else what the guards found out since still holds
		out.PlannedAt, out.DueAt, out.LegalAt = t.PlannedAt, t.DueAt, t.LegalAt
		out.DecidedAt, out.Reasons, out.Moved = time.Time{}, nil, 0
	}
	return out
}

// Tally counts what diffs over many enrolments do, for the sentence that is shown before a change is applied. The zero Tally
// counts nothing.
type Tally struct {
	People             int // enrolments in which anything changes
	Add, Drop, Move    Count
	Untouched, Staying int // enrolments without a change; touches that stay
}

// Count is a number of touches by what they are to the person.
type Count struct{ Asks, Messages, Calls int }

// Count adds one enrolment's diff.
func (t *Tally) Count(d Diff) {
	moved := 0
	for _, x := range d.Move {
		if x.Seen() {
			t.Move.count(x.After.Kind)
			moved++
		}
	}
	if len(d.Add)+len(d.Drop)+moved == 0 {
		t.Untouched++
	} else {
		t.People++
	}
	t.Staying += len(d.Stay) + len(d.Move) - moved
	for _, x := range d.Add {
		t.Add.count(x.Kind)
	}
	for _, x := range d.Drop {
		t.Drop.count(x.Kind)
	}
}

func (c *Count) count(k goodturn.Kind) {
	switch k {
	case goodturn.KindAsk, goodturn.KindReminder:
		c.Asks++
	case goodturn.KindCall:
		c.Calls++
	default:
		c.Messages++
	}
}

// String says the change in one sentence: adds 41 asks, removes 9 messages and 1 call, moves 112 messages.
func (t Tally) String() string {
	var parts []string
	for _, p := range []struct {
		verb string
		n    Count
	}{{"adds", t.Add}, {"removes", t.Drop}, {"moves", t.Move}} {
		if s := p.n.String(); s != "" {
			parts = append(parts, p.verb+" "+s)
		}
	}
	if len(parts) == 0 {
		return "changes nothing"
	}
	return strings.Join(parts, ", ")
}

// String says 9 messages and 1 call; nothing for a count of none.
func (c Count) String() string {
	var parts []string
	for _, p := range []struct {
		n    int
		noun string
	}{{c.Asks, "ask"}, {c.Messages, "message"}, {c.Calls, "call"}} {
		switch {
		case p.n == 1:
			parts = append(parts, "1 "+p.noun)
		case p.n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", p.n, p.noun))
		}
	}
	if n := len(parts); n > 1 {
		return strings.Join(parts[:n-1], ", ") + " and " + parts[n-1]
	}
	return strings.Join(parts, "")
}
