package sim

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/sampledata"
)

// TownSize is how many clients the demo's owner has: what somebody with a steady practice closes in a few good years.
const TownSize = 140

// Town makes the demo's clients: real closings with invented people, the same for the same seed and city. Some of them are as
// awkward as real lists are: no e-mail, a name that is only a letter, a side nobody wrote down.
func Town(seed uint64, city sampledata.City, size int) ([]connect.Record, error) {
	names, err := sampledata.Names()
	if err != nil {
		return nil, err
	}
	r := rand.New(rand.NewPCG(seed, 0x746f776e)) // the stream's own number, so that other draws of one seed stay apart
	sales := homes(city.Sales)
	if len(sales) < size {
		return nil, fmt.Errorf("a town of %d needs as many sales; there are %d", size, len(sales))
	}
	// A few neighbourhoods, as one owner works them: those with the most sales among a draw, so that neighbours occur.
	r.Shuffle(len(sales), func(i, j int) { sales[i], sales[j] = sales[j], sales[i] })
	byArea := map[string][]market.Sale{}
	var areas []string
	for _, s := range sales {
		if !wholeStreet(s.Address.Street) {
			continue
		}
		if byArea[s.Address.Area] == nil {
			areas = append(areas, s.Address.Area)
		}
		byArea[s.Address.Area] = append(byArea[s.Address.Area], s)
	}
	sort.SliceStable(areas, func(i, j int) bool { return len(byArea[areas[i]]) > len(byArea[areas[j]]) })
	areas = areas[:min(len(areas), 12)]
	var picked []market.Sale
	for i := 0; len(picked) < size; i++ {
		a := areas[i%len(areas)]
		if n := i / len(areas); n < len(byArea[a]) {
			picked = append(picked, byArea[a][n])
		} else if i > 100*size {
			return nil, fmt.Errorf("not enough sales in the chosen neighbourhoods")
		}
	}
	sort.Slice(picked, func(i, j int) bool { return picked[i].Date.Before(picked[j].Date) })

	draw := func(list []sampledata.Name) string { return list[r.IntN(len(list))].Text }
	first := func() string {
		if r.IntN(2) == 0 {
			return draw(names.Female)
		}
		return draw(names.Male)
	}
	used := map[string]bool{}
	address := func(given, family string) string {
		for n := 0; ; n++ {
			local := letters(given) + "." + letters(family)
			if n > 0 {
				local += fmt.Sprint(n)
			}
			mail := local + "@example." + []string{"com", "net", "org"}[r.IntN(3)] // RFC 2606: these can never be anybody's
			if !used[mail] {
				used[mail] = true
				return mail
			}
		}
	}
	out := make([]connect.Record, 0, size)
	for i, s := range picked {
		rec := connect.Record{Row: i + 1, Given: first(), Family: draw(names.Surnames), Property: s.Address, Tags: []string{"Past Client"}}
		rec.Full = rec.Given + " " + rec.Family
		if r.IntN(100) < 35 {
			rec.Spouse = connect.Spouse{Given: first(), Family: rec.Family}
			if r.IntN(2) == 0 {
				rec.Spouse.Email = address(rec.Spouse.Given, rec.Family)
			}
		}
		rec.Emails = []string{address(rec.Given, rec.Family)}
		if r.IntN(100) < 70 {
			// 555-0100 to 555-0199 are kept free for fiction by the numbering plan.
			rec.Phones = []connect.Phone{{Kind: connect.PhoneMobile, Number: fmt.Sprintf("+1%s55501%02d", []string{"212", "718", "917"}[r.IntN(3)], i%100)}}
		}
		side := goodturn.SideBought
		switch n := r.IntN(100); {
		case n < 25:
			side = goodturn.SideSold
		case n >= 28 && n < 32:
			side = goodturn.SideUnknown
		}
		if side == goodturn.SideSold {
			rec.Mailing = goodturn.Address{} // where they went, nobody wrote down
		}
		rec.Closings = []connect.Closing{{Date: s.Date, DateText: s.Date.String(), Side: side, PriceMinor: s.PriceMinor, Currency: "USD", Address: s.Address, From: "column Last Closed Date"}}
		switch i {
		case size / 5:
			rec.Emails, rec.Phones = nil, nil
		case size / 3:
			rec.Emails = nil
		case size / 2:
			rec.Given, rec.Full = "J.", "J. "+rec.Family
		}
		out = append(out, rec)
	}
	return out, nil
}

// homes keeps sales that one client of one agent could have been part of: single homes at ordinary prices with a neighbourhood.
func homes(sales []market.Sale) []market.Sale {
	var out []market.Sale
	for _, s := range market.SingleSales(sales) {
		if s.PriceMinor >= 30_000_000 && s.PriceMinor <= 250_000_000 && s.Address.Area != "" && s.Address.ZIP != "" && s.Address.Street != "" {
			out = append(out, s)
		}
	}
	return out
}

// letters is a name as it stands in an e-mail address.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, s)
}

// wholeStreet reports whether a street of the records is written out: "515 East 85" lacks its Street, and a letter would carry that.
func wholeStreet(s string) bool {
	return s != "" && (s[len(s)-1] < '0' || s[len(s)-1] > '9')
}
