package connect

import (
	"regexp"
	"strings"
	"sync"

	"golang.org/x/text/currency"

	"github.com/goodturn-app/goodturn"
)

// ReadSide understands the words with which CRMs name a client's part in a deal: "Buyer", "buyer,seller", "Renter".
// ok is false for words it does not know; an empty text is unknown and fine.
func ReadSide(s string) (side goodturn.Side, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return goodturn.SideUnknown, true
	}
	if side, ok = sideWord(s); ok {
		return side, true
	}
	found := goodturn.SideUnknown
	parts := strings.FieldsFunc(strings.ReplaceAll(strings.ToLower(s), " and ", ","), func(r rune) bool {
		return r == ',' || r == ';' || r == '/' || r == '|' || r == '&' || r == '+' || r == ':'
	})
	for _, p := range parts {
		side, ok := sideWord(strings.TrimSpace(p))
		if !ok {
			return goodturn.SideUnknown, false
		}
		found = JoinSides(found, side)
	}
	return found, found != goodturn.SideUnknown
}

// JoinSides joins what two statements say of one person: a buyer and seller is both.
func JoinSides(a, b goodturn.Side) goodturn.Side {
	switch {
	case a == goodturn.SideUnknown || a == b:
		return b
	case b == goodturn.SideUnknown:
		return a
	case (a == goodturn.SideBought || a == goodturn.SideSold || a == goodturn.SideBoth) &&
		(b == goodturn.SideBought || b == goodturn.SideSold || b == goodturn.SideBoth):
		return goodturn.SideBoth
	}
	return goodturn.SideUnknown // a buyer who also rents: no single word is true of every deal
}

var sideWords = map[string]goodturn.Side{
	"buyer": goodturn.SideBought, "buyers": goodturn.SideBought, "bought": goodturn.SideBought, "buy": goodturn.SideBought,
	"buying": goodturn.SideBought, "purchaser": goodturn.SideBought, "purchase": goodturn.SideBought, "purchased": goodturn.SideBought,
	"homebuyer": goodturn.SideBought, "home buyer": goodturn.SideBought, "buy side": goodturn.SideBought, "buyer side": goodturn.SideBought,
	"past buyer": goodturn.SideBought, "buyer client": goodturn.SideBought, "closed buyer": goodturn.SideBought, "first time buyer": goodturn.SideBought,
	"seller": goodturn.SideSold, "sellers": goodturn.SideSold, "sold": goodturn.SideSold, "sell": goodturn.SideSold, "selling": goodturn.SideSold,
	"sale": goodturn.SideSold, "listing": goodturn.SideSold, "list side": goodturn.SideSold, "listing side": goodturn.SideSold, "seller side": goodturn.SideSold,
	"home seller": goodturn.SideSold, "past seller": goodturn.SideSold, "seller client": goodturn.SideSold, "closed seller": goodturn.SideSold,
	"both": goodturn.SideBoth, "both sides": goodturn.SideBoth, "dual": goodturn.SideBoth, "buy/sell": goodturn.SideBoth,
	"sold and bought": goodturn.SideBoth, "bought and sold": goodturn.SideBoth, "sold & bought": goodturn.SideBoth,
	"renter": goodturn.SideRented, "renters": goodturn.SideRented, "tenant": goodturn.SideRented, "rented": goodturn.SideRented, "lessee": goodturn.SideRented,
	"rental": goodturn.SideRented, "past renter": goodturn.SideRented,
	"landlord": goodturn.SideRentedOut, "lessor": goodturn.SideRentedOut, "rented out": goodturn.SideRentedOut, "rented_out": goodturn.SideRentedOut,
	"investor": goodturn.SideInvested, "invested": goodturn.SideInvested, "investment": goodturn.SideInvested,
}

var sideFillers = map[string]bool{"unknown": true, "n/a": true, "na": true, "none": true, "-": true, "other": true, "null": true, "not set": true}

func sideWord(s string) (goodturn.Side, bool) {
	l := strings.ToLower(s)
	if side, ok := sideWords[l]; ok {
		return side, true
	}
	return goodturn.SideUnknown, sideFillers[l]
}

// SideOfTag gives the side that a tag states about somebody: "Past Buyer", "Past Client - Seller". A tag that merely
// contains such a word ("Buyer Lead 2024") states nothing.
func SideOfTag(tag string) goodturn.Side {
	tag = strings.TrimSpace(strings.TrimLeft(tag, "#*"))
	if len(tag) < 3 || len(tag) > 60 {
		return goodturn.SideUnknown
	}
	low := strings.ToLower(tag)
	for _, lead := range []string{"past client", "closed client", "client", "closed"} {
		if rest, ok := strings.CutPrefix(low, lead); ok {
			low = strings.TrimLeft(rest, " -:/_(")
			break
		}
	}
	if low = strings.TrimRight(low, " )"); low == "" || low == "sale" || low == "listing" || low == "rental" {
		return goodturn.SideUnknown
	}
	side, _ := sideWord(strings.ReplaceAll(low, "-", " "))
	return side
}

