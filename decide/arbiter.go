package decide

import (
	"cmp"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/pace"
)

// arbitrate lets one automated message per person and local day go, the best first, and one ask per household. People who share
// a mailbox share the day. The others slide, drop or merge as their step says, and say so. A companion goes with its message, and
// a task takes no slot; nor does one whose own time to be looked at has not come.
func arbitrate(looks []look) {
	if len(looks) == 1 {
		return
	}
	var ready []*look
	for i := range looks {
		if l := &looks[i]; l.verdict == goodturn.Send && !l.due.Step.Companion && !l.touch.DueAt.After(l.now) {
			ready = append(ready, l)
		}
	}
	slices.SortFunc(ready, better)
	taken := map[goodturn.ID]*look{}
	var asking *look
	left := map[goodturn.ID]bool{} // owners whose mailbox sends something in this round
	for _, l := range ready {
		slot := l.slot()
		switch winner := taken[slot]; {
		case winner != nil:
			l.giveWay(winner)
			continue
		case l.touch.Kind == goodturn.KindAsk && asking != nil:
			l.waitFirmly(goodturn.ReasonAskedRecently, time.Time{}, l.now.Add(l.settings.AskEvery), "somebody in the household is asked "+l.on(l.now))
			l.settle()
			continue
		case l.road.channel == goodturn.ChannelEmail && left[l.touch.OwnerID]:
			l.waitUntil(goodturn.ReasonOneAtATime, time.Time{}, l.now.Add(2*time.Minute), "another message leaves this mailbox first")
			l.settle()
			continue
		}
		taken[slot] = l
		if l.touch.Kind == goodturn.KindAsk {
			asking = l
		}
		if l.road.channel == goodturn.ChannelEmail {
			left[l.touch.OwnerID] = true
		}
	}
}

// slot is whose day a message takes: the person's, or the shared mailbox's.
func (l *look) slot() goodturn.ID {
	if l.facts.Household.SharedMailbox && l.facts.Household.ID != "" {
		return l.facts.Household.ID
	}
	return l.touch.ContactID
}

// giveWay is what becomes of a message that another one displaces on its day.
func (l *look) giveWay(winner *look) {
	what := winner.due.Step.Title
	if what == "" {
		what = winner.touch.Step
	}
	switch l.due.Step.WhenHeld {
	case goodturn.Drop:
		l.skip(goodturn.ReasonDropped, what)
	case goodturn.Merge:
		l.skip(goodturn.ReasonMerged, what)
	default:
		l.waitFirmly(goodturn.ReasonBetterToday, time.Time{}, pace.Tomorrow(l.now, l.zone), what)
	}
	l.settle()
}

// better orders touches by which of them should have the day: those that have been kept waiting first, so that an ask, a
// reminder or the value an ask follows is never starved; then by importance x freshness x scarcity; then by the plan.
func better(a, b *look) int {
	return cmp.Or(
		-cmp.Compare(a.starving(), b.starving()),
		-cmp.Compare(a.worth(), b.worth()),
		cmp.Compare(kindOrder(a.touch.Kind), kindOrder(b.touch.Kind)),
		firstLegal(a.touch).Compare(firstLegal(b.touch)),
		cmp.Compare(a.touch.ID, b.touch.ID),
	)
}

// starving is 1 for a link of the ask chain that could have gone a day ago.
func (l *look) starving() int {
	chain := l.touch.Kind == goodturn.KindAsk || l.touch.Kind == goodturn.KindReminder || l.due.AskFollows
	if chain && !l.now.Before(firstLegal(l.touch).Add(24*time.Hour)) {
		return 1
	}
	return 0
}

// worth is importance x freshness x scarcity, in whole numbers so that no rounding decides. It orders messages, never people.
func (l *look) worth() int64 {
	return int64(importance(l.due)) * l.freshness() * l.scarcity()
}

// importance is the step's own, 1 to 5; where it has none, thanks 5, an ask 4, a value or reminder 3, a review 2.
func importance(d *Due) int {
	if d.Step.Importance > 0 {
		return d.Step.Importance
	}
	switch d.Touch.Kind {
	case goodturn.KindThanks:
		return 5
	case goodturn.KindAsk:
		return 4
	case goodturn.KindReview:
		return 2
	}
	return 3
}

// freshness falls from 1000 to 500: over the freshness of a good moment, else over the late window.
func (l *look) freshness() int64 {
	from, over := firstLegal(l.touch), time.Duration(0)
	if p := l.due.Peak; !p.At.IsZero() {
		from, over = p.At, p.FreshFor
		if over <= 0 {
			over = 48 * time.Hour
		}
	} else {
		over, _ = bounds(l.touch)
	}
	if over <= 0 {
		return 1000
	}
	age := min(max(l.now.Sub(from), 0), over)
	return 1000 - int64(age/time.Second)*500/max(int64(over/time.Second), 1)
}

// scarcity rises from 10 to 20 as the days run out on which it could still go: what can wait, waits.
func (l *look) scarcity() int64 {
	end, bounded := Ends(*l.touch)
	if !bounded {
		return 10
	}
	days := int64(max(end.Sub(l.now), 0) / goodturn.Day)
	return 10 + max(10-days, 0)
}

func kindOrder(k goodturn.Kind) int {
	return slices.Index([]goodturn.Kind{goodturn.KindThanks, goodturn.KindAsk, goodturn.KindReminder, goodturn.KindValue, goodturn.KindReview}, k)
}
