package market

import (
	"testing"

	"github.com/goodturn-app/goodturn"
)

func TestWhereANoteOnTheAreaHolds(t *testing.T) {
	oak := goodturn.Address{Street: "12 Oak Street", City: "Brooklyn", State: "NY", ZIP: "11215-1234", Area: "Park Slope"}
	lyon := goodturn.Address{Street: "3 Rue des Chênes", City: "Lyon", ZIP: "69001", Country: "FR"}
	for _, tt := range []struct {
		places string
		home   goodturn.Address
		want   bool
	}{
		{"11215", oak, true},
		{"brooklyn, ny", oak, true},
		{"Brooklyn", oak, true},
		{"Park  Slope; Austin, TX", oak, true},
		{"Austin, TX\nNY", oak, true},
		{"Brooklyn, CT", oak, false},
		{"1121", oak, false},
		{"Austin, TX", oak, false},
		{"", oak, false},
		{" ; \n", oak, false},
		{"Lyon, FR", lyon, true},
		{"Lyon, US", lyon, false},
		{"11215; Brooklyn, NY", goodturn.Address{}, false},
		{"US", goodturn.Address{City: "Austin"}, false},
	} {
		p, err := ReadPlaces("places", tt.places)
		if err != nil {
			t.Errorf("%q: %v", tt.places, err)
		}
		if got := p.Hold(tt.home); got != tt.want {
			t.Errorf("%q holds for %s: %v", tt.places, tt.home.Line(), got)
		}
	}
	for _, bad := range []string{", NY", "Brooklyn, New York", "11215, Brooklyn, NY"} {
		if _, err := ReadPlaces("places", bad); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%q was read: %v", bad, err)
		}
	}
}
