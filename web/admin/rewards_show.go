package admin

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/fraud"
	"github.com/goodturn-app/goodturn/policy"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/reward"
	"github.com/goodturn-app/goodturn/store"
)

// rewardsShown is how many introductions the page has, the newest first.
const rewardsShown = 50

// rewarding finds what may be promised. Where nothing may there is no such page, as if it had never been written.
func (a *admin) rewarding(tx *store.Tx) (goodturn.Settings, reward.Place, reward.Allowed, error) {
	s, err := tx.Settings()
	if err != nil {
		return s, reward.Place{}, reward.Allowed{}, err
	}
	s = s.WithDefaults()
	at, allowed := rewards.Visible(s, a.Program.PackOf, goodturn.DateOf(tx.Now().UTC()))
	if !allowed.Visible {
		return s, at, allowed, &goodturn.Error{Code: goodturn.CodeNotFound, Message: "There is no such page.", Hint: "Perhaps a part of the address was cut off."}
	}
	return s, at, allowed, nil
}

func (a *admin) rewards(w http.ResponseWriter, r *http.Request) error {
	var v Rewards
	var all []rewards.Standing
	var looks []store.RewardReview
	var sums map[string]map[reward.Account]int64
	var friends map[goodturn.ID]goodturn.Referral
	var known map[goodturn.ID]store.Payee
	var ids []goodturn.ID
	var tax policy.Tax
	if err := a.DB.Read(r.Context(), func(tx *store.Tx) error {
		_, at, allowed, err := a.rewarding(tx)
		if err != nil {
			return err
		}
		p, err := rewards.Programme(tx)
		if err != nil {
			return err
		}
		year, err := rewards.ThisYear(tx)
		if err != nil {
			return err
		}
		v = Rewards{Closed: !may(r.Context(), "/rewards/give"), Lead: "Nothing is promised. Introductions are thanked for, and that is all.", Year: strconv.Itoa(year), Before: strconv.Itoa(year - 1), Owed: r.URL.Query().Get("show") == "owed"}
		if promise, ok := reward.Freeze(p, at, goodturn.DateOf(tx.Now().UTC())); ok {
			v.Lead, v.Set = "This stands beside the link that people pass on. Nobody can take it out.", promise.Disclosure
		}
		after := goodturn.ID(r.URL.Query().Get("after"))
		var next goodturn.ID
		if all, next, err = rewards.List(tx, after, v.Owed, rewardsShown); err != nil {
			return err
		}
		if next != "" {
			v.More = "/rewards?after=" + url.QueryEscape(string(next))
			if v.Owed {
				v.More += "&show=owed"
			}
		}
		if sums, err = rewards.Sums(tx); err != nil {
			return err
		}
		for _, accounts := range sums {
			v.Cards = v.Cards || accounts[reward.Due] > 0
		}
		if tax, v.Tax, err = rewards.Taxed(tx, year); err != nil {
			return err
		}
		if looks, err = tx.OpenReviews(rewardsShown); err != nil {
			return err
		}
		free, err := tx.FreeCoupons()
		if err != nil {
			return err
		}
		if p.Kind == reward.Coupon || len(free) > 0 {
			v.Codes = rewards.CodesLeft(free)
			v.Worth = codeFields(p, orElse(p.Currency, allowed.Currency))
		}
		friends, ids = map[goodturn.ID]goodturn.Referral{}, nil
		keep := func(id goodturn.ID) error {
			x, err := tx.Referral(id)
			if err != nil {
				return err
			}
			if friends[id] = x; x.ReferrerID != "" {
				ids = append(ids, x.ReferrerID)
			}
			return nil
		}
		for _, l := range looks {
			if err := keep(l.ReferralID); err != nil {
				return err
			}
		}
		for _, x := range all {
			if err := keep(x.Referral); err != nil {
				return err
			}
			if x.Person != "" {
				ids = append(ids, x.Person)
			}
		}
		known, err = tx.Payees(ids...)
		return err
	}); err != nil {
		return err
	}
	people, err := a.View.PersonLines(r.Context(), ids...)
	if err != nil {
		return err
	}
	v.Sums = rewardSums(sums)
	for _, l := range looks {
		x := friends[l.ReferralID]
		row := RewardLook{ID: string(l.ReferralID), Friend: orElse(x.Friend, "A friend"), From: personOf(people[x.ReferrerID].Contact)}
		var found []fraud.Finding
		if l.Findings != "" {
			if err := json.Unmarshal([]byte(l.Findings), &found); err != nil {
				return fmt.Errorf("read what was found at introduction %s: %w", l.ReferralID, err)
			}
		}
		for _, f := range found {
			row.Findings = append(row.Findings, fmt.Sprintf("%s (%d points)", f.Why, f.Points))
		}
		v.Looks = append(v.Looks, row)
	}
	for _, x := range all {
		k := known[x.Person]
		row := RewardRow{Referral: string(x.Referral), Side: string(x.Side), Text: rewards.Words(x.Position), Why: x.Why, Person: personOf(people[x.Person].Contact), Tag: rewardTag(x, v.Closed),
			Owed: x.Account == reward.Due, Anyway: v.Tax && x.Currency == tax.Currency && x.Account == reward.Due && !k.TaxForm && x.Minor > 0, Payee: x.Person != "" && x.Open(), Form: k.TaxForm, Public: k.PublicYes, Trusted: k.Trusted}
		if x.Person == "" {
			row.Person.Name = orElse(friends[x.Referral].Friend, "A friend")
		}
		v.Rows = append(v.Rows, row)
	}
	return a.page(w, r, "rewards", "Rewards", RewardsPage(v))
}

