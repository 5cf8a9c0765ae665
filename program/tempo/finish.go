package tempo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// replanBatch is how many plans are made anew in one transaction: few, so that sending never waits long.
const replanBatch = 30

// notes begins the names of what is noted as begun.
const notes = "replan:"

// note says that days were changed and that not everybody's plan may follow them yet. It is written with the change itself, so one never
// holds without the other.
type note struct {
	Version int         `json:"version"` // of the plan's days; 0: as it ships
	At      int64       `json:"at"`      // when they were changed, in UTC milliseconds
	After   goodturn.ID `json:"after"`   // the last enrolment that follows; empty: none does
}

func (n note) text() (string, error) {
	b, err := json.Marshal(n)
	return string(b), err
}

// begin notes in the transaction of a change that every enrolment of a plan is to be planned anew, from the first one on also if another
// change was under way.
func begin(tx *store.Tx, book string, version int) error {
	text, err := note{Version: version, At: tx.Now().UnixMilli()}.text()
	if err != nil {
		return err
	}
	return tx.SetValue(notes+book, text)
}

// Finish plans anew what a change of days has left to do: one that was cut off, or one that another process is about. It takes turns with
// whoever else does: each batch is done by one of them. The notes of a plan that is not here stay until it is. One plan that fails keeps
// no other from going on.
func (d *Desk) Finish(ctx context.Context) (plans int, err error) {
	var names []string
	if err := d.DB.Read(ctx, func(tx *store.Tx) (err error) { names, err = tx.ValueNames(notes); return err }); err != nil {
		return 0, err
	}
	var failed []error
	for _, name := range names {
		book := strings.TrimPrefix(name, notes)
		if _, err := d.Pack(book); err != nil {
			continue // its plan is not here
		}
		n, err := d.replanAll(ctx, book)
		if plans += n; err != nil {
			failed = append(failed, fmt.Errorf("plan %s anew: %w", book, err))
		}
	}
	if plans > 0 {
		d.Wake("sweep")
	}
	return plans, errors.Join(failed...)
}

// replanAll goes on with what is noted of a plan until nothing is.
func (d *Desk) replanAll(ctx context.Context, book string) (plans int, err error) {
	for {
		n, more := 0, false
		err := d.DB.Write(ctx, func(tx *store.Tx) (err error) { n, more, err = d.replanSome(tx, book); return err })
		if plans += n; err != nil || !more {
			return plans, err
		}
	}
}

// replanSome does one batch. It moves the note on before it plans: on PostgreSQL that holds everybody else back until it is done, a newer
// change too, and what is read of the pace after it is what holds.
func (d *Desk) replanSome(tx *store.Tx, book string) (n int, more bool, err error) {
	text, err := tx.Value(notes + book)
	if err != nil || text == "" {
		return 0, false, err
	}
	var at note
	if err := json.Unmarshal([]byte(text), &at); err != nil {
		return 0, false, fmt.Errorf("read how far the plan %s was planned anew: %w", book, err)
	}
	pack, err := d.Pack(book)
	if err != nil {
		return 0, false, err
	}
	list, err := tx.ActiveEnrolments(pack.Playbook.Name, at.After, replanBatch)
	if err != nil {
		return 0, false, err
	}
	last := len(list) < replanBatch
	at.After = "end"
	if !last {
		at.After = list[len(list)-1].ID
	}
	next, err := at.text()
	if err != nil {
		return 0, false, err
	}
	if mine, err := tx.SwapValue(notes+book, text, next); err != nil || !mine {
		return 0, true, err // somebody else did this batch: look again
	}
	for _, e := range list {
		if _, err := d.ReplanIn(tx, e.ID); err != nil {
			return 0, false, fmt.Errorf("enrolment %s: %w", e.ID, err)
		}
	}
	if last {
		return len(list), false, tx.SetValue(notes+book, "")
	}
	return len(list), true, nil
}
