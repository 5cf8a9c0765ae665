package answers

import (
	"context"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/store"
)

// Verdict says who seems to have looked at a link. Only Human counts as a click.
type Verdict string

const (
	Machine     Verdict = "machine" // a scanner, a prefetch, a preview
	UnknownLook Verdict = "unknown" // a page was fetched; people and the better machines look alike
	Human       Verdict = "human"   // somebody did something: a tap on our page, a sign of input
)

// Look is one look at a link, as far as it tells machines from people. It is judged and thrown away: neither address nor browser
// is kept in a form that could be read back, and that only of somebody who acts on an ask that promises a reward.
type Look struct {
	Purpose   link.Purpose
	Token     string
	Method    string // GET, HEAD, POST
	UserAgent string
	Navigated bool      // the browser says that a person set it off (Sec-Fetch-User)
	Prefetch  bool      // it says that nobody did (Sec-Purpose: prefetch)
	Acted     bool      // a POST from our page, or a beacon after input
	Sent      time.Time // when the message left, as far as whoever logs it knows; zero: it is looked up
	Device    string    // where it came from and the name of the browser; empty: unknown
}

// scanners are words in the names that link checkers, previews and libraries give themselves. A browser-like name proves nothing,
// which is why the best that a fetch can be is unknown.
var scanners = []string{
	"bot", "crawl", "spider", "scan", "preview", "proxy", "fetch", "monitor", "check", "curl", "wget", "python", "java/", "go-http", "libwww", "okhttp", "headless",
	"barracuda", "proofpoint", "mimecast", "safelinks", "symantec", "forcepoint", "trendmicro", "sophos", "cloudmark", "urldefense", "slack", "whatsapp", "telegram", "facebookexternalhit", "skypeuripreview",
}

// soonAfter is how soon after a message left a look at its links is a gateway's rather than a reader's.
const soonAfter = time.Minute

// Judge says who seems to have looked. sent is when the message left, zero if it is not known.
func (l Look) Judge(sent, now time.Time) Verdict {
	agent := strings.ToLower(l.UserAgent)
	switch {
	case l.Purpose == link.Canary, l.Method == "HEAD", l.Prefetch:
		return Machine
	case l.Acted:
		return Human
	case agent == "" || agent == "mozilla/5.0":
		return Machine
	case !sent.IsZero() && now.Sub(sent) < soonAfter:
		return Machine
	}
	for _, s := range scanners {
		if strings.Contains(agent, s) {
			return Machine
		}
	}
	return UnknownLook
}

// linkNames is what the log calls the purposes.
var linkNames = map[link.Purpose]string{
	link.Answer: "answer", link.Unsubscribe: "stop", link.Valuation: "valuation", link.Share: "share", link.Friend: "friend", link.Canary: "canary", link.Nonce: "nonce",
}

// LogFetch notes that somebody or something looked at a link: which link, when, and who it seems to have been. It changes nothing
// else, and nobody waits for it. A token that is none of ours leaves no trace.
func (p *Answers) LogFetch(_ context.Context, l Look) {
	id, err := p.Links.Open(l.Purpose, l.Token)
	if err != nil {
		return
	}
	p.DB.Later(func(tx *store.Tx) error {
		sent := l.Sent
		if !l.Acted && sent.IsZero() { // who acted has read it, whenever it left
			var err error
			if sent, err = sentAt(tx, l.Purpose, id); err != nil {
				return err
			}
		}
		if err := tx.AppendFetches(store.Fetch{Link: linkNames[l.Purpose], RefID: string(id), Verdict: string(l.Judge(sent, tx.Now()))}); err != nil {
			return err
		}
		if !l.Acted || l.Purpose != link.Answer {
			return nil
		}
		return rewards.LogDevice(tx, id, l.Device)
	})
}

// sentAt is when the message with a link left, as far as the link says which it was.
func sentAt(tx *store.Tx, purpose link.Purpose, id goodturn.ID) (time.Time, error) {
	var at time.Time
	var err error
	switch purpose {
	case link.Answer, link.Share:
		var a goodturn.Ask
		a, err = tx.Ask(id)
		at = a.OpenedAt
	case link.Valuation:
		var t goodturn.Touch
		t, err = tx.Touch(id)
		at = t.SentAt
	}
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
		return time.Time{}, nil
	}
	return at, err
}
