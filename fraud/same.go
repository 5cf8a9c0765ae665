package fraud

import (
	"slices"
	"strings"
	"unicode"

	"github.com/goodturn-app/goodturn"
)

// mailParts is an e-mail address as the mailbox behind it: lower case, without "+shop", at Gmail without dots. An address that is none
// has no domain.
func mailParts(s string) (local, domain string) {
	local, domain, ok := strings.Cut(strings.ToLower(strings.TrimSpace(s)), "@")
	if !ok || local == "" || !strings.Contains(domain, ".") {
		return "", ""
	}
	domain = strings.TrimSuffix(domain, ".")
	if domain == "googlemail.com" {
		domain = "gmail.com"
	}
	if plain, _, found := strings.Cut(local, "+"); found && plain != "" {
		local = plain
	}
	if domain == "gmail.com" {
		local = strings.ReplaceAll(local, ".", "")
	}
	return local, domain
}

func shareMail(a, b Person) bool {
	for _, m := range a.Emails {
		l, d := mailParts(m)
		if d == "" {
			continue
		}
		for _, n := range b.Emails {
			if l2, d2 := mailParts(n); l == l2 && d == d2 {
				return true
			}
		}
	}
	return false
}

func sharePhone(a, b Person) bool {
	return slices.ContainsFunc(a.Phones, func(p string) bool {
		return len(p) >= 8 && slices.Contains(b.Phones, p)
	})
}

// samePerson is for finding somebody again: a name alone finds nobody.
func samePerson(a, b Person) bool {
	return a.ID != "" && a.ID == b.ID || shareMail(a, b) || sharePhone(a, b) || sameName(a.Name, b.Name) && live(a, b) == same
}

// nameWords are the parts of a name, folded and in one order: "Ruiz, Ana M." is "ana ruiz".
func nameWords(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && !unicode.Is(unicode.Mn, r) })
	words = slices.DeleteFunc(words, func(w string) bool { return len([]rune(w)) < 2 })
	slices.Sort(words)
	return words
}

// sameName needs two words: there are many Anas.
func sameName(a, b string) bool {
	w := nameWords(a)
	return len(w) >= 2 && slices.Equal(w, nameWords(b))
}

type living int

const (
	apart   living = iota
	perhaps        // the same house, one apartment unknown
	same
)

// live says whether two people live together. Addresses without a street say nothing.
func live(a, b Person) living {
	best := apart
	for _, x := range a.Addresses {
		for _, y := range b.Addresses {
			best = max(best, sameHome(x, y))
		}
	}
	return best
}

func sameHome(a, b goodturn.Address) living {
	s, t := street(a), street(b)
	if s.line == "" || s.line != t.line || s.place == "" || s.place != t.place {
		return apart
	}
	switch {
	case s.unit == t.unit:
		return same
	case s.unit == "" || t.unit == "":
		return perhaps
	}
	return apart
}

type home struct{ line, unit, place string }

var short = map[string]string{"street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "lane": "ln", "boulevard": "blvd", "court": "ct", "place": "pl", "terrace": "ter",
	"north": "n", "south": "s", "east": "e", "west": "w"}

// street reads an address the same way however it was written: "12 Oak Street, Apt 4C" and "12 OAK ST. #4c".
func street(a goodturn.Address) home {
	words := strings.FieldsFunc(strings.ToLower(a.Street), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '#' })
	unit := a.Unit
	for i, w := range words {
		if w == "apt" || w == "apartment" || w == "unit" || strings.HasPrefix(w, "#") {
			unit, words = strings.Join(words[i:], " "), words[:i]
			break
		}
		if s := short[w]; s != "" {
			words[i] = s
		}
	}
	var u []string
	for _, w := range strings.FieldsFunc(strings.ToLower(unit), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if w != "apt" && w != "apartment" && w != "unit" {
			u = append(u, w)
		}
	}
	line := ""
	if len(words) >= 2 && strings.IndexFunc(words[0], unicode.IsDigit) >= 0 {
		line = strings.Join(words, " ")
	}
	place := strings.ToLower(strings.TrimSpace(a.City))
	if len(a.ZIP) >= 5 {
		place = a.ZIP[:5]
	}
	return home{line, strings.Join(u, ""), place}
}
