package requests

import (
	"context"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/pace"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// Known is what the owner says of somebody known from work.
type Known struct {
	By    goodturn.ID
	Last  goodturn.Date // when the two were last in touch; zero: not said
	Work  string        // what they did together
	Years string
	Offer string // something useful for them; the next useful message carries it
}

// KeepInTouch takes somebody up into the plan for people known from work. Doing it again adds what is said and plans nothing twice.
func (p *Requests) KeepInTouch(ctx context.Context, id goodturn.ID, k Known) error {
	for field, s := range map[string]string{"work": k.Work, "years": k.Years, "offer": k.Offer} {
		if s != "" && !message.Printable(s, message.MaxRequestFact) {
			return goodturn.Invalid(field, "This cannot stand in a letter.", "Write one plain line without markup.")
		}
	}
	return p.DB.Write(ctx, func(tx *store.Tx) error {
		set, err := tx.Settings()
		if err != nil {
			return err
		}
		set = set.WithDefaults()
		pack, err := p.handPack(set)
		if err != nil {
			return err
		}
		if err := program.LockPeople(tx, id); err != nil { // two taps at once are one plan
			return err
		}
		c, err := whom(tx, id)
		if err != nil {
			return err
		}
		if k.Last.Valid() {
			owner, err := tx.User(c.OwnerID)
			if err != nil {
				return err
			}
			if err := p.noteLast(tx, id, k.By, k.Last, pace.Zone(owner, set)); err != nil {
				return err
			}
		}
		if s := strings.TrimSpace(k.Offer); s != "" {
			if _, err := p.ReceiveIn(tx, goodturn.Event{ContactID: id, Name: goodturn.EventOffer, Source: program.Hand, Props: program.Props(map[string]any{"by": k.By, "text": s})}); err != nil {
				return err
			}
		}
		_, err = p.TakeUpIn(tx, set, pack, c, k.By, goodturn.RequestFacts{Work: k.Work, Years: k.Years}, goodturn.ChannelEmail)
		return err
	})
}

// whom reads whoever is to be written to. CodeConflict for an entry that has become part of another one.
func whom(tx *store.Tx, id goodturn.ID) (goodturn.Contact, error) {
	c, err := tx.Contact(id)
	if err == nil && c.MergedInto != "" {
		err = &goodturn.Error{Code: goodturn.CodeConflict, Message: c.Name() + " was merged into somebody else.", Hint: "Open that person instead."}
	}
	return c, err
}

// Favour notes what the owner did for somebody, or they for the owner, so that neither is forgotten. The zero day means today.
func (p *Requests) Favour(ctx context.Context, id, by goodturn.ID, given bool, what string, on goodturn.Date) error {
	what = strings.Join(strings.Fields(what), " ")
	if what == "" || !message.Printable(what, message.MaxRequestFact) {
		return goodturn.Invalid("what", "What it was is missing, or cannot be read.", "Write one plain line, as in: read her grant proposal")
	}
	name := goodturn.EventReceived
	if given {
		name = goodturn.EventGave
	}
	return p.OnPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
		at := tx.Now()
		if on.Valid() {
			owner, err := tx.User(c.OwnerID)
			if err != nil {
				return err
			}
			set, err := tx.Settings()
			if err != nil {
				return err
			}
			if at = schedule.At(on, 12, 0, pace.Zone(owner, set)); at.After(tx.Now().Add(12 * time.Hour)) {
				return goodturn.Invalid("on", on.Long()+" has not come yet.", "Give a day that has passed.")
			}
			if at.After(tx.Now()) {
				at = tx.Now()
			}
		}
		_, err := p.ReceiveIn(tx, goodturn.Event{ContactID: id, Name: name, At: at, Source: program.Hand, Props: program.Props(map[string]any{"by": by, "what": what})})
		return err
	})
}
