package admin

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// personOf is somebody as a list names them.
func personOf(c goodturn.Contact) Person {
	p := Person{ID: c.ID, Name: c.Name()}
	if strings.TrimSpace(p.Name) == "" {
		p.Name = "Somebody without a name"
	}
	return p
}

// kindTag marks what is no plain hello.
func kindTag(k goodturn.Kind) Tag {
	switch k {
	case goodturn.KindAsk, goodturn.KindReminder:
		return Tag{"ask", Good}
	case goodturn.KindCall:
		return Tag{"call", Plain}
	case goodturn.KindReview:
		return Tag{"review", Plain}
	}
	return Tag{}
}

// stateTag says what became of a message.
func stateTag(t goodturn.Touch, bounced bool) Tag {
	switch t.State {
	case goodturn.Sent:
		if bounced {
			return Tag{"came back", Danger}
		}
		return Tag{"arrived", Good}
	case goodturn.Unknown:
		if t.Channel == goodturn.ChannelDM {
			return Tag{"not said whether sent", Wait} // what is still to be sent stands under To do
		}
		return Tag{"may have arrived", Wait}
	case goodturn.Skipped:
		return Tag{"left out", Plain}
	case goodturn.Expired:
		return Tag{"too late", Plain}
	case goodturn.Failed:
		if slices.Contains(t.Reasons, goodturn.ReasonNotSent) {
			return Tag{"did not go out", Plain}
		}
		return Tag{"came back", Danger}
	case goodturn.Cancelled:
		return Tag{"not any more", Plain}
	case goodturn.Tasked:
		return Tag{"for you to do", Plain}
	case goodturn.Claimed, goodturn.Committing:
		return Tag{"on its way", Good}
	}
	return kindTag(t.Kind)
}

// letterFrom shows a finished message.
func letterFrom(l message.Letter, to string) Letter {
	out := Letter{Subject: l.Subject, To: to}
	if l.HTML == "" {
		out.Text = l.Subject == ""
		out.Body = TextLetter(l.Text)
		return out
	}
	out.Body, out.Foot = letterOf(l.HTML, "You get this")
	return out
}

// draftLetter shows a message as it would go, or says what it lacks.
func draftLetter(d program.Draft, to string) Letter {
	if d.Letter.Text == "" {
		return Letter{To: to, Lacks: "No message for this one: " + say.Lacking(d.Missing) + "."}
	}
	return letterFrom(d.Letter, to)
}

// findingsFrom puts the linter's objections as a page shows them.
func findingsFrom(fs []message.Finding) []Finding {
	out := make([]Finding, len(fs))
	for i, f := range fs {
		out[i] = Finding{Message: f.Message, Hint: f.Fix, Blocking: f.Severity == message.Block}
		if f.Line > 0 {
			out[i].Where = fmt.Sprintf("line %d", f.Line)
		}
	}
	return out
}

// withQuery is an address with one more parameter.
func withQuery(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
