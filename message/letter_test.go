package message

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"pgregory.net/rapid"
)

func TestTheFooterSaysWhyAndHowToStop(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*About)
		want   string
	}{
		"in reply mode":         {func(*About) {}, "You get this because I helped you buy 12 Oak Street. If you would rather not, reply \"stop\" and I will not write again.\nDana Reyes, Hill & Lake Realty, license 475.123, 1 Main Street, Springfield, IL 62701"},
		"with a public address": {func(a *About) { a.Links.Stop = "https://go.example.com/s/x" }, "You get this because I helped you buy 12 Oak Street. To stop these: https://go.example.com/s/x\nDana Reyes, Hill & Lake Realty, license 475.123, 1 Main Street, Springfield, IL 62701"},
		"sold":                  {func(a *About) { a.Closing.Side = goodturn.SideSold }, "I helped you sell 12 Oak Street."},
		"sold and bought":       {func(a *About) { a.Closing.Side = goodturn.SideBoth }, "I helped you with your move."},
		"rented out":            {func(a *About) { a.Closing.Side = goodturn.SideRentedOut }, "I helped you rent out 12 Oak Street."},
		"side unknown":          {func(a *About) { a.Closing.Side = goodturn.SideUnknown }, "we worked together on 12 Oak Street."},
		"nothing known":         {func(a *About) { a.Closing = goodturn.Closing{} }, "because we worked together."},
		"street unfit to print": {func(a *About) { a.Closing.Property.Street = "<b>" }, "I helped you buy your home."},
	} {
		a := aboutAnna()
		c.change(&a)
		f := Footer(a, Email)
		if !strings.Contains(f.Text, c.want) {
			t.Errorf("%s: %q does not say %q", name, f.Text, c.want)
		}
		if letterPolicy().Sanitize(f.HTML) != f.HTML {
			t.Errorf("%s: %s is more than a paragraph", name, f.HTML)
		}
	}
	if got := Footer(aboutAnna(), Text).Text; got != "Dana Reyes, Hill & Lake Realty: reply STOP to stop these texts." {
		t.Errorf("text footer %q", got)
	}
}

// Who writes is said by name: the firm of the owner's voice, or else the business, unless that is the owner or in the address already.
func TestTheFooterNamesTheBusinessWhereTheVoiceNamesNoFirm(t *testing.T) {
	for _, c := range []struct{ firm, business, address, want string }{
		{"Hill & Lake Realty", "Reyes Realty", "1 Example Avenue, Springfield, IL 62701", "Dana Reyes, Hill & Lake Realty, 1 Example Avenue, Springfield, IL 62701"},
		{"", "Reyes Realty", "1 Example Avenue, Springfield, IL 62701", "Dana Reyes, Reyes Realty, 1 Example Avenue, Springfield, IL 62701"},
		{"", "dana reyes", "1 Example Avenue, Springfield, IL 62701", "Dana Reyes, 1 Example Avenue, Springfield, IL 62701"},
		{"", "Reyes Realty", "Reyes Realty\n1 Example Avenue\nSpringfield, IL 62701", "Dana Reyes, Reyes Realty, 1 Example Avenue, Springfield, IL 62701"},
		{"", "", "1 Example Avenue, Springfield, IL 62701", "Dana Reyes, 1 Example Avenue, Springfield, IL 62701"},
	} {
		a := aboutAnna()
		a.Owner.Voice.Brokerage, a.Owner.Voice.License, a.Settings.Name, a.Settings.PostalAddress = c.firm, "", c.business, c.address
		f := Footer(a, Email)
		if _, got, _ := strings.Cut(f.Text, "\n"); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
		if !strings.Contains(f.HTML, html.EscapeString(c.want)) {
			t.Errorf("%+v: %s", c, f.HTML)
		}
	}
}

func TestAPostscriptStandsAboveTheFooter(t *testing.T) {
	f := Filled{Form: Email, Subject: "s", Text: "Body.", HTML: "<p>Body.</p>"}
	l := Finish(f, "Did the kitchen turn out?\nD.", Foot{Text: "Foot.", HTML: "<p>Foot.</p>"})
	if want := "Body.\n\nP.S. Did the kitchen turn out?\nD.\n\nFoot.\n"; l.Text != want {
		t.Errorf("text %q, want %q", l.Text, want)
	}
	if !strings.Contains(l.HTML, "<p>Body.</p>\n<p>P.S. Did the kitchen turn out?<br>\nD.</p>\n<p>Foot.</p>") {
		t.Errorf("html %q", l.HTML)
	}
	if l := Finish(f, "p.s. hello", Foot{}); !strings.Contains(l.Text, "\n\np.s. hello") {
		t.Errorf("the P.S. is doubled: %q", l.Text)
	}
}

