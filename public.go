package goodturn

import (
	"net/netip"
	"net/url"
	"strings"
)

// PublicAddress says why an address may not stand in a message to a client; nil if it may. It has to be one that anybody on the
// internet can open and nobody shies away from: https, a name and no number, on the usual port, not of this machine and not of a home
// or office network. Whether it leads here is another question.
func PublicAddress(address string) error {
	wrong := func(why, hint string) error { return Invalid("public-url", why, hint) }
	const write = "Write it as https://answers.example.com."
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "":
		return wrong("The public address is no address of the internet.", write)
	case u.Scheme != "https":
		return wrong("The public address must begin with https://.", "Put a proxy with a certificate in front, or set acme-email.")
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return wrong("The public address holds more than a name.", write)
	case u.Port() != "" && u.Port() != "443":
		return wrong("The public address ends in a port.", "Clients get addresses without one: let port 443 of the internet lead to public-listen.")
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if _, err := netip.ParseAddr(host); err == nil {
		return wrong("The public address is a number.", "Clients get a name that they recognise: give the number one in the DNS.")
	}
	dot := strings.LastIndexByte(host, '.')
	if dot < 1 {
		return wrong("The public address is a name of this machine or network alone.", write)
	}
	switch host[dot+1:] {
	case "localhost", "localdomain", "local", "lan", "home", "internal", "intranet", "private", "corp", "arpa", "test", "invalid", "onion":
		return wrong("The public address is a name of this machine or network alone.", write)
	}
	if strings.Trim(host[dot+1:], "0123456789") == "" {
		return wrong("The public address is a number.", write)
	}
	return nil
}
