package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
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
)

// office is the API on a database in memory, with a clock that a test moves.
type office struct {
	t     *testing.T
	mu    sync.Mutex
	now   time.Time
	db    *store.DB
	p     *program.Program
	h     http.Handler
	owner goodturn.User
	book  *auth.Book
	key   string // with every scope
	mail  *capture.Sender
}

func (o *office) For(goodturn.User, goodturn.Channel) (channel.Sender, error) { return o.mail, nil }

func (o *office) Now() time.Time { o.mu.Lock(); defer o.mu.Unlock(); return o.now }

func (o *office) move(d time.Duration) { o.mu.Lock(); defer o.mu.Unlock(); o.now = o.now.Add(d) }

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, now: time.Date(2026, 3, 3, 16, 0, 0, 0, time.UTC)}
	db, err := sqlite.OpenMemory(context.Background(), store.Options{Clock: o, Rand: rand.New(rand.NewSource(1))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	signer, err := link.New(bytes.Repeat([]byte{7}, link.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	pack, err := playbook.Library("real-estate")
	if err != nil {
		t.Fatal(err)
	}
	o.db, o.mail = db, capture.New(o.Now)
	o.p = program.New(program.Deps{DB: db, Rand: rand.New(rand.NewSource(2)), Library: map[string]*playbook.Shipped{"real-estate": pack}, Links: signer, Senders: o, Node: "n", Boot: "b"})
	o.book = auth.NewBook(db, rand.New(rand.NewSource(3)), o)
	o.owner = goodturn.User{Email: "dana@example.com", Name: "Dana Reyes", Role: goodturn.RoleOwner, Active: true, Zone: "America/New_York", Voice: goodturn.Voice{FirstName: "Dana", Greeting: "Hi", SignOff: "Dana", Brokerage: "Reyes Homes"},
		Mailbox: goodturn.Mailbox{Host: "127.0.0.1", ProvedAt: 1}}
	if err := db.Write(context.Background(), func(tx *store.Tx) error {
		if err := tx.InsertUser(&o.owner); err != nil {
			return err
		}
		return tx.SaveSettings(goodturn.Settings{Name: "Reyes Homes", Pack: "real-estate", PostalAddress: "100 Example Ave, New York, NY 10001", Region: "US-NY", Zone: "America/New_York", Mode: goodturn.ModeLive, LiveAt: o.now.AddDate(-1, 0, 0)})
	}); err != nil {
		t.Fatal(err)
	}
	n := 0
	o.h = New(Deps{Program: o.p, People: people.New(o.p), DB: db, Auth: o.book, Clock: o, NewID: func() string { n++; return fmt.Sprintf("reference%d", n) }, Scratch: t.TempDir()})
	o.key = o.newKey(auth.Scopes...)
	return o
}

func (o *office) newKey(scopes ...auth.Scope) string {
	o.t.Helper()
	secret, _, err := o.book.NewKey(context.Background(), "test", o.owner.ID, scopes...)
	if err != nil {
		o.t.Fatal(err)
	}
	return secret
}

// reply is what came back.
type reply struct {
	*httptest.ResponseRecorder
	JSON map[string]any
}

func (o *office) send(method, path, body string, header ...string) reply {
	o.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+o.key)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	o.h.ServeHTTP(w, r)
	out := reply{w, nil}
	if strings.Contains(w.Header().Get("Content-Type"), "json") {
		if err := json.Unmarshal(w.Body.Bytes(), &out.JSON); err != nil {
			o.t.Errorf("%s %s: %v in %s", method, path, err, w.Body)
		}
	}
	return out
}

func (o *office) ok(method, path, body string, header ...string) reply {
	o.t.Helper()
	r := o.send(method, path, body, header...)
	if r.Code >= 300 {
		o.t.Fatalf("%s %s: %d %s", method, path, r.Code, r.Body)
	}
	return r
}

// ana adds somebody who closed 100 days ago.
func (o *office) ana() string {
	o.t.Helper()
	r := o.ok("POST", "/v1/contacts", `{"name":"Ana Ruiz","email":"ana@example.com","closed":"2025-11-20","side":"bought","address":"12 Oak Street, New York, NY 10002"}`)
	c, _ := r.JSON["contact"].(map[string]any)
	id, _ := c["id"].(string)
	if id == "" {
		o.t.Fatalf("nobody was added: %s", r.Body)
	}
	return id
}

func TestADayOfAnotherProgram(t *testing.T) {
	o := newOffice(t)
	id := o.ana()
	if r := o.ok("GET", "/v1/contacts/"+id, ""); r.JSON["name"] != "Ana Ruiz" || fmt.Sprint(r.JSON["emails"]) != "[ana@example.com]" || !strings.Contains(r.Body.String(), "Oak Street") {
		t.Errorf("%s", r.Body)
	}
	if r := o.ok("GET", "/v1/contacts/"+id+"/touches", ""); len(r.JSON["items"].([]any)) < 5 {
		t.Errorf("%s", r.Body)
	}
	one := `{"events":[{"name":"ticket_opened","email":"ANA@example.com","source":"desk","message_id":"t-1","props":{"subject":"a leak"}}]}`
	if r := o.ok("POST", "/v1/events", one); r.JSON["new"] != 1.0 {
		t.Errorf("%s", r.Body)
	}
	if r := o.ok("POST", "/v1/events", one); r.JSON["new"] != 0.0 || r.JSON["received"] != 1.0 {
		t.Errorf("told twice: %s", r.Body)
	}
	if r := o.ok("POST", "/v1/contacts/"+id+"/ask?preview=true", ""); r.JSON["planned"] != false || !strings.Contains(r.Body.String(), "headline") {
		t.Errorf("an ask beside an open ticket: %s", r.Body)
	}
	if r := o.ok("GET", "/v1/contacts/"+id+"/explain", ""); r.JSON["contact"] != id || r.JSON["headline"] == "" {
		t.Errorf("%s", r.Body)
	}
	f := o.ok("POST", "/v1/referrals", `{"contact_id":"`+id+`","friend":"Noa Levi","email":"noa@example.com"}`)
	if r := o.ok("POST", "/v1/referrals/"+f.JSON["id"].(string)+"/stage", `{"stage":"won"}`); r.JSON["stage"] != "won" {
		t.Errorf("%s", r.Body)
	}
	late := o.send("PATCH", "/v1/referrals/"+f.JSON["id"].(string), `{"value_minor":90000000,"version":1}`)
	if r := o.ok("PATCH", "/v1/referrals/"+f.JSON["id"].(string), `{"value_minor":90000000,"next":"call","next_on":"2026-03-10"}`); late.Code != 409 || r.JSON["value_minor"] != 9e7 || r.JSON["next_on"] != "2026-03-10" {
		t.Errorf("%s then %s", late.Body, r.Body)
	}
	tasks := o.ok("GET", "/v1/tasks", "").JSON["items"].([]any)
	if len(tasks) == 0 {
		t.Fatal("nothing to do after an introduction")
	}
	if r := o.send("POST", "/v1/tasks/"+tasks[0].(map[string]any)["id"].(string)+"/outcome", `{"outcome":"fixed"}`); r.Code != 204 || r.Body.Len() != 0 {
		t.Errorf("%d %s", r.Code, r.Body)
	}
	if r := o.ok("POST", "/v1/sending/pause", `{"why":"holiday"}`); r.JSON["paused"] != true || r.JSON["paused_why"] != "holiday" {
		t.Errorf("%s", r.Body)
	}
	if r := o.ok("POST", "/v1/sending/resume", ""); r.JSON["paused"] != false {
		t.Errorf("%s", r.Body)
	}
	if r := o.ok("PATCH", "/v1/contacts/"+id, `{"note":"likes tea"}`); !strings.Contains(r.Body.String(), "likes tea") {
		t.Errorf("%s", r.Body)
	}
	if r := o.ok("PATCH", "/v1/settings", `{"tempo":"careful","days_off":["2026-12-24"]}`); r.JSON["tempo"] != "careful" {
		t.Errorf("%s", r.Body)
	}
	if r := o.ok("PUT", "/v1/plans/real-estate/days?preview=true", `{"steps":{"tax":{"after":"8 months"}}}`); r.JSON["says"] == "" || o.ok("GET", "/v1/plans/real-estate/days", "").JSON["version"] != 0.0 {
		t.Errorf("%s", r.Body)
	}
	if r := o.ok("PUT", "/v1/plans/real-estate/days", `{"steps":{"tax":{"after":"8 months"}},"ask_every":120}`); o.ok("GET", "/v1/plans/real-estate/days", "").JSON["version"] != 1.0 {
		t.Errorf("%s", r.Body)
	}
	if r := o.send("PUT", "/v1/plans/real-estate/days", `{"first_ask":"day 3"}`); r.Code != 422 && r.Code != 400 || !strings.Contains(r.Body.String(), "within 7 days") {
		t.Errorf("%d %s", r.Code, r.Body)
	}
	if r := o.ok("PUT", "/v1/contacts/"+id+"/days", `{"steps":{"tax":{"off":true}}}`); !strings.Contains(o.ok("GET", "/v1/contacts/"+id+"/days", "").Body.String(), `"off":true`) {
		t.Errorf("%s", r.Body)
	}
	two := o.ok("POST", "/v1/contacts/"+id+"/part", `{"given":"Ana","family":"Ruiz","other_given":"Luis","other_family":"Ruiz"}`).JSON["id"].(string)
	if r := o.ok("POST", "/v1/contacts/"+two+"/unpart", ""); r.JSON["id"] != id {
		t.Errorf("%s", r.Body)
	}
	for _, path := range []string{"/v1/ledger", "/v1/plan", "/v1/asks", "/v1/referrals", "/v1/closings", "/v1/messages", "/v1/words", "/v1/users", "/v1/keys", "/v1/webhooks", "/v1/imports", "/v1/sending", "/v1/settings", "/v1/requests", "/v1/rewards", "/v1/referrals/" + f.JSON["id"].(string) + "/claims",
		"/v1/contacts/" + id + "/events", "/v1/contacts/" + id + "/export"} {
		if r := o.ok("GET", path, ""); strings.Contains(r.Body.String(), "gt_") || strings.Contains(r.Body.String(), `"hash"`) {
			t.Errorf("%s shows a secret", path)
		}
	}
	if r := o.ok("POST", "/v1/contacts/"+id+"/erase", `{"sure":true}`); r.Code != 200 {
		t.Errorf("%s", r.Body)
	}
}

func TestAnImportComesInByAPI(t *testing.T) {
	o := newOffice(t)
	file := "First Name,Last Name,Email,Closing Date,Deal Type,Address\nBen,Okafor,ben@example.com,2025-10-05,Buyer,\"4 Elm Street, New York, NY 10003\"\n"
	r := o.send("POST", "/v1/imports?name=list.csv", file, "Content-Type", "text/csv")
	if r.Code != 201 {
		t.Fatalf("%d %s", r.Code, r.Body)
	}
	id := r.JSON["id"].(string)
	o.ok("POST", "/v1/imports/"+id+"/answers", `{"accept":true}`)
	if r := o.send("POST", "/v1/imports/"+id+"/apply", `{"how":"my own clients","sure":false}`); r.Code != 422 {
		t.Errorf("brought in although nobody vouches: %d %s", r.Code, r.Body)
	}
	if r := o.ok("POST", "/v1/imports/"+id+"/apply", `{"how":"my own clients, from their files","sure":true}`); !strings.Contains(r.Body.String(), `"done"`) {
		t.Errorf("%s", r.Body)
	}
	if r := o.ok("GET", "/v1/contacts?q=okafor", ""); len(r.JSON["items"].([]any)) != 1 {
		t.Errorf("%s", r.Body)
	}
	if r := o.send("POST", "/v1/imports/"+id+"/undo", ""); r.Code != 202 {
		t.Errorf("%d %s", r.Code, r.Body)
	}
	if r := o.ok("GET", "/v1/contacts?q=okafor", ""); len(r.JSON["items"].([]any)) != 0 {
		t.Errorf("%s", r.Body)
	}
}

func TestWhatIsAskedTwiceIsDoneOnce(t *testing.T) {
	o := newOffice(t)
	body := `{"name":"Ben Okafor","email":"ben@example.com","closed":"2025-11-20","side":"sold"}`
	first := o.ok("POST", "/v1/contacts", body, "Idempotency-Key", "one")
	again := o.ok("POST", "/v1/contacts", " "+strings.ReplaceAll(body, ",", ", "), "Idempotency-Key", "one")
	if first.Body.String() != again.Body.String() || again.Header().Get("Idempotent-Replayed") != "true" || first.Header().Get("Idempotent-Replayed") != "" {
		t.Errorf("first %s\nagain %s", first.Body, again.Body)
	}
	if r := o.send("POST", "/v1/contacts", `{"name":"Somebody Else"}`, "Idempotency-Key", "one"); r.Code != 422 || !strings.Contains(r.Body.String(), "another request") {
		t.Errorf("the same key for something else: %d %s", r.Code, r.Body)
	}
	if r := o.send("POST", "/v1/contacts", `{"name":""}`, "Idempotency-Key", "two"); r.Code != 422 {
		t.Errorf("%d %s", r.Code, r.Body)
	}
	o.ok("POST", "/v1/contacts", `{"name":"Cy Lee","email":"cy@example.com"}`, "Idempotency-Key", "two") // the failure did nothing, so its key is free
	if r := o.ok("GET", "/v1/contacts", ""); len(r.JSON["items"].([]any)) != 2 {
		t.Errorf("%s", r.Body)
	}
	made := o.ok("POST", "/v1/keys", `{"name":"other","scopes":["read"]}`, "Idempotency-Key", "three")
	if r := o.send("POST", "/v1/keys", `{"name":"other","scopes":["read"]}`, "Idempotency-Key", "three"); r.Code != 201 || strings.Contains(r.Body.String(), "gt_") || !strings.Contains(made.Body.String(), "gt_") {
		t.Errorf("a secret is kept: %s", r.Body)
	}
	for _, bad := range []string{strings.Repeat("x", 201), "zwölf", "a\tb"} {
		if r := o.send("POST", "/v1/contacts", `{"name":"X Y"}`, "Idempotency-Key", bad); r.Code != 400 {
			t.Errorf("%q: %d", bad, r.Code)
		}
	}
	// A process that died in the middle: nobody knows, so nothing is done again.
	k, err := o.book.Keys(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/v1/contacts", nil)
	if err := o.db.Write(context.Background(), func(tx *store.Tx) error {
		_, _, err := tx.BeginOnce(store.Once{KeyID: k[0].ID, Once: "four", Print: printOf(r, []byte(`{"name":"Dee Fox"}`))})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if r := o.send("POST", "/v1/contacts", `{"name":"Dee Fox"}`, "Idempotency-Key", "four"); r.Code != 409 {
		t.Errorf("%d %s", r.Code, r.Body)
	}
	// After 30 days a key may be used again, but not that of an ask.
	id := o.ana()
	asked := o.send("POST", "/v1/contacts/"+id+"/ask", "", "Idempotency-Key", "ask")
	o.move(31 * goodturn.Day)
	if _, err := o.p.Housekeeping(context.Background()); err != nil {
		t.Fatal(err)
	}
	if r := o.send("POST", "/v1/contacts", `{"name":"Eve Stone","email":"eve@example.com"}`, "Idempotency-Key", "one"); r.Code != 200 {
		t.Errorf("after 31 days: %d %s", r.Code, r.Body)
	}
	if r := o.send("POST", "/v1/contacts/"+id+"/ask", "", "Idempotency-Key", "ask"); asked.Code != 200 || r.Header().Get("Idempotent-Replayed") != "true" {
		t.Errorf("the key of an ask after 31 days: %d %s", r.Code, r.Body)
	}
}

func TestTheDoor(t *testing.T) {
	o := newOffice(t)
	id := o.ana()
	deep := strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40)
	for _, c := range []struct {
		name, method, path, body string
		header                   []string
		status                   int
		says                     string
	}{
		{"no key", "GET", "/v1/contacts", "", []string{"Authorization", ""}, 401, "key"},
		{"a wrong key", "GET", "/v1/contacts", "", []string{"Authorization", "Bearer gt_wrong"}, 401, "key"},
		{"no such operation", "GET", "/v1/nothing", "", nil, 404, "openapi.json"},
		{"a method that it has not", "DELETE", "/v1/contacts", "", nil, 405, "GET, HEAD, POST, OPTIONS"},
		{"a method that nobody has", "BREW", "/v1/contacts/nobody", "", nil, 405, "PATCH"},
		{"a method of the document", "POST", "/v1/openapi.json", "{}", nil, 405, "GET"},
		{"somebody who is not there", "GET", "/v1/contacts/nobody", "", nil, 404, ""},
		{"an unknown field", "POST", "/v1/contacts", `{"name":"A B","owner_id":"x"}`, nil, 400, "owner_id"},
		{"a field that is not to be set", "PATCH", "/v1/contacts/" + id, `{"left_out":true}`, nil, 400, "left_out"},
		{"an unknown query", "GET", "/v1/contacts?color=red", "", nil, 400, "color"},
		{"a wrong value", "POST", "/v1/contacts", `{"name":"A B","side":"sideways-secret"}`, nil, 422, "side"},
		{"a day that is none", "POST", "/v1/contacts", `{"name":"A B","closed":"2026-02-30"}`, nil, 422, "closed"},
		{"a limit that is too high", "GET", "/v1/contacts?limit=1000", "", nil, 422, "limit"},
		{"a cursor made by hand", "GET", "/v1/asks?cursor=abc", "", nil, 422, "cursor"},
		{"no JSON", "POST", "/v1/contacts", `{"name":`, nil, 400, "JSON"},
		{"a name twice", "POST", "/v1/contacts", `{"name":"A","name":"B"}`, nil, 400, "twice"},
		{"two values", "POST", "/v1/contacts", `{"name":"A"}{}`, nil, 400, "end"},
		{"nested without end", "POST", "/v1/events", deep, nil, 400, "deep"},
		{"not UTF-8", "POST", "/v1/contacts", "{\"name\":\"\xff\"}", nil, 400, "UTF-8"},
		{"a form", "POST", "/v1/contacts", "name=A", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "JSON"},
		{"too large", "POST", "/v1/contacts", `{"name":"` + strings.Repeat("x", 1<<20) + `"}`, nil, 413, "1 MB"},
		{"an event of our own", "POST", "/v1/events", `{"events":[{"name":"sent","contact_id":"` + id + `","source":"crm","message_id":"1"}]}`, nil, 422, "name"},
		{"an event that has its own way", "POST", "/v1/events", `{"events":[{"name":"unsubscribed","contact_id":"` + id + `","source":"crm","message_id":"1"}]}`, nil, 422, "told"},
		{"in our own name", "POST", "/v1/events", `{"events":[{"name":"nps","contact_id":"` + id + `","source":"page","message_id":"1"}]}`, nil, 422, "source"},
		{"of the future", "POST", "/v1/events", `{"events":[{"name":"nps","contact_id":"` + id + `","source":"crm","message_id":"1","at":"2030-01-01T00:00:00Z"}]}`, nil, 422, "future"},
		{"of somebody unknown", "POST", "/v1/events", `{"events":[{"name":"nps","email":"who@example.com","source":"crm","message_id":"1"}]}`, nil, 404, "Nobody"},
		{"an erasure without a word", "POST", "/v1/contacts/" + id + "/erase", `{"sure":false}`, nil, 422, "sure"},
	} {
		r := o.send(c.method, c.path, c.body, c.header...)
		if r.Code != c.status || !strings.Contains(r.Body.String(), c.says) {
			t.Errorf("%s: %d %.300s", c.name, r.Code, r.Body)
		}
		if ct := r.Header().Get("Content-Type"); ct != "application/problem+json" || r.JSON["status"] != float64(c.status) || r.JSON["title"] == nil || !strings.HasPrefix(fmt.Sprint(r.JSON["type"]), "urn:goodturn:error:") {
			t.Errorf("%s is no RFC 9457 problem: %s %.300s", c.name, ct, r.Body)
		}
		if strings.Contains(r.Body.String(), "sideways-secret") || strings.Contains(r.Body.String(), `"value"`) {
			t.Errorf("%s repeats what was sent: %s", c.name, r.Body)
		}
	}
	var rows int
	if err := o.db.Read(context.Background(), func(tx *store.Tx) error {
		return tx.EachRow("contact", func([]string, []any) error { rows++; return nil })
	}); err != nil || rows != 1 {
		t.Errorf("%d people after all that, %v", rows, err)
	}
}

func TestAPathSaysWhichMethodsItKnows(t *testing.T) {
	o := newOffice(t)
	id := o.ana()
	for _, c := range []struct {
		method, path, allow string
		status              int
	}{
		{"DELETE", "/v1/contacts", "GET, HEAD, POST, OPTIONS", 405}, {"GET", "/v1/sending/pause", "POST, OPTIONS", 405}, {"HEAD", "/v1/sending/pause", "POST, OPTIONS", 405}, {"PUT", "/v1/contacts/" + id, "GET, HEAD, PATCH, OPTIONS", 405},
		{"OPTIONS", "/v1/contacts", "GET, HEAD, POST, OPTIONS", 204}, {"OPTIONS", "/v1/nothing", "", 404}, {"DELETE", "/v1/nothing", "", 404},
		{"HEAD", "/v1/contacts", "", 200}, {"HEAD", "/v1/contacts/nobody", "", 404}, {"HEAD", "/v1/openapi.json", "", 200},
	} {
		r := o.send(c.method, c.path, "")
		if r.Code != c.status || r.Header().Get("Allow") != c.allow {
			t.Errorf("%s %s: %d, Allow: %s", c.method, c.path, r.Code, r.Header().Get("Allow"))
		}
	}
	if r := o.send("HEAD", "/v1/contacts", "", "Idempotency-Key", "k1"); r.Code != 200 { // it changes nothing, and takes no key
		t.Errorf("a look with a key: %d", r.Code)
	}
	if r := o.send("POST", "/v1/contacts", `{"name":"Bo Li","email":"bo@example.com"}`, "Idempotency-Key", "k1"); r.Code != 201 && r.Code != 200 {
		t.Errorf("the key that a look did not take: %d %s", r.Code, r.Body)
	}
	if r := o.send("DELETE", "/v1/contacts", "", "Authorization", ""); r.Code != 401 || r.Header().Get("Allow") != "" {
		t.Errorf("without a key: %d", r.Code)
	}
}

func TestAKeyDoesWhatItsScopesSay(t *testing.T) {
	o := newOffice(t)
	id := o.ana()
	calls := map[auth.Scope][3]string{
		auth.ScopeRead: {"GET", "/v1/contacts", ""}, auth.ScopeWrite: {"POST", "/v1/contacts/" + id + "/take-in", ""}, auth.ScopeSend: {"POST", "/v1/sending/pause", ""}, auth.ScopeAdmin: {"GET", "/v1/keys", ""},
	}
	for _, have := range auth.Scopes {
		o.key = o.newKey(have)
		for need, c := range calls {
			r := o.send(c[0], c[1], c[2])
			if (r.Code == 403) != (have != need) {
				t.Errorf("a key for %s, at what needs %s: %d %s", have, need, r.Code, r.Body)
			}
		}
	}
	o.key = o.newKey(auth.Scopes...)
	o.owner.Role = goodturn.RoleAgent
	if err := o.db.Write(context.Background(), func(tx *store.Tx) error { return tx.UpdateUser(o.owner) }); err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]string{{"GET", "/v1/keys"}, {"GET", "/v1/webhooks"}, {"GET", "/v1/export"}} {
		if r := o.send(c[0], c[1], ""); r.Code != 403 {
			t.Errorf("%s in an agent's name: %d", c[1], r.Code)
		}
	}
}

// A direct message has its words given away at once: a key that may only write prepares letters, and none of these.
func TestADirectMessageNeedsAKeyThatMaySend(t *testing.T) {
	o := newOffice(t)
	id := o.ana()
	by := goodturn.DateOf(time.Now()).AddDays(40).String()
	call := func() (int, string) {
		r := o.send("POST", "/v1/requests", `{"requests":[{"contact_id":"`+id+`","kind":"recommendation","channel":"dm","by":"`+by+`","facts":{"goal":"a grant","why":"You saw how I work."}}]}`)
		return r.Code, r.Body.String()
	}
	o.key = o.newKey(auth.ScopeWrite)
	if code, body := call(); code != 403 || !strings.Contains(body, "needs the scope send") {
		t.Errorf("%d %s", code, body)
	}
	o.key = o.newKey(auth.ScopeWrite, auth.ScopeSend)
	if code, body := call(); code == 403 {
		t.Errorf("%d %s", code, body)
	}
}

func TestInTheNameOfWhoOnlyPreparesNothingLeaves(t *testing.T) {
	o := newOffice(t)
	id := o.ana()
	o.key = o.newKey(auth.Scopes...)
	o.owner.Role = goodturn.RoleStaff
	if err := o.db.Write(context.Background(), func(tx *store.Tx) error { return tx.UpdateUser(o.owner) }); err != nil {
		t.Fatal(err)
	}
	routes := Operations()
	for _, op := range Begins() {
		method, at, _ := strings.Cut(routes[op], " ")
		if r := o.send(method, strings.NewReplacer("{id}", id, "{step}", "first-ask").Replace(at), "{}"); r.Code != 403 || !strings.Contains(r.Body.String(), "lets none leave") {
			t.Errorf("%s: %d %s", op, r.Code, r.Body)
		}
	}
	for _, stop := range []string{"/v1/sending/pause", "/v1/sending/observe"} {
		if r := o.send("POST", stop, ""); r.Code >= 300 {
			t.Errorf("%s: %d %s", stop, r.Code, r.Body)
		}
	}
}

func TestACallerWhoIsTooQuickWaits(t *testing.T) {
	o := newOffice(t)
	slow := 0
	for range 100 + 20 {
		if r := o.send("GET", "/v1/sending", ""); r.Code == 429 {
			slow++
			if r.Header().Get("Retry-After") != "1" {
				t.Errorf("wait %s", r.Header().Get("Retry-After"))
			}
		}
	}
	if slow != 20 {
		t.Errorf("%d calls had to wait", slow)
	}
	o.move(time.Second)
	if r := o.send("GET", "/v1/sending", ""); r.Code != 200 {
		t.Errorf("a second later: %d", r.Code)
	}
}

func TestListsPageToTheirEnd(t *testing.T) {
	o := newOffice(t)
	for i := range 7 {
		o.ok("POST", "/v1/contacts", fmt.Sprintf(`{"name":"P%d Ruiz","email":"p%d@example.com","closed":"2025-11-2%d","side":"sold","anyway":true}`, i, i, i))
	}
	for _, path := range []string{"/v1/contacts?limit=3", "/v1/closings?limit=3", "/v1/plan?limit=3&to=2026-12-31T00:00:00Z"} {
		seen := map[string]bool{}
		next, pages := "", 0
		for {
			at := path
			if next != "" {
				at += "&cursor=" + next
			}
			r := o.ok("GET", at, "")
			for _, x := range r.JSON["items"].([]any) {
				id := x.(map[string]any)["id"].(string)
				if seen[id] {
					t.Errorf("%s shows %s twice", path, id)
				}
				seen[id] = true
			}
			pages++
			if next, _ = r.JSON["next_cursor"].(string); next == "" {
				break
			}
		}
		if !strings.Contains(path, "plan") && (len(seen) != 7 || pages != 3) || len(seen) < 7 {
			t.Errorf("%s: %d in %d pages", path, len(seen), pages)
		}
	}
}

func TestAnAnswerOnBehalfOfSomebodyIsARefusalThatHolds(t *testing.T) {
	o := newOffice(t)
	id := goodturn.ID(o.ana())
	a := goodturn.Ask{ContactID: id, OwnerID: o.owner.ID, Playbook: "real-estate", Step: "ask-92"}
	if err := o.db.Write(context.Background(), func(tx *store.Tx) error {
		touches, err := tx.ContactTouches(id)
		if err != nil {
			return err
		}
		a.TouchID = touches[0].ID
		return tx.OpenAsk(&a)
	}); err != nil {
		t.Fatal(err)
	}
	at := "/v1/asks/" + string(a.ID)
	if r := o.ok("GET", at, ""); r.JSON["state"] != "open" {
		t.Errorf("%s", r.Body)
	}
	if r := o.ok("POST", at+"/answer", `{"answer":"no"}`, "Idempotency-Key", "n"); r.JSON["answer"] != "no" || r.JSON["answered_by"] != "owner" {
		t.Errorf("%s", r.Body)
	}
	o.send("POST", at+"/answer", `{"answer":"yes"}`)
	if r := o.ok("GET", at, ""); r.JSON["answer"] != "no" {
		t.Errorf("a yes was put over a no: %s", r.Body)
	}
}
