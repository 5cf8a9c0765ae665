package tempo_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/tempo"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
	"github.com/goodturn-app/goodturn/store/sqlite"
	server "github.com/goodturn-app/goodturn/test/postgres"
)

// today is a Monday on which nothing special happens.
var today = time.Date(2026, 2, 23, 15, 0, 0, 0, time.UTC)

// office is an owner with a few clients, on either database.
type office struct {
	t    *testing.T
	db   *store.DB
	p    *people.People
	desk *tempo.Desk
	who  map[string]goodturn.ID
	dana goodturn.ID
	url  string // of the database on PostgreSQL
	tick func() // called at the beginning of every transaction, where it is set
}

func both(t *testing.T, do func(t *testing.T, w *office)) {
	for _, on := range []string{"sqlite", "postgres"} {
		t.Run(on, func(t *testing.T) { do(t, open(t, on)) })
	}
}

func open(t *testing.T, on string) *office {
	t.Helper()
	w := &office{t: t, who: map[string]goodturn.ID{}}
	o := store.Options{Clock: goodturn.ClockFunc(func() time.Time {
		if w.tick != nil {
			w.tick()
		}
		return today
	}), Rand: rand.New(rand.NewSource(1))}
	var err error
	if on == "postgres" {
		w.url = server.NewDatabase(t)
		w.db, err = postgres.Open(context.Background(), w.url, o)
	} else {
		w.db, err = sqlite.OpenMemory(context.Background(), o)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.db.Close() })
	key, err := link.New(bytes.Repeat([]byte{7}, link.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	pack, err := playbook.Library("real-estate")
	if err != nil {
		t.Fatal(err)
	}
	p := program.New(program.Deps{DB: w.db, Rand: rand.New(rand.NewSource(2)), Library: map[string]*playbook.Shipped{"real-estate": pack}, Links: key, Node: "n", Boot: "b"})
	w.p, w.desk = people.New(p), tempo.New(p)
	owner := goodturn.User{Email: "dana@homes.example", Name: "Dana Reyes", Role: goodturn.RoleOwner, Active: true, Zone: "America/New_York"}
	w.write(func(tx *store.Tx) error {
		if err := tx.InsertUser(&owner); err != nil {
			return err
		}
		return tx.SaveSettings(goodturn.Settings{Name: "Reyes Homes", Pack: "real-estate", Region: "US-NY", Zone: "America/New_York"})
	})
	w.dana = owner.ID
	for i, name := range []string{"Ana Ruiz", "Bo Lind", "Cleo Park"} {
		added, err := w.p.AddByHand(context.Background(), people.NewPerson{Name: name, Email: strings.ToLower(name[:2]) + "@example.com", Closed: goodturn.Date{Year: 2026, Month: 2, Day: 9 + i},
			Side: goodturn.SideBought, Address: fmt.Sprintf("%d Oak Street, Brooklyn, NY 11215", 10+40*i), By: owner.ID})
		if err != nil {
			t.Fatal(err)
		}
		w.who[name[:strings.IndexByte(name, ' ')]] = added.Contact.ID
	}
	return w
}

func (w *office) write(fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

// on is how many days after their closing somebody's steps come; those that were cancelled are left out.
func (w *office) on(name string) map[string]int {
	w.t.Helper()
	out := map[string]int{}
	w.write(func(tx *store.Tx) error {
		ts, err := tx.ContactTouches(w.who[name])
		for _, t := range ts {
			if t.State != goodturn.Cancelled {
				out[t.Step] = goodturn.DateOf(t.DueAt).Sub(t.Anchor)
			}
		}
		return err
	})
	return out
}

func choice(pairs ...string) tempo.Choice {
	days := goodturn.Timing{Steps: map[string]goodturn.StepTiming{}}
	for i := 0; i < len(pairs); i += 2 {
		switch {
		case pairs[i] == "first ask":
			days.FirstAsk = pairs[i+1]
		case pairs[i+1] == "off":
			days.Steps[pairs[i]] = goodturn.StepTiming{Off: true}
		default:
			days.Steps[pairs[i]] = goodturn.StepTiming{After: pairs[i+1]}
		}
	}
	return tempo.Choice{Days: &days}
}

func TestOtherDaysAreSeenOnRealPeopleBeforeTheyHold(t *testing.T) {
	both(t, func(t *testing.T, w *office) {
		ctx := context.Background()
		before := fmt.Sprint(w.on("Ana"), w.on("Bo"), w.on("Cleo"))
		c := choice("first ask", "day 120", "insurance", "off")
		change, err := w.desk.Look(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		if change.Plans != 3 || !change.All || change.People != 3 || change.Gone != 3 || change.Removed != 0 || change.Moved < 6 || len(change.Some) != 3 {
			t.Errorf("%+v", change)
		}
		for _, x := range change.Some {
			if x.Title != "The first ask" || x.After.Sub(x.Before) < 25 || x.Contact.Name() == "" {
				t.Errorf("%+v", x)
			}
		}
		if after := fmt.Sprint(w.on("Ana"), w.on("Bo"), w.on("Cleo")); after != before {
			t.Fatal("a look has moved something")
		}
		if s, err := w.desk.Sheet(ctx, ""); err != nil || s.Version != 0 || !s.Days.IsZero() {
			t.Fatalf("%+v %v", s, err)
		}
		c.Note = "Later, please."
		if err := w.desk.Use(ctx, "", c); err != nil {
			t.Fatal(err)
		}
		for name := range w.who {
			on := w.on(name)
			if _, there := on["insurance"]; there || on["home-update"] < 120 || on["first-ask"] < 121 || on["check-in"] > 40 {
				t.Errorf("%s: %v", name, on)
			}
		}
		s, err := w.desk.Sheet(ctx, "real-estate")
		if err != nil || s.Version != 1 || s.FirstAsk != "120 days" || len(s.Versions) != 1 || s.Versions[0].Note != "Later, please." {
			t.Fatalf("%+v %v", s, err)
		}
		again, err := w.desk.Look(ctx, choice("first ask", "day 120", "insurance", "off"))
		if err != nil || again.People != 0 {
			t.Errorf("the same again: %+v %v", again, err)
		}
		added, err := w.p.AddByHand(ctx, people.NewPerson{Name: "Dee Moss", Email: "dee@example.com", Closed: goodturn.Date{Year: 2026, Month: 2, Day: 16}, Side: goodturn.SideBought, Address: "400 Elm Street, Brooklyn, NY 11215", By: w.dana})
		if err != nil {
			t.Fatal(err)
		}
		w.who["Dee"] = added.Contact.ID
		if on := w.on("Dee"); on["home-update"] < 120 {
			t.Errorf("somebody who came later has the old days: %v", on)
		}
		if err := w.desk.Use(ctx, "", choice()); err != nil {
			t.Fatal(err)
		}
		if on := w.on("Bo"); on["home-update"] > 96 {
			t.Errorf("taken back: %v", on)
		}
		if s, err := w.desk.Sheet(ctx, ""); err != nil || s.Version != 2 || !s.Days.IsZero() {
			t.Errorf("%+v %v", s, err)
		}
	})
}

func TestWhatIsSettledStaysWhateverDaysAreChosen(t *testing.T) {
	both(t, func(t *testing.T, w *office) {
		var done goodturn.Touch
		w.write(func(tx *store.Tx) error {
			ts, err := tx.ContactTouches(w.who["Ana"])
			if err != nil {
				return err
			}
			for _, x := range ts {
				if x.Step == "check-in" {
					done = x
				}
			}
			_, err = tx.EndTouch(done, goodturn.Skipped, nil)
			return err
		})
		if err := w.desk.Use(context.Background(), "", choice("check-in", "day 40")); err != nil {
			t.Fatal(err)
		}
		w.write(func(tx *store.Tx) error {
			ts, err := tx.ContactTouches(w.who["Ana"])
			n := 0
			for _, x := range ts {
				if x.Step == "check-in" {
					n++
					if x.State != goodturn.Skipped || !x.DueAt.Equal(done.DueAt) {
						t.Errorf("%+v", x)
					}
				}
			}
			if n != 1 {
				t.Errorf("%d check-ins", n)
			}
			return err
		})
		if on := w.on("Bo"); on["check-in"] < 40 {
			t.Errorf("%v", on)
		}
	})
}

func TestOnePersonHearsOnDaysOfTheirOwn(t *testing.T) {
	both(t, func(t *testing.T, w *office) {
		ctx, ana := context.Background(), w.who["Ana"]
		bo := fmt.Sprint(w.on("Bo"))
		own := goodturn.Timing{FirstAsk: "day 180", Steps: map[string]goodturn.StepTiming{"tax": {After: "8 months"}, "review": {Off: true}}}
		list, err := w.desk.LookAtPerson(ctx, ana, own)
		if err != nil || len(list) < 4 {
			t.Fatalf("%+v %v", list, err)
		}
		if on := w.on("Ana"); on["first-ask"] > 100 {
			t.Fatal("a look has moved something")
		}
		if err := w.desk.SetPerson(ctx, ana, "", own); err != nil {
			t.Fatal(err)
		}
		on := w.on("Ana")
		if _, there := on["review"]; there || on["home-update"] < 180 || on["first-ask"] < 181 || on["tax"] > 250 {
			t.Errorf("%v", on)
		}
		if fmt.Sprint(w.on("Bo")) != bo {
			t.Error("somebody else has moved")
		}
		p, err := w.desk.Person(ctx, ana, nil)
		if err != nil || len(p.Plans) != 1 || p.Plans[0].FirstAsk != "180 days" || p.Plans[0].Before != "90 days" {
			t.Fatalf("%+v %v", p, err)
		}
		// Another pace for everybody leaves what they chose for her alone.
		if err := w.desk.SetTempo(ctx, goodturn.Warm); err != nil {
			t.Fatal(err)
		}
		if a, b := w.on("Ana"), w.on("Bo"); a["first-ask"] < 181 || b["first-ask"] > 75 {
			t.Errorf("Ana %v, Bo %v", a, b)
		}
		if err := w.desk.SetPerson(ctx, ana, "", goodturn.Timing{Tempo: goodturn.Careful}); err != nil {
			t.Fatal(err)
		}
		if on := w.on("Ana"); on["first-ask"] < 180 || on["tax"] < 260 {
			t.Errorf("careful: %v", on)
		}
		if err := w.desk.SetPerson(ctx, ana, "", goodturn.Timing{}); err != nil {
			t.Fatal(err)
		}
		if on := w.on("Ana"); on["first-ask"] > 75 {
			t.Errorf("as everybody: %v", on)
		}
	})
}

func TestAnImpossiblePaceChangesNothing(t *testing.T) {
	both(t, func(t *testing.T, w *office) {
		ctx := context.Background()
		before := fmt.Sprint(w.on("Ana"))
		for name, c := range map[string]tempo.Choice{
			"asks too near each other": {AskEvery: 89}, "asks years apart": {AskEvery: 1000}, "no tempo": {Tempo: "hasty"}, "a plan that is not there": {Plan: "weddings"},
			"an ask in the first week": choice("first ask", "day 3"), "a note of a month after a year": choice("check-in", "day 365"),
		} {
			var e *goodturn.Error
			if _, err := w.desk.Look(ctx, c); !errors.As(err, &e) || e.Hint == "" {
				t.Errorf("%s: a look says %v", name, err)
			}
			if err := w.desk.Use(ctx, "", c); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, own := range map[string]goodturn.Timing{"the first week": {FirstAsk: "day 2"}, "a step of no plan": {Steps: map[string]goodturn.StepTiming{"birthday": {Off: true}}}, "no tempo": {Tempo: "hasty"}} {
			if err := w.desk.SetPerson(ctx, w.who["Ana"], "", own); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if fmt.Sprint(w.on("Ana")) != before {
			t.Error("something has moved")
		}
		if s, err := w.desk.Sheet(ctx, ""); err != nil || s.Version != 0 || s.AskEvery != 90 || s.Tempo != goodturn.Usual {
			t.Errorf("%+v %v", s, err)
		}
	})
}

func TestRequestsKeepTheDistanceThatTheOwnerChose(t *testing.T) {
	both(t, func(t *testing.T, w *office) {
		change, err := w.desk.Look(context.Background(), tempo.Choice{AskEvery: 270})
		if err != nil || change.Removed != 3 {
			t.Fatalf("%+v %v", change, err)
		}
		if err := w.desk.Use(context.Background(), "", tempo.Choice{AskEvery: 270}); err != nil {
			t.Fatal(err)
		}
		if on := w.on("Cleo"); on["nearby-ask"] != 0 || on["anniversary-ask"] == 0 {
			t.Errorf("%v", on)
		}
	})
}

// Days that were kept and no longer fit a plan leave the plan's own in force, and that is said.
func TestDaysThatNoLongerFitAreSaidToBeOutOfForce(t *testing.T) {
	both(t, func(t *testing.T, w *office) {
		w.write(func(tx *store.Tx) error {
			return tx.SavePlaybook(&store.Playbook{Name: "real-estate", Source: `{"usual":{"steps":{"check-in":{"after":"day 200"},"a-step-of-old":{"off":true}}}}`})
		})
		s, err := w.desk.Sheet(context.Background(), "")
		if err != nil || s.Unfit == nil || s.Version != 1 {
			t.Fatalf("%+v %v", s, err)
		}
		if err := w.desk.Use(context.Background(), "", choice("tax", "8 months")); err != nil {
			t.Fatal(err)
		}
		if s, err = w.desk.Sheet(context.Background(), ""); err != nil || s.Unfit != nil || s.Version != 2 {
			t.Errorf("%+v %v", s, err)
		}
	})
}

// Whoever answers in the afternoon three times gets letters in the afternoon: what is planned moves by minutes, not by days, and what
// the owner typed in at an hour of their own teaches nothing.
func TestLettersGoNearTheHourAtWhichSomebodyAnswers(t *testing.T) {
	both(t, func(t *testing.T, w *office) {
		ctx, ana := context.Background(), w.who["Ana"]
		minutes := func() (out []int, days string) {
			zone, err := time.LoadLocation("America/New_York")
			if err != nil {
				t.Fatal(err)
			}
			w.write(func(tx *store.Tx) error {
				ts, err := tx.ContactTouches(ana)
				for _, x := range ts {
					if x.State == goodturn.Planned && x.Channel == goodturn.ChannelEmail && x.DueAt.After(today.Add(48*time.Hour)) {
						at := x.DueAt.In(zone)
						out, days = append(out, at.Hour()*60+at.Minute()), days+at.Format(" 02.01.06")
					}
				}
				return err
			})
			return out, days
		}
		before, days := minutes()
		for i := range 3 { // by hand, without an hour
			if err := w.desk.Replied(ctx, ana, program.Told{At: time.Date(2026, 2, 17+i, 12, 0, 0, 0, time.UTC)}); err != nil {
				t.Fatal(err)
			}
		}
		if now, _ := minutes(); fmt.Sprint(now) != fmt.Sprint(before) {
			t.Error("a day without an hour has moved something")
		}
		for i := range 3 {
			if _, err := w.desk.Receive(ctx, goodturn.Event{ContactID: ana, Name: goodturn.EventReplied, At: time.Date(2026, 2, 17+i, 20, 10*i, 0, 0, time.UTC), Source: "mail", MessageID: fmt.Sprint("m", i)}); err != nil {
				t.Fatal(err)
			}
		}
		after, same := minutes()
		if same != days || len(after) < 10 {
			t.Errorf("days moved:%s\nbefore:%s", same, days)
		}
		for _, m := range after {
			if m < 14*60 || m > 16*60 { // an ask goes at most two days behind its letter, so perhaps a little before
				t.Errorf("%02d:%02d is not near ten past three", m/60, m%60)
			}
		}
		w.write(func(tx *store.Tx) error { // planned anew from the beginning, it would be the same
			es, err := tx.ContactEnrolments(ana)
			if err != nil {
				return err
			}
			diff, err := w.desk.ReplanIn(tx, es[0].ID)
			if len(diff.Add)+len(diff.Move)+len(diff.Drop) > 0 {
				t.Errorf("%+v", diff)
			}
			return err
		})
	})
}
