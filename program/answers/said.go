package answers

import (
	"context"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// SaidNotNow and SaidNo note an answer that the owner heard: on the phone, or in a reply. An open request is answered by it; without
// one, not now is a time in which they are left in peace, and no thanks ends asking for good.
func (p *Answers) SaidNotNow(ctx context.Context, id goodturn.ID, t program.Told) error {
	ask, err := p.openAskOf(ctx, id)
	if err != nil {
		return err
	}
	if ask != "" {
		if err := p.Respond(ctx, p.Links.Token(link.Answer, ask), goodturn.AnswerNotNow, "owner"); err != nil {
			return err
		}
	} else if err := p.OnPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
		_, err := p.ReceiveIn(tx, goodturn.Event{ContactID: id, Name: goodturn.EventNotGoodTime, Source: program.Hand, Props: program.Props(map[string]any{"by": t.By, "kind": ""})})
		return err
	}); err != nil {
		return err
	}
	return p.TalkEnded(ctx, id, "not now", t)
}

// SaidNo is described at SaidNotNow.
func (p *Answers) SaidNo(ctx context.Context, id goodturn.ID, t program.Told) error {
	ask, err := p.openAskOf(ctx, id)
	if err != nil {
		return err
	}
	if ask != "" {
		if err := p.Respond(ctx, p.Links.Token(link.Answer, ask), goodturn.AnswerNo, "owner"); err != nil {
			return err
		}
	} else if err := p.OnPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
		e, err := t.Event(id, goodturn.EventAnswered, tx.Now(), map[string]any{"answer": goodturn.AnswerNo, "via": "owner"})
		if err != nil {
			return err
		}
		if _, err := p.ReceiveIn(tx, e); err != nil {
			return err
		}
		return p.decline(tx, c, "")
	}); err != nil {
		return err
	}
	return p.TalkEnded(ctx, id, "no", t)
}

// openAskOf is the request that still waits for an answer; empty without one.
func (p *Answers) openAskOf(ctx context.Context, id goodturn.ID) (open goodturn.ID, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		open = ""
		if _, err := tx.Contact(id); err != nil {
			return err
		}
		asks, err := tx.Asks(id)
		for _, a := range asks {
			if a.State == goodturn.AskOpen && !askClosed(a, tx.Now()) {
				open = a.ID
			}
		}
		return err
	})
	return open, err
}
