package connect_test

import (
	"fmt"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
)

func TestEmailAddresses(t *testing.T) {
	for in, want := range map[string][2]string{ // address, code
		"Anna@Example.COM":               {"anna@example.com", ""},
		" anna.b+home@mail.example.org ": {"anna.b+home@mail.example.org", ""},
		"mailto:anna@example.com":        {"anna@example.com", ""},
		"Anna Smith <anna@example.com>":  {"anna@example.com", ""},
		"anna@bücher.example":            {"anna@xn--bcher-kva.example", ""},
		"":                               {"", ""},
		"anna@gmial.com":                 {"anna@gmial.com", connect.ProblemEmailTypo},
		"anna@gmail.con":                 {"", connect.ProblemEmailInvalid},
		"info@example.com":               {"info@example.com", connect.ProblemEmailRole},
		"none@none.com":                  {"", connect.ProblemEmailFiller},
		"noemail@example.com":            {"", connect.ProblemEmailFiller},
		"n/a":                            {"", connect.ProblemEmailFiller},
		"none":                           {"", connect.ProblemEmailFiller},
		"anna":                           {"", connect.ProblemEmailInvalid},
		"anna@":                          {"", connect.ProblemEmailInvalid},
		"@example.com":                   {"", connect.ProblemEmailInvalid},
		"anna@example":                   {"", connect.ProblemEmailInvalid},
		"anna@@example.com":              {"", connect.ProblemEmailInvalid},
		"anna b@example.com":             {"", connect.ProblemEmailInvalid},
		"anna..b@example.com":            {"", connect.ProblemEmailInvalid},
		"anna@-example.com":              {"", connect.ProblemEmailInvalid},
		"anna@10.0.0.1":                  {"", connect.ProblemEmailInvalid},
		"jürgen@example.com":             {"", connect.ProblemEmailInvalid},
		"a\nb@example.com":               {"", connect.ProblemEmailInvalid},
		"anna@example.com\nBcc: x@y.zz":  {"", connect.ProblemEmailInvalid},
	} {
		r := connect.ReadEmail(in)
		if r.Address != want[0] || r.Code != want[1] {
			t.Errorf("%q: got %+v, want %v", in, r, want)
		}
		if r.Code != "" && r.Message == "" {
			t.Errorf("%q: no words", in)
		}
	}
}

func TestTelephoneNumbers(t *testing.T) {
	var p connect.Phones
	for in, want := range map[string]string{
		"(212) 555-0123": "+12125550123", "212.555.0123": "+12125550123", "1-212-555-0123": "+12125550123", "+1 212 555 0123": "+12125550123", "212-555-0123 x45": "+12125550123",
		"+44 20 7946 0958": "+442079460958", "+49 30 901820": "+4930901820", "": "", "000-000-0000": "", "555-0123": "", "call me": "", "12345": "", "212-155-0123": "", "+1 999 555 0123": "",
	} {
		if got, _, ok := p.Read(in); got != want || ok != (want != "") {
			t.Errorf("%q: got %q %v, want %q", in, got, ok, want)
		}
	}
	if _, filler, _ := p.Read("n/a"); !filler {
		t.Error("n/a is a filler")
	}
	german := connect.Phones{Region: "DE"}
	if got, _, _ := german.Read("030 901820"); got != "+4930901820" {
		t.Errorf("a German number at home: %q", got)
	}
}

func TestTheFastRoadForNumbersAgreesWithTheLibrary(t *testing.T) {
	var p connect.Phones
	rapid.Check(t, func(t *rapid.T) {
		s := fmt.Sprintf("%03d-%03d-%04d", rapid.IntRange(0, 999).Draw(t, "area"), rapid.IntRange(0, 999).Draw(t, "exchange"), rapid.IntRange(0, 9999).Draw(t, "line"))
		got, filler, ok := p.Read(s)
		n, err := phonenumbers.Parse(s, "US")
		valid := err == nil && phonenumbers.IsValidNumber(n)
		if ok != valid && !filler {
			t.Fatalf("%s: we say %v, the library %v", s, ok, valid)
		}
		if ok && got != phonenumbers.Format(n, phonenumbers.E164) {
			t.Fatalf("%s: %s", s, got)
		}
	})
}

