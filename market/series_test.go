package market

import (
	"testing"

	"github.com/goodturn-app/goodturn"
	"pgregory.net/rapid"
)

func date(s string) goodturn.Date {
	d, err := goodturn.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// quarterly is an FHFA series: the values of consecutive quarters from the first quarter of 2024.
func quarterly(values ...float64) Series {
	s := Series{Source: SourceFHFA, Measure: MeasureValue, Unit: UnitIndex, Every: Quarterly, Covers: []HomeKind{HomeHouse},
		Area: Area{Kind: AreaMetro, Key: "35614", Name: "New York-Jersey City-White Plains, NY-NJ (MSAD)"}}
	for i, v := range values {
		s.Points = append(s.Points, Point{Period: date("2024-03-31").AddMonths(3 * i), Value: v, StdErr: v / 200})
	}
	ends := map[int]int{3: 31, 6: 30, 9: 30, 12: 31}
	for i := range s.Points {
		s.Points[i].Period.Day = ends[int(s.Points[i].Period.Month)]
	}
	return s
}

// monthly is a series of consecutive months that begins in January 2025.
func monthly(src Source, m Measure, u Unit, values ...float64) Series {
	s := Series{Source: src, Measure: m, Unit: u, Every: Monthly, Area: Area{Kind: AreaState, Key: "UT", Name: "Utah"}}
	for i, v := range values {
		s.Points = append(s.Points, Point{Period: date("2025-01-31").AddMonths(i), Value: v})
	}
	return s
}

func TestLookingUpASeries(t *testing.T) {
	s := quarterly(100, 102, 104, 106) // to December 31, 2024
	missing := s
	missing.Points = append([]Point{s.Points[0]}, s.Points[2:]...)
	for name, c := range map[string]struct {
		got  func() (Point, bool)
		want float64 // 0: none
	}{
		"on the last day of a quarter it is that quarter":              {func() (Point, bool) { return s.At(date("2024-06-30")) }, 102},
		"a day before the end it is the quarter before":                {func() (Point, bool) { return s.At(date("2024-06-29")) }, 100},
		"before the first quarter there is none":                       {func() (Point, bool) { return s.At(date("2024-03-30")) }, 0},
		"long after, it is the last":                                   {func() (Point, bool) { return s.At(date("2030-01-01")) }, 106},
		"a closing in May lies in the second quarter":                  {func() (Point, bool) { return s.Covering(date("2024-05-15")) }, 102},
		"a closing on the first day of a quarter lies in it":           {func() (Point, bool) { return s.Covering(date("2024-04-01")) }, 102},
		"a closing before the series has no quarter":                   {func() (Point, bool) { return s.Covering(date("2023-12-30")) }, 0},
		"a closing after the series has no quarter":                    {func() (Point, bool) { return s.Covering(date("2025-01-01")) }, 0},
		"a missing quarter is not replaced by the next":                {func() (Point, bool) { return missing.Covering(date("2024-05-15")) }, 0},
		"a quarter is not known before it is published":                {func() (Point, bool) { return s.Newest(date("2025-01-15")) }, 104},
		"eight weeks after its end it is":                              {func() (Point, bool) { return s.Newest(date("2025-02-25")) }, 106},
		"an empty series has nothing":                                  {func() (Point, bool) { return Series{}.Newest(date("2025-02-25")) }, 0},
		"nothing is covered by an empty series":                        {func() (Point, bool) { return Series{}.Covering(date("2025-02-25")) }, 0},
		"the newest of a series that begins later is none in a replay": {func() (Point, bool) { return s.Newest(date("2024-01-01")) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			p, ok := c.got()
			if ok != (c.want != 0) || p.Value != c.want {
				t.Errorf("got %v %v, want %v", p.Value, ok, c.want)
			}
		})
	}
}

func TestASeriesGoesStale(t *testing.T) {
	s := quarterly(100, 102)
	last := date("2024-06-30")
	if got := s.Expires(date("2024-09-30")); got != last.AddDays(MaxIndexAge+1) {
		t.Errorf("expires %s", got)
	}
	if s.Stale(last.AddDays(MaxIndexAge)) {
		t.Error("the 200th day is allowed")
	}
	if !s.Stale(last.AddDays(MaxIndexAge + 1)) {
		t.Error("the 201st day is not")
	}
	if !(Series{Every: Weekly}).Stale(last) {
		t.Error("an empty series is stale")
	}
}

func TestSortingKeepsTheCorrectionOfANumber(t *testing.T) {
	s := Series{Points: []Point{{date("2025-02-28"), 2, 0}, {date("2025-01-31"), 1, 0}, {date("2025-02-28"), 3, 0}}}
	s.Sort()
	if len(s.Points) != 2 || s.Points[0].Value != 1 || s.Points[1].Value != 3 {
		t.Errorf("got %v", s.Points)
	}
	if err := s.Check(); err != nil {
		t.Error(err)
	}
}

func TestCheckFindsWhatIsWrong(t *testing.T) {
	for name, pts := range map[string][]Point{
		"no date":           {{goodturn.Date{}, 1, 0}},
		"a value of zero":   {{date("2025-01-31"), 0, 0}},
		"a negative error":  {{date("2025-01-31"), 1, -1}},
		"two of one period": {{date("2025-01-31"), 1, 0}, {date("2025-01-31"), 2, 0}},
		"out of order":      {{date("2025-02-28"), 1, 0}, {date("2025-01-31"), 2, 0}},
	} {
		if (Series{Points: pts}).Check() == nil {
			t.Errorf("%s passes", name)
		}
	}
}

func TestShiftingMovesEveryDateAndNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := quarterly(100, 103, 99, 120)
		days := 7 * rapid.IntRange(-500, 500).Draw(t, "weeks")
		m := s.Shifted(days)
		for i, p := range m.Points {
			if p.Value != s.Points[i].Value || p.Period.Sub(s.Points[i].Period) != days {
				t.Fatalf("point %d became %v", i, p)
			}
		}
		if s.Points[0].Period != date("2024-03-31") {
			t.Fatal("the original moved")
		}
	})
}
