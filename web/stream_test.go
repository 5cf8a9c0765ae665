package web_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/a-h/templ"

	"github.com/goodturn-app/goodturn/web"
)

func TestWhatIsStreamedHasNoErrorPageBehindItAndBreaksOffWhereItFails(t *testing.T) {
	wrap := web.Wrapper{Log: slog.New(slog.DiscardHandler), NewID: func() string { return "1" }, Page: func(context.Context, web.Problem) templ.Component { return templ.Raw("an error page") }}
	server := httptest.NewServer(wrap.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if _, err := web.Stream(w).Write([]byte("first")); err != nil {
			return err
		}
		if r.URL.Query().Has("fails") {
			return errors.New("the disk is gone")
		}
		return nil
	}))
	t.Cleanup(server.Close)
	for query, whole := range map[string]bool{"": true, "?fails": false} {
		res, err := http.Get(server.URL + query)
		if err != nil {
			if whole {
				t.Fatal(err)
			}
			continue
		}
		body, err := io.ReadAll(res.Body)
		if closed := res.Body.Close(); closed != nil {
			t.Error(closed)
		}
		if whole && (string(body) != "first" || err != nil) || !whole && err == nil {
			t.Errorf("%q: %q, %v", query, body, err)
		}
	}
}
