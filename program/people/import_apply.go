package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people/missing"
	"github.com/goodturn-app/goodturn/standing"
	"github.com/goodturn-app/goodturn/store"
)

// ApplyImport takes a staged file in: who is new comes in, who is known gets what was missing, and once every row is in, closed
// clients come into the plan. It works in short transactions; if it is cut off anywhere, ResumeImports goes on from there.
func (p *People) ApplyImport(ctx context.Context, id goodturn.ID, a Attestation) (*Staged, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	err := p.DB.Write(ctx, func(tx *store.Tx) error {
		im, err := tx.LockImport(id) // two who begin it at once must not begin it twice
		if err != nil {
			return err
		}
		s, err := stagedOf(im)
		if err != nil {
			return err
		}
		switch im.State {
		case ImportStaged:
		case ImportAsking:
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: "What some columns mean was guessed.", Hint: "Look at the guesses and accept them, or say what the columns mean."}
		case ImportApplying, ImportEnrolling, ImportDone:
			return nil // told twice
		default:
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: "This import was taken back.", Hint: "Hand the file over again."}
		}
		if a.When.IsZero() {
			a.When = tx.Now()
		}
		s.State, s.Words, s.Done = ImportApplying, a, nil
		im.Done = 0
		if err := s.write(&im); err != nil {
			return err
		}
		return tx.UpdateImport(im)
	})
	if err != nil {
		return nil, err
	}
	if err := p.runImport(ctx, id); err != nil {
		return nil, err
	}
	return p.Import(ctx, id)
}

// ResumeImports goes on with imports that were cut off in the middle.
func (p *People) ResumeImports(ctx context.Context) error {
	list, err := p.Imports(ctx, 100)
	if err != nil {
		return err
	}
	for _, s := range list {
		switch s.State {
		case ImportApplying, ImportEnrolling:
			err = errors.Join(err, p.runImport(ctx, s.ID))
		case ImportUndoing:
			_, e := p.UndoImport(ctx, s.ID)
			err = errors.Join(err, e)
		}
	}
	return err
}

