package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// Parting says how one entry that holds two people is parted.
type Parting struct {
	Given, Family           string        // of the one who keeps the entry
	OtherGiven, OtherFamily string        // of the one who gets an entry of their own
	Theirs                  []goodturn.ID // addresses and numbers of the entry that are the other one's: their ids, or as they are written
	Email, Phone            string        // of the other one, where the entry has none of theirs
	By                      goodturn.ID
}

// Parted is what parting an entry does.
type Parted struct {
	First, Other goodturn.Contact
	Moved        []goodturn.Identity // addresses that go to the other one
	Deals        int                 // both have them; one letter goes about each
	Refused      bool                // the entry had refused something: that counts for both
	Reachable    bool                // the other one has a mailbox of their own
}

// parted is what is kept to take it back.
type parted struct {
	First    goodturn.ID `json:"first"`
	Was      [3]string   `json:"was"` // given name, family name, greeting
	Is       [3]string   `json:"is"`
	Together goodturn.ID `json:"household,omitempty"` // that was made for it
}

func partName(other goodturn.ID) string { return "part:" + string(other) }

// ProposeParting reads the two names out of one entry, as far as it holds two.
func ProposeParting(c goodturn.Contact) (p Parting, couple bool) {
	n := connect.ReadParts(c.Given, c.Family)
	if n.PartnerGiven == "" {
		if first, second, ok := strings.Cut(c.Greeting, " and "); ok && first != "" && second != "" { // the file had them in one name
			return Parting{Given: first, Family: c.Family, OtherGiven: second, OtherFamily: c.Family}, true
		}
		return Parting{Given: c.Given, Family: c.Family, OtherFamily: c.Family}, false
	}
	return Parting{Given: n.Given, Family: n.Family, OtherGiven: n.PartnerGiven, OtherFamily: n.PartnerFamily}, true
}

// PreviewPart says what Part would do, and writes nothing.
func (p *People) PreviewPart(ctx context.Context, id goodturn.ID, how Parting) (out Parted, err error) {
	err = p.OnPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
		if out, err = p.part(tx, c, how); err != nil {
			return err
		}
		return errPreview
	})
	if errors.Is(err, errPreview) {
		err = nil
	}
	return out, err
}

// Part makes two people of one household out of an entry that holds both. Both have the deals, and one letter goes about each, with
// both names. What was sent, asked or refused while they were one entry counts for both. Whoever leaves the household takes the last
// request along, as always. Unpart takes it back.
func (p *People) Part(ctx context.Context, id goodturn.ID, how Parting) (out Parted, err error) {
	err = p.OnPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
		out, err = p.part(tx, c, how)
		return err
	})
	return out, err
}

func (p *People) part(tx *store.Tx, c goodturn.Contact, how Parting) (out Parted, err error) {
	for _, s := range []*string{&how.Given, &how.Family, &how.OtherGiven, &how.OtherFamily} {
		*s = connect.TidyName(*s)
	}
	switch {
	case how.Given == "":
		return out, goodturn.Invalid("given", "The first name of the one who keeps the entry is missing.", "Write it as in Maria.")
	case how.OtherGiven == "":
		return out, goodturn.Invalid("other_given", "The first name of the other one is missing.", "Write it as in John.")
	case strings.EqualFold(how.Given+" "+how.Family, how.OtherGiven+" "+how.OtherFamily):
		return out, goodturn.Invalid("other_given", "Both have the same name.", "Two people with one name: add the other one by hand, and put them into one household.")
	}
	was := [3]string{c.Given, c.Family, c.Greeting}
	other := goodturn.Contact{ID: tx.NewID(), OwnerID: c.OwnerID, Given: how.OtherGiven, Family: how.OtherFamily, Zone: c.Zone, Zones: c.Zones, Region: c.Region, Mailing: c.Mailing,
		Source: c.Source, Timing: c.Timing, LeftOut: c.LeftOut, LeftOutWhy: c.LeftOutWhy, Company: c.Company}
	c.Given, c.Family = how.Given, how.Family
	one, two := greetingOf(c), greetingOf(other)
	if c.Greeting, other.Greeting = one, two; one != "" && two != "" {
		c.Greeting = one + " and " + two // one letter goes to both
	}
	c.SortKey, other.SortKey = sortKey(c), sortKey(other)
	if err := tx.InsertContact(&other); err != nil {
		return out, err
	}
	if err := tx.UpdateContact(c); err != nil {
		return out, err
	}
	if out.Moved, err = p.partAddresses(tx, c, other, how); err != nil {
		return out, err
	}
	if out.Deals, out.Refused, err = p.partHistory(tx, c, other, out.Moved); err != nil {
		return out, err
	}
	note := parted{First: c.ID, Was: was, Is: [3]string{c.Given, c.Family, c.Greeting}}
	house := c.HouseholdID
	if house == "" {
		h := goodturn.Household{Name: householdName(c, other), PrimaryID: c.ID}
		if err := tx.InsertHousehold(&h); err != nil {
			return out, err
		}
		house, note.Together = h.ID, h.ID
	}
	for _, id := range []goodturn.ID{c.ID, other.ID} {
		if err := tx.JoinHousehold(id, house); err != nil {
			return out, err
		}
	}
	b, err := json.Marshal(note)
	if err != nil {
		return out, fmt.Errorf("note how to take a parting back: %w", err)
	}
	if err := tx.SetValue(partName(other.ID), string(b)); err != nil {
		return out, err
	}
	if out.First, out.Reachable, err = p.settled(tx, c.ID); err != nil {
		return out, err
	}
	if !out.Reachable && out.Deals > 0 && len(out.Moved) > 0 {
		return out, goodturn.Invalid("theirs", "Nobody could be written to in this entry any more.", "Leave an e-mail address with "+c.Name()+", who gets the letters for both.")
	}
	if out.Other, out.Reachable, err = p.settled(tx, other.ID); err != nil {
		return out, err
	}
	if _, err := p.ReceiveIn(tx, goodturn.Event{ContactID: c.ID, Name: goodturn.EventSplit, Source: hand, Props: program.Props(map[string]any{"by": how.By, "other": other.ID, "name": other.Name()})}); err != nil {
		return out, err
	}
	if err := p.shareMailbox(tx, house); err != nil {
		return out, err
	}
	if err := p.EnrolIn(tx, other.ID); err != nil {
		return out, err
	}
	return out, tx.LookAgain(c.ID)
}

