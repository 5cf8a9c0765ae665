package admin

import (
	"net/http"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/sim"
	"github.com/goodturn-app/goodturn/store"
)

// playable is with how many people the coming two weeks are played for a page. The copy that is played is in memory, some 20 kB a
// person, beside the program that sends; more people are looked at in a process of their own, which is the command.
const playable = 20_000

// live shows who would get what in the coming two weeks, as the engine itself plays them, and what is missing before anything can leave.
func (a *admin) live(w http.ResponseWriter, r *http.Request) error {
	lacks, err := a.Program.BeforeLive(r.Context())
	if err != nil {
		return err
	}
	var set goodturn.Settings
	people := 0
	if err := a.DB.Read(r.Context(), func(tx *store.Tx) (err error) {
		if set, err = tx.Settings(); err != nil {
			return err
		}
		people, err = tx.CountContacts()
		return err
	}); err != nil {
		return err
	}
	v := Live{Already: set.Mode == goodturn.ModeLive, Action: "/live", Lead: "This is who would hear from you. Nothing that came due before you begin is caught up.",
		Rules: []string{"In the first week at most three messages a day leave, each after you have approved it. You can pause at any time."}}
	if set.Mode == goodturn.ModeLive {
		v.Lead = "This is who hears from you. What waits says why."
		v.Rules = []string{"You can pause at any time."}
		if set.Approve {
			v.Rules = []string{"Each leaves after you have approved it. You can pause at any time."}
		}
		if a.Clock.Now().Before(set.LiveAt.Add(aWeek)) {
			v.Rules = append([]string{"In the first week at most three messages a day leave."}, v.Rules...)
		}
	}
	v.Missing = missing(lacks)
	if people > playable {
		v.Later = "With more than " + thousands(playable) + " people the coming two weeks are played at the terminal: goodturn live. Every person's own page shows what comes next for them."
		return a.page(w, r, "settings", "Going live", LivePage(v))
	}
	report, err := a.ahead.Look(r.Context(), a.Program, a.Background, patience)
	switch {
	case err != nil:
		return err
	case report == nil:
		v.Later = "The coming two weeks are being played through, message for message, which takes a while with so many people. Look again in a minute."
		v.Again = Action{Text: "Look again", Href: "/live"}
	default:
		v.Notes = report.Notes
		sum := report.Totals()
		v.Sum = "The coming 14 days: " + count(sum.Messages(), "message", "messages") + " and " + count(sum.Calls, "thing", "things") + " for you to do."
		if held := len(report.Rows) - sum.Messages() - sum.Calls; held > 0 {
			v.Sum += " " + count(held, "more waits or does", "more wait or do") + " not go."
		}
		v.Days = daysOf(report)
	}
	return a.page(w, r, "settings", "Going live", LivePage(v))
}

// daysOf sorts a report under its days, each where the person lives; what waits beyond its end comes last.
func daysOf(r *sim.PlanReport) (out []Day) {
	at := map[string]int{}
	under := func(title string) *Day {
		i, there := at[title]
		if !there {
			i, at[title] = len(out), len(out)
			out = append(out, Day{Title: title})
		}
		return &out[i]
	}
	beyond := slices.IndexFunc(r.Rows, func(x sim.PlanRow) bool { return !x.At.Before(r.To) })
	for i, x := range r.Rows {
		title := "Beyond these days"
		if beyond < 0 || i < beyond {
			day := program.DayIn(x.At, x.Zone)
			title = day.Weekday().String() + " " + day.Long()
		}
		d := under(title)
		p := Planned{Person: Person{x.Contact, x.Name}, When: program.LocalTime(x.At, x.Zone), What: goodturn.LowerFirst(x.Title), Href: "/people/" + string(x.Contact)}
		if x.What != sim.Goes {
			p.Why = strings.ToUpper(x.Words()[:1]) + x.Words()[1:]
		}
		if x.What != sim.Goes && x.What != sim.Call {
			d.Held++
		}
		d.Rows = append(d.Rows, p)
	}
	return out
}
