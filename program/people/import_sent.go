package people

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/claim"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/store"
)

// sender is what a row says of who sent somebody.
type sender struct {
	Words string `json:"words"`
	Sure  bool   `json:"sure,omitempty"` // the column is about that; else only somebody's whole name counts
}

// mostSenders is how many people may be meant by one row, the likeliest first, and sureEnough from when on a name in a column that may
// hold anything is somebody's.
const (
	mostSenders = 3
	sureEnough  = 60
)

// senderOf is what a record says of who sent them; nil if it says nothing. Of somebody added by hand nothing is read: there it is asked.
func (in *intake) senderOf(r *connect.Record) *sender {
	if in.from == hand {
		return nil
	}
	if who, _ := claim.InSource(r.ReferredBy); who != "" {
		return &sender{program.Clip(who, 300), true}
	}
	if who, sure := claim.InSource(r.Source); who != "" && (sure || strings.Count(who, " ") > 0) { // one word alone is a web site
		return &sender{program.Clip(who, 300), sure}
	}
	return nil
}

// claimSenders keeps, for people who are in by now, who sent them by what their rows say: a statement of a CRM that waits for one tap.
// It credits nobody, thanks nobody and plans nothing. Said again, nothing changes.
func (p *People) claimSenders(tx *store.Tx, id goodturn.ID, list []store.ImportRow) error {
	var changed []store.ImportRow
	fits, cache := 0, map[string][]introductions.Suggested{}
	for _, r := range list {
		if r.Undo == "" || r.ContactID == "" {
			continue
		}
		var u undo
		if err := json.Unmarshal([]byte(r.Undo), &u); err != nil {
			return fmt.Errorf("read row %d: %w", r.Row, err)
		}
		if u.SentBy == nil {
			continue
		}
		said := *u.SentBy
		if _, ok := cache[said.Words]; !ok {
			found, err := introductions.SuggestIn(tx, said.Words)
			if err != nil {
				return fmt.Errorf("look for who sent row %d: %w", r.Row, err)
			}
			cache[said.Words] = found
		}
		u.SentBy = nil
		if err := p.claimSender(tx, r, said, cache[said.Words], &u); err != nil {
			return fmt.Errorf("note who sent row %d: %w", r.Row, err)
		}
		if r.Undo = ""; u.Introduced != "" || !u.empty() {
			b, err := json.Marshal(u)
			if err != nil {
				return fmt.Errorf("note how to take row %d back: %w", r.Row, err)
			}
			r.Undo = string(b)
		}
		if u.Introduced != "" {
			fits++
		}
		changed = append(changed, r)
	}
	if len(changed) == 0 {
		return nil
	}
	done, err := readTally(tx, id)
	if err != nil {
		return err
	}
	done.Senders += fits
	if err := done.keep(tx, id); err != nil {
		return err
	}
	return tx.SaveRows(changed)
}

// claimSender keeps what one row says with the introduction of whom it is about, and makes that if it is not there. u learns of it.
func (p *People) claimSender(tx *store.Tx, r store.ImportRow, said sender, found []introductions.Suggested, u *undo) error {
	c, err := tx.Contact(r.ContactID)
	if err == nil && c.MergedInto != "" {
		c, err = tx.Contact(c.MergedInto)
	}
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(slices.Clone(found), func(m introductions.Suggested) bool {
		return m.ID == c.ID || c.HouseholdID != "" && m.Contact.HouseholdID == c.HouseholdID || !said.Sure && m.Confidence < sureEnough
	})
	if len(found) == 0 {
		return nil
	}
	have, err := tx.ReferralsOfFriend(c.ID)
	if err != nil {
		return err
	}
	have = slices.DeleteFunc(have, func(x goodturn.Referral) bool { return x.Source == goodturn.ReferralOwn })
	var x goodturn.Referral
	if len(have) > 0 {
		x = have[0]
	} else if x, err = p.toldOf(tx, c, r.Outcome != RowNew); err != nil {
		return err
	}
	known, err := tx.Claims(x.ID)
	if err != nil {
		return err
	}
	u.Introduced = x.ID
	for _, m := range found[:min(mostSenders, len(found))] {
		if slices.ContainsFunc(known, func(k goodturn.Claim) bool { return k.ContactID == m.ID }) {
			continue
		}
		k := goodturn.Claim{ReferralID: x.ID, ContactID: m.ID, Source: goodturn.ReferralByCRM, Confidence: m.Confidence, Evidence: program.Clip("your list says “"+said.Words+"”; "+m.Evidence, 400)}
		if err := tx.InsertClaim(&k); err != nil {
			return err
		}
		u.Claims = append(u.Claims, k.ID)
	}
	return nil
}

