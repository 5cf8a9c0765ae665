package connect

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxName is the longest name, in characters, that is believed to be one.
const MaxName = 100

// Name is a written name taken apart. PartnerGiven and PartnerFamily are filled when it named a couple.
type Name struct {
	Given, Family, Nick         string
	PartnerGiven, PartnerFamily string
}

// ReadName takes a whole name apart: "Anna Smith", "Smith, Anna & Paul", "Dr. ANNA M. SMITH Jr.". What is no name of a
// person (a company, a link) comes back in Given as it stood; Greeting then refuses it.
func ReadName(full string) Name {
	full = TidyName(full)
	if full == "" || notAName(full) != "" || Organisation(full) {
		return Name{Given: full}
	}
	var n Name
	full, n.Nick = takeNick(full)
	if left, right, ok := strings.Cut(full, ","); ok {
		left, right = strings.TrimSpace(left), strings.TrimSpace(right)
		switch {
		case right == "" || isSuffix(right):
			full = left
		case strings.Contains(right, ","): // "Smith, Anna, MD"
			right, _, _ = strings.Cut(right, ",")
			fallthrough
		default:
			n.readGiven(right, left)
			return n
		}
	}
	first, second, couple := cutCouple(full)
	if !couple {
		n.Given, n.Family = splitPerson(full)
		return n
	}
	n.Given, n.Family = splitPerson(first)
	n.PartnerGiven, n.PartnerFamily = splitPerson(second)
	if n.Given == "" && n.PartnerFamily != "" { // "Mr. & Mrs. Paul Smith" names one person
		return Name{Given: n.PartnerGiven, Family: n.PartnerFamily, Nick: n.Nick}
	}
	if n.Family == "" {
		n.Family = n.PartnerFamily
	} else if n.PartnerFamily == "" {
		n.PartnerFamily = n.Family
	}
	return n
}

// ReadParts makes a Name of two columns, either of which may hold more than its title says.
func ReadParts(given, family string) Name {
	given, family = TidyName(given), TidyName(family)
	if given == "" && strings.ContainsAny(family, ",&") || family == "" && strings.ContainsAny(given, " ,&/+") {
		return ReadName(given + family)
	}
	if plainWord(given) && plainWord(family) && !isTitle(given) && !Organisation(given) && !Organisation(family) { // nearly every row
		return Name{Given: FixCase(given, false), Family: FixCase(family, true)}
	}
	if notAName(given) != "" || notAName(family) != "" || Organisation(given) || Organisation(family) {
		return Name{Given: given, Family: family}
	}
	var n Name
	given, n.Nick = takeNick(given)
	family = dropSuffix(family)
	n.readGiven(given, family)
	return n
}

func (n *Name) readGiven(given, family string) {
	n.Family = FixCase(family, true)
	if first, second, ok := cutCouple(given); ok {
		n.Given = FixCase(dropInitials(dropTitles(first)), false)
		g, f := splitPerson(second)
		if f == "" {
			f = n.Family
		} else if strings.EqualFold(f, family) {
			f = n.Family
		}
		n.PartnerGiven, n.PartnerFamily = g, f
		if f1, f2, ok := cutCouple(family); ok { // "Anna & Paul" | "Smith & Jones"
			n.Family, n.PartnerFamily = FixCase(f1, true), FixCase(f2, true)
		}
		return
	}
	n.Given = FixCase(dropInitials(dropTitles(given)), false)
}

// splitPerson takes one person's name apart. A name of one word is taken as the given name.
func splitPerson(s string) (given, family string) {
	s = dropSuffix(dropTitles(s))
	words := strings.Fields(s)
	switch len(words) {
	case 0:
		return "", ""
	case 1:
		return FixCase(words[0], false), ""
	}
	from := len(words) - 1
	for from > 1 && isParticle(words[from-1]) {
		from--
	}
	given = words[0]
	if initial(given) && from > 1 && !initial(words[1]) { // "J. Robert Smith" goes by Robert
		given = words[1]
	}
	return FixCase(given, false), FixCase(strings.Join(words[from:], " "), true)
}

// cutCouple splits "Anna & Paul", "Anna and Paul", "Anna + Paul", "Anna/Paul".
func cutCouple(s string) (first, second string, ok bool) {
	for _, sep := range []string{" & ", " and ", " AND ", " And ", " + ", "&", "/"} {
		if a, b, found := strings.Cut(s, sep); found {
			a, b = strings.TrimSpace(a), strings.TrimSpace(b)
			if a != "" && b != "" {
				return a, b, true
			}
		}
	}
	return "", "", false
}

// TidyName removes what is around a name but not part of it: spaces, emoji, invisible direction marks, a remark in
// brackets. The letters of every script stay as they are.
func TidyName(s string) string {
	if plainWord(s) {
		return s
	}
	if len(s) > 64*1024 {
		s = s[:64*1024]
	}
	var b strings.Builder
	depth, gap := 0, false
	for _, r := range s {
		switch {
		case r == '(' || r == '[':
			depth++
			gap = true
		case r == ')' || r == ']':
			depth = max(0, depth-1)
		case depth > 0:
		case unicode.IsSpace(r) || r == '\u00a0':
			gap = true
		case r == '\u200c' || r == '\u200d': // joiners are part of Persian and Indic names
			b.WriteRune(r)
		case r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r) && r != '^' && r != '`' || unicode.Is(unicode.Variation_Selector, r):
		default:
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			if r == '’' || r == '‘' || r == '`' {
				r = '\''
			}
			b.WriteRune(r)
		}
	}
	return strings.Trim(strings.Trim(b.String(), "\u200c\u200d"), " ,;*#_")
}