func TestSides(t *testing.T) {
	for in, want := range map[string]goodturn.Side{"Buyer": goodturn.SideBought, "seller": goodturn.SideSold, "buyer,seller": goodturn.SideBoth, "Buyer/Seller": goodturn.SideBoth, "Buyer and Seller": goodturn.SideBoth,
		"Both": goodturn.SideBoth, "Renter": goodturn.SideRented, "Landlord": goodturn.SideRentedOut, "Investor": goodturn.SideInvested, "": goodturn.SideUnknown, "Unknown": goodturn.SideUnknown} {
		if got, ok := connect.ReadSide(in); got != want || !ok {
			t.Errorf("%q: got %q %v, want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"Vendor", "Residential", "Buyer,Vendor"} {
		if got, ok := connect.ReadSide(in); ok || got != goodturn.SideUnknown {
			t.Errorf("%q: got %q", in, got)
		}
	}
	for in, want := range map[string]goodturn.Side{"Past Client - Buyer": goodturn.SideBought, "Seller": goodturn.SideSold, "#past-buyer": goodturn.SideBought, "Buyer Lead 2024": goodturn.SideUnknown, "Sold sign": goodturn.SideUnknown, "Past Client": goodturn.SideUnknown} {
		if got := connect.SideOfTag(in); got != want {
			t.Errorf("tag %q: got %q, want %q", in, got, want)
		}
	}
}

func TestClosingsInWords(t *testing.T) {
	for in, want := range map[string]string{
		"Past Client - Closed 2025-03-15":                      "2025-03-15||",
		"closed 3/15/25 on 12 Oak St":                          "2025-03-15||12 Oak St",
		"Closed March 15, 2025. Loves dogs.":                   "2025-03-15||",
		"Bought 12 Oak St on 15 Mar 2025":                      "2025-03-15|bought|12 Oak St",
		"sold 88 Pine Ave 12/28/2024":                          "2024-12-28|sold|88 Pine Ave",
		"3/15/2025 closing":                                    "2025-03-15||",
		"Settlement: 2024-07-01, great people":                 "2024-07-01||",
		"Home Anniversary: June 14, 2019":                      "2019-06-14||",
		"COE 6/20/2023":                                        "2023-06-20||",
		"Met at open house 3/15/25":                            "",
		"wants to close by 6/30/2026":                          "",
		"deal fell through, was closing 3/15/25":               "",
		"never closed, 3/15/2025":                              "",
		"called 3/15/2025 about her sister; kitchen is lovely": "",
		"closing gift sent 3/20/25":                            "",
		"purchase agreement 3/20/25":                           "",
		"asked about what sold on 3/20/25":                     "",
		"her sister bought 3/20/25":                            "",
		"close friend of Maria, born 3/15/1980":                "",
		"Closed":                                               "",
		"sold":                                                 "",
	} {
		got := ""
		for _, c := range connect.FindClosings(in, connect.OrderUnknown, 2026) {
			got = fmt.Sprintf("%s|%s|%s", c.Reading.Date, c.Side, c.Address)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	two := connect.FindClosings("closed 2021-05-01 on 12 Oak St; sold 2025-06-30", connect.OrderUnknown, 2026)
	if len(two) != 2 || two[0].Reading.Date != day("2021-05-01") || two[1].Side != goodturn.SideSold {
		t.Errorf("two closings in one note: %+v", two)
	}
	if c := connect.FindClosings("closed 3/4/25", connect.OrderUnknown, 2026); len(c) != 1 || !c[0].Reading.Ambiguous {
		t.Errorf("an ambiguous date in a note stays ambiguous: %+v", c)
	}
}

func TestPrices(t *testing.T) {
	for in, want := range map[string]int64{"$450,000": 45000000, "450000": 45000000, "$450,000.50": 45000050, "450k": 45000000, "1.2M": 120000000, "1.250.000,50 €": 125000050, "450.000": 45000000, "USD 99.5": 9950, "": 0} {
		if got, _, ok := connect.ReadPrice(in, "USD"); got != want || !ok {
			t.Errorf("%q: got %d %v, want %d", in, got, ok, want)
		}
	}
	for _, in := range []string{"ask", "$", "4-5", "-450000", "1,2,3", "450,000-500,000", "99999999999999999"} {
		if got, _, ok := connect.ReadPrice(in, "USD"); ok {
			t.Errorf("%q was read as %d", in, got)
		}
	}
	for _, c := range []struct {
		in, given, want string
		minor           int64
	}{
		{"£5", "USD", "GBP", 500}, {"$5", "CAD", "CAD", 500}, {"5", "JPY", "JPY", 5}, {"JPY 45,000,000", "USD", "JPY", 45_000_000}, {"45m JPY", "USD", "JPY", 45_000_000},
		{"45,000,000.50", "JPY", "JPY", 45_000_000}, {"KWD 1.250,500", "USD", "KWD", 1_250_500}, {"1,250.5 KWD", "USD", "KWD", 1_250_500}, {"US$ 1,000", "CAD", "USD", 100_000},
		{"1.250 KWD", "USD", "KWD", 1_250}, {"KWD 1,250", "USD", "KWD", 1_250_000}, {"1,250.000", "USD", "USD", 125_000},
		{"USD $1,000", "CAD", "USD", 100_000}, {"EUR1000", "USD", "EUR", 100_000},
	} {
		if got, in, ok := connect.ReadPrice(c.in, c.given); got != c.minor || in != c.want || !ok {
			t.Errorf("%q: %d %s, %v, want %d %s", c.in, got, in, ok, c.minor, c.want)
		}
	}
	if got, in, ok := connect.ReadPrice("ABC 1,000", "USD"); ok {
		t.Errorf("a currency that is none: %d %s", got, in)
	}
}

func TestPlaces(t *testing.T) {
	for in, want := range map[string]goodturn.Address{
		"12 Oak St, Unit 4, Springfield, IL 62704":  {Street: "12 Oak St", Unit: "4", City: "Springfield", State: "IL", ZIP: "62704"},
		"12 Oak St, Springfield, IL, 62704-1234":    {Street: "12 Oak St", City: "Springfield", State: "IL", ZIP: "62704"},
		"12 OAK ST APT 4C, SPRINGFIELD, ILLINOIS":   {Street: "12 Oak St", Unit: "4C", City: "Springfield", State: "IL"},
		"12 Oak St, 4C, Brooklyn NY 11201":          {Street: "12 Oak St", Unit: "4C", City: "Brooklyn", State: "NY", ZIP: "11201"},
		"12 Oak St Apt 4C, New York New York 10003": {Street: "12 Oak St", Unit: "4C", City: "New York", State: "NY", ZIP: "10003"},
		"9 Elm Ave, Charleston West Virginia 25301": {Street: "9 Elm Ave", City: "Charleston", State: "WV", ZIP: "25301"},
		"9 Elm Ave, 4C, the yellow house":           {Street: "9 Elm Ave, the yellow house", Unit: "4C"},
		"9 Elm Ave, 100 State 1":                    {Street: "9 Elm Ave, 100 State 1"},
		"719 E 6TH STREET, 4C":                      {Street: "719 E 6th Street", Unit: "4C"},
		"12 Oak St\nSpringfield, IL 62704\nUSA":     {Street: "12 Oak St", City: "Springfield", State: "IL", ZIP: "62704"},
		"12 Oak St #7, Springfield, IL 62704":       {Street: "12 Oak St", Unit: "7", City: "Springfield", State: "IL", ZIP: "62704"},
		"10 Rue de la Paix, Paris, France":          {Street: "10 Rue de la Paix, Paris", Country: "FR"},
		"12 Oak St":                                 {Street: "12 Oak St"},
		"":                                          {},
	} {
		if got := connect.ReadPlace(in); got != want {
			t.Errorf("%q:\n got %+v\nwant %+v", in, got, want)
		}
	}
	if got := connect.TidyPlace(goodturn.Address{Street: "1 Elm", State: "massachusetts", ZIP: "2134"}); got.ZIP != "02134" || got.State != "MA" {
		t.Errorf("a ZIP code that lost its zero: %+v", got)
	}
}

func TestATagOrAStageSaysThatSomebodyClosed(t *testing.T) {
	for word, want := range map[string]bool{
		"Closed": true, "past client": true, "#Past_Client": true, "Past Client - Seller": true, "Past Client - Closed 2025-03-15": true, "Closed-Won": true, "Past Buyer": true,
		"Not closed": false, "Past Client Party 2024": false, "Client": false, "Lead": false, "Closed Lost": false, "Buyer": false, "": false,
	} {
		for how, r := range map[string]connect.Record{"stage": {Stage: word}, "tag": {Tags: []string{"VIP", word}}} {
			if got := r.SaysClosed(); (got != "") != want {
				t.Errorf("%s %q: %q", how, word, got)
			}
		}
	}
}
