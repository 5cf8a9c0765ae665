package words_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message/words"
)

func body(t testing.TB, text string, v words.Values) words.Filled {
	t.Helper()
	f, err := compiled(t, words.Email, "Subject: x\n\n"+text).Fill(v)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestBodiesReadAsTyped(t *testing.T) {
	v := cat.Examples()
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
		"dates in words":                                {"{{.closing_date}}, {{.closing_date | day_month}}, {{.closing_date | month_year}}, {{.closing_date | weekday}}, {{.closing_date | year}}, {{.closing_date | month}}", "March 15, 2026, March 15, March 2026, Sunday, 2026, March", "<p>March 15, 2026, March 15, March 2026, Sunday, 2026, March</p>"},
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

func TestEveryHoleIsNamedAtOnceWithItsPlace(t *testing.T) {
	tpl := compiled(t, words.Email, "Subject: {{.home_street}}\n\nHi {{.greeting}},\n\n{{if .praise}}{{.note_fact}}{{end}}{{or .praise .closing_month}} [x]({{.yes_url}})")
	v := words.Values{"yes_url": "javascript:alert(1)", "note_fact": "x"}
	_, err := tpl.Fill(v)
	var m *words.MissingError
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
	tpl := compiled(t, words.Email, "Subject: x\n\n{{.closing_date}}")
	_, err := tpl.Fill(words.Values{"closing_date": "15 March"})
	if err == nil || !strings.Contains(err.Error(), "not of kind date") {
		t.Fatalf("got %v", err)
	}
}

func TestFactsAreWhatWasPrintedOfTheirStory(t *testing.T) {
	f := body(t, `{{or .market_fell .home_street .praise}} {{if .closing_month}}{{.market_line}}{{end}} {{.owner_first}}`, cat.Examples())
	if !slices.Equal(f.Facts, []string{"home_street"}) {
		t.Errorf("facts %v", f.Facts)
	}
}

func ExampleTemplate_Fill() {
	source := words.Source{File: "check-in.md", Text: "Subject: A month on {{.home_street}}\n\nHi {{.greeting}},\n\nHow is the place treating you?\n\n{{.sign_off}}\n"}
	tpl, err := words.Compile(source, cat)
	if err != nil {
		fmt.Println(err)
		return
	}
	f, _ := tpl.Fill(words.Values{"home_street": "12 Oak Street", "greeting": "Anna and Paul", "sign_off": "Warmly,\nDana"})
	fmt.Println(f.Subject)
	fmt.Println(f.Text)
	_, err = tpl.Fill(words.Values{"greeting": "Anna"})
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
