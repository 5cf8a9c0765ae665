package schedule

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Weekdays is a set of days of the week; bit i is time.Weekday(i). The zero set is no day.
type Weekdays uint8

// The sets that windows use.
const (
	Saturday  = Weekdays(1 << time.Saturday)
	Sunday    = Weekdays(1 << time.Sunday)
	MonToFri  = Weekdays(1<<time.Monday | 1<<time.Tuesday | 1<<time.Wednesday | 1<<time.Thursday | 1<<time.Friday)
	MonToSat  = MonToFri | Saturday
	EveryDay  = MonToSat | Sunday
	noMinutes = -1
)

// Has reports whether the day is in the set.
func (w Weekdays) Has(d time.Weekday) bool { return w&(1<<d) != 0 }

var dayNames = [...]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}

// String writes the set as ParseWeekdays reads it, Monday first: Mon-Fri, Sat,Sun; no day is "never".
func (w Weekdays) String() string {
	if w == 0 {
		return "never"
	}
	var parts []string
	for i := 0; i < 7; i++ {
		if !w.Has(fromMonday(i)) {
			continue
		}
		first := i
		for i+1 < 7 && w.Has(fromMonday(i+1)) {
			i++
		}
		switch {
		case i == first:
			parts = append(parts, dayNames[fromMonday(first)])
		case i == first+1:
			parts = append(parts, dayNames[fromMonday(first)], dayNames[fromMonday(i)])
		default:
			parts = append(parts, dayNames[fromMonday(first)]+"-"+dayNames[fromMonday(i)])
		}
	}
	return strings.Join(parts, ",")
}

func fromMonday(i int) time.Weekday { return time.Weekday((i + 1) % 7) }

// ParseWeekdays reads "Mon-Fri", "Sat,Sun", "Mon-Wed,Fri", "Fri-Mon" and "never".
func ParseWeekdays(s string) (Weekdays, error) {
	var w Weekdays
	if strings.EqualFold(strings.TrimSpace(s), "never") {
		return 0, nil
	}
	for part := range strings.SplitSeq(s, ",") {
		a, b, isRange := strings.Cut(part, "-")
		from, ok := parseDay(a)
		to := from
		if isRange && ok {
			to, ok = parseDay(b)
		}
		if !ok {
			return 0, goodturn.Invalid("days", fmt.Sprintf("%q names no days of the week.", part), "Write them as Mon-Fri or Sat,Sun.")
		}
		for d := from; ; d = (d + 1) % 7 {
			w |= 1 << d
			if d == to {
				break
			}
		}
	}
	return w, nil
}

func parseDay(s string) (time.Weekday, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := strings.ToLower(d.String()); len(s) >= 3 && strings.HasPrefix(name, s) {
			return d, true
		}
	}
	return 0, false
}

// Window is a stretch of the local day on some days of the week. From and To are minutes after local midnight, From
// inside, To outside, 0 <= From < To <= 1440; a window never crosses midnight. The zero Window is never open.
type Window struct {
	Days       Weekdays
	From, To   int
	NoHolidays bool // shut on the holidays of the calendar in force
}

// Clock makes minutes after midnight of an hour and a minute.
func Clock(hour, minute int) int { return hour*60 + minute }

// String writes the window as a person reads it: Mon-Fri 10:00-18:00, no holidays.
func (w Window) String() string {
	s := fmt.Sprintf("%s %s-%s", w.Days, clock(w.From), clock(w.To))
	if w.NoHolidays {
		s += ", no holidays"
	}
	return s
}

func clock(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

// ParseWindow reads what String writes; "Mon-Sat 8-20" will do as well.
func ParseWindow(s string) (Window, error) {
	bad := func() (Window, error) {
		return Window{}, goodturn.Invalid("window", fmt.Sprintf("%q is not a window.", s), "Write it as Mon-Fri 10:00-18:00, no holidays.")
	}
	text, noHolidays := strings.CutSuffix(strings.TrimSpace(s), ", no holidays")
	days, hours, ok := strings.Cut(text, " ")
	from, to, ok2 := strings.Cut(hours, "-")
	if !ok || !ok2 {
		return bad()
	}
	w := Window{NoHolidays: noHolidays, From: parseClock(from), To: parseClock(to)}
	var err error
	if w.Days, err = ParseWeekdays(days); err != nil {
		return Window{}, err
	}
	if w.From == noMinutes || w.To == noMinutes || w.From >= w.To {
		return bad()
	}
	return w, nil
}

func parseClock(s string) int {
	hour, minute, has := strings.Cut(strings.TrimSpace(s), ":")
	h, err := strconv.ParseUint(hour, 10, 8)
	if err != nil || h > 24 {
		return noMinutes
	}
	var m uint64
	if has {
		if m, err = strconv.ParseUint(minute, 10, 8); err != nil || m > 59 || len(minute) != 2 {
			return noMinutes
		}
	}
	if h == 24 && m > 0 {
		return noMinutes
	}
	return int(h*60 + m)
}

// MarshalText makes YAML and JSON use the words.
func (w Window) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads what ParseWindow reads.
func (w *Window) UnmarshalText(b []byte) error {
	v, err := ParseWindow(string(b))
	if err != nil {
		return err
	}
	*w = v
	return nil
}

// Windows is open when any of its windows is. No windows is never open.
type Windows []Window

// Always is open at every minute of the week.
func Always() Windows { return Windows{{Days: EveryDay, From: 0, To: 1440}} }

// Intersect is open exactly when both are.
func (ws Windows) Intersect(others Windows) Windows {
	var out Windows
	for _, a := range ws {
		for _, b := range others {
			w := Window{Days: a.Days & b.Days, From: max(a.From, b.From), To: min(a.To, b.To), NoHolidays: a.NoHolidays || b.NoHolidays}
			if w.Days != 0 && w.From < w.To {
				out = append(out, w)
			}
		}
	}
	return out
}

// String joins the windows: Mon-Fri 09:00-18:00; Sat,Sun 10:00-17:00.
func (ws Windows) String() string {
	if len(ws) == 0 {
		return "never"
	}
	parts := make([]string, len(ws))
	for i, w := range ws {
		parts[i] = w.String()
	}
	return strings.Join(parts, "; ")
}

// Spread picks a minute of the day inside the window from a key, the same one each time, so that people's messages do
// not all leave at the full hour. It never picks :00 unless the window has no other minute. A window without minutes
// gives its From.
func Spread(key string, w Window) int {
	if w.To-w.From < 1 {
		return w.From
	}
	return w.From + spread(key, w.To-w.From, w.From)
}

// spread picks one of n minutes, the first of which is minute `from` of the local day, and avoids full hours.
func spread(key string, n, from int) int {
	sum := sha256.Sum256([]byte(key))
	h := binary.BigEndian.Uint64(sum[:8])
	full := 0 // full hours among the n minutes
	first := (60 - from%60) % 60
	if first < n {
		full = 1 + (n-1-first)/60
	}
	if n == full {
		return int(h % uint64(n))
	}
	k := int(h % uint64(n-full)) // the k-th minute that is not a full hour
	if k < first {
		return k
	}
	return k + 1 + (k-first)/59
}
