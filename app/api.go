package app

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/program/takeout"
	"github.com/goodturn-app/goodturn/web/api"
)

// apiHandler makes the API for other programs. What goes on behind it ends with ctx.
func (a *App) apiHandler(ctx context.Context) http.Handler {
	ids := goodturn.NewIDs(rand.Reader)
	return api.New(api.Deps{
		Program: a.Program, People: a.People, DB: a.DB, Auth: auth.NewBook(a.DB, rand.Reader, a.Clock), Log: a.Log, Clock: a.Clock, NewID: func() string { return string(ids.New(a.Clock.Now())) },
		ConnectMailbox: a.ConnectMailbox, KeepMailbox: a.KeepMailbox, Scratch: a.Data.Path, Export: a.Export,
		ProvePublic: func(ctx context.Context, url string) error {
			return Prove(ctx, &http.Client{Timeout: 20 * time.Second}, a.Links, url, ids.New(a.Clock.Now()))
		},
		Background: func(do func(context.Context)) { a.run.done.Go(func() { do(ctx) }) },
	})
}

// Export writes everything as one ZIP.
func (a *App) Export(ctx context.Context, w io.Writer) error {
	return takeout.Write(ctx, a.DB, takeout.Zip(w))
}