func codeFields(p reward.Programme, currency string) []Input {
	return []Input{{Name: "worth", Label: "What each is worth", Mode: "decimal", Value: amountOf(p.EachMinor, currency), Hint: "Who is owed that much gets one of them.", Required: true},
		{Name: "currency", For: "-codes", Label: "In which currency", Value: currency, Complete: "off"}}
}

func cardsAct(any bool) Action {
	if !any {
		return Action{}
	}
	return Action{Text: "Gift cards to order", Href: "/rewards/cards.csv"}
}

// rewardSums are the amounts that wait and were given, by currency.
func rewardSums(sums map[string]map[reward.Account]int64) (out []Figure) {
	for _, c := range slices.Sorted(maps.Keys(sums)) {
		for _, x := range []struct {
			account reward.Account
			text    string
		}{{reward.Held, "earned, not owed yet"}, {reward.Due, "owed"}, {reward.Paid, "given"}, {reward.Donated, "given to a cause"}} {
			if n := sums[c][x.account]; n > 0 {
				out = append(out, Figure{Number: reward.Money(n, c), Words: x.text})
			}
		}
	}
	return out
}

func rewardTag(s rewards.Standing, closed bool) Tag {
	switch {
	case s.Looking && closed:
		return Tag{"waits for the owner's look", Wait}
	case s.Looking:
		return Tag{"waits for your look", Wait}
	case s.Account == reward.Held:
		return Tag{"earned, not owed yet", Wait}
	case s.Account == reward.Due:
		return Tag{"owed", Good}
	case s.Account == reward.Reversed:
		return Tag{"taken back", Plain}
	}
	return Tag{"given", Good}
}

// inRewards does something on the pages of rewards, where there are any: it promises or gives what is the owner's.
func (a *admin) inRewards(r *http.Request, fn func(tx *store.Tx) error) error {
	return a.DB.Write(r.Context(), func(tx *store.Tx) error {
		if _, _, _, err := a.rewarding(tx); err != nil {
			return err
		}
		return fn(tx)
	})
}

func (a *admin) rewardLook(w http.ResponseWriter, r *http.Request) error {
	pass := formValue(r, "pass") == "yes"
	if err := a.inRewards(r, func(tx *store.Tx) error {
		return rewards.Settle(tx, goodturn.ID(r.PathValue("id")), pass, formValue(r, "why"), by(r))
	}); err != nil {
		return err
	}
	return a.done(w, "/rewards", "Noted.")
}

