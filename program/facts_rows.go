package program

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/standing"
	"github.com/goodturn-app/goodturn/store"
)

// rows is what the database knows of some people and their households, by contact unless it says otherwise.
type rows struct {
	Contacts     map[goodturn.ID]goodturn.Contact
	Households   map[goodturn.ID]goodturn.Household // by household
	Members      map[goodturn.ID][]goodturn.ID      // by household
	Identities   map[goodturn.ID][]goodturn.Identity
	Consents     map[goodturn.ID][]goodturn.Consent
	Suppressions map[goodturn.ID][]decide.Suppressed
	Standing     map[goodturn.ID]standing.Standing
	Closings     map[goodturn.ID][]goodturn.Closing
	Homes        map[goodturn.ID][]goodturn.Home
	Asks         map[goodturn.ID][]goodturn.Ask
}

// read reads everything about the contacts and about the other members of their households, one statement a noun.
func (b *docket) read(tx *store.Tx, contacts []goodturn.ID) error {
	r := rows{
		Contacts: map[goodturn.ID]goodturn.Contact{}, Households: map[goodturn.ID]goodturn.Household{}, Identities: map[goodturn.ID][]goodturn.Identity{}, Consents: map[goodturn.ID][]goodturn.Consent{},
		Suppressions: map[goodturn.ID][]decide.Suppressed{}, Standing: map[goodturn.ID]standing.Standing{}, Closings: map[goodturn.ID][]goodturn.Closing{}, Homes: map[goodturn.ID][]goodturn.Home{},
		Asks: map[goodturn.ID][]goodturn.Ask{},
	}
	cs, err := tx.Contacts(distinct(contacts))
	if err != nil {
		return err
	}
	var houses []goodturn.ID
	for _, c := range cs {
		r.Contacts[c.ID] = c
		if c.HouseholdID != "" {
			houses = append(houses, c.HouseholdID)
		}
	}
	if len(houses) > 0 {
		houses = distinct(houses)
		if r.Members, err = tx.Members(houses); err != nil {
			return err
		}
		hs, err := tx.Households(houses...)
		if err != nil {
			return err
		}
		var others []goodturn.ID
		for _, h := range hs {
			r.Households[h.ID] = h
			for _, m := range r.Members[h.ID] {
				if _, known := r.Contacts[m]; !known {
					others = append(others, m)
				}
			}
		}
		more, err := tx.Contacts(others)
		if err != nil {
			return err
		}
		for _, c := range more {
			r.Contacts[c.ID] = c
		}
	}
	all := make([]goodturn.ID, 0, len(r.Contacts))
	for id := range r.Contacts {
		all = append(all, id)
	}
	all = distinct(all)
	if err := r.readPeople(tx, all); err != nil {
		return err
	}
	for kind, ids := range map[store.GateKind][]goodturn.ID{store.GateContact: all, store.GateHousehold: houses} {
		gates, err := tx.Gates(kind, ids...)
		if err != nil {
			return err
		}
		for _, g := range gates {
			b.gates[g.GateKey] = g
		}
	}
	b.rows = r
	return nil
}

func (r *rows) readPeople(tx *store.Tx, all []goodturn.ID) error {
	identities, err := tx.Identities(all...)
	if err != nil {
		return err
	}
	hashes, owner := []string(nil), map[string][]goodturn.Identity{}
	for _, i := range identities {
		r.Identities[i.ContactID] = append(r.Identities[i.ContactID], i)
		if i.Kind != goodturn.IdentityExternal {
			h := tx.AddressHash(i.Value)
			hashes, owner[h] = append(hashes, h), append(owner[h], i)
		}
	}
	consents, err := tx.Consents(all...)
	if err != nil {
		return err
	}
	for _, c := range consents {
		r.Consents[c.ContactID] = append(r.Consents[c.ContactID], c)
	}
	named, err := tx.Suppressions(all...)
	if err != nil {
		return err
	}
	for _, s := range named {
		x := decide.Suppressed{Suppression: s}
		if s.Hash != "" {
			for _, i := range owner[s.Hash] {
				x.Address = i.Value
			}
		}
		r.Suppressions[s.ContactID] = append(r.Suppressions[s.ContactID], x)
	}
	hashed, err := tx.HashSuppressions(hashes...)
	if err != nil {
		return err
	}
	for _, s := range hashed {
		for _, i := range owner[s.Hash] {
			if i.ContactID != s.ContactID {
				r.Suppressions[i.ContactID] = append(r.Suppressions[i.ContactID], decide.Suppressed{Suppression: s, Address: i.Value})
			}
		}
	}
	stand, err := tx.Standings(all...)
	if err != nil {
		return err
	}
	for _, s := range stand {
		if r.Standing[s.ContactID], err = ParseStanding(s.State); err != nil {
			return err
		}
	}
	closings, err := tx.Closings(all...)
	if err != nil {
		return err
	}
	for _, c := range closings {
		r.Closings[c.ContactID] = append(r.Closings[c.ContactID], c)
	}
	homes, err := tx.Homes(all...)
	if err != nil {
		return err
	}
	for _, h := range homes {
		r.Homes[h.ContactID] = append(r.Homes[h.ContactID], h)
	}
	asks, err := tx.Asks(all...)
	if err != nil {
		return err
	}
	for _, a := range asks {
		r.Asks[a.ContactID] = append(r.Asks[a.ContactID], a)
	}
	return nil
}
