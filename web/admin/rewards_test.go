package admin_test

import (
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/reward"
	"github.com/goodturn-app/goodturn/store"
)

// spoken finds words of rewards in what a page shows; a "gift card" in somebody's own note would count too, and there is none.
var spoken = regexp.MustCompile(`(?i)\brewards?\b|\bgift\b|\bcoupon|\bcredit(ed|s)?\b`)

// shown is a page without its addresses of style and script.
func shown(body string) string {
	return regexp.MustCompile(`(?s)<(style|script)[^>]*>.*?</(style|script)>|<[^>]+>`).ReplaceAllString(body, " ")
}

func TestInRealEstateNoPageSpeaksOfRewards(t *testing.T) {
	v := newVillage(t)
	v.write(func(tx *store.Tx) error { // even with something left in the database
		return tx.SetValue("reward.programme", `{"on":true,"kind":"gift_card","each_minor":2000}`)
	})
	ana := "/people/" + string(v.who["Ana"])
	for _, path := range []string{"/", "/tasks", "/people", "/people/alike", ana, ana + "/why", ana + "/dates", "/year", "/messages", "/words", "/introductions", "/introductions/new", "/introductions/led-to", "/settings"} {
		if found := spoken.FindString(shown(v.get(path))); found != "" {
			t.Errorf("%s says %q", path, found)
		}
	}
	for _, path := range []string{"/rewards", "/rewards/set", "/rewards/year.csv", "/rewards/cards.csv"} {
		code, body, _ := v.do(http.MethodGet, path, nil)
		_, none, _ := v.do(http.MethodGet, "/no-such-page", nil)
		if code != http.StatusNotFound || spoken.MatchString(shown(body)) || strings.Count(body, "There is no such page") != strings.Count(none, "There is no such page") {
			t.Errorf("%s: %d", path, code)
		}
	}
	for _, c := range v.mail.Messages() {
		if found := spoken.FindString(c.Subject + " " + c.Text); found != "" {
			t.Errorf("a message says %q:\n%s", found, c.Text)
		}
	}
}

// mayReward brings the plan of a line of work in which something may be given.
func (v *village) mayReward() {
	v.t.Helper()
	pack, err := playbook.Load(os.DirFS("../../examples/software"), "examples/software")
	if err != nil {
		v.t.Fatal(err)
	}
	v.p.Library["software"] = pack
}

