package standing

import (
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Words says how things stand in plain lines for a page, the most telling first: what happened and when, never a number about
// the person. Times are counted from now; dates are those of zone. The zero Standing gives no line.
func (s Standing) Words(now time.Time, zone *time.Location) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	date := func(t time.Time) string { return goodturn.DateOf(t.In(zone)).Long() }

	if !s.DiedAt.IsZero() {
		say("Died; you noted it on %s", date(s.DiedAt))
	}
	if !s.OptedOutAt.IsZero() {
		say("Asked for no more messages on %s", date(s.OptedOutAt))
	}
	if !s.DeclinedAt.IsZero() {
		say("Said no thanks to being asked, on %s", date(s.DeclinedAt))
	}
	if s.Talk.Open(now) {
		say("You two have been talking since %s", date(s.Talk.Since))
	} else if !s.LastTalk.IsZero() {
		say("You last talked on %s", date(s.LastTalk))
	}
	if !s.LastInbound.IsZero() {
		say("They last wrote or answered on %s", date(s.LastInbound))
	}
	switch {
	case s.Closings == 1:
		say("One deal together")
	case s.Closings > 1:
		say("%d deals together", s.Closings)
	}
	switch {
	case s.Introduced == 1:
		say("Introduced one person to you, on %s", date(s.ReferredAt))
	case s.Introduced > 1:
		say("Introduced %d people to you, the last on %s", s.Introduced, date(s.ReferredAt))
	}
	if s.Won > 0 {
		say("%d of them closed with you", s.Won)
	}
	if n := len(s.Gave); n > 0 {
		say("You gave, last on %s: %s", date(s.Gave[n-1].At), s.Gave[n-1].What)
	}
	if n := len(s.Got); n > 0 {
		say("They gave, last on %s: %s", date(s.Got[n-1].At), s.Got[n-1].What)
	}
	if days, known := s.ActiveDaysBefore(now); known {
		say("Active on %d of the last 14 days", days)
	}
	if g := s.Goodwill; g.Values+g.Asks > 0 {
		asked := "not asked yet"
		if g.Asks > 0 {
			asked = "asked " + times(g.Asks)
		}
		say("%s reached them; %s", many(g.Values, "useful message", "useful messages"), asked)
	}
	switch open := s.OpenTickets(); {
	case len(open) == 1:
		say("One complaint has been open since %s", date(open[0].OpenedAt))
	case len(open) > 1:
		say("%d complaints are open", len(open))
	}
	if !s.NPS.At.IsZero() {
		say("Gave %g of 10 on %s", s.NPS.Score, date(s.NPS.At))
	}
	if !s.CSAT.At.IsZero() {
		say("Rated %g of %g on %s", s.CSAT.Score, s.CSAT.Of, date(s.CSAT.At))
	}
	if s.Praise != "" {
		say("Said on %s: “%s”", date(s.PraisedAt), s.Praise)
	}
	return out
}

func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

func times(n int) string {
	switch n {
	case 0:
		return "never"
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}
