package goodturn_test

import (
	"testing"

	"github.com/goodturn-app/goodturn"
)

func TestLowerFirst(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "A": "a", "Half a year later": "half a year later", "NAR's list": "NAR's list", "Goodturn is paused.": "Goodturn is paused.",
		"“Élan” is kept": "“Élan” is kept", "Été": "été", "12 Oak Street": "12 Oak Street", "\xff": "\uFFFD",
	} {
		if got := goodturn.LowerFirst(s); got != want {
			t.Errorf("%q becomes %q, want %q", s, got, want)
		}
	}
}
