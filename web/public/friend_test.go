package public_test

import (
	"context"
	"fmt"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/funnel"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/program/friends"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/store"
)

// said is a street in which Ana said yes, and her code.
func said(t *testing.T, answer string) (x *street, code string) {
	t.Helper()
	x = newStreet(t)
	if w := do(x.h, "POST", x.answerAt(), "answer="+answer); w.Code != http.StatusSeeOther {
		t.Fatalf("the answer: %d", w.Code)
	}
	for _, c := range x.codes() {
		code = c.Code
	}
	return x, code
}

func (x *street) read(fn func(*store.Tx) error) {
	x.t.Helper()
	if err := x.DB.Read(context.Background(), fn); err != nil {
		x.t.Fatal(err)
	}
}

func (x *street) codes() (out []goodturn.ShareCode) {
	x.read(func(tx *store.Tx) (err error) { out, err = tx.ShareCodes(x.ana); return err })
	return out
}

func (x *street) referrals() (out []goodturn.Referral) {
	x.read(func(tx *store.Tx) (err error) { out, err = tx.Referrals(x.ana); return err })
	return out
}

func (x *street) tasks(contact goodturn.ID) (out []goodturn.Task) {
	x.read(func(tx *store.Tx) (err error) { out, err = tx.ContactTasks(contact); return err })
	return out
}

// consent is the version of the text on the friend's page.
func (x *street) consent(code string) string {
	x.t.Helper()
	_, after, ok := strings.Cut(do(x.h, "GET", "/r/"+code, "").Body.String(), `name="consent" value="`)
	if !ok {
		x.t.Fatal("the page does not say which text one agrees to")
	}
	version, _, _ := strings.Cut(after, `"`)
	return version
}

func (x *street) send(code string, form url.Values) *httptest.ResponseRecorder {
	x.t.Helper()
	if !form.Has("consent") {
		form.Set("consent", x.consent(code))
	}
	return do(x.h, "POST", "/r/"+code, form.Encode())
}

// run lets the program work for a while.
func (x *street) runFor(d time.Duration) {
	x.t.Helper()
	if err := x.Run(context.Background(), x.Clock.Now().Add(d)); err != nil {
		x.t.Fatal(err)
	}
}

func (x *street) mailTo(address string) (texts []string) {
	for _, c := range x.Mail.Captured() {
		if c.Message.To.Address == address {
			texts = append(texts, c.Message.Subject+"\n"+c.Message.Text)
		}
	}
	return texts
}

func lee(more ...string) url.Values {
	f := url.Values{"name": {"Lee Park"}, "reach": {"lee@example.net"}}
	for i := 0; i+1 < len(more); i += 2 {
		f.Set(more[i], more[i+1])
	}
	return f
}

func TestAFriendBecomesAnIntroductionACallAndAtMostOneConfirmation(t *testing.T) {
	x, code := said(t, "yes")
	for range 3 { // a second tap changes nothing
		if w := x.send(code, lee("looking", "a flat near the park", "tell", "1")); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/r/"+code+"/thanks" {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	if page := do(x.h, "GET", "/r/"+code+"/thanks", "").Body.String(); !strings.Contains(page, "I have your name") || strings.Contains(page, "Lee") {
		t.Error("the page after it does not thank, or names the friend to whoever has the link")
	}
	got := x.referrals()
	if len(got) != 1 {
		t.Fatalf("%d introductions, want 1", len(got))
	}
	r := got[0]
	if r.Friend != "Lee Park" || r.Email != "lee@example.net" || r.Source != goodturn.ReferralByCode || r.Consent != "friend-1" || r.ConsentAt.IsZero() || !r.MayTell || r.KnownBefore || !r.ForgetAt.IsZero() ||
		r.AskID != x.ask.ID || r.Tag != x.ask.Tag() || r.FriendID == "" || r.Code != code || r.Note != "a flat near the park" {
		t.Errorf("%+v", r)
	}
	x.read(func(tx *store.Tx) error {
		claims, err := tx.Claims(r.ID)
		if len(claims) != 1 || claims[0].ContactID != x.ana || claims[0].State != goodturn.ClaimConfirmed {
			t.Errorf("claims %+v", claims)
		}
		c, cerr := tx.Contact(r.FriendID)
		if cerr != nil || c.Source != "referral" || c.Name() != "Lee Park" {
			t.Errorf("the friend's contact: %+v, %v", c, cerr)
		}
		plans, perr := tx.ContactEnrolments(r.FriendID)
		if perr != nil || len(plans) > 0 {
			t.Errorf("the friend is in a plan: %+v, %v", plans, perr)
		}
		return err
	})
	tasks := x.tasks(r.FriendID)
	if len(tasks) != 1 || !tasks[0].Urgent || tasks[0].Kind != goodturn.TaskCall || !strings.Contains(tasks[0].Title, "Lee Park: Ana Ruiz sent them") || !strings.Contains(tasks[0].Why, "a flat near the park") || tasks[0].Say == "" {
		t.Errorf("the owner's task: %+v", tasks)
	}
	x.runFor(3 * goodturn.Day)
	mail := x.mailTo("lee@example.net")
	if len(mail) != 1 || !strings.Contains(mail[0], "Hello Lee,") || !strings.Contains(mail[0], "/f/") || !strings.Contains(mail[0], "/u/") || strings.Contains(mail[0], "because we worked") {
		t.Fatalf("the friend got %q", mail)
	}
	if page := do(x.h, "GET", x.answerAt(), "").Body.String(); !strings.Contains(page, "Lee has left me their name. Thank you.") || strings.Contains(page, "in touch") || strings.Contains(page, "Park") {
		t.Error("the advocate is not told what the friend allowed, or more, or what is not true yet")
	}
	if err := x.Program.TaskDone(context.Background(), tasks[0].ID, program.OutcomeTalked, program.Told{By: x.ask.OwnerID}); err != nil {
		t.Fatal(err)
	}
	if page := do(x.h, "GET", x.answerAt(), "").Body.String(); !strings.Contains(page, "Lee and I are in touch. Thank you.") || strings.Contains(page, "Park") {
		t.Error("the advocate is not told that the owner and the friend have spoken, or more")
	}
	x.runFor(400 * goodturn.Day)
	if mail := x.mailTo("lee@example.net"); len(mail) != 1 {
		t.Errorf("the friend got %d messages by themselves in a year", len(mail))
	}
}

