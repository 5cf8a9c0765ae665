package playbook

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goodturn-app/goodturn"
)

// Each file of testdata/errors is a playbook with a mistake above a line of dashes, and below it exactly what a person is told.
func TestEveryMistakeIsNamedWithItsPlaceAndItsRemedy(t *testing.T) {
	files, err := filepath.Glob("testdata/errors/*.txt")
	if err != nil || len(files) < 30 {
		t.Fatalf("found %d files, %v", len(files), err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".txt")
		t.Run(strings.ReplaceAll(name, "-", " "), func(t *testing.T) {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			src, want, ok := strings.Cut(string(b), "\n----\n")
			if !ok {
				t.Fatal("no line of dashes")
			}
			p, err := Parse("playbook.yaml", []byte(src))
			if got := text(err); got != strings.TrimSpace(want) {
				t.Fatalf("got\n%s\nwant\n%s", got, want)
			}
			if p != nil {
				t.Error("a playbook came back beside the errors")
			}
			for _, e := range split(err) {
				var x *goodturn.Error
				if !errors.As(e, &x) || x.Code != goodturn.CodeInvalid || x.Line == 0 && name != "too-large" || x.Hint == "" {
					t.Errorf("%v lacks its place or its remedy", e)
				}
			}
		})
	}
}

func split(err error) []error {
	if j, ok := err.(interface{ Unwrap() []error }); ok {
		return j.Unwrap()
	}
	return []error{err}
}

const small = `name: small
title: Small
pack: real-estate
steps:
  - step: check-in
    title: A month later
    kind: value
    after: day 30
`

