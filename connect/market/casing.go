package market

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Records shout: "719 E 6TH STREET, 4C". A letter says "719 East 6th Street". The functions here case text for reading; they never
// serve to find an address, since what is filed under "5TH AVE" and "FIFTH AVENUE" stays two spellings.

// streetTypes are the last words of street names, and what their short forms stand for.
var streetTypes = map[string]string{
	"ST": "Street", "STREET": "Street", "AVE": "Avenue", "AV": "Avenue", "AVENUE": "Avenue", "BLVD": "Boulevard", "BOULEVARD": "Boulevard",
	"PKWY": "Parkway", "PKWAY": "Parkway", "PARKWAY": "Parkway", "PL": "Place", "PLACE": "Place", "RD": "Road", "ROAD": "Road", "DR": "Drive", "DRIVE": "Drive",
	"LN": "Lane", "LANE": "Lane", "CT": "Court", "COURT": "Court", "TER": "Terrace", "TERR": "Terrace", "TERRACE": "Terrace",
	"TPKE": "Turnpike", "TPK": "Turnpike", "TURNPIKE": "Turnpike", "SQ": "Square", "SQUARE": "Square", "HWY": "Highway", "HIGHWAY": "Highway",
	"CRES": "Crescent", "CRESCENT": "Crescent", "PLZ": "Plaza", "PLAZA": "Plaza", "CIR": "Circle", "CIRCLE": "Circle", "LOOP": "Loop", "WALK": "Walk",
	"EXPWY": "Expressway", "EXPY": "Expressway", "EXPRESSWAY": "Expressway", "CONC": "Concourse",
}

// firstWords are short forms that stand before a name.
var firstWords = map[string]string{"AVE": "Avenue", "AV": "Avenue", "DR": "Dr.", "FR": "Father", "FT": "Fort", "MT": "Mount"}

// mixedCase are names with a capital inside that no rule gives.
var mixedCase = map[string]string{"LAGUARDIA": "LaGuardia", "DEKALB": "DeKalb"}

var compass = map[string]string{"N": "North", "S": "South", "E": "East", "W": "West"}

var (
	joinedHouse = regexp.MustCompile(`^(\d+)([A-Z]{3,})$`)          // "785EAST"
	houseNumber = regexp.MustCompile(`^\d[\d-]*(/\d+)?[A-Z]{0,2}$`) // "719", "41-15", "131-02B"
	ordinal     = regexp.MustCompile(`^\d+(ST|ND|RD|TH)$`)
	digits      = regexp.MustCompile(`^\d+$`)
	joinedSide  = regexp.MustCompile(`\b([NSEW])(\d+(ST|ND|RD|TH)?) `) // "W112 ST"
	joinedSaint = regexp.MustCompile(`\bST\.([A-Z])`)                  // "ST.MARKS"
	brokenHouse = regexp.MustCompile(`^(\d+)- (\d+)`)                  // "32- 60"
	roman       = regexp.MustCompile(`^(II|III|IV|VI|VII|VIII|IX|XI|XII|XIII)$`)
)

// StreetAndUnit takes an address line of city records apart and cases it for reading. The unit is what stands after the last comma,
// unless the records give it in a column of its own. "N/A" for a house number means that there is none.
func StreetAndUnit(line, apartment string) (street, unit string) {
	line = strings.ToUpper(strings.Join(strings.Fields(line), " "))
	unit = cleanUnit(apartment)
	if i := strings.LastIndexByte(line, ','); i >= 0 {
		if unit == "" {
			unit = cleanUnit(line[i+1:])
		}
		line = line[:i]
	}
	if i := strings.Index(line, " AKA "); i > 0 {
		line = line[:i] // the same house by its other street
	}
	return Street(line), unit
}

// Street cases a street with its house number for reading, and writes short forms out.
func Street(line string) string {
	line = strings.Join(strings.Fields(strings.ToUpper(strings.ReplaceAll(line, ",", " "))), " ")
	line = brokenHouse.ReplaceAllString(line, "$1-$2")
	line = joinedSide.ReplaceAllString(line, "$1 $2 ")
	line = joinedSaint.ReplaceAllString(line, "ST. $1")
	words := strings.Fields(line)
	if len(words) > 1 && (words[0] == "N/A" || words[0] == "0") {
		words = words[1:]
		return strings.Join(streetName(words), " ")
	}
	if len(words) > 0 {
		if m := joinedHouse.FindStringSubmatch(words[0]); m != nil && !ordinal.MatchString(words[0]) {
			words = append([]string{m[1], m[2]}, words[1:]...)
		}
	}
	if len(words) > 1 && houseNumber.MatchString(words[0]) {
		return words[0] + " " + strings.Join(streetName(words[1:]), " ")
	}
	return strings.Join(streetName(words), " ")
}