func plainWord(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isLetter(c) && c != '-' && c != '\'' || (i == 0 && !isLetter(c)) {
			return false
		}
	}
	return true
}

// takeNick takes the Bob out of Robert "Bob" Smith.
func takeNick(s string) (rest, nick string) {
	i := strings.IndexAny(s, "\"“")
	if i < 0 {
		return s, ""
	}
	_, open := utf8.DecodeRuneInString(s[i:])
	j := strings.IndexAny(s[i+open:], "\"”")
	if j < 0 {
		return s, ""
	}
	nick = s[i+open : i+open+j]
	_, shut := utf8.DecodeRuneInString(s[i+open+j:])
	rest = strings.Join(strings.Fields(s[:i]+" "+s[i+open+j+shut:]), " ")
	if rest == "" {
		return nick, ""
	}
	return rest, FixCase(nick, false)
}

var (
	titles    = []string{"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir", "capt", "hon", "mme", "herr", "frau"}
	suffixes  = []string{"jr", "sr", "ii", "iii", "iv", "md", "phd", "esq", "cpa", "dds", "rn", "dvm", "jd", "mba", "pe", "ret", "od", "dmd", "pa"}
	particles = []string{"van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "du", "la", "le", "el", "al", "bin", "ibn", "ter", "ten", "st", "saint", "san", "mac", "af", "av", "zu"}
)

func oneOf(w string, list []string) bool {
	w = strings.TrimRight(w, ".,")
	if len(w) > 7 {
		return false
	}
	for _, x := range list {
		if strings.EqualFold(w, x) {
			return true
		}
	}
	return false
}

func isTitle(w string) bool    { return oneOf(w, titles) }
func isParticle(w string) bool { return oneOf(w, particles) }
func isSuffix(s string) bool {
	words := strings.Fields(strings.ReplaceAll(s, ",", " "))
	for _, w := range words {
		if !oneOf(strings.ReplaceAll(w, ".", ""), suffixes) {
			return false
		}
	}
	return len(words) > 0
}

func dropTitles(s string) string {
	for {
		w, rest, _ := strings.Cut(s, " ")
		if !isTitle(w) {
			return s
		}
		s = strings.TrimSpace(rest)
	}
}

func dropSuffix(s string) string {
	for {
		i := strings.LastIndexByte(s, ' ')
		if i <= 0 || !isSuffix(s[i+1:]) {
			return s
		}
		s = strings.TrimRight(s[:i], " ,")
	}
}

// dropInitials takes middle initials off a given name: "Anna M." is Anna, "J. Robert" Robert; "J.D." stays.
func dropInitials(s string) string {
	words := strings.Fields(s)
	for len(words) > 1 && initial(words[len(words)-1]) && !initial(words[0]) {
		words = words[:len(words)-1]
	}
	if len(words) == 2 && initial(words[0]) && !initial(words[1]) {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

func initial(w string) bool {
	w = strings.TrimSuffix(w, ".")
	r, n := utf8.DecodeRuneInString(w)
	// One letter is an initial where letters have case; a single Chinese sign can be a whole name.
	return n == len(w) && n > 0 && (unicode.IsUpper(r) || unicode.IsLower(r))
}

// FixCase gives a name that was written in capitals or in small letters throughout its usual case: O'NEIL is O'Neil,
// mcdonald is McDonald. A name of mixed case is how the person writes it and stays: van der Berg, DeShawn.
func FixCase(s string, family bool) string {
	upper, lower := 0, 0
	for _, r := range s {
		if unicode.IsUpper(r) {
			upper++
		} else if unicode.IsLower(r) && r != 'ß' { // which is written in capitals too
			lower++
		}
	}
	switch {
	case upper > 0 && lower > 0, upper+lower == 0:
		return s
	case upper == 1 && lower == 0:
		return s
	case lower == 0 && upper <= 3 && !family && calledByLetters(s):
		return s
	}
	if strings.IndexByte(s, ' ') < 0 {
		return titleWord(s)
	}
	words := strings.Fields(s)
	for i, w := range words {
		if family && i+1 < len(words) && isParticle(w) {
			words[i] = strings.ToLower(w)
			continue
		}
		words[i] = titleWord(w)
	}
	return strings.Join(words, " ")
}

// calledByLetters knows the given names that are letters: JD, T.J., AJ, KC.
func calledByLetters(s string) bool {
	l := strings.ToUpper(strings.ReplaceAll(s, ".", ""))
	return strings.Contains(s, ".") && len(l) <= 3 || len(l) == 2 && (l[1] == 'J' || !strings.ContainsAny(l, "AEIOUY"))
}

func titleWord(w string) string {
	var b strings.Builder
	b.Grow(len(w))
	up, at := true, 0
	for _, r := range w {
		if up {
			b.WriteRune(unicode.ToTitle(r))
		} else {
			b.WriteRune(unicode.ToLower(r))
		}
		at++
		up = r == '-' || r == '.' || r == '\'' && at == 2 // O'Neil, D'Angelo; not Anna's
	}
	out := b.String()
	if len(out) > 4 && strings.HasPrefix(out, "Mc") && isLetter(out[2]) {
		out = "Mc" + strings.ToUpper(out[2:3]) + out[3:]
	}
	return out
}
