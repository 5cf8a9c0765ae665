package reward

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/policy"
)

var (
	day  = goodturn.Date{Year: 2026, Month: 11, Day: 24}
	noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	seal = Attestation{By: "u1", Counsel: "Rosa Hahn, Esq.", Words: "Our lawyer has read this and allows it.", At: noon}
)

func TestWhatIsSaidBesideTheLink(t *testing.T) {
	gift := Programme{On: true, Kind: GiftCard, EachMinor: 2000}
	for _, c := range []struct {
		name string
		p    Programme
		at   Place
		want string
	}{
		{"both sides", Programme{On: true, Kind: Credit, EachMinor: 2000, FriendMinor: 1050}, Place{Industry: "saas"}, "If you sign up I get $20 credit and you get $10.50 credit."},
		{"one side", gift, Place{Industry: "saas"}, "If you sign up I get a $20 gift card and you get nothing."},
		{"eight dollars", Programme{On: true, Kind: GiftCard, EachMinor: 800}, Place{Industry: "saas"}, "If you sign up I get an $8 gift card and you get nothing."},
		{"tiers", Programme{On: true, Kind: Coupon, EachMinor: 1000, Tiers: []Tier{{3, 1500}}}, Place{Industry: "saas"},
			"If you sign up I get a coupon worth $10 ($15 from the 3rd friend of a year on) and you get nothing."},
		{"a shop", Programme{On: true, Kind: Credit, EachMinor: 1000}, Place{Industry: "retail"}, "My link: I get $10 credit if you buy."},
		{"a shop with two sides", Programme{On: true, Kind: Coupon, EachMinor: 1000, FriendMinor: 500}, Place{Industry: "retail"}, "My link: I get a coupon worth $10 if you buy. You get a coupon worth $5."},
		{"a donation", Programme{On: true, Kind: Donation, EachMinor: 1000, Cause: "the Food Bank"}, Place{Industry: "saas"},
			"If you sign up I get $10 given to the Food Bank in my name and you get nothing."},
		{"insurance in Washington", gift, Place{Industry: "insurance", Region: "US-WA"}, "I may receive a small gift (worth $20) for introducing you, whether or not you buy."},
		{"recognition in insurance", Programme{On: true, Kind: Recognition}, Place{Industry: "insurance", Region: "US-WA"}, "I may receive a public thank-you for introducing you, whether or not you buy."},
		{"insurance elsewhere", gift, Place{Industry: "insurance", Region: "US-NY"}, ""},
		{"an adviser", gift, Place{Industry: "financial_advice", Region: "US-NY", Business: "Hill & Co", Client: true},
			"I am a client of Hill & Co. I receive a $20 gift card for this; that gives me a reason to recommend them."},
		{"an adviser without a reward", Programme{}, Place{Industry: "financial_advice", Region: "US-NY", Business: "Hill & Co"}, "I am not a client of Hill & Co. I receive nothing for this."},
		{"no reward is set", Programme{}, Place{Industry: "saas"}, ""},
		{"real estate", gift, Place{Industry: "real_estate"}, ""},
		{"nothing is known", gift, Place{}, ""},
	} {
		if got := Disclosure(c.p, c.at, day); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAnAttestationLiftsCapsAndNeverALock(t *testing.T) {
	big := Programme{On: true, Kind: GiftCard, EachMinor: 90000, YearMinor: 500000}
	saas := AllowedIn(Place{Industry: "saas"}, day)
	if err := saas.Permits(big); goodturn.ErrorCode(err) != goodturn.CodeInvalid || !strings.Contains(err.Error(), "$250") {
		t.Errorf("beyond the cap: %v", err)
	}
	for name, a := range map[string]Attestation{"ticked": {By: "u1", Counsel: "Rosa Hahn", Words: "yes", At: noon}, "nobody's": {Counsel: "Rosa Hahn", Words: AttestWords, At: noon},
		"no counsel": {By: "u1", Words: AttestWords, At: noon}} {
		big.Attested = a
		if saas.Permits(big) == nil {
			t.Errorf("%s counted as an attestation", name)
		}
	}
	big.Attested = seal
	if err := saas.Permits(big); err != nil {
		t.Errorf("attested: %v", err)
	}
	if f, ok := Freeze(big, Place{Industry: "saas"}, day); !ok || f.Attested != seal || f.EachMinor != 90000 {
		t.Errorf("the promise does not keep who attested it: %+v", f)
	}
	for _, i := range []string{"real_estate", "mortgage", "healthcare", "legal", "professional"} {
		if _, ok := Freeze(big, Place{Industry: i}, day); ok || AllowedIn(Place{Industry: i}, day).Visible {
			t.Errorf("%s was loosened", i)
		}
	}
	if err := AllowedIn(Place{Industry: "insurance", Region: "US-WA"}, day).Permits(Programme{On: true, Kind: Credit, EachMinor: 100, Attested: seal}); err == nil {
		t.Error("an attestation made a rebate of a gift")
	}
}

func TestAPromiseIsACopy(t *testing.T) {
	p := Programme{On: true, Kind: GiftCard, EachMinor: 2000, Tiers: []Tier{{2, 2500}}}
	f, _ := Freeze(p, Place{Industry: "saas"}, day)
	p.EachMinor, p.Tiers[0].EachMinor = 1, 1
	if f.EachMinor != 2000 || f.Tiers[0].EachMinor != 2500 || f.YearMinor != 150000 || f.Currency != "USD" || f.HoldDays != 14 {
		t.Errorf("later settings reached it: %+v", f)
	}
}

func anyProgramme(t *rapid.T) Programme {
	word := rapid.SampledFrom([]string{"", "the Food Bank", "{amount}", "gift card", "http://x.example", "<b>", "a\nb", strings.Repeat("x", 300)})
	p := Programme{On: rapid.Bool().Draw(t, "on"), Kind: rapid.SampledFrom(append(Kinds, Nothing, "cash")).Draw(t, "kind"), Currency: rapid.SampledFrom([]string{"", "USD", "EUR", "JPY", "PLN", "ABC", "$"}).Draw(t, "currency"),
		EachMinor: rapid.Int64Range(-10, 60000).Draw(t, "each"), FriendMinor: rapid.Int64Range(-10, 60000).Draw(t, "friend"), YearMinor: rapid.Int64Range(-10, 300000).Draw(t, "year"), Cause: word.Draw(t, "cause")}
	if rapid.Bool().Draw(t, "sensible") {
		p.On, p.Kind, p.Currency, p.FriendMinor, p.YearMinor = true, rapid.SampledFrom([]Kind{Credit, Coupon, GiftCard}).Draw(t, "money"), rapid.SampledFrom([]string{"USD", "GBP"}).Draw(t, "known"), 0, 0
		p.EachMinor = 1 + max(0, p.EachMinor)%2500
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "tiers") {
		p.Tiers = append(p.Tiers, Tier{From: i + rapid.IntRange(1, 3).Draw(t, "from"), EachMinor: rapid.Int64Range(0, 60000).Draw(t, "tier")})
	}
	if rapid.Bool().Draw(t, "attested") {
		p.Attested = Attestation{By: "u1", Counsel: word.Draw(t, "counsel"), Words: rapid.SampledFrom([]string{AttestWords, "yes", ""}).Draw(t, "typed"), At: noon}
	}
	return p
}

// The table is read here as data: no function under test says what is allowed.
func TestARewardIsNeverPromisedWhereTheTableForbidsIt(t *testing.T) {
	seen := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		industry := rapid.SampledFrom(append(policy.Industries(), "", "casino", "real-estate", "Real Estate")).Draw(t, "industry")
		at := Place{Industry: industry, Region: rapid.SampledFrom([]string{"", "US", "US-NY", "US-WA", "us-wa", "DE", "GB", "CA-QC", "?"}).Draw(t, "region"),
			Currency: rapid.SampledFrom([]string{"", "USD", "EUR", "HUF"}).Draw(t, "home"), Business: rapid.SampledFrom([]string{"", "Acme", "{reward}", "a\nb", "http://x"}).Draw(t, "business"), Client: rapid.Bool().Draw(t, "client")}
		if rapid.Bool().Draw(t, "where some may") {
			at.Industry = rapid.SampledFrom([]string{"saas", "retail", "insurance", "financial_advice"}).Draw(t, "which")
		}
		p := anyProgramme(t)
		f, ok := Freeze(p, at, day)
		seen[ok]++
		rule, err := policy.IncentiveFor(at.Industry, day)
		text := Disclosure(p, at, day)
		forbidden := err != nil || rule.Locked || rule.Tangible == policy.NoReward
		if forbidden && (ok || text != "" || AllowedIn(at, day).Visible) {
			t.Fatalf("promised in %q: %+v %q", at.Industry, f, text)
		}
		if !ok {
			if text != "" && (rule.Tangible != policy.WithDisclosure || !strings.Contains(text, "receive nothing")) {
				t.Fatalf("nothing is promised, and it says %q", text)
			}
			return
		}
		if text == "" || text != f.Disclosure || strings.ContainsAny(text, "{}<>\n") {
			t.Fatalf("promised with the words %q", text)
		}
		if f.Kind.Money() && !strings.Contains(text, Money(f.EachMinor, f.Currency)) || f.FriendMinor > 0 && !strings.Contains(text, Money(f.FriendMinor, f.Currency)) {
			t.Fatalf("%q does not say how much", text)
		}
		if rule.Tangible == policy.NonCash && (f.Kind == Credit || f.FriendMinor > 0) {
			t.Fatalf("%s: %+v", at.Industry, f)
		}
		if f.Kind.Money() && (f.Currency == "" || f.YearMinor <= 0) {
			t.Fatalf("promised without a limit, or in no currency: %+v", f)
		}
		if p.Attested.Valid() {
			return
		}
		most, known := policy.Cap{}, false
		for _, c := range append([]policy.Cap{{Currency: rule.Currency, EachMinor: rule.EachMinor, YearMinor: rule.YearMinor}}, rule.Caps...) {
			if c.Currency == f.Currency {
				most, known = c, true
			}
		}
		if !rule.Covers(at.Region) || f.Kind.Money() && (!known || f.EachMinor > most.EachMinor || f.FriendMinor > most.EachMinor || f.YearMinor > most.YearMinor) {
			t.Fatalf("beyond the table: %+v", f)
		}
		for _, tier := range f.Tiers {
			if tier.EachMinor > most.EachMinor {
				t.Fatalf("beyond the table: %+v", tier)
			}
		}
	})
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("promised %d, refused %d: the property looked at one side only", seen[true], seen[false])
	}
}

