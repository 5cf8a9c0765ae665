package program

import (
	"context"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/store"
)

// Queue is what waits for a person's nod, page by page.
type Queue struct {
	Waiting []Waiting
	Last    goodturn.ID      // the last one of this page, for the next; empty: there is no more
	All     int              // how many wait within the time asked for, at most mostCounted
	JustNow []goodturn.Touch // approved in the last minutes: it can still be taken back
	Now     time.Time
}

// mostCounted is where counting stops: nobody reads more in a sitting.
const mostCounted = 1000

// Queue reads what leaves within the given time and waits for approval, soonest first, with its words. after is the last one of the
// page before.
func (p *Program) Queue(ctx context.Context, within time.Duration, after goodturn.ID, limit int) (q Queue, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		q = Queue{Now: tx.Now()}
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s = s.WithDefaults()
		passed := after == ""
		page := store.TouchPage{To: tx.Now().Add(within), Limit: pageSize}
		for q.All < mostCounted {
			ts, err := tx.PlannedTouches(page)
			if err != nil {
				return err
			}
			for _, t := range ts {
				if t.ApprovedAt.Add(goodturn.TakeBack).After(tx.Now()) && !t.Manual {
					q.JustNow = append(q.JustNow, t)
				}
				if !p.needsApproval(s, t) || len(p.wordless(t)) > 0 || stuck(t) {
					continue
				}
				q.All++
				switch {
				case !passed:
					passed = t.ID == after
				case len(q.Waiting) == limit:
					if limit > 0 {
						q.Last = q.Waiting[limit-1].Touch.ID
					}
				default:
					w, ok, err := p.waiting(tx, t)
					if err != nil {
						return err
					}
					if ok {
						q.Waiting = append(q.Waiting, w)
					}
				}
			}
			if len(ts) < pageSize {
				return nil
			}
			page.After = ts[len(ts)-1]
		}
		return nil
	})
	return q, err
}

// wordless says why a touch will not be read before it leaves although it is a message: its road is not connected, or it is off.
func (p *Program) wordless(t goodturn.Touch) goodturn.ReasonCode {
	if t.Channel != goodturn.ChannelEmail && t.Channel != goodturn.ChannelTask && t.Channel != "" && !p.connected(t.Channel) {
		return goodturn.ReasonChannel
	}
	for _, r := range t.Reasons {
		if r == goodturn.ReasonReviewOff || r == goodturn.ReasonChannel {
			return r
		}
	}
	return ""
}

// stuck reports whether a nod would not help: a fact is missing. What is to do about it is a task of its own.
func stuck(t goodturn.Touch) bool {
	return slices.Contains(t.Reasons, goodturn.ReasonMissing) || slices.Contains(t.Reasons, goodturn.ReasonRequires)
}

func (p *Program) waiting(tx *store.Tx, t goodturn.Touch) (Waiting, bool, error) {
	l, err := p.look(tx, t, tx.Now())
	if err != nil || l.draft == nil {
		return Waiting{}, false, err
	}
	if slices.Contains(l.decision.Codes(), goodturn.ReasonReviewOff) {
		return Waiting{}, false, nil
	}
	d, err := l.toDraft()
	w := Waiting{Draft: d}
	w.Ends, _ = ends(t)
	return w, true, err
}

// WaitingIDs lists everything that waits for a nod and leaves within the given time: what "approve all" approves.
func (p *Program) WaitingIDs(ctx context.Context, within time.Duration) (out []goodturn.ID, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out = nil
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s = s.WithDefaults()
		page := store.TouchPage{To: tx.Now().Add(within), Limit: pageSize}
		for len(out) < mostCounted {
			ts, err := tx.PlannedTouches(page)
			if err != nil {
				return err
			}
			for _, t := range ts {
				if p.needsApproval(s, t) && !p.byHand(t) && len(p.wordless(t)) == 0 && !stuck(t) {
					out = append(out, t.ID)
				}
			}
			if len(ts) < pageSize {
				return nil
			}
			page.After = ts[len(ts)-1]
		}
		return nil
	})
	return out, err
}

// TryEdit says what EditTouch and AddPS would make of words, and writes nothing. Words that cannot be read are CodeInvalid.
func (p *Program) TryEdit(ctx context.Context, touch goodturn.ID, subject, body, ps string) (out Edited, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		t, err := tx.Touch(touch)
		if err != nil {
			return err
		}
		t.PS = ps
		if t.Edited = subject != "" || body != ""; t.Edited {
			t.Subject, t.Body = subject, body
		}
		own, err := p.compileOwn(tx, t)
		if err != nil {
			return err
		}
		l, err := p.look(tx, t, tx.Now())
		if err != nil {
			return err
		}
		if l.draft == nil {
			return goodturn.Invalid("body", "This step has no words.", "It is something that you do yourself.")
		}
		out.Letter = l.draft.Letter
		if own != nil && out.Letter.Text != "" {
			out.Findings = p.lint(*l.draft, t, own, l.draft.Thread)
		}
		for _, m := range l.draft.Missing {
			if out.Letter.Text == "" {
				out.Findings = append(out.Findings, message.Finding{Severity: message.Block, Message: "Not known: " + m + ".", Fix: "Add it on the person's page, or write around it."})
			}
		}
		if ps != "" {
			out.Findings = append(out.Findings, message.LintSentence(ps)...)
		}
		return nil
	})
	return out, err
}

// Left is a message that left or was decided: its words as they were sent, as far as they are still kept.
func (p *Program) Left(ctx context.Context, touch goodturn.ID) (t goodturn.Touch, c goodturn.Contact, title string, l message.Letter, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		if t, err = tx.Touch(touch); err != nil {
			return err
		}
		if c, err = tx.Contact(t.ContactID); err != nil {
			return err
		}
		title = p.stepTitle(t)
		l, err = p.sentLetter(tx, t.ID)
		return err
	})
	return t, c, title, l, err
}
