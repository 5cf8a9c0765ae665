package admin_test

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn/test/browser"
)

// The pages as they look with real data, when GOODTURN_TEST_SHOTS names a folder for the pictures.
func TestRoomsHoldInABrowser(t *testing.T) {
	v := newVillage(t)
	v.post("/people/"+string(v.who["Chen"])+"/told", "what", "spoke")
	v.post("/people/"+string(v.who["Emil"])+"/told", "what", "bounced")
	v.post("/introductions", "sender", "p3@example.com", "friend", "Mei Wei")
	x := v.planned(v.who["Ana"])
	v.now = x.DueAt.Add(-2 * 24 * time.Hour)
	server := httptest.NewServer(v.web)
	defer server.Close()
	ana := "/people/" + string(v.who["Ana"])
	pages := map[string]string{"today": "/", "people": "/people", "person": ana, "talking": "/people/" + string(v.who["Chen"]), "why": ana + "/why", "dates": ana + "/dates", "year": "/year", "month": "/year/2026-09",
		"expect": "/year/expect", "messages": "/messages", "message": "/messages/" + string(x.ID), "words": "/words", "words-edit": "/words/check-in", "introductions": "/introductions", "tasks": "/tasks", "inbox": "/inbox",
		"deal": ana + "/deals/" + string(v.card(v.who["Ana"]).Closings[0].ID), "erase": ana + "/erase", "caught": regexp.MustCompile(`href="(/inbox/[^"]+)"`).FindStringSubmatch(v.get("/inbox"))[1]}
	dir := os.Getenv("GOODTURN_TEST_SHOTS")
	tab := browser.Start(t).Tab(t)
	for name, path := range pages {
		for _, width := range []int64{1280, 390} {
			look(t, tab, server.URL+path, width, dir, name)
		}
	}
}

// look loads one page, and fails if it scrolls sideways, writes on the console, or has a fault that axe-core finds.
func look(t *testing.T, tab *browser.Tab, url string, width int64, dir, name string) {
	t.Helper()
	tab.Look(width, false)
	for _, e := range tab.Go(url) {
		t.Errorf("%s writes on the console: %s", name, e)
	}
	if wide := tab.Sideways(); wide != "" {
		t.Errorf("%s at %d scrolls sideways: %s", name, width, wide)
	}
	tab.LoadAxe()
	for _, f := range tab.Faults() {
		t.Errorf("%s at %d: %s", name, width, f)
	}
	if dir != "" {
		tab.Shot(filepath.Join(dir, name+"-"+strconv.FormatInt(width, 10)+".png"))
	}
}
