package app

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/store"
)

// handlers makes the owner's and the clients' pages.
func (a *App) handlers() (admin, public http.Handler, err error) {
	return http.NotFoundHandler(), http.NotFoundHandler(), nil
}

// mountPublic puts the clients' pages and the proof of the public address on a mux.
func (a *App) mountPublic(mux *http.ServeMux, public http.Handler) {
	mux.Handle("GET "+proofPath+"{nonce}", proofHandler(a.Links))
	for _, path := range []string{"/a/", "/u/", "/v/", "/s/", "/r/"} {
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