// toldOf writes down an introduction that a list tells of. Whoever has closed by now came to a good end on that day.
func (p *People) toldOf(tx *store.Tx, c goodturn.Contact, known bool) (goodturn.Referral, error) {
	x := goodturn.Referral{FriendID: c.ID, Friend: c.Name(), OwnerID: c.OwnerID, Source: goodturn.ReferralByCRM, KnownBefore: known, Past: true}
	deals, err := tx.Closings(c.ID)
	if err != nil {
		return x, err
	}
	var first goodturn.Closing
	for _, d := range deals {
		if !d.FellThrough && d.Date.Valid() && (first.ID == "" || d.Date.Before(first.Date)) {
			first = d
		}
	}
	if first.ID != "" {
		x.Stage, x.ValueMinor, x.Currency = goodturn.StageWon, first.PriceMinor, first.Currency
		x.StageAt = time.Date(first.Date.Year, first.Date.Month, first.Date.Day, 12, 0, 0, 0, time.UTC)
		x.CreatedAt = x.StageAt
	}
	if err := tx.InsertReferral(&x); err != nil {
		return x, err
	}
	return x, tx.AppendReferralChange(goodturn.ReferralChange{ReferralID: x.ID, What: "stage", After: string(x.Stage)})
}

// unclaim takes back what a row said of who sent somebody, and the introduction that it told of, unless somebody has had a say in it
// since.
func (p *People) unclaim(tx *store.Tx, u undo) (kept bool, err error) {
	if err := tx.DropProposed(u.Claims...); err != nil {
		return false, err
	}
	x, err := tx.Referral(u.Introduced)
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	said, err := tx.Claims(x.ID)
	if err != nil {
		return false, err
	}
	kept = !x.Past || x.Version > 1 || slices.ContainsFunc(said, func(c goodturn.Claim) bool {
		return c.State != goodturn.ClaimProposed || c.Source != goodturn.ReferralByCRM
	})
	if kept || len(u.Contacts) == 0 && len(said) > 0 { // another list says it too
		return kept, nil
	}
	return false, tx.DropReferral(x.ID)
}

// keepIntroduced leaves people in place whose introduction somebody has confirmed.
func (p *People) keepIntroduced(tx *store.Tx, ids []goodturn.ID, out *Undone) error {
	for _, id := range ids {
		c, err := tx.Contact(id)
		if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
			continue
		}
		if err != nil {
			return err
		}
		out.Kept = append(out.Kept, Stayed{ID: id, Name: c.Name(), Why: "you have said who sent them"})
	}
	return nil
}

// Sender is somebody who may have sent a person of an import, as its report shows it.
type Sender struct {
	Claim  goodturn.Claim
	Friend goodturn.Contact
	Who    goodturn.Contact
}

// ImportSenders reads who sent the people of an import by what it says, as far as nobody has said yes or no to it; at most so many rows
// of it.
func (p *People) ImportSenders(ctx context.Context, id goodturn.ID, most int) (out []Sender, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out = nil
		for after := 0; len(out) < most; {
			rows, err := tx.ImportRows(id, after, 500)
			if err != nil || len(rows) == 0 {
				return err
			}
			after = rows[len(rows)-1].Row
			for _, r := range rows {
				var u undo
				if r.Undo == "" {
					continue
				}
				if err := json.Unmarshal([]byte(r.Undo), &u); err != nil {
					return fmt.Errorf("read row %d: %w", r.Row, err)
				}
				if u.Introduced == "" || len(out) >= most {
					continue
				}
				if out, err = sendersOf(tx, out, u.Introduced); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return out, err
}

func sendersOf(tx *store.Tx, out []Sender, id goodturn.ID) ([]Sender, error) {
	x, err := tx.Referral(id)
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	friend, err := tx.Contact(x.FriendID)
	if err != nil && goodturn.ErrorCode(err) != goodturn.CodeNotFound {
		return out, err
	}
	said, err := tx.Claims(id)
	if err != nil {
		return out, err
	}
	for _, c := range said {
		if c.State != goodturn.ClaimProposed || c.Source != goodturn.ReferralByCRM {
			continue
		}
		who, err := tx.Contact(c.ContactID)
		if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
			continue
		}
		if err != nil {
			return out, err
		}
		out = append(out, Sender{c, friend, who})
	}
	return out, nil
}
