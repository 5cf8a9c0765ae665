package message

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message/words"
)

// notNames are words that stand in name columns and greet nobody.
var notNames = strings.Fields(`unknown none null nil na n/a tbd test client clients buyer seller customer friend contact owner owners
	resident occupant tenant homeowner homeowners sir madam sirs mr mrs ms dr prof firstname lastname name first last user admin info office team valued`)

// companyWords mark a company, trust or estate: a letter cannot begin with one.
var companyWords = strings.Fields(`llc inc incorporated corp corporation ltd limited llp lp plc gmbh ag sa bv pty trust trustee estate
	properties property holdings holding group realty partners partnership bank company co associates association foundation ventures
	capital investments enterprises services solutions management mortgage church department`)

// maxFact is the length in bytes above which a street, clause or other short value is an accident.
const maxFact = 300

// MaxName is the length in characters above which a name greets nobody.
const MaxName = 40

// Greetable gives the name as a letter may begin with it, or ok = false where a person has to look first: initials, companies,
// markup, links, numbers, "Unknown". Names in capitals or small letters are cased; others stay as they are written. "Anna & Paul"
// becomes "Anna and Paul".
func Greetable(name string) (out string, ok bool) {
	if !utf8.ValidString(name) || len(name) > 4*MaxName+8 {
		return "", false
	}
	name = strings.ReplaceAll(name, "&", " and ")
	parts := strings.Fields(name)
	if len(parts) == 0 {
		return "", false
	}
	letters := 0
	for i, w := range parts {
		key := strings.ToLower(strings.Trim(w, ".,"))
		if slices.Contains(companyWords, key) || slices.Contains(notNames, key) && !(len(parts) > 1 && title(key)) {
			return "", false
		}
		if key == "and" && (i == 0 || i == len(parts)-1) {
			return "", false
		}
		n := 0
		for _, r := range w {
			switch {
			case unicode.IsLetter(r):
				n++
			case unicode.IsMark(r), r == '-', r == '\'', r == '’', r == '.', r == '·':
			default:
				return "", false
			}
		}
		// "J." or "A.B." is an initial; "Ng" and "Bo" are names, and so is one character of a script that writes syllables.
		if n == 0 || strings.Contains(strings.TrimSuffix(w, "."), ".") {
			return "", false
		}
		if n == 1 && utf8.RuneLen([]rune(w)[0]) == 1 && len(parts) == 1 {
			return "", false
		}
		if strings.HasSuffix(w, ".") && !title(key) && n < 3 && len(parts) == 1 {
			return "", false
		}
		letters += n
		parts[i] = cased(w)
	}
	if letters > MaxName || len(parts) > 5 {
		return "", false
	}
	out, why := words.Clean(strings.Join(parts, " "), KindText)
	return out, why == "" && out != ""
}

func title(key string) bool {
	return slices.Contains([]string{"mr", "mrs", "ms", "dr", "prof"}, key)
}

// cased turns ANNA and anna into Anna, and leaves McKay, JP and van alone.
func cased(w string) string {
	lower, upper := strings.ToLower(w), strings.ToUpper(w)
	switch {
	case w == "and" || w == "AND":
		return "and"
	case w == upper && w != lower && utf8.RuneCountInString(w) > 2, w == lower && w != upper:
	default:
		return w
	}
	out := []rune(lower)
	start := true
	for i, r := range out {
		if start {
			out[i] = unicode.ToUpper(r)
		}
		start = r == '-' || r == '\'' && i == 1 || r == '’' && i == 1
	}
	return string(out)
}

// fact makes a short field fit to stand in a sentence, or empty where it cannot: too long, markup, a link.
func fact(s string) string {
	if len(s) > maxFact || suspicious(s) {
		return ""
	}
	return prose(s, KindText)
}

// CheckPostal refuses a postal address that no letter could carry: hardly anything written, markup, a link, or above 300 bytes.
func CheckPostal(field, address string) error {
	if len(fact(goodturn.Settings{PostalAddress: address}.PostalLine())) < 8 {
		return goodturn.Invalid(field, "No letter can carry this address.", "Street or post box, town, state and ZIP code in at most 300 letters, without a link, an @ or signs such as < and |.")
	}
	return nil
}

// prose is fact for sentences that the owner wrote.
func prose(s string, kind FieldKind) string {
	if strings.ContainsAny(s, "<>") || strings.Contains(s, "{{") {
		return ""
	}
	out, why := words.Clean(s, kind)
	if why != "" || !strings.ContainsFunc(out, words.IsWordRune) {
		return ""
	}
	return out
}

// suspicious reports whether a short field carries markup or a link.
func suspicious(s string) bool {
	l := strings.ToLower(s)
	return strings.ContainsAny(s, "<>{}[]\\|`") || strings.Contains(l, "://") || strings.Contains(l, "www.") || strings.Contains(l, "javascript:") || strings.Contains(l, "@")
}
