package goodturn_test

import (
	"testing"

	"golang.org/x/text/currency"

	"github.com/goodturn-app/goodturn"
)

func TestAnAmountHasTheDecimalsOfItsCurrency(t *testing.T) {
	for _, c := range []struct {
		minor                   int64
		code                    string
		plain, grouped, inWhole string
	}{
		{0, "USD", "0.00", "0", "0.00"},
		{5, "", "0.05", "0.05", "0.05"},
		{125_050, "USD", "1250.50", "1,250.50", "1,250.50"},
		{64_000_000, "USD", "640000.00", "640,000", "640,000.00"},
		{-125_050, "EUR", "-1250.50", "-1,250.50", "-1,250.50"},
		{125_050, "JPY", "125050", "125,050", "125,050"},
		{7, "JPY", "7", "7", "7"},
		{1_250_500, "KWD", "1250.500", "1,250.500", "1,250.500"},
		{1_250_000, "BHD", "1250.000", "1,250", "1,250.000"},
		{12, "KWD", "0.012", "0.012", "0.012"},
		{-9223372036854775808, "USD", "-92233720368547758.08", "-92,233,720,368,547,758.08", "-92,233,720,368,547,758.08"},
	} {
		if got := goodturn.PlainAmount(c.minor, c.code); got != c.plain {
			t.Errorf("%d %s is written %q, want %q", c.minor, c.code, got, c.plain)
		}
		if got := goodturn.GroupedAmount(c.minor, c.code, false); got != c.grouped {
			t.Errorf("%d %s is said %q, want %q", c.minor, c.code, got, c.grouped)
		}
		if got := goodturn.GroupedAmount(c.minor, c.code, true); got != c.inWhole {
			t.Errorf("%d %s is said in full %q, want %q", c.minor, c.code, got, c.inWhole)
		}
	}
}

func TestAnAmountIsReadInItsCurrency(t *testing.T) {
	for _, c := range []struct {
		typed, code string
		want        int64 // -1: it is none
	}{
		{"25", "USD", 2500}, {"25.5", "USD", 2550}, {"25.50", "USD", 2550}, {" 640,000 ", "", 64_000_000}, {"0", "USD", 0}, {"1,250,000.5", "USD", 125_000_050},
		{"25,50", "USD", -1}, {"1,25", "EUR", -1}, {"1250,000", "USD", -1}, {",250", "USD", -1}, {"1,,250", "USD", -1}, {"1,250,00", "USD", -1}, {"1.250,00", "EUR", -1},
		{"25.505", "USD", -1}, {"25.", "USD", -1}, {".5", "USD", -1}, {"-5", "USD", -1}, {"+5", "USD", -1}, {"5e3", "USD", -1}, {"", "USD", -1}, {"$5", "USD", -1}, {"٥", "USD", -1},
		{"2500", "JPY", 2500}, {"2,500", "JPY", 2500}, {"25.5", "JPY", -1}, {"25.0", "JPY", -1},
		{"1.25", "KWD", 1250}, {"1.250", "KWD", 1250}, {"1.2505", "KWD", -1},
		{"90000000000000", "USD", 9_000_000_000_000_000}, {"90000000000000.01", "USD", -1}, {"99999999999999999999", "USD", -1},
	} {
		got, ok := goodturn.ReadAmount(c.typed, c.code)
		if ok != (c.want >= 0) || ok && got != c.want {
			t.Errorf("%q in %s is read as %d, %v, want %d", c.typed, c.code, got, ok, c.want)
		}
	}
}

// TestDecimalsAgreeWithAnotherTable: the one of Unicode, which follows ISO 4217 except where daily life has given the minor unit up.
func TestDecimalsAgreeWithAnotherTable(t *testing.T) {
	for _, code := range []string{"USD", "EUR", "GBP", "CAD", "AUD", "CHF", "MXN", "INR", "BRL", "CNY", "SEK", "PLN",
		"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "PYG", "UGX", "VND", "VUV", "XAF", "XOF", "XPF", "ISK", "RWF", "BHD", "JOD", "KWD", "LYD", "OMR", "TND"} {
		unit, err := currency.ParseISO(code)
		if err != nil {
			t.Fatal(err)
		}
		if want, _ := currency.Standard.Rounding(unit); goodturn.MinorDigits(code) != want {
			t.Errorf("%s has %d decimals, Unicode says %d", code, goodturn.MinorDigits(code), want)
		}
	}
}

func FuzzAnAmountReadsBack(f *testing.F) {
	for _, code := range []string{"USD", "JPY", "KWD", "CLF", ""} {
		f.Add(int64(125_050), code)
		f.Add(int64(7), code)
	}
	f.Fuzz(func(t *testing.T, minor int64, code string) {
		if minor < 0 || minor > goodturn.MostMinor {
			return
		}
		for _, text := range []string{goodturn.PlainAmount(minor, code), goodturn.GroupedAmount(minor, code, false), goodturn.GroupedAmount(minor, code, true)} {
			if got, ok := goodturn.ReadAmount(text, code); !ok || got != minor {
				t.Fatalf("%d %s is written %q and reads back as %d, %v", minor, code, text, got, ok)
			}
		}
	})
}
