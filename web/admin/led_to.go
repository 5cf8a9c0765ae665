package admin

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/funnel"
	"github.com/goodturn-app/goodturn/program/outcomes"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/report"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// ledLook is what is looked at: which days, which asks, and how an address says so.
type ledLook struct {
	first, last goodturn.Date
	outcomes.Seen
	query []string // pairs of names and values
}

// at is the address of the page that shows the same, and more: pairs of names and values, of which the later win.
func (l ledLook) at(more ...string) string {
	return withQuery("/introductions/led-to", append(slices.Clone(l.query), more...)...)
}

// ledLook reads what an address asks to see. Days of one's own go before a period.
func (a *admin) ledLook(r *http.Request, v *LedTo) (l ledLook, err error) {
	q := r.URL.Query()
	l.last = goodturn.DateOf(a.Clock.Now())
	days, period := 365, "365"
	for _, p := range periods {
		if q.Get("period") == p.word {
			days, period = p.days, p.word
		}
	}
	l.first = l.last.AddDays(-days)
	own := false
	for _, d := range []struct {
		name string
		to   *goodturn.Date
	}{{"first", &l.first}, {"last", &l.last}} {
		if day, err := goodturn.ParseDate(q.Get(d.name)); err == nil && !day.IsZero() {
			*d.to, own = day, true
			l.query = append(l.query, d.name, day.String())
		}
	}
	if l.last.Before(l.first) {
		l.first, l.last = l.last, l.first
	}
	if own {
		v.First, v.Last, period = l.first.String(), l.last.String(), ""
		v.Period = []Option{{Text: "the days below", Chosen: true}}
	}
	l.query = append(l.query, "period", period)
	for _, p := range periods {
		v.Period = append(v.Period, Option{Value: p.word, Text: p.text, Chosen: p.word == period})
	}
	f := outcomes.Filter(func(d outcomes.Dimension) string { return q.Get(string(d)) })
	for _, d := range outcomes.Dimensions {
		l.query = append(l.query, string(d), q.Get(string(d)))
	}
	l.Seen, err = outcomes.New(a.Program, a.Clock).Read(r.Context(), l.first, l.last, f)
	return l, err
}

// ledTo is the page of what asking led to.
func (a *admin) ledTo(w http.ResponseWriter, r *http.Request) error {
	v := LedTo{}
	l, err := a.ledLook(r, &v)
	if err != nil {
		return err
	}
	if v.Months, err = a.monthsSoFar(r.Context(), goodturn.DateOf(a.Clock.Now())); err != nil {
		return err
	}
	v.Lead = ledLead(l.Funnel)
	v.Yes = []Figure{{rateShort(l.Yes), "said yes: " + l.Yes.String(), l.behind(funnel.Intent, l.Yes.X)}, {rateShort(l.Middle), "have somebody in mind: " + l.Middle.String(), l.behind(funnel.Middle, l.Middle.X)}}
	v.Yes = append(v.Yes, l.revenue()...)
	v.How = fmt.Sprintf("How yes is counted (definition %d): %s.", funnel.YesRateVersion, funnel.YesRateSays)
	before, most := 0, max(l.Steps[funnel.Delivered], 1)
	for i, s := range funnel.Steps {
		n := l.Steps[s]
		row := LedStep{Text: s.Words(), N: n, Href: l.behind(s, n), Wide: 100 * n / most}
		if i > 0 && before > 0 {
			row.Share = funnel.Rate{X: min(n, before), N: before}.String()
		}
		before = n
		v.Steps = append(v.Steps, row)
	}
	v.Choices = l.choices()
	v.Kinds = l.groups(func(k store.FunnelKind) string { return kindOfAsk(k, l.Names) }, outcomes.ByStep, outcomes.ByTrigger, outcomes.ByChannel, outcomes.ByPlan, outcomes.ByOwner)
	v.Wordings = l.groups(func(k store.FunnelKind) string {
		return l.Say(outcomes.ByStep, k) + ": " + l.Say(outcomes.ByWording, k)
	}, outcomes.ByPlan, outcomes.ByStep, outcomes.ByWording)
	if err := a.behindNumber(r, &v, l); err != nil {
		return err
	}
	return a.page(w, r, "introductions", "What asking led to", LedToPage(v))
}