func TestNoTwelveMonthsHoldMoreThanTheCap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cap := map[string]int64{"USD": rapid.Int64Range(0, 2000).Draw(t, "dollars"), "EUR": rapid.Int64Range(0, 2000).Draw(t, "euros")}
		p := Promise{Kind: Credit, EachMinor: rapid.Int64Range(0, 500).Draw(t, "each")}
		if rapid.Bool().Draw(t, "tiered") {
			p.Tiers = []Tier{{2, 700}, {5, 900}}
		}
		var got []Grant
		for range rapid.IntRange(1, 25).Draw(t, "n") {
			p.Currency = rapid.SampledFrom([]string{"USD", "EUR"}).Draw(t, "currency")
			p.YearMinor = cap[p.Currency]
			at := noon.AddDate(0, 0, rapid.IntRange(0, 900).Draw(t, "day")) // in any order
			minor, _ := p.Amount(got, at)
			if minor < 0 {
				t.Fatalf("earned %d", minor)
			}
			got = append(got, Grant{at, minor, p.Currency})
		}
		for _, from := range got {
			sum := int64(0)
			for _, g := range got {
				if g.Currency == from.Currency && !g.At.Before(from.At) && g.At.Before(from.At.AddDate(1, 0, 0)) {
					sum += g.Minor
				}
			}
			if sum > cap[from.Currency] {
				t.Fatalf("12 months from %s hold %d %s, the cap is %d", from.At, sum, from.Currency, cap[from.Currency])
			}
		}
	})
}

