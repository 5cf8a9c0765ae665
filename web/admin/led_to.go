package admin

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/funnel"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/report"
)

// periods are the times that the page can look back over.
var periods = []struct {
	word, text string
	days       int
}{{"90", "the last 90 days", 90}, {"365", "the last year", 365}, {"all", "since the beginning", 365 * 20}}

// ledShown is how many people behind a number a page has.
const ledShown = 50

// ledTo is the page of what asking led to.
func (a *admin) ledTo(w http.ResponseWriter, r *http.Request) error {
	q, now := r.URL.Query(), a.Clock.Now()
	last := goodturn.DateOf(now)
	v := LedTo{}
	days, period := 365, "365"
	for _, p := range periods {
		if q.Get("period") == p.word {
			days, period = p.days, p.word
		}
	}
	for _, p := range periods {
		v.Period = append(v.Period, Option{Value: p.word, Text: p.text, Chosen: p.word == period})
	}
	first := last.AddDays(-days)
	f := store.FunnelFilter{Owner: goodturn.ID(q.Get("owner")), Playbook: q.Get("plan"), Step: q.Get("step"), Trigger: q.Get("trigger"), Channel: goodturn.Channel(q.Get("channel"))}
	x, err := reach.Read(r.Context(), a.DB, first, last, f)
	if err != nil {
		return err
	}
	users, err := a.users(r)
	if err != nil {
		return err
	}
	owners := map[goodturn.ID]string{}
	for _, u := range users {
		owners[u.ID] = u.Name
	}
	titles, plans := map[string]string{}, map[string]string{}
	for _, pack := range a.Program.Library {
		plans[pack.Playbook.Name] = pack.Playbook.Title
		for _, s := range pack.Playbook.Steps {
			titles[s.Name] = s.Title
		}
	}
	if v.Months, err = a.monthsSoFar(r.Context(), last); err != nil {
		return err
	}
	v.Lead = ledLead(x)
	v.Yes = []Figure{{rateShort(x.Yes), "said yes: " + x.Yes.String()}, {rateShort(x.Middle), "have somebody in mind: " + x.Middle.String()}}
	v.Yes = append(v.Yes, revenueFigures(x)...)
	v.How = "How yes is counted: " + funnel.YesRateVersion[strings.Index(funnel.YesRateVersion, ":")+2:] + "."
	before, most := 0, max(x.Steps[funnel.Delivered], 1)
	keep := func(at string, more ...string) string {
		return withQuery("/introductions/led-to", append([]string{"period", period, "owner", string(f.Owner), "plan", f.Playbook, "step", f.Step, "trigger", f.Trigger, "channel", string(f.Channel), "at", at}, more...)...)
	}
	for i, s := range funnel.Steps {
		n := x.Steps[s]
		row := LedStep{Text: s.Words(), N: n, Href: keep(string(s)) + "#who", Wide: 100 * n / most}
		if i > 0 && before > 0 {
			row.Share = funnel.Rate{X: min(n, before), N: before}.String()
		}
		before = n
		v.Steps = append(v.Steps, row)
	}
	v.Choices = choicesOf(x, f, owners, titles, plans)
	v.Kinds = kindsOf(x.Kinds, func(k store.FunnelKind) string { return kindOfAsk(k, owners, titles, len(owners) > 1) })
	if err := a.behindNumber(r, &v, q, first, last, f, keep, func(k store.FunnelKind) string { return kindOfAsk(k, owners, titles, len(owners) > 1) }); err != nil {
		return err
	}
	return a.page(w, r, "introductions", "What asking led to", LedToPage(v))
}

// monthsSoFar is what left and what came back in the last twelve months; nothing if nothing has left in them.
func (a *admin) monthsSoFar(ctx context.Context, last goodturn.Date) (out []Month, err error) {
	var months []report.PastMonth
	if err := a.DB.Read(ctx, func(tx *store.Tx) (err error) {
		months, err = report.MonthsOf(tx, last, 12)
		return err
	}); err != nil {
		return nil, err
	}
	left := 0
	for _, m := range months {
		out = append(out, Month{Short: m.First.Month.String()[:3], Long: fmt.Sprintf("%s %d", m.First.Month, m.First.Year), Values: m.Values, Asks: m.Asks, Answers: m.Answers})
		left += m.Values + m.Asks
	}
	if left == 0 {
		return nil, nil
	}
	return out, nil
}

// ledLead says the whole in one sentence.
func ledLead(x reach.Funnel) string {
	n := x.Steps[funnel.Delivered]
	if n == 0 {
		return "No request has arrived in this time, so there is nothing to say yet."
	}
	s := count(n, "request", "requests") + " arrived; " + count(x.Steps[funnel.Won], "deal", "deals") + " came of them so far."
	if x.Yes.Early() {
		s += " Too early to say more: a rate needs " + thousands(funnel.EnoughAt) + " requests that have had a fortnight."
	}
	return s
}

func rateShort(r funnel.Rate) string {
	if r.N == 0 {
		return "none yet"
	}
	return thousands(r.X) + " of " + thousands(r.N)
}

