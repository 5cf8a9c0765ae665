package rewards

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect/csvfile"
	"github.com/goodturn-app/goodturn/policy"
	"github.com/goodturn-app/goodturn/program/news"
	"github.com/goodturn-app/goodturn/reward"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// Standing is a reward and where it stands.
type Standing struct {
	reward.Position
	Looking bool // a person has to look first
}

// page is how many lines of the ledger are read at once.
const page = 5000

// Book reads the whole ledger, oldest line first.
func Book(tx *store.Tx) ([]reward.Line, error) {
	var out []reward.Line
	after := goodturn.ID("")
	for {
		rows, err := tx.RewardBook(after, page)
		if err != nil {
			return nil, err
		}
		out = append(out, linesOf(rows)...)
		if len(rows) < page {
			return out, nil
		}
		after = rows[len(rows)-1].ID
	}
}

// List says where rewards stand, those of the newest introduction first: of at most limit introductions before one, empty to begin. owed
// leaves those out that are not owed. next is where the list goes on; empty: it ends.
func List(tx *store.Tx, before goodturn.ID, owed bool, limit int) (out []Standing, next goodturn.ID, err error) {
	var ids []goodturn.ID
	if owed {
		rows, err := tx.RewardsIn(string(reward.Due), before, tx.Now(), 2*limit+1, string(reward.Paid), string(reward.Donated), string(reward.Reversed))
		if err != nil {
			return nil, "", err
		}
		for _, l := range rows {
			if len(ids) == 0 || ids[len(ids)-1] != l.ReferralID {
				ids = append(ids, l.ReferralID)
			}
		}
	} else if ids, err = tx.RewardedReferrals(before, limit+1); err != nil {
		return nil, "", err
	}
	if len(ids) > limit {
		ids, next = ids[:limit], ids[limit-1]
	}
	if len(ids) == 0 {
		return nil, "", nil
	}
	rows, err := tx.RewardsFor(ids...)
	if err != nil {
		return nil, "", err
	}
	if out, err = standings(tx, linesOf(rows)); err != nil {
		return nil, "", err
	}
	if owed {
		out = slices.DeleteFunc(out, func(s Standing) bool { return s.Account != reward.Due })
	}
	slices.SortFunc(out, func(a, b Standing) int {
		return cmp.Or(strings.Compare(string(b.Referral), string(a.Referral)), strings.Compare(string(a.Side), string(b.Side)))
	})
	return out, next, nil
}

func standings(tx *store.Tx, lines []reward.Line) ([]Standing, error) {
	var out []Standing
	for _, p := range reward.Fold(lines) {
		s := Standing{Position: p}
		if p.Account == reward.Held {
			look, ok, err := tx.Review(p.Referral)
			if err != nil {
				return nil, err
			}
			s.Looking = ok && look.State == "hold"
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Standing) int {
		if c := b.Since.Compare(a.Since); c != 0 {
			return c
		}
		return strings.Compare(string(a.Referral)+string(a.Side), string(b.Referral)+string(b.Side))
	})
	return out, nil
}

// Of says where the rewards of one person stand, the newest first.
func Of(tx *store.Tx, person goodturn.ID) ([]Standing, error) {
	rows, err := tx.RewardsOf(person)
	if err != nil {
		return nil, err
	}
	return standings(tx, linesOf(rows))
}

// FallDue makes owed what was held for as long as its promise says and at which nobody has to look. It gives how many. What somebody would get who was
// forgotten meanwhile is taken back: nobody is left to whom it could be given.
func FallDue(tx *store.Tx, tell Teller) (n int, err error) {
	before := goodturn.ID("")
	for {
		rows, err := tx.RewardsIn(string(reward.Held), before, tx.Now(), page, string(reward.Due), string(reward.Reversed))
		if err != nil {
			return n, err
		}
		for i, l := range rows {
			if i > 0 && rows[i-1].ReferralID == l.ReferralID {
				continue // both sides at once
			}
			fell, err := fallDue(tx, tell, l.ReferralID)
			if err != nil {
				return n, err
			}
			n += fell
		}
		if len(rows) < page {
			return n, nil
		}
		before = rows[len(rows)-1].ReferralID
	}
}

