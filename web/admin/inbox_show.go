package admin

import (
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// inboxShown is how many caught messages a page has.
const inboxShown = 40

// caughtOf finds the touches and people of caught messages.
func (a *admin) caughtOf(r *http.Request, list []CaughtMail) (map[string]goodturn.Touch, map[goodturn.ID]view.PersonLine, error) {
	touches := map[string]goodturn.Touch{}
	var people []goodturn.ID
	err := a.DB.Read(r.Context(), func(tx *store.Tx) error {
		for _, m := range list {
			d, err := tx.Delivery(goodturn.ID(m.ID))
			if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
				continue // a message to yourself belongs to nobody's plan
			}
			if err != nil {
				return err
			}
			t, err := tx.Touch(d.TouchID)
			if err != nil {
				return err
			}
			touches[m.ID] = t
			people = append(people, t.ContactID)
		}
		return nil
	})
	if err != nil || len(people) == 0 {
		return touches, nil, err
	}
	lines, err := a.View.PersonLines(r.Context(), people...)
	return touches, lines, err
}

// inbox lists what the demo's mail catcher caught, the newest first.
func (a *admin) inbox(w http.ResponseWriter, r *http.Request) error {
	var all []CaughtMail
	if a.Catcher != nil {
		all = slices.Clone(a.Catcher.Caught())
	}
	slices.Reverse(all)
	n := len(all)
	v := Inbox{Catching: a.Catcher != nil, Lead: count(n, "message was caught", "messages were caught") + " on the way out. None of them was delivered to anybody."}
	if n == 0 {
		v.Lead = "Nothing is caught here: messages go where they belong."
		if a.Catcher != nil {
			v.Lead = "Nothing is delivered from here."
		}
		return a.page(w, r, "inbox", "Caught messages", InboxPage(v))
	}
	start := 0
	if after := r.URL.Query().Get("after"); after != "" {
		if i := slices.IndexFunc(all, func(m CaughtMail) bool { return m.ID == after }); i >= 0 {
			start = i + 1
			v.Pager.Earlier = "/inbox"
			if start > inboxShown {
				v.Pager.Earlier = withQuery("/inbox", "after", all[start-inboxShown-1].ID)
			}
		}
	}
	some := all[start:min(start+inboxShown, n)]
	if start+len(some) < n {
		v.Pager.Later = withQuery("/inbox", "after", some[len(some)-1].ID)
	}
	v.Pager.Words = thousands(min(start+1, n)) + " to " + thousands(start+len(some)) + " of " + thousands(n)
	touches, people, err := a.caughtOf(r, some)
	if err != nil {
		return err
	}
	now := a.Clock.Now()
	for _, m := range some {
		t := touches[m.ID]
		row := Caught{Person: Person{Name: m.To}, ID: m.ID, Subject: orElse(m.Subject, "A text"), When: say.Clock(m.At, now, say.ZoneNamed(t.Zone)), First: firstLine(m.Text), Tag: kindTag(t.Kind)}
		if p, ok := people[t.ContactID]; ok {
			row.Person = personOf(p.Contact)
		}
		v.Rows = append(v.Rows, row)
	}
	return a.page(w, r, "inbox", "Caught messages", InboxPage(v))
}

// firstMost is how much of a message the list shows, in letters.
const firstMost = 90

// shortened cuts a line at a word.
func shortened(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	cut := string(r[:most])
	if i := strings.LastIndexByte(cut, ' '); i > most/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:") + "…"
}

// firstLine is the first line that says something: not the greeting.
func firstLine(text string) string {
	for i, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" && (i > 0 || !strings.HasSuffix(l, ",")) {
			return shortened(l, firstMost)
		}
	}
	return ""
}

func (a *admin) caughtMail(r *http.Request) (CaughtMail, error) {
	if a.Catcher == nil {
		return CaughtMail{}, goodturn.NotFound("message")
	}
	for _, m := range a.Catcher.Caught() {
		if m.ID == r.PathValue("id") {
			return m, nil
		}
	}
	return CaughtMail{}, goodturn.NotFound("message")
}

// caught is one message as its client would see it.
func (a *admin) caught(w http.ResponseWriter, r *http.Request) error {
	m, err := a.caughtMail(r)
	if err != nil {
		return err
	}
	touches, people, err := a.caughtOf(r, []CaughtMail{m})
	if err != nil {
		return err
	}
	set, err := a.settingsNow(r)
	if err != nil {
		return err
	}
	t := touches[m.ID]
	v := CaughtView{Person: Person{Name: m.To}, ID: m.ID, Subject: orElse(m.Subject, "A text"), Plain: linked(m.Text, set.PublicURL), Headers: m.Headers}
	if p, ok := people[t.ContactID]; ok {
		v.Person = personOf(p.Contact)
		v.Why = withQuery("/people/"+string(t.ContactID)+"/why", "at", goodturn.DateOf(m.At.In(say.ZoneNamed(t.Zone))).String())
		v.Notes = []string{"Caught on the way out: " + v.Name + " got nothing. Their answer would come as a reply; to play one, say on their page what they answered."}
		if set.PublicURL != "" && strings.Contains(m.HTML, set.PublicURL+"/") {
			v.Notes[0] = "Caught on the way out: " + v.Name + " got nothing. The links lead on, so you can answer in their place."
		}
	}
	v.Letter = Letter{Subject: m.Subject, Body: TextLetter(m.Text), Text: m.Subject == ""}
	if m.HTML != "" {
		v.Letter.Body, v.Letter.Foot = letterOf(m.HTML, "You get this")
		v.Frame = "/inbox/" + m.ID + "/letter.html"
	}
	here(v.Letter.Body, set.PublicURL)
	here(v.Letter.Foot, set.PublicURL)
	here([]Para{v.Plain}, set.PublicURL)
	v.Letter.From, v.Letter.To, v.Letter.When, v.Letter.Live = m.From, m.To, say.Clock(m.At, a.Clock.Now(), say.ZoneNamed(t.Zone)), true
	return a.page(w, r, "inbox", v.Subject, CaughtPage(v))
}

// linked is a text as it was on the wire, in which the addresses below public can be followed.
func linked(text, public string) (out Para) {
	for public != "" {
		before, rest, found := strings.Cut(text, public+"/")
		if !found {
			break
		}
		end := strings.IndexFunc(rest, func(r rune) bool {
			return !strings.ContainsRune("-_/", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
		})
		if end < 0 {
			end = len(rest)
		}
		at := public + "/" + rest[:end]
		out = append(out, Span{Text: before}, Span{Text: at, Href: at})
		text = rest[end:]
	}
	return append(out, Span{Text: text})
}

// here makes links to the public address lead to the same pages on this server, which serves them too.
func here(ps []Para, public string) {
	for _, p := range ps {
		for i := range p {
			if path, ok := strings.CutPrefix(p[i].Href, public+"/"); ok && public != "" {
				p[i].Href = "/" + path
			}
		}
	}
}

// caughtLetter is the HTML of a message alone, for a frame that may do nothing.
func (a *admin) caughtLetter(w http.ResponseWriter, r *http.Request) error {
	m, err := a.caughtMail(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox")
	_, err = w.Write([]byte(m.HTML))
	return err
}
