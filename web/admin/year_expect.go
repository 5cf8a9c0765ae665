package admin

import (
	"fmt"
	"math/rand/v2"
	"net/http"

	"github.com/goodturn-app/goodturn/funnel"
)

// runs is how often the coming year is played through for what to expect.
const runs = 400

// outlooks is what may come of a number of asks.
type outlooks struct{ Introductions, Closings funnel.Outlook }

// outlook plays the asks of a year through at published rates: in each run the rates are drawn from their ranges, and then each ask
// has its luck. The same number of asks always gives the same range.
func outlook(asks int) outlooks {
	p, _ := funnel.FindPreset("metrics")
	r := rand.New(rand.NewPCG(uint64(asks), 17))
	draw := func(name string) float64 { x := p.Rates[name]; return x.Low + (x.High-x.Low)*r.Float64() }
	var intros, closings []int
	for range runs {
		introduces, closes := draw("ask_click")*draw("introduction_per_click"), draw("close_per_introduction")
		i, c := 0, 0
		for range min(asks, 20000) {
			if r.Float64() < introduces {
				i++
				if r.Float64() < closes {
					c++
				}
			}
		}
		intros, closings = append(intros, i), append(closings, c)
	}
	return outlooks{funnel.OutlookOf(intros), funnel.OutlookOf(closings)}
}

// yearExpect says how what to expect is computed.
func (a *admin) yearExpect(w http.ResponseWriter, r *http.Request) error {
	y, err := a.View.Year(r.Context())
	if err != nil {
		return err
	}
	asks := 0
	for _, m := range y.Months {
		asks += m.Asks
	}
	so, err := a.View.SoFar(r.Context())
	if err != nil {
		return err
	}
	p, _ := funnel.FindPreset("metrics")
	o := outlook(asks)
	row := func(what string, x funnel.Outlook) ExpectRow {
		return ExpectRow{what, fmt.Sprintf("%d and %d", x.Low, x.High), fmt.Sprintf("%.0f of 100", x.None*100)}
	}
	per := func(name string) string {
		x := p.Rates[name]
		return fmt.Sprintf("%.0f to %.0f of 100", x.Low*100, x.High*100)
	}
	v := Expectation{Lead: fmt.Sprintf("The %s of the coming year were played through %d times with the answer rates below. It is a range and not a promise.", count(asks, "ask", "asks"), runs),
		Rows: []ExpectRow{row("Introductions", o.Introductions), row("Closings from them", o.Closings)},
		Basis: []string{"Published rates (" + p.Source + "): " + per("ask_click") + " of those asked open the answer page, " + per("introduction_per_click") + " of these introduce somebody, and " + per("close_per_introduction") + " of the introductions close.",
			"These are somebody else's figures, not yours. What leaves by reply instead of a page is counted as if it had the same luck.",
			"Your own so far: " + count(so.Asked, "question", "questions") + ", " + count(so.Answered, "answer", "answers") + ", " + count(so.Introductions, "introduction", "introductions") + ". " + earlyWords(so.Asked)}}
	return a.page(w, r, "year", "What to expect", ExpectPage(v))
}

func earlyWords(asked int) string {
	if asked < funnel.EnoughAt {
		return "Too early to say more before there are " + spelled(funnel.EnoughAt) + " questions."
	}
	return "A rate of your own stands on the first page."
}