// behind is the way to the people behind a number; none leads to nobody.
func (l ledLook) behind(s funnel.Step, n int) string {
	if n == 0 {
		return ""
	}
	return l.at("at", string(s)) + "#who"
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

// revenue says what introductions brought, and beside it the clients' own next deals.
func (l ledLook) revenue() (out []Figure) {
	add := func(road reach.Road, v reach.Revenue, words string) {
		if v.Deals == 0 {
			return
		}
		number := count(v.Deals, "deal", "deals")
		if v.FeeKnown > 0 {
			words += "; fees of " + say.Money(v.Fees, v.Currency)
			if v.FeeKnown < v.Deals {
				words += ", known for " + thousands(v.FeeKnown)
			} else {
				words += ", on average " + say.Money(v.Fees/int64(v.Deals), v.Currency)
			}
		}
		out = append(out, Figure{number, words, l.at("at", string(road)) + "#who"})
	}
	add(reach.RoadAny, l.Won, roadWords[reach.RoadAny])
	if l.Chosen() {
		add(reach.RoadAsk, l.WonByAsk, "won in this time, from these requests")
	} else {
		add(reach.RoadAsk, l.WonByAsk, roadWords[reach.RoadAsk])
	}
	add(reach.RoadOwn, l.Own, roadWords[reach.RoadOwn])
	return out
}

// choices are the lists by which the page can be narrowed; a list with one entry is left out. Wordings are told apart within one request.
func (l ledLook) choices() (out []Input) {
	chosen := outcomes.Values(l.Filter)
	for _, x := range []struct {
		by         outcomes.Dimension
		label, all string
	}{
		{outcomes.ByCampaign, "What it was for", "whatever it was for"}, {outcomes.ByPlan, "Which plan", "every plan"}, {outcomes.ByStep, "Which request", "every request"},
		{outcomes.ByTrigger, "What prompted it", "whatever prompted it"}, {outcomes.ByChannel, "By which road", "by every road"}, {outcomes.ByWording, "In which words", "in all words"}, {outcomes.ByOwner, "In whose name", "in everybody's name"},
	} {
		i := Input{Name: string(x.by), Label: x.label, Options: []Option{{Text: x.all}}}
		all := l.Choices(x.by)
		for _, c := range all {
			i.Options = append(i.Options, Option{Value: c.Value, Text: c.Text, Chosen: c.Value == chosen(x.by)})
		}
		if len(all) > 1 && !(x.by == outcomes.ByCampaign && slices.Equal(all, l.Choices(outcomes.ByPlan))) || chosen(x.by) != "" {
			out = append(out, i)
		}
	}
	return out
}

func kindOfAsk(k store.FunnelKind, n outcomes.Names) string {
	s := n.Say(outcomes.ByStep, k) + ", " + n.Say(outcomes.ByTrigger, k) + ", by " + n.Say(outcomes.ByChannel, k)
	if n.Owners() > 1 {
		s += ", " + n.Say(outcomes.ByOwner, k)
	}
	return s
}

// groups are the asks that were chosen, put together, each with the way to itself and to its words.
func (l ledLook) groups(words func(store.FunnelKind) string, dims ...outcomes.Dimension) (out []LedKind) {
	for _, g := range l.By(dims...) {
		var only []string
		for _, d := range dims {
			only = append(only, string(d), d.Of(g.Kind))
		}
		k := LedKind{Text: words(g.Kind), Yes: g.Yes.String(), Href: l.at(only...)}
		if folder, rest, ok := strings.Cut(l.Today(g.Kind.Playbook, g.Kind.Wording), "/"); ok {
			k.Read = withQuery("/words/"+folder, "plan", g.Kind.Playbook, "w", rest)
		} else {
			k.Was = l.Source(g.Kind.Playbook, g.Kind.Wording)
		}
		out = append(out, k)
	}
	return out
}

// behindNumber names the people, or the deals, behind the number that was chosen.
func (a *admin) behindNumber(r *http.Request, v *LedTo, l ledLook) error {
	at, before := r.URL.Query().Get("at"), goodturn.ID(r.URL.Query().Get("before"))
	if words, ok := roadWords[reach.Road(at)]; ok {
		v.At = "Deals " + words
		deals, err := reach.Deals(r.Context(), a.DB, reach.Road(at), l.first, l.last, l.Filter)
		for _, d := range deals {
			row := LedDeal{Friend: orElse(d.Friend, "somebody whose name is gone"), Href: "/introductions/" + string(d.ID), When: d.StageAt.Format("2 January 2006")}
			if d.FeeMinor > 0 {
				row.Fee = "fee of " + say.Money(d.FeeMinor, d.Currency)
			}
			v.Deals = append(v.Deals, row)
		}
		return err
	}
	step := funnel.Step(at)
	if !slices.Contains(funnel.Counted, step) {
		return nil
	}
	v.At = step.Words()
	list, err := reach.AtStep(r.Context(), a.DB, step, l.first, l.last, l.Filter, before, ledShown+1)
	if err != nil {
		return err
	}
	if len(list) > ledShown {
		list = list[:ledShown]
		v.More = l.at("at", at, "before", string(list[ledShown-1].AskID)) + "#who"
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
		if x, ok := people[m.ContactID]; ok {
			p = personOf(x.Contact)
		}
		v.People = append(v.People, LedPerson{Person: p, Asked: kindOfAsk(m.Kind, l.Names), When: strings.Replace(say.Clock(m.At, now, zone), "Today", "today", 1)})
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
