package journey_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/test/browser"
)

// Somebody known from work opens a door: asked by hand, with a reason and in words that were read first; a yes, which gives nothing to pass
// on and promises nothing; it is done; thanks, which ask for nothing; and what came of the door on the board. Both sides have a telephone
// without a script and type: no finger ever touches the screen.
func TestADoorIsOpenedBySomebodyKnownFromWork(t *testing.T) {
	pack, err := playbook.Library("professional")
	if err != nil {
		t.Fatal(err)
	}
	x := open(t, "sqlite", pack, "Reed Studio", connect.Closing{})
	own, clients := httptest.NewServer(x.admin), httptest.NewServer(x.public)
	t.Cleanup(own.Close)
	t.Cleanup(clients.Close)
	b := browser.Start(t)
	n := unscripted(t, b)
	n.at(own.URL + "/requests")
	n.arrives("Nothing was asked yet")
	n.tabTo("Ask for something")
	n.press("\r")
	n.arrives("Whom do you ask?")
	n.tabTo("who")
	n.press(" ")
	n.tabTo("Go on")
	n.press("\r")
	n.arrives("Why Ana Ruiz?")
	id := string(x.ana)
	n.tabTo("kind")
	n.press(kb.ArrowDown + kb.ArrowDown) // an introduction, the last of three
	for _, f := range [][2]string{{"goal", "the platform role at Northwind"}, {"by", "02202026"}, {"person", "Lee Park"}, {"company", "Northwind"},
		{"why-" + id, "You worked with Lee for years."}, {"work-" + id, "the port migration"}, {"last-" + id, "12152025"}} {
		n.tabTo(f[0])
		n.press(f[1])
	}
	n.tabTo("Show me the letters")
	n.press("\r")
	n.arrives("Nothing is kept yet")
	n.arrives("Lee Park")
	n.tabTo("Keep these letters")
	n.press("\r")
	n.arrives("Kept. Change the words as you like")
	x.until(day(time.January, 9))
	if len(x.letters) > 0 {
		t.Fatalf("a letter left unread:\n%s", x.letters[0].Message.Text)
	}
	n.at(own.URL + "/requests")
	n.arrives("waits for you to read it")
	n.tabTo("Read it and let it go")
	n.press("\r")
	n.arrives("the port migration")
	n.tabTo("Keep and approve")
	n.press("\r")
	n.arrives("is approved")
	x.until(day(time.January, 14))
	letter, answer := x.ask()
	has(t, "the request", letter, "Lee Park", "Northwind", "You worked with Lee for years.")

	m := unscripted(t, b)
	m.at(clients.URL + answer)
	m.arrives("Would you")
	m.tabTo("Yes, I will")
	m.press("\r")
	m.arrives("Thank you.")
	if text := m.Text(); strings.Contains(text, "pass on") || strings.Contains(strings.ToLower(text), "reward") {
		t.Errorf("a yes to a request at work gives something to share:\n%s", text)
	}

	n.at(own.URL + "/requests")
	n.arrives("promised")
	n.tabTo("It is done")
	n.press("\r")
	n.arrives("A thank-you is drafted")
	if todo := plain(x.own("GET", "/tasks")); strings.Contains(todo, "they said yes") {
		t.Errorf("it is done, and a thank-you for the promise still waits: %s", todo)
	} else if strings.Contains(todo, "because of the date") {
		t.Errorf("the day on which somebody was taken up is called a date of theirs: %s", todo)
	}
	n.tabTo("Follow what comes of it")
	n.press("\r")
	n.arrives("Ana Ruiz gave you a name")
	n.tabTo("Keep it") // the name is there already
	n.press("\r")
	n.arrives("Lee Park")

	n.at(own.URL + "/messages")
	n.arrives("thanks for what they did")
	n.tabTo("Approve")
	n.press("\r")
	n.arrives("Nothing waits")
	x.until(day(time.January, 16))
	if todo := plain(x.own("GET", "/tasks")); strings.Contains(todo, "Thank Ana") {
		t.Errorf("Ana was thanked by letter, and is to be thanked once more: %s", todo)
	}
	card := own.URL + "/introductions/" + string(x.introduced().ID)
	for i, stage := range []string{"Sp", "Cl"} { // it fits; closed
		n.moves(card, stage)
		x.until(day(time.January, 20+i))
	}
	m.at(clients.URL + answer)
	m.arrives("Thank you.")
	x.until(day(time.March, 30))
	thanks := 0
	for _, l := range x.letters {
		switch text := l.Message.Text; {
		case l.Message.To.Address != "ana@northwind.example":
			t.Errorf("%s was written to:\n%s", l.Message.To.Address, text)
		case strings.Contains(text, "the introduction"):
			if thanks++; strings.Contains(text, "/a/") {
				t.Errorf("thanks ask again:\n%s", text)
			}
		case text != letter:
			t.Errorf("another letter:\n%s", text)
		}
	}
	if thanks != 1 {
		t.Errorf("Ana was thanked %d times in %d letters", thanks, len(x.letters))
	}
	has(t, "given and received", plain(x.own("GET", "/people/"+id+"/giving")), "an introduction for the platform role at Northwind")
}