// streetName cases the words of a street's name.
func streetName(words []string) []string {
	var out []string
	for i := 0; i < len(words); i++ {
		w := strings.TrimRight(words[i], ".")
		last := i == len(words)-1
		next := ""
		if !last {
			next = strings.TrimRight(words[i+1], ".")
		}
		switch {
		case (w == "MC" || w == "MAC") && !last && len(next) > 2: // "MC DONALD"
			out = append(out, title(w)+title(next))
			i++
		case compass[w] != "" && isCompass(words, i):
			out = append(out, compass[w])
		case w == "ST" && !last && !endsStreet(next):
			out = append(out, "St.")
		case i == 0 && !last && firstWords[w] != "":
			out = append(out, firstWords[w])
		case w == "SR" && i > 0 && streetTypes[strings.TrimRight(words[i-1], ".")] == "Expressway":
			out = append(out, "Service Road")
		case w == "JR" || w == "SR":
			out = append(out, title(w)+".")
		case streetTypes[w] != "" && (i > 0 || last || len(w) > 3):
			out = append(out, streetTypes[w])
		case digits.MatchString(w) && streetTypes[next] != "":
			out = append(out, nth(w))
		case i > 0 && (w == "OF" || w == "THE" || w == "AND"):
			out = append(out, strings.ToLower(w))
		default:
			out = append(out, title(w))
		}
	}
	return out
}

// isCompass tells a direction from the name of a lettered avenue: "E 6TH STREET", "CENTRAL PARK W" and "VAN CORTLANDT AVE E", but
// "AVENUE N".
func isCompass(words []string, i int) bool {
	if i > 0 {
		lettered := i == 1 && streetTypes[words[0]] == "Avenue"
		return i == len(words)-1 && !lettered
	}
	return i < len(words)-1 && streetTypes[strings.TrimRight(words[i+1], ".")] == ""
}

// endsStreet reports whether a word after "ST" shows that ST ends the name: "5TH ST N".
func endsStreet(w string) bool {
	switch w {
	case "NORTH", "SOUTH", "EAST", "WEST", "N", "S", "E", "W":
		return true
	}
	return false
}

// macNames are names in which the letter after Mac is a capital. The others are many: Macon, Mack, Macy.
var macNames = map[string]bool{
	"MACARTHUR": true, "MACCORMACK": true, "MACDONALD": true, "MACDONOUGH": true, "MACDOUGAL": true, "MACDOUGALL": true, "MACFARLAND": true,
	"MACFARLANE": true, "MACGREGOR": true, "MACINTYRE": true, "MACLEAN": true, "MACLEOD": true, "MACMILLAN": true, "MACNEIL": true,
	"MACNISH": true, "MACPHERSON": true,
}

// title cases one word: "MCDONALD" is "McDonald", "O'GORMAN" "O'Gorman", "LUKE'S" "Luke's", "6TH" "6th", "III" "III".
func title(w string) string {
	switch {
	case roman.MatchString(w):
		return w
	case ordinal.MatchString(w):
		return strings.ToLower(w)
	case strings.ContainsAny(w, "-/"):
		i := strings.IndexAny(w, "-/")
		return title(w[:i]) + w[i:i+1] + title(w[i+1:])
	case len(w) > 4 && strings.HasPrefix(w, "MC"):
		return "Mc" + title(w[2:])
	case mixedCase[w] != "":
		return mixedCase[w]
	case macNames[w]:
		return "Mac" + title(w[3:])
	}
	if i := strings.IndexByte(w, '\''); i == 1 && len(w) > 2 { // O'GORMAN, D'ANGELO
		return w[:2] + title(w[2:])
	}
	r, n := utf8.DecodeRuneInString(w)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + strings.ToLower(w[n:])
}

// nth writes a street's number with its ending: 52 is 52nd, 111 is 111th.
func nth(n string) string {
	end := "th"
	if len(n) < 2 || n[len(n)-2] != '1' {
		switch n[len(n)-1] {
		case '1':
			end = "st"
		case '2':
			end = "nd"
		case '3':
			end = "rd"
		}
	}
	return n + end
}

// cleanUnit takes "#", "APT" and "UNIT" away from an apartment number.
func cleanUnit(s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	for _, p := range [...]string{"APARTMENT ", "APT. ", "APT ", "UNIT ", "#"} {
		s = strings.TrimSpace(strings.TrimPrefix(s, p))
	}
	if s == "N/A" {
		return ""
	}
	return s
}

// placeName cases the name of a state, county or city.
func placeName(s string) string {
	words := strings.Fields(strings.ToUpper(s))
	for i, w := range words {
		switch {
		case i > 0 && (w == "OF" || w == "THE" || w == "AND"):
			words[i] = strings.ToLower(w)
		case w == "ST." || w == "ST":
			words[i] = "St."
		default:
			words[i] = title(w)
		}
	}
	return strings.Join(words, " ")
}
