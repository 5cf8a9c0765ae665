package goodturn

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Date is a civil date: a day on a calendar, without a time and without a zone. The zero Date means "not known".
// Its text form, in SQL and JSON too, is YYYY-MM-DD; the zero Date is the empty string.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the civil date of t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads YYYY-MM-DD and refuses days that no calendar has, such as 2026-02-30. The empty string is the zero Date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, &Error{Code: CodeInvalid, Message: fmt.Sprintf("%q is not a date.", s), Hint: "Write it as 2026-03-15.", Err: err}
	}
	return DateOf(t), nil
}

// IsZero reports whether the date is unknown.
func (d Date) IsZero() bool { return d == Date{} }

// Valid reports whether the calendar has this day. The zero Date is not valid.
func (d Date) Valid() bool { return !d.IsZero() && DateOf(d.utc()) == d }

// String gives YYYY-MM-DD, or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Long gives the date as a page says it: 15 March 2026.
func (d Date) Long() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", d.Day, d.Month, d.Year)
}

// Letter gives the date as Americans write it to each other: March 15, 2026. Letters use it; pages say 15 March 2026.
func (d Date) Letter() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s %d, %d", d.Month, d.Day, d.Year)
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Compare is -1, 0 or 1 as d is before, on or after o.
func (d Date) Compare(o Date) int { return d.utc().Compare(o.utc()) }

// Before reports whether d is an earlier day than o.
func (d Date) Before(o Date) bool { return d.Compare(o) < 0 }

// After reports whether d is a later day than o.
func (d Date) After(o Date) bool { return d.Compare(o) > 0 }

// AddDays moves by civil days; it never lands on a day that does not exist.
func (d Date) AddDays(n int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 0, 0, 0, 0, time.UTC))
}

// AddMonths moves by civil months and stays at the month's end where the day does not exist there:
// 31 March + 11 months is 28 February. time.Time.AddDate would give 3 March.
// Always count from the anchor, never from the result of another AddMonths: clamping does not add up.
func (d Date) AddMonths(n int) Date {
	m := d.Year*12 + int(d.Month) - 1 + n
	y, mo := m/12, m%12
	if mo < 0 {
		y, mo = y-1, mo+12
	}
	month := time.Month(mo + 1)
	last := time.Date(y, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return Date{y, month, min(d.Day, last)}
}

// AddYears moves by twelve months a year, so 29 February + 1 year is 28 February.
func (d Date) AddYears(n int) Date { return d.AddMonths(12 * n) }

// Sub is the number of civil days from o to d, negative if d is earlier.
func (d Date) Sub(o Date) int { return int(d.utc().Sub(o.utc()).Hours() / 24) }

func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// MarshalText and UnmarshalText make JSON and YAML use YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// Value stores the date as text.
func (d Date) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads what Value wrote; NULL is the zero Date.
func (d *Date) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	}
	return fmt.Errorf("scan a date from %T", v)
}
