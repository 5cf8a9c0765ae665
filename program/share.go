package program

import (
	"fmt"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/policy"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/store"
)

// SharePage is what an advocate gets: a code of their own and words that they may send from their own mailbox or phone.
type SharePage struct {
	Code   string // as it is stored; link.Spoken splits it for reading
	Spoken string
	URL    string // the friend's page; empty without a public address
	Texts  message.Share
	Links  message.ShareLinks
	Beside string         // what stands beside the link, always: that there is no reward, or what the policy prescribes where there is one
	Reward string         // what is promised for an introduction; empty: nothing is
	Ticks  []message.Tick // for a recommendation
	ToSelf string         // the address on file, half covered, to which the note can be sent now; empty: it cannot
	Sent   bool           // the note was asked for today, and goes by itself or has gone
	Waits  bool           // the owner reads the note before it goes
	Held   bool           // it goes once the owner's messages leave again; just now nothing does
	Why    string         // what they show to friends in their own words; empty: nothing
	Face   bool           // they show a picture of themselves
}

// codeLife is for how long a code leads somewhere after it was made: a link on an old page should not name people for ever. The
// next yes makes a new one.
const codeLife = 3 * 365 * goodturn.Day

// LiveCode reports whether a code leads anywhere.
func LiveCode(c goodturn.ShareCode, now time.Time) bool {
	return !c.Revoked && now.Before(c.CreatedAt.Add(codeLife))
}

// codeTries is how often a share code that somebody else has is drawn anew. 40 bits clash about once in a billion draws among a
// thousand advocates.
const codeTries = 5

// ShareCodeIn gives the advocate's code, and makes it the first time: minted is then the event to receive. It holds nothing about anybody.
func (p *Program) ShareCodeIn(tx *store.Tx, ask goodturn.Ask) (code string, minted []goodturn.Event, err error) {
	codes, err := tx.ShareCodes(ask.ContactID)
	if err != nil {
		return "", nil, err
	}
	if code, found := liveCode(codes, tx.Now()); found {
		return code.Code, nil, rewards.CarryAnew(tx, code.Code, ask.ID)
	}
	for range codeTries {
		drawn, err := link.NewCode(p.Rand)
		if err != nil {
			return "", nil, fmt.Errorf("draw a share code: %w", err)
		}
		free, err := tx.InsertShareCode(goodturn.ShareCode{Code: drawn, ContactID: ask.ContactID, AskID: ask.ID, CreatedAt: tx.Now()})
		if err != nil {
			return "", nil, err
		}
		if free {
			return drawn, []goodturn.Event{{ContactID: ask.ContactID, Name: goodturn.EventLinkMinted, Props: props(map[string]any{"ask_id": ask.ID, "code": drawn})}}, nil
		}
	}
	return "", nil, fmt.Errorf("draw a share code: %d in a row were taken", codeTries)
}

// promising is the ask whose promise an advocate's link carries: the one that the link came by.
func promising(tx *store.Tx, ask goodturn.Ask) (goodturn.ID, error) {
	codes, err := tx.ShareCodes(ask.ContactID)
	if code, found := liveCode(codes, tx.Now()); found {
		return code.AskID, err
	}
	return ask.ID, err
}

