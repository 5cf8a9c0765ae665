// Package market answers one question: what happened to homes like theirs, and how sure is that?
//
// It works on series that others publish (FHFA, Zillow Research, Freddie Mac, Realtor.com) and on recorded sales, and it answers
// with a Figure: a number with its range, its source, the period it speaks of and the day it goes stale. Where the data cannot
// carry an answer it says which thing is missing (a Lack) instead of guessing.
//
// It refuses to know where files come from (package connect/market reads them), what a letter looks like, whom it goes to, and
// what day it is: every question takes the day as asOf, and nothing published after that day is used. That makes a replay of the
// past year see what one could have seen then.
package market

import (
	"strings"

	"github.com/goodturn-app/goodturn"
)

// Source says who published a number. A Source that is not in the list below is printed as it is written, so that an owner can
// name their own ("our MLS").
type Source string

const (
	SourceFHFA       Source = "fhfa"        // Federal Housing Finance Agency, house price index
	SourceZillow     Source = "zillow"      // Zillow Research, home value index (ZHVI)
	SourceFreddieMac Source = "freddie_mac" // Primary Mortgage Market Survey; FRED reprints it
	SourceRealtor    Source = "realtor"     // Realtor.com Research, inventory core metrics
	SourceNYC        Source = "nyc_dof"     // New York City Department of Finance, recorded sales
)

// Words names the source as it stands in a letter: "the FHFA index", "city records".
func (s Source) Words() string {
	switch s {
	case SourceFHFA:
		return "the FHFA index"
	case SourceZillow:
		return "Zillow's home value index"
	case SourceFreddieMac:
		return "Freddie Mac's weekly survey"
	case SourceRealtor:
		return "Realtor.com"
	case SourceNYC:
		return "city records"
	case "":
		return "the records on file"
	}
	return string(s)
}

// Measure says what a series measures.
type Measure string

const (
	MeasureValue          Measure = "home_value"      // an index or a typical value in dollars; Unit tells which
	MeasureRate30         Measure = "rate_30y"        // 30-year fixed mortgage rate, national average
	MeasureDaysOnMarket   Measure = "days_on_market"  // median days that listings have been on the market
	MeasureActiveListings Measure = "active_listings" // homes for sale
	MeasureNewListings    Measure = "new_listings"    // homes newly put up for sale in the period
	MeasureListingPrice   Measure = "listing_price"   // median asking price
)

// Words names the measure for people.
func (m Measure) Words() string {
	switch m {
	case MeasureValue:
		return "home values"
	case MeasureRate30:
		return "30-year mortgage rate"
	case MeasureDaysOnMarket:
		return "days on the market"
	case MeasureActiveListings:
		return "homes for sale"
	case MeasureNewListings:
		return "new listings"
	case MeasureListingPrice:
		return "asking prices"
	}
	return string(m)
}

// Unit says what the values of a series or figure are.
type Unit string

const (
	UnitIndex   Unit = "index"   // no meaning of its own: only ratios of two values speak
	UnitDollars Unit = "dollars" // US dollars, not cents
	UnitPercent Unit = "percent" // 6.35 means 6.35 %
	UnitPoints  Unit = "points"  // percentage points
	UnitCount   Unit = "count"
	UnitDays    Unit = "days"
)

// AreaKind says what sort of place a series or movement is about.
type AreaKind string

const (
	AreaNation       AreaKind = "nation"
	AreaState        AreaKind = "state"  // Key: two letters
	AreaMetro        AreaKind = "metro"  // Key: the publisher's code, for FHFA the census area code
	AreaCounty       AreaKind = "county" // Key: five-digit county code
	AreaCity         AreaKind = "city"   // Key: "austin, tx"
	AreaZIP          AreaKind = "zip"    // Key: five digits
	AreaNeighborhood AreaKind = "neighborhood"
)

// Area is a place that figures are about. Key identifies it within its kind, Name is how a letter says it after "in".
type Area struct {
	Kind AreaKind `json:"kind"`
	Key  string   `json:"key"`
	Name string   `json:"name,omitempty"`
}

// ZIP is the area of one ZIP code. It keeps the five digits of a longer one ("11215-1234").
func ZIP(code string) Area {
	code, _, _ = strings.Cut(strings.TrimSpace(code), "-")
	return Area{Kind: AreaZIP, Key: code}
}

// Neighborhood is the area of a neighbourhood, by the name that people use for it.
func Neighborhood(name string) Area {
	name = strings.TrimSpace(name)
	return Area{Kind: AreaNeighborhood, Key: fold(name), Name: name}
}

// City is the area of a city; both its name and the two letters of its state must be known.
func City(name, state string) Area {
	name, state = strings.TrimSpace(name), strings.ToUpper(strings.TrimSpace(state))
	if name == "" || state == "" {
		return Area{Kind: AreaCity}
	}
	return Area{Kind: AreaCity, Key: fold(name + ", " + state), Name: name + ", " + state}
}

