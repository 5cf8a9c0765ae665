package webhook

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Resolver finds the addresses of a name; *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Guard decides where we may connect. The zero Guard lets through only https on port 443 of addresses of the public internet.
type Guard struct {
	Resolver Resolver // nil: the machine's DNS
	// Allow is what may be reached although it is not of the public internet, over http or another port too. Each use is logged.
	Allow []Allowed
	Log   *slog.Logger // nil: none

	// dial connects; nil: the machine's network. Tests count with it.
	dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Allowed is a part of one's own network to which news may go.
type Allowed struct {
	Net  netip.Prefix
	Port int // 0: any
}

// ParseAllowed reads a list such as "10.1.2.0/24, 127.0.0.1:9000, [fd00::1]:8443", divided by commas or spaces. Empty is nothing.
func ParseAllowed(text string) ([]Allowed, error) {
	var out []Allowed
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		if ap, err := netip.ParseAddrPort(s); err == nil && ap.Port() > 0 && ap.Addr().Zone() == "" {
			a := ap.Addr().Unmap()
			out = append(out, Allowed{Net: netip.PrefixFrom(a, a.BitLen()), Port: int(ap.Port())})
			continue
		}
		if a, err := netip.ParseAddr(s); err == nil && a.Zone() == "" {
			a = a.Unmap()
			out = append(out, Allowed{Net: netip.PrefixFrom(a, a.BitLen())})
			continue
		}
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, goodturn.Invalid("webhook-allow", fmt.Sprintf("%q is no address and no network.", s), "Write it as 10.1.2.0/24 or as 10.1.2.3:8443; a name is not taken, because what it means can change.")
		}
		out = append(out, Allowed{Net: p.Masked()})
	}
	return out, nil
}

// special is every network that is not the public internet, by RFC 6890 and its successors, and those that carry an IPv4 address in
// an IPv6 one. IPv6 outside 2000::/3 is refused as a whole, so only exceptions within it stand here.
var special = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
	"168.63.129.16/32", "100.100.100.200/32", // where clouds answer their own machines
)

var unicast6 = netip.MustParsePrefix("2000::/3")

func prefixes(list ...string) (out []netip.Prefix) {
	for _, s := range list {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// Public reports whether an address belongs to the public internet.
func Public(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" {
		return false
	}
	if a.Is4In6() {
		return false // a spelling that only somebody who wants to get past a guard uses
	}
	if a.Is6() && !unicast6.Contains(a) {
		return false
	}
	return !slices.ContainsFunc(special, func(p netip.Prefix) bool { return p.Contains(a) })
}

func (g *Guard) allowed(a netip.Addr, port int) bool {
	if a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	return slices.ContainsFunc(g.Allow, func(x Allowed) bool { return x.Net.Contains(a) && (x.Port == 0 || x.Port == port) })
}

func wrongURL(message, hint string) error { return goodturn.Invalid("url", message, hint) }

// Look is Check for an address that is about to be kept. A name that could only be reached in one's own network, because of its port, its
// scheme or its ending, is looked up, so that whoever types it hears at once what would go wrong with every message.
func (g *Guard) Look(ctx context.Context, raw string) error {
	u, err := g.Check(raw)
	if err != nil {
		return err
	}
	host, port, err := target(u)
	if err != nil {
		return err
	}
	if _, err := netip.ParseAddr(host); err == nil || u.Scheme == "https" && port == 443 && checkName(host) == nil {
		return nil
	}
	ctx, stop := context.WithTimeout(ctx, lookFor)
	defer stop()
	addrs, err := g.resolver().LookupNetIP(ctx, "ip", host)
	if err != nil || len(addrs) == 0 {
		hint := "See that this machine knows the name, or write the address in numbers, as --webhook-allow has it."
		if u.Scheme == "http" {
			hint = "Write https instead of http for a system on the public internet. For one in your own network: " + hint
		}
		return wrongURL(fmt.Sprintf("The name %s was not found.", host), hint)
	}
	for _, a := range addrs {
		if g.allowed(a, port) {
			continue
		}
		how, hint := "By such a name", "Use a name of the public internet"
		switch {
		case u.Scheme == "http":
			how, hint = "Over http", "Write https instead of http"
		case port != 443:
			how, hint = fmt.Sprintf("On port %d", port), "Leave the port out"
		}
		return wrongURL(how+" news goes only where --webhook-allow permits, and "+host+" leads elsewhere.", hint+", or start Goodturn with --webhook-allow and the address to which the name leads.")
	}
	return nil
}

// lookFor is for how long somebody waits whose address is looked up.
const lookFor = 5 * time.Second

func (g *Guard) resolver() Resolver {
	if g.Resolver == nil {
		return net.DefaultResolver
	}
	return g.Resolver
}

// Check reads an address that somebody typed and says in words what is wrong with it. It looks nothing up: where a name leads is
// looked at each time, when we connect.
func (g *Guard) Check(raw string) (*url.URL, error) {
	if len(raw) > 2000 || strings.ContainsFunc(raw, func(r rune) bool { return r <= ' ' || r == '\\' || r >= 0x7f }) {
		return nil, wrongURL("This is no address that news can go to.", "Write it as https://example.com/hooks, in plain letters.")
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Opaque != "" {
		return nil, wrongURL("This is no address that news can go to.", "Write it as https://example.com/hooks.")
	}
	if u.User != nil {
		return nil, wrongURL("A name or password in the address would be visible in logs.", "Leave it out; every message is signed, and that tells the receiver who we are.")
	}
	if u.Fragment != "" {
		return nil, wrongURL("The part after # is never sent.", "Leave it out.")
	}
	host, port, err := target(u)
	if err != nil {
		return nil, err
	}
	a, literal := netip.Addr{}, false
	if a, err = netip.ParseAddr(host); err == nil {
		literal = true
	} else if err := checkName(host); err != nil && (len(g.Allow) == 0 || !errors.Is(err, errName)) {
		return nil, err
	}
	mine := literal && g.allowed(a, port)
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, wrongURL("News goes over https.", "Write it as https://example.com/hooks.")
	case literal && !mine && !Public(a):
		return nil, inside(host)
	case !mine && literal && u.Scheme == "http", !literal && u.Scheme == "http" && len(g.Allow) == 0:
		return nil, wrongURL("News goes over https, so that nobody reads it on the way.", "Write https instead of http.")
	case !mine && port != 443 && (literal || len(g.Allow) == 0):
		return nil, wrongURL("News goes to port 443.", "Leave the port out, or let the machine's administrator allow it with --webhook-allow.")
	}
	return u, nil
}

func target(u *url.URL) (host string, port int, err error) {
	host = u.Hostname()
	port = 443
	if u.Scheme == "http" {
		port = 80
	}
	if p := u.Port(); p != "" {
		if port, err = strconv.Atoi(p); err != nil || port < 1 || port > 65535 {
			return "", 0, wrongURL("This port does not exist.", "A port is a number from 1 to 65535; leave it out for 443.")
		}
	} else if strings.HasSuffix(u.Host, ":") {
		return "", 0, wrongURL("The port is missing after the colon.", "Leave the colon out.")
	}
	return host, port, nil
}

// checkName refuses what is no name of the public DNS, above all numbers in the spellings that some resolvers take for addresses:
// 2130706433, 0x7f.1, 0177.0.0.1, 127.1. By the rule of browsers, whatever ends in a number is meant as an address.
func checkName(host string) error {
	name := strings.TrimSuffix(strings.ToLower(host), ".")
	bad := wrongURL(fmt.Sprintf("%q is no name of the public internet.", host), "Write the name as in https://example.com/hooks.")
	if name == "" || len(name) > 253 {
		return bad
	}
	labels := strings.Split(name, ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 || strings.HasPrefix(l, "-") || strings.HasSuffix(l, "-") {
			return bad
		}
		for _, r := range l {
			if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_' {
				return bad
			}
		}
	}
	last := labels[len(labels)-1]
	if last[0] >= '0' && last[0] <= '9' {
		return bad
	}
	if len(labels) == 1 {
		return inwardName(host)
	}
	switch last {
	case "localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "arpa", "test", "example", "invalid", "onion", "localdomain":
		return inwardName(host)
	}
	return nil
}

