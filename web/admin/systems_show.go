package admin

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/program/news"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/apidoc"
)

// systemRoutes is every address of what other systems get and may.
func (a *admin) systemRoutes() []route {
	return []route{
		{"GET /settings/systems", a.systems, owners},
		{"GET /settings/systems/export.zip", a.exportAll, owners},
		{"POST /settings/systems/keys", a.keyMake, owners},
		{"POST /settings/systems/keys/{id}/revoke", a.keyRevoke, owners},
		{"POST /settings/systems/webhooks", a.hookAdd, owners},
		{"GET /settings/systems/webhooks/{id}", a.hook, owners},
		{"POST /settings/systems/webhooks/{id}", a.hookSave, owners},
		{"POST /settings/systems/webhooks/{id}/remove", a.hookRemove, owners},
		{"POST /settings/systems/webhooks/{id}/secret", a.hookSecret, owners},
		{"POST /settings/systems/webhooks/{id}/test", a.hookTest, owners},
		{"POST /settings/systems/webhooks/{id}/again", a.hookAgain, owners},
		{"POST /settings/systems/webhooks/{id}/messages/{message}/again", a.newsAgain, owners},
	}
}

const systemsAt = "/settings/systems"

var scopeWords = map[auth.Scope]string{
	auth.ScopeRead:  "see people, plans, requests and introductions",
	auth.ScopeWrite: "tell what happened, add and correct people",
	auth.ScopeSend:  "let messages go, pause and go on",
	auth.ScopeAdmin: "change settings, keys and people who log in, and erase",
}

func (a *admin) systemsView(r *http.Request) (v Systems, err error) {
	me := userIn(r.Context())
	v.KeyForm = []Input{{Name: "name", Label: "Which program it is for", Required: true, Value: formValue(r, "name")}}
	for _, s := range auth.Scopes {
		v.KeyMay = append(v.KeyMay, Input{Name: "scope_" + string(s), Label: scopeWords[s], Type: "tick", Checked: formValue(r, "scope_"+string(s)) != ""})
	}
	v.HookForm, v.HookGets = hookForm(store.Endpoint{URL: formValue(r, "url"), About: formValue(r, "about"), Types: typesChosen(r)})
	keys, err := a.Auth.Keys(r.Context())
	if err != nil {
		return v, err
	}
	for _, k := range keys {
		row := SystemRow{Name: k.Name, Text: "May " + strings.Join(slices.Collect(func(yield func(string) bool) {
			for _, s := range k.Scopes {
				if !yield(string(s)) {
					return
				}
			}
		}), ", ") + ". Not used yet."}
		if !k.UsedAt.IsZero() {
			row.Text = strings.Replace(row.Text, "Not used yet.", "Last used "+a.when(k.UsedAt, me)+".", 1)
		}
		if k.RevokedAt.IsZero() {
			row.Acts = []Action{{Text: "End it", About: k.Name, Href: systemsAt + "/keys/" + string(k.ID) + "/revoke", Post: true, Style: "stop"}}
		} else {
			row.Tag = Tag{"ended", Plain}
		}
		v.Keys = append(v.Keys, row)
	}
	hooks, err := a.Program.News.All(r.Context())
	for _, e := range hooks {
		v.Hooks = append(v.Hooks, SystemRow{Name: hookName(e), Text: e.URL, Href: hookAt(e.ID), Tag: hookTag(e)})
	}
	return v, err
}

func hookAt(id goodturn.ID) string { return systemsAt + "/webhooks/" + string(id) }

func hookName(e store.Endpoint) string {
	if e.About != "" {
		return e.About
	}
	return e.URL
}

func hookTag(e store.Endpoint) Tag {
	switch e.State {
	case store.EndpointOff:
		return Tag{"off", Plain}
	case store.EndpointGone:
		return Tag{"it wants no more", Wait}
	}
	return Tag{"on", Good}
}

func hookForm(e store.Endpoint) (fields, gets []Input) {
	fields = []Input{{Name: "url", Label: "Address", Type: "url", Value: e.URL, Required: true, Example: "https://hooks.example.com/goodturn"}, {Name: "about", Label: "What it is, in your words", Value: e.About}}
	for _, t := range news.Types {
		gets = append(gets, Input{Name: "type_" + t.Name, Label: t.Says, Type: "tick", Checked: slices.Contains(e.Types, t.Name)})
	}
	return fields, gets
}

