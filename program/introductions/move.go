package introductions

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/store"
)

// Move is what somebody changes on an introduction's card. A nil field stays as it is. Version is the one that they saw; zero looks at
// none.
type Move struct {
	Stage      *goodturn.Stage
	LostWhy    *string // in the owner's words; kept while it is lost
	ValueMinor *int64
	FeeMinor   *int64
	Currency   string // of the two amounts, ISO 4217; empty: that of the introduction, or USD
	OwnerID    *goodturn.ID
	Next       *string // next step
	NextOn     *goodturn.Date
	Friend     *string
	Email      *string
	Phone      *string
	Note       *string
	MayTell    *bool // the friend lets us tell the referrer that we are in touch
	Version    int64
	By         goodturn.ID
}

// To is a Move to a stage and nothing else.
func To(s goodturn.Stage, by goodturn.ID) Move { return Move{Stage: &s, By: by} }

// MoveIntroduction changes an introduction: how far it has come, who looks after it, what it is worth, what comes next. Every change is
// a line of its log. Settled ones can be opened again: people change their minds, and deals fall through, which takes back what was
// counted. CodeConflict if somebody else changed it since Version. Whoever sent the friend is thanked at each stage, without a new ask.
func (p *Introductions) MoveIntroduction(ctx context.Context, id goodturn.ID, m Move) (r goodturn.Referral, err error) {
	if m.Stage != nil && !slices.Contains(goodturn.Stages, *m.Stage) {
		return r, goodturn.Invalid("stage", "That is not a stage of an introduction.", "Choose one of the list.")
	}
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		if r, err = tx.Referral(id); err != nil {
			return err
		}
		if m.Version != 0 && m.Version != r.Version {
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: "Somebody changed this introduction a moment ago.", Hint: "Look at it as it is now, then try again."}
		}
		before := r
		if err := m.apply(tx, &r); err != nil {
			return err
		}
		if aboutFriend(before, r) {
			ForgetLater(&r, tx.Now())
		}
		log := changesOf(before, r)
		if len(log) == 0 {
			return nil
		}
		if err := tx.UpdateReferral(&r); err != nil {
			return err
		}
		for _, c := range log {
			c.ReferralID, c.By = id, m.By
			if err := tx.AppendReferralChange(c); err != nil {
				return err
			}
		}
		if r.Stage == before.Stage {
			return nil
		}
		return p.stageMoved(tx, r, before.Stage, m.By)
	})
	if err != nil {
		return r, fmt.Errorf("change an introduction: %w", err)
	}
	p.Wake("sweep")
	return r, nil
}

// stageMoved is everything that follows when an introduction has come to another stage.
func (p *Introductions) stageMoved(tx *store.Tx, r goodturn.Referral, before goodturn.Stage, by goodturn.ID) error {
	if err := reach.Introduced(tx, r); err != nil {
		return err
	}
	if before == goodturn.StageWon {
		if _, err := tx.DoneTaskKey(program.ThankWonKey+string(r.ID), program.OutcomeNotNeeded); err != nil { // it says that somebody became a client
			return err
		}
	}
	moved := goodturn.Event{ID: tx.NewID(), ContactID: r.ReferrerID, Name: goodturn.EventReferralMoved, At: tx.Now(), Source: program.Hand,
		Props: program.Props(map[string]any{"referral_id": r.ID, "stage": r.Stage, "before": before, "by": by})}
	if err := rewards.Sync(tx, r); err != nil {
		return err
	}
	if r.ReferrerID == "" {
		return p.News.Announce(tx, moved) // it is in nobody's timeline, and other systems hear of it all the same
	}
	if _, err := p.ReceiveIn(tx, moved); err != nil {
		return err
	}
	if r.Stage == goodturn.StageQualified || r.Stage == goodturn.StageWon {
		return p.thankAgain(tx, r, r.Stage)
	}
	return nil
}

