package playbook

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

// StepDay is when one step comes at one tempo, and how far it may be moved.
type StepDay struct {
	Step    goodturn.Step // as one side reads it
	After   schedule.Distance
	Follows string // title of the message behind which it goes, instead of After
	Wait    time.Duration
	Between [2]schedule.Distance // its words are true only then, or the plan ends there
	Fixed   bool                 // it may be left out, and its day stays
	Off     bool                 // it was left out
}

// Days lists the steps of a plan whose days the owner can see and change, in the order in which they come; those of every later year
// stand last. Steps that come with an introduction, by hand, or for people from long ago have no day of their own and are left out.
func (p *Playbook) Days(tempo goodturn.Tempo, side goodturn.Side) []StepDay {
	t := tempoIndex(tempo)
	var out []StepDay
	for i := range p.lines {
		l := &p.lines[i]
		if l.On != "" || l.ByHand || l.FirstWarm || (l.tempos|l.left)&(1<<t) == 0 || l.sides&sideBit(side) == 0 {
			continue
		}
		d := StepDay{After: l.after[t], Between: l.reach(), Off: l.left&(1<<t) != 0, Wait: l.waitMin}
		d.Step, _ = p.Step(l.Name, side)
		if l.follows >= 0 {
			lead, _ := p.Step(p.lines[l.follows].Name, side)
			d.Follows = lead.Title
		}
		d.Fixed = l.follows >= 0 || d.Between[0] == d.Between[1]
		out = append(out, d)
	}
	at := func(d StepDay) int { return p.dayOf(&p.lines[p.index(d.Step.Name)], t) }
	slices.SortStableFunc(out, func(a, b StepDay) int { return cmp.Compare(at(a), at(b)) })
	return out
}

// dayOf is the least number of days between the anchor and a line at a tempo; for yearly ones in the third year.
func (p *Playbook) dayOf(l *line, t int) int {
	days := 0
	for from := l; ; from = &p.lines[from.follows] {
		days += int(from.waitMin / goodturn.Day)
		if from.follows < 0 {
			days += leastDays(from.after[t])
			break
		}
	}
	if l.Yearly {
		days += leastDays(schedule.Months(24))
	}
	return days
}

// reach is from where to where a line may be moved.
func (l *line) reach() [2]schedule.Distance {
	switch {
	case l.between != [2]schedule.Distance{}:
		return l.between
	case l.Kind == goodturn.KindReview:
		return [2]schedule.Distance{schedule.Days(1), schedule.Days(reviewOldDays)}
	case l.Yearly:
		return [2]schedule.Distance{schedule.Days(14), schedule.Months(12)}
	}
	return [2]schedule.Distance{schedule.Days(1), schedule.Months(24)}
}

// FirstAskAfter is the change that lets the first ask of a plan come this far after the closing: nobody is asked before, and the useful
// message ahead of the ask moves along.
func (p *Playbook) FirstAskAfter(tempo goodturn.Tempo, after string) (goodturn.Timing, error) {
	d, err := readDistance("first_ask", after)
	if err != nil {
		return goodturn.Timing{}, err
	}
	out := goodturn.Timing{FirstAsk: d.String()}
	if l := p.firstLead(tempoIndex(tempo)); l != nil {
		out.Steps = map[string]goodturn.StepTiming{l.Name: {After: d.String()}}
	}
	return out, nil
}

// firstLead is the message behind which the first ask of a tempo goes.
func (p *Playbook) firstLead(t int) (lead *line) {
	least := 0
	for i := range p.lines {
		l := &p.lines[i]
		if l.Kind != goodturn.KindAsk || l.follows < 0 || l.Yearly || l.ByHand || l.tempos&(1<<t) == 0 {
			continue
		}
		if day := p.dayOf(l, t); lead == nil || day < least {
			lead, least = &p.lines[l.follows], day
		}
	}
	return lead
}

