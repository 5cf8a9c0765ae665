package app

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web"
	webadmin "github.com/goodturn-app/goodturn/web/admin"
	webpublic "github.com/goodturn-app/goodturn/web/public"
)

// handlers makes the owner's and the clients' pages.
func (a *App) handlers() (admin, public http.Handler, err error) {
	assets, err := web.LoadAssets()
	if err != nil {
		return nil, nil, err
	}
	ids := goodturn.NewIDs(rand.Reader)
	d := webadmin.Deps{
		Program: a.Program, DB: a.DB, Auth: auth.NewBook(a.DB, rand.Reader, a.Clock), Assets: assets, Log: a.Log, Clock: a.Clock, Rand: rand.Reader,
		Wake: a.Program.Waker.Wake, Open: a.Options.Catcher != nil,
	}
	public = webpublic.New(webpublic.Deps{
		Program: a.Program, Assets: assets, Log: a.Log, NewID: func() string { return string(ids.New(a.Clock.Now())) }, Waits: Waits, KeepRefusal: a.KeepRefusal,
	})
	return webadmin.New(d), public, nil
}

// mountPublic puts the clients' pages and the proof of the public address on a mux.
func (a *App) mountPublic(mux *http.ServeMux, public http.Handler) {
	mux.Handle("GET "+proofPath+"{nonce}", proofHandler(a.Links))
	for _, path := range []string{"/a/", "/u/", "/v/", "/c/", "/assets/", "/robots.txt"} {
		mux.Handle(path, public)
	}
}

// Listening is where the owner's pages are served: host and port.
func (a *App) Listening() string { return a.run.address }

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
