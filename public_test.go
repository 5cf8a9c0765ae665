package goodturn_test

import (
	"testing"

	"github.com/goodturn-app/goodturn"
)

func TestNoMessageCarriesAnAddressThatOnlyThisNetworkKnows(t *testing.T) {
	for address, may := range map[string]bool{
		"https://answers.example.com":         true,
		"https://answers.example.com:443":     true,
		"https://example.com/goodturn":        true,
		"https://xn--bcher-kva.example":       true,
		"http://answers.example.com":          false,
		"https://answers.example.com:8443":    false,
		"https://localhost":                   false,
		"https://LOCALHOST:443":               false,
		"https://app.localhost":               false,
		"https://127.0.0.1":                   false,
		"https://127.1":                       false,
		"https://[::1]":                       false,
		"https://[fe80::1%25eth0]":            false,
		"https://192.168.1.4":                 false,
		"https://10.0.0.2:443":                false,
		"https://203.0.113.9":                 false,
		"https://nas":                         false,
		"https://nas.":                        false,
		"https://printer.local":               false,
		"https://box.lan.":                    false,
		"https://router.home.arpa":            false,
		"https://dana:pw@answers.example.com": false,
		"https://answers.example.com?x=1":     false,
		"https://answers.example.com/#top":    false,
		"https://":                            false,
		"answers.example.com":                 false,
		"":                                    false,
	} {
		err := goodturn.PublicAddress(address)
		if (err == nil) != may {
			t.Errorf("%q: %v", address, err)
		}
		if err != nil && (goodturn.ErrorCode(err) != goodturn.CodeInvalid) {
			t.Errorf("%q: %v", address, err)
		}
	}
}
