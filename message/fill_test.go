package message

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"pgregory.net/rapid"
)

func compiled(t testing.TB, form Form, text string) *Template {
	t.Helper()
	tpl, err := Compile(Source{File: "words.md", Text: text, Form: form}, CatalogueFor(PackRealEstate))
	if err != nil {
		t.Fatal(err)
	}
	return tpl
}

func body(t testing.TB, text string, v Values) Filled {
	t.Helper()
	f, err := compiled(t, Email, "Subject: x\n\n"+text).Fill(v)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestBodiesReadAsTyped(t *testing.T) {
	v := CatalogueFor(PackRealEstate).Examples()
	v["market_sales"] = 1
	for name, c := range map[string]struct{ words, text, html string }{
		"paragraphs stay apart and lines stay lines":    {"One.\nTwo.\n\nThree.", "One.\nTwo.\n\nThree.", "<p>One.<br>\nTwo.</p>\n<p>Three.</p>"},
		"a link with words in a sentence":               {"Say [yes]({{.yes_url}}).", "Say yes (https://go.example.com/a/sample?yes).", `<p>Say <a href="https://go.example.com/a/sample?yes">yes</a>.</p>`},
		"a link alone on its line":                      {"[Yes]({{.yes_url}})", "Yes: https://go.example.com/a/sample?yes", `<p><a href="https://go.example.com/a/sample?yes">Yes</a></p>`},
		"a bare address":                                {"{{.yes_url}}", "https://go.example.com/a/sample?yes", `<p><a href="https://go.example.com/a/sample?yes">https://go.example.com/a/sample?yes</a></p>`},
		"stars, dashes and underlines are not Markdown": {"- *one*\n- _two_ & 2 < 3", "- *one*\n- _two_ & 2 < 3", "<p>- *one*<br>\n- _two_ &amp; 2 &lt; 3</p>"},
		"a backslash shows the sign itself":             {`\# 4 \[x\]`, "# 4 [x]", "<p># 4 [x]</p>"},
		"a false condition leaves no gap":               {"Hello {{if .market_fell}}sad {{end}}, there {{if .market_fell}}x{{end}}.", "Hello, there.", "<p>Hello, there.</p>"},
		"a false condition around paragraphs":           {"One.\n{{if .market_fell}}\nTwo.\n{{else}}\nThree.\n\nFour.\n{{end}}\nFive.", "One.\n\nThree.\n\nFour.\n\nFive.", "<p>One.</p>\n<p>Three.</p>\n<p>Four.</p>\n<p>Five.</p>"},
		"a line that says nothing is not there":         {"One.\n{{if .market_fell}}x{{end}}{{/* y */}}{{if .praise}}{{end}}\nTwo.", "One.\nTwo.", "<p>One.<br>\nTwo.</p>"},
		"a comment on its own line is not there":        {"One.\n{{/* why */}}\nTwo.", "One.\nTwo.", "<p>One.<br>\nTwo.</p>"},
		"else if":                                       {`{{if eq .side "sold"}}S{{else if eq .side "rented" "bought"}}B{{else}}N{{end}}`, "B", "<p>B</p>"},
		"or takes the first known":                      {"{{or .market_fell .praise}}", "You made it easy from the first viewing", "<p>You made it easy from the first viewing</p>"},
		"or_else in both spellings":                     {`{{.market_fell | or_else "a"}} {{or_else .market_fell "b"}}`, "a b", "<p>a b</p>"},
		"and, not":                                      {"{{if and .praise (not .market_fell)}}x{{end}}", "x", "<p>x</p>"},
		"dates in words":                                {"{{.closing_date}}, {{.closing_date | day_month}}, {{.closing_date | month_year}}, {{.closing_date | weekday}}, {{.closing_date | year}}, {{.closing_date | month}}", "15 March 2026, 15 March, March 2026, Sunday, 2026, March", "<p>15 March 2026, 15 March, March 2026, Sunday, 2026, March</p>"},
		"money, per cent, plural, case":                 {`{{.market_median | money}} {{.rate_now | percent}} {{plural .market_sales "sale" "sales"}} {{.home_street | lower}} {{"oak" | upper_first}}`, "$415,000 6.12% 1 sale 12 oak street Oak", "<p>$415,000 6.12% 1 sale 12 oak street Oak</p>"},
		"line breaks of a sign-off":                     {"{{.sign_off}}", "Warmly,\nDana", "<p>Warmly,<br>\nDana</p>"},
		"a value is never Markdown or HTML":             {"{{.area_note}}", "A <b> & [x](https://y.example) `z` # 1", "<p>A &lt;b&gt; &amp; [x](https://y.example) `z` # 1</p>"},
	} {
		t.Run(name, func(t *testing.T) {
			v["area_note"] = "A <b> & [x](https://y.example) `z` # 1"
			f := body(t, c.words, v)
			if f.Text != c.text {
				t.Errorf("text\n%q, want\n%q", f.Text, c.text)
			}
			if f.HTML != c.html {
				t.Errorf("html\n%q, want\n%q", f.HTML, c.html)
			}
		})
	}
}

func TestInReplyModeTheTextNamesTheWordsToReplyWith(t *testing.T) {
	v := ValuesFor(About{Links: ReplyLinks("dana@example.com")})
	f := body(t, "[Yes, gladly]({{.yes_url}})\n[Not now]({{.no_url}})", v)
	if want := "Yes, gladly (reply \"Yes\")\nNot now"; f.Text != want {
		t.Errorf("got %q, want %q", f.Text, want)
	}
	if !strings.Contains(f.HTML, `href="mailto:dana@example.com?subject=Not%20now"`) {
		t.Errorf("no mailto in %s", f.HTML)
	}
}

func TestEveryHoleIsNamedAtOnceWithItsPlace(t *testing.T) {
	tpl := compiled(t, Email, "Subject: {{.home_street}}\n\nHi {{.greeting}},\n\n{{if .praise}}{{.note_fact}}{{end}}{{or .praise .closing_month}} [x]({{.yes_url}})")
	v := Values{"yes_url": "javascript:alert(1)", "note_fact": "x"}
	_, err := tpl.Fill(v)
	var m *MissingError
	if !errors.As(err, &m) {
		t.Fatalf("got %v", err)
	}
	if got, want := m.Names(), []string{"home_street", "greeting", "praise", "closing_month", "yes_url"}; !slices.Equal(got, want) {
		t.Errorf("missing %v, want %v", got, want)
	}
	if m.Fields[1].Line != 3 || m.Fields[1].Column != 6 {
		t.Errorf("greeting is missing at %d:%d, want 3:6", m.Fields[1].Line, m.Fields[1].Column)
	}
	if goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Error("a missing field is not the program's own fault")
	}
	if got := tpl.Needs(v); !slices.Equal(got, m.Fields) {
		t.Errorf("Needs says %v, Fill says %v", got, m.Fields)
	}
}

