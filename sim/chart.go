package sim

import (
	"fmt"
	"html"
	"io"
	"math"
	"strings"
)

// Bars is a chart of stacked bars: one bar a month, one part a kind of thing. The terminal, a picture and the table behind it all
// come of the same numbers.
type Bars struct {
	Title  string   `json:"title"`
	Text   string   `json:"text"`   // what the chart shows, in a sentence, for those who hear it
	Parts  []string `json:"parts"`  // from the bottom of a bar to its top
	Labels []string `json:"labels"` // of the bars
	Values [][]int  `json:"values"` // by bar, then by part
}

// shades are the parts of a bar in a terminal, lightest first.
var shades = []rune{'░', '▓', '█', '▒', '▞', '▚'}

// tints are the parts of a bar in a picture: light for what is useful, dark for what asks. Each stands out from its neighbour and
// from white and dark paper by more than the 3:1 that WCAG 2.2 wants of graphics, borders helping the light one.
var tints = []string{"#9cc5b5", "#1f5f4c", "#4d8fa8", "#b07a2a", "#8a5a83", "#777777"}

// total is the height of one bar.
func total(v []int) (n int) {
	for _, x := range v {
		n += x
	}
	return n
}

func (b Bars) highest() (n int) {
	for _, v := range b.Values {
		n = max(n, total(v))
	}
	return n
}

// Terminal writes the bars lying down, at most width characters a bar, with their numbers.
func (b Bars) Terminal(w io.Writer, width int) error {
	var out strings.Builder
	fmt.Fprintf(&out, "%s\n", b.Title)
	labels := 0
	for _, l := range b.Labels {
		labels = max(labels, len([]rune(l)))
	}
	top := b.highest()
	for i, v := range b.Values {
		var bar strings.Builder
		done, drawn := 0, 0
		for part, n := range v {
			done += n
			// Rounding the running sum, not each part, keeps the length of the whole bar true.
			upto := 0
			if top > 0 {
				upto = int(math.Round(float64(done) * float64(width) / float64(top)))
			}
			if n > 0 && upto == drawn && drawn < width {
				upto++ // what is there is seen
			}
			bar.WriteString(strings.Repeat(string(shades[part%len(shades)]), max(0, upto-drawn)))
			drawn = max(drawn, upto)
		}
		pad := strings.Repeat(" ", labels-len([]rune(b.Labels[i])))
		fmt.Fprintf(&out, "%s%s  %s %s\n", b.Labels[i], pad, bar.String(), numbers(v))
	}
	for i, p := range b.Parts {
		if i > 0 {
			out.WriteString("   ")
		}
		fmt.Fprintf(&out, "%c %s", shades[i%len(shades)], p)
	}
	out.WriteString("\n")
	_, err := io.WriteString(w, out.String())
	return err
}

func numbers(v []int) string {
	parts := make([]string, len(v))
	for i, n := range v {
		parts[i] = fmt.Sprint(n)
	}
	return strings.Join(parts, " + ")
}

// SVG writes the bars standing, with a title and a description inside for those who cannot see them.
func (b Bars) SVG(w io.Writer) error {
	const left, topMargin, plot, foot = 40, 34, 180, 56
	step := 44
	width := left + step*max(1, len(b.Values)) + 12
	height := topMargin + plot + foot
	ticks := niceTicks(b.highest())
	most := float64(ticks[len(ticks)-1])
	y := func(n int) float64 { return topMargin + plot*(1-float64(n)/most) }

	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="chart-title chart-text" font-family="system-ui, sans-serif" font-size="11">`+"\n", width, height, width, height)
	fmt.Fprintf(&out, "<title id=\"chart-title\">%s</title>\n<desc id=\"chart-text\">%s</desc>\n", html.EscapeString(b.Title), html.EscapeString(b.Text))
	fmt.Fprintf(&out, "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n<text x=\"%d\" y=\"18\" font-size=\"14\" fill=\"#222\">%s</text>\n", left, html.EscapeString(b.Title))
	for _, n := range ticks {
		fmt.Fprintf(&out, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#444\">%d</text>\n", left, width-12, y(n), y(n), left-6, y(n)+4, n)
	}
	for i, v := range b.Values {
		x := left + step*i + 8
		done := 0
		for part, n := range v {
			if n == 0 {
				continue
			}
			fmt.Fprintf(&out, "<rect x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" fill=\"%s\" stroke=\"#333\" stroke-width=\".5\"/>\n", x, y(done+n), step-16, y(done)-y(done+n), tints[part%len(tints)])
			done += n
		}
		fmt.Fprintf(&out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#222\">%s</text>\n", x+(step-16)/2, topMargin+plot+16, html.EscapeString(b.Labels[i]))
	}
	x := left
	for i, p := range b.Parts {
		fmt.Fprintf(&out, "<rect x=\"%d\" y=\"%d\" width=\"11\" height=\"11\" fill=\"%s\" stroke=\"#333\" stroke-width=\".5\"/><text x=\"%d\" y=\"%d\" fill=\"#222\">%s</text>\n", x, topMargin+plot+32, tints[i%len(tints)], x+16, topMargin+plot+42, html.EscapeString(p))
		x += 32 + 7*len([]rune(p))
	}
	out.WriteString("</svg>\n")
	_, err := io.WriteString(w, out.String())
	return err
}

// Table writes the numbers of the chart as an HTML table.
func (b Bars) Table(w io.Writer) error {
	var out strings.Builder
	fmt.Fprintf(&out, "<table>\n<caption>%s</caption>\n<thead><tr><th scope=\"col\">Month</th>", html.EscapeString(b.Title))
	for _, p := range b.Parts {
		fmt.Fprintf(&out, "<th scope=\"col\">%s</th>", html.EscapeString(p))
	}
	out.WriteString("</tr></thead>\n<tbody>\n")
	for i, v := range b.Values {
		fmt.Fprintf(&out, "<tr><th scope=\"row\">%s</th>", html.EscapeString(b.Labels[i]))
		for _, n := range v {
			fmt.Fprintf(&out, "<td>%d</td>", n)
		}
		out.WriteString("</tr>\n")
	}
	out.WriteString("</tbody>\n</table>\n")
	_, err := io.WriteString(w, out.String())
	return err
}

// niceTicks are 0 and a few round numbers, the last at or above most.
func niceTicks(most int) []int {
	step := 1
	for _, m := range []int{1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 1000000} {
		if step = m; m*5 >= most {
			break
		}
	}
	out := []int{0}
	for n := step; ; n += step {
		out = append(out, n)
		if n >= most {
			return out
		}
	}
}
