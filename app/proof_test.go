package app

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
)

func signer(t *testing.T, fill byte) link.Signer {
	t.Helper()
	s, err := link.New(bytes.Repeat([]byte{fill}, link.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOnlyAnAddressThatLeadsHereProvesItself(t *testing.T) {
	const id = goodturn.ID("019a1234-5678-7abc-8def-0123456789ab")
	ours := signer(t, 1)
	for name, c := range map[string]struct {
		answers http.Handler
		want    string
	}{
		"our own pages":         {proofHandler(ours), ""},
		"another installation":  {proofHandler(signer(t, 2)), "something else answers there (status 404)"},
		"a page for everything": {http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("Welcome")) }), "something else answers"},
		"an echo":               {http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(r.URL.Path[len(proofPath):])) }), "something else answers"},
	} {
		srv := httptest.NewTLSServer(c.answers)
		err := Prove(t.Context(), srv.Client(), ours, "https://answers.example.com", id)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		srv.Close()
		if c.want == "" {
			if err := Prove(t.Context(), srv.Client(), ours, "https://answers.example.com", id); goodturn.ErrorCode(err) != goodturn.CodeUpstream || !strings.Contains(err.Error(), "cannot be reached") {
				t.Errorf("nobody there: %v", err)
			}
		}
	}
}

func TestNobodyLearnsAnythingFromANonceThatIsNotOurs(t *testing.T) {
	ours := signer(t, 1)
	for _, path := range []string{proofPath, proofPath + "x", proofPath + ours.Token(link.Answer, "019a1234-5678-7abc-8def-0123456789ab")} {
		w := httptest.NewRecorder()
		proofHandler(ours).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}
