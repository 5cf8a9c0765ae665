package webhook

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/goodturn-app/goodturn"
)

// spellings are ways to write an address that must not be reached, or is none. Those without a scheme are put into https://%s/hook.
var spellings = strings.Fields(`
127.0.0.1 127.0.0.2 127.255.255.254 127.1 127.0.1 0 0.0.0.0 0.0.0.1 0.1.2.3 localhost LOCALHOST localhost. Localhost.localdomain sub.localhost
10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.1.254 169.254.1.1 169.254.169.254 169.254.170.2 100.64.0.1 100.127.255.254
100.100.100.200 168.63.129.16 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250
240.0.0.1 255.255.255.255 2130706433 3232235521 2852039166 0x7f000001 0x7F000001 0x7f.0x0.0x0.0x1 0x7f.1 0x7f.0.0.1 127.0x0.0.1 0177.0.0.1 0177.1
0177.0.0.01 00000177.0.0.1 017700000001 127.000.000.001 010.0.0.1 012.0.0.1 0xa000001 0xA9FEA9FE 0xa9.0xfe.0xa9.0xfe 0251.0376.0251.0376 1.2.3 1.2.3.4.5 256.1.1.1
999.999.999.999 1e10 0x 08.8.8.8 127.0.0.1. 127..0.0.1 .127.0.0.1 2130706433. 0x7f000001. a.0x7f a.127 foo.1 127.0.0.1.5
[::] [::1] [0:0:0:0:0:0:0:1] [0000::0001] [::2] [::127.0.0.1] [::10.0.0.1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::FFFF:127.0.0.1] [0:0:0:0:0:ffff:127.0.0.1] [::ffff:10.0.0.1]
[::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [::ffff:8.8.8.8] [::ffff:0:127.0.0.1] [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b::10.0.0.1] [64:ff9b::169.254.169.254] [64:ff9b::8.8.8.8]
[64:ff9b:1::1] [100::1] [2001::1] [2001:0:7f00:1::] [2001:10::1] [2001:20::1] [2001:db8::1] [2002::1] [2002:7f00:1::] [2002:a9fe:a9fe::] [2002:c0a8:101::1] [3fff::1] [5f00::1]
[fc00::1] [fd00::1] [fd00:ec2::254] [fdff:ffff::1] [fe80::1] [fe80::1%25eth0] [fe80::1%25lo] [::1%25lo] [2606:4700::1%25eth0] [fec0::1] [feff::1] [ff02::1] [ff0e::1] [2620:4f:8000::1]
[::1]:443 127.0.0.1:443 localhost:443 10.0.0.1:8443 example.com:80 example.com:22 example.com:0 example.com:65536 example.com:99999 example.com: example.com:https
metadata metadata.google.internal instance-data.ec2.internal router.lan printer.local nas.home server.corp db.intranet 1.0.0.127.in-addr.arpa host.test host.example host.invalid x.onion
intranet db a host_name user@example.com user:secret@example.com example.com@127.0.0.1 127.0.0.1#@example.com example.com#frag -bad.com bad-.com a..b.com
exa%6dple.com ①②⑦.⓪.⓪.① １２７.０.０.１ ｌｏｃａｌｈｏｓｔ 127。0。0。1 examplе.com example.com\@127.0.0.1
http://example.com http://8.8.8.8 http://example.com:443 ftp://example.com file:///etc/passwd gopher://example.com javascript:alert(1) //example.com example.com:443:443 https: https:/// https://? https:example.com
`)

