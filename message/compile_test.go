package message

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
)

func TestErrorsSayWhereAndWhatToWriteInstead(t *testing.T) {
	const head = "Subject: x\n\n"
	for name, c := range map[string]struct {
		form         Form
		text         string
		line, column int
		message      string
		hint         string
	}{
		"a misspelt field":                   {Email, head + "Hi {{.gretting}},", 3, 6, "There is no field gretting.", "Did you mean {{.greeting}}?"},
		"a field in capitals":                {Email, head + "{{.First_Name}}", 3, 3, "There is no field First_Name.", "{{.first_name}}"},
		"a field of another pack":            {Email, head + "{{.shared_work}}", 3, 3, "There is no field shared_work.", "list of fields"},
		"a field without its dot":            {Email, head + "{{greeting}}", 3, 3, "There is no function greeting.", "{{.greeting}}"},
		"a misspelt function":                {Email, head + "{{.greeting | uper_first}}", 3, 15, "There is no function uper_first.", "upper_first"},
		"columns count characters":           {Email, head + "Zoë — {{.x_y_z}}", 3, 9, "There is no field x_y_z.", ""},
		"a nested field":                     {Email, head + "{{.contact.name}}", 3, 11, "has a dot inside", "flat names"},
		"range":                              {Email, head + "a {{range .names}}x{{end}}", 3, 11, "range is not available", ""},
		"with":                               {Email, head + "{{with .names}}x{{end}}", 3, 8, "with is not available", ""},
		"template":                           {Email, head + `{{template "x"}}`, 3, 12, "template is not available", ""},
		"define":                             {Email, head + `a{{define "x"}}y{{end}}`, 3, 16, "define is not available", ""},
		"a variable":                         {Email, head + "{{$x := .names}}", 3, 3, "Variables are not available", ""},
		"the dot alone":                      {Email, head + "{{.}}", 3, 3, "is not available", ""},
		"a fraction":                         {Email, head + "{{or .names 1.5}}", 3, 13, "not a whole number", ""},
		"a wrong kind":                       {Email, head + "{{money .greeting}}", 3, 9, "money cannot use this: it is of kind text", "{{.x | money}}"},
		"too few values":                     {Email, head + "{{or .names}}", 3, 3, "or is given 1 values", ""},
		"a value after a bar":                {Email, head + "{{.names | .greeting}}", 3, 3, "", ""},
		"a condition that is printed":        {Email, head + "{{not .names}}", 3, 3, "A yes or no cannot be printed", "condition"},
		"a string with template marks":       {Email, head + `{{or .names "{"}}{{or .names "{{"}}`, 3, 30, "more than words", ""},
		"an if without end":                  {Email, head + "a\n\n{{if .names}}b", 5, 1, "never closed", "{{end}}"},
		"an end without if":                  {Email, head + "a {{end}}", 3, 3, "has no {{if}}", ""},
		"an action that is never closed":     {Email, head + "a {{.names", 3, 3, "never closed", ""},
		"an if across paragraphs":            {Email, head + "a {{if .names}}b\n\nc{{end}}", 3, 8, "begins in one paragraph and ends in another", "alone on their lines"},
		"a heading":                          {Email, head + "# Hello", 3, 1, "A heading", ""},
		"a picture":                          {Email, head + "a ![b](c)", 3, 3, "A picture", ""},
		"a quote":                            {Email, head + "> a", 3, 1, "A quote block", ""},
		"a rule":                             {Email, head + "---", 3, 1, "A line of dashes", ""},
		"code":                               {Email, head + "a `b`", 3, 3, "Code", ""},
		"a code block":                       {Email, head + "```\na\n```", 3, 1, "Code", ""},
		"HTML":                               {Email, head + "a <b>b</b>", 3, 3, "HTML", ""},
		"a script":                           {Email, head + "<script>x</script>", 3, 1, "HTML", ""},
		"a typed link":                       {Email, head + "[a](https://b.example)", 3, 1, "typed address", "{{.yes_url}}"},
		"a link to a name":                   {Email, head + "[a]({{.names}})", 3, 7, "not an address", ""},
		"a link built from parts":            {Email, head + "[a](https://x.example/{{.names}})", 3, 1, "typed address", ""},
		"a link without words":               {Email, head + "[ ]({{.yes_url}})", 3, 1, "no words", ""},
		"a link with spaces in the way":      {Email, head + "[a](b c)", 3, 3, "cannot be read", ""},
		"a link in the subject":              {Email, "Subject: {{.yes_url}}\n\na", 1, 12, "does not fit in a subject", ""},
		"no subject":                         {Email, "Hello.\n\nBody.", 1, 1, "no subject", "Subject:"},
		"no header at all":                   {Email, "\nBody.", 1, 1, "no subject", ""},
		"an unknown header":                  {Email, "Subject: x\nFrom: y\n\nBody.", 2, 1, "After the subject comes a blank line", ""},
		"two subjects":                       {Email, "Subject: x\nSubject: y\n\nBody.", 2, 1, "two subjects", ""},
		"an empty subject":                   {Email, "Subject:\n\nBody.", 1, 1, "subject is empty", ""},
		"nothing below the subject":          {Email, "Subject: x\n\n", 3, 1, "no message here", ""},
		"no blank line at all":               {Email, "Subject: x", 1, 11, "no message below", ""},
		"a text with a subject":              {Text, "Subject: x\n\ny", 1, 1, "has no subject", ""},
		"an empty text":                      {Text, "", 1, 1, "no message here", ""},
		"an invisible character":             {Email, head + "a\u202eb", 3, 2, "invisible character (U+202E)", ""},
		"a private character":                {Email, head + "a\ue000", 3, 2, "invisible character (U+E000)", ""},
		"a NUL":                              {Email, head + "a\x00", 3, 2, "invisible character", ""},
		"bytes that are no text":             {Email, head + "a\xff", 1, 1, "not readable", "UTF-8"},
		"a novel":                            {Email, head + strings.Repeat("word ", 5000), 1, 1, "characters long", ""},
		"errors in a file with Windows ends": {Email, "Subject: x\r\n\r\nHi {{.gretting}},\r\n", 3, 6, "There is no field gretting.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Compile(Source{File: "words.md", Text: c.text, Form: c.form}, CatalogueFor(PackRealEstate))
			var e *goodturn.Error
			if !errors.As(err, &e) {
				t.Fatalf("compiled, or failed oddly: %v", err)
			}
			if c.message == "" {
				return
			}
			if e.Code != goodturn.CodeInvalid || e.File != "words.md" || !strings.Contains(e.Message, c.message) || !strings.Contains(e.Hint, c.hint) {
				t.Errorf("got %v, want %q with hint %q", e, c.message, c.hint)
			}
			if e.Line != c.line || e.Column != c.column {
				t.Errorf("%v: at %d:%d, want %d:%d", e, e.Line, e.Column, c.line, c.column)
			}
		})
	}
}