func TestReIsOnlyForARealThread(t *testing.T) {
	real := Thread{MessageID: "a@x", Subject: "Oak Street", References: []string{"<0@x>", "junk", "<a@x>"}}
	for name, c := range map[string]struct {
		t                              Thread
		subject, inReplyTo, references string
	}{
		"nothing was sent":           {Thread{}, "Own", "", ""},
		"an id that is none":         {Thread{MessageID: "x", Subject: "y"}, "Own", "", ""},
		"an id with a second header": {Thread{MessageID: "<a@x>\r\nBcc: y", Subject: "y"}, "Own", "", ""},
		"a real thread":              {real, "Re: Oak Street", "<a@x>", "<0@x> <a@x>"},
		"an answer to an answer":     {Thread{MessageID: "<b@x>", Subject: "Re: Oak Street"}, "Re: Oak Street", "<b@x>", "<b@x>"},
	} {
		s, i, r := c.t.Follow("Own")
		if s != c.subject || i != c.inReplyTo || r != c.references {
			t.Errorf("%s: %q %q %q", name, s, i, r)
		}
	}
	long := Thread{MessageID: "z@x", Subject: "s"}
	for i := range 40 {
		long.References = append(long.References, fmt.Sprintf("<%d@x>", i))
	}
	if _, _, r := long.Follow(""); len(strings.Fields(r)) != 9 || !strings.HasPrefix(r, "<0@x> <33@x>") {
		t.Errorf("references %s", r)
	}
}

func TestListUnsubscribeIsOneClickOnlyWithAPage(t *testing.T) {
	if h, p := ListUnsubscribe("https://go.example.com/s/x", "dana@example.com"); h != "<https://go.example.com/s/x>, <mailto:dana@example.com?subject=Stop>" || p != "List-Unsubscribe=One-Click" {
		t.Errorf("%s %s", h, p)
	}
	if h, p := ListUnsubscribe(Mailto("dana@example.com", "Stop"), "dana@example.com"); h != "<mailto:dana@example.com?subject=Stop>" || p != "" {
		t.Errorf("%s %s", h, p)
	}
}

func TestTextsAreMeasuredAsNetworksDo(t *testing.T) {
	for s, want := range map[string]SMSSize{
		"":                            {0, 0, true, 0},
		strings.Repeat("a", 160):      {1, 160, true, 0},
		strings.Repeat("a", 161):      {2, 161, true, 0},
		strings.Repeat("a", 306):      {2, 306, true, 0},
		strings.Repeat("a", 307):      {3, 307, true, 0},
		strings.Repeat("€", 80):       {1, 160, true, 0},
		strings.Repeat("€", 81):       {2, 162, true, 0},
		"Zoë":                         {1, 3, false, 'ë'},
		"é è à Ç ñ":                   {1, 9, true, 0},
		strings.Repeat("’", 70):       {1, 70, false, '’'},
		strings.Repeat("’", 71):       {2, 71, false, '’'},
		"🙂" + strings.Repeat("a", 69): {2, 71, false, '🙂'},
	} {
		if got := SMSCount(s); got != want {
			t.Errorf("%.20q: %+v, want %+v", s, got, want)
		}
	}
}

func TestAWordingIsStableAndAvoidsTheNeighbours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "wordings")
		key := rapid.String().Draw(t, "key")
		avoid := rapid.SliceOf(rapid.IntRange(0, n-1)).Draw(t, "avoid")
		got := Choose(n, key, avoid)
		if got != Choose(n, key, avoid) || got >= n || slices.Contains(avoid, got) {
			t.Fatalf("%d of %d, avoiding %v", got, n, avoid)
		}
		if free := Choose(n, key, nil); got >= 0 && !slices.Contains(avoid, free) && got != free {
			t.Fatalf("chose %d though its own %d was free", got, free)
		}
		all := map[int]bool{}
		for _, a := range avoid {
			all[a] = true
		}
		if (got < 0) != (len(all) == n) {
			t.Fatalf("%d of %d, avoiding %v", got, n, avoid)
		}
	})
	var counts [3]int
	for i := range 3000 {
		counts[Choose(3, fmt.Sprintf("contact-%d/ask", i), nil)]++
	}
	for _, c := range counts {
		if c < 850 || c > 1150 {
			t.Errorf("wordings are drawn unevenly: %v", counts)
		}
	}
	if Choose(0, "x", nil) != -1 {
		t.Error("there is nothing to choose from")
	}
}