func TestAConfirmationLeavesAtNightButNotWhilePausedOrAfterANo(t *testing.T) {
	for name, c := range map[string]struct {
		before func(*street)
		want   int
	}{
		"at night": {func(x *street) { x.runFor(6 * time.Hour) }, 1},
		"at night, a moment after another friend's": {func(x *street) {
			x.runFor(6 * time.Hour)
			x.send(x.codes()[0].Code, url.Values{"name": {"Kim Sole"}, "reach": {"kim@example.net"}})
			x.runFor(5 * time.Second)
			if got := x.mailTo("kim@example.net"); len(got) != 1 {
				x.t.Errorf("the first friend got %d messages", len(got))
			}
		}, 1},
		"paused": {func(x *street) {
			if err := x.DB.Write(context.Background(), func(tx *store.Tx) error {
				s, err := tx.Settings()
				if err != nil {
					return err
				}
				s.Paused = true
				return tx.SaveSettings(s)
			}); err != nil {
				t.Fatal(err)
			}
		}, 0},
		"their address said stop before": {func(x *street) {
			if err := x.DB.Write(context.Background(), func(tx *store.Tx) error {
				return tx.AddSuppression(&goodturn.Suppression{Hash: tx.AddressHash("lee@example.net"), Scope: goodturn.ScopeAddress, Reason: "unsubscribed", Source: "test"})
			}); err != nil {
				t.Fatal(err)
			}
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			x, code := said(t, "yes")
			c.before(x)
			x.send(code, lee())
			x.runFor(10 * time.Minute)
			if got := x.mailTo("lee@example.net"); len(got) != c.want {
				t.Errorf("%d messages, want %d", len(got), c.want)
			}
			if !slices.ContainsFunc(x.referrals(), func(r goodturn.Referral) bool { return r.Friend == "Lee Park" }) {
				t.Error("the introduction is lost")
			}
		})
	}
}

func TestAFriendWhoDoesNotTickIsNotSpokenOf(t *testing.T) {
	x, code := said(t, "yes")
	x.send(code, lee())
	if page := do(x.h, "GET", x.answerAt(), "").Body.String(); strings.Contains(page, "Lee") || strings.Contains(page, "in touch. Thank") {
		t.Error("the advocate is told although the friend did not tick it")
	}
}

// Whoever has a code must not learn from the page whose address is the advocate's.
func TestWhoIsReferredByThemselvesReadsWhatEverybodyReadsAndTheOwnerLearnsIt(t *testing.T) {
	x, code := said(t, "yes")
	own := x.send(code, url.Values{"name": {"Somebody"}, "reach": {"  ANA@example.com "}})
	if len(x.referrals()) > 0 {
		t.Errorf("%d introductions", len(x.referrals()))
	}
	other := x.send(code, lee())
	if own.Code != other.Code || own.Body.String() != other.Body.String() || own.Header().Get("Location") != other.Header().Get("Location") {
		t.Errorf("%d %s and %d %s", own.Code, own.Header().Get("Location"), other.Code, other.Header().Get("Location"))
	}
	if tasks := x.tasks(x.ask.ContactID); !slices.ContainsFunc(tasks, func(k goodturn.Task) bool { return strings.Contains(k.Title, "may want something themselves") }) {
		t.Errorf("the owner is not told: %+v", tasks)
	}
}

func TestAClientWhoComesAsAFriendReadsTheSameAndTheOwnerLearnsIt(t *testing.T) {
	x, code := said(t, "yes")
	if err := x.DB.Write(context.Background(), func(tx *store.Tx) error {
		c := goodturn.Contact{OwnerID: x.ask.OwnerID, Given: "Lee", Family: "Park", Greeting: "Lee", Source: "hand"}
		if err := tx.InsertContact(&c); err != nil {
			return err
		}
		_, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: "lee@example.net", Primary: true}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if w := x.send(code, lee()); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/r/"+code+"/thanks" {
		t.Fatalf("%d: a client reads something else", w.Code)
	}
	r := x.referrals()
	if len(r) != 1 || !r[0].KnownBefore || !strings.Contains(x.tasks(r[0].FriendID)[0].Why, "You know them already") {
		t.Errorf("%+v", r)
	}
	x.runFor(goodturn.Day)
	if got := x.mailTo("lee@example.net"); len(got) > 0 {
		t.Errorf("a form that anybody can fill in made us write to a client: %q", got)
	}
}

