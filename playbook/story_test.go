package playbook

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook/story"
	"github.com/goodturn-app/goodturn/schedule"
)

func TestTheStoryNamesTheDaysThatThePlanHas(t *testing.T) {
	p := realEstate(t)
	for _, c := range p.Story.Chapters {
		t.Run(c.Title, func(t *testing.T) {
			inputs := map[string]PlanInput{}
			tempo := goodturn.Usual
			checked, paused := 0, false
			for _, l := range c.Lines {
				in := inputs[l.Subject]
				switch l.Verb {
				case story.Sets:
					if v := l.Options["tempo"]; v != "" {
						tempo = goodturn.Tempo(v)
					}
				case story.Closing, story.Import:
					zone, err := schedule.LoadZone(l.Options["zone"])
					if err != nil {
						t.Fatalf("line %d: %v", l.Line, err)
					}
					us := schedule.Opening{Holidays: schedule.HolidaysIn("US")}
					now := schedule.At(l.At.Date, 12, 0, zone)
					in = PlanInput{Zone: zone, Tempo: tempo, Email: us, Text: us, Now: now}
					in.Enrolment = goodturn.Enrolment{ContactID: goodturn.ID(l.Subject), Anchor: l.At.Date, Side: sideOf(l.Options["side"])}
					if l.Verb == story.Import {
						in.ImportedAt = now
						if in.Enrolment.Anchor, err = goodturn.ParseDate(l.Options["date"]); err != nil {
							t.Fatal(err)
						}
						in.Enrolment.Backfill = BackfillOf(in.Enrolment.Anchor, now, zone)
					}
					inputs[l.Subject] = in
				case story.Pauses:
					paused = true
				case story.Corrects:
					in.Enrolment.Anchor, _ = goodturn.ParseDate(l.Options["date"])
					inputs[l.Subject] = in
				case story.Sends, story.Calls:
					step := l.Args[len(l.Args)-1]
					if _, answers := Once(step); answers {
						continue // comes after what somebody said
					}
					if i := p.Playbook.index(step); i >= 0 && p.Playbook.lines[i].On != "" {
						continue // comes with an introduction, not with the plan
					}
					plan := p.Playbook.Plan(in)
					from := l.At.Date
					if paused { // what was held goes late
						from = from.AddDays(-14)
					}
					i := slices.IndexFunc(plan, func(x goodturn.Touch) bool { return x.Step == step && !goodturn.DateOf(x.PlannedAt).Before(from) })
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
					if l.Verb == story.Sends && string(plan[i].Channel) != l.Args[0] {
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
	// The yearly steps repeat what the first two years show.
	quiet := []string{"year-season", "year-home", "year-reminder"}
	for _, s := range p.Playbook.Steps {
		if !slices.Contains(quiet, s.Name) && !strings.Contains(string(src), " "+s.Name+" ") {
			t.Errorf("no chapter tells of %s", s.Name)
		}
	}
}
