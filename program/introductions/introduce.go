package introductions

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/leaving"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/store"
)

// IntroduceIn writes down that a friend came by a page, with the statement about who sent them and everything that follows for whoever
// did.
func (p *Introductions) IntroduceIn(tx *store.Tx, r *goodturn.Referral, claim goodturn.Claim) error {
	return p.introduce(tx, r, claim, program.Told{Via: "page"})
}

// introduce writes a new introduction down, with the statement about who sent the friend and everything that follows for whoever did:
// no reminder, a task to thank within a day, a drafted note. Of the owner's telling or the friend's own nothing is asked again. It
// fills the ask, its tag and the owner in where they are missing.
func (p *Introductions) introduce(tx *store.Tx, r *goodturn.Referral, claim goodturn.Claim, told program.Told) error {
	c, err := tx.Contact(r.ReferrerID)
	if err != nil {
		return err
	}
	if r.OwnerID == "" {
		r.OwnerID = c.OwnerID
	}
	if r.OwnerID, err = standIn(tx, r.OwnerID); err != nil {
		return err
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
		r.ForgetAt = tx.Now().Add(program.ForgetFriendAfter)
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
	if err := reach.Invited(tx, c.ID, r.AskID); err != nil { // a friend who came proves it
		return err
	}
	if err := reach.Introduced(tx, *r); err != nil {
		return err
	}
	if err := p.TellIn(tx, c.ID, goodturn.EventReferred, told, map[string]any{"referral_id": r.ID}); err != nil {
		return err
	}
	if err := p.askThanks(tx, *r); err != nil {
		return err
	}
	return p.thank(tx, *r, goodturn.StageIntroduced)
}

// askThanks asks the owner to thank whoever gave a name, within a day.
func (p *Introductions) askThanks(tx *store.Tx, r goodturn.Referral) error {
	if !r.AcknowledgedAt.IsZero() {
		return nil
	}
	c, err := tx.Contact(r.ReferrerID)
	if err != nil || c.MergedInto != "" {
		return err
	}
	whom := "whoever comes"
	if program.MayName(r) && r.Friend != "" {
		whom = r.Friend
	}
	return p.openThanks(tx, goodturn.Task{ContactID: c.ID, OwnerID: c.OwnerID, Key: program.ThankKey + string(r.ID),
		Title: "Thank " + c.Name() + " for naming " + cmp.Or(r.Friend, "somebody"), Why: "They gave you a name. A word of thanks within a day, whatever comes of it.",
		Say: "Thank you for thinking of me. I will take good care of " + whom + "."})
}

// askLateThanks leaves it to the owner whether somebody is thanked whom a list says to have sent a friend, perhaps years ago: no letter
// leaves by itself, nothing is urgent, and of a deal that is long closed nothing is asked.
func (p *Introductions) askLateThanks(tx *store.Tx, r goodturn.Referral) error {
	if r.Stage == goodturn.StageWon || r.Stage == goodturn.StageLost {
		return nil
	}
	c, err := tx.Contact(r.ReferrerID)
	if err != nil || c.MergedInto != "" {
		return err
	}
	return p.openThanks(tx, goodturn.Task{ContactID: c.ID, OwnerID: c.OwnerID, Key: program.ThankKey + string(r.ID),
		Title: "Thank " + c.Name() + " for naming " + cmp.Or(r.Friend, "somebody"), Why: "Your list says that they sent them. If you never thanked them, a word is still welcome; if you did, there is nothing to do."})
}

// thankAgain drafts the note for a later stage, and asks the owner to say it in person as well where the friend became a client.
func (p *Introductions) thankAgain(tx *store.Tx, r goodturn.Referral, stage goodturn.Stage) error {
	if err := p.thank(tx, r, stage); err != nil || stage != goodturn.StageWon {
		return err
	}
	c, err := tx.Contact(r.ReferrerID)
	if err != nil || c.MergedInto != "" {
		return err
	}
	return p.openThanks(tx, goodturn.Task{ContactID: c.ID, OwnerID: c.OwnerID, Key: program.ThankWonKey + string(r.ID),
		Title: "Thank " + c.Name() + " again", Why: "Somebody whom they sent you became a client. A card in your own hand says it best; nothing about the deal belongs on it.",
		Say: "I wanted to thank you once more for passing my name on."})
}

// OwnDeal writes down that a client wants to move again: a card of its own beside the introductions, which credits nobody (promise F8).
func (p *Introductions) OwnDeal(ctx context.Context, contact goodturn.ID, note string, by goodturn.ID) (id goodturn.ID, err error) {
	err = p.OnPerson(ctx, contact, func(tx *store.Tx, c goodturn.Contact) error {
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
		r := goodturn.Referral{FriendID: contact, Friend: c.Name(), OwnerID: c.OwnerID, Source: goodturn.ReferralOwn, Note: program.Clip(strings.TrimSpace(note), 4000), KnownBefore: true}
		if err := tx.InsertReferral(&r); err != nil {
			return err
		}
		id = r.ID
		return tx.AppendReferralChange(goodturn.ReferralChange{ReferralID: r.ID, By: by, What: "stage", After: string(r.Stage)})
	})
	return id, err
}

// Name is somebody whom a client has named.
type Name struct {
	Friend, Email, Phone, Note string
	MayTell                    bool // the friend lets us tell the client that we are in touch
	program.Told
}

// GaveName notes that a client named somebody: an introduction begins, reminders end, and a task asks to thank them within a day. We
// never write to the friend ourselves.
func (p *Introductions) GaveName(ctx context.Context, id goodturn.ID, n Name) (referral goodturn.ID, err error) {
	err = p.OnPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
		r, err := p.gaveName(tx, c, n)
		referral = r
		return err
	})
	return referral, err
}

