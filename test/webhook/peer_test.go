package webhook_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// delivery is one request as it came.
type delivery struct {
	Secret    string `json:"secret"`
	ID        string `json:"id"`
	Timestamp string `json:"timestamp"`
	Signature string `json:"signature"`
	Body      string `json:"body"`
	Header    http.Header
	Event     struct {
		Type      string         `json:"type"`
		Timestamp time.Time      `json:"timestamp"`
		Data      map[string]any `json:"data"`
	}
}

// peer is another system: it keeps what comes and answers as a test wants.
type peer struct {
	*httptest.Server
	mu     sync.Mutex
	got    []delivery
	answer func(n int, d delivery) int // status of the n-th request, from 1; nil: 204
	came   chan struct{}
}

func newPeer(t *testing.T, answer func(n int, d delivery) int) *peer {
	t.Helper()
	p := &peer{answer: answer, came: make(chan struct{}, 10000)}
	p.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // the sender was killed
		}
		d := delivery{ID: r.Header.Get("webhook-id"), Timestamp: r.Header.Get("webhook-timestamp"), Signature: r.Header.Get("webhook-signature"), Body: string(body), Header: r.Header}
		if err := json.Unmarshal(body, &d.Event); err != nil {
			t.Errorf("the body is no JSON: %s", body)
		}
		p.mu.Lock()
		p.got = append(p.got, d)
		n := len(p.got)
		p.mu.Unlock()
		status := http.StatusNoContent
		if p.answer != nil {
			status = p.answer(n, d)
		}
		w.WriteHeader(status)
		p.came <- struct{}{}
	}))
	t.Cleanup(p.Close)
	return p
}

// all is what came so far.
func (p *peer) all() []delivery {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]delivery(nil), p.got...)
}

// wait waits until what came satisfies a condition.
func (p *peer) wait(t *testing.T, what string, enough func([]delivery) bool) []delivery {
	t.Helper()
	late := time.After(3 * time.Minute)
	for {
		if got := p.all(); enough(got) {
			return got
		}
		select {
		case <-p.came:
		case <-late:
			var types []string
			for _, d := range p.all() {
				types = append(types, d.Event.Type)
			}
			t.Fatalf("waited in vain for %s; came: %s", what, strings.Join(types, " "))
		}
	}
}

// trust trusts the peer's certificate.
func (p *peer) trust() *tls.Config {
	roots := x509.NewCertPool()
	roots.AddCert(p.Certificate())
	return &tls.Config{RootCAs: roots}
}

func (p *peer) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.Certificate().Raw})
}

// byNode has the published JavaScript library look at deliveries; it answers one line each.
func byNode(t *testing.T, ds []delivery) []string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"package.json", "package-lock.json", "verify.mjs"} {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	install := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm is needed, with a way to its registry (make deps installs it): %v\n%s", err, out)
	}
	var in bytes.Buffer
	for _, d := range ds {
		if err := json.NewEncoder(&in).Encode(d); err != nil {
			t.Fatal(err)
		}
	}
	node := exec.Command("node", "verify.mjs")
	node.Dir, node.Stdin = dir, &in
	out, err := node.CombinedOutput()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, out)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}
