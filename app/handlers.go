package app

import (
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/channel/smtp"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/program/friends"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web"
	webadmin "github.com/goodturn-app/goodturn/web/admin"
	"github.com/goodturn-app/goodturn/web/api"
	webpublic "github.com/goodturn-app/goodturn/web/public"
)

// handlers makes the owner's and the clients' pages. What goes on behind them ends with ctx.
func (a *App) handlers(ctx context.Context) (admin, public http.Handler, err error) {
	assets, err := web.LoadAssets()
	if err != nil {
		return nil, nil, err
	}
	ids := goodturn.NewIDs(rand.Reader)
	d := webadmin.Deps{
		Program: a.Program, DB: a.DB, Auth: auth.NewBook(a.DB, rand.Reader, a.Clock), Assets: assets, Log: a.Log, Clock: a.Clock, Rand: rand.Reader,
		Wake: a.Program.Waker.Wake, Open: a.Options.Catcher != nil, Scratch: a.Data.Path, Export: a.Export, APIDocument: api.Document,
		ConnectMailbox: a.ConnectMailbox, KeepMailbox: a.KeepMailbox, ExplainSending: func(err error) *goodturn.Error { return smtp.Explain(err) },
		Background:  func(do func(context.Context)) { a.run.done.Go(func() { do(ctx) }) },
		ProvePublic: a.ProvePublic,
	}
	for _, p := range smtp.Presets() {
		d.Providers = append(d.Providers, provider(p))
	}
	d.SuggestMailbox = func(ctx context.Context, address string) (webadmin.Provider, bool) {
		_, p, ok := a.SuggestMailbox(ctx, address)
		return provider(p), ok
	}
	if a.Options.Catcher == nil {
		d.LookAtDomain = a.domainChecks
	} else if c, ok := a.Options.Catcher.(interface{ Captured() []capture.Captured }); ok {
		d.Catcher = caught{c}
	}
	public = webpublic.New(webpublic.Deps{
		Program: publicUses{friends.New(a.Program), answers.New(a.Program)}, Assets: assets, Log: a.Log, Now: a.Clock.Now, NewID: func() string { return string(ids.New(a.Clock.Now())) }, Waits: Waits, KeepRefusal: a.KeepRefusal,
	})
	if around := a.Options.Public; around != nil {
		public = around(public)
	}
	return webadmin.New(d), public, nil
}

// provider is a preset as a page offers it.
func provider(p smtp.Preset) webadmin.Provider {
	security := "starttls"
	if p.Security == smtp.SecurityTLS || p.Port == 465 {
		security = "tls"
	}
	return webadmin.Provider{Name: p.Name, Host: p.Host, Port: p.Port, Security: security, Login: p.Login, Help: p.Help}
}

// domainChecks is LookAtDomain as a page shows it.
func (a *App) domainChecks(ctx context.Context, from string) (out []webadmin.Check) {
	for _, c := range a.LookAtDomain(ctx, from) {
		tag := webadmin.Tag{Text: string(c.State), Tone: webadmin.Wait}
		if c.State == CheckFine {
			tag.Tone = webadmin.Good
		}
		out = append(out, webadmin.Check{Verdict: tag, Label: c.Name, Evidence: c.Says, Lift: c.Hint})
	}
	return out
}

// caught shows the demo's mail catcher to its page.
type caught struct {
	from interface{ Captured() []capture.Captured }
}

// Caught lists what was caught, oldest first.
func (c caught) Caught() []webadmin.CaughtMail {
	list := c.from.Captured()
	out := make([]webadmin.CaughtMail, len(list))
	for i, x := range list {
		m := x.Message
		out[i] = webadmin.CaughtMail{ID: m.DeliveryID, At: x.At, From: m.From.String(), To: m.To.String(), Subject: m.Subject, Text: m.Text, HTML: m.HTML}
		add := func(name, value string) {
			if value != "" {
				out[i].Headers = append(out[i].Headers, webadmin.Header{Name: name, Value: value})
			}
		}
		add("From", m.From.String())
		add("To", m.To.String())
		add("Subject", m.Subject)
		add("Date", m.Date.Format(time.RFC1123Z))
		add("Message-ID", m.MessageID)
		add("In-Reply-To", m.InReplyTo)
		add("References", strings.Join(m.References, " "))
		add("List-Unsubscribe", strings.Join(slices.DeleteFunc([]string{m.UnsubscribeURL, m.UnsubscribeMailto}, func(s string) bool { return s == "" }), ", "))
	}
	return out
}

// mountPublic puts the clients' pages and the proof of the public address on a mux.
func (a *App) mountPublic(mux *http.ServeMux, public http.Handler) {
	mux.Handle("GET "+proofPath+"{nonce}", proofHandler(a.Links))
	for _, path := range []string{"/a/", "/u/", "/v/", "/r/", "/f/", "/c/", "/assets/", "/robots.txt"} {
		mux.Handle(path, public)
	}
}

// Listening is where the owner's pages are served: host and port, as a browser on this machine can open them.
func (a *App) Listening() string { return here(a.run.address) }

// PublicListening is where the clients' pages are served by themselves; empty if nowhere.
func (a *App) PublicListening() string { return a.run.outside }

// firstLinkFor is how long the link of a first start works; a new one is printed at each start until somebody has used one.
const firstLinkFor = 24 * time.Hour

// FirstLink makes the link by which the first person sets themselves up. It works once.
func (a *App) FirstLink(ctx context.Context) (string, error) {
	token, err := auth.NewToken(rand.Reader)
	if err != nil {
		return "", err
	}
	err = a.DB.Write(ctx, func(tx *store.Tx) error {
		return tx.InsertLoginLink(store.LoginLink{Hash: auth.TokenHash(token), Purpose: "first", ExpiresAt: tx.Now().Add(firstLinkFor)})
	})
	return "http://" + a.Listening() + "/login/" + token, err
}

// publicUses is what the public pages may do.
type publicUses struct {
	*friends.Friends
	*answers.Answers
}
