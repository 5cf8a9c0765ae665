package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/decide/explain"
	"github.com/goodturn-app/goodturn/program/news"
	"github.com/goodturn-app/goodturn/program/partners"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/store"
)

// Kept says what a round of housekeeping did.
type Kept struct {
	Released int  // claims of processes that are gone: nothing of them had left
	Unknown  int  // marks of processes that are gone: it may have left
	Assumed  int  // unknown for a week: assumed to have arrived
	Planned  int  // touches of another year
	Expiring int  // approvals about to run out, of which somebody was told
	Urged    int  // names whose giver nobody has thanked, of which somebody was told
	Emptied  int  // words and looks past the time for which they are kept
	Friends  int  // friends who never agreed, forgotten after 30 days
	Daily    bool // the nightly part was due
	Sum      Sum  // of the nightly check; zero if it was not due
}

// Housekeeping does what time asks for: it frees what vanished processes held, lets uncertain sends count as arrived after a week,
// plans further years, warns of approvals that run out, forgets what need not be kept, and once a day checks that the sum adds up.
// Every part is a short transaction of its own, and may be broken off. A part that fails keeps no other from running; the errors of all
// come together.
func (p *Program) Housekeeping(ctx context.Context) (out Kept, err error) {
	var failed []error
	do := func(part func() error) {
		if ctx.Err() == nil {
			failed = append(failed, part())
		}
	}
	do(func() (err error) { out.Released, out.Unknown, err = p.FreeLeases(ctx); return err })
	do(func() (err error) { out.Assumed, err = p.assume(ctx); return err })
	do(func() (err error) { out.Planned, err = p.PlanYears(ctx); return err })
	do(func() (err error) { out.Expiring, err = p.warnOfApprovals(ctx); return err })
	do(func() (err error) { out.Urged, err = p.UrgeThanks(ctx); return err })
	do(func() (err error) { out.Daily, err = p.dueDaily(ctx); return err })
	if out.Daily {
		do(func() error {
			if err := p.DB.Write(ctx, func(tx *store.Tx) error {
				_, err := rewards.FallDue(tx, p.News)
				return err
			}); err != nil {
				return fmt.Errorf("make rewards owed: %w", err)
			}
			return nil
		})
		do(func() (err error) { out.Emptied, err = p.forget(ctx); return err })
		do(func() (err error) { out.Friends, err = p.forgetFriends(ctx); return err })
		do(func() (err error) { out.Sum, err = p.Conserve(ctx); return err })
	}
	return out, errors.Join(append(failed, ctx.Err())...)
}

// FreeLeases ends what processes left behind that are gone: earlier starts of this one, and any whose lease has run out. Without a
// second mark nothing had left and the touch is planned again; with one it may have left, and that is written down. Only a process
// that sends may call it: to any other, the one that sends would look like an earlier start.
func (p *Program) FreeLeases(ctx context.Context) (released, unknown int, err error) {
	if err := p.News.Free(ctx); err != nil {
		return 0, 0, fmt.Errorf("free news of a vanished process: %w", err)
	}
	for {
		var got store.Reclaimed
		err = p.DB.Write(ctx, func(tx *store.Tx) (err error) {
			if got, err = tx.Reclaim(p.Node, p.Boot, BatchSize); err != nil {
				return err
			}
			gap, err := gapEnd(tx)
			if err != nil {
				return err
			}
			for _, d := range got.Freed {
				t, err := tx.Touch(d.TouchID)
				if err != nil {
					return err
				}
				if err := p.undoClaim(tx, t, d); err != nil {
					return err
				}
				if !d.ClaimedAt.After(gap) { // claimed before a restored copy was made: it may have left since
					if err := p.assumeLeft(tx, t, gap); err != nil {
						return err
					}
				}
			}
			for _, d := range got.Unsure {
				t, err := tx.Touch(d.TouchID)
				if err != nil {
					return err
				}
				if err := p.nobodyKnows(tx, t, d); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return released, unknown, fmt.Errorf("free what a vanished process held: %w", err)
		}
		if len(got.Freed)+len(got.Unsure) == 0 {
			return released, unknown, nil
		}
		released, unknown = released+len(got.Freed), unknown+len(got.Unsure)
	}
}

func unknownKey(delivery goodturn.ID) string { return "unknown:" + string(delivery) }

// assume lets what was unknown for a week count as arrived: it counted as asked all along, and nobody is asked about it any more.
func (p *Program) assume(ctx context.Context) (n int, err error) {
	for {
		var old []goodturn.ID
		if err := p.DB.Write(ctx, func(tx *store.Tx) (err error) {
			old, err = tx.AssumeUnknown(BatchSize)
			for _, d := range old {
				if _, derr := tx.DoneTaskKey(unknownKey(d), "not needed"); derr != nil {
					return derr
				}
			}
			return err
		}); err != nil || len(old) < BatchSize {
			return n + len(old), err
		}
		n += len(old)
	}
}

// ResolveUnknown settles by hand whether an uncertain message arrived. If it did not, it counts as failed and the ask that it
// opened is void; whether to write again is for the person to say ("ask now").
func (p *Program) ResolveUnknown(ctx context.Context, by, touch goodturn.ID, arrived bool) error {
	return p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		t, err := tx.Touch(touch)
		if err != nil {
			return err
		}
		if err := tx.AwaitContact(t.ContactID); err != nil { // as an answer does, before the rows of the message
			return err
		}
		ds, err := tx.TouchDeliveries(touch)
		if err != nil {
			return err
		}
		how := "by hand: arrived"
		if !arrived {
			how = "by hand: did not"
		}
		for _, d := range ds {
			if ok, err := p.settled(tx, t, d, arrived, how); err != nil || ok {
				return err
			}
		}
		return &goodturn.Error{Code: goodturn.CodeConflict, Message: "This message is not uncertain any more."}
	})
}