func TestTheSameLetterToANeighbourIsSimilarAndAnotherOneIsNot(t *testing.T) {
	fill := func(title, street, name string) string {
		v := CatalogueFor(PackRealEstate).Examples()
		v["home_street"], v["greeting"] = street, name
		f, err := compiled(t, letters[title].form, letters[title].text).Fill(v)
		if err != nil {
			t.Fatal(err)
		}
		return f.Text
	}
	if s := Similar(fill("ask", "12 Oak Street", "Anna"), fill("ask", "14 Oak Street", "Miriam")); s < TooSimilar {
		t.Errorf("the same ask for two people: %.2f", s)
	}
	if s := Similar(fill("ask", "12 Oak Street", "Anna"), fill("reminder", "12 Oak Street", "Anna")); s > TooSimilar/2 {
		t.Errorf("ask and reminder: %.2f", s)
	}
	if Similar("", "") != 1 || Similar("a", "") != 0 || Similar("Hello there", "hello, THERE") != 1 {
		t.Error("short texts")
	}
}

func TestSimilarityIsSymmetricAndBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.StringMatching(`([a-e]{1,2} ){0,12}`).Draw(t, "a"), rapid.StringMatching(`([a-e]{1,2} ){0,12}`).Draw(t, "b")
		if s := Similar(a, b); s != Similar(b, a) || s < 0 || s > 1 || Similar(a, a) != 1 {
			t.Fatalf("%q %q: %v", a, b, s)
		}
	})
}

func TestShareTextsSayWhatIsTrueAndNoMore(t *testing.T) {
	a := aboutAnna()
	a.Links.Share = "https://go.example.com/r/QX4PZ7"
	s := ShareTexts(ShareInput{Pack: PackRealEstate, Values: ValuesFor(a), Together: true})
	if want := "Dana Reyes helped us buy our home in Riverside in 2026. We would work with Dana again, and you reach Dana here: https://go.example.com/r/QX4PZ7"; s.Note != want {
		t.Errorf("note %q, want %q", s.Note, want)
	}
	for name, x := range map[string]string{"mail": s.Email, "WhatsApp": s.WhatsApp, "LinkedIn": s.LinkedIn, "copy": s.Copy, "note": s.Note} {
		if strings.Contains(x, "Oak") || strings.ContainsAny(x, "!{}") || !strings.Contains(x, a.Links.Share) {
			t.Errorf("%s: %q", name, x)
		}
	}
	// Without a public address there is a telephone number, and alone one says I.
	a.Links.Share, a.With = "", nil
	if s := ShareTexts(ShareInput{Pack: PackRealEstate, Values: ValuesFor(a)}); s.Note != "Dana Reyes helped me buy my home in Riverside in 2026. I would work with Dana again, and you reach Dana at (217) 555-0142." {
		t.Errorf("note %q", s.Note)
	}
	// What the policy prescribes stands before the link.
	s = ShareTexts(ShareInput{Pack: PackProduct, Values: Values{"owner_name": "Kim Lee", "product": "Ledgerly", "share_url": "https://go.example.com/r/A"}, Disclosure: "If you sign up I get $20 and you get $20."})
	for _, x := range []string{s.Email, s.WhatsApp, s.LinkedIn, s.Copy, s.Note} {
		if d := strings.Index(x, "I get $20"); d < 0 || d > strings.Index(x, "https://") {
			t.Errorf("the reward is told too late: %q", x)
		}
	}
	if (ShareTexts(ShareInput{}) != Share{}) {
		t.Error("nobody is recommended")
	}
	if l := s.Links("https://go.example.com/r/A", "DE", true); l.SMS != "" {
		t.Error("a text is prefilled although there is a reward")
	}
	for region, want := range map[string]bool{"": false, "US": false, "US-NY": false, "DE": true, "CA-ON": true} {
		if l := s.Links("https://go.example.com/r/A", region, false); (l.SMS != "") != want {
			t.Errorf("in %q a text is prefilled: %q", region, l.SMS)
		}
	}
	l := s.Links("https://go.example.com/r/A", "US", true)
	if !strings.HasPrefix(l.WhatsApp, "https://wa.me/?text=This%20is%20who%20I") || !strings.Contains(l.Mail, "%0D%0A") || !strings.HasSuffix(l.LinkedIn, "url=https%3A%2F%2Fgo.example.com%2Fr%2FA") {
		t.Errorf("%+v", l)
	}
}

