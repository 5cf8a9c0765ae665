package goodturn_test

import (
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
)

func TestAFoldedTextIsCutOnlyWhereItIsAKey(t *testing.T) {
	long := strings.Repeat("abc ", 100) + "Ana O’Ruiz!"
	if got := []rune(goodturn.Folded(long)); len(got) > 200 || len(got) < 199 {
		t.Errorf("%d characters", len(got))
	}
	if got := goodturn.FoldedWhole(long); !strings.HasSuffix(got, " abc ana oruiz") {
		t.Errorf("%q", got)
	}
	if got := goodturn.Folded("  Northwind,  Inc. "); got != "northwind inc" {
		t.Errorf("%q", got)
	}
}
