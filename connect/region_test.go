package connect

import "testing"

func TestARegionIsACountryOrAStateOfIt(t *testing.T) {
	for s, good := range map[string]bool{"US": true, "US-NY": true, "US-PR": true, "CA": true, "DE-BY": true, "": false, "NY-US": true, "Narnia": false, "US-ZZ": false, "US-": false, "DE-": false, "CA-<b>": false, "CA-ON": true, "GB-ENG": true, "us-ny": false, "US-New York": false, "new york": false, "12": false} {
		if err := CheckRegion("region", s); (err == nil) != good {
			t.Errorf("%q: %v", s, err)
		}
	}
}
