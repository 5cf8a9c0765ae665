package program

import (
	"context"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// ForgetFriendAfter is for how long we keep the name of a friend who has not agreed to anything.
const ForgetFriendAfter = 30 * goodturn.Day

// introduce writes a new introduction down, with the statement about who sent the friend and everything that follows for whoever did:
// no reminder, a task to thank within a day, a drafted note. Of the owner's telling or the friend's own nothing is asked again. It
// fills the ask, its tag and the owner in where they are missing.
func (p *Program) introduce(tx *store.Tx, r *goodturn.Referral, claim goodturn.Claim, told Told) error {
	c, err := tx.Contact(r.ReferrerID)
	if err != nil {
		return err
	}
	if r.OwnerID == "" {
		r.OwnerID = c.OwnerID
	}
	if r.AskID == "" {
		asks, err := tx.Asks(c.ID)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(asks, func(a goodturn.Ask) bool {
			return a.State == goodturn.AskOpen || a.Answer == goodturn.AnswerYes || a.Answer == goodturn.AnswerMiddle
		}); i >= 0 {
			r.AskID, r.Tag = asks[i].ID, asks[i].Tag()
		}
	} else if r.Tag == (goodturn.AskTag{}) {
		a, err := tx.Ask(r.AskID)
		if err != nil {
			return err
		}
		r.Tag = a.Tag()
	}
	if r.Consent == "" && r.ForgetAt.IsZero() {
		r.ForgetAt = tx.Now().Add(ForgetFriendAfter)
	}
	if err := tx.InsertReferral(r); err != nil {
		return err
	}
	claim.ReferralID, claim.ContactID, claim.Source, claim.State, claim.SettledAt, claim.By = r.ID, c.ID, r.Source, goodturn.ClaimConfirmed, tx.Now(), told.By
	if claim.Confidence == 0 {
		claim.Confidence = 100
	}
	if err := tx.InsertClaim(&claim); err != nil {
		return err
	}
	if err := tx.AppendReferralChange(goodturn.ReferralChange{ReferralID: r.ID, By: told.By, What: "stage", After: string(r.Stage)}); err != nil {
		return err
	}
	if err := reachInvited(tx, c.ID, r.AskID); err != nil { // a friend who came proves it
		return err
	}
	if err := reachIntroduction(tx, *r); err != nil {
		return err
	}
	if err := p.tellOf(tx, c.ID, goodturn.EventReferred, told, map[string]any{"referral_id": r.ID}); err != nil {
		return err
	}
	if err := p.askThanks(tx, *r); err != nil {
		return err
	}
	return p.thank(tx, *r, goodturn.StageIntroduced)
}

// askThanks asks the owner to thank whoever gave a name, within a day.
func (p *Program) askThanks(tx *store.Tx, r goodturn.Referral) error {
	c, err := tx.Contact(r.ReferrerID)
	if err != nil || c.MergedInto != "" {
		return err
	}
	whom := "whoever comes"
	if mayName(r) && r.Friend != "" {
		whom = r.Friend
	}
	return p.openTask(tx, goodturn.Task{ContactID: c.ID, OwnerID: c.OwnerID, Kind: goodturn.TaskThank, Key: thankKey + string(r.ID), DueAt: tx.Now(),
		Title: "Thank " + c.Name() + " for naming " + orWords(r.Friend, "somebody"), Why: "They gave you a name. A word of thanks within a day, whatever comes of it.",
		Say: "Thank you for thinking of me. I will look after " + whom + " well."})
}

func orWords(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// thankAgain drafts the note for a later stage, and asks the owner to say it in person as well where the friend became a client.
func (p *Program) thankAgain(tx *store.Tx, r goodturn.Referral, stage goodturn.Stage) error {
	if err := p.thank(tx, r, stage); err != nil || stage != goodturn.StageWon {
		return err
	}
	c, err := tx.Contact(r.ReferrerID)
	if err != nil || c.MergedInto != "" {
		return err
	}
	return p.openTask(tx, goodturn.Task{ContactID: c.ID, OwnerID: c.OwnerID, Kind: goodturn.TaskThank, Key: thankWonKey + string(r.ID), DueAt: tx.Now(),
		Title: "Thank " + c.Name() + " again", Why: "Somebody whom they sent you became a client. A card in your own hand says it best; nothing about the deal belongs on it.",
		Say: "I wanted to thank you once more for passing my name on."})
}

// OwnDeal writes down that a client wants to move again: a card of its own beside the introductions, which credits nobody (promise F8).
func (p *Program) OwnDeal(ctx context.Context, contact goodturn.ID, note string, by goodturn.ID) (id goodturn.ID, err error) {
	err = p.onPerson(ctx, contact, func(tx *store.Tx, c goodturn.Contact) error {
		open, err := tx.ReferralsOfFriend(contact)
		if err != nil {
			return err
		}
		for _, r := range open {
			if r.Source == goodturn.ReferralOwn && r.Stage != goodturn.StageWon && r.Stage != goodturn.StageLost {
				id = r.ID
				return nil // it is on the board already
			}
		}
		r := goodturn.Referral{FriendID: contact, Friend: c.Name(), OwnerID: c.OwnerID, Source: goodturn.ReferralOwn, Note: Clip(strings.TrimSpace(note), 4000), KnownBefore: true}
		if err := tx.InsertReferral(&r); err != nil {
			return err
		}
		id = r.ID
		return tx.AppendReferralChange(goodturn.ReferralChange{ReferralID: r.ID, By: by, What: "stage", After: string(r.Stage)})
	})
	return id, err
}
