package view

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// LedgerLine is one touch as an outside checker reads it: who, which step, in which state, when, and why. Times are RFC 3339 in
// UTC with milliseconds; what is not known is null. Further fields may follow.
type LedgerLine struct {
	Contact    goodturn.ID           `json:"contact"`
	Household  *goodturn.ID          `json:"household"`
	Playbook   string                `json:"playbook"`
	Step       string                `json:"step"`
	Kind       goodturn.Kind         `json:"kind"`
	State      goodturn.TouchState   `json:"state"`
	Channel    *goodturn.Channel     `json:"channel"`
	Anchor     goodturn.Date         `json:"anchor"`
	DueAt      *string               `json:"due_at"`
	DecidedAt  *string               `json:"decided_at"`
	SentAt     *string               `json:"sent_at"`
	Zone       string                `json:"zone"`
	SentLocal  *string               `json:"sent_local"`
	Reasons    []goodturn.ReasonCode `json:"reasons"`
	Occurrence int                   `json:"occurrence"`
	Enrolment  goodturn.ID           `json:"enrolment"`
	Touch      goodturn.ID           `json:"touch"`
}

// LedgerLineOf makes the line of a touch.
func LedgerLineOf(t goodturn.Touch) LedgerLine {
	l := LedgerLine{
		Contact: t.ContactID, Playbook: t.Playbook, Step: t.Step, Kind: t.Kind, State: t.State, Anchor: t.Anchor, Zone: t.Zone,
		DueAt: utc(t.DueAt), DecidedAt: utc(t.DecidedAt), SentAt: utc(t.SentAt), Reasons: t.Reasons, Occurrence: t.Occurrence, Enrolment: t.EnrolmentID, Touch: t.ID,
	}
	if t.HouseholdID != "" {
		l.Household = &t.HouseholdID
	}
	if t.Channel != "" {
		l.Channel = &t.Channel
	}
	if l.Reasons == nil {
		l.Reasons = []goodturn.ReasonCode{}
	}
	if !t.SentAt.IsZero() {
		if z, err := schedule.LoadZone(t.Zone); err == nil {
			s := t.SentAt.In(z).Format("2006-01-02T15:04:05.000-07:00")
			l.SentLocal = &s
		}
	}
	return l
}

// utc is an instant as the ledger writes it; nil for none.
func utc(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format("2006-01-02T15:04:05.000Z")
	return &s
}

// Ledger hands out every touch, in the order in which they were planned. It reads in pages, so that nobody waits for it: a touch
// that changes meanwhile shows as it was when its page was read.
func (p *View) Ledger(ctx context.Context, yield func(LedgerLine) error) error {
	var after goodturn.ID
	for {
		var page []goodturn.Touch
		err := p.DB.Read(ctx, func(tx *store.Tx) (err error) {
			page, err = tx.TouchesByID(after, 1000)
			return err
		})
		if err != nil {
			return fmt.Errorf("read the ledger: %w", err)
		}
		for _, t := range page {
			if err := yield(LedgerLineOf(t)); err != nil {
				return err
			}
		}
		if len(page) == 0 {
			return nil
		}
		after = page[len(page)-1].ID
	}
}

// WriteLedger writes the ledger, one JSON object a line.
func (p *View) WriteLedger(ctx context.Context, w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return p.Ledger(ctx, func(l LedgerLine) error { return enc.Encode(l) })
}
