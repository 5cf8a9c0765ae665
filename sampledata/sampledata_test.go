package sampledata

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
	"pgregory.net/rapid"
)

func TestTheSalesAreAllThereAndReadable(t *testing.T) {
	sales, err := Sales()
	if err != nil {
		t.Fatal(err)
	}
	if len(sales) != 46_548 {
		t.Errorf("%d sales", len(sales))
	}
	first, last := goodturn.Date{Year: 2025, Month: time.January, Day: 2}, goodturn.Date{Year: 2025, Month: time.December, Day: 31}
	if got := Newest(sales); got != last {
		t.Errorf("the newest is of %s", got)
	}
	city := map[string]string{} // of each neighbourhood
	kinds := map[market.HomeKind]int{}
	for _, s := range sales {
		a := s.Address
		if a.Street == "" || a.City == "" || a.State != "NY" || len(a.ZIP) != 5 || a.Area == "" || s.Kind == "" || s.PriceMinor < market.MinPrice*100 || s.Date.Before(first) || s.Date.After(last) {
			t.Fatalf("incomplete: %+v", s)
		}
		if was := city[a.Area]; was != "" && was != a.City {
			t.Errorf("%s lies in %s and in %s", a.Area, was, a.City)
		}
		city[a.Area] = a.City
		kinds[s.Kind]++
		for _, word := range strings.Fields(a.Street + " " + a.Area) {
			if len(word) > 5 && word == strings.ToUpper(word) && strings.IndexFunc(word, unicode.IsLetter) == 0 {
				t.Errorf("%q still shouts", a.Street)
			}
		}
	}
	if kinds[market.HomeHouse] != 10_196 || kinds[market.HomeMulti] != 9_449 || kinds[market.HomeCondo] != 12_720 || kinds[market.HomeCoop] != 14_183 {
		t.Errorf("kinds %v", kinds)
	}
}

func TestTheIndexHasNewYork(t *testing.T) {
	index, err := Index()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(index, func(s market.Series) bool { return s.Area.Key == NewYork })
	if i < 0 || len(index) != 11 {
		t.Fatalf("%d series, New York at %d", len(index), i)
	}
	for _, s := range index {
		if err := s.Check(); err != nil {
			t.Error(err)
		}
		if len(s.Points) != 104 {
			t.Errorf("%s has %d quarters", s.Key(), len(s.Points))
		}
	}
}

func TestAFewDaysAfterTheNewestSaleLocalMediansCanBeQuoted(t *testing.T) {
	today := goodturn.Date{Year: 2026, Month: time.November, Day: 23}
	city, err := Around(today)
	if err != nil {
		t.Fatal(err)
	}
	c := market.NewClosings(city.Sales)
	for _, a := range []market.Area{market.Neighborhood("Astoria"), market.ZIP("11215"), market.City("Queens", "NY")} {
		m, lack := c.Movement(a, market.HomeCondo, today)
		if lack != "" || !m.Figure.Usable(today) {
			t.Errorf("%v: %q %s", a, lack, m.Figure)
		}
	}
	home := market.Purchase{PriceMinor: 800_000_00, Closed: today.AddMonths(-12), Kind: market.HomeHouse}
	series, lack := market.NewShelf(city.Index).Find(market.MeasureValue, market.Place{Metro: NewYork}, market.HomeHouse, today)
	if lack != "" {
		t.Fatal(lack)
	}
	if e, lack := market.EstimateHome(series, home, today); lack != "" || !e.Figure.Usable(today) {
		t.Errorf("%q %s", lack, e.Figure)
	}
}

func TestTheShiftIsWholeWeeksAndLeavesTheNewestDaysOld(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		newest := goodturn.Date{Year: 2025, Month: time.December, Day: 31}
		today := newest.AddDays(rapid.IntRange(-3000, 3000).Draw(t, "days later"))
		days := ShiftDays(newest, today)
		age := today.Sub(newest.AddDays(days))
		if days%7 != 0 || age < 1 || age > 7 {
			t.Fatalf("on %s: moved %d days, the newest is %d days old", today, days, age)
		}
		if newest.AddDays(days).Weekday() != newest.Weekday() {
			t.Fatal("the day of the week moved")
		}
	})
}

func TestShiftingLeavesTheOriginalsAlone(t *testing.T) {
	day := goodturn.Date{Year: 2025, Month: time.March, Day: 6}
	sales := []market.Sale{{Date: day}}
	index := []market.Series{{Points: []market.Point{{Period: day, Value: 1}}}}
	if got := ShiftSales(sales, 14)[0].Date; got != day.AddDays(14) || sales[0].Date != day {
		t.Errorf("%s and %s", got, sales[0].Date)
	}
	if got := ShiftIndex(index, 14)[0].Points[0].Period; got != day.AddDays(14) || index[0].Points[0].Period != day {
		t.Errorf("%s and %s", got, index[0].Points[0].Period)
	}
	if !Newest(nil).IsZero() {
		t.Error("nothing has no newest")
	}
}

func TestNamesAreCasedForReading(t *testing.T) {
	for in, want := range map[string]string{
		"SMITH": "Smith", "MCDONALD": "McDonald", "MCGEE": "McGee", "OBRIEN": "O'Brien", "ONEAL": "O'Neal", "OLSON": "Olson", "OWENS": "Owens",
		"DELEON": "De Leon", "MACK": "Mack", "MARY": "Mary", "LEE": "Lee", "": "",
	} {
		if got := PersonName(in); got != want {
			t.Errorf("%q reads %q, want %q", in, got, want)
		}
	}
}

func TestTheNameListsAreWhole(t *testing.T) {
	n, err := Names()
	if err != nil {
		t.Fatal(err)
	}
	if len(n.Female) != 300 || len(n.Male) != 300 || len(n.Surnames) != 600 {
		t.Errorf("%d, %d, %d", len(n.Female), len(n.Male), len(n.Surnames))
	}
	for _, list := range [][]Name{n.Female, n.Male, n.Surnames} {
		seen := map[string]bool{}
		for i, name := range list {
			if seen[name.Text] || name.Share <= 0 || (i > 0 && name.Share > list[i-1].Share) {
				t.Errorf("%v at %d", name, i)
			}
			seen[name.Text] = true
		}
	}
}

func TestTheOriginIsToldBesideTheData(t *testing.T) {
	b, err := os.ReadFile("ORIGIN.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"NYC Department of Finance", "Federal Housing Finance Agency", "US Census Bureau", "neither endorsed nor certified by FHFA", "nothing may ever be sent to these addresses"} {
		if !strings.Contains(string(b), want) {
			t.Errorf("does not say %q", want)
		}
	}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if (strings.HasSuffix(f.Name(), ".gz") || strings.HasSuffix(f.Name(), ".txt")) && !strings.Contains(string(b), "`"+f.Name()+"`") {
			t.Errorf("%s has no origin", f.Name())
		}
	}
}
