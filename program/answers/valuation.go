package answers

import (
	"context"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// ValuationPage is what somebody sees who follows the offer of a full valuation in a home update. It names neither home nor
// client: they know which home it is.
type ValuationPage struct {
	Owner    string // first name
	FullName string
	Firm     string
	Phone    string
	Asked    bool // they have asked, and a call is on its way
	Stop     string
}

// OpenValuation gives the page behind the offer. It writes nothing.
func (p *Answers) OpenValuation(ctx context.Context, token string) (page ValuationPage, err error) {
	id, err := p.Links.Open(link.Valuation, token)
	if err != nil {
		return page, err
	}
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		t, err := touchOf(tx, id)
		if err != nil {
			return err
		}
		page, err = p.valuationPage(tx, t)
		return err
	})
	return page, err
}

// AskValuation takes the wish for a full valuation: an urgent call for the owner, told at once, and no ask before the two have
// talked. Told twice, nothing changes.
func (p *Answers) AskValuation(ctx context.Context, token string) (page ValuationPage, err error) {
	id, err := p.Links.Open(link.Valuation, token)
	if err != nil {
		return page, err
	}
	err = p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		t, err := touchOf(tx, id)
		if err != nil {
			return err
		}
		if err := p.wantsValuation(tx, t, "page"); err != nil {
			return err
		}
		page, err = p.valuationPage(tx, t)
		return err
	})
	if err != nil {
		return ValuationPage{}, program.Unwritten(err)
	}
	p.Wake("tell")
	p.Wake("sweep")
	return page, nil
}

// touchOf reads the touch a token names; what is not there looks like a forged token.
func touchOf(tx *store.Tx, id goodturn.ID) (goodturn.Touch, error) {
	t, err := tx.Touch(id)
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
		return t, goodturn.NotFound("page")
	}
	return t, err
}

// wantsValuation writes the wish down, once for each message it answers.
func (p *Answers) wantsValuation(tx *store.Tx, t goodturn.Touch, via string) error {
	c, err := p.ContactIn(tx, t.ContactID)
	if err != nil {
		return err
	}
	fresh, err := p.ReceiveIn(tx, goodturn.Event{ContactID: c.ID, Name: goodturn.EventValuation, Source: via, MessageID: "valuation:" + string(t.ID), Props: program.Props(map[string]any{"touch_id": t.ID})})
	if err != nil || !fresh {
		return err
	}
	if err := p.ItArrivedIn(tx, t); err != nil {
		return err
	}
	return p.OpenTaskIn(tx, goodturn.Task{
		ContactID: c.ID, OwnerID: c.OwnerID, TouchID: t.ID, Kind: goodturn.TaskCall, Urgent: true, Key: "valuation:" + string(c.ID),
		Title: "Call " + c.Name() + ": they would like a full valuation", Why: "They asked for it a moment ago. They are not asked for anything before you two have talked.",
		Say: "You asked what the home would bring. Shall I come by and look at it with you?",
	})
}

func (p *Answers) valuationPage(tx *store.Tx, t goodturn.Touch) (ValuationPage, error) {
	c, err := p.ContactIn(tx, t.ContactID)
	if err != nil {
		return ValuationPage{}, err
	}
	owner, err := tx.User(c.OwnerID)
	if err != nil {
		return ValuationPage{}, err
	}
	set, err := tx.Settings()
	if err != nil {
		return ValuationPage{}, err
	}
	st, err := program.StandingOf(tx, c.ID)
	if err != nil {
		return ValuationPage{}, err
	}
	return ValuationPage{Owner: program.FirstName(owner), FullName: owner.Name, Firm: set.FirmOf(owner), Phone: owner.Voice.Phone, Asked: !st.ValuationAt.IsZero(), Stop: p.Links.Token(link.Unsubscribe, c.ID)}, nil
}
