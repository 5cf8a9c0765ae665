package admin

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/plans"
	"github.com/goodturn-app/goodturn/store"
)

// plansForm is the plans that are here, with those ticked that are chosen; nil: those in use.
func (a *admin) plansForm(r *http.Request, action, save string, chosen []string) (PlansForm, []plans.Plan, error) {
	list, err := a.Plans.List(r.Context())
	v := PlansForm{Action: action, Save: save, Closed: !may(r.Context(), action)}
	for _, x := range list {
		row := PlanRow{Name: x.Name, Title: x.Title, Does: x.Does(), Chosen: x.InUse}
		if chosen != nil {
			row.Chosen = slices.Contains(chosen, x.Name)
		}
		if x.InUse {
			row.Tag = Tag{"in use now", Good}
		}
		if x.People > 0 {
			row.Note = inPlan(x)
		}
		v.Plans = append(v.Plans, row)
	}
	return v, list, err
}

// choosePlans answers a form of plans: it says what the choice does, and lets it hold once that was seen. done is true where it holds.
// Where nobody is in any plan and none is taken out of use there is nothing to see first.
func (a *admin) choosePlans(r *http.Request, action, save string) (v PlansForm, done bool, err error) {
	if err := r.ParseForm(); err != nil {
		return v, false, goodturn.Invalid("plan", "This form cannot be read.", "Go back and choose again.")
	}
	chosen := append([]string{}, r.PostForm["plan"]...)
	v, list, err := a.plansForm(r, action, save, chosen)
	if err != nil {
		return v, false, err
	}
	names := plans.Ordered(list, chosen)
	change, err := a.Plans.Look(r.Context(), names...)
	if err != nil {
		v.Wrong, err = wrongOf(err)
		return v, false, err
	}
	key := strings.Join(names, " ")
	people := slices.ContainsFunc(list, func(x plans.Plan) bool { return x.People > 0 })
	if seen := formValue(r, "step") == "save" && formValue(r, "seen") == key; !seen && people && !change.Same() {
		v.Say, v.Seen = change.Says(), key
		return v, false, nil
	}
	if change.Same() {
		return v, true, nil
	}
	err = a.behind(r.Context(), "plans", func(ctx context.Context) error {
		_, err := a.Plans.Use(ctx, by(r), names...)
		return err
	})
	if err != nil {
		v.Wrong, err = wrongOf(err)
		return v, false, err
	}
	return v, true, nil
}

func (a *admin) plans(w http.ResponseWriter, r *http.Request) error {
	v, _, err := a.plansForm(r, "/settings/plans", "See what changes", nil)
	if err != nil {
		return err
	}
	return a.page(w, r, "settings", "Plans", PlansPage(v))
}

func (a *admin) plansPost(w http.ResponseWriter, r *http.Request) error {
	v, done, err := a.choosePlans(r, "/settings/plans", "See what changes")
	switch {
	case err != nil:
		return err
	case done:
		return a.done(w, "/settings", "These plans are in use.")
	case v.Wrong.Message != "":
		return a.again(w, r, "settings", "Plans", PlansPage(v))
	}
	return a.page(w, r, "settings", "Plans", PlansPage(v))
}

// startPlans is the first step: whom the owner keeps up with.
func (a *admin) startPlans(w http.ResponseWriter, r *http.Request) error {
	v, _, err := a.plansForm(r, "/start/plans", "Keep and go on", nil)
	if err != nil {
		return err
	}
	v.On = "/start/file"
	return a.stepPage(w, r, "plans", PlansBody(v))
}

func (a *admin) startPlansPost(w http.ResponseWriter, r *http.Request) error {
	v, done, err := a.choosePlans(r, "/start/plans", "Keep and go on")
	switch {
	case err != nil:
		return err
	case !done && v.Wrong.Message != "":
		return a.stepAgain(w, r, "plans", PlansBody(v))
	case !done:
		return a.stepPage(w, r, "plans", PlansBody(v))
	}
	if err := a.stepDone(r, "plans"); err != nil {
		return err
	}
	return a.done(w, "/start/file", "")
}

// inPlan says how many people are in a plan.
func inPlan(x plans.Plan) string {
	many := thousands(x.People)
	if x.People >= store.CountedTo {
		many += " and more"
	}
	if x.InUse {
		return many + " " + plural(x.People, "person is", "people are") + " in it."
	}
	return many + " " + plural(x.People, "person waits in it and hears", "people wait in it and hear") + " nothing from it."
}

// plansNow says which plans are in use.
func plansNow(list []plans.Plan) string {
	var out []string
	for _, x := range list {
		if x.InUse {
			out = append(out, x.Title)
		}
	}
	return strings.Join(out, "; ") + "."
}
