package auth

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"github.com/goodturn-app/goodturn/store"
)

// How often a password may be tried. From one place for one account: five at once, then one a minute. From one place for all
// accounts, and from all places for one account, more, so that a shared office works and nobody can shut an owner out.
const (
	triesHere    = 5
	triesFrom    = 30
	triesAccount = 60
	refill       = time.Minute
)

// take counts one try, for the whole installation whichever process asks, and says how long to wait before it may be made; zero: now.
// A try that may not be made is not counted: whoever goes on trying from one place takes nothing from the owner's tries elsewhere. An
// empty account is none. Waiting writes nothing.
func (b *Book) take(ctx context.Context, from, account string) (wait time.Duration, err error) {
	place := network(from)
	of := []store.Tries{{What: "from " + place, Most: triesFrom, Every: refill}}
	if account != "" {
		of = append(of, store.Tries{What: "here " + place + " " + account, Most: triesHere, Every: refill}, store.Tries{What: "account " + account, Most: triesAccount, Every: refill})
	}
	if err := b.db.Read(ctx, func(tx *store.Tx) error { wait, err = longest(tx, of); return err }); err != nil || wait > 0 {
		return wait, err
	}
	err = b.db.Write(ctx, func(tx *store.Tx) error {
		for _, t := range of {
			if ok, err := tx.Try(t); err != nil {
				return err
			} else if !ok {
				return errTried
			}
		}
		return nil
	})
	if errors.Is(err, errTried) { // another one was faster
		err = b.db.Read(ctx, func(tx *store.Tx) error { wait, err = longest(tx, of); return err })
		return max(wait, time.Second), err
	}
	return 0, err
}

// errTried undoes a transaction whose try may not be made.
var errTried = errors.New("tried too often")

func longest(tx *store.Tx, of []store.Tries) (wait time.Duration, err error) {
	for _, t := range of {
		w, err := tx.Wait(t)
		if err != nil {
			return 0, err
		}
		wait = max(wait, w)
	}
	return wait, nil
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
