package admin_test

import (
	"testing"

	"github.com/goodturn-app/goodturn/web/admin"
)

// A comma only sets thousands apart: whoever writes 25,50 may mean twenty-five and a half, and is asked instead.
func TestAnAmountIsReadAsItIsTypedOrNotAtAll(t *testing.T) {
	for _, c := range []struct {
		typed, currency string
		want            int64 // -1: it is none
	}{
		{"$640,000", "USD", 64_000_000}, {"640k", "USD", 64_000_000}, {"1,250k", "USD", 125_000_000}, {"1.25m", "USD", 125_000_000}, {".5m", "USD", 50_000_000}, {"1.2345678m", "USD", 123_456_780}, {"640k", "JPY", 640_000}, {"", "USD", 0},
		{"25,50", "USD", -1}, {"1,25m", "USD", -1}, {"12,50k", "USD", -1}, {"k", "USD", -1}, {"25.5", "JPY", -1}, {"-5", "USD", -1},
	} {
		got, err := admin.ReadTyped(c.typed, c.currency)
		if (err == nil) != (c.want >= 0) || err == nil && got != c.want {
			t.Errorf("%q in %s is read as %d, %v, want %d", c.typed, c.currency, got, err, c.want)
		}
	}
}
