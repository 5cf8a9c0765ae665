package message

import (
	"slices"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message/words"
	"github.com/goodturn-app/goodturn/policy"
)

// at replaces words in a letter of the corpus.
func with(title string, oldNew ...string) string {
	s := strings.NewReplacer(oldNew...).Replace(letters[title].text)
	if s == letters[title].text && len(oldNew) > 0 {
		panic(title + " does not have " + oldNew[0])
	}
	return s
}

func TestTheLettersOfTheCorpusPass(t *testing.T) {
	for title, l := range letters {
		tpl := compiled(t, l.form, l.text)
		if fs := Lint(LintInput{Kind: l.kind, CheckIn: l.checkIn, Template: tpl}); len(fs) > 0 {
			t.Errorf("%s: %+v", title, fs)
		}
		v := ValuesFor(aboutAnna())
		for k, x := range CatalogueFor(PackRealEstate).Examples() {
			if _, ok := v[k]; !ok {
				v[k] = x
			}
		}
		v["review_url"] = "https://reviews.example.org/dana"
		f, err := tpl.Fill(v)
		if err != nil {
			t.Fatal(title, err)
		}
		foot := Footer(aboutAnna(), l.form)
		letter := Finish(f, "", foot)
		header, post := ListUnsubscribe("", "dana@example.com")
		in := LintInput{Kind: l.kind, CheckIn: l.checkIn, Template: tpl, Filled: &f, Letter: &letter, Postal: "1 Main Street, Springfield, IL 62701", ListUnsubscribe: header, ListPost: post,
			Business: "Hill & Lake Realty", TextOptOut: true, ReviewHost: "reviews.example.org", Region: "US-IL"}
		if fs := Lint(in); len(fs) > 0 {
			t.Errorf("%s before sending: %+v\n%s", title, fs, letter.Text)
		}
	}
}