func TestAFormThatCannotBeReadSaysWhyAndKeepsWhatWasTyped(t *testing.T) {
	long := strings.Repeat("Lee ", 2500)
	for name, c := range map[string]struct {
		form url.Values
		want int
		says string
	}{
		"no name":             {lee("name", " \t"), 422, "Your name is missing."},
		"10 kB of a name":     {lee("name", long), 422, "more than 120 characters"},
		"10 kB of a wish":     {lee("looking", long), 422, "more than 1000 characters"},
		"no way to reach":     {lee("reach", ""), 422, "no way to reach you yet"},
		"10 kB of an address": {lee("reach", long+"@example.net"), 422, "neither an e-mail address nor"},
		"half an address":     {lee("reach", "lee@"), 422, "neither an e-mail address nor"},
		"a header":            {lee("reach", "lee@example.net\r\nBcc: all@example.net"), 422, "neither an e-mail address nor"},
		"another text":        {lee("consent", "friend-0"), 422, "changed since you opened it"},
		"a header as a name":  {lee("name", "Lee\r\nBcc: all@example.net"), 303, ""},
		"markup":              {lee("name", "<script>alert(1)</script>"), 303, ""},
		"right to left":       {lee("name", "נועה בן־דוד"), 303, ""},
		"turned around":       {lee("name", "Lee \u202egnp.exe"), 303, ""},
		"emoji":               {lee("name", "Lee 👩‍🚀"), 303, ""},
		"a template":          {lee("name", "{{.home_street}}"), 303, ""},
		"an offer":            {lee("name", "Win at evil.example.com now"), 303, ""},
		"a telephone":         {lee("reach", "(212) 555-0155"), 303, ""},
	} {
		t.Run(name, func(t *testing.T) {
			x, code := said(t, "yes")
			w := x.send(code, c.form)
			body := w.Body.String()
			if w.Code != c.want || !strings.Contains(body, c.says) || len(body) > 15_000 || strings.Contains(body, "<script>alert") {
				t.Fatalf("%d, %d bytes: %.300s", w.Code, len(body), body)
			}
			if c.want == 422 {
				if len(x.referrals()) > 0 || !strings.Contains(body, `role="alert"`) {
					t.Error("something was written, or nothing said")
				}
				return
			}
			r := x.referrals()
			if len(r) != 1 || strings.ContainsAny(r[0].Friend, "\r\n\u202e") {
				t.Fatalf("%+v", r)
			}
			x.runFor(time.Hour)
			for _, m := range x.mailTo("lee@example.net") {
				head, _, _ := strings.Cut(m, "\n\n")
				if strings.ContainsAny(m, "{}<>\u202e") || strings.Contains(m, "evil") || strings.Contains(m, "Bcc") || strings.Contains(m, "Oak") || !strings.Contains(head, "Hello") {
					t.Errorf("somebody else wrote in the owner's letter: %q", m)
				}
			}
			for _, m := range x.Mail.Captured() {
				if strings.ContainsAny(m.Message.To.Name+m.Message.Subject, "\r\n") {
					t.Errorf("a header: %q %q", m.Message.To.Name, m.Message.Subject)
				}
			}
			if mailed := len(x.mailTo("lee@example.net")); mailed != 1 && c.form.Get("reach") == "lee@example.net" {
				t.Errorf("%d confirmations", mailed)
			}
		})
	}
}

func TestACodeIsReadAsPeopleTypeIt(t *testing.T) {
	x, code := said(t, "yes")
	typed := strings.NewReplacer("0", "o", "1", "l").Replace(strings.ToLower(code))
	for _, spelt := range []string{code, strings.ToLower(code), typed, code[:4] + " " + code[4:], code[:4] + "-" + code[4:], " " + code + " "} {
		if w := do(x.h, "GET", "/r/"+url.PathEscape(spelt), ""); w.Code != http.StatusOK {
			t.Errorf("%q: %d", spelt, w.Code)
		}
	}
}

func TestCodesThatLeadNowhereLookAlike(t *testing.T) {
	x, _ := said(t, "yes")
	put := func(c goodturn.ShareCode) {
		if err := x.DB.Write(context.Background(), func(tx *store.Tx) error { _, err := tx.InsertShareCode(c); return err }); err != nil {
			t.Fatal(err)
		}
	}
	put(goodturn.ShareCode{Code: "REV0KED1", ContactID: x.ana, AskID: x.ask.ID, Revoked: true})
	put(goodturn.ShareCode{Code: "EXP1RED1", ContactID: x.ana, AskID: x.ask.ID, CreatedAt: x.Clock.Now().Add(-4 * 366 * goodturn.Day)})
	put(goodturn.ShareCode{Code: "00000000", ContactID: x.ana, AskID: x.ask.ID, Revoked: true})
	want := do(x.h, "GET", "/nothing", "")
	for _, c := range []string{"ABCDEFGH", "REV0KED1", "EXP1RED1", "00000000", "short", "way-too-long-for-a-code", "UUUUUUUU"} {
		for _, at := range []struct{ method, path, body string }{{"GET", "/r/" + c, ""}, {"GET", "/r/" + c + "/thanks", ""}, {"POST", "/r/" + c, lee("consent", "friend-1").Encode()}, {"POST", "/r/" + c + "/not", ""}} {
			w := do(x.h, at.method, at.path, at.body)
			if w.Code != want.Code || w.Body.String() != want.Body.String() || fmt.Sprint(w.Header()) != fmt.Sprint(want.Header()) {
				t.Errorf("%s %s: %d, or other words or headers than the rest", at.method, at.path, w.Code)
			}
		}
	}
	if len(x.referrals()) > 0 {
		t.Error("a code that leads nowhere did something")
	}
}

// statusOnly is an answer of which only the status counts.
type statusOnly struct {
	header http.Header
	code   int
}

func (w *statusOnly) Header() http.Header { return w.header }
func (w *statusOnly) WriteHeader(c int)   { w.code = c }
func (w *statusOnly) Write(b []byte) (int, error) {
	if w.code == 0 {
		w.code = http.StatusOK
	}
	return len(b), nil
}

func TestAMillionGuessesFindNothing(t *testing.T) {
	x, code := said(t, "yes")
	guess := rand.New(rand.NewSource(1))
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	ask := func(c, from string) int {
		w := statusOnly{header: http.Header{}}
		x.h.ServeHTTP(&w, &http.Request{Method: "GET", URL: &url.URL{Path: "/r/" + c}, Header: http.Header{}, RemoteAddr: from})
		return w.code
	}
	seen := map[int]int{}
	for i := range 1_000_000 {
		var b [link.CodeLength]byte
		for j := range b {
			b[j] = alphabet[guess.Intn(32)]
		}
		from := "198.51.100.7:1000"
		if i%200 == 0 { // and from ever other corners of the net
			from = fmt.Sprintf("%d.%d.%d.9:1000", 11+guess.Intn(80), guess.Intn(256), guess.Intn(256))
		}
		seen[ask(string(b[:]), from)]++
	}
	if seen[http.StatusOK] > 0 || seen[http.StatusNotFound]+seen[http.StatusTooManyRequests] != 1_000_000 || seen[http.StatusNotFound] > 6_000 {
		t.Errorf("answers by status: %v", seen)
	}
	if got := ask(code, "198.51.100.200:5"); got != http.StatusTooManyRequests {
		t.Errorf("whoever guessed is told whether a code is good: %d", got)
	}
	if got := ask(code, "203.0.113.9:5"); got != http.StatusOK {
		t.Errorf("somebody else cannot use a good code meanwhile: %d", got)
	}
}

