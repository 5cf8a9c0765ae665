package decide_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/standing"
)

func TestLate(t *testing.T) {
	// An ask that could first have gone on Monday at 10:30 in New York; it is now Tuesday of next week or as each case says.
	monday := time.Date(2026, 11, 9, 15, 30, 0, 0, time.UTC)
	tests := []struct {
		name    string
		now     time.Duration // since Monday 10:30
		change  func(*scene)
		verdict goodturn.Verdict
		legal   time.Duration // the first legal instant, since Monday 10:30
	}{
		{"within three days an ask may still go", 71 * time.Hour, nil, goodturn.Send, 0},
		{"after three days of our being down it is too late", 73 * time.Hour, nil, goodturn.Expire, 0},
		{"a pause only uses time up", 73 * time.Hour, func(s *scene) { s.settings.Paused = true }, goodturn.Expire, 0},
		{"so does watching only", 73 * time.Hour, func(s *scene) { s.settings.Mode = goodturn.ModeObserve }, goodturn.Expire, 0},
		{"so does an approval that nobody gave", 73 * time.Hour, func(s *scene) { s.settings.Approve, s.due.Auto = true, false }, goodturn.Expire, 0},
		{"a snooze that ran by then slides it", 73 * time.Hour, func(s *scene) {
			s.stand().SnoozedAt, s.stand().SnoozedUntil = monday.Add(-60*day), monday.Add(100*time.Hour)
		}, goodturn.Wait, 100 * time.Hour},
		{"a snooze that began after does not make it fresh", 71 * time.Hour, func(s *scene) {
			s.stand().SnoozedAt, s.stand().SnoozedUntil = monday.Add(70*time.Hour), monday.Add(20*day)
		}, goodturn.Expire, 0},
		{"a talk that began while it waited for approval does not either", 73 * time.Hour, func(s *scene) {
			s.stand().Talk = standing.Talk{Since: monday.Add(50 * time.Hour), Last: monday.Add(50 * time.Hour)}
		}, goodturn.Expire, 0},
		{"a talk that was on slides it to its end", 73 * time.Hour, func(s *scene) {
			s.stand().Talk = standing.Talk{Since: monday.Add(-50 * time.Hour), Last: monday.Add(60 * time.Hour)}
			s.due.Touch.UntilAt = monday.Add(60 * day)
		}, goodturn.Wait, 32*day + 21*time.Hour + 30*time.Minute}, // it ends on a Friday night: Saturday 8:00
		{"two reasons in a row slide it twice", 0, func(s *scene) {
			s.stand().SnoozedAt, s.stand().SnoozedUntil = monday.Add(-60*day), monday.Add(2*day)
			s.stand().Tickets = []standing.Ticket{{ID: "1", OpenedAt: monday.Add(-3 * day), SolvedAt: monday.Add(-10 * day)}}
		}, goodturn.Wait, 11 * day},
		{"the end from the anchor never slides", 31 * day, func(s *scene) {
			s.stand().SnoozedAt, s.stand().SnoozedUntil = monday.Add(-60*day), monday.Add(40*day)
		}, goodturn.Expire, 40 * day},
		{"a cap that certainly outlasts it ends it at once", 0, func(s *scene) { s.person().Gate.LastAskAt = monday.Add(-10 * day) }, goodturn.Expire, 80 * day},
		{"a talk that may end sooner does not", 0, func(s *scene) {
			s.stand().Talk = standing.Talk{Since: monday.Add(-2 * day), Last: monday}
			s.due.Touch.UntilAt = monday.Add(20 * day)
		}, goodturn.Wait, 30 * day},
		{"a fact that is missing day after day keeps it fresh", 5 * day, func(s *scene) {
			s.due.Touch.Reasons, s.due.Missing = []goodturn.ReasonCode{goodturn.ReasonMissing}, []string{"name"}
			s.due.Touch.LegalAt = monday.Add(4 * day)
		}, goodturn.Wait, 5 * day},
		{"one that went missing while we were down does not", 5 * day, func(s *scene) { s.due.Missing = []string{"name"} }, goodturn.Expire, 0},
		{"a pace that was full when it came due slides it", time.Minute, func(s *scene) { s.person().Owner.SentToday = 40 }, goodturn.Wait, 21*time.Hour + 30*time.Minute},
		{"a pace that is full when we come back does not", 73 * time.Hour, func(s *scene) { s.person().Owner.SentToday = 40 }, goodturn.Expire, 0},
		{"due in the night it could first have gone in the morning", 28 * time.Hour, func(s *scene) { s.due.Touch.PlannedAt = monday.Add(-8 * time.Hour) }, goodturn.Send, -2*time.Hour - 30*time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := clear(ask)
			s.now = monday.Add(tt.now)
			s.due.Touch.PlannedAt, s.due.Touch.DueAt = monday, monday
			s.due.Touch.UntilAt = monday.Add(30 * day)
			s.settings.LiveAt = monday.Add(-60 * day)
			s.stand().Values[0].At = monday.Add(-30 * time.Hour)
			s.stand().LastAutomated, s.stand().Automated = monday.Add(-30*time.Hour), nil
			if tt.change != nil {
				tt.change(s)
			}
			d := s.decide()
			if d.Verdict != tt.verdict {
				t.Errorf("%s because %v, want %s", d.Verdict, d.Reasons, tt.verdict)
			}
			if got := d.LegalAt.Sub(monday); got != tt.legal {
				t.Errorf("first legal %v (%v) after Monday, want %v", got, d.LegalAt, tt.legal)
			}
		})
	}
}

