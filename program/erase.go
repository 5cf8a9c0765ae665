package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect/csvfile"
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
func (p *Program) Erase(ctx context.Context, id, by goodturn.ID) (Erased, error) {
	var out Erased
	var needles []string
	err := p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		out, needles = Erased{}, nil
		c, err := tx.Contact(id)
		if err != nil {
			return err
		}
		if c.MergedInto == c.ID {
			return goodturn.NotFound("person")
		}
		if err := lockPeople(tx, id); err != nil {
			return err
		}
		all, err := mergedInto(tx, id, 0)
		if err != nil {
			return err
		}
		for _, one := range append(all, id) {
			found, err := p.eraseOne(tx, one, &out)
			if err != nil {
				return err
			}
			needles = append(needles, found...)
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	if err := p.eraseFiles(ctx, needles, &out); err != nil {
		return out, err
	}
	return out, errors.Join(p.DB.Vacuum(ctx))
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

// eraseOne wipes one contact and gives the texts by which files are searched for them.
func (p *Program) eraseOne(tx *store.Tx, id goodturn.ID, out *Erased) ([]string, error) {
	c, err := tx.Contact(id)
	if err != nil {
		return nil, err
	}
	ids, err := tx.Identities(id)
	if err != nil {
		return nil, err
	}
	closings, err := tx.Closings(id)
	if err != nil {
		return nil, err
	}
	if err := p.refusalsToHashes(tx, id, ids); err != nil {
		return nil, err
	}
	var needles []string
	add := func(s string) {
		if len(s) >= 5 {
			needles = append(needles, strings.ToLower(s))
		}
	}
	for _, i := range ids {
		add(i.Value)
		if i.Kind == goodturn.IdentityEmail || i.Kind == goodturn.IdentityPhone {
			out.Addresses++
			if err := tx.AddSuppression(&goodturn.Suppression{Hash: tx.AddressHash(i.Value), Scope: goodturn.ScopeAddress, Reason: "erased", Source: "erasure", At: tx.Now()}); err != nil {
				return nil, err
			}
		}
	}
	if c.Given != "" && c.Family != "" {
		add(c.Family)
		add(c.Given + " " + c.Family)
	}
	for _, d := range closings {
		add(d.Property.Street)
	}
	add(c.Mailing.Street)
	if err := p.endAll(tx, id, "erased", goodturn.ReasonLeftOut); err != nil {
		return nil, err
	}
	if c.HouseholdID != "" {
		if err := p.eraseFromHousehold(tx, c); err != nil {
			return nil, err
		}
	}
	if err := tx.SetValue(mergeName(id), ""); err != nil {
		return nil, err
	}
	if err := eraseStreets(tx, id); err != nil {
		return nil, err
	}
	if err := tx.ForgetContact(id); err != nil {
		return nil, err
	}
	out.People++
	return needles, nil
}

// eraseStreets takes somebody out of what is remembered of the words that neighbours have just read.
func eraseStreets(tx *store.Tx, id goodturn.ID) error {
	names, err := tx.ValueNames("street:")
	if err != nil {
		return err
	}
	for _, name := range names {
		text, err := tx.Value(name)
		if err != nil {
			return err
		}
		if !strings.Contains(text, string(id)) {
			continue
		}
		var near []nearby
		if err := readJSON([]byte(text), &near); err != nil {
			return err
		}
		near = slices.DeleteFunc(near, func(n nearby) bool { return n.ContactID == id })
		text = ""
		if len(near) > 0 {
			b, err := json.Marshal(near)
			if err != nil {
				return fmt.Errorf("write what neighbours read: %w", err)
			}
			text = string(b)
		}
		if err := tx.SetValue(name, text); err != nil {
			return err
		}
	}
	return nil
}

// eraseFromHousehold takes somebody out of the names that others carry.
func (p *Program) eraseFromHousehold(tx *store.Tx, c goodturn.Contact) error {
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
	return p.enrolWilling(tx, rest...)
}

// eraseFiles goes through what imports still hold. A file that waits to be taken in and holds the person is dropped: what is left of
// it could bring them back.
func (p *Program) eraseFiles(ctx context.Context, needles []string, out *Erased) error {
	list, err := p.Imports(ctx, 1000)
	if err != nil {
		return err
	}
	for _, s := range list {
		waiting := s.State == ImportAsking || s.State == ImportStaged
		held, err := p.eraseRows(ctx, s.ID, needles)
		if err != nil {
			return err
		}
		if waiting && !held {
			if held, err = p.fileHolds(ctx, s.ID, needles); err != nil {
				return err
			}
		}
		if waiting && held {
			if err := p.CancelImport(ctx, s.ID); err != nil {
				return err
			}
			out.Imports++
		}
		if err := p.eraseReport(ctx, s.ID, needles); err != nil {
			return err
		}
	}
	return nil
}

func holds(text string, needles []string) bool {
	text = strings.ToLower(text)
	for _, n := range needles {
		if strings.Contains(text, n) {
			return true
		}
	}
	return false
}

// eraseRows empties the rows of an import that speak of the person.
func (p *Program) eraseRows(ctx context.Context, id goodturn.ID, needles []string) (held bool, err error) {
	for after, more := 0, true; more; {
		found := false
		err := p.DB.Write(ctx, func(tx *store.Tx) error {
			found = false
			rows, err := tx.ImportRows(id, after, stageRows)
			if err != nil {
				return err
			}
			if more = len(rows) > 0; !more {
				return nil
			}
			var wiped []store.ImportRow
			for _, r := range rows {
				if holds(r.Data, needles) || holds(r.Message, needles) || holds(r.Undo, needles) {
					found = true
					r.Data, r.Message, r.Undo = "", "", ""
					wiped = append(wiped, r)
				}
			}
			if err := tx.SaveRows(wiped); err != nil {
				return err
			}
			after = rows[len(rows)-1].Row
			return nil
		})
		if err != nil {
			return held, err
		}
		held = held || found
	}
	return held, nil
}

// fileHolds looks for the person in a file that is kept while it is being asked about.
func (p *Program) fileHolds(ctx context.Context, id goodturn.ID, needles []string) (bool, error) {
	k, err := p.keptFile(ctx, id)
	if err != nil || k.size == 0 {
		return false, err
	}
	return true, nil // which bytes of a file are somebody's is not ours to guess: it goes as a whole
}

// eraseReport takes examples and problems out of an import's report if any of them speaks of the person.
func (p *Program) eraseReport(ctx context.Context, id goodturn.ID, needles []string) error {
	return p.DB.Write(ctx, func(tx *store.Tx) error {
		im, err := tx.LockImport(id)
		if err != nil {
			return err
		}
		text, err := tx.Piece(id, pieceUndone)
		if err != nil {
			return err
		}
		if holds(text, needles) {
			var u Undone
			if err := readJSON([]byte(text), &u); err != nil {
				return err
			}
			u.Kept, u.Sent = nil, nil
			if err := u.keep(tx, id); err != nil {
				return err
			}
		}
		if text, err = tx.Piece(id, pieceDetails); err != nil || !holds(text, needles) {
			return err
		}
		s, err := stagedOf(im)
		if err != nil {
			return err
		}
		if err := s.readDetails(tx); err != nil {
			return err
		}
		s.Left += len(s.Errors)
		s.Errors, s.Plan.Proposals = nil, nil
		for i := range s.Plan.Columns {
			s.Plan.Columns[i].Sample, s.Plan.Columns[i].Proof = "", ""
		}
		for i := range s.Plan.Questions {
			s.Plan.Questions[i].Examples = nil
			s.Plan.Questions[i].Options = []csvfile.Option{}
		}
		if err := s.writeDetails(tx); err != nil {
			return err
		}
		if err := s.write(&im); err != nil {
			return err
		}
		return tx.UpdateImport(im)
	})
}
