package app

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme/autocert"

	"github.com/goodturn-app/goodturn"
)

// servePages opens the listeners: the owner's pages on one, clients' pages on another if there is one.
func (a *App) servePages(ctx context.Context) error {
	admin, public, err := a.handlers(ctx)
	if err != nil {
		return err
	}
	own, err := listen(a.Config.Listen, "listen")
	if err != nil {
		return err
	}
	a.run.address = own.Addr().String()
	if err := os.WriteFile(a.Data.Listening(), []byte(a.run.address+"\n"), 0o600); err != nil {
		return errors.Join(&goodturn.Error{Code: goodturn.CodeUnavailable, File: a.Data.Listening(), Message: "The address of your pages cannot be noted.", Hint: "Check the space on the disk, and who may write to the folder.", Err: err}, own.Close())
	}
	a.serve(own, a.adminMux(admin, public))
	if a.Config.PublicListen == "" {
		return nil
	}
	l, err := listen(a.Config.PublicListen, "public-listen")
	if err != nil {
		return err
	}
	a.run.outside = l.Addr().String()
	if a.Config.ACMEEmail != "" {
		conf, err := a.certificates()
		if err != nil {
			return errors.Join(err, l.Close())
		}
		l = tls.NewListener(l, conf)
	}
	a.serve(l, a.publicMux(public))
	return nil
}

// PagesAt is the address under which the owner's pages can be opened on this machine: that of the program which runs on the data
// folder, else the one in the options, and then it is not running.
func (a *App) PagesAt() (at string, running bool) {
	b, err := os.ReadFile(a.Data.Listening())
	if at := strings.TrimSpace(string(b)); err == nil && at != "" {
		return here(at), true
	}
	return here(a.Config.Listen), false
}

// here turns an address that means every network of a machine into one that a browser on it can open.
func here(address string) string {
	host, port, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || host != "" && (ip == nil || !ip.IsUnspecified()) {
		return address
	}
	return net.JoinHostPort("localhost", port)
}

// certificates gets them from Let's Encrypt when they are first needed, over the very port that is served. They are kept in the data
// folder and renewed in time.
func (a *App) certificates() (*tls.Config, error) {
	u, err := url.Parse(a.Config.PublicURL)
	if err != nil {
		return nil, err
	}
	m := &autocert.Manager{Prompt: autocert.AcceptTOS, Email: a.Config.ACMEEmail, Cache: autocert.DirCache(a.Data.Certificates()), HostPolicy: autocert.HostWhitelist(u.Hostname()), Client: a.Options.ACME}
	conf := m.TLSConfig()
	conf.MinVersion = tls.VersionTLS12
	get := conf.GetCertificate
	conf.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		c, err := get(hello)
		if err != nil && hello.ServerName == u.Hostname() { // scanners ask for other names all day
			a.Log.Warn("no certificate could be got for the public address", "err", err)
		}
		return c, err
	}
	return conf, nil
}

// serve serves until the App stops. Slow readers and writers are cut off.
func (a *App) serve(l net.Listener, h http.Handler) {
	s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(a.Log.Handler(), slog.LevelDebug)}
	a.run.servers = append(a.run.servers, s)
	a.run.done.Go(func() {
		if err := s.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
			a.fail(err)
		}
	})
}

// adminMux is everything that the owner reaches: their pages, how the program is, and the clients' pages too, so that they can be
// looked at without a public address.
func (a *App) adminMux(admin, public http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("alive\n"))
	})
	mux.HandleFunc("GET /readyz", a.ready)
	mux.Handle("GET /metrics", a.run.metrics.handler())
	a.mountPublic(mux, public)
	api := sync.OnceValue(func() http.Handler { return a.apiHandler(a.run.ctx) }) // describing all its operations takes a tenth of a start
	mux.HandleFunc("/v1/", func(w http.ResponseWriter, r *http.Request) { api().ServeHTTP(w, r) })
	mux.Handle("/", admin)
	return mux
}

// publicMux is what the internet may reach, and nothing else.
func (a *App) publicMux(public http.Handler) http.Handler {
	mux := http.NewServeMux()
	a.mountPublic(mux, public)
	return mux
}

// ready answers 200 if this process can do its work, else 503 with what is the matter.
func (a *App) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	h := a.Health(ctx)
	out := struct {
		Ready   bool              `json:"ready"`
		Why     string            `json:"why,omitempty"`
		Failing map[string]string `json:"failing,omitempty"`
	}{Ready: h.Err == nil && h.Alarm == "", Why: h.Alarm, Failing: h.Failing}
	if h.Err != nil {
		out.Why = "the database cannot be read"
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !out.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(out)
}
