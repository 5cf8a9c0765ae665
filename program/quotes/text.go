package quotes

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/schedule"
)

// What a quote can be of.
const (
	ofPrices   = "the figure on local prices"
	ofClosing  = "the figure on values since the closing"
	ofHome     = "the estimate of their home"
	ofEquity   = "their share of the home"
	ofRates    = "the figure on mortgage rates"
	ofSupply   = "the figure on homes for sale"
	ofNote     = "your note on the area"
	ofYourself = "your own figures"
)

// known lists what may be quoted to somebody on a day, each as it would stand in a letter.
func known(a message.About) (out []goodturn.Quote) {
	f, v, today := a.Figures, a.Owner.Voice, a.Today
	local := f.Movement.Figure
	if !local.Usable(today) {
		local = f.Year
	}
	add := func(what, says string, until goodturn.Date, fell bool) {
		if says != "" && today.Before(until) {
			out = append(out, goodturn.Quote{What: what, Says: says, Until: until, Fell: fell})
		}
	}
	add(ofPrices, local.String(), local.Expires, local.Fell)
	add(ofClosing, f.Since.String(), f.Since.Expires, f.Since.Fell)
	add(ofHome, f.Estimate.String(), f.Estimate.Expires, f.Estimate.Fell)
	add(ofEquity, f.Equity.String(), f.Equity.Expires, f.Equity.Fell)
	add(ofRates, f.Rate.Figure.String(), f.Rate.Figure.Expires, false)
	add(ofSupply, f.Supply.Figure.String(), f.Supply.Figure.Expires, false)
	if market.NoteHolds(v, a.Home, today) {
		add(ofNote, v.AreaNote, v.AreaNoteAt.AddDays(market.NoteFresh+1), false)
	}
	return out
}

// In finds what an owner's own words for one message quote of the market on the day of a: such words are literal, and
// nothing in them would run out by itself. before is what an earlier version of them quoted: what is left of it may stand no longer than
// it could then. An amount or a share that is no figure of ours is the owner's own, and may stand as long as a note of theirs on the
// area, but no longer than the figures beside it.
func In(text string, before []goodturn.Quote, a message.About) (out []goodturn.Quote) {
	said := traces(asRead(text))
	covered, left := map[string]bool{}, map[string]bool{}
	for s := range said {
		left[s] = strings.HasPrefix(s, "$") || strings.HasSuffix(s, "%")
	}
	for _, q := range known(a) {
		if found := common(q, said); len(found) > 0 {
			out = append(out, q)
			for _, s := range found {
				covered[s], left[s] = true, false
			}
		}
	}
	for _, q := range before {
		found := common(q, said)
		if q.What == ofYourself || !slices.ContainsFunc(found, func(s string) bool { return !covered[s] }) {
			continue // nothing is left of it that the figures of today do not say as well
		}
		out = append(out, q)
		for _, s := range found {
			left[s] = false
		}
	}
	var own []string
	for s, is := range left {
		if is {
			own = append(own, s)
		}
	}
	if len(own) == 0 {
		return out
	}
	slices.Sort(own)
	until := a.Today.AddDays(market.NoteFresh + 1)
	if end := goodturn.QuotesEnd(out); !end.IsZero() && end.Before(until) {
		until = end
	}
	return append(out, goodturn.Quote{What: ofYourself, Says: strings.Join(own, ", "), Until: until})
}

// Ours finds what a finished text quotes of the market on the day of a, as far as it is ours.
func Ours(text string, a message.About) (out []goodturn.Quote) {
	said := traces(asRead(text))
	for _, q := range known(a) {
		if len(common(q, said)) > 0 {
			out = append(out, q)
		}
	}
	return out
}

// Gone says what no longer holds of the figures in an owner's words, in words that follow "because": what ran out, and where prices fell
// since. Empty: all of it holds.
func Gone(qs []goodturn.Quote, a message.About) string {
	var out []string
	for _, q := range qs {
		if !a.Today.Before(q.Until) {
			out = append(out, q.What+" ran out on "+q.Until.Long())
			continue
		}
		for _, now := range known(a) {
			if now.What == q.What && now.Fell && !q.Fell {
				out = append(out, "prices have fallen since: "+now.Says)
			}
		}
	}
	return strings.Join(slices.Compact(out), "; ")
}

// StandUntil is the instant from which words with these figures may not leave as they are, in a zone by name; zero: they have none.
func StandUntil(qs []goodturn.Quote, zone string) time.Time {
	end := goodturn.QuotesEnd(qs)
	if end.IsZero() {
		return time.Time{}
	}
	z, err := schedule.LoadZone(zone)
	if err != nil {
		z = time.UTC
	}
	return schedule.At(end, 0, 0, z)
}

// common is what a figure and words have in common.
func common(q goodturn.Quote, said map[string]bool) (out []string) {
	for s := range traces(q.Says) {
		if said[s] {
			out = append(out, s)
		}
	}
	return out
}

var (
	field   = regexp.MustCompile(`\{\{[^}]*\}\}`)
	escaped = regexp.MustCompile(`\\(\pP|\pS)`)
	perCent = regexp.MustCompile(`(?i)(\d) ?per ?cent\b`)
	figure  = regexp.MustCompile(`(?i)\$ ?([0-9][0-9,]*(?:\.[0-9]+)?) ?(k\b|m\b|thousand\b|million\b)?|([0-9]+(?:\.[0-9]+)?) ?%`)
	word    = regexp.MustCompile(`[\pL\pN]+`)
)

// asRead takes from words as they are typed what their reader does not see: fields, which are filled in anew each time, and the marks
// that keep a sign from being one.
func asRead(s string) string {
	return escaped.ReplaceAllString(field.ReplaceAllString(s, " "), "$1")
}

// run is how many words in a row tell a clause of ours from chance.
const run = 5

// traces are what a figure is recognised by in words around it: amounts in whole dollars, shares, and runs of words.
func traces(s string) map[string]bool {
	out := map[string]bool{}
	s = perCent.ReplaceAllString(s, "$1%")
	for _, m := range figure.FindAllStringSubmatch(s, -1) {
		if m[3] != "" {
			out[m[3]+"%"] = true
			continue
		}
		n, err := strconv.ParseFloat(strings.ReplaceAll(m[1], ",", ""), 64)
		if err != nil {
			continue
		}
		switch strings.ToLower(m[2]) {
		case "k", "thousand":
			n *= 1_000
		case "m", "million":
			n *= 1_000_000
		}
		out["$"+strconv.FormatFloat(math.Round(n), 'f', 0, 64)] = true
	}
	words := word.FindAllString(strings.ToLower(s), -1)
	for i := 0; i+run <= len(words); i++ {
		out[strings.Join(words[i:i+run], " ")] = true
	}
	return out
}