// SharePageIn gathers what an advocate may send. The home's address is never in it: friends need not learn it from us.
func (p *Program) SharePageIn(tx *store.Tx, ask goodturn.Ask, owner goodturn.User) (*SharePage, error) {
	codes, err := tx.ShareCodes(ask.ContactID)
	if err != nil {
		return nil, err
	}
	live, found := liveCode(codes, tx.Now())
	if !found {
		return nil, nil
	}
	code := live.Code
	s, err := tx.Settings()
	if err != nil {
		return nil, err
	}
	s = s.WithDefaults()
	c, err := tx.Contact(ask.ContactID)
	if err != nil {
		return nil, err
	}
	where, err := p.locate(tx, s, c)
	if err != nil {
		return nil, err
	}
	promise, promised, err := rewards.PromiseOf(tx, live.AskID)
	if err != nil {
		return nil, err
	}
	input, err := p.shareInput(tx, s, c, ask, owner, where.today)
	if err != nil {
		return nil, err
	}
	input.Disclosure = rewards.BesideOf(promise, promised, s, input.Pack, where.today)
	page := &SharePage{Code: code, Spoken: link.Spoken(code), Ticks: message.Ticks(input.Pack)}
	if s.PublicURL != "" && !s.PublicProvedAt.IsZero() {
		page.URL = s.PublicURL + "/r/" + code
		input.Values["share_url"] = page.URL
	}
	page.Texts = message.ShareTexts(input)
	if promised {
		page.Reward = promise.Says()
	}
	page.Links = page.Texts.Links(page.URL, c.Region, page.Reward != "")
	at := rewards.PlaceOf(s, input.Pack)
	rule, err := policy.IncentiveFor(at.Industry, where.today)
	switch {
	case input.Disclosure != "":
		page.Beside = input.Disclosure
	case err == nil && !strings.Contains(rule.BesideLink, "{"): // one with holes needs a reward that is set
		page.Beside = rule.BesideLink
	}
	shown, _, err := tx.Portrait(c.ID)
	if err != nil {
		return nil, err
	}
	page.Why, page.Face = shown.Why, len(shown.Picture) > 0
	to, note, err := p.noteTo(tx, s, c, ask, where)
	page.Waits = note.State == goodturn.Planned && p.NeedsApproval(s, note)
	page.Held = s.Paused && note.ID != "" && !page.Waits && !note.State.Done()
	page.Sent = note.ID != "" && !page.Waits && !page.Held && (!note.State.Done() || note.State == goodturn.Sent || note.State == goodturn.Unknown)
	if note.ID == "" || page.Waits || page.Held || page.Sent { // else today's will not go, and there is one a day
		page.ToSelf = to
	}
	return page, err
}

// ShareInputFor gathers what the texts for sharing may speak of. The home's address is never in it: friends need not learn it from us.
func (p *Program) ShareInputFor(tx *store.Tx, s goodturn.Settings, c goodturn.Contact, ask goodturn.Ask, owner goodturn.User) (in message.ShareInput, today goodturn.Date, err error) {
	where, err := p.locate(tx, s, c)
	if err != nil {
		return in, today, err
	}
	if in, err = p.shareInput(tx, s, c, ask, owner, where.today); err != nil {
		return in, where.today, err
	}
	carries, err := promising(tx, ask)
	if err != nil {
		return in, where.today, err
	}
	in.Disclosure, err = rewards.Beside(tx, s, in.Pack, carries, where.today)
	return in, where.today, err
}

// shareInput is ShareInputFor on a day, without what stands beside the link.
func (p *Program) shareInput(tx *store.Tx, s goodturn.Settings, c goodturn.Contact, ask goodturn.Ask, owner goodturn.User, today goodturn.Date) (in message.ShareInput, err error) {
	about := message.About{Contact: c, Owner: owner, Settings: s}
	about.Settings.Pack = packOf(p, ask.Playbook)
	about.Today = today
	if about.Closing, err = newestClosing(tx, c.ID); err != nil {
		return in, err
	}
	return message.ShareInput{Pack: packOf(p, ask.Playbook), Values: message.ValuesFor(about)}, nil
}

// newestClosing is the deal an advocate would speak of.
func newestClosing(tx *store.Tx, contact goodturn.ID) (out goodturn.Closing, err error) {
	closings, err := tx.Closings(contact)
	for _, c := range closings {
		if !c.FellThrough && c.Date.Valid() && (out.Date.IsZero() || c.Date.After(out.Date)) {
			out = c
		}
	}
	return out, err
}

// liveCode is, of an advocate's codes, the one that leads somewhere.
func liveCode(codes []goodturn.ShareCode, now time.Time) (goodturn.ShareCode, bool) {
	for _, c := range codes {
		if LiveCode(c, now) {
			return c, true
		}
	}
	return goodturn.ShareCode{}, false
}
