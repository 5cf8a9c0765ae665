package playbook

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

// known complains about every key that is not in the list, with the nearest one that is.
func (r *reader) known(n *node, keys []string, what string) bool {
	ok := true
	for _, k := range n.keys {
		if slices.Contains(keys, k.text) {
			continue
		}
		ok = false
		if what == "step" && slices.Contains(conditionKeys, k.text) {
			continue // said more precisely by conditions
		}
		r.fail(k, "", fmt.Sprintf("A %s has no key %q.", what, short(k.text)), meant(k.text, keys))
	}
	return ok
}

// meant is the hint for a word that is in no list: the nearest one, or all.
func meant(word string, of []string) string {
	best, least := "", 3
	for _, w := range of {
		if d := distance(strings.ToLower(word), w); d < least && d < len(w) {
			best, least = w, d
		}
	}
	if best != "" {
		return fmt.Sprintf("Did you mean %q?", best)
	}
	return "Use " + list(of) + "."
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

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "..."
	}
	return s
}

func (r *reader) need(n *node, key, what string) string {
	v := n.get(key)
	if v == nil {
		r.fail(n, key, fmt.Sprintf("%s: is missing.", key), fmt.Sprintf("Add %s: with %s.", key, what))
		return ""
	}
	s := r.text1(n, key)
	if s == "" && v.kind == isText || v.kind == isNothing {
		r.fail(v, key, fmt.Sprintf("%s: is empty.", key), fmt.Sprintf("Give it %s.", what))
	}
	return s
}

// text1 is a value of one line.
func (r *reader) text1(n *node, key string) string {
	v := n.get(key)
	if v == nil || v.kind == isNothing {
		return ""
	}
	if v.kind != isText {
		r.fail(v, key, fmt.Sprintf("%s: wants a text and got %s.", key, v.kind), "Write it on one line, after the colon.")
		return ""
	}
	if strings.ContainsAny(v.text, "\n\r\x00") {
		r.fail(v, key, fmt.Sprintf("%s: runs over several lines.", key), "Write it on one line.")
		return ""
	}
	return strings.TrimSpace(v.text)
}

func (r *reader) choice(n *node, key, def string, of []string) string {
	v := n.get(key)
	if v == nil {
		if def == "" && key == "kind" {
			r.fail(n, key, "kind: is missing.", "Use "+list(of)+".")
		}
		return def
	}
	s := r.text1(n, key)
	if !slices.Contains(of, s) {
		if v.kind == isText || v.kind == isNothing {
			r.fail(v, key, fmt.Sprintf("%q is not a %s.", short(s), strings.ReplaceAll(key, "_", " ")), meant(s, of))
		}
		return def
	}
	return s
}

// words reads a list of known words; one word alone is a list of one.
func (r *reader) words(n *node, key string, of []string) []string {
	v := n.get(key)
	if v == nil {
		return nil
	}
	items := v.items
	switch v.kind {
	case isText:
		items = []*node{v}
	case isMapping, isNothing:
		r.fail(v, key, fmt.Sprintf("%s: wants a list.", key), fmt.Sprintf("Write it as [%s].", of[0]))
		return nil
	}
	var out []string
	for _, it := range items {
		switch {
		case it.kind != isText || !slices.Contains(of, it.text):
			r.fail(it, key, fmt.Sprintf("%q is not known under %s.", short(it.text), key), meant(it.text, of))
		case slices.Contains(out, it.text):
			r.fail(it, key, fmt.Sprintf("%q stands twice under %s.", it.text, key), "Keep one of them.")
		default:
			out = append(out, it.text)
		}
	}
	return out
}

func (r *reader) flag(n *node, key string) bool {
	v := n.get(key)
	if v == nil {
		return false
	}
	switch v.text {
	case "true", "yes":
		return true
	case "false", "no":
		return false
	}
	r.fail(v, key, fmt.Sprintf("%s: is true or false, not %q.", key, short(v.text)), fmt.Sprintf("Write %s: true, or leave it out.", key))
	return false
}

