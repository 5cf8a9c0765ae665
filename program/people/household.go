package people

import (
	"context"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// JoinHousehold puts b into a's household, or both into a new one: from now on one request is a request to both. It says which
// household it is. Whoever was asked last counts for both.
func (p *People) JoinHousehold(ctx context.Context, a, b, by goodturn.ID) (household goodturn.ID, err error) {
	err = p.OnPerson(ctx, a, func(tx *store.Tx, ca goodturn.Contact) error {
		if err := program.LockPeople(tx, b); err != nil {
			return err
		}
		cb, err := tx.Contact(b)
		if err != nil {
			return err
		}
		switch {
		case a == b:
			return goodturn.Invalid("with", "That is the same person.", "Choose somebody else.")
		case cb.MergedInto != "":
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: cb.Name() + " was merged into somebody else.", Hint: "Choose that person instead."}
		}
		if household = ca.HouseholdID; household == "" {
			household = cb.HouseholdID
		}
		if household == "" {
			h := goodturn.Household{Name: householdName(ca, cb), PrimaryID: a}
			if err := tx.InsertHousehold(&h); err != nil {
				return err
			}
			household = h.ID
		}
		for _, c := range []goodturn.Contact{ca, cb} {
			if c.HouseholdID == household {
				continue
			}
			if err := tx.JoinHousehold(c.ID, household); err != nil {
				return err
			}
			if err := p.noteHousehold(tx, c, "joined", household, by); err != nil {
				return err
			}
		}
		if err := p.shareMailbox(tx, household); err != nil {
			return err
		}
		if err := p.oneLetter(tx, household); err != nil {
			return err
		}
		return tx.SetValue(apartName(a, b), "")
	})
	return household, err
}

// LeaveHousehold takes somebody out of their household. They take the last request along: leaving never makes another one possible.
// No later import puts them back.
func (p *People) LeaveHousehold(ctx context.Context, id, by goodturn.ID) error {
	return p.OnPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
		if c.HouseholdID == "" {
			return nil
		}
		return p.leaveHousehold(tx, c, by)
	})
}

func (p *People) leaveHousehold(tx *store.Tx, c goodturn.Contact, by goodturn.ID) error {
	members, err := tx.Members([]goodturn.ID{c.HouseholdID})
	if err != nil {
		return err
	}
	rest := slices.DeleteFunc(members[c.HouseholdID], func(id goodturn.ID) bool { return id == c.ID })
	for _, o := range rest {
		if err := tx.SetValue(apartName(c.ID, o), "1"); err != nil {
			return err
		}
	}
	house, err := tx.Household(c.HouseholdID)
	if err != nil {
		return err
	}
	if err := tx.LeaveHousehold(c.ID); err != nil {
		return err
	}
	if house.PrimaryID == c.ID && len(rest) > 0 {
		house.PrimaryID = rest[0]
		if err := tx.UpdateHousehold(house); err != nil {
			return err
		}
	}
	if len(rest) == 1 { // nobody is a household alone; the gate of what was one went along with both
		if err := tx.LeaveHousehold(rest[0]); err != nil {
			return err
		}
	} else if err := p.shareMailbox(tx, house.ID); err != nil {
		return err
	}
	for _, id := range append(rest, c.ID) { // whoever heard through the other has their own letters again
		if err := p.ReviveAllIn(tx, id, whyPartner, goodturn.ReasonMerged); err != nil {
			return err
		}
		if err := p.EnrolIn(tx, id); err != nil {
			return err
		}
	}
	return p.noteHousehold(tx, c, "left", house.ID, by)
}

// whyPartner is why a plan ended whose letters now go to both through the partner.
const whyPartner = "they hear through their partner"

// oneLetter leaves one plan for each deal of a household: that of the one who is written to, else the first. A couple on one deal gets
// one message.
func (p *People) oneLetter(tx *store.Tx, household goodturn.ID) error {
	h, err := tx.Household(household)
	if err != nil {
		return err
	}
	members, err := tx.Members([]goodturn.ID{household})
	if err != nil {
		return err
	}
	ids := members[household]
	slices.SortFunc(ids, func(a, b goodturn.ID) int {
		switch h.PrimaryID {
		case a:
			return -1
		case b:
			return 1
		}
		return strings.Compare(string(a), string(b))
	})
	plans, err := tx.ContactEnrolments(ids...)
	if err != nil || len(plans) < 2 {
		return err
	}
	closings, err := tx.Closings(ids...)
	if err != nil {
		return err
	}
	type deal struct {
		at   goodturn.Address
		day  goodturn.Date
		book string
	}
	of := map[goodturn.ID]goodturn.Closing{}
	for _, c := range closings {
		of[c.ID] = c
	}
	taken := map[deal]goodturn.ID{}
	for _, id := range ids {
		for _, e := range plans {
			c, known := of[e.ClosingID]
			if e.ContactID != id || e.State != goodturn.EnrolmentActive || !known || c.Property.IsZero() {
				continue
			}
			d := deal{c.Property, c.Date, e.Playbook}
			if first := taken[d]; first == "" || first == id {
				taken[d] = id
				continue
			}
			if _, err := tx.EndEnrolment(e, goodturn.EnrolmentEnded, whyPartner, []goodturn.ReasonCode{goodturn.ReasonMerged}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *People) noteHousehold(tx *store.Tx, c goodturn.Contact, what string, household, by goodturn.ID) error {
	_, err := p.ReceiveIn(tx, goodturn.Event{ContactID: c.ID, Name: goodturn.EventEdited, Source: hand, Props: program.Props(map[string]any{"household": what, "id": household, "by": by})})
	return err
}

// shareMailbox finds out whether members of a household read one mailbox.
func (p *People) shareMailbox(tx *store.Tx, household goodturn.ID) error {
	h, err := tx.Household(household)
	if err != nil {
		return err
	}
	members, err := tx.Members([]goodturn.ID{household})
	if err != nil {
		return err
	}
	ids, err := tx.Identities(members[household]...)
	if err != nil {
		return err
	}
	seen := map[string]goodturn.ID{}
	shared := false
	for _, i := range ids {
		if i.Kind != goodturn.IdentityEmail {
			continue
		}
		if o, ok := seen[i.Value]; ok && o != i.ContactID {
			shared = true
		}
		seen[i.Value] = i.ContactID
	}
	if h.SharedMailbox == shared {
		return nil
	}
	h.SharedMailbox = shared
	return tx.UpdateHousehold(h)
}

// apartName is where it is kept that two people were taken apart by hand.
func apartName(a, b goodturn.ID) string {
	if strings.Compare(string(a), string(b)) > 0 {
		a, b = b, a
	}
	return "apart:" + string(a) + ":" + string(b)
}

func apart(tx *store.Tx, a, b goodturn.ID) (bool, error) {
	text, err := tx.Value(apartName(a, b))
	return text != "", err
}