var closedWords = map[string]bool{"past client": true, "past clients": true, "closed client": true, "closed clients": true, "closed": true, "closed won": true, "sold": true,
	"past buyer": true, "past seller": true, "past renter": true, "closed buyer": true, "closed seller": true}

// SaysClosed gives the tag or stage by which a source calls somebody a client who closed, as it stands there; empty if none does.
// A tag that merely contains such a word ("Past Client Party 2024", "Not closed") states nothing.
func (r *Record) SaysClosed() string {
	for _, word := range append([]string{r.Stage}, r.Tags...) {
		low := strings.ToLower(strings.TrimSpace(strings.TrimLeft(word, "#* ")))
		if rest, ok := strings.CutPrefix(low, "past client"); ok {
			if rest = strings.TrimLeft(rest, " -:/_("); SideOfTag(low) != goodturn.SideUnknown || strings.HasPrefix(rest, "closed") {
				return word
			}
		}
		if closedWords[strings.Join(strings.FieldsFunc(low, func(c rune) bool { return strings.ContainsRune(" -_/", c) }), " ")] {
			return word
		}
	}
	return ""
}

// TextClosing is a closing that somebody wrote into free text.
type TextClosing struct {
	Reading DateReading
	Text    string // the date as written
	Quote   string // the words around it, for the person who is asked
	Side    goodturn.Side
	Address string
}

const months = `(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*`

var (
	textDate = pattern(`(?i)\b(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{1,2}(?:st|nd|rd|th)?[ -](?:of )?` +
		months + `\.?,?[ -]'?(?:\d{4}|\d{2})|` + months + `\.? \d{1,2}(?:st|nd|rd|th)?,? '?(?:\d{4}|\d{2}))\b`)
	dealWord = pattern(`(?i)\b(?:closed|closing|close of escrow|close date|closes|close|coe|settled|settlement|purchased|purchase|bought|sold|(?:home|house|purchase) ?anniversary|homeaversary)\b`)
	// words that turn a date beside "close" into a wish or a deal that never was
	dealDoubt  = pattern(`(?i)\b(?:not|never|fell through|cancel\w*|expected|expects?|wants?|hop(?:es?|ing)|plans?|planning|would like|target|by|before|until|estimated|est|if|may|might|terminated|lost|withdrawn|close friend|close to|gifts?|agreement|contract|offers?|asked|asks|showing|neighbou?r\w*|sent|called|appointment|inspection|listed|sister|brother|parents?)\b|n't\b`)
	dealStreet = pattern(`^\s*[,:–-]?\s*(?:on|at|for|of)?\s+(\d+[A-Za-z]?(?:-\d+)?\s+[A-Za-z0-9][^,.;:\n()]{2,48})`)
	innerPlace = pattern(`(?i)\b(?:on|at)?\s*(\d+[a-z]?\s+(?:[a-z0-9.]+\s+){0,3}(?:st|street|ave|avenue|rd|road|dr|drive|ln|lane|ct|court|blvd|way|pl|place|ter|terrace|cir|circle|pkwy|hwy|trl|trail)\b)`)
)

// pattern compiles an expression when it is first looked for: most starts of the program read no list.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// FindClosings looks in tags and notes for closings: a date right beside a word that says a deal was done.
// It finds rather too few than too many, and whatever it finds is only a proposal.
func FindClosings(text string, order DateOrder, thisYear int) []TextClosing {
	if !mayTellClosing(text) {
		return nil
	}
	var found []TextClosing
	for _, at := range textDate().FindAllStringIndex(text, 16) {
		before, after := clause(text, at[0], at[1])
		word := lastMatch(dealWord(), before)
		if word == "" && len(before) < 4 {
			if m := dealWord().FindStringIndex(after); m != nil && m[0] <= 12 {
				word = after[m[0]:m[1]]
			}
		}
		if word == "" || dealDoubt().MatchString(before) || dealDoubt().MatchString(firstWords(after, 40)) {
			continue
		}
		c := TextClosing{Text: text[at[0]:at[1]], Quote: strings.TrimSpace(before + text[at[0]:at[1]] + firstWords(after, 60))}
		c.Reading = ReadDate(c.Text, order, thisYear)
		switch w := strings.ToLower(word); {
		case w == "sold":
			c.Side = goodturn.SideSold
		case w == "bought" || strings.HasPrefix(w, "purchase") && !strings.HasSuffix(w, "anniversary"):
			c.Side = goodturn.SideBought
		}
		if m := dealStreet().FindStringSubmatch(after); m != nil {
			c.Address = strings.TrimSpace(m[1])
		} else if m := innerPlace().FindStringSubmatch(before); m != nil {
			c.Address = strings.TrimSpace(m[1])
		}
		found = append(found, c)
	}
	return found
}