func TestWhatWasEarnedInAnotherCurrencyTakesNothingOffTheCap(t *testing.T) {
	p := Promise{Currency: "EUR", EachMinor: 1000, YearMinor: 1500, Tiers: []Tier{{3, 1200}}}
	yen := []Grant{{noon, 150_000, "JPY"}, {noon, 90_000, "USD"}}
	if got, capped := p.Amount(yen, noon); got != 1200 || capped {
		t.Errorf("the third introduction of the year, the first in euros: %d, %t", got, capped)
	}
	if got, capped := p.Amount(append(yen, Grant{noon, 1000, "EUR"}), noon); got != 500 || !capped {
		t.Errorf("with 10 of 15 euros earned: %d, %t", got, capped)
	}
}

func TestALimitHoldsInTheCurrencyInWhichItIsKnown(t *testing.T) {
	euro := Place{Industry: "saas", Region: "DE", Currency: "EUR"}
	for _, c := range []struct {
		name  string
		at    Place
		p     Programme
		field string // that is wrong; empty: it is promised
		says  string // beside the link
		year  int64
	}{
		{"a business where people pay in euros", euro, Programme{Kind: Credit, EachMinor: 2500}, "", "If you sign up I get €25 credit and you get nothing.", 120000},
		{"above the limit in euros", euro, Programme{Kind: Credit, EachMinor: 20001}, "each", "€200", 0},
		{"above the year in euros", euro, Programme{Kind: Credit, EachMinor: 2500, YearMinor: 120001}, "year", "€1,200", 0},
		{"in dollars by choice", euro, Programme{Kind: Credit, EachMinor: 25000, Currency: "USD"}, "", "If you sign up I get $250 credit and you get nothing.", 150000},
		{"whole yen", Place{Industry: "saas", Region: "JP", Currency: "JPY"}, Programme{Kind: GiftCard, EachMinor: 2500}, "", "If you sign up I get a 2,500 JPY gift card and you get nothing.", 150000},
		{"a currency without a limit", Place{Industry: "saas", Region: "HU", Currency: "HUF"}, Programme{Kind: Credit, EachMinor: 2500, YearMinor: 90000}, "currency", "HUF", 0},
		{"the same with a lawyer", Place{Industry: "saas", Region: "HU", Currency: "HUF"}, Programme{Kind: Credit, EachMinor: 250000, YearMinor: 900000, Attested: seal}, "", "2,500.00 HUF", 900000},
		{"with a lawyer and no limit at all", Place{Industry: "saas", Region: "HU", Currency: "HUF"}, Programme{Kind: Credit, EachMinor: 250000, Attested: seal}, "year", "HUF", 0},
		{"a law's limit is not converted", Place{Industry: "insurance", Region: "US-WA", Currency: "USD"}, Programme{Kind: GiftCard, EachMinor: 2000, Currency: "EUR", YearMinor: 5000}, "currency", "EUR", 0},
		{"thanks have no currency", Place{Industry: "saas", Region: "HU", Currency: "HUF"}, Programme{Kind: Recognition}, "", "a public thank-you", 0},
		{"what is no currency", euro, Programme{Kind: Credit, EachMinor: 2500, Currency: "EUX"}, "currency", "not a currency", 0},
	} {
		c.p.On = true
		err := AllowedIn(c.at, day).Permits(c.p)
		f, ok := Freeze(c.p, c.at, day)
		var e *goodturn.Error
		switch {
		case c.field == "":
			if err != nil || !ok || !strings.Contains(f.Disclosure, c.says) || f.YearMinor != c.year {
				t.Errorf("%s: %v, %+v", c.name, err, f)
			}
		case !errors.As(err, &e) || e.Field != c.field || !strings.Contains(e.Error(), c.says) || ok:
			t.Errorf("%s: %v, %t", c.name, err, ok)
		}
	}
}

