package admin_test

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/funnel"
	"github.com/goodturn-app/goodturn/store"
)

func TestWhatAskingLedToIsNarrowedToWordsAndNamesItsPeople(t *testing.T) {
	v := newVillage(t)
	v.write(func(tx *store.Tx) error {
		for i, who := range []string{"Ana", "Ben", "Chen"} {
			a := goodturn.Ask{TouchID: tx.NewID(), ContactID: v.who[who], OwnerID: v.owner.ID, Playbook: "real-estate", Campaign: "real-estate", Step: "first-ask", Trigger: "plan", Channel: goodturn.ChannelEmail,
				Wording: []string{"first-ask/bought.email.1", "first-ask/bought.email.2", goodturn.OwnWords}[i], OpenedAt: v.now.AddDate(0, 0, -20)}
			if err := tx.OpenAsk(&a); err != nil {
				return err
			}
			if err := tx.Reach(a, v.now, string(funnel.Delivered)); err != nil {
				return err
			}
		}
		return nil
	})
	day := goodturn.DateOf(v.now.AddDate(0, 0, -20))
	of := "first=" + day.String() + "&last=" + day.String()
	page := v.get("/introductions/led-to?at=delivered&" + of)
	has(t, page, "3 requests arrived", "definition 1", "Ana Ruiza", "Ben Ruizb", "bought, wording 2 of 3: “I&#39;d rather meet people through a past client", "words written for one person")
	read := regexp.MustCompile(`href="(/words/first-ask[^"]*bought\.email\.1)"`).FindStringSubmatch(page)
	if read == nil {
		t.Fatal("the words of a wording cannot be read")
	}
	has(t, v.get(html.UnescapeString(read[1])), "all the way to the keys in")
	for query, want := range map[string]string{"wording=first-ask/bought.email.2": "Ben", "wording=own": "Chen"} {
		page := v.get("/introductions/led-to?at=delivered&" + of + "&" + query)
		has(t, page, "1 request arrived", want+" Ruiz")
		hasNot(t, page, "Ana Ruiza")
		inside(t, page, `href="/introductions/led-to?`+html.EscapeString("at=delivered&"+of+"&"+strings.ReplaceAll(query, "/", "%2F"))) // the numbers keep what was chosen
	}
	has(t, v.get("/introductions/led-to?campaign=other"), "No request has arrived")
	has(t, v.get("/introductions/led-to?at=delivered&first="+day.AddDays(1).String()), "No request has arrived")
}
