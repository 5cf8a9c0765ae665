// Package calendar answers one question: how do dates of ours read in somebody's calendar program (RFC 5545)? It refuses to know what
// they are about.
package calendar

import (
	"io"
	"time"

	ics "github.com/arran4/golang-ical"
)

// Entry is one date. It takes nobody's time: the calendar shows whoever has it as free.
type Entry struct {
	ID      string // the same each time, so that a calendar that is loaded again is brought up to date and not doubled
	At      time.Time
	Summary string
	Note    string // empty: none
}

// length is how long an entry stands in a calendar.
const length = 15 * time.Minute

// Write writes a calendar of entries. name says what it is, in a word; asOf is when it was true, for programs that compare.
func Write(w io.Writer, name string, asOf time.Time, entries []Entry) error {
	c := ics.NewCalendar()
	c.SetProductId("-//Goodturn//" + name + "//EN")
	c.SetMethod(ics.MethodPublish)
	for _, e := range entries {
		ev := c.AddEvent(e.ID + "@goodturn")
		ev.SetDtStampTime(asOf.UTC())
		ev.SetStartAt(e.At.UTC())
		ev.SetEndAt(e.At.UTC().Add(length))
		ev.SetSummary(e.Summary)
		if e.Note != "" {
			ev.SetDescription(e.Note)
		}
		ev.SetTimeTransparency(ics.TransparencyTransparent)
	}
	return c.SerializeTo(w)
}
