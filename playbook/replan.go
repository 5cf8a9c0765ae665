package playbook

import (
	"fmt"
	"slices"
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
	Back []goodturn.Touch // those that an earlier plan dropped and the new one holds again, as they stand then; the rest of them as in Move
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
// what would move there stays where it is, with all that follows it. A hello that was planned keeps its turn. What an earlier plan dropped
// comes back where the new one holds it, if it is still worth sending by its own ends and what it follows is not gone; what was cancelled
// for anything else never does.
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
	back := p.returning(existing, fresh, over, &in)
	for _, old := range existing {
		k := turn{old.Step, old.Occurrence}
		known[k] = true
		t, ok := fresh[k]
		switch {
		case back[k] != nil:
			d.Back = append(d.Back, *back[k])
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

// returning gives the touches that an earlier plan dropped and this one holds again. Their lateness counts from where it did: whatever a
// step was left out for, its moment did not wait.
func (p *Playbook) returning(existing []goodturn.Touch, fresh map[turn]goodturn.Touch, over func(goodturn.Touch) bool, in *PlanInput) map[turn]*goodturn.Touch {
	if !slices.ContainsFunc(existing, Dropped) {
		return nil
	}
	stands := make(map[turn]goodturn.Touch, len(existing))
	for _, t := range existing {
		stands[turn{t.Step, t.Occurrence}] = t
	}
	out := map[turn]*goodturn.Touch{}
	for _, i := range p.order { // what is followed comes first
		l := &p.lines[i]
		if in.Declined && (l.Kind == goodturn.KindAsk || l.Kind == goodturn.KindReminder) {
			continue
		}
		for k, old := range stands {
			t, ok := fresh[k]
			if k.step != l.Name || !ok || !Dropped(old) || over(t) {
				continue
			}
			if lead := (turn{l.Follows, k.occurrence}); l.follows >= 0 && stands[lead].State == goodturn.Cancelled && out[lead] == nil {
				continue
			}
			now := old
			if !same(old, t) && !in.settled(old, t) {
				now = merge(old, t)
			}
			now.State, now.DecidedAt, now.Reasons, now.Moved = goodturn.Planned, time.Time{}, nil, 0
			if now.LegalAt.IsZero() {
				now.LegalAt = now.DueAt
			}
			if !in.Now.IsZero() && (!now.LegalAt.Add(now.Late).After(in.Now) || !now.UntilAt.IsZero() && !now.UntilAt.After(in.Now)) {
				continue
			}
			if now.DueAt.Before(in.Now) {
				now.DueAt = in.Now
			}
			out[k] = &now
		}
	}
	return out
}

// Dropped reports whether planning anew took a touch out of the plan, and nothing else did.
func Dropped(t goodturn.Touch) bool {
	return t.State == goodturn.Cancelled && !t.Manual && len(t.Reasons) == 1 && t.Reasons[0] == goodturn.ReasonNotInPlan
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
	if len(d.Add)+len(d.Back)+len(d.Drop)+moved == 0 {
		t.Untouched++
	} else {
		t.People++
	}
	t.Staying += len(d.Stay) + len(d.Move) - moved
	for _, x := range d.Add {
		t.Add.count(x.Kind)
	}
	for _, x := range d.Back {
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
