package market

import (
	"fmt"
	"math"
	"strconv"

	"github.com/goodturn-app/goodturn"
)

// Span is a stretch of days, both included. From is zero where only the end is known.
type Span struct {
	From goodturn.Date `json:"from,omitzero"`
	To   goodturn.Date `json:"to"`
}

// Figure is one number that a letter may quote, with everything that must be said beside it. It never stands without Source and
// Period. Lead and Basis together make one clause without a full stop: "co-ops in Astoria sold at a median of $402,000, up about
// 6% from the 90 days before, according to city records for the 90 days through November 14".
type Figure struct {
	Lead    string        `json:"lead"`  // what happened
	Basis   string        `json:"basis"` // who says so, about which time, and what it is not
	Value   float64       `json:"value"`
	Low     float64       `json:"low"`  // equal to Value where no range is known
	High    float64       `json:"high"` // equal to Value where no range is known
	Unit    Unit          `json:"unit"`
	Source  Source        `json:"source"`
	Period  Span          `json:"period"`
	Expires goodturn.Date `json:"expires"` // the first day on which it may not be quoted any more
	Fell    bool          `json:"fell"`    // what the reader owns lost value: the words are calm, and an ask that leans on it waits
}

// IsZero reports whether there is no figure.
func (f Figure) IsZero() bool { return f == Figure{} }

// String is the whole clause, without a full stop, or "" for no figure.
func (f Figure) String() string {
	if f.IsZero() {
		return ""
	}
	return f.Lead + ", " + f.Basis
}

// Usable reports whether the figure may be quoted on a day. The zero Figure never may.
func (f Figure) Usable(on goodturn.Date) bool {
	return !f.IsZero() && !f.Period.To.After(on) && on.Before(f.Expires)
}

// dollars writes a whole amount: $1,540,000.
func dollars(v float64) string {
	n := int64(math.Round(v))
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return sign + "$" + thousands(n)
}

func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// percent writes a size without its sign: whole percents from 1 up, "less than 1%" below, since a tenth of a percent of a house
// price is never known.
func percent(v float64) string {
	v = math.Abs(v)
	if v < 1 {
		return "less than 1%"
	}
	return fmt.Sprintf("%.0f%%", v)
}

// rate writes an interest rate as the survey prints it: 6.35%.
func rate(v float64) string { return fmt.Sprintf("%.2f%%", v) }

// day writes a date as it stands in a letter of asOf: the year only where it is another one.
func day(d, asOf goodturn.Date) string {
	if d.Year == asOf.Year {
		return fmt.Sprintf("%s %d", d.Month, d.Day)
	}
	return d.Letter()
}

// month writes the month of a date as it stands in a letter of asOf.
func month(d, asOf goodturn.Date) string {
	if d.Year == asOf.Year {
		return d.Month.String()
	}
	return fmt.Sprintf("%s %d", d.Month, d.Year)
}

// roundTo rounds to the nearest multiple of step; down and up are the same towards one side.
func roundTo(v, step float64) float64   { return math.Round(v/step) * step }
func roundDown(v, step float64) float64 { return math.Floor(v/step) * step }
func roundUp(v, step float64) float64   { return math.Ceil(v/step) * step }

// coarse is the step to which an amount of this size is rounded, so that a figure does not look more exact than it is: about
// three digits, and never finer than $1,000.
func coarse(v float64) float64 {
	if v = math.Abs(v); v < 200_000 {
		return 1_000
	} else if v < 1_000_000 {
		return 5_000
	} else if v < 5_000_000 {
		return 10_000
	}
	return 50_000
}