func TestEachRuleObjectsToWhatItIsFor(t *testing.T) {
	sources := []struct {
		rule   string
		letter string
		kind   goodturn.Kind
		text   string
		line   int
	}{
		{"L3", "check-in", "", with("check-in", "If a tap", "If [Your Name] hears a tap"), 7},
		{"L4", "ask", "", with("ask", "Subject: ", "Subject: Re: "), 1},
		{"L4", "ask", "", with("ask", "Subject: ", "Subject: Fwd: "), 1},
		{"L4", "ask", "", with("ask", "and a question", "last chance"), 1},
		{"L4", "ask", "", with("ask", "and a question", "up 6%"), 1},
		{"L6", "thanks", "", with("thanks", "Thank you for trusting", "A gift card is on its way. Thank you for trusting"), 5},
		{"L6", "ask", "", with("ask", "Or just reply", "There is a referral bonus. Or just reply"), 12},
		{"L7", "review", "", with("review", "good and bad alike", "five stars would be lovely"), 5},
		{"L7", "review", "", with("review", "If you have five minutes", "If you were happy"), 5},
		{"L7", "ask", "", with("ask", "Or just reply", "A Google review helps too. Or just reply"), 12},
		{"L7", "check-in", "", with("check-in", "Just reply.", "Just reply. [Here]({{.review_url}})."), 7},
		{"L8", "ask", "", with("ask", "Or just reply.", "[Again]({{.yes_url}}) or just reply."), 9},
		{"L8", "ask", "", with("ask", "Or just reply.", "[A full look]({{.valuation_url}}) or just reply."), 12},
		{"L8", "check-in", "", with("check-in", "Just reply.", "Just reply, or say [yes]({{.yes_url}})."), 7},
		{"L8", "home update", "", with("home update", "or just reply.", "or just reply. Refer me if you like."), 14},
		{"L9", "check-in", "", with("check-in", "How is the place", "It is perfect for families. How is the place"), 5},
		{"L9", "check-in", "", with("check-in", "How is the place", "It is a safe neighborhood. How is the place"), 5},
		{"L9", "ask", "", with("ask", "one colleague or neighbour", "a colleague, people like you,"), 7},
		{"L10", "text value", "", with("text value", "I put", strings.Repeat("a long way to say it, ", 14)+"I put"), 0},
		{"L10", "text value", "", with("text value", "I put", "I put ☂ "+strings.Repeat("a long way, ", 6)), 0},
		{"L11", "check-in", "", with("check-in", "Just reply.", "See https://bit.ly/x or just reply."), 7},
		{"L14", "ask", "", with("ask", "[Not now, or not at all]({{.no_url}})", ""), 9},
		{"L14", "ask", "", with("ask", "Or just reply. ", ""), 0},
		{"L14", "text ask", "", with("text ask", " Reply YES, LATER or NO.", " [yes] {{.yes_url}}"), 1},
		{"L15", "home update", "", with("home update", "As for yours, {{.home_line}}.", "Yours: {{.home_range}}."), 11},
		{"L15", "check-in", "", with("check-in", "How is the place", "Your home is probably worth a lot. How is the place"), 5},
		{"H1", "ask", "", with("ask", "Is there one colleague or neighbour who has told you they are thinking of a move this year?", "If you know anyone looking to buy or sell, tell me."), 7},
		{"H1", "ask", "", with("ask", "Is there one colleague or neighbour who", "Is there one of your friends and family who"), 7},
		{"H1", "text ask", "", with("text ask", "Is there one person at work who spoke of moving", "Anyone looking to sell"), 1},
		{"H2", "reminder", "", with("reminder", "One thing I left out:", "I have not heard back."), 5},
		{"H3", "check-in", "", with("check-in", "Just reply.", "Just reply!"), 7},
		{"H3", "check-in", "", with("check-in", `or_else "a little while"`, `or_else "ages!"`), 5},
		{"H4", "check-in", "", with("check-in", "You have been", "Just checking in. You have been"), 5},
		{"H4", "check-in", "", with("check-in", "You have been", "I wanted to touch base. You have been"), 5},
		{"H5", "home update", "", with("home update", "or just reply", "before it’s too late or just reply"), 14},
		{"H6", "check-in", "", with("check-in", "Just reply.", strings.Repeat("And more of the same. ", 10)), 0},
		{"H7", "ask", "", with("ask", "Or just reply", "Or [find a time]({{.owner_calendar_url}}), or just reply"), 0},
		{"H8", "ask", "", "Subject: A question\n\nHi {{.greeting}},\n\nIs there one colleague who spoke of a move?\n\n[Yes]({{.yes_url}}) or [not now, or not at all]({{.no_url}}), or just reply.\n", 0},
		{"H8", "ask", "", "Subject: A question\n\nHi {{.greeting}},\n\n{{if .praise}}You said {{.praise}}. {{end}}Is there one colleague who spoke of a move?\n\n[Yes]({{.yes_url}}) or [not now, or not at all]({{.no_url}}), or just reply.\n", 0},
		{"H9", "ask", "", with("ask", "Or just reply", "{{.market_line | upper_first}}. Or just reply"), 12},
		{"H9", "ask", "", with("ask", "Or just reply", "Your home values are up. Or just reply"), 12},
		{"H10", "ask", "", with("ask", "Either answer is fine", "If no, why not"), 12},
		{"H11", "home update", "", with("home update", "Here is what happened around you", "Prices rose 6% and"), 8},
		{"H12", "home update", "", with("home update", "{{.market_line}}", "{{.market_percent}}"), 6},
		{"H12", "home update", "", with("home update", "As for yours, {{.home_line}}.", "The rate is {{.rate_now}}."), 11},
		{"H13", "reminder", "", with("reminder", " No need to answer at all.", ""), 0},
		{"H14", "check-in", "", with("check-in", "I know people who come", "I know people\nwho come"), 0},
		{"H14", "check-in", "", with("check-in", "You have been on", "This is a line that a text editor has broken after eighty\nletters. You have been on"), 6},
		{"H15", "check-in", "", with("check-in", "How is", "HOWEVER is"), 5},
		{"H15", "check-in", "", with("check-in", "Just reply.", "Just reply 🙂."), 7},
		{"H16", "check-in", "", with("check-in", "the place", "your dream home"), 5},
	}
	covered := map[string]bool{"H14": true}
	for _, c := range sources {
		l := letters[c.letter]
		fs := Lint(LintInput{Kind: l.kind, CheckIn: l.checkIn, Template: compiled(t, l.form, c.text)})
		i := slices.IndexFunc(fs, func(f Finding) bool { return f.Rule == c.rule })
		if c.rule == "H14" && c.line == 0 {
			if i >= 0 {
				t.Errorf("a short line is a line: %+v", fs[i])
			}
			continue
		}
		if i < 0 {
			t.Errorf("%s says nothing about\n%s\nfound %+v", c.rule, c.text, fs)
			continue
		}
		covered[c.rule] = true
		if fs[i].Line != c.line || fs[i].Message == "" || fs[i].Fix == "" {
			t.Errorf("%s: %+v, want line %d", c.rule, fs[i], c.line)
		}
	}

	public := func(in *LintInput) {
		in.PublicHost, in.ListUnsubscribe, in.ListPost = "go.example.com", "<https://go.example.com/s/x>, <mailto:dana@example.com>", "List-Unsubscribe=One-Click"
	}
	sent := []struct {
		rule, letter, why string
		change            func(*About, *LintInput)
		after             func(*Filled, *Letter)
	}{
		{"L1", "check-in", "no postal address on file", func(a *About, in *LintInput) { in.Postal = "" }, nil},
		{"L1", "check-in", "the address is not in the letter", nil, func(f *Filled, l *Letter) { l.Text = strings.ReplaceAll(l.Text, "Main", "Elm") }},
		{"L2", "check-in", "no header", func(a *About, in *LintInput) { in.ListUnsubscribe = "" }, nil},
		{"L2", "check-in", "no footer", nil, func(f *Filled, l *Letter) { l.Text = strings.ReplaceAll(l.Text, `reply "stop"`, "x") }},
		{"L2", "check-in", "no one-click with a public address", func(a *About, in *LintInput) { in.PublicHost = "go.example.com" }, nil},
		{"L2", "check-in", "one-click without its post header", func(a *About, in *LintInput) { public(in); in.ListPost = "" }, nil},
		{"L3", "check-in", "a hole", nil, func(f *Filled, l *Letter) { f.Text = "Hi ,\n\nx" }},
		{"L3", "check-in", "a field of another program", nil, func(f *Filled, l *Letter) { f.Text = "Hi *|FNAME|*, x" }},
		{"L3", "check-in", "an empty subject", nil, func(f *Filled, l *Letter) { f.Subject = "" }},
		{"L4", "check-in", "a pretended answer", nil, func(f *Filled, l *Letter) { f.Subject = "RE: your home" }},
		{"L5", "ask", "the reward is not told", func(a *About, in *LintInput) {
			in.RewardAllowed, in.Reward = true, "You get $20 and so does your friend."
		}, nil},
		{"L5", "ask", "a reward that is not set", func(a *About, in *LintInput) { in.RewardAllowed = true }, func(f *Filled, l *Letter) { f.Text += "\n\nThere is a gift card." }},
		{"L5", "ask", "the link comes first", func(a *About, in *LintInput) { in.RewardAllowed, in.Reward = true, "You get $20." }, func(f *Filled, l *Letter) { f.Text += "\n\nYou get $20." }},
		{"L6", "ask", "a reward where none may be", func(a *About, in *LintInput) { in.Reward = "You get $20." }, nil},
		{"L7", "review", "only the glad are asked", func(a *About, in *LintInput) { in.BySentiment = true }, nil},
		{"L8", "ask", "no yes left", nil, func(f *Filled, l *Letter) { f.Links = f.Links[1:] }},
		{"L9", "thanks", "typed about one person", nil, func(f *Filled, l *Letter) { f.Text += "\n\nIt is a safe neighborhood." }},
		{"L10", "text value", "the business is not named", func(a *About, in *LintInput) { in.Business = "Other Realty" }, nil},
		{"L10", "text value", "no way to stop", nil, func(f *Filled, l *Letter) { l.Text = "Hill & Lake Realty: hello" }},
		{"L10", "text value", "three segments", nil, func(f *Filled, l *Letter) { l.Text += strings.Repeat("x", 300) }},
		{"L10", "text value", "a shortened link", nil, func(f *Filled, l *Letter) { f.Links = []Link{{URL: "https://bit.ly/x"}} }},
		{"L11", "ask", "a link in reply mode", nil, func(f *Filled, l *Letter) { f.Links = append(f.Links, Link{URL: "https://go.example.com/x"}) }},
		{"L11", "ask", "somebody else's page", func(a *About, in *LintInput) { public(in) }, func(f *Filled, l *Letter) { f.Links = append(f.Links, Link{URL: "https://other.example.com/x"}) }},
		{"L11", "ask", "loopback", func(a *About, in *LintInput) { public(in); in.OwnerHosts = []string{"127.0.0.1"} }, func(f *Filled, l *Letter) { f.Links = append(f.Links, Link{URL: "https://127.0.0.1/x"}) }},
		{"L11", "ask", "a bare port", func(a *About, in *LintInput) { public(in); in.OwnerHosts = []string{"go.example.com:8080"} }, func(f *Filled, l *Letter) { f.Links = append(f.Links, Link{URL: "https://go.example.com:8080/x"}) }},
		{"L11", "ask", "a name of the local network", func(a *About, in *LintInput) { public(in); in.OwnerHosts = []string{"nas.local"} }, func(f *Filled, l *Letter) { f.Links = append(f.Links, Link{URL: "https://nas.local/x"}) }},
		{"L11", "ask", "the sixth protocol", func(a *About, in *LintInput) { public(in); in.OwnerHosts = []string{"[::1]"} }, func(f *Filled, l *Letter) { f.Links = append(f.Links, Link{URL: "https://[::1]/x"}) }},
		{"L12", "check-in", "too long", nil, func(f *Filled, l *Letter) { l.HTML = strings.Repeat("x", 103*1024) }},
		{"L12", "check-in", "a picture", nil, func(f *Filled, l *Letter) { l.HTML += "<img src=x>" }},
		{"L12", "check-in", "no plain part", nil, func(f *Filled, l *Letter) { l.Text = "" }},
		{"L13", "check-in", "a pixel to Germany", func(a *About, in *LintInput) { in.Pixel, in.Region = true, "DE-BY" }, nil},
		{"L14", "ask", "no way to decline", nil, func(f *Filled, l *Letter) { f.Links = f.Links[:1] }},
		{"H17", "reminder", "the same again", func(a *About, in *LintInput) { in.Before = []string{letters["reminder"].text} }, nil},
		{"H8", "ask", "no fact", nil, func(f *Filled, l *Letter) { f.Facts = nil }},
	}
	for _, c := range sent {
		l := letters[c.letter]
		a := aboutAnna()
		in := LintInput{Kind: l.kind, CheckIn: l.checkIn, Postal: a.Settings.PostalAddress, Business: "Hill & Lake Realty", TextOptOut: true, Region: "US-IL", ReviewHost: "reviews.example.org"}
		in.ListUnsubscribe, in.ListPost = ListUnsubscribe("", a.Owner.Email)
		if c.change != nil {
			c.change(&a, &in)
		}
		v := ValuesFor(a)
		v["review_url"], v["friend_first"] = "https://reviews.example.org/dana", "Robin"
		in.Template = compiled(t, l.form, l.text)
		f, err := in.Template.Fill(v)
		if err != nil {
			t.Fatal(err)
		}
		letter := Finish(f, "", Footer(a, l.form))
		if c.after != nil {
			c.after(&f, &letter)
		}
		in.Filled, in.Letter = &f, &letter
		fs := Lint(in)
		if !slices.ContainsFunc(fs, func(f Finding) bool { return f.Rule == c.rule }) {
			t.Errorf("%s says nothing where %s; found %+v", c.rule, c.why, fs)
		}
		covered[c.rule] = true
	}
	for _, r := range Rules() {
		if !covered[r.ID] {
			t.Errorf("rule %s has no test", r.ID)
		}
		if r.What == "" || r.Source == "" {
			t.Errorf("rule %s does not say what it demands or why", r.ID)
		}
		if r.check == nil && len(r.Lists()) == 0 {
			t.Errorf("rule %s has neither code nor words", r.ID)
		}
	}
}

