package admin

import "strings"

// Actions lists every form that the pages take, as http.ServeMux writes them ("POST /pause"). The API has a twin of each.
func Actions() (out []string) {
	for _, r := range (&admin{}).routes() {
		if strings.HasPrefix(r.pattern, "POST ") {
			out = append(out, r.pattern)
		}
	}
	return out
}
