package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// FactRows is everything the store knows of some contacts that a judgement may need, read in one go: one statement a noun, not
// one a contact. The contacts' households, and everybody in them, are included.
type FactRows struct {
	Contacts     map[goodturn.ID]goodturn.Contact
	Identities   map[goodturn.ID][]goodturn.Identity // the primary one first
	Consents     map[goodturn.ID][]goodturn.Consent  // oldest first
	Suppressions map[goodturn.ID][]goodturn.Suppression
	Households   map[goodturn.ID]goodturn.Household
	Members      map[goodturn.ID][]goodturn.ID // of a household
	Gates        map[GateKey]Gate              // of contacts and households; one never taken is missing and stands for the zero Gate
	Standings    map[goodturn.ID]Standing
	Closings     map[goodturn.ID][]goodturn.Closing // the newest first
	Homes        map[goodturn.ID][]goodturn.Home
	Enrolments   map[goodturn.ID][]goodturn.Enrolment // the newest anchor first
	Asks         map[goodturn.ID][]goodturn.Ask       // the newest first, closed ones too, void ones not
	Sent         map[goodturn.ID][]SentMessage        // since the caller's instant, oldest first
	Referrals    map[goodturn.ID][]goodturn.Referral  // whom they sent us
	Accounts     map[goodturn.ID][]goodturn.ID
	AccountAsks  map[goodturn.ID]int // of an account, in the caller's AskEvery
}

// Look says how far back Facts looks.
type Look struct {
	SentSince  time.Time // messages that left since then
	AskedSince time.Time // asks that count toward an account's cap
}

// Facts reads what a judgement about contacts needs. Suppressions that know only an address are listed under everybody who has it.
func (tx *Tx) Facts(contacts []goodturn.ID, look Look) (FactRows, error) {
	f := FactRows{}
	cs, err := tx.Contacts(contacts)
	if err != nil {
		return f, err
	}
	var houses []goodturn.ID
	for _, c := range cs {
		houses = append(houses, c.HouseholdID)
	}
	if f.Members, err = tx.Members(houses); err != nil {
		return f, err
	}
	have := map[goodturn.ID]bool{}
	var ids, more []goodturn.ID
	for _, c := range cs {
		if !have[c.ID] {
			have[c.ID] = true
			ids = append(ids, c.ID)
		}
	}
	for _, m := range f.Members {
		for _, id := range m {
			if !have[id] {
				have[id] = true
				more = append(more, id)
			}
		}
	}
	others, err := tx.Contacts(more)
	if err != nil {
		return f, err
	}
	ids = append(ids, more...)
	f.Contacts = byKey(append(cs, others...), func(c *goodturn.Contact) goodturn.ID { return c.ID })

	read := reading{}
	hs := load(&read, func() ([]goodturn.Household, error) { return tx.Households(houses...) })
	f.Households = byKey(hs, func(h *goodturn.Household) goodturn.ID { return h.ID })
	is := load(&read, func() ([]goodturn.Identity, error) { return tx.Identities(ids...) })
	f.Identities = grouped(is, func(i *goodturn.Identity) goodturn.ID { return i.ContactID })
	f.Consents = grouped(load(&read, func() ([]goodturn.Consent, error) { return tx.Consents(ids...) }), func(c *goodturn.Consent) goodturn.ID { return c.ContactID })
	f.Suppressions = grouped(load(&read, func() ([]goodturn.Suppression, error) { return tx.Suppressions(ids...) }),
		func(s *goodturn.Suppression) goodturn.ID { return s.ContactID })
	tx.addHashes(&read, is, f.Suppressions)
	gates := load(&read, func() ([]Gate, error) { return tx.Gates(GateContact, ids...) })
	gates = append(gates, load(&read, func() ([]Gate, error) { return tx.Gates(GateHousehold, houses...) })...)
	f.Gates = byKey(gates, func(g *Gate) GateKey { return g.GateKey })
	f.Standings = byKey(load(&read, func() ([]Standing, error) { return tx.Standings(ids...) }), func(s *Standing) goodturn.ID { return s.ContactID })
	f.Closings = grouped(load(&read, func() ([]goodturn.Closing, error) { return tx.Closings(ids...) }), func(c *goodturn.Closing) goodturn.ID { return c.ContactID })
	f.Homes = grouped(load(&read, func() ([]goodturn.Home, error) { return tx.Homes(ids...) }), func(h *goodturn.Home) goodturn.ID { return h.ContactID })
	f.Enrolments = grouped(load(&read, func() ([]goodturn.Enrolment, error) { return tx.ContactEnrolments(ids...) }),
		func(e *goodturn.Enrolment) goodturn.ID { return e.ContactID })
	f.Asks = grouped(load(&read, func() ([]goodturn.Ask, error) { return tx.Asks(ids...) }), func(a *goodturn.Ask) goodturn.ID { return a.ContactID })
	f.Sent = grouped(load(&read, func() ([]SentMessage, error) { return tx.SentMessages(look.SentSince, ids...) }),
		func(m *SentMessage) goodturn.ID { return m.ContactID })
	f.Referrals = grouped(load(&read, func() ([]goodturn.Referral, error) { return tx.Referrals(ids...) }),
		func(r *goodturn.Referral) goodturn.ID { return r.ReferrerID })
	if read.err == nil {
		f.Accounts, read.err = tx.AccountsOf(ids...)
	}
	if read.err == nil && len(f.Accounts) > 0 {
		var accounts []goodturn.ID
		for _, as := range f.Accounts {
			accounts = append(accounts, as...)
		}
		f.AccountAsks, read.err = tx.AccountAsks(look.AskedSince, accounts...)
	}
	return f, read.err
}

// addHashes lists suppressions of addresses under everybody who has the address.
func (tx *Tx) addHashes(read *reading, is []goodturn.Identity, to map[goodturn.ID][]goodturn.Suppression) {
	holders := map[string][]goodturn.ID{}
	var hashes []string
	for _, i := range is {
		h := tx.AddressHash(i.Value)
		if len(holders[h]) == 0 {
			hashes = append(hashes, h)
		}
		holders[h] = append(holders[h], i.ContactID)
	}
	for _, s := range load(read, func() ([]goodturn.Suppression, error) { return tx.HashSuppressions(hashes...) }) {
		for _, id := range holders[s.Hash] {
			if s.ContactID != id {
				to[id] = append(to[id], s)
			}
		}
	}
}

// reading runs reads until one fails.
type reading struct{ err error }

func load[T any](r *reading, read func() ([]T, error)) []T {
	if r.err != nil {
		return nil
	}
	var v []T
	v, r.err = read()
	return v
}

func byKey[K comparable, T any](all []T, key func(*T) K) map[K]T {
	out := make(map[K]T, len(all))
	for i := range all {
		out[key(&all[i])] = all[i]
	}
	return out
}

func grouped[T any](all []T, key func(*T) goodturn.ID) map[goodturn.ID][]T {
	out := make(map[goodturn.ID][]T, len(all))
	for i := range all {
		k := key(&all[i])
		out[k] = append(out[k], all[i])
	}
	return out
}
