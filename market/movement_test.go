package market

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"pgregory.net/rapid"
)

var today = date("2026-11-18")

// sold is n sales a day apart, the newest `ago` days before today, at prices that lie evenly around price within spread.
func sold(area, zip string, k HomeKind, n, ago int, price, spread float64) []Sale {
	var out []Sale
	for i := range n {
		p := price * (1 + spread*(2*(float64(i)+0.5)/float64(n)-1))
		out = append(out, Sale{Address: goodturn.Address{Street: fmt.Sprintf("%d Oak Street", i+1), City: "Queens", State: "NY", ZIP: zip, Area: area},
			Kind: k, Date: today.AddDays(-ago - i%60), PriceMinor: int64(math.Round(p * 100)), Source: SourceNYC})
	}
	return out
}

func TestTheWordFitsTheSales(t *testing.T) {
	for name, c := range map[string]struct {
		before, after int
		was, now      float64
		spread        float64
		lack          Lack
		trend         Trend
		says          string
		fell          bool
	}{
		"a clear rise is up":                                             {200, 200, 500_000, 530_000, 0.10, "", TrendUp, "sold at a median of $530,000, up about 6% from the 90 days before, according to city records for the 90 days through November 18", false},
		"a clear fall is calm":                                           {200, 200, 500_000, 470_000, 0.10, "", TrendAdjusting, "sold at a median of $470,000, about 6% below the 90 days before as prices adjust, according to city records", true},
		"a change within two per cent is stable":                         {200, 200, 500_000, 507_000, 0.10, "", TrendStable, "sold at a median of $507,000, much the same as in the 90 days before, according to city records", false},
		"few and spread sales carry no word":                             {12, 12, 500_000, 540_000, 0.60, "", TrendUnclear, "sold at a median of $540,000, with no clear change from the 90 days before, according to city records", false},
		"few sales of one price are not stable by chance":                {12, 12, 500_000, 500_000, 0.60, "", TrendUnclear, "with no clear change", false},
		"a fall that is only probable carries no word, yet an ask waits": {60, 60, 500_000, 420_000, 0.40, "", TrendUnclear, "with no clear change", true},
		"nine sales are too few":                                         {200, 9, 500_000, 500_000, 0.10, LackTooFew, "", "", false},
		"nine sales before are too few":                                  {9, 200, 500_000, 500_000, 0.10, LackTooFew, "", "", false},
		"ten are enough":                                                 {10, 10, 500_000, 500_000, 0.02, "", TrendStable, "much the same as", false},
		"a third more is not a movement of prices":                       {200, 200, 500_000, 665_000, 0.10, LackMixed, "", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			cl := NewClosings(append(sold("Astoria", "11105", HomeCoop, c.after, 0, c.now, c.spread), sold("Astoria", "11105", HomeCoop, c.before, 90, c.was, c.spread)...))
			m, lack := cl.Movement(Neighborhood("ASTORIA"), HomeCoop, today)
			if lack != c.lack || m.Trend != c.trend || m.Figure.Fell != c.fell {
				t.Fatalf("lack %q trend %q fell %v (%.1f %%, %.1f to %.1f)", lack, m.Trend, m.Figure.Fell, m.Change, m.Low, m.High)
			}
			if !strings.Contains(m.Figure.String(), c.says) {
				t.Errorf("says %q, want %q", m.Figure, c.says)
			}
			if lack == "" && !strings.HasPrefix(m.Figure.String(), "co-ops in Astoria sold") {
				t.Errorf("begins %q", m.Figure)
			}
		})
	}
}

func TestOnlyHomesOfTheSameKindAreCompared(t *testing.T) {
	// Prices of neither kind move, but more co-ops and fewer houses sell: the median of all falls by half.
	var sales []Sale
	sales = append(sales, sold("Astoria", "11105", HomeHouse, 20, 0, 900_000, 0.05)...)
	sales = append(sales, sold("Astoria", "11105", HomeCoop, 60, 0, 400_000, 0.05)...)
	sales = append(sales, sold("Astoria", "11105", HomeHouse, 60, 90, 900_000, 0.05)...)
	sales = append(sales, sold("Astoria", "11105", HomeCoop, 20, 90, 400_000, 0.05)...)
	cl := NewClosings(sales)
	for _, k := range []HomeKind{HomeHouse, HomeCoop} {
		if m, lack := cl.Movement(ZIP("11105"), k, today); lack != "" || m.Trend != TrendStable {
			t.Errorf("%s: %q %q", k, m.Trend, lack)
		}
	}
	if _, lack := cl.Movement(ZIP("11105"), HomeUnknown, today); lack != LackMixed {
		t.Errorf("all kinds together: %q", lack)
	}
}

