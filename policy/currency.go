package policy

import "strings"

// currencies is with what people pay, by country (ISO 3166 and ISO 4217, read in November 2026; Bulgaria has the euro since that January).
// It is a first choice for a form, and no more than that: an owner may choose another.
var currencies = map[string]string{
	"US": "USD", "PR": "USD", "GU": "USD", "CA": "CAD", "MX": "MXN", "BR": "BRL", "GB": "GBP", "CH": "CHF", "LI": "CHF", "NO": "NOK", "SE": "SEK", "DK": "DKK", "IS": "ISK", "PL": "PLN", "CZ": "CZK", "HU": "HUF",
	"RO": "RON", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "JP": "JPY", "KR": "KRW", "IN": "INR", "IL": "ILS", "AE": "AED", "ZA": "ZAR",
	"AT": "EUR", "BE": "EUR", "BG": "EUR", "HR": "EUR", "CY": "EUR", "EE": "EUR", "FI": "EUR", "FR": "EUR", "DE": "EUR", "GR": "EUR", "IE": "EUR", "IT": "EUR", "LV": "EUR", "LT": "EUR", "LU": "EUR", "MT": "EUR",
	"NL": "EUR", "PT": "EUR", "SK": "EUR", "SI": "EUR", "ES": "EUR",
}

// CurrencyOf is the currency of a business in a region such as "US-NY" or "DE", by ISO 4217. Empty where we do not know it.
func CurrencyOf(region string) string {
	country, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(region)), "-")
	if country == "UK" {
		country = "GB"
	}
	return currencies[country]
}

// Cap is the most that may be promised in one currency, in its minor units.
type Cap struct {
	Currency  string `json:"currency"`
	EachMinor int64  `json:"each_minor"` // for one introduction
	YearMinor int64  `json:"year_minor"` // for one person in 12 months
}

// CapIn is the most that the row allows in a currency; false where none is known. A limit is never converted: where a law names it, it
// holds in the law's currency alone.
func (i Incentive) CapIn(currency string) (Cap, bool) {
	if currency == i.Currency {
		return Cap{i.Currency, i.EachMinor, i.YearMinor}, true
	}
	for _, c := range i.Caps {
		if c.Currency == currency {
			return c, true
		}
	}
	return Cap{}, false
}
