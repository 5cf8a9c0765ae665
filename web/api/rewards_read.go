package api

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/fraud"
	"github.com/goodturn-app/goodturn/program/rewards"
	promise "github.com/goodturn-app/goodturn/reward"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web/api/door"
)

// rewardStanding is where the reward of one side of an introduction stands.
type rewardStanding struct {
	Referral goodturn.ID     `json:"referral_id"`
	Side     promise.Side    `json:"side"`
	Contact  goodturn.ID     `json:"contact_id,omitempty"`
	Account  promise.Account `json:"account"`
	Amount   int64           `json:"amount_minor"`
	Currency string          `json:"currency"`
	Kind     promise.Kind    `json:"kind"`
	Since    *time.Time      `json:"since,omitempty"`
	Looking  bool            `json:"waits_for_a_look"`
	Why      string          `json:"why,omitempty"`
}

// rewardLook is an introduction at which a person has to look.
type rewardLook struct {
	Referral goodturn.ID     `json:"referral_id"`
	Contact  goodturn.ID     `json:"contact_id" doc:"Who is credited."`
	At       *time.Time      `json:"at,omitempty"`
	Findings []fraud.Finding `json:"findings"`
}

// promising says what may be promised. Where nothing may there is nothing here, as on the pages.
func (x *server) promising(tx *store.Tx) (at promise.Place, a promise.Allowed, err error) {
	s, err := tx.Settings()
	if err != nil {
		return at, a, err
	}
	if at, a = rewards.Visible(s.WithDefaults(), x.Program.PackOf, goodturn.DateOf(tx.Now().UTC())); !a.Visible {
		err = goodturn.NotFound("programme of rewards")
	}
	return at, a, err
}

// readRewards reads about rewards, where the line of work allows any.
func (x *server) readRewards(ctx context.Context, fn func(tx *store.Tx, at promise.Place, a promise.Allowed) error) error {
	return x.DB.Read(ctx, func(tx *store.Tx) error {
		at, allowed, err := x.promising(tx)
		if err != nil {
			return err
		}
		return fn(tx, at, allowed)
	})
}

func addRewardReads(x *server) {
	on(x, call{route: "GET /v1/rewards/programme", id: "get-reward-programme", does: "What is promised for introductions from now on, and what may be.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, _ *struct{}) (out rewards.Shown, err error) {
		err = x.readRewards(ctx, func(tx *store.Tx, at promise.Place, a promise.Allowed) error {
			out, err = rewards.Show(tx, at, a)
			return err
		})
		return out, err
	})
	on(x, call{route: "GET /v1/rewards/standings", id: "list-reward-standings", does: "Where every reward stands, those of the newest introduction first.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *struct {
		Paging
		Owed bool `query:"owed" doc:"Only what is owed."`
	}) (p page[rewardStanding], err error) {
		before, err := door.After(in.Cursor)
		if err != nil {
			return p, err
		}
		p.Items = []rewardStanding{}
		err = x.readRewards(ctx, func(tx *store.Tx, _ promise.Place, _ promise.Allowed) error {
			all, next, err := rewards.List(tx, goodturn.ID(before), in.Owed, in.Limit)
			for _, s := range all {
				p.Items = append(p.Items, rewardStanding{s.Referral, s.Side, s.Person, s.Account, s.Minor, s.Currency, s.Kind, stamp(s.Since), s.Looking, s.Why})
			}
			if next != "" {
				p.Next = door.Cursor(string(next))
			}
			return err
		})
		return p, err
	})
	on(x, call{route: "GET /v1/rewards/years/{year}", id: "get-reward-year", does: "What each person got in a calendar year of the business's zone, by currency.", scope: auth.ScopeRead}, func(ctx context.Context, me goodturn.User, in *struct {
		Year int `path:"year" minimum:"2001" maximum:"9999"`
	}) (out struct {
		Items []rewards.Got `json:"items"`
	}, err error) {
		out.Items = []rewards.Got{}
		err = x.readRewards(ctx, func(tx *store.Tx, _ promise.Place, _ promise.Allowed) error {
			if err := ownerOnly(me); err != nil {
				return err
			}
			got, _, err := rewards.Year(tx, in.Year)
			out.Items = append(out.Items, got...)
			return err
		})
		return out, err
	})
	on(x, call{route: "GET /v1/rewards/looks", id: "list-reward-looks", does: "Odd introductions that wait for a person's look, the oldest first: at most 200.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, _ *struct{}) (out struct {
		Items []rewardLook `json:"items"`
	}, err error) {
		out.Items = []rewardLook{}
		err = x.readRewards(ctx, func(tx *store.Tx, _ promise.Place, _ promise.Allowed) error {
			looks, err := tx.OpenReviews(200)
			for _, l := range looks {
				row := rewardLook{l.ReferralID, l.ContactID, stamp(l.At), []fraud.Finding{}}
				if l.Findings != "" {
					if err := json.Unmarshal([]byte(l.Findings), &row.Findings); err != nil {
						return fmt.Errorf("read what was found at introduction %s: %w", l.ReferralID, err)
					}
				}
				out.Items = append(out.Items, row)
			}
			return err
		})
		return out, err
	})
}
