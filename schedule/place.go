package schedule

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// The tables are described in zonedata/ORIGIN.md: where each comes from, under which terms, and what is doubtful.
//
//go:embed zonedata/zip_zones.txt zonedata/zip_states.txt zonedata/area_codes.txt zonedata/states.txt zonedata/countries.txt
var zonedata embed.FS

// rows reads a table of words; a line that starts with # is a remark. The files are part of the build: a missing one panics.
func rows(name string) [][]string {
	b, err := zonedata.ReadFile("zonedata/" + name)
	if err != nil {
		panic(fmt.Errorf("read an embedded table: %w", err))
	}
	var out [][]string
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) > 0 && f[0] != "#" {
			out = append(out, f)
		}
	}
	return out
}

// zipRange is a run of ZIP codes, as numbers, that share a zone or a state.
type zipRange struct {
	first, last int
	value       string
}

func zipRanges(name string) []zipRange {
	var out []zipRange
	for _, f := range rows(name) {
		first, err1 := strconv.Atoi((f[0] + "00")[:5])
		last, err2 := strconv.Atoi((f[1] + "99")[:5])
		if err1 != nil || err2 != nil {
			panic(fmt.Errorf("%s: bad line %v", name, f))
		}
		out = append(out, zipRange{first, last, f[2]})
	}
	return out
}

type areaCode struct {
	region string
	zones  []string
}

var (
	zipZones  = sync.OnceValue(func() []zipRange { return zipRanges("zip_zones.txt") })
	zipStates = sync.OnceValue(func() []zipRange { return zipRanges("zip_states.txt") })
	states    = sync.OnceValue(func() map[string][]string { return zonesBy("states.txt") })
	countries = sync.OnceValue(func() map[string][]string { return zonesBy("countries.txt") })
	areaCodes = sync.OnceValue(func() map[string]areaCode {
		m := map[string]areaCode{}
		for _, f := range rows("area_codes.txt") {
			m[f[0]] = areaCode{f[1], strings.Split(f[2], ",")}
		}
		return m
	})
)

func zonesBy(name string) map[string][]string {
	m := map[string][]string{}
	for _, f := range rows(name) {
		m[f[0]] = strings.Split(f[1], ",")
	}
	return m
}

// zipNumber reads the five digits of a ZIP or ZIP+4 code. A spreadsheet drops leading zeros; three or four digits get
// them back.
func zipNumber(zip string) (int, bool) {
	five, _, _ := strings.Cut(strings.TrimSpace(zip), "-")
	if len(five) < 3 || len(five) > 5 {
		return 0, false
	}
	n, err := strconv.ParseUint(five, 10, 17)
	return int(n), err == nil
}

// ZoneOfZIP gives the time zones that a US ZIP code may lie in: one for a code in the table, every zone of its first three
// digits for one that is not, none for what is no ZIP code.
func ZoneOfZIP(zip string) []string {
	n, ok := zipNumber(zip)
	if !ok {
		return nil
	}
	var near []string
	for _, r := range zipZones() {
		if n >= r.first && n <= r.last {
			return []string{r.value}
		}
		if n/100 >= r.first/100 && n/100 <= r.last/100 && !slices.Contains(near, r.value) {
			near = append(near, r.value)
		}
	}
	return near
}

// RegionOfZIP gives the state or territory of a US ZIP code, such as "US-NY", or "".
func RegionOfZIP(zip string) string {
	n, ok := zipNumber(zip)
	if !ok {
		return ""
	}
	region := ""
	for _, r := range zipStates() { // single codes come after the prefixes that they are exceptions to
		if n >= r.first && n <= r.last {
			region = "US-" + r.value
		}
	}
	return region
}

// ZoneOfAreaCode gives every time zone that an area code of the North American numbering plan touches, the one with most
// people first. It takes the code, or a whole number such as +12125550123 or (212) 555-0123. Toll-free codes, codes that
// are not in use and numbers of other countries give none.
func ZoneOfAreaCode(code string) []string { return slices.Clone(lookUpAreaCode(code).zones) }

// RegionOfAreaCode gives the state, province or country of an area code: "US-FL", "CA-ON", "JM", or "".
func RegionOfAreaCode(code string) string { return lookUpAreaCode(code).region }

func lookUpAreaCode(code string) areaCode {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, code)
	plus := strings.HasPrefix(strings.TrimSpace(code), "+")
	switch {
	case len(digits) == 11 && digits[0] == '1':
		digits = digits[1:4]
	case len(digits) == 10 && !plus:
		digits = digits[:3]
	case len(digits) != 3 || plus:
		return areaCode{}
	}
	return areaCodes()[digits]
}

// ZoneOfState gives the time zones of a US state or Canadian province, the one with most people first: "NY", "US-NY",
// "CA-ON". Two letters alone are a US state.
func ZoneOfState(state string) []string {
	s := strings.ToUpper(strings.TrimSpace(state))
	if !strings.Contains(s, "-") {
		s = "US-" + s
	}
	return slices.Clone(states()[s])
}

// ZoneOfCountry gives the time zones of a country by its two letters, the one with most people first where we know.
// Zones that have kept the same time since 2024 appear once.
func ZoneOfCountry(country string) []string {
	return slices.Clone(countries()[strings.ToUpper(strings.TrimSpace(country))])
}
