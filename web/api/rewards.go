package api

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/program/rewards"
	promise "github.com/goodturn-app/goodturn/reward"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web/api/door"
)

// reward is one side of an entry in the ledger of rewards: of each entry the amounts add up to nothing.
type reward struct {
	ID       goodturn.ID `json:"id"`
	Referral goodturn.ID `json:"referral_id"`
	Contact  goodturn.ID `json:"contact_id,omitempty" doc:"Whose it is; absent: a friend who is nobody of ours."`
	Side     string      `json:"side"`
	Rule     string      `json:"rule"`
	Account  string      `json:"account"`
	Amount   int64       `json:"amount_minor"`
	Currency string      `json:"currency"`
	Kind     string      `json:"kind"`
	Why      string      `json:"why,omitempty"`
	At       *time.Time  `json:"at,omitempty"`
}

func addRewards(x *server) {
	addRewardActions(x)
	addRewardReads(x)
	on(x, call{route: "GET /v1/rewards", id: "list-rewards", does: "The ledger of rewards, the oldest first.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *Paging) (p page[reward], err error) {
		after, err := door.After(in.Cursor)
		if err != nil {
			return p, err
		}
		var rows []store.RewardLine
		err = x.DB.Read(ctx, func(tx *store.Tx) error {
			rows, err = tx.RewardBook(goodturn.ID(after), in.Limit+1)
			return err
		})
		all := make([]reward, len(rows))
		for i, r := range rows {
			all[i] = reward{r.ID, r.ReferralID, r.ContactID, r.Side, r.Rule, r.Account, r.AmountMinor, r.Currency, r.Kind, r.Why, stamp(r.At)}
		}
		return pageOf(all, in.Limit, func(r reward) string { return string(r.ID) }), err
	})
}

// rewardTier is more for whoever introduces many.
type rewardTier struct {
	From int   `json:"from" minimum:"2" maximum:"1000" doc:"From which introduction of a calendar year on."`
	Each int64 `json:"each_minor" minimum:"1" maximum:"10000000000"`
}

// rewarding does something about rewards, where the line of work allows any. Elsewhere there is nothing, as on the pages, and where
// there is it is the owner's.
func (x *server) rewarding(ctx context.Context, me goodturn.User, fn func(tx *store.Tx) error) error {
	return x.DB.Write(ctx, func(tx *store.Tx) error {
		_, _, err := x.promising(tx)
		if err == nil {
			err = ownerOnly(me)
		}
		if err != nil {
			return err
		}
		return fn(tx)
	})
}

// fieldOf gives an error about a field of the page's form the name of the field here.
func fieldOf(err error) error {
	var e *goodturn.Error
	if name := map[string]string{"each": "each_minor", "friend": "friend_minor", "year": "year_minor", "attested": "words", "worth": "amount_minor"}; errors.As(err, &e) && name[e.Field] != "" {
		named := *e
		named.Field = name[e.Field]
		return &named
	}
	return err
}