// TestGuessesCountForTheWholeInstallation: two processes over one database are one door.
func TestGuessesCountForTheWholeInstallation(t *testing.T) {
	bothDatabases(t, func(t *testing.T, open func() *street) {
		x := open()
		do(x.h, "POST", x.answerAt(), "answer=yes")
		code := x.codes()[0].Code
		other := x.handler()
		ask := func(h http.Handler, code, from string) int {
			r := httptest.NewRequest("GET", "/r/"+code, nil)
			r.RemoteAddr = from
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			return w.Code
		}
		for i := range 30 {
			h := x.h
			if i%2 > 0 {
				h = other
			}
			if got := ask(h, "ZZZZZZZ2", "198.51.100.7:1"); got != http.StatusNotFound {
				t.Fatalf("guess %d: %d", i, got)
			}
		}
		x.settle()
		for name, h := range map[string]http.Handler{"one": x.h, "the other": other, "one that was just started": x.handler()} {
			if got := ask(h, code, "198.51.100.8:1"); got != http.StatusTooManyRequests {
				t.Errorf("%s process: whoever guessed is told whether a code is good: %d", name, got)
			}
			if got := ask(h, code, "203.0.113.9:1"); got != http.StatusOK {
				t.Errorf("%s process: somebody else cannot use it meanwhile: %d", name, got)
			}
		}
		send := func(h http.Handler, name string) int {
			w := do(h, "POST", "/r/"+code, url.Values{"name": {name}, "reach": {name + "@example.net"}, "consent": {x.consent(code)}}.Encode())
			x.settle()
			return w.Code
		}
		if one, two := send(x.h, "lee"), send(other, "kim"); one != http.StatusSeeOther || two != one {
			t.Fatal(one, two)
		}
		for _, r := range x.referrals() {
			if want := map[string]int{"lee": 1, "kim": 2}[r.Friend]; r.Corner != want {
				t.Errorf("%s came as form %d of its corner, want %d", r.Friend, r.Corner, want)
			}
		}
		x.Clock.Set(x.Clock.Now().Add(time.Hour))
		if got := ask(other, code, "198.51.100.8:1"); got != http.StatusOK {
			t.Errorf("an hour later: %d", got)
		}
	})
}

func TestHowAFormCameInIsCountedAndNothingElseOfWhoSentIt(t *testing.T) {
	x, code := said(t, "yes")
	for range 12 {
		do(x.h, "GET", "/r/ZZZZZZZ2", "")
	}
	x.send(code, lee())
	x.send(code, url.Values{"name": {"Kim Vale"}, "reach": {"kim@example.net"}})
	byName := map[string]goodturn.Referral{}
	for _, r := range x.referrals() {
		byName[r.Friend] = r
	}
	if a, b := byName["Lee Park"], byName["Kim Vale"]; a.Misses != 12 || a.Corner != 1 || b.Misses != 12 || b.Corner != 2 {
		t.Errorf("%d misses and %d forms, then %d and %d", a.Misses, a.Corner, b.Misses, b.Corner)
	}
	x.Clock.Set(x.Clock.Now().Add(2 * time.Hour))
	x.send(code, url.Values{"name": {"Moe Hahn"}, "reach": {"moe@example.net"}})
	for _, r := range x.referrals() {
		if r.Friend == "Moe Hahn" && (r.Misses != 0 || r.Corner != 1) {
			t.Errorf("an hour later: %d misses, %d forms", r.Misses, r.Corner)
		}
	}
}

func TestWhoTakesTheirYesBackIsNotNamedAnyMore(t *testing.T) {
	for _, then := range []string{"no", "stop", "not_now"} {
		x, code := said(t, "yes")
		if page := do(x.h, "GET", "/r/"+code, "").Body.String(); !strings.Contains(page, "Ana, whom I helped buy a home,") || strings.Contains(page, "Ruiz") || strings.Contains(page, "Denver") || strings.Contains(page, "2026") {
			t.Error("the page does not say who passed it on, or says too much")
		}
		do(x.h, "POST", x.answerAt()+"?saw=yes", "answer="+then)
		if page := do(x.h, "GET", "/r/"+code, ""); page.Code != http.StatusOK || strings.Contains(page.Body.String(), "Ana") {
			t.Errorf("after %q: %d, or still named", then, page.Code)
		}
	}
}

func TestNotForMeKeepsNothing(t *testing.T) {
	x, code := said(t, "yes")
	before := x.everything()
	w := do(x.h, "POST", "/r/"+code+"/not", "")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "nothing more comes of it") || x.everything() != before {
		t.Errorf("%d, or something was kept", w.Code)
	}
}

func TestAFriendIsLeftInPeaceAtOnce(t *testing.T) {
	x, code := said(t, "yes")
	x.send(code, lee("tell", "1"))
	r := x.referrals()[0]
	at := "/f/" + x.key.Token(link.Friend, r.ID)
	if w := do(x.h, "GET", at, ""); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "Lee") || x.referrals()[0].Friend == "" {
		t.Fatalf("%d: a look did something, or told who it was", w.Code)
	}
	for range 2 {
		if w := do(x.h, "POST", at, ""); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code)
		}
	}
	r = x.referrals()[0]
	if r.WithdrawnAt.IsZero() || r.Stage != goodturn.StageLost || r.Friend+r.Email+r.Phone+r.Note != "" {
		t.Errorf("%+v", r)
	}
	for _, k := range x.tasks(r.FriendID) {
		if k.DoneAt.IsZero() || strings.Contains(k.Title+k.Why+k.Say, "Lee") {
			t.Errorf("still to do, or still naming them: %+v", k)
		}
	}
	x.runFor(3 * goodturn.Day)
	if got := x.mailTo("lee@example.net"); len(got) > 0 {
		t.Errorf("written to after a no: %q", got)
	}
	if page := do(x.h, "GET", x.answerAt(), "").Body.String(); strings.Contains(page, "Lee") {
		t.Error("the advocate is still told")
	}
}