// With is this playbook with other days at one tempo. p stays as it is. What is impossible (an ask in the first seven days, two asks
// within 90, words on a day on which they are not true) is refused with CodeInvalid, the step as Field, and what to choose instead.
// It knows the distances that the file has for the other tempos, and leaves them alone.
func (p *Playbook) With(tempo goodturn.Tempo, c goodturn.Timing) (*Playbook, error) {
	out := *p
	out.lines, out.Steps = slices.Clone(p.lines), slices.Clone(p.Steps)
	t := tempoIndex(tempo)
	if c.FirstAsk != "" {
		d, err := readDistance("first_ask", c.FirstAsk)
		if err != nil {
			return nil, err
		}
		out.first[t] = d
		if err := out.floor(t); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Steps)) {
		if err := out.move(t, name, c.Steps[name]); err != nil {
			return nil, err
		}
	}
	out.leaveOut(t)
	if err := out.possible(t); err != nil {
		return nil, err
	}
	return &out, nil
}

// WithAll is With for every tempo. Steps that this plan does not have are passed over: a version that is kept may be older than the plan.
func (p *Playbook) WithAll(all map[goodturn.Tempo]goodturn.Timing) (*Playbook, error) {
	out := p
	for _, t := range tempoNames {
		next, err := out.With(t, p.Known(all[t]))
		if err != nil {
			return nil, err
		}
		out = next
	}
	return out, nil
}

// Known is what of a choice is about steps that this plan has.
func (p *Playbook) Known(c goodturn.Timing) goodturn.Timing {
	c = c.Tidy()
	maps.DeleteFunc(c.Steps, func(name string, _ goodturn.StepTiming) bool { return p.index(name) < 0 })
	return c
}

func (p *Playbook) move(t int, name string, c goodturn.StepTiming) error {
	i := p.index(name)
	if i < 0 {
		return goodturn.Invalid(name, fmt.Sprintf("This plan has no step %q.", name), "Choose one that it lists.")
	}
	l := &p.lines[i]
	if l.On != "" || l.ByHand {
		return goodturn.Invalid(name, l.Title+" has no day of its own.", "Change another one.")
	}
	if c.Off && l.tempos&(1<<t) != 0 {
		l.tempos &^= 1 << t
		l.left |= 1 << t
	}
	if c.After == "" {
		return nil
	}
	if l.follows >= 0 || l.FirstWarm {
		return goodturn.Invalid(name, l.Title+" has no day of its own: it goes behind another message.", "Move the message ahead of it; it comes along.")
	}
	d, err := readDistance(name, c.After)
	if err != nil {
		return err
	}
	if r := l.reach(); leastDays(d) < leastDays(r[0]) || mostDays(d) > mostDays(r[1]) {
		if r[0] == r[1] {
			return goodturn.Invalid(name, fmt.Sprintf("%s stays %s after the closing: its words speak of that day.", l.Title, r[0]), "It can be left out.")
		}
		why := "A plan holds two years."
		switch {
		case l.between != [2]schedule.Distance{}:
			why = "On other days its words would not be true."
		case l.Kind == goodturn.KindReview:
			why = fmt.Sprintf("Nobody is asked for a review of a closing that is more than %d days old.", reviewOldDays)
		case l.Yearly:
			why = "It comes every year, and counts from the last anniversary."
		}
		return goodturn.Invalid(name, fmt.Sprintf("%s cannot come %s after the closing. %s", l.Title, d, why), fmt.Sprintf("Choose a day from %s to %s.", r[0], r[1]))
	}
	l.after[t] = d
	if t == 1 {
		l.After = d.String()
		p.Steps[i].After = l.After
	}
	return nil
}

// leaveOut takes out what follows something that was left out.
func (p *Playbook) leaveOut(t int) {
	for _, i := range p.order {
		l := &p.lines[i]
		if l.follows >= 0 && l.tempos&(1<<t) != 0 && p.lines[l.follows].tempos&(1<<t) == 0 {
			l.tempos &^= 1 << t
			l.left |= 1 << t
		}
	}
}

