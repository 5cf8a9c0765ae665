package people

import (
	"context"
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/store"
)

// TakeRecords takes in what a source tells of people as it happens, such as a closing on the day after it: no file, no questions.
// Who is known gets what was missing, and closed clients come into the plan. It gives the person of every record, "" for one that
// cannot be used. source names where they come from; a is the ground on which they may be written to.
func (p *People) TakeRecords(ctx context.Context, records []connect.Record, source string, by goodturn.ID, a Attestation) (people []goodturn.ID, err error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		people = nil
		set, err := tx.Settings()
		if err != nil {
			return err
		}
		set = set.WithDefaults()
		if a.When.IsZero() {
			a.When = tx.Now()
		}
		rows := make([]stagedRow, len(records))
		for i := range records {
			rows[i].Record = records[i]
		}
		in, err := p.intake(tx, &Staged{ID: tx.NewID(), By: by, Today: todayIn(tx.Now(), set), Words: a}, rows)
		if err != nil {
			return err
		}
		in.from = source
		for i := range rows {
			if !rows[i].Record.Usable() {
				people = append(people, "")
				continue
			}
			t := in.take(&rows[i].Record, nil)
			people = append(people, t.Person.contact.ID)
		}
		if err := p.flush(tx, in); err != nil {
			return err
		}
		var closed []goodturn.ID
		for _, id := range people {
			if id != "" && !slices.Contains(closed, id) {
				closed = append(closed, id)
			}
		}
		return p.EnrolIn(tx, closed...)
	})
	if err == nil {
		p.Wake("sweep")
	}
	return people, err
}
