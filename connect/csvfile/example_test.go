package csvfile_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/connect/csvfile"
)

// A list that somebody kept by hand: the meaning of its columns is guessed and shown, and nothing is read before a yes.
func ExampleOpen() {
	list := "Client,Mail,Closed On,Who\n\"Smith, Anna & Paul\",smiths@example.com,03/04/2026,Buyer\nBO LUND,bo@example.com,2025-06-30,\nJ. Park,jpark@gmial.com,2025-01-31,Seller\n"
	rd, err := csvfile.Open(strings.NewReader(list), "clients.csv", csvfile.Options{Today: goodturn.Date{Year: 2026, Month: 11, Day: 22}})
	if err != nil {
		fmt.Println(err)
		return
	}
	plan := rd.Plan()
	for _, c := range plan.Guessed() {
		fmt.Printf("%s: %s (%s)\n", c.Name, c.Field.Means(), c.Reason)
	}
	for _, q := range plan.Questions {
		fmt.Println(q.Text)
	}
	plan.Accept()
	if err := plan.Answer("date_order", "month first"); err != nil {
		fmt.Println(err)
	}
	for r, err := range rd.All() {
		if err != nil {
			fmt.Println(err)
			return
		}
		dear, _ := connect.Greeting(r)
		fmt.Printf("%s, dear %q, closed %s, %q\n", r.Name(), dear, r.Closings[0].Date, r.Closings[0].Side)
	}
	rd.Report().WriteTo(os.Stdout)
	// Output:
	// Client: whole name (that is what "Client" usually means)
	// Mail: e-mail address (that is what "Mail" usually means)
	// Closed On: closing date (that is what "Closed On" usually means)
	// Who: bought, sold, rented (2 of the first 2 cells say buyer, seller or the like)
	// 1 date in "Closed On" can be read in two ways, such as in row 2: 03/04/2026. Which is it?
	// 1 closing does not say whether they bought or sold. Which was it?
	// Anna Smith, dear "Anna and Paul", closed 2026-03-04, "bought"
	// Bo Lund, dear "Bo", closed 2025-06-30, ""
	// J. Park, dear "", closed 2025-01-31, "sold"
	// clients.csv: 3 rows. 3 usable, 0 waiting for an answer, 0 rejected; 3 closings.
	// Worth a look:
	//   row 4, Mail: "jpark@gmial.com" looks mistyped. Did you mean gmail.com?
	//   row 4, Client: The name "J. Park" is only an initial. Say how you would begin a letter to them.
}
