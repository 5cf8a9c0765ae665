package admin_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/csv"
	"fmt"
	"io"
	"log/slog"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
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
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/admin"
)

// village is the owner's pages over a real program with a dozen people and half a year behind them.
type village struct {
	t     *testing.T
	db    *store.DB
	p     *program.Program
	now   time.Time
	mail  *capture.Sender
	owner goodturn.User
	web   http.Handler
	who   map[string]goodturn.ID
}

func (v *village) Now() time.Time { return v.now }

func (v *village) For(_ goodturn.User, c goodturn.Channel) (channel.Sender, error) {
	if c != goodturn.ChannelEmail {
		return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "not connected"}
	}
	return v.mail, nil
}

// Caught is the demo's catcher.
func (v *village) Caught() (out []admin.CaughtMail) {
	for _, c := range v.mail.Captured() {
		m := c.Message
		out = append(out, admin.CaughtMail{ID: m.DeliveryID, At: c.At, From: m.From.String(), To: m.To.String(), Subject: m.Subject, Text: m.Text, HTML: m.HTML,
			Headers: []admin.Header{{Name: "Message-ID", Value: m.MessageID}}})
	}
	return out
}

const hostile = `<script>alert(1)</script>"O'Neil`

func newVillage(t *testing.T) *village {
	t.Helper()
	ctx := context.Background()
	v := &village{t: t, now: time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC), who: map[string]goodturn.ID{}}
	db, err := sqlite.OpenMemory(ctx, store.Options{Clock: v, Rand: rand.New(rand.NewSource(1))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	v.db, v.mail = db, capture.New(v.Now)
	key, err := link.New(bytes.Repeat([]byte{7}, link.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	pack, err := playbook.Library("real-estate")
	if err != nil {
		t.Fatal(err)
	}
	v.p = program.New(program.Deps{DB: db, Rand: rand.New(rand.NewSource(2)), Library: map[string]*playbook.Shipped{"real-estate": pack}, Links: key, Senders: v, Node: "n", Boot: "b"})
	v.owner = goodturn.User{Email: "dana@homes.example", Name: "Dana Reyes", Role: goodturn.RoleOwner, Active: true, Zone: "America/New_York",
		Voice:   goodturn.Voice{FirstName: "Dana", Greeting: "Hi", SignOff: "Dana", Phone: "(212) 555-0100", Brokerage: "Reyes Homes"},
		Mailbox: goodturn.Mailbox{Host: "127.0.0.1", ProvedAt: 1}}
	v.write(func(tx *store.Tx) error {
		if err := tx.InsertUser(&v.owner); err != nil {
			return err
		}
		return tx.SaveSettings(goodturn.Settings{Name: "Reyes Homes", Pack: "real-estate", PostalAddress: "100 Example Ave, New York, NY 10001", Region: "US-NY", Zone: "America/New_York",
			Mode: goodturn.ModeLive, LiveAt: v.now.AddDate(0, -6, 0), PublicURL: "https://go.reyes-homes.com", PublicProvedAt: v.now, Demo: true})
	})
	names := []string{"Ana", "Ben", "Chen", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivo", "Jia", "Kofi", hostile}
	for i, n := range names {
		mail := fmt.Sprintf("p%d@example.com", i)
		greeting := n
		if n == hostile {
			greeting = "Neil"
		}
		side := goodturn.SideBought
		if i%4 == 3 {
			side = goodturn.SideSold
		}
		added, err := people.New(v.p).AddByHand(ctx, people.NewPerson{Name: n + " Ruiz" + string(rune('a'+i)), Email: mail, Closed: goodturn.Date{Year: 2025, Month: 12, Day: 8 + i}, Side: side,
			Address: fmt.Sprintf("%d Oak Street, New York, NY 10002", 10+i), Greeting: greeting, By: v.owner.ID, Anyway: true})
		if err != nil {
			t.Fatal(n, err)
		}
		v.who[n] = added.Contact.ID
	}
	v.until(time.Date(2026, 7, 7, 15, 0, 0, 0, time.UTC))
	v.write(func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.Approve = true
		return tx.SaveSettings(s)
	})
	assets, err := web.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	v.web = admin.New(admin.Deps{Program: v.p, DB: db, Auth: &auth.Book{}, Assets: assets, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Clock: v, Rand: rand.New(rand.NewSource(3)), Open: true, Catcher: v})
	return v
}

func (v *village) write(f func(*store.Tx) error) {
	v.t.Helper()
	if err := v.db.Write(context.Background(), f); err != nil {
		v.t.Fatal(err)
	}
}

func (v *village) until(end time.Time) {
	v.t.Helper()
	for {
		_, next, err := v.p.Run(context.Background(), 1)
		if err != nil {
			v.t.Fatal(err)
		}
		if next.IsZero() || next.After(end) {
			v.now = end
			return
		}
		if !next.After(v.now) {
			next = v.now.Add(time.Second)
		}
		v.now = next
	}
}

// get fetches a page, follows nothing, and fails unless it is there.
func (v *village) get(path string) string {
	v.t.Helper()
	code, body, _ := v.do(http.MethodGet, path, nil)
	if code != http.StatusOK {
		v.t.Fatalf("GET %s: %d\n%s", path, code, main(body))
	}
	if strings.Contains(body, "<script>alert") {
		v.t.Errorf("GET %s: a name became markup", path)
	}
	if w := forbidden.FindString(main(body)); w != "" {
		v.t.Errorf("GET %s: says %q", path, w)
	}
	return body
}

// forbidden are words of the inside that never stand on a page.
var forbidden = regexp.MustCompile(`(?i)\b(guard|gate|hold|ledger|fence|lease|touch|enrolment|standing)s?\b|%!|&lt;nil&gt;|\b0001\b`)

func (v *village) do(method, path string, form url.Values) (code int, body string, header http.Header) {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	v.web.ServeHTTP(w, r)
	return w.Code, w.Body.String(), w.Result().Header
}

// post sends a form and gives where it leads.
func (v *village) post(path string, pairs ...string) string {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	code, body, h := v.do(http.MethodPost, path, form)
	if code != http.StatusSeeOther {
		v.t.Fatalf("POST %s %v: %d\n%s", path, pairs, code, main(body))
	}
	return h.Get("Location")
}

// main is what a page says, without its frame and markup.
func main(body string) string {
	_, body, _ = strings.Cut(body, "<main")
	body, _, _ = strings.Cut(body, "</main>")
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, " ")), " ")
}

