package browser_test

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn/test/browser"
	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/admin/stories"
	"github.com/goodturn-app/goodturn/web/public"
)

// TestEveryPageInEveryState loads each page of the storybook, wide and narrow, light and dark. GOODTURN_TEST_SHOTS names a folder for
// pictures of all of them; GOODTURN_TEST_STORY keeps to the pages whose path holds it.
func TestEveryPageInEveryState(t *testing.T) {
	assets, err := web.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	stories := append(stories.Stories(), public.Stories()...)
	server := httptest.NewServer(web.Storybook(assets, stories))
	t.Cleanup(server.Close)
	b := browser.Start(t)

	only, shots := os.Getenv("GOODTURN_TEST_STORY"), os.Getenv("GOODTURN_TEST_SHOTS")
	seen := 0
	for i := range tabs {
		t.Run("tab "+strconv.Itoa(i+1), func(t *testing.T) {
			tab := b.Tab(t)
			t.Parallel()
			for n, s := range stories {
				if n%tabs == i && strings.Contains(s.Path(), only) {
					look(t, tab, server.URL, s, shots)
				}
			}
		})
	}
	for _, s := range stories {
		if strings.Contains(s.Path(), only) {
			seen++
		}
	}
	if seen == 0 {
		t.Fatalf("no story has %q in its path", only)
	}
}

// tabs is how many pages are open at once: one loads while another is measured.
const tabs = 2

func look(t *testing.T, tab *browser.Tab, base string, s web.Story, shots string) {
	tab.Look(1280, false)
	for _, e := range tab.Go(base + s.Path()) {
		t.Errorf("%s writes on the console: %s", s.Path(), e)
	}
	tab.LoadAxe()
	for _, v := range []struct {
		width int64
		dark  bool
		rules []string // empty: all
	}{
		{1280, false, nil},
		{390, false, nil},
		{390, true, []string{"color-contrast", "link-in-text-block"}}, // structure does not depend on colours
		{1280, true, []string{"color-contrast", "link-in-text-block"}},
	} {
		tab.Look(v.width, v.dark)
		name := s.Path() + " at " + strconv.FormatInt(v.width, 10)
		if v.dark {
			name += ", dark"
		}
		if wide := tab.Sideways(); wide != "" {
			t.Errorf("%s scrolls sideways: %s", name, wide)
		}
		if v.width == 390 && !v.dark {
			if covered := tab.Covered(); covered != "" {
				t.Errorf("%s: a tap in the middle of %s", name, covered)
			}
		}
		for _, f := range tab.Faults(v.rules...) {
			t.Errorf("%s: %s", name, f)
		}
		if shots != "" {
			file := strings.ReplaceAll(strings.TrimPrefix(s.Path(), "/stories/"), "/", "--") + "-" + strconv.FormatInt(v.width, 10)
			if v.dark {
				file += "-dark"
			}
			tab.Shot(filepath.Join(shots, file+".png"))
		}
	}
}
