package words

import "testing"

func TestALetterWritesAnAmountAsItsCurrencyDoes(t *testing.T) {
	for want, m := range map[string]Money{
		"$415,000": {41_500_049, "USD"}, "$415,001": {41_500_050, ""}, "$999.50": {99_950, "USD"}, "-$25": {-2500, "USD"}, "€25": {2500, "EUR"},
		"JPY 41,500,000": {41_500_000, "JPY"}, "JPY 7": {7, "JPY"}, "KWD 1.250": {1250, "KWD"}, "KWD 41,501": {41_500_500, "KWD"},
		"-$92,233,720,368,547,758": {-9223372036854775808, "USD"},
	} {
		if got := m.String(); got != want {
			t.Errorf("%d %s is written %q, want %q", m.Minor, m.Currency, got, want)
		}
	}
}