func fallDue(tx *store.Tx, tell Teller, referral goodturn.ID) (n int, err error) {
	r, err := tx.Referral(referral)
	if err != nil {
		return 0, err
	}
	days, err := holdDays(tx, r)
	if err != nil {
		return 0, err
	}
	rows, err := tx.RewardsFor(referral)
	if err != nil || !slices.ContainsFunc(rows, func(l store.RewardLine) bool { return !tx.Now().Before(owedAt(l.At, days)) }) {
		return 0, err // not even the first line is old enough: nothing is locked for it
	}
	if r, err = tx.LockReferral(referral); err != nil {
		return 0, err
	}
	if days, err = holdDays(tx, r); err != nil {
		return 0, err
	}
	if rows, err = tx.RewardsFor(referral); err != nil {
		return 0, err
	}
	all, err := standings(tx, linesOf(rows))
	if err != nil {
		return 0, err
	}
	for _, s := range all {
		if s.Account != reward.Held || s.Looking || tx.Now().Before(owedAt(s.Earned, days)) {
			continue
		}
		to, why := reward.Due, fmt.Sprintf("Nothing spoke against it for %d days.", days)
		if s.Person != "" {
			c, err := tx.Contact(s.Person)
			if err != nil && goodturn.ErrorCode(err) != goodturn.CodeNotFound {
				return n, err
			}
			if err != nil || c.Source == erased {
				to, why = reward.Reversed, ""
			}
		}
		e, err := s.To(to, tx.Now(), "", why)
		if err != nil {
			return n, err
		}
		if err := post(tx, e); err != nil {
			return n, err
		}
		if to == reward.Due {
			n++
			s.Account = reward.Due
			if err := owed(tx, tell, s.Position); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// holdDays is for how long what an introduction earns is held: what its ask said, whatever a later ask says.
func holdDays(tx *store.Tx, r goodturn.Referral) (int, error) {
	p, ok, err := PromiseOf(tx, r.AskID)
	if !ok || p.HoldDays <= 0 {
		return reward.HoldDays, err
	}
	return p.HoldDays, err
}

func owedAt(held time.Time, days int) time.Time { return reward.Promise{HoldDays: days}.OwedAt(held) }

// erased is the source of a contact who was forgotten.
const erased = "erased"

// Payment is how something owed is given.
type Payment struct {
	reward.Key
	How    string // in the owner's words: "ordered a card"
	Anyway bool   // the tax form was asked for, and this is given without it
	By     goodturn.ID

	system bool // another system gave it: asked of it when all this was judged
}

// Given is what was given.
type Given struct {
	reward.Position
	Code string // of the coupon
}

// Pay writes down that something owed was given; of a list of codes it takes one. CodeConflict if it is not owed, the tax form is
// missing, no code is left, or somebody was to be thanked in public who has not said yes.
func Pay(tx *store.Tx, tell Teller, p Payment) (out Given, err error) {
	r, err := tx.LockReferral(p.Referral)
	if err != nil {
		return out, err
	}
	rows, err := tx.RewardsFor(p.Referral)
	if err != nil {
		return out, err
	}
	pos, ok := reward.Fold(linesOf(rows))[p.Key]
	if !ok {
		return out, goodturn.NotFound("reward")
	}
	if pos.Side == reward.Friend && pos.Person == "" {
		pos.Person = r.FriendID // they became known since
	}
	if err := tx.AwaitContact(pos.Person); err != nil { // what they were given before counts
		return out, err
	}
	to, why := reward.Paid, p.How
	if pos.Kind == reward.Donation {
		to = reward.Donated
	}
	e, err := pos.To(to, tx.Now(), p.By, why)
	if err != nil {
		return out, err
	}
	if !p.system {
		if err := mayPay(tx, pos, to, p.Anyway); err != nil {
			return out, err
		}
		if err := notAsked(tx, pos); err != nil {
			return out, err
		}
	}
	if pos.Kind == reward.Coupon && pos.Minor > 0 {
		c, ok, err := tx.GiveCoupon(pos.Referral, string(pos.Side), pos.Currency, pos.Minor)
		if err != nil {
			return out, err
		}
		if !ok {
			return out, &goodturn.Error{Code: goodturn.CodeConflict, Message: "No code worth " + reward.Money(pos.Minor, pos.Currency) + " is left.", Hint: "Bring more codes first."}
		}
		out.Code = c.Code
	}
	if err := post(tx, e); err != nil {
		return out, err
	}
	pos.Account, pos.Since = to, tx.Now()
	out.Position = pos
	return out, announce(tx, tell, news.Given, pos)
}

func mayPay(tx *store.Tx, pos reward.Position, to reward.Account, anyway bool) error {
	known, err := tx.Payees(pos.Person)
	if err != nil {
		return err
	}
	who := known[pos.Person]
	if pos.Kind == reward.Recognition && !who.PublicYes {
		return &goodturn.Error{Code: goodturn.CodeConflict, Message: "They have not said yes to being thanked in public.", Hint: "Ask them first, and note their answer."}
	}
	s, err := tx.Settings()
	if err != nil || to != reward.Paid {
		return err
	}
	rule, ok := policy.TaxFor(s.WithDefaults().Region, goodturn.DateOf(tx.Now().UTC()))
	if !ok || pos.Minor == 0 || pos.Person == "" || pos.Currency != rule.Currency {
		return nil
	}
	own, err := tx.RewardsOf(pos.Person)
	if err != nil {
		return err
	}
	paid := int64(0)
	for _, y := range reward.PaidIn(linesOf(own), tx.Now().In(zoneOf(s)).Year(), zoneOf(s)) {
		if y.Currency == rule.Currency {
			paid += y.Minor
		}
	}
	stop := reward.TaxStop(rule, paid, pos.Minor, who.TaxForm)
	if stop == reward.Hard || stop == reward.Soft && !anyway {
		hint := "Get their form W-9 to whoever does your taxes, then say here that it is there."
		if stop == reward.Soft {
			hint += " You may also give this one without it."
		}
		return &goodturn.Error{Code: goodturn.CodeConflict, Hint: hint, Message: fmt.Sprintf("With this they have had %s this year; from %s on it is reported.",
			reward.Money(paid+pos.Minor, rule.Currency), reward.Money(rule.ThresholdMinor, rule.Currency))}
	}
	return nil
}

// YearEnd is what each person got in a calendar year, by currency, as CSV that no spreadsheet runs. Where a rule on reporting is known it
// says for its currency whether it is reported and whether the form is on file, never a number of it; elsewhere nothing of taxes.
func YearEnd(tx *store.Tx, year int) ([]byte, error) {
	got, taxed, err := Year(tx, year)
	if err != nil {
		return nil, err
	}
	head := []string{"person", "name", "email", "given", "currency", "times"}
	if taxed {
		head = append(head, "form on file", "reported")
	}
	rows := make([][]string, len(got))
	for i, g := range got {
		rows[i] = []string{string(g.Contact), g.Name, g.Email, goodturn.PlainAmount(g.Minor, g.Currency), g.Currency, fmt.Sprint(g.Times)}
		switch {
		case g.TaxForm != nil:
			rows[i] = append(rows[i], yes(*g.TaxForm), yes(*g.Reported))
		case taxed:
			rows[i] = append(rows[i], "", "")
		}
	}
	return table(head, rows)
}

// Cards lists what is owed as gift cards, for whoever orders them, as CSV. It marks nothing as given.
func Cards(tx *store.Tx) ([]byte, error) {
	var rows [][]string
	for before, more := goodturn.ID(""), true; more; {
		all, next, err := List(tx, before, true, 500)
		if err != nil {
			return nil, err
		}
		for _, s := range all {
			if s.Kind != reward.GiftCard {
				continue
			}
			name, mail, err := whose(tx, s.Position)
			if err != nil {
				return nil, err
			}
			rows = append(rows, []string{name, mail, goodturn.PlainAmount(s.Minor, s.Currency), s.Currency, string(s.Referral)})
		}
		before, more = next, next != ""
	}
	return table([]string{"name", "email", "amount", "currency", "introduction"}, rows)
}

// whose names whom a reward is for; a friend who is nobody of ours by what they wrote in their form.
func whose(tx *store.Tx, p reward.Position) (name, mail string, err error) {
	if p.Person == "" {
		r, err := tx.Referral(p.Referral)
		return r.Friend, r.Email, err
	}
	who, err := person(tx, p.Person)
	if err != nil && goodturn.ErrorCode(err) != goodturn.CodeNotFound {
		return "", "", err
	}
	if len(who.Emails) > 0 {
		mail = who.Emails[0]
	}
	return who.Name, mail, nil
}

// Sums says what stands in each account, by currency: a figure of the whole ledger.
func Sums(tx *store.Tx) (map[string]map[reward.Account]int64, error) {
	rows, err := tx.RewardSums()
	out := map[string]map[reward.Account]int64{}
	for _, s := range rows {
		if out[s.Currency] == nil {
			out[s.Currency] = map[reward.Account]int64{}
		}
		out[s.Currency][reward.Account(s.Account)] = s.Minor
	}
	return out, err
}

// zoneOf is the business's own zone, by which its tax year begins and ends; UTC where none is set.
func zoneOf(s goodturn.Settings) *time.Location {
	if z, err := schedule.LoadZone(s.Zone); s.Zone != "" && err == nil {
		return z
	}
	return time.UTC
}

// ThisYear is the calendar year where the business is.
func ThisYear(tx *store.Tx) (int, error) {
	s, err := tx.Settings()
	return tx.Now().In(zoneOf(s)).Year(), err
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// table writes CSV whose cells no spreadsheet takes for formulas.
func table(head []string, rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, row := range append([][]string{head}, rows...) {
		for i, c := range row {
			row[i] = csvfile.Safe(c)
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// ReadCoupons reads codes, one a line, all of one worth. Empty lines are left out, repeated ones count once.
func ReadCoupons(text string, minor int64, currency string) ([]store.Coupon, error) {
	if !goodturn.CurrencyInUse(currency) {
		return nil, noCurrency()
	}
	if minor <= 0 {
		return nil, goodturn.Invalid("worth", "What is each code worth?", "Write an amount such as 25.")
	}
	var out []store.Coupon
	seen := map[string]bool{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		code := strings.TrimSpace(line)
		if code == "" || seen[code] {
			continue
		}
		if len(code) > 100 || strings.ContainsAny(code, "\x00,;\t") {
			return nil, goodturn.Invalid("codes", fmt.Sprintf("Line %d does not look like a code.", n), "Write one code a line and nothing else.")
		}
		seen[code] = true
		out = append(out, store.Coupon{Code: code, AmountMinor: minor, Currency: currency})
	}
	return out, nil
}
