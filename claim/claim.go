// Package claim answers one question: who of those we know is meant by "my neighbour on Oak Street, she sold last spring"? It weighs
// what a friend says of who sent them against people handed in, and says for each how sure it is and why. It credits nobody: a person
// confirms. It refuses to know a database, a clock and the network.
package claim

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/goodturn-app/goodturn"
)

// Person is somebody who may be meant, with what a friend could say of them.
type Person struct {
	ID            goodturn.ID
	Given, Family string
	Greeting      string
	Company       string
	Homes         []goodturn.Address // where they live or lived
	Closings      []goodturn.Closing
	Codes         []string // their share codes
}

// Match is one person who may be meant.
type Match struct {
	ID         goodturn.ID
	Confidence int    // 0 to 100
	Evidence   string // what agrees: "the name Ana Ruiz; lives on Oak Street"
}

// Least is the confidence below which a match is not worth a look.
const Least = 35

// Weights of what agrees. They are our own choice: a full name is nearly proof, a first name alone is a hint, and a street with a
// season makes a person out of no name at all.
const (
	wholeName  = 75
	familyName = 45
	givenName  = 30
	onStreet   = 40
	street     = 35
	inArea     = 10
	dealKind   = 15
	dealTime   = 20
	atCompany  = 25
)

// words are the words of a text in small letters, without marks.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' })
}

// Words are the words of a text by which somebody could be found: names, streets, companies. Small words and those that say how the two
// know each other are left out.
func Words(text string) []string {
	var out []string
	for _, w := range words(text) {
		if w = strings.TrimSuffix(w, "'s"); len([]rune(w)) >= 3 && !common[w] && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

var common = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`the and who her his she him they them our your from with last year ago this that was were sold bought buy sell house home place
 street avenue road lane drive court neighbour neighbor neighbours neighbors friend friends sister brother mother father mom dad cousin aunt uncle colleague coworker
 spring summer autumn fall winter january february march april may june july august september october november december my told me about you recommended referred sent name
 gave works work worked next door near down across wife husband partner boss owner somebody someone guy lady couple family people new old very nice recently once`) {
		m[w] = true
	}
	return m
}()

// Weigh says who may be meant by what a friend says, the likeliest first; today is the day of the saying. Nobody below Least is listed.
func Weigh(text string, people []Person, today goodturn.Date) []Match {
	said := words(text)
	var out []Match
	for _, p := range people {
		if m := weigh(said, &p, today); m.Confidence >= Least {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b Match) int { return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.ID, b.ID)) })
	// Two who fit equally well: neither is sure.
	if len(out) > 1 && out[0].Confidence == out[1].Confidence {
		for i := range out {
			if out[i].Confidence == out[0].Confidence || i == 0 {
				out[i].Confidence = min(out[i].Confidence, 60)
			}
		}
	}
	return out
}