// greetingOf is how a letter to one person begins, or empty where that has to be asked.
func greetingOf(c goodturn.Contact) string {
	g, problem := connect.Greeting(&connect.Record{Given: c.Given, Family: c.Family})
	if problem != nil {
		return ""
	}
	return g
}

// settled makes what is known of somebody agree again after things were moved: primary addresses, zones, lists and tasks.
func (p *People) settled(tx *store.Tx, id goodturn.ID) (c goodturn.Contact, reachable bool, err error) {
	if c, err = tx.Contact(id); err != nil {
		return c, false, err
	}
	x, err := p.primaries(tx, c, nil)
	if err != nil {
		return c, false, err
	}
	if err := tx.UpdateContact(x.contact); err != nil {
		return c, false, err
	}
	if err := tx.IndexContacts(id); err != nil {
		return c, false, err
	}
	return x.contact, program.Reachable(x.ids), p.settleTasks(tx, x)
}

// partAddresses gives the other one what is theirs.
func (p *People) partAddresses(tx *store.Tx, c, other goodturn.Contact, how Parting) (moved []goodturn.Identity, err error) {
	ids, err := tx.Identities(c.ID)
	if err != nil {
		return nil, err
	}
	var give []goodturn.ID
	for _, id := range how.Theirs {
		i := slices.IndexFunc(ids, func(x goodturn.Identity) bool { return x.ID == id || x.Value == string(id) || x.Shown == string(id) })
		if i < 0 {
			return nil, goodturn.Invalid("theirs", "That address does not belong to this entry any more.", "Open the page again.")
		}
		moved, give = append(moved, ids[i]), append(give, ids[i].ID)
	}
	if len(moved) > 0 {
		if err := tx.Give(store.Belongings{"identity": give}, c.ID, other.ID); err != nil {
			return nil, err
		}
	}
	var fresh []goodturn.Identity
	if how.Email != "" {
		email, err := program.ReadEmail(how.Email)
		if err != nil {
			return nil, err
		}
		fresh = append(fresh, goodturn.Identity{ContactID: other.ID, Kind: goodturn.IdentityEmail, Value: email, Shown: email})
	}
	if how.Phone != "" {
		number, err := program.ReadPhone(how.Phone)
		if err != nil {
			return nil, err
		}
		fresh = append(fresh, goodturn.Identity{ContactID: other.ID, Kind: goodturn.IdentityPhone, Value: number, Shown: how.Phone})
	}
	for _, i := range fresh {
		taken, err := tx.FindIdentity(i.Kind, "", i.Value)
		if err != nil {
			return nil, err
		}
		if len(taken) > 0 {
			field := map[goodturn.IdentityKind]string{goodturn.IdentityEmail: "email", goodturn.IdentityPhone: "phone"}[i.Kind]
			if taken[0].ContactID == c.ID {
				return nil, goodturn.Invalid(field, "That stands in this entry already.", "Tick it in the list above if it is the other one's.")
			}
			return nil, goodturn.Invalid(field, "That belongs to somebody else here.", "Look them up; perhaps the other one has an entry already.")
		}
	}
	if len(fresh) > 0 {
		if _, err := tx.InsertIdentities(fresh); err != nil {
			return nil, err
		}
	}
	return moved, nil
}

// fromOneEntry is the source of what the other one has from the time when both were one entry.
const fromOneEntry = "parted"

