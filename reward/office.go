package reward

import (
	"slices"
	"strings"
)

// whole are domains of one public body; second are the second labels by which countries tell their offices, as in gov.uk.
var (
	whole  = []string{"gc.ca", "bund.de", "admin.ch", "europa.eu", "nhs.uk", "police.uk", "parliament.uk", "fed.us"}
	second = []string{"gov", "mil", "gouv", "gob", "govt", "gv", "go"}
)

// InOffice reports whether a mail address is that of a public office, as far as its end says: @treasury.gov, @ministry.gov.uk, @x.gouv.fr,
// @doe.state.ny.us. Whoever works for the public is promised nothing, because a gift to them may be an offence; whom this misses the owner
// has to leave out.
func InOffice(email string) bool {
	_, host, ok := strings.Cut(strings.ToLower(strings.TrimSuffix(strings.TrimSpace(email), ".")), "@")
	if !ok {
		return false
	}
	labels := strings.Split(host, ".")
	last := len(labels) - 1
	switch {
	case last < 1:
		return false
	case labels[last] == "gov", labels[last] == "mil":
		return true
	case slices.Contains(whole, labels[last-1]+"."+labels[last]):
		return true
	case labels[last] == "us" && last >= 2: // doe.state.ny.us, school.k12.ca.us
		return slices.ContainsFunc(labels[:last-1], func(l string) bool { return l == "state" || l == "k12" || l == "co" || l == "ci" })
	}
	return len(labels[last]) == 2 && last >= 2 && slices.Contains(second, labels[last-1])
}