func TestTwoAdvocatesOfOneFriendAreBothKept(t *testing.T) {
	x, code := said(t, "yes")
	x.send(code, lee())
	if err := x.DB.Write(context.Background(), func(tx *store.Tx) error {
		c := goodturn.Contact{OwnerID: x.ask.OwnerID, Given: "Ben", Family: "Ito", Greeting: "Ben", Source: "hand"}
		if err := tx.InsertContact(&c); err != nil {
			return err
		}
		_, err := tx.InsertShareCode(goodturn.ShareCode{Code: "BEN00000", ContactID: c.ID})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if w := x.send("BEN00000", lee()); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code)
		}
	}
	r := x.referrals()
	x.read(func(tx *store.Tx) error {
		claims, err := tx.Claims(r[0].ID)
		if len(r) != 1 || len(claims) != 2 || claims[1].State != goodturn.ClaimProposed {
			t.Errorf("%d introductions, claims %+v", len(r), claims)
		}
		return err
	})
}

func TestWhomSomebodyHasInMindIsTheOwnersToCallAndCanBeTakenBack(t *testing.T) {
	x, _ := said(t, "middle")
	if page := do(x.h, "GET", x.answerAt(), "").Body.String(); !strings.Contains(page, `name="first"`) {
		t.Fatal("there is nowhere to say whom")
	}
	if w := do(x.h, "POST", x.answerAt()+"/mind", url.Values{"first": {strings.Repeat("x", 61)}}.Encode()); w.Code != 422 || len(x.referrals()) > 0 {
		t.Errorf("a name of 61 characters: %d", w.Code)
	}
	for _, first := range []string{"Lea", "Lee"} { // said again, it takes the place of what was said before
		if w := do(x.h, "POST", x.answerAt()+"/mind", url.Values{"first": {first}, "when": {"weekday evenings"}}.Encode()); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code)
		}
	}
	r := x.referrals()
	if len(r) != 1 || r[0].Friend != "Lee" || r[0].Source != goodturn.ReferralByMiddle || r[0].Consent != "" || r[0].ForgetAt.IsZero() {
		t.Fatalf("%+v", r)
	}
	open := slices.DeleteFunc(x.tasks(x.ana), func(k goodturn.Task) bool { return k.Kind != goodturn.TaskCall || !k.DoneAt.IsZero() })
	if len(open) != 1 || !open[0].Urgent || !strings.Contains(open[0].Title, "they have Lee in mind") || !strings.Contains(open[0].Why, "weekday evenings") || !strings.Contains(open[0].Say, "about Lee") {
		t.Fatalf("the owner's call: %+v", open)
	}
	do(x.h, "POST", x.answerAt()+"/mind/undo", "")
	r = x.referrals()
	if r[0].Friend != "" || r[0].WithdrawnAt.IsZero() {
		t.Errorf("not taken back: %+v", r[0])
	}
	x.read(func(tx *store.Tx) error {
		log, err := tx.ReferralChanges(r[0].ID)
		if !slices.ContainsFunc(log, func(c goodturn.ReferralChange) bool { return c.What == "withdrawn" }) {
			t.Errorf("the log does not say that it was taken back: %+v", log)
		}
		return err
	})
	for _, k := range x.tasks(x.ana) {
		if k.DoneAt.IsZero() && k.Kind == goodturn.TaskCall || strings.Contains(k.Title+k.Why+k.Say, "Lee") || strings.Contains(k.Title, "Lea") {
			t.Errorf("still to do, or still naming them: %+v", k)
		}
	}
}

func TestAFriendWhoNeverAgreedIsForgottenAfter30Days(t *testing.T) {
	x, _ := said(t, "middle")
	do(x.h, "POST", x.answerAt()+"/mind", "first=Lee")
	x.runFor(29 * goodturn.Day)
	keep := func(want bool) {
		t.Helper()
		if _, err := x.Program.Housekeeping(context.Background()); err != nil {
			t.Fatal(err)
		}
		if r := x.referrals(); len(r) != 1 || (r[0].Friend != "") != want {
			t.Errorf("kept: %+v, want %v", r, want)
		}
	}
	keep(true)
	x.runFor(2 * goodturn.Day)
	keep(false)
	for _, k := range x.tasks(x.ana) {
		if strings.Contains(k.Title+k.Why+k.Say, "Lee") {
			t.Errorf("a task still names them: %+v", k)
		}
	}
}

func TestWhatAnAdvocateDoesIsKeptOnceADay(t *testing.T) {
	x, _ := said(t, "yes")
	for _, how := range []string{"copied", "copied", "mail", "whatsapp", "linkedin", "sheet", "printed", "copied"} {
		if w := do(x.h, "POST", x.answerAt()+"/shared", "how="+how); w.Code != http.StatusNoContent {
			t.Errorf("%s: %d", how, w.Code)
		}
	}
	if w := do(x.h, "POST", x.answerAt()+"/shared", "how=told&page=1"); w.Code != http.StatusSeeOther {
		t.Errorf("by the button: %d", w.Code)
	}
	for _, how := range []string{"", "note", "opened"} {
		if w := do(x.h, "POST", x.answerAt()+"/shared", "how="+how); w.Code != 422 {
			t.Errorf("%q: %d", how, w.Code)
		}
	}
	n := 0
	x.read(func(tx *store.Tx) error {
		es, err := tx.ContactEvents(x.ana, time.Time{})
		for _, e := range es {
			if e.Name == goodturn.EventShared {
				n++
			}
		}
		return err
	})
	if n != 7 {
		t.Errorf("%d kept, want 7", n)
	}
	y := newStreet(t)
	if w := do(y.h, "POST", y.answerAt()+"/shared", "how=copied"); w.Code != http.StatusNotFound {
		t.Errorf("before a yes: %d", w.Code)
	}
}