func TestWordsAreHeldAgainstThePlaybook(t *testing.T) {
	good := "Subject: A month on {{.home_street}}\n\nHi {{.greeting}},\n\nHow is {{.home_street}}?\n\n{{.sign_off}}\n"
	ask := strings.Replace(small, "steps:", "first_ask: day 90\nsteps:", 1) + "  - step: ask\n    title: The ask\n    kind: ask\n    follows: check-in\n"
	askWords := "Subject: One favor\n\nHi {{.greeting}},\n\nYou closed in {{.closing_month}}. Would you introduce one friend who wants to buy?\n\n[Yes]({{.yes_url}})\n\nOr just reply.\n\n{{.sign_off}}\n"
	for _, c := range []struct {
		name, playbook string
		words          map[string]string
		want           string
	}{
		{"words for everybody are enough", small, map[string]string{"check-in/unknown.email.1": good}, ""},
		{"no words at all", small, map[string]string{"check-in/sold.email.1": good}, `pack/playbook.yaml:5:5: words: The step check-in has no words for people whose side is unknown by e-mail. Write words/check-in/unknown.email.1.txt; words for unknown serve everybody.`},
		{"words of no step", small, map[string]string{"chek-in/unknown.email.1": good}, `pack/words/chek-in/unknown.email.1.txt: No step of this playbook uses words from "chek-in". Did you mean "check-in"?`},
		{"a side that is none", small, map[string]string{"check-in/unkown.email.1": good}, `pack/words/check-in/unkown.email.1.txt: "unkown" is not a side. Did you mean "unknown"?`},
		{"a form that is none", small, map[string]string{"check-in/unknown.mail.1": good}, `pack/words/check-in/unknown.mail.1.txt: "mail" is not a form of message. Use email, text or dm.`},
		{"a number that is none", small, map[string]string{"check-in/unknown.email.one": good}, `pack/words/check-in/unknown.email.one.txt: "one" is not the number of a wording. Count from 1.`},
		{"a name that is none", small, map[string]string{"check-in/hello": good}, `pack/words/check-in/hello.txt: "hello" is not the name of a wording. Name it like bought.email.1.txt, bought.email.plain.1.txt for words that need no figures, or bought.email.us.1.txt for words that are true in one country only.`},
		{"a field that is none", small, map[string]string{"check-in/unknown.email.1": strings.Replace(good, "greeting", "greting", 1)}, `pack/words/check-in/unknown.email.1.txt:3:6: There is no field greting. Did you mean {{.greeting}}?`},
		{"words that no letter should have", small, map[string]string{"check-in/unknown.email.1": strings.Replace(good, "How is", "Just checking in! How is", 1)}, `pack/words/check-in/unknown.email.1.txt:5:1: "just checking in" is a phrase that says there is no reason to write. Begin with the reason you write.` + "\n" + `pack/words/check-in/unknown.email.1.txt:5:17: There is an exclamation mark. End the sentence with a full stop.`},
		{"an ask without a way out", strings.Replace(ask, "after: day 30", "after: day 90", 1), map[string]string{"check-in/unknown.email.1": good, "ask/unknown.email.1": askWords}, `pack/words/ask/unknown.email.1.txt:7:9: There is no way to decline that is as easy as yes. Add [not now, or not at all]({{.no_url}}) beside the yes.`},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := fstest.MapFS{"playbook.yaml": {Data: []byte(c.playbook)}}
			for name, src := range c.words {
				files["words/"+name+".txt"] = &fstest.MapFile{Data: []byte(src)}
			}
			_, err := Load(files, "pack")
			if got := text(err); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
	if _, err := Load(fstest.MapFS{}, "pack"); err == nil || !strings.Contains(err.Error(), "This pack has no playbook.yaml.") {
		t.Errorf("an empty folder gives %v", err)
	}
	if _, err := Load(fstest.MapFS{"playbook.yaml": {Data: []byte(small)}}, "pack"); err == nil || !strings.Contains(err.Error(), "words/ beside playbook.yaml") {
		t.Errorf("a folder without words gives %v", err)
	}
}

func TestAFileIsReadAsItIsWritten(t *testing.T) {
	p, err := Parse("x", []byte(`
name: mine
title: "Mine: a plan"
pack: real-estate
window: Tue-Thu 10:00-15:00
answers: {yes: Gladly, not_now: Later, no: Never}
steps:
  - {step: update, title: Update, kind: value, after: {careful: 6 months, usual: day 90, warm: day 60}, requires: market, late: 72 hours, until: 2 weeks, importance: 4, sides: [bought, both], address_bound: true}
  - step: ask
    title: Ask
    kind: ask
    follows: update
    wait: 24 to 48 hours
    sides: [bought, both]
`))
	if err != nil {
		t.Fatal(err)
	}
	s, ok := p.Step("update", goodturn.SideBought)
	switch {
	case p.Name != "mine" || p.Title != "Mine: a plan" || p.EnrolsOn != "closing" || len(p.Hash) != 12:
		t.Errorf("read %q %q %q %q", p.Name, p.Title, p.EnrolsOn, p.Hash)
	case !ok || s.After != "day 90" || s.Until != "14 days" || s.Late.Hours() != 72 || s.Importance != 4 || !s.AddressBound || s.Requires[0] != "market" || s.WhenHeld != goodturn.Slide:
		t.Errorf("read %+v", s)
	case p.AnswerWords(goodturn.AnswerNo) != "Never" || p.AnswerWords(goodturn.AnswerMiddle) != "":
		t.Errorf("read %v", p.Answers)
	case p.FirstAsk(goodturn.Careful).String() != "180 days" || p.FirstAsk("").String() != "90 days":
		t.Errorf("asks first after %s", p.FirstAsk(""))
	}
	if _, ok := p.Step("update", goodturn.SideSold); ok {
		t.Error("a step for buyers serves a seller")
	}
	if a, _ := p.Step("ask", goodturn.SideBoth); a.FollowMin.Hours() != 24 || a.FollowMax != 14*goodturn.Day {
		t.Errorf("read %+v", a)
	}
}

func FuzzParse(f *testing.F) {
	shippedFile, err := os.ReadFile("library/real-estate/playbook.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(shippedFile)
	f.Add([]byte(small))
	files, _ := filepath.Glob("testdata/errors/*.txt")
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	in := input(goodturn.Date{Year: 2026, Month: 1, Day: 31}, goodturn.SideBought)
	f.Fuzz(func(t *testing.T, src []byte) {
		p, err := Parse("f.yaml", src)
		if (p == nil) == (err == nil) {
			t.Fatalf("%v and %v", p, err)
		}
		if err != nil {
			for _, e := range split(err) {
				var x *goodturn.Error
				if !errors.As(e, &x) || x.File != "f.yaml" || x.Message == "" || x.Hint == "" {
					t.Fatalf("%#v says too little", e)
				}
			}
			return
		}
		// Whatever parses plans, and keeps the floors.
		for _, side := range goodturn.Sides {
			in.Enrolment.Side = side
			for _, x := range p.Plan(in) {
				if x.Kind != goodturn.KindAsk {
					continue
				}
				if d := goodturn.DateOf(x.DueAt.In(in.Zone)).Sub(in.Enrolment.Anchor); d < goodturn.HardAskFloorDays && p.EnrolsOn == "closing" {
					t.Fatalf("%s asks on day %d", x.Step, d)
				}
			}
		}
	})
}