func (v *village) card(id goodturn.ID) view.Card {
	v.t.Helper()
	c, err := view.New(v.p).Card(context.Background(), id, goodturn.Event{})
	if err != nil {
		v.t.Fatal(err)
	}
	return c
}

func has(t *testing.T, page string, want ...string) {
	t.Helper()
	text := main(page)
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("the page does not say %q:\n%s", w, text)
		}
	}
}

func hasNot(t *testing.T, page string, never ...string) {
	t.Helper()
	for _, w := range never {
		if strings.Contains(page, w) {
			t.Errorf("the page says %q", w)
		}
	}
}

// planned is the next message to somebody that has not left.
func (v *village) planned(id goodturn.ID) goodturn.Touch {
	v.t.Helper()
	for _, x := range v.card(id).Touches {
		if x.State == goodturn.Planned && x.Kind == goodturn.KindValue && x.Channel == goodturn.ChannelEmail {
			return x
		}
	}
	v.t.Fatal("nothing is planned")
	return goodturn.Touch{}
}

func TestEveryRoomOpensAndSaysWhatIsThere(t *testing.T) {
	v := newVillage(t)
	ana := "/people/" + string(v.who["Ana"])
	has(t, v.get("/"), "Good morning.", "Tuesday 7 July.", "looked after: 12 in the plan", "messages since January")
	has(t, v.get("/people"), "12 people: 12 in the plan", "Ana Ruiza", "Bought 10 Oak Street, December 2025")
	has(t, v.get("/people?sort=next"), "Ana Ruiza")
	has(t, v.get("/people?q=Ruiza"), "found for", "Ana Ruiza")
	has(t, v.get("/people?q=zzyzx"), "Nobody like that")
	has(t, v.get(ana), "Ana Ruiza", "How things stand", "was delivered.", "One deal together.", "Next:", "theirs now")
	has(t, v.get("/people/"+string(v.who[hostile])), "Oak Street")
	has(t, v.get(ana+"/why"), "Everything that was looked at", "fine")
	has(t, v.get(ana+"/why?at=2026-03-10"), "Ana Ruiza")
	has(t, v.get(ana+"/why?at=2027-01-10"), "Ana Ruiza")
	has(t, v.get(ana+"/dates"), "2026", "2027", "arrived")
	has(t, v.get("/year"), "12 people", "Messages by month", "from introductions", "A month later")
	has(t, v.get("/year?read=2"), "Read the")
	has(t, v.get("/year/2026-09"), "September 2026", "still to come")
	has(t, v.get("/year/expect"), "Introductions", "a range and not a promise")
	has(t, v.get("/messages"), "Messages")
	has(t, v.get("/messages/"+string(v.planned(v.who["Ana"]).ID)), "To Ana Ruiza", "Hi Ana")
	has(t, v.get("/words"), "A month later", "bought")
	has(t, v.get("/words/check-in"), "A month later", "of at most 60 words", "Names you can use")
	has(t, v.get("/introductions"), "No introduction yet")
	has(t, v.get("/introductions/new"), "Somebody gave you a name")
	has(t, v.get("/tasks"), "To do")
	inbox := v.get("/inbox")
	has(t, inbox, "were caught on the way out")
	caught := regexp.MustCompile(`href="(/inbox/[^"]+)"`).FindStringSubmatch(inbox)[1]
	has(t, v.get(caught), "As a client reads it", "Hi ")
	if plain := regexp.MustCompile(`(?s)<pre.*?</pre>`).FindString(v.get(caught)); !regexp.MustCompile(`To stop these: <a href="/u/[A-Za-z0-9_-]+">https://go.reyes-homes.com/u/[A-Za-z0-9_-]+</a>`).MatchString(plain) || strings.Contains(plain, `href="http`) {
		t.Errorf("the links of the plain text do not open here, where nobody is at the sample's address: %s", plain)
	}
	if _, body, h := v.do("GET", caught+"/letter.html", nil); !strings.Contains(body, "Hi ") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("the letter alone: %s %.200s", h.Get("Content-Security-Policy"), body)
	}
	for _, p := range []string{"/new", "/edit", "/merge", "/household", "/erase", "/deals/new"} {
		path := ana + p
		if p == "/new" {
			path = "/people/new"
		}
		v.get(path)
	}
	if _, body, _ := v.do("GET", "/year.ics", nil); strings.Count(body, "BEGIN:VEVENT") < 20 {
		t.Errorf("the calendar has %d entries", strings.Count(body, "BEGIN:VEVENT"))
	}
	_, body, _ := v.do("GET", "/year.csv", nil)
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(rows) < 20 {
		t.Errorf("the table has %d rows: %v", len(rows), err)
	}
	if _, body, _ := v.do("GET", "/people", nil); !strings.Contains(body, `href="/people/alike"`) {
		t.Error("no way leads from the people to the list of everybody alike")
	}
	has(t, v.get("/people/alike?year=2025&which=0"), "Thank everybody alike", "neither more nor less on this list", "Ana Ruiza", "Bought 10 Oak Street, December 2025")
	has(t, v.get("/people/alike?year=2026&which=4"), "Ana Ruiza")
	has(t, v.get("/people/alike?year=1950&which=0"), "No deal on file falls into this time")
	if code, body, _ := v.do("GET", "/people/alike?year=soon", nil); code != http.StatusUnprocessableEntity || !strings.Contains(body, "is no year of a deal") {
		t.Errorf("a year that is none: %d", code)
	}
	for year, want := range map[string]int{"2025": 13, "2026": 1} {
		_, body, h := v.do("GET", "/people/alike.csv?which=0&year="+year, nil)
		table, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil || len(table) != want || len(table[0]) != 7 || !strings.HasPrefix(h.Get("Content-Type"), "text/csv") {
			t.Errorf("the list of %s has %d lines: %v\n%s", year, len(table), err, body)
		}
	}
	if _, body, _ := v.do("GET", ana+"/dates.ics", nil); !strings.Contains(body, "SUMMARY:Ana Ruiza: ") {
		t.Errorf("no dates: %.300s", body)
	}
	if _, body, _ := v.do("GET", ana+"/export", nil); !strings.Contains(body, `"p0@example.com"`) {
		t.Errorf("the copy lacks the address")
	}
}

