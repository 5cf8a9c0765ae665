package admin_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/admin"
)

// porch is the owner's pages as they are after a first log-in, with a mailbox that takes what it is given once it is connected.
type porch struct {
	t      *testing.T
	h      http.Handler
	deps   admin.Deps // of which h is made
	db     *store.DB
	p      *program.Program
	mail   *capture.Sender
	cookie *http.Cookie
	now    time.Time
	refuse error // what connecting the mailbox says
}

func (x *porch) For(u goodturn.User, c goodturn.Channel) (channel.Sender, error) {
	if u.Mailbox.Host == "" || c != goodturn.ChannelEmail {
		return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "not connected"}
	}
	return x.mail, nil
}

func newPorch(t *testing.T) *porch {
	t.Helper()
	x := &porch{t: t, now: time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)}
	clock := goodturn.ClockFunc(func() time.Time { return x.now })
	db, err := sqlite.OpenMemory(context.Background(), store.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	key, err := link.New(bytes.Repeat([]byte{7}, link.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	library := map[string]*playbook.Shipped{}
	for _, name := range playbook.Packs() {
		if library[name], err = playbook.Library(name); err != nil {
			t.Fatal(err)
		}
	}
	x.db, x.mail = db, capture.New(clock.Now)
	x.p = program.New(program.Deps{DB: db, Rand: rand.Reader, Library: library, Links: key, Senders: x, Node: "n", Boot: "b"})
	assets, err := web.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	keep := func(ctx context.Context, user goodturn.ID, m goodturn.Mailbox, password string) error {
		return db.Write(ctx, func(tx *store.Tx) error {
			u, err := tx.User(user)
			if err != nil {
				return err
			}
			m.Secret = []byte("sealed:" + password)
			u.Mailbox = m
			return tx.UpdateUser(u)
		})
	}
	x.deps = admin.Deps{Program: x.p, DB: db, Auth: auth.NewBook(db, rand.Reader, clock), Assets: assets, Clock: clock, Rand: rand.Reader, Scratch: t.TempDir(),
		Providers:   []admin.Provider{{Name: "Gmail", Host: "smtp.gmail.com", Port: 587, Security: "starttls", Login: "Gmail wants an app password.", Help: "https://support.google.com/accounts/answer/185833"}},
		KeepMailbox: keep, ConnectMailbox: func(ctx context.Context, user goodturn.ID, m goodturn.Mailbox, password string) error {
			if x.refuse != nil {
				return x.refuse
			}
			return keep(ctx, user, m, password)
		},
		ProvePublic: func(_ context.Context, url string) error {
			if url == "https://answers.example.com" {
				return nil
			}
			return &goodturn.Error{Code: goodturn.CodeUpstream, Field: "public-url", Message: "It does not lead here.", Hint: "Check the proxy."}
		},
	}
	x.h = admin.New(x.deps)
	token, err := auth.NewToken(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Write(context.Background(), func(tx *store.Tx) error {
		return tx.InsertLoginLink(store.LoginLink{Hash: auth.TokenHash(token), Purpose: "first", ExpiresAt: tx.Now().Add(time.Hour)})
	}); err != nil {
		t.Fatal(err)
	}
	x.cookie = enter(t, x.h, token)
	return x
}

func (x *porch) page(path string) string {
	x.t.Helper()
	w := get(x.h, path, x.cookie)
	if w.Code != http.StatusOK {
		x.t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// keeps posts a form that is to be taken, and gives where it leads.
func (x *porch) keeps(path string, form url.Values) string {
	x.t.Helper()
	w := post(x.h, path, form, x.cookie)
	if w.Code != http.StatusSeeOther {
		x.t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Header().Get("Location")
}

// refuses posts a form that is not to be taken, and gives the page that says why.
func (x *porch) refuses(path string, form url.Values) string {
	x.t.Helper()
	w := post(x.h, path, form, x.cookie)
	if w.Code != http.StatusUnprocessableEntity {
		x.t.Fatalf("%s: %d, should be refused with the form again", path, w.Code)
	}
	return w.Body.String()
}

func (x *porch) settings() (s goodturn.Settings) {
	x.t.Helper()
	if err := x.db.Read(context.Background(), func(tx *store.Tx) (err error) { s, err = tx.Settings(); return err }); err != nil {
		x.t.Fatal(err)
	}
	return s
}

func (x *porch) owner() (u goodturn.User) {
	x.t.Helper()
	if err := x.db.Read(context.Background(), func(tx *store.Tx) error {
		all, err := tx.Users()
		u = all[0]
		return err
	}); err != nil {
		x.t.Fatal(err)
	}
	return u
}

func (x *porch) hands(path, name, text string) *httptest.ResponseRecorder {
	x.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, err := m.CreateFormFile("file", name)
	if err != nil {
		x.t.Fatal(err)
	}
	_, _ = f.Write([]byte(text))
	_ = m.Close()
	r := httptest.NewRequest("POST", path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.AddCookie(x.cookie)
	w := httptest.NewRecorder()
	x.h.ServeHTTP(w, r)
	return w
}

func TestEverySettingsFormKeepsWhatIsTypedAndShowsItAgain(t *testing.T) {
	x := newPorch(t)
	for _, c := range []struct {
		name, path string
		form       url.Values
		shows      []string
	}{
		{"voice", "/settings/voice", url.Values{"first_name": {"Dana"}, "greeting": {"Hello"}, "sign_off": {"Warmly,\r\nDana"}, "phone": {"212-555-0100"}, "brokerage": {"Reyes Homes"}}, []string{`value="212-555-0100"`, "Hello Ana,", "Reyes Homes"}},
		{"address of a state that is written out", "/settings/address", url.Values{"postal": {"1 Beacon Street, Boston"}, "region": {"Massachusetts"}, "zone": {"America/New_York"}}, []string{`value="MA"`}},
		{"address", "/settings/address", url.Values{"name": {"Reyes Homes"}, "postal": {"100 Example Ave\r\nNew York, NY 10001"}, "region": {"ny"}, "zone": {"America/New_York"}}, []string{"100 Example Ave", `value="NY"`}},
		{"days off", "/settings/days", url.Values{"days": {"2026-12-31\r\n2026-12-24"}}, []string{"2026-12-24\n2026-12-31"}},
		{"reviews", "/settings/reviews", url.Values{"url": {"https://reviews.example.com/dana"}}, []string{"https://reviews.example.com/dana"}},
		{"market", "/settings/market", url.Values{"fetch": {"yes"}}, []string{"checked", "attribution to Zillow", "neither endorsed nor certified by FHFA. House price index by state, house price index by metro area."}},
		{"tempo", "/settings/tempo", url.Values{"tempo": {"careful"}}, []string{`value="careful" checked`}},
		{"public address", "/settings/public", url.Values{"url": {"https://answers.example.com/"}}, []string{`value="https://answers.example.com"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			x.t = t
			x.page(c.path)
			if to := x.keeps(c.path, c.form); to != "/settings" {
				t.Errorf("it leads to %s", to)
			}
			page := x.page(c.path)
			for _, want := range c.shows {
				if !strings.Contains(page, want) {
					t.Errorf("%q is not on the page", want)
				}
			}
		})
	}
	x.t = t
	s := x.settings()
	if s.Region != "US-NY" || len(s.BlackoutDays) != 2 || s.Tempo != goodturn.Careful || s.PublicProvedAt.IsZero() || !s.MarketFetch || s.Mode == goodturn.ModeLive {
		t.Errorf("%+v", s)
	}
	x.page("/settings")
}

func TestAFormThatCannotBeTakenSaysWhyBesideTheField(t *testing.T) {
	x := newPorch(t)
	for _, c := range []struct {
		name, path string
		form       url.Values
		says       string
	}{
		{"a voice without a name", "/settings/voice", url.Values{"greeting": {"Hi"}}, "Your first name is missing."},
		{"a note on an area without the area", "/settings/voice", url.Values{"first_name": {"Dana"}, "greeting": {"Hi"}, "area_note": {"Two homes sold."}}, "It is not said where the note on the area holds."},
		{"a calendar that is no link", "/settings/voice", url.Values{"first_name": {"Dana"}, "greeting": {"Hi"}, "calendar": {"tomorrow"}}, "calendar-problem"},
		{"half an address", "/settings/address", url.Values{"postal": {"NY"}, "zone": {"America/New_York"}}, "No letter can carry"},
		{"an address that no letter can carry", "/settings/address", url.Values{"postal": {"100 Example Ave | New York, NY"}, "zone": {"America/New_York"}}, "No letter can carry"},
		{"a state that is none", "/settings/address", url.Values{"postal": {"100 Example Ave, New York"}, "region": {"ZZ"}, "zone": {"America/New_York"}}, "no such state"},
		{"a promise where none may be made", "/settings/voice", url.Values{"first_name": {"Dana"}, "greeting": {"Hi"}, "sign_off": {"Dana\n$100 for each friend you send me"}}, "promises something for an introduction"},
		{"a day that is none", "/settings/days", url.Values{"days": {"Christmas"}}, "is no day"},
		{"a review link without TLS", "/settings/reviews", url.Values{"url": {"http://reviews.example.com"}}, "no link"},
		{"a public address that leads elsewhere", "/settings/public", url.Values{"url": {"https://other.example.com"}}, "does not lead here"},
		{"a public address on this network", "/settings/public", url.Values{"url": {"http://192.168.1.4"}}, "no address of the internet"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x.t = t
			if page := x.refuses(c.path, c.form); !strings.Contains(page, c.says) {
				t.Errorf("%q is not said", c.says)
			}
		})
	}
}

func TestWhoOnlyPreparesLetsNothingLeaveAndStopsEverything(t *testing.T) {
	x := newPorch(t)
	u := x.owner()
	u.Role = goodturn.RoleStaff
	if err := x.db.Write(context.Background(), func(tx *store.Tx) error { return tx.UpdateUser(u) }); err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("{id}", "some-id", "{step}", "first-ask")
	n := 0
	for _, action := range admin.Actions() {
		if !admin.Begins(action) {
			continue
		}
		n++
		if w := post(x.h, fill.Replace(strings.TrimPrefix(action, "POST ")), nil, x.cookie); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "somebody else lets them leave") {
			t.Errorf("%s: %d", action, w.Code)
		}
	}
	if n < 8 || x.settings().Mode == goodturn.ModeLive {
		t.Errorf("%d actions let messages leave, or it began", n)
	}
	if w := post(x.h, "/pause", nil, x.cookie); w.Code >= 400 || !x.settings().Paused {
		t.Errorf("cannot stop it: %d", w.Code)
	}
}

func TestTheLetterBesideTheVoiceFollowsWhatIsTyped(t *testing.T) {
	x := newPorch(t)
	w := post(x.h, "/settings/voice/preview", url.Values{"first_name": {"Dana"}, "greeting": {"Dear"}, "sentence": {"What a year!"}}, x.cookie)
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "Dear Ana,") || !strings.Contains(body, "exclamation mark") || strings.Contains(body, " to </span>") {
		t.Errorf("%d %s", w.Code, body)
	}
	if x.owner().Voice.Sentence != "" {
		t.Error("typing kept something")
	}
}

func TestAMailboxIsConnectedByAMessageToOneself(t *testing.T) {
	x := newPorch(t)
	if page := x.page("/settings/mailbox?provider=Gmail"); !strings.Contains(page, "app password") || !strings.Contains(page, `value="smtp.gmail.com"`) {
		t.Error("what the provider wants is not on the page")
	}
	form := url.Values{"step": {"test"}, "email": {"dana@example.com"}, "secret": {"abcd efgh"}, "host": {"smtp.gmail.com"}, "port": {"587"}, "security": {"starttls"}}
	x.refuse = &goodturn.Error{Code: goodturn.CodeUpstream, Message: "Gmail did not accept the password.", Hint: "Use an app password."}
	page := x.refuses("/settings/mailbox", form)
	if !strings.Contains(page, "did not accept the password") || strings.Contains(page, "abcd efgh") {
		t.Error("the refusal is not explained, or the password is on the page")
	}
	x.refuse = nil
	if to := x.keeps("/settings/mailbox", form); to != "/settings/mailbox?sent" {
		t.Errorf("it leads to %s", to)
	}
	if sent := x.mail.Messages(); len(sent) != 1 || sent[0].To.Address != "dana@example.com" {
		t.Fatalf("%+v", sent)
	}
	if page := x.page("/settings/mailbox?sent"); !strings.Contains(page, "Did it arrive?") || strings.Contains(page, "abcd efgh") {
		t.Error("nobody is asked whether it arrived, or the password is on the page")
	}
	x.keeps("/settings/mailbox/lost", nil)
	if x.owner().Mailbox.ProvedAt != 0 {
		t.Error("a message that did not arrive proves the mailbox")
	}
	x.keeps("/settings/mailbox", form)
	x.keeps("/settings/mailbox/arrived", nil)
	if x.owner().Mailbox.ProvedAt == 0 {
		t.Error("the mailbox is not proved")
	}
	form.Set("port", "none")
	if page := x.refuses("/settings/mailbox", form); !strings.Contains(page, "port-problem") {
		t.Error("a wrong port is not pointed out")
	}
}

const clients = "First Name,Last Name,Email,Phone,Deal Type,Closing Date,Property Address\n" +
	"Ana,Ruiz,ana@example.com,,Buyer,2026-10-05,\"12 Oak Street, New York, NY 10002\"\n" +
	"Bo,Lind,bo@example.com,,Seller,2026-09-15,\"40 Pine Road, New York, NY 10003\"\n" +
	"Cy,Nobody,not an address,,Buyer,2026-02-30,\"1 Elm Street, New York, NY 10003\"\n"

func (x *porch) brings(path string) string {
	x.t.Helper()
	w := x.hands(path, `C:\lists\clients.csv`, clients)
	if w.Code != http.StatusSeeOther {
		x.t.Fatalf("%d: %s", w.Code, w.Body)
	}
	return w.Header().Get("Location")
}

// A column of which nothing is taken can be given a meaning on the page, like every other.
func TestAColumnThatIsNotUsedCanBeGivenAMeaning(t *testing.T) {
	x := newPorch(t)
	w := x.hands("/import", "clients.csv", "First Name,Last Name,Email,Closing Date,Remembered For\nAna,Ruiz,ana@example.com,2026-10-05,the red door\n")
	at := w.Header().Get("Location")
	page := x.page(at)
	if !strings.Contains(page, "1 column not used") || !strings.Contains(page, `<select id="col4" name="col4">`) || !strings.Contains(page, "the red door") {
		t.Fatalf("%d: the unused column has no choice: %s", w.Code, page)
	}
	x.keeps(at, url.Values{"step": {"read"}, "col4": {"notes"}})
	if page = x.page(at); strings.Contains(page, "not used") || !strings.Contains(page, `value="notes" selected`) {
		t.Errorf("it is still not used: %s", page)
	}
}

func TestAListIsReadVouchedForBroughtInAndTakenOut(t *testing.T) {
	x := newPorch(t)
	x.keeps("/settings/address", url.Values{"postal": {"100 Example Ave\nNew York, NY 10001"}, "region": {"NY"}, "zone": {"America/New_York"}})
	at := x.brings("/import")
	if page := x.page(at); !strings.Contains(page, "a guess") {
		t.Error("guessed columns are not shown as guesses")
	}
	if to := x.keeps(at, url.Values{"step": {"bring"}, "how": {"clients"}, "sure": {"yes"}}); to != at || strings.Contains(x.page(at), "Everybody has a place.") {
		t.Error("a guessed list was brought in before anybody saw its numbers")
	}
	page := x.page(at)
	if !strings.Contains(page, "clients.csv") || strings.Contains(page, "lists") || !strings.Contains(page, "Not taken") {
		t.Fatalf("the report: %s", page)
	}
	if !strings.Contains(page, "Cy Nobody") || !strings.Contains(page, "row 4 of the file") {
		t.Errorf("it is not said that Cy in row 4 was not taken: %s", page)
	}
	if page := x.refuses(at, url.Values{"step": {"bring"}}); !strings.Contains(page, "not said how you got these addresses") {
		t.Error("nobody had to say how the addresses were got")
	}
	if page := x.refuses(at, url.Values{"step": {"bring"}, "how": {"mixed"}, "sure": {"yes"}}); !strings.Contains(page, "Take those out of the file") {
		t.Error("a mixed list was taken")
	}
	if page := x.refuses(at, url.Values{"step": {"bring"}, "how": {"clients"}}); !strings.Contains(page, "vouches") {
		t.Error("nobody had to vouch")
	}
	x.keeps(at, url.Values{"step": {"bring"}, "how": {"clients"}, "sure": {"yes"}})
	if page := x.page(at); !strings.Contains(page, "Everybody has a place.") {
		t.Fatalf("after bringing them in: %s", page)
	}
	cover, err := people.New(x.p).Coverage(context.Background())
	if err != nil || cover.InPlan < 2 || !cover.Adds() {
		t.Fatalf("%+v %v", cover, err)
	}
	if w := get(x.h, at+"/rejected.csv", x.cookie); w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "Row,Who,") || !strings.Contains(w.Header().Get("Content-Disposition"), "not-taken.csv") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	again := x.brings("/import")
	x.keeps(again, url.Values{"step": {"read"}})
	x.keeps(again, url.Values{"step": {"bring"}, "how": {"clients"}, "sure": {"yes"}})
	if after, err := people.New(x.p).Coverage(context.Background()); err != nil || after != cover {
		t.Errorf("bringing it twice changed %+v to %+v", cover, after)
	}
	if page := x.page(at + "/undo"); !strings.Contains(page, "Take this list out again?") {
		t.Error("it is not asked before")
	}
	x.keeps(again+"/undo", nil)
	x.keeps(at+"/undo", nil)
	if page := x.page(at); !strings.Contains(page, "This list was taken out again.") {
		t.Errorf("after undoing: %s", page)
	}
	if after, err := people.New(x.p).Coverage(context.Background()); err != nil || after.Closed != 0 {
		t.Errorf("still there: %+v %v", after, err)
	}
	x.page("/import")
}

func TestAFileThatCannotBeReadIsExplained(t *testing.T) {
	x := newPorch(t)
	for name, text := range map[string]string{"an empty file": "", "a spreadsheet program's own file": "PK\x03\x04xxxxxxxxxx", "an open quotation mark": "Name,Email\n\"Ana,ana@example.com\n"} {
		t.Run(name, func(t *testing.T) {
			if w := x.hands("/import", "clients.csv", text); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `role="alert"`) {
				t.Errorf("%d", w.Code)
			}
		})
	}
	if w := x.hands("/import", "big.csv", "Name,Email\n"+strings.Repeat("Ana Ruiz,ana@example.com\n", 68<<20/25)); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "larger than 64 MB") {
		t.Errorf("a file that is too large: %d", w.Code)
	}
	if w := post(x.h, "/import", url.Values{"file": {"x"}}, x.cookie); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a form without a file: %d", w.Code)
	}
}

func TestTheFirstStepsLeadFromAFileToSending(t *testing.T) {
	x := newPorch(t)
	walk := func(path string, form url.Values, to string) {
		t.Helper()
		if got := x.keeps(path, form); got != to {
			t.Fatalf("%s leads to %s, want %s", path, got, to)
		}
		x.page(to)
	}
	if w := get(x.h, "/start", x.cookie); w.Header().Get("Location") != "/start/plans" {
		t.Fatalf("the first step: %s", w.Header().Get("Location"))
	}
	if page := x.page("/start/plans"); !strings.Contains(page, "The years after a closing") || !strings.Contains(page, "People you know from work") || strings.Contains(page, "in it.") {
		t.Error("the plans are not there to choose from")
	}
	if page := x.refuses("/start/plans", nil); !strings.Contains(page, "One plan at least") {
		t.Error("no plan at all was taken")
	}
	walk("/start/plans", url.Values{"plan": {"real-estate"}}, "/start/file")
	x.page("/start/report")
	if to := x.brings("/start/file"); to != "/start/report" {
		t.Fatal(to)
	}
	walk("/start/report", url.Values{"step": {"read"}}, "/start/report")
	walk("/start/report", url.Values{"step": {"bring"}, "how": {"told"}, "sure": {"yes"}}, "/start/report")
	walk("/start/year", nil, "/start/voice")
	walk("/start/voice", url.Values{"first_name": {"Dana"}, "greeting": {"Hi"}, "sign_off": {"Dana"}}, "/start/address")
	if page := x.refuses("/start/address", url.Values{"postal": {""}}); !strings.Contains(page, `action="/start/address"`) {
		t.Error("a mistake leads out of the first steps")
	}
	walk("/start/address", url.Values{"postal": {"100 Example Ave, New York, NY 10001"}, "region": {"NY"}, "zone": {"America/New_York"}}, "/start/mailbox")
	if page := x.page("/start/choose"); !strings.Contains(page, "No mailbox is connected.") {
		t.Error("what is missing is not said")
	}
	walk("/start/mailbox", url.Values{"step": {"test"}, "email": {"dana@example.com"}, "secret": {"pw"}, "host": {"smtp.example.com"}, "port": {"465"}, "security": {"tls"}}, "/start/mailbox?sent")
	walk("/start/mailbox/arrived", nil, "/start/choose")
	if page := x.page("/live"); !strings.Contains(page, "Begin with 3 a day") {
		t.Errorf("nothing to begin with: %s", page)
	}
	if x.settings().Mode == goodturn.ModeLive {
		t.Fatal("it is live before anybody said so")
	}
	walk("/live", nil, "/")
	if x.settings().Mode != goodturn.ModeLive {
		t.Error("it did not go live")
	}
	walk("/observe", nil, "/")
	if x.settings().Mode == goodturn.ModeLive {
		t.Error("it did not go back to watching")
	}
	if len(x.mail.Messages()) != 1 {
		t.Errorf("%d messages left, and only the one to oneself may", len(x.mail.Messages()))
	}
}

func TestAColleagueComesInByALinkAndIsOutWhenTheyHaveLeft(t *testing.T) {
	x := newPorch(t)
	w := post(x.h, "/settings/people", url.Values{"name": {"Noa Levi"}, "email": {"noa@example.com"}, "role": {"agent"}}, x.cookie)
	_, after, ok := strings.Cut(w.Body.String(), "/welcome/")
	if !ok {
		t.Fatalf("%d: no link", w.Code)
	}
	token, _, _ := strings.Cut(after, "<")
	hers := enter(t, x.h, token)
	if w := get(x.h, "/welcome/"+token); w.Code != http.StatusNotFound {
		t.Errorf("the link works twice: %d", w.Code)
	}
	if w := post(x.h, "/settings/address", url.Values{"postal": {"1 Other Street, New York"}, "zone": {"America/New_York"}}, hers); w.Code == http.StatusSeeOther {
		t.Error("an agent set what is the owner's to set")
	}
	if page := x.refuses("/settings/people", url.Values{"name": {"Noa"}, "email": {"NOA@example.com"}, "role": {"agent"}}); !strings.Contains(page, "already logs in") {
		t.Error("two people with one e-mail")
	}
	var noa goodturn.User
	if err := x.db.Read(context.Background(), func(tx *store.Tx) (err error) { noa, _, err = tx.UserByEmail("noa@example.com"); return err }); err != nil {
		t.Fatal(err)
	}
	x.page("/settings/people/" + string(noa.ID) + "/leave")
	x.keeps("/settings/people/"+string(noa.ID)+"/leave", nil)
	if w := get(x.h, "/", hers); w.Code != http.StatusSeeOther {
		t.Errorf("whoever has left is still in: %d", w.Code)
	}
}

func TestChangingThePasswordLogsEveryOtherBrowserOut(t *testing.T) {
	x := newPorch(t)
	in := func(password string) *http.Cookie {
		w := post(x.h, "/login", url.Values{"email": {"Dana@example.com"}, "password": {password}, "next": {"//evil.example.com"}})
		if to := w.Header().Get("Location"); w.Code == http.StatusSeeOther && to != "/" {
			t.Errorf("log-in leads to %s", to)
		}
		for _, c := range w.Result().Cookies() {
			if c.Name == auth.CookieName {
				return c
			}
		}
		return nil
	}
	other := in("four words that fit")
	if other == nil {
		t.Fatal("the password does not work")
	}
	page := x.page("/settings/people")
	_, id, ok := strings.Cut(page, `action="/sessions/`)
	if !ok {
		t.Fatal("the other browser is not listed")
	}
	id, _, _ = strings.Cut(id, "/")
	x.keeps("/sessions/"+id+"/end", nil)
	if w := get(x.h, "/", other); w.Code != http.StatusSeeOther {
		t.Error("a browser that was logged out is in")
	}
	if page := x.refuses("/settings/password", url.Values{"password": {"short"}}); !strings.Contains(page, "at least 10 characters") {
		t.Error("a short password was taken")
	}
	before := x.cookie
	w := post(x.h, "/settings/password", url.Values{"password": {"another four words"}}, x.cookie)
	if w.Code != http.StatusSeeOther || get(x.h, "/", before).Code != http.StatusSeeOther {
		t.Error("the old session goes on")
	}
	if in("four words that fit") != nil || in("another four words") == nil {
		t.Error("the password was not changed")
	}
}

func TestTooManyTriesWait(t *testing.T) {
	x := newPorch(t)
	last := 0
	for range 8 {
		last = post(x.h, "/login", url.Values{"email": {"dana@example.com"}, "password": {"wrong"}}).Code
	}
	if last != http.StatusTooManyRequests {
		t.Fatalf("the eighth try: %d", last)
	}
	x.now = x.now.Add(10 * time.Minute)
	if w := post(x.h, "/login", url.Values{"email": {"dana@example.com"}, "password": {"four words that fit"}}); w.Code != http.StatusSeeOther {
		t.Errorf("after ten minutes: %d", w.Code)
	}
}

func TestAHoldIsShownAndEndedByAPerson(t *testing.T) {
	x := newPorch(t)
	if page := x.page("/stopped"); !strings.Contains(page, "Nothing is stopped.") {
		t.Error("something is stopped")
	}
	if err := x.p.Hold(context.Background(), "A backup was restored.", program.Gap{Highest: 12, To: x.now}); err != nil {
		t.Fatal(err)
	}
	if page := x.page("/settings"); !strings.Contains(page, "Goodturn has stopped itself.") {
		t.Error("the pages do not say that it has stopped")
	}
	x.page("/stopped")
	x.keeps("/stopped", nil)
	if x.settings().Hold != "" {
		t.Error("the hold goes on")
	}
}
