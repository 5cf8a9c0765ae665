package connect

import (
	"regexp"
	"strconv"
	"strings"
)

// ReadRate reads the yearly interest rate of a loan in per cent: "6.8", "6.875%". ok is false for what is none, and for a number that no
// mortgage has: a fraction such as 0.068 is not taken for a rate, for nobody can tell it from a small one.
func ReadRate(s string) (percent float64, ok bool) {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "%"))
	v, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || !(v >= 0.5 && v <= 25) {
		return 0, false
	}
	return v, true
}

var loanTerm = regexp.MustCompile(`(?i)^([0-9]{1,3})[ -]*(years?|yrs?|y|months?|mos?|m)?\.?( fixed)?$`)

// ReadTerm reads for how long a loan runs, in months: "360", "30", "30 years", "30-year fixed", "360 months". Without a word a number up to
// 50 is years, and one from 60 on is months. ok is false for what is neither, and beyond 50 years.
func ReadTerm(s string) (months int, ok bool) {
	m := loanTerm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return 0, false
	}
	word := strings.ToLower(m[2])
	switch {
	case strings.HasPrefix(word, "y"), word == "" && n <= 50:
		n *= 12
	case word == "" && n < 60:
		return 0, false
	}
	if n < 12 || n > 600 {
		return 0, false
	}
	return n, true
}