func TestAnAmountIsReadInItsOwnCurrency(t *testing.T) {
	for _, c := range []struct {
		typed, currency string
		want            int64 // -1: it is none
	}{
		{"25", "EUR", 2500}, {"€25", "EUR", 2500}, {" 25.50 EUR ", "EUR", 2550}, {"EUR 25", "EUR", 2500}, {"$25", "EUR", -1}, {"25 USD", "EUR", -1}, {"$25", "USD", 2500}, {"$25", "CAD", 2500}, {"€25", "USD", -1},
		{"2,500", "JPY", 2500}, {"25.5", "JPY", -1}, {"", "EUR", -1},
	} {
		if got, ok := ReadMoney(c.typed, c.currency); ok != (c.want >= 0) || ok && got != c.want {
			t.Errorf("%q in %s: %d, %t", c.typed, c.currency, got, ok)
		}
	}
}

func TestTheThirdOfAYearEarnsItsTier(t *testing.T) {
	p := Promise{EachMinor: 1000, Tiers: []Tier{{3, 1500}}, YearMinor: 150000}
	past := []Grant{{noon.AddDate(-1, 0, 0), 1000, ""}, {noon, 1000, ""}, {noon, 1000, ""}}
	if got, _ := p.Amount(past[:2], noon); got != 1000 {
		t.Errorf("the second of the year: %d", got)
	}
	if got, _ := p.Amount(past, noon); got != 1500 {
		t.Errorf("the third of the year: %d", got)
	}
	p.YearMinor = 3100
	if got, capped := p.Amount(past[1:], noon); got != 1100 || !capped {
		t.Errorf("at the cap: %d, %t", got, capped)
	}
}

