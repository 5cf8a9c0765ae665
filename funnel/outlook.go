package funnel

import (
	"fmt"
	"math"
	"sort"
	"strings"
)

// Preset is a named table of response rates that somebody published; the simulation draws from it. Rates are between 0 and 1,
// with the published range as Low and High.
type Preset struct {
	Name   string
	Title  string
	Source string
	Rates  map[string]Interval
}

// The two tables of one article disagree with each other; both are kept, each under its name, and neither is ours.
// Introductions per click and closings per introduction stand in the metrics table alone, so the touchpoint preset borrows them.
var Presets = []Preset{
	{
		Name: "metrics", Title: "article, metrics table", Source: "US Tech Automations, Manual vs Automated Referral Requests 2026, measuring table",
		Rates: map[string]Interval{"open_day30": {0.40, 0.55}, "open_day90": {0.35, 0.50}, "ask_click": {0.03, 0.08}, "introduction_per_click": {0.05, 0.15}, "close_per_introduction": {0.30, 0.50}},
	},
	{
		Name: "touchpoints", Title: "article, touchpoint table", Source: "US Tech Automations, Manual vs Automated Referral Requests 2026, touchpoint table",
		Rates: map[string]Interval{"open_day30": {0.45, 0.60}, "open_day90": {0.35, 0.50}, "open_month6": {0.30, 0.45}, "open_month11": {0.35, 0.50}, "ask_click": {0.08, 0.15}, "intent_month12": {0.05, 0.12}, "introduction_per_click": {0.05, 0.15}, "close_per_introduction": {0.30, 0.50}},
	},
}

// FindPreset finds a preset by name.
func FindPreset(name string) (Preset, bool) {
	for _, p := range Presets {
		if p.Name == name {
			return p, true
		}
	}
	return Preset{}, false
}

// Outlook is what may come of a number of independent chances: never one figure, always a range and the chance of nothing.
type Outlook struct {
	Low  int     `json:"low"` // Low to High: the central 80 % of outcomes
	High int     `json:"high"`
	None float64 `json:"none"` // chance of none at all
}

// OutlookOf summarises simulated outcomes. No outcomes give the zero Outlook with None = 1.
func OutlookOf(outcomes []int) Outlook {
	if len(outcomes) == 0 {
		return Outlook{None: 1}
	}
	s := append([]int(nil), outcomes...)
	sort.Ints(s)
	at := func(q float64) int { return s[min(len(s)-1, int(math.Floor(q*float64(len(s)))))] }
	none := 0
	for _, v := range s {
		if v == 0 {
			none++
		}
	}
	return Outlook{Low: at(0.1), High: at(0.9), None: float64(none) / float64(len(s))}
}

// Words say an outlook for one thing and its plural: "0 to 2 closings; none is quite possible (about 4 in 10)".
func (o Outlook) Words(one, many string) string {
	var b strings.Builder
	switch {
	case o.High == 0:
		fmt.Fprintf(&b, "most likely no %s", one)
	case o.Low == o.High:
		fmt.Fprintf(&b, "about %s", count(o.Low, one, many))
	default:
		fmt.Fprintf(&b, "%d to %s", o.Low, count(o.High, one, many))
	}
	switch tenths := int(math.Round(o.None * 10)); {
	case o.None == 0:
	case tenths == 0:
		b.WriteString("; none at all is unlikely")
	case tenths >= 10:
		b.WriteString("; none is almost certain")
	case o.None >= 0.5:
		fmt.Fprintf(&b, "; none is more likely than not (about %d in 10)", tenths)
	case o.None >= 0.2:
		fmt.Fprintf(&b, "; none is quite possible (about %d in 10)", tenths)
	default:
		fmt.Fprintf(&b, "; none is possible (about %d in 10)", tenths)
	}
	return b.String()
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
