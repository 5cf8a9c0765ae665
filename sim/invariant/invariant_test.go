package invariant_test

import (
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn/sim/invariant"
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

// decent is a history in which every promise was kept.
func decent() invariant.History {
	return invariant.History{
		Places: []invariant.Place{{Person: "ana", Zones: []string{"America/Denver", "America/Los_Angeles"}}},
		Said:   []invariant.Said{{At: at("2026-01-05T17:00:00Z"), Person: "ana", What: "closed", Day: at("2026-01-05T00:00:00Z")}},
		Messages: []invariant.Message{
			{At: at("2026-02-04T17:30:00Z"), Person: "ana", Kind: "value", Channel: "email", Touch: "1", Copies: 1},
			{At: at("2026-04-08T16:30:00Z"), Person: "ana", With: []string{"bob"}, Kind: "ask", Channel: "email", Touch: "2", Copies: 1},
			{At: at("2026-04-20T16:30:00Z"), Person: "ana", Kind: "reminder", Channel: "email", Touch: "3", Maybe: true},
			{At: at("2026-07-08T16:30:00Z"), Person: "ana", With: []string{"bob"}, Kind: "ask", Channel: "email", Touch: "4", Copies: 1},
		},
		Rows:    []invariant.Row{{"1", "sent"}, {"2", "sent"}, {"3", "unknown"}, {"4", "sent"}, {"5", "planned"}},
		Planned: []string{"1", "2", "3", "4", "5"},
	}
}

func TestADecentHistoryBreaksNothing(t *testing.T) {
	for _, b := range invariant.Check(decent()) {
		t.Error(b)
	}
}

func TestEveryBrokenPromiseIsSeen(t *testing.T) {
	said := func(when, what string, until string) func(*invariant.History) {
		return func(h *invariant.History) {
			s := invariant.Said{At: at(when), Person: "ana", What: what}
			if until != "" {
				s.Until = at(until)
			}
			h.Said = append(h.Said, s)
		}
	}
	for name, c := range map[string]struct {
		promise string
		spoil   func(*invariant.History)
	}{
		"the second ask comes on day 89": {"never two asks in 90 days", func(h *invariant.History) { h.Messages[3].At = at("2026-07-06T16:30:00Z") }},
		"another of the household was asked": {"never two asks in 90 days", func(h *invariant.History) {
			h.Messages[3].Person, h.Messages[3].With, h.Messages[3].At = "bob", nil, at("2026-05-01T16:30:00Z")
		}},
		"a message to a mailbox that was stopped": {"nothing after a stop", func(h *invariant.History) {
			h.Said = append(h.Said, invariant.Said{At: at("2026-03-01T00:00:00Z"), Person: "bob", Address: "both@example.com", What: "stop"})
			h.Messages[1].Address = "both@example.com"
		}},
		"an ask after the other's no": {"no ask after a no", func(h *invariant.History) {
			h.Said = append(h.Said, invariant.Said{At: at("2026-05-01T00:00:00Z"), Person: "bob", What: "no"})
		}},
		"a message after a stop":     {"nothing after a stop", said("2026-03-01T00:00:00Z", "stop", "")},
		"an ask after a no":          {"no ask after a no", said("2026-05-01T00:00:00Z", "no", "")},
		"an ask inside a snooze":     {"no ask inside a snooze", said("2026-04-21T00:00:00Z", "not_now", "2026-07-20T15:00:00Z")},
		"a reminder after an answer": {"no reminder after an answer", said("2026-04-09T00:00:00Z", "answered", "")},
		"an ask on the sixth day": {"no ask before the floor", func(h *invariant.History) {
			h.Said[0].Day, h.Said[0].At = at("2026-04-02T00:00:00Z"), at("2026-04-03T00:00:00Z")
		}},
		"a message before eight": {"none outside its hours", func(h *invariant.History) { h.Messages[0].At = at("2026-02-04T14:59:00Z") }},
		"a message on a Sunday":  {"none outside its hours", func(h *invariant.History) { h.Messages[0].At = at("2026-02-01T17:30:00Z") }},
		"a text before nine in the second zone": {"none outside its hours", func(h *invariant.History) {
			h.Messages[0].At, h.Messages[0].Channel = at("2026-02-04T16:30:00Z"), "sms"
		}},
		"a message that came twice":                 {"at most one", func(h *invariant.History) { h.Messages[0].Copies = 2 }},
		"two messages of one touch":                 {"at most one", func(h *invariant.History) { h.Messages[1].Touch = "1" }},
		"a touch that is gone":                      {"nothing vanishes", func(h *invariant.History) { h.Rows = h.Rows[:4] }},
		"a state that nobody knows":                 {"nothing vanishes", func(h *invariant.History) { h.Rows[4].State = "lost" }},
		"a message that was said to stay":           {"what arrived is known", func(h *invariant.History) { h.Rows[0].State = "skipped" }},
		"a message that never arrived, though sent": {"nothing is falsely sent", func(h *invariant.History) { h.Rows[4].State = "sent" }},
		"a reminder on day six":                     {"a reminder follows its ask", func(h *invariant.History) { h.Messages[2].At = at("2026-04-14T16:30:00Z") }},
		"a reminder to nothing":                     {"a reminder follows its ask", func(h *invariant.History) { h.Messages[1].Kind = "value" }},
	} {
		h := decent()
		c.spoil(&h)
		var seen []string
		found := false
		for _, b := range invariant.Check(h) {
			seen = append(seen, b.String())
			found = found || b.Promise == c.promise
		}
		if !found {
			t.Errorf("%s: %q is not noticed; only %q", name, c.promise, strings.Join(seen, "; "))
		}
	}
}

func TestWhatThePersonTookBackHoldsNoLonger(t *testing.T) {
	h := decent()
	h.Said = append(h.Said, invariant.Said{At: at("2026-04-21T00:00:00Z"), Person: "ana", What: "no"}, invariant.Said{At: at("2026-04-22T00:00:00Z"), Person: "ana", What: "reopened"})
	for _, b := range invariant.Check(h) {
		t.Error(b)
	}
}