// apply writes the move into an introduction, after a look at each of its fields.
func (m Move) apply(tx *store.Tx, r *goodturn.Referral) error {
	if m.Stage != nil {
		r.Stage = *m.Stage
	}
	text := func(to *string, from *string, most int) {
		if from != nil {
			*to = program.Clip(strings.TrimSpace(*from), most)
		}
	}
	text(&r.LostWhy, m.LostWhy, 400)
	if r.Stage != goodturn.StageLost {
		r.LostWhy = ""
	}
	text(&r.Next, m.Next, 200)
	text(&r.Note, m.Note, 4000)
	text(&r.Friend, m.Friend, 200)
	if r.Friend == "" && m.Friend != nil {
		return goodturn.Invalid("friend", "An introduction needs a name.", "A first name is enough.")
	}
	if m.NextOn != nil {
		r.NextOn = *m.NextOn
	}
	if m.MayTell != nil {
		r.MayTell = *m.MayTell
	}
	var err error
	if m.Email != nil {
		if r.Email = strings.TrimSpace(*m.Email); r.Email != "" {
			if r.Email, err = program.ReadEmail(r.Email); err != nil {
				return err
			}
		}
	}
	if m.Phone != nil {
		if r.Phone = strings.TrimSpace(*m.Phone); r.Phone != "" {
			if r.Phone, err = program.ReadPhone(r.Phone); err != nil {
				return err
			}
		}
	}
	was := r.Currency
	for _, a := range []struct {
		to    *int64
		from  *int64
		field string
	}{{&r.ValueMinor, m.ValueMinor, "value"}, {&r.FeeMinor, m.FeeMinor, "fee"}} {
		if a.from == nil {
			continue
		}
		if *a.from < 0 || *a.from > goodturn.MostMinor {
			return goodturn.Invalid(a.field, "That amount cannot be right.", "Write it without a sign, such as 640,000.")
		}
		*a.to = *a.from
		if r.Currency = cmp.Or(m.Currency, r.Currency, "USD"); !goodturn.CurrencyInUse(r.Currency) {
			return goodturn.Invalid("currency", fmt.Sprintf("%q is no currency.", r.Currency), "Write its three letters, such as USD or CAD.")
		}
	}
	if was != "" && was != r.Currency && (m.ValueMinor == nil && r.ValueMinor > 0 || m.FeeMinor == nil && r.FeeMinor > 0) {
		return goodturn.Invalid("currency", "The other amount is in "+was+".", "Give both amounts, or write this one in "+was+".")
	}
	if m.OwnerID != nil && *m.OwnerID != r.OwnerID {
		u, err := tx.User(*m.OwnerID)
		if err != nil {
			return err
		}
		if !u.Active {
			return goodturn.Invalid("owner", u.Name+" is no longer active.", "Choose somebody who is.")
		}
		r.OwnerID = u.ID
	}
	return nil
}

// changesOf are the lines of the log that tell one state of an introduction from another. What friends wrote is not repeated in it.
func changesOf(a, b goodturn.Referral) (out []goodturn.ReferralChange) {
	add := func(what, before, after string) {
		if before != after {
			out = append(out, goodturn.ReferralChange{What: what, Before: before, After: after})
		}
	}
	add("stage", string(a.Stage), string(b.Stage))
	add("why it came to nothing", a.LostWhy, b.LostWhy)
	add("owner", string(a.OwnerID), string(b.OwnerID))
	add("value", amount(a.ValueMinor, a.Currency), amount(b.ValueMinor, b.Currency))
	add("fee", amount(a.FeeMinor, a.Currency), amount(b.FeeMinor, b.Currency))
	add("next step", a.Next, b.Next)
	add("day of the next step", a.NextOn.String(), b.NextOn.String())
	add("may tell", strconv.FormatBool(a.MayTell), strconv.FormatBool(b.MayTell))
	if aboutFriend(a, b) {
		out = append(out, goodturn.ReferralChange{What: "friend"})
	}
	return out
}

