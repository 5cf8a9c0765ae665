package funnel

import (
	"github.com/goodturn-app/goodturn"
)

// Step is one of the seven stages that an ask can reach (promise F1). Each is reached at most once, by an ask whose message arrived.
type Step string

const (
	Delivered   Step = "delivered"   // accepted by the next hop; in an app: shown
	Viewed      Step = "viewed"      // surely seen: answered, replied, or shown in the app. Opened mails decide nothing
	Intent      Step = "intent"      // an explicit yes, or a link that was made
	Invited     Step = "invited"     // they copied, mailed or forwarded something, or a friend came by their link
	Qualified   Step = "qualified"   // a friend was spoken with and fits
	Opportunity Step = "opportunity" // work with a friend has begun
	Won         Step = "won"         // a deal came of it
)

// Steps in their order.
var Steps = []Step{Delivered, Viewed, Intent, Invited, Qualified, Opportunity, Won}

// Beside the seven: answers of every kind, and the middle answer, which is counted apart.
const (
	Answered Step = "answered"
	Middle   Step = "middle"
)

// Counted are all steps that are counted.
var Counted = append(append([]Step{}, Steps...), Answered, Middle)

// Words says a step on a page.
func (s Step) Words() string {
	switch s {
	case Delivered:
		return "Requests that arrived"
	case Viewed:
		return "Surely seen"
	case Intent:
		return "Said yes"
	case Invited:
		return "Passed it on"
	case Qualified:
		return "A friend who fits"
	case Opportunity:
		return "Working together"
	case Won:
		return "A deal"
	case Answered:
		return "Answered"
	case Middle:
		return "Have somebody in mind"
	}
	return string(s)
}

// StepOf is the stage of the funnel that an introduction's stage means; false for one that means none.
func StepOf(s goodturn.Stage) (Step, bool) {
	switch s {
	case goodturn.StageQualified:
		return Qualified, true
	case goodturn.StageOpportunity:
		return Opportunity, true
	case goodturn.StageWon:
		return Won, true
	}
	return "", false
}

// YesRateVersion numbers the definition by which YesRate counts, and YesRateSays says it, so that a figure of last year is never read by
// the rule of this one. Whoever changes what is counted gives it the next number.
const (
	YesRateVersion = 1
	YesRateSays    = "asks that arrived at least 14 days ago, and younger ones that were answered; a yes is an explicit yes or a link that was made"
)

// YesWait is how many civil days an unanswered ask has before it counts as one without a yes.
const YesWait = 14

// Cohort is what became of the asks of one day.
type Cohort struct {
	Day    goodturn.Date // on which they were asked, UTC
	Counts map[Step]int
}

// YesRate is promise I1: of the asks that have had their time, how many ended in a yes; and beside it how many in the middle answer,
// which is not a yes. Definition: YesRateSays.
func YesRate(asks []Cohort, today goodturn.Date) (yes, middle Rate) {
	for _, c := range asks {
		n := c.Counts[Delivered]
		if today.Sub(c.Day) < YesWait {
			n = min(n, c.Counts[Answered])
		}
		yes.N += n
		middle.N += n
		yes.X += min(c.Counts[Intent], n)
		middle.X += min(c.Counts[Middle], n)
	}
	return yes, middle
}

// Sum adds cohorts up.
func Sum(asks []Cohort) map[Step]int {
	out := map[Step]int{}
	for _, c := range asks {
		for s, n := range c.Counts {
			out[s] += n
		}
	}
	return out
}
