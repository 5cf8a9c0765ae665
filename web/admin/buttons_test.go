package admin_test

import (
	"context"
	"crypto/rand"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/reward"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/admin"
)

// newOffice is a village with something in every room: several people who log in, plans beside the first, rewards to look at, a key
// and a webhook, a request, a talk, something that may or may not have arrived.
func newOffice(t *testing.T) *village {
	t.Helper()
	v := newVillage(t)
	v.mayReward()
	pack, err := playbook.Library("professional")
	if err != nil {
		t.Fatal(err)
	}
	v.p.Library["professional"] = pack
	assets, err := web.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	v.web = admin.New(admin.Deps{Program: v.p, DB: v.db, Auth: auth.NewBook(v.db, rand.Reader, v), Assets: assets, Clock: v, Rand: rand.Reader, Open: true, Catcher: v, Scratch: t.TempDir(),
		KeepMailbox: func(context.Context, goodturn.ID, goodturn.Mailbox, string) error { return nil },
		ProvePublic: func(context.Context, string) error { return nil },
		Export:      func(context.Context, io.Writer) error { return nil }, APIDocument: func() ([]byte, error) { return []byte(`{"openapi":"3.1.0"}`), nil }})
	v.change(func(s *goodturn.Settings) { s.MorePacks = []string{"software"} })
	v.post("/rewards/set", "kind", "gift_card", "each", "20")
	v.post("/people/"+string(v.who["Ben"])+"/told", "what", "spoke")
	v.post("/introductions", "friend", "Noa", "from", string(v.who["Chen"]))
	v.post("/introductions", "friend", "Uri", "from", string(v.who["Ana"])) // two letters of thanks wait, to be approved together
	v.do(http.MethodPost, "/settings/systems/keys", form("name", "a program", "scope_read", "yes"))
	v.write(func(tx *store.Tx) error {
		for _, u := range []goodturn.User{{Email: "rosa@homes.example", Name: "Rosa Hahn", Role: goodturn.RoleOwner, Active: true}, {Email: "ed@homes.example", Name: "Ed Park", Role: goodturn.RoleAgent}} {
			if err := tx.InsertUser(&u); err != nil {
				return err
			}
		}
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		p, err := rewards.Programme(tx)
		if err != nil {
			return err
		}
		promise, _ := reward.Freeze(p, rewards.PlaceOf(s.WithDefaults(), "product"), goodturn.DateOf(v.now))
		if err := rewards.Keep(tx, "k1", promise); err != nil {
			return err
		}
		odd := goodturn.Referral{ReferrerID: v.who["Ana"], AskID: "k1", Friend: "Mona", Email: "p0+mona@example.com", OwnerID: v.owner.ID, Stage: goodturn.StageQualified}
		if err := tx.InsertReferral(&odd); err != nil {
			return err
		}
		if _, err := tx.OpenTask(&goodturn.Task{ContactID: v.who["Dora"], OwnerID: v.owner.ID, Kind: goodturn.TaskCall, DueAt: tx.Now(), Title: "Call Dora"}); err != nil {
			return err
		}
		if err := tx.SaveEndpoint(&store.Endpoint{URL: "https://hooks.example.com/goodturn", Types: []string{"referral.introduced"}, State: store.EndpointOn}); err != nil {
			return err
		}
		return rewards.Sync(tx, odd)
	})
	return v
}

func (v *village) change(f func(*goodturn.Settings)) {
	v.t.Helper()
	v.write(func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		f(&s)
		return tx.SaveSettings(s)
	})
}

// button is a form as a page shows it, with what one of its buttons sends.
type button struct {
	page, action, text string
	sends              url.Values
	named              bool // the button itself says something
}

// walk opens what is to be opened of the office, as its links lead, and gathers the buttons on the way.
type walk struct {
	v       *village
	router  *http.ServeMux
	opened  map[string]int // pages by pattern
	buttons map[string]button
}

func newWalk(v *village) *walk {
	w := &walk{v: v, router: http.NewServeMux(), opened: map[string]int{}, buttons: map[string]button{}}
	for _, p := range append(admin.Pages(), admin.Actions()...) {
		w.router.Handle(p, http.NotFoundHandler())
	}
	return w
}

func (w *walk) pattern(method, path string) string {
	at, err := url.Parse(path)
	if err != nil {
		w.v.t.Fatal(path, err)
	}
	_, p := w.router.Handler(&http.Request{Method: method, URL: at})
	return p
}

