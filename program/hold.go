package program

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// Gap is what may have left without this database knowing of it: after a backup was restored, or when the file that remembers
// sending is gone. The zero Gap means that nothing can be missing, as with a doubted clock.
type Gap struct {
	Highest int64     `json:"highest,omitempty"` // highest delivery number that is known to have been marked anywhere
	To      time.Time `json:"to,omitzero"`       // until when messages may have left
}

// Held is a hold as a person looks at it before ending it.
type Held struct {
	Why     string
	Since   time.Time
	Gap     Gap
	Touches int // planned messages that may have left unseen
	Asks    int // of them, asks
	People  int // to whom
	Unknown int // messages that may or may not have left, as far as this database knows
}

// Hold stops everything until a person has looked. A hold that is on already keeps its reason.
func (p *Program) Hold(ctx context.Context, why string, gap Gap) error {
	return p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		if s.Hold == "" {
			s.Hold, s.HoldAt = why, tx.Now()
			if err := tx.SaveSettings(s); err != nil {
				return err
			}
		}
		old, err := gapOf(tx)
		if err != nil {
			return err
		}
		if old.Highest >= gap.Highest && !old.To.IsZero() {
			gap = old // the same gap, seen again at another start: time that passed in between does not widen it
		}
		// From here on no number is given out that may have been used, whichever process gives them out.
		if err := tx.RaiseSeq(gap.Highest); err != nil {
			return err
		}
		b, err := json.Marshal(gap)
		if err != nil {
			return fmt.Errorf("write down what is uncertain: %w", err)
		}
		return tx.SetValue(kvGap, string(b))
	})
}

// Names under which a hold keeps what it needs to remember.
const (
	kvGap     = "gap"       // of the hold that is on
	kvHighest = "highest"   // the highest delivery number of a gap that was reconciled
	kvGapEnd  = "gap_ended" // until when messages may have left in it
)

func gapOf(tx *store.Tx) (g Gap, err error) {
	text, err := tx.Value(kvGap)
	if err == nil && text != "" {
		err = json.Unmarshal([]byte(text), &g)
	}
	return g, err
}

// Highest is the highest delivery number that this database knows to have been used, those of a reconciled gap included.
func (p *Program) Highest(tx *store.Tx) (int64, error) {
	seq, err := tx.HighestSeq()
	if err != nil {
		return 0, err
	}
	text, err := tx.Value(kvHighest)
	if err != nil || text == "" {
		return seq, err
	}
	var known int64
	if err := json.Unmarshal([]byte(text), &known); err != nil {
		return 0, fmt.Errorf("read how far sending had come: %w", err)
	}
	return max(seq, known), nil
}

// LookAtHold says what a hold is about. CodeNotFound if there is none.
func (p *Program) LookAtHold(ctx context.Context) (out Held, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		if s.Hold == "" {
			return &goodturn.Error{Code: goodturn.CodeNotFound, Message: "Nothing is uncertain; sending is not on hold."}
		}
		out = Held{Why: s.Hold, Since: s.HoldAt}
		if out.Gap, err = gapOf(tx); err != nil {
			return err
		}
		states, err := tx.TouchStates()
		if err != nil {
			return err
		}
		out.Unknown = states[goodturn.Unknown]
		people := map[goodturn.ID]bool{}
		err = eachPlanned(tx, out.Gap.To, func(t goodturn.Touch) error {
			if mayHaveLeft(t) {
				out.Touches++
				people[t.ContactID] = true
				if t.Kind == goodturn.KindAsk {
					out.Asks++
				}
			}
			return nil
		})
		out.People = len(people)
		return err
	})
	return out, err
}

// mayHaveLeft reports whether a planned touch is one that could have been carried by a message.
func mayHaveLeft(t goodturn.Touch) bool { return t.Kind != goodturn.KindCall }

// eachPlanned hands out the planned touches that are due until an instant; none for the zero instant.
func eachPlanned(tx *store.Tx, to time.Time, fn func(goodturn.Touch) error) error {
	if to.IsZero() {
		return nil
	}
	page := store.TouchPage{To: to.Add(time.Millisecond), Limit: 200}
	for {
		ts, err := tx.PlannedTouches(page)
		if err != nil || len(ts) == 0 {
			return err
		}
		for _, t := range ts {
			if err := fn(t); err != nil {
				return err
			}
		}
		page.After = ts[len(ts)-1]
	}
}

