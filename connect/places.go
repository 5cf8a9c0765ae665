package connect

import (
	"fmt"
	"strings"

	"github.com/goodturn-app/goodturn"
)

// ReadPlace takes an address on one line apart: "12 Oak St, Unit 4, Springfield, IL 62704". What it cannot place stays
// in Street.
func ReadPlace(line string) goodturn.Address {
	var a goodturn.Address
	parts := strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == '\n' || r == '\r' })
	for i := range parts {
		parts[i] = strings.Join(strings.Fields(parts[i]), " ")
	}
	parts = dropEmpty(parts)
	if len(parts) == 0 {
		return a
	}
	if n := len(parts) - 1; n > 0 {
		if c, ok := countries[strings.ToLower(parts[n])]; ok && len(parts[n]) != 2 || strings.EqualFold(parts[n], "US") {
			a.Country, parts = c, parts[:n]
		}
	}
	if n := len(parts) - 1; n > 0 {
		if state, zip, ok := stateZIP(parts[n]); ok {
			a.State, a.ZIP, parts = state, zip, parts[:n]
			if n := len(parts) - 1; n > 0 && a.State == "" { // "..., Springfield, IL, 62704"
				if state, zip, ok := stateZIP(parts[n]); ok && zip == "" {
					a.State, parts = state, parts[:n]
				}
			}
			if n := len(parts) - 1; n > 0 && !isUnit(parts[n]) {
				a.City, parts = parts[n], parts[:n]
			}
		} else if city, state, zip, ok := cityStateZIP(parts[n]); ok {
			a.City, a.State, a.ZIP, parts = city, state, zip, parts[:n]
		}
	}
	a.Street = parts[0]
	if len(parts) > 1 {
		if isUnit(parts[1]) {
			a.Unit = parts[1]
			a.Street = strings.Join(append(parts[:1:1], parts[2:]...), ", ")
		} else {
			a.Street = strings.Join(parts, ", ")
		}
	}
	return TidyPlace(a)
}

// cityStateZIP takes "Brooklyn NY 11201" apart: only with all three, since less than that may as well be a street.
func cityStateZIP(s string) (city, state, zip string, ok bool) {
	words := strings.Fields(s)
	for n := 4; n >= 2; n-- { // the state and its ZIP, the longest first: "West Virginia 25301" is not in Virginia
		tail := len(words) - n
		if tail < 1 {
			continue
		}
		if state, zip, ok = stateZIP(strings.Join(words[tail:], " ")); ok && state != "" && zip != "" {
			return strings.Join(words[:tail], " "), state, zip, true
		}
	}
	return "", "", "", false
}

// TidyPlace brings an address into the form that the rest of the system expects: states as two letters, ZIP codes with
// their leading zero and without the last four, the unit apart from the street, the country empty for the US.
func TidyPlace(a goodturn.Address) goodturn.Address {
	if c, ok := countries[strings.ToLower(strings.TrimSpace(a.Country))]; ok {
		a.Country = c
	}
	if a.Country != "" {
		return a
	}
	if len(a.State) == 2 {
		a.State = strings.ToUpper(a.State)
	} else if s := State(a.State); s != "" {
		a.State = s
	}
	a.ZIP = tidyZIP(a.ZIP)
	if a.Unit == "" {
		a.Street, a.Unit = cutUnit(a.Street)
	}
	a.Unit = bareUnit(a.Unit)
	a.City, a.Street = placeCase(a.City), placeCase(a.Street)
	return a
}

// placeCase gives a street or city that was written in capitals or small letters throughout its usual case:
// "719 E 6TH STREET NE" is "719 E 6th Street NE".
func placeCase(s string) string {
	fixed := FixCase(s, false)
	if fixed == s {
		return s
	}
	words := strings.Fields(fixed)
	for i, w := range words {
		switch {
		case len(w) == 2 && (w[0] == 'N' || w[0] == 'S') && (w[1] == 'e' || w[1] == 'w'), strings.EqualFold(w, "po"):
			words[i] = strings.ToUpper(w)
		case w[0] >= '0' && w[0] <= '9':
			words[i] = strings.ToLower(w)
		}
	}
	return strings.Join(words, " ")
}