func TestTheOwnerSetsARewardLooksAndGives(t *testing.T) {
	v := newVillage(t)
	v.mayReward()
	v.write(func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.MorePacks = []string{"software"} // whose line of work allows rewards
		return tx.SaveSettings(s)
	})
	if !strings.Contains(v.get("/settings"), "/rewards") || !strings.Contains(v.get("/rewards"), "Nothing is promised") {
		t.Fatal("the pages are not there")
	}
	_, body, _ := v.do(http.MethodPost, "/rewards/set", form("kind", "gift_card", "each", "900"))
	if !strings.Contains(body, "At most $250 for one introduction.") || !strings.Contains(body, `value="900"`) {
		t.Errorf("beyond the limit: %s", main(body))
	}
	_, body, _ = v.do(http.MethodPost, "/rewards/set", form("kind", "gift_card", "each", "900", "year", "5000", "counsel", "Rosa Hahn", "words", "yes"))
	if !strings.Contains(body, "At most $250") {
		t.Errorf("an attestation that was not typed: %s", main(body))
	}
	v.post("/rewards/set", "kind", "gift_card", "each", "20", "friend", "10.50", "tiers", "3: 30")
	if page := v.get("/rewards"); !strings.Contains(page, "If you sign up I get a $20 gift card ($30 from the 3rd friend of a year on) and you get a $10.50 gift card.") {
		t.Errorf("what friends read: %s", main(page))
	}

	// Ana introduces herself, and then a friend.
	var odd, fine goodturn.Referral
	v.write(func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		p, err := rewards.Programme(tx)
		if err != nil {
			return err
		}
		promise, ok := reward.Freeze(p, rewards.PlaceOf(s.WithDefaults(), "product"), goodturn.DateOf(v.now))
		if !ok {
			return goodturn.NotFound("promise")
		}
		for _, ask := range []goodturn.ID{"k1", "k2"} {
			if err := rewards.Keep(tx, ask, promise); err != nil {
				return err
			}
		}
		odd = goodturn.Referral{ReferrerID: v.who["Ana"], AskID: "k1", Friend: "Mona", Email: "p0+mona@example.com", OwnerID: v.owner.ID, Stage: goodturn.StageQualified}
		fine = goodturn.Referral{ReferrerID: v.who["Ana"], AskID: "k2", Friend: "Quinn", Email: "quinn@hill.example", OwnerID: v.owner.ID, Stage: goodturn.StageQualified}
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
	page := v.get("/rewards")
	if !strings.Contains(page, "Both have the same e-mail address") || !strings.Contains(page, "waits for your look") {
		t.Fatalf("nobody is asked to look: %s", main(page))
	}
	if code, _, _ := v.do(http.MethodPost, "/rewards/look/"+string(odd.ID), form("pass", "no")); code < 400 {
		t.Errorf("declined without a reason: %d", code)
	}
	v.post("/rewards/look/"+string(odd.ID), "pass", "no", "why", "It is her own mailbox.")
	v.now = v.now.Add(15 * goodturn.Day)
	v.write(func(tx *store.Tx) error { _, err := rewards.FallDue(tx, nil); return err })
	if page := v.get("/rewards"); !strings.Contains(page, "taken back") || strings.Count(page, "I gave it") != 2 {
		t.Errorf("after a fortnight: %s", main(page))
	}
	if cards := v.get("/rewards/cards.csv"); !strings.Contains(cards, "p0@example.com,20.00,USD") {
		t.Errorf("cards: %s", cards)
	}
	v.post("/rewards/give", "referral", string(fine.ID), "side", "advocate")
	if year := v.get("/rewards/year.csv"); !strings.Contains(year, "p0@example.com,20.00,USD,1,no,no") {
		t.Errorf("year: %s", year)
	}
	v.post("/rewards/people/"+string(v.who["Ana"]), "form", "yes", "trusted", "yes")
	if code, _, _ := v.do(http.MethodPost, "/rewards/give", form("referral", string(fine.ID), "side", "advocate")); code != http.StatusConflict {
		t.Errorf("given twice: %d", code)
	}

	// Whoever is not the owner sees where each stands, takes no list along, and neither promises nor gives: no button says otherwise.
	odder := odd
	odder.ID, odder.Friend, odder.Email = "", "Nora", "p0+nora@example.com"
	v.write(func(tx *store.Tx) error {
		if err := tx.InsertReferral(&odder); err != nil {
			return err
		}
		return rewards.Sync(tx, odder)
	})
	buttons := []string{"/rewards/set", "/rewards/look/", "/rewards/give", "/rewards/people/", "/rewards/codes", "/rewards/year.csv", "/rewards/cards.csv"}
	v.write(func(tx *store.Tx) error {
		_, err := tx.AddCoupons(store.Coupon{Code: "AB-0", AmountMinor: 1000, Currency: "USD"})
		return err
	})
	for _, role := range []goodturn.Role{goodturn.RoleOwner, goodturn.RoleAgent, goodturn.RoleStaff} {
		v.owner.Role = role
		v.write(func(tx *store.Tx) error { return tx.UpdateUser(v.owner) })
		page := v.get("/rewards")
		for _, b := range buttons {
			if strings.Contains(page, b) != (role == goodturn.RoleOwner) {
				t.Errorf("%s sees %s: %t", role, b, role != goodturn.RoleOwner)
			}
		}
		if !strings.Contains(page, "taken back") || !strings.Contains(page, "Quinn") || !strings.Contains(page, "Nora") {
			t.Errorf("%s does not see where each stands: %s", role, main(page))
		}
		for _, path := range []string{"/rewards/set", "/rewards/year.csv", "/rewards/cards.csv"} {
			if code, body, _ := v.do(http.MethodGet, path, nil); (code == http.StatusOK) != (role == goodturn.RoleOwner) || role != goodturn.RoleOwner && (code != http.StatusForbidden || strings.Contains(body, "p0@example.com")) {
				t.Errorf("%s reads %s: %d", role, path, code)
			}
		}
	}
	v.owner.Role = goodturn.RoleAgent
	v.write(func(tx *store.Tx) error { return tx.UpdateUser(v.owner) })
	for path, f := range map[string]url.Values{
		"/rewards/set":                            form("kind", "gift_card", "each", "40"),
		"/rewards/look/" + string(odd.ID):         form("pass", "yes"),
		"/rewards/give":                           form("referral", string(fine.ID), "side", "friend"),
		"/rewards/people/" + string(v.who["Ana"]): form("trusted", "yes"),
		"/rewards/codes":                          form("codes", "AB-1"),
	} {
		if code, body, _ := v.do(http.MethodPost, path, f); code == http.StatusSeeOther || !strings.Contains(body, "Only the owner") {
			t.Errorf("%s by an agent: %d %s", path, code, main(body))
		}
	}
}