func (p *Introductions) gaveName(tx *store.Tx, c goodturn.Contact, n Name) (goodturn.ID, error) {
	r := goodturn.Referral{ReferrerID: c.ID, OwnerID: c.OwnerID, Friend: program.Clip(strings.TrimSpace(n.Friend), 200), Note: program.Clip(strings.TrimSpace(n.Note), 4000), Source: goodturn.ReferralByOwner, MayTell: n.MayTell,
		ForgetAt: tx.Now().Add(program.ForgetFriendAfter)}
	if r.Friend == "" {
		return "", goodturn.Invalid("friend", "Whom did they name?", "A first name is enough.")
	}
	var err error
	if strings.TrimSpace(n.Email) != "" {
		if r.Email, err = program.ReadEmail(n.Email); err != nil {
			return "", err
		}
	}
	if strings.TrimSpace(n.Phone) != "" {
		if r.Phone, err = program.ReadPhone(n.Phone); err != nil {
			return "", err
		}
	}
	err = p.introduce(tx, &r, goodturn.Claim{Evidence: "the owner's word"}, n.Told)
	return r.ID, err
}

// WithdrawIn ends an introduction because somebody took it back, and forgets the friend at once. One that was taken back already stays so.
func (p *Introductions) WithdrawIn(tx *store.Tx, r goodturn.Referral, why string) error {
	r, err := tx.LockReferral(r.ID) // its card may have been moved since it was read
	if err != nil || !r.WithdrawnAt.IsZero() {
		return err
	}
	before := r.Stage
	r.WithdrawnAt, r.Stage, r.LostWhy = tx.Now(), goodturn.StageLost, why
	if err := p.ForgetFriendIn(tx, r); err != nil {
		return err
	}
	if err := tx.AppendReferralChange(goodturn.ReferralChange{ReferralID: r.ID, What: "withdrawn", Before: string(before), After: why}); err != nil {
		return err
	}
	keys := []string{program.FriendKey(r.ID), program.ThankKey + string(r.ID), program.ThankLateKey + string(r.ID)}
	if r.Source == goodturn.ReferralByMiddle {
		keys = append(keys, program.MiddleKey(r.AskID))
	}
	for _, key := range keys {
		if _, err := tx.DoneTaskKey(key, "taken back"); err != nil {
			return err
		}
	}
	if err := rewards.Sync(tx, r); err != nil {
		return err
	}
	if err := reach.Introduced(tx, r); err != nil {
		return err
	}
	if r.ReferrerID == "" {
		return nil
	}
	_, err = p.ReceiveIn(tx, goodturn.Event{ContactID: r.ReferrerID, Name: goodturn.EventReferralMoved, Source: "page", Props: program.Props(map[string]any{"referral_id": r.ID, "stage": r.Stage})})
	return err
}

// standIn is who has to do what falls to a user: whoever stands in for them if they have left.
func standIn(tx *store.Tx, user goodturn.ID) (goodturn.ID, error) {
	u, err := tx.User(user)
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
		return user, nil
	}
	if err != nil {
		return user, err
	}
	in, _, err := leaving.StandIn(tx, u)
	return in.ID, err
}

// openThanks gives the owner of whoever sent somebody a word of thanks to say.
func (p *Introductions) openThanks(tx *store.Tx, t goodturn.Task) (err error) {
	if t.OwnerID, err = standIn(tx, t.OwnerID); err != nil {
		return err
	}
	t.Kind, t.DueAt = goodturn.TaskThank, tx.Now()
	return p.OpenTaskIn(tx, t)
}
