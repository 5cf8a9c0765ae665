package claim

import (
	"regexp"
	"strings"
	"sync"
)

// pattern compiles an expression when it is first looked for: the program starts without it.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// sentMe are the ways in which an owner says that a client sent a friend. The first name is the client's, the second the friend's.
var sentMe = []func() *regexp.Regexp{
	pattern(`(?i)^\s*(.{2,80}?)\s+(?:has\s+)?(?:sent|send|sends|referred|introduced|recommended)\s+(?:me|us)\s+(?:to\s+)?(.{2,200}?)\s*[.!]?\s*$`),
	pattern(`(?i)^\s*(.{2,80}?)\s+(?:has\s+)?(?:sent|referred|introduced)\s+(.{2,200}?)\s+to\s+(?:me|us)\s*[.!]?\s*$`),
	pattern(`(?i)^\s*(.{2,80}?)\s+gave\s+(?:me|us)\s+(?:the\s+name\s+(?:of\s+)?|a\s+name[,:]\s*)(.{2,200}?)\s*[.!]?\s*$`),
}

// reach is a phone number or a mail address at the end of what was said.
var reach = pattern(`[,;]?\s*(?:at\s+|on\s+)?([^\s,;@]+@[^\s,;@]+\.[^\s,;@]+|\+?\(?\d[\d ().-]{5,}\d)\s*$`)

// SentMe reads "Ana sent me Lee, 212 555 0188": who sent whom, and how the friend can be reached where that was said. False if it is not
// such a sentence.
func SentMe(text string) (sender, friend, reachAt string, ok bool) {
	for _, re := range sentMe {
		m := re().FindStringSubmatch(text)
		if m == nil {
			continue
		}
		sender, friend = m[1], m[2]
		if r := reach().FindStringSubmatchIndex(friend); r != nil {
			reachAt, friend = strings.TrimSpace(friend[r[2]:r[3]]), friend[:r[0]]
		}
		friend = strings.Trim(friend, " ,;")
		return strings.TrimSpace(sender), friend, reachAt, friend != ""
	}
	return "", "", "", false
}

// referred are the ways in which a source field says that somebody sent them; what stands before or behind it is who.
var referred = pattern(`(?i)\b(?:(?:past\s+)?client\s+|personal\s+|friend\s+|agent\s+)?(?:referrals?|referred|refer|recommended|recommendation|introduced|introduction|sent)\b(?:\s*(?:by|from|via|of|through)\b)?`)

// InSource reads a CRM's source field: the words of who sent somebody, and whether the field says that it is about that at all.
// "Referral - Ana Ruiz" is "Ana Ruiz", and sure; "Ana Ruiz" may be a person or the name of a web site, and is not; "Zillow" is the same.
// "Referral" alone names nobody, and nothing of an address on the web is a name.
func InSource(field string) (who string, sure bool) {
	field = strings.Join(strings.Fields(field), " ")
	if strings.Contains(field, "://") || strings.Contains(field, "www.") || len(field) > 300 {
		return "", false
	}
	if at := referred().FindStringIndex(field); at != nil {
		who, sure = field[:at[0]]+" "+field[at[1]:], true
	} else {
		who = field
	}
	who = strings.Join(strings.Fields(strings.Trim(who, " -–:;,/|()[]\"'")), " ")
	if len(Words(who)) == 0 {
		return "", false
	}
	return who, sure
}
