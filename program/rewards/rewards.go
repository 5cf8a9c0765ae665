// Package rewards answers one question: what becomes of what was promised for an introduction? It freezes the promise with the ask, books
// what is earned, asks a person to look where something is odd, and writes down what was given. It refuses to know pages and how a gift
// is bought. Where the line of work allows no reward nothing here finds anything to do.
package rewards

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/fraud"
	"github.com/goodturn-app/goodturn/policy"
	"github.com/goodturn-app/goodturn/reward"
	"github.com/goodturn-app/goodturn/store"
)

// programmeName is where the owner's settings are kept.
const programmeName = "reward.programme"

// Programme reads what the owner set; the zero Programme if nothing was.
func Programme(tx *store.Tx) (p reward.Programme, err error) {
	text, err := tx.Value(programmeName)
	if err != nil || text == "" {
		return p, err
	}
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return reward.Programme{}, fmt.Errorf("read the reward that is set: %w", err)
	}
	return p, nil
}

// Save sets the reward for asks from now on; packOf names the pack of a playbook. What was promised stays promised. Amounts without a
// currency are in that of the business, and stay in it wherever the business goes.
func Save(tx *store.Tx, p reward.Programme, packOf func(playbook string) string) error {
	s, err := tx.Settings()
	if err != nil {
		return err
	}
	_, allowed, err := visible(s.WithDefaults(), packOf, goodturn.DateOf(tx.Now().UTC()))
	if err != nil {
		return err
	}
	if err := allowed.Permits(p); err != nil {
		return err
	}
	if p.On {
		p.Currency = cmp.Or(p.Currency, allowed.Currency)
	}
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return tx.SetValue(programmeName, string(b))
}

// PlaceOf is where and in what line of work asks of a pack go out.
func PlaceOf(s goodturn.Settings, pack string) reward.Place {
	return reward.Place{Industry: policy.IndustryOf(pack, s.Industry), Region: s.Region, Currency: policy.CurrencyOf(s.Region), Business: s.Name, Client: true}
}

// Visible says what may be promised by the plans in use, and by which of them; packOf names the pack of a plan. The zero Allowed: by none, and no page shows any of it.
func Visible(s goodturn.Settings, packOf func(playbook string) string, on goodturn.Date) (reward.Place, reward.Allowed) {
	at, allowed, err := visible(s, packOf, on)
	if err != nil {
		return reward.Place{}, reward.Allowed{}
	}
	return at, allowed
}

func visible(s goodturn.Settings, packOf func(string) string, on goodturn.Date) (reward.Place, reward.Allowed, error) {
	for _, name := range s.Packs() {
		at := PlaceOf(s, packOf(name))
		if a := reward.AllowedIn(at, on); a.Visible {
			return at, a, nil
		}
	}
	return reward.Place{}, reward.Allowed{}, goodturn.NotFound("page")
}

// Offer is what is promised on a day by asks of a pack.
type Offer struct {
	Allowed bool // something could be promised; otherwise nothing speaks of it
	Made    bool // something is
	Promise reward.Promise
}

// OfferOf reads what asks of a pack promise on a day. Most may promise nothing, and then nothing is read.
func OfferOf(tx *store.Tx, s goodturn.Settings, pack string, on goodturn.Date) (o Offer, err error) {
	at := PlaceOf(s, pack)
	if !reward.AllowedIn(at, on).Visible {
		return o, nil
	}
	p, err := Programme(tx)
	if err != nil {
		return o, err
	}
	o.Allowed = true
	o.Promise, o.Made = reward.Freeze(p, at, on)
	return o, nil
}

// MayGet reports whether something may be promised to somebody by what their addresses say: nobody in a public office gets anything.
func MayGet(ids []goodturn.Identity) bool {
	return !slices.ContainsFunc(ids, func(i goodturn.Identity) bool {
		return i.Kind == goodturn.IdentityEmail && reward.InOffice(i.Value)
	})
}

// CarryAnew lets an advocate's link promise what the ask promised to which they said yes now. An ask that promises nothing takes
// nothing away from an earlier one.
func CarryAnew(tx *store.Tx, code string, ask goodturn.ID) error {
	_, promises, err := PromiseOf(tx, ask)
	if err != nil || !promises {
		return err
	}
	return tx.SetShareCodeAsk(code, ask)
}

