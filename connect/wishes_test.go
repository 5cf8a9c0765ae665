package connect_test

import (
	"testing"

	"github.com/goodturn-app/goodturn/connect"
)

func TestATagThatSaysNoIsHeeded(t *testing.T) {
	for in, want := range map[string]connect.Wish{
		"Unsubscribed": connect.WishNoEmail, "Opted-Out": connect.WishNoEmail, "do not e-mail": connect.WishNoEmail, "Past Client - Do Not Email": connect.WishNoEmail,
		"No text": connect.WishNoText, "DNC": connect.WishNothing, "#do_not_contact": connect.WishNothing, "Do Not Contact!": connect.WishNothing,
		"Deceased": connect.WishDied, "Past Client (deceased)": connect.WishDied, "R.I.P.": connect.WishDied,
		"Past Client": connect.WishNone, "Deceased estate sale": connect.WishNone, "Contacted": connect.WishNone, "Text OK": connect.WishNone, "": connect.WishNone, "Client": connect.WishNone,
	} {
		if got := connect.WishOf(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestANoteThatSpeaksOfADeathIsPointedOut(t *testing.T) {
	for in, want := range map[string]string{
		"Husband passed away in May.": "passed away", "Ann died, 2024": "died", "recently widowed": "widow", "WIDOW": "widow",
		"studied law": "", "met at the open house": "", "": "", "window seat": "",
		"call the widow’s lawyer": "widow's", "R.I.P. 2024": "r i p", "lost her husband last fall": "lost her husband", "sold for the estate of Bob Ray": "the estate of", "real estate of interest": "",
		"hospice nurse": "", "ripe tomatoes": "", "passed inspection": "",
	} {
		if got := connect.Mourns(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestANoteThatMaySayNotToWriteIsPointedOut(t *testing.T) {
	for in, want := range map[string]string{
		"DO NOT CONTACT": "do not contact", "Please don’t contact again.": "don't contact", "met 2019; asked: no e-mails": "no e mails", "Unsubscribed in May": "unsubscribed", "(DNC)": "dnc",
		"said leave him alone": "leave him alone", "": "", "Do not call before nine": "", "likes contact sports": "", "sent a mail": "",
		"asked NOT to be contacted": "not to be contacted", "Don’t call or email": "don't call or email", "please remove from list": "remove from list", "do not reach out": "do not reach out",
		"call or email any time": "", "prefers text or email": "", "doesn't want a pool": "", "wants to be contacted in spring": "",
	} {
		if got := connect.Forbids(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
