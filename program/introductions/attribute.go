package introductions

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/claim"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// Suggest says who of those we know may be meant by what somebody says of who sent them, the likeliest first. It writes nothing.
func (p *Introductions) Suggest(ctx context.Context, text string) (out []Suggested, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out, err = suggest(tx, text)
		return err
	})
	return out, err
}

// SuggestIn is Suggest inside a transaction of somebody else's.
func SuggestIn(tx *store.Tx, text string) ([]Suggested, error) { return suggest(tx, text) }

// Suggested is one person who may be meant.
type Suggested struct {
	claim.Match
	Contact goodturn.Contact
}

// amongMost is among how many people a statement is weighed: those whose names or streets it touches.
const amongMost = 200

func suggest(tx *store.Tx, text string) ([]Suggested, error) {
	text = program.Clip(text, 2000)
	found := map[goodturn.ID]goodturn.Contact{}
	if code := link.ReadCode(text); code != "" {
		if c, ok, err := tx.ShareCode(code); err != nil {
			return nil, err
		} else if ok && !c.Revoked {
			who, err := tx.Contact(c.ContactID)
			if err != nil {
				return nil, err
			}
			found[who.ID] = who
		}
	}
	for _, w := range claim.Words(text) {
		if len(found) >= amongMost {
			break
		}
		some, err := tx.Search(w, 50)
		if err != nil {
			return nil, err
		}
		for _, c := range some {
			if c.MergedInto == "" {
				found[c.ID] = c
			}
		}
	}
	people := make([]claim.Person, 0, len(found))
	for _, c := range found {
		x := claim.Person{ID: c.ID, Given: c.Given, Family: c.Family, Greeting: c.Greeting, Company: c.Company}
		homes, err := tx.Homes(c.ID)
		if err != nil {
			return nil, err
		}
		for _, h := range homes {
			x.Homes = append(x.Homes, h.Property)
		}
		if !c.Mailing.IsZero() {
			x.Homes = append(x.Homes, c.Mailing)
		}
		if x.Closings, err = tx.Closings(c.ID); err != nil {
			return nil, err
		}
		codes, err := tx.ShareCodes(c.ID)
		if err != nil {
			return nil, err
		}
		for _, k := range codes {
			if !k.Revoked {
				x.Codes = append(x.Codes, k.Code)
			}
		}
		people = append(people, x)
	}
	s, err := tx.Settings()
	if err != nil {
		return nil, err
	}
	today, _ := schedule.Local(tx.Now(), program.BusinessZone(s))
	var out []Suggested
	for _, m := range claim.Weigh(text, people, today) {
		out = append(out, Suggested{m, found[m.ID]})
	}
	return out, nil
}

// Said is a friend who came by themselves, and what they say of who sent them.
type Said struct {
	Friend, Email, Phone, Note string
	Sender                     string                  // in the friend's words, or a CRM's source field
	Source                     goodturn.ReferralSource // ReferralByText or ReferralByCRM
	OwnerID                    goodturn.ID
	program.Told
}