func addRewardActions(x *server) {
	on(x, call{route: "POST /v1/rewards/programme", id: "set-reward-programme", does: "Set what is promised for introductions from now on. What was promised stays. Beyond the limits of the line of work only with the lawyer's name and the sentence typed.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *struct {
		Body struct {
			Kind     promise.Kind `json:"kind" enum:",recognition,introduction,donation,credit,coupon,gift_card" doc:"Empty: nothing is promised."`
			Currency string       `json:"currency,omitempty" pattern:"^[A-Z]{3}$" doc:"Of all amounts, by ISO 4217; absent: that of the business's region."`
			Each     int64        `json:"each_minor,omitempty" minimum:"0" maximum:"10000000000"`
			Friend   int64        `json:"friend_minor,omitempty" minimum:"0" maximum:"10000000000"`
			Year     int64        `json:"year_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Most for one person in 12 months; absent: the limit of the line of work. What was promised in another currency counts apart."`
			Tiers    []rewardTier `json:"tiers,omitempty" maxItems:"20"`
			Cause    string       `json:"cause,omitempty" maxLength:"120" doc:"Whom a donation goes to."`
			Counsel  string       `json:"counsel,omitempty" maxLength:"200" doc:"The lawyer's name."`
			Words    string       `json:"words,omitempty" maxLength:"200" doc:"The sentence of the attestation, as typed by a person."`
		}
	}) (nothing, error) {
		b := in.Body
		p := promise.Programme{On: b.Kind != promise.Nothing, Kind: b.Kind, Currency: b.Currency, EachMinor: b.Each, FriendMinor: b.Friend, YearMinor: b.Year, Cause: b.Cause}
		for _, t := range b.Tiers {
			p.Tiers = append(p.Tiers, promise.Tier{From: t.From, EachMinor: t.Each})
		}
		return nothing{}, fieldOf(x.rewarding(ctx, me, func(tx *store.Tx) error {
			if b.Words != "" {
				p.Attested = promise.Attestation{By: me.ID, Counsel: b.Counsel, Words: b.Words, At: tx.Now()}
			}
			return rewards.Save(tx, p, x.Program.PackOf)
		}))
	})
	on(x, call{route: "POST /v1/referrals/{id}/reward-look", id: "settle-reward-look", does: "Say whether an odd introduction earns its reward. A person has looked; the reason is kept.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			Pass bool   `json:"pass"`
			Why  string `json:"why,omitempty" maxLength:"1000" doc:"Needed if it is declined."`
		}
	}) (nothing, error) {
		return nothing{}, x.rewarding(ctx, me, func(tx *store.Tx) error { return rewards.Settle(tx, in.ID, in.Body.Pass, in.Body.Why, me.ID) })
	})
	on(x, call{route: "POST /v1/referrals/{id}/reward-given", id: "give-reward", does: "Note that a reward that is owed was given; of a list of codes it takes one. Told again it is a conflict.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			Side   promise.Side `json:"side" enum:"advocate,friend"`
			How    string       `json:"how,omitempty" maxLength:"500"`
			Anyway bool         `json:"anyway,omitempty" doc:"Although the tax form was asked for and is not there."`
		}
	}) (out struct {
		Code string `json:"code,omitempty" doc:"Of the coupon, to pass on."`
	}, err error) {
		err = x.rewarding(ctx, me, func(tx *store.Tx) error {
			got, err := rewards.Pay(tx, x.Program.News, rewards.Payment{Key: promise.Key{Referral: in.ID, Side: in.Body.Side}, How: in.Body.How, Anyway: in.Body.Anyway, By: me.ID})
			out.Code = got.Code
			return err
		})
		return out, err
	})
	on(x, call{route: "POST /v1/contacts/{id}/payee", id: "set-payee", does: "Note what is known of somebody who gets rewards. No number of a tax form is kept.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			TaxForm   bool `json:"tax_form" doc:"Their form W-9 is with whoever does the taxes. It matters for a business of the United States and its USD alone."`
			PublicYes bool `json:"public_yes" doc:"They said yes to being thanked in public."`
			Trusted   bool `json:"trusted" doc:"They may introduce as many as they like."`
		}
	}) (nothing, error) {
		return nothing{}, x.rewarding(ctx, me, func(tx *store.Tx) error {
			if _, err := tx.Contact(in.ID); err != nil {
				return err
			}
			return tx.SavePayee(store.Payee{ContactID: in.ID, TaxForm: in.Body.TaxForm, PublicYes: in.Body.PublicYes, Trusted: in.Body.Trusted})
		})
	})
	on(x, call{route: "POST /v1/rewards/codes", id: "add-reward-codes", does: "Bring codes that are given once each.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		Body struct {
			Codes    []string `json:"codes" minItems:"1" maxItems:"5000"`
			Minor    int64    `json:"amount_minor" minimum:"1" maximum:"10000000000"`
			Currency string   `json:"currency" pattern:"^[A-Z]{3}$"`
		}
	}) (out struct {
		Added int `json:"added" doc:"Those that were not there before."`
	}, err error) {
		list, err := rewards.ReadCoupons(strings.Join(in.Body.Codes, "\n"), in.Body.Minor, in.Body.Currency)
		if err != nil {
			return out, fieldOf(err)
		}
		err = x.rewarding(ctx, me, func(tx *store.Tx) error { out.Added, err = tx.AddCoupons(list...); return err })
		return out, err
	})
}