func TestAGuardRefusesEverySpellingOfWhatIsNotPublic(t *testing.T) {
	var dialled []string
	g := &Guard{Resolver: names{}, dial: func(_ context.Context, _, a string) (net.Conn, error) {
		dialled = append(dialled, a)
		return nil, errors.New("not in a test")
	}}
	if len(spellings) < 150 {
		t.Fatalf("only %d spellings", len(spellings))
	}
	for _, s := range spellings {
		full := s
		if !strings.Contains(s, "/") && !strings.Contains(s, "https:") && !strings.Contains(s, "javascript:") {
			full = "https://" + s + "/hook"
		}
		u, err := g.Check(full)
		if err == nil {
			t.Errorf("%s is taken, as %s", full, u)
			continue
		}
		var e *goodturn.Error
		if !errors.As(err, &e) || e.Field != "url" || e.Hint == "" {
			t.Errorf("%s: %v says neither field nor what to do", full, err)
		}
		// And if it came past the check, the connection would be refused.
		if _, err := g.Dial(context.Background(), "tcp", net.JoinHostPort(strings.Trim(s, "[]"), "443")); err == nil {
			t.Errorf("%s: connected", s)
		}
	}
	if len(dialled) > 0 {
		t.Errorf("dialled %q", dialled)
	}
	for _, good := range []string{"https://hooks.example.com/in", "https://hooks.example.com:443/in?a=b", "https://8.8.8.8/in", "https://[2606:4700::1111]/in", "https://xn--bcher-kva.example.com/", "HTTPS://Hooks.Example.COM./x"} {
		if _, err := g.Check(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
}

// names is a DNS of its own: every name leads to each of its addresses.
type names map[string][]string

func (n names) LookupNetIP(_ context.Context, _, host string) (out []netip.Addr, err error) {
	for _, a := range n[host] {
		out = append(out, netip.MustParseAddr(a))
	}
	if len(out) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return out, nil
}

func TestANameIsJudgedByAllItsAddresses(t *testing.T) {
	var dialled []string
	g := &Guard{dial: func(_ context.Context, _, a string) (net.Conn, error) {
		dialled = append(dialled, a)
		return nil, errors.New("not in a test")
	}}
	for _, c := range []struct {
		name  string
		addrs []string
		port  string
		want  []string
	}{
		{"a public one is dialled as it was looked up", []string{"93.184.215.14"}, "443", []string{"93.184.215.14:443"}},
		{"a resolver's mapped form of a public one too", []string{"::ffff:93.184.215.14"}, "443", []string{"93.184.215.14:443"}},
		{"a private one is not", []string{"10.0.0.8"}, "443", nil},
		{"nor one mapped", []string{"::ffff:10.0.0.8"}, "443", nil},
		{"one private among public ones spoils it", []string{"93.184.215.14", "127.0.0.1"}, "443", nil},
		{"the cloud's own", []string{"169.254.169.254"}, "443", nil},
		{"through NAT64", []string{"64:ff9b::7f00:1"}, "443", nil},
		{"another port", []string{"93.184.215.14"}, "8080", nil},
		{"no address", nil, "443", nil},
	} {
		dialled, g.Resolver = nil, names{"hooks.example.com": c.addrs}
		if _, err := g.Dial(context.Background(), "tcp", "hooks.example.com:"+c.port); err == nil {
			t.Errorf("%s: no error", c.name)
		}
		if strings.Join(dialled, " ") != strings.Join(c.want, " ") {
			t.Errorf("%s: dialled %q, want %q", c.name, dialled, c.want)
		}
	}
}

// turning is a DNS whose answer changes each time it is asked: first a harmless address, then one inside.
type turning struct {
	mu    sync.Mutex
	asked int
	each  []string
}

func (d *turning) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	a := d.each[min(d.asked, len(d.each)-1)]
	d.asked++
	return []netip.Addr{netip.MustParseAddr(a)}, nil
}

func TestANameThatTurnsInwardIsNeverFollowed(t *testing.T) {
	dns := &turning{each: []string{"93.184.215.14", "127.0.0.1"}}
	var dialled []string
	g := &Guard{Resolver: dns, dial: func(_ context.Context, _, a string) (net.Conn, error) {
		dialled = append(dialled, a)
		return nil, errors.New("not in a test")
	}}
	for range 3 {
		_, _ = g.Dial(context.Background(), "tcp", "turning.example.com:443")
	}
	if dns.asked != 3 || strings.Join(dialled, " ") != "93.184.215.14:443" {
		t.Errorf("asked %d times, dialled %q", dns.asked, dialled)
	}
}

func TestOnesOwnNetworkIsReachedOnlyWhereAllowedAndLogged(t *testing.T) {
	allow, err := ParseAllowed("10.1.2.0/24, 127.0.0.1:9000 [fd00::5]:8443")
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	var dialled []string
	g := &Guard{Allow: allow, Resolver: names{"erp.office": {"10.1.2.9"}, "turned.office": {"10.9.9.9"}}, Log: slog.New(slog.NewTextHandler(&log, nil)),
		dial: func(_ context.Context, _, a string) (net.Conn, error) {
			dialled = append(dialled, a)
			return nil, errors.New("not in a test")
		}}
	for url, ok := range map[string]bool{
		"http://10.1.2.3:8080/x": true, "https://10.1.2.3/x": true, "http://127.0.0.1:9000/": true, "http://127.0.0.1:9001/": false, "https://10.1.3.3/x": false,
		"https://[fd00::5]:8443/": true, "https://[fd00::6]:8443/": false, "https://[::ffff:127.0.0.1]:9000/": true, "http://8.8.8.8/": false, "https://8.8.8.8:8443/": false,
	} {
		if _, err := g.Check(url); (err == nil) != ok {
			t.Errorf("%s: %v", url, err)
		}
	}
	for _, a := range []string{"erp.office:8080", "turned.office:443", "10.1.2.3:80", "10.9.9.9:443"} {
		_, _ = g.Dial(context.Background(), "tcp", a)
	}
	if got := strings.Join(dialled, " "); got != "10.1.2.9:8080 10.1.2.3:80" {
		t.Errorf("dialled %s", got)
	}
	if n := strings.Count(log.String(), "webhook-allow"); n != 2 {
		t.Errorf("logged %d times:\n%s", n, log.String())
	}
	for _, bad := range []string{"localhost", "10.0.0.0/33", "10.0.0.1:0", "erp.office:80", "fe80::1%eth0"} {
		if _, err := ParseAllowed(bad); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// What could never arrive is refused when it is typed, and not with every message: over http or another port a name has to lead to what is
// allowed, and one that only one's own network knows too.
func TestANameOfOnesOwnNetworkIsLookedUpWhenItIsTyped(t *testing.T) {
	allow, err := ParseAllowed("10.1.2.0/24")
	if err != nil {
		t.Fatal(err)
	}
	own := names{"erp.office": {"10.1.2.9"}, "n8n": {"10.1.2.7"}, "n8n.lan": {"10.1.2.7"}, "turned.lan": {"10.9.9.9"}, "both.lan": {"10.1.2.9", "10.9.9.9"}, "hooks.example.com": {"93.184.215.14"}}
	for _, c := range []struct{ url, says string }{
		{"http://erp.office/in", ""}, {"https://erp.office:8443/in", ""}, {"https://n8n.lan/in", ""}, {"http://n8n:5678/in", ""},
		{"https://hooks.example.com/in", ""}, {"https://unknown.example.com/in", ""}, // a public one is judged when we connect
		{"http://hooks.example.com/in", "Over http"}, {"https://hooks.example.com:8443/in", "On port 8443"}, {"https://turned.lan/in", "leads elsewhere"}, {"http://both.lan/in", "leads elsewhere"},
		{"http://nobody.lan/in", "was not found"}, {"http://unknown.example.com/in", "was not found"}, {"http://a..b/in", "no name"}, {"http://0x7f.1/in", "no name"},
	} {
		err := (&Guard{Allow: allow, Resolver: own}).Look(t.Context(), c.url)
		var e *goodturn.Error
		if c.says == "" && err != nil || c.says != "" && (!errors.As(err, &e) || e.Field != "url" || e.Hint == "" || !strings.Contains(e.Message, c.says)) {
			t.Errorf("%s: %v, want %q", c.url, err, c.says)
		}
		if c.says == "" && strings.Contains(c.url, "unknown") {
			continue
		}
		// What is taken can be reached, as far as the guard is concerned.
		dialled := false
		g := &Guard{Allow: allow, Resolver: own, dial: func(context.Context, string, string) (net.Conn, error) {
			dialled = true
			return nil, errors.New("not in a test")
		}}
		if u, err := g.Check(c.url); err == nil {
			if _, port, err := target(u); err == nil {
				_, _ = g.Dial(t.Context(), "tcp", net.JoinHostPort(u.Hostname(), strconv.Itoa(port)))
			}
		}
		if dialled != (c.says == "") {
			t.Errorf("%s: connects: %t", c.url, dialled)
		}
	}
	for _, url := range []string{"http://erp.office/in", "https://n8n.lan/in", "http://n8n:5678/in", "https://erp.office:8443/in"} {
		if err := (&Guard{Resolver: own}).Look(t.Context(), url); err == nil {
			t.Errorf("%s is taken without leave", url)
		}
	}
}

func FuzzCheck(f *testing.F) {
	for _, s := range spellings {
		f.Add(s)
	}
	g := &Guard{}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := g.Check("https://" + s)
		if err != nil {
			return
		}
		if a, err := netip.ParseAddr(u.Hostname()); err == nil && !Public(a) {
			t.Errorf("%q is taken for public", s)
		}
		if u.Port() != "" && u.Port() != "443" || u.User != nil {
			t.Errorf("%q is taken", s)
		}
	})
}
