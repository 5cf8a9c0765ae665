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
		{"one address and the day of the closing", "Name,Address,Side,Closing Date\nAnna Ruiz,\"12 Oak St, Springfield, IL 62701\",Bought,2025-03-14\n",
			goodturn.Address{Street: "12 Oak St", City: "Springfield", State: "IL", ZIP: "62701"}, goodturn.Address{}},
		{"one street, its city and the day of the closing", "Name,Street Address,City,State,ZIP,Closing Date\nAnna Ruiz,12 Oak St,Springfield,IL,62701,2025-03-14\n",
			goodturn.Address{Street: "12 Oak St", City: "Springfield", State: "IL", ZIP: "62701"}, goodturn.Address{}},
		{"an address that says that they live there", "Name,Home Address,Closing Date\nAnna Ruiz,\"12 Oak St, Springfield, IL 62701\",2025-03-14\n",
			goodturn.Address{}, goodturn.Address{Street: "12 Oak St", City: "Springfield", State: "IL", ZIP: "62701"}},
		{"one address and an anniversary of nobody knows what", "Name,Address,Anniversary\nAnna Ruiz,\"12 Oak St, Springfield, IL 62701\",\n",
			goodturn.Address{}, goodturn.Address{Street: "12 Oak St", City: "Springfield", State: "IL", ZIP: "62701"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rd := open(t, c.content, csvfile.Options{AcceptGuesses: true})
			r := records(t, rd)[0]
			var home goodturn.Address
			if len(r.Closings) > 0 {
				home = r.Closings[0].Address
			}
			if home != c.home {
				t.Errorf("the home is %+v, want %+v", home, c.home)
			}
			if r.Mailing != c.lives {
				t.Errorf("they live at %+v, want %+v", r.Mailing, c.lives)
			}
		})
	}
}