func TestEveryListBelongsToARuleAndHasAPhraseThatIsFound(t *testing.T) {
	rules := map[string]bool{}
	for _, r := range Rules() {
		rules[r.ID] = true
	}
	for i, l := range policy.WordLists() {
		if !rules[l.Rule] {
			t.Errorf("list %s belongs to %s, which does not exist", l.ID, l.Rule)
		}
		if l.Role == policy.WordsHost {
			continue
		}
		for j, e := range l.Say {
			for _, p := range e.Expand() {
				s := strings.NewReplacer("*", "word", "$", "$20").Replace(strings.Join(p, " "))
				found := false
				book().scan(wordsOf("Some words before "+words.UpperFirst(s)+", and after."), func(h hit, _, _ int) { found = found || h == hit{i, j} })
				if !found {
					t.Fatalf("list %s: %q is not found in a text", l.ID, s)
				}
			}
		}
	}
}

func TestHarmlessSentencesPass(t *testing.T) {
	for _, s := range []string{
		"Happy Easter to you both.", "The home is within walking distance of the bus stop.", "If anything is urgent, call me, no hurry otherwise.", "Christian, home insurance is due for a look in May.",
		"Have the gutters cleaned before you host friends and family in November.", "If anyone asks you for your deed by mail, it is a scam.", "The county takes 4 percent off for paying early.",
		"I can recommend a plumber who comes when he says.", "Do not wait for frost to shut off the outside tap.", "A bonus room counts as finished space only with a permit.", "The white house on the corner sold in May.",
		"You may wonder which exemptions apply.", "The master list of trades is attached.", "I appreciate you.",
	} {
		f := Filled{Form: Email, Subject: "A note", Text: s}
		if fs := Lint(LintInput{Kind: goodturn.KindValue, Filled: &f, Edited: true}); len(fs) > 0 {
			t.Errorf("%q: %+v", s, fs)
		}
	}
}

