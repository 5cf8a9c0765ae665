package goodturn

import (
	"math"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/currency"
)

var inUse = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for all := currency.Query(); all.Next(); {
		out[all.Unit().String()] = true
	}
	return out
})

// CurrencyInUse reports whether three letters are the ISO 4217 code of a currency that some country pays in today.
func CurrencyInUse(code string) bool { return inUse()[code] }

// minorDigits are the currencies whose minor unit is not a hundredth of the major one (ISO 4217, list one, read in November 2026): the yen
// has none, a Kuwaiti dinar has 1,000 fils. What banks round to in daily life, such as the forint, is another matter.
var minorDigits = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
	"CLF": 4, "UYW": 4,
}

// MinorDigits is how many decimals the minor unit of a currency has: 2 for USD, and for an empty or unknown one.
func MinorDigits(currency string) int {
	if n, ok := minorDigits[currency]; ok {
		return n
	}
	return 2
}

// PlainAmount writes an amount in minor units for a file or a form, with all decimals of its currency and nothing else: 1250.50, 1250 (JPY),
// 1250.500 (KWD).
func PlainAmount(minor int64, currency string) string {
	sign, whole, fraction := splitMinor(minor, MinorDigits(currency))
	if fraction != "" {
		fraction = "." + fraction
	}
	return sign + whole + fraction
}

// GroupedAmount writes an amount in minor units for people, without its currency: 1,250 and 1,250.50. Decimals stand there only if one
// of them is not zero, or if they are asked for.
func GroupedAmount(minor int64, currency string, decimals bool) string {
	sign, whole, fraction := splitMinor(minor, MinorDigits(currency))
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" && (decimals || strings.Trim(fraction, "0") != "") {
		whole += "." + fraction
	}
	return sign + whole
}

func splitMinor(minor int64, digits int) (sign, whole, fraction string) {
	u := uint64(minor)
	if minor < 0 { // through uint64 because the most negative amount has no positive twin
		sign, u = "-", -u
	}
	s := strconv.FormatUint(u, 10)
	if len(s) <= digits {
		s = strings.Repeat("0", digits-len(s)+1) + s
	}
	return sign, s[:len(s)-digits], s[len(s)-digits:]
}

// ReadAmount reads an amount that somebody typed, in minor units of a currency: 25, 25.50, 640,000. false for what is none, is negative,
// has more decimals than the currency, or is too large to be an amount of money (9 x 10^15 minor units). A comma only sets thousands apart:
// 25,50 may mean twenty-five and a half, and is none.
func ReadAmount(s, currency string) (minor int64, ok bool) {
	whole, fraction, point := strings.Cut(strings.TrimSpace(s), ".")
	groups := strings.Split(whole, ",")
	for i, g := range groups {
		if len(groups) > 1 && (len(g) != 3 && i > 0 || len(g) == 0 || len(g) > 3) {
			return 0, false
		}
	}
	whole = strings.Join(groups, "")
	digits := MinorDigits(currency)
	if whole == "" || point && fraction == "" || len(fraction) > digits || len(whole) > 16 {
		return 0, false
	}
	for _, c := range whole + fraction {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", digits-len(fraction)), 10, 64)
	return n, err == nil && n <= MostMinor
}

// MostMinor is more than any amount of money that is read: beyond it, programs that keep numbers as floats lose the last digit.
const MostMinor = 9_000_000_000_000_000

// MinorOf is an amount in major units as minor ones, rounded to the nearest.
func MinorOf(major float64, currency string) int64 {
	return int64(math.Round(major * math.Pow10(MinorDigits(currency))))
}

// ReadTyped reads an amount as people write it: $640,000, 640k or 1.25m, and otherwise what ReadAmount reads. Empty is zero.
func ReadTyped(s, currency string) (minor int64, ok bool) {
	t := strings.ToLower(strings.NewReplacer("$", "", " ", "").Replace(s))
	if t == "" {
		return 0, true
	}
	zeros := map[byte]int{'k': 3, 'm': 6}[t[len(t)-1]]
	if zeros == 0 {
		return ReadAmount(t, currency)
	}
	whole, fraction, _ := strings.Cut(t[:len(t)-1], ".") // 1.25m is 1250000: the point moves, and no float rounds
	if _, ok := ReadAmount(whole, currency); !ok && (whole != "" || fraction == "") {
		return 0, false
	}
	n := min(zeros, len(fraction))
	t = strings.ReplaceAll(whole, ",", "") + fraction[:n] + strings.Repeat("0", zeros-n)
	if n < len(fraction) {
		t += "." + fraction[n:]
	}
	return ReadAmount(t, currency)
}
