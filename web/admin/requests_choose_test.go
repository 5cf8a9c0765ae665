package admin_test

import (
	"bytes"
	"context"
	"html"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/store"
)

// workplace is a village in which the plan for people known from work is in use too.
func workplace(t *testing.T) *village {
	t.Helper()
	v := newVillage(t)
	pack, err := playbook.Library("professional")
	if err != nil {
		t.Fatal(err)
	}
	v.p.Library["professional"] = pack
	v.post("/requests/plan")
	return v
}

// brings hands over an address card.
func (v *village) brings(name, card string, fields ...string) *httptest.ResponseRecorder {
	v.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, err := m.CreateFormFile("file", name)
	if err != nil {
		v.t.Fatal(err)
	}
	_, _ = f.Write([]byte(card))
	for i := 0; i < len(fields); i += 2 {
		_ = m.WriteField(fields[i], fields[i+1])
	}
	_ = m.Close()
	r := httptest.NewRequest("POST", "/requests/card", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w := httptest.NewRecorder()
	v.web.ServeHTTP(w, r)
	return w
}

const card = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Haddad;Noor;;;\r\nFN:Noor Haddad\r\nORG:Lakeside\r\nEMAIL:noor@lakeside.example\r\nEND:VCARD\r\n"

var boxes = regexp.MustCompile(`<input type="checkbox" name="who" value="([^"]+)"( checked)?`)

func ticks(page string) (ticked, loose []string) {
	for _, m := range boxes.FindAllStringSubmatch(page, -1) {
		if m[2] != "" {
			ticked = append(ticked, m[1])
		} else {
			loose = append(loose, m[1])
		}
	}
	return ticked, loose
}

func TestSeveralAreTickedFromAListThatIsFilteredWithoutAScript(t *testing.T) {
	v := workplace(t)
	ana, ben := string(v.who["Ana"]), string(v.who["Ben"])
	if ticked, loose := ticks(v.get("/requests/new")); len(ticked) != 0 || len(loose) != 12 {
		t.Fatalf("%d ticked, %d offered", len(ticked), len(loose))
	}
	ticked, loose := ticks(v.get("/requests/new?step=find&q=Ben&who=" + ana))
	if len(ticked) != 1 || ticked[0] != ana || len(loose) != 1 || loose[0] != ben {
		t.Errorf("whoever is ticked stays, and the filter brings the other: %v %v", ticked, loose)
	}
	if page := v.get("/requests/new?step=find&q=nobodylikethis&who=" + ana); !strings.Contains(page, "Nobody else is found") {
		t.Error("an empty filter says nothing")
	}
	if page := v.get("/requests/new?step=go&q="); !strings.Contains(page, "Nobody is chosen.") {
		t.Error("going on with nobody is not refused")
	}
	many := url.Values{"step": {"go"}}
	_, loose = ticks(v.get("/requests/new"))
	many["who"] = loose[:11]
	page := v.get("/requests/new?" + many.Encode())
	if ticked, _ := ticks(page); !strings.Contains(page, "too many") || len(ticked) != 11 {
		t.Errorf("eleven: %d stay ticked", len(ticked))
	}
	_, page, _ = v.do("GET", "/requests/new?step=go&who="+ana+"&who="+ben, nil)
	for _, id := range []string{ana, ben} {
		if !strings.Contains(page, `name="why-`+id+`"`) {
			t.Errorf("no reason is asked for %s", id)
		}
	}
	day := goodturn.DateOf(v.now)
	form := url.Values{"who": {ana, ben}, "kind": {"recommendation"}, "goal": {"the platform role at Northwind"}, "by": {day.AddDays(120).String()},
		"why-" + ana: {"You saw how I work when a date is fixed"}, "why-" + ben: {"You know how I plan"},
		"last-" + ana: {day.AddDays(-5).String()}, "last-" + ben: {day.AddDays(-5).String()}}
	code, body, _ := v.do("POST", "/requests/new", form)
	if body = html.UnescapeString(body); code != 200 || !strings.Contains(body, "You saw how I work when a date is fixed") || !strings.Contains(body, "You know how I plan") {
		t.Fatalf("each gets words of their own: %d %s", code, body)
	}
	if code, _, head := v.do("POST", "/requests", form); code != 303 || head.Get("Location") != "/requests" {
		t.Fatalf("they are kept: %d", code)
	}
	if page = v.get("/requests"); strings.Count(page, "Read it and let it go") != 2 {
		t.Error("each waits to be read by itself")
	}
}

// A request may be the owner's to send: its words lie under To do, to copy, until one tap says that they are on their way.
func TestADirectMessageIsCopiedAndSaidToBeSent(t *testing.T) {
	v := workplace(t)
	ana, ben := string(v.who["Ana"]), string(v.who["Ben"])
	day := goodturn.DateOf(v.now)
	form := url.Values{"who": {ana, ben}, "kind": {"recommendation"}, "goal": {"the platform role at Northwind"}, "by": {day.AddDays(120).String()}, "yourself": {"on"},
		"why-" + ana: {"You saw how I work when a date is fixed"}, "why-" + ben: {"You know how I plan"},
		"last-" + ana: {day.AddDays(-5).String()}, "last-" + ben: {day.AddDays(-5).String()}}
	if code, body, _ := v.do("POST", "/requests/new", form); code != 200 || !strings.Contains(body, "To send yourself") || strings.Contains(body, "You get this because") {
		t.Fatalf("%d: %s", code, body)
	}
	before := len(v.Caught())
	if code, _, _ := v.do("POST", "/requests", form); code != 303 {
		t.Fatalf("they are kept: %d", code)
	}
	v.until(v.now.Add(time.Minute))
	todo := html.UnescapeString(v.get("/tasks?kind=send_by_hand"))
	for _, want := range []string{"Send this to Ana", "Send this to Ben", "You saw how I work when a date is fixed.", "Copy the words"} {
		if !strings.Contains(todo, want) {
			t.Errorf("under To do there is no %q", want)
		}
	}
	if page := v.get("/requests"); strings.Count(page, "not said whether sent") != 2 {
		t.Error("the requests do not say whose turn it is")
	}
	touch := func(id string) (t goodturn.Touch) {
		for _, x := range v.card(goodturn.ID(id)).Touches {
			if x.Channel == goodturn.ChannelDM && x.Kind == goodturn.KindAsk {
				t = x
			}
		}
		return t
	}
	v.post("/messages/" + string(touch(ana).ID) + "/arrived")
	v.post("/messages/" + string(touch(ben).ID) + "/lost")
	if a, b := touch(ana), touch(ben); a.State != goodturn.Sent || b.State != goodturn.Failed {
		t.Errorf("said to be sent: %s; said not to be: %s", a.State, b.State)
	}
	if _, page, _ := v.do("GET", "/people/"+ana, nil); !strings.Contains(html.UnescapeString(page), "The request for a recommendation” yourself") {
		t.Error("the timeline does not say who sent it")
	}
	if page := html.UnescapeString(v.get("/people/" + ben + "/dates")); strings.Contains(page, "came back") || !strings.Contains(page, "did not go out") || !strings.Contains(page, "You said that it did not go out.") {
		t.Errorf("what is said of one that she did not send:\n%s", page)
	}
	if page := v.get("/tasks?kind=send_by_hand"); strings.Contains(page, "Send this to") {
		t.Error("it is still to be sent")
	}
	if n := len(v.Caught()); n != before {
		t.Errorf("%d mails left", n-before)
	}
}

// A message whose words were taken away, because they want no more, is nobody's to send: no page says so any more.
func TestNobodyIsToldToSendWhatMayNotBeSent(t *testing.T) {
	v := workplace(t)
	ana := string(v.who["Ana"])
	day := goodturn.DateOf(v.now)
	if code, _, _ := v.do("POST", "/requests", url.Values{"who": {ana}, "kind": {"recommendation"}, "goal": {"the platform role at Northwind"}, "by": {day.AddDays(120).String()}, "yourself": {"on"},
		"why-" + ana: {"You saw how I work when a date is fixed"}, "last-" + ana: {day.AddDays(-5).String()}}); code != 303 {
		t.Fatal(code)
	}
	v.until(v.now.Add(time.Minute))
	message := ""
	for _, x := range v.card(goodturn.ID(ana)).Touches {
		if x.Channel == goodturn.ChannelDM && x.State == goodturn.Unknown {
			message = "/messages/" + string(x.ID)
		}
	}
	if err := v.p.AskedToStop(t.Context(), goodturn.ID(ana), ""); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(v.get("/tasks?kind=send_by_hand"), "Send this to") {
		t.Fatal("its words are still there, so nothing is tested")
	}
	for _, at := range []string{message, "/requests", "/people/" + ana + "/dates"} {
		if page := html.UnescapeString(v.get(at)); strings.Contains(page, "yours to send") || strings.Contains(page, "under To do") || !strings.Contains(strings.ToLower(page), "whether") {
			t.Errorf("%s says that it is to be sent", at)
		}
	}
}

func TestACardBringsSomebodyInAndGoesOnToTheForm(t *testing.T) {
	v := workplace(t)
	everybody := func() (n int) {
		if err := v.db.Read(context.Background(), func(tx *store.Tx) error {
			counts, err := tx.Coverage()
			for _, x := range counts {
				n += x
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := everybody()
	for _, c := range []struct{ name, file, text, sure, says string }{
		{"nobody vouches", "noor.vcf", card, "", "Nobody vouches for this address yet."},
		{"no card", "noor.csv", card, "yes", "This is no address card."},
		{"empty", "noor.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n", "yes", "The file holds nobody."},
		{"a whole address book", "all.vcf", manyCards(11), "yes", "There are 11 cards in this file."},
		{"too large", "noor.vcf", card + strings.Repeat("x", 3<<20), "yes", "This card could not be read."},
	} {
		w := v.brings(c.name+".x/"+c.file, c.text, "sure", c.sure, "who", string(v.who["Ana"]))
		if w.Code != 422 || !strings.Contains(html.UnescapeString(w.Body.String()), c.says) {
			t.Errorf("%s: %d %s", c.name, w.Code, w.Body)
		}
		if everybody() != before {
			t.Fatalf("%s: somebody came in", c.name)
		}
	}
	w := v.brings("noor.vcf", card, "sure", "yes", "who", string(v.who["Ana"]))
	to, err := url.Parse(w.Header().Get("Location"))
	if err != nil || w.Code != 303 || to.Path != "/requests/new" || len(to.Query()["who"]) != 2 {
		t.Fatalf("%d %s %v %s", w.Code, to, err, w.Body)
	}
	_, page, _ := v.do("GET", to.String(), nil)
	for _, want := range []string{"Noor Haddad", "Lakeside. Two people of one company", `name="why-` + to.Query()["who"][1] + `"`, `name="why-` + string(v.who["Ana"]) + `"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the form lacks %s", want)
		}
	}
	if n := everybody(); n != before+1 {
		t.Errorf("%d came in", n-before)
	}
	again, err := url.Parse(v.brings("noor.vcf", card, "sure", "yes").Header().Get("Location"))
	if err != nil || again.Query().Get("who") != to.Query()["who"][1] || everybody() != before+1 {
		t.Errorf("the same card again is the same person: %s %v", again, err)
	}
}

func manyCards(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.NewReplacer("noor", "noor"+string(rune('a'+i)), "Noor", "Noor"+string(rune('a'+i))).Replace(card))
	}
	return b.String()
}
