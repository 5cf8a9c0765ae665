package store_test

import (
	"regexp"
	"slices"
	"testing"
)

// What the list of those who are thanked alike is read from: neither introductions, answers, requests nor rewards, whatever they are
// called one day.
func TestTheListOfThoseThankedAlikeReadsPeopleDealsAndRefusalsAlone(t *testing.T) {
	may := []string{"contact", "closing", "suppression", "identity"}
	column := regexp.MustCompile(`(?i)referr|introduc|\bask|answer|reward|standing`)
	found := 0
	for _, s := range statements(t, ".") {
		if s.name != "sqlAlike" && s.name != "sqlClosings" { // what view.Alike reads
			continue
		}
		found++
		tables := table.FindAllStringSubmatch(s.text, -1)
		if len(tables) == 0 {
			t.Errorf("%s names no table", s.name)
		}
		for _, m := range tables {
			if !slices.Contains(may, m[1]) {
				t.Errorf("%s reads %s", s.name, m[1])
			}
		}
		if m := column.FindString(s.text); m != "" {
			t.Errorf("%s speaks of %q", s.name, m)
		}
	}
	if found != 2 {
		t.Errorf("%d of the 2 statements were found", found)
	}
}