// Reconciled says what ending a hold did.
type Reconciled struct {
	Touches int // marked as maybe sent: they are not sent again, and the asks among them count as asked
	Asks    int
}

// Reconcile ends a hold after a person has looked: what may have left in the gap is marked so and never sent again by itself, and
// the asks among it count as asked from the end of the gap. CodeNotFound if there is no hold. It may be broken off and repeated:
// the hold ends only when everything is marked.
func (p *Program) Reconcile(ctx context.Context, by goodturn.ID) (out Reconciled, err error) {
	held, err := p.LookAtHold(ctx)
	if err != nil {
		return out, err
	}
	page := store.TouchPage{To: held.Gap.To.Add(time.Millisecond), Limit: BatchSize}
	for !held.Gap.To.IsZero() {
		var n, asks int
		err := p.DB.Write(ctx, func(tx *store.Tx) error {
			n, asks = 0, 0
			ts, err := tx.PlannedTouches(page)
			if err != nil {
				return err
			}
			for _, t := range ts {
				n++
				if !mayHaveLeft(t) {
					continue
				}
				if t.Kind == goodturn.KindAsk {
					asks++
				}
				if err := p.assumeLeft(tx, t, held.Gap.To); err != nil {
					return err
				}
			}
			if n > 0 {
				page.After = ts[n-1]
			}
			out.Touches, out.Asks = out.Touches+n, out.Asks+asks
			return nil
		})
		if err != nil {
			return out, fmt.Errorf("mark what may have left: %w", err)
		}
		if n == 0 {
			break
		}
	}
	err = p.ChangeSettings(ctx, func(tx *store.Tx, s *goodturn.Settings) error {
		s.Hold, s.HoldAt = "", time.Time{}
		known, err := p.Highest(tx)
		if err != nil {
			return err
		}
		if err := tx.SetValue(kvHighest, fmt.Sprint(max(known, held.Gap.Highest))); err != nil {
			return err
		}
		if !held.Gap.To.IsZero() {
			if err := tx.SetValue(kvGapEnd, fmt.Sprint(held.Gap.To.UnixMilli())); err != nil {
				return err
			}
		}
		return tx.SetValue(kvGap, "")
	})
	if err == nil {
		p.wake("sweep")
	}
	return out, err
}

// assumeLeft takes a planned touch out of the plan because it may have left in a gap. An ask counts as asked at the end of the
// gap, for the person and for the household.
func (p *Program) assumeLeft(tx *store.Tx, t goodturn.Touch, until time.Time) error {
	d := goodturn.Decision{TouchID: t.ID, At: tx.Now(), Verdict: goodturn.Skip, LegalAt: t.LegalAt, Channel: t.Channel, Reasons: []goodturn.Reason{
		{Code: goodturn.ReasonHold, Verdict: goodturn.Skip, Evidence: "it may have left before " + LocalTime(until, t.Zone) + ", so it counts as sent"}}}
	ok, err := tx.EndTouch(t, goodturn.Skipped, d.Codes())
	if err != nil || !ok {
		return err
	}
	if err := tx.InsertDecisions(d); err != nil {
		return err
	}
	for _, k := range []store.GateKey{{Kind: store.GateContact, ID: t.ContactID}, {Kind: store.GateHousehold, ID: t.HouseholdID}} {
		if k.ID == "" {
			continue
		}
		g := store.Gate{GateKey: k, LastTouchAt: until, LastTouch: t.ID}
		if t.Kind == goodturn.KindAsk {
			g.LastAskAt, g.LastAskTouch = until, t.ID
		}
		if err := tx.RaiseGate(g); err != nil {
			return err
		}
	}
	return nil
}

// gapEnd is the end of the last gap that was reconciled; zero if none was.
func gapEnd(tx *store.Tx) (time.Time, error) {
	text, err := tx.Value(kvGapEnd)
	if err != nil || text == "" {
		return time.Time{}, err
	}
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("read the end of the last gap: %w", err)
	}
	return time.UnixMilli(ms).UTC(), nil
}
