package people

import (
	"context"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// Erased says what an erasure did.
type Erased struct {
	People    int // the person, and whoever had been merged into them
	Addresses int // of which a hash is kept, so that no import brings them back
	Imports   int // files that were waiting and held them, and were dropped
}

// Erase forgets one person: names, addresses, deals, homes, timeline, words that were sent, rows of files. What was counted stays
// counted, under an id that names nobody. Of each address a salted hash stays on the list of those never to be written to. On SQLite
// the files are rewritten, so that nothing is left in them; backups made earlier hold the person still. Export first, if they want
// their data.
func (p *People) Erase(ctx context.Context, id, by goodturn.ID) (Erased, error) {
	// What files hold goes first: cut off in between, the person is still there, and erasing them again finds what is left.
	var traces []trace
	gone := false
	err := p.DB.Read(ctx, func(tx *store.Tx) error {
		traces, gone = nil, false
		c, err := tx.Contact(id)
		if err != nil {
			return err
		}
		if gone = c.MergedInto == c.ID; gone {
			return nil
		}
		all, err := mergedInto(tx, id, 0)
		if err != nil {
			return err
		}
		for _, one := range append(all, id) {
			t, err := traceOf(tx, one)
			if err != nil {
				return err
			}
			traces = append(traces, t)
		}
		return nil
	})
	var out Erased
	if err != nil {
		return out, err
	}
	if gone { // told twice, or cut off before the files were rewritten
		return out, p.DB.Vacuum(ctx)
	}
	imports, err := p.eraseFiles(ctx, traces)
	if err != nil {
		return out, err
	}
	err = p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		out = Erased{Imports: imports}
		if err := program.LockPeople(tx, id); err != nil {
			return err
		}
		all, err := mergedInto(tx, id, 0)
		if err != nil {
			return err
		}
		for _, one := range append(all, id) {
			if err := p.eraseOne(tx, one, &out); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	return out, p.DB.Vacuum(ctx)
}

// mergedInto lists who was merged into somebody, and into those.
func mergedInto(tx *store.Tx, id goodturn.ID, depth int) ([]goodturn.ID, error) {
	ids, err := tx.MergedInto(id)
	if err != nil || depth > 10 {
		return nil, err
	}
	out := ids
	for _, i := range ids {
		more, err := mergedInto(tx, i, depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// eraseOne wipes one contact.
func (p *People) eraseOne(tx *store.Tx, id goodturn.ID, out *Erased) error {
	c, err := tx.Contact(id)
	if err != nil {
		return err
	}
	ids, err := tx.Identities(id)
	if err != nil {
		return err
	}
	if err := p.refusalsToHashes(tx, id, ids); err != nil {
		return err
	}
	for _, i := range ids {
		if i.Kind != goodturn.IdentityEmail && i.Kind != goodturn.IdentityPhone {
			continue
		}
		out.Addresses++
		if err := tx.AddSuppression(&goodturn.Suppression{Hash: tx.AddressHash(i.Value), Scope: goodturn.ScopeAddress, Reason: "erased", Source: "erasure", At: tx.Now()}); err != nil {
			return err
		}
	}
	if err := p.EndAllIn(tx, id, "erased", goodturn.ReasonLeftOut); err != nil {
		return err
	}
	if c.HouseholdID != "" {
		if err := p.eraseFromHousehold(tx, c); err != nil {
			return err
		}
	}
	if err := tx.SetValue(mergeName(id), ""); err != nil {
		return err
	}
	if err := forgetPartings(tx, id); err != nil {
		return err
	}
	if err := tx.ForgetOther(id); err != nil {
		return err
	}
	if err := program.ForgetStreets(tx, id); err != nil {
		return err
	}
	if err := p.ForgetIntroductionsIn(tx, id, ids); err != nil {
		return err
	}
	if err := p.forgetWanted(tx, c); err != nil {
		return err
	}
	if err := tx.ForgetContact(id); err != nil {
		return err
	}
	out.People++
	return nil
}

// forgetPartings drops what was kept to take partings back in which somebody is one of the two: it names both.
func forgetPartings(tx *store.Tx, id goodturn.ID) error {
	names, err := tx.ValueNames(partName(""))
	if err != nil {
		return err
	}
	for _, name := range names {
		other := goodturn.ID(strings.TrimPrefix(name, partName("")))
		note, _, err := partNote(tx, other)
		if err != nil {
			return err
		}
		if id != other && id != note.First {
			continue
		}
		if err := tx.SetValue(name, ""); err != nil {
			return err
		}
	}
	return nil
}

// forgetWanted takes somebody's name out of what others were asked for: an introduction to them. What has not left is called off, since
// its letter would name them; what has left stays as a request that names nobody.
func (p *People) forgetWanted(tx *store.Tx, c goodturn.Contact) error {
	name := goodturn.FoldedWhole(c.Name())
	if c.Given == "" || c.Family == "" {
		return nil // one name alone may be anybody's
	}
	for after := goodturn.ID(""); ; {
		page, err := tx.RequestsNaming(after, 200)
		if err != nil || len(page) == 0 {
			return err
		}
		after = page[len(page)-1].ID
		for _, r := range page {
			named := goodturn.FoldedWhole(r.Person) == name
			for _, s := range append([]string{r.Goal, r.Why, r.Draft, r.Work, r.Part, r.Offer}, r.Points...) {
				named = named || strings.Contains(" "+goodturn.FoldedWhole(s)+" ", " "+name+" ")
			}
			if !named {
				continue
			}
			if err := p.unaskFor(tx, r); err != nil {
				return err
			}
		}
	}
}

// unaskFor empties a request that names somebody, and ends what is still planned for it.
func (p *People) unaskFor(tx *store.Tx, r goodturn.Request) error {
	ask, err := tx.Touch(r.TouchID)
	if err != nil && goodturn.ErrorCode(err) != goodturn.CodeNotFound {
		return err
	}
	if err == nil {
		all, err := tx.EnrolmentTouches(ask.EnrolmentID)
		if err != nil {
			return err
		}
		for _, t := range all {
			if t.ID != r.TouchID && !(t.Manual && t.Occurrence == ask.Occurrence && strings.HasPrefix(t.Step, string(r.Kind))) {
				continue
			}
			if err := p.TakeBackIn(tx, t.ID); err != nil {
				return err
			}
			if _, err := tx.EndTouch(t, goodturn.Cancelled, []goodturn.ReasonCode{goodturn.ReasonSuperseded}); err != nil {
				return err
			}
			if err := tx.ForgetTouchWords(t.ID); err != nil {
				return err
			}
		}
	}
	if r, err = tx.LockRequest(r.ID); err != nil { // whether its letter is on its way may have changed since
		return err
	}
	if !r.Over() && r.AskedAt.IsZero() {
		r.State = goodturn.RequestWithdrawn
	}
	kept := goodturn.RequestFacts{Company: r.Company, Role: r.Role, Profile: r.Profile, Job: r.Job}
	r.RequestFacts, r.Door = kept, ""
	return tx.UpdateRequest(r)
}

// eraseFromHousehold takes somebody out of the names that others carry.
func (p *People) eraseFromHousehold(tx *store.Tx, c goodturn.Contact) error {
	members, err := tx.Members([]goodturn.ID{c.HouseholdID})
	if err != nil {
		return err
	}
	house, err := tx.Household(c.HouseholdID)
	if err != nil {
		return err
	}
	house.Name = ""
	var rest []goodturn.ID
	for _, id := range members[c.HouseholdID] {
		if id == c.ID {
			continue
		}
		rest = append(rest, id)
		if err := p.TakeBackAllIn(tx, id); err != nil { // a letter to both says both names
			return err
		}
		if err := p.greetAlone(tx, id, false); err != nil {
			return err
		}
	}
	if house.PrimaryID == c.ID && len(rest) > 0 {
		house.PrimaryID = rest[0]
	}
	if err := tx.UpdateHousehold(house); err != nil {
		return err
	}
	if err := tx.LeaveHousehold(c.ID); err != nil {
		return err
	}
	if err := tx.IndexContacts(rest...); err != nil {
		return err
	}
	for _, id := range rest {
		if err := p.ReviveAllIn(tx, id, whyPartner, goodturn.ReasonMerged); err != nil {
			return err
		}
	}
	return p.EnrolIn(tx, rest...)
}
