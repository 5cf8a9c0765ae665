package policy

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

func day(t testing.TB, s string) goodturn.Date {
	t.Helper()
	d, err := goodturn.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestHoursByWayAndRegion(t *testing.T) {
	on := day(t, "2026-11-24")
	for _, c := range []struct {
		name    string
		way     Way
		regions []string
		want    string
	}{
		{"e-mail in the United States", Email, []string{"US"}, "Mon-Sat 08:00-20:00, no holidays"},
		{"e-mail in a state", Email, []string{"US-NY"}, "Mon-Sat 08:00-20:00, no holidays"},
		{"e-mail in Germany", Email, []string{"DE"}, "Mon-Fri 08:00-19:00, no holidays"},
		{"e-mail in France", Email, []string{"fr"}, "Mon-Fri 08:00-19:00, no holidays"},
		{"e-mail in the United Kingdom, as people call it", Email, []string{"UK"}, "Mon-Fri 08:00-19:00, no holidays"},
		{"e-mail somewhere", Email, nil, "Mon-Fri 08:00-19:00, no holidays"},
		{"a text with the state unknown", Text, []string{"US"}, "Mon-Fri 10:00-18:00, no holidays"},
		{"a text in New York", Text, []string{"US-NY"}, "Mon-Sat 09:00-19:00, no holidays"},
		{"a text in Kentucky", Text, []string{"US-KY"}, "Mon-Sat 10:00-19:00, no holidays"},
		{"a text in Rhode Island", Text, []string{"US-RI"}, "Mon-Fri 09:00-18:00, no holidays; Sat 10:00-17:00, no holidays"},
		{"a text to a home in New York and a number of Rhode Island", Text, []string{"US-NY", "US-RI"}, "Mon-Fri 09:00-18:00, no holidays; Sat 10:00-17:00, no holidays"},
		{"a text to a home in New York and a number of who knows where", Text, []string{"US-NY", ""}, "Mon-Fri 10:00-18:00, no holidays"},
		{"a text in London", Text, []string{"GB"}, "Mon-Fri 10:00-18:00, no holidays"},
		{"the owner's own text, weekends too", OwnText, []string{"US-NY"}, "Mon-Sun 09:00-20:00"},
		{"the owner's own text in Alabama", OwnText, []string{"US-AL"}, "Mon-Sat 09:00-20:00, no holidays"},
		{"the owner's own text in Texas", OwnText, []string{"US-TX"}, "Mon-Sat 09:00-20:00; Sun 12:00-20:00"},
		{"a call", Call, []string{"US-NY"}, "Mon-Sat 09:00-18:00"},
		{"a call in Kentucky", Call, []string{"US-KY"}, "Mon-Sat 10:00-18:00"},
		{"in the product", InApp, []string{"US"}, "Mon-Sun 00:00-24:00"},
		{"a way that nobody knows", Way("pigeon"), []string{"US"}, "never"},
	} {
		if got := Windows(c.way, on, c.regions...).String(); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
	if got := Windows(OwnText, day(t, "2025-08-31"), "US-TX").String(); got != "Mon-Sun 09:00-20:00" {
		t.Errorf("before the Texan law: %s", got)
	}
	if got := MostPerDay(Text, on, "US-NY", "US-FL"); got != 1 {
		t.Errorf("Florida allows %d a day", got)
	}
	if got := MostPerDay(Text, on, "US-NY"); got != 0 {
		t.Errorf("New York allows %d a day", got)
	}
}

func TestTheTextHoursOfAnUnknownStateLieInsideEveryState(t *testing.T) {
	on := day(t, "2026-11-24")
	unknown := Windows(Text, on, "US")
	for _, r := range Rows() {
		if r.Lawful == nil {
			continue
		}
		if got := unknown.Intersect(r.Lawful).String(); got != unknown.String() {
			t.Errorf("%s (%s) does not allow all of %s, only %s", r.Rule, r.Lawful, unknown, got)
		}
	}
}

func TestMoreRegionsNeverOpenMoreHours(t *testing.T) {
	regions := []string{"", "US", "US-NY", "US-TX", "US-RI", "US-AL", "US-KY", "CA", "GB", "DE", "FR", "AU", "JP"}
	locs, err := schedule.LoadZones("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		way := rapid.SampledFrom(Ways).Draw(t, "way")
		a, b := rapid.SampledFrom(regions).Draw(t, "a"), rapid.SampledFrom(regions).Draw(t, "b")
		at := time.Unix(rapid.Int64Range(1767225600, 1830297600).Draw(t, "at"), 0)
		on, _ := schedule.Local(at, locs[0])
		open := func(regions ...string) bool {
			return schedule.Opening{Windows: Windows(way, on, regions...), Zones: locs, Holidays: schedule.HolidaysIn("US")}.Open(at)
		}
		if open(a, b) != (open(a) && open(b)) {
			t.Fatalf("%s in %q and %q at %s: both %v, one %v, other %v", way, a, b, at, open(a, b), open(a), open(b))
		}
	})
}

func TestTheGroundThatEachRegionAsksFor(t *testing.T) {
	on := day(t, "2026-11-24")
	for _, c := range []struct {
		way    Way
		region string
		want   Basis
	}{
		{Email, "US", NoneRelationship}, {Email, "US-FL", NoneRelationship}, {Email, "CA", ExpressOrImplied24m}, {Email, "CA-QC", ExpressOrImplied24m},
		{Email, "GB", SoftOptInNotice}, {Email, "UK", SoftOptInNotice}, {Email, "DE", SoftOptInNotice}, {Email, "IE", SoftOptInNotice}, {Email, "NO", SoftOptInNotice},
		{Email, "", ByHandOnly}, {Email, "JP", ByHandOnly}, {Text, "US", Written}, {Text, "US-WA", Written}, {Text, "GB", SoftOptInNotice}, {Text, "", ByHandOnly}, {Text, "AU", ByHandOnly},
		{OwnText, "US", ByHandOnly}, {Call, "DE", ByHandOnly}, {InApp, "DE", Session}, {DM, "US", ByHandOnly}, {Way("pigeon"), "US", ByHandOnly},
	} {
		if got := Consent(c.way, on, c.region); got != c.want {
			t.Errorf("%s in %q asks for %s, want %s", c.way, c.region, got, c.want)
		}
	}
	if row, _ := Lookup(Email, on, "DE"); !row.EveryKind {
		t.Error("in Germany a check-in is advertising too")
	}
}

func TestWhatIsOnFileIsHeldAgainstTheRule(t *testing.T) {
	on := day(t, "2026-11-24")
	relationship := Ground{Has: []goodturn.ConsentBasis{goodturn.BasisRelationship}, Closing: day(t, "2025-01-31")}
	for _, c := range []struct {
		name   string
		way    Way
		region string
		on     string
		g      Ground
		ok     bool
		until  string
	}{
		{"a relationship is enough in the United States", Email, "US", "2026-11-24", relationship, true, ""},
		{"nothing on file is not", Email, "US", "2026-11-24", Ground{}, false, ""},
		{"a closing implies consent in Canada for 24 months", Email, "CA", "2026-11-24", relationship, true, "2027-01-30"},
		{"on its last day still", Email, "CA", "2027-01-30", relationship, true, "2027-01-30"},
		{"and not a day longer", Email, "CA", "2027-01-31", relationship, false, "2027-01-30"},
		{"without a closing it implies nothing", Email, "CA", "2026-11-24", Ground{Has: relationship.Has}, false, ""},
		{"express consent does not run out", Email, "CA", "2029-11-24", Ground{Has: []goodturn.ConsentBasis{goodturn.BasisExpress}}, true, ""},
		{"a relationship without notice is not enough in Germany", Email, "DE", "2026-11-24", relationship, false, ""},
		{"with the notice it is", Email, "DE", "2026-11-24", Ground{Has: []goodturn.ConsentBasis{goodturn.BasisNotice}}, true, ""},
		{"a text needs it in writing", Text, "US-NY", "2026-11-24", Ground{Has: []goodturn.ConsentBasis{goodturn.BasisExpress}}, false, ""},
		{"and has it in writing", Text, "US-NY", "2026-11-24", Ground{Has: []goodturn.ConsentBasis{goodturn.BasisWritten}}, true, ""},
		{"where we know no rules nothing is enough", Email, "JP", "2026-11-24", Ground{Has: []goodturn.ConsentBasis{goodturn.BasisWritten}}, false, ""},
		{"in the product nothing is needed", InApp, "DE", "2026-11-24", Ground{}, true, ""},
	} {
		a := Allows(c.way, day(t, c.on), c.region, c.g)
		if a.OK != c.ok || a.Until.String() != c.until {
			t.Errorf("%s: got %v until %s", c.name, a.OK, a.Until)
		}
	}
	if a := Allows(Email, on, "US", relationship); a.Row.Rule != "email-us" {
		t.Errorf("decided by %q", a.Row.Rule)
	}
}

func TestRewardsByIndustry(t *testing.T) {
	on := day(t, "2026-11-24")
	for name, want := range map[string]struct {
		tangible Tangible
		each     int64
		locked   bool
	}{
		"": {NoReward, 0, true}, "real-estate": {NoReward, 0, true}, "Mortgage": {NoReward, 0, true}, "insurance": {NonCash, 2500, false},
		"healthcare": {NoReward, 0, true}, "legal": {NoReward, 0, true}, "financial advice": {WithDisclosure, 25000, false},
		"saas": {YesReward, 25000, false}, "retail": {YesReward, 5000, false}, "professional": {NoReward, 0, true},
	} {
		i, err := IncentiveFor(name, on)
		if err != nil || i.Tangible != want.tangible || i.EachMinor != want.each || i.Locked != want.locked || i.BesideLink == "" {
			t.Errorf("%q: %+v, %v", name, i, err)
		}
		if i.Tangible == NoReward && (i.EachMinor != 0 || i.YearMinor != 0) {
			t.Errorf("%q promises nothing and allows %d", name, i.YearMinor)
		}
	}
	i, err := IncentiveFor("casino", on)
	if goodturn.ErrorCode(err) != goodturn.CodeInvalid || i.Tangible != NoReward || i.EachMinor != 0 || !strings.Contains(err.Error(), "real_estate, mortgage") {
		t.Errorf("an unknown industry: %+v, %v", i, err)
	}
}

func TestEveryRowSaysWhereItIsFromAndWhoLookedAtIt(t *testing.T) {
	seen := map[string]bool{}
	check := func(o Origin) {
		if o.Rule == "" || seen[o.Rule] {
			t.Errorf("rule %q is nameless or named twice", o.Rule)
		}
		seen[o.Rule] = true
		if o.Source == "" || o.Reviewer == "" || !o.ReviewedOn.Valid() {
			t.Errorf("%s has no source, reviewer or date", o.Rule)
		}
		switch o.Evidence {
		case "primary", "secondary", "memory", "own":
		default:
			t.Errorf("%s: evidence %q", o.Rule, o.Evidence)
		}
		if !o.EffectiveTo.IsZero() && o.EffectiveTo.Before(o.EffectiveFrom) {
			t.Errorf("%s ends before it begins", o.Rule)
		}
	}
	bases := []Basis{"", NoneRelationship, ExpressOrImplied24m, SoftOptInNotice, Written, Session, ByHandOnly}
	for _, r := range Rows() {
		check(r.Origin)
		if len(r.Ways) == 0 || r.Region == "" || (r.Window == nil) != (r.Basis == "") || r.Window == nil && r.Lawful == nil {
			t.Errorf("%s is incomplete", r.Rule)
		}
		known := false
		for _, b := range bases {
			known = known || r.Basis == b
		}
		if !known {
			t.Errorf("%s: basis %q", r.Rule, r.Basis)
		}
		if r.Basis == ExpressOrImplied24m && r.ImpliedMonths != 24 {
			t.Errorf("%s implies consent for %d months", r.Rule, r.ImpliedMonths)
		}
	}
	for _, i := range incentives().Rules {
		check(i.Origin)
	}
	for _, i := range taxes().Rules {
		check(i.Origin)
	}
	for _, n := range friends().Rules {
		check(n.Origin)
	}
}

func TestAFriendReadsWhoWillGetInTouchAndTheVersionIsFoundAgain(t *testing.T) {
	n, ok := FriendNoticeOn(goodturn.Date{Year: 2026, Month: 11, Day: 28})
	if !ok {
		t.Fatal("there is no text that a friend could agree to")
	}
	if text := n.For("Dana Reyes"); !strings.Contains(text, "Dana Reyes") || strings.ContainsAny(text, "{}!") {
		t.Errorf("%q", text)
	}
	if again, ok := FriendNoticeNamed(n.Rule); !ok || again != n {
		t.Error("what somebody agreed to is not found again")
	}
	if _, ok := FriendNoticeNamed("friend-0"); ok {
		t.Error("a version that never was is found")
	}
}

func TestRowsGrowStaleAfter180Days(t *testing.T) {
	fresh := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC).Add(StaleAfter)
	if stale := Stale(fresh); len(stale) != 0 {
		t.Errorf("%d rows are stale on the last good day", len(stale))
	}
	all := len(channels().Rules) + len(incentives().Rules) + len(taxes().Rules)
	if stale := Stale(fresh.Add(time.Second)); len(stale) != all || all == 0 {
		t.Errorf("%d of %d rows are stale a second later", len(stale), all)
	}
}