func typesChosen(r *http.Request) (out []string) {
	for _, t := range news.Types {
		if formValue(r, "type_"+t.Name) != "" {
			out = append(out, t.Name)
		}
	}
	return out
}

func (a *admin) systems(w http.ResponseWriter, r *http.Request) error {
	v, err := a.systemsView(r)
	if err != nil {
		return err
	}
	return a.page(w, r, "settings", "Other systems", SystemsPage(v))
}

// systemsAnswer shows the page again: with a secret that stands nowhere else, or with what is wrong.
func (a *admin) systemsAnswer(w http.ResponseWriter, r *http.Request, secret, what string, err error) error {
	if err == nil {
		r.PostForm = nil // what was typed is done with
		v, err := a.systemsView(r)
		if err != nil {
			return err
		}
		v.Secret, v.For = secret, what
		return a.page(w, r, "settings", "Other systems", SystemsPage(v))
	}
	wrong, err := wrongOf(err)
	if err != nil {
		return err
	}
	v, err := a.systemsView(r)
	if err != nil {
		return err
	}
	v.Wrong = wrong
	return a.again(w, r, "settings", "Other systems", SystemsPage(v))
}

func (a *admin) keyMake(w http.ResponseWriter, r *http.Request) error {
	var scopes []auth.Scope
	for _, s := range auth.Scopes {
		if formValue(r, "scope_"+string(s)) != "" {
			scopes = append(scopes, s)
		}
	}
	secret, k, err := a.Auth.NewKey(r.Context(), formValue(r, "name"), by(r), scopes...)
	return a.systemsAnswer(w, r, secret, "The key for "+k.Name+".", err)
}

func (a *admin) keyRevoke(w http.ResponseWriter, r *http.Request) error {
	if err := a.Auth.RevokeKey(r.Context(), goodturn.ID(r.PathValue("id"))); err != nil {
		return err
	}
	return a.done(w, systemsAt, "It works no more, from this moment.")
}

func (a *admin) hookAdd(w http.ResponseWriter, r *http.Request) error {
	_, secret, err := a.Program.News.Add(r.Context(), news.Where{URL: formValue(r, "url"), About: formValue(r, "about"), Types: typesChosen(r)})
	return a.systemsAnswer(w, r, secret, "The secret by which the other side knows that news is from here.", err)
}

// newsShown is how much a page of the log shows.
const newsShown = 50

func (a *admin) hookView(r *http.Request) (v SystemView, err error) {
	id := goodturn.ID(r.PathValue("id"))
	e, rows, err := a.Program.News.Log(r.Context(), id, goodturn.ID(r.URL.Query().Get("after")), store.NewsState(r.URL.Query().Get("state")), newsShown+1)
	if err != nil {
		return v, err
	}
	at := hookAt(id)
	v = SystemView{Title: hookName(e), Action: at, Tag: hookTag(e)}
	v.Fields, v.Gets = hookForm(e)
	v.Fields = append(v.Fields, Input{Name: "on", Label: "Send news there", Type: "tick", Checked: e.State == store.EndpointOn})
	v.Acts = []Action{{Text: "Send a test", Href: at + "/test", Post: true}, {Text: "Send again what was given up", Href: at + "/again", Post: true},
		{Text: "New secret", Href: at + "/secret", Post: true, Style: "quiet"}, {Text: "Remove it", Href: at + "/remove", Post: true, Style: "stop"}}
	if len(rows) > newsShown {
		rows = rows[:newsShown]
		v.Pager.Later = withQuery(at, "after", string(rows[newsShown-1].ID))
	}
	me := userIn(r.Context())
	for _, n := range rows {
		row := SystemRow{Name: n.Type, Text: a.when(n.At, me) + ". Arrived " + a.when(n.LastAt, me) + ".", Tag: Tag{"arrived", Good}}
		switch n.State {
		case store.NewsWaiting:
			row.Tag, row.Text = Tag{"waiting", Wait}, a.when(n.At, me)+". "+goesNext(e, a.when(n.DueAt, me))
		case store.NewsFailed:
			row.Tag, row.Text = Tag{"given up", Wait}, a.when(n.At, me)+"."
		case store.NewsOver:
			row.Tag, row.Text = Tag{"taken back", Plain}, a.when(n.At, me)+"."
		}
		if n.LastSaid != "" {
			row.Text += fmt.Sprintf(" Tried %s: %s", count(n.Attempts, "time", "times"), n.LastSaid)
		}
		if n.State == store.NewsOver {
			v.Rows = append(v.Rows, row)
			continue
		}
		row.Acts = []Action{{Text: "Send again", About: n.Type, Href: at + "/messages/" + string(n.ID) + "/again", Post: true, Style: "quiet"}}
		v.Rows = append(v.Rows, row)
	}
	return v, nil
}

