package admin

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/schedule"
	"unicode"
	"unicode/utf8"
)

// personOf is somebody as a list names them.
func personOf(c goodturn.Contact) Person {
	p := Person{ID: c.ID, Name: c.Name()}
	if strings.TrimSpace(p.Name) == "" {
		p.Name = "Somebody without a name"
	}
	return p
}

// zoneNamed is a zone by name; UTC if it is unknown.
func zoneNamed(name string) *time.Location {
	if z, err := schedule.LoadZone(name); err == nil && name != "" {
		return z
	}
	return time.UTC
}

// clock says a day and hour in a zone: "Tue 24 Nov, 10:04", with the year where it is another one.
func clock(t, now time.Time, zone *time.Location) string {
	t, now = t.In(zone), now.In(zone)
	switch {
	case t.Format(time.DateOnly) == now.Format(time.DateOnly):
		return "Today, " + t.Format("15:04")
	case t.Year() == now.Year():
		return t.Format("Mon 2 Jan, 15:04")
	}
	return t.Format("2 Jan 2006, 15:04")
}

// thereIn says where the clock hangs that shows an hour of t, if it shows another one than the reader's: " (Honolulu)".
func thereIn(t time.Time, zone string, reader *time.Location) string {
	_, there := t.In(zoneNamed(zone)).Zone()
	if _, here := t.In(reader).Zone(); there == here {
		return ""
	}
	return " (" + program.ZoneCity(zone) + ")"
}

// dayOf says a day: "Mon 14 Dec", with the year and without the weekday where it is another year.
func dayOf(d goodturn.Date, now time.Time) string {
	if d.IsZero() {
		return ""
	}
	if d.Year == now.Year() {
		return fmt.Sprintf("%s %d %s", d.Weekday().String()[:3], d.Day, d.Month.String()[:3])
	}
	return fmt.Sprintf("%d %s %d", d.Day, d.Month.String()[:3], d.Year)
}

// longDay says a day in a sentence: "Monday 14 December", with the year where it is another one.
func longDay(d goodturn.Date, now time.Time) string {
	if d.Year == now.Year() {
		return fmt.Sprintf("%s %d %s", d.Weekday(), d.Day, d.Month)
	}
	return d.Long()
}

// sideWords says what somebody did, for the beginning of a line.
func sideWords(s goodturn.Side) string {
	switch s {
	case goodturn.SideBought:
		return "Bought"
	case goodturn.SideSold:
		return "Sold"
	case goodturn.SideBoth:
		return "Sold and bought"
	case goodturn.SideRented:
		return "Rented"
	case goodturn.SideRentedOut:
		return "Rented out"
	case goodturn.SideInvested:
		return "Invested in"
	}
	return "A deal at"
}

// street is the short form of an address.
func street(a goodturn.Address) string {
	s := a.Street
	if a.Unit != "" {
		s += ", " + a.Unit
	}
	if s == "" {
		s = a.Line()
	}
	return s
}

// yetTo are sideWords of a deal whose day has not come.
var yetTo = map[string]string{"Bought": "Buys", "Sold": "Sells", "Sold and bought": "Sells and buys", "Rented": "Rents", "Rented out": "Rents out", "Invested in": "Invests in"}

// dealWords are sideWords in the tense of the deal's day.
func dealWords(c goodturn.Closing, now time.Time) string {
	did := sideWords(c.Side)
	if does := yetTo[did]; does != "" && c.Date.After(goodturn.DateOf(now)) {
		return does
	}
	return did
}

// dealLine is a deal in a few words: "Bought 12 Oak St, 4C, August 2024".
func dealLine(c goodturn.Closing, now time.Time) string {
	if c.ID == "" {
		return "No deal on file"
	}
	where := street(c.Property)
	if where == "" {
		where = "a home"
	}
	s := dealWords(c, now) + " " + where
	if !c.Date.IsZero() {
		s += fmt.Sprintf(", %s %d", c.Date.Month, c.Date.Year)
	}
	return s
}

// lowerFirst makes a title part of a sentence.
func lowerFirst(s string) string {
	if s == "" || len(s) > 1 && s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	first, rest := utf8.DecodeRuneInString(s)
	if first == '“' {
		return s // a title in quotes keeps its capital
	}
	return string(unicode.ToLower(first)) + s[rest:]
}

// money says an amount in minor units: $640,000, EUR 1,250.50, JPY 2,500.
func money(minor int64, currency string) string {
	sign := "$"
	if currency != "" && currency != "USD" {
		sign = currency + " "
	}
	return sign + goodturn.GroupedAmount(minor, currency, false)
}

// kindTag marks what is no plain hello.
func kindTag(k goodturn.Kind) Tag {
	switch k {
	case goodturn.KindAsk, goodturn.KindReminder:
		return Tag{"ask", Good}
	case goodturn.KindCall:
		return Tag{"call", Plain}
	case goodturn.KindReview:
		return Tag{"review", Plain}
	}
	return Tag{}
}

// stateTag says what became of a message.
func stateTag(t goodturn.Touch, bounced bool) Tag {
	switch t.State {
	case goodturn.Sent:
		if bounced {
			return Tag{"came back", Danger}
		}
		return Tag{"arrived", Good}
	case goodturn.Unknown:
		if t.Channel == goodturn.ChannelDM {
			return Tag{"not said whether sent", Wait} // what is still to be sent stands under To do
		}
		return Tag{"may have arrived", Wait}
	case goodturn.Skipped:
		return Tag{"left out", Plain}
	case goodturn.Expired:
		return Tag{"too late", Plain}
	case goodturn.Failed:
		if slices.Contains(t.Reasons, goodturn.ReasonNotSent) {
			return Tag{"did not go out", Plain}
		}
		return Tag{"came back", Danger}
	case goodturn.Cancelled:
		return Tag{"not any more", Plain}
	case goodturn.Tasked:
		return Tag{"for you to do", Plain}
	case goodturn.Claimed, goodturn.Committing:
		return Tag{"on its way", Good}
	}
	return kindTag(t.Kind)
}

// letterFrom shows a finished message.
func letterFrom(l message.Letter, to string) Letter {
	out := Letter{Subject: l.Subject, To: to}
	if l.HTML == "" {
		out.Text = l.Subject == ""
		out.Body = TextLetter(l.Text)
		return out
	}
	out.Body, out.Foot = letterOf(l.HTML, "You get this")
	return out
}

// draftLetter shows a message as it would go, or says what it lacks.
func draftLetter(d program.Draft, to string) Letter {
	if d.Letter.Text == "" {
		return Letter{To: to, Lacks: "No message for this one: " + lacking(d.Missing) + "."}
	}
	return letterFrom(d.Letter, to)
}

func lacking(missing []string) string {
	if len(missing) == 0 {
		return "its words fit nobody here yet"
	}
	names := make([]string, len(missing))
	for i, m := range missing {
		names[i] = strings.ReplaceAll(m, "_", " ")
	}
	return "not known: " + strings.Join(names, ", ")
}

// findingsFrom puts the linter's objections as a page shows them.
func findingsFrom(fs []message.Finding) []Finding {
	out := make([]Finding, len(fs))
	for i, f := range fs {
		out[i] = Finding{Message: f.Message, Hint: f.Fix, Blocking: f.Severity == message.Block}
		if f.Line > 0 {
			out[i].Where = fmt.Sprintf("line %d", f.Line)
		}
	}
	return out
}

// withQuery is an address with one more parameter.
func withQuery(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// andList joins names: "Ana", "Ana and Ben", "Ana, Ben and Chen".
func andList(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
