package approvals

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
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
// and comes back in Changed as it reads; so does a message that has no words yet because a fact is missing, and one
// whose own words quote of the market what no longer holds.
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
			if d.Letter.Text == "" || d.RanOut != "" || Version(d.Letter) != seen[t.ID] {
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

// Together is what one yes to a whole page approves, as ApproveSeen takes it: every message of this page that could be read in full and may go as it
// reads, and none of those that wait on further pages. What is asked by hand is approved one by one.
func (q Queue) Together() map[goodturn.ID]string {
	seen := make(map[goodturn.ID]string, len(q.Waiting))
	for _, w := range q.Waiting {
		if w.Letter.Text != "" && w.RanOut == "" && !w.Alone {
			seen[w.Touch.ID] = Version(w.Letter)
		}
	}
	return seen
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
