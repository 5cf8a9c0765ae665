package market

import (
	"regexp"
	"strings"
)

// neighborhoodNames are New York neighbourhoods whose name in the city's records nobody says, or that need an article.
var neighborhoodNames = map[string]string{
	"FASHION": "the Garment District", "FINANCIAL": "the Financial District", "FLATIRON": "the Flatiron District",
	"UPPER EAST SIDE": "the Upper East Side", "UPPER WEST SIDE": "the Upper West Side", "LOWER EAST SIDE": "the Lower East Side",
	"EAST VILLAGE": "the East Village", "GREENWICH VILLAGE-WEST": "the West Village", "GREENWICH VILLAGE-CENTRAL": "Greenwich Village",
	"SOHO": "SoHo", "TRIBECA": "TriBeCa", "MIDTOWN CBD": "Midtown", "HARLEM-CENTRAL": "Central Harlem", "HARLEM-EAST": "East Harlem",
	"DOWNTOWN-FULTON FERRY": "Fulton Ferry", "DOWNTOWN-FULTON MALL": "Fulton Mall", "DOWNTOWN-METROTECH": "MetroTech",
	"FLATBUSH-LEFFERTS GARDEN": "Lefferts Gardens", "SO. JAMAICA-BAISLEY PARK": "South Jamaica and Baisley Park",
	"KINGSBRIDGE HTS/UNIV HTS": "Kingsbridge Heights and University Heights", "AIRPORT LA GUARDIA": "the LaGuardia area",
	"FLUSHING MEADOW PARK": "the Flushing Meadows area", "JAVITS CENTER": "the Javits Center area", "NAVY YARD": "the Navy Yard area",
	"BEDFORD STUYVESANT": "Bedford-Stuyvesant", "PRINCES BAY": "Prince's Bay", "RICHMONDTOWN-LIGHTHS HILL": "Richmondtown and Lighthouse Hill",
	"CITY ISLAND-PELHAM STRIP": "City Island and Pelham Strip", "CONCORD-FOX HILLS": "Concord and Fox Hills", "SEAGATE": "Sea Gate",
}

var blocks = regexp.MustCompile(`^(.*) \((\d+)-(\d+)\)$`) // "UPPER EAST SIDE (59-79)"

// NeighborhoodName gives a neighbourhood of the city's records as people say it after "in": "UPPER EAST SIDE (59-79)" is "the Upper
// East Side between 59th and 79th Street", "FLATBUSH-EAST" is "East Flatbush", "MORRIS PARK/VAN NEST" is "Morris Park and Van Nest".
// Two neighbourhoods of one borough never get the same name.
func NeighborhoodName(s string) string {
	s = strings.ToUpper(strings.Join(strings.Fields(s), " "))
	if n := neighborhoodNames[s]; n != "" {
		return n
	}
	if m := blocks.FindStringSubmatch(s); m != nil {
		return NeighborhoodName(m[1]) + " between " + nth(m[2]) + " and " + nth(m[3]) + " Street"
	}
	if i := strings.LastIndexByte(s, '-'); i > 0 {
		switch side := s[i+1:]; side {
		case "NORTH", "SOUTH", "EAST", "WEST", "CENTRAL", "UPPER", "LOWER":
			return title(side) + " " + placeName(s[:i])
		case "BEACH", "HEIGHTS", "COLONY":
			return placeName(s[:i]) + " " + title(side)
		}
		return placeName(s[:i]) + " and " + placeName(s[i+1:])
	}
	for _, half := range [...]string{" UPPER", " LOWER"} {
		if rest, ok := strings.CutSuffix(s, half); ok {
			return title(half[1:]) + " " + placeName(rest)
		}
	}
	return strings.ReplaceAll(placeName(strings.ReplaceAll(s, "/", " / ")), " / ", " and ")
}
