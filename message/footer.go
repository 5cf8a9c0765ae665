package message

import (
	"net/url"
	"strings"
)

// Mailto is a prefilled reply: in reply mode a way to answer, instead of a page.
func Mailto(address, subject string) string {
	escape := func(s string) string {
		s = strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
		return s
	}
	out := "mailto:" + strings.ReplaceAll(escape(address), "%40", "@")
	if subject != "" {
		out += "?subject=" + escape(subject)
	}
	return out
}
