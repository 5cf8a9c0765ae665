// Package invariant answers one question: was a promise broken? It looks at what people outside saw (which message reached whom and
// when, what they had said before) and at the rows that the ledger shows, and at nothing else. It shares no code and no judgement
// with the product: a rule is written here a second time, in the plainest way, so that a mistake in the product is not believed
// because it was also made here.
package invariant

import (
	"fmt"
	"sort"
	"time"
)

// The promises, as numbers. They stand here again on purpose.
const (
	betweenAsks = 90 * 24 * time.Hour
	floorDays   = 7
	remindMin   = 7 * 24 * time.Hour
	remindMax   = 21 * 24 * time.Hour
)

// kept is how finely instants are kept; who looks from outside may have a finer clock, and 90 days count from what was kept.
const kept = time.Millisecond

// Message is one message that reached somebody, or may have.
type Message struct {
	At      time.Time
	Person  string   // whose inbox
	With    []string // with whom they lived at that moment, and who else they are: people that were found to be one
	Address string
	Kind    string // value, ask, reminder, review, thanks
	Channel string
	Touch   string
	Maybe   bool // the outcome is not known; it counts as arrived
	Copies  int  // how often it arrived
}

// same reports whether a message reaches a person or somebody who counts as one with them.
func (m Message) same(person string) bool {
	if m.Person == person {
		return true
	}
	for _, p := range m.With {
		if p == person {
			return true
		}
	}
	return false
}

// Said is something that somebody told us, from which a promise follows.
type Said struct {
	At      time.Time
	Person  string
	Address string    // of stop: no mail there any more, whoever reads it
	What    string    // stop, no, reopened, resubscribed, not_now, closed, answered
	Until   time.Time // of not_now; of closed, when the date was found to be wrong
	Day     time.Time // of closed: midnight UTC of the civil day
}

// Place says in which zones somebody may be, best known first.
type Place struct {
	Person string
	Zones  []string
}

// Row is one touch as the ledger shows it.
type Row struct {
	Touch, State string
}

// History is everything an outsider knows.
type History struct {
	Messages []Message
	Said     []Said
	Places   []Place
	Rows     []Row    // at the end
	Planned  []string // every touch that was ever seen
}

// Breach is one broken promise.
type Breach struct {
	Promise string
	At      time.Time
	Person  string
	Story   string
}

// String tells a breach in one line.
func (b Breach) String() string {
	return fmt.Sprintf("%s: %s, %s at %s", b.Promise, b.Story, b.Person, b.At.UTC().Format(time.RFC3339))
}

// states are those a touch may be in.
var states = map[string]bool{
	"planned": true, "claimed": true, "committing": true, "sent": true, "unknown": true, "skipped": true, "expired": true, "failed": true, "cancelled": true, "task": true,
}

// Check gives every broken promise of a history, in order of time.
func Check(h History) []Breach {
	c := &check{h: h, zones: map[string][]*time.Location{}}
	for _, p := range h.Places {
		for _, name := range p.Zones {
			z, err := time.LoadLocation(name)
			if err != nil {
				c.broke("zones can be read", time.Time{}, p.Person, err.Error())
				continue
			}
			c.zones[p.Person] = append(c.zones[p.Person], z)
		}
	}
	sort.SliceStable(c.h.Messages, func(i, j int) bool { return c.h.Messages[i].At.Before(c.h.Messages[j].At) })
	sort.SliceStable(c.h.Said, func(i, j int) bool { return c.h.Said[i].At.Before(c.h.Said[j].At) })
	c.asks()
	c.reminders()
	c.refusals()
	c.floor()
	c.hours()
	c.once()
	c.sum()
	sort.SliceStable(c.out, func(i, j int) bool { return c.out[i].At.Before(c.out[j].At) })
	return c.out
}

type check struct {
	h     History
	zones map[string][]*time.Location
	out   []Breach
}

func (c *check) broke(promise string, at time.Time, person, story string) {
	c.out = append(c.out, Breach{promise, at, person, story})
}

