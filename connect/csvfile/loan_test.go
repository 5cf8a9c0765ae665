package csvfile_test

import (
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect/csvfile"
)

// What was borrowed and in which currency the price is stand in columns of their own, and nothing is made up where one cannot be read.
func TestLoanAndCurrencyAreReadBesideThePrice(t *testing.T) {
	const header = "Name,Closing Date,Side,Property Address,Sale Price,Currency,Loan Amount,Interest Rate,Loan Term\n"
	for name, c := range map[string]struct {
		row      string
		price    int64
		currency string
		loan     goodturn.Loan
		problems int
	}{
		"a loan":                              {"385000,,308000,6.8%,360", 385_000_00, "USD", goodturn.Loan{AmountMinor: 308_000_00, RatePercent: 6.8, TermMonths: 360}, 0},
		"its time in years":                   {"$385k,USD,\"$308,000\",6.8,30 years", 385_000_00, "USD", goodturn.Loan{AmountMinor: 308_000_00, RatePercent: 6.8, TermMonths: 360}, 0},
		"only how much it was":                {"385000,,308000,,", 385_000_00, "USD", goodturn.Loan{AmountMinor: 308_000_00}, 0},
		"a rate without a loan":               {"385000,,,6.8,30", 385_000_00, "USD", goodturn.Loan{}, 0},
		"a rate that is none":                 {"385000,,308000,ARM,30", 385_000_00, "USD", goodturn.Loan{AmountMinor: 308_000_00, TermMonths: 360}, 1},
		"no loan":                             {"385000,,cash,,", 385_000_00, "USD", goodturn.Loan{}, 1},
		"Canadian dollars":                    {"800000,CAD,600000,5,25", 800_000_00, "CAD", goodturn.Loan{AmountMinor: 600_000_00, RatePercent: 5, TermMonths: 300}, 0},
		"the price's own sign counts":         {"€800000,CAD,,,", 800_000_00, "EUR", goodturn.Loan{}, 0},
		"a currency that there is not":        {"800000,loonies,600000,5,25", 0, "", goodturn.Loan{}, 1},
		"a loan without a price, in Canada":   {",CAD,600000,5,25", 0, "CAD", goodturn.Loan{AmountMinor: 600_000_00, RatePercent: 5, TermMonths: 300}, 0},
		"a loan in the currency of the price": {"JPY 45000000,,30000000,,", 45_000_000, "JPY", goodturn.Loan{AmountMinor: 30_000_000}, 0},
		"the loan's own sign counts":          {",,€600000,5,25", 0, "EUR", goodturn.Loan{AmountMinor: 600_000_00, RatePercent: 5, TermMonths: 300}, 0},
		"a loan in another currency is left":  {"800000,USD,€600000,5,25", 800_000_00, "USD", goodturn.Loan{}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := records(t, open(t, header+"Anna Ruiz,2025-03-14,Bought,12 Oak St,"+c.row+"\n", csvfile.Options{AcceptGuesses: true}))[0]
			got := r.Closings[0]
			if got.PriceMinor != c.price || got.Currency != c.currency || got.Loan != c.loan {
				t.Errorf("read %d %q %+v", got.PriceMinor, got.Currency, got.Loan)
			}
			warned := 0
			for _, p := range r.Problems {
				if p.Code == "loan_invalid" || p.Code == "price_invalid" {
					warned++
				}
			}
			if warned != c.problems {
				t.Errorf("%d problems: %+v", warned, r.Problems)
			}
		})
	}
}
