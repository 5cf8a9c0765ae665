package program

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/store"
)

// ForgetFriendAfter is for how long we keep the name of a friend who has not agreed to anything.
const ForgetFriendAfter = 30 * goodturn.Day

// forgottenTask stands in the place of a task's title that named somebody who was forgotten.
const forgottenTask = "About a friend whose name is no longer kept"

// ForgetFriendIn takes a friend's name and addresses out of an introduction, and out of the tasks, the log and the letters that spoke of
// it. The introduction itself stays: the funnel counts it.
func (p *Program) ForgetFriendIn(tx *store.Tx, r goodturn.Referral) error {
	r.Friend, r.Email, r.Phone, r.Note, r.Next, r.ForgetAt = "", "", "", "", "", time.Time{}
	if r.WithdrawnAt.IsZero() {
		r.LostWhy = "" // the owner's words; why it was taken back is ours
	}
	if err := tx.UpdateReferral(&r); err != nil {
		return err
	}
	thanks, err := tx.ThanksFor(r.ID)
	if err != nil {
		return err
	}
	for _, t := range thanks {
		if err := p.TakeBackIn(tx, t.TouchID); err != nil {
			return err
		}
	}
	if err := tx.ForgetIntroductionWords(r.ID); err != nil {
		return err
	}
	keys := []string{FriendKey(r.ID), ThankKey + string(r.ID), WhoSentKey + string(r.ID)}
	if r.Source == goodturn.ReferralByMiddle { // by another road, that call is about somebody else
		keys = append(keys, MiddleKey(r.AskID))
	}
	for _, key := range keys {
		if err := tx.EmptyTasks(key, forgottenTask); err != nil {
			return err
		}
	}
	return nil
}

// ForgetIntroductionsIn takes somebody who is to be erased out of the introductions that name them: as the friend, known by their
// contact or by an address alone, and as whoever sent somebody, in the tasks about that friend.
func (p *Program) ForgetIntroductionsIn(tx *store.Tx, id goodturn.ID, addresses []goodturn.Identity) error {
	friend, err := tx.ReferralsOfFriend(id)
	if err != nil {
		return err
	}
	for _, i := range addresses {
		some, err := tx.ReferralsByAddress(i.Value)
		if err != nil {
			return err
		}
		for _, r := range some {
			if !slices.ContainsFunc(friend, func(have goodturn.Referral) bool { return have.ID == r.ID }) {
				friend = append(friend, r)
			}
		}
	}
	for _, r := range friend {
		if err := p.ForgetFriendIn(tx, r); err != nil {
			return err
		}
	}
	sent, err := tx.Referrals(id)
	if err != nil {
		return err
	}
	for _, r := range sent {
		if err := p.TakeBackAllIn(tx, r.FriendID); err != nil { // a confirmation in the owner's words may say by whom they came
			return err
		}
		if err := tx.EmptyTasks(FriendKey(r.ID), "Call "+cmp.Or(r.Friend, "a friend")+": they asked you to get in touch"); err != nil {
			return err
		}
	}
	said, err := tx.ClaimsFor(id)
	if err != nil {
		return err
	}
	for _, c := range said {
		if err := tx.ForgetSaid(c.ReferralID); err != nil { // one line of a list makes claims for several people, and each names this one
			return err
		}
		r, err := tx.Referral(c.ReferralID)
		if err != nil {
			return err
		}
		if err := tx.EmptyTasks(WhoSentKey+string(r.ID), "Who sent "+cmp.Or(r.Friend, "a friend")+"?"); err != nil {
			return err
		}
	}
	return nil
}

// forgetFriends forgets friends who never agreed and whose time is over. One with whom the owner is in touch by now is kept: they
// answered, and that is an answer.
func (p *Program) forgetFriends(ctx context.Context) (n int, err error) {
	for {
		part := 0
		err := p.DB.Write(ctx, func(tx *store.Tx) error {
			part = 0
			due, err := tx.ReferralsToForget(100)
			if err != nil {
				return err
			}
			for _, r := range due {
				part++
				if r, err = tx.LockReferral(r.ID); err != nil { // its card may be moved at this moment
					return err
				}
				switch r.Stage {
				case goodturn.StageQualified, goodturn.StageOpportunity, goodturn.StageWon:
					r.ForgetAt = time.Time{}
					if err := tx.UpdateReferral(&r); err != nil {
						return err
					}
					continue
				}
				if err := p.ForgetFriendIn(tx, r); err != nil {
					return err
				}
				if err := tx.AppendReferralChange(goodturn.ReferralChange{ReferralID: r.ID, What: "friend", After: "name no longer kept: 30 days without their agreement"}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return n, fmt.Errorf("forget friends who never agreed: %w", err)
		}
		if n += part; part == 0 {
			return n, nil
		}
	}
}

// FriendKey is the key of the owner's task about a friend.
func FriendKey(referral goodturn.ID) string { return "friend:" + string(referral) }

func (p *Program) friendToken(referral goodturn.ID) string {
	return p.Links.Token(link.Friend, referral)
}

// friendPath is where a friend's own page is.
const friendPath = "/f/"