// Keep freezes a promise with an ask that is about to leave. What was kept before stays.
func Keep(tx *store.Tx, ask goodturn.ID, p reward.Promise) error {
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return tx.KeepPromise(ask, string(b))
}

// PromiseOf reads what an ask promised; false if nothing.
func PromiseOf(tx *store.Tx, ask goodturn.ID) (p reward.Promise, ok bool, err error) {
	if ask == "" {
		return p, false, nil
	}
	text, err := tx.Promise(ask)
	if err != nil || text == "" {
		return p, false, err
	}
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return reward.Promise{}, false, fmt.Errorf("read what ask %s promised: %w", ask, err)
	}
	return p, true, nil
}

// SaidOf puts what an ask promised into words; theirs: as they say it themselves. Empty if it promised nothing.
func SaidOf(tx *store.Tx, ask goodturn.ID, theirs bool) (string, error) {
	p, ok, err := PromiseOf(tx, ask)
	switch {
	case err != nil || !ok:
		return "", err
	case theirs:
		return p.Disclosure, nil
	}
	return p.Says(), nil
}

// Beside is what stands beside the link of an ask for friends to read: what it promised, or the connection that has to be told without a
// reward too. Empty where neither is.
func Beside(tx *store.Tx, s goodturn.Settings, pack string, ask goodturn.ID, today goodturn.Date) (string, error) {
	p, ok, err := PromiseOf(tx, ask)
	if err != nil {
		return "", err
	}
	return BesideOf(p, ok, s, pack, today), nil
}

// BesideOf is Beside for a promise that is known, or known not to be.
func BesideOf(p reward.Promise, promised bool, s goodturn.Settings, pack string, today goodturn.Date) string {
	if promised {
		return p.Disclosure
	}
	return reward.Disclosure(reward.Programme{}, PlaceOf(s, pack), today)
}

// Sync books what an introduction earns as it stands now, and takes back what it no longer does. Told twice it changes nothing. It
// follows a move of the stage, another one being credited, and a friend who takes their form back.
func Sync(tx *store.Tx, r goodturn.Referral) error {
	promise, promised, err := PromiseOf(tx, r.AskID)
	if err != nil {
		return err
	}
	lines, err := tx.RewardsFor(r.ID)
	if err != nil || !promised && len(lines) == 0 {
		return err
	}
	// What follows reads after the locks: of the introduction, and of the person whose other introductions count towards a cap.
	if r, err = tx.LockReferral(r.ID); err != nil {
		return err
	}
	if err := tx.AwaitContact(r.ReferrerID); err != nil {
		return err
	}
	if lines, err = tx.RewardsFor(r.ID); err != nil {
		return err
	}
	if promise, promised, err = PromiseOf(tx, r.AskID); err != nil {
		return err
	}
	look, looked, err := tx.Review(r.ID)
	if err != nil {
		return err
	}
	at := reward.Fold(linesOf(lines))
	came := r.Stage == goodturn.StageQualified || r.Stage == goodturn.StageOpportunity || r.Stage == goodturn.StageWon
	if looked && look.ContactID != r.ReferrerID { // that look was at somebody else
		looked = false
	}
	refused := looked && look.State == declined
	earns := promised && came && r.ReferrerID != "" && r.WithdrawnAt.IsZero() && !refused
	for _, side := range []reward.Side{reward.Advocate, reward.Friend} {
		person := r.ReferrerID
		if side == reward.Friend {
			person = r.FriendID
		}
		pos, have := at[reward.Key{Referral: r.ID, Side: side}]
		if have && pos.Open() && (!earns || side == reward.Advocate && pos.Person != person) {
			if r.Stage == goodturn.StageLost && r.WithdrawnAt.IsZero() && !refused && (side == reward.Friend || pos.Person == person) && (pos.Account == reward.Due || promise.WhateverComes) {
				continue // owed already, or owed for the introduction itself
			}
			e, err := pos.To(reward.Reversed, tx.Now(), "", "The introduction no longer stands as it did.")
			if err != nil {
				return err
			}
			if err := post(tx, e); err != nil {
				return err
			}
			if err := recall(tx, pos); err != nil {
				return err
			}
			pos.Account = reward.Reversed
		}
		if !earns || have && pos.Account != reward.Reversed || side == reward.Friend && promise.FriendMinor == 0 {
			continue
		}
		minor, why := promise.FriendMinor, "They came by an introduction."
		if side == reward.Advocate {
			why = "Somebody whom they introduced came to something."
			own, err := tx.RewardsOf(person)
			if err != nil {
				return err
			}
			var capped bool
			if minor, capped = promise.Amount(reward.Grants(reward.Fold(linesOf(own)), person, r.ID), tx.Now()); capped {
				why += " The most for 12 months is reached."
			}
		}
		if err := post(tx, reward.Earn(reward.Key{Referral: r.ID, Side: side}, person, promise.Kind, minor, promise.Currency, pos.Round+1, tx.Now(), why)); err != nil {
			return err
		}
	}
	if !earns || looked {
		return nil
	}
	return lookAt(tx, r)
}

