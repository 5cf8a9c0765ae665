package homes_test

import (
	"maps"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people/homes"
)

func date(month time.Month, d int) goodturn.Date {
	return goodturn.Date{Year: 2026, Month: month, Day: d}
}

var oak, elm = goodturn.Address{Street: "12 Oak Street", City: "Brooklyn", ZIP: "11215"}, goodturn.Address{Street: "9 Elm Avenue", City: "Queens", ZIP: "11375"}

func TestOneHomeIsOneHoweverItIsSpelled(t *testing.T) {
	for _, tt := range []struct {
		a, b goodturn.Address
		want homes.Likeness
	}{
		{oak, goodturn.Address{Street: "12 OAK ST.", ZIP: "11215-1234"}, homes.Same},
		{oak, goodturn.Address{Street: "12 Oak Street"}, homes.Same},
		{oak, goodturn.Address{Street: "12 Oak Street", Unit: "Apt 4C", ZIP: "11215"}, homes.Differ},
		{goodturn.Address{Street: "12 Oak Street", Unit: "4c", ZIP: "11215"}, goodturn.Address{Street: "12 Oak Street", Unit: "Unit 4C", ZIP: "11215"}, homes.Same},
		{oak, goodturn.Address{Street: "12 Oak Street", ZIP: "10002"}, homes.Differ},
		{oak, goodturn.Address{Street: "14 Oak Street", ZIP: "11215"}, homes.Differ},
		{oak, goodturn.Address{City: "Brooklyn"}, homes.Unsaid},
		{goodturn.Address{}, goodturn.Address{}, homes.Unsaid},
	} {
		if got := homes.Compare(tt.a, tt.b); got != tt.want || homes.Compare(tt.b, tt.a) != tt.want {
			t.Errorf("%+v and %+v: %v", tt.a, tt.b, got)
		}
	}
}

func TestAPurchaseBeginsAHomeAndASaleEndsIt(t *testing.T) {
	id := func() goodturn.ID { return "new" }
	bought := goodturn.Closing{ID: "b", Side: goodturn.SideBought, Date: date(1, 5), Property: oak}
	added, ended := homes.After(nil, nil, bought, id)
	if len(added) != 1 || len(ended) != 0 || added[0].Since != bought.Date || !added[0].Ended.IsZero() {
		t.Fatalf("%+v, %+v", added, ended)
	}
	sold := goodturn.Closing{ID: "s", Side: goodturn.SideSold, Date: date(6, 1), Property: oak}
	if again, gone := homes.After([]goodturn.Closing{bought}, added, sold, id); len(again) != 0 || len(gone) != 1 || gone[0].Ended != sold.Date {
		t.Errorf("sold: %+v, %+v", again, gone)
	}
	if late, _ := homes.After([]goodturn.Closing{sold}, nil, bought, id); len(late) != 1 || late[0].Ended != sold.Date {
		t.Errorf("the file told of the sale first: %+v", late)
	}
	sold.Property = elm
	if _, gone := homes.After(nil, added, sold, id); len(gone) != 0 {
		t.Errorf("another home was sold: %+v", gone)
	}
	sold.Property = goodturn.Address{}
	if _, gone := homes.After(nil, added, sold, id); len(gone) != 1 {
		t.Error("nobody is told the value of a home they may have left")
	}
	bought.FellThrough = true
	if added, ended := homes.After(nil, nil, bought, id); added != nil || ended != nil {
		t.Errorf("a deal that fell through: %+v, %+v", added, ended)
	}
}

func TestTwoDealsStayTwo(t *testing.T) {
	deal := func(id goodturn.ID, day int, where goodturn.Address) goodturn.Closing {
		return goodturn.Closing{ID: id, Side: goodturn.SideBought, Date: date(3, day), Property: where}
	}
	for _, tt := range []struct {
		name        string
		known, told []goodturn.Closing
		want        map[goodturn.ID]int
	}{
		{"one home, a day apart", []goodturn.Closing{deal("k", 1, oak)}, []goodturn.Closing{deal("t", 2, oak)}, map[goodturn.ID]int{"t": 0}},
		{"two homes on one day", []goodturn.Closing{deal("k", 1, oak)}, []goodturn.Closing{deal("t", 1, elm)}, map[goodturn.ID]int{}},
		{"one does not name its home", []goodturn.Closing{deal("k", 1, oak)}, []goodturn.Closing{deal("t", 1, goodturn.Address{})}, map[goodturn.ID]int{"t": 0}},
		{"a week apart", []goodturn.Closing{deal("k", 1, oak)}, []goodturn.Closing{deal("t", 8, oak)}, map[goodturn.ID]int{}},
		{"who names the home has it, and the other is another deal", []goodturn.Closing{deal("k", 1, oak)}, []goodturn.Closing{deal("u", 1, goodturn.Address{}), deal("t", 1, oak)}, map[goodturn.ID]int{"t": 0}},
	} {
		if got := homes.Twins(tt.known, nil, tt.told, nil); !maps.Equal(got, tt.want) {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

// What is known stays, what was not known is added, and a loan never stands beside a price in another currency.
func TestADealIsCompletedByAnotherAccountOfIt(t *testing.T) {
	loan := goodturn.Loan{AmountMinor: 40_000_000}
	by := goodturn.Closing{Side: goodturn.SideBought, Property: oak, PriceMinor: 50_000_000, Currency: "CAD", Loan: loan}
	if got := homes.Completed(goodturn.Closing{}, by); got != by {
		t.Errorf("%+v", got)
	}
	known := goodturn.Closing{Side: goodturn.SideInvested, Property: elm, PriceMinor: 60_000_000, Currency: "USD"}
	if got := homes.Completed(known, by); got != known {
		t.Errorf("%+v", got)
	}
	by.Currency = ""
	if got := homes.Completed(known, by); got.Loan != loan || got.PriceMinor != known.PriceMinor {
		t.Errorf("%+v", got)
	}
	borrowed := goodturn.Closing{Side: goodturn.SideBought, Property: oak, Currency: "EUR", Loan: loan} // and no price is known
	for _, by := range []goodturn.Closing{{}, {PriceMinor: 50_000_000}, {PriceMinor: 50_000_000, Currency: "USD", Loan: goodturn.Loan{AmountMinor: 1}}} {
		if got := homes.Completed(borrowed, by); got != borrowed {
			t.Errorf("a loan of 400,000 euros became %+v", got)
		}
	}
	if got := homes.Completed(borrowed, goodturn.Closing{PriceMinor: 50_000_000, Currency: "EUR"}); got.PriceMinor != 50_000_000 || got.Currency != "EUR" || got.Loan != loan {
		t.Errorf("%+v", got)
	}
	if got := homes.Completed(goodturn.Closing{}, borrowed); got != borrowed {
		t.Errorf("%+v", got)
	}
}
