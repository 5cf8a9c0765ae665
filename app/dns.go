package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn/channel/smtp"
)

// Resolver is what the checks need of the DNS; *net.Resolver is one.
type Resolver interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
}

// usualSelectors are where the big providers publish the keys of their customers' domains.
var usualSelectors = []string{"google", "selector1", "selector2", "fm1", "zoho", "protonmail", "s1", "s2", "k1", "default", "mail", "dkim"}

// checkDNS says how receivers see mail from an address. For addresses at a provider's own domain there is nothing that a person
// could set, so nothing is asked of them.
func checkDNS(ctx context.Context, r Resolver, from string, signers []smtp.Signer) []Check {
	at := strings.LastIndexByte(from, '@')
	if at < 0 {
		return nil
	}
	domain := strings.ToLower(from[at+1:])
	if p, ok := smtp.PresetFor(from); ok {
		return []Check{{Name: "DNS of " + domain, State: CheckFine, Says: p.Name + " looks after this domain; there is nothing for you to set."}}
	}
	return []Check{spf(ctx, r, domain), dkim(ctx, r, domain, signers), dmarc(ctx, r, domain)}
}

func spf(ctx context.Context, r Resolver, domain string) Check {
	c := Check{Name: "SPF of " + domain}
	found, err := textsWith(ctx, r, domain, "v=spf1")
	provider := ""
	if mx, mxErr := r.LookupMX(ctx, domain); mxErr == nil {
		var names []string
		for _, m := range mx {
			names = append(names, m.Host)
		}
		if p, ok := smtp.PresetForMX(names...); ok {
			provider = p.Name
		}
	}
	hint := "Add a TXT entry for " + domain + " that names your mail provider; their help page says which words."
	if provider != "" {
		hint = "Add the TXT entry that " + provider + " gives for SPF to " + domain + "."
	}
	switch {
	case err != nil:
		return c.unseen(err)
	case len(found) == 0:
		return c.wrong("Nothing says who may send mail for "+domain+".", hint)
	case len(found) > 1:
		return c.wrong(fmt.Sprintf("There are %d SPF entries, and receivers then believe none.", len(found)), "Make one of them.")
	}
	return c.fine("One entry, as it should be.")
}

func dkim(ctx context.Context, r Resolver, domain string, signers []smtp.Signer) Check {
	c := Check{Name: "DKIM of " + domain}
	i := slices.IndexFunc(signers, func(s smtp.Signer) bool { return s.Domain == domain || strings.HasSuffix(domain, "."+s.Domain) })
	if i >= 0 {
		name := signers[i].Selector + "._domainkey." + signers[i].Domain
		want, err := dkimValue(signers[i].Key)
		if err != nil {
			return c.wrong("The signing key of this domain cannot be used.", err.Error())
		}
		found, err := textsWith(ctx, r, name, "")
		key := want[strings.Index(want, "p="):]
		switch {
		case err != nil:
			return c.unseen(err)
		case !slices.ContainsFunc(found, func(t string) bool { return strings.Contains(strings.ReplaceAll(t, " ", ""), key) }):
			return c.wrong("We sign your mail, but receivers cannot check it yet.", "Add a TXT entry: "+name+"  "+want)
		}
		return c.fine("We sign your mail, and receivers can check it.")
	}
	for _, s := range usualSelectors {
		found, err := textsWith(ctx, r, s+"._domainkey."+domain, "")
		if err != nil {
			return c.unseen(err)
		}
		if slices.ContainsFunc(found, func(t string) bool { return strings.Contains(t, "p=") }) {
			return c.fine("Your mail provider signs (" + s + ").")
		}
	}
	return c.warn("No signing key was found at the usual places.", "Switch DKIM on at your mail provider, or run goodturn admin dkim "+domain+" if your mail server does not sign.")
}

func dmarc(ctx context.Context, r Resolver, domain string) Check {
	c := Check{Name: "DMARC of " + domain}
	found, err := textsWith(ctx, r, "_dmarc."+domain, "v=DMARC1")
	switch {
	case err != nil:
		return c.unseen(err)
	case len(found) == 0:
		return c.warn("Nothing says what receivers should do with forged mail.", "Add a TXT entry for _dmarc."+domain+": v=DMARC1; p=none")
	}
	return c.fine("There is an entry.")
}

// textsWith lists the TXT entries of a name that begin as given. No such name is no error: there are none.
func textsWith(ctx context.Context, r Resolver, name, prefix string) ([]string, error) {
	all, err := r.LookupTXT(ctx, name)
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(t string) bool { return !strings.HasPrefix(strings.ToLower(t), strings.ToLower(prefix)) }), nil
}
