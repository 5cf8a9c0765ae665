package message

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/message/words"
	"pgregory.net/rapid"
)

func on(s string) goodturn.Date {
	d, err := goodturn.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func aboutAnna() About {
	return About{
		Contact:  goodturn.Contact{Given: "Anna", Family: "Moreau", Greeting: "Anna", NoteFact: "the kitchen is being redone"},
		With:     []goodturn.Contact{{Given: "Paul", Greeting: "Paul"}},
		Closing:  goodturn.Closing{Side: goodturn.SideBought, Date: on("2026-03-15"), Property: goodturn.Address{Street: "12 Oak Street", City: "Springfield", State: "IL", ZIP: "62701"}},
		Home:     goodturn.Home{Property: goodturn.Address{Street: "12 Oak Street", City: "Springfield", State: "IL", ZIP: "62701", Area: "Riverside"}},
		Owner:    goodturn.User{Name: "Dana Reyes", Email: "dana@example.com", Voice: goodturn.Voice{SignOff: "Warmly,\nDana", Phone: "(217) 555-0142", Brokerage: "Hill & Lake Realty", License: "475.123", CalendarURL: "https://calendar.example.com/dana"}},
		Settings: goodturn.Settings{Pack: PackRealEstate, PostalAddress: "1 Main Street, Springfield, IL 62701"},
		Links:    ReplyLinks("dana@example.com"),
		Today:    on("2026-06-15"),
	}
}

func TestValuesSayOnlyWhatIsKnown(t *testing.T) {
	usable := func(f market.Figure) market.Figure {
		f.Lead, f.Basis, f.Source = "a clause", "by somebody to June", market.SourceFHFA
		f.Period, f.Expires = market.Span{From: on("2026-03-16"), To: on("2026-06-14")}, on("2026-09-13")
		return f
	}
	for name, c := range map[string]struct {
		change func(*About)
		want   map[string]string // "" means missing
	}{
		"a couple is greeted together":                   {func(*About) {}, map[string]string{"greeting": "Anna and Paul", "names": "Anna and Paul", "first_name": "Anna", "you_both": "you both"}},
		"an unclear partner is left out of the greeting": {func(a *About) { a.With[0].Greeting = "P." }, map[string]string{"greeting": "Anna", "you_both": ""}},
		"an unclear name greets nobody":                  {func(a *About) { a.Contact.Greeting = "A." }, map[string]string{"greeting": "", "names": "", "you_both": ""}},
		"an empty greeting is not guessed from the name": {func(a *About) { a.Contact.Greeting = "" }, map[string]string{"greeting": ""}},
		"the time since is in whole months":              {func(*About) {}, map[string]string{"months_since": "three months", "years_since": "", "closing_month": "March"}},
		"the day before the third month is two":          {func(a *About) { a.Today = on("2026-06-14") }, map[string]string{"months_since": "two months"}},
		"a year and a day":                               {func(a *About) { a.Today = on("2027-03-16") }, map[string]string{"years_since": "one year", "months_since": "twelve months"}},
		"a year and five months":                         {func(a *About) { a.Today = on("2027-08-16") }, map[string]string{"years_since": "a year and a half"}},
		"twenty-one months are almost two years":         {func(a *About) { a.Today = on("2027-12-16") }, map[string]string{"years_since": "almost two years"}},
		"two years and a half":                           {func(a *About) { a.Today = on("2028-09-16") }, map[string]string{"years_since": "two and a half years"}},
		"two years and three months are two years":       {func(a *About) { a.Today = on("2028-06-16") }, map[string]string{"years_since": "two years"}},
		"a closing in the future is no time ago":         {func(a *About) { a.Today = on("2026-01-01") }, map[string]string{"months_since": "", "years_since": ""}},
		"a closing of month's end":                       {func(a *About) { a.Closing.Date, a.Today = on("2026-01-31"), on("2026-02-28") }, map[string]string{"months_since": "one month"}},
		"a deal that fell through is not spoken of":      {func(a *About) { a.Closing.FellThrough = true }, map[string]string{"closing_street": "", "closing_date": "", "side_verb": ""}},
		"a home that was left is not theirs":             {func(a *About) { a.Home.Ended = on("2026-05-01") }, map[string]string{"home_street": "", "neighbourhood": "", "closing_street": "12 Oak Street"}},
		"a seller has the sale and not the home":         {func(a *About) { a.Closing.Side, a.Home = goodturn.SideSold, goodturn.Home{} }, map[string]string{"home_street": "", "side_verb": "sell", "side_noun": "sale"}},
		"an unknown side has no words":                   {func(a *About) { a.Closing.Side = goodturn.SideUnknown }, map[string]string{"side": "", "side_verb": "", "side_past": ""}},
		"a street with markup is missing":                {func(a *About) { a.Home.Property.Street = "<b>12</b>" }, map[string]string{"home_street": ""}},
		"a street of 10 kB is missing":                   {func(a *About) { a.Home.Property.Street = strings.Repeat("Oak ", 2500) }, map[string]string{"home_street": ""}},
		"right-to-left names keep to themselves":         {func(a *About) { a.Contact.Greeting, a.With = "דוד", nil }, map[string]string{"greeting": "\u2068דוד\u2069"}},
		"in reply mode there is no calendar":             {func(*About) {}, map[string]string{"owner_calendar_url": ""}},
		"with a public address there is a calendar":      {func(a *About) { a.Settings.PublicURL = "https://go.example.com" }, map[string]string{"owner_calendar_url": "https://calendar.example.com/dana"}},
		"a calendar that is no address is missing": {func(a *About) {
			a.Settings.PublicURL = "https://go.example.com"
			a.Owner.Voice.CalendarURL = "javascript:x"
		}, map[string]string{"owner_calendar_url": ""}},
		"who says nothing signs with the first name":    {func(a *About) { a.Owner.Voice.SignOff = "" }, map[string]string{"sign_off": "Dana", "owner_greeting": "Hi", "owner_first": "Dana"}},
		"a note on the area is used while fresh":        {noted("Riverside; Austin, TX", "2026-06-01"), map[string]string{"area_note": "Two homes sold."}},
		"a note of tomorrow, where the owner writes":    {noted("Riverside", "2026-06-16"), map[string]string{"area_note": "Two homes sold."}},
		"an old note on the area is not used":           {noted("Riverside", "2026-01-01"), map[string]string{"area_note": ""}},
		"a note on another area is not used":            {noted("Austin, TX", "2026-06-01"), map[string]string{"area_note": ""}},
		"a note on no area is not used":                 {noted("", "2026-06-01"), map[string]string{"area_note": ""}},
		"a note on an area that they left, is not used": {func(a *About) { noted("Riverside", "2026-06-01")(a); a.Home.Ended = on("2026-05-01") }, map[string]string{"area_note": ""}},
		"June is summer":                                {func(*About) {}, map[string]string{"season": "summer", "month": "June", "year": "2026"}},
		"June is winter in Australia":                   {func(a *About) { a.Contact.Region = "AU" }, map[string]string{"season": "winter"}},
		"October is fall here and autumn there":         {func(a *About) { a.Today, a.Contact.Region = on("2026-10-01"), "GB" }, map[string]string{"season": "autumn"}},
		"local sales are told with source and period": {func(a *About) {
			a.Figures.Movement = market.Movement{Area: market.Neighborhood("Riverside"), SalesAfter: 41, MedianAfter: 415200, Trend: market.TrendUp, Figure: usable(market.Figure{Value: 3.2})}
		}, map[string]string{"market_line": "a clause, by somebody to June", "market_trend": "up", "market_percent": "3%", "market_median": "$415,000", "market_source": "the FHFA index", "market_period": "March 16 to June 14", "market_area": "Riverside", "market_fell": ""}},
		"the index stands in where nobody sold": {func(a *About) {
			a.Figures.YearWord, a.Figures.Year = market.TrendStable, usable(market.Figure{Value: 0.4})
		}, map[string]string{"market_line": "a clause, by somebody to June", "market_trend": "stable", "market_percent": "", "market_area": ""}},
		"a figure that expired is not told": {func(a *About) { f := usable(market.Figure{Value: 3}); f.Expires = a.Today; a.Figures.Year = f }, map[string]string{"market_line": "", "market_percent": "", "market_source": ""}},
		"a fall is known to the words":      {func(a *About) { a.Figures.Year = usable(market.Figure{Value: -4.6, Fell: true}) }, map[string]string{"market_fell": "fell", "market_percent": "5%"}},
		"an estimate carries its disclosure": {func(a *About) {
			f := usable(market.Figure{Low: 405000, High: 445000})
			f.Basis = "an estimate, not an appraisal"
			a.Figures.Estimate = f
		}, map[string]string{"home_range": "$405,000 to $445,000", "home_disclosure": "an estimate, not an appraisal", "home_line": "a clause, an estimate, not an appraisal"}},
		"a rate that hardly moved is no news": {func(a *About) {
			a.Figures.Rate = market.RateMove{Now: market.Point{Value: 6.5}, Then: market.Point{Value: 6.8}, Change: -0.3, Figure: usable(market.Figure{})}
		}, map[string]string{"rate_line": "", "rate_now": "6.5%"}},
		"more may add fields of the catalogue and no others": {func(a *About) {
			a.More = Values{"praise": "Lovely", "nonsense": "x", "closing_date": 7, "share_url": "javascript:x"}
		}, map[string]string{"praise": "Lovely", "nonsense": "", "closing_date": "March 15, 2026"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := aboutAnna()
			c.change(&a)
			v := ValuesFor(a)
			for f, want := range c.want {
				if got := words.Written(v[f]); got != want {
					t.Errorf("%s is %q, want %q", f, got, want)
				}
			}
		})
	}
}

func TestEveryValueFitsItsFieldInTheCatalogue(t *testing.T) {
	for _, pack := range []string{PackRealEstate, PackProduct, PackProfessional, ""} {
		cat := CatalogueFor(pack)
		for name, v := range cat.Examples() {
			if f, _ := cat.Field(name); !f.Kind.Holds(v) {
				t.Errorf("%s: the example of %s is a %T, its kind %s", pack, name, v, f.Kind)
			}
		}
		for _, f := range cat.Fields() {
			if f.Meaning == "" || f.From == "" || f.Group == "" {
				t.Errorf("%s: %s lacks its meaning, source or group", pack, f.Name)
			}
		}
	}
	cat := CatalogueFor(PackRealEstate)
	for name, v := range ValuesFor(aboutAnna()) {
		if f, ok := cat.Field(name); ok && !f.Kind.Holds(v) {
			t.Errorf("%s is a %T, its kind %s", name, v, f.Kind)
		}
	}
}

func TestWhomALetterMayGreet(t *testing.T) {
	for name, want := range map[string]string{
		"Anna": "Anna", "  anna ": "Anna", "ANNA": "Anna", "JP": "JP", "McKay": "McKay", "o'brien": "O'Brien", "JEAN-LUC": "Jean-Luc", "María José": "María José",
		"Anna & Paul": "Anna and Paul", "ANNA AND PAUL": "Anna and Paul", "Mr. Diaz": "Mr. Diaz", "李": "李", "Ng": "Ng",
		"J.": "", "J": "", "A.B.": "", "": "", "Unknown": "", "n/a": "", "Acme LLC": "", "Oak Trust": "", "Estate of X": "", "<b>Anna</b>": "", "anna@example.com": "", "www.x.com": "",
		"Anna 🌸": "", "Anna2": "", "{{.x}}": "", "and Paul": "", "Anna\x00": "", "Dr": "", strings.Repeat("a", 41): "", strings.Repeat("Anna ", 6): "",
	} {
		got, ok := Greetable(name)
		if got != want || ok != (want != "") {
			t.Errorf("Greetable(%q) = %q, %v; want %q", name, got, ok, want)
		}
	}
}

func TestAGreetingIsFitToPrintAndStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "name")
		out, ok := Greetable(s)
		if !ok {
			return
		}
		if strings.ContainsAny(out, "<>{}\n\r\t@/\"") || strings.TrimSpace(out) != out || len([]rune(out)) > 2*MaxName+6 {
			t.Fatalf("%q becomes %q", s, out)
		}
		if again, ok := Greetable(strings.Trim(out, "\u2068\u2069")); !ok || again != out {
			t.Fatalf("%q becomes %q, then %q", s, out, again)
		}
	})
}

