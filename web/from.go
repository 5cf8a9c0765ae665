package web

import (
	"net/http"
	"net/netip"
	"strings"
)

// Nearby reports whether an address is on this machine or this network, where a proxy of the public pages may be.
func Nearby(a netip.Addr) bool { return a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() }

// Here reports whether an address is on this machine. Only a proxy here is believed by the door of the pages: whoever sits on the same
// network and came directly could else be as many people as they like.
func Here(a netip.Addr) bool { return a.IsLoopback() }

// CameFrom is the address from which a request came, for counting and never for keeping; the zero Addr if nobody knows. Behind a proxy that
// is believed, by its address, it is what the proxy says last; what anybody else says about themselves counts for nothing.
func CameFrom(r *http.Request, believed func(netip.Addr) bool) netip.Addr {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	a := from.Addr().Unmap()
	if believed(a) {
		list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if b, err := netip.ParseAddr(strings.TrimSpace(list[len(list)-1])); err == nil {
			a = b.Unmap()
		}
	}
	return a.WithZone("")
}
