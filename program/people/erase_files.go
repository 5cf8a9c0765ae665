package people

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect/csvfile"
	"github.com/goodturn-app/goodturn/store"
)

// eraseFiles goes through what imports still hold. A file that waits to be taken in and holds the person is dropped: what is left of
// it could bring them back.
func (p *People) eraseFiles(ctx context.Context, who []trace) (dropped int, err error) {
	list, err := p.Imports(ctx, 1000)
	if err != nil {
		return 0, err
	}
	for _, s := range list {
		waiting := s.State == ImportAsking || s.State == ImportStaged
		held, err := p.eraseRows(ctx, s.ID, who)
		if err != nil {
			return dropped, err
		}
		if waiting && !held {
			if held, err = p.fileHolds(ctx, s.ID, who); err != nil {
				return dropped, err
			}
		}
		if waiting && held {
			if err := p.CancelImport(ctx, s.ID); err != nil {
				return dropped, err
			}
			dropped++
		}
		if err := p.eraseReport(ctx, s.ID, who); err != nil {
			return dropped, err
		}
	}
	return dropped, nil
}

// trace is by what somebody is found in a file.
type trace struct {
	sure          []string // addresses, numbers, the whole name, streets: whoever has them is this person, or lives there
	given, family string   // both in one row
}

func traceOf(tx *store.Tx, id goodturn.ID) (trace, error) {
	c, err := tx.Contact(id)
	if err != nil {
		return trace{}, err
	}
	ids, err := tx.Identities(id)
	if err != nil {
		return trace{}, err
	}
	closings, err := tx.Closings(id)
	if err != nil {
		return trace{}, err
	}
	t := trace{given: strings.ToLower(c.Given), family: strings.ToLower(c.Family)}
	add := func(s string) {
		if len(s) >= 5 {
			t.sure = append(t.sure, strings.ToLower(s))
		}
	}
	for _, i := range ids {
		add(i.Value)
	}
	if c.Given != "" && c.Family != "" {
		add(c.Given + " " + c.Family)
	}
	for _, d := range closings {
		add(d.Property.Street)
	}
	add(c.Mailing.Street)
	return t, nil
}

// in reports whether a row is about the person.
func (t trace) in(text string) bool {
	for _, s := range t.sure {
		if strings.Contains(text, s) {
			return true
		}
	}
	return len(t.given) > 1 && len(t.family) > 1 && strings.Contains(text, t.given) && strings.Contains(text, t.family)
}

// near reports whether a text that stands for a whole file, such as the example of a column, may show part of the person's name.
func (t trace) near(text string) bool {
	return t.in(text) || len(t.family) > 2 && strings.Contains(text, t.family) || len(t.given) > 2 && strings.Contains(text, t.given)
}

func anyIn(who []trace, texts ...string) bool {
	for _, s := range texts {
		s = strings.ToLower(s)
		if slices.ContainsFunc(who, func(t trace) bool { return t.in(s) }) {
			return true
		}
	}
	return false
}

func anyNear(who []trace, text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(who, func(t trace) bool { return t.near(text) })
}

// eraseRows empties the rows of an import that speak of the person.
func (p *People) eraseRows(ctx context.Context, id goodturn.ID, who []trace) (held bool, err error) {
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
				if anyIn(who, r.Data, r.Message, r.Undo) {
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

// fileHolds looks for the person in a file that is kept while it is being asked about. A file in UTF-16 is taken to hold everybody.
func (p *People) fileHolds(ctx context.Context, id goodturn.ID, who []trace) (bool, error) {
	k, err := p.keptFile(ctx, id)
	if err != nil || k.size == 0 {
		return false, err
	}
	// Two windows at a time, so that nothing hides on an edge. Names alone are looked for too: what is in the file in other letters,
	// a number with blanks, is found by them.
	var last []byte
	for buf := make([]byte, 64<<10); ; {
		n, err := k.Read(buf)
		if bytes.IndexByte(buf[:n], 0) >= 0 || anyNear(who, string(last)+string(buf[:n])) {
			return true, nil
		}
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		last = append(last[:0], buf[max(0, n-1024):n]...)
	}
}

// eraseReport takes examples and problems out of an import's report if any of them speaks of the person.
func (p *People) eraseReport(ctx context.Context, id goodturn.ID, who []trace) error {
	return p.DB.Write(ctx, func(tx *store.Tx) error {
		im, err := tx.LockImport(id)
		if err != nil {
			return err
		}
		text, err := tx.Piece(id, pieceUndone)
		if err != nil {
			return err
		}
		if anyNear(who, text) {
			var u Undone
			if err := readJSON([]byte(text), &u); err != nil {
				return err
			}
			u.Kept, u.Sent = nil, nil
			if err := u.keep(tx, id); err != nil {
				return err
			}
		}
		if text, err = tx.Piece(id, pieceDetails); err != nil || !anyNear(who, text) {
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
