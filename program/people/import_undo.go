package people

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// undoRows is how many rows a transaction takes back: a few, because a new contact takes its whole plan along.
const undoRows = 25

// Undone says what taking an import back did, and what it could not take back.
type Undone struct {
	Removed  int       `json:"removed"`        // people who came in with it and are gone
	Restored int       `json:"restored"`       // people who have their earlier values again
	Refusals int       `json:"refusals"`       // noes that the file told of: they stay
	Kept     []Stayed  `json:"kept,omitempty"` // people who came in with it and stay, and why
	Sent     []WentOut `json:"sent,omitempty"` // what had gone out already
}

// Stayed is somebody whom an undo leaves in place.
type Stayed struct {
	ID   goodturn.ID `json:"id"`
	Name string      `json:"name"`
	Why  string      `json:"why"`
}

// WentOut is a message that left, or may have left, before the undo.
type WentOut struct {
	Contact goodturn.ID            `json:"contact"`
	Name    string                 `json:"name"`
	Step    string                 `json:"step"`
	Title   string                 `json:"title"` // of the step, as people see it
	Channel goodturn.Channel       `json:"channel"`
	State   goodturn.DeliveryState `json:"state"`
	At      time.Time              `json:"at"`
}

// UndoImport takes an import back, the last row first: people who came in with it go, those it changed have their earlier values
// again. Whoever was written to stays, left out, and is listed; so do people whom somebody changed by hand since, and those whom a
// later file knows too. Refusals that the file told of stay. Cut off, it goes on where it was.
func (p *People) UndoImport(ctx context.Context, id goodturn.ID) (*Undone, error) {
	for {
		var out *Undone
		more := false
		err := p.DB.Write(ctx, func(tx *store.Tx) error {
			out, more = nil, false
			im, err := tx.LockImport(id)
			if err != nil {
				return err
			}
			switch im.State {
			case ImportApplying, ImportEnrolling, ImportDone:
				im.State, im.Done = ImportUndoing, 0
			case ImportUndoing:
			case ImportUndone:
				out, err = p.undone(tx, id)
				return err
			default:
				return &goodturn.Error{Code: goodturn.CodeConflict, Message: "This import was never taken in.", Hint: "There is nothing to undo."}
			}
			if out, err = p.undone(tx, id); err != nil {
				return err
			}
			more, err = p.undoSome(tx, &im, out)
			return err
		})
		if err != nil {
			return nil, err
		}
		if !more {
			p.Wake("sweep")
			return out, nil
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
}

func (p *People) undone(tx *store.Tx, id goodturn.ID) (*Undone, error) {
	text, err := tx.Piece(id, pieceUndone)
	if err != nil {
		return nil, err
	}
	var u Undone
	return &u, readJSON([]byte(text), &u)
}

func (u *Undone) keep(tx *store.Tx, id goodturn.ID) error {
	b, err := json.Marshal(u)
	if err != nil {
		return fmt.Errorf("note what was taken back: %w", err)
	}
	return tx.SetPiece(id, pieceUndone, string(b))
}

// undoSome takes the next rows back, and says whether there are more.
func (p *People) undoSome(tx *store.Tx, im *store.Import, out *Undone) (more bool, err error) {
	rows, err := tx.ImportRowsBack(im.ID, im.Done, undoRows)
	if err != nil {
		return false, err
	}
	if len(rows) == 0 {
		im.State, im.UndoneAt, im.Done = ImportUndone, tx.Now(), 0
		if err := tx.UpdateImport(*im); err != nil {
			return false, err
		}
		if err := tx.DropAll(im.ID); err != nil { // what the file said of people goes too
			return false, err
		}
		return false, out.keep(tx, im.ID)
	}
	for _, r := range rows {
		if r.Undo == "" {
			continue
		}
		var u undo
		if err := readJSON([]byte(r.Undo), &u); err != nil {
			return false, err
		}
		if err := p.undoRow(tx, im, r, u, out); err != nil {
			return false, fmt.Errorf("take row %d back: %w", r.Row, err)
		}
	}
	im.Done = rows[len(rows)-1].Row
	if err := out.keep(tx, im.ID); err != nil {
		return false, err
	}
	return true, tx.UpdateImport(*im)
}

func (p *People) undoRow(tx *store.Tx, im *store.Import, r store.ImportRow, u undo, out *Undone) error {
	out.Refusals += len(u.Refusals)
	if u.Introduced != "" {
		kept, err := p.unclaim(tx, u)
		if err != nil {
			return err
		}
		if kept && len(u.Contacts) > 0 {
			return p.keepIntroduced(tx, u.Contacts, out)
		}
	}
	if u.empty() {
		return nil
	}
	stays := false
	for _, id := range u.Contacts {
		gone, err := p.removeContact(tx, im, id, u, out)
		if err != nil {
			return err
		}
		stays = stays || !gone && id == r.ContactID
	}
	if len(u.Contacts) > 0 && slices.Contains(u.Contacts, r.ContactID) {
		return p.emptyHouseholds(tx, u) // all that the row did hangs on people it made
	}
	if stays || r.ContactID == "" {
		return nil
	}
	return p.restore(tx, im, r.ContactID, u, out)
}

// removeContact removes somebody who came in with the import, unless there is a reason to keep them.
func (p *People) removeContact(tx *store.Tx, im *store.Import, id goodturn.ID, u undo, out *Undone) (gone bool, err error) {
	c, err := tx.Contact(id)
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	keep := func(why string) {
		out.Kept = append(out.Kept, Stayed{ID: id, Name: c.Name(), Why: why})
	}
	if c.MergedInto != "" {
		keep("merged into somebody else since")
		return false, nil
	}
	sent, err := tx.ContactDeliveries(id, 0, 100)
	if err != nil {
		return false, err
	}
	if len(sent) > 0 {
		titles, err := p.titlesOf(tx, sent)
		if err != nil {
			return false, err
		}
		for _, d := range sent {
			if d.State != goodturn.DeliveryReleased && d.State != goodturn.DeliveryFailed {
				out.Sent = append(out.Sent, WentOut{Contact: id, Name: c.Name(), Step: d.Step, Title: cmp.Or(titles[d.TouchID], d.Step), Channel: d.Channel, State: d.State, At: cmp.Or(d.CommittingAt, d.ClaimedAt)})
			}
		}
		keep("written to already; left out from now on")
		return false, p.LeaveOutIn(tx, c, "the list that brought them was taken back", program.WhyLeftOut, goodturn.ReasonLeftOut, im.ByUser)
	}
	events, err := tx.ContactEvents(id, time.Time{})
	if err != nil {
		return false, err
	}
	source := "import:" + string(im.ID)
	for _, e := range events {
		switch {
		case e.Source == source || e.Source == "goodturn":
		case e.Source == hand:
			keep("changed by hand since")
			return false, nil
		default:
			keep("known from elsewhere too")
			return false, nil
		}
	}
	merged, err := tx.MergedInto(id)
	if err != nil {
		return false, err
	}
	if len(merged) > 0 {
		keep("somebody else was merged into them")
		return false, nil
	}
	// Refusals outlive the person, by their addresses.
	ids, err := tx.Identities(id)
	if err != nil {
		return false, err
	}
	if err := p.refusalsToHashes(tx, id, ids); err != nil {
		return false, err
	}
	if c.HouseholdID != "" {
		if err := tx.LeaveHousehold(id); err != nil {
			return false, err
		}
	}
	out.Removed++
	return true, tx.DeleteContact(id)
}

// refusalsToHashes turns what somebody refused into rows that know only their addresses.
func (p *People) refusalsToHashes(tx *store.Tx, id goodturn.ID, ids []goodturn.Identity) error {
	rows, err := tx.Suppressions(id)
	if err != nil {
		return err
	}
	for _, s := range rows {
		for _, i := range ids {
			email, phone := i.Kind == goodturn.IdentityEmail, i.Kind == goodturn.IdentityPhone
			concerns := s.Scope == goodturn.ScopeAll || s.Scope == goodturn.ScopeChannel && (email && s.Channel == goodturn.ChannelEmail || phone && s.Channel == goodturn.ChannelSMS)
			if !email && !phone || !concerns {
				continue
			}
			if err := tx.AddSuppression(&goodturn.Suppression{Hash: tx.AddressHash(i.Value), Scope: goodturn.ScopeAddress, Reason: s.Reason, Source: "kept", At: s.At}); err != nil {
				return err
			}
		}
	}
	return tx.MoveSuppressions(id, "")
}

// emptyHouseholds removes households that a row made and that nobody is left in.
func (p *People) emptyHouseholds(tx *store.Tx, u undo) error {
	for house, who := range u.Joined {
		for _, id := range who {
			c, err := tx.Contact(id)
			if goodturn.ErrorCode(err) == goodturn.CodeNotFound || err == nil && c.HouseholdID != house {
				continue
			}
			if err != nil {
				return err
			}
			if !slices.Contains(u.Contacts, id) || len(u.Household) > 0 {
				if err := tx.LeaveHousehold(id); err != nil {
					return err
				}
			}
		}
	}
	for _, h := range u.Household {
		members, err := tx.Members([]goodturn.ID{h})
		if err != nil {
			return err
		}
		if len(members[h]) == 0 {
			if err := tx.DeleteHousehold(h); err != nil {
				return err
			}
		}
	}
	return nil
}

// restore gives somebody who was known before the values they had, where nobody has changed them since.
func (p *People) restore(tx *store.Tx, im *store.Import, id goodturn.ID, u undo, out *Undone) error {
	c, err := tx.Contact(id)
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	id = cmp.Or(c.MergedInto, id)
	x, err := p.personByID(tx, id)
	if err != nil {
		return err
	}
	if err := p.restoreDeals(tx, x, u); err != nil {
		return err
	}
	for _, i := range x.ids {
		if slices.Contains(u.Identities, i.ID) && i.Status != goodturn.IdentityGood { // what mail reached is known by now
			if err := tx.DeleteIdentity(i); err != nil {
				return err
			}
		}
	}
	if err := p.emptyHouseholds(tx, u); err != nil {
		return err
	}
	if c, err = tx.Contact(id); err != nil {
		return err
	}
	for name, field := range map[string]*string{"given": &c.Given, "family": &c.Family, "greeting": &c.Greeting, "company": &c.Company, "note": &c.Note, "region": &c.Region} {
		if v, ok := u.Was[name]; ok && *field == v[1] {
			*field = v[0]
		}
	}
	if u.Mailing != nil && c.Mailing == u.Mailing[1] {
		c.Mailing = u.Mailing[0]
	}
	sent, err := tx.SentMessages(time.Time{}, id)
	if err != nil {
		return err
	}
	if len(sent) == 0 { // else it was the ground on which something went out
		if err := tx.DeleteConsents(u.Consents...); err != nil {
			return err
		}
	}
	if err := tx.DeleteEvents(id, "import:"+string(im.ID)); err != nil {
		return err
	}
	refusals, err := tx.Suppressions(id)
	if err != nil {
		return err
	}
	for _, s := range refusals { // a no is theirs and stays; that they had died was only the file's word
		if s.Reason != whyDied || !slices.Contains(u.Refusals, s.ID) {
			continue
		}
		out.Refusals--
		if err := tx.LiftSuppression(s); err != nil {
			return err
		}
	}
	if err := p.refold(tx, id); err != nil {
		return err
	}
	if x, err = p.primaries(tx, c, nil); err != nil {
		return err
	}
	if err := tx.UpdateContact(x.contact); err != nil {
		return err
	}
	out.Restored++
	if err := tx.IndexContacts(id); err != nil {
		return err
	}
	return tx.LookAgain(id)
}

// restoreDeals takes closings and homes back. A deal of which something went out stays: the message spoke of it.
func (p *People) restoreDeals(tx *store.Tx, x *person, u undo) error {
	have, err := tx.ContactEnrolments(x.contact.ID)
	if err != nil {
		return err
	}
	spoken := map[goodturn.ID]bool{}
	for _, e := range have {
		if !slices.Contains(u.Closings, e.ClosingID) {
			continue
		}
		touches, err := tx.EnrolmentTouches(e.ID)
		if err != nil {
			return err
		}
		for _, t := range touches {
			if t.State == goodturn.Sent || t.State == goodturn.Unknown || t.State == goodturn.Committing || t.State == goodturn.Claimed {
				spoken[e.ClosingID] = true
			}
		}
		if e.State == goodturn.EnrolmentActive {
			if _, err := tx.EndEnrolment(e, goodturn.EnrolmentEnded, "its import was taken back", []goodturn.ReasonCode{goodturn.ReasonSuperseded}); err != nil {
				return err
			}
		}
	}
	for _, c := range x.closings {
		if slices.Contains(u.Closings, c.ID) && !spoken[c.ID] {
			if err := tx.DeleteClosing(c); err != nil {
				return err
			}
		}
		for _, f := range u.Fixed {
			if now := c; now.ID == f[1].ID && now.Date == f[1].Date && now.Side == f[1].Side && now.Property == f[1].Property {
				now.Date, now.Side, now.Property = f[0].Date, f[0].Side, f[0].Property
				if now.PriceMinor == f[1].PriceMinor && now.Currency == f[1].Currency { // else somebody typed another since, and that stays
					now.PriceMinor, now.Currency = f[0].PriceMinor, f[0].Currency
				}
				if now.Loan == f[1].Loan {
					now.Loan = f[0].Loan
				}
				if err := tx.UpdateClosing(now); err != nil {
					return err
				}
			}
		}
	}
	for _, h := range x.homes {
		switch {
		case slices.Contains(u.Homes, h.ID) && !spoken[h.ClosingID]:
			if err := tx.DeleteHome(h.ID); err != nil {
				return err
			}
		default:
			for _, e := range u.Ended {
				if h.ID == e[1].ID && h.Ended == e[1].Ended && h.EndedWhy == e[1].EndedWhy {
					h.Ended, h.EndedWhy = e[0].Ended, e[0].EndedWhy
					if err := tx.SaveHomes([]goodturn.Home{h}); err != nil {
						return err
					}
				}
			}
		}
	}
	for _, e := range have { // what the new deal had taken the place of goes on
		if e.State == goodturn.EnrolmentSuperseded && !slices.Contains(u.Closings, e.ClosingID) || e.AsksMuted {
			if err := p.unsupersede(tx, e, have, u); err != nil {
				return err
			}
		}
	}
	var moved []goodturn.ID
	for _, f := range u.Fixed {
		moved = append(moved, f[0].ID)
	}
	return p.replanClosings(tx, []goodturn.ID{x.contact.ID}, moved)
}

// unsupersede brings back a plan whose successor was taken back, unless another one stands in its way.
func (p *People) unsupersede(tx *store.Tx, e goodturn.Enrolment, have []goodturn.Enrolment, u undo) error {
	for _, o := range have {
		if o.ID != e.ID && o.State == goodturn.EnrolmentActive && !slices.Contains(u.Closings, o.ClosingID) && o.Anchor.After(e.Anchor) {
			return nil
		}
	}
	if e.State == goodturn.EnrolmentActive {
		e.AsksMuted = false
		return tx.UpdateEnrolment(e)
	}
	why := e.EndedWhy
	e.State, e.AsksMuted = goodturn.EnrolmentEnded, false
	if err := tx.UpdateEnrolment(e); err != nil {
		return err
	}
	return p.ReviveAllIn(tx, e.ContactID, why, goodturn.ReasonSuperseded)
}

// forgetRows drops what was read of a file.
func (p *People) forgetRows(ctx context.Context, id goodturn.ID) error {
	return p.DB.Write(ctx, func(tx *store.Tx) error { return tx.DropRows(id) })
}

// titlesOf gives the titles of the messages that were carried, by touch.
func (p *People) titlesOf(tx *store.Tx, ds []store.Delivery) (map[goodturn.ID]string, error) {
	ids := make([]goodturn.ID, len(ds))
	for i := range ds {
		ids[i] = ds[i].TouchID
	}
	ts, err := tx.Touches(ids)
	if err != nil {
		return nil, err
	}
	return p.StepTitles(tx, ts...)
}