func TestTheVersionNamesDateAndContents(t *testing.T) {
	date, hash, ok := strings.Cut(Version(), "+")
	if !ok || len(hash) != 8 || !day(t, date).Valid() || channels().Version != incentives().Version || channels().Version != taxes().Version {
		t.Errorf("version %q", Version())
	}
}

func TestChannelsHaveTheirWay(t *testing.T) {
	got := fmt.Sprint([]Way{WayOf(goodturn.ChannelEmail), WayOf(goodturn.ChannelSMS), WayOf(goodturn.ChannelInApp), WayOf(goodturn.ChannelDM), WayOf(goodturn.ChannelTask)})
	if got != "[email sms inapp dm call]" {
		t.Error(got)
	}
}

func BenchmarkWindows(b *testing.B) {
	on := day(b, "2026-11-24")
	for b.Loop() {
		Windows(Text, on, "US-NY", "US-FL")
	}
}

func BenchmarkAllows(b *testing.B) {
	on := day(b, "2026-11-24")
	g := Ground{Has: []goodturn.ConsentBasis{goodturn.BasisRelationship}}
	for b.Loop() {
		Allows(Email, on, "US-NY", g)
	}
}

func TestAPackKeepsItsOwnStricterRule(t *testing.T) {
	for _, c := range [][3]string{{"", "", "real_estate"}, {"real-estate", "saas", "real_estate"}, {"professional", "retail", "professional"}, {"product", "", "saas"},
		{"product", "insurance", "insurance"}, {"a pack of somebody's own", "saas", "real_estate"}} {
		if got := IndustryOf(c[0], c[1]); got != c[2] {
			t.Errorf("pack %q, chosen %q: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func TestWhatIsReportedRoseWithTheYear(t *testing.T) {
	for on, want := range map[string]int64{"2025-12-31": 60000, "2026-01-01": 200000, "2027-06-01": 200000} {
		got, ok := TaxFor("US-NY", day(t, on))
		if !ok || got.ThresholdMinor != want || got.Currency != "USD" {
			t.Errorf("%s: %+v", on, got)
		}
	}
	if r, ok := TaxFor("DE", day(t, "2026-01-01")); ok {
		t.Errorf("a rule for Germany that nobody looked up: %+v", r)
	}
}

func TestARuleHoldsWhereItWasLookedAt(t *testing.T) {
	i, err := IncentiveFor("insurance", day(t, "2026-11-24"))
	if err != nil || !i.Covers("us-wa") || i.Covers("US-NY") || i.Covers("US") || i.Covers("") {
		t.Errorf("%+v, %v", i.Only, err)
	}
	if i, _ = IncentiveFor("financial_advice", day(t, "2026-11-24")); !i.Covers("US-NY") || i.Covers("USA") || i.Covers("DE") {
		t.Errorf("%+v", i.Only)
	}
}

// A limit in another currency is our own choice: a row that follows a law, or that allows nothing, has none.
func TestLimitsInOtherCurrenciesStandWhereNoLawNamesOne(t *testing.T) {
	for _, i := range incentives().Rules {
		seen := map[string]bool{i.Currency: true}
		for _, c := range i.Caps {
			if i.Evidence != "own" || i.Tangible == NoReward || seen[c.Currency] || !goodturn.CurrencyInUse(c.Currency) || c.EachMinor <= 0 || c.YearMinor < c.EachMinor {
				t.Errorf("%s: %+v", i.Rule, c)
			}
			seen[c.Currency] = true
		}
	}
	for region, want := range map[string]string{"US": "USD", "us-ny": "USD", "DE": "EUR", "UK": "GBP", "GB-SCT": "GBP", "CA-QC": "CAD", "JP": "JPY", "": "", "XX": ""} {
		if got := CurrencyOf(region); got != want {
			t.Errorf("%q pays in %q, want %q", region, got, want)
		}
	}
	for country, c := range currencies {
		if !goodturn.CurrencyInUse(c) {
			t.Errorf("%s pays in %q", country, c)
		}
	}
}
