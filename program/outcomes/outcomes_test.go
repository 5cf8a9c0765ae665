package outcomes_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/funnel"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/outcomes"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/program/said"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

var now = time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)

// house is a program with the plans that ship, and asks of 1 August that have come to stages.
func house(t *testing.T) *outcomes.Outcomes {
	t.Helper()
	clock := goodturn.ClockFunc(func() time.Time { return now })
	db, err := sqlite.OpenMemory(t.Context(), store.Options{Clock: clock, Rand: rand.New(rand.NewSource(1))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	library := map[string]*playbook.Shipped{}
	for _, name := range playbook.Packs() {
		if library[name], err = playbook.Library(name); err != nil {
			t.Fatal(err)
		}
	}
	return outcomes.New(program.New(program.Deps{DB: db, Rand: rand.New(rand.NewSource(1)), Library: library}), clock)
}

// asked puts n asks of a kind there, of which yes said yes.
func asked(t *testing.T, o *outcomes.Outcomes, k store.FunnelKind, n, yes int) {
	t.Helper()
	if err := o.DB.Write(t.Context(), func(tx *store.Tx) error {
		for i := range n {
			a := goodturn.Ask{TouchID: tx.NewID(), ContactID: tx.NewID(), OwnerID: k.Owner, Playbook: k.Playbook, Step: k.Step, Campaign: k.Campaign, Trigger: k.Trigger, Channel: k.Channel, Wording: k.Wording,
				OpenedAt: time.Date(2026, 8, 1, 15, 0, 0, 0, time.UTC)}
			if err := tx.OpenAsk(&a); err != nil {
				return err
			}
			steps := []funnel.Step{funnel.Delivered}
			if i < yes {
				steps = append(steps, funnel.Viewed, funnel.Answered, funnel.Intent)
			}
			for _, s := range steps {
				if err := tx.Reach(a, now, string(s)); err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func kind(wording string) store.FunnelKind {
	return store.FunnelKind{Owner: "u1", AskTag: goodturn.AskTag{Campaign: "real-estate", Playbook: "real-estate", Step: "first-ask", Trigger: "plan", Channel: goodturn.ChannelEmail, Wording: wording}}
}

func TestTheFiguresAreTakenApartByTheWordsInWhichWasAsked(t *testing.T) {
	o := house(t)
	asked(t, o, kind("first-ask/bought.email.1"), 30, 6)
	asked(t, o, kind("first-ask/bought.email.2"), 25, 2)
	hand := kind("own")
	hand.Campaign, hand.Playbook, hand.Step, hand.Trigger = "the platform role at Northwind", "professional", "introduction", program.Hand
	asked(t, o, hand, 3, 1)

	seen, err := o.Read(t.Context(), goodturn.DateOf(now).AddDays(-90), goodturn.DateOf(now), store.FunnelFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range seen.By(outcomes.ByPlan, outcomes.ByWording) {
		got = append(got, seen.Say(outcomes.ByWording, g.Kind)+" "+g.Yes.String())
	}
	want := []string{
		"bought, wording 1 of 3: “You've watched me work all the way to the …” 6 of 30, 20%, 95% interval 10-37%",
		"bought, wording 2 of 3: “I'd rather meet people through a past client than …” 2 of 25, 8%, 95% interval 2-25%",
		"words written for one person 1 of 3, too early to say more",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("by wording:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	var forWhat []string
	for _, c := range seen.Choices(outcomes.ByCampaign) {
		forWhat = append(forWhat, c.Text)
	}
	if strings.Join(forWhat, ", ") != "The years after a closing, the platform role at Northwind" {
		t.Errorf("campaigns: %q", forWhat)
	}

	for name, f := range map[string]store.FunnelFilter{"by its words": {Wording: "first-ask/bought.email.2"}, "by what it was for": {Campaign: hand.Campaign}, "by both at once": {Campaign: "real-estate", Wording: "first-ask/bought.email.2"}} {
		want := map[string]int{"by its words": 25, "by what it was for": 3, "by both at once": 25}[name]
		seen, err := o.Read(t.Context(), goodturn.DateOf(now).AddDays(-90), goodturn.DateOf(now), f)
		if err != nil || seen.Steps[funnel.Delivered] != want || len(seen.By(outcomes.Dimensions...)) != 1 {
			t.Errorf("%s: %d, %+v, %v", name, seen.Steps[funnel.Delivered], seen.By(outcomes.Dimensions...), err)
		}
		people, err := reach.AtStep(t.Context(), o.DB, funnel.Delivered, goodturn.DateOf(now).AddDays(-90), goodturn.DateOf(now), f, "", 100)
		if err != nil || len(people) != want {
			t.Errorf("%s: %d people behind %d, %v", name, len(people), want, err)
		}
	}
}

// Whoever looks at figures by words must see which words they are.
func TestNoTwoWordingsOfARequestAreCalledAlike(t *testing.T) {
	o := house(t)
	names, err := o.Names(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for plan, pack := range o.Library {
		seen := map[string]string{}
		for _, x := range pack.Words.All() {
			k := store.FunnelKind{AskTag: goodturn.AskTag{Playbook: plan, Wording: x.Name}}
			said := names.Say(outcomes.ByWording, k)
			_, begins, _ := strings.Cut(said, "“")
			if len(strings.Fields(begins)) < 3 || strings.Contains(said, "{{") || strings.Contains(begins, "”:") {
				t.Errorf("%s: %s is called %q", plan, x.Name, said)
			}
			if other := seen[x.Folder+said]; other != "" {
				t.Errorf("%s: %s and %s are both called %q", plan, x.Name, other, said)
			}
			seen[x.Folder+said] = x.Name
		}
	}
}

// Words that the owner changed, and changed back, are told apart by what stood there when each ask left.
func TestTwoTextsUnderOneNameNeverLookLikeOne(t *testing.T) {
	o := house(t)
	pack := o.Library["real-estate"]
	const name = "first-ask/bought.email.1"
	shipped, _ := pack.Words.Named(name)
	source := shipped.Template.Source().Text
	var versions []*playbook.Words
	for _, text := range []string{source, strings.Replace(source, "You've watched me work", "You saw how I work", 1), source + "\n\nP.S. Say hello to the garden.\n", source} {
		w, err := pack.Words.With(name, text, message.CatalogueFor(pack.Playbook.Pack))
		if err != nil {
			t.Fatal(err)
		}
		versions = append(versions, w)
	}
	day := func(i int) time.Time { return time.Date(2026, 8, 1+i, 15, 0, 0, 0, time.UTC) }
	ask := func(at time.Time, w *playbook.Words, wording string) {
		t.Helper()
		now = at
		if err := o.DB.Write(t.Context(), func(tx *store.Tx) error {
			asks := []goodturn.Ask{{ID: tx.NewID(), TouchID: tx.NewID(), ContactID: tx.NewID(), OwnerID: "u1", Playbook: "real-estate", Step: "first-ask", Campaign: "real-estate", Trigger: "plan", Channel: goodturn.ChannelEmail,
				Wording: wording, OpenedAt: at}}
			if err := said.Open(tx, asks, map[string]*playbook.Words{"real-estate": w}); err != nil {
				return err
			}
			err := tx.Reach(asks[0], at, string(funnel.Delivered))
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	was := now
	defer func() { now = was }()
	for i, w := range versions {
		ask(day(i), w, name)
	}
	ask(day(9), pack.Words, goodturn.OwnWords)
	ask(day(9), pack.Words, "first-ask/bought.email.2")
	// The plan holds other words today, which nobody was sent.
	today := strings.Replace(source, "You've watched me work", "Today's words are others", 1)
	if err := o.DB.Write(t.Context(), func(tx *store.Tx) error {
		return tx.SaveWords(store.Words{Playbook: "real-estate", Name: name, Body: today})
	}); err != nil {
		t.Fatal(err)
	}
	seen, err := o.Read(t.Context(), goodturn.DateOf(now).AddDays(-90), goodturn.DateOf(now), store.FunnelFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range seen.Choices(outcomes.ByWording) {
		got = append(got, fmt.Sprint(c.Asks, " ", c.Text))
		if tag, other := c.Value, strings.HasPrefix(c.Value, name); (seen.Today("real-estate", tag) == "") != (other || tag == goodturn.OwnWords) {
			t.Errorf("%s stands in the plan today as %q", tag, seen.Today("real-estate", tag))
		}
	}
	want := []string{
		"2 bought, wording 1 of 3, version 1, first sent on 1 August 2026: “You've watched me work all the way to the …”",
		"1 bought, wording 1 of 3, version 2, first sent on 2 August 2026: “You saw how I work all the way to …”",
		"1 bought, wording 1 of 3, version 3, first sent on 3 August 2026: “You've watched me work all the way to the …”",
		"1 bought, wording 2 of 3: “I'd rather meet people through a past client than …”",
		"1 words written for one person",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("words:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, g := range seen.By(outcomes.ByWording) {
		if tag := g.Kind.Wording; strings.HasPrefix(tag, name) && (!strings.Contains(seen.Source("real-estate", tag), "work all the way") || strings.ContainsAny(seen.Source("real-estate", tag), "{}")) {
			t.Errorf("%s is read as %q", tag, seen.Source("real-estate", tag))
		}
	}
}

func TestMoneyIsThatOfTheRequestsThatWereChosen(t *testing.T) {
	o := house(t)
	first, second := kind("first-ask/bought.email.1"), kind("first-ask/bought.email.2")
	asked(t, o, first, 1, 1)
	asked(t, o, second, 1, 1)
	if err := o.DB.Write(t.Context(), func(tx *store.Tx) error {
		asks, err := tx.ListAsks("", "", 10)
		if err != nil {
			return err
		}
		rows := []goodturn.Referral{{Friend: "Lee", ReferrerID: "c", OwnerID: "u2", Source: goodturn.ReferralByOwner, FeeMinor: 500_000, Currency: "USD"}, {Friend: "Kim", OwnerID: "u1", Source: goodturn.ReferralOwn, FeeMinor: 7, Currency: "USD"}}
		for _, a := range asks { // who looks after a friend need not be who asked
			rows = append(rows, goodturn.Referral{Friend: a.Wording, AskID: a.ID, Tag: a.Tag(), ReferrerID: a.ContactID, OwnerID: "u2", Source: goodturn.ReferralByCode, FeeMinor: 900_000, Currency: "USD"})
		}
		for i := range rows {
			rows[i].Stage, rows[i].StageAt = goodturn.StageWon, now
			if err := tx.InsertReferral(&rows[i]); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		chosen         outcomes.Chosen
		asks, all, own int
	}{
		"nothing is chosen": {outcomes.Chosen{}, 2, 3, 1}, "by words": {outcomes.Chosen{Wording: second.Wording}, 1, -1, -1},
		"by the one who asked": {outcomes.Chosen{Owner: "u1"}, 2, -1, -1}, "by one who asked nobody": {outcomes.Chosen{Owner: "u2"}, 0, -1, -1}, "days before": {outcomes.Chosen{First: "2026-07-01", Last: "2026-07-31"}, 0, 0, 0},
	} {
		f, err := o.FiguresOf(t.Context(), x.chosen)
		if err != nil {
			t.Fatal(err)
		}
		count := func(r *outcomes.Revenue) int {
			if r == nil {
				return -1
			}
			return r.Deals
		}
		if f.Money.Asks.Deals != x.asks || count(f.Money.All) != x.all || count(f.Money.Own) != x.own {
			t.Errorf("%s: %d of asks, %d of all, %d of their own", name, f.Money.Asks.Deals, count(f.Money.All), count(f.Money.Own))
		}
		for road, want := range map[reach.Road]int{reach.RoadAsk: x.asks, reach.RoadAny: max(x.all, 0), reach.RoadOwn: max(x.own, 0)} {
			if deals, err := o.DealsOf(t.Context(), x.chosen, road); err != nil || len(deals) != want {
				t.Errorf("%s: %d deals behind %d by the road %q, %v", name, len(deals), want, road, err)
			}
		}
	}
	for _, c := range []outcomes.Chosen{{First: "yesterday"}, {Last: "2026-13-01"}, {First: "2026-02-01", Last: "2026-01-01"}} {
		if _, err := o.FiguresOf(t.Context(), c); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
