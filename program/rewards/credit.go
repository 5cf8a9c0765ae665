package rewards

import (
	"encoding/json"
	"fmt"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/news"
	"github.com/goodturn-app/goodturn/reward"
	"github.com/goodturn-app/goodturn/store"
)

// Teller brings news to other systems; *news.Desk is one. Nil: none goes.
type Teller interface {
	AnnounceReward(tx *store.Tx, newsType string, contact goodturn.ID, data map[string]any) error
	AskCredit(tx *store.Tx, contact goodturn.ID, data map[string]any) (goodturn.ID, error)
}

// told is what other systems read of a reward: whose it is by id alone.
func told(p reward.Position) map[string]any {
	return map[string]any{"referral_id": p.Referral, "side": p.Side, "contact_id": p.Person, "kind": p.Kind, "amount_minor": p.Minor, "currency": p.Currency, "round": p.Round}
}

func announce(tx *store.Tx, tell Teller, newsType string, p reward.Position) error {
	if tell == nil {
		return nil
	}
	return tell.AnnounceReward(tx, newsType, p.Person, told(p))
}

// askedKey is where the news is kept that asked another system for a credit.
func askedKey(k reward.Key, round int) string {
	return fmt.Sprintf("reward.credit:%s:%s:%d", k.Referral, k.Side, round)
}

// owed tells that something is owed now, and asks the system for it that gives credit, where there is one and nothing stands in its way.
func owed(tx *store.Tx, tell Teller, p reward.Position) error {
	if err := announce(tx, tell, news.Owed, p); err != nil || tell == nil || p.Kind != reward.Credit || p.Minor == 0 {
		return err
	}
	if err := tx.AwaitContact(p.Person); err != nil {
		return err
	}
	switch err := mayPay(tx, p, reward.Paid, false); {
	case goodturn.ErrorCode(err) == goodturn.CodeConflict:
		return nil // a person sees about the form first, and gives it by hand
	case err != nil:
		return err
	}
	id, err := tell.AskCredit(tx, p.Person, told(p))
	if err != nil || id == "" {
		return err
	}
	return tx.SetValue(askedKey(p.Key, p.Round), string(id))
}

// notAsked refuses to give by hand what another system was asked to give and may still give. What was given up is never asked for again.
func notAsked(tx *store.Tx, p reward.Position) error {
	id, err := tx.Value(askedKey(p.Key, p.Round))
	if err != nil || id == "" {
		return err
	}
	n, err := tx.News(goodturn.ID(id))
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound || err == nil && n.State == store.NewsOver {
		return nil // the endpoint was taken away, or nobody asks it any more
	}
	if err != nil {
		return err
	}
	if n.State == store.NewsFailed { // it was tried for three days, and nobody sends it again at this moment
		if ended, err := tx.EndNews(n.ID, "It was given here.", false); err != nil || ended {
			return err
		}
	}
	return &goodturn.Error{Code: goodturn.CodeConflict, Message: "Another system was asked to give this credit.", Hint: "It is tried for three days. To give it by hand, take that system away under Settings, Other systems."}
}

// recall takes back what another system was asked to give and has not taken yet; what was given up is not sent again either.
func recall(tx *store.Tx, p reward.Position) error {
	id, err := tx.Value(askedKey(p.Key, p.Round))
	if err != nil || id == "" {
		return err
	}
	_, err = tx.EndNews(goodturn.ID(id), "It was taken back here.", true)
	return err
}

// tookIt is why a reward is given that another system gave.
const tookIt = "Another system took it."

// Credited notes that another system took a credit: it is given. What was taken back or given meanwhile stays as it is, and a person hears of
// a credit that somebody has and that no longer stands.
func Credited(tx *store.Tx, tell Teller, n store.News) error {
	var body struct {
		Data struct {
			Referral goodturn.ID `json:"referral_id"`
			Side     reward.Side `json:"side"`
		} `json:"data"`
	}
	if err := json.Unmarshal([]byte(n.Body), &body); err != nil {
		return fmt.Errorf("read the credit that was taken: %w", err)
	}
	k := reward.Key{Referral: body.Data.Referral, Side: body.Data.Side}
	_, err := Pay(tx, tell, Payment{Key: k, How: tookIt, system: true})
	switch goodturn.ErrorCode(err) {
	case goodturn.CodeConflict:
		rows, lerr := tx.RewardsFor(k.Referral)
		if lerr != nil {
			return lerr
		}
		if p := reward.Fold(linesOf(rows))[k]; p.Account == reward.Paid && p.Why == tookIt {
			return nil // it said so before
		}
		r, rerr := tx.Referral(k.Referral)
		if rerr != nil {
			return rerr
		}
		users, uerr := tx.Users()
		if uerr != nil {
			return uerr
		}
		_, err = tx.OpenTask(&goodturn.Task{ContactID: r.ReferrerID, OwnerID: goodturn.WhoMaySet(users, r.OwnerID), Kind: goodturn.TaskOther, Key: "reward_credit:" + string(k.Referral) + string(k.Side), DueAt: tx.Now(),
			Title: "Look at a credit that no longer stood", Why: "Another system gave it after it had been taken back or given here. See whether it is right as it is."})
	case goodturn.CodeNotFound:
		return nil
	}
	return err
}