// CameBy writes a friend down who was sent by somebody whom they describe. Everybody who may be meant is kept as a claim; nobody is
// credited before a person confirms it.
func (p *Introductions) CameBy(ctx context.Context, s Said) (referral goodturn.ID, found []Suggested, err error) {
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		r := goodturn.Referral{Friend: program.Clip(strings.TrimSpace(s.Friend), 200), Note: program.Clip(strings.TrimSpace(s.Note), 4000), Source: s.Source, OwnerID: s.OwnerID,
			ForgetAt: tx.Now().Add(program.ForgetFriendAfter)}
		if r.Friend == "" {
			return goodturn.Invalid("friend", "Who came?", "A first name is enough.")
		}
		if r.Source == "" {
			r.Source = goodturn.ReferralByText
		}
		if strings.TrimSpace(s.Email) != "" {
			if r.Email, err = program.ReadEmail(s.Email); err != nil {
				return err
			}
		}
		if strings.TrimSpace(s.Phone) != "" {
			if r.Phone, err = program.ReadPhone(s.Phone); err != nil {
				return err
			}
		}
		if err := tx.InsertReferral(&r); err != nil {
			return err
		}
		referral = r.ID
		if err := tx.AppendReferralChange(goodturn.ReferralChange{ReferralID: r.ID, By: s.By, What: "stage", After: string(r.Stage)}); err != nil {
			return err
		}
		// Nobody's timeline holds it before somebody is credited, and other systems hear of it all the same.
		if err := p.News.Announce(tx, goodturn.Event{ID: tx.NewID(), Name: goodturn.EventReferred, At: tx.Now(), Source: program.Hand, Props: program.Props(map[string]any{"referral_id": r.ID})}); err != nil {
			return err
		}
		if found, err = suggest(tx, s.Sender); err != nil {
			return err
		}
		found = found[:min(3, len(found))]
		for _, m := range found {
			if err := tx.InsertClaim(&goodturn.Claim{ReferralID: r.ID, ContactID: m.ID, Source: r.Source, Evidence: m.Evidence, Confidence: m.Confidence}); err != nil {
				return err
			}
		}
		why := "They say: \"" + program.Clip(strings.TrimSpace(s.Sender), 300) + "\"."
		if len(found) > 0 {
			why += fmt.Sprintf(" That may be %s (%s).", found[0].Contact.Name(), found[0].Evidence)
		}
		return p.OpenTaskIn(tx, goodturn.Task{OwnerID: s.OwnerID, Kind: goodturn.TaskReadAnswer, Key: program.WhoSentKey + string(r.ID), Title: "Who sent " + r.Friend + "?", Why: why})
	})
	return referral, found, err
}

// strength orders claims: a person's word beats a link, and the owner's word beats the friend's.
func strength(c goodturn.Claim) int {
	switch {
	case c.By != "":
		return 3 // somebody here said so, or confirmed it
	case c.Source == goodturn.ReferralByText:
		return 2
	case c.Source == goodturn.ReferralByCode:
		return 1
	}
	return 0
}

// SettleClaim confirms or declines that somebody sent a friend. All claims are kept; the strongest confirmed one credits, the latest
// of equals. Whoever is credited anew is thanked; who is no longer credited keeps what was said to them.
func (p *Introductions) SettleClaim(ctx context.Context, id goodturn.ID, confirm bool, by goodturn.ID) (r goodturn.Referral, err error) {
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.ReferralClaim(id)
		if err != nil {
			return err
		}
		state := goodturn.ClaimDeclined
		if confirm {
			state = goodturn.ClaimConfirmed
		}
		if err := tx.SettleClaim(id, state, by); err != nil {
			return err
		}
		r, err = p.credit(tx, c.ReferralID, by)
		return err
	})
	if err == nil {
		p.Wake("sweep")
	}
	return r, err
}

// ClaimFor notes that a person here says who sent a friend.
func (p *Introductions) ClaimFor(ctx context.Context, referral, contact, by goodturn.ID) (r goodturn.Referral, err error) {
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		if c, err := tx.Contact(contact); err != nil {
			return err
		} else if c.MergedInto != "" {
			return goodturn.NotFound("person")
		}
		if err := tx.InsertClaim(&goodturn.Claim{ReferralID: referral, ContactID: contact, Source: goodturn.ReferralByOwner, Evidence: "the owner's word", Confidence: 100,
			State: goodturn.ClaimConfirmed, By: by, SettledAt: tx.Now()}); err != nil {
			return err
		}
		r, err = p.credit(tx, referral, by)
		return err
	})
	if err == nil {
		p.Wake("sweep")
	}
	return r, err
}

