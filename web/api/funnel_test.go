package api

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/funnel"
	"github.com/goodturn-app/goodturn/store"
)

func TestTheFunnelAndThePeopleBehindItComeByTheSameChoice(t *testing.T) {
	o := newOffice(t)
	words := []string{"first-ask/bought.email.1", "first-ask/bought.email.1", "first-ask/bought.email.1", "first-ask/bought.email.2"}
	if err := o.db.Write(context.Background(), func(tx *store.Tx) error {
		for i, w := range words {
			a := goodturn.Ask{TouchID: tx.NewID(), ContactID: tx.NewID(), OwnerID: o.owner.ID, Playbook: "real-estate", Campaign: "real-estate", Step: "first-ask", Trigger: "plan", Channel: goodturn.ChannelEmail, Wording: w, OpenedAt: o.now.AddDate(0, 0, -20)}
			if err := tx.OpenAsk(&a); err != nil {
				return err
			}
			steps := []funnel.Step{funnel.Delivered, funnel.Intent}
			for _, s := range steps[:1+i%2] {
				if err := tx.Reach(a, o.now, string(s)); err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	r := o.ok("GET", "/v1/funnel", "").JSON
	def, yes, kinds := r["yes_rate_definition"].(map[string]any), r["yes_rate"].(map[string]any), r["kinds"].([]any)
	if def["version"] != float64(funnel.YesRateVersion) || yes["count"] != 2.0 || yes["of"] != 4.0 || yes["rate"] != 0.5 || yes["too_early"] != true || yes["low"].(float64) >= 0.5 || len(kinds) != 2 {
		t.Errorf("%v", r)
	}
	if k := kinds[0].(map[string]any); k["wording_words"] != "bought, wording 1 of 3: “You've watched me work all the way to the …”" || k["asks"] != 3.0 {
		t.Errorf("%v", k)
	}
	for query, want := range map[string]int{"": 4, "?wording=" + url.QueryEscape(words[0]): 3, "?wording=own": 0, "?campaign=real-estate&step=first-ask&channel=email&trigger=plan": 4, "?campaign=other": 0, "?last=2026-01-31": 0, "?first=2026-02-11&last=2026-02-11": 4} {
		r := o.ok("GET", "/v1/funnel"+query, "").JSON
		arrived := r["stages"].([]any)[0].(map[string]any)
		if arrived["stage"] != "delivered" || arrived["asks"] != float64(want) {
			t.Errorf("%q: %v", query, arrived)
		}
		people := 0
		for next := "1"; next != ""; {
			at := "/v1/funnel/delivered/people?limit=2"
			if query != "" {
				at += "&" + query[1:]
			}
			if next != "1" {
				at += "&cursor=" + next
			}
			r := o.ok("GET", at, "").JSON
			people += len(r["items"].([]any))
			next, _ = r["next_cursor"].(string)
		}
		if people != want {
			t.Errorf("%q: %d people behind %d", query, people, want)
		}
	}
	for _, bad := range []string{"/v1/funnel?first=soon", "/v1/funnel?first=2026-02-01&last=2026-01-01", "/v1/funnel?variant=1", "/v1/funnel/opened/people"} {
		if r := o.send("GET", bad, ""); r.Code != 422 && r.Code != 400 {
			t.Errorf("%s: %d %s", bad, r.Code, r.Body)
		}
	}
	if r := o.ok("GET", "/v1/funnel/deals", ""); len(r.JSON["items"].([]any)) != 0 {
		t.Errorf("%s", r.Body)
	}
}

func TestACursorHoldsWhateverChangesMeanwhile(t *testing.T) {
	o := newOffice(t)
	ids := map[string]string{}
	for _, n := range []string{"Ada", "Bea", "Cid", "Dov", "Eva"} {
		r := o.ok("POST", "/v1/contacts", `{"name":"`+n+` Ruiz","email":"`+n+`@example.com","closed":"2025-11-20","side":"sold","anyway":true}`)
		ids[n] = r.JSON["contact"].(map[string]any)["id"].(string)
	}
	if err := o.db.Write(context.Background(), func(tx *store.Tx) error {
		for i := range 4 {
			if _, err := tx.OpenTask(&goodturn.Task{OwnerID: o.owner.ID, Kind: goodturn.TaskCall, Title: "Call", DueAt: o.now.Add(time.Duration(i) * time.Minute), Key: string(rune('a' + i))}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	rest := func(path string, r reply) (n int) {
		t.Helper()
		return len(o.ok("GET", path+"&cursor="+r.JSON["next_cursor"].(string), "").JSON["items"].([]any))
	}
	two := o.ok("GET", "/v1/contacts?limit=2", "")
	o.ok("PATCH", "/v1/contacts/"+ids["Bea"], `{"given":"Zoe","family":"Zimmer"}`)
	if got := rest("/v1/contacts?limit=9", two); got != 4 { // Cid, Dov, Eva; and Bea again, who is at the end now
		t.Errorf("after somebody was renamed the next page has %d", got)
	}
	two = o.ok("GET", "/v1/contacts?limit=2", "")
	o.ok("POST", "/v1/contacts/"+ids["Cid"]+"/erase", `{"sure":true}`)
	if got := rest("/v1/contacts?limit=9", two); got != 3 {
		t.Errorf("after somebody was erased the next page has %d", got)
	}
	tasks := o.ok("GET", "/v1/tasks?limit=2", "")
	last := tasks.JSON["items"].([]any)[1].(map[string]any)["id"].(string)
	want := len(o.ok("GET", "/v1/tasks?limit=50", "").JSON["items"].([]any)) - 2
	o.ok("POST", "/v1/tasks/"+last+"/outcome", `{"outcome":"later"}`)
	if got := rest("/v1/tasks?limit=9", tasks); got != want+1 { // and the one that was put off, at the end
		t.Errorf("after a task was put off the next page has %d, want %d", got, want+1)
	}
	for path, want := range map[string]string{"/v1/contacts?cursor=x": "query.cursor", "/v1/funnel?first=soon": "query.first"} {
		if r := o.send("GET", path, ""); r.Code != 422 || !strings.Contains(r.Body.String(), `"location":"`+want+`"`) {
			t.Errorf("%s: %d %s", path, r.Code, r.Body)
		}
	}
}