// revenueFigures says what introductions brought, and beside it the clients' own next deals.
func revenueFigures(x reach.Funnel) (out []Figure) {
	say := func(v reach.Revenue, words string) {
		if v.Deals == 0 {
			return
		}
		number := count(v.Deals, "deal", "deals")
		if v.FeeKnown > 0 {
			words += "; fees of " + money(v.Fees, v.Currency)
			if v.FeeKnown < v.Deals {
				words += ", known for " + thousands(v.FeeKnown)
			} else {
				words += ", " + money(v.Fees/int64(v.Deals), v.Currency) + " each"
			}
		}
		out = append(out, Figure{number, words})
	}
	say(x.Won, "from introductions, by whatever road")
	say(x.WonByAsk, "of them from a request")
	say(x.Own, "the clients' own next, which nobody introduced")
	return out
}

// choicesOf are the lists by which the page can be narrowed; a list with one entry is left out.
func choicesOf(x reach.Funnel, f store.FunnelFilter, owners map[goodturn.ID]string, titles, plans map[string]string) (out []Input) {
	list := func(name, label, all, chosen string, of func(store.FunnelKind) (string, string)) {
		i := Input{Name: name, Label: label, Options: []Option{{Text: all}}}
		seen := map[string]bool{}
		for _, k := range x.Kinds {
			if v, text := of(k.FunnelKind); v != "" && !seen[v] {
				seen[v] = true
				i.Options = append(i.Options, Option{Value: v, Text: text, Chosen: v == chosen})
			}
		}
		if len(seen) > 1 || chosen != "" {
			out = append(out, i)
		}
	}
	list("plan", "Which plan", "every plan", f.Playbook, func(k store.FunnelKind) (string, string) { return k.Playbook, orElse(plans[k.Playbook], k.Playbook) })
	list("step", "Which request", "every request", f.Step, func(k store.FunnelKind) (string, string) { return k.Step, orElse(titles[k.Step], k.Step) })
	list("trigger", "What prompted it", "whatever prompted it", f.Trigger, func(k store.FunnelKind) (string, string) { return k.Trigger, triggerWords(k.Trigger) })
	list("channel", "By which road", "by every road", string(f.Channel), func(k store.FunnelKind) (string, string) { return string(k.Channel), channelWords(k.Channel) })
	list("owner", "In whose name", "in everybody's name", string(f.Owner), func(k store.FunnelKind) (string, string) { return string(k.Owner), owners[k.Owner] })
	return out
}

func triggerWords(s string) string {
	switch s {
	case "plan":
		return "the calendar"
	case program.Hand:
		return "by hand"
	}
	return s
}

func channelWords(c goodturn.Channel) string {
	switch c {
	case goodturn.ChannelEmail:
		return "e-mail"
	case goodturn.ChannelSMS:
		return "text"
	}
	return string(c)
}

func kindOfAsk(k store.FunnelKind, owners map[goodturn.ID]string, titles map[string]string, withOwner bool) string {
	s := orElse(titles[k.Step], k.Step) + ", " + triggerWords(k.Trigger) + ", by " + channelWords(k.Channel)
	if withOwner {
		s += ", " + owners[k.Owner]
	}
	return s
}

// kindsOf adds up kinds that a page calls alike, the most frequent first: which wording it was is a matter of experiments.
func kindsOf(kinds []reach.FunnelKind, words func(store.FunnelKind) string) (out []LedKind) {
	sums := map[string]funnel.Rate{}
	var order []string
	for _, k := range kinds {
		w := words(k.FunnelKind)
		if _, seen := sums[w]; !seen {
			order = append(order, w)
		}
		sums[w] = funnel.Rate{X: sums[w].X + k.Yes.X, N: sums[w].N + k.Yes.N}
	}
	slices.SortStableFunc(order, func(a, b string) int { return sums[b].N - sums[a].N })
	for _, w := range order {
		out = append(out, LedKind{Text: w, Yes: sums[w].String()})
	}
	return out
}

// behindNumber names the people behind the number that was chosen.
func (a *admin) behindNumber(r *http.Request, v *LedTo, q url.Values, first, last goodturn.Date, f store.FunnelFilter, keep func(string, ...string) string, words func(store.FunnelKind) string) error {
	step := funnel.Step(q.Get("at"))
	for _, s := range funnel.Steps {
		if s == step {
			v.At = s.Words()
		}
	}
	if v.At == "" {
		return nil
	}
	list, err := reach.AtStep(r.Context(), a.DB, step, first, last, f, goodturn.ID(q.Get("before")), ledShown+1)
	if err != nil {
		return err
	}
	if len(list) > ledShown {
		list = list[:ledShown]
		v.More = keep(string(step), "before", string(list[ledShown-1].AskID)) + "#who"
	}
	var ids []goodturn.ID
	for _, m := range list {
		ids = append(ids, m.ContactID)
	}
	people, err := a.View.PersonLines(r.Context(), ids...)
	if err != nil {
		return err
	}
	now, zone := a.Clock.Now(), zoneOf(userIn(r.Context()))
	for _, m := range list {
		p := Person{Name: "somebody who was erased"}
		if l, ok := people[m.ContactID]; ok {
			p = personOf(l.Contact)
		}
		v.People = append(v.People, LedPerson{Person: p, Asked: words(m.Kind), When: strings.Replace(clock(m.At, now, zone), "Today", "today", 1)})
	}
	return nil
}

// users is everybody who can log in, and could.
func (a *admin) users(r *http.Request) (out []goodturn.User, err error) {
	err = a.DB.Read(r.Context(), func(tx *store.Tx) error {
		out, err = tx.Users()
		return err
	})
	return out, err
}
