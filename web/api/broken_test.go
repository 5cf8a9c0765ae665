package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A caller who hangs up before the answer asks again with the same key.
func TestWhoHungUpGetsTheFirstResultWhenTheyAskAgain(t *testing.T) {
	o := newOffice(t)
	const body = `{"name":"Ben Okafor","email":"ben@example.com"}`
	ctx, hangUp := context.WithCancel(t.Context())
	r := httptest.NewRequestWithContext(ctx, "POST", "/v1/contacts", strings.NewReader(body))
	for name, value := range map[string]string{"Authorization": "Bearer " + o.key, "Content-Type": "application/json", "Idempotency-Key": "one"} {
		r.Header.Set(name, value)
	}
	x, ok := o.h.(*server)
	if !ok {
		t.Fatalf("the API is a %T", o.h)
	}
	inner := x.mux
	x.mux = http.NewServeMux()
	x.mux.HandleFunc("POST /v1/contacts", func(w http.ResponseWriter, r *http.Request) {
		inner.ServeHTTP(w, r)
		hangUp()
	})
	o.h.ServeHTTP(httptest.NewRecorder(), r)
	x.mux = inner
	if ctx.Err() == nil {
		t.Fatal("the call never ran")
	}
	if again := o.send("POST", "/v1/contacts", body, "Idempotency-Key", "one"); again.Code != 200 || again.Header().Get("Idempotent-Replayed") != "true" {
		t.Errorf("asked again: %d %s", again.Code, again.Body)
	}
}

func TestAnExportThatFailsBreaksOff(t *testing.T) {
	for _, fails := range []bool{false, true} {
		o := newOffice(t)
		x, ok := o.h.(*server)
		if !ok {
			t.Fatalf("the API is a %T", o.h)
		}
		x.Export = func(_ context.Context, w io.Writer) error {
			if _, err := io.WriteString(w, "first"); err != nil || !fails {
				return err
			}
			return errors.New("the disk is gone")
		}
		server := httptest.NewServer(o.h)
		t.Cleanup(server.Close)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/v1/export", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+o.key)
		res, err := server.Client().Do(r)
		if err != nil {
			if !fails {
				t.Error(err)
			}
			continue
		}
		body, err := io.ReadAll(res.Body)
		if closed := res.Body.Close(); closed != nil {
			t.Error(closed)
		}
		if fails && err == nil || !fails && (err != nil || string(body) != "first") {
			t.Errorf("fails: %t: %d %q, %v", fails, res.StatusCode, body, err)
		}
	}
}
