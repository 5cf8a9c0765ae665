package approvals

import (
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/quotes"
)

// quoting finds what an owner's own words for one message quote of the market, and says what is to think of there: figures that hold no
// more, and figures that will not on the day on which it goes. before is what the words quoted until now.
func (p *Approvals) quoting(l program.Looked, before []goodturn.Quote) (qs []goodturn.Quote, findings []message.Finding) {
	t, a := l.Touch, l.Written.About
	if _, quotable := message.CatalogueFor(p.PackOf(t.Playbook)).Field("market_line"); !quotable {
		return nil, nil
	}
	var text strings.Builder
	if t.Edited {
		text.WriteString(t.Subject + "\n" + t.Body + "\n")
	}
	text.WriteString(t.PS)
	qs = quotes.In(text.String(), before, a)
	if gone := quotes.Gone(qs, a); gone != "" {
		return qs, []message.Finding{{Severity: message.Warn, Message: "It does not go like this: " + gone + ".", Fix: "Write what holds today, or take it out."}}
	}
	if end, goes := goodturn.QuotesEnd(qs), program.DayIn(t.DueAt, t.Zone); !end.IsZero() && !goes.Before(end) {
		findings = append(findings, message.Finding{Severity: message.Warn, Message: "What you quote of the market stands until " + end.AddDays(-1).Long() + ", and it goes on " + goes.Long() + ": it will come back to you before.",
			Fix: "Leave figures to the plan's words, which have those of the day."})
	}
	return qs, findings
}

// Lasting says of words of one's own what no longer holds of the figures in them, or until when all of it does; neither where there are none.
func Lasting(d program.Draft) (ranOut, lasts string) {
	if d.RanOut != "" {
		return "Your words do not go as they are: " + d.RanOut + ". They are kept; change them, or go back to the plan's.", ""
	}
	if end := goodturn.QuotesEnd(d.Touch.Quotes); !end.IsZero() {
		lasts = "The figures in your words stand until " + end.AddDays(-1).Long() + "."
	}
	return "", lasts
}

// LastDay is the last day of the figures in words of one's own, as 2026-03-02; empty where there are none.
func LastDay(d program.Draft) string {
	end := goodturn.QuotesEnd(d.Touch.Quotes)
	if end.IsZero() {
		return ""
	}
	return end.AddDays(-1).String()
}

// aheadOfFigures is how long before its day a message is taken to show the figures with which it goes.
const aheadOfFigures = 7 // days

// aging says of a message that goes much later what becomes of the figures of the market that the plan's words quote today; empty where they
// quote none, and where it goes soon.
func aging(l program.Looked) string {
	t, a := l.Touch, l.Written.About
	if _, quotable := message.CatalogueFor(a.Settings.Pack).Field("market_line"); !quotable || t.Edited {
		return ""
	}
	shown, goes := quotes.Ours(l.Written.Letter.Text, a), program.DayIn(t.DueAt, t.Zone)
	switch {
	case len(shown) == 0 || goes.Sub(a.Today) <= aheadOfFigures:
		return ""
	case goes.Before(goodturn.QuotesEnd(shown)):
		return "The figures here are today's; where there are newer ones by its day, it carries those."
	}
	return "The figures here are today's. By its day they are too old: it carries newer ones, or goes without."
}
