package market

import (
	"testing"

	"github.com/goodturn-app/goodturn"
)

func TestTheSmallestAreaWithSomethingToSayIsFound(t *testing.T) {
	in := func(a Area, src Source, last string, covers ...HomeKind) Series {
		return Series{Source: src, Measure: MeasureValue, Area: a, Unit: UnitDollars, Every: Monthly, Covers: covers, Points: []Point{{date(last), 500_000, 0}}}
	}
	metro := Area{Kind: AreaMetro, Key: "35614", Name: "New York-Jersey City-White Plains, NY-NJ (MSAD)"}
	home := PlaceOf(goodturn.Address{ZIP: "11105-2210", City: "Astoria", State: "ny"}, "35614")
	asOf := date("2026-11-20")
	zip, oldZIP := in(ZIP("11105"), SourceZillow, "2026-10-31"), in(ZIP("11105"), SourceZillow, "2026-05-31")
	city, state := in(City("ASTORIA", "NY"), SourceZillow, "2026-10-31"), in(Area{Kind: AreaState, Key: "NY", Name: "New York"}, SourceZillow, "2026-10-31")
	wide := in(metro, SourceFHFA, "2026-10-31")
	for name, c := range map[string]struct {
		shelf []Series
		kind  HomeKind
		want  string
		lack  Lack
	}{
		"the ZIP code before the city":            {[]Series{state, wide, city, zip}, HomeHouse, zip.Key(), ""},
		"the city before the metro area":          {[]Series{state, wide, city}, HomeHouse, city.Key(), ""},
		"the metro area before the state":         {[]Series{state, wide}, HomeHouse, wide.Key(), ""},
		"a stale ZIP code gives way to the state": {[]Series{oldZIP, state}, HomeHouse, state.Key(), ""},
		"only a stale one":                        {[]Series{oldZIP}, HomeHouse, "", LackStale},
		"only one about other homes":              {[]Series{in(ZIP("11105"), SourceZillow, "2026-10-31", HomeHouse)}, HomeCoop, "", LackNotCovered},
		"nothing":                                 {nil, HomeHouse, "", LackSeries},
		"a newer edition replaces the older":      {[]Series{oldZIP, zip}, HomeHouse, zip.Key(), ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, lack := NewShelf(c.shelf).Find(MeasureValue, home, c.kind, asOf)
			if lack != c.lack || (lack == "" && s.Key() != c.want) {
				t.Errorf("%q %q", s.Key(), lack)
			}
		})
	}
	byName := PlaceOf(goodturn.Address{}, "new york-jersey city-white plains, NY-NJ (MSAD)")
	if s, lack := NewShelf([]Series{wide}).Find(MeasureValue, byName, "", asOf); lack != "" || s.Key() != wide.Key() {
		t.Errorf("a metro area by its name: %q", lack)
	}
	var none *Shelf
	if _, lack := none.Find(MeasureValue, home, "", asOf); lack != LackSeries {
		t.Errorf("no shelf: %q", lack)
	}
}

// The owner works in one metro area and has clients elsewhere: their homes are not measured by hers.
func TestAHomeInAnotherStateIsNotMeasuredByTheOwnersMetroArea(t *testing.T) {
	in := func(a Area) Series {
		return Series{Source: SourceFHFA, Measure: MeasureValue, Area: a, Unit: UnitIndex, Every: Quarterly, Points: []Point{{date("2026-06-30"), 300, 0}}}
	}
	metro := func(name string) Series { return in(Area{Kind: AreaMetro, Key: "12420", Name: name}) }
	colorado := in(Area{Kind: AreaState, Key: "CO", Name: "Colorado"})
	for name, c := range map[string]struct {
		metro, state string
		want         string
	}{
		"a home in Denver has its state's":            {"Austin-Round Rock, TX", "CO", "Colorado"},
		"a home in Austin":                            {"Austin-Round Rock, TX", "TX", "the Austin area"},
		"an area that reaches over a border":          {"New York-Jersey City-White Plains, NY-NJ (MSAD)", "nj", "the New York area"},
		"a home of which the state is not known":      {"Austin-Round Rock, TX", "", "the Austin area"},
		"an area whose name does not tell its states": {"Austin", "CO", "the Austin area"},
	} {
		t.Run(name, func(t *testing.T) {
			home := PlaceOf(goodturn.Address{State: c.state}, "12420")
			s, lack := NewShelf([]Series{metro(c.metro), colorado}).Find(MeasureValue, home, HomeUnknown, date("2026-11-20"))
			if lack != "" || s.Area.Words() != c.want {
				t.Errorf("measured by %q, %s", s.Area.Words(), lack)
			}
		})
	}
}

func TestAreasReadWellAfterIn(t *testing.T) {
	for want, a := range map[string]Area{
		"the New York area":      {Kind: AreaMetro, Key: "35614", Name: "New York-Jersey City-White Plains, NY-NJ (MSAD)"},
		"the Winston-Salem area": {Kind: AreaMetro, Key: "49180", Name: "Winston-Salem, NC"},
		"the Louisville area":    {Kind: AreaMetro, Key: "31140", Name: "Louisville/Jefferson County, KY-IN"},
		"the Abilene area":       {Kind: AreaMetro, Key: "10180", Name: "Abilene, TX"},
		"Austin":                 City("Austin", "TX"),
		"11215":                  ZIP("11215-1234"),
		"Park Slope":             Neighborhood(" Park Slope "),
		"the United States":      Nation(),
		"Utah":                   {Kind: AreaState, Key: "UT", Name: "Utah"},
		"New York State":         {Kind: AreaState, Key: "NY", Name: "New York"},
	} {
		if got := a.Words(); got != want {
			t.Errorf("%v reads %q, want %q", a, got, want)
		}
	}
}

func TestEveryLackHasWords(t *testing.T) {
	for _, l := range []Lack{LackSeries, LackStale, LackTooFew, LackMixed, LackPrice, LackClosed, LackAtClosing, LackTooSoon, LackNotCovered, LackLoan, LackRange, LackYearAgo} {
		if l.Words() == "" {
			t.Errorf("%s has none", l)
		}
	}
	if Lack("").Words() != "" {
		t.Error("where nothing lacks there is nothing to say")
	}
}

func TestEveryMeasureHasWords(t *testing.T) {
	for _, m := range []Measure{MeasureValue, MeasureRate30, MeasureDaysOnMarket, MeasureActiveListings, MeasureNewListings, MeasureListingPrice, "sales"} {
		if w := m.Words(); w == "" || (w == string(m) && m != "sales") {
			t.Errorf("%q reads %q", m, w)
		}
	}
}

func TestEverySourceHasWords(t *testing.T) {
	for _, s := range []Source{SourceFHFA, SourceZillow, SourceFreddieMac, SourceRealtor, SourceNYC, "our MLS", ""} {
		if w := s.Words(); w == "" || (w == string(s) && s != "our MLS") {
			t.Errorf("%q reads %q", s, w)
		}
	}
}