// asks: never two in 90 days to a person, nor to those who live together, at the first ask or at the second.
func (c *check) asks() {
	var asks []Message
	for _, m := range c.h.Messages {
		if m.Kind != "ask" {
			continue
		}
		for i := len(asks) - 1; i >= 0 && m.At.Sub(asks[i].At) <= betweenAsks-kept; i-- {
			if before := asks[i]; before.Touch != m.Touch && (m.same(before.Person) || before.same(m.Person)) {
				c.broke("never two asks in 90 days", m.At, m.Person, fmt.Sprintf("%s was asked %s before, on %s", before.Person, m.At.Sub(before.At), before.At.UTC().Format(time.RFC3339)))
			}
		}
		asks = append(asks, m)
	}
}

// reminders: one to an ask, 7 to 21 days behind it. The ask may have gone to somebody they live with, or to who they were before
// two people were found to be one.
func (c *check) reminders() {
	var asks []Message
	reminded := map[string]bool{} // by the touch of the ask
	for _, m := range c.h.Messages {
		if m.Kind == "ask" {
			asks = append(asks, m)
		}
		if m.Kind != "reminder" {
			continue
		}
		// Two people may each have been asked before they moved in together: any ask of theirs will do that has room for it.
		why, found := "nothing was asked", false
		for i := len(asks) - 1; i >= 0 && !found; i-- {
			if !m.same(asks[i].Person) {
				continue
			}
			switch gap := m.At.Sub(asks[i].At); {
			case gap < remindMin || gap > remindMax:
				why = fmt.Sprintf("%s behind it", gap)
			case reminded[asks[i].Touch]:
				why = "it is the second"
			default:
				reminded[asks[i].Touch], found = true, true
			}
		}
		if !found {
			c.broke("a reminder follows its ask", m.At, m.Person, why)
		}
	}
}

// refusals: nothing after a stop, no ask after a no of anybody in the household, none inside a snooze.
func (c *check) refusals() {
	for _, m := range c.h.Messages {
		for _, s := range c.h.Said {
			if !s.At.Before(m.At) {
				break
			}
			own := s.Person == m.Person || s.Address != "" && s.Address == m.Address
			shared := own || m.same(s.Person)
			asking := m.Kind == "ask" || m.Kind == "reminder"
			switch {
			case s.What == "stop" && own && !c.tookBack(s, m.At, "resubscribed"):
				c.broke("nothing after a stop", m.At, m.Person, "a "+m.Kind+" after they said stop on "+s.At.UTC().Format(time.RFC3339))
			case s.What == "no" && shared && asking && !c.tookBack(s, m.At, "reopened"):
				c.broke("no ask after a no", m.At, m.Person, "a "+m.Kind+" after a no on "+s.At.UTC().Format(time.RFC3339))
			case s.What == "not_now" && shared && asking && m.At.Before(s.Until) && !c.tookBack(s, m.At, "reopened"):
				c.broke("no ask inside a snooze", m.At, m.Person, "a "+m.Kind+" before "+s.Until.UTC().Format(time.RFC3339))
			case s.What == "answered" && own && m.Kind == "reminder" && c.sameAsk(s, m):
				c.broke("no reminder after an answer", m.At, m.Person, "they answered on "+s.At.UTC().Format(time.RFC3339))
			}
		}
	}
}

// tookBack reports whether the person lifted what they said before an instant.
func (c *check) tookBack(said Said, before time.Time, how string) bool {
	for _, s := range c.h.Said {
		if s.What == how && s.Person == said.Person && s.At.After(said.At) && !s.At.After(before) {
			return true
		}
	}
	return false
}

// sameAsk reports whether no other ask went out between an answer and a reminder.
func (c *check) sameAsk(s Said, reminder Message) bool {
	for _, m := range c.h.Messages {
		if reminder.same(m.Person) && m.Kind == "ask" && m.At.After(s.At) && m.At.Before(reminder.At) {
			return false
		}
	}
	return true
}

