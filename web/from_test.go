package web_test

import (
	"net/http/httptest"
	"testing"

	"github.com/goodturn-app/goodturn/web"
)

func TestOnlyAProxyNearbySaysWhereARequestCameFrom(t *testing.T) {
	for name, c := range map[string]struct{ remote, said, want, door string }{
		"nobody in between":            {"203.0.113.7:9", "", "203.0.113.7", "203.0.113.7"},
		"a stranger's own word":        {"203.0.113.7:9", "198.51.100.1", "203.0.113.7", "203.0.113.7"},
		"a proxy on this machine":      {"127.0.0.1:9", "198.51.100.1", "198.51.100.1", "198.51.100.1"},
		"a proxy on this network":      {"10.0.0.3:9", "198.51.100.1", "198.51.100.1", "10.0.0.3"},
		"what the proxy added is last": {"127.0.0.1:9", "192.0.2.1, 198.51.100.1", "198.51.100.1", "198.51.100.1"},
		"a proxy that says nothing":    {"127.0.0.1:9", "unknown", "127.0.0.1", "127.0.0.1"},
		"version six":                  {"[fe80::1%eth0]:9", "2001:db8::7", "2001:db8::7", "fe80::1"},
		"four in six":                  {"[::ffff:203.0.113.7]:9", "", "203.0.113.7", "203.0.113.7"},
		"no address":                   {"@", "198.51.100.1", "invalid IP", "invalid IP"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		if r.RemoteAddr = c.remote; c.said != "" {
			r.Header.Set("X-Forwarded-For", c.said)
		}
		if got := web.CameFrom(r, web.Nearby).String(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if got := web.CameFrom(r, web.Here).String(); got != c.door {
			t.Errorf("%s, at the door: %s, want %s", name, got, c.door)
		}
	}
}
