package sim

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/goodturn-app/goodturn/funnel"
)

// line is one line of the summary.
type line struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

func (r *SimulateReport) lines() []line {
	span := "In the coming year"
	if r.Years > 1 {
		span = fmt.Sprintf("In the coming %d years", r.Years)
	}
	out := []line{
		{span, plural(r.People, "person", "people") + " in the plan"},
		{"Asks", rangeWords(r.Asks, "ask", "asks")},
		{"Yes", r.Yeses.Words("person says yes", "people say yes")},
		{"Introductions", r.Introductions.Words("introduction", "introductions")},
		{"Closings", r.Closings.Words("closing", "closings")},
	}
	if c := r.Commission(); c != "" {
		out = append(out, line{"Commission", c})
	}
	return out
}

func rangeWords(o funnel.Outlook, one, many string) string {
	if o.Low == o.High {
		return plural(o.Low, one, many)
	}
	return fmt.Sprintf("%d to %s", o.Low, plural(o.High, one, many))
}

// basis says what the ranges are made of.
func (r *SimulateReport) basis() string {
	return fmt.Sprintf("Ranges hold 8 of 10 outcomes: %s of your list, and %d draws of luck for each, from seed %d.", plural(r.Runs, "simulated life", "simulated lives"), redraws(r.Runs), r.Seed)
}

// WriteText writes the report for a terminal.
func (r *SimulateReport) WriteText(w io.Writer) error {
	var b strings.Builder
	for _, l := range r.lines() {
		fmt.Fprintf(&b, "%-20s %s\n", l.Label, l.Text)
	}
	b.WriteString("\n")
	if err := r.Months.Terminal(&b, 48); err != nil {
		return err
	}
	fmt.Fprintf(&b, "\n%s\n", r.basis())
	for _, n := range r.Notes {
		fmt.Fprintln(&b, n)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteJSON writes the report as one JSON object.
func (r *SimulateReport) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Years         int            `json:"years"`
		Seed          uint64         `json:"seed"`
		Runs          int            `json:"runs"`
		Rates         string         `json:"rates"`
		People        int            `json:"people"`
		Asks          funnel.Outlook `json:"asks"`
		Yeses         funnel.Outlook `json:"yeses"`
		Introductions funnel.Outlook `json:"introductions"`
		Closings      funnel.Outlook `json:"closings"`
		Commission    string         `json:"commission,omitempty"`
		Words         []line         `json:"words"`
		Notes         []string       `json:"notes"`
		Months        Bars           `json:"months"`
	}{r.Years, r.Seed, r.Runs, r.Preset.Name, r.People, r.Asks, r.Yeses, r.Introductions, r.Closings, r.Commission(), r.lines(), r.Notes, r.Months})
}

// WriteSVG writes the chart alone.
func (r *SimulateReport) WriteSVG(w io.Writer) error { return r.Months.SVG(w) }

// WriteHTML writes the report as a page that stands by itself, the chart in it and the numbers behind it in a table.
func (r *SimulateReport) WriteHTML(w io.Writer) error {
	var b strings.Builder
	b.WriteString("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>What may come of it</title>\n" +
		"<style>body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}dt{font-weight:600}dd{margin:0 0 .6rem}svg{max-width:100%;height:auto}" +
		"table{border-collapse:collapse;margin:1rem 0}th,td{padding:.2rem .7rem;text-align:right;border-bottom:1px solid #ddd}th[scope=row]{text-align:left}caption{text-align:left;font-weight:600}</style>\n<body>\n<h1>What may come of it</h1>\n<dl>\n")
	for _, l := range r.lines() {
		fmt.Fprintf(&b, "<dt>%s</dt><dd>%s</dd>\n", html.EscapeString(l.Label), html.EscapeString(l.Text))
	}
	b.WriteString("</dl>\n")
	if err := r.Months.SVG(&b); err != nil {
		return err
	}
	if err := r.Months.Table(&b); err != nil {
		return err
	}
	fmt.Fprintf(&b, "<p>%s</p>\n<ul>\n", html.EscapeString(r.basis()))
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "<li>%s</li>\n", html.EscapeString(n))
	}
	b.WriteString("</ul>\n</body>\n</html>\n")
	_, err := io.WriteString(w, b.String())
	return err
}