func (a *admin) rewardGive(w http.ResponseWriter, r *http.Request) error {
	var given rewards.Given
	if err := a.inRewards(r, func(tx *store.Tx) (err error) {
		given, err = rewards.Pay(tx, a.Program.News, rewards.Payment{Key: reward.Key{Referral: goodturn.ID(formValue(r, "referral")), Side: reward.Side(formValue(r, "side"))}, How: "Given by hand.",
			Anyway: formValue(r, "anyway") == "yes", By: by(r)})
		return err
	}); err != nil {
		return err
	}
	if given.Code != "" {
		return a.done(w, "/rewards", "The code is "+given.Code+". Pass it on; it is given to nobody else.")
	}
	return a.done(w, "/rewards", "Noted as given.")
}

func (a *admin) rewardPerson(w http.ResponseWriter, r *http.Request) error {
	if err := a.inRewards(r, func(tx *store.Tx) error {
		if _, err := tx.Contact(personID(r)); err != nil {
			return err
		}
		year, err := rewards.ThisYear(tx)
		if err != nil {
			return err
		}
		known, err := tx.Payees(personID(r))
		if err != nil {
			return err
		}
		_, taxed, err := rewards.Taxed(tx, year)
		if err != nil {
			return err
		}
		form := known[personID(r)].TaxForm // not asked where no rule is known
		if taxed {
			form = formValue(r, "form") == "yes"
		}
		return tx.SavePayee(store.Payee{ContactID: personID(r), TaxForm: form, PublicYes: formValue(r, "public") == "yes", Trusted: formValue(r, "trusted") == "yes"})
	}); err != nil {
		return err
	}
	return a.done(w, "/rewards", "Noted.")
}

func (a *admin) rewardCodes(w http.ResponseWriter, r *http.Request) error {
	n := 0
	if err := a.inRewards(r, func(tx *store.Tx) error {
		currency := strings.ToUpper(formValue(r, "currency"))
		minor, err := rewards.ReadAmount("worth", formValue(r, "worth"), currency)
		if err != nil {
			return err
		}
		list, err := rewards.ReadCoupons(r.PostFormValue("codes"), minor, currency)
		if err != nil {
			return err
		}
		n, err = tx.AddCoupons(list...)
		return err
	}); err != nil {
		return err
	}
	return a.done(w, "/rewards", count(n, "new code", "new codes")+".")
}

func (a *admin) rewardYear(w http.ResponseWriter, r *http.Request) error {
	return a.rewardFile(w, r, "rewards.csv", func(tx *store.Tx) ([]byte, error) {
		year, err := rewards.ThisYear(tx)
		if n, nerr := strconv.Atoi(r.URL.Query().Get("year")); nerr == nil && n > 2000 && n <= year {
			year = n
		}
		if err != nil {
			return nil, err
		}
		return rewards.YearEnd(tx, year)
	})
}

func (a *admin) rewardCards(w http.ResponseWriter, r *http.Request) error {
	return a.rewardFile(w, r, "gift-cards.csv", rewards.Cards)
}

// rewardFile is a list of what people got or are to get, for whoever pays it: the owner.
func (a *admin) rewardFile(w http.ResponseWriter, r *http.Request, name string, make func(tx *store.Tx) ([]byte, error)) error {
	var b []byte
	if err := a.DB.Read(r.Context(), func(tx *store.Tx) (err error) {
		if _, _, _, err = a.rewarding(tx); err != nil {
			return err
		}
		b, err = make(tx)
		return err
	}); err != nil {
		return err
	}
	file(w, "text/csv; charset=utf-8", name)
	_, err := w.Write(b)
	return err
}

