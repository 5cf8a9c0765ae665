package shelf_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/program/quotes"
	"github.com/goodturn-app/goodturn/program/shelf"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

var (
	today   = goodturn.Date{Year: 2026, Month: 2, Day: 1}
	january = goodturn.Date{Year: 2026, Month: 1, Day: 22}
	home    = goodturn.Address{Street: "12 Oak Street", City: "New York", State: "NY", ZIP: "10002"}
)

func open(t *testing.T) *store.DB {
	t.Helper()
	db, err := sqlite.OpenMemory(context.Background(), store.Options{Clock: goodturn.ClockFunc(func() time.Time { return time.Date(2026, 2, 1, 15, 0, 0, 0, time.UTC) })})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// rates are a series of weekly mortgage rates up to a day.
func rates(newest goodturn.Date) market.Series {
	s := market.Series{Source: market.SourceFreddieMac, Measure: market.MeasureRate30, Area: market.Nation(), Unit: market.UnitPercent, Every: market.Weekly}
	for week := 8; week >= 0; week-- {
		s.Points = append(s.Points, market.Point{Period: newest.AddDays(-7 * week), Value: 6 + float64(week)/100})
	}
	return s
}

// newest is the day of the newest rate that a shelf has; zero if it has none.
func newest(m *shelf.Market) goodturn.Date {
	s, lack := m.Figures().Shelf.Find(market.MeasureRate30, market.Place{}, market.HomeUnknown, today)
	if lack != "" {
		return goodturn.Date{}
	}
	return s.Points[len(s.Points)-1].Period
}

func save(t *testing.T, m *shelf.Market, s []market.Series, sold []market.Sale) shelf.Taken {
	t.Helper()
	got, err := m.Save(t.Context(), s, sold)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestFiguresThatAnotherProcessLoadedAreTakenUp(t *testing.T) {
	db := open(t)
	serving, beside := shelf.Open(db, slog.New(slog.DiscardHandler)), shelf.Open(db, slog.New(slog.DiscardHandler))
	if d := newest(serving); !d.IsZero() {
		t.Fatalf("rates of %s from nowhere", d)
	}
	for _, day := range []goodturn.Date{january, january.AddDays(7)} {
		save(t, beside, []market.Series{rates(day)}, nil)
		if err := serving.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := newest(serving); got != day {
			t.Errorf("the newest rate is of %s, and was loaded for %s", got, day)
		}
	}
	sample := quotes.Figures{Shelf: market.NewShelf(nil), Closings: market.NewClosings(nil), Metro: "sample"}
	serving.Use(sample)
	if err := serving.Refresh(t.Context()); err != nil || serving.Figures() != sample {
		t.Errorf("sample figures gave way to what is in the database: %v", err)
	}
}

func TestAnOlderEditionDoesNotTakeThePlaceOfANewerOne(t *testing.T) {
	m := shelf.Open(open(t), slog.New(slog.DiscardHandler))
	if got := save(t, m, []market.Series{rates(january)}, nil); got.Series != 1 || got.Newest != january {
		t.Errorf("%+v", got)
	}
	if got := save(t, m, []market.Series{rates(january.AddDays(-70))}, nil); got.Series != 0 {
		t.Errorf("an older edition was taken: %+v", got)
	}
	if got := newest(m); got != january {
		t.Errorf("the newest rate is of %s", got)
	}
}

func TestSalesAreReadBackByArea(t *testing.T) {
	db := open(t)
	m := shelf.Open(db, slog.New(slog.DiscardHandler))
	var sold []market.Sale
	for back := range 180 {
		sold = append(sold, market.Sale{Source: market.SourceNYC, Address: home, Kind: market.HomeHouse, Date: today.AddDays(-back), PriceMinor: 60_000_000 - int64(back)*60_000})
		sold[back].Address.Street = goodturn.Date{Year: 2000}.AddDays(back).String() + " Oak Street"
	}
	if got := save(t, m, nil, sold); got.Series != 0 || got.Newest != today {
		t.Errorf("sales count as no series: %+v", got)
	}
	again := shelf.Open(db, slog.New(slog.DiscardHandler))
	if move, lack := again.Figures().Closings.Near(home, market.HomeUnknown, today); lack != "" || move.Figure.Source == "" {
		t.Errorf("nothing is known of the sales near them: %q, %+v", lack, move)
	}
}
