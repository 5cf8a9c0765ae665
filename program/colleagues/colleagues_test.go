package colleagues_test

import (
	"testing"
	"time"

	"github.com/goodturn-app/goodturn/program/colleagues"
)

func TestALetterToAColleagueIsNamedWithItsDayWhereTheOtherIsRead(t *testing.T) {
	night := time.Date(2026, time.December, 1, 2, 0, 0, 0, time.UTC) // the evening before in New York
	for _, tt := range []struct {
		letter     colleagues.Letter
		zone, want string
	}{
		{colleagues.Letter{Who: "Ana Berg"}, "America/New_York", "A letter that waits for Ana Berg, at the same company, says nearly the same."},
		{colleagues.Letter{Who: "Ana Berg", At: night}, "America/New_York", "Ana Berg, at the same company, got nearly the same letter on 30 November 2026."},
		{colleagues.Letter{Who: "Ana Berg", At: night}, "Europe/Paris", "Ana Berg, at the same company, got nearly the same letter on 1 December 2026."},
		{colleagues.Letter{Who: "Ana Berg", At: night}, "Nowhere/At_All", "Ana Berg, at the same company, got nearly the same letter on 1 December 2026."},
	} {
		if got := tt.letter.Says(tt.zone); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.zone, got, tt.want)
		}
	}
}