func TestTheNoteStandsOnItsOwn(t *testing.T) {
	a := aboutAnna()
	a.Settings.PublicURL, a.Owner.Voice.CalendarURL = "https://go.example.com", "https://calendar.example.com/dana"
	a.Links.Share = "https://go.example.com/r/QX4PZ7"
	s := ShareTexts(ShareInput{Pack: PackRealEstate, Values: ValuesFor(a)})
	for _, want := range []string{s.Note, "Dana Reyes, ", "(217) 555-0142", "To find a time: https://calendar.example.com/dana", a.Links.Share} {
		if !strings.Contains(s.Forward, want) {
			t.Errorf("the note lacks %q: %q", want, s.Forward)
		}
	}
	if strings.Contains(s.Forward, "Oak") {
		t.Error("the note tells where they live")
	}
}

func TestARecommendationSaysWhatWasTickedAndNothingElse(t *testing.T) {
	in := ShareInput{Pack: PackRealEstate, Values: ValuesFor(aboutAnna())}
	for as, want := range map[string]string{
		AsLinkedIn: "Dana Reyes helped me buy my home in Riverside in 2026. Dana listened. I would work with Dana again.",
		AsLetter:   "To whom it may concern,\n\nDana Reyes helped me buy my home in Riverside in 2026. Dana listened. I would work with Dana again.\n\nYours sincerely,",
		AsForm:     "How we know each other: Dana Reyes helped me buy my home in Riverside in 2026.\n\nWhat was good: Dana listened. I would work with Dana again.",
		"review":   "",
	} {
		if got := Recommend(in, []string{"again", "listened", "nonsense"}, as); got != want {
			t.Errorf("%s: %q, want %q", as, got, want)
		}
	}
	if got := Recommend(in, nil, AsLinkedIn); got != "Dana Reyes helped me buy my home in Riverside in 2026." {
		t.Errorf("praise that nobody ticked: %q", got)
	}
	if got := Recommend(ShareInput{Pack: PackRealEstate}, nil, AsLetter); got != "" {
		t.Errorf("nobody is recommended: %q", got)
	}
	for _, pack := range []string{PackRealEstate, PackProduct, PackProfessional, "other"} {
		seen := map[string]bool{}
		for _, k := range Ticks(pack) {
			if seen[k.ID] || k.Label == "" || !strings.Contains(Recommend(ShareInput{Pack: pack, Values: in.Values, Together: true}, []string{k.ID}, AsForm), "What was good: ") {
				t.Errorf("%s: tick %q says nothing, or stands twice", pack, k.ID)
			}
			seen[k.ID] = true
		}
	}
}

func ExampleLint() {
	words := Source{File: "ask.md", Text: "Subject: Quick question\n\nHi {{.greeting}},\n\nIf you know anyone looking to sell, [tell me]({{.yes_url}})!\n"}
	tpl, _ := Compile(words, CatalogueFor(PackRealEstate))
	for _, f := range Lint(LintInput{Kind: goodturn.KindAsk, Template: tpl}) {
		fmt.Printf("%d:%d %s %s %s\n", f.Line, f.Column, f.Rule, f.Severity, f.Message)
	}
	// Output:
	// 0:0 L14 block The ask does not say that a reply is enough.
	// 0:0 H8 block The ask names nothing that is this person's own.
	// 5:1 H1 block "if you know anyone" is an ask addressed to nobody in particular.
	// 5:49 L14 block There is no way to decline that is as easy as yes.
	// 5:60 H3 block There is an exclamation mark.
}

func ExampleShareTexts() {
	fmt.Println(ShareTexts(ShareInput{Pack: PackRealEstate, Values: Values{"owner_name": "Dana Reyes", "owner_first": "Dana", "side": "sold", "closing_year": "2025", "owner_phone": "(217) 555-0142"}}).Copy)
	// Output: Dana Reyes helped me sell my home in 2025. You reach Dana at (217) 555-0142.
}

func TestASourceSplitsIntoTheTwoBoxesOfAnEditor(t *testing.T) {
	for _, text := range []string{letters["ask"].text, letters["text ask"].text} {
		if subject, body := SplitSource(text); JoinSource(subject, body) != text {
			t.Errorf("%q and %q do not make the source again", subject, body)
		}
	}
	if got := JoinSource("Two\nlines", "b"); got != "Subject: Two lines\n\nb" {
		t.Errorf("a subject of two lines becomes %q", got)
	}
}
