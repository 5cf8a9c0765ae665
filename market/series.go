package market

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/goodturn-app/goodturn"
)

// Cadence says how often a series gets a new point. It decides how long the newest one may be quoted.
type Cadence string

const (
	Weekly    Cadence = "weekly"
	Monthly   Cadence = "monthly"
	Quarterly Cadence = "quarterly"
)

// MaxIndexAge is the greatest age in days, from the end of its period, at which an index may still carry an estimate of a home.
// FHFA publishes a quarter about 56 days after it ended and keeps it for three months, so a well-kept series is never older than
// about 150 days; 200 leaves room for a late release and none for a forgotten file.
const MaxIndexAge = 200

// Fresh is for how many days after the end of its period a point may be quoted as the present state. The zero Cadence gets the
// shortest, so that a series of unknown rhythm is quoted too seldom rather than too long.
func (c Cadence) Fresh() int {
	switch c {
	case Monthly:
		return 75 // published within three weeks, replaced a month later, plus three weeks of grace
	case Quarterly:
		return MaxIndexAge
	}
	return 14
}

// lag is for how many days after the end of its period a point is not published yet. A replay of the past must not see it before:
// FHFA releases a quarter eight weeks after its end, Zillow and Realtor.com a month within the first half of the next.
func (c Cadence) lag() int {
	switch c {
	case Monthly:
		return 15
	case Quarterly:
		return 55
	}
	return 0
}

// days is the length of the longest period.
func (c Cadence) days() int {
	switch c {
	case Monthly:
		return 31
	case Quarterly:
		return 92
	}
	return 7
}

// Point is one published number.
type Point struct {
	Period goodturn.Date `json:"period"` // the last day of the period
	Value  float64       `json:"value"`
	StdErr float64       `json:"std_err,omitempty"` // standard error in the unit of Value; zero: not published
}

// Series is what one publisher says about one area over time. Points are in order of Period, each later than the one before,
// with finite values above zero; Check tells whether they are.
type Series struct {
	Source    Source        `json:"source"`
	Measure   Measure       `json:"measure"`
	Area      Area          `json:"area"`
	Unit      Unit          `json:"unit"`
	Every     Cadence       `json:"every"`
	Covers    []HomeKind    `json:"covers,omitempty"` // kinds of homes it is about; empty: all
	Points    []Point       `json:"points"`
	Published goodturn.Date `json:"published,omitzero"` // when the edition was published or fetched, if known
}

// Key identifies the series among all others: a newer edition of the same series has the same Key.
func (s Series) Key() string {
	return fmt.Sprintf("%s/%s/%s/%s", s.Source, s.Measure, s.Area.Kind, s.Area.Key)
}

// Check finds the first point that breaks the promise in Series' comment.
func (s Series) Check() error {
	for i, p := range s.Points {
		switch {
		case !p.Period.Valid():
			return fmt.Errorf("%s: point %d has no date", s.Key(), i+1)
		case math.IsNaN(p.Value) || math.IsInf(p.Value, 0) || p.Value <= 0:
			return fmt.Errorf("%s: %s has the value %v", s.Key(), p.Period, p.Value)
		case math.IsNaN(p.StdErr) || math.IsInf(p.StdErr, 0) || p.StdErr < 0:
			return fmt.Errorf("%s: %s has the standard error %v", s.Key(), p.Period, p.StdErr)
		case i > 0 && !p.Period.After(s.Points[i-1].Period):
			return fmt.Errorf("%s: %s does not come after %s", s.Key(), p.Period, s.Points[i-1].Period)
		}
	}
	return nil
}

// Sort puts points in order and drops all but the last given of two for one period: a corrected number comes after its mistake.
func (s *Series) Sort() {
	slices.SortStableFunc(s.Points, func(a, b Point) int { return a.Period.Compare(b.Period) })
	out := s.Points[:0]
	for _, p := range s.Points {
		if n := len(out); n > 0 && out[n-1].Period == p.Period {
			out[n-1] = p
			continue
		}
		out = append(out, p)
	}
	s.Points = out
}

// At is the newest point whose period ended on or before d.
func (s Series) At(d goodturn.Date) (Point, bool) {
	i := s.after(d)
	if i == 0 {
		return Point{}, false
	}
	return s.Points[i-1], true
}

// Covering is the point of the period that d lies in; none if that period is missing.
func (s Series) Covering(d goodturn.Date) (Point, bool) {
	i := sort.Search(len(s.Points), func(i int) bool { return !s.Points[i].Period.Before(d) })
	if i == len(s.Points) || s.Points[i].Period.Sub(d) >= s.Every.days() {
		return Point{}, false
	}
	return s.Points[i], true
}

// Newest is the newest point that was published by asOf.
func (s Series) Newest(asOf goodturn.Date) (Point, bool) { return s.At(asOf.AddDays(-s.Every.lag())) }

// Expires is the first day on which the newest point of asOf may no longer be quoted; zero if there is none.
func (s Series) Expires(asOf goodturn.Date) goodturn.Date {
	p, ok := s.Newest(asOf)
	if !ok {
		return goodturn.Date{}
	}
	return p.Period.AddDays(s.Every.Fresh() + 1)
}

// Stale reports whether nothing in the series may be quoted on asOf.
func (s Series) Stale(asOf goodturn.Date) bool {
	e := s.Expires(asOf)
	return e.IsZero() || !asOf.Before(e)
}

// CoversKind reports whether the series is about homes of this kind. An unknown kind is not refused: most agents' lists do not
// carry it, and most homes in the United States are houses.
func (s Series) CoversKind(k HomeKind) bool {
	return k == HomeUnknown || len(s.Covers) == 0 || slices.Contains(s.Covers, k)
}

// Shifted is the series with every date moved by the same number of days. Only sample data is ever shifted.
func (s Series) Shifted(days int) Series {
	pts := slices.Clone(s.Points)
	for i := range pts {
		pts[i].Period = pts[i].Period.AddDays(days)
	}
	s.Points = pts
	if !s.Published.IsZero() {
		s.Published = s.Published.AddDays(days)
	}
	return s
}

// after is the index of the first point whose period ended after d.
func (s Series) after(d goodturn.Date) int {
	return sort.Search(len(s.Points), func(i int) bool { return s.Points[i].Period.After(d) })
}
