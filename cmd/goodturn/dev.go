package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/admin"
	"github.com/goodturn-app/goodturn/web/public"
)

type devCommand struct {
	Pages devPages `cmd:"" help:"Serve every page in every state, without data behind it."`
}

type devPages struct {
	Listen string `default:"127.0.0.1:8081" help:"Where."`
}

// Run serves the storybook.
func (c devPages) Run(s *session) error {
	assets, err := web.LoadAssets()
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: web.Storybook(assets, slices.Concat(admin.Stories(), public.Stories())), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-s.ctx.Done()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = srv.Shutdown(ctx) // the process ends either way
	}()
	s.say("http://%s", l.Addr())
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
