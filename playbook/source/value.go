package source

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

// Known complains about every key that is not in the list, with the nearest one that is.
func (r *Reader) Known(n *Node, keys []string, what string) bool {
	ok := true
	for _, k := range n.Keys {
		if slices.Contains(keys, k.Text) {
			continue
		}
		ok = false
		if slices.Contains(r.Except, k.Text) {
			continue
		}
		r.Fail(k, "", fmt.Sprintf("A %s has no key %q.", what, Short(k.Text)), Meant(k.Text, keys))
	}
	return ok
}

// Meant is the hint for a word that is in no list: the nearest one, or all.
func Meant(word string, of []string) string {
	best, least := "", 3
	for _, w := range of {
		if d := distance(strings.ToLower(word), w); d < least && d < len(w) {
			best, least = w, d
		}
	}
	if best != "" {
		return fmt.Sprintf("Did you mean %q?", best)
	}
	return "Use " + Or(of) + "."
}

// distance is the number of single-letter edits, swaps of neighbours included, between two words; long ones are told apart
// at once.
func distance(a, b string) int {
	if len(a) > 40 || len(b) > 40 {
		return 99
	}
	prev2, prev, cur := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(b)]
}

// Short cuts a word that somebody wrote to a length that an error can show.
func Short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "..."
	}
	return s
}

// Need is a text of one line that must be there; what says what to write.
func (r *Reader) Need(n *Node, key, what string) string {
	v := n.Get(key)
	if v == nil {
		r.Fail(n, key, fmt.Sprintf("The %s is missing.", noun(key)), fmt.Sprintf("Add %s: with %s.", key, what))
		return ""
	}
	s := r.Line(n, key)
	if v.Kind == Text && strings.TrimSpace(v.Text) == "" || v.Kind == Nothing {
		r.Fail(v, key, fmt.Sprintf("The %s is empty.", noun(key)), fmt.Sprintf("Give it %s.", what))
	}
	return s
}

// noun is what a key is called in a sentence.
func noun(key string) string {
	if key == "step" {
		return "name of the step"
	}
	return strings.ReplaceAll(key, "_", " ")
}

// Line is a text of one line, or "".
func (r *Reader) Line(n *Node, key string) string {
	v := n.Get(key)
	if v == nil || v.Kind == Nothing {
		return ""
	}
	if v.Kind != Text {
		r.Fail(v, key, fmt.Sprintf("This takes a text and got %s.", v.Kind), "Write it on one line, after the colon.")
		return ""
	}
	if strings.ContainsAny(v.Text, "\n\r\x00") {
		r.Fail(v, key, "This runs over several lines.", "Write it on one line.")
		return ""
	}
	return strings.TrimSpace(v.Text)
}

// Choice is one of the words of, or def where the key is absent. An empty def means that it must be there.
func (r *Reader) Choice(n *Node, key, def string, of []string) string {
	v := n.Get(key)
	if v == nil {
		if def == "" {
			r.Fail(n, key, fmt.Sprintf("The %s is missing.", noun(key)), fmt.Sprintf("Write %s: and one of %s.", key, Or(of)))
		}
		return def
	}
	s := r.Line(n, key)
	if !slices.Contains(of, s) {
		if v.Kind == Text || v.Kind == Nothing {
			r.Fail(v, key, fmt.Sprintf("%q is not a %s.", Short(s), strings.ReplaceAll(key, "_", " ")), Meant(s, of))
		}
		return def
	}
	return s
}

// Words is a list of known words; one word alone is a list of one.
func (r *Reader) Words(n *Node, key string, of []string) []string {
	v := n.Get(key)
	if v == nil {
		return nil
	}
	items := v.Items
	switch v.Kind {
	case Text:
		items = []*Node{v}
	case Mapping, Nothing:
		r.Fail(v, key, fmt.Sprintf("This takes a list and got %s.", v.Kind), fmt.Sprintf("Write it as [%s].", of[0]))
		return nil
	}
	var out []string
	for _, it := range items {
		switch {
		case it.Kind != Text || !slices.Contains(of, it.Text):
			r.Fail(it, key, fmt.Sprintf("%q is not known under %s.", Short(it.Text), key), Meant(it.Text, of))
		case slices.Contains(out, it.Text):
			r.Fail(it, key, fmt.Sprintf("%q stands twice under %s.", it.Text, key), "Keep one of them.")
		default:
			out = append(out, it.Text)
		}
	}
	return out
}

