package admin_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

func (x *porch) packs() []string {
	x.t.Helper()
	var out []string
	if err := x.db.Read(context.Background(), func(tx *store.Tx) error {
		s, err := tx.Settings()
		out = s.WithDefaults().Packs()
		return err
	}); err != nil {
		x.t.Fatal(err)
	}
	return out
}

func TestPlansAreChosenInSettingsOnceTheirEffectWasSeen(t *testing.T) {
	x := newPorch(t)
	if to := x.brings("/start/file"); to != "/start/report" {
		t.Fatal(to)
	}
	x.keeps("/start/report", url.Values{"step": {"read"}})
	x.keeps("/start/report", url.Values{"step": {"bring"}, "how": {"told"}, "sure": {"yes"}})
	if page := x.page("/settings"); !strings.Contains(page, `href="/settings/plans"`) || !strings.Contains(page, "The years after a closing.") {
		t.Error("Settings do not say which plans are in use")
	}
	if page := x.page("/settings/plans"); !strings.Contains(page, "people are in it.") {
		t.Error("it does not say how many people are in the plan")
	}
	w := post(x.h, "/settings/plans", url.Values{"plan": {"professional"}, "step": {"look"}}, x.cookie)
	if page := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(page, "goes out of use") || !strings.Contains(page, "They stay where they are") || !strings.Contains(page, `name="seen" value="professional"`) {
		t.Fatalf("%d: what becomes of those who are in it is not said", w.Code)
	}
	if got := x.packs(); !slices.Equal(got, []string{"real-estate"}) {
		t.Errorf("a look changed %v", got)
	}
	w = post(x.h, "/settings/plans", url.Values{"plan": {"professional"}, "step": {"save"}, "seen": {"real-estate"}}, x.cookie)
	if got := x.packs(); w.Code != http.StatusOK || !slices.Equal(got, []string{"real-estate"}) {
		t.Errorf("%d: kept without having been seen: %v", w.Code, got)
	}
	if to := x.keeps("/settings/plans", url.Values{"plan": {"professional"}, "step": {"save"}, "seen": {"professional"}}); to != "/settings" {
		t.Error(to)
	}
	if got := x.packs(); !slices.Equal(got, []string{"professional"}) {
		t.Error(got)
	}
	if page := x.page("/settings/plans"); !strings.Contains(page, "hear nothing from it.") {
		t.Error("it does not say that people wait in the plan")
	}
	if page := x.refuses("/settings/plans", nil); !strings.Contains(page, "One plan at least") {
		t.Error("no plan at all was taken")
	}
	x.keeps("/settings/plans", url.Values{"plan": {"professional", "real-estate"}, "step": {"save"}, "seen": {"real-estate professional"}})
	if got := x.packs(); !slices.Equal(got, []string{"real-estate", "professional"}) {
		t.Error(got)
	}
}

func TestOnlyTheOwnerChoosesPlans(t *testing.T) {
	x := newPorch(t)
	if err := x.db.Write(context.Background(), func(tx *store.Tx) error {
		users, err := tx.Users()
		if err != nil {
			return err
		}
		users[0].Role = goodturn.RoleAgent
		return tx.UpdateUser(users[0])
	}); err != nil {
		t.Fatal(err)
	}
	if page := x.page("/settings/plans"); strings.Contains(page, `name="step"`) || !strings.Contains(page, "Only the owner") {
		t.Error("an agent is shown a button that refuses")
	}
	if w := post(x.h, "/settings/plans", url.Values{"plan": {"professional"}}, x.cookie); w.Code != http.StatusForbidden {
		t.Error(w.Code)
	}
}

func TestTheWordsOfEveryPlanInUseAreShownAndChanged(t *testing.T) {
	x := newPorch(t)
	if page := x.page("/words"); strings.Contains(page, "People you know from work") {
		t.Error("a plan that is not in use has its words among the others")
	}
	x.keeps("/settings/plans", url.Values{"plan": {"real-estate", "professional"}})
	mia := goodturn.Contact{Given: "Mia", Family: "Hahn", Greeting: "Mia", SortKey: "hahn mia"}
	if err := x.db.Write(context.Background(), func(tx *store.Tx) error {
		users, err := tx.Users()
		if err != nil {
			return err
		}
		mia.ID, mia.OwnerID = "", users[0].ID
		if err := tx.InsertContact(&mia); err != nil {
			return err
		}
		if _, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: mia.ID, Kind: goodturn.IdentityEmail, Value: "mia@example.com", Shown: "mia@example.com", Primary: true}}); err != nil {
			return err
		}
		return tx.AppendConsents(goodturn.Consent{ContactID: mia.ID, Channel: goodturn.ChannelEmail, Address: "mia@example.com", Basis: goodturn.BasisRelationship, Signer: "Dana", Source: "hand"})
	}); err != nil {
		t.Fatal(err)
	}
	x.keeps("/people/"+string(mia.ID)+"/known", url.Values{"work": {"the port migration"}, "offer": {"The new harbor guide is out."}})
	if page := x.page("/words"); !strings.Contains(page, `href="/words?plan=professional"`) || !strings.Contains(page, "A month later") {
		t.Error("there is no way to the words of the other plan")
	}
	if page := x.page("/words?plan=professional"); !strings.Contains(page, "Something useful for them") || strings.Contains(page, "A month later") || strings.Contains(page, "after the closing") {
		t.Error("the words of the plan for people from work are not there, or others are")
	}
	at := "/words/useful-note?plan=professional"
	page := x.page(at)
	if !strings.Contains(page, "Mia Hahn") {
		t.Error("no real person stands beside the words")
	}
	body := textarea(page)
	action := "/words" + between(t, page, `<form method="post" action="/words`, `"`)
	if to := x.keeps(strings.ReplaceAll(action, "&amp;", "&"), url.Values{"words": {strings.Replace(body, "{{.offer}}", "{{.offer}} I thought of you.", 1)}, "step": {"keep"}}); !strings.Contains(to, "plan=professional") {
		t.Error(to)
	}
	if page := x.page(at); !strings.Contains(page, "I thought of you.") || !strings.Contains(page, "Back to the words that came") {
		t.Error("the words were not kept")
	}
	if page := x.page("/words"); strings.Contains(page, "yours") {
		t.Error("words of another plan changed with them")
	}
	if w := get(x.h, "/words?plan=gardening", x.cookie); w.Code != http.StatusUnprocessableEntity {
		t.Error(w.Code)
	}
}

func between(t *testing.T, s, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(s, from)
	out, _, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		t.Fatalf("%q is not on the page", from)
	}
	return out
}