// ForgetLater sets the day on which what somebody wrote of a friend who agreed to nothing is forgotten, where none is set: it was
// forgotten before, and is known anew. One with whom the owner is in touch is kept, and so is who is a client.
func ForgetLater(r *goodturn.Referral, now time.Time) {
	known := r.Consent != "" || r.FriendID != "" || r.Stage != goodturn.StageIntroduced && r.Stage != goodturn.StageLost
	if !known && r.ForgetAt.IsZero() && r.Friend+r.Email+r.Phone+r.Note != "" {
		r.ForgetAt = now.Add(program.ForgetFriendAfter)
	}
}

// aboutFriend reports whether two states of an introduction say different things of the friend.
func aboutFriend(a, b goodturn.Referral) bool {
	return a.Friend != b.Friend || a.Email != b.Email || a.Phone != b.Phone || a.Note != b.Note
}

func amount(minor int64, currency string) string {
	if minor == 0 {
		return ""
	}
	return currency + " " + goodturn.PlainAmount(minor, currency)
}

// Board is the introductions by stage.
type Board struct {
	Columns []BoardColumn
	Open    []goodturn.Claim // statements about who sent a friend that wait for one tap
}

// BoardColumn is one stage with its newest cards.
type BoardColumn struct {
	Stage goodturn.Stage
	Total int
	Cards []goodturn.Referral
}

// Board reads the introductions by stage, the newest of each first; owner empty means everybody's.
func (p *Introductions) Board(ctx context.Context, owner goodturn.ID, each int) (b Board, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		b = Board{}
		totals, err := tx.StageCounts(owner)
		if err != nil {
			return err
		}
		for _, s := range goodturn.Stages {
			c := BoardColumn{Stage: s, Total: totals[s]}
			if c.Total > 0 {
				if c.Cards, err = tx.StagePage(s, owner, "", each); err != nil {
					return err
				}
			}
			b.Columns = append(b.Columns, c)
		}
		b.Open, err = tx.OpenClaims(50)
		return err
	})
	return b, err
}

// Introduction is one introduction with everything that is known of how it came about.
type Introduction struct {
	goodturn.Referral
	Claims  []goodturn.Claim
	Log     []goodturn.ReferralChange
	Thanked []goodturn.Touch // notes of thanks, sent and planned
	Asked   goodturn.Touch   // what the ask was that it came from; zero: none
	AskedIn string           // and its title
}

// Introduction reads one introduction. CodeNotFound if there is none.
func (p *Introductions) Introduction(ctx context.Context, id goodturn.ID) (out Introduction, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out = Introduction{}
		if out.Referral, err = tx.Referral(id); err != nil {
			return err
		}
		if out.Claims, err = tx.Claims(id); err != nil {
			return err
		}
		if out.Log, err = tx.ReferralChanges(id); err != nil {
			return err
		}
		if err := p.asked(tx, &out); err != nil {
			return err
		}
		thanks, err := tx.ThanksFor(id)
		if err != nil {
			return err
		}
		for _, x := range thanks {
			t, err := tx.Touch(x.TouchID)
			if err != nil {
				return err
			}
			out.Thanked = append(out.Thanked, t)
		}
		return nil
	})
	return out, err
}

// asked reads the ask that an introduction came from. It may be gone with whom it was sent to.
func (p *Introductions) asked(tx *store.Tx, out *Introduction) error {
	if out.AskID == "" {
		return nil
	}
	a, err := tx.Ask(out.AskID)
	if err == nil && a.TouchID != "" {
		out.Asked, err = tx.Touch(a.TouchID)
	}
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound || err == nil && out.Asked.ID == "" {
		out.Asked = goodturn.Touch{}
		return nil
	}
	if err != nil {
		return err
	}
	titles, err := p.StepTitles(tx, out.Asked)
	out.AskedIn = titles[out.Asked.ID]
	return err
}