func TestTheLedgerSumsToZeroAndHearsEverythingOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ledger []Line
		var said []Entry
		add := func(e Entry) {
			if e[0].Minor+e[1].Minor != 0 || e[0].Currency != e[1].Currency {
				t.Fatalf("an entry of one side: %+v", e)
			}
			var ok bool
			if ledger, ok = Add(ledger, e); ok {
				said = append(said, e)
			}
		}
		earned := map[string]int64{}
		for range rapid.IntRange(1, 40).Draw(t, "n") {
			k := Key{goodturn.ID(rapid.SampledFrom([]string{"r1", "r2", "r3"}).Draw(t, "referral")), rapid.SampledFrom([]Side{Advocate, Friend}).Draw(t, "side")}
			pos, have := Fold(ledger)[k]
			if !have || pos.Account == Reversed {
				cur := rapid.SampledFrom([]string{"USD", "EUR"}).Draw(t, "currency")
				minor := rapid.Int64Range(0, 5000).Draw(t, "minor")
				add(Earn(k, "c1", Credit, minor, cur, pos.Round+1, noon, "qualified"))
				earned[cur] += minor
				continue
			}
			to := rapid.SampledFrom(Accounts).Draw(t, "to")
			e, err := pos.To(to, noon, "u1", "because")
			if err != nil {
				if goodturn.ErrorCode(err) != goodturn.CodeConflict {
					t.Fatal(err)
				}
				continue
			}
			add(e)
			if now := Fold(ledger)[k]; now.Account != to || now.Minor != pos.Minor || now.Round != pos.Round || now.Earned != pos.Earned {
				t.Fatalf("from %+v to %+v", pos, now)
			}
		}
		before := len(ledger)
		for _, e := range said { // told again
			ledger, _ = Add(ledger, e)
		}
		if len(ledger) != before {
			t.Fatalf("%d lines became %d", before, len(ledger))
		}
		for cur, accounts := range Balances(ledger) {
			sum := int64(0)
			for a, n := range accounts {
				if sum += n; a != Promised && n < 0 {
					t.Fatalf("%s holds %d %s", a, n, cur)
				}
			}
			if sum != 0 || accounts[Promised] != -earned[cur] {
				t.Fatalf("%s sums to %d; %d was earned and %d is promised", cur, sum, earned[cur], accounts[Promised])
			}
		}
	})
}

