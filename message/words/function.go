package words

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn"
)

// function is one thing that words may do to a value. All are total: a missing argument gives a missing result.
type function struct {
	name     string
	shape    string // how to write it, for error messages
	min, max int    // number of arguments, the piped one included
	takes    []FieldKind
	gives    FieldKind // empty: the kind of its arguments
	call     func(args []any) any
}

var textLike = []FieldKind{KindText, KindLines}

var functions = []function{
	{name: "or_else", shape: `{{.x | or_else "words"}}`, min: 2, max: 2, call: func(a []any) any { return firstPresent(a) }},
	{name: "or", shape: `{{or .x .y}}`, min: 2, max: 9, call: firstPresent},
	{name: "and", shape: `{{if and .x .y}}`, min: 2, max: 9, call: func(a []any) any {
		for _, v := range a {
			if !Present(v) {
				return nil
			}
		}
		return a[len(a)-1]
	}},
	{name: "not", shape: `{{if not .x}}`, min: 1, max: 1, gives: kindBool, call: func(a []any) any { return !Present(a[0]) }},
	{name: "eq", shape: `{{if eq .side "bought"}}`, min: 2, max: 9, gives: kindBool, call: func(a []any) any {
		for _, v := range a[1:] {
			if Present(a[0]) && Present(v) && Written(a[0]) == Written(v) {
				return true
			}
		}
		return false
	}},
	{name: "lower", shape: `{{.x | lower}}`, min: 1, max: 1, takes: textLike, gives: KindText, call: text(strings.ToLower)},
	{name: "upper_first", shape: `{{.x | upper_first}}`, min: 1, max: 1, takes: textLike, gives: KindText, call: text(UpperFirst)},
	{name: "list_and", shape: `{{.x | list_and}}`, min: 1, max: 1, takes: []FieldKind{KindList}, gives: KindText, call: func(a []any) any {
		l, _ := a[0].([]string)
		return orNil(ListAnd(l))
	}},
	{name: "money", shape: `{{.x | money}}`, min: 1, max: 1, takes: []FieldKind{KindMoney}, gives: KindText, call: func(a []any) any { return orNil(Written(a[0])) }},
	{name: "percent", shape: `{{.x | percent}}`, min: 1, max: 1, takes: []FieldKind{KindPercent}, gives: KindText, call: func(a []any) any { return orNil(Written(a[0])) }},
	{name: "long", shape: `{{.closing_date | long}}`, min: 1, max: 1, takes: []FieldKind{KindDate}, gives: KindText, call: date(goodturn.Date.Long)},
	{name: "day_month", shape: `{{.closing_date | day_month}}`, min: 1, max: 1, takes: []FieldKind{KindDate}, gives: KindText, call: date(func(d goodturn.Date) string { return fmt.Sprintf("%s %d", d.Month, d.Day) })},
	{name: "month", shape: `{{.closing_date | month}}`, min: 1, max: 1, takes: []FieldKind{KindDate}, gives: KindText, call: date(func(d goodturn.Date) string { return d.Month.String() })},
	{name: "month_year", shape: `{{.closing_date | month_year}}`, min: 1, max: 1, takes: []FieldKind{KindDate}, gives: KindText, call: date(func(d goodturn.Date) string { return fmt.Sprintf("%s %d", d.Month, d.Year) })},
	{name: "year", shape: `{{.closing_date | year}}`, min: 1, max: 1, takes: []FieldKind{KindDate}, gives: KindText, call: date(func(d goodturn.Date) string { return fmt.Sprint(d.Year) })},
	{name: "weekday", shape: `{{.closing_date | weekday}}`, min: 1, max: 1, takes: []FieldKind{KindDate}, gives: KindText, call: date(func(d goodturn.Date) string { return d.Weekday().String() })},
	{name: "plural", shape: `{{plural .market_sales "sale" "sales"}}`, min: 3, max: 3, takes: []FieldKind{KindNumber, KindText, KindText}, gives: KindText, call: func(a []any) any {
		n, ok := a[0].(int)
		if !ok {
			return nil
		}
		noun := a[2]
		if n == 1 {
			noun = a[1]
		}
		if s := Written(noun); s != "" {
			return fmt.Sprintf("%d %s", n, s)
		}
		return nil
	}},
}

func functionNamed(name string) (function, bool) {
	for _, f := range functions {
		if f.name == name {
			return f, true
		}
	}
	return function{}, false
}

func functionNames() []string {
	var out []string
	for _, f := range functions {
		out = append(out, f.name)
	}
	return out
}

func firstPresent(a []any) any {
	for _, v := range a {
		if Present(v) {
			return v
		}
	}
	return nil
}

func text(f func(string) string) func([]any) any {
	return func(a []any) any {
		s, _ := a[0].(string)
		return orNil(f(s))
	}
}

func date(f func(goodturn.Date) string) func([]any) any {
	return func(a []any) any {
		d, ok := a[0].(goodturn.Date)
		if !ok || d.IsZero() {
			return nil
		}
		return f(d)
	}
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func UpperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// ListAnd joins names as people say them: Anna, Paul and Mia.
func ListAnd(l []string) string {
	switch len(l) {
	case 0:
		return ""
	case 1:
		return l[0]
	}
	return strings.Join(l[:len(l)-1], ", ") + " and " + l[len(l)-1]
}

// nearest is the known word that somebody probably meant by a misspelt one, or "".
func nearest(word string, known []string) string {
	best, at := "", len(word)/4+1
	for _, k := range known {
		if d := distance(word, k, at); d < at || d == at && best == "" {
			best, at = k, d
		}
	}
	return best
}

// distance is the number of letters to insert, delete, change or swap with a neighbour; anything above limit comes back as limit+1.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit+1)
}
