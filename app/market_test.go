package app_test

import (
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/market"
)

// metroFile is FHFA's own layout: name, code, year, quarter, index, standard error.
const metroFile = `"New York-Jersey City-White Plains, NY-NJ (MSAD)",35614,2025,2,390.10,(1.20)
"New York-Jersey City-White Plains, NY-NJ (MSAD)",35614,2025,3,395.20,(1.20)
"Austin-Round Rock-Georgetown, TX",12420,2025,3,300.00,(1.10)
`

const rates = "observation_date,MORTGAGE30US\n2026-01-15,6.10\n2026-01-22,6.05\n"

func TestAMetroAreaThatWasNamedByMistakeIsNotMixedIn(t *testing.T) {
	h := newHouse(t, "")
	a := h.open()
	load := func(metro string) (app.Loaded, error) {
		return a.LoadMarket(t.Context(), strings.NewReader(metroFile), "hpi.csv", metro)
	}
	if _, err := load("New York"); goodturn.ErrorCode(err) != goodturn.CodeInvalid || !strings.Contains(err.Error(), `"New York"`) {
		t.Fatalf("a name that the file does not have: %v", err)
	}
	if _, err := load(""); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Fatalf("it was remembered all the same: %v", err)
	}
	for _, metro := range []string{"12420", "35614"} { // Austin, by mistake; then hers
		if l, err := load(metro); err != nil || l.Series != 1 {
			t.Fatalf("%s: %+v, %v", metro, l, err)
		}
	}
	f := a.Market.Figures()
	home := goodturn.Address{Street: "12 Oak Street", City: "New York", State: "NY", ZIP: "10002"}
	s, lack := f.Shelf.Find(market.MeasureValue, market.PlaceOf(home, f.Metro), market.HomeHouse, goodturn.Date{Year: 2026, Month: 2, Day: 1})
	if lack != "" || !strings.HasPrefix(s.Area.Name, "New York") {
		t.Errorf("homes are measured by %q %s", s.Area.Name, lack)
	}
}

func TestPublishedFiguresAreLoadedForTheOwnersAreaAlone(t *testing.T) {
	h := newHouse(t, "")
	a := h.open()
	if _, err := a.LoadMarket(t.Context(), strings.NewReader(metroFile), "hpi.csv", ""); goodturn.ErrorCode(err) != goodturn.CodeInvalid || !strings.Contains(err.Error(), "--metro") {
		t.Fatal(err)
	}
	l, err := a.LoadMarket(t.Context(), strings.NewReader(metroFile), "hpi.csv", "35614")
	if err != nil || l.Series != 1 {
		t.Fatalf("%+v, %v", l, err)
	}
	if l, err = a.LoadMarket(t.Context(), strings.NewReader(rates), "rates.csv", ""); err != nil || l.Series != 1 || l.Newest.String() != "2026-01-22" {
		t.Fatalf("%+v, %v", l, err)
	}
	if l, err = a.LoadMarket(t.Context(), strings.NewReader("observation_date,MORTGAGE30US\n2025-01-02,6.90\n2025-01-09,6.93\n"), "older.csv", ""); err != nil || l.Series != 0 {
		t.Fatalf("an older edition took the place of a newer one: %+v, %v", l, err)
	}
	// A new process reads it from the database when it is first asked.
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	f := h.open().Market.Figures()
	today := goodturn.Date{Year: 2026, Month: 2, Day: 1}
	if s, lack := f.Shelf.Find(market.MeasureRate30, market.Place{}, market.HomeUnknown, today); lack != "" || len(s.Points) != 2 {
		t.Errorf("%q, %+v", lack, s)
	}
	home := goodturn.Address{Street: "12 Oak Street", City: "New York", State: "NY", ZIP: "10002"}
	if _, lack := f.Shelf.Find(market.MeasureValue, market.PlaceOf(home, f.Metro), market.HomeHouse, today); lack != "" {
		t.Errorf("no index for the owner's metro area %q: %s", f.Metro, lack)
	}
	if _, err := h.open().LoadMarket(t.Context(), strings.NewReader("a,b\n1,2\n"), "odd.csv", ""); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Error(err)
	}
}