func TestAllErrorsComeAtOnceAndInOrder(t *testing.T) {
	_, err := Compile(Source{Text: "Subject: {{.a_b}}\n\n# x\n\n{{.c_d}} and {{nope .greeting}}\n\n[a](b)"}, CatalogueFor(PackRealEstate))
	var es Errors
	if !errors.As(err, &es) {
		t.Fatal(err)
	}
	var lines []int
	for _, e := range es {
		lines = append(lines, e.Line)
	}
	if !slices.Equal(lines, []int{1, 3, 5, 5, 7}) {
		t.Errorf("errors on lines %v:\n%v", lines, err)
	}
}

func TestATemplateKnowsItsFields(t *testing.T) {
	tpl := compiled(t, Email, "Subject: {{.home_street}}\n\n{{if .praise}}{{.note_fact}}{{end}} {{or .closing_month .season}} {{.sign_off}}")
	if got, want := tpl.Fields(), []string{"closing_month", "home_street", "note_fact", "praise", "season", "sign_off"}; !slices.Equal(got, want) {
		t.Errorf("fields %v, want %v", got, want)
	}
	if got, want := tpl.Required(), []string{"home_street", "sign_off"}; !slices.Equal(got, want) {
		t.Errorf("required %v, want %v", got, want)
	}
	if !tpl.Uses("note_fact") || tpl.Uses("praise") {
		t.Error("a condition is not a print")
	}
}

func TestMisspellingsAreRecognised(t *testing.T) {
	names := []string{"greeting", "first_name", "home_street", "yes_url"}
	for in, want := range map[string]string{"greting": "greeting", "frist_name": "first_name", "firstname": "first_name", "home_stret": "home_street", "url": "", "zzz": "", "": ""} {
		if got := nearest(in, names); got != want {
			t.Errorf("nearest(%q) = %q, want %q", in, got, want)
		}
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