// floor: no ask within seven civil days of any closing that was known.
func (c *check) floor() {
	for _, m := range c.h.Messages {
		if m.Kind != "ask" {
			continue
		}
		for _, s := range c.h.Said {
			if s.What != "closed" || s.Person != m.Person || s.At.After(m.At) || !s.Until.IsZero() && !m.At.Before(s.Until) {
				continue
			}
			for _, z := range c.zonesOf(m.Person)[:1] {
				y, mo, d := m.At.In(z).Date()
				days := int(time.Date(y, mo, d, 0, 0, 0, 0, time.UTC).Sub(s.Day).Hours() / 24)
				if days >= 0 && days < floorDays {
					c.broke("no ask before the floor", m.At, m.Person, fmt.Sprintf("%d days after the closing of %s", days, s.Day.Format(time.DateOnly)))
				}
			}
		}
	}
}

func (c *check) zonesOf(person string) []*time.Location {
	if z := c.zones[person]; len(z) > 0 {
		return z
	}
	return []*time.Location{time.UTC}
}

// hours: e-mail between 8 and 20 where they live, texts between 9 and 19 wherever they may be, neither on a Sunday nor on New Year's
// Day, Independence Day or Christmas.
func (c *check) hours() {
	for _, m := range c.h.Messages {
		zones, from, to := c.zonesOf(m.Person), 8, 20
		if m.Channel == "sms" {
			from, to = 9, 19
		} else {
			zones = zones[:1]
		}
		if len(c.zones[m.Person]) == 0 {
			continue // nobody knows where they are
		}
		for _, z := range zones {
			l := m.At.In(z)
			minute := l.Hour()*60 + l.Minute()
			fixed := l.Month() == time.January && l.Day() == 1 || l.Month() == time.July && l.Day() == 4 || l.Month() == time.December && l.Day() == 25
			if minute < from*60 || minute >= to*60 || l.Weekday() == time.Sunday || fixed {
				c.broke("none outside its hours", m.At, m.Person, "it is "+l.Format("Mon 15:04")+" in "+z.String())
			}
		}
	}
}

// once: no message arrives twice, and none twice for one touch.
func (c *check) once() {
	seen := map[string]Message{}
	for _, m := range c.h.Messages {
		if m.Copies > 1 {
			c.broke("at most one", m.At, m.Person, fmt.Sprintf("%d copies", m.Copies))
		}
		if before, ok := seen[m.Touch]; ok && m.Touch != "" {
			c.broke("at most one", m.At, m.Person, "the same touch went on "+before.At.UTC().Format(time.RFC3339))
		}
		seen[m.Touch] = m
	}
}

// sum: no touch vanishes, none is in a state that nobody knows, and what arrived is not said to have stayed.
func (c *check) sum() {
	state := map[string]string{}
	for _, r := range c.h.Rows {
		if !states[r.State] {
			c.broke("nothing vanishes", time.Time{}, "", "touch "+r.Touch+" is in the unknown state "+r.State)
		}
		if _, twice := state[r.Touch]; twice {
			c.broke("nothing vanishes", time.Time{}, "", "touch "+r.Touch+" is there twice")
		}
		state[r.Touch] = r.State
	}
	for _, t := range c.h.Planned {
		if _, there := state[t]; !there {
			c.broke("nothing vanishes", time.Time{}, "", "touch "+t+" was planned and is gone")
		}
	}
	arrived := map[string]bool{}
	for _, m := range c.h.Messages {
		arrived[m.Touch] = true
		switch s := state[m.Touch]; {
		case s == "sent", s == "unknown", s == "failed": // failed: it came back later
		default:
			c.broke("what arrived is known", m.At, m.Person, "touch "+m.Touch+" arrived and is "+s)
		}
	}
	for t, s := range state {
		if s == "sent" && !arrived[t] {
			c.broke("nothing is falsely sent", time.Time{}, "", "touch "+t+" is said to be sent and never arrived")
		}
	}
}
