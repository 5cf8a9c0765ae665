package app

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
)

// zone is a DNS of our own: names and their texts.
type zone struct {
	txt  map[string][]string
	mx   []*net.MX
	fail error
}

func (z zone) LookupTXT(_ context.Context, name string) ([]string, error) {
	if z.fail != nil {
		return nil, z.fail
	}
	if t, ok := z.txt[name]; ok {
		return append([]string(nil), t...), nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (z zone) LookupMX(context.Context, string) ([]*net.MX, error) { return z.mx, z.fail }

func TestDoctorAsksForDNSOnlyWhereThePersonCanSetIt(t *testing.T) {
	got := checkDNS(t.Context(), zone{fail: errors.New("must not be asked")}, "dana@gmail.com", nil)
	if len(got) != 1 || got[0].State != CheckFine || !strings.Contains(got[0].Says, "nothing for you to set") {
		t.Fatalf("%+v", got)
	}
}

func TestDoctorSaysWhenNoLetterCanCarryThePostalAddress(t *testing.T) {
	for address, want := range map[string]CheckState{"": CheckWarn, "1 Main Street, Rye, NY 10580": CheckFine, "1 Main Street\nRye, NY 10580": CheckFine, "1 Main Street | Rye, NY 10580": CheckWrong} {
		if got := checkSettings(goodturn.Settings{PostalAddress: address}); got.State != want {
			t.Errorf("%q: %+v", address, got)
		}
	}
}

func TestDoctorReadsTheDNSOfAnOwnDomain(t *testing.T) {
	d, err := OpenDataDir(filepath.Join(t.TempDir(), "data"))
	if err != nil {
		t.Fatal(err)
	}
	name, value, err := d.SignFor("Dana.example")
	if err != nil {
		t.Fatal(err)
	}
	if n, v, err := d.SignFor("dana.example"); err != nil || n != name || v != value {
		t.Fatal("asked again, the key is another one:", n, err)
	}
	signers, err := d.Signers()
	if err != nil || len(signers) != 1 {
		t.Fatal(signers, err)
	}
	good := map[string][]string{"dana.example": {"google-site-verification=x", "v=spf1 include:_spf.google.com ~all"}, "_dmarc.dana.example": {"v=DMARC1; p=none"}}
	with := func(k string, v ...string) map[string][]string {
		out := map[string][]string{}
		for a, b := range good {
			out[a] = b
		}
		out[k] = v
		return out
	}
	for name, c := range map[string]struct {
		zone   zone
		signed bool
		want   [3]CheckState // SPF, DKIM, DMARC
		says   string
	}{
		"nothing set":               {zone{txt: map[string][]string{}}, false, [3]CheckState{CheckWrong, CheckWarn, CheckWarn}, "Add a TXT entry for dana.example"},
		"nothing set, at Google":    {zone{mx: []*net.MX{{Host: "smtp.google.com."}}}, false, [3]CheckState{CheckWrong, CheckWarn, CheckWarn}, "for SPF to dana.example"},
		"the provider signs":        {zone{txt: with("google._domainkey.dana.example", "v=DKIM1; k=rsa; p=AAAA")}, false, [3]CheckState{CheckFine, CheckFine, CheckFine}, "(google)"},
		"we sign, not published":    {zone{txt: good}, true, [3]CheckState{CheckFine, CheckWrong, CheckFine}, name + "  " + value},
		"we sign, another's key":    {zone{txt: with(name, "v=DKIM1; k=rsa; p=AAAA")}, true, [3]CheckState{CheckFine, CheckWrong, CheckFine}, "cannot check it yet"},
		"we sign, published":        {zone{txt: with(name, value)}, true, [3]CheckState{CheckFine, CheckFine, CheckFine}, "receivers can check it"},
		"two SPF entries":           {zone{txt: with("dana.example", "v=spf1 -all", "v=spf1 ~all")}, false, [3]CheckState{CheckWrong, CheckWarn, CheckFine}, "There are 2 SPF entries"},
		"a resolver that is silent": {zone{fail: errors.New("i/o timeout")}, false, [3]CheckState{CheckUnseen, CheckUnseen, CheckUnseen}, "i/o timeout"},
	} {
		use := signers
		if !c.signed {
			use = nil
		}
		got := checkDNS(t.Context(), c.zone, "me@dana.example", use)
		all := ""
		for i, g := range got {
			all += g.Says + " " + g.Hint + "\n"
			if g.State != c.want[i] {
				t.Errorf("%s: %s is %s, want %s: %s", name, g.Name, g.State, c.want[i], g.Says)
			}
		}
		if !strings.Contains(all, c.says) {
			t.Errorf("%s: nothing says %q in\n%s", name, c.says, all)
		}
	}
}

func TestADomainThatIsNoneGetsNoKey(t *testing.T) {
	d, err := OpenDataDir(filepath.Join(t.TempDir(), "data"))
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "localhost", "../secret", "a b.com", "dana@example.com", "-a.com"} {
		if _, _, err := d.SignFor(bad); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
