package findwords_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn/store/findwords"
)

func TestWhatSomebodyTypesBeginsAWordOfWhomTheyMean(t *testing.T) {
	ana := findwords.Index([]string{"Ána", "O'Neill-Müller", "Ana.Ruiz@Example.com", "+1 (212) 555-0188", "77 Oak Street", "Oak"})
	for typed, found := range map[string]bool{
		"ana": true, "ANA mül": true, "neill": true, "ana.ruiz@": true, "ruiz": true, "0188": true, "212 555": true, "555-0188": true, "77 oak": true,
		"bea": false, "uiz": false, "ana bea": false, "12125550189": false,
	} {
		words := findwords.Query(typed)
		all := len(words) > 0
		for _, w := range words {
			all = all && slices.ContainsFunc(ana, func(x string) bool { return strings.HasPrefix(x, w) })
		}
		if all != found {
			t.Errorf("%q is %v, of %v: found %v", typed, words, ana, all)
		}
	}
	if !slices.IsSorted(ana) || len(slices.Compact(slices.Clone(ana))) != len(ana) {
		t.Errorf("not sorted, or twice: %v", ana)
	}
	if got := findwords.Query(strings.Repeat("ü", 60)); len(got) != 1 || len(got[0]) > 40 {
		t.Errorf("a long word: %q", got)
	}
}
