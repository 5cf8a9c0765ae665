package playbook

import (
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
)

func professional(t testing.TB) *Pack {
	t.Helper()
	p, err := Library("professional")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEveryWordingOfTheProfessionalPackPassesTheLinterWithoutAWarning(t *testing.T) {
	p := professional(t)
	for _, x := range p.Words.All() {
		for _, s := range p.Playbook.Steps {
			if p.Playbook.WordsOf(s.Name) != x.Folder {
				continue
			}
			for _, f := range p.Playbook.Lint(s.Name, x) {
				t.Errorf("%s as %s, %d:%d: %s %s %s", x.Name, s.Name, f.Line, f.Column, f.Rule, f.Message, f.Fix)
			}
		}
	}
	pages, err := Render(p, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, pg := range pages {
		in := message.LintInput{Kind: pg.Entry.Step.Kind, Template: pg.Wording.Template, Filled: &pg.Filled, PublicHost: "go.example.com"}
		for _, f := range message.Lint(in) {
			t.Errorf("%s: %s %s %s\n%s", pg.Wording.Name, f.Rule, f.Message, f.Fix, pg.Filled.Text)
		}
		if len(pg.Filled.Facts) == 0 {
			t.Errorf("%s names no fact of its reader: %s", pg.Wording.Name, pg.Filled.Text)
		}
	}
}

func TestTwoWordingsOfOneStepOfTheProfessionalPackAreTwoLetters(t *testing.T) {
	pages, err := Render(professional(t), false)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range pages {
		for _, b := range pages[i+1:] {
			if a.Entry.Folder == b.Entry.Folder && a.Entry.Form == b.Entry.Form {
				if s := message.Similar(a.Filled.Text, b.Filled.Text); s >= message.TooSimilar {
					t.Errorf("%s and %s read alike (%.2f)", a.Wording.Name, b.Wording.Name, s)
				}
			}
		}
	}
}

func TestNoCalendarAsksSomebodyKnownFromWork(t *testing.T) {
	p := professional(t).Playbook
	in := PlanInput{Enrolment: goodturn.Enrolment{Anchor: goodturn.Date{Year: 2026, Month: 1, Day: 31}, ContactID: "c"}, Zone: time.UTC}
	plan := p.Plan(in)
	for n := 1; n < 4; n++ {
		plan = append(plan, p.PlanYear(in, n)...)
	}
	if len(plan) < 12 {
		t.Fatalf("the plan has %d touches", len(plan))
	}
	for _, x := range plan {
		if x.Kind != goodturn.KindValue && x.Kind != goodturn.KindCall {
			t.Errorf("%s of kind %s stands in the plan", x.Step, x.Kind)
		}
	}
	_, err := Parse("mine.yaml", []byte("name: mine\ntitle: Mine\npack: professional\nenrols_on: hand\nsteps:\n  - step: note\n    title: A note\n    kind: value\n    after: 3 months\n  - step: ask\n    title: An ask\n    kind: ask\n    follows: note\n"))
	if err == nil || !strings.Contains(err.Error(), "mine.yaml:12:") || !strings.Contains(err.Error(), "by_hand: true") {
		t.Errorf("an ask by the calendar: %v", err)
	}
}