// floor refuses a first ask that is too near to the closing, or that no plan reaches.
func (p *Playbook) floor(t int) error {
	first := p.first[t]
	if leastDays(first) < goodturn.HardAskFloorDays {
		return goodturn.Invalid("first_ask", fmt.Sprintf("Nobody is asked within %d days of a closing.", goodturn.HardAskFloorDays), fmt.Sprintf("Write day %d or later; day 90 is what we recommend.", goodturn.HardAskFloorDays))
	}
	if mostDays(first) > 2*366 {
		return goodturn.Invalid("first_ask", "A plan holds two years, and the first ask would come after them.", "Write at most 24 months, or leave the asks out one by one.")
	}
	return nil
}

// possible keeps the floors and distances that no choice can lower.
func (p *Playbook) possible(t int) error {
	first := p.first[t]
	var asks, reviews []*line
	for i := range p.lines {
		l := &p.lines[i]
		if l.tempos&(1<<t) == 0 || l.ByHand {
			continue
		}
		switch l.Kind {
		case goodturn.KindAsk:
			asks = append(asks, l)
		case goodturn.KindReview:
			reviews = append(reviews, l)
		}
	}
	for _, a := range asks {
		lead := p.leadOf(a)
		if day := p.dayOf(a, t); day < goodturn.HardAskFloorDays+1 {
			return goodturn.Invalid(lead.Name, fmt.Sprintf("%s would come within %d days of the closing.", a.Title, goodturn.HardAskFloorDays), fmt.Sprintf("Let %q come on day %d or later; day 90 is what we recommend.", lead.Title, goodturn.HardAskFloorDays))
		} else if !a.Yearly && day < leastDays(first) {
			return goodturn.Invalid(lead.Name, fmt.Sprintf("%s would come on day %d, and nobody is asked before %s.", a.Title, day, first), fmt.Sprintf("Let %q come on %s or later, or choose an earlier first ask.", lead.Title, first))
		}
	}
	slices.SortStableFunc(asks, func(a, b *line) int { return cmp.Compare(p.dayOf(a, t), p.dayOf(b, t)) })
	for i := range asks {
		for j := i + 1; j < len(asks); j++ {
			a, b := asks[i], asks[j]
			if d := p.dayOf(b, t) - p.dayOf(a, t); d < 88 && a.sides&b.sides != 0 { // two of the 90 days are the rounding of months
				lead := p.leadOf(a)
				most := leastDays(lead.after[t]) - (90 - d)
				hint := fmt.Sprintf("Leave one of the two out, or let %q come on day %d or earlier.", lead.Title, most)
				if most < 1 {
					hint = "Leave one of the two out."
				}
				return goodturn.Invalid(lead.Name, fmt.Sprintf("%s and %s would come %d days apart, and nobody is asked twice within 90.", a.Title, lowerFirst(b.Title), d), hint)
			}
		}
		for _, r := range reviews {
			if d := p.dayOf(asks[i], t) - p.dayOf(r, t); max(d, -d) < 7 && asks[i].sides&r.sides != 0 {
				return goodturn.Invalid(r.Name, fmt.Sprintf("%s and %s would come within a week of each other.", r.Title, lowerFirst(asks[i].Title)), "Keep seven days between them.")
			}
		}
	}
	return nil
}

// leadOf is the line whose day a line takes.
func (p *Playbook) leadOf(l *line) *line {
	for l.follows >= 0 {
		l = &p.lines[l.follows]
	}
	return l
}

// readDistance reads a civil distance that somebody typed.
func readDistance(field, text string) (schedule.Distance, error) {
	d, err := schedule.ParseDistance(text)
	switch {
	case err != nil:
		return d, goodturn.Invalid(field, fmt.Sprintf("%q is no day after a closing.", clip(text)), "Write it as day 120, or 4 months.")
	case !d.Civil():
		return d, goodturn.Invalid(field, "A closing is a day without an hour, so hours cannot be counted from it.", "Write it as day 120, or 4 months.")
	case d.N < 0:
		return d, goodturn.Invalid(field, "That lies before the closing.", "Write a day after it, such as day 30.")
	}
	return d, nil
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "..."
	}
	return s
}

func lowerFirst(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return s
	}
	return string(s[0]+'a'-'A') + s[1:]
}
