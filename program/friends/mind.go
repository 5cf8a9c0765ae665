package friends

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/store"
)

// Mind takes down whom somebody has in mind and when to call them. The friend is not written to; the owner gets it with the call that
// the answer asked for. Said again, it takes the place of what was said before. CodeNotFound for any other answer.
func (p *Friends) Mind(ctx context.Context, token string, m program.InMind) error {
	return p.onMiddle(ctx, token, func(tx *store.Tx, ask goodturn.Ask, c goodturn.Contact) error {
		first := connect.OneLine(m.First)
		switch {
		case utf8.RuneCountInString(first) > mostFirst:
			return goodturn.Invalid("first", fmt.Sprintf("This name has more than %d characters.", mostFirst), "A first name is enough.")
		case m.When != "" && !slices.Contains(program.CallTimes, m.When):
			return goodturn.Invalid("when", "That is not one of the times.", "Choose one of the list.")
		}
		r, have, err := program.InMindOf(tx, ask)
		if err != nil {
			return err
		}
		if have { // its card may be moved at this moment
			if r, err = tx.LockReferral(r.ID); err != nil {
				return err
			}
		}
		if r.Friend == first && r.Note == m.When && have {
			return nil
		}
		r.Friend, r.Note = first, m.When
		if have {
			introductions.ForgetLater(&r, tx.Now())
			if err := tx.UpdateReferral(&r); err != nil {
				return err
			}
		} else if first != "" {
			r.ReferrerID, r.AskID, r.OwnerID, r.Source, r.Tag, r.ForgetAt = c.ID, ask.ID, ask.OwnerID, goodturn.ReferralByMiddle, ask.Tag(), tx.Now().Add(program.ForgetFriendAfter)
			if err := p.IntroduceIn(tx, &r, goodturn.Claim{Evidence: "their own answer"}); err != nil {
				return err
			}
		}
		return p.CallAboutIn(tx, ask, c, first, m.When)
	})
}

// mostFirst is the most characters of a first name.
const mostFirst = 60

// onMiddle runs fn for an ask that was answered with "I have somebody in mind, call me".
func (p *Friends) onMiddle(ctx context.Context, token string, fn func(*store.Tx, goodturn.Ask, goodturn.Contact) error) error {
	id, err := p.Links.Open(link.Answer, token)
	if err != nil {
		return err
	}
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		ask, err := p.LockAskIn(tx, id) // an answer from another device comes before or after
		if err != nil {
			return err
		}
		if !p.Minds(ask) {
			return goodturn.NotFound("page")
		}
		if err := program.LockPeople(tx, ask.ContactID); err != nil {
			return err
		}
		c, err := p.ContactIn(tx, ask.ContactID)
		if err != nil {
			return err
		}
		return fn(tx, ask, c)
	})
	if err == nil {
		p.Wake("sweep")
	}
	return err
}

// TakeMindBack takes back whom somebody had in mind, because they say so on their own page: the name goes at once, the call is closed, and
// the log keeps that it happened.
func (p *Friends) TakeMindBack(ctx context.Context, token string) error {
	return p.onMiddle(ctx, token, func(tx *store.Tx, ask goodturn.Ask, _ goodturn.Contact) error {
		r, have, err := program.InMindOf(tx, ask)
		if err != nil || !have {
			return err
		}
		return p.WithdrawIn(tx, r, "taken back by the one who sent them")
	})
}
