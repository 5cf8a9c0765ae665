package schedule

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestPlacesGiveTheirZones(t *testing.T) {
	for _, c := range []struct {
		name string
		got  []string
		want string
	}{
		{"Manhattan", ZoneOfZIP("10001"), "[America/New_York]"},
		{"ZIP+4", ZoneOfZIP("10001-1234"), "[America/New_York]"},
		{"a leading zero that a spreadsheet ate", ZoneOfZIP("7302"), "[America/New_York]"},
		{"Pensacola keeps Central time", ZoneOfZIP("32501"), "[America/Chicago]"},
		{"El Paso keeps Mountain time", ZoneOfZIP("79901"), "[America/Denver]"},
		{"Phoenix never changes", ZoneOfZIP("85001"), "[America/Phoenix]"},
		{"Mesquite, Nevada keeps Pacific time", ZoneOfZIP("89024"), "[America/Los_Angeles]"},
		{"Honolulu", ZoneOfZIP("96801"), "[Pacific/Honolulu]"},
		{"Guam", ZoneOfZIP("96910"), "[Pacific/Guam]"},
		{"no such ZIP", ZoneOfZIP("00000"), "[]"},
		{"not a ZIP", ZoneOfZIP("SW1A 1AA"), "[]"},
		{"nothing", ZoneOfZIP(""), "[]"},
		{"area code of Manhattan", ZoneOfAreaCode("212"), "[America/New_York]"},
		{"a whole number", ZoneOfAreaCode("+1 (206) 555-0123"), "[America/Los_Angeles]"},
		{"ten digits", ZoneOfAreaCode("6155550123"), "[America/Chicago]"},
		{"an area code across zones", ZoneOfAreaCode("850"), "[America/New_York America/Chicago]"},
		{"an Ontario code across zones", ZoneOfAreaCode("807"), "[America/Toronto America/Winnipeg America/Atikokan]"},
		{"toll-free says nothing", ZoneOfAreaCode("800"), "[]"},
		{"a number abroad says nothing", ZoneOfAreaCode("+442079460000"), "[]"},
		{"a foreign number of ten digits says nothing", ZoneOfAreaCode("+4930123456"), "[]"},
		{"Tennessee", ZoneOfState("tn"), "[America/Chicago America/New_York]"},
		{"Ontario", ZoneOfState("CA-ON"), "[America/Toronto America/Winnipeg America/Atikokan]"},
		{"no such state", ZoneOfState("XX"), "[]"},
		{"Germany", ZoneOfCountry("de"), "[Europe/Berlin]"},
		{"Spain", ZoneOfCountry("ES"), "[Europe/Madrid Atlantic/Canary]"},
		{"no such country", ZoneOfCountry("XX"), "[]"},
	} {
		if got := fmt.Sprint(c.got); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
	for zip, want := range map[string]string{"10001": "US-NY", "06390": "US-NY", "06510": "US-CT", "96799": "US-AS", "78701": "US-TX", "73301": "US-TX", "20001": "US-DC", "34201": "US-FL", "1": "", "abcde": ""} {
		if got := RegionOfZIP(zip); got != want {
			t.Errorf("%s lies in %q, want %q", zip, got, want)
		}
	}
	for code, want := range map[string]string{"305": "US-FL", "416": "CA-ON", "876": "JM", "+13055550123": "US-FL", "800": ""} {
		if got := RegionOfAreaCode(code); got != want {
			t.Errorf("%s belongs to %q, want %q", code, got, want)
		}
	}
}

func TestEveryZoneInTheTablesExistsAndEveryZIPLiesInAZoneOfItsState(t *testing.T) {
	check := func(where string, names []string) {
		if len(names) == 0 {
			t.Errorf("%s has no zone", where)
		}
		for _, n := range names {
			if !KnowsZone(n) {
				t.Errorf("%s: no zone %q", where, n)
			}
		}
	}
	for c, a := range areaCodes() {
		check("area code "+c, a.zones)
	}
	for s, names := range states() {
		check(s, names)
	}
	for c, names := range countries() {
		check(c, names)
	}
	winter, summer := instant(t, "2027-01-15T12:00:00Z"), instant(t, "2027-07-15T12:00:00Z")
	same := func(a, b string) bool {
		equal := func(at time.Time) bool {
			_, x := at.In(zone(t, a)).Zone()
			_, y := at.In(zone(t, b)).Zone()
			return x == y
		}
		return equal(winter) && equal(summer)
	}
	last := -1
	for _, r := range zipZones() {
		check(fmt.Sprintf("ZIP %05d", r.first), []string{r.value})
		if r.first <= last || r.last < r.first {
			t.Errorf("ZIP ranges overlap at %05d", r.first)
		}
		last = r.last
		for _, n := range []int{r.first, r.last} {
			region := RegionOfZIP(fmt.Sprintf("%05d", n))
			if region != "" && !slices.ContainsFunc(ZoneOfState(region), func(z string) bool { return same(z, r.value) }) {
				t.Errorf("ZIP %05d in %s has zone %s", n, region, r.value)
			}
		}
	}
}

func TestCluesListTheBestKnownZoneFirst(t *testing.T) {
	for _, c := range []struct {
		name    string
		clues   Clues
		zones   string
		best    string
		regions string
	}{
		{"nothing known", Clues{}, "[]", "", "[]"},
		{"the home decides", Clues{HomeZIP: "10001", AreaCodes: []string{"310"}}, "[America/New_York America/Los_Angeles]", "America/New_York", "[US-NY US-CA]"},
		{"an owner who moved away", Clues{HomeZIP: "33101", MailingZIP: "60601", AreaCodes: []string{"+13055550123"}}, "[America/New_York America/Chicago]", "America/New_York", "[US-FL US-IL]"},
		{"a zone that somebody declared", Clues{Declared: "Europe/Berlin", AreaCodes: []string{"212"}}, "[Europe/Berlin America/New_York]", "Europe/Berlin", "[US-NY]"},
		{"a declared zone that is none is ignored", Clues{Declared: "EST5PDT", HomeZIP: "60601"}, "[America/Chicago]", "America/Chicago", "[US-IL]"},
		{"only a state", Clues{State: "TN"}, "[America/Chicago America/New_York]", "America/Chicago", "[US-TN]"},
		{"only a country abroad, whose postcodes are not ZIP codes", Clues{Country: "DE", HomeZIP: "10115"}, "[Europe/Berlin]", "Europe/Berlin", "[DE]"},
		{"only the United States is as good as nothing", Clues{Country: "US"}, "[]", "", "[US]"},
		{"a province", Clues{Country: "CA", State: "SK"}, "[America/Regina America/Edmonton]", "America/Regina", "[CA-SK]"},
	} {
		if got := fmt.Sprint(c.clues.Plausible()); got != c.zones {
			t.Errorf("%s: zones %s, want %s", c.name, got, c.zones)
		}
		if got := c.clues.Best(); got != c.best {
			t.Errorf("%s: best %q, want %q", c.name, got, c.best)
		}
		if got := fmt.Sprint(c.clues.Regions()); got != c.regions {
			t.Errorf("%s: regions %s, want %s", c.name, got, c.regions)
		}
	}
}