func (r *reader) windows(n *node, key string, def schedule.Windows) schedule.Windows {
	v := n.get(key)
	if v == nil {
		return def
	}
	w, err := schedule.ParseWindow(v.text)
	if err != nil || v.kind != isText {
		r.fail(v, key, fmt.Sprintf("%q is not a window.", short(v.text)), "Write it as Mon-Fri 9:00-17:00, no holidays.")
		return def
	}
	return schedule.Windows{w}
}

// distance reads a civil distance from the anchor: days, months or years, not below zero.
func (r *reader) distance(v *node, key string, def schedule.Distance) schedule.Distance {
	if v == nil {
		return def
	}
	if v.kind != isText {
		r.fail(v, key, fmt.Sprintf("%s: wants a distance and got %s.", key, v.kind), "Write it as day 30, or 6 months.")
		return def
	}
	d, err := schedule.ParseDistance(v.text)
	switch {
	case err != nil:
		r.fail(v, key, fmt.Sprintf("%q is not a distance.", short(v.text)), hintOf(err, "Write it as day 30, or 6 months."))
		return def
	case !d.Civil():
		r.fail(v, key, fmt.Sprintf("%q counts hours, and a closing is a day without an hour.", v.text), "Write it in days, months or years.")
		return def
	case d.N < 0:
		r.fail(v, key, fmt.Sprintf("%q lies before the closing.", v.text), "Write a day after it, such as day 30.")
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

// byTempo reads one distance, or one for each tempo: {careful: 6 months, usual: day 90, warm: day 60}. written receives the
// usual one as it stands in the file.
func (r *reader) byTempo(v *node, key string, def [tempos]schedule.Distance, written *string) [tempos]schedule.Distance {
	if v == nil {
		return def
	}
	note := func(n *node) {
		if written != nil {
			*written = n.text
		}
	}
	if v.kind != isMapping {
		d := r.distance(v, key, schedule.Distance{})
		note(v)
		return [tempos]schedule.Distance{d, d, d}
	}
	names := []string{string(goodturn.Careful), string(goodturn.Usual), string(goodturn.Warm)}
	r.known(v, names, "tempo")
	for i, name := range names {
		each := v.get(name)
		if each == nil {
			r.fail(v, key, fmt.Sprintf("%s: says nothing for the tempo %s.", key, name), "Give all three: {careful: 6 months, usual: day 90, warm: day 60}.")
			continue
		}
		def[i] = r.distance(each, key, def[i])
		if i == 1 {
			note(each)
		}
	}
	return def
}

// instants reads a length of time between two instants; days count 24 hours here.
func (r *reader) instants(n *node, key string, def time.Duration) time.Duration {
	v := n.get(key)
	if v == nil {
		return def
	}
	if v.kind != isText {
		r.fail(v, key, fmt.Sprintf("%s: wants a time and got %s.", key, v.kind), "Write it as 72 hours, or 10 days.")
		return def
	}
	return r.elapsed(v, key, v.text)
}

func (r *reader) elapsed(v *node, key, text string) time.Duration {
	d, err := schedule.ParseDistance(text)
	switch {
	case err != nil:
		r.fail(v, key, fmt.Sprintf("%q is not a time.", short(text)), "Write it as 72 hours, or 10 days.")
	case d.N < 0:
		r.fail(v, key, fmt.Sprintf("%q is less than nothing.", text), "Write it as 72 hours, or 10 days.")
	case d.Unit == schedule.Hour:
		return time.Duration(d.N) * time.Hour
	case d.Unit == schedule.Day:
		return time.Duration(d.N) * goodturn.Day
	default:
		r.fail(v, key, fmt.Sprintf("%q is not the same length every year.", text), "Write it in days or hours.")
	}
	return 0
}
