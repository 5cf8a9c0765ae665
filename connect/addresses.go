package connect

import (
	"net/mail"
	"strings"

	"golang.org/x/net/idna"
)

// EmailReading is what a written e-mail address turned out to be.
type EmailReading struct {
	Address string // lower case; empty if it is none
	Code    string // ProblemEmail...; empty if all is well
	Message string
	Hint    string
}

// ReadEmail checks one e-mail address. It knows mistyped domains, desks (info@) and the fillers that people type into
// required fields; it does not ask the network whether anybody lives there.
func ReadEmail(s string) EmailReading {
	s = strings.Trim(s, " \t\r\n,;'\"")
	if len(s) > 2 && s[0] == '<' && s[len(s)-1] == '>' {
		s = s[1 : len(s)-1]
	}
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s = s[7:]
	}
	if s == "" {
		return EmailReading{}
	}
	at := strings.LastIndexByte(s, '@')
	if at < 0 && emailFillers[strings.ToLower(s)] {
		return EmailReading{Code: ProblemEmailFiller, Message: "\"" + shorten(s) + "\" is not an address."}
	}
	if strings.ContainsAny(s, " <\"(") { // Anna Smith <anna@example.com>
		a, err := mail.ParseAddress(s)
		if err != nil {
			return invalidEmail(s)
		}
		s = a.Address
		at = strings.LastIndexByte(s, '@')
	}
	if at <= 0 || at == len(s)-1 || len(s) > 254 || at > 64 {
		return invalidEmail(s)
	}
	low := strings.ToLower(strings.TrimSuffix(s, "."))
	if at = strings.LastIndexByte(low, '@'); at == len(low)-1 {
		return invalidEmail(s)
	}
	local, domain := low[:at], low[at+1:]
	if !asciiOnly(domain) {
		puny, err := idna.Lookup.ToASCII(domain)
		if err != nil {
			return invalidEmail(s)
		}
		domain = puny
		low = local + "@" + domain
	}
	if !asciiOnly(local) {
		return EmailReading{Code: ProblemEmailInvalid, Message: "\"" + shorten(s) + "\" has letters that most mail servers refuse.",
			Hint: "Check it with its owner."}
	}
	if !localPart(local) || !hostName(domain) {
		return invalidEmail(s)
	}
	if right, ok := mistyped[domain[strings.LastIndexByte(domain, '.')+1:]]; ok {
		return EmailReading{Code: ProblemEmailInvalid, Message: "\"" + shorten(s) + "\" ends in ." + domain[strings.LastIndexByte(domain, '.')+1:] + ", which does not exist.",
			Hint: "Did you mean ." + right + "?"}
	}
	if emailFillers[local] || emailFillers[domain] || local+"@"+domain == "test@test.com" || local == "a" && domain == "a.com" {
		return EmailReading{Code: ProblemEmailFiller, Message: "\"" + shorten(s) + "\" is a filler, not an address."}
	}
	r := EmailReading{Address: low}
	if right, ok := mistyped[domain]; ok {
		r.Code, r.Message, r.Hint = ProblemEmailTypo, "\""+shorten(s)+"\" looks mistyped.", "Did you mean "+right+"?"
	} else if roles[local] {
		r.Code, r.Message, r.Hint = ProblemEmailRole, "\""+shorten(s)+"\" is a desk, not a person.", "Use their own address if you have it."
	}
	return r
}

func invalidEmail(s string) EmailReading {
	hint := "Correct it, as in ana@example.com, or leave it empty."
	if !strings.Contains(s, "@") {
		return EmailReading{Code: ProblemEmailInvalid, Message: "\"" + shorten(s) + "\" has no @, so it is not an e-mail address.", Hint: hint}
	}
	return EmailReading{Code: ProblemEmailInvalid, Message: "\"" + shorten(s) + "\" is not an e-mail address.", Hint: hint}
}

func asciiOnly(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func localPart(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case isLetter(c), c >= '0' && c <= '9', strings.IndexByte("!#$%&'*+/=?^_`{|}~-", c) >= 0:
		case c == '.' && i > 0 && i < len(s)-1 && s[i-1] != '.':
		default:
			return false
		}
	}
	return s != ""
}

func hostName(s string) bool {
	dots, label := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case isLetter(c), c >= '0' && c <= '9':
			label++
		case c == '-' && label > 0 && i+1 < len(s) && s[i+1] != '.':
			label++
		case c == '.' && label > 0:
			dots, label = dots+1, 0
		default:
			return false
		}
		if label > 63 {
			return false
		}
	}
	last := s[strings.LastIndexByte(s, '.')+1:]
	return dots > 0 && label >= 2 && !(last[0] >= '0' && last[0] <= '9')
}

func shorten(s string) string {
	if len(s) <= 60 {
		return s
	}
	return firstWords(s, 60) + "…"
}

var roles = map[string]bool{"info": true, "sales": true, "office": true, "admin": true, "support": true, "contact": true, "hello": true, "service": true,
	"webmaster": true, "postmaster": true, "billing": true, "team": true, "help": true, "marketing": true, "accounting": true, "reception": true, "mail": true, "enquiries": true}

// emailFillers are local parts, domains or whole cells that people type when a form insists.
var emailFillers = map[string]bool{"none": true, "n/a": true, "na": true, "noemail": true, "no-email": true, "no_email": true, "no email": true, "nomail": true, "no": true,
	"unknown": true, "noreply": true, "no-reply": true, "donotreply": true, "do-not-reply": true, "nobody": true, "null": true, "-": true, "--": true, "asdf": true, "xxx": true,
	"refused": true, "declined": true, "fake": true, "nope": true,
	"none.com": true, "noemail.com": true, "nomail.com": true, "na.com": true, "no.com": true, "noreply.com": true, "fake.com": true, "test.com": true, "asdf.com": true, "unknown.com": true}

// mistyped are domains of large mail providers as they are often mistyped, and top-level domains that do not exist.
var mistyped = map[string]string{"gmial.com": "gmail.com", "gmai.com": "gmail.com", "gamil.com": "gmail.com", "gnail.com": "gmail.com", "gmaill.com": "gmail.com",
	"gmail.co": "gmail.com", "gmal.com": "gmail.com", "gmil.com": "gmail.com", "gmail.cm": "gmail.com", "gmail.om": "gmail.com", "gmail.net": "gmail.com", "gmsil.com": "gmail.com",
	"hotmial.com": "hotmail.com", "hotmal.com": "hotmail.com", "hotmai.com": "hotmail.com", "hotmil.com": "hotmail.com", "hotmail.co": "hotmail.com", "hotnail.com": "hotmail.com",
	"yaho.com": "yahoo.com", "yahooo.com": "yahoo.com", "yhoo.com": "yahoo.com", "yahoo.co": "yahoo.com", "yhaoo.com": "yahoo.com", "yahoo.cm": "yahoo.com",
	"outlok.com": "outlook.com", "outloo.com": "outlook.com", "outlook.co": "outlook.com", "iclod.com": "icloud.com", "icloud.co": "icloud.com", "icoud.com": "icloud.com",
	"aol.co": "aol.com", "comcast.com": "comcast.net", "comcast.ney": "comcast.net", "verizon.com": "verizon.net", "sbcglobal.com": "sbcglobal.net", "att.com": "att.net",
	"con": "com", "cmo": "com", "ocm": "com", "comm": "com", "coom": "com", "vom": "com", "xom": "com", "nte": "net", "ney": "net", "rog": "org"}