// mayTellClosing is the cheap test that spares most notes the expensive one.
func mayTellClosing(text string) bool {
	if len(text) < 8 || !strings.ContainsAny(text, "0123456789") {
		return false
	}
	for i := 0; i+3 < len(text); i++ {
		switch text[i] | 0x20 {
		case 'c':
			if strings.EqualFold(text[i:i+4], "clos") || strings.EqualFold(text[i:i+3], "coe") {
				return true
			}
		case 's':
			if strings.EqualFold(text[i:i+4], "sold") || strings.EqualFold(text[i:i+4], "sett") {
				return true
			}
		case 'p':
			if strings.EqualFold(text[i:i+4], "purc") {
				return true
			}
		case 'b':
			if strings.EqualFold(text[i:i+4], "boug") {
				return true
			}
		case 'a':
			if strings.EqualFold(text[i:i+4], "anni") || strings.EqualFold(text[i:i+4], "aver") {
				return true
			}
		}
	}
	return false
}

// clause gives what stands before and after text[from:to] in the same clause, 60 bytes at most before it.
func clause(text string, from, to int) (before, after string) {
	start := max(0, from-60)
	for start > 0 && text[start]&0xC0 == 0x80 {
		start++
	}
	before = text[start:from]
	if i := strings.LastIndexAny(before, "\n;|"); i >= 0 {
		before = before[i+1:]
	}
	if i := strings.LastIndex(before, ". "); i >= 0 {
		before = before[i+2:]
	}
	after = text[to:]
	if i := strings.IndexAny(after, "\n;|"); i >= 0 {
		after = after[:i]
	}
	if i := strings.Index(after, ". "); i >= 0 {
		after = after[:i]
	}
	return before, after
}

func lastMatch(re *regexp.Regexp, s string) string {
	all := re.FindAllString(s, -1)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

func firstWords(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// ReadPrice reads an amount of money: "$450,000", "450k", "1.250.000,50 €". ok is false if it is not one; an empty
// text is ok and zero. It is in minor units of its currency: the one that the text says, by a sign or by its three letters, or else the one
// given. Decimals beyond those of the currency are left out.
func ReadPrice(s, given string) (minor int64, in string, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" || s == "-" || strings.EqualFold(s, "n/a") {
		return 0, "", true
	}
	in = given
	if said := pricedIn.FindStringSubmatch(s); said != nil {
		if unit, err := currency.ParseISO(said[1] + said[2]); err == nil {
			s, in = strings.TrimSpace(strings.NewReplacer(said[1]+said[2], "", "$", "").Replace(s)), unit.String()
		}
	} else {
		for _, c := range []struct{ mark, code string }{{"US$", "USD"}, {"CA$", "CAD"}, {"$", ""}, {"€", "EUR"}, {"£", "GBP"}} {
			if i := strings.Index(s, c.mark); i >= 0 {
				s = strings.TrimSpace(s[:i] + s[i+len(c.mark):])
				if c.code != "" {
					in = c.code
				}
				break
			}
		}
	}
	times := int64(1)
	switch {
	case strings.HasSuffix(s, "k"), strings.HasSuffix(s, "K"):
		s, times = s[:len(s)-1], 1_000
	case strings.HasSuffix(s, "m"), strings.HasSuffix(s, "M"):
		s, times = s[:len(s)-1], 1_000_000
	}
	whole, fraction, ok := splitAmount(strings.TrimSpace(s), times > 1, goodturn.MinorDigits(in))
	if !ok {
		return 0, "", false
	}
	var v int64
	digits := 0
	for _, c := range whole {
		if c < '0' || c > '9' {
			return 0, "", false
		}
		v = v*10 + int64(c-'0')
		if digits++; digits > 12 {
			return 0, "", false
		}
	}
	if digits == 0 {
		return 0, "", false
	}
	unit := times
	for range goodturn.MinorDigits(in) {
		unit *= 10
	}
	if v > goodturn.MostMinor/10/unit {
		return 0, "", false
	}
	minor = v * unit
	for i, scale := 0, unit/10; i < len(fraction) && scale > 0; i, scale = i+1, scale/10 {
		minor += int64(fraction[i]-'0') * scale
	}
	return minor, in, true
}

// pricedIn finds the three letters of a currency before or after an amount.
var pricedIn = regexp.MustCompile(`^([A-Z]{3})[ \x{a0}$]*[0-9].*$|^.*[0-9mMkK][ \x{a0}]*([A-Z]{3})$`)

// splitAmount takes the separators out of a number. A separator followed by three digits groups thousands, unless the
// amount is scaled ("1.250M"), another separator came before it, or it is a point in a currency of three decimals.
func splitAmount(s string, scaled bool, decimals int) (whole, fraction string, ok bool) {
	s = strings.ReplaceAll(strings.ReplaceAll(s, " ", ""), "\u00a0", "")
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		return s, "", true
	}
	tail := s[last+1:]
	for _, c := range tail {
		if c < '0' || c > '9' {
			return "", "", false
		}
	}
	mark := s[last : last+1]
	other := strings.Trim(".,", mark)
	point := strings.Contains(s[:last], other) || mark == "." && decimals == 3 // 1,250.500; and 1.250 where a unit has a thousand parts
	grouping := len(tail) == 3 && !scaled && !point || strings.Count(s, mark) > 1
	head := strings.NewReplacer(".", "", ",", "").Replace(s[:last])
	if grouping {
		return head + tail, "", len(tail) == 3
	}
	return head, tail, true
}
