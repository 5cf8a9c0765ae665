package plans_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/program/plans"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/testtown"
)

var (
	ctx    = context.Background()
	start  = time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC)
	closed = goodturn.Date{Year: 2026, Month: 1, Day: 5}
)

func names(list []plans.Plan) (out []string) {
	for _, x := range list {
		out = append(out, x.Name)
	}
	return out
}

func use(t *testing.T, p *plans.Plans, w *testtown.Town, names ...string) plans.Change {
	t.Helper()
	c, err := p.Use(ctx, w.Owner.ID, names...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func sent(w *testtown.Town, c goodturn.Contact) (n int) {
	for _, x := range w.Touches(c.ID) {
		if x.State == goodturn.Sent {
			n++
		}
	}
	return n
}

func TestEveryPlanThatIsHereSaysWhatItDoes(t *testing.T) {
	w := testtown.New(t, start)
	w.Client("Ana", closed)
	list, err := plans.New(w.P).List(ctx)
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	homes, work := list[0], list[1]
	if homes.Name != "real-estate" || !homes.InUse || !homes.Main || homes.ByHand || homes.People != 1 || homes.Asks == 0 || homes.FirstAsk != "90 days" {
		t.Errorf("%+v", homes)
	}
	if work.Name != "professional" || work.InUse || !work.ByHand || work.People != 0 || work.Asks != 0 || !work.OnAsking || work.Messages == 0 || work.Calls == 0 {
		t.Errorf("%+v", work)
	}
	if s := homes.Does(); !strings.Contains(s, "Everybody with a closing") || !strings.Contains(s, "no sooner than 90 days after") {
		t.Error(s)
	}
	if s := work.Does(); !strings.Contains(s, "only give") || !strings.Contains(s, "take up each person") {
		t.Error(s)
	}
}

func TestNothingGoesFromAPlanThatIsOutOfUse(t *testing.T) {
	w := testtown.New(t, start)
	p, ana := plans.New(w.P), w.Client("Ana", closed)
	c := use(t, p, w, "professional")
	if got := strings.Join(c.Says(), " "); !strings.Contains(got, "1 person is in it and hears nothing") || len(c.Out) != 1 || len(c.Into) != 1 {
		t.Error(got, c)
	}
	w.Until(time.Date(2026, 2, 6, 15, 0, 0, 0, time.UTC)) // the check-in was due on the 4th
	if sent(w, ana) != 0 {
		t.Error("a message left from a plan that is out of use")
	}
	held := false
	for _, x := range w.Touches(ana.ID) {
		held = held || x.State == goodturn.Planned && slices.Contains(x.Reasons, goodturn.ReasonPlanUnused)
	}
	if !held {
		t.Error("it does not say why")
	}
	use(t, p, w, "real-estate")
	w.Until(time.Date(2026, 2, 10, 20, 0, 0, 0, time.UTC))
	if sent(w, ana) != 1 {
		t.Errorf("%d messages left once it was in use again, while it was still of use", sent(w, ana))
	}
}

// TestWhatIsClaimedDoesNotLeaveOnceItsPlanIsOutOfUse: the owner takes the plan out of use while the letter is on its way to the mailbox.
func TestWhatIsClaimedDoesNotLeaveOnceItsPlanIsOutOfUse(t *testing.T) {
	for name, open := range map[string]func(testing.TB, time.Time) *testtown.Town{"SQLite": testtown.New, "PostgreSQL": testtown.OnPostgres} {
		t.Run(name, func(t *testing.T) {
			w := open(t, start)
			p, ana := plans.New(w.P), w.Client("Ana", closed)
			tried := 0
			w.Fault = func(channel.Message) (none capture.Fault) {
				if tried++; tried == 1 {
					use(t, p, w, "professional")
				}
				return none
			}
			w.Until(time.Date(2026, 2, 6, 15, 0, 0, 0, time.UTC)) // the check-in was due on the 4th
			if tried == 0 || sent(w, ana) != 0 || w.Mail.Count() != 0 {
				t.Errorf("of %d messages that were on their way %d left from a plan that is out of use", tried, w.Mail.Count())
			}
			x := w.Touch(ana.ID, "check-in")
			if x.State != goodturn.Planned || !slices.Contains(x.Reasons, goodturn.ReasonPlanUnused) {
				t.Errorf("the check-in is %s because of %v", x.State, x.Reasons)
			}
			use(t, p, w, "real-estate")
			w.Until(time.Date(2026, 2, 10, 20, 0, 0, 0, time.UTC))
			if sent(w, ana) != 1 {
				t.Errorf("%d messages left once it was in use again, while it was still of use", sent(w, ana))
			}
		})
	}
}

func TestWhatWentStaleMeanwhileIsNotCaughtUp(t *testing.T) {
	w := testtown.New(t, start)
	p, ana := plans.New(w.P), w.Client("Ana", closed)
	use(t, p, w, "professional")
	w.Until(time.Date(2026, 3, 20, 15, 0, 0, 0, time.UTC))
	use(t, p, w, "real-estate")
	w.Until(time.Date(2026, 3, 26, 15, 0, 0, 0, time.UTC))
	if sent(w, ana) != 0 {
		t.Error("the check-in of February left at the end of March")
	}
	for _, x := range w.Touches(ana.ID) {
		if x.Step == "check-in" && x.State != goodturn.Expired {
			t.Errorf("the check-in is %s", x.State)
		}
	}
}

func TestAPlanTakenIntoUseTakesInWhoeverHasAClosing(t *testing.T) {
	w := testtown.New(t, start)
	p := plans.New(w.P)
	use(t, p, w, "professional")
	ana := w.Client("Ana", closed) // whoever is brought comes into the only plan
	in := func() (out []string) {
		w.Write(func(tx *store.Tx) error {
			list, err := tx.ContactEnrolments(ana.ID)
			out = nil
			for _, e := range list {
				out = append(out, e.Playbook)
			}
			slices.Sort(out)
			return err
		})
		return out
	}
	if got := in(); !slices.Equal(got, []string{"professional"}) {
		t.Fatal(got)
	}
	use(t, p, w, "real-estate", "professional")
	if got := in(); !slices.Equal(got, []string{"professional", "real-estate"}) {
		t.Error(got)
	}
	use(t, p, w, "real-estate")
	use(t, p, w, "real-estate", "professional")
	if got := in(); len(got) != 2 {
		t.Error("somebody is in a plan twice:", got)
	}
}

func TestAChoiceOfPlansIsLookedAtFirstAndOneIsAlwaysInUse(t *testing.T) {
	w := testtown.New(t, start)
	p := plans.New(w.P)
	if _, err := p.Look(ctx); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Error(err)
	}
	if _, err := p.Use(ctx, w.Owner.ID, "gardening"); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Error(err)
	}
	c, err := p.Look(ctx, "real-estate", "professional", "professional")
	if err != nil || !slices.Equal(names(c.Plans), []string{"real-estate", "professional"}) || !slices.Equal(names(c.Into), []string{"professional"}) || len(c.Out) != 0 {
		t.Error(c, err)
	}
	list, err := p.List(ctx)
	if err != nil || list[1].InUse {
		t.Error("a look wrote something", err)
	}
	if got := plans.Ordered(list, []string{"professional", "gardening", "real-estate"}); !slices.Equal(got, []string{"real-estate", "professional"}) {
		t.Error(got)
	}
	if c, err := p.Look(ctx, "real-estate"); err != nil || !c.Same() || len(c.Says()) != 0 {
		t.Error(c, err)
	}
}

