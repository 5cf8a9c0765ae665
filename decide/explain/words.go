package explain

import (
	"strconv"
	"strings"
	"time"
)

// AppendDay writes the date of local as people say it, "Friday 20 November", with the year where it is not thisYear. Evidence is
// kept for years, so it names dates and never says "today".
func AppendDay(b []byte, local time.Time, thisYear int) []byte {
	y, mo, d := local.Date()
	b = append(b, local.Weekday().String()...)
	b = append(b, ' ')
	b = strconv.AppendInt(b, int64(d), 10)
	b = append(b, ' ')
	b = append(b, mo.String()...)
	if y != thisYear {
		b = append(b, ' ')
		b = strconv.AppendInt(b, int64(y), 10)
	}
	return b
}

// AppendClock writes the time of day of local, "17:40".
func AppendClock(b []byte, local time.Time) []byte {
	h, m := local.Hour(), local.Minute()
	return append(b, byte('0'+h/10), byte('0'+h%10), ':', byte('0'+m/10), byte('0'+m%10))
}

// Count is "1 message", "2 messages".
func Count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + more
}

// List is "a, b and c".
func List(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// Because is "what: why", or what alone.
func Because(what, why string) string {
	if why == "" {
		return what
	}
	return what + ": " + why
}
