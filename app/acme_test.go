package app_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
	"github.com/miekg/dns"
	"golang.org/x/crypto/acme"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/store"
)

// authority is Let's Encrypt's own test server: it looks the name up, connects to the port and sees for itself that whoever asks for a
// certificate serves that name.
type authority struct {
	client *acme.Client
	root   *x509.Certificate
	asked  func() int // certificates that it gave
}

// newAuthority starts one for which every name leads to this machine, where clients' pages are served on a port.
func newAuthority(t *testing.T, port string) authority {
	t.Helper()
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	quiet := log.New(io.Discard, "", 0)
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	memory := db.NewMemoryStore()
	issuer := ca.New(quiet, memory, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {Description: "for tests"}})
	front := wfe.New(quiet, memory, va.New(quiet, 1, n, false, names(t), memory), issuer, nil, false, false, 1, 1)
	handler := front.Handler()
	var given atomic.Int64
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		said := httptest.NewRecorder()
		handler.ServeHTTP(said, r)
		if filepath.Dir(r.URL.Path) == "/finalize-order" && said.Code == http.StatusOK { // it turns some away by chance, who then ask again
			given.Add(1)
		}
		maps.Copy(w.Header(), said.Header())
		w.WriteHeader(said.Code)
		_, _ = w.Write(said.Body.Bytes())
	}))
	t.Cleanup(srv.Close)
	root, err := x509.ParseCertificate(issuer.GetRootCert(0).DER)
	if err != nil {
		t.Fatal(err)
	}
	return authority{&acme.Client{DirectoryURL: srv.URL + wfe.DirectoryPath, HTTPClient: srv.Client()}, root, func() int { return int(given.Load()) }}
}

// names is a name server that finds everything on this machine.
func names(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &dns.Server{Listener: l, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		m := new(dns.Msg).SetReply(q)
		if q.Question[0].Qtype == dns.TypeA {
			m.Answer = []dns.RR{&dns.A{Hdr: dns.RR_Header{Name: q.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET}, A: net.IPv4(127, 0, 0, 1)}}
		}
		_ = w.WriteMsg(m) // whoever asked asks again
	})}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.ActivateAndServe() }() // it ends with an error when it is shut down
	t.Cleanup(func() { _ = srv.Shutdown(); <-done })
	return l.Addr().String()
}

func TestACertificateIsGotProvedAndKept(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	let := newAuthority(t, port)
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	trust := x509.NewCertPool()
	trust.AddCert(let.root)
	var dialer net.Dialer
	outside := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: trust}, DialContext: func(ctx context.Context, network, to string) (net.Conn, error) {
		if to != "answers.example.com:443" {
			t.Errorf("somebody goes to %s", to)
		}
		return dialer.DialContext(ctx, network, address)
	}}}
	h := newHouse(t, "")
	h.conf.PublicURL, h.conf.PublicListen, h.conf.ACMEEmail = "https://answers.example.com", address, "dana@example.com"
	proved := func(a *app.App) bool {
		t.Helper()
		app.ProvePublicNow(a, t.Context())
		var s goodturn.Settings
		h.write(a, func(tx *store.Tx) (err error) { s, err = tx.Settings(); return err })
		return !s.PublicProvedAt.IsZero()
	}
	a := h.start(func(o *app.Options) { o.HTTP, o.ACME = outside, let.client })
	if !proved(a) {
		t.Fatal("not proved:", a.Health(t.Context()).Public)
	}
	if n := let.asked(); n != 1 {
		t.Errorf("%d certificates were asked for", n)
	}

	// Nobody gets one for a name that is not ours, and nothing is said without one.
	if c, err := tls.Dial("tcp", address, &tls.Config{RootCAs: trust, ServerName: "other.example.com"}); err == nil {
		t.Error("another name is served too", c.Close())
	}
	if let.asked() != 1 {
		t.Error("a certificate was asked for in another name")
	}
	res, err := outside.Get("https://answers.example.com/people")
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusNotFound {
		t.Errorf("the owner's pages are reached from outside: %d, %v", res.StatusCode, err)
	}

	// The keys are the owner's alone, and the next start uses what is there.
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(a.Data.Certificates())
	if err != nil || len(files) == 0 {
		t.Fatal("nothing is kept:", err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s may be read by others: %v, %v", f.Name(), info.Mode(), err)
		}
	}
	b := h.start(func(o *app.Options) { o.HTTP, o.ACME = outside, let.client })
	if !proved(b) || let.asked() != 1 {
		t.Errorf("after another start: %s, %d certificates asked for", b.Health(t.Context()).Public, let.asked())
	}
}