// credit gives an introduction to the one whose confirmed claim is the strongest.
func (p *Introductions) credit(tx *store.Tx, referral, by goodturn.ID) (goodturn.Referral, error) {
	r, err := tx.LockReferral(referral) // of two statements that are confirmed at once the second one sees the first
	if err != nil {
		return r, err
	}
	claims, err := tx.Claims(referral)
	if err != nil {
		return r, err
	}
	var best *goodturn.Claim
	for i := range claims {
		c := &claims[i]
		if c.State != goodturn.ClaimConfirmed {
			continue
		}
		if best == nil || strength(*c) > strength(*best) || strength(*c) == strength(*best) && !c.SettledAt.Before(best.SettledAt) {
			best = c
		}
	}
	who := goodturn.ID("")
	if best != nil {
		who = best.ContactID
	}
	if who != "" || !slices.ContainsFunc(claims, func(c goodturn.Claim) bool { return c.State == goodturn.ClaimProposed }) {
		if _, err := tx.DoneTaskKey(program.WhoSentKey+string(referral), program.OutcomeFixed); err != nil {
			return r, err
		}
	}
	if r.ReferrerID == who {
		return r, nil
	}
	if err := p.unthank(tx, referral); err != nil {
		return r, err
	}
	before := r
	r.ReferrerID, r.AskID, r.Tag = who, "", goodturn.AskTag{}
	if before.ReferrerID != "" { // that was somebody else; the log keeps that they were thanked
		if r.AcknowledgedAt, err = thankedBefore(tx, before, who); err != nil {
			return r, err
		}
	}
	if who != "" && !r.Past { // what a list tells of came of no ask of ours
		asks, err := tx.Asks(who)
		if err != nil {
			return r, err
		}
		if i := slices.IndexFunc(asks, answersYes); i >= 0 {
			r.AskID, r.Tag = asks[i].ID, asks[i].Tag()
		}
	}
	if err := tx.UpdateReferral(&r); err != nil {
		return r, err
	}
	if err := tx.AppendReferralChange(goodturn.ReferralChange{ReferralID: referral, By: by, What: "referrer", Before: string(before.ReferrerID), After: string(who)}); err != nil {
		return r, err
	}
	if before.AskID != "" && before.AskID != r.AskID { // what it counted for the one before no longer counts
		gone := before
		gone.Stage = goodturn.StageIntroduced
		if err := reach.Introduced(tx, gone); err != nil {
			return r, err
		}
	}
	if err := rewards.Sync(tx, r); err != nil {
		return r, err
	}
	if err := reach.Introduced(tx, r); err != nil || who == "" {
		return r, err
	}
	if r.Past {
		return r, p.askLateThanks(tx, r)
	}
	if _, err := p.ReceiveIn(tx, goodturn.Event{ContactID: who, Name: goodturn.EventReferred, Source: program.Hand, Props: program.Props(map[string]any{"referral_id": r.ID})}); err != nil {
		return r, err
	}
	if err := p.askThanks(tx, r); err != nil {
		return r, err
	}
	return r, p.thank(tx, r, goodturn.StageIntroduced)
}

// thankedBefore is when somebody was thanked for an introduction while it was credited to them before; zero: never.
func thankedBefore(tx *store.Tx, r goodturn.Referral, who goodturn.ID) (time.Time, error) {
	log, err := tx.ReferralChanges(r.ID)
	if err != nil || who == "" {
		return time.Time{}, err
	}
	credited := r.ReferrerID
	for _, c := range slices.Backward(log) {
		switch {
		case c.What == "referrer":
			credited = goodturn.ID(c.Before)
		case c.What == "thanked" && credited == who:
			return c.At, nil
		}
	}
	notes, err := tx.ThanksFor(r.ID) // the log may know them by an entry that has become one with this
	if err != nil {
		return time.Time{}, err
	}
	for _, n := range notes {
		if n.ContactID != who || n.Stage != goodturn.StageIntroduced {
			continue
		}
		if t, err := tx.Touch(n.TouchID); err != nil || t.State == goodturn.Sent {
			return t.StateAt, err
		}
	}
	return time.Time{}, nil
}

// answersYes reports whether an ask may have led to an introduction: it is open, or was answered with a yes of some kind.
func answersYes(a goodturn.Ask) bool {
	return a.State == goodturn.AskOpen || a.Answer == goodturn.AnswerYes || a.Answer == goodturn.AnswerMiddle
}