func TestNobodyOfAHalfReadListComesIntoAPlan(t *testing.T) {
	w := testtown.New(t, start)
	p := plans.New(w.P)
	use(t, p, w, "professional")
	w.Write(func(tx *store.Tx) error {
		return tx.InsertImport(&store.Import{File: "list.csv", State: store.ImportApplying})
	})
	if _, err := p.Use(ctx, w.Owner.ID, "real-estate"); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Error(err)
	}
}

// Two people take one more plan each into use at the same moment: both plans are in use.
func TestTwoPlansThatAreTakenIntoUseAtOnceAreBothInUse(t *testing.T) {
	w := testtown.OnPostgres(t, start)
	mine := *w.P.Library["professional"].Playbook
	mine.Name = "alumni"
	pack := *w.P.Library["professional"]
	pack.Playbook = &mine
	w.P.Library["alumni"] = &pack
	p := plans.New(w.P)
	if err := w.Crossing(func(tx *store.Tx) error { // as Also does
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.MorePacks = append(s.MorePacks, "alumni")
		return tx.SaveSettings(s)
	}, func() error { return p.Also(ctx, w.Owner.ID, "professional") }); err != nil {
		t.Fatal(err)
	}
	list, err := p.List(ctx)
	var used []string
	for _, x := range list {
		if x.InUse {
			used = append(used, x.Name)
		}
	}
	if err != nil || !slices.Equal(used, []string{"real-estate", "alumni", "professional"}) {
		t.Errorf("in use: %v, %v", used, err)
	}
}
