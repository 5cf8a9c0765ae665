package api

import (
	"context"
	"net/url"
	"testing"

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
				if _, err := tx.Reach(a, string(s), o.now); err != nil {
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
