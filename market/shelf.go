package market

import (
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
)

// Place is what is known of where a home is, as far as series can use it. Empty parts are unknown. Metro is the code or the name
// of the metro area in which the owner works; nothing here guesses it from a ZIP code, and a home in a state that this area does not
// reach into is not measured by it.
type Place struct {
	ZIP    string
	City   string // with its state: "Austin, TX"
	County string // five-digit county code
	Metro  string // publisher's code or name: "35614", "New York, NY"
	State  string // two letters
}

// PlaceOf takes the place out of an address.
func PlaceOf(a goodturn.Address, metro string) Place {
	return Place{ZIP: ZIP(a.ZIP).Key, City: City(a.City, a.State).Key, Metro: strings.TrimSpace(metro), State: strings.ToUpper(strings.TrimSpace(a.State))}
}

// Shelf holds series and finds the closest one for a place. It is built once and never changes.
type Shelf struct {
	byMeasure map[Measure]map[Area][]Series
}

// NewShelf arranges series. Of two editions of one series the later given replaces the earlier.
func NewShelf(series []Series) *Shelf {
	sh := &Shelf{byMeasure: map[Measure]map[Area][]Series{}}
	for _, s := range series {
		areas := sh.byMeasure[s.Measure]
		if areas == nil {
			areas = map[Area][]Series{}
			sh.byMeasure[s.Measure] = areas
		}
		for _, key := range names(s.Area) {
			list := areas[key]
			if i := slices.IndexFunc(list, func(o Series) bool { return o.Key() == s.Key() }); i >= 0 {
				list[i] = s
			} else {
				areas[key] = append(list, s)
			}
		}
	}
	return sh
}

// Find gives the series about the smallest area around a place that has something to quote on asOf and covers the kind of home:
// ZIP code, city, county, metro area, state, nation. Of several publishers for one area, the one whose newest point is newest.
func (sh *Shelf) Find(m Measure, p Place, k HomeKind, asOf goodturn.Date) (Series, Lack) {
	if sh == nil {
		return Series{}, LackSeries
	}
	lack := LackSeries
	for _, a := range p.areas() {
		var best Series
		var newest goodturn.Date
		for _, s := range sh.byMeasure[m][a] {
			pt, ok := s.Newest(asOf)
			switch {
			case !ok:
			case !s.Area.mayHold(p.State):
			case s.Stale(asOf):
				lack = LackStale
			case !s.CoversKind(k):
				lack = LackNotCovered
			case newest.IsZero() || pt.Period.After(newest):
				best, newest = s, pt.Period
			}
		}
		if !newest.IsZero() {
			return best, ""
		}
	}
	return Series{}, lack
}

// areas lists the areas around the place, smallest first.
func (p Place) areas() []Area {
	var out []Area
	add := func(k AreaKind, key string) {
		if key != "" {
			out = append(out, Area{Kind: k, Key: fold(key)})
		}
	}
	add(AreaZIP, p.ZIP)
	add(AreaCity, p.City)
	add(AreaCounty, p.County)
	add(AreaMetro, p.Metro)
	add(AreaState, p.State)
	add(AreaNation, Nation().Key)
	return out
}

// mayHold reports whether a home in a state may lie in the area. The name of a metro area ends in its states, "New York-Jersey
// City-White Plains, NY-NJ (MSAD)"; where it does not, or the state of the home is unknown, nothing speaks against it.
func (a Area) mayHold(state string) bool {
	if a.Kind != AreaMetro || state == "" {
		return true
	}
	_, states, found := strings.Cut(a.Name, ", ")
	states, _, _ = strings.Cut(strings.TrimSpace(states), " ")
	return !found || states == "" || slices.Contains(strings.Split(strings.ToUpper(states), "-"), state)
}

// names lists the keys under which an area is found: its own, and for a metro area its name too.
func names(a Area) []Area {
	out := []Area{{Kind: a.Kind, Key: fold(a.Key)}}
	if a.Kind == AreaMetro && a.Name != "" && fold(a.Name) != fold(a.Key) {
		out = append(out, Area{Kind: a.Kind, Key: fold(a.Name)})
	}
	return out
}
