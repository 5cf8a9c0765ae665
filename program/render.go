package program

import (
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/store"
)

// wordings keeps each playbook's words with the owner's own versions laid over the shipped ones, compiled once per change.
type wordings struct {
	mu    sync.Mutex
	stamp map[string]string
	words map[string]*playbook.Words
}

func newWordings() *wordings {
	return &wordings{stamp: map[string]string{}, words: map[string]*playbook.Words{}}
}

// of gives the words of a pack as this workspace has them.
func (w *wordings) of(tx *store.Tx, pack *playbook.Shipped) (*playbook.Words, error) {
	edits, err := tx.Words(pack.Playbook.Name)
	if err != nil || len(edits) == 0 {
		return pack.Words, err
	}
	var stamp strings.Builder
	for _, e := range edits {
		stamp.WriteString(e.Name + "\x00" + e.Body + "\x00")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stamp[pack.Playbook.Name] == stamp.String() {
		return w.words[pack.Playbook.Name], nil
	}
	out := pack.Words
	for _, e := range edits {
		if out, err = out.With(e.Name, e.Body, message.CatalogueFor(pack.Playbook.Pack)); err != nil {
			return nil, err
		}
	}
	w.stamp[pack.Playbook.Name], w.words[pack.Playbook.Name] = stamp.String(), out
	return out, nil
}

// Written is a message for one person before it has an envelope, or the reason why there is none.
type Written struct {
	About   message.About
	Wording string // name of the words; goodturn.OwnWords where the owner wrote them for this message
	Filled  message.Filled
	Letter  message.Letter
	Thread  message.Thread // the message that really left, which this one follows
	Missing []string       // facts that the words print and that are not there, and what the linter refuses
	RanOut  string         // what no longer holds of the market's figures in the owner's own words; empty: all of it does
	Avoided bool           // a neighbour has just read every wording that fits
}

// links makes the ways to answer. With a proved public address they are pages; else replies with their first words filled in.
// askID is zero where nothing is asked.
func (p *Program) links(s goodturn.Settings, owner goodturn.User, contact, touch, ask goodturn.ID) message.Links {
	if !proved(s) {
		return message.ReplyLinks(fromAddress(owner))
	}
	l := message.Links{
		Stop:      s.PublicURL + "/u/" + p.Links.Token(link.Unsubscribe, contact),
		Valuation: s.PublicURL + "/v/" + p.Links.Token(link.Valuation, touch),
	}
	if ask != "" {
		// One page holds every answer: yes and no are two doors to the same room, so that a changed mind needs no second mail.
		l.Yes = s.PublicURL + "/a/" + p.Links.Token(link.Answer, ask)
		l.No, l.Middle = l.Yes+"?not", l.Yes
	}
	return l
}

// proved reports whether there is a public address that works.
func proved(s goodturn.Settings) bool { return s.PublicURL != "" && !s.PublicProvedAt.IsZero() }

// fromAddress is the address in whose name a user's mail leaves.
func fromAddress(u goodturn.User) string {
	if u.Mailbox.From != "" {
		return u.Mailbox.From
	}
	return u.Email
}

// compose writes a touch for one person. It never fails for what a person lacks: that is Missing, and the judgement says what
// becomes of it. An error means words that do not compile.
func (p *Program) compose(words *playbook.Words, folder string, t goodturn.Touch, side goodturn.Side, form message.Form, about message.About, thread message.Thread, avoid func(string) bool) (Written, error) {
	d := Written{About: about, Thread: thread}
	values := message.ValuesFor(about)
	var tpl *message.Template
	if t.Edited {
		src := t.Body
		if form == message.Email {
			src = "Subject: " + t.Subject + "\n\n" + t.Body
		}
		own, err := message.Compile(message.Source{File: "your own words", Text: src, Form: form}, message.CatalogueFor(about.Settings.Pack))
		if err != nil {
			return d, err
		}
		d.Wording, tpl = goodturn.OwnWords, own
	} else {
		c := words.Choose(folder, side, form, t.Variant, values, avoid)
		if c.Wording == nil {
			d.Avoided = c.Avoided
			for _, m := range c.Missing {
				d.Missing = append(d.Missing, m.Field)
			}
			if !c.Avoided && len(d.Missing) == 0 {
				d.Missing = []string{"words for this step"}
			}
			return d, nil
		}
		d.Wording, tpl = c.Wording.Name, c.Wording.Template
	}
	filled, err := tpl.Fill(values)
	if err != nil {
		for _, m := range tpl.Needs(values) {
			d.Missing = append(d.Missing, m.Field)
		}
		if len(d.Missing) == 0 {
			return d, err
		}
		return d, nil
	}
	d.Filled = filled
	d.Letter = message.Finish(filled, t.PS, message.Footer(about, form), message.Beside(about, t.Kind, form))
	if t.Kind == goodturn.KindReminder && form == message.Email {
		d.Letter.Subject, _, _ = thread.Follow(d.Letter.Subject)
	}
	for _, f := range p.Lint(&d, t, tpl, thread) {
		if why := goodturn.LowerFirst(strings.TrimSuffix(f.Message, ".")); f.Severity == message.Block && !slices.Contains(d.Missing, why) {
			d.Missing = append(d.Missing, why)
		}
	}
	return d, nil
}

// Lint judges a finished letter as it would leave.
func (p *Program) Lint(d *Written, t goodturn.Touch, tpl *message.Template, thread message.Thread) []message.Finding {
	a := &d.About
	header, post := message.ListUnsubscribe(a.Links.Stop, fromAddress(a.Owner))
	in := message.LintInput{
		Kind: t.Kind, CheckIn: t.Step == "check-in", Template: tpl, Filled: &d.Filled, Letter: &d.Letter, Edited: t.Edited, PS: t.PS, Thread: thread.MessageID != "", Before: thread.Texts, Reward: a.Reward, RewardAllowed: a.Rewards,
		Postal: a.Settings.PostalLine(), ListUnsubscribe: header, ListPost: post, Business: a.Owner.Name, TextOptOut: true, Region: a.Contact.Region,
		PublicHost: host(a.Settings.PublicURL), ReviewHost: host(a.Owner.Voice.ReviewURL),
	}
	if a.Settings.PublicProvedAt.IsZero() {
		in.PublicHost = ""
	}
	for _, u := range []string{a.Owner.Voice.Website, a.Owner.Voice.CalendarURL} {
		if h := host(u); h != "" {
			in.OwnerHosts = append(in.OwnerHosts, h)
		}
	}
	return message.Lint(in)
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// envelope makes the finished message of a draft.
func envelope(d *Written, delivery store.Delivery) channel.Message {
	owner := d.About.Owner
	from := mail.Address{Name: owner.Name, Address: fromAddress(owner)}
	m := channel.Message{
		DeliveryID: string(delivery.ID), Channel: string(delivery.Channel), From: from, To: mail.Address{Name: d.About.Contact.Name(), Address: delivery.Address},
		Subject: d.Letter.Subject, Text: d.Letter.Text, HTML: d.Letter.HTML, MessageID: delivery.MessageID, Date: delivery.ClaimedAt,
		UnsubscribeMailto: message.Mailto(from.Address, message.ReplyStop),
	}
	if strings.HasPrefix(d.About.Links.Stop, "https://") {
		m.UnsubscribeURL = d.About.Links.Stop
	}
	if delivery.InReplyTo != "" {
		m.InReplyTo, m.References = delivery.InReplyTo, []string{delivery.InReplyTo}
	}
	return m
}

// messageID names a delivery on the wire, so that a bounce or a reply finds it again. The tag makes it unguessable.
func (p *Program) messageID(id goodturn.ID, from string) string {
	host := "goodturn.invalid"
	if _, h, ok := strings.Cut(from, "@"); ok && h != "" {
		host = h
	}
	return string(id) + "." + p.Links.MAC("message", string(id))[:12] + "@" + host
}