func TestAMessageChangedByHandIsWarnedAboutTasteAndStoppedForLaw(t *testing.T) {
	judge := func(kind goodturn.Kind, s string) []Finding {
		f := Filled{Form: Email, Subject: "A note", Text: s}
		return Lint(LintInput{Kind: kind, Filled: &f, Edited: true})
	}
	for _, s := range []string{"Congratulations!", "Just checking in.", "It is a safe neighborhood.", "Hurry up."} {
		if fs := judge(goodturn.KindValue, s); len(fs) == 0 || Blocks(fs) {
			t.Errorf("%q: %+v, want a warning", s, fs)
		}
	}
	for _, s := range []string{"There is a gift card in it for you.", "If you know anyone, tell them."} {
		if fs := judge(goodturn.KindValue, s); !Blocks(fs) {
			t.Errorf("%q: %+v, want it stopped", s, fs)
		}
	}
	if fs := LintSentence("I work by referral only, send them my way!"); len(fs) < 2 {
		t.Errorf("an owner's sentence: %+v", fs)
	}
	if fs := LintSentence("The bakery on your corner is open again."); len(fs) != 0 {
		t.Errorf("an owner's sentence that is fine: %+v", fs)
	}
}

func TestPraiseMayHaveWhatWordsMayNot(t *testing.T) {
	tpl := compiled(t, Email, letters["ask"].text)
	v := ValuesFor(aboutAnna())
	v["praise"] = "Best agent ever! Just checking in would be enough"
	f, err := tpl.Fill(v)
	if err != nil {
		t.Fatal(err)
	}
	if fs := Lint(LintInput{Kind: goodturn.KindAsk, Template: tpl, Filled: &f}); Blocks(fs) {
		t.Errorf("their own words are stopped: %+v", fs)
	}
}

func TestAPhraseDoesNotCrossACommaOrAField(t *testing.T) {
	for _, s := range []string{"I was just, checking in hand, there.", "If you know. Anyone can tell."} {
		f := Filled{Form: Email, Subject: "x", Text: s}
		if fs := Lint(LintInput{Kind: goodturn.KindAsk, Filled: &f, Edited: true}); slices.ContainsFunc(fs, func(f Finding) bool { return f.Rule == "H1" || strings.Contains(f.Message, "just checking") }) {
			t.Errorf("%q: %+v", s, fs)
		}
	}
	// A link in the middle hides nothing.
	tpl := compiled(t, Email, "Subject: x\n\nI am just [checking]({{.yes_url}}) in.")
	if fs := Lint(LintInput{Kind: goodturn.KindValue, Template: tpl}); !slices.ContainsFunc(fs, func(f Finding) bool { return f.Rule == "H4" && f.Column == 6 }) {
		t.Errorf("hidden by a link: %+v", fs)
	}
}
