package approvals

import (
	"context"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/decide/explain"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
)

// Queue is what waits for a person's nod, page by page.
type Queue struct {
	Waiting []Waiting
	Last    goodturn.ID      // the last one of this page, for the next; empty: there is no more
	All     int              // how many wait within the time asked for, at most mostCounted
	Kept    []Kept           // what nobody is asked to approve, because of something in the person's life; soonest first, at most mostKept
	JustNow []goodturn.Touch // approved in the last minutes: it can still be taken back
	Now     time.Time
}

// Kept is a message that waits or is left out whatever anybody approves.
type Kept struct {
	Touch goodturn.Touch
	Life  explain.Life
}

// mostKept is how many of them are listed.
const mostKept = 50

// mostCounted is where counting stops: nobody reads more in a sitting.
const mostCounted = 1000

// Queue reads what leaves within the given time and waits for approval, soonest first, with its words. after is the last one of the
// page before.
func (p *Approvals) Queue(ctx context.Context, within time.Duration, after goodturn.ID, limit int) (q Queue, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		q = Queue{Now: tx.Now()}
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s = s.WithDefaults()
		users, err := tx.Users()
		if err != nil {
			return err
		}
		reviews := map[goodturn.ID]bool{} // whose clients are asked for one
		for _, u := range users {
			reviews[u.ID] = u.Voice.ReviewURL != ""
		}
		passed := after == ""
		page := store.TouchPage{To: tx.Now().Add(within), Limit: pageSize}
		for q.All < mostCounted {
			ts, err := tx.PlannedTouches(page)
			if err != nil {
				return err
			}
			asked := slices.DeleteFunc(slices.Clone(ts), func(t goodturn.Touch) bool {
				return !p.NeedsApproval(s, t) || len(p.Wordless(t)) > 0 || program.Stuck(t) || t.Kind == goodturn.KindReview && !reviews[t.OwnerID]
			})
			lives, err := view.Lives(tx, p.Program, asked...)
			if err != nil {
				return err
			}
			waits := map[goodturn.ID]bool{}
			for _, t := range asked {
				life, kept := lives[t.ID]
				if waits[t.ID] = !kept; kept && len(q.Kept) < mostKept {
					q.Kept = append(q.Kept, Kept{t, life})
				}
			}
			for _, t := range ts {
				if t.ApprovedAt.Add(goodturn.TakeBack).After(tx.Now()) && !t.Manual {
					q.JustNow = append(q.JustNow, t)
				}
				if !waits[t.ID] {
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

func (p *Approvals) waiting(tx *store.Tx, t goodturn.Touch) (Waiting, bool, error) {
	l, err := p.Look(tx, t, tx.Now())
	if err != nil || l.Written == nil {
		return Waiting{}, false, err
	}
	if slices.Contains(l.Decision.Codes(), goodturn.ReasonReviewOff) {
		return Waiting{}, false, nil
	}
	d, err := l.Draft()
	w := Waiting{Draft: d, Alone: p.ReadByHand(t)}
	w.Ends, _ = decide.Ends(t)
	return w, true, err
}

// TryEdit says what Write would make of words, and writes nothing. Words that cannot be read are CodeInvalid.
func (p *Approvals) TryEdit(ctx context.Context, touch goodturn.ID, subject, body, ps string) (out Edited, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		t, err := tx.Touch(touch)
		if err != nil {
			return err
		}
		before := t.Quotes
		t.PS, t.Quotes = ps, nil
		if t.Edited = subject != "" || body != ""; t.Edited {
			t.Subject, t.Body = subject, body
		}
		own, err := p.compileOwn(tx, t)
		if err != nil {
			return err
		}
		l, err := p.Look(tx, t, tx.Now())
		if err != nil {
			return err
		}
		if l.Written == nil {
			return goodturn.Invalid("body", "This step has no words.", "It is something that you do yourself.")
		}
		out.Letter = l.Written.Letter
		if own != nil && out.Letter.Text != "" {
			out.Findings = p.Lint(l.Written, t, own, l.Written.Thread)
			if f, alike, err := p.readThere(tx, t, l.Written); err != nil {
				return err
			} else if alike {
				out.Findings = append(out.Findings, f)
			}
		}
		_, lasting := p.quoting(l, before)
		out.Findings = append(out.Findings, lasting...)
		for _, m := range l.Written.Missing {
			if out.Letter.Text == "" {
				out.Findings = append(out.Findings, message.Finding{Severity: message.Block, Message: "Not known: " + m + ".", Fix: "Add it on the person's page, or write around it."})
			}
		}
		if ps != "" {
			out.Findings = append(out.Findings, message.LintPS(t.Kind, ps)...)
		}
		return nil
	})
	return out, err
}
