package words_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/message/words"
)

// cat is the vocabulary of the real-estate pack: the words are the same everywhere, the fields are not.
var cat = message.CatalogueFor(message.PackRealEstate)

func compiled(t testing.TB, form words.Form, text string) *words.Template {
	t.Helper()
	tpl, err := words.Compile(words.Source{File: "words.md", Text: text, Form: form}, cat)
	if err != nil {
		t.Fatal(err)
	}
	return tpl
}

func TestErrorsSayWhereAndWhatToWriteInstead(t *testing.T) {
	const head = "Subject: x\n\n"
	for name, c := range map[string]struct {
		form         words.Form
		text         string
		line, column int
		message      string
		hint         string
	}{
		"a misspelt field":                   {words.Email, head + "Hi {{.gretting}},", 3, 6, "There is no field gretting.", "Did you mean {{.greeting}}?"},
		"a field in capitals":                {words.Email, head + "{{.First_Name}}", 3, 3, "There is no field First_Name.", "{{.first_name}}"},
		"a field of another pack":            {words.Email, head + "{{.shared_work}}", 3, 3, "There is no field shared_work.", "list of fields"},
		"a field without its dot":            {words.Email, head + "{{greeting}}", 3, 3, "There is no function greeting.", "{{.greeting}}"},
		"a misspelt function":                {words.Email, head + "{{.greeting | uper_first}}", 3, 15, "There is no function uper_first.", "upper_first"},
		"columns count characters":           {words.Email, head + "Zoë — {{.x_y_z}}", 3, 9, "There is no field x_y_z.", ""},
		"a nested field":                     {words.Email, head + "{{.contact.name}}", 3, 11, "has a dot inside", "flat names"},
		"range":                              {words.Email, head + "a {{range .names}}x{{end}}", 3, 11, "range is not available", ""},
		"with":                               {words.Email, head + "{{with .names}}x{{end}}", 3, 8, "with is not available", ""},
		"template":                           {words.Email, head + `{{template "x"}}`, 3, 12, "template is not available", ""},
		"define":                             {words.Email, head + `a{{define "x"}}y{{end}}`, 3, 16, "define is not available", ""},
		"a variable":                         {words.Email, head + "{{$x := .names}}", 3, 3, "Variables are not available", ""},
		"the dot alone":                      {words.Email, head + "{{.}}", 3, 3, "is not available", ""},
		"a fraction":                         {words.Email, head + "{{or .names 1.5}}", 3, 13, "not a whole number", ""},
		"a wrong kind":                       {words.Email, head + "{{money .greeting}}", 3, 9, "money cannot use this: it is of kind text", "{{.x | money}}"},
		"too few values":                     {words.Email, head + "{{or .names}}", 3, 3, "or is given 1 values", ""},
		"a value after a bar":                {words.Email, head + "{{.names | .greeting}}", 3, 3, "", ""},
		"a condition that is printed":        {words.Email, head + "{{not .names}}", 3, 3, "A yes or no cannot be printed", "condition"},
		"a string with template marks":       {words.Email, head + `{{or .names "{"}}{{or .names "{{"}}`, 3, 30, "more than words", ""},
		"an if without end":                  {words.Email, head + "a\n\n{{if .names}}b", 5, 1, "never closed", "{{end}}"},
		"an end without if":                  {words.Email, head + "a {{end}}", 3, 3, "has no {{if}}", ""},
		"an action that is never closed":     {words.Email, head + "a {{.names", 3, 3, "never closed", ""},
		"an if across paragraphs":            {words.Email, head + "a {{if .names}}b\n\nc{{end}}", 3, 8, "begins in one paragraph and ends in another", "alone on their lines"},
		"a heading":                          {words.Email, head + "# Hello", 3, 1, "A heading", ""},
		"a picture":                          {words.Email, head + "a ![b](c)", 3, 3, "A picture", ""},
		"a quote":                            {words.Email, head + "> a", 3, 1, "A quote block", ""},
		"a rule":                             {words.Email, head + "---", 3, 1, "A line of dashes", ""},
		"code":                               {words.Email, head + "a `b`", 3, 3, "Code", ""},
		"a code block":                       {words.Email, head + "```\na\n```", 3, 1, "Code", ""},
		"HTML":                               {words.Email, head + "a <b>b</b>", 3, 3, "HTML", ""},
		"a script":                           {words.Email, head + "<script>x</script>", 3, 1, "HTML", ""},
		"a typed link":                       {words.Email, head + "[a](https://b.example)", 3, 1, "typed address", "{{.yes_url}}"},
		"a link to a name":                   {words.Email, head + "[a]({{.names}})", 3, 7, "not an address", ""},
		"a link built from parts":            {words.Email, head + "[a](https://x.example/{{.names}})", 3, 1, "typed address", ""},
		"a link without words":               {words.Email, head + "[ ]({{.yes_url}})", 3, 1, "no words", ""},
		"a link with spaces in the way":      {words.Email, head + "[a](b c)", 3, 3, "cannot be read", ""},
		"a link in the subject":              {words.Email, "Subject: {{.yes_url}}\n\na", 1, 12, "does not fit in a subject", ""},
		"no subject":                         {words.Email, "Hello.\n\nBody.", 1, 1, "no subject", "Subject:"},
		"no header at all":                   {words.Email, "\nBody.", 1, 1, "no subject", ""},
		"an unknown header":                  {words.Email, "Subject: x\nFrom: y\n\nBody.", 2, 1, "After the subject comes a blank line", ""},
		"two subjects":                       {words.Email, "Subject: x\nSubject: y\n\nBody.", 2, 1, "two subjects", ""},
		"an empty subject":                   {words.Email, "Subject:\n\nBody.", 1, 1, "subject is empty", ""},
		"nothing below the subject":          {words.Email, "Subject: x\n\n", 3, 1, "no message here", ""},
		"no blank line at all":               {words.Email, "Subject: x", 1, 11, "no message below", ""},
		"a text with a subject":              {words.Text, "Subject: x\n\ny", 1, 1, "have no subject", ""},
		"an empty text":                      {words.Text, "", 1, 1, "no message here", ""},
		"an invisible character":             {words.Email, head + "a\u202eb", 3, 2, "invisible character (U+202E)", ""},
		"a private character":                {words.Email, head + "a\ue000", 3, 2, "invisible character (U+E000)", ""},
		"a NUL":                              {words.Email, head + "a\x00", 3, 2, "invisible character", ""},
		"bytes that are no text":             {words.Email, head + "a\xff", 1, 1, "not readable", "UTF-8"},
		"a novel":                            {words.Email, head + strings.Repeat("word ", 5000), 1, 1, "characters long", ""},
		"errors in a file with Windows ends": {words.Email, "Subject: x\r\n\r\nHi {{.gretting}},\r\n", 3, 6, "There is no field gretting.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := words.Compile(words.Source{File: "words.md", Text: c.text, Form: c.form}, cat)
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
	_, err := words.Compile(words.Source{Text: "Subject: {{.a_b}}\n\n# x\n\n{{.c_d}} and {{nope .greeting}}\n\n[a](b)"}, cat)
	var es words.Errors
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
	tpl := compiled(t, words.Email, "Subject: {{.home_street}}\n\n{{if .praise}}{{.note_fact}}{{end}} {{or .closing_month .season}} {{.sign_off}}")
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