func TestACityIsComparedNeighborhoodByNeighborhood(t *testing.T) {
	// No price moves; more sells in the dear part. The city's median rises, its neighbourhoods' do not.
	var sales []Sale
	sales = append(sales, sold("Dear Hills", "11301", HomeCondo, 300, 0, 900_000, 0.10)...)
	sales = append(sales, sold("Fair Fields", "11302", HomeCondo, 200, 0, 600_000, 0.10)...)
	sales = append(sales, sold("Dear Hills", "11301", HomeCondo, 200, 90, 900_000, 0.10)...)
	sales = append(sales, sold("Fair Fields", "11302", HomeCondo, 300, 90, 600_000, 0.10)...)
	m, lack := NewClosings(sales).Movement(City("Queens", "ny"), HomeCondo, today)
	if lack != "" || m.Trend != TrendStable || m.MedianAfter < 1.2*m.MedianBefore {
		t.Fatalf("%q %q %v", lack, m.Trend, m)
	}
	if want := "condos across Queens sold for much the same as in the 90 days before, according to city records for the 90 days through November 18"; m.Figure.String() != want {
		t.Errorf("says %q", m.Figure)
	}
}

func TestTheClosestComparisonThatCarriesAWordWins(t *testing.T) {
	home := goodturn.Address{ZIP: "11105-2210", Area: "astoria", City: "Queens", State: "NY"}
	few := append(sold("Astoria", "11105", HomeCoop, 12, 0, 540_000, 0.6), sold("Astoria", "11105", HomeCoop, 12, 90, 500_000, 0.6)...)
	many := append(sold("Elmhurst", "11373", HomeCoop, 300, 0, 400_000, 0.1), sold("Elmhurst", "11373", HomeCoop, 300, 90, 400_000, 0.1)...)

	if m, lack := NewClosings(few).Near(home, HomeCoop, today); lack != "" || m.Area.Kind != AreaNeighborhood || m.Trend != TrendUnclear {
		t.Errorf("alone: %v %q %q", m.Area, m.Trend, lack)
	}
	if m, lack := NewClosings(append(many, few...)).Near(home, HomeCoop, today); lack != "" || m.Area.Kind != AreaCity || m.Trend != TrendStable {
		t.Errorf("with the city: %v %q %q", m.Area, m.Trend, lack)
	}
	if _, lack := NewClosings(nil).Near(home, HomeCoop, today); lack != LackSeries {
		t.Errorf("without sales: %q", lack)
	}
	if _, lack := NewClosings(few).Near(goodturn.Address{}, HomeCoop, today); lack != LackSeries {
		t.Errorf("without a place: %q", lack)
	}
}

func TestNothingIsKnownBeforeItHappened(t *testing.T) {
	cl := NewClosings(append(sold("Astoria", "11105", HomeCoop, 200, 0, 530_000, 0.1), sold("Astoria", "11105", HomeCoop, 200, 90, 500_000, 0.1)...))
	m, _ := cl.Movement(ZIP("11105"), HomeCoop, today.AddDays(-80))
	if m.After.To.After(today.AddDays(-80)) || m.SalesAfter > 200 {
		t.Errorf("saw %v, %d sales", m.After, m.SalesAfter)
	}
	if _, lack := cl.Movement(ZIP("11105"), HomeCoop, today.AddDays(-400)); lack != LackSeries {
		t.Errorf("before every sale: %q", lack)
	}
	if _, lack := cl.Movement(ZIP("11105"), HomeCoop, today.AddDays(WindowDays)); lack != "" {
		t.Errorf("on the 90th day: %q", lack)
	}
	if _, lack := cl.Movement(ZIP("11105"), HomeCoop, today.AddDays(WindowDays+1)); lack != LackStale {
		t.Errorf("on the 91st day: %q", lack)
	}
}

