package link_test

import (
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
)

func TestALinkThatIsOnlyShownAnswersNothing(t *testing.T) {
	s, err := link.New(make([]byte, link.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	token := s.Token(link.Unsubscribe, goodturn.ID("01890a5d-ac96-774b-bcce-b302099a8057"))
	for in, want := range map[string]string{
		"To stop these: https://go.example.com/u/" + token + "\nDana": "To stop these: https://go.example.com/u/...\nDana",
		"Yes: https://www.example.com/answers/a/" + token + ".":       "Yes: https://www.example.com/answers/a/....",
		"My calendar: https://example.com/dana":                       "My calendar: https://example.com/dana",
		"":                                                            "",
	} {
		if got := link.Shown(in); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}