func TestMoneyAndPercentAsInALetter(t *testing.T) {
	for want, got := range map[string]string{
		"$415,000": Money{Minor: 41500000, Currency: ""}.String(), "$999.50": Money{Minor: 99950, Currency: "USD"}.String(), "$1,000": Money{Minor: 100049, Currency: "USD"}.String(), "-$5": Money{Minor: -500, Currency: ""}.String(), "€1,234,568": Money{Minor: 123456780, Currency: "EUR"}.String(), "CHF 20": Money{Minor: 2000, Currency: "CHF"}.String(),
		"$0": Money{}.String(), "3%": Percent(3).String(), "6.35%": Percent(-6.35).String(), "0.5%": Percent(.5).String(), "-$92,233,720,368,547,758": Money{Minor: -1 << 63, Currency: ""}.String(),
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestNobodyIsGreetedTwice(t *testing.T) {
	for greeting, want := range map[string]string{"Anna": "Anna and Paul", "Anna and Paul": "Anna and Paul", "Anna and PAUL": "Anna and Paul", "Paul": "Paul and Paul"} {
		got := ValuesFor(About{Contact: goodturn.Contact{Given: "Anna", Greeting: greeting}, With: []goodturn.Contact{{Given: "Paul", Greeting: "Paul"}}})
		if s := fmt.Sprint(got["names"]); s != want {
			t.Errorf("%s with Paul is greeted as %q, want %q", greeting, s, want)
		}
	}
}

// noted gives the owner a note on the area, about some places and of a day.
func noted(places, day string) func(*About) {
	return func(a *About) {
		v := &a.Owner.Voice
		v.AreaNote, v.AreaNoteFor, v.AreaNoteAt = "Two homes sold.", places, on(day)
	}
}
