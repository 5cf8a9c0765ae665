package api

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/rewards"
	promise "github.com/goodturn-app/goodturn/reward"
	"github.com/goodturn-app/goodturn/store"
)

func (o *office) write(fn func(tx *store.Tx) error) {
	o.t.Helper()
	if err := o.db.Write(context.Background(), fn); err != nil {
		o.t.Fatal(err)
	}
}

func TestRewardsAreSetLookedAtAndGivenByAPI(t *testing.T) {
	o := newOffice(t)
	set := `{"kind":"coupon","each_minor":1000,"tiers":[{"from":3,"each_minor":1500}]}`
	if r := o.send("POST", "/v1/rewards/programme", set); r.Code != 404 {
		t.Fatalf("a reward was set in real estate: %d %s", r.Code, r.Body)
	}
	for _, path := range []string{"/v1/rewards/programme", "/v1/rewards/standings", "/v1/rewards/looks", "/v1/rewards/years/2026"} {
		if r := o.send("GET", path, ""); r.Code != 404 {
			t.Errorf("GET %s in real estate: %d", path, r.Code)
		}
	}
	pack, err := playbook.Load(os.DirFS("../../examples/software"), "examples/software")
	if err != nil {
		t.Fatal(err)
	}
	o.p.Library["software"] = pack
	var s goodturn.Settings
	o.write(func(tx *store.Tx) (err error) {
		if s, err = tx.Settings(); err != nil {
			return err
		}
		s.Pack = "software"
		return tx.SaveSettings(s)
	})
	if r := o.send("POST", "/v1/rewards/programme", strings.Replace(set, "1000", "90000", 1)); r.Code != 422 || !strings.Contains(r.Body.String(), "At most $250") {
		t.Errorf("beyond the limit: %d %s", r.Code, r.Body)
	}
	if r := o.send("POST", "/v1/rewards/programme", set); r.Code >= 300 {
		t.Fatalf("%d %s", r.Code, r.Body)
	}
	var odd, fine goodturn.Referral
	o.write(func(tx *store.Tx) error {
		ana := goodturn.Contact{Given: "Ana", OwnerID: o.owner.ID}
		if err := tx.InsertContact(&ana); err != nil {
			return err
		}
		if _, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: ana.ID, Kind: goodturn.IdentityEmail, Value: "ana@example.com", Shown: "ana@example.com"}}); err != nil {
			return err
		}
		offer, err := rewards.OfferOf(tx, s.WithDefaults(), "product", goodturn.DateOf(o.Now()))
		if err != nil || !offer.Made {
			t.Fatalf("%+v %v", offer, err)
		}
		odd = goodturn.Referral{ReferrerID: ana.ID, AskID: "k1", Friend: "Mona", Email: "ana+2@example.com", OwnerID: o.owner.ID, Stage: goodturn.StageQualified}
		fine = goodturn.Referral{ReferrerID: ana.ID, AskID: "k1", Friend: "Lee", Email: "lee@hill.example", OwnerID: o.owner.ID, Stage: goodturn.StageQualified}
		if err := rewards.Keep(tx, "k1", offer.Promise); err != nil {
			return err
		}
		for _, r := range []*goodturn.Referral{&odd, &fine} {
			if err := tx.InsertReferral(r); err != nil {
				return err
			}
			if err := rewards.Sync(tx, *r); err != nil {
				return err
			}
		}
		return nil
	})
	if r := o.ok("GET", "/v1/rewards/looks", ""); !strings.Contains(r.Body.String(), string(odd.ID)) || !strings.Contains(r.Body.String(), `"points"`) || strings.Contains(r.Body.String(), string(fine.ID)) {
		t.Errorf("what waits for a look: %s", r.Body)
	}
	at := "/v1/referrals/" + string(fine.ID) + "/reward-given"
	if r := o.send("POST", at, `{"side":"advocate"}`); r.Code != 409 {
		t.Errorf("given before it is owed: %d %s", r.Code, r.Body)
	}
	if r := o.send("POST", "/v1/referrals/"+string(odd.ID)+"/reward-look", `{"pass":false}`); r.Code != 422 {
		t.Errorf("declined without a reason: %d %s", r.Code, r.Body)
	}
	o.ok("POST", "/v1/referrals/"+string(odd.ID)+"/reward-look", `{"pass":false,"why":"It is her own mailbox."}`)
	o.move(15 * goodturn.Day)
	o.write(func(tx *store.Tx) error { _, err := rewards.FallDue(tx, nil); return err })
	if r := o.send("POST", at, `{"side":"advocate"}`); r.Code != 409 || !strings.Contains(r.Body.String(), "No code worth $10") {
		t.Errorf("without a code: %d %s", r.Code, r.Body)
	}
	if r := o.ok("POST", "/v1/rewards/codes", `{"codes":["AB-1","AB-1","AB-2"],"amount_minor":1000,"currency":"USD"}`); r.JSON["added"] != 2.0 {
		t.Errorf("%s", r.Body)
	}
	o.ok("POST", "/v1/contacts/"+string(fine.ReferrerID)+"/payee", `{"tax_form":true,"public_yes":false,"trusted":true}`)
	if r := o.ok("POST", at, `{"side":"advocate"}`); r.JSON["code"] != "AB-1" {
		t.Errorf("%s", r.Body)
	}
	if r := o.send("POST", at, `{"side":"advocate"}`); r.Code != 409 {
		t.Errorf("given twice: %d", r.Code)
	}
	if r := o.ok("GET", "/v1/rewards", ""); !strings.Contains(r.Body.String(), string(promise.Paid)) {
		t.Errorf("the ledger: %s", r.Body)
	}
	if r := o.ok("GET", "/v1/rewards/programme", ""); r.JSON["kind"] != "coupon" || r.JSON["currency"] != "USD" || r.JSON["most_each_minor"] != 25000.0 || !strings.Contains(r.Body.String(), "coupon worth $10") {
		t.Errorf("what is set: %s", r.Body)
	}
	if r := o.ok("GET", "/v1/rewards/standings", ""); !strings.Contains(r.Body.String(), `"account":"paid"`) || !strings.Contains(r.Body.String(), string(fine.ID)) {
		t.Errorf("where they stand: %s", r.Body)
	}
	if r := o.ok("GET", "/v1/rewards/standings?owed=true", ""); strings.Contains(r.Body.String(), string(fine.ID)) {
		t.Errorf("what is owed: %s", r.Body)
	}
	if r := o.ok("GET", fmt.Sprintf("/v1/rewards/years/%d", o.Now().Year()), ""); !strings.Contains(r.Body.String(), `"amount_minor":1000,"currency":"USD","times":1,"tax_form":true,"reported":false`) {
		t.Errorf("the year: %s", r.Body)
	}
	for body, field := range map[string]string{`{"kind":"coupon"}`: "body.each_minor", `{"kind":"coupon","each_minor":1000,"year_minor":10}`: "body.year_minor", `{"kind":"credit","each_minor":1000,"currency":"ABC"}`: "body.currency"} {
		if r := o.send("POST", "/v1/rewards/programme", body); r.Code != 422 || !strings.Contains(r.Body.String(), field) {
			t.Errorf("%s does not name %s: %s", body, field, r.Body)
		}
	}
	o.key = o.newKey(auth.ScopeRead)
	for _, path := range []string{"/v1/rewards/programme", at, "/v1/rewards/codes"} {
		if r := o.send("POST", path, `{}`); r.Code != 403 {
			t.Errorf("%s with a key that only reads: %d", path, r.Code)
		}
	}
	o.key = o.newKey(auth.Scopes...)
	for _, role := range []goodturn.Role{goodturn.RoleAgent, goodturn.RoleStaff} {
		o.owner.Role = role
		o.write(func(tx *store.Tx) error { return tx.UpdateUser(o.owner) })
		for path, body := range map[string]string{"/v1/rewards/programme": set, at: `{"side":"friend"}`, "/v1/referrals/" + string(odd.ID) + "/reward-look": `{"pass":true}`,
			"/v1/contacts/" + string(fine.ReferrerID) + "/payee": `{"tax_form":true,"public_yes":true,"trusted":true}`, "/v1/rewards/codes": `{"codes":["AB-9"],"amount_minor":1000,"currency":"USD"}`} {
			if r := o.send("POST", path, body); r.Code != 403 {
				t.Errorf("%s in the name of %s: %d %s", path, role, r.Code, r.Body)
			}
		}
		if r := o.send("GET", "/v1/rewards/years/2026", ""); r.Code != 403 {
			t.Errorf("a list of what people got in the name of %s: %d", role, r.Code)
		}
		o.ok("GET", "/v1/rewards", "") // where each stands is seen by all, as on the pages
	}
}
