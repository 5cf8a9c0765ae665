package journey_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

const (
	sofa  = "203.0.113.7 Browser/1.0 (telephone)"
	cafe  = "203.0.113.9 Browser/1.0 (telephone)"
	table = "203.0.113.7 Browser/2.0 (desk)"
)

// from asks the clients' pages as a device does.
func (x *firm) from(device, method, path string, pairs ...string) *httptest.ResponseRecorder {
	x.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	var at string
	at, r.Header["User-Agent"] = strings.Fields(device)[0], []string{strings.SplitN(device, " ", 2)[1]}
	r.RemoteAddr = at + ":40001"
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	x.public.ServeHTTP(w, r)
	if w.Code >= 400 {
		x.t.Fatalf("%s %s: %d %s", method, path, w.Code, plain(w.Body.String()))
	}
	return w
}

// form sends a friend's form from a device.
func (x *firm) form(device, name, reach string) {
	x.t.Helper()
	at := "/r/" + x.code()
	version := regexp.MustCompile(`name="consent" value="([^"]+)"`).FindStringSubmatch(x.from(device, "GET", at).Body.String())
	x.from(device, "POST", at, "name", name, "reach", reach, "consent", version[1])
}

// named is the introduction of a friend.
func (x *firm) named(friend string) goodturn.Referral {
	x.t.Helper()
	for _, r := range x.introductions() {
		if r.Friend == friend {
			return r
		}
	}
	x.t.Fatalf("%s was not introduced", friend)
	return goodturn.Referral{}
}

func (x *firm) marks(device string) (n int) {
	x.DB.Flush()
	x.write(func(tx *store.Tx) (err error) { n, err = tx.CountFetches(tx.DeviceOf(x.ana, device)); return err })
	return n
}

// A friend's form from the device on which she said yes is looked at by a person before anything is owed, and one from elsewhere is not.
func TestAFormFromHerOwnDeviceIsLookedAt(t *testing.T) {
	for _, on := range []string{"sqlite", "postgres"} {
		t.Run(on, func(t *testing.T) {
			x := newFirm(t, on)
			x.own("POST", "/rewards/set", "kind", "gift_card", "each", "20")
			x.until(day(time.April, 10))
			_, answer := x.ask()
			x.from(table, "GET", answer) // looking tells nothing: gateways look too
			x.from(sofa, "POST", answer, "answer", "yes")
			if x.marks(table) != 0 || x.marks(sofa) != 1 {
				t.Fatalf("%d looks leave a device, %d answers do", x.marks(table), x.marks(sofa))
			}
			x.form(sofa, "Anna Reyes", "areyes77@outlook.com")
			x.form(cafe, "Lee Park", "lee@hillside.example")
			x.form(cafe, "Kim Vale", "kim@hillside.example")
			mine, lee, kim := x.named("Anna Reyes"), x.named("Lee Park"), x.named("Kim Vale")
			if !mine.SameDevice || mine.Device != 1 || lee.SameDevice || lee.Device != 1 || kim.SameDevice || kim.Device != 2 {
				t.Fatalf("from the sofa %v %d; from the cafe %v %d and %v %d", mine.SameDevice, mine.Device, lee.SameDevice, lee.Device, kim.SameDevice, kim.Device)
			}
			x.own("POST", "/introductions/"+string(mine.ID), "stage", "qualified")
			x.own("POST", "/introductions/"+string(lee.ID), "stage", "qualified")
			page := x.own("GET", "/rewards")
			has(t, "the page of rewards", plain(page), "Anna Reyes", "came from the device on which the answer was given")
			if strings.Contains(page, "/rewards/look/"+string(lee.ID)) || !strings.Contains(page, "/rewards/look/"+string(mine.ID)) {
				t.Error("the wrong one is looked at")
			}
			x.own("POST", "/rewards/look/"+string(mine.ID), "pass", "yes", "why", "Her sister; they sat side by side.")
			x.until(day(time.April, 26))
			has(t, "who passed", x.own("GET", "/rewards/cards.csv"), "Ana Ruiz,ana@northwind.example,20.00,USD")

			x.until(day(time.May, 20)) // what is not deleted yet counts for nothing
			x.form(sofa, "Moe Hahn", "moe@hillside.example")
			if r := x.named("Moe Hahn"); r.SameDevice || r.Device != 1 {
				t.Errorf("after 39 days: %v %d", r.SameDevice, r.Device)
			}
		})
	}
}

// Where nothing is promised there is nothing to gain, and nobody keeps from where somebody came.
func TestNoDeviceIsKeptWhereNothingIsPromised(t *testing.T) {
	x := newFirm(t, "sqlite")
	x.until(day(time.April, 10))
	_, answer := x.ask()
	x.from(sofa, "POST", answer, "answer", "yes")
	x.form(sofa, "Lee Park", "lee@hillside.example")
	if r := x.named("Lee Park"); r.SameDevice || r.Device != 0 || x.marks(sofa) != 0 {
		t.Errorf("%v %d, %d marks", r.SameDevice, r.Device, x.marks(sofa))
	}
}