// from goes through the office: at most two pages of each kind, and never to a place that is closed.
func (w *walk) from(start ...string) {
	w.v.t.Helper()
	here := map[string]int{}
	queue, queued := slices.Clone(start), map[string]bool{}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		kind := w.pattern(http.MethodGet, path)
		if queued[path] || here[kind] == 2 || strings.HasPrefix(path, "/u/") { // that is a letter's, and leads to a client's page
			continue
		}
		queued[path] = true
		code, body, h := w.v.do(http.MethodGet, path, nil)
		if code == http.StatusSeeOther {
			w.opened[kind]++
			queue = append(queue, h.Get("Location"))
			continue
		}
		if code != http.StatusOK {
			w.v.t.Errorf("a link leads to %s: %d", path, code)
			continue
		}
		here[kind]++
		w.opened[kind]++
		if strings.HasPrefix(h.Get("Content-Type"), "text/html") {
			queue = append(queue, w.read(path, body)...)
		}
	}
}

// read gathers the buttons of a page, and gives the links on it that stay in the office.
func (w *walk) read(path, body string) (links []string) {
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		w.v.t.Fatal(err)
	}
	for n := range doc.Descendants() {
		switch {
		case n.Data == "a" && strings.HasPrefix(attr(n, "href"), "/"):
			at, _, _ := strings.Cut(attr(n, "href"), "#")
			links = append(links, at)
		case n.Data == "iframe":
			links = append(links, attr(n, "src"))
		case n.Data == "form" && strings.EqualFold(attr(n, "method"), "post"):
			for _, b := range buttonsOf(n) {
				b.page = path
				w.keep(b)
			}
		}
		for _, name := range []string{"hx-post", "data-passkey"} {
			if at := attr(n, name); at != "" {
				w.keep(button{page: path, action: at, text: name})
			}
		}
	}
	return links
}

func (w *walk) keep(b button) {
	kind := w.pattern(http.MethodPost, b.action)
	if kind == "" {
		w.v.t.Errorf("%s: nothing answers the form to %s", b.page, b.action)
	}
	key := kind + " " + b.text
	if _, ok := w.buttons[key]; !ok {
		w.buttons[key] = b
	}
}

