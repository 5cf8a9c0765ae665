package reward

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/policy"
)

// Stop says whether somebody may be paid more in this year.
type Stop string

const (
	Go   Stop = ""
	Soft Stop = "soft" // ask for the tax form first; a person may still go on
	Hard Stop = "hard" // not without the form
)

// TaxStop judges a payment: paid is what the person got in the calendar year, next what they are about to get, both in the rule's
// currency. Asking begins at 75 % of the sum that is reported. With the form on file nothing stops.
func TaxStop(rule policy.Tax, paid, next int64, form bool) Stop {
	after := paid + next
	switch {
	case form || rule.ThresholdMinor == 0:
		return Go
	case after >= rule.ThresholdMinor:
		return Hard
	case after*4 >= rule.ThresholdMinor*3:
		return Soft
	}
	return Go
}

// Payee is what one person got in a calendar year.
type Payee struct {
	Person   goodturn.ID
	Currency string
	Minor    int64
	Payments int
}

// PaidIn sums what people got in a calendar year of a zone, by person and currency. What was given to a cause in their name is not theirs.
func PaidIn(ledger []Line, year int, zone *time.Location) []Payee {
	type who struct {
		person   goodturn.ID
		currency string
	}
	at := map[who]int{}
	var out []Payee
	for _, l := range ledger {
		if l.Account != Paid || l.At.In(zone).Year() != year || l.Minor <= 0 || l.Person == "" {
			continue
		}
		k := who{l.Person, l.Currency}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k], out = i, append(out, Payee{Person: l.Person, Currency: l.Currency})
		}
		out[i].Minor += l.Minor
		out[i].Payments++
	}
	return out
}
