package message

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/microcosm-cc/bluemonday"
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

func fill(t testing.TB, text string, v Values) Filled {
	t.Helper()
	f, err := compiled(t, Email, text).Fill(v)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// letterPolicy is what a letter may consist of, said again by an independent sanitizer.
func letterPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("https", "mailto")
	return p
}

func TestInReplyModeTheTextNamesTheWordsToReplyWith(t *testing.T) {
	v := ValuesFor(About{Links: ReplyLinks("dana@example.com")})
	f := fill(t, "Subject: x\n\n[Yes, gladly]({{.yes_url}})\n[Not now]({{.no_url}})", v)
	if want := "Yes, gladly (reply \"Yes\")\nNot now"; f.Text != want {
		t.Errorf("got %q, want %q", f.Text, want)
	}
	if !strings.Contains(f.HTML, `href="mailto:dana@example.com?subject=Not%20now"`) {
		t.Errorf("no mailto in %s", f.HTML)
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

func FuzzCompileAndFill(f *testing.F) {
	for _, l := range letters {
		f.Add(l.text, "Anna", l.form == Text)
	}
	for i, n := range hostileNames {
		f.Add("Subject: {{.home_street}}\n\n{{if .praise}}\n{{.praise}}\n{{else}}\n[a]({{.yes_url}})\n{{end}}", n, i%2 == 0)
	}
	f.Add("Subject: x\n\n{{if .praise}}{{else if .greeting}}{{else}}b{{end}}", "x", false)
	f.Add("Subject: x\n\n[[a]({{.yes_url}})]({{.no_url}}) \\[ \\", "x", false)
	cat := CatalogueFor(PackRealEstate)
	f.Fuzz(func(t *testing.T, words, value string, text bool) {
		form := Email
		if text {
			form = Text
		}
		tpl, err := Compile(Source{Text: words, Form: form}, cat)
		if err != nil {
			var e *goodturn.Error
			if !errors.As(err, &e) || e.Line < 1 || e.Column < 1 || e.Message == "" {
				t.Fatalf("an error without a place: %v", err)
			}
			return
		}
		v := cat.Examples()
		for _, n := range []string{"greeting", "home_street", "praise", "sign_off", "area_note"} {
			v[n] = value
		}
		for _, v := range []Values{v, cat.Examples(), {}} {
			filled, err := tpl.Fill(v)
			if needs := tpl.Needs(v); (len(needs) > 0) != (err != nil) {
				t.Fatalf("Needs says %v and Fill %v", needs, err)
			}
			if err != nil {
				continue
			}
			if form == Email && letterPolicy().Sanitize(filled.HTML) != filled.HTML {
				t.Fatalf("more than paragraphs and links: %s", filled.HTML)
			}
			if strings.ContainsAny(filled.Subject, "\r\n") {
				t.Fatalf("the subject %q breaks", filled.Subject)
			}
			Lint(LintInput{Kind: goodturn.KindAsk, Template: tpl, Filled: &filled})
		}
		Lint(LintInput{Kind: goodturn.KindAsk, Template: tpl})
	})
}
