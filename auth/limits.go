package auth

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often a password may be tried. From one place for one account: five at once, then one a minute. From one place for all
// accounts, and from all places for one account, more, so that a shared office works and nobody can shut an owner out.
const (
	triesHere    = 5
	triesFrom    = 30
	triesAccount = 60
	refill       = time.Minute
	mostLimits   = 4096
)

// limits remembers tries, in bounded memory.
type limits struct {
	mu   sync.Mutex
	each map[string]*tries
}

type tries struct {
	*rate.Limiter
	last time.Time
}

func newLimits() *limits { return &limits{each: map[string]*tries{}} }

// take counts one try and says how long to wait before it may be made; zero: now.
func (l *limits) take(now time.Time, from, account string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	place := network(from)
	var wait time.Duration
	for _, k := range []struct {
		key   string
		burst int
	}{{"here " + place + " " + account, triesHere}, {"from " + place, triesFrom}, {"account " + account, triesAccount}} {
		r := l.of(k.key, k.burst, now).ReserveN(now, 1)
		if d := r.DelayFrom(now); d > 0 {
			r.CancelAt(now)
			wait = max(wait, d)
		}
	}
	return wait
}

func (l *limits) of(key string, burst int, now time.Time) *rate.Limiter {
	if len(key) > 200 {
		key = TokenHash(key)
	}
	t := l.each[key]
	if t == nil {
		if len(l.each) >= mostLimits {
			l.forgetOldest()
		}
		t = &tries{Limiter: rate.NewLimiter(rate.Every(refill), burst)}
		l.each[key] = t
	}
	t.last = now
	return t.Limiter
}

func (l *limits) forgetOldest() {
	var oldest string
	var at time.Time
	for k, t := range l.each {
		if oldest == "" || t.last.Before(at) {
			oldest, at = k, t.last
		}
	}
	delete(l.each, oldest)
}

// network is the place that an address belongs to: an IPv6 network is one place, since whoever has one address there has them all.
func network(from string) string {
	a, err := netip.ParseAddrPort(from)
	ip := a.Addr()
	if err != nil {
		if ip, err = netip.ParseAddr(from); err != nil {
			return from
		}
	}
	ip = ip.Unmap()
	if ip.Is6() {
		if p, err := ip.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}