// partHistory gives the other one a part in what happened while both were one entry: deals and homes, what was said and sent, every
// refusal, the ground to write to addresses that are theirs now, and the last request.
func (p *People) partHistory(tx *store.Tx, c, other goodturn.Contact, moved []goodturn.Identity) (deals int, refused bool, err error) {
	closings, e1 := tx.Closings(c.ID)
	homes, e2 := tx.Homes(c.ID)
	events, e3 := tx.ContactEvents(c.ID, time.Time{})
	refusals, e4 := tx.Suppressions(c.ID)
	consents, e5 := tx.Consents(c.ID)
	if err := errors.Join(e1, e2, e3, e4, e5); err != nil {
		return 0, false, err
	}
	of := map[goodturn.ID]goodturn.ID{}
	for i := range closings {
		was := closings[i].ID
		closings[i].ID, closings[i].ContactID = tx.NewID(), other.ID
		of[was] = closings[i].ID
	}
	for i := range homes {
		homes[i].ID, homes[i].ContactID, homes[i].ClosingID = tx.NewID(), other.ID, of[homes[i].ClosingID]
	}
	for i := range events {
		e := &events[i]
		e.MessageID, e.Source, e.ID, e.ContactID = string(other.ID)+":"+string(e.ID), fromOneEntry, tx.NewID(), other.ID
	}
	var grounds []goodturn.Consent
	for _, g := range consents {
		if g.Address == "" || slices.ContainsFunc(moved, func(i goodturn.Identity) bool { return i.Value == g.Address }) {
			g.ID, g.ContactID = "", other.ID
			grounds = append(grounds, g)
		}
	}
	if err := tx.InsertClosings(closings); err != nil {
		return 0, false, err
	}
	if err := tx.SaveHomes(homes); err != nil {
		return 0, false, err
	}
	if _, err := tx.AppendEvents(events); err != nil {
		return 0, false, err
	}
	if err := tx.AppendConsents(grounds...); err != nil {
		return 0, false, err
	}
	for _, s := range refusals {
		s.ID, s.ContactID = "", other.ID
		if err := tx.AddSuppression(&s); err != nil {
			return 0, false, err
		}
	}
	if err := p.raise(tx, c.ID, other.ID, ""); err != nil {
		return 0, false, err
	}
	return len(closings), len(refusals) > 0, p.refold(tx, other.ID)
}

// PartedFrom says from whose entry somebody was parted, if that can still be taken back.
func (p *People) PartedFrom(ctx context.Context, other goodturn.ID) (first goodturn.ID, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		note, _, err := partNote(tx, other)
		first = note.First
		return err
	})
	return first, err
}

func partNote(tx *store.Tx, other goodturn.ID) (note parted, found bool, err error) {
	text, err := tx.Value(partName(other))
	if err != nil || text == "" {
		return note, false, err
	}
	return note, true, readJSON([]byte(text), &note)
}

// Unpart makes one entry of two that Part had made: everything of the other one comes back, and every refusal since then holds. Names
// that were corrected since stay. It says whose entry is left.
func (p *People) Unpart(ctx context.Context, other, by goodturn.ID) (first goodturn.ID, err error) {
	err = p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		note, found, err := partNote(tx, other)
		if err != nil {
			return err
		}
		if !found {
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: "This entry was not parted from another one.", Hint: "Put two together with “Put two together”."}
		}
		first = note.First
		if err := program.LockPeople(tx, first, other); err != nil {
			return err
		}
		keep, err := tx.Contact(first)
		if err != nil {
			return err
		}
		away, err := tx.Contact(other)
		if err != nil {
			return err
		}
		if keep.MergedInto != "" || away.MergedInto != "" {
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: "One of these two was merged into somebody since.", Hint: "Take that back first."}
		}
		if err := tx.DeleteEvents(other, fromOneEntry); err != nil { // the first one has them all
			return err
		}
		for _, id := range []goodturn.ID{first, other} {
			if err := tx.LeaveHousehold(id); err != nil {
				return err
			}
		}
		if note.Together == "" && keep.HouseholdID != "" {
			if err := tx.JoinHousehold(first, keep.HouseholdID); err != nil {
				return err
			}
		}
		if keep, err = tx.Contact(first); err != nil {
			return err
		}
		if away, err = tx.Contact(other); err != nil {
			return err
		}
		for i, f := range []*string{&keep.Given, &keep.Family, &keep.Greeting} {
			if *f == note.Is[i] {
				*f = note.Was[i]
			}
		}
		keep.SortKey = sortKey(keep)
		if err := tx.UpdateContact(keep); err != nil {
			return err
		}
		if err := p.merge(tx, keep, away, by); err != nil {
			return err
		}
		if note.Together != "" {
			members, err := tx.Members([]goodturn.ID{note.Together})
			if err != nil {
				return err
			}
			if len(members[note.Together]) == 0 {
				if err := tx.DeleteHousehold(note.Together); err != nil {
					return err
				}
			}
		}
		return tx.SetValue(partName(other), "")
	})
	if err == nil {
		p.Wake("sweep")
	}
	return first, err
}
