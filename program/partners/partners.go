// Package partners knows who of a household is in a plan for which deal: a couple on one deal gets one message with both names, so
// whoever comes second is covered by the first.
package partners

import (
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// Partners are the members of some households, their deals and who of them is in a plan. Make it with Read.
type Partners struct {
	book    string
	members map[goodturn.ID][]goodturn.ID      // by household
	deals   map[goodturn.ID][]goodturn.Closing // by contact, of those who count: neither left out nor merged into somebody else
	planned map[goodturn.ID]map[string]bool    // by contact, the deals for which they are in the plan, or were
}

// Read reads households for one plan, by the name of its playbook. An empty id, of whoever lives alone, is passed over.
func Read(tx *store.Tx, book string, households ...goodturn.ID) (*Partners, error) {
	p := &Partners{
		book: book, members: map[goodturn.ID][]goodturn.ID{}, deals: map[goodturn.ID][]goodturn.Closing{}, planned: map[goodturn.ID]map[string]bool{},
	}
	return p, p.Refresh(tx, households...)
}

// Refresh reads households again, or more of them.
func (p *Partners) Refresh(tx *store.Tx, households ...goodturn.ID) error {
	found, err := tx.Members(slices.DeleteFunc(slices.Clone(households), func(h goodturn.ID) bool { return h == "" }))
	if err != nil {
		return err
	}
	var all []goodturn.ID
	for household, members := range found {
		p.members[household] = members
		all = append(all, members...)
	}
	if len(all) == 0 {
		return nil
	}
	contacts, err := tx.Contacts(all)
	if err != nil {
		return err
	}
	closings, err := tx.Closings(all...)
	if err != nil {
		return err
	}
	plans, err := tx.ContactEnrolments(all...)
	if err != nil {
		return err
	}
	counts := map[goodturn.ID]bool{}
	for _, c := range contacts {
		counts[c.ID] = !c.LeftOut && c.MergedInto == ""
		delete(p.deals, c.ID)
	}
	for _, d := range closings {
		if counts[d.ContactID] && !d.FellThrough {
			p.deals[d.ContactID] = append(p.deals[d.ContactID], d)
		}
	}
	for _, e := range plans {
		p.Note(e)
	}
	return nil
}

// Note says that somebody came into a plan. Another plan than that of Read is passed over.
func (p *Partners) Note(e goodturn.Enrolment) {
	if e.Playbook != p.book {
		return
	}
	if p.planned[e.ContactID] == nil {
		p.planned[e.ContactID] = map[string]bool{}
	}
	p.planned[e.ContactID][e.AnchorKey] = true
}

// Cover reports whether somebody else of the household is in the plan for the same deal, which is the same home on the same day.
// False for whoever is in no household.
func (p *Partners) Cover(c goodturn.Contact, deal goodturn.Closing) bool {
	if c.HouseholdID == "" {
		return false
	}
	for _, m := range p.members[c.HouseholdID] {
		if m == c.ID {
			continue
		}
		for _, d := range p.deals[m] {
			if d.Property == deal.Property && d.Date == deal.Date && p.planned[m][string(d.ID)] {
				return true
			}
		}
	}
	return false
}

// LookAgain has the others of a household judged anew, who may wait because of an ask that did not leave after all. Nothing to do for
// any other message.
func LookAgain(tx *store.Tx, ask goodturn.Touch) error {
	if ask.Kind != goodturn.KindAsk || ask.HouseholdID == "" {
		return nil
	}
	members, err := tx.Members([]goodturn.ID{ask.HouseholdID})
	if err != nil {
		return err
	}
	for _, m := range members[ask.HouseholdID] {
		if m == ask.ContactID {
			continue
		}
		if err := tx.LookAgain(m); err != nil {
			return err
		}
	}
	return nil
}