func TestPayingStopsBeforeTheTaxOfficeAsks(t *testing.T) {
	rule, _ := policy.TaxFor("US-NY", day)
	for _, c := range []struct {
		name       string
		paid, next int64
		form       bool
		want       Stop
	}{
		{"a cent below three quarters", 147499, 2500, false, Go}, {"three quarters", 147500, 2500, false, Soft}, {"a cent below the sum", 197499, 2500, false, Soft},
		{"the sum", 197500, 2500, false, Hard}, {"the form is there", 300000, 2500, true, Go}, {"nothing yet", 0, 25000, false, Go},
	} {
		if got := TaxStop(rule, c.paid, c.next, c.form); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if TaxStop(policy.Tax{}, 1e9, 1, false) != Go {
		t.Error("stopped where no rule is known")
	}
	lines := []Line{}
	k := Key{"r1", Advocate}
	lines, _ = Add(lines, Earn(k, "c1", Credit, 700, "USD", 1, noon, ""))
	e, _ := Fold(lines)[k].To(Due, noon, "", "")
	lines, _ = Add(lines, e)
	e, _ = Fold(lines)[k].To(Paid, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), "u1", "")
	lines, _ = Add(lines, e)
	if got := PaidIn(lines, 2026, time.FixedZone("New York", -5*3600)); len(got) != 1 {
		t.Errorf("it was still December where the business is: %v", got)
	}
	if got := PaidIn(lines, 2026, time.UTC); len(got) != 0 {
		t.Errorf("paid in 2026: %v", got)
	}
	if got := PaidIn(lines, 2027, time.UTC); len(got) != 1 || got[0].Minor != 700 || got[0].Payments != 1 {
		t.Errorf("paid in 2027: %v", got)
	}
}

func TestMoneyInWords(t *testing.T) {
	for want, in := range map[string]struct {
		minor int64
		cur   string
	}{"$25": {2500, "USD"}, "$1,250.50": {125050, "USD"}, "$1,000,000": {100000000, "USD"}, "€25": {2500, "EUR"}, "€1,250.50": {125050, "EUR"}, "-£5": {-500, "GBP"}, "25.00 CAD": {2500, "CAD"}, "-$5": {-500, "USD"}, "$0": {0, "USD"}, "2,500 JPY": {2500, "JPY"}, "-1.250 KWD": {-1250, "KWD"}} {
		if got := Money(in.minor, in.cur); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAPromiseIsToldToBothSides(t *testing.T) {
	f, _ := Freeze(Programme{On: true, Kind: Credit, EachMinor: 2000, FriendMinor: 1000}, Place{Industry: "saas"}, day)
	if got := f.Says(); got != "You get $20 credit for each friend whom you introduce and who talks with us, 14 days later. Your friend gets $10 credit. At most $1,500 in 12 months." {
		t.Error(got)
	}
	if got := f.ForFriend("Ana"); got != "Ana gets $20 credit for introducing you. You get $10 credit." {
		t.Error(got)
	}
	f, _ = Freeze(Programme{On: true, Kind: Donation, EachMinor: 2000, Cause: "the Food Bank"}, Place{Industry: "insurance", Region: "US-WA"}, day)
	if got := f.ForFriend("Ana"); got != "Ana gets $20 given to the Food Bank in their name for introducing you, whether or not you buy." {
		t.Error(got)
	}
	if !strings.Contains(f.Says(), "in your name") || !strings.Contains(f.Says(), "whether or not they buy") {
		t.Error(f.Says())
	}
}

func TestAPublicOfficeIsKnownByItsAddress(t *testing.T) {
	for mail, want := range map[string]bool{
		"a@treasury.gov": true, "A@Army.MIL": true, "a@hmrc.gov.uk": true, "a@x.gouv.fr": true, "a@minhap.gob.es": true, "a@treasury.govt.nz": true, "a@bmf.bund.de": true, "a@cra-arc.gc.ca": true, "a@ec.europa.eu": true,
		"a@mof.go.jp": true, "a@bmf.gv.at": true, "a@dot.state.ny.us": true, "a@lausd.k12.ca.us": true, "a@x.gov.": true,
		"a@gov.example.com": false, "a@government.com": false, "a@mygov.co": false, "a@example.com": false, "a@example.us": false, "a@go.jp": false, "gov": false, "": false, "a@gov": false, "a@go.example.de": false,
	} {
		if InOffice(mail) != want {
			t.Errorf("%s: %t", mail, !want)
		}
	}
}
