package approvals

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// Version names the words of a letter as somebody saw them: other words have another one. The secret part of a link is no word: an ask
// gets its own when it leaves, and until then every look at it makes another.
func Version(l message.Letter) string {
	return hashOf(l.Subject, secrets.ReplaceAllString(l.Text, "$1"))
}

// secrets are the signed ends of links to pages of our own.
var secrets = regexp.MustCompile(`(https?://[^\s/]+/[a-z]/)[A-Za-z0-9_-]{30,}`)

func hashOf(parts ...any) string {
	b, err := json.Marshal(parts)
	if err != nil {
		return "" // texts, numbers and truths are always written
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}

// ApproveSeen is Approve for words that were shown before: seen gives their Version by touch. What reads otherwise by now is not approved,
// and comes back in Changed as it reads.
func (p *Approvals) ApproveSeen(ctx context.Context, by goodturn.ID, seen map[goodturn.ID]string) (Approved, error) {
	var ids []goodturn.ID
	for id := range seen {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return p.approve(ctx, by, func(tx *store.Tx, out *Approved) ([]goodturn.Touch, error) {
		have, err := lockTouches(tx, ids)
		if err != nil {
			return nil, err
		}
		var same []goodturn.Touch
		for _, t := range have {
			l, err := p.Look(tx, t, tx.Now())
			if err != nil {
				return nil, err
			}
			if t.State != goodturn.Planned || l.Written == nil {
				same = append(same, t) // it has left, or there are no words
				continue
			}
			d, err := l.Draft()
			if err != nil {
				return nil, err
			}
			if Version(d.Letter) != seen[t.ID] {
				out.Changed = append(out.Changed, d)
				continue
			}
			same = append(same, t)
		}
		return same, nil
	})
}

// lockTouches reads touches that nobody else changes until the transaction ends; those that are not there are left out.
func lockTouches(tx *store.Tx, ids []goodturn.ID) (out []goodturn.Touch, err error) {
	for _, id := range ids {
		t, err := tx.LockTouch(id)
		if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// All is everything that waits for a nod and leaves until an instant, as somebody was shown it.
type All struct {
	IDs   []goodturn.ID
	Until time.Time
	Words string // changes when any of it is written in other words, or something joins or leaves it
}

// All lists what "approve all" approves: everything that waits for a nod and leaves within the given time.
func (p *Approvals) All(ctx context.Context, within time.Duration) (out All, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out, err = p.all(tx, tx.Now().Add(within))
		return err
	})
	return out, err
}

func (p *Approvals) all(tx *store.Tx, until time.Time) (out All, err error) {
	out.Until = until.Truncate(time.Millisecond)
	s, err := tx.Settings()
	if err != nil {
		return out, err
	}
	s = s.WithDefaults()
	var list []goodturn.Touch
	page := store.TouchPage{To: out.Until, Limit: pageSize}
	for len(list) < mostCounted {
		ts, err := tx.PlannedTouches(page)
		if err != nil {
			return out, err
		}
		for _, t := range ts {
			if p.NeedsApproval(s, t) && !p.ReadByHand(t) && len(p.Wordless(t)) == 0 && !program.Stuck(t) {
				list = append(list, t)
			}
		}
		if len(ts) < pageSize {
			break
		}
		page.After = ts[len(ts)-1]
	}
	slices.SortFunc(list, func(a, b goodturn.Touch) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	out.Words, err = wordsOf(tx, list)
	for _, t := range list {
		out.IDs = append(out.IDs, t.ID)
	}
	return out, err
}

// wordsOf names what the owner wrote into messages and into the plans they are of.
func wordsOf(tx *store.Tx, list []goodturn.Touch) (string, error) {
	var parts []any
	seen := map[string]bool{}
	for _, t := range list {
		parts = append(parts, t.ID, t.Edited, t.Subject, t.Body, t.PS)
		if seen[t.Playbook] {
			continue
		}
		seen[t.Playbook] = true
		words, err := tx.Words(t.Playbook)
		if err != nil {
			return "", err
		}
		for _, w := range words {
			parts = append(parts, w.Playbook, w.Name, w.Body)
		}
	}
	return hashOf(parts...), nil
}

// ApproveAll lets go all that somebody was shown. CodeConflict, and nothing is approved, if any of it changed meanwhile.
func (p *Approvals) ApproveAll(ctx context.Context, by goodturn.ID, seen All) (Approved, error) {
	return p.approve(ctx, by, func(tx *store.Tx, _ *Approved) ([]goodturn.Touch, error) {
		now, err := p.all(tx, seen.Until)
		if err != nil {
			return nil, err
		}
		have, err := lockTouches(tx, now.IDs)
		if err != nil {
			return nil, err
		}
		words, err := wordsOf(tx, have) // again, as they are now that nobody can change them
		if err != nil {
			return nil, err
		}
		if words != seen.Words || words != now.Words {
			return nil, &goodturn.Error{Code: goodturn.CodeConflict, Message: "These messages have changed since you saw them.", Hint: "Look at them again; nothing was approved."}
		}
		return have, nil
	})
}

// approve approves what pick finds, in one transaction.
func (p *Approvals) approve(ctx context.Context, by goodturn.ID, pick func(*store.Tx, *Approved) ([]goodturn.Touch, error)) (out Approved, err error) {
	if by == "" {
		return out, goodturn.Invalid("by", "Somebody must approve.", "Log in first.")
	}
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		back := tx.Now().Add(goodturn.TakeBack)
		out = Approved{BackUntil: back}
		have, err := pick(tx, &out)
		if err != nil {
			return err
		}
		for _, t := range have {
			ok, err := tx.Approve(t.ID, by, back)
			if err != nil {
				return err
			}
			if ok {
				out.Touches = append(out.Touches, t.ID)
			} else {
				out.TooLate = append(out.TooLate, t.ID)
			}
		}
		if len(have)+len(out.Changed) == 0 {
			return goodturn.NotFound("message")
		}
		return p.CloseApprovalsIn(tx)
	})
	if err != nil {
		return out, fmt.Errorf("approve: %w", err)
	}
	p.Wake("sweep")
	return out, nil
}
