package connect

import (
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

// DateOrder is the order in which a source writes the numbers of a date such as 03/04/2026. It is a property of a whole
// column or file, proven or told, and never assumed for one value.
type DateOrder uint8

const (
	OrderUnknown DateOrder = iota
	MonthFirst             // 03/04/2026 is 4 March
	DayFirst               // 03/04/2026 is 3 April
)

// String says the order in words.
func (o DateOrder) String() string {
	switch o {
	case MonthFirst:
		return "month first"
	case DayFirst:
		return "day first"
	}
	return "unknown"
}

// DateReading is what one written date can mean.
type DateReading struct {
	Date   goodturn.Date // the day, if it is certain; else zero
	Blank  bool          // nothing is written there, or a filler such as 0000-00-00
	Proves DateOrder     // the order that this value alone proves: 03/15/2026 can only be month first
	// Ambiguous says that Date would be First under MonthFirst and Second under DayFirst, and that nothing decides.
	Ambiguous     bool
	First, Second goodturn.Date
	// Contrary says that the value contradicts the order that was given; it then means Second thoughts, not a date.
	Contrary bool
	Why      string // why there is no date, as the end of a sentence: "has no day"
}

// ReadDate reads a date as people and programs write it: ISO, 3/15/2025, 15.3.25, 15 Mar 2025, March 15, 2025, an Excel day
// number, each with or without a time of day. order decides between the two readings of 03/04/2026 and only that.
// Two-digit years belong to the hundred years that end ten years after thisYear.
func ReadDate(s string, order DateOrder, thisYear int) DateReading {
	s = strings.TrimSpace(s)
	if s == "" || blankDate(s) {
		return DateReading{Blank: true}
	}
	var t dateTokens
	if why := t.scan(s); why != "" {
		return DateReading{Why: why}
	}
	return t.read(order, thisYear)
}

func blankDate(s string) bool {
	switch s {
	case "-", "--", "0", "n/a", "N/A", "NA", "null", "NULL", "None", "none", "never", "Never", "1/0/1900", "0000-00-00 00:00:00":
		return true
	}
	for i := range len(s) {
		if c := s[i]; c != '0' && c != '/' && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

// dateToken is a run of digits (digits > 0) or the name of a month (digits == 0).
type dateToken struct{ value, digits int }

type dateTokens struct {
	tok   [3]dateToken
	n     int
	slash bool // numbers were joined by / . or -, so this was meant as one date
	frac  bool // a day number with a part of a day behind it
}

const unreadable = "is not a date that can be read"

func (t *dateTokens) scan(s string) string {
	i := 0
	for i < len(s) && t.n < 3 {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			j, v := i, 0
			for j < len(s) && s[j] >= '0' && s[j] <= '9' && j-i < 9 {
				v = v*10 + int(s[j]-'0')
				j++
			}
			if t.n == 1 && t.tok[0].digits == 5 && s[i-1] == '.' { // 45731.5: a day number and half a day
				t.frac = true
				return restIsTime(s[j:])
			}
			t.tok[t.n] = dateToken{v, j - i}
			t.n++
			i = j
			if i+1 < len(s) && ordinal(s[i:i+2]) && (i+2 == len(s) || !isLetter(s[i+2])) {
				i += 2
			}
		case isLetter(c):
			j := i
			for j < len(s) && isLetter(s[j]) {
				j++
			}
			w := s[i:j]
			switch {
			case monthOf(w) > 0:
				t.tok[t.n] = dateToken{int(monthOf(w)), 0}
				t.n++
			case t.n == 0 && isWeekday(w), strings.EqualFold(w, "of"), strings.EqualFold(w, "the"):
			default:
				return unreadable
			}
			i = j
		case c == ' ' || c == ',' || c == '\'':
			i++
		case c == '/' || c == '.' || c == '-':
			t.slash = true
			i++
		case c == ':':
			return "has no year" // 3/15 14:22
		default:
			return unreadable
		}
	}
	return restIsTime(s[i:])
}

// restIsTime accepts what may follow a date: a time of day, with a zone or without.
func restIsTime(s string) string {
	s = strings.TrimRight(s, " ,.")
	if s == "" {
		return ""
	}
	if s[0] != ' ' && s[0] != 'T' && s[0] != 't' && s[0] != ',' {
		return unreadable
	}
	if len(s) > 40 || (!strings.Contains(s, ":") && len(s) > 6) {
		return unreadable
	}
	letters := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c == ':', c == '.', c == '+', c == '-', c == ' ', c == ',', c == '(', c == ')', c == '/':
		case isLetter(c):
			if letters++; letters > 8 {
				return unreadable
			}
		default:
			return unreadable
		}
	}
	return ""
}

