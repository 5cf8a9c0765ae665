// Package explain answers: "how do we say this decision to a person?" It turns a goodturn.Decision into a headline, the first
// date, and the list of what was looked at. It refuses to know how the decision came about: the reasons carry their own evidence.
package explain

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn"
)

// Why is a decision in the words of a page. The command line, the page and the API render this same value.
type Why struct {
	Headline string    // "Not asked, because you two are talking."
	First    string    // "First day: Monday 14 December, or once you say how the talk ended." Empty when it is final
	FirstAt  time.Time // zero: not known, or final
	Lifts    []string  // what lifts the objections, most important first, each once
	Checks   []Check   // everything that was looked at, in the order of the words' list; objections first
	Verdict  goodturn.Verdict
}

// Check is one line: what was looked at, how it came out, and the evidence.
type Check struct {
	Code     goodturn.ReasonCode
	Label    string // "Last asked"
	State    string // "fine", "wait", "not checked", "left out", "too late", "yours to do"
	Evidence string // "asked on Friday 23 October"
	Until    time.Time
	Sentence string // why it objects; empty where it is fine
}

// Decision puts a decision into words, with dates in the person's zone; nil is UTC. kind is that of the touch.
func Decision(d goodturn.Decision, kind goodturn.Kind, zone *time.Location) Why {
	if zone == nil {
		zone = time.UTC
	}
	w := Why{Verdict: d.Verdict, Headline: headline(d, kind)}
	if d.Verdict == goodturn.Wait {
		w.FirstAt = d.Next
		w.First = firstDay(d, zone)
	}
	seen := map[string]bool{}
	for _, r := range d.Reasons {
		info := r.Code.Info()
		w.Checks = append(w.Checks, Check{Code: r.Code, Label: info.Label, State: stateWord(r.Verdict), Evidence: r.Evidence, Until: r.Until, Sentence: info.Sentence})
		if !seen[info.Lift] {
			seen[info.Lift] = true
			w.Lifts = append(w.Lifts, info.Lift)
		}
	}
	for _, r := range d.Fine {
		state := "fine"
		if r.NotChecked {
			state = "not checked"
		}
		w.Checks = append(w.Checks, Check{Code: r.Code, Label: r.Code.Info().Label, State: state, Evidence: r.Evidence})
	}
	return w
}

func stateWord(v goodturn.Verdict) string {
	switch v {
	case goodturn.Send:
		return "fine"
	case goodturn.ToTask:
		return "yours to do"
	case goodturn.Skip:
		return "left out"
	case goodturn.Expire:
		return "too late"
	}
	return "wait"
}

func headline(d goodturn.Decision, kind goodturn.Kind) string {
	if len(d.Reasons) == 0 {
		if d.Verdict == goodturn.ToTask {
			return "It is yours to do now."
		}
		return "Nothing stands in the way; it can go now."
	}
	not := "Not sent"
	switch kind {
	case goodturn.KindAsk, goodturn.KindReview:
		not = "Not asked"
	case goodturn.KindReminder:
		not = "Not reminded"
	case goodturn.KindCall:
		not = "Not on your list"
	}
	if d.Verdict == goodturn.ToTask {
		not = "Yours to do"
	}
	return not + ", because " + inside(d.Reasons[0].Code.Info().Sentence)
}

// inside makes a sentence fit after "because": "You two are talking." becomes "you two are talking."
func inside(s string) string {
	if strings.HasPrefix(s, "Goodturn") {
		return s
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// firstDay says when it would go at the earliest, and what would bring that about where no date does.
func firstDay(d goodturn.Decision, zone *time.Location) string {
	var open []string // objections without a date
	soon := ""        // what would lift the last dated one sooner
	var last time.Time
	for _, r := range d.Reasons {
		if r.Verdict != goodturn.Wait {
			continue
		}
		if r.Until.IsZero() {
			open = append(open, r.Code.Info().Label)
			continue
		}
		if r.Until.After(last) {
			last, soon = r.Until, sooner[r.Code]
		}
	}
	if d.Next.IsZero() {
		return "No day yet. " + d.Reasons[0].Code.Info().Lift
	}
	day := string(AppendDay(nil, d.Next.In(zone), d.At.In(zone).Year()))
	switch end := worthUntil(d); {
	case !end.IsZero() && d.Next.After(end):
		return "It is of use until " + string(AppendDay(nil, end.In(zone), d.At.In(zone).Year())) + " and goes only if this is settled before."
	case len(open) > 0:
		return "Not before " + day + ", and only once this is settled: " + strings.ToLower(List(open)) + "."
	case soon != "":
		return "First day: " + day + ", or " + soon + "."
	}
	return "First day: " + day + "."
}

// worthUntil is the last instant at which it is worth sending, as package decide noted it; zero if nothing bounds it.
func worthUntil(d goodturn.Decision) time.Time {
	for _, r := range d.Fine {
		if r.Code == goodturn.ReasonMomentPassed {
			return r.Until
		}
	}
	return time.Time{}
}

// sooner says what ends a dated objection before its date.
var sooner = map[goodturn.ReasonCode]string{
	goodturn.ReasonTalking:      "once you say how the talk ended",
	goodturn.ReasonBereaved:     "when you say so",
	goodturn.ReasonNotGoodTime:  "when you say so",
	goodturn.ReasonSenderPaused: "once the mailbox works again",
}