func TestAValueOfTheWrongKindIsRefused(t *testing.T) {
	tpl := compiled(t, Email, "Subject: x\n\n{{.closing_date}}")
	_, err := tpl.Fill(Values{"closing_date": "15 March"})
	if err == nil || !strings.Contains(err.Error(), "not of kind date") {
		t.Fatalf("got %v", err)
	}
}

func TestFactsAreWhatWasPrintedOfTheirStory(t *testing.T) {
	f := body(t, `{{or .market_fell .home_street .praise}} {{if .closing_month}}{{.market_line}}{{end}} {{.owner_first}}`, CatalogueFor(PackRealEstate).Examples())
	if !slices.Equal(f.Facts, []string{"home_street"}) {
		t.Errorf("facts %v", f.Facts)
	}
}

var doubled = regexp.MustCompile(`\{\{|\}\}|  | ,| \.($|\s)|(?m)^(Hi|Hello|Dear) *,|<no value>`)

func TestNoHostileNameSpoilsAMessage(t *testing.T) {
	names := slices.Clone(hostileNames)
	names = append(names, strings.Repeat("x", 10_000), strings.Repeat("Anna ", 2_000), strings.Repeat("م", 5_000))
	filled := 0
	for title, l := range letters {
		tpl := compiled(t, l.form, l.text)
		for i, name := range names {
			other := names[(i*7+3)%len(names)]
			v := ValuesFor(About{
				Contact: goodturn.Contact{Given: name, Greeting: name, NoteFact: other, Company: name},
				With:    []goodturn.Contact{{Greeting: other}},
				Closing: goodturn.Closing{Side: goodturn.SideBought, Date: goodturn.Date{Year: 2026, Month: 3, Day: 15}, Property: goodturn.Address{Street: other}},
				Home:    goodturn.Home{Property: goodturn.Address{Street: other, Area: name}},
				Owner:   goodturn.User{Name: "Dana Reyes"}, Today: goodturn.Date{Year: 2026, Month: 6, Day: 15},
				Links: ReplyLinks("dana@example.com"), More: Values{"praise": other, "friend_first": name},
			})
			f, err := tpl.Fill(v)
			if err != nil {
				var m *MissingError
				if !errors.As(err, &m) {
					t.Fatalf("%s for %q: %v", title, name, err)
				}
				continue
			}
			filled++
			all := f.Subject + "\n" + f.Text
			if x := doubled.FindString(all); x != "" {
				t.Errorf("%s for %q and %q has %q:\n%s", title, name, other, x, all)
			}
			if strings.ContainsAny(f.Subject, "\r\n") || len(all) > 6_000 {
				t.Errorf("%s for %q: the subject breaks or the text is %d long", title, name, len(all))
			}
			if l.form == Email && letterPolicy().Sanitize(f.HTML) != f.HTML {
				t.Errorf("%s for %q and %q is more than paragraphs and links:\n%s", title, name, other, f.HTML)
			}
		}
	}
	if filled < 100 {
		t.Errorf("only %d messages could be written: the test proves too little", filled)
	}
}