// Flag is true or false; false where the key is absent.
func (r *Reader) Flag(n *Node, key string) bool {
	v := n.Get(key)
	if v == nil {
		return false
	}
	switch v.Text {
	case "true", "yes":
		return true
	case "false", "no":
		return false
	}
	r.Fail(v, key, fmt.Sprintf("This is true or false, not %q.", Short(v.Text)), fmt.Sprintf("Write %s: true, or leave it out.", key))
	return false
}

// Windows is the hours of a window, or def.
func (r *Reader) Windows(n *Node, key string, def schedule.Windows) schedule.Windows {
	v := n.Get(key)
	if v == nil {
		return def
	}
	w, err := schedule.ParseWindow(v.Text)
	if err != nil || v.Kind != Text {
		r.Fail(v, key, fmt.Sprintf("%q is not a window.", Short(v.Text)), "Write it as Mon-Fri 9:00-17:00, no holidays.")
		return def
	}
	return schedule.Windows{w}
}

// Distance is a civil distance from the anchor: days, months or years, not below zero.
func (r *Reader) Distance(v *Node, key string, def schedule.Distance) schedule.Distance {
	if v == nil {
		return def
	}
	if v.Kind != Text {
		r.Fail(v, key, fmt.Sprintf("This takes a distance and got %s.", v.Kind), "Write it as day 30, or 6 months.")
		return def
	}
	d, err := schedule.ParseDistance(v.Text)
	switch {
	case err != nil:
		r.Fail(v, key, fmt.Sprintf("%q is not a distance.", Short(v.Text)), hintOf(err, "Write it as day 30, or 6 months."))
		return def
	case !d.Civil():
		r.Fail(v, key, fmt.Sprintf("%q counts hours, and a closing is a day without an hour.", v.Text), "Write it in days, months or years.")
		return def
	case d.N < 0:
		r.Fail(v, key, fmt.Sprintf("%q lies before the closing.", v.Text), "Write a day after it, such as day 30.")
		return def
	}
	return d
}

func hintOf(err error, def string) string {
	var e *goodturn.Error
	if errors.As(err, &e) && e.Hint != "" {
		return e.Hint
	}
	return def
}

// Instants is a length of time between two instants; days count 24 hours here.
func (r *Reader) Instants(n *Node, key string, def time.Duration) time.Duration {
	v := n.Get(key)
	if v == nil {
		return def
	}
	if v.Kind != Text {
		r.Fail(v, key, fmt.Sprintf("This takes a time and got %s.", v.Kind), "Write it as 72 hours, or 10 days.")
		return def
	}
	return r.Elapsed(v, key, v.Text)
}

// Elapsed reads such a length from a text that stands at v.
func (r *Reader) Elapsed(v *Node, key, text string) time.Duration {
	d, err := schedule.ParseDistance(text)
	switch {
	case err != nil:
		r.Fail(v, key, fmt.Sprintf("%q is not a time.", Short(text)), "Write it as 72 hours, or 10 days.")
	case d.N < 0:
		r.Fail(v, key, fmt.Sprintf("%q is less than nothing.", text), "Write it as 72 hours, or 10 days.")
	case d.Unit == schedule.Hour:
		return time.Duration(d.N) * time.Hour
	case d.Unit == schedule.Day:
		return time.Duration(d.N) * goodturn.Day
	default:
		r.Fail(v, key, fmt.Sprintf("%q is not the same length every year.", text), "Write it in days or hours.")
	}
	return 0
}

// Number is a whole number from least to most, or def.
func (r *Reader) Number(n *Node, key string, def, least, most int) int {
	v := n.Get(key)
	if v == nil {
		return def
	}
	i, err := strconv.Atoi(v.Text)
	if err != nil || i < least || i > most {
		r.Fail(v, key, fmt.Sprintf("%q is not a number from %d to %d.", v.Text, least, most), fmt.Sprintf("Write %s: %d.", key, def))
		return def
	}
	return i
}