const declined = "declined"

// lookAt asks a person to look before the reward is owed, where something is odd.
func lookAt(tx *store.Tx, r goodturn.Referral) error {
	in, err := facts(tx, r)
	if err != nil {
		return err
	}
	found := fraud.Screen(in)
	if found.Verdict == fraud.Pass {
		return nil
	}
	b, err := json.Marshal(found.Findings)
	if err != nil {
		return err
	}
	if err := tx.OpenReview(store.RewardReview{ReferralID: r.ID, ContactID: r.ReferrerID, State: string(fraud.Hold), Findings: string(b)}); err != nil {
		return err
	}
	users, err := tx.Users() // an agent may look at it and settle nothing
	if err != nil {
		return err
	}
	_, err = tx.OpenTask(&goodturn.Task{ContactID: r.ReferrerID, OwnerID: goodturn.WhoMaySet(users, r.OwnerID), Kind: goodturn.TaskOther, Key: lookKey(r.ID), DueAt: tx.Now(), Title: "Look at an introduction before its reward is owed",
		Why: found.Findings[0].Why + " You decide; nobody was told anything."})
	return err
}

func lookKey(referral goodturn.ID) string { return "reward_look:" + string(referral) }

// Settle ends a look: it passes, or is declined with a reason, which takes the reward back. CodeNotFound if somebody else was first.
func Settle(tx *store.Tx, referral goodturn.ID, pass bool, why string, by goodturn.ID) error {
	state := string(fraud.Pass)
	if !pass {
		if state = declined; why == "" {
			return goodturn.Invalid("why", "Why is it declined?", "A sentence is enough; it is kept with the introduction.")
		}
	}
	r, err := tx.LockReferral(referral)
	if err != nil {
		return err
	}
	if err := tx.SettleReview(referral, state, why, by); err != nil {
		return err
	}
	if _, err := tx.DoneTaskKey(lookKey(referral), "looked"); err != nil {
		return err
	}
	return Sync(tx, r)
}

func post(tx *store.Tx, e reward.Entry) error {
	rows := make([]store.RewardLine, 0, 2)
	for _, l := range e {
		rows = append(rows, store.RewardLine{ReferralID: l.Referral, Side: string(l.Side), ContactID: l.Person, Rule: l.Rule, Account: string(l.Account), AmountMinor: l.Minor,
			Currency: l.Currency, Kind: string(l.Kind), Why: l.Why, At: l.At, By: l.By})
	}
	n, err := tx.AppendRewards(rows...)
	if err == nil && n != len(rows) {
		err = &goodturn.Error{Code: goodturn.CodeConflict, Message: "Somebody settled this a moment ago.", Hint: "Look at it as it is now."}
	}
	return err
}

func linesOf(rows []store.RewardLine) []reward.Line {
	out := make([]reward.Line, len(rows))
	for i, l := range rows {
		out[i] = reward.Line{Key: reward.Key{Referral: l.ReferralID, Side: reward.Side(l.Side)}, Person: l.ContactID, Rule: l.Rule, Account: reward.Account(l.Account), Minor: l.AmountMinor,
			Currency: l.Currency, Kind: reward.Kind(l.Kind), Why: l.Why, At: l.At, By: l.By}
	}
	return out
}
