// Package leaving answers one question: who carries on when somebody of the business has left? It hands over what is still going on, and says
// who speaks to whoever comes by a link in the old name. Clients stay with whom they knew: a plan that says "I helped you" is
// nobody else's, and rests. It refuses to know how somebody logs in.
package leaving

import (
	"context"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// Handed is what changed hands.
type Handed struct {
	To    goodturn.User
	Cards int // introductions that are still going on
	Tasks int // open ones
}

// Leave notes that somebody has left, logs them out everywhere, and hands what is still going on to another who is here; with to empty to
// whoever stands in. by does it. CodeInvalid if the other one is not here, CodeConflict if they are the same.
func Leave(ctx context.Context, p *program.Program, who, to, by goodturn.ID) (out Handed, err error) {
	err = p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		out = Handed{}
		u, err := tx.User(who)
		if err != nil {
			return err
		}
		u.Active = false
		if err := tx.UpdateUser(u); err != nil {
			return err
		}
		if err := tx.DeleteSessions(u.ID); err != nil {
			return err
		}
		if to == "" {
			out.To, _, err = StandIn(tx, u)
		} else {
			out.To, err = tx.User(to)
		}
		switch {
		case err != nil:
			return err
		case out.To.ID == who:
			return &goodturn.Error{Code: goodturn.CodeConflict, Field: "to", Message: "Nobody else is here who could carry on.", Hint: "Add somebody first."}
		case !out.To.Active:
			return goodturn.Invalid("to", out.To.Name+" has left too.", "Choose somebody who is here.")
		}
		if out.Cards, err = cards(tx, who, out.To.ID, by); err != nil {
			return err
		}
		if out.Tasks, err = tx.HandTasks(who, out.To.ID); err != nil {
			return err
		}
		return tx.SetValue(standsIn+string(who), string(out.To.ID))
	})
	return out, err
}

// cards hands over the introductions that are still going on, each with a line in its log.
func cards(tx *store.Tx, who, to, by goodturn.ID) (n int, err error) {
	for _, stage := range []goodturn.Stage{goodturn.StageIntroduced, goodturn.StageQualified, goodturn.StageOpportunity} {
		for before := goodturn.ID(""); ; {
			page, err := tx.StagePage(stage, who, before, 200)
			if err != nil {
				return n, err
			}
			if len(page) == 0 {
				break
			}
			before = page[len(page)-1].ID
			for _, r := range page {
				if r, err = tx.LockReferral(r.ID); err != nil { // whoever moves it at this moment is waited for
					return n, err
				}
				if r.OwnerID != who {
					continue
				}
				r.OwnerID = to
				if err := tx.UpdateReferral(&r); err != nil {
					return n, err
				}
				if err := tx.AppendReferralChange(goodturn.ReferralChange{ReferralID: r.ID, By: by, What: "owner", Before: string(who), After: string(to)}); err != nil {
					return n, err
				}
				n++
			}
		}
	}
	return n, nil
}

// standsIn begins the name of the value that says who took over from a user.
const standsIn = "stands_in:"

// StandIn is who speaks and acts where a user is named: they themselves, as long as they are here; else who took over from them; else the first
// owner of the workspace who is here, or the first of all. left reports that it is somebody else.
func StandIn(tx *store.Tx, u goodturn.User) (in goodturn.User, left bool, err error) {
	if u.Active {
		return u, false, nil
	}
	chosen, err := tx.Value(standsIn + string(u.ID))
	if err != nil {
		return u, false, err
	}
	all, err := tx.Users()
	if err != nil {
		return u, false, err
	}
	for _, x := range all {
		if x.Active && string(x.ID) == chosen {
			return x, true, nil
		}
		if x.Active && (in.ID == "" || x.Role == goodturn.RoleOwner && in.Role != goodturn.RoleOwner) {
			in = x
		}
	}
	if in.ID == "" {
		return u, false, nil // nobody is here any more: the link leads where it led
	}
	return in, true, nil
}
