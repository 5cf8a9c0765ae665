package claim

import (
	"regexp"
	"strings"
)

// sentMe are the ways in which an owner says that a client sent a friend. The first name is the client's, the second the friend's.
var sentMe = []*regexp.Regexp{
	regexp.MustCompile(`(?i)^\s*(.{2,80}?)\s+(?:has\s+)?(?:sent|send|sends|referred|introduced|recommended)\s+(?:me|us)\s+(?:to\s+)?(.{2,200}?)\s*[.!]?\s*$`),
	regexp.MustCompile(`(?i)^\s*(.{2,80}?)\s+(?:has\s+)?(?:sent|referred|introduced)\s+(.{2,200}?)\s+to\s+(?:me|us)\s*[.!]?\s*$`),
	regexp.MustCompile(`(?i)^\s*(.{2,80}?)\s+gave\s+(?:me|us)\s+(?:the\s+name\s+(?:of\s+)?|a\s+name[,:]\s*)(.{2,200}?)\s*[.!]?\s*$`),
}

// reach is a phone number or a mail address at the end of what was said.
var reach = regexp.MustCompile(`[,;]?\s*(?:at\s+|on\s+)?([^\s,;@]+@[^\s,;@]+\.[^\s,;@]+|\+?\(?\d[\d ().-]{5,}\d)\s*$`)

// SentMe reads "Ana sent me Lee, 212 555 0188": who sent whom, and how the friend can be reached where that was said. False if it is not
// such a sentence.
func SentMe(text string) (sender, friend, reachAt string, ok bool) {
	for _, re := range sentMe {
		m := re.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		sender, friend = m[1], m[2]
		if r := reach.FindStringSubmatchIndex(friend); r != nil {
			reachAt, friend = strings.TrimSpace(friend[r[2]:r[3]]), friend[:r[0]]
		}
		friend = strings.Trim(friend, " ,;")
		return strings.TrimSpace(sender), friend, reachAt, friend != ""
	}
	return "", "", "", false
}
