package friends

import (
	"context"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/store"
)

// sharedHow is what an advocate may do with the words for sharing, and what the timeline keeps of it.
var sharedHow = []string{"copied", "mail", "whatsapp", "linkedin", "sms", "sheet", "printed", "told", "note"}

// Shared notes that an advocate did something with what they may pass on: copied it, opened it in their mail, printed the card. It is
// told by their own page after a tap, and kept once a kind and day. An unknown kind is CodeInvalid.
func (p *Friends) Shared(ctx context.Context, token, how string) error {
	if !slices.Contains(sharedHow, how) || how == "note" {
		return goodturn.Invalid("how", "That is not a way of sharing.", "Use one of "+strings.Join(sharedHow, ", ")+".")
	}
	return p.onShare(ctx, token, func(tx *store.Tx, ask goodturn.Ask, _ goodturn.Contact) error { return p.SharedIn(tx, ask, how) })
}

// onShare runs fn for an ask whose answer gave its contact something to share; for any other the token leads nowhere.
func (p *Friends) onShare(ctx context.Context, token string, fn func(*store.Tx, goodturn.Ask, goodturn.Contact) error) error {
	id, err := p.Links.Open(link.Answer, token)
	if err != nil {
		return err
	}
	return p.DB.Write(ctx, func(tx *store.Tx) error {
		ask, err := p.LockAskIn(tx, id) // an answer from another device comes before or after
		if err != nil {
			return err
		}
		if !p.Shares(ask) {
			return goodturn.NotFound("page")
		}
		c, err := p.ContactIn(tx, ask.ContactID)
		if err != nil {
			return err
		}
		return fn(tx, ask, c)
	})
}

// onShareRead is onShare for whoever only looks.
func (p *Friends) onShareRead(ctx context.Context, token string, fn func(*store.Tx, goodturn.Contact) error) error {
	id, err := p.Links.Open(link.Answer, token)
	if err != nil {
		return err
	}
	return p.DB.Read(ctx, func(tx *store.Tx) error {
		ask, err := p.AskIn(tx, id)
		if err != nil {
			return err
		}
		if !p.Shares(ask) {
			return goodturn.NotFound("page")
		}
		c, err := p.ContactIn(tx, ask.ContactID)
		if err != nil {
			return err
		}
		return fn(tx, c)
	})
}

// SendNote sends an advocate the note that they may forward, because they asked for it on their page: to their own address on file
// and nowhere else, in our words and nobody's else, at most once a day. Somebody who stopped everything gets nothing. It goes the
// way of every message, with both marks; asked for twice, one goes.
func (p *Friends) SendNote(ctx context.Context, token string) error {
	err := p.onShare(ctx, token, func(tx *store.Tx, ask goodturn.Ask, c goodturn.Contact) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		to, today, err := p.NoteTo(tx, s.WithDefaults(), c, ask)
		switch {
		case err != nil || today.ID != "":
			return err
		case to == "":
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: "The note cannot be sent just now.", Hint: "Copy it from the page; that always works."}
		}
		return p.PlanNoteIn(tx, ask, c, true)
	})
	if err == nil {
		p.Wake("sweep")
	}
	return err
}

// Recommendation is a draft for somebody who would rather write than pass a link on.
type Recommendation struct {
	FullName string // of the owner
	Firm     string
	Ticks    []message.Tick
	Text     string // empty: nothing was ticked yet
}

// OpenRecommendation drafts a recommendation from facts and from what its writer ticked. It writes nothing.
func (p *Friends) OpenRecommendation(ctx context.Context, token string, ticked []string, as string) (out Recommendation, err error) {
	id, err := p.Links.Open(link.Answer, token)
	if err != nil {
		return out, err
	}
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		ask, err := p.AskIn(tx, id)
		if err != nil {
			return err
		}
		if !p.Shares(ask) {
			return goodturn.NotFound("page")
		}
		c, err := p.ContactIn(tx, ask.ContactID)
		if err != nil {
			return err
		}
		owner, err := tx.User(ask.OwnerID)
		if err != nil {
			return err
		}
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		in, _, err := p.ShareInputFor(tx, s.WithDefaults(), c, ask, owner)
		if err != nil {
			return err
		}
		out = Recommendation{FullName: owner.Name, Firm: s.FirmOf(owner), Ticks: message.Ticks(in.Pack)}
		if as != "" {
			out.Text = message.Recommend(in, ticked, as)
		}
		return nil
	})
	return out, err
}