func TestPassingItOnCountsInTheFunnelAndANoteToOneselfDoesNot(t *testing.T) {
	for how, want := range map[string]bool{"copied": true, "mail": true, "whatsapp": true, "linkedin": true, "sheet": true, "printed": true, "told": true, "note": false} {
		x, _ := said(t, "yes")
		path, form := x.answerAt()+"/shared", "how="+how
		if how == "note" {
			path, form = x.answerAt()+"/note", ""
		}
		for range 2 {
			do(x.h, "POST", path, form)
		}
		x.read(func(tx *store.Tx) error {
			reached, err := tx.Reached(x.ask.ID)
			if got := slices.ContainsFunc(reached, func(m store.Milestone) bool { return m.Step == string(funnel.Invited) }); got != want {
				t.Errorf("%s: passed on is %v, want %v", how, got, want)
			}
			return err
		})
	}
}

func TestTheNoteGoesToTheirOwnAddressOnceADayAndNotAfterANo(t *testing.T) {
	x, _ := said(t, "yes")
	before := len(x.mailTo("ana@example.com"))
	for range 3 {
		if w := do(x.h, "POST", x.answerAt()+"/note", "text=Buy+my+pills"); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		x.runFor(5 * time.Minute)
	}
	got := x.mailTo("ana@example.com")[before:]
	if len(got) != 1 || !strings.Contains(got[0], "helped me buy my home") || !strings.Contains(got[0], "/r/"+x.codes()[0].Code) || strings.Contains(got[0], "pills") {
		t.Fatalf("%q", got)
	}
	if page := do(x.h, "GET", x.answerAt(), "").Body.String(); !strings.Contains(page, "The note is on its way") {
		t.Error("the page does not say so")
	}
	x.runFor(goodturn.Day)
	do(x.h, "POST", x.answerAt()+"/note", "")
	do(x.h, "POST", x.stopAt(), "")
	x.runFor(goodturn.Day)
	if got := x.mailTo("ana@example.com")[before:]; len(got) != 1 {
		t.Errorf("written to after a no: %q", got)
	}
	if w := do(x.h, "POST", x.answerAt()+"/note", ""); w.Code == http.StatusSeeOther {
		x.runFor(goodturn.Day)
		if got := x.mailTo("ana@example.com")[before:]; len(got) != 1 {
			t.Errorf("asked for after a stop, it went: %q", got)
		}
	}
}

func TestAYesThatDidNotComeFromThePageBringsTheNoteByMail(t *testing.T) {
	for _, public := range []bool{true, false} {
		x := newStreet(t)
		if err := x.DB.Write(context.Background(), func(tx *store.Tx) error {
			s, err := tx.Settings()
			if err != nil {
				return err
			}
			if !public {
				s.PublicURL, s.PublicProvedAt = "", time.Time{}
			}
			s.Approve = true // it waits for the owner, who reads it first
			return tx.SaveSettings(s)
		}); err != nil {
			t.Fatal(err)
		}
		before := len(x.mailTo("ana@example.com"))
		if err := answers.New(x.Program).Respond(context.Background(), x.key.Token(link.Answer, x.ask.ID), goodturn.AnswerYes, "reply"); err != nil {
			t.Fatal(err)
		}
		x.runFor(3 * time.Hour)
		if got := x.mailTo("ana@example.com")[before:]; len(got) > 0 {
			t.Fatalf("it left unread: %q", got)
		}
		var note goodturn.Touch
		x.read(func(tx *store.Tx) error {
			ts, err := tx.ContactTouches(x.ana)
			for _, k := range ts {
				if k.Step == playbook.OnceNote {
					note = k
				}
			}
			return err
		})
		if note.ID == "" || note.State != goodturn.Planned {
			t.Fatalf("there is no note for the owner to read: %+v", note)
		}
		if _, err := approvals.New(x.Program).Approve(context.Background(), x.ask.OwnerID, note.ID); err != nil {
			t.Fatal(err)
		}
		x.runFor(2 * goodturn.Day)
		got := x.mailTo("ana@example.com")[before:]
		if len(got) != 1 || !strings.Contains(got[0], "helped me buy my home") || strings.Contains(got[0], "https://") != public {
			t.Errorf("public %v: %q", public, got)
		}
	}
}

