package message

import "strings"

// The GSM 03.38 default alphabet and its extension, whose characters take two places. Source: 3GPP TS 23.038, section 6.2.1.
const (
	gsm7      = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsm7Twice = "\f^{}\\[~]|€"
)

// SMSSize is how long a text is on the wire.
type SMSSize struct {
	Segments int
	Units    int  // characters as the network counts them: septets in GSM-7, 16-bit units in UCS-2
	GSM7     bool // false: one character outside the alphabet makes every segment less than half as long
	Odd      rune // the first character outside the alphabet; 0 if there is none
}

// SMSCount measures a text. One segment holds 160 GSM-7 or 70 UCS-2 units; in several, 153 and 67 each.
func SMSCount(s string) SMSSize {
	size := SMSSize{GSM7: true}
	wide := 0
	for _, r := range s {
		wide++
		if r > 0xffff {
			wide++
		}
		switch {
		case strings.ContainsRune(gsm7, r):
			size.Units++
		case strings.ContainsRune(gsm7Twice, r):
			size.Units += 2
		case size.GSM7:
			size.GSM7, size.Odd = false, r
		}
	}
	one, many := 160, 153
	if !size.GSM7 {
		size.Units, one, many = wide, 70, 67
	}
	switch {
	case size.Units == 0:
	case size.Units <= one:
		size.Segments = 1
	default:
		size.Segments = (size.Units + many - 1) / many
	}
	return size
}