// Nation is the area of series that cover the whole United States.
func Nation() Area { return Area{Kind: AreaNation, Key: "US", Name: "the United States"} }

// Words names the area as it stands after "in": its name, or its key where it has none. A metro area goes by its first city:
// "the New York area" rather than "New York-Jersey City-White Plains, NY-NJ (MSAD)"; a state that is called like a city says that it is the state.
func (a Area) Words() string {
	switch {
	case a.Kind == AreaMetro && a.Name != "":
		return "the " + firstCity(a.Name) + " area"
	case a.Kind == AreaCity && a.Name != "":
		city, _, _ := strings.Cut(a.Name, ",")
		return city
	case a.Kind == AreaState && (a.Name == "New York" || a.Name == "Washington"):
		return a.Name + " State" // the name alone is that of a city
	case a.Name != "":
		return a.Name
	}
	return a.Key
}

// firstCity takes the first city out of the name of a metro area, which joins cities by hyphens or strokes and ends in states.
func firstCity(name string) string {
	city, _, _ := strings.Cut(name, ",")
	for _, whole := range [...]string{"Winston-Salem", "Wilkes-Barre"} { // hyphens that belong to one city
		if strings.HasPrefix(city, whole) {
			return whole
		}
	}
	if i := strings.IndexAny(city, "-/"); i > 0 {
		city = city[:i]
	}
	return city
}

// fold makes two spellings of a place name equal: case and runs of spaces do not count.
func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// HomeKind groups homes whose prices may be compared with each other.
type HomeKind string

const (
	HomeUnknown HomeKind = ""      // not told
	HomeHouse   HomeKind = "house" // a one-family house
	HomeMulti   HomeKind = "multi" // two to four homes under one roof, sold together
	HomeCondo   HomeKind = "condo"
	HomeCoop    HomeKind = "coop"
)

// Plural names homes of this kind: "co-ops", or "homes" where the kind is not known.
func (k HomeKind) Plural() string {
	switch k {
	case HomeHouse:
		return "one-family homes"
	case HomeMulti:
		return "two- and three-family homes"
	case HomeCondo:
		return "condos"
	case HomeCoop:
		return "co-ops"
	}
	return "homes"
}

// Sale is one recorded sale of one home. Address.Area is its neighbourhood. A sale is evidence about a place: it carries no
// person, and nobody is ever written to because of it.
type Sale struct {
	Address    goodturn.Address `json:"address"`
	Kind       HomeKind         `json:"kind,omitempty"`
	Date       goodturn.Date    `json:"date"`
	PriceMinor int64            `json:"price_minor"` // US cents
	Source     Source           `json:"source"`
}

// Lack says why there is no figure. The zero Lack means that there is one.
type Lack string

const (
	LackSeries     Lack = "no_series"        // nobody has loaded a series for this place
	LackStale      Lack = "stale"            // the newest number is too old to speak of now
	LackTooFew     Lack = "too_few_sales"    // fewer sales than MinSales on one side
	LackMixed      Lack = "mixed_sales"      // the two sets of sales differ more than prices can
	LackPrice      Lack = "no_price"         // the price paid is not known
	LackClosed     Lack = "no_closing_date"  // the closing date is not known
	LackAtClosing  Lack = "no_index_then"    // the series has no number for the time of the closing
	LackTooSoon    Lack = "too_soon"         // the series has no later number than the one for the closing
	LackNotCovered Lack = "kind_not_covered" // the series is not about homes of this kind
	LackLoan       Lack = "no_loan"          // the loan's amount, rate or term is not known
	LackRange      Lack = "range_too_wide"   // the range reaches below zero, so no honest sentence is left
	LackYearAgo    Lack = "no_year_ago"      // the series has no number for the same time a year before
)

// Words says in one sentence why there is no figure, for the page that explains a missing message.
func (l Lack) Words() string {
	switch l {
	case LackSeries:
		return "No market data is loaded for this place."
	case LackStale:
		return "The newest market data for this place is too old."
	case LackTooFew:
		return "Too few homes sold there to compare."
	case LackMixed:
		return "The homes that sold there differ too much to compare."
	case LackPrice:
		return "The price paid is not on file."
	case LackClosed:
		return "The closing date is not on file."
	case LackAtClosing:
		return "The index does not reach back to the closing."
	case LackTooSoon:
		return "The index has no newer number than the one for the closing."
	case LackNotCovered:
		return "The index does not cover homes of this kind."
	case LackLoan:
		return "The loan is not on file."
	case LackRange:
		return "The range is too wide to say anything useful."
	case LackYearAgo:
		return "There is no number for the same time last year."
	}
	return ""
}
