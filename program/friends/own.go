package friends

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/portrait"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// fairHousing is the rule about words that say who should live somewhere. In one letter of the owner's it warns; on a page it holds.
const fairHousing = "L9"

// mostWhy is the most characters of an advocate's own sentence.
const mostWhy = 240

// MayShow reports by CodeNotFound that a token is none of somebody who shares, before anything large is taken from whoever holds it.
func (p *Friends) MayShow(ctx context.Context, token string) error {
	return p.onShareRead(ctx, token, func(*store.Tx, goodturn.Contact) error { return nil })
}

// Show keeps what an advocate wants friends to see on the page that they pass on: a sentence in their own words, and a picture of
// themselves. An upload is made small and loses everything but what it shows; without one the picture stays as it is. Nothing of it is
// needed. It stands under their name on the owner's page, so the law of what may be said there holds: CodeInvalid says what does not.
func (p *Friends) Show(ctx context.Context, token, why string, upload []byte) error {
	why = connect.OneLine(why)
	if n := utf8.RuneCountInString(why); n > mostWhy {
		return goodturn.Invalid("why", fmt.Sprintf("These are %d characters.", n), fmt.Sprintf("Keep to %d: one or two sentences.", mostWhy))
	}
	if low := strings.ToLower(why); why != "" && (!message.Printable(why, mostWhy) || strings.Contains(low, "://") || strings.Contains(low, "www.")) {
		return goodturn.Invalid("why", "This cannot stand on the page.", "Write plain words, without links or markup.")
	}
	if found := message.LintSentence(why); why != "" {
		if i := slices.IndexFunc(found, func(f message.Finding) bool { return f.Severity == message.Block || f.Rule == fairHousing }); i >= 0 {
			return goodturn.Invalid("why", "This cannot stand on the page. "+found[i].Message, found[i].Fix)
		}
	}
	var picture []byte
	var err error
	if len(upload) > 0 {
		if err := p.MayShow(ctx, token); err != nil { // a picture takes much memory: not for anybody who comes along
			return err
		}
		if picture, err = portrait.Small(upload); err != nil {
			return err
		}
	}
	return p.onOwn(ctx, token, func(tx *store.Tx, ask goodturn.Ask, c goodturn.Contact) error {
		if !p.Shares(ask) {
			return goodturn.NotFound("page")
		}
		have, _, err := tx.Portrait(c.ID)
		if err != nil {
			return err
		}
		if len(picture) == 0 {
			picture = have.Picture
		}
		if why == "" && len(picture) == 0 {
			return tx.DropPortrait(c.ID)
		}
		return tx.SavePortrait(store.Portrait{ContactID: c.ID, Why: why, Picture: picture})
	})
}

// ShowNothing takes back what an advocate showed: their words, and the picture. Whoever does not share any more can do it too.
func (p *Friends) ShowNothing(ctx context.Context, token string) error {
	return p.onOwn(ctx, token, func(tx *store.Tx, _ goodturn.Ask, c goodturn.Contact) error { return tx.DropPortrait(c.ID) })
}

// onOwn runs fn on an ask and its person as they are once nobody else can change either: who was erased or merged meanwhile shows
// nothing, and what was taken back does not return.
func (p *Friends) onOwn(ctx context.Context, token string, fn func(*store.Tx, goodturn.Ask, goodturn.Contact) error) error {
	id, err := p.Links.Open(link.Answer, token)
	if err != nil {
		return err
	}
	return p.DB.Write(ctx, func(tx *store.Tx) error {
		ask, err := p.AskIn(tx, id)
		if err != nil {
			return err
		}
		if ask, err = tx.LockAsk(ask.ID); err != nil { // an answer takes the ask first as well
			return err
		}
		c, err := p.lockedIn(tx, ask.ContactID)
		if err != nil {
			return err
		}
		return fn(tx, ask, c)
	})
}

// lockedIn reads a person, following merges, after the lock on them.
func (p *Friends) lockedIn(tx *store.Tx, id goodturn.ID) (goodturn.Contact, error) {
	c, err := p.ContactIn(tx, id)
	if err != nil {
		return c, err
	}
	if err := program.LockPeople(tx, c.ID); err != nil {
		return c, err
	}
	was := c.ID
	if c, err = p.ContactIn(tx, was); err != nil || c.ID == was {
		return c, err
	}
	return c, program.LockPeople(tx, c.ID)
}

// TakeDown is ShowNothing for the owner, on whose page it stands. Told twice, nothing changes.
func (p *Friends) TakeDown(ctx context.Context, contact goodturn.ID) error {
	return p.DB.Write(ctx, func(tx *store.Tx) error {
		c, err := p.lockedIn(tx, contact)
		if err != nil {
			return err
		}
		return tx.DropPortrait(c.ID)
	})
}

// Shown reads what an advocate shows to friends, for the owner; the zero Portrait if they show nothing.
func (p *Friends) Shown(ctx context.Context, contact goodturn.ID) (out store.Portrait, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out, _, err = tx.Portrait(contact)
		return err
	})
	return out, err
}

// OwnPicture is an advocate's picture for themselves. CodeNotFound without one.
func (p *Friends) OwnPicture(ctx context.Context, token string) (out []byte, err error) {
	err = p.onShareRead(ctx, token, func(tx *store.Tx, c goodturn.Contact) error {
		x, _, err := tx.Portrait(c.ID)
		out = x.Picture
		return err
	})
	if err == nil && len(out) == 0 {
		err = goodturn.NotFound("page")
	}
	return out, err
}

// Picture is an advocate's picture for a friend who has their code. CodeNotFound where there is none, and where the page does not name
// the advocate any more.
func (p *Friends) Picture(ctx context.Context, code string) (out []byte, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out = nil
		s, err := p.sharedCode(tx, code)
		if err != nil {
			return err
		}
		named, err := p.mayName(tx, s)
		if err != nil || !named {
			return err
		}
		x, _, err := tx.Portrait(s.by.ID)
		out = x.Picture
		return err
	})
	if err == nil && len(out) == 0 {
		err = goodturn.NotFound("page")
	}
	return out, err
}

// LinkOf is the code of the link that an advocate passes on, as it is read aloud; empty if none of theirs leads anywhere.
func (p *Friends) LinkOf(ctx context.Context, contact goodturn.ID) (spoken string, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		codes, err := tx.ShareCodes(contact)
		for _, c := range codes {
			if program.LiveCode(c, tx.Now()) {
				spoken = link.Spoken(c.Code)
			}
		}
		return err
	})
	return spoken, err
}

// EndLink makes the link that an advocate passes on lead nowhere, because the owner says so: it stands where it should not. Their yes stays,
// and another one makes a new link. Told twice, nothing changes. by is who ends it.
func (p *Friends) EndLink(ctx context.Context, contact, by goodturn.ID) error {
	return p.DB.Write(ctx, func(tx *store.Tx) error {
		c, err := p.lockedIn(tx, contact)
		if err != nil {
			return err
		}
		codes, err := tx.ShareCodes(c.ID)
		if err != nil || !slices.ContainsFunc(codes, func(k goodturn.ShareCode) bool { return program.LiveCode(k, tx.Now()) }) {
			return err
		}
		if err := tx.RevokeShareCodes(c.ID); err != nil {
			return err
		}
		_, err = p.ReceiveIn(tx, goodturn.Event{ContactID: c.ID, Name: goodturn.EventLinkEnded, Source: "owner", Props: program.Props(map[string]any{"by": by})})
		return err
	})
}