// runImport works through what is left of an import.
func (p *People) runImport(ctx context.Context, id goodturn.ID) error {
	if err := p.forgetFile(ctx, id); err != nil { // every question has had its time
		return err
	}
	apply, enrol := pace{applyRows}, pace{enrolRows}
	for {
		var state store.ImportState
		err := p.DB.Write(ctx, func(tx *store.Tx) error {
			began, done := p.DB.Clock.Now(), 0
			for {
				var rows int
				var err error
				state, rows, err = p.importRows(tx, id, &apply, &enrol)
				done += rows
				if err != nil || rows == 0 || tx.Awaited() || done >= paceMost || p.DB.Clock.Now().Sub(began) > paceAlone {
					return err
				}
			}
		})
		if err != nil {
			return fmt.Errorf("import %s: %w", id, err)
		}
		if state != ImportApplying && state != ImportEnrolling {
			p.Wake("sweep")
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// importRows takes the next rows of an import through the state it is in, and says which that is and how many rows they were: 0 where
// nothing was left to do in that state.
func (p *People) importRows(tx *store.Tx, id goodturn.ID, apply, enrol *pace) (store.ImportState, int, error) {
	began, rows := p.DB.Clock.Now(), 0
	im, err := tx.LockImport(id)
	if err != nil {
		return "", 0, err
	}
	switch im.State {
	case ImportApplying:
		rows, err = p.applyRows(tx, im, apply.rows)
		apply.took(p.DB.Clock.Now().Sub(began), rows)
	case ImportEnrolling:
		rows, err = p.enrolRows(tx, im, enrol.rows)
		enrol.took(p.DB.Clock.Now().Sub(began), rows)
	}
	return im.State, rows, err
}

// applyRows takes the next rows in, and says how many.
func (p *People) applyRows(tx *store.Tx, im store.Import, most int) (int, error) {
	s, err := stagedOf(im)
	if err != nil {
		return 0, err
	}
	done, err := readTally(tx, im.ID)
	if err != nil {
		return 0, err
	}
	list, err := tx.ImportRows(im.ID, im.Done, most)
	if err != nil {
		return len(list), err
	}
	if len(list) == 0 {
		im.State, im.Done = ImportEnrolling, 0
		return len(list), tx.UpdateImport(im)
	}
	rows := make([]stagedRow, len(list))
	var partners []int
	for i, r := range list {
		if err := json.Unmarshal([]byte(r.Data), &rows[i]); err != nil {
			return len(list), fmt.Errorf("read row %d: %w", r.Row, err)
		}
		if w := rows[i].With; w > 0 {
			partners = append(partners, w)
		}
	}
	in, err := p.intake(tx, s, rows)
	if err != nil {
		return len(list), err
	}
	with := map[int]goodturn.ID{}
	var ids []goodturn.ID
	for _, row := range partners {
		c, err := tx.RowContact(im.ID, row)
		if err != nil {
			return len(list), err
		}
		if c != "" {
			with[row] = c
			ids = append(ids, c)
		}
	}
	if err := p.enlist(tx, in.roster, ids); err != nil {
		return len(list), err
	}
	for i := range rows {
		partner := in.byID[with[rows[i].With]]
		t := in.take(&rows[i].Record, partner)
		r := &list[i]
		r.Outcome, r.Message = t.Outcome, worst(t.Problems)
		if t.Person != nil {
			r.ContactID, r.Data = t.Person.contact.ID, ""
			with[rows[i].Record.Row] = r.ContactID
		}
		if !t.Undo.empty() || t.Undo.SentBy != nil {
			b, err := json.Marshal(t.Undo)
			if err != nil {
				return len(list), fmt.Errorf("note how to take row %d back: %w", r.Row, err)
			}
			r.Undo = string(b)
		}
		done.count(t)
		if t.Outcome == RowNew && len(t.Person.closings) > 0 && s.Words.basis(t.Person.contact.Region, s.Today) == "" {
			done.NoGround++
		}
	}
	if in.failed != nil {
		return len(list), in.failed
	}
	if err := p.flush(tx, in); err != nil {
		return len(list), err
	}
	if err := tx.SaveRows(list); err != nil {
		return len(list), err
	}
	im.Done = list[len(list)-1].Row
	if err := done.keep(tx, im.ID); err != nil {
		return len(list), err
	}
	return len(list), tx.UpdateImport(im)
}

// readTally reads how far an import has come.
func readTally(tx *store.Tx, id goodturn.ID) (Tally, error) {
	text, err := tx.Piece(id, pieceTally)
	if err != nil {
		return Tally{}, err
	}
	var t Tally
	return t, readJSON([]byte(text), &t)
}

func (t Tally) keep(tx *store.Tx, id goodturn.ID) error {
	b, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("note how far import %s is: %w", id, err)
	}
	return tx.SetPiece(id, pieceTally, string(b))
}

// flush writes what a batch wants written.
func (p *People) flush(tx *store.Tx, in *intake) error {
	for i := range in.households {
		if err := tx.InsertHousehold(&in.households[i]); err != nil {
			return err
		}
	}
	fresh := make([]goodturn.Contact, len(in.contacts))
	for i, x := range in.contacts {
		fresh[i] = x.contact
	}
	if err := tx.InsertContacts(fresh); err != nil {
		return err
	}
	for _, x := range in.contactsWas {
		if err := tx.UpdateContact(x.contact); err != nil {
			return err
		}
		if err := tx.JoinHousehold(x.contact.ID, x.contact.HouseholdID); x.contact.HouseholdID != "" && err != nil {
			return err
		}
	}
	for _, h := range in.households {
		if err := p.oneLetter(tx, h.ID); err != nil {
			return err
		}
	}
	for _, id := range in.sharing {
		h, err := tx.Household(id)
		if err != nil {
			return err
		}
		if !h.SharedMailbox {
			h.SharedMailbox = true
			if err := tx.UpdateHousehold(h); err != nil {
				return err
			}
		}
	}
	if _, err := tx.InsertIdentities(in.ids); err != nil {
		return err
	}
	for _, i := range in.shared {
		if err := tx.ShareIdentity(i); err != nil {
			return err
		}
	}
	if err := tx.InsertClosings(in.closings); err != nil {
		return err
	}
	for _, c := range in.closingsWas {
		if err := tx.UpdateClosing(c); err != nil {
			return err
		}
	}
	if err := tx.SaveHomes(in.homes); err != nil {
		return err
	}
	for _, h := range in.homesWas {
		if err := tx.SaveHomes([]goodturn.Home{h}); err != nil {
			return err
		}
	}
	if err := tx.AppendConsents(in.consents...); err != nil {
		return err
	}
	for i := range in.refusals {
		if err := tx.AddSuppression(&in.refusals[i]); err != nil {
			return err
		}
	}
	if err := p.tellAll(tx, in); err != nil {
		return err
	}
	dated := map[goodturn.ID]bool{}
	for _, c := range in.closings {
		p := in.byID[c.ContactID]
		dated[c.ContactID] = true
		if p != nil && p.fresh {
			continue // nobody was asked about them yet
		}
		if _, err := tx.DoneTaskKey(store.NoClosingKey+string(c.ContactID), "fixed"); err != nil {
			return err
		}
	}
	for _, t := range in.tasks {
		t.DueAt = tx.Now()
		if t.Kind == goodturn.TaskNoClosing || t.Kind == goodturn.TaskReadNote {
			if asked, err := askedBefore(tx, t); err != nil {
				return err
			} else if asked || t.Kind == goodturn.TaskNoClosing && dated[t.ContactID] {
				continue
			}
			if t.Kind == goodturn.TaskReadNote {
				if err := p.holdUnread(tx, in, t.ContactID); err != nil {
					return err
				}
			}
		}
		if _, err := tx.OpenTask(&t); err != nil {
			return err
		}
	}
	return p.index(tx, in)
}

// askedBefore reports whether the owner was asked the same of the same person at any time: another list is no reason to ask again, and a
// note that says something else is.
func askedBefore(tx *store.Tx, t goodturn.Task) (bool, error) {
	had, err := tx.ContactTasks(t.ContactID)
	return slices.ContainsFunc(had, func(h goodturn.Task) bool {
		return h.Kind == t.Kind && (t.Kind != goodturn.TaskReadNote || missing.SameNote(h, t))
	}), err
}

// tellAll appends the events of a batch and folds them, one person at a time.
func (p *People) tellAll(tx *store.Tx, in *intake) error {
	isNew, err := tx.AppendEvents(in.events)
	if err != nil {
		return err
	}
	by := map[goodturn.ID][]goodturn.Event{}
	var order []goodturn.ID
	for i, e := range in.events {
		if !isNew[i] {
			continue
		}
		if by[e.ContactID] == nil {
			order = append(order, e.ContactID)
		}
		by[e.ContactID] = append(by[e.ContactID], e)
	}
	var stand []store.Standing
	for _, id := range order {
		events := by[id]
		x := in.byID[id]
		if x != nil && !x.fresh {
			if events, err = tx.ContactEvents(id, time.Time{}); err != nil {
				return err
			}
			if err := tx.LookAgain(id); err != nil {
				return err
			}
		}
		s := standing.Fold(events)
		b, err := json.Marshal(s)
		if err != nil {
			return fmt.Errorf("write how things stand with %s: %w", id, err)
		}
		stand = append(stand, store.Standing{ContactID: id, State: string(b), LastContactAt: program.LastContact(s)})
	}
	return tx.SaveStandings(stand...)
}

// index makes the people of a batch findable.
func (p *People) index(tx *store.Tx, in *intake) error {
	fresh := make([]store.Findable, 0, len(in.contacts))
	var known []goodturn.ID
	for _, x := range in.contacts {
		fresh = append(fresh, store.Findable{Contact: x.contact, Identities: x.ids, Homes: x.homes, Closings: x.closings})
	}
	add := func(id goodturn.ID) {
		if x := in.byID[id]; x != nil && !x.fresh && !slices.Contains(known, id) {
			known = append(known, id)
		}
	}
	for _, x := range in.contactsWas {
		add(x.contact.ID)
	}
	for _, i := range append(slices.Clone(in.ids), in.shared...) {
		add(i.ContactID)
	}
	for _, h := range in.homes {
		add(h.ContactID)
	}
	for _, d := range append(slices.Clone(in.closings), in.closingsWas...) {
		add(d.ContactID)
	}
	if err := tx.IndexNew(fresh); err != nil {
		return err
	}
	return tx.IndexContacts(known...)
}

// enrolRows brings the people of the next rows into the plan, and says of how many rows.
func (p *People) enrolRows(tx *store.Tx, im store.Import, most int) (int, error) {
	list, err := tx.ImportRows(im.ID, im.Done, most)
	if err != nil {
		return len(list), err
	}
	if len(list) == 0 {
		s, err := stagedOf(im)
		if err != nil {
			return len(list), err
		}
		done, err := readTally(tx, im.ID)
		if err != nil {
			return len(list), err
		}
		s.State, s.Done = ImportDone, &done
		if err := s.write(&im); err != nil {
			return len(list), err
		}
		im.AppliedAt = tx.Now()
		if err := tx.SetPiece(im.ID, pieceTally, ""); err != nil {
			return len(list), err
		}
		return len(list), tx.UpdateImport(im)
	}
	var ids, moved []goodturn.ID
	for _, r := range list {
		if r.Outcome != RowNew && r.Outcome != RowMerged {
			continue
		}
		var u undo
		if r.Undo != "" {
			if err := json.Unmarshal([]byte(r.Undo), &u); err != nil {
				return len(list), fmt.Errorf("read row %d: %w", r.Row, err)
			}
		}
		for _, f := range u.Fixed {
			moved = append(moved, f[1].ID)
		}
		if r.ContactID != "" && !slices.Contains(ids, r.ContactID) && (len(u.Closings)+len(u.Fixed)+len(u.Identities) > 0) {
			ids = append(ids, r.ContactID)
		}
	}
	if err := p.EnrolIn(tx, ids...); err != nil {
		return len(list), err
	}
	if err := p.replanClosings(tx, ids, moved); err != nil {
		return len(list), err
	}
	if err := p.claimSenders(tx, im.ID, list); err != nil {
		return len(list), err
	}
	im.Done = list[len(list)-1].Row
	return len(list), tx.UpdateImport(im)
}

// replanClosings plans anew what hangs on closings that were corrected.
func (p *People) replanClosings(tx *store.Tx, contacts, closings []goodturn.ID) error {
	if len(closings) == 0 {
		return nil
	}
	have, err := tx.ContactEnrolments(contacts...)
	if err != nil {
		return err
	}
	for _, e := range have {
		if e.State == goodturn.EnrolmentActive && slices.Contains(closings, e.ClosingID) {
			if _, err := p.ReplanIn(tx, e.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