func (a *admin) hook(w http.ResponseWriter, r *http.Request) error {
	v, err := a.hookView(r)
	if err != nil {
		return err
	}
	return a.page(w, r, "settings", v.Title, SystemPage(v))
}

func (a *admin) hookSave(w http.ResponseWriter, r *http.Request) error {
	where := news.Where{URL: formValue(r, "url"), About: formValue(r, "about"), Types: typesChosen(r)}
	_, err := a.Program.News.Change(r.Context(), goodturn.ID(r.PathValue("id")), where, formValue(r, "on") != "")
	if err == nil {
		return a.done(w, hookAt(goodturn.ID(r.PathValue("id"))), "Kept.")
	}
	wrong, err := wrongOf(err)
	if err != nil {
		return err
	}
	v, err := a.hookView(r)
	if err != nil {
		return err
	}
	v.Wrong = wrong
	return a.again(w, r, "settings", v.Title, SystemPage(v))
}

func (a *admin) hookSecret(w http.ResponseWriter, r *http.Request) error {
	_, secret, err := a.Program.News.ChangeSecret(r.Context(), goodturn.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	v, err := a.hookView(r)
	if err != nil {
		return err
	}
	v.Secret = secret
	return a.page(w, r, "settings", v.Title, SystemPage(v))
}

func (a *admin) hookRemove(w http.ResponseWriter, r *http.Request) error {
	if err := a.Program.News.Remove(r.Context(), goodturn.ID(r.PathValue("id"))); err != nil {
		return err
	}
	return a.done(w, systemsAt, "No news goes there any more.")
}

func (a *admin) hookTest(w http.ResponseWriter, r *http.Request) error {
	id := goodturn.ID(r.PathValue("id"))
	if err := a.Program.News.Try(r.Context(), id); err != nil {
		return err
	}
	return a.done(w, hookAt(id), "A test is on its way. Look below in a moment whether it arrived.")
}

func (a *admin) hookAgain(w http.ResponseWriter, r *http.Request) error {
	id := goodturn.ID(r.PathValue("id"))
	n, err := a.Program.News.FailedAgain(r.Context(), id, time.Time{})
	if err != nil {
		return err
	}
	text := "Nothing had been given up."
	if n > 0 {
		text = count(n, "message is", "messages are") + " on the way again."
	}
	return a.done(w, hookAt(id), text)
}

func (a *admin) newsAgain(w http.ResponseWriter, r *http.Request) error {
	id := goodturn.ID(r.PathValue("id"))
	if err := a.Program.News.Again(r.Context(), id, goodturn.ID(r.PathValue("message"))); err != nil {
		return err
	}
	return a.done(w, hookAt(id), "It is on its way again.")
}

// exportAll writes everything as one archive, as it is read.
func (a *admin) exportAll(w http.ResponseWriter, r *http.Request) error {
	if a.Export == nil {
		return goodturn.NotFound("page")
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", `attachment; filename="goodturn-export.zip"`)
	return a.Export(r.Context(), web.Stream(w))
}

// apiDocs shows the API's own document to a person: from the same text that programs read, and from nobody else's server.
func (a *admin) apiDocs(w http.ResponseWriter, r *http.Request) error {
	if a.APIDocument == nil {
		return goodturn.NotFound("page")
	}
	b, err := a.APIDocument()
	if err != nil {
		return err
	}
	v, err := apidoc.Read(b)
	if err != nil {
		return err
	}
	return a.page(w, r, "settings", "For other programs", APIDocsPage(v))
}