// settled writes down what became of a message of which nobody knew whether it left: arrived, everything follows as from any that did;
// not, and what it counted is given back. False if it is known already.
func (p *Program) settled(tx *store.Tx, t goodturn.Touch, unknown store.Delivery, arrived bool, how string) (bool, error) {
	d, ok, err := tx.ResolveUnknown(unknown.ID, arrived, how)
	if err != nil || !ok {
		return false, err
	}
	if _, err := tx.DoneTaskKey(unknownKey(d.ID), "fixed"); err != nil {
		return false, err
	}
	if !arrived {
		if err := errors.Join(p.undoClaim(tx, t, d), partners.LookAgain(tx, t)); err != nil {
			return false, err
		}
		_, err = p.receive(tx, goodturn.Event{ContactID: d.ContactID, Name: goodturn.EventNotSent, Source: "goodturn", MessageID: "not sent:" + string(d.ID),
			Props: props(map[string]any{"touch_id": t.ID, "kind": t.Kind, "step": t.Step, "channel": d.Channel, "at": d.CommittingAt})})
		return true, err
	}
	if err := p.thanked(tx, t, d.CommittingAt); err != nil {
		return false, err
	}
	if err := reach.Delivered(tx, d, d.CommittingAt); err != nil {
		return false, err
	}
	if err := p.requestLeft(tx, t, d.CommittingAt); err != nil {
		return false, err
	}
	_, err = p.receive(tx, p.sentEvent(t, d, d.CommittingAt, false))
	return true, err
}

// approvalWarning is how long before the end of an approval somebody is told.
const approvalWarning = 24 * time.Hour

// warnOfApprovals opens one task an owner while messages of theirs are about to run out unapproved.
func (p *Program) warnOfApprovals(ctx context.Context) (n int, err error) {
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		n = 0
		s, err := tx.Settings()
		if err != nil || s.Mode != goodturn.ModeLive || s.Paused || s.Hold != "" {
			return err
		}
		s = s.WithDefaults()
		soon := map[goodturn.ID]int{}
		err = eachPlanned(tx, tx.Now().Add(goodturn.Day), func(t goodturn.Touch) error {
			if end, ok := ends(t); ok && p.NeedsApproval(s, t) && end.After(tx.Now()) && end.Sub(tx.Now()) <= approvalWarning && !t.PlannedAt.After(tx.Now()) && !slices.ContainsFunc(t.Reasons, explain.OfLife) {
				soon[t.OwnerID]++
				n++
			}
			return nil
		})
		if err != nil {
			return err
		}
		for owner, count := range soon {
			what := "One message waits for you and runs out today"
			if count > 1 {
				what = fmt.Sprintf("%d messages wait for you and run out today", count)
			}
			if err := p.openTask(tx, goodturn.Task{OwnerID: owner, Kind: goodturn.TaskApproval, Title: what, Key: "approval:" + string(owner),
				Why: "Late they would be odd, so they are dropped rather than sent late. Reading them takes a minute."}); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

// CloseApprovalsIn closes the warning once nothing of an owner is about to run out.
func (p *Program) CloseApprovalsIn(tx *store.Tx) error {
	s, err := tx.Settings()
	if err != nil {
		return err
	}
	s = s.WithDefaults()
	users, err := tx.Users()
	if err != nil {
		return err
	}
	waits := map[goodturn.ID]bool{}
	if err := eachPlanned(tx, tx.Now(), func(t goodturn.Touch) error {
		waits[t.OwnerID] = waits[t.OwnerID] || p.NeedsApproval(s, t) && !slices.ContainsFunc(t.Reasons, explain.OfLife)
		return nil
	}); err != nil {
		return err
	}
	for _, u := range users {
		if !waits[u.ID] {
			if _, err := tx.DoneTaskKey("approval:"+string(u.ID), "fixed"); err != nil {
				return err
			}
		}
	}
	return nil
}

// ends is the last instant at which a touch is worth sending.
func ends(t goodturn.Touch) (time.Time, bool) { return decide.Ends(t) }

// dueDaily reports, once for each day, whether the daily part is due, and notes that it is being done.
func (p *Program) dueDaily(ctx context.Context) (due bool, err error) {
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		today := goodturn.DateOf(tx.Now().UTC()).String()
		last, err := tx.Value("daily")
		if err != nil || last == today {
			due = false
			return err
		}
		due = true
		return tx.SetValue("daily", today)
	})
	return due, err
}

