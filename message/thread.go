package message

import (
	"strings"

	"github.com/goodturn-app/goodturn/message/words"
)

// Thread is a message that really left, to which a follow-up belongs. The zero Thread means that there is none.
type Thread struct {
	MessageID  string   // with or without angle brackets
	Subject    string   // as it was sent
	Texts      []string // what it and its reminders said, for a look at what is new
	References []string // Message-IDs before it, oldest first
}

// Follow gives the headers of a message that follows t: the subject, In-Reply-To and References. Where nothing was really sent
// the subject is its own and the headers are empty: "Re:" is never pretended.
func (t Thread) Follow(own string) (subject, inReplyTo, references string) {
	id := angled(t.MessageID)
	if id == "" || strings.TrimSpace(t.Subject) == "" {
		return own, "", ""
	}
	subject = strings.TrimSpace(t.Subject)
	if !isReply(subject) {
		subject = "Re: " + subject
	}
	var refs []string
	for _, r := range t.References {
		if r = angled(r); r != "" && r != id {
			refs = append(refs, r)
		}
	}
	// The first and the newest few are what mail programs thread by; a line of all of them would grow without end.
	if len(refs) > 8 {
		refs = append(refs[:1:1], refs[len(refs)-7:]...)
	}
	return subject, id, strings.Join(append(refs, id), " ")
}

// angled gives <id>, or "" for what is no Message-ID.
func angled(id string) string {
	id = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(id), "<"), ">")
	if !strings.Contains(id, "@") || strings.ContainsAny(id, " \t\r\n<>") {
		return ""
	}
	return "<" + id + ">"
}

// isReply reports whether a subject begins like an answer or a forwarded letter.
func isReply(subject string) bool {
	head, _, ok := strings.Cut(strings.ToLower(strings.TrimSpace(subject)), ":")
	if !ok {
		return false
	}
	head, _, _ = strings.Cut(strings.TrimSpace(head), "[") // Re[2]:
	switch strings.TrimSpace(head) {
	case "re", "aw", "sv", "antw", "fw", "fwd", "wg", "tr", "rv":
		return true
	}
	return false
}

// ListUnsubscribe gives the two headers of RFC 2369 and RFC 8058. With a public address both, without one the mailto alone and
// an empty post.
func ListUnsubscribe(stop, ownerAddress string) (header, post string) {
	mail := "<" + Mailto(ownerAddress, ReplyStop) + ">"
	if strings.HasPrefix(stop, "https://") && words.ValidAddress(stop) {
		return "<" + stop + ">, " + mail, "List-Unsubscribe=One-Click"
	}
	return mail, ""
}
