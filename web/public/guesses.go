package public

import (
	"context"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/goodturn-app/goodturn/program/friends"
	"github.com/goodturn-app/goodturn/web"
)

// Limits on codes that lead nowhere, and on forms. A person mistypes a code a few times; who tries thousands is guessing. The same
// limits hold for every code, so that being stopped says nothing about one.
const (
	mostGuesses  = 30   // wrong codes from one block of addresses
	mostTogether = 3000 // wrong codes from everywhere; after that a block with any wrong code of its own waits
	mostForms    = 20   // friends' forms from one block of addresses
	mostBlocks   = 50_000
)

// guesses counts wrong codes and forms by the block of addresses they come from, for an hour of the clock at a time. What counts is what
// the whole installation saw, which the log of looks says up to a moment ago; what this process saw in that moment is kept beside it, and
// lets it refuse a flood without asking anybody. No address is kept: a block is a /24 of IPv4 or a /48 of IPv6.
type guesses struct {
	shared interface {
		TriedFrom(ctx context.Context, corner string) (friends.Tried, error)
		LogMiss(ctx context.Context, corner string)
		LogForm(ctx context.Context, corner string)
	}
	mu    sync.Mutex
	since time.Time
	by    map[netip.Prefix]*tries
	all   int
}

type tries struct{ wrong, forms int }

// seen is what this process saw from a block, and the block that it counts as: so many of them are an attack, and who comes new shares
// one count.
func (g *guesses) seen(block netip.Prefix, now time.Time) (as netip.Prefix, t tries, all int) {
	if hour := now.Truncate(time.Hour); g.by == nil || !hour.Equal(g.since) {
		g.since, g.by, g.all = hour, map[netip.Prefix]*tries{}, 0
	}
	have := g.by[block]
	if have == nil && len(g.by) >= mostBlocks {
		block = netip.Prefix{}
		have = g.by[block]
	}
	if have != nil {
		t = *have
	}
	return block, t, g.all
}

func (g *guesses) note(block netip.Prefix, now time.Time, what func(*tries)) (as netip.Prefix, t tries) {
	g.mu.Lock()
	defer g.mu.Unlock()
	as, t, _ = g.seen(block, now)
	what(&t)
	g.by[as] = &t
	return as, t
}

func tooOften(wrong, all int) bool { return wrong >= mostGuesses || wrong > 0 && all >= mostTogether }

// stopped reports whether a block has guessed too often to be told anything.
func (g *guesses) stopped(ctx context.Context, block netip.Prefix, now time.Time) (bool, error) {
	g.mu.Lock()
	as, t, all := g.seen(block, now)
	g.mu.Unlock()
	if tooOften(t.wrong, all) {
		return true, nil
	}
	them, err := g.shared.TriedFrom(ctx, as.String())
	return tooOften(max(t.wrong, them.Missed), max(all, them.Together)), err
}

// wrong notes a code that led nowhere.
func (g *guesses) wrong(ctx context.Context, block netip.Prefix, now time.Time) {
	as, _ := g.note(block, now, func(t *tries) { t.wrong++; g.all++ })
	g.shared.LogMiss(ctx, as.String())
}

// form notes a friend's form, and reports whether it may be taken, and what came from there before it in the hour: wrong codes, and forms
// with this one.
func (g *guesses) form(ctx context.Context, block netip.Prefix, now time.Time) (misses, forms int, ok bool, err error) {
	as, t := g.note(block, now, func(t *tries) { t.forms++ })
	them, err := g.shared.TriedFrom(ctx, as.String())
	if err != nil {
		return 0, 0, false, err
	}
	misses, forms = max(t.wrong, them.Missed), max(t.forms, them.Forms+1)
	if ok = forms <= mostForms; ok {
		g.shared.LogForm(ctx, as.String())
	}
	return misses, forms, ok, nil
}

// blockOf is the block of addresses from which a request came.
func blockOf(r *http.Request) netip.Prefix {
	a := web.CameFrom(r, web.Nearby)
	bits := 24
	if a.Is6() {
		bits = 48
	}
	block, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return block
}

// deviceOf says as much of a device as a request does by itself: its address, of IPv6 the network, and the name of its browser. Two alike
// in one home or office look like one. Empty: nobody knows.
func deviceOf(r *http.Request) string {
	a := web.CameFrom(r, web.Nearby)
	if !a.IsValid() || r.UserAgent() == "" {
		return ""
	}
	if a.Is6() {
		network, err := a.Prefix(64)
		if err != nil {
			return ""
		}
		a = network.Addr()
	}
	return a.String() + " " + r.UserAgent()
}
