package web

import (
	"net/http"
	"net/netip"
	"strings"
)

// CameFrom is the address from which a request came, for counting and never for keeping; the zero Addr if nobody knows. Behind a proxy on
// this machine or this network that is what the proxy says last; what anybody else says about themselves counts for nothing.
func CameFrom(r *http.Request) netip.Addr {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	a := from.Addr().Unmap()
	if a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() {
		list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if b, err := netip.ParseAddr(strings.TrimSpace(list[len(list)-1])); err == nil {
			a = b.Unmap()
		}
	}
	return a.WithZone("")
}