func (t *dateTokens) read(order DateOrder, thisYear int) DateReading {
	a, b, c := t.tok[0], t.tok[1], t.tok[2]
	switch {
	case t.n == 1 && a.digits == 8 && a.value > 19000000 && !t.frac:
		return certain(a.value/10000, a.value/100%100, a.value%100)
	case t.n == 1 && a.digits == 5 && a.value >= 10000 && a.value <= 73050: // up to the year 2100
		// Excel counts days from 1899-12-30, having believed that 1900 was a leap year.
		return DateReading{Date: goodturn.Date{Year: 1899, Month: time.December, Day: 30}.AddDays(a.value)}
	case t.n == 1 && a.digits == 4:
		return DateReading{Why: "is a year without a day"}
	case t.n == 2 && (a.digits == 0 || b.digits == 4 || a.digits == 4):
		return DateReading{Why: "has no day"}
	case t.n == 2:
		return DateReading{Why: "has no year"}
	case t.n < 3:
		return DateReading{Why: unreadable}
	case a.digits == 4 && b.digits == 0 && c.digits > 0: // 2025 Mar 15
		return certain(a.value, b.value, c.value)
	case a.digits == 4 && b.digits > 0 && b.digits <= 2 && c.digits > 0 && c.digits <= 2:
		return certain(a.value, b.value, c.value)
	case c.digits != 4 && c.digits != 2:
		return DateReading{Why: unreadable}
	}
	year := c.value
	if c.digits == 2 {
		year = fullYear(year, thisYear)
	}
	switch {
	case a.digits == 0 && b.digits > 0 && b.digits <= 2:
		return certain(year, a.value, b.value)
	case b.digits == 0 && a.digits > 0 && a.digits <= 2:
		return certain(year, b.value, a.value)
	case a.digits == 0 || b.digits == 0 || a.digits > 2 || b.digits > 2 || !t.slash:
		return DateReading{Why: unreadable}
	}
	return numeric(a.value, b.value, year, order)
}

func certain(y, m, d int) DateReading {
	if day := (goodturn.Date{Year: y, Month: time.Month(m), Day: d}); m >= 1 && m <= 12 && day.Valid() {
		return DateReading{Date: day}
	}
	return DateReading{Why: "is a day that no calendar has"}
}

func numeric(a, b, year int, order DateOrder) DateReading {
	monthFirst, dayFirst := certain(year, a, b), certain(year, b, a)
	switch {
	case monthFirst.Why != "" && dayFirst.Why != "":
		return DateReading{Why: "is a day that no calendar has"}
	case a == b:
		return monthFirst
	case b > 12 && a <= 12:
		return proven(monthFirst.Date, MonthFirst, order)
	case a > 12:
		return proven(dayFirst.Date, DayFirst, order)
	case monthFirst.Why != "": // 02/30 either way round is caught above; here only one reading is a day
		return proven(dayFirst.Date, DayFirst, order)
	case dayFirst.Why != "":
		return proven(monthFirst.Date, MonthFirst, order)
	}
	r := DateReading{First: monthFirst.Date, Second: dayFirst.Date}
	switch order {
	case MonthFirst:
		r.Date = r.First
	case DayFirst:
		r.Date = r.Second
	default:
		r.Ambiguous = true
	}
	return r
}

func proven(d goodturn.Date, is, told DateOrder) DateReading {
	if told != OrderUnknown && told != is {
		return DateReading{Proves: is, Contrary: true, Why: "cannot be " + told.String()}
	}
	return DateReading{Date: d, Proves: is}
}

func fullYear(yy, thisYear int) int {
	y := (thisYear+10)/100*100 + yy
	if y > thisYear+10 {
		y -= 100
	}
	return y
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func ordinal(s string) bool {
	return strings.EqualFold(s, "st") || strings.EqualFold(s, "nd") || strings.EqualFold(s, "rd") || strings.EqualFold(s, "th")
}

// monthOf knows English month names and their usual short forms; 0 for any other word.
func monthOf(w string) time.Month {
	if len(w) < 3 || len(w) > 9 {
		return 0
	}
	for m := time.January; m <= time.December; m++ {
		name := m.String()
		if len(w) <= len(name) && (len(w) == 3 || len(w) == len(name)) && strings.EqualFold(w, name[:len(w)]) {
			return m
		}
	}
	if strings.EqualFold(w, "sept") {
		return time.September
	}
	return 0
}

func isWeekday(w string) bool {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := d.String(); len(w) >= 3 && len(w) <= len(name) && strings.EqualFold(w, name[:len(w)]) {
			return true
		}
	}
	return false
}
