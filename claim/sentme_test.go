package claim_test

import (
	"testing"

	"github.com/goodturn-app/goodturn/claim"
)

func TestWhoSentWhomIsHeard(t *testing.T) {
	for said, want := range map[string][3]string{
		"Ana sent me Lee":                               {"Ana", "Lee", ""},
		"ana ruiz sent me Lee Park, 212 555 0188":       {"ana ruiz", "Lee Park", "212 555 0188"},
		"Ana Ruiz introduced Lee to me.":                {"Ana Ruiz", "Lee", ""},
		"Ana has referred us to Lee at lee@example.com": {"Ana", "Lee", "lee@example.com"},
		"Ben gave me a name: Kim":                       {"Ben", "Kim", ""},
		"Ben gave me the name of Kim Cho":               {"Ben", "Kim Cho", ""},
	} {
		sender, friend, reach, ok := claim.SentMe(said)
		if got := [3]string{sender, friend, reach}; !ok || got != want {
			t.Errorf("%q: %q, %v, want %q", said, got, ok, want)
		}
	}
	for _, said := range []string{"", "Ana", "ana ruiz", "sent me", "12 Oak Street", "the sender", "ana@example.com", "mesent"} {
		if _, _, _, ok := claim.SentMe(said); ok {
			t.Errorf("%q is no such sentence", said)
		}
	}
}

func TestASourceFieldSaysWhoSentSomebodyOrNothing(t *testing.T) {
	for field, want := range map[string]struct {
		who  string
		sure bool
	}{
		"Referral - Ana Ruiz":             {"Ana Ruiz", true},
		"Referred by: Ana Ruiz":           {"Ana Ruiz", true},
		"referral from Ana Ruiz (client)": {"Ana Ruiz (client", true},
		"Past Client Referral: Ana Ruiz":  {"Ana Ruiz", true},
		"Ana Ruiz":                        {"Ana Ruiz", false},
		"Zillow":                          {"Zillow", false},
		"Referral":                        {"", false},
		"Client Referral":                 {"", false},
		"https://example.com/referral":    {"", false},
		"www.example.com":                 {"", false},
		"":                                {"", false},
		" - ":                             {"", false},
	} {
		if who, sure := claim.InSource(field); who != want.who || sure != want.sure {
			t.Errorf("%q is %q, %t; want %q, %t", field, who, sure, want.who, want.sure)
		}
	}
}