func TestADraftCompilesToTheSameMessage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		titles := make([]string, 0, len(letters))
		for k := range letters {
			titles = append(titles, k)
		}
		slices.Sort(titles)
		l := letters[rapid.SampledFrom(titles).Draw(t, "letter")]
		cat := CatalogueFor(PackRealEstate)
		tpl, err := Compile(Source{Text: l.text, Form: l.form}, cat)
		if err != nil {
			t.Fatal(err)
		}
		v := cat.Examples()
		v["friend_first"] = "Robin"
		for _, f := range []string{"home_street", "greeting", "praise", "sign_off"} {
			v[f] = rapid.StringMatching(`[A-Za-z#>*<\[\]()_\\!&.\x60~=-]{1,12}( [A-Za-z#>*<\[\]()\\]{1,6})?`).Draw(t, f)
		}
		want, err := tpl.Fill(v)
		if err != nil {
			return
		}
		draft, err := tpl.Draft(v)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Compile(Source{Text: draft, Form: l.form}, cat)
		if err != nil {
			t.Fatalf("%v\n%s", err, draft)
		}
		got, err := again.Fill(v)
		if err != nil {
			t.Fatal(err)
		}
		if got.Text != want.Text || got.HTML != want.HTML || got.Subject != want.Subject {
			t.Fatalf("draft\n%s\ngives\n%s\nwant\n%s", draft, got.Text, want.Text)
		}
	})
}

func TestTheTextAndTheHTMLSayTheSame(t *testing.T) {
	tags := regexp.MustCompile(`<[^>]+>`)
	for title, l := range letters {
		if l.form == Text {
			continue
		}
		v := CatalogueFor(PackRealEstate).Examples()
		f, err := compiled(t, l.form, l.text).Fill(v)
		if err != nil {
			t.Fatal(title, err)
		}
		plainHTML := strings.NewReplacer("<br>\n", " ", "\n", " ", "&#34;", `"`, "&#39;", "'", "&amp;", "&", "&lt;", "<").Replace(f.HTML)
		html := strings.Fields(tags.ReplaceAllString(plainHTML, ""))
		text := f.Text
		for _, k := range f.Links {
			text = strings.NewReplacer(" ("+k.URL+")", "", ": "+k.URL, "").Replace(text)
		}
		if got := strings.Fields(text); !slices.Equal(got, html) {
			t.Errorf("%s\ntext %v\nhtml %v", title, got, html)
		}
	}
}

func ExampleTemplate_Fill() {
	words := Source{File: "check-in.md", Text: "Subject: A month on {{.home_street}}\n\nHi {{.greeting}},\n\nHow is the place treating you?\n\n{{.sign_off}}\n"}
	tpl, err := Compile(words, CatalogueFor(PackRealEstate))
	if err != nil {
		fmt.Println(err)
		return
	}
	f, _ := tpl.Fill(Values{"home_street": "12 Oak Street", "greeting": "Anna and Paul", "sign_off": "Warmly,\nDana"})
	fmt.Println(f.Subject)
	fmt.Println(f.Text)
	_, err = tpl.Fill(Values{"greeting": "Anna"})
	fmt.Println(err)
	// Output:
	// A month on 12 Oak Street
	// Hi Anna and Paul,
	//
	// How is the place treating you?
	//
	// Warmly,
	// Dana
	// check-in.md:1:23: home_street: This message would have a hole: home_street is not known (1:23), sign_off is not known (7:3). Fill it in for this person, or give the words another way with {{if}} or or_else.
}

func BenchmarkFill(b *testing.B) {
	tpl := compiled(b, Email, letters["ask"].text+"\n"+strings.Repeat("One more sentence that makes the letter as long as a letter may be. ", 3)+"\n")
	v := CatalogueFor(PackRealEstate).Examples()
	f, err := tpl.Fill(v)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if f, err = tpl.Fill(v); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(f.Words), "words")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

func BenchmarkValuesFor(b *testing.B) {
	a := aboutAnna()
	b.ReportAllocs()
	for b.Loop() {
		ValuesFor(a)
	}
}

func BenchmarkLintBeforeSending(b *testing.B) {
	a := aboutAnna()
	tpl := compiled(b, Email, letters["ask"].text)
	f, err := tpl.Fill(ValuesFor(a))
	if err != nil {
		b.Fatal(err)
	}
	letter := Finish(f, "", Footer(a, Email))
	in := LintInput{Kind: goodturn.KindAsk, Template: tpl, Filled: &f, Letter: &letter, Postal: a.Settings.PostalAddress, ListUnsubscribe: "<mailto:dana@example.com?subject=Stop>"}
	if fs := Lint(in); len(fs) > 0 {
		b.Fatal(fs)
	}
	b.ReportAllocs()
	for b.Loop() {
		Lint(in)
	}
}
