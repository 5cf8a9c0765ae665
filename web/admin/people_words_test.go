package admin_test

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
)

func (v *village) add(n people.NewPerson) string {
	v.t.Helper()
	n.By, n.Anyway = v.owner.ID, true
	added, err := people.New(v.p).AddByHand(context.Background(), n)
	if err != nil {
		v.t.Fatal(err)
	}
	return "/people/" + string(added.Contact.ID)
}

// What a page calls a message is what its words are about: a seller has no exemption to file for.
func TestASellersMessagesAreCalledWhatTheyAre(t *testing.T) {
	v := newVillage(t)
	dora := "/people/" + string(v.who["Dora"]) // sold in December 2025
	has(t, v.get(dora), "“The papers from the sale” was delivered.", "The sale and the tax return")
	for _, page := range []string{v.get(dora), v.get(dora + "/dates"), v.get(dora + "/why"), v.get("/people?q=Dora")} {
		hasNot(t, main(page), "Home update", "home update", "Property tax and exemptions", "property tax and exemptions")
	}
	has(t, v.get("/people/"+string(v.who["Ana"])), "“Home update” was delivered.")
}

func TestADealAheadIsNotToldAsDone(t *testing.T) {
	v := newVillage(t)
	at := v.add(people.NewPerson{Name: "Olu Ade", Email: "olu@example.com", Closed: goodturn.Date{Year: 2026, Month: 8, Day: 18}, Side: goodturn.SideBought, Address: "8 Summit Avenue, New York, NY 10002"})
	page := v.get(at)
	has(t, page, "Buys 8 Summit Avenue, August 2026", "not closed yet", "A closing was noted for 18 August 2026.")
	hasNot(t, main(page), "Bought", "theirs now", "The closing.")
	has(t, v.get("/people?q=Olu"), "Buys 8 Summit Avenue")
}

// Of a couple one gets the letters. The list says so of the other, and its sum says how many there are.
func TestTheOtherHalfOfACoupleIsNotAStranger(t *testing.T) {
	v := newVillage(t)
	at := v.add(people.NewPerson{Name: "Lou Ruiza", Email: "lou@example.com"})
	ana, lou := v.who["Ana"], goodturn.ID(at[len("/people/"):])
	if _, err := people.New(v.p).JoinHousehold(context.Background(), ana, lou, v.owner.ID); err != nil {
		t.Fatal(err)
	}
	has(t, v.get("/people"), "13 people: 12 in the plan; 1 without a deal of their own.")
	has(t, v.get("/people?q=Lou"), "In one household with Ana Ruiza", "Nothing of their own is planned.")
}

// A letter that begins with two names and a page that knows nobody beside them contradict each other.
func TestAnEntryForTwoSaysSo(t *testing.T) {
	v := newVillage(t)
	has(t, v.get("/people/"+string(v.who["Ben"])), "Nobody shares their household")
	v.write(func(tx *store.Tx) error {
		c, err := tx.Contact(v.who["Ben"])
		if err != nil {
			return err
		}
		c.Greeting = "Ben and Mo"
		return tx.UpdateContact(c)
	})
	has(t, v.get("/people/"+string(v.who["Ben"])), "One entry for two: letters begin with “Ben and Mo”.")
}

// What Today counts can be read where it says so, and nothing is counted of which it is known already that it cannot go.
func TestTodayCountsWhatCanLeaveAndLeadsToIt(t *testing.T) {
	v := newVillage(t)
	v.write(func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.Mode, s.Approve = goodturn.ModeObserve, false
		return tx.SaveSettings(s)
	})
	has(t, v.get("/"), "Nothing leaves before")
	due := goodturn.Date{Year: 2026, Month: 6, Day: 10} // a month later is this week
	v.add(people.NewPerson{Name: "Lou Reed", Email: "lou@example.com", Closed: due, Side: goodturn.SideBought, Address: "8 Summit Avenue, New York, NY 10002"})
	page := v.get("/")
	has(t, page, "One message would leave this week", "Lou Reed")
	if !strings.Contains(page, `href="/live">Read it`) {
		t.Errorf("what leaves without a yes is to be read on a page that shows only what waits for one:\n%s", main(page))
	}
	has(t, v.get("/live"), "Lou Reed")
	v.add(people.NewPerson{Name: "J. Smith", Email: "js@example.com", Closed: due, Side: goodturn.SideBought, Address: "9 Summit Avenue, New York, NY 10002"})
	v.add(people.NewPerson{Name: "Oak LLC", Email: "oak@example.com", Closed: due, Side: goodturn.SideBought, Address: "10 Summit Avenue, New York, NY 10002"})
	page = v.get("/")
	has(t, page, "One message would leave this week", "Waiting on you 2", "2 names are unclear")
}

// The year shows a letter to somebody by name. It is the one that this very person gets, not another wording of it.
func TestTheYearShowsWhatThatPersonGets(t *testing.T) {
	v := newVillage(t)
	looked := 0
	for n := 1; n <= 9; n++ {
		_, page, _ := v.do("GET", fmt.Sprintf("/year?read=%d", n), nil) // its words may put two people "in touch"
		_, letter, _ := strings.Cut(main(page), "as a client would get them ")
		shown, rest, ok := strings.Cut(letter, " to ")
		if !ok || strings.Contains(letter[:60], "Nobody gets") {
			continue
		}
		step := regexp.MustCompile(`href="/words/([a-z-]+)"`).FindStringSubmatch(page)[1]
		for name, id := range v.who {
			if !strings.HasPrefix(rest, name+" Ruiz") {
				continue
			}
			for _, x := range v.card(id).Touches {
				if x.Step == step && x.State == goodturn.Planned {
					looked++
					_, own, _ := v.do("GET", "/messages/"+string(x.ID), nil)
					has(t, own, shown)
					break
				}
			}
		}
	}
	if looked < 4 {
		t.Errorf("only %d letters could be compared", looked)
	}
}

// Adding a deal moves nothing that is planned; that is not the same as planning nothing.
func TestAnotherDealSaysThatItBringsAPlan(t *testing.T) {
	v := newVillage(t)
	at := v.add(people.NewPerson{Name: "Lou Reed", Email: "lou@example.com"})
	has(t, v.get(at+"/deals/new"), "Add a deal")
	_, page, _ := v.do("POST", at+"/deals/new", url.Values{"side": {"bought"}, "date": {"2026-06-10"}, "address": {"8 Summit Avenue, New York, NY 10002"}, "step": {"look"}})
	has(t, page, "Add a deal", "What follows from this deal is planned when you keep it.")
	v.post(at+"/deals/new", "side", "bought", "date", "2026-06-10", "address", "8 Summit Avenue, New York, NY 10002", "step", "save")
	deal := regexp.MustCompile(`href="(` + at + `/deals/[^"n][^"]*)"`).FindStringSubmatch(v.get(at))[1]
	has(t, v.get(deal), "Correct what is on file")
}
