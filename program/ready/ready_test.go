package ready_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/ready"
	"github.com/goodturn-app/goodturn/test/testtown"
)

func codes(list []ready.Item) (out []string) {
	for _, i := range list {
		out = append(out, i.Code)
	}
	return out
}

func TestWhatIsLeftUntilMessagesLeave(t *testing.T) {
	at := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	live := goodturn.Settings{Mode: goodturn.ModeLive, LiveAt: at, PublicURL: "https://go.example.com", PublicProvedAt: at}
	watching, paused, noURL, unproved := live, live, live, live
	watching.Mode, paused.Paused, noURL.PublicURL, noURL.PublicProvedAt, unproved.PublicProvedAt = goodturn.ModeObserve, true, "", time.Time{}, time.Time{}
	lack := func(codes ...string) (out []program.Lack) {
		for _, c := range codes {
			out = append(out, program.Lack{Code: c, Says: c + " is missing.", Do: "Do it."})
		}
		return out
	}
	for name, c := range map[string]struct {
		facts ready.Facts
		want  string
		says  string
	}{
		"a new workspace":                             {ready.Facts{Lacks: lack("postal_address", "mailbox")}, "people postal_address mailbox observe reply_mode", "none is needed"},
		"a mailbox that was not tried":                {ready.Facts{Settings: watching, People: 3, InPlan: 3, Lacks: lack("test_message")}, "test_message observe", "You can begin once"},
		"all is there and it only watches":            {ready.Facts{Settings: watching, People: 3, InPlan: 3}, "observe", "begin with three a day"},
		"one without a date":                          {ready.Facts{Settings: watching, People: 3, InPlan: 2, Undated: 1}, "undated observe", "One past client has no day of a closing. They are in no plan until you say it. Everybody else is."},
		"one without a date, another without address": {ready.Facts{Settings: live, People: 4, InPlan: 2, Undated: 1}, "undated", "One past client has no day of a closing. They are in no plan until you say it. \n"},
		"stopped by itself while it watches":          {ready.Facts{Settings: watching, People: 3, InPlan: 3, Lacks: lack("hold")}, "hold observe", "You can begin once that is done."},
		"all without a date":                          {ready.Facts{Settings: live, People: 3, Undated: 3}, "undated", "3 past clients have no day of a closing. Nobody is in the plan until you say it."},
		"words wait":                                  {ready.Facts{Settings: live, People: 3, InPlan: 3, Waiting: 2}, "approval", "2 messages of the coming two weeks wait for a yes."},
		"one waits":                                   {ready.Facts{Settings: live, People: 3, InPlan: 3, Waiting: 1}, "approval", "Read it"},
		"words wait while it only watches":            {ready.Facts{Settings: watching, People: 3, InPlan: 3, Waiting: 2}, "observe", ""},
		"paused before the first":                     {ready.Facts{Settings: paused, People: 3, InPlan: 3, Waiting: 2}, "paused approval", ""},
		"no public address is said beside the rest":   {ready.Facts{Settings: noURL, People: 3, InPlan: 3, Waiting: 2}, "approval reply_mode", "People answer by replying"},
		"no public address alone is nothing":          {ready.Facts{Settings: noURL, People: 3, InPlan: 3}, "", ""},
		"an address that is not proved":               {ready.Facts{Settings: unproved, People: 3, InPlan: 3, Waiting: 1}, "approval reply_mode", "Nothing waits for it"},
		"all is done":                                 {ready.Facts{Settings: live, People: 3, InPlan: 3}, "", ""},
		"begun, and the day's work is elsewhere":      {ready.Facts{Settings: noURL, People: 3, InPlan: 2, Undated: 1, Waiting: 5, Begun: true}, "", ""},
		"begun, paused":                               {ready.Facts{Settings: paused, People: 3, InPlan: 3, Begun: true}, "paused", ""},
		"begun, back to watching":                     {ready.Facts{Settings: watching, People: 3, InPlan: 3, Begun: true}, "observe", ""},
		"begun, stopped by itself, no address":        {ready.Facts{Settings: live, People: 3, Begun: true, Lacks: lack("postal_address", "hold")}, "hold postal_address", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := ready.Left(c.facts)
			text := ""
			for _, i := range got {
				if text += i.Says + " " + i.Do + " "; i.Says == "" || i.Do == "" || i.Fine != (i.Code == "reply_mode") {
					t.Errorf("%+v", i)
				}
			}
			if s := strings.Join(codes(got), " "); s != c.want || !strings.Contains(text+"\n", c.says) {
				t.Errorf("%s: %s", s, text)
			}
		})
	}
}

// While the list names something that stops everything, nothing leaves; once it names nothing, something does.
func TestTheListAgreesWithWhatLeaves(t *testing.T) {
	w := testtown.New(t, time.Date(2026, 11, 2, 15, 0, 0, 0, time.UTC))
	left := func() []string {
		t.Helper()
		got, err := ready.Find(t.Context(), w.P)
		if err != nil {
			t.Fatal(err)
		}
		return codes(got)
	}
	if got := left(); !slices.Equal(got, []string{"people"}) {
		t.Fatal(got)
	}
	w.Client("Ana", goodturn.DateOf(w.Now).AddDays(-28))
	w.Settings(func(s *goodturn.Settings) { s.Approve = true })
	if got := left(); !slices.Equal(got, []string{"approval"}) {
		t.Fatal(got)
	}
	w.Settings(func(s *goodturn.Settings) { s.Approve, s.Paused, s.PostalAddress = false, true, "" })
	if got := left(); !slices.Equal(got, []string{"postal_address", "paused"}) {
		t.Fatal(got)
	}
	w.Until(w.Now.Add(4 * goodturn.Day))
	if w.Mail.Count() != 0 {
		t.Fatal("something left although the list says that it cannot")
	}
	w.Settings(func(s *goodturn.Settings) { s.Paused, s.PostalAddress = false, "100 Example Ave, New York, NY 10001" })
	if got := left(); len(got) != 0 {
		t.Fatal(got)
	}
	w.Until(w.Now.Add(8 * goodturn.Day))
	if w.Mail.Count() == 0 {
		t.Fatal("nothing left although the list names nothing")
	}
}