func TestOneDeedForManyHomesIsNotASale(t *testing.T) {
	a := Sale{Address: goodturn.Address{Street: "1 Park Row", Unit: "4A", ZIP: "10038"}, Date: today, PriceMinor: 77_002_366_00}
	b, other, twice := a, a, a
	b.Address.Unit = "4B"
	other.PriceMinor, other.Address.Unit = 900_000_00, "5C"
	twice = other
	got := SingleSales([]Sale{a, b, other, twice})
	if len(got) != 1 || got[0] != other {
		t.Errorf("kept %v", got)
	}
}

func TestWhatIsNotASaleIsLeftOut(t *testing.T) {
	ok := sold("Astoria", "11105", HomeCoop, 1, 0, 500_000, 0)[0]
	gift, undated, nowhere := ok, ok, ok
	gift.PriceMinor = 9_999_99
	undated.Date = goodturn.Date{}
	nowhere.Address = goodturn.Address{Street: "1 Oak Street"}
	if n := NewClosings([]Sale{ok, gift, undated, nowhere}).Len(); n != 1 {
		t.Errorf("kept %d", n)
	}
	var none *Closings
	if none.Len() != 0 || !none.Newest(today).IsZero() {
		t.Error("no closings hold nothing")
	}
}

func TestAMovementFollowsItsPrices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spread := rapid.Float64Range(0.01, 0.5).Draw(t, "spread")
		n := rapid.IntRange(MinSales, 120).Draw(t, "n")
		ratio := rapid.Float64Range(0.80, 1.24).Draw(t, "ratio")
		move := func(r float64) Movement {
			cl := NewClosings(append(sold("Astoria", "11105", HomeCoop, n, 0, 500_000*r, spread), sold("Astoria", "11105", HomeCoop, n, 90, 500_000, spread)...))
			m, lack := cl.Movement(ZIP("11105"), HomeCoop, today)
			if lack != "" {
				t.Fatalf("%v: %s", r, lack)
			}
			return m
		}
		m := move(ratio)
		if !near(m.Change, 100*(ratio-1), 0.01) || m.Low > m.Change || m.High < m.Change || m.MedianLow > m.MedianAfter || m.MedianHigh < m.MedianAfter {
			t.Fatalf("ratio %v gives %.2f (%.2f to %.2f)", ratio, m.Change, m.Low, m.High)
		}
		if higher := move(ratio * 1.005); higher.Change <= m.Change {
			t.Fatalf("dearer sales lower the movement: %v after %v", higher.Change, m.Change)
		}
		switch m.Trend {
		case TrendUp:
			if m.Low <= 0 || m.Change <= StableBand || m.High-m.Low > MaxWidth || m.Figure.Fell {
				t.Fatalf("up on %.2f (%.2f to %.2f)", m.Change, m.Low, m.High)
			}
		case TrendAdjusting:
			if m.High >= 0 || m.Change >= -StableBand || m.High-m.Low > MaxWidth || !m.Figure.Fell {
				t.Fatalf("adjusting on %.2f (%.2f to %.2f)", m.Change, m.Low, m.High)
			}
		case TrendStable:
			if math.Abs(m.Change) > StableBand || m.High-m.Low > MaxWidth {
				t.Fatalf("stable on %.2f (%.2f to %.2f)", m.Change, m.Low, m.High)
			}
		}
	})
}

func TestPeopleLiveOnTheUpperWestSideAndInChelsea(t *testing.T) {
	for name, want := range map[string]string{
		"the Upper West Side between 59th and 79th Street": "homes on the Upper West Side between 59th and 79th Street sold",
		"the Lower East Side":                              "homes on the Lower East Side sold",
		"Chelsea":                                          "homes in Chelsea sold",
		"Sunnyside":                                        "homes in Sunnyside sold",
		"the Financial District":                           "homes in the Financial District sold",
	} {
		if got := (Movement{Area: Area{Kind: AreaNeighborhood, Name: name}}).lead(); !strings.Contains(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