// onceKeep is how long a request with a key of its own is known, unless it is tied to an ask.
const onceKeep = 30 * goodturn.Day

// forget empties what need not be kept any longer.
func (p *Program) forget(ctx context.Context) (n int, err error) {
	for {
		var part int
		err := p.DB.Write(ctx, func(tx *store.Tx) error {
			bodies, err := tx.PruneBodies(500)
			if err != nil {
				return err
			}
			fetches, err := tx.PruneFetches(500)
			if err != nil {
				return err
			}
			told, err := tx.PruneNews(tx.Now().Add(-news.Keep))
			if err != nil {
				return err
			}
			once, err := tx.PruneOnce(tx.Now().Add(-onceKeep))
			if err != nil {
				return err
			}
			part = bodies + fetches + told + once
			return tx.PruneSessions()
		})
		if err != nil {
			return n, fmt.Errorf("forget what need not be kept: %w", err)
		}
		if n += part; part == 0 {
			return n, nil
		}
	}
}

// Sum is the check that nothing vanished: every touch is in exactly one state, and what the states say agrees with what the
// deliveries say.
type Sum struct {
	At     time.Time                   `json:"at"`
	Total  int                         `json:"total"`
	States map[goodturn.TouchState]int `json:"states"`
	Wrong  []string                    `json:"wrong,omitempty"` // what does not add up; empty: it does
}

// Conserve adds everything up and keeps the result for the page that shows it.
func (p *Program) Conserve(ctx context.Context) (out Sum, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out = Sum{At: tx.Now()}
		var err error
		if out.States, err = tx.TouchStates(); err != nil {
			return err
		}
		known := map[goodturn.TouchState]bool{}
		for _, s := range goodturn.TouchStates {
			known[s] = true
		}
		for s, n := range out.States {
			out.Total += n
			if !known[s] {
				out.Wrong = append(out.Wrong, fmt.Sprintf("%d touches are in a state %q that does not exist", n, s))
			}
		}
		touches, deliveries, err := tx.Adrift()
		if err != nil {
			return err
		}
		for s, n := range touches {
			out.Wrong = append(out.Wrong, fmt.Sprintf("%d touches are %s, and no delivery of theirs is", n, s))
		}
		for s, n := range deliveries {
			out.Wrong = append(out.Wrong, fmt.Sprintf("%d deliveries are %s, and their touch is not", n, s))
		}
		slices.Sort(out.Wrong)
		return nil
	})
	if err != nil {
		return out, fmt.Errorf("add everything up: %w", err)
	}
	if len(out.Wrong) > 0 {
		p.Log.Error("the sum does not add up", "wrong", out.Wrong)
	}
	return out, p.DB.Write(ctx, func(tx *store.Tx) error {
		b, err := json.Marshal(out)
		if err != nil {
			return err
		}
		return tx.SetValue("sum", string(b))
	})
}

// LastSum is the result of the last nightly check; zero before the first.
func (p *Program) LastSum(ctx context.Context) (out Sum, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		text, err := tx.Value("sum")
		if err != nil || text == "" {
			return err
		}
		return json.Unmarshal([]byte(text), &out)
	})
	return out, err
}

// stuckAfter is how long something may be due without anybody having looked at it.
const stuckAfter = 15 * time.Minute

// Alarm says why somebody should look now: something is due and nothing moves, or a mailbox refuses everything, so that what is due
// is put off again and again. Empty means all is well.
func (p *Program) Alarm(ctx context.Context) (why string, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		why = ""
		s, err := tx.Settings()
		if err != nil || s.Paused || s.Hold != "" {
			return err
		}
		next, err := tx.NextDue()
		if err != nil {
			return err
		}
		if !next.IsZero() && tx.Now().Sub(next) > stuckAfter {
			why = "Something has been due since " + next.UTC().Format("2 January, 15:04") + " UTC, and nothing moves."
			return nil
		}
		us, err := tx.Users()
		if err != nil {
			return err
		}
		for _, u := range us {
			r, err := restOf(tx, u.ID)
			if err != nil {
				return err
			}
			if u.Active && r.Until.After(tx.Now()) {
				why = "The mailbox of " + u.Name + " refuses to send: " + r.Why
				return nil
			}
		}
		return nil
	})
	return why, err
}
