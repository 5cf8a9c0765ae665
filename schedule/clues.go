package schedule

import (
	"slices"
	"strings"
)

// Clues are what is known about where a person is. The zero Clues know nothing.
type Clues struct {
	HomeZIP    string
	MailingZIP string
	Declared   string   // an IANA zone that the owner or a source named; unknown names are ignored
	AreaCodes  []string // area codes or whole numbers
	State      string   // "NY", "US-NY"; used only where nothing above says anything
	Country    string   // two letters, empty means US; abroad, ZIP codes and the state are not read as American ones
}

// Plausible lists every zone the person may be in, best known first: the home's ZIP, the mailing address, the declared
// zone, the area codes; where all of them are silent, the state, then the country. Texts and calls go out only when all
// of them allow it. None means unknown, and the rule of last resort of Opening applies.
func (c Clues) Plausible() []string {
	var zones []string
	add := func(more []string) {
		for _, z := range more {
			if !slices.Contains(zones, z) {
				zones = append(zones, z)
			}
		}
	}
	if c.american() {
		add(ZoneOfZIP(c.HomeZIP))
		add(ZoneOfZIP(c.MailingZIP))
	}
	if KnowsZone(c.Declared) {
		add([]string{c.Declared})
	}
	for _, code := range c.AreaCodes {
		add(ZoneOfAreaCode(code))
	}
	if len(zones) == 0 {
		add(c.byState())
	}
	if len(zones) == 0 && !c.american() {
		add(ZoneOfCountry(c.Country))
	}
	return zones
}

// Best is the one zone that e-mail goes by: the best known of Plausible. "" means unknown.
func (c Clues) Best() string {
	if zones := c.Plausible(); len(zones) > 0 {
		return zones[0]
	}
	return ""
}

// Regions lists the states and countries that may have a say over texts and calls, such as "US-FL" and "US-NY", best known
// first: an area code of Florida counts as Florida there.
func (c Clues) Regions() []string {
	var regions []string
	add := func(r string) {
		if r != "" && !slices.Contains(regions, r) {
			regions = append(regions, r)
		}
	}
	if c.american() {
		add(RegionOfZIP(c.HomeZIP))
		add(RegionOfZIP(c.MailingZIP))
	}
	if s := strings.ToUpper(strings.TrimSpace(c.State)); s != "" {
		if !strings.Contains(s, "-") {
			s = c.country() + "-" + s
		}
		add(s)
	}
	for _, code := range c.AreaCodes {
		add(RegionOfAreaCode(code))
	}
	if len(regions) == 0 && c.Country != "" {
		add(c.country())
	}
	return regions
}

func (c Clues) byState() []string {
	s := strings.ToUpper(strings.TrimSpace(c.State))
	if s != "" && !strings.Contains(s, "-") {
		s = c.country() + "-" + s
	}
	return ZoneOfState(s)
}

func (c Clues) country() string {
	if country := strings.ToUpper(strings.TrimSpace(c.Country)); country != "" {
		return country
	}
	return "US"
}

func (c Clues) american() bool { return c.country() == "US" }
