package admin_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
)

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// filled is a form of days as the page shows it, with what somebody types into it.
func filled(body string, typed ...string) url.Values {
	v := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(body, -1) {
		v.Set(m[1], html.UnescapeString(m[2]))
	}
	for i := 0; i+1 < len(typed); i += 2 {
		v.Set(typed[i], typed[i+1])
	}
	return v
}

func (v *village) postForm(path string, f url.Values) (int, string) {
	v.t.Helper()
	code, body, _ := v.do("POST", path, f)
	return code, body
}

func inside(t *testing.T, body, part string) {
	t.Helper()
	if !strings.Contains(body, part) {
		t.Errorf("the page has no %s", part)
	}
}

func TestDaysOfAPlanAreTriedOnRealPeopleThenSet(t *testing.T) {
	v := newVillage(t)
	body := v.get("/year/days")
	has(t, body, "A month later", "30 days after the closing", "once that has arrived", "Its words speak of that day", "Never fewer than 90")
	has(t, v.get("/year"), "Change the days")

	code, body := v.postForm("/year/days?plan=real-estate", filled(body, "step", "look", "day-tax", "day 300"))
	if code != http.StatusOK {
		t.Fatal(code, main(body))
	}
	has(t, body, "What this would do", "moves", "Nothing is changed yet", "Ruiz", "Use it from now on")
	seen := filled(body, "step", "save", "day-tax", "day 300")

	// A tap on "use" with something else than what was seen is one more look.
	other := filled(body, "step", "save", "day-tax", "day 310")
	if _, body := v.postForm("/year/days?plan=real-estate", other); !strings.Contains(body, "What this would do") {
		t.Error("days were kept that nobody has seen")
	}
	if code, body = v.postForm("/year/days?plan=real-estate", seen); code != http.StatusSeeOther && code != http.StatusOK {
		t.Fatal(code, main(body))
	}
	has(t, v.get("/year/days"), "300 days after the closing", "changed", "Version 1", "in use now")

	code, body = v.postForm("/year/days?plan=real-estate", filled(v.get("/year/days"), "step", "look", "day-check-in", "day 90"))
	if code != http.StatusUnprocessableEntity {
		t.Error(code)
	}
	has(t, body, "A month later cannot come 90 days after the closing", "Choose a day from 21 days to 45 days")
	inside(t, body, `value="day 90"`)
	code, body = v.postForm("/year/days?plan=real-estate", filled(v.get("/year/days"), "step", "look", "ask_every", "30"))
	if code != http.StatusUnprocessableEntity {
		t.Error(code)
	}
	has(t, body, "Nobody is asked twice within 90 days")
	inside(t, body, `value="30"`)
	_, body = v.postForm("/year/days?plan=real-estate", filled(v.get("/year/days"), "shift", "tax 14", "day-tax", "300 days"))
	has(t, body, "What this would do")
	inside(t, body, `value="314 days"`)
}

func TestAnEarlierVersionOfTheDaysHoldsAgainOnceThatWasSeen(t *testing.T) {
	v := newVillage(t)
	keep := func(day string) {
		t.Helper()
		_, body := v.postForm("/year/days?plan=real-estate", filled(v.get("/year/days"), "step", "look", "day-tax", day))
		v.postForm("/year/days?plan=real-estate", filled(body, "step", "save", "day-tax", day))
		has(t, v.get("/year/days"), day+" after the closing")
	}
	keep("300 days")
	keep("310 days")
	has(t, v.get("/year/days"), "Version 1", "Version 2", "See what going back does")
	code, body := v.postForm("/year/days?plan=real-estate", url.Values{"step": {"back 1"}})
	if code != http.StatusOK {
		t.Fatal(code, main(body))
	}
	has(t, body, "What this would do", "moves", "Use it from now on", "310 days after the closing")
	has(t, v.get("/year/days"), "310 days after the closing")
	v.postForm("/year/days?plan=real-estate", filled(body, "step", "save"))
	has(t, v.get("/year/days"), "300 days after the closing", "Version 3", "As in version 1 again.")
	if code, _ := v.postForm("/year/days?plan=real-estate", url.Values{"step": {"back 9"}}); code != http.StatusNotFound {
		t.Error(code)
	}
}

func TestOnePersonIsGivenDaysOfTheirOwn(t *testing.T) {
	v := newVillage(t)
	jia := v.who["Jia"]
	at := "/people/" + string(jia) + "/days"
	has(t, v.get("/people/"+string(jia)), "Earlier, later, not this one")
	body := v.get(at)
	has(t, body, "For this person alone", "As everybody", "Leave this one out")
	code, body := v.postForm(at+"?plan=real-estate", filled(body, "step", "look", "off-anniversary", "yes"))
	if code != http.StatusOK {
		t.Fatal(code, main(body))
	}
	has(t, body, "not any more", "The ask after one year", "Nothing is changed yet")
	v.postForm(at+"?plan=real-estate", filled(body, "step", "save", "off-anniversary", "yes"))
	c := v.card(jia)
	if !c.Contact.Timing.Steps["anniversary"].Off {
		t.Fatalf("%+v", c.Contact.Timing)
	}
	for _, x := range c.Touches {
		if x.State == goodturn.Planned && x.Step == "anniversary-ask" {
			t.Error("the ask behind what was left out is still planned")
		}
	}
	has(t, v.get("/people/"+string(jia)), "days of their own", "You chose days of their own")
	_, body = v.postForm(at+"?plan=real-estate", filled(v.get(at), "step", "reset"))
	v.postForm(at+"?plan=real-estate", filled(body, "step", "save"))
	if c := v.card(jia); !c.Contact.Timing.IsZero() {
		t.Errorf("not everybody's again: %+v", c.Contact.Timing)
	}
}

func TestTwoPeopleInOneEntryArePartedAndPutBack(t *testing.T) {
	v := newVillage(t)
	jia := v.who["Jia"]
	at := "/people/" + string(jia)
	has(t, v.get(at), "Are these two people in one entry?")
	has(t, v.get(at+"/part"), "Who keeps this entry", "Which of these are theirs?")
	code, body := v.postForm(at+"/part", url.Values{"step": {"look"}, "given": {"Jia"}, "family": {"Ruiz"}, "other_given": {""}})
	if code != http.StatusUnprocessableEntity {
		t.Error(code)
	}
	has(t, body, "The first name of the other one is missing.")
	typed := url.Values{"step": {"look"}, "given": {"Jia"}, "family": {"Ruiz"}, "other_given": {"Leo"}, "other_family": {"Park"}, "email": {"leo@example.com"}}
	_, body = v.postForm(at+"/part", typed)
	has(t, body, "Jia Ruiz keeps this page, and Leo Park gets one.", "One letter goes about it, to Jia Ruiz, and greets Jia and Leo.", "Nothing is changed yet.")
	if v.card(jia).Contact.HouseholdID != "" {
		t.Error("a look parted them")
	}
	typed.Set("step", "save")
	v.postForm(at+"/part", typed)
	has(t, v.get(at), "Leo Park got an entry of their own.", "Asked together.")
	leo := v.card(jia).Members[0]
	has(t, v.get("/people/"+string(leo.ID)), "Leo Park", "One entry again", "leo@example.com")
	v.post("/people/" + string(leo.ID) + "/unpart")
	if c := v.card(jia); c.Contact.HouseholdID != "" || len(c.Identities) < 2 {
		t.Errorf("%+v", c.Contact)
	}
}
