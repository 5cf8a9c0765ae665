package admin

import "strings"

// Pages lists every page, as http.ServeMux writes them ("GET /people/{id}").
func Pages() (out []string) {
	for _, r := range (&admin{}).routes() {
		if strings.HasPrefix(r.pattern, "GET ") {
			out = append(out, r.pattern)
		}
	}
	return out
}

// ReadTyped reads an amount that somebody typed on the page of an introduction.
func ReadTyped(s, currency string) (int64, error) { return readTyped("value", s, currency) }
