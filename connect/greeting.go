package connect

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Greeting is the name with which a letter to this person begins: the nickname, else the given name, else both names of
// a couple that shares one record. Where no letter could begin with it (an initial, a company, a link, markup) it is empty and the
// problem says why; then somebody has to say how they call this person, and nothing that greets may go before.
func Greeting(r *Record) (string, *Problem) {
	why := ""
	switch {
	case Organisation(r.Full) || Organisation(r.Family) || Organisation(r.Given):
		why = "looks like a company or a trust, not a person"
	case r.Nick != "" && unclear(r.Nick) == "":
		if r.Joint && r.Spouse.Given != "" && unclear(r.Spouse.Given) == "" {
			return r.Nick + " and " + r.Spouse.Given, nil
		}
		return r.Nick, nil
	case r.Given == "" && r.Family == "" && r.Full == "":
		if r.Company != "" {
			why = "is a company without a person"
		} else {
			why = "is missing"
		}
	case r.Given == "":
		why = "has no first name"
	default:
		why = unclear(r.Given)
		if f := notAName(r.Family); why == "" && f != "" {
			why = "has a last name that " + f
		}
	}
	if why != "" {
		shown := r.Name()
		if utf8.RuneCountInString(shown) > 40 {
			shown = string([]rune(shown)[:40]) + "…"
		}
		msg := "The name " + why + "."
		if shown != "" {
			msg = "The name \"" + shown + "\" " + why + "."
		}
		return "", &Problem{Code: ProblemNameUnclear, Severity: SeverityWarn, Message: msg, Hint: "Say how you would begin a letter to them."}
	}
	if r.Joint && r.Spouse.Given != "" && unclear(r.Spouse.Given) == "" {
		return r.Given + " and " + r.Spouse.Given, nil
	}
	return r.Given, nil
}

// unclear says why no letter could begin with this given name, as the end of a sentence; "" if one could.
func unclear(given string) string {
	if why := notAName(given); why != "" {
		return why
	}
	switch w := strings.ToLower(strings.Trim(given, " .")); {
	case initial(given):
		return "is only an initial"
	case isTitle(given):
		return "is only a title"
	case fillers[w]:
		return "does not look like a name"
	case strings.HasPrefix(w, "the ") || strings.HasSuffix(w, " family"):
		return "is a family, not a first name"
	case utf8.RuneCountInString(given) > 40:
		return "is too long for a first name"
	case strings.Count(given, " ") > 2:
		return "has too many words for a first name"
	}
	return ""
}

var fillers = map[string]bool{"unknown": true, "test": true, "na": true, "n/a": true, "none": true, "null": true, "nan": true, "undefined": true,
	"no name": true, "noname": true, "client": true, "customer": true, "owner": true, "homeowner": true, "resident": true, "occupant": true,
	"buyer": true, "seller": true, "tenant": true, "lead": true, "contact": true, "guest": true, "user": true, "anonymous": true, "friend": true,
	"admin": true, "first": true, "first name": true, "firstname": true, "name": true, "xxx": true, "x": true, "tbd": true, "asdf": true, "family": true, "spouse": true}

// notAName says why a text is no name of anybody, as the end of a sentence; "" if it may be one.
func notAName(s string) string {
	if plainWord(s) && len(s) <= MaxName {
		return ""
	}
	low := strings.ToLower(s)
	switch {
	case utf8.RuneCountInString(s) > MaxName:
		return "is longer than any name"
	case strings.IndexByte("=+-@\t\r", s[0]) >= 0:
		return "is a spreadsheet formula"
	case strings.Contains(low, "://") || strings.Contains(low, "www.") || hasDomain(low):
		return "is a link or an address"
	case strings.ContainsAny(s, "<>{}[]|\\=$%^~*") || strings.Contains(s, "&#") || strings.Contains(low, "&lt;"):
		return "contains markup or code"
	case strings.Contains(s, "@"):
		return "is an e-mail address"
	case strings.ContainsFunc(s, unicode.IsDigit):
		return "contains digits"
	case !strings.ContainsFunc(s, unicode.IsLetter):
		return "contains no letters"
	}
	return ""
}

func hasDomain(low string) bool {
	if strings.Contains(low, "@") {
		return false
	}
	for _, tld := range []string{".com", ".net", ".org", ".io", ".co/", ".info", ".biz", ".xyz", ".ru"} {
		if i := strings.Index(low, tld); i > 0 && (i+len(tld) == len(low) || !isLetter(low[i+len(tld)])) {
			return true
		}
	}
	return false
}

var organisations = map[string]bool{"llc": true, "inc": true, "corp": true, "ltd": true, "llp": true, "pllc": true, "plc": true, "gmbh": true,
	"trust": true, "trustee": true, "trustees": true, "revocable": true, "irrevocable": true, "holdings": true, "properties": true, "realty": true,
	"investments": true, "enterprises": true, "associates": true, "partners": true, "foundation": true, "association": true, "hoa": true,
	"incorporated": true, "corporation": true, "company": true, "ventures": true, "partnership": true, "ministries": true}

// Organisation reports whether a name is that of a company, trust or estate rather than a person's.
func Organisation(s string) bool {
	if len(s) < 3 || len(s) > 400 {
		return false
	}
	var buf [16]byte
	start, words := 0, 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && (isLetter(s[i]) || s[i] == '.' || s[i] >= 0x80) {
			continue
		}
		if w := s[start:i]; w != "" {
			words++
			if len(w) >= 3 && len(w) <= 13 && organisations[string(lowered(&buf, w))] && (words > 1 || i == len(s)) {
				return true
			}
		}
		start = i + 1
	}
	return len(s) > 10 && strings.EqualFold(s[:10], "estate of ")
}

// lowered is w in small letters and without dots, as far as it fits into buf.
func lowered(buf *[16]byte, w string) []byte {
	n := 0
	for i := range len(w) {
		c := w[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != '.' {
			buf[n] = c
			n++
		}
	}
	return buf[:n]
}
