package admin_test

import (
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
)

func TestTheReportOfAListAsksInOneTapWhoSentThem(t *testing.T) {
	v := newVillage(t)
	on := people.New(v.p)
	s, err := on.StageImport(t.Context(), people.ImportFile{Name: "list.csv", From: strings.NewReader("First Name,Last Name,Email,Referred By\nLee,Park,lee@example.com,Ben Ruizb\n"), By: v.owner.ID,
		ImportAnswers: people.ImportAnswers{AcceptGuesses: true}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := on.ApplyImport(t.Context(), s.ID, people.Attestation{By: "Dana", How: "My own clients."}); err != nil {
		t.Fatal(err)
	}
	at := "/import/" + string(s.ID)
	has(t, v.get(at), "Who sent them?", "Lee Park", "Ben Ruizb", "75 of 100 sure")
	got, err := on.ImportSenders(t.Context(), s.ID, 10)
	if err != nil || len(got) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	if where := v.post("/claims/"+string(got[0].Claim.ID), "is", "yes", "back", at); where != at {
		t.Errorf("the tap leads to %s", where)
	}
	v.write(func(tx *store.Tx) error {
		x, err := tx.Referral(got[0].Claim.ReferralID)
		if err == nil && x.ReferrerID != v.who["Ben"] {
			t.Errorf("credited %+v", x)
		}
		return err
	})
	if page := v.get(at); strings.Contains(page, "Who sent them?") {
		t.Error("it is asked again")
	}
	if where := v.post("/claims/"+string(got[0].Claim.ID), "is", "no", "back", "https://elsewhere.example/import/x"); !strings.HasPrefix(where, "/introductions/") {
		t.Errorf("a tap leads elsewhere: %s", where)
	}
}