func buttonsOf(formNode *html.Node) (out []button) {
	values := url.Values{}
	for n := range formNode.Descendants() {
		name := attr(n, "name")
		switch {
		case name == "" || n.Data == "button":
		case n.Data == "input" && slices.Contains([]string{"checkbox", "radio"}, attr(n, "type")) && !has1(n, "checked"):
		case n.Data == "input" || n.Data == "textarea":
			values.Add(name, attr(n, "value")+textOf(n))
		case n.Data == "select":
			for o := range n.Descendants() {
				if o.Data == "option" && (has1(o, "selected") || values.Get(name) == "") {
					values.Set(name, attr(o, "value"))
				}
			}
		}
	}
	for n := range formNode.Descendants() {
		if n.Data == "button" {
			b := button{action: attr(formNode, "action"), text: textOf(n), sends: maps.Clone(values), named: attr(n, "name") != ""}
			if b.named {
				b.sends.Set(attr(n, "name"), attr(n, "value"))
				b.text = attr(n, "name") + "=" + attr(n, "value")
			}
			out = append(out, b)
		}
	}
	return out
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has1(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// notWalked are pages to which no link of this office leads: log-in pages, which need nobody's leave, and pictures, lists and entries of two that nobody brought.
var notWalked = []string{"GET /login", "GET /login/{token}", "GET /welcome/{token}", "GET /import/{id}", "GET /import/{id}/undo", "GET /import/{id}/rejected.csv", "GET /people/{id}/picture", "GET /people/{id}/split"}

// Every form of every page is really sent, by everybody who sees it. What it says to nonsense is its own; that it is not theirs it
// never says.
func TestNobodyIsShownAButtonThatRefusesThem(t *testing.T) {
	static := slices.DeleteFunc(slices.Clone(admin.Pages()), func(p string) bool {
		return strings.Contains(p, "{") && p != "GET /{$}" || slices.Contains(notWalked, p)
	})
	for _, role := range []goodturn.Role{goodturn.RoleOwner, goodturn.RoleAgent, goodturn.RoleStaff} {
		t.Run(string(role), func(t *testing.T) {
			v := newOffice(t)
			v.t = t
			v.owner.Role = role
			v.write(func(tx *store.Tx) error { return tx.UpdateUser(v.owner) })
			w := newWalk(v)
			w.from("/")
			var apart []string // what no link leads this role to is opened by its address, if it is open
			for _, p := range static {
				if w.opened[p] > 0 {
					continue
				}
				at := strings.TrimSuffix(strings.TrimPrefix(p, "GET "), "{$}")
				if code, _, _ := v.do(http.MethodGet, at, nil); code != http.StatusForbidden || role == goodturn.RoleOwner {
					apart = append(apart, at)
				}
			}
			w.from(apart...)
			v.change(func(s *goodturn.Settings) { s.Paused, s.PausedAt, s.Mode = true, v.now, goodturn.ModeObserve })
			w.from("/", "/messages", "/year", "/live", "/start/choose", "/settings")
			v.change(func(s *goodturn.Settings) { s.Hold, s.HoldAt = "A backup was restored.", v.now })
			w.from("/stopped")
			v.change(func(s *goodturn.Settings) {
				s.Hold, s.HoldAt, s.Paused, s.PausedAt, s.Mode = "", time.Time{}, false, time.Time{}, goodturn.ModeLive
			})

			order := slices.SortedFunc(maps.Values(w.buttons), func(a, b button) int { // what changes little first
				if a.named != b.named {
					if a.named {
						return -1
					}
					return 1
				}
				return strings.Compare(a.page+a.action+a.text, b.page+b.action+b.text)
			})
			for _, b := range order {
				if code, body, _ := v.do(http.MethodPost, b.action, b.sends); code == http.StatusForbidden {
					t.Errorf("%s shows %q, and POST %s refuses: %s", b.page, b.text, b.action, main(body))
				}
			}

			seen := map[string]bool{}
			for key := range w.buttons {
				method, path, _ := strings.Cut(key, " ")
				pattern, _, _ := strings.Cut(path, " ")
				seen[method+" "+pattern] = true
			}
			if role != goodturn.RoleOwner {
				if !seen["POST /pause"] || len(seen) < 30 {
					t.Errorf("only %d actions are offered, or none that stops everything", len(seen))
				}
				return
			}
			for _, p := range admin.Pages() { // so that nothing was proved by an office that is half empty
				if w.opened[p] == 0 && !slices.Contains(notWalked, p) {
					t.Errorf("%s was never opened", p)
				}
			}
			for _, p := range admin.Actions() {
				if admin.Begins(p) && !seen[p] {
					t.Errorf("%s was never offered", p)
				}
			}
		})
	}
}

// The form that changes a message approves it too, for whoever may.
func TestWhoOnlyPreparesChangesWordsAndApprovesNothing(t *testing.T) {
	v := newVillage(t)
	v.owner.Role = goodturn.RoleStaff
	v.write(func(tx *store.Tx) error { return tx.UpdateUser(v.owner) })
	at := "/messages/" + string(v.planned(v.who["Ana"]).ID)
	page := v.get(at)
	hasNot(t, page, "Keep and approve", "decide later")
	code, body, _ := v.do(http.MethodPost, at+"/edit", form("subject", "Hello", "body", "Hi Ana,\n\nThe lilac is out.", "step", "approve"))
	if code != http.StatusForbidden || !strings.Contains(body, "somebody else lets them leave") {
		t.Errorf("approved by the form of words: %d", code)
	}
	if x := v.planned(v.who["Ana"]); !x.ApprovedAt.IsZero() || x.Edited {
		t.Errorf("it is approved or changed: %+v", x)
	}
	v.post(at+"/edit", "subject", "Hello", "body", "Hi Ana,\n\nThe lilac is out.", "step", "keep")
	if x := v.planned(v.who["Ana"]); !x.ApprovedAt.IsZero() || !x.Edited {
		t.Errorf("the words were not kept: %+v", x)
	}
	has(t, v.get("/messages"), "The owner of this workspace can approve")
	has(t, v.get("/people/"+string(v.who["Ana"])), "is for the owner of this workspace")
	v.post("/pause")
	has(t, v.get("/"), "The owner of this workspace can go on.")
}

// Where somebody may not choose they read what holds, and the first steps lead on.
func TestAnAgentReadsWhatTheOwnerSets(t *testing.T) {
	v := newVillage(t)
	v.owner.Role = goodturn.RoleAgent
	v.write(func(tx *store.Tx) error { return tx.UpdateUser(v.owner) })
	for path, says := range map[string]string{"/settings/address": "100 Example Ave", "/settings/public": "https://go.reyes-homes.com", "/settings/days": "nothing yet", "/settings/market": "no", "/settings/tempo": "Usual", "/start/address": "100 Example Ave"} {
		has(t, v.get(path), says, "Only the owner of this workspace sets this.")
	}
	has(t, v.get("/year/days"), "A month later", "Days between two asks: 90.", "Only the owner of this workspace changes the days of everybody.")
	has(t, v.get("/settings/people"), "The owner of this workspace adds people")
	for path, next := range map[string]string{"/start/plans": "/start/file", "/start/address": "/start/mailbox"} {
		if page := v.get(path); !strings.Contains(page, `<a class="btn go big" href="`+next+`"`) {
			t.Errorf("%s is a dead end: %s", path, main(page))
		}
	}
}
