package csvfile_test

import (
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect/csvfile"
)

// A list with one street, that of the home, and a plain City and ZIP beside it is the most usual list there is.
func TestTheCityBesideTheOnlyStreetIsThatOfTheHome(t *testing.T) {
	for _, c := range []struct {
		name, content string
		home, lives   goodturn.Address
	}{
		{"the street of the home alone", "Name,Property Address,City,State,ZIP,Closing Date\nAnna Ruiz,12 Oak St,Springfield,IL,62701,2025-03-14\n",
			goodturn.Address{Street: "12 Oak St", City: "Springfield", State: "IL", ZIP: "62701"}, goodturn.Address{}},
		{"two streets", "Name,Property Address,Mailing Street,City,State,ZIP,Closing Date\nAnna Ruiz,12 Oak St,3 Hill Ct,Peoria,IL,61602,2025-03-14\n",
			goodturn.Address{Street: "12 Oak St"}, goodturn.Address{Street: "3 Hill Ct", City: "Peoria", State: "IL", ZIP: "61602"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rd := open(t, c.content, csvfile.Options{AcceptGuesses: true})
			r := records(t, rd)[0]
			if r.Closings[0].Address != c.home {
				t.Errorf("the home is %+v, want %+v", r.Closings[0].Address, c.home)
			}
			if r.Mailing != c.lives {
				t.Errorf("they live at %+v, want %+v", r.Mailing, c.lives)
			}
		})
	}
}