// rewardForm is what is promised, as a form.
func (a *admin) rewardForm(r *http.Request) (v RewardSet, err error) {
	err = a.DB.Read(r.Context(), func(tx *store.Tx) error {
		_, _, allowed, err := a.rewarding(tx)
		if err != nil {
			return err
		}
		p, err := rewards.Programme(tx)
		if err != nil {
			return err
		}
		rule := allowed.Rule
		v = RewardSet{Allowed: []string{rule.Condition}, Currency: orElse(p.Currency, allowed.Currency)}
		if typed := strings.ToUpper(formValue(r, "currency")); goodturn.CurrencyInUse(typed) {
			v.Currency = typed
		}
		if most, known := allowed.Cap(v.Currency); known {
			v.Allowed = append(v.Allowed, fmt.Sprintf("At most %s for one introduction, and %s for one person in 12 months.", reward.Money(most.EachMinor, v.Currency), reward.Money(most.YearMinor, v.Currency)))
		} else {
			v.Allowed = append(v.Allowed, "We know no limit in "+v.Currency+". Nothing can be promised in it before your lawyer has looked.")
		}
		if !allowed.Covered {
			v.Allowed = append(v.Allowed, "The rules of your region were not looked at by us. Nothing can be promised before your lawyer has.")
		}
		kind := Input{Name: "kind", Label: "What is given", Type: "select", Options: []Option{{Value: "", Text: "nothing but thanks", Chosen: !p.On}}}
		for _, k := range allowed.Kinds {
			kind.Options = append(kind.Options, Option{Value: string(k), Text: rewards.KindWords[k], Chosen: p.On && p.Kind == k})
		}
		v.Fields = []Input{kind, {Name: "each", Label: "Worth", Value: amountOf(p.EachMinor, v.Currency), Mode: "decimal"},
			{Name: "currency", Label: "In which currency, all amounts", Value: v.Currency, Complete: "off", Hint: "Three letters, such as USD or EUR. What was promised in another one counts apart: two currencies are never added."}}
		if allowed.TwoSided {
			v.Fields = append(v.Fields, Input{Name: "friend", Label: "Worth for the friend", Value: amountOf(p.FriendMinor, v.Currency), Mode: "decimal", Hint: "Empty: the friend gets nothing."})
		}
		var tiers []string
		for _, t := range p.Tiers {
			tiers = append(tiers, fmt.Sprintf("%d: %s", t.From, amountOf(t.EachMinor, v.Currency)))
		}
		v.Fields = append(v.Fields, Input{Name: "tiers", Label: "More for whoever introduces many", Type: "lines", Value: strings.Join(tiers, "\n"), Hint: "One a line, such as 3: 30 for the third friend of a year and later ones."},
			Input{Name: "year", Label: "At most for one person in 12 months", Value: amountOf(p.YearMinor, v.Currency), Mode: "decimal", Hint: "Empty: the limit above."},
			Input{Name: "cause", Label: "Whom a donation goes to", Value: p.Cause})
		v.Attest = []Input{{Name: "counsel", Label: "Your lawyer's name", Value: p.Attested.Counsel}, {Name: "words", Label: "Type: " + reward.AttestWords, Complete: "off"}}
		return nil
	})
	return v, err
}

func (a *admin) rewardSet(w http.ResponseWriter, r *http.Request) error {
	v, err := a.rewardForm(r)
	if err != nil {
		return err
	}
	return a.page(w, r, "rewards", "What is promised", RewardSetPage(v))
}

func (a *admin) rewardSave(w http.ResponseWriter, r *http.Request) error {
	v, err := a.rewardForm(r)
	if err != nil {
		return err
	}
	p, err := rewards.ReadProgramme(func(name string) string { return formValue(r, name) }, v.Currency)
	if err == nil {
		err = a.inRewards(r, func(tx *store.Tx) error {
			if p.Attested.Words != "" {
				p.Attested.By, p.Attested.At = by(r), tx.Now()
			}
			return rewards.Save(tx, p, a.Program.PackOf)
		})
	}
	if err == nil {
		return a.done(w, "/rewards", "Kept. It is for whom you ask from now on.")
	}
	e := explained(err)
	if e.Code == "" {
		return err
	}
	for _, list := range [][]Input{v.Fields, v.Attest} {
		for i := range list {
			list[i].Value = formValue(r, list[i].Name)
			for j := range list[i].Options {
				list[i].Options[j].Chosen = list[i].Options[j].Value == list[i].Value
			}
			if list[i].Name == e.Field {
				list[i].Problem = strings.TrimSpace(e.Message + " " + e.Hint)
			}
		}
	}
	if v.Wrong, err = wrongOf(e); err != nil {
		return err
	}
	return a.again(w, r, "rewards", "What is promised", RewardSetPage(v))
}
