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