// A business where people pay in euros sees euros, brings codes of every worth, and no page of it speaks of the taxes of another country.
func TestABusinessElsewhereSeesItsOwnMoney(t *testing.T) {
	v := newVillage(t)
	v.mayReward()
	v.write(func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.MorePacks, s.Region = []string{"software"}, "DE"
		return tx.SaveSettings(s)
	})
	if page := v.get("/rewards/set"); !strings.Contains(page, "At most €200 for one introduction, and €1,200 for one person in 12 months.") || !strings.Contains(page, `value="EUR"`) {
		t.Errorf("the form: %s", main(page))
	}
	_, body, _ := v.do(http.MethodPost, "/rewards/set", form("kind", "coupon", "each", "$25"))
	if !strings.Contains(body, "That is not an amount in EUR.") {
		t.Errorf("dollars for euros: %s", main(body))
	}
	_, body, _ = v.do(http.MethodPost, "/rewards/set", form("kind", "coupon", "each", "2500", "currency", "huf"))
	if !strings.Contains(body, "We know no limit in HUF.") || !strings.Contains(body, `value="2500"`) {
		t.Errorf("a currency without a limit: %s", main(body))
	}
	v.post("/rewards/set", "kind", "coupon", "each", "€25", "friend", "10", "tiers", "3: 30 EUR")
	page := v.get("/rewards")
	if !strings.Contains(page, "If you sign up I get a coupon worth €25 (€30 from the 3rd friend of a year on) and you get a coupon worth €10.") || !strings.Contains(page, "No code is left.") {
		t.Errorf("what friends read: %s", main(page))
	}
	for _, word := range []string{"W-9", "for the taxes", "without the form"} {
		if strings.Contains(page, word) {
			t.Errorf("the page says %q", word)
		}
	}
	v.post("/rewards/codes", "codes", "A1\nA2", "worth", "25", "currency", "EUR")
	v.post("/rewards/codes", "codes", "B1", "worth", "10", "currency", "eur") // what a friend gets is another sum
	if page := v.get("/rewards"); !strings.Contains(page, "Left: 1 code worth €10, 2 codes worth €25.") {
		t.Errorf("codes: %s", main(page))
	}
	for _, f := range []url.Values{form("codes", "C1", "worth", "", "currency", "EUR"), form("codes", "C1", "worth", "25", "currency", "euro")} {
		if code, body, _ := v.do(http.MethodPost, "/rewards/codes", f); code < 400 {
			t.Errorf("codes worth %q %q: %d %s", f.Get("worth"), f.Get("currency"), code, main(body))
		}
	}
}

// Where the business is in another country, keeping the page of its address does not move it to the United States.
func TestABusinessElsewhereStaysThereWhenItsAddressIsKept(t *testing.T) {
	v := newVillage(t)
	for _, region := range []string{"DE", "CA-QC", "US-NY", "US"} {
		v.write(func(tx *store.Tx) error {
			s, err := tx.Settings()
			if err != nil {
				return err
			}
			s.Region = region
			return tx.SaveSettings(s)
		})
		page := v.get("/settings/address")
		shown := strings.TrimPrefix(strings.TrimPrefix(region, "US"), "-")
		if shown != "" && !strings.Contains(page, `value="`+shown+`"`) {
			t.Errorf("%s is not shown: %s", region, main(page))
		}
		v.post("/settings/address", "name", "Acme", "postal", "1 Main Street\nNew York, NY 10001", "region", shown, "zone", "America/New_York")
		v.write(func(tx *store.Tx) error {
			s, err := tx.Settings()
			if s.Region != region {
				t.Errorf("%s became %s", region, s.Region)
			}
			return err
		})
	}
}

func form(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}
