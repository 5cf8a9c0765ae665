package playbook

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
)

func realEstate(t testing.TB) *Pack {
	t.Helper()
	p, err := Library("real-estate")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestEveryShippedWordingPassesTheLinterWithoutAWarning(t *testing.T) {
	p := realEstate(t)
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
}

func TestEveryShippedMessageAsAClientGetsItPassesTheLinter(t *testing.T) {
	p := realEstate(t)
	for _, figures := range []bool{true, false} {
		pages, err := Render(p, figures)
		if err != nil {
			t.Fatal(err)
		}
		for _, pg := range pages {
			in := message.LintInput{Kind: pg.Entry.Step.Kind, CheckIn: p.Playbook.Short(pg.Entry.Step.Name), Template: pg.Wording.Template, Filled: &pg.Filled,
				PublicHost: "go.example.com", ReviewHost: "reviews.example.com"}
			for _, f := range message.Lint(in) {
				t.Errorf("%s: %s %s %s", pg.Wording.Name, f.Rule, f.Message, f.Fix)
			}
			if pg.Filled.Words == 0 || len(pg.Filled.Facts) == 0 && !strings.HasPrefix(pg.Wording.Name, "review/") {
				t.Errorf("%s names no fact of its reader: %s", pg.Wording.Name, pg.Filled.Text)
			}
		}
	}
}

func TestWithoutAPublicAddressEveryAnswerIsAReply(t *testing.T) {
	p := realEstate(t)
	replies := message.ReplyLinks("dana@example.com")
	for _, e := range Catalogue(p.Playbook, p.Words) {
		if e.Step.Kind == goodturn.KindReview {
			continue // written on a page of others
		}
		v := ExampleValues("real-estate", e.Side, exampleDay(p.Playbook, e), true)
		v["yes_url"], v["no_url"], v["valuation_url"] = replies.Yes, replies.No, replies.Valuation
		for _, x := range e.Wordings {
			f, err := x.Template.Fill(v)
			if err != nil {
				t.Fatal(err)
			}
			for _, finding := range message.Lint(message.LintInput{Kind: e.Step.Kind, CheckIn: p.Playbook.Short(e.Step.Name), Template: x.Template, Filled: &f}) {
				t.Errorf("%s: %s %s %s", x.Name, finding.Rule, finding.Message, finding.Fix)
			}
			if strings.Contains(f.Text, "://") {
				t.Errorf("%s shows a web address: %s", x.Name, f.Text)
			}
		}
	}
}

func TestAPageCallsAStepByItsSide(t *testing.T) {
	p := realEstate(t).Playbook
	for side, want := range map[goodturn.Side]string{goodturn.SideBought: "Home update", goodturn.SideBoth: "Home update", goodturn.SideSold: "The papers from the sale", goodturn.SideUnknown: "Papers to keep", goodturn.SideRented: "Papers to keep"} {
		if s, _ := p.Step("home-update", side); s.Title != want || s.AddressBound != (side == goodturn.SideBought || side == goodturn.SideBoth) {
			t.Errorf("%q: %q, of their property: %v", side, s.Title, s.AddressBound)
		}
	}
}

func TestTheLibraryKnowsItsPacks(t *testing.T) {
	for _, name := range Packs() {
		p, err := Library(name)
		if err != nil || p.Playbook.Name != name || p.Story == nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := Check(p.Playbook, p.Words); err != nil { // Library does not look
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Library("mine"); goodturn.ErrorCode(err) != goodturn.CodeNotFound {
		t.Errorf("a pack that is not there: %v", err)
	}
}

func TestEveryStepHasTwoOrMoreWordingsOfEachFormForBuyersSellersAndOthers(t *testing.T) {
	p := realEstate(t)
	for _, s := range p.Playbook.Steps {
		folder := p.Playbook.WordsOf(s.Name)
		if folder == "" {
			continue
		}
		for _, side := range []goodturn.Side{goodturn.SideBought, goodturn.SideSold, goodturn.SideUnknown} {
			if _, ok := p.Playbook.Step(s.Name, side); !ok || s.Kind == goodturn.KindThanks && side != goodturn.SideUnknown {
				continue // thanks are for a word put in for us, not for a deal: words that are true for all will do
			}
			for _, form := range []message.Form{message.Email, message.Text} {
				if s.Channel == goodturn.ChannelSMS && form == message.Email {
					continue
				}
				own := slices.DeleteFunc(p.Words.For(folder, side, form, 0), func(x *Wording) bool { return x.Side != side })
				if len(own) < 2 {
					t.Errorf("%s has %d wordings for %s %s", s.Name, len(own), sideName(side), by(form))
				}
			}
		}
	}
}

// friendOf is the friend whom thanks may name: that the two are in touch is only told where it may be.
func friendOf(s goodturn.Step) string {
	if s.On == goodturn.StageQualified {
		return "Robin"
	}
	return ""
}

// Without a market figure, a public address, a praise, a note, or a street, and for every side: there is always something to say.
func TestSomethingCanBeSaidToEverybodyOfWhomOnlyTheClosingIsKnown(t *testing.T) {
	p := realEstate(t)
	for _, s := range p.Playbook.Steps {
		folder := p.Playbook.WordsOf(s.Name)
		if folder == "" || s.Kind == goodturn.KindReview || s.Name == "rate-note" {
			continue // these need the link, or the rates
		}
		for _, side := range goodturn.Sides {
			if _, ok := p.Playbook.Step(s.Name, side); !ok || s.Companion {
				continue
			}
			e := Entry{Step: s, Side: side}
			more := message.Asked(exampleDay(p.Playbook, e).AddDays(-9), exampleDay(p.Playbook, e))
			more["friend_first"] = friendOf(s)
			v := message.ValuesFor(message.About{
				Contact: goodturn.Contact{Greeting: "Anna"}, Closing: goodturn.Closing{Side: side, Date: exampleAnchor},
				Owner: goodturn.User{Name: "Dana Reyes"}, Settings: goodturn.Settings{Pack: "real-estate"}, Today: exampleDay(p.Playbook, e),
				More: more,
			})
			for _, form := range []message.Form{message.Email, message.Text} {
				for variant := range 12 {
					if c := p.Words.Choose(folder, side, form, variant, v, nil); c.Wording == nil {
						t.Fatalf("%s has nothing to say to %s %s: %v", s.Name, sideName(side), by(form), c.Missing)
					}
				}
			}
		}
	}
}

func TestHalfOfTheUsefulMessagesNeedNoFigures(t *testing.T) {
	p := realEstate(t)
	needs, values := 0, 0
	for _, s := range p.Playbook.Steps {
		if s.Kind != goodturn.KindValue || s.Companion {
			continue
		}
		values++
		v := ExampleValues("real-estate", goodturn.SideBought, exampleAnchor.AddMonths(40), false)
		if c := p.Words.Choose(p.Playbook.WordsOf(s.Name), goodturn.SideBought, message.Email, 0, v, nil); c.Wording == nil {
			needs++
		}
	}
	if needs*2 > values {
		t.Errorf("%d of %d useful messages cannot do without figures", needs, values)
	}
}

func TestNoSellerReadsOfTheValueOfTheHouseTheyLeft(t *testing.T) {
	p := realEstate(t)
	for _, x := range p.Words.All() {
		if x.Side != goodturn.SideSold && x.Side != goodturn.SideUnknown {
			continue
		}
		for _, name := range x.Template.Fields() {
			f, _ := message.CatalogueFor("real-estate").Field(name)
			switch {
			case f.Group == message.GroupValue, f.Group == message.GroupMarket, name == "valuation_url":
				t.Errorf("%s speaks of %s", x.Name, name)
			case strings.HasPrefix(name, "home_"), name == "closing_street":
				t.Errorf("%s speaks of a property that may not be theirs: %s", x.Name, name)
			}
		}
		if s := strings.ToLower(x.Template.Source().Text); strings.Contains(s, "congratulat") {
			t.Errorf("%s congratulates on a house they left", x.Name)
		}
	}
}

func TestAskAndReminderSayTheSameToNobodyTwice(t *testing.T) {
	p := realEstate(t)
	// Reminders share a folder: over the four of the first two years nobody reads the same one twice.
	in := input(goodturn.Date{Year: 2026, Month: 1, Day: 5}, goodturn.SideBought)
	seen := map[string]string{}
	for _, touch := range p.Playbook.Plan(in) {
		if touch.Kind != goodturn.KindReminder {
			continue
		}
		v := ExampleValues("real-estate", goodturn.SideBought, goodturn.DateOf(touch.PlannedAt), true)
		c := p.Words.Choose(p.Playbook.WordsOf(touch.Step), goodturn.SideBought, message.Email, touch.Variant, v, nil)
		if other := seen[c.Wording.Name]; other != "" {
			t.Errorf("%s and %s use the same words, %s", other, touch.Step, c.Wording.Name)
		}
		seen[c.Wording.Name] = touch.Step
	}
	if len(seen) != 4 {
		t.Errorf("%d reminders in two years", len(seen))
	}
}

func TestTwoWordingsOfOneStepAreNotTheSameLetter(t *testing.T) {
	p := realEstate(t)
	pages, err := Render(p, true)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range pages {
		for _, b := range pages[i+1:] {
			if a.Wording.Folder != b.Wording.Folder || a.Wording.Side != b.Wording.Side || a.Wording.Form != b.Wording.Form {
				continue
			}
			if s := message.Similar(a.Filled.Text, b.Filled.Text); s >= message.TooSimilar {
				t.Errorf("%s and %s are %.0f %% the same", a.Wording.Name, b.Wording.Name, 100*s)
			}
		}
	}
}

func TestNeighboursBeginWithUnlikeWordings(t *testing.T) {
	var taken []int
	for i := range 4 {
		taken = append(taken, VariantAmong(goodturn.ID(fmt.Sprint("person ", i)), taken))
	}
	four := map[int]bool{}
	for _, v := range taken {
		four[v%4] = true
	}
	if len(four) != 4 {
		t.Errorf("four neighbours begin with %v", taken)
	}
	if a, b := VariantAmong("x", nil), VariantAmong("x", nil); a != b {
		t.Errorf("the same person begins with %d and %d", a, b)
	}
}

func TestANeighboursWordsAreAvoided(t *testing.T) {
	p := realEstate(t)
	v := ExampleValues("real-estate", goodturn.SideBought, exampleAnchor.AddDays(30), true)
	first := p.Words.Choose("check-in", goodturn.SideBought, message.Email, 0, v, nil)
	second := p.Words.Choose("check-in", goodturn.SideBought, message.Email, 0, v, func(n string) bool { return n == first.Wording.Name })
	if second.Wording == nil || second.Wording.Name == first.Wording.Name {
		t.Fatalf("chose %v after %s", second.Wording, first.Wording.Name)
	}
	if none := p.Words.Choose("check-in", goodturn.SideBought, message.Email, 0, v, func(string) bool { return true }); none.Wording != nil || !none.Avoided {
		t.Errorf("with every wording just read next door, chose %+v", none)
	}
	if none := p.Words.Choose("check-in", goodturn.SideBought, message.Email, 0, message.Values{}, nil); none.Wording != nil || len(none.Missing) == 0 {
		t.Errorf("for nobody, chose %+v", none)
	}
}

func TestAnOwnersVersionTakesThePlaceOfTheShippedOne(t *testing.T) {
	p := realEstate(t)
	cat := message.CatalogueFor("real-estate")
	mine, err := p.Words.With("check-in/bought.email.1", "Subject: Your new place\n\nHi {{.greeting}},\n\nHow is {{.home_street}}?\n\n{{.sign_off}}\n", cat)
	if err != nil {
		t.Fatal(err)
	}
	x, _ := mine.Named("check-in/bought.email.1")
	y, _ := p.Words.Named("check-in/bought.email.1")
	if x.Template.Source().Text == y.Template.Source().Text {
		t.Error("the changed words are not there, or changed the shipped ones")
	}
	if _, err := p.Words.With("check-in/bought.email.1", "Subject: x\n\nHi {{.greting}}\n", cat); err == nil || !strings.Contains(err.Error(), "greeting") {
		t.Errorf("a misspelt field gives %v", err)
	}
	if _, err := p.Words.With("check-in/bougt.email.1", "x", cat); err == nil || !strings.Contains(err.Error(), `Did you mean "bought"?`) {
		t.Errorf("a misspelt side gives %v", err)
	}
}

// A reminder that said what the ask said, or what the reminder before it said, would be nagging.
func TestNoShippedReminderRepeatsAnAskOrAnotherReminder(t *testing.T) {
	for _, name := range Packs() {
		p, err := Library(name)
		if err != nil {
			t.Fatal(err)
		}
		pages, err := Render(p, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range pages {
			for _, b := range pages {
				alike := a.Entry.Step.Kind == goodturn.KindReminder && (b.Entry.Step.Kind == goodturn.KindAsk || b.Entry.Step.Kind == goodturn.KindReminder) &&
					a.Entry.Side == b.Entry.Side && a.Entry.Form == b.Entry.Form && a.Wording.Name != b.Wording.Name
				if alike && message.Similar(a.Filled.Text, b.Filled.Text) >= message.TooSimilar {
					t.Errorf("%s says what %s says (%.2f alike)", a.Wording.Name, b.Wording.Name, message.Similar(a.Filled.Text, b.Filled.Text))
				}
			}
		}
	}
}
