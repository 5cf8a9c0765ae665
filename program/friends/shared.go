package friends

import (
	"context"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/policy"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/leaving"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/store"
)

// SharedPage is what a friend sees to whom an advocate passed the link on: who recommends whom, and one short form.
type SharedPage struct {
	FullName string // of the owner
	First    string
	Firm     string
	Phone    string
	Email    string
	Calendar string // where a time can be booked; empty: nowhere
	By       string // first name of the advocate; empty where it is not shown: they have taken their yes back, stopped all messages, or died
	Why      string // how the advocate knows the owner, after "By, ": "whom I helped buy a home"
	Said     string // a sentence of the advocate's own; empty: they wrote none
	Face     bool   // there is a picture of them, given for this page
	Consent  string // the text beside the button
	Version  string // and which text it is
	Left     string // whole name of who had left before the friend came, whose client the advocate was; the owner stands in for them. Empty: nobody
	Reward   string // what the friend and the advocate get, as the policy prescribes; empty: nothing
}

// OpenShared gives the page of an advocate's link, by its code as it was typed or read aloud. It writes nothing. A code that leads
// nowhere is CodeNotFound, always with the same words and after the same work: nobody learns whether it never was, was taken back
// or is too old.
func (p *Friends) OpenShared(ctx context.Context, code string) (page SharedPage, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		s, err := p.sharedCode(tx, code)
		if err != nil {
			return err
		}
		page, err = p.sharedPage(tx, s)
		return err
	})
	return page, err
}

// shared is a code that leads somewhere.
type shared struct {
	code  goodturn.ShareCode
	by    goodturn.Contact
	owner goodturn.User // or whoever stands in for them
	left  string        // whose client the advocate was, where that is somebody who has left
	ask   goodturn.Ask  // zero where the code came without one
}

// noCode stands for a code that is none, so that looking for it costs the same.
const noCode = "00000000"

// sharedCode finds who is behind a code. Everything is read in any case; only then is it judged.
func (p *Friends) sharedCode(tx *store.Tx, typed string) (s shared, err error) {
	code := link.ReadCode(typed)
	real := code != ""
	if !real {
		code = noCode
	}
	found, ok, err := tx.ShareCode(code)
	if err != nil {
		return s, err
	}
	real = real && ok && program.LiveCode(found, tx.Now())
	if !real {
		found = goodturn.ShareCode{}
	}
	s.code = found
	for _, read := range []func() error{
		func() (err error) { s.by, err = p.ContactIn(tx, found.ContactID); return err },
		func() (err error) { s.owner, err = tx.User(s.by.OwnerID); return err },
		func() (err error) { s.ask, err = tx.Ask(found.AskID); return err },
	} {
		if err := read(); err != nil && goodturn.ErrorCode(err) != goodturn.CodeNotFound {
			return s, err
		}
	}
	if !real || s.by.ID == "" || s.owner.ID == "" || s.by.Source == "erased" {
		return shared{}, goodturn.NotFound("page")
	}
	was := s.owner.Name
	in, gone, err := leaving.StandIn(tx, s.owner)
	if s.owner = in; gone {
		s.left = was
	}
	return s, err
}

func (p *Friends) sharedPage(tx *store.Tx, s shared) (page SharedPage, err error) {
	set, err := tx.Settings()
	if err != nil {
		return page, err
	}
	set = set.WithDefaults()
	_, today, err := p.TodayOf(tx, s.by.ID)
	if err != nil {
		return page, err
	}
	page = SharedPage{FullName: s.owner.Name, First: program.FirstName(s.owner), Firm: set.FirmOf(s.owner), Phone: s.owner.Voice.Phone, Email: program.FromAddress(s.owner), Left: s.left}
	if s.owner.Voice.CalendarURL != "" {
		page.Calendar = s.owner.Voice.CalendarURL
	}
	if n, ok := policy.FriendNoticeOn(today); ok {
		page.Consent, page.Version = n.For(s.owner.Name), n.Rule
	}
	named, err := p.mayName(tx, s)
	if err != nil {
		return page, err
	}
	if promise, ok, err := rewards.PromiseOf(tx, s.ask.ID); err != nil {
		return page, err
	} else if ok {
		who := "Whoever sent you"
		if named && s.by.Given != "" {
			who = s.by.Given
		}
		page.Reward = promise.ForFriend(who)
	}
	if !named {
		return page, nil
	}
	closing, err := program.NewestClosing(tx, s.by.ID)
	if err != nil {
		return page, err
	}
	page.By = s.by.Given
	shown, _, err := tx.Portrait(s.by.ID)
	if err != nil {
		return page, err
	}
	page.Said, page.Face = shown.Why, len(shown.Picture) > 0
	if s.left == "" {
		page.Why = message.HowTheyMet(packOrSettings(p, s.ask, set), closing.Side, set.Name)
	}
	return page, nil
}

// packOrSettings is the pack of an ask, or the workspace's where a code came without one.
func packOrSettings(p *Friends, ask goodturn.Ask, s goodturn.Settings) string {
	if ask.ID == "" {
		return p.PackOf(s.Pack)
	}
	return p.PackOf(ask.Playbook)
}

// mayName reports whether the page may say who passed it on: they did it themselves, and nothing they said later speaks against it.
func (p *Friends) mayName(tx *store.Tx, s shared) (bool, error) {
	if s.by.Given == "" || s.by.LeftOut || s.ask.ID != "" && !p.Shares(s.ask) {
		return false, nil
	}
	stopped, err := program.IsStopped(tx, s.by.ID)
	if err != nil || stopped {
		return false, err
	}
	st, err := program.StandingOf(tx, s.by.ID)
	return st.DiedAt.IsZero(), err
}