func weigh(said []string, p *Person, today goodturn.Date) Match {
	m := Match{ID: p.ID}
	var why []string
	add := func(n int, evidence string) {
		m.Confidence += n
		why = append(why, evidence)
	}
	for _, code := range p.Codes {
		if spoken := strings.ToLower(code); spoken != "" && strings.Contains(strings.Join(said, ""), spoken) {
			return Match{p.ID, 98, "the code " + code}
		}
	}
	given, family := has(said, p.Given) || has(said, p.Greeting), has(said, p.Family)
	switch {
	case given && family && p.Family != "":
		add(wholeName, "the name "+strings.TrimSpace(p.Given+" "+p.Family))
	case family:
		add(familyName, "the name "+p.Family)
	case given:
		add(givenName, "the first name "+firstOf(p.Given, p.Greeting))
	}
	if n, evidence := place(said, p.Homes, p.Closings); n > 0 {
		add(n, evidence)
	}
	if p.Company != "" && has(said, p.Company) {
		add(atCompany, "works at "+p.Company)
	}
	if n, evidence := deal(said, p.Closings, today); n > 0 && m.Confidence > 0 {
		add(n, evidence)
	}
	m.Confidence, m.Evidence = min(m.Confidence, 95), strings.Join(why, "; ")
	return m
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// has reports whether every word of a name is said.
func has(said []string, name string) bool {
	ws := words(name)
	for _, w := range ws {
		if !slices.ContainsFunc(said, func(s string) bool { return s == w || s == w+"s" || s == w+"'s" }) {
			return false
		}
	}
	return len(ws) > 0
}

// place looks for a street, or at least a neighbourhood, that is said.
func place(said []string, homes []goodturn.Address, deals []goodturn.Closing) (int, string) {
	best, evidence := 0, ""
	look := func(a goodturn.Address, verb string) {
		number, name := splitStreet(a.Street)
		core := slices.DeleteFunc(words(name), func(w string) bool { return kindOfStreet[w] })
		if len(core) > 0 && has(said, strings.Join(core, " ")) {
			n, e := street, verb+" on "+name
			if number != "" && slices.Contains(said, strings.ToLower(number)) {
				n = onStreet
			}
			if n > best {
				best, evidence = n, e
			}
			return
		}
		if a.Area != "" && has(said, a.Area) && inArea > best {
			best, evidence = inArea, verb+" in "+a.Area
		}
	}
	for _, h := range homes {
		look(h, "lives")
	}
	for _, d := range deals {
		look(d.Property, "had a deal")
	}
	return best, evidence
}

var kindOfStreet = map[string]bool{"street": true, "st": true, "avenue": true, "ave": true, "road": true, "rd": true, "lane": true, "ln": true, "drive": true, "dr": true,
	"court": true, "ct": true, "place": true, "pl": true, "boulevard": true, "blvd": true, "way": true, "terrace": true, "parkway": true, "east": true, "west": true, "north": true, "south": true}

// splitStreet takes the house number off a street.
func splitStreet(s string) (number, name string) {
	n, rest, ok := strings.Cut(s, " ")
	if ok && n != "" && n[0] >= '0' && n[0] <= '9' {
		return n, rest
	}
	return "", s
}

// deal looks for "sold last spring": what was done, and when.
func deal(said []string, deals []goodturn.Closing, today goodturn.Date) (int, string) {
	best, evidence := 0, ""
	for _, d := range deals {
		if d.FellThrough || !d.Date.Valid() {
			continue
		}
		n, e := 0, ""
		sold := d.Side == goodturn.SideSold || d.Side == goodturn.SideBoth
		bought := d.Side == goodturn.SideBought || d.Side == goodturn.SideBoth || d.Side == goodturn.SideInvested
		switch {
		case sold && any(said, "sold", "sell", "selling"):
			n, e = dealKind, "sold"
		case bought && any(said, "bought", "buy", "buying", "purchased"):
			n, e = dealKind, "bought"
		}
		if when := spoken(said, d.Date, today); when != "" && n > 0 {
			n, e = n+dealTime, e+" "+when
		}
		if n > best {
			best, evidence = n, e
		}
	}
	return best, evidence
}

func any(said []string, ws ...string) bool {
	return slices.ContainsFunc(ws, func(w string) bool { return slices.Contains(said, w) })
}

// spoken says how the day of a deal was spoken of: by its season, month or year.
func spoken(said []string, d, today goodturn.Date) string {
	last, this := any(said, "last"), any(said, "this")
	year := today.Year
	if last && !this {
		year--
	}
	season := [...]string{"winter", "spring", "summer", "fall"}[int(d.Month)%12/3]
	autumn := season == "fall" && any(said, "autumn")
	recent := today.Sub(d) <= 550 && !d.After(today) // "last spring" is this year's as long as it is over, else last year's
	switch {
	case (any(said, season) || autumn) && recent:
		return "in " + season + " " + itoa(d.Year)
	case any(said, strings.ToLower(d.Month.String())) && recent:
		return "in " + d.Month.String() + " " + itoa(d.Year)
	case any(said, itoa(d.Year)):
		return "in " + itoa(d.Year)
	case any(said, "year") && (last || this) && d.Year == year:
		return "in " + itoa(d.Year)
	}
	return ""
}

func itoa(n int) string { return goodturn.Date{Year: n, Month: time.January, Day: 1}.String()[:4] }