func inside(host string) error {
	return wrongURL(fmt.Sprintf("%s is not on the public internet.", host), "News goes only to addresses that anybody can reach. For a system in your own network, start Goodturn with --webhook-allow and its address.")
}

// errName marks a name that could only be one of one's own network.
var errName = errors.New("it is a name of a private network")

func inwardName(host string) error {
	var e *goodturn.Error
	errors.As(inside(host), &e)
	e.Err = errName
	return e
}

// errInside marks a refusal to connect; what it leads to is not told to whoever typed the name.
var errInside = errors.New("it leads into a private network")

// Dial looks a name up once, looks at every address that it has, and connects to one of those, so that a name cannot mean something
// else a moment later.
func (g *Guard) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, p, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.Atoi(p)
	if err != nil {
		return nil, err
	}
	addrs := []netip.Addr{}
	if a, err := netip.ParseAddr(host); err == nil {
		addrs = append(addrs, a)
	} else {
		if err := checkName(host); err != nil && len(g.Allow) == 0 {
			return nil, err
		}
		if addrs, err = g.resolver().LookupNetIP(ctx, "ip", host); err != nil {
			return nil, err
		}
	}
	if len(addrs) == 0 {
		return nil, fmt.Errorf("%s has no address", host)
	}
	own := false
	for i, a := range addrs {
		if _, literal := netip.ParseAddr(host); literal != nil {
			a = a.Unmap() // resolvers give IPv4 in either form
			addrs[i] = a
		}
		switch {
		case g.allowed(a, port):
			own = true
		case !Public(a):
			return nil, errInside // one bad address spoils the name: which of them is used is chance
		case port != 443:
			return nil, fmt.Errorf("port %d is not 443", port)
		}
	}
	if own && g.Log != nil {
		g.Log.Info("news goes into one's own network, as --webhook-allow permits", "host", host, "port", port)
	}
	dial := g.dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	var last error
	for _, a := range addrs[:min(len(addrs), 3)] {
		c, err := dial(ctx, network, netip.AddrPortFrom(a, uint16(port)).String())
		if err == nil {
			return c, nil
		}
		last = err
	}
	return nil, last
}
