package admin_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/browser"
)

// The whole way of asking somebody by hand, on a telephone: the plan, whom, why, the letter, letting it go, a promise, done.
func TestSomebodyIsAskedByHandOnATelephone(t *testing.T) {
	v := newVillage(t)
	pack, err := playbook.Library("professional")
	if err != nil {
		t.Fatal(err)
	}
	v.p.Library["professional"] = pack
	server := httptest.NewServer(v.web)
	t.Cleanup(server.Close)
	n := newcomer{browser.Start(t).Tab(t), t, server.URL}
	n.Look(390, false)
	n.Go(server.URL + "/requests")
	n.sees("People you know from work")
	n.does(`document.querySelector('form[action="/requests/plan"] button').click()`)
	n.sees("The plan is in use")

	var who goodturn.ID // somebody added by hand, with no deal and no history
	v.write(func(tx *store.Tx) error {
		c := goodturn.Contact{OwnerID: v.owner.ID, Given: "Noor", Family: "Haddad", Greeting: "Noor", SortKey: "haddad noor", Company: "Lakeside", Region: "US-NY", Zone: "America/New_York"}
		if err := tx.InsertContact(&c); err != nil {
			return err
		}
		who = c.ID
		if _, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: "noor@example.com", Shown: "noor@example.com", Primary: true}}); err != nil {
			return err
		}
		return tx.AppendConsents(goodturn.Consent{ContactID: c.ID, Channel: goodturn.ChannelEmail, Address: "noor@example.com", Basis: goodturn.BasisRelationship, Signer: "Dana", Source: "hand"})
	})
	today := goodturn.DateOf(v.now)
	n.Go(server.URL + "/requests/new")
	n.sees("Whom do you ask?")
	n.sees("Lakeside")
	n.does(`document.querySelector('input[value="` + string(who) + `"]').click(); document.querySelector('button[value="go"]').click()`)
	n.sees("Why Noor Haddad?")
	fill := `const set = (id, s) => { document.getElementById(id).value = s };
set("goal", "the platform role at Northwind"); set("by", "` + today.AddDays(40).String() + `"); set("why-` + string(who) + `", "You saw how I work when a date is fixed");
set("work-` + string(who) + `", "the port migration"); set("draft", "Dana kept a hard date."); `
	n.does(fill + `document.querySelector('form[action="/requests/new"] button').click()`)
	n.sees("when you and Noor Haddad were last in touch") // asked for, and never guessed
	n.does(`document.getElementById("last-` + string(who) + `").value = "` + today.AddDays(-20).String() + `"; document.querySelector('form[action="/requests/new"] button').click()`)
	n.sees("No need to say yes; please only write what you honestly think.")
	n.sees("A draft, only if it helps")
	n.does(`document.querySelector('form[action="/requests"] button').click()`)
	n.sees("Kept. Change the words as you like")
	sent := len(v.mail.Captured())
	v.until(v.now.Add(3 * 24 * time.Hour))
	for _, m := range v.mail.Captured()[sent:] {
		if m.Message.To.Address == "noor@example.com" {
			t.Fatal("it left unread")
		}
	}
	n.Go(server.URL + "/requests")
	n.sees("waits for you to read it")
	n.does(`[...document.querySelectorAll("main a")].find(a => a.textContent.includes("Read it and let it go")).click()`)
	n.sees("the port migration")
	n.does(`document.querySelector('button[value=approve]').click()`)
	n.sees("is approved")
	v.until(v.now.Add(4 * 24 * time.Hour))
	n.Go(server.URL + "/requests")
	n.sees("They promised")
	n.does(`[...document.querySelectorAll("main button")].find(b => b.textContent.includes("They promised")).click()`)
	n.sees("One word goes out on")
	n.does(`[...document.querySelectorAll("main button")].find(b => b.textContent.includes("It is done")).click()`)
	n.sees("A thank-you is drafted")
	n.Go(server.URL + "/people/" + string(who) + "/giving")
	n.sees("a recommendation for the platform role at Northwind")
	n.does(`document.getElementById("what").value = "read a grant proposal"; document.querySelector('form[action$="/giving"] button').click()`)
	n.sees("read a grant proposal")
}
