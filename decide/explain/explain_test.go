package explain_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
	"github.com/goodturn-app/goodturn/schedule"
)

var now = time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC) // a Friday

func ExampleDecision() {
	newYork, err := schedule.LoadZone("America/New_York")
	if err != nil {
		panic(err)
	}
	d := goodturn.Decision{
		At: now, Verdict: goodturn.Wait, Next: time.Date(2026, 12, 14, 14, 0, 0, 0, time.UTC),
		Reasons: []goodturn.Reason{
			{Code: goodturn.ReasonTalking, Verdict: goodturn.Wait, Until: time.Date(2026, 12, 13, 22, 40, 0, 0, time.UTC), Evidence: "a reply on Friday 13 November, 17:40"},
		},
		Fine: []goodturn.Reason{
			{Code: goodturn.ReasonAskedRecently, Verdict: goodturn.Send, Evidence: "never asked"},
			{Code: goodturn.ReasonTicket, Verdict: goodturn.Send, Evidence: "no help desk connected", NotChecked: true},
		},
	}
	why := explain.Decision(d, goodturn.KindAsk, newYork)
	fmt.Println(why.Headline)
	fmt.Println(why.First)
	for _, c := range why.Checks {
		fmt.Printf("%-12s %s: %s\n", c.State, c.Label, c.Evidence)
	}
	// Output:
	// Not asked, because you two are talking.
	// First day: Monday 14 December, or once you say how the talk ended.
	// wait         Open conversation: a reply on Friday 13 November, 17:40
	// fine         Last asked: never asked
	// not checked  Complaints: no help desk connected
}

func TestHeadlines(t *testing.T) {
	wait := func(code goodturn.ReasonCode, until time.Time) goodturn.Reason {
		return goodturn.Reason{Code: code, Verdict: goodturn.Wait, Until: until}
	}
	next := now.Add(10 * goodturn.Day)
	tests := []struct {
		name            string
		kind            goodturn.Kind
		verdict         goodturn.Verdict
		next            time.Time
		reasons         []goodturn.Reason
		end             time.Time
		headline, first string
	}{
		{"nothing objects", goodturn.KindValue, goodturn.Send, time.Time{}, nil, time.Time{}, "Nothing stands in the way; it can go now.", ""},
		{"a call is due", goodturn.KindCall, goodturn.ToTask, time.Time{}, nil, time.Time{}, "It is yours to do now.", ""},
		{"a date is known", goodturn.KindValue, goodturn.Wait, next, []goodturn.Reason{wait(goodturn.ReasonTouchedOften, next)}, time.Time{}, "Not sent, because they had enough messages in the last 30 days.", "First day: Monday 30 November."},
		{"no date is known", goodturn.KindValue, goodturn.Wait, time.Time{}, []goodturn.Reason{wait(goodturn.ReasonNotApproved, time.Time{})}, time.Time{}, "Not sent, because you have not approved it yet.", "No day yet. Approve it, edit it, or skip it."},
		{"one date of two", goodturn.KindReminder, goodturn.Wait, next, []goodturn.Reason{wait(goodturn.ReasonTicket, time.Time{}), wait(goodturn.ReasonSnoozed, next)}, time.Time{}, "Not reminded, because a complaint is open.", "Not before Monday 30 November, and only once this is settled: complaints."},
		{"a date after its end", goodturn.KindAsk, goodturn.Wait, next, []goodturn.Reason{wait(goodturn.ReasonTalking, next)}, now.Add(3 * goodturn.Day), "Not asked, because you two are talking.", "It is of use until Monday 23 November and goes only if this is settled before."},
		{"our own name keeps its capital", goodturn.KindAsk, goodturn.Wait, time.Time{}, []goodturn.Reason{wait(goodturn.ReasonUnset, time.Time{})}, time.Time{}, "Not asked, because Goodturn has not been set up to send yet.", "No day yet. Finish the first steps in Settings."},
		{"handed over", goodturn.KindValue, goodturn.ToTask, time.Time{}, []goodturn.Reason{{Code: goodturn.ReasonBounced, Verdict: goodturn.ToTask}}, time.Time{}, "Yours to do, because mail to this address came back.", ""},
		{"final", goodturn.KindReview, goodturn.Skip, time.Time{}, []goodturn.Reason{{Code: goodturn.ReasonReviewOff, Verdict: goodturn.Skip}}, time.Time{}, "Not asked, because no review link is set.", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := goodturn.Decision{At: now, Verdict: tt.verdict, Next: tt.next, Reasons: tt.reasons}
			if !tt.end.IsZero() {
				d.Fine = []goodturn.Reason{{Code: goodturn.ReasonMomentPassed, Verdict: goodturn.Send, Until: tt.end}}
			}
			w := explain.Decision(d, tt.kind, nil)
			if w.Headline != tt.headline || w.First != tt.first {
				t.Errorf("%q\n%q\nwant %q\n%q", w.Headline, w.First, tt.headline, tt.first)
			}
		})
	}
}

func TestEveryReasonMakesAKindSentence(t *testing.T) {
	for _, r := range goodturn.Reasons {
		for _, v := range []goodturn.Verdict{goodturn.Wait, goodturn.ToTask, goodturn.Skip, goodturn.Expire} {
			w := explain.Decision(goodturn.Decision{At: now, Verdict: v, Reasons: []goodturn.Reason{{Code: r.Code, Verdict: v}}}, goodturn.KindAsk, nil)
			if !strings.HasSuffix(w.Headline, ".") || strings.Contains(w.Headline, "!") || strings.Contains(w.Headline, string(r.Code)) && strings.Contains(string(r.Code), "_") {
				t.Errorf("%s: %q", r.Code, w.Headline)
			}
			if (w.First == "") != (v != goodturn.Wait) || len(w.Lifts) != 1 || len(w.Checks) != 1 {
				t.Errorf("%s %s: %+v", r.Code, v, w)
			}
			for _, jargon := range []string{"guard", "gate", "hold", "ledger", "fence", "lease"} {
				if strings.Contains(" "+strings.ToLower(w.Headline+" "+w.First)+" ", " "+jargon+" ") {
					t.Errorf("%s: %q %q says %q", r.Code, w.Headline, w.First, jargon)
				}
			}
		}
	}
}
