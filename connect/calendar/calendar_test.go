package calendar_test

import (
	"bytes"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/goodturn-app/goodturn/connect/calendar"
)

// What is written is read back by the library's own parser: the instants, the ids, and words with commas and line ends.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	at := time.Date(2026, 3, 8, 1, 30, 0, 0, time.FixedZone("", -5*3600))
	var b bytes.Buffer
	if err := calendar.Write(&b, "plan", at, []calendar.Entry{{ID: "a-1", At: at, Summary: "Call: Ana, Ben; and\nothers", Note: "why, and when"}, {ID: "a-2", At: at.Add(time.Hour), Summary: "two"}}); err != nil {
		t.Fatal(err)
	}
	c, err := ics.ParseCalendar(&b)
	if err != nil || len(c.Events()) != 2 {
		t.Fatalf("%v, %v", c, err)
	}
	e := c.Events()[0]
	start, err := e.GetStartAt()
	if err != nil || !start.Equal(at) || e.Id() != "a-1@goodturn" {
		t.Errorf("%s at %s, %v", e.Id(), start, err)
	}
	if end, err := e.GetEndAt(); err != nil || end.Sub(start) != 15*time.Minute {
		t.Errorf("ends %s, %v", end, err)
	}
	if s := e.GetProperty(ics.ComponentPropertySummary).Value; s != "Call: Ana, Ben; and\nothers" {
		t.Errorf("%q", s)
	}
	if c.Events()[1].GetProperty(ics.ComponentPropertyDescription) != nil {
		t.Error("an empty note is written")
	}
}