func TestTheNextDateIsAGoodHour(t *testing.T) {
	s := clear(ask) // the snooze ends on a Sunday night
	s.stand().SnoozedAt, s.stand().SnoozedUntil = ago(30*day), time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)
	d := s.decide()
	opens := time.Date(2026, 11, 23, 13, 0, 0, 0, time.UTC) // Monday 8:00 in New York
	if d.Verdict != goodturn.Wait || d.Next.Before(opens) || d.Next.After(opens.Add(12*time.Hour)) {
		t.Errorf("%s %v because %v, want Monday in New York", d.Verdict, d.Next, d.Reasons)
	}

	// What slid goes at a minute of its own, the same each time: not everybody hears at eight sharp.
	minutes := map[time.Time]bool{}
	for i := range 50 {
		s.due.Touch.EnrolmentID = goodturn.ID(fmt.Sprintf("enrolment-%d", i))
		d := s.decide()
		if again := s.decide(); !again.Next.Equal(d.Next) {
			t.Fatalf("%v and then %v", d.Next, again.Next)
		}
		if d.Next.Before(opens) || d.Next.After(opens.Add(12*time.Hour)) {
			t.Fatalf("%v is no good hour", d.Next)
		}
		minutes[d.Next] = true
	}
	if len(minutes) < 35 {
		t.Errorf("50 messages share %d minutes", len(minutes))
	}
}

func TestLookAgainNeverTurnsInACircleAndNeverMissesTheEnd(t *testing.T) {
	for _, sp := range spoilers {
		for _, kind := range kinds {
			s := clear(kind)
			sp.spoil(s)
			d := s.decide()
			at := decide.LookAgain(s.due.Touch, d)
			if d.Verdict != goodturn.Wait {
				if !at.IsZero() {
					t.Errorf("%s %s: %s is final, look again %v", sp.code, kind, d.Verdict, at)
				}
				continue
			}
			if !at.After(s.now) || at.After(s.now.Add(100*day)) {
				t.Errorf("%s %s: look again at %v", sp.code, kind, at)
			}
			touch := s.due.Touch
			touch.LegalAt = d.LegalAt
			if end, ok := decide.Ends(touch); ok && at.After(end.Add(time.Second)) {
				t.Errorf("%s %s: look again at %v, it ends %v", sp.code, kind, at, end)
			}
		}
	}
}

func TestATouchThatWasNeverPlannedCountsFromNow(t *testing.T) {
	s := clear(value)
	s.settings.LiveAt, s.due.Touch.PlannedAt, s.due.Touch.LegalAt = time.Time{}, time.Time{}, time.Time{}
	if d := s.decide(); d.Verdict != goodturn.Send || !d.LegalAt.Equal(now) {
		t.Errorf("%s, first legal %v because %v", d.Verdict, d.LegalAt, d.Reasons)
	}
}
