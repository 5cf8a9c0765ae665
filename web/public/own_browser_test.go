package public_test

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/goodturn-app/goodturn/test/browser"
)

func TestAnAdvocateShowsThemselvesOnATelephone(t *testing.T) {
	x, code := said(t, "yes")
	server := httptest.NewServer(x.h)
	t.Cleanup(server.Close)
	file := filepath.Join(t.TempDir(), "me.jpg")
	if err := os.WriteFile(file, photo(t, 600), 0o600); err != nil {
		t.Fatal(err)
	}
	n := walker{browser.Start(t).Tab(t), t, server.URL}
	n.Look(390, false)
	n.Go(n.base + x.answerAt())
	n.Value(`document.querySelectorAll("summary")[1].click(); ""`)
	n.sees("in your own words")
	n.Value(`document.getElementById("why").value = "She told us when not to buy.", ""`)
	if err := chromedp.Do(n.Context(), chromedp.SetUploadFiles("#photo", []string{file})); err != nil {
		t.Fatal(err)
	}
	n.Tap("Show this to friends")
	n.sees("This is what friends see.")
	n.Go(n.base + "/r/" + code)
	n.sees("She told us when not to buy.")
	if n.Value(`String(document.querySelector("img.face").naturalWidth)`) != "192" {
		t.Error("the picture is not shown")
	}
	n.Look(1280, true)
	n.sees("thought that I could be of use")
}