func tidyZIP(z string) string {
	z = strings.TrimSpace(z)
	if len(z) == 10 && z[5] == '-' {
		z = z[:5]
	}
	if len(z) == 9 && allDigits(z) {
		z = z[:5]
	}
	if (len(z) == 4 || len(z) == 3) && allDigits(z) { // a spreadsheet ate the zeros of New England
		z = "00000"[:5-len(z)] + z
	}
	return z
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// stateZIP reads "IL 62704", "Illinois 62704-1234", "IL" or "62704".
func stateZIP(s string) (state, zip string, ok bool) {
	head, tail := s, ""
	if i := strings.LastIndexByte(s, ' '); i >= 0 {
		head, tail = s[:i], s[i+1:]
	} else if isZIP(s) {
		return "", s, true
	}
	if tail != "" && !isZIP(tail) {
		head, tail = s, ""
	}
	if st := State(head); st != "" {
		return st, tail, true
	}
	return "", "", false
}

func isZIP(s string) bool {
	return len(s) == 5 && allDigits(s) || len(s) == 10 && s[5] == '-' && allDigits(s[:5]) && allDigits(s[6:])
}

var unitWords = []string{"apt", "apartment", "unit", "suite", "ste", "no", "floor", "fl", "ph", "penthouse", "lot", "rm", "room"}

func isUnit(s string) bool {
	w, rest, _ := strings.Cut(s, " ")
	if strings.HasPrefix(s, "#") {
		return true
	}
	for _, u := range unitWords {
		if strings.EqualFold(strings.TrimSuffix(w, "."), u) {
			return rest != "" || u == "ph"
		}
	}
	return len(s) <= 4 && len(s) > 0 && s[0] >= '0' && s[0] <= '9' // the 4C of "719 E 6th Street, 4C"
}

// cutUnit takes "Apt 4" off the end of a street.
func cutUnit(street string) (rest, unit string) {
	if i := strings.LastIndexByte(street, '#'); i > 0 && len(street)-i < 10 {
		rest = strings.TrimRight(street[:i], " ,")
		for _, w := range []string{" apt", " unit", " ste", " suite"} {
			if n := len(rest) - len(w); n > 0 && strings.EqualFold(rest[n:], w) {
				rest = strings.TrimRight(rest[:n], " ,")
			}
		}
		return rest, street[i:]
	}
	if !strings.ContainsRune(street, ' ') {
		return street, ""
	}
	// "12 Oak St Apt 4" and "12 Oak St Apt 4 B": the word before the last, or before the last two, says so.
	end := len(street)
	for range 2 {
		last := strings.LastIndexByte(street[:end], ' ')
		if last <= 0 {
			break
		}
		before := strings.LastIndexByte(street[:last], ' ')
		if before <= 0 {
			break
		}
		if w := strings.TrimRight(street[before+1:last], ".,"); isUnitWord(w) && strings.IndexByte(street[:before], ' ') > 0 {
			return strings.TrimRight(street[:before], " ,"), street[before+1:]
		}
		end = last
	}
	if head, tail, ok := strings.Cut(street, ","); ok && isUnit(strings.TrimSpace(tail)) {
		return strings.TrimSpace(head), strings.TrimSpace(tail)
	}
	return street, ""
}

func isUnitWord(w string) bool {
	for _, u := range [...]string{"apt", "apartment", "unit", "suite", "ste"} {
		if strings.EqualFold(w, u) {
			return true
		}
	}
	return false
}

// bareUnit turns "Apt. 4C" and "#4C" into "4C"; words that tell something ("Floor 2") stay.
func bareUnit(u string) string {
	u = strings.TrimSpace(u)
	w, rest, ok := strings.Cut(u, " ")
	if ok && isUnitWord(strings.TrimSuffix(w, ".")) {
		u = rest
	}
	return strings.TrimSpace(strings.TrimPrefix(u, "#"))
}

func dropEmpty(list []string) []string {
	out := list[:0]
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

var countries = map[string]string{"": "", "us": "", "usa": "", "u.s.": "", "u.s.a.": "", "united states": "", "united states of america": "",
	"ca": "CA", "canada": "CA", "mx": "MX", "mexico": "MX", "gb": "GB", "uk": "GB", "united kingdom": "GB", "england": "GB", "scotland": "GB", "ie": "IE", "ireland": "IE",
	"de": "DE", "germany": "DE", "fr": "FR", "france": "FR", "es": "ES", "spain": "ES", "it": "IT", "italy": "IT", "nl": "NL", "netherlands": "NL", "the netherlands": "NL",
	"be": "BE", "belgium": "BE", "ch": "CH", "switzerland": "CH", "at": "AT", "austria": "AT", "pt": "PT", "portugal": "PT", "au": "AU", "australia": "AU", "nz": "NZ", "new zealand": "NZ",
	"in": "IN", "india": "IN", "cn": "CN", "china": "CN", "jp": "JP", "japan": "JP", "il": "IL", "israel": "IL", "br": "BR", "brazil": "BR"}

// State is the two letters of a state, a district or a territory of the United States, from its letters or its name; empty for
// anything else.
func State(s string) string { return states[strings.ToLower(strings.Trim(s, " ."))] }

// CheckRegion refuses what is no region of law as we write them: a country, US, or with its state, US-NY.
func CheckRegion(field, s string) error {
	country, part, divided := strings.Cut(s, "-")
	two := len(country) == 2 && !strings.ContainsFunc(country, func(r rune) bool { return r < 'A' || r > 'Z' })
	code := part != "" && len(part) <= 3 && !strings.ContainsFunc(part, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }) // ISO 3166-2
	if !two || divided && !code || divided && country == "US" && !IsState(part) {
		return goodturn.Invalid(field, fmt.Sprintf("There is no region %q.", s), "Write it as US-NY, or US.")
	}
	return nil
}

// IsState reports whether s is the two letters of a state, a district or a territory of the United States.
func IsState(s string) bool {
	s = strings.TrimSpace(s)
	return len(s) == 2 && states[strings.ToLower(s)] != ""
}

var states = map[string]string{"alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO", "connecticut": "CT", "delaware": "DE",
	"district of columbia": "DC", "washington dc": "DC", "d.c": "DC", "florida": "FL", "georgia": "GA", "hawaii": "HI", "idaho": "ID", "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS",
	"kentucky": "KY", "louisiana": "LA", "maine": "ME", "maryland": "MD", "massachusetts": "MA", "michigan": "MI", "minnesota": "MN", "mississippi": "MS", "missouri": "MO", "montana": "MT",
	"nebraska": "NE", "nevada": "NV", "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM", "new york": "NY", "north carolina": "NC", "north dakota": "ND", "ohio": "OH", "oklahoma": "OK",
	"oregon": "OR", "pennsylvania": "PA", "rhode island": "RI", "south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT", "virginia": "VA",
	"washington": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY", "puerto rico": "PR", "guam": "GU",
	"al": "AL", "ak": "AK", "az": "AZ", "ar": "AR", "ca": "CA", "co": "CO", "ct": "CT", "de": "DE", "dc": "DC", "fl": "FL", "ga": "GA", "hi": "HI", "id": "ID", "il": "IL", "in": "IN", "ia": "IA", "ks": "KS",
	"ky": "KY", "la": "LA", "me": "ME", "md": "MD", "ma": "MA", "mi": "MI", "mn": "MN", "ms": "MS", "mo": "MO", "mt": "MT", "ne": "NE", "nv": "NV", "nh": "NH", "nj": "NJ", "nm": "NM", "ny": "NY", "nc": "NC",
	"nd": "ND", "oh": "OH", "ok": "OK", "or": "OR", "pa": "PA", "ri": "RI", "sc": "SC", "sd": "SD", "tn": "TN", "tx": "TX", "ut": "UT", "vt": "VT", "va": "VA", "wa": "WA", "wv": "WV", "wi": "WI", "wy": "WY", "pr": "PR", "gu": "GU"}