// Whoever is asked whether a note may be sent gets it for a yes on the page too, once; whoever was asked something else has the
// button for it.
func TestAYesToANoteBringsItFromThePageToo(t *testing.T) {
	x := newStreet(t)
	if err := x.Run(context.Background(), time.Date(2027, 7, 8, 23, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	x.read(func(tx *store.Tx) error {
		asks, err := tx.Asks(x.ana)
		for _, a := range asks {
			if a.Step == "nearby-ask" {
				x.ask = a
			}
		}
		return err
	})
	if x.ask.Step != "nearby-ask" {
		t.Fatal("the ask for a note did not leave")
	}
	if page := do(x.h, "GET", x.answerAt(), "").Body.String(); !strings.Contains(page, "May I send you a note that you can forward?") {
		t.Error("the page asks something else than the letter")
	}
	before := len(x.mailTo("ana@example.com"))
	for range 2 {
		if w := do(x.h, "POST", x.answerAt(), "answer=yes"); w.Code != http.StatusSeeOther {
			t.Fatalf("%d", w.Code)
		}
	}
	if page := do(x.h, "GET", x.answerAt(), "").Body.String(); !strings.Contains(page, "The note is on its way to") {
		t.Error("the page does not say that the note is coming")
	}
	x.runFor(2 * goodturn.Day)
	if got := x.mailTo("ana@example.com")[before:]; len(got) != 1 || !strings.Contains(got[0], "helped me buy my home") || !strings.Contains(got[0], "/r/") {
		t.Errorf("%q", got)
	}
	y, _ := said(t, "yes")
	before = len(y.mailTo("ana@example.com"))
	y.runFor(2 * goodturn.Day)
	if got := y.mailTo("ana@example.com")[before:]; len(got) > 0 {
		t.Errorf("nobody asked whether it may be sent: %q", got)
	}
}

// The page promises no letter that nobody has let go yet, nor one that will not go.
func TestAYesToANoteSaysThatItWaitsForTheOwner(t *testing.T) {
	x := newStreet(t)
	if err := x.Run(context.Background(), time.Date(2027, 7, 8, 23, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	if err := x.DB.Write(context.Background(), func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.Approve = true
		if err := tx.SaveSettings(s); err != nil {
			return err
		}
		asks, err := tx.Asks(x.ana)
		for _, a := range asks {
			if a.Step == "nearby-ask" {
				x.ask = a
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if w := do(x.h, "POST", x.answerAt(), "answer=yes"); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	says := func() (waits, coming, button bool) {
		page := do(x.h, "GET", x.answerAt(), "").Body.String()
		return strings.Contains(page, "I will read the note over before it goes to"), strings.Contains(page, "The note is on its way"), strings.Contains(page, "Send the note to me")
	}
	if waits, coming, button := says(); !waits || coming || button {
		t.Errorf("unread: waits %t, on its way %t, button %t", waits, coming, button)
	}
	note := func() (out goodturn.ID) {
		x.read(func(tx *store.Tx) error {
			ts, err := tx.EnrolmentTouches(x.ask.ID)
			for _, k := range ts {
				if k.Step == playbook.OnceNote {
					out = k.ID
				}
			}
			return err
		})
		return out
	}()
	desk := approvals.New(x.Program)
	if _, err := desk.Approve(context.Background(), x.ask.OwnerID, note); err != nil {
		t.Fatal(err)
	}
	if waits, coming, _ := says(); waits || !coming {
		t.Errorf("approved: waits %t, on its way %t", waits, coming)
	}
	if err := desk.SkipTouch(context.Background(), x.ask.OwnerID, note); err != nil {
		t.Fatal(err)
	}
	if waits, coming, button := says(); waits || coming || button {
		t.Errorf("left out: waits %t, on its way %t, button %t", waits, coming, button)
	}
}

// TestThePageOfTheNoteSaysWhatIsTrue: a note that waits is not asked for again the day after, and nothing is on its way while all rests.
func TestThePageOfTheNoteSaysWhatIsTrue(t *testing.T) {
	settings := func(x *street, change func(*goodturn.Settings)) {
		t.Helper()
		if err := x.DB.Write(context.Background(), func(tx *store.Tx) error {
			s, err := tx.Settings()
			if err != nil {
				return err
			}
			change(&s)
			return tx.SaveSettings(s)
		}); err != nil {
			t.Fatal(err)
		}
	}
	notes := func(x *street) (n int) {
		x.read(func(tx *store.Tx) error {
			ts, err := tx.EnrolmentTouches(x.ask.ID)
			for _, k := range ts {
				if k.Step == playbook.OnceNote {
					n++
				}
			}
			return err
		})
		return n
	}
	says := func(x *street) string { return do(x.h, "GET", x.answerAt(), "").Body.String() }
	t.Run("one of yesterday that the owner has not read", func(t *testing.T) {
		x := newStreet(t)
		settings(x, func(s *goodturn.Settings) { s.Approve = true })
		if err := answers.New(x.Program).Respond(context.Background(), x.key.Token(link.Answer, x.ask.ID), goodturn.AnswerYes, "reply"); err != nil {
			t.Fatal(err)
		}
		if notes(x) != 1 {
			t.Fatal("a yes by reply brought no note")
		}
		x.Clock.Set(x.Clock.Now().Add(goodturn.Day))
		if page := says(x); !strings.Contains(page, "I will read the note over") || strings.Contains(page, "Send the note to me") {
			t.Error("the day after, the page offers a second one")
		}
		do(x.h, "POST", x.answerAt()+"/note", "")
		if n := notes(x); n != 1 {
			t.Errorf("%d notes wait", n)
		}
	})
	t.Run("all rests", func(t *testing.T) {
		x, _ := said(t, "yes")
		settings(x, func(s *goodturn.Settings) { s.Paused = true })
		do(x.h, "POST", x.answerAt()+"/note", "")
		if page := says(x); strings.Contains(page, "on its way") || !strings.Contains(page, "My messages rest just now. The note goes to") {
			t.Error("the page says that something is on its way")
		}
		settings(x, func(s *goodturn.Settings) { s.Paused = false })
		if page := says(x); !strings.Contains(page, "The note is on its way") {
			t.Error("nothing rests any more, and the page does not say so")
		}
	})
}

func TestARecommendationIsDraftedFromTicksAlone(t *testing.T) {
	x, _ := said(t, "yes")
	before := x.everything()
	page := do(x.h, "GET", x.answerAt()+"/recommend?good=listened&as=letter", "").Body.String()
	if !strings.Contains(page, "Dana listened.") || strings.Contains(page, "Dana was honest") || !strings.Contains(page, "only what you honestly think") || x.everything() != before {
		t.Errorf("%s", page)
	}
	if w := do(x.h, "GET", x.answerAt()+"/card", ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "<svg") || w.Body.Len() > 15_000 {
		t.Errorf("the card: %d, %d bytes", w.Code, w.Body.Len())
	}
}

func TestPagesStaySmallAndAmongThemselves(t *testing.T) {
	x, code := said(t, "yes")
	css := do(x.h, "GET", x.assets.URL("public.css"), "").Body.Len() + do(x.h, "GET", x.assets.URL("public.js"), "").Body.Len()
	for _, path := range []string{x.answerAt(), x.answerAt() + "/recommend", x.answerAt() + "/card", "/r/" + code, "/r/" + code + "/thanks"} {
		w := do(x.h, "GET", path, "")
		body := w.Body.String()
		if w.Code != http.StatusOK || len(body)+css > 15_000 || len(w.Result().Cookies()) > 0 || strings.Contains(body, `src="http`) || strings.Contains(body, "<style") || strings.Contains(body, " style=") || strings.Contains(body, "onclick") {
			t.Errorf("%s: %d, %d bytes with styles, or not by itself", path, w.Code, len(body)+css)
		}
		if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: %q", path, csp)
		}
	}
}

func TestThatTheTwoAreInTouchIsSaidWhenTheOwnerHasSaidIt(t *testing.T) {
	x, code := said(t, "yes")
	x.send(code, lee("tell", "1"))
	r := x.referrals()[0]
	in := introductions.New(x.Program)
	for _, c := range []struct {
		stage goodturn.Stage
		want  bool
	}{{goodturn.StageIntroduced, false}, {goodturn.StageLost, false}, {goodturn.StageQualified, true}, {goodturn.StageIntroduced, false}, {goodturn.StageOpportunity, true}, {goodturn.StageWon, true}, {goodturn.StageLost, true}} {
		if r.Stage != c.stage {
			var err error
			if r, err = in.MoveIntroduction(context.Background(), r.ID, introductions.To(c.stage, x.ask.OwnerID)); err != nil {
				t.Fatal(err)
			}
		}
		page := do(x.h, "GET", x.answerAt(), "").Body.String()
		if got := strings.Contains(page, "Lee and I are in touch. Thank you."); got != c.want || !c.want && !strings.Contains(page, "Lee has left me their name. Thank you.") {
			t.Errorf("at %q the advocate is told that the two are in touch: %t", c.stage, got)
		}
	}
}

// Whoever gave the name of the business in the settings alone is still somebody from a firm, on every page and in the note to forward;
// a business that goes by its owner's own name is not said twice.
func TestTheFirmOfTheSettingsStandsWhereTheVoiceHasNone(t *testing.T) {
	for business, want := range map[string]string{"Oak Hill Homes": "Dana Reed, Oak Hill Homes", "Dana Reed": "Dana Reed"} {
		x, code := said(t, "yes")
		if err := x.DB.Write(t.Context(), func(tx *store.Tx) error {
			s, err := tx.Settings()
			if err != nil {
				return err
			}
			s.Name = business
			u, err := tx.User(x.ask.OwnerID)
			if err != nil {
				return err
			}
			u.Voice.Brokerage = ""
			if err := tx.UpdateUser(u); err != nil {
				return err
			}
			return tx.SaveSettings(s)
		}); err != nil {
			t.Fatal(err)
		}
		for _, at := range []string{"/r/" + code, "/r/" + code + "/thanks", x.answerAt(), x.answerAt() + "?change", x.answerAt() + "/card", x.answerAt() + "/recommend", x.stopAt(), x.valueAt()} {
			if page := do(x.h, "GET", at, "").Body.String(); !strings.Contains(page, ">"+want+"<") {
				t.Errorf("%s does not say %q:\n%s", at, want, page)
			}
		}
		do(x.h, "POST", x.answerAt()+"/note", "")
		x.runFor(time.Hour)
		if notes := x.mailTo("ana@example.com"); len(notes) == 0 || !strings.Contains(notes[len(notes)-1], "\n"+want+", 212-555-0100") {
			t.Errorf("the note to forward is not signed %q: %q", want, notes)
		}
	}
}

// The owner ends a link that stands where it should not: it reads like a code that never was, and the next yes makes another.
func TestAnEndedLinkLeadsNowhere(t *testing.T) {
	x, code := said(t, "yes")
	f := friends.New(x.Program)
	if spoken, err := f.LinkOf(t.Context(), x.ana); err != nil || strings.ReplaceAll(spoken, " ", "") != code {
		t.Fatalf("the owner reads %q, the link has %s: %v", spoken, code, err)
	}
	for range 2 {
		if err := f.EndLink(t.Context(), x.ana, x.ask.OwnerID); err != nil {
			t.Fatal(err)
		}
	}
	ended, never := do(x.h, "GET", "/r/"+code, ""), do(x.h, "GET", "/r/ZZZZZZZ2", "")
	if ended.Code != http.StatusNotFound || ended.Body.String() != never.Body.String() {
		t.Errorf("an ended link: %d, and reads otherwise than one that never was", ended.Code)
	}
	if w := do(x.h, "POST", "/r/"+code, "name=Lee&reach=lee@example.net"); w.Code != http.StatusNotFound || len(x.referrals()) != 0 {
		t.Errorf("a form by an ended link: %d", w.Code)
	}
	page := do(x.h, "GET", x.answerAt(), "").Body.String()
	if strings.Contains(page, code) || !strings.Contains(page, "Thank you") {
		t.Errorf("her page still has it: %s", page)
	}
	if spoken, err := f.LinkOf(t.Context(), x.ana); err != nil || spoken != "" {
		t.Errorf("the owner still reads %q: %v", spoken, err)
	}
	ends := 0
	x.read(func(tx *store.Tx) error {
		events, err := tx.Timeline(x.ana, goodturn.Event{}, 50)
		for _, e := range events {
			if e.Name == goodturn.EventLinkEnded {
				ends++
			}
		}
		return err
	})
	if ends != 1 {
		t.Errorf("it was ended %d times", ends)
	}
	for _, answer := range []string{"no", "yes"} {
		saw := map[string]string{"no": "yes", "yes": "no"}[answer]
		if w := do(x.h, "POST", x.answerAt()+"?saw="+saw, "answer="+answer); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d", answer, w.Code)
		}
	}
	again, err := f.LinkOf(t.Context(), x.ana)
	if err != nil || again == "" || strings.ReplaceAll(again, " ", "") == code {
		t.Errorf("another yes gives %q: %v", again, err)
	}
}

// Whoever says yes and then that they want no more messages is not to be thanked in words any more: the task goes with the plan.
func TestNobodyIsToldToThankWhoWantsNoMoreWords(t *testing.T) {
	x, _ := said(t, "yes")
	open := func() (n int) {
		for _, k := range x.tasks(x.ana) {
			if k.Kind == goodturn.TaskThank && k.DoneAt.IsZero() {
				n++
			}
		}
		return n
	}
	if open() != 1 {
		t.Fatalf("%d words of thanks after a yes", open())
	}
	if w := do(x.h, "POST", x.stopAt(), "List-Unsubscribe=One-Click"); w.Code != http.StatusOK {
		t.Fatalf("stop: %d", w.Code)
	}
	if open() != 0 {
		t.Errorf("%d words of thanks for somebody who stopped everything", open())
	}
}