func TestUnknownRoomsAreNotFound(t *testing.T) {
	v := newVillage(t)
	for _, p := range []string{"/people/x", "/people/x/why", "/people/x/dates", "/people/x/edit", "/people/x/merge", "/people/x/erase", "/people/x/export", "/messages/x", "/words/nothing", "/inbox/x", "/year/x", "/nowhere",
		"/people/" + string(v.who["Ana"]) + "/deals/x", "/introductions/new?from=x"} {
		if code, _, _ := v.do("GET", p, nil); code != http.StatusNotFound {
			t.Errorf("GET %s: %d", p, code)
		}
	}
	for _, p := range []string{"/people/x/told", "/people/x/leave-out", "/people/x/note", "/people/x/ask", "/tasks/x", "/messages/x/approve", "/messages/x/skip", "/introductions/x", "/steps/x"} {
		if code, _, _ := v.do("POST", p, url.Values{"what": {"spoke"}, "outcome": {"talked"}, "stage": {"won"}}); code != http.StatusNotFound {
			t.Errorf("POST %s: %d", p, code)
		}
	}
}

func TestWhatIsToldHolds(t *testing.T) {
	v := newVillage(t)
	at := func(n string) string { return "/people/" + string(v.who[n]) }
	v.post(at("Ana")+"/told", "what", "spoke")
	if c := v.card(v.who["Ana"]); !c.Standing.Talk.Open(v.now) {
		t.Error("no talk is open")
	}
	has(t, v.get(at("Ana")), "How did the talk end?", "You two are talking")
	has(t, v.get("/people"), "talking")
	v.post(at("Ana")+"/told", "what", "ended_well")
	if c := v.card(v.who["Ana"]); c.Standing.Talk.Open(v.now) {
		t.Error("the talk goes on")
	}
	v.post(at("Ben")+"/told", "what", "stop")
	has(t, v.get(at("Ben")), "asked for no more messages on 7 July 2026", "only they can lift it")
	v.post(at("Chen")+"/told", "what", "no")
	if c := v.card(v.who["Chen"]); c.Standing.DeclinedAt.IsZero() || len(c.Refusals) != 1 || c.Refusals[0].Scope != goodturn.ScopeAsks {
		t.Errorf("no is not kept: %v %v", c.Standing.DeclinedAt, c.Refusals)
	}
	v.post(at("Emil")+"/told", "what", "bounced")
	has(t, v.get(at("Emil")), "mail came back")
	has(t, v.get("/"), "Waiting on you", "Fix the e-mail address of Emil Ruize")
	v.post(at("Fay")+"/life", "what", "baby", "until", "2026-10-01")
	has(t, v.get(at("Fay")), "Not a good time: new baby; left in peace until 1 October 2026.")
	for _, what := range []string{"not_a_good_time", "bereavement", "illness", "baby", "job", "separated", "moved", "sold_elsewhere", "listed_elsewhere", "died"} {
		v.post(at("Ivo")+"/life", "what", what)
		page := v.get(at("Ivo"))
		if what == "died" {
			has(t, page, "Ivo", "has died")
			hasNot(t, page, "They replied", "mailto:")
		}
		back := "/people/" + string(v.who["Ivo"]) + "/life?over=yes&amp;what=" + what
		if !strings.Contains(page, back) {
			t.Errorf("%s cannot be taken back", what)
		}
		v.post(strings.ReplaceAll(back, "&amp;", "&"))
		page = v.get(at("Ivo"))
		has(t, page, "You took back:")
		hasNot(t, page, back, "has died")
	}
	v.post(at("Gus")+"/note", "note", "likes tea", "fact", "new kitchen")
	if c := v.card(v.who["Gus"]).Contact; c.Note != "likes tea" || c.NoteFact != "new kitchen" {
		t.Errorf("kept %q, %q", c.Note, c.NoteFact)
	}
	v.post(at("Hana")+"/leave-out", "why", "moved abroad")
	has(t, v.get(at("Hana")), "You leave them out", "moved abroad")
	has(t, v.get("/people?show=out"), "Hana")
	v.post(at("Hana") + "/take-in")
	if c := v.card(v.who["Hana"]); c.Contact.LeftOut {
		t.Error("still left out")
	}
	v.post(at("Ivo")+"/ask", "x", "")
	has(t, v.get(at("Ivo")), "Ivo")
	v.post(at("Ivo")+"/told", "what", "not_now")
	if code, _, _ := v.do("POST", at("Ivo")+"/told", url.Values{"what": {"sang"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("an unknown word: %d", code)
	}
}

func TestTheHistorySaysWhatSomebodyFoundOutOfALetterThatBrokeOff(t *testing.T) {
	for how, says := range map[string]string{"lost": "broke off at the last moment. You said that it did not arrive.", "arrived": "left; at first nobody knew whether it arrived."} {
		v := newVillage(t)
		v.mail = capture.New(v.Now, capture.Faults(func(channel.Message) capture.Fault {
			return capture.Fault{After: &channel.Error{Class: channel.ClassUnknown, Stage: "dot", Err: io.ErrUnexpectedEOF}}
		}))
		ana := "/people/" + string(v.who["Ana"])
		v.post(ana + "/hello")
		v.until(v.now.Add(30 * time.Minute))
		const open = "left, but nobody knows whether it arrived."
		has(t, v.get(ana), open)
		uncertain := func() string {
			said, err := view.New(v.p).Uncertain(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return said
		}
		if said := uncertain(); !strings.Contains(said, "Ana Ruiza") || strings.Contains(said, "Nothing is uncertain") {
			t.Errorf("reconcile says: %s", said)
		}
		for _, x := range v.card(v.who["Ana"]).Touches {
			if x.State == goodturn.Unknown {
				v.post("/messages/" + string(x.ID) + "/" + how)
			}
		}
		page := v.get(ana)
		has(t, page, says)
		hasNot(t, main(page), open)
		if said := uncertain(); !strings.Contains(said, "Nothing is uncertain") {
			t.Errorf("reconcile says: %s", said)
		}
	}
}

func TestWhatIsKnownToKeepAMessageStandsWhereItIsPlannedAndWhereItIsApproved(t *testing.T) {
	v := newVillage(t)
	v.until(time.Date(2026, 8, 31, 15, 0, 0, 0, time.UTC)) // her next one is a week ahead, and waits for a yes
	ana := "/people/" + string(v.who["Ana"])
	next := func() string {
		_, s, _ := strings.Cut(main(v.get(ana)), "How things stand")
		s, _, _ = strings.Cut(s, "What is planned")
		return s
	}
	if !strings.Contains(next(), "Next: property tax") || !strings.Contains(main(v.get("/messages")), "Ana Ruiza") {
		t.Fatalf("%q: nothing is tested", next())
	}
	for what, says := range map[string]string{
		"not_a_good_time": "because you noted that it is not a good time for them.", "listed_elsewhere": "because they work with another agent now.", "moved": "because it speaks of a home that is no longer theirs.",
	} {
		v.post(ana+"/life", "what", what, "until", "2026-12-01")
		if s := next(); strings.Contains(s, "Next: property tax") {
			t.Errorf("%s: %q", what, s)
		}
		has(t, v.get(ana), says)
		has(t, v.get("/messages"), says)
		v.post(ana+"/life", "what", what, "over", "yes")
		if s := next(); !strings.Contains(s, "Next: property tax") || strings.Contains(main(v.get(ana)), says) {
			t.Errorf("%s was taken back: %q", what, s)
		}
	}
}

func TestAHelloBeyondTheNumberOfTheDaySaysOnWhichDayItGoes(t *testing.T) {
	v := newVillage(t)
	hello := func(name string) string {
		t.Helper()
		_, _, h := v.do(http.MethodPost, "/people/"+string(v.who[name])+"/hello", nil)
		r := httptest.NewRequest(http.MethodGet, h.Get("Location"), nil)
		for _, c := range (&http.Response{Header: h}).Cookies() {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		v.web.ServeHTTP(w, r)
		return w.Body.String()
	}
	if page := hello("Ana"); !strings.Contains(page, "It goes out in the next good hour") {
		t.Fatalf("the first of the day: %s", main(page))
	}
	before := len(v.mail.Captured())
	v.until(v.now.Add(30 * time.Minute))
	if len(v.mail.Captured()) != before+1 {
		t.Fatal("her hello has not left: nothing is tested")
	}
	v.write(func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.PerDay = 1
		return tx.SaveSettings(s)
	})
	page := hello("Ben")
	if !strings.Contains(page, "Enough messages left this mailbox today. It goes on Wednesday 8 July at the earliest.") || strings.Contains(page, "five minutes from now") {
		t.Errorf("the second of the day: %s", page)
	}
}

func TestSomebodyIsAddedAndCorrectedByHand(t *testing.T) {
	v := newVillage(t)
	code, body, _ := v.do("POST", "/people", url.Values{"name": {""}, "reach": {"x"}})
	if code != http.StatusUnprocessableEntity {
		t.Fatalf("nobody was added as %d: %s", code, main(body))
	}
	to := v.post("/people", "name", "Lena Novak", "reach", "lena@example.com", "side", "bought", "date", "2026-07-01", "address", "7 Elm Ave, Brooklyn, NY 11201")
	lena := goodturn.ID(strings.TrimPrefix(to, "/people/"))
	c := v.card(lena)
	if c.Contact.Given != "Lena" || len(c.Closings) != 1 || len(c.Touches) < 5 {
		t.Fatalf("%+v, %d deals, %d planned", c.Contact, len(c.Closings), len(c.Touches))
	}
	has(t, v.get(to), "Bought 7 Elm Ave", "1 July 2026")
	deal := to + "/deals/" + string(c.Closings[0].ID)
	has(t, v.get(deal), "Closing date")
	form := url.Values{"side": {"bought"}, "date": {"2026-06-15"}, "address": {"7 Elm Ave, Brooklyn, NY 11201"}, "step": {"look"}}
	code, body, _ = v.do("POST", deal, form)
	if code != http.StatusOK {
		t.Fatal(code, main(body))
	}
	has(t, body, "What moves", "A month later", "Keep the change")
	if d := v.card(lena).Closings[0].Date; d.Day != 1 {
		t.Error("a look changed the date")
	}
	form.Set("step", "save")
	if code, body, _ = v.do("POST", deal, form); code != http.StatusSeeOther {
		t.Fatal(code, main(body))
	}
	if d := v.card(lena).Closings[0].Date; d.String() != "2026-06-15" {
		t.Errorf("the date is %s", d)
	}
	v.post(deal, "side", "bought", "date", "2026-06-15", "address", "7 Elm Ave, Brooklyn, NY 11201", "price", "$450,000.50", "step", "save")
	has(t, v.get(to), "$450,000.50.")
	if !strings.Contains(v.get(deal), `value="$450,000.50"`) {
		t.Error("the form does not show the price to correct it")
	}
	v.post(to+"/edit", "email", "lena.new@example.com", "given", "Lena", "step", "save")
	has(t, v.get(to), "lena.new@example.com", "was corrected")
	v.post(to+"/deals/new", "side", "sold", "date", "2026-05-02", "address", "9 Low Rd, Queens, NY 11375", "step", "save")
	if n := len(v.card(lena).Closings); n != 2 {
		t.Errorf("%d deals", n)
	}
	v.post(to+"/household", "other", string(v.who["Ana"]))
	has(t, v.get(to), "Ana Ruiza", "asked at most once in 90 days")
	v.post(to + "/household/leave")
	v.post(to+"/merge", "other", string(v.who["Kofi"]))
	if got := v.card(v.who["Kofi"]).Contact.MergedInto; got != lena {
		t.Errorf("merged into %s", got)
	}
	if code, _, h := v.do("GET", "/people/"+string(v.who["Kofi"]), nil); code != http.StatusSeeOther || h.Get("Location") != to {
		t.Errorf("the one who went: %d %s", code, h.Get("Location"))
	}
	has(t, v.get(to+"/split"), "Take them apart again?")
	v.post(to + "/split")
	if v.card(v.who["Kofi"]).Contact.MergedInto != "" {
		t.Error("still one")
	}
	if code, _, _ := v.do("POST", to+"/erase", url.Values{"typed": {"Somebody"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("erased by a wrong name: %d", code)
	}
	v.post(to+"/erase", "typed", "Lena Novak")
	if _, err := view.New(v.p).Card(context.Background(), lena, goodturn.Event{}); goodturn.ErrorCode(err) == "" {
		c := v.card(lena)
		if c.Contact.Given != "" || len(c.Identities) > 0 {
			t.Errorf("something is left: %+v", c.Contact)
		}
	}
}

func TestTheFirstPageSaysThatAPlanInUseIsNotHere(t *testing.T) {
	v := newVillage(t)
	delete(v.p.Library, "real-estate")
	if _, err := v.p.FindMissing(context.Background()); err != nil {
		t.Fatal(err)
	}
	has(t, v.get("/"), "The plan real-estate is in use and not here", "Start Goodturn with --playbook and the folder it is in")
	has(t, v.get("/people/"+string(v.who["Ana"])+"/days"), "Their plan real-estate is not here")
}

func TestAMessageIsReadChangedApprovedAndTakenBack(t *testing.T) {
	v := newVillage(t)
	x := v.planned(v.who["Ana"])
	v.now = x.DueAt.Add(-3 * 24 * time.Hour)
	has(t, v.get("/messages"), "Ana Ruiza", "Lapses on")
	at := "/messages/" + string(x.ID)
	page := v.get(at)
	body := textarea(page)
	code, preview, _ := v.do("POST", at+"/preview", url.Values{"subject": {"A word"}, "body": {body + "\n\nSee you soon."}, "ps": {"Say hello to the dog."}})
	if code != http.StatusOK || !strings.Contains(preview, "See you soon.") || !strings.Contains(preview, "Say hello to the dog.") {
		t.Fatalf("%d %s", code, preview)
	}
	if v.planned(v.who["Ana"]).Edited {
		t.Error("a preview changed the message")
	}
	v.do("POST", at+"/edit", url.Values{"subject": {"A word"}, "body": {body + "\n\nSee you soon."}, "ps": {strings.Repeat("on and on ", 60)}, "step": {"keep"}})
	if v.planned(v.who["Ana"]).Edited {
		t.Error("the words were kept although their P.S. was refused")
	}
	v.post(at+"/edit", "subject", "A word", "body", body+"\n\nSee you soon.", "ps", "Say hello to the dog.", "step", "approve")
	got := v.planned(v.who["Ana"])
	if !got.Edited || got.Subject != "A word" || got.PS == "" || got.ApprovedAt.IsZero() {
		t.Fatalf("kept %+v", got)
	}
	has(t, v.get("/messages"), "Approved just now", "Can be taken back until")
	v.post(at + "/take-back")
	if !v.planned(v.who["Ana"]).ApprovedAt.IsZero() {
		t.Error("still approved")
	}
	v.post(at + "/revert")
	if v.planned(v.who["Ana"]).Edited {
		t.Error("still the own words")
	}
	seen := hidden(v.get("/messages"), at+"/approve", "seen")
	v.post(at+"/edit", "subject", "A word", "body", body+"\n\nSee you at the fair.", "ps", "", "step", "keep") // in between
	to := v.post(at+"/approve", "seen", seen)
	if !v.planned(v.who["Ana"]).ApprovedAt.IsZero() || to != at {
		t.Errorf("words that nobody had seen are approved, and the page is %s", to)
	}
	has(t, v.get(at), "See you at the fair.")
	v.post(at+"/approve", "seen", hidden(v.get("/messages"), at+"/approve", "seen"))
	if v.planned(v.who["Ana"]).ApprovedAt.IsZero() {
		t.Error("the words that were seen are not approved")
	}
	v.post(at + "/take-back")
	page = v.get("/messages")
	all := hiddens(page, "/messages/approve", "seen")
	if len(all) < 2 || strings.Contains(v.get("/"), `action="/messages/approve"`) {
		t.Fatalf("the page of messages offers to approve %v, or the first page does, which shows none of them", all)
	}
	has(t, page, "Approve these "+strconv.Itoa(len(all)))
	v.post(at + "/revert")
	_, _, header := v.do("POST", "/messages/approve", url.Values{"seen": all})
	if !v.planned(v.who["Ana"]).ApprovedAt.IsZero() {
		t.Error("a letter that has changed since is approved with the others of its page")
	}
	if cookie, err := http.ParseSetCookie(header.Get("Set-Cookie")); err != nil {
		t.Error(err)
	} else if said, err := base64.RawURLEncoding.DecodeString(cookie.Value); err != nil || !strings.Contains(string(said), "1 has changed since you saw it and waits on") {
		t.Errorf("it is not said that one has changed: %s %v", said, err)
	}
	v.post("/messages/take-back")
	v.do("POST", "/messages/approve", url.Values{"seen": hiddens(v.get("/messages"), "/messages/approve", "seen")})
	if v.planned(v.who["Ana"]).ApprovedAt.IsZero() {
		t.Error("what the page showed is not approved")
	}
	if code, _, _ := v.do("POST", "/messages/approve", url.Values{"which": {"week"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("messages that nobody names are approved: %d", code)
	}
	v.post("/messages/take-back")
	v.post(at + "/skip")
	if v.planned(v.who["Ana"]).ID == x.ID {
		t.Error("not left out")
	}
	has(t, v.get(at), "It does not go out.")
	v.post("/steps/check-in", "auto", "yes")
	has(t, v.get("/words"), "goes by itself", "Ask me about each")
	v.post("/steps/check-in", "auto", "no", "plan", "real-estate")
	if page := v.get("/words"); strings.Contains(page, "goes by itself") {
		t.Error("the owner changed their mind, and it goes by itself")
	}
}

// hidden is what the form to an address carries without showing it: the first of a name.
func hidden(page, action, name string) string {
	if all := hiddens(page, action, name); len(all) > 0 {
		return all[0]
	}
	return ""
}

// hiddens are all that a form carries of one name.
func hiddens(page, action, name string) (out []string) {
	_, form, _ := strings.Cut(page, `action="`+action+`"`)
	form, _, _ = strings.Cut(form, "</form>")
	for _, m := range regexp.MustCompile(`name="`+name+`" value="([^"]*)"`).FindAllStringSubmatch(form, -1) {
		out = append(out, m[1])
	}
	return out
}

func textarea(page string) string {
	m := regexp.MustCompile(`(?s)<textarea[^>]*>(.*?)</textarea>`).FindStringSubmatch(page)
	if m == nil {
		return ""
	}
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(m[1])
}

func TestWordsAreTriedKeptAndPutBack(t *testing.T) {
	v := newVillage(t)
	page := v.get("/words/home-update?w=bought.email.us.plain.1")
	at := "/words/home-update?w=bought.email.us.plain.1"
	if !strings.Contains(page, "bought.email.us.plain.1") {
		v.get("/words/home-update")
	}
	body := textarea(page)
	code, preview, _ := v.do("POST", "/words/home-update/preview?w=bought.email.us.plain.1", url.Values{"words": {strings.Replace(body, "{{.greeting}}", "{{.greting}}", 1)}})
	if code != http.StatusOK || !strings.Contains(preview, "cannot stay") {
		t.Fatalf("a wrong name was taken: %d %s", code, main(preview))
	}
	if code, b, _ := v.do("POST", at, url.Values{"words": {body + "\nWow! Act now!\n"}, "step": {"keep"}}); code != http.StatusUnprocessableEntity {
		t.Fatalf("forbidden words were kept: %d %s", code, main(b))
	}
	v.post(at, "words", body, "step", "keep") // as shipped: nothing is stored
	all, err := approvals.New(v.p).Wordings(context.Background(), "")
	if err != nil || len(all.Yours) != 0 {
		t.Fatal(all.Yours, err)
	}
	changed := strings.Replace(body, "\n\n", "\n\nA small thing first.\n\n", 2)
	v.post(at, "words", changed, "step", "keep")
	if all, _ = approvals.New(v.p).Wordings(context.Background(), ""); !all.Yours["home-update/bought.email.us.plain.1"] {
		t.Fatal("not kept", all.Yours)
	}
	has(t, v.get("/words"), "yours")
	v.post(at, "words", changed, "step", "shipped")
	if all, _ = approvals.New(v.p).Wordings(context.Background(), ""); len(all.Yours) != 0 {
		t.Error("not put back")
	}
}

func TestANameIsWrittenDownAndFollowed(t *testing.T) {
	v := newVillage(t)
	v.post("/introductions", "sender", "p3@example.com", "friend", "Mei "+hostile, "reach", "(212) 555-0188", "note", "Looks around Riverside.")
	page := v.get("/introductions")
	has(t, page, "1 card", "Dora Ruizd", "Introduced", "Move")
	id := regexp.MustCompile(`action="(/introductions/[0-9a-f-]{36})"`).FindStringSubmatch(page)[1]
	has(t, v.get(id), "Looks around Riverside.", "Written down.", "is forgotten on")
	v.post(id+"/edit", "stage", "opportunity", "friend", "Mei", "value", "640k", "fee", "16,000", "next", "viewing", "next_on", "2026-12-14", "phone", "(212) 555-0188", "note", "n")
	has(t, v.get(id), "Working together", "Value: $640,000", "Fee: $16,000", "From “Introduced” to “Working together”")
	if code, body, _ := v.do("POST", id+"/edit", url.Values{"stage": {"won"}, "friend": {"Mei"}, "value": {"much"}}); code != http.StatusUnprocessableEntity || !strings.Contains(body, "is no amount") {
		t.Errorf("%d for an amount that is none", code)
	}
	v.post(id+"/edit", "stage", "opportunity", "friend", "Mei", "value", "1.25m", "fee", "16,000.50", "currency", "cad", "next", "viewing", "next_on", "2026-12-14", "phone", "(212) 555-0188", "note", "n")
	has(t, v.get(id), "Value: CAD 1,250,000, before $640,000", "Fee: CAD 16,000.50")
	inside(t, v.get(id), `value="16,000.50"`)
	inside(t, v.get(id), `value="CAD"`)
	if code, body, _ := v.do("POST", id+"/edit", url.Values{"stage": {"opportunity"}, "friend": {"Mei"}, "value": {"2,500.50"}, "currency": {"JPY"}}); code != http.StatusUnprocessableEntity || !strings.Contains(body, "is no amount in JPY") {
		t.Errorf("%d for half a yen", code)
	}
	v.post(id+"/edit", "stage", "opportunity", "friend", "Mei", "value", "640k", "fee", "16,000", "next", "viewing", "next_on", "2026-12-14", "phone", "(212) 555-0188", "note", "n")
	v.post(id, "stage", "qualified", "version", "1") // somebody else has moved it since
	has(t, v.get("/introductions"), "$640,000")
	has(t, v.get(id), "Working together")
	v.post(id, "stage", "won")
	has(t, v.get("/introductions"), "Closed")
	has(t, v.get("/introductions/led-to"), "from introductions, by whatever road", "$16,000")
	hasNot(t, v.get("/"), "thanked within a day")
	v.now = v.now.Add(25 * time.Hour)
	has(t, v.get("/"), "0 of 1", "name of the last 90 days thanked within a day")
	c := v.card(v.who["Dora"])
	if c.Standing.Introduced != 1 || c.Standing.Won != 1 {
		t.Errorf("%d introduced, %d won", c.Standing.Introduced, c.Standing.Won)
	}
	has(t, v.get("/tasks"), "Thank Dora Ruizd")
	if code, body, _ := v.do("POST", "/introductions", url.Values{"sender": {"nobody at all"}, "friend": {"X"}}); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Nobody here is called that.") {
		t.Errorf("%d", code)
	}
}

func TestWhoeverCameByIsTracedToTheirSender(t *testing.T) {
	v := newVillage(t)
	_, _, h := v.do("POST", "/introductions/came-by", url.Values{"friend": {"Lee"}, "sender": {"Dora Ruizd told me about you"}})
	at := h.Get("Location")
	page := v.get(at)
	has(t, page, "Who sent them?", "Dora Ruizd", "the name Dora Ruizd")
	claim := regexp.MustCompile(`action="(/claims/[^"]+)"`).FindStringSubmatch(page)[1]
	v.post(claim, "is", "yes")
	has(t, v.get(at), "Credited to Dora Ruizd.")
	has(t, v.get("/tasks"), "Thank Dora Ruizd")
	v.post(at+"/sender", "sender", "p3@example.com")
	if code, body, _ := v.do("POST", at+"/sender", url.Values{"sender": {"nobody at all"}}); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Nobody here is called that.") {
		t.Errorf("%d", code)
	}
}

func TestASentenceTypedWherePeopleAreLookedForIsHeard(t *testing.T) {
	v := newVillage(t)
	code, _, h := v.do("GET", "/people?q=Dora+sent+me+Lee+Park%2C+212+555+0188", nil)
	if code != http.StatusSeeOther || !strings.HasPrefix(h.Get("Location"), "/introductions/new?") {
		t.Fatalf("%d %s", code, h.Get("Location"))
	}
	for _, typed := range []string{`value="Dora"`, `value="Lee Park"`, `value="212 555 0188"`} {
		if !strings.Contains(v.get(h.Get("Location")), typed) {
			t.Errorf("the form does not hold %s", typed)
		}
	}
}

func TestAClientsOwnNextDealIsACardOfItsOwn(t *testing.T) {
	v := newVillage(t)
	for range 2 { // tapped twice, it is there once
		v.post("/people/"+string(v.who["Dora"])+"/own-deal", "note", "wants a garden")
	}
	page := v.get("/introductions")
	has(t, page, "their own next deal", "1 card")
	if strings.Contains(main(v.get("/tasks")), "Thank Dora") {
		t.Error("somebody is thanked for their own deal")
	}
}

func TestACallIsPutOffAndDone(t *testing.T) {
	v := newVillage(t)
	task := goodturn.Task{ContactID: v.who["Jia"], OwnerID: v.owner.ID, Kind: goodturn.TaskCall, Title: "Call Jia Ruizj: one year", Say: "How is the house?", DueAt: v.now, Key: "k"}
	v.write(func(tx *store.Tx) error { _, err := tx.OpenTask(&task); return err })
	has(t, v.get("/"), "One person to call", "one year", "How is the house?", "Voicemail")
	v.post("/tasks/"+string(task.ID), "outcome", "voicemail")
	if strings.Contains(main(v.get("/")), "How is the house?") {
		t.Error("it is back on the same day")
	}
	v.now = v.now.Add(48 * time.Hour)
	v.post("/tasks/"+string(task.ID), "outcome", "talked")
	if !v.card(v.who["Jia"]).Standing.Talk.Open(v.now) {
		t.Error("no talk is open")
	}
}

func TestAnotherTempoIsTriedThenSet(t *testing.T) {
	v := newVillage(t)
	code, body, _ := v.do("POST", "/tempo", url.Values{"tempo": {"warm"}, "step": {"look"}})
	if code != http.StatusOK {
		t.Fatal(code, main(body))
	}
	has(t, body, "Warm: ")
	if s := v.settings(); s.Tempo == goodturn.Warm {
		t.Error("a look set it")
	}
	v.post("/tempo", "tempo", "warm", "step", "save")
	if s := v.settings(); s.Tempo != goodturn.Warm {
		t.Error("not set")
	}
}

func (v *village) settings() (s goodturn.Settings) {
	v.t.Helper()
	v.write(func(tx *store.Tx) (err error) { s, err = tx.Settings(); return err })
	return s
}

func TestSettingsShowThatEveryMessageIsCounted(t *testing.T) {
	v := newVillage(t)
	has(t, v.get("/settings"), "Every message counted", "the first night is still to come")
	sum, err := v.p.Conserve(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	has(t, v.get("/settings"), "All "+strconv.Itoa(sum.Total)+":", "planned", "adds up")
}
