package rewards

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/policy"
	"github.com/goodturn-app/goodturn/reward"
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

// Standings says where every reward stands, the newest first.
func Standings(tx *store.Tx) ([]Standing, error) {
	lines, err := Book(tx)
	if err != nil {
		return nil, err
	}
	return standings(tx, lines)
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

// FallDue makes owed what was held long enough and at which nobody has to look. It gives how many.
func FallDue(tx *store.Tx) (n int, err error) {
	all, err := Standings(tx)
	if err != nil {
		return 0, err
	}
	for _, s := range all {
		if s.Account != reward.Held || s.Looking || tx.Now().Before((reward.Promise{HoldDays: reward.HoldDays}).OwedAt(s.Earned)) {
			continue
		}
		e, err := s.To(reward.Due, tx.Now(), "", "Nothing spoke against it for 14 days.")
		if err != nil {
			return n, err
		}
		if err := post(tx, e); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// Payment is how something owed is given.
type Payment struct {
	reward.Key
	How    string // in the owner's words: "ordered a card"
	Anyway bool   // the tax form was asked for, and this is given without it
	By     goodturn.ID
}

// Given is what was given.
type Given struct {
	reward.Position
	Code string // of the coupon
}

// Pay writes down that something owed was given; of a list of codes it takes one. CodeConflict if it is not owed, the tax form is
// missing, no code is left, or somebody was to be thanked in public who has not said yes.
func Pay(tx *store.Tx, p Payment) (out Given, err error) {
	rows, err := tx.RewardsFor(p.Referral)
	if err != nil {
		return out, err
	}
	pos, ok := reward.Fold(linesOf(rows))[p.Key]
	if !ok {
		return out, goodturn.NotFound("reward")
	}
	to, why := reward.Paid, p.How
	if pos.Kind == reward.Donation {
		to = reward.Donated
	}
	e, err := pos.To(to, tx.Now(), p.By, why)
	if err != nil {
		return out, err
	}
	if err := mayPay(tx, pos, to, p.Anyway); err != nil {
		return out, err
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
	return out, nil
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
	for _, y := range reward.PaidIn(linesOf(own), tx.Now().UTC().Year()) {
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

// YearEnd is what each person got in a calendar year, for whoever does the taxes, as CSV that no spreadsheet runs. Only whether the form
// is on file is told, never a number of it.
func YearEnd(tx *store.Tx, year int) ([]byte, error) {
	lines, err := Book(tx)
	if err != nil {
		return nil, err
	}
	s, err := tx.Settings()
	if err != nil {
		return nil, err
	}
	rule, ruled := policy.TaxFor(s.WithDefaults().Region, goodturn.Date{Year: year, Month: 12, Day: 31})
	var rows [][]string
	for _, p := range reward.PaidIn(lines, year) {
		who, err := person(tx, p.Person)
		if err != nil && goodturn.ErrorCode(err) != goodturn.CodeNotFound {
			return nil, err
		}
		mail := ""
		if len(who.Emails) > 0 {
			mail = who.Emails[0]
		}
		known, err := tx.Payees(p.Person)
		if err != nil {
			return nil, err
		}
		over := ruled && p.Currency == rule.Currency && p.Minor >= rule.ThresholdMinor
		rows = append(rows, []string{string(p.Person), who.Name, mail, fmt.Sprintf("%d.%02d", p.Minor/100, p.Minor%100), p.Currency, fmt.Sprint(p.Payments), yes(known[p.Person].TaxForm), yes(over)})
	}
	slices.SortFunc(rows, func(a, b []string) int { return strings.Compare(a[1]+a[0], b[1]+b[0]) })
	return table([]string{"person", "name", "email", "given", "currency", "times", "form on file", "reported"}, rows)
}

// Cards lists what is owed as gift cards, for whoever orders them, as CSV. It marks nothing as given.
func Cards(tx *store.Tx) ([]byte, error) {
	all, err := Standings(tx)
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for _, s := range all {
		if s.Account != reward.Due || s.Kind != reward.GiftCard || s.Person == "" {
			continue
		}
		who, err := person(tx, s.Person)
		if err != nil {
			return nil, err
		}
		mail := ""
		if len(who.Emails) > 0 {
			mail = who.Emails[0]
		}
		rows = append(rows, []string{who.Name, mail, fmt.Sprintf("%d.%02d", s.Minor/100, s.Minor%100), s.Currency, string(s.Referral)})
	}
	return table([]string{"name", "email", "amount", "currency", "introduction"}, rows)
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
			if c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) {
				row[i] = "'" + c
			}
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
