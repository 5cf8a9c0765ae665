package market

import "github.com/goodturn-app/goodturn/market"

// Download is one file that its publisher offers for everybody to fetch. The addresses are the publishers' own, as of 2026; where
// one moves, Fetch says so and nothing else breaks.
type Download struct {
	Name   string // short name for settings and messages
	Title  string
	URL    string
	Source market.Source
	Every  market.Cadence
	Terms  string // what the publisher asks for, in one sentence; shown before the owner agrees
	Large  bool   // covers every ZIP code or county of the country: fetch it with Options.Keep
}

const (
	termsFHFA    = "US government work. FHFA asks to say: this product uses FHFA data but is neither endorsed nor certified by FHFA."
	termsZillow  = "Zillow Research data, free to use with attribution to Zillow; not to be passed on as a file."
	termsFreddie = "Freddie Mac's Primary Mortgage Market Survey, free to quote with attribution; not to be passed on as a file."
	termsRealtor = "Realtor.com Economic Research, free to quote with attribution and a link to realtor.com/research; not to be passed on as a file."
)

const (
	zillowBase  = "https://files.zillowstatic.com/research/public_csvs/zhvi/"
	realtorBase = "https://econdata.s3-us-west-2.amazonaws.com/Reports/Core/RDC_Inventory_Core_Metrics_"
)

// Downloads lists what can be fetched, smallest first. Nothing of it is fetched unless the owner has agreed. Files by county are not among
// them: of a home its county is not known, so all of such a file would come for nothing.
func Downloads() []Download {
	return []Download{
		{Name: "rate-fred", Title: "30-year mortgage rate, by FRED", URL: "https://fred.stlouisfed.org/graph/fredgraph.csv?id=MORTGAGE30US", Source: market.SourceFreddieMac, Every: market.Weekly, Terms: termsFreddie},
		{Name: "rate-pmms", Title: "30-year mortgage rate, by Freddie Mac", URL: "https://www.freddiemac.com/pmms/docs/PMMS_history.csv", Source: market.SourceFreddieMac, Every: market.Weekly, Terms: termsFreddie},
		{Name: "fhfa-state", Title: "House price index by state", URL: "https://www.fhfa.gov/hpi/download/quarterly_datasets/hpi_at_state.csv", Source: market.SourceFHFA, Every: market.Quarterly, Terms: termsFHFA},
		{Name: "fhfa-metro", Title: "House price index by metro area", URL: "https://www.fhfa.gov/hpi/download/quarterly_datasets/hpi_at_metro.csv", Source: market.SourceFHFA, Every: market.Quarterly, Terms: termsFHFA},
		{Name: "realtor-state", Title: "Homes for sale and days on the market by state", URL: realtorBase + "State_History.csv", Source: market.SourceRealtor, Every: market.Monthly, Terms: termsRealtor},
		{Name: "zillow-metro", Title: "Home values by metro area", URL: zillowBase + "Metro_zhvi_uc_sfrcondo_tier_0.33_0.67_sm_sa_month.csv", Source: market.SourceZillow, Every: market.Monthly, Terms: termsZillow},
		{Name: "zillow-zip", Title: "Home values by ZIP code", URL: zillowBase + "Zip_zhvi_uc_sfrcondo_tier_0.33_0.67_sm_sa_month.csv", Source: market.SourceZillow, Every: market.Monthly, Terms: termsZillow, Large: true},
		{Name: "realtor-zip", Title: "Homes for sale and days on the market by ZIP code", URL: realtorBase + "Zip_History.csv", Source: market.SourceRealtor, Every: market.Monthly, Terms: termsRealtor, Large: true},
	}
}
