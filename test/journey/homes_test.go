package journey_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/test/browser"
)

// An agent's story in a browser, from the ask to the closing table: the client and the friend have a telephone without a script, the agent a
// keyboard and nothing else. Nobody hears of a reward, the friend hears from us once, and Ana is thanked for each step without a new ask.
func TestAHomeIsFoundThroughAFriend(t *testing.T) {
	pack, err := playbook.Library("real-estate")
	if err != nil {
		t.Fatal(err)
	}
	x := open(t, "sqlite", pack, "Reed Homes", connect.Closing{Side: goodturn.SideBought, Date: goodturn.Date{Year: 2026, Month: 1, Day: 5},
		Address: goodturn.Address{Street: "12 Oak Street", City: "Brooklyn", State: "NY", ZIP: "11215"}})
	own, clients := httptest.NewServer(x.admin), httptest.NewServer(x.public)
	t.Cleanup(own.Close)
	t.Cleanup(clients.Close)
	x.until(day(time.April, 12))
	letter, answer := x.ask()
	has(t, "the ask", letter, "Oak Street")

	b := browser.Start(t)
	m := unscripted(t, b)
	m.at(clients.URL + answer)
	m.arrives("Would you pass my name on?")
	m.tabTo("Yes")
	m.press("\r")
	m.arrives("To pass on, in your words")
	m.tabTo("Other ways")
	m.press(" ")
	m.tabTo("Send the note to me")
	m.press("\r")
	m.arrives("The note is on its way to")
	m.at(clients.URL + "/r/" + x.code())
	m.arrives("Ana, whom I helped buy a home,")
	m.friend()

	n := walker{b.Tab(t), t}
	n.Look(1280, false)
	n.at(own.URL + "/tasks")
	n.arrives("Lee Park")
	card := own.URL + "/introductions/" + string(x.introduced().ID)
	x.until(day(time.April, 16))
	for i, stage := range []string{"Sp", "Cl"} { // it fits; closed
		n.moves(card, stage)
		x.until(day(time.May, 1+20*i))
	}
	m.at(clients.URL + answer)
	m.arrives("Lee and I are in touch. Thank you.")

	thanks, toLee, note := 0, 0, 0
	for _, l := range x.letters {
		text := l.Message.Text
		if low := strings.ToLower(text); strings.Contains(low, "gift") || strings.Contains(low, "reward") {
			t.Errorf("a letter speaks of a reward:\n%s", text)
		}
		switch {
		case l.Message.To.Address == "lee@hillside.example":
			toLee++
		case l.At.Before(time.Date(2026, 4, 12, 18, 0, 0, 0, time.UTC)):
		case strings.Contains(text, "/r/"+x.code()):
			note++
		case strings.Contains(text, "Lee"):
			thanks++
			if strings.Contains(text, "/a/") {
				t.Errorf("thanks ask again:\n%s", text)
			}
			if strings.Contains(text, "Park") || strings.Contains(text, "hillside") {
				t.Errorf("thanks tell more of Lee than the first name:\n%s", text)
			}
		}
	}
	if thanks < 2 || toLee != 1 || note != 1 {
		t.Errorf("Ana was thanked %d times and got the note %d times, Lee heard from us %d times; of %d letters", thanks, note, toLee, len(x.letters))
	}
	has(t, "who is behind a deal", plain(x.own("GET", "/introductions/led-to?at=won")), "Ana Ruiz")
}
