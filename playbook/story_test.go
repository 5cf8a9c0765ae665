package playbook

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

func TestTheStoryNamesTheDaysThatThePlanHas(t *testing.T) {
	p := realEstate(t)
	for _, c := range p.Story.Chapters {
		t.Run(c.Title, func(t *testing.T) {
			inputs := map[string]PlanInput{}
			tempo := goodturn.Usual
			checked := 0
			for _, l := range c.Lines {
				in := inputs[l.Subject]
				switch l.Verb {
				case StorySets:
					if v := l.Options["tempo"]; v != "" {
						tempo = goodturn.Tempo(v)
					}
				case StoryClosing, StoryImport:
					zone, err := schedule.LoadZone(l.Options["zone"])
					if err != nil {
						t.Fatalf("line %d: %v", l.Line, err)
					}
					us := schedule.Opening{Holidays: schedule.HolidaysIn("US")}
					now := schedule.At(l.At.Date, 12, 0, zone)
					in = PlanInput{Zone: zone, Tempo: tempo, Email: us, Text: us, Now: now}
					in.Enrolment = goodturn.Enrolment{ContactID: goodturn.ID(l.Subject), Anchor: l.At.Date, Side: goodturn.Side(l.Options["side"])}
					if l.Verb == StoryImport {
						in.ImportedAt = now
						if in.Enrolment.Anchor, err = goodturn.ParseDate(l.Options["date"]); err != nil {
							t.Fatal(err)
						}
						in.Enrolment.Backfill = BackfillOf(in.Enrolment.Anchor, now, zone)
					}
					inputs[l.Subject] = in
				case StoryCorrects:
					in.Enrolment.Anchor, _ = goodturn.ParseDate(l.Options["date"])
					inputs[l.Subject] = in
				case StorySends, StoryCalls:
					step := l.Args[len(l.Args)-1]
					plan := p.Playbook.Plan(in)
					i := slices.IndexFunc(plan, func(x goodturn.Touch) bool { return x.Step == step && !goodturn.DateOf(x.PlannedAt).Before(l.At.Date) })
					if i < 0 {
						t.Fatalf("line %d: the plan of %s has no %s on or after %s", l.Line, l.Subject, step, l.At.Date)
					}
					last := l.At.Last
					if last.IsZero() {
						last = l.At.Date
					}
					if day := goodturn.DateOf(plan[i].PlannedAt); day.After(last) {
						t.Errorf("line %d: %s to %s is planned on %s, the story says %s", l.Line, step, l.Subject, day, l.At.Date)
					}
					if l.Verb == StorySends && string(plan[i].Channel) != l.Args[0] {
						t.Errorf("line %d: %s goes by %s", l.Line, step, plan[i].Channel)
					}
					checked++
				}
			}
			if checked == 0 {
				t.Error("nothing of this chapter could be held against the plan")
			}
		})
	}
}

func TestTheStoryTellsOfEveryStep(t *testing.T) {
	p := realEstate(t)
	src, err := os.ReadFile("library/real-estate/story.txtar")
	if err != nil {
		t.Fatal(err)
	}
	// The yearly steps repeat what the first two years show; the note about rates needs a loan and a market.
	quiet := []string{"rate-note", "year-season", "year-home", "year-reminder"}
	for _, s := range p.Playbook.Steps {
		if !slices.Contains(quiet, s.Name) && !strings.Contains(string(src), " "+s.Name+" ") {
			t.Errorf("no chapter tells of %s", s.Name)
		}
	}
}

func TestAStoryLineIsReadOrItsMistakeIsNamed(t *testing.T) {
	for _, c := range []struct{ name, line, want string }{
		{"a closing", `2026-01-05 closing ana side=bought street="12 Oak Street"`, ""},
		{"an answer two hours later", `+92d 2h ana taps not-now`, ""},
		{"a time of day", `+92d 16:30 ana replies "my sister is looking"`, ""},
		{"one day of several", `+1d..+5d sends email hello to ana`, ""},
		{"why until", `+120d why ana first-ask -> wait until 2026-07-07: snoozed`, ""},
		{"no day", `closing ana`, `story.txtar:3: "closing" is not a day. Begin a line with 2026-01-05, +92d, +6m or +1y.`},
		{"a day that does not exist", `2026-02-30 silent ana`, `story.txtar:3: "2026-02-30" is not a day. Begin a line with 2026-01-05, +92d, +6m or +1y.`},
		{"an unknown verb", `+1d ana dances`, `story.txtar:3: "ana dances" is nothing that happens in a story. Use one of the verbs listed in playbook/story.go.`},
		{"a verb in the wrong shape", `+1d sends first-ask to ana`, `story.txtar:3: This line cannot be read. Write it as: sends CHANNEL STEP to NAME.`},
		{"an unknown option", `+1d closing bo sid=sold`, `story.txtar:3: closing takes no sid=. Did you mean "side"?`},
		{"a reply without words", `+1d ana replies`, `story.txtar:3: replies says nothing. Put the words in quotes, or the reason's code after a colon.`},
		{"an open quotation", `+1d ana replies "hello`, `story.txtar:3: A quotation mark is never closed. Close it on the same line.`},
		{"back in time", `2025-12-31 silent ana`, `story.txtar:3: 2025-12-31 lies before the line above. Tell a story in order of time.`},
		{"a span that runs backwards", `+5d..+1d silent ana`, `story.txtar:3: +5d..+1d ends before it begins. Write the earlier day first.`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := ParseStory("story.txtar", []byte("-- story: one --\n2026-01-01 owner pauses # first\n"+c.line+"\n"))
			if got := text(err); got != c.want {
				t.Fatalf("got  %s\nwant %s", got, c.want)
			}
			if err == nil && len(s.Chapters[0].Lines) != 2 {
				t.Fatalf("read %d lines", len(s.Chapters[0].Lines))
			}
		})
	}
}

func TestAStoryLineKeepsItsParts(t *testing.T) {
	s, err := ParseStory("x", []byte("Words before.\n-- story: one --\n2026-01-05 closing ana side=bought street=\"12 Oak Street\"\n+6m 2h ana replies \"no worries\"\n+1y why ana first-ask -> wait until +2y: snoozed\n"))
	if err != nil {
		t.Fatal(err)
	}
	l := s.Chapters[0].Lines
	july := goodturn.Date{Year: 2026, Month: time.July, Day: 5}
	switch {
	case s.Intro != "Words before.", s.Chapters[0].Title != "one":
		t.Errorf("read %q, %q", s.Intro, s.Chapters[0].Title)
	case l[0].Options["street"] != "12 Oak Street", l[0].Subject != "ana", l[0].Expects():
		t.Errorf("read %+v", l[0])
	case l[1].At.Date != july, l[1].At.Hours != 2, l[1].Text != "no worries":
		t.Errorf("read %+v", l[1])
	case !slices.Equal(l[2].Args, []string{"first-ask", "wait", "2028-01-05"}), l[2].Text != "snoozed", !l[2].Expects():
		t.Errorf("read %+v", l[2])
	}
}
