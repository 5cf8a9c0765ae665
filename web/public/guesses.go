package public

import (
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// Limits on codes that lead nowhere, and on forms. A person mistypes a code a few times; who tries thousands is guessing. The same
// limits hold for every code, so that being stopped says nothing about one.
const (
	guessesFor   = time.Hour
	mostGuesses  = 30   // wrong codes from one block of addresses
	mostTogether = 3000 // wrong codes from everywhere; after that a block with any wrong code of its own waits
	mostForms    = 20   // friends' forms from one block of addresses
	mostBlocks   = 50_000
)

// guesses counts wrong codes and forms by the block of addresses they come from, for an hour at a time. It forgets everything with the
// process, and keeps no address: a block is a /24 of IPv4 or a /48 of IPv6.
type guesses struct {
	mu    sync.Mutex
	since time.Time
	by    map[netip.Prefix]*tries
	all   int
}

type tries struct{ wrong, forms int }

func (g *guesses) turn(now time.Time) {
	if g.by == nil || now.Sub(g.since) >= guessesFor || now.Before(g.since) {
		g.since, g.by, g.all = now, map[netip.Prefix]*tries{}, 0
	}
}

func (g *guesses) of(block netip.Prefix) *tries {
	t := g.by[block]
	if t == nil {
		if len(g.by) >= mostBlocks { // so many blocks are an attack, and who comes new shares one count
			block = netip.Prefix{}
			if t = g.by[block]; t != nil {
				return t
			}
		}
		t = &tries{}
		g.by[block] = t
	}
	return t
}

// stopped reports whether a block has guessed too often to be told anything.
func (g *guesses) stopped(block netip.Prefix, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.turn(now)
	t := g.by[block]
	if t == nil && len(g.by) >= mostBlocks {
		t = g.by[netip.Prefix{}]
	}
	return t != nil && (t.wrong >= mostGuesses || t.wrong > 0 && g.all >= mostTogether)
}

// wrong notes a code that led nowhere.
func (g *guesses) wrong(block netip.Prefix, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.turn(now)
	g.of(block).wrong++
	g.all++
}

// form notes a friend's form, and reports whether it may be taken, and what came from there before it in the hour: wrong codes, and forms
// with this one.
func (g *guesses) form(block netip.Prefix, now time.Time) (misses, forms int, ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.turn(now)
	t := g.of(block)
	t.forms++
	return t.wrong, t.forms, t.forms <= mostForms
}

// blockOf is the block of addresses from which a request came. Behind a proxy on this machine or this network that is what the proxy
// says last; what anybody else says about themselves counts for nothing.
func blockOf(r *http.Request) netip.Prefix {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Prefix{}
	}
	a := from.Addr().Unmap()
	if a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() {
		list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if b, err := netip.ParseAddr(strings.TrimSpace(list[len(list)-1])); err == nil {
			a = b.Unmap()
		}
	}
	bits := 24
	if a.Is6() {
		bits = 48
	}
	block, err := a.WithZone("").Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return block
}
