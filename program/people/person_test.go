package people_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
)

func (w *town) add(name, email, closed string) goodturn.Contact {
	w.t.Helper()
	out, err := w.p.AddByHand(context.Background(), people.NewPerson{Name: name, Email: email, Closed: date(closed), Side: goodturn.SideBought,
		Address: "12 Oak Street, New York, NY 10002", By: w.owner.ID, Anyway: true})
	if err != nil {
		w.t.Fatal(err)
	}
	return out.Contact
}

func TestAClientIsAddedInOneGoAndIsInThePlan(t *testing.T) {
	w, _ := onDisk(t, today)
	out, err := w.p.AddByHand(context.Background(), people.NewPerson{Name: "ANA RUIZ", Email: " Ana@Example.com ", Phone: "(212) 555-0143", Closed: date("2026-11-10"),
		Side: goodturn.SideBought, Address: "12 Oak Street, New York, NY 10002", Fact: "they have a dog", By: w.owner.ID})
	if err != nil {
		t.Fatal(err)
	}
	x := w.whole(out.Contact.ID)
	if x.c.Given != "Ana" || x.c.Greeting != "Ana" || x.c.NoteFact != "they have a dog" || len(out.Touches) < 13 || len(x.consents) != 1 || len(x.homes) != 1 || len(x.ids) != 2 {
		t.Errorf("%+v: %d touches, %d grounds, %d homes, %d addresses", x.c, len(out.Touches), len(x.consents), len(x.homes), len(x.ids))
	}
}

func TestWhoIsThereAlreadyIsShownAndNotAddedTwice(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	ana := w.add("Ana Ruiz", "ana@example.com", "2026-11-10")
	n := people.NewPerson{Name: "Paul Ruiz", Email: "ana@example.com", By: w.owner.ID}
	out, err := w.p.AddByHand(ctx, n)
	if err != nil || out.Contact.ID != "" || len(out.Like) != 1 || out.Like[0].ID != ana.ID {
		t.Fatalf("%+v, %v", out, err)
	}
	n.Anyway = true
	if out, err = w.p.AddByHand(ctx, n); err != nil || out.Contact.HouseholdID == "" || out.Contact.HouseholdID != w.whole(ana.ID).c.HouseholdID {
		t.Errorf("they share a mailbox and no household: %+v, %v", out, err)
	}
}

func TestWhatCannotBeReadNamesItsField(t *testing.T) {
	w, _ := onDisk(t, today)
	ok := people.NewPerson{Name: "Ana Ruiz", Email: "ana@example.com", Closed: date("2026-11-10"), By: w.owner.ID}
	for field, change := range map[string]func(*people.NewPerson){
		"name":  func(n *people.NewPerson) { n.Name = " " },
		"email": func(n *people.NewPerson) { n.Email = "ana@" },
		"phone": func(n *people.NewPerson) { n.Phone = "12" },
		"date":  func(n *people.NewPerson) { n.Closed = date("2027-06-01") },
		"side":  func(n *people.NewPerson) { n.Side = "stolen" },
	} {
		n := ok
		change(&n)
		_, err := w.p.AddByHand(context.Background(), n)
		e, is := err.(*goodturn.Error)
		if !is || e.Code != goodturn.CodeInvalid || e.Field != field || e.Hint == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestACorrectedDateMovesWhatHasNotLeft(t *testing.T) {
	w, path := onDisk(t, today)
	ctx := context.Background()
	ana := w.add("Ana Ruiz", "ana@example.com", "2026-11-10")
	day := date("2026-11-17")
	before := dump(t, path)
	look, err := w.p.PreviewEdit(ctx, ana.ID, people.Edit{Closed: &day, By: w.owner.ID})
	if err != nil || len(look.Moves) == 0 {
		t.Fatalf("%+v, %v", look, err)
	}
	if d := sameDump(before, dump(t, path)); d != "" {
		t.Errorf("the preview wrote\n%s", d)
	}
	done, err := w.p.SaveEdit(ctx, ana.ID, people.Edit{Closed: &day, By: w.owner.ID})
	if err != nil || len(done.Moves) != len(look.Moves) {
		t.Fatalf("shown %d moves, made %d, %v", len(look.Moves), len(done.Moves), err)
	}
	for _, x := range w.whole(ana.ID).touches {
		if x.State == goodturn.Planned && x.Anchor != day {
			t.Errorf("%s still counts from %s", x.Step, x.Anchor)
		}
	}
}

// A price is typed as people write it, kept to the cent in its own currency, and taken away by leaving it open; another correction leaves it.
// A price belongs to a deal: without one it would be forgotten, so it is refused.
func TestAPriceIsNotForgottenForWantOfADay(t *testing.T) {
	w, _ := onDisk(t, today)
	_, err := w.p.AddByHand(context.Background(), people.NewPerson{Name: "Ana Ruiz", Email: "ana@example.com", Address: "12 Oak St, Brooklyn NY 11201", Price: "$450k", By: w.owner.ID})
	if goodturn.ErrorCode(err) != goodturn.CodeInvalid || !strings.Contains(err.Error(), "day") {
		t.Errorf("%v", err)
	}
}

func TestAPriceIsTypedByHand(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	price := func(id goodturn.ID) string {
		c := w.whole(id).closings[0]
		return fmt.Sprint(c.PriceMinor, c.Currency)
	}
	added, err := w.p.AddByHand(ctx, people.NewPerson{Name: "Ana Ruiz", Email: "ana@example.com", Closed: date("2026-11-10"), Side: goodturn.SideBought, Address: "12 Oak St, Brooklyn NY 11201", Price: "$450k", By: w.owner.ID})
	if err != nil {
		t.Fatal(err)
	}
	if got := price(added.Contact.ID); got != "45000000USD" {
		t.Errorf("added with %s", got)
	}
	for _, tt := range [][2]string{{"$450,000.50", "45000050USD"}, {"EUR 1.250.000", "125000000EUR"}, {"", "0EUR"}, {"600000", "60000000EUR"}} {
		if _, err := w.p.SaveEdit(ctx, added.Contact.ID, people.Edit{Price: &tt[0], By: w.owner.ID}); err != nil {
			t.Fatal(tt[0], err)
		}
		if got := price(added.Contact.ID); got != tt[1] {
			t.Errorf("%q is %s", tt[0], got)
		}
	}
	day := date("2026-11-11")
	if _, err := w.p.SaveEdit(ctx, added.Contact.ID, people.Edit{Closed: &day, By: w.owner.ID}); err != nil || price(added.Contact.ID) != "60000000EUR" {
		t.Errorf("another day changed the price: %s, %v", price(added.Contact.ID), err)
	}
	for _, bad := range []string{"about half a million", "-5", "<b>"} {
		if _, err := w.p.SaveEdit(ctx, added.Contact.ID, people.Edit{Price: &bad, By: w.owner.ID}); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestANewAddressBeginsWithoutTheOldOnesBounces(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	ana := w.add("Ana Ruiz", "ana@exampel.com", "2026-11-10")
	if err := w.p.Bounced(ctx, ana.ID, "", program.Told{By: w.owner.ID}); err != nil {
		t.Fatal(err)
	}
	if x := w.whole(ana.ID); !x.openTask(goodturn.TaskFixAddress) || x.ids[0].Status != goodturn.IdentityBounced {
		t.Fatalf("%+v %+v", x.tasks, x.ids)
	}
	c, err := w.p.Coverage(ctx)
	if err != nil || c.Unreachable != 1 || !c.Adds() {
		t.Errorf("coverage %+v, %v", c, err)
	}
	mail := "ana@example.com"
	if _, err := w.p.SaveEdit(ctx, ana.ID, people.Edit{Email: &mail, By: w.owner.ID}); err != nil {
		t.Fatal(err)
	}
	x := w.whole(ana.ID)
	if x.openTask(goodturn.TaskFixAddress) || x.planned() == 0 {
		t.Errorf("%+v, %d planned", x.tasks, x.planned())
	}
	for _, i := range x.ids {
		if i.Kind == goodturn.IdentityEmail && (i.Value != mail || i.Status != goodturn.IdentityNew || !i.Primary) {
			t.Errorf("%+v", i)
		}
	}
	grounds := 0
	for _, g := range x.consents {
		if g.Address == mail {
			grounds++
		}
	}
	if grounds != 1 {
		t.Errorf("%d grounds for the new address", grounds)
	}
}

func TestAnAddressThatBelongsToSomebodyElseIsRefused(t *testing.T) {
	w, _ := onDisk(t, today)
	ana := w.add("Ana Ruiz", "ana@example.com", "2026-11-10")
	w.add("Ben Cho", "ben@example.com", "2026-11-10")
	mail := "ben@example.com"
	if _, err := w.p.SaveEdit(context.Background(), ana.ID, people.Edit{Email: &mail, By: w.owner.ID}); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Errorf("%v", err)
	}
}

func TestTheSideDecidesWhatIsTheirHome(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	ana := w.add("Ana Ruiz", "ana@example.com", "2026-11-10")
	sold, bought := goodturn.SideSold, goodturn.SideBought
	if _, err := w.p.SaveEdit(ctx, ana.ID, people.Edit{Side: &sold, By: w.owner.ID}); err != nil {
		t.Fatal(err)
	}
	if x := w.whole(ana.ID); x.homes[0].Ended.IsZero() || x.enrolments[0].Side != goodturn.SideSold {
		t.Errorf("%+v %+v", x.homes, x.enrolments)
	}
	if _, err := w.p.SaveEdit(ctx, ana.ID, people.Edit{Side: &bought, By: w.owner.ID}); err != nil {
		t.Fatal(err)
	}
	if x := w.whole(ana.ID); len(x.homes) != 1 || !x.homes[0].Ended.IsZero() {
		t.Errorf("%+v", x.homes)
	}
}

func TestLeavingOutAndTakingInIsAWayThereAndBack(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	ana := w.add("Ana Ruiz", "ana@example.com", "2026-11-10")
	before := w.whole(ana.ID).planned()
	if err := w.p.LeaveOut(ctx, ana.ID, "my cousin", w.owner.ID); err != nil {
		t.Fatal(err)
	}
	c, err := w.p.Coverage(ctx)
	if err != nil || c.LeftOut != 1 || w.whole(ana.ID).planned() != 0 || !c.Adds() {
		t.Errorf("coverage %+v, %v", c, err)
	}
	w.now = w.now.AddDate(0, 0, 2)
	if err := w.p.TakeIn(ctx, ana.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	if got := w.whole(ana.ID).planned(); got != before {
		t.Errorf("%d planned, before %d", got, before)
	}
}

func TestLifeEvents(t *testing.T) {
	ctx := context.Background()
	cases := map[string]struct {
		life  people.Life
		check func(t *testing.T, ana, paul whole)
	}{
		"moved: the home ends, the person stays in the plan": {people.Life{Event: goodturn.EventMoved, To: "5 New Road, Boston, MA 02108"}, func(t *testing.T, ana, _ whole) {
			if ana.homes[0].EndedWhy != "moved" || ana.planned() == 0 || ana.c.Mailing.ZIP != "02108" {
				t.Errorf("%+v %+v", ana.homes, ana.c.Mailing)
			}
		}},
		"sold through somebody else: the home ends": {people.Life{Event: goodturn.EventSoldElsewhere}, func(t *testing.T, ana, _ whole) {
			if ana.homes[0].Ended.IsZero() {
				t.Errorf("%+v", ana.homes)
			}
		}},
		"died: nothing goes to them, and the household is left in peace": {people.Life{Event: goodturn.EventDied}, func(t *testing.T, ana, paul whole) {
			if ana.planned() != 0 || !ana.c.LeftOut || paul.c.Greeting != "Paul" || paul.planned() == 0 {
				t.Errorf("ana %d planned, paul %d planned, greeted %q", ana.planned(), paul.planned(), paul.c.Greeting)
			}
			told := false
			for _, e := range paul.events {
				told = told || e.Name == goodturn.EventNotGoodTime && strings.Contains(string(e.Props), "bereavement")
			}
			if !told {
				t.Error("nothing is noted with the partner")
			}
		}},
		"separated: each is greeted alone": {people.Life{Event: goodturn.EventSeparated}, func(t *testing.T, ana, paul whole) {
			if ana.c.HouseholdID != "" || paul.c.HouseholdID != "" || ana.c.Greeting != "Ana" {
				t.Errorf("%+v\n%+v", ana.c, paul.c)
			}
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w, _ := onDisk(t, today)
			w.load("First Name,Last Name,Email,Spouse First Name,Spouse Email,Property Address,Closing Date,Deal Type\n" +
				"Ana,Ruiz,ana@example.com,Paul,paul@example.com,\"12 Oak Street, New York, NY 10002\",2026-11-10,Buyer\n" +
				"Paul,Ruiz,paul@example.com,,,\"12 Oak Street, New York, NY 10002\",2026-11-10,Buyer\n")
			ana, paul := w.find("ana@example.com"), w.find("paul@example.com")
			if ana.HouseholdID == "" || w.whole(ana.ID).planned() == 0 || w.whole(paul.ID).planned() != 0 {
				t.Fatal("the couple did not come in as one")
			}
			c.life.By = w.owner.ID
			w.now = w.now.AddDate(0, 0, 1)
			if err := w.p.NoteLife(ctx, ana.ID, c.life); err != nil {
				t.Fatal(err)
			}
			c.check(t, w.whole(ana.ID), w.whole(paul.ID))
		})
	}
}

func TestAMistakenDeathIsTakenBack(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	ana := w.add("Ana Ruiz", "ana@example.com", "2026-11-10")
	before := w.whole(ana.ID).planned()
	for _, over := range []bool{false, true} {
		w.now = w.now.AddDate(0, 0, 1)
		if err := w.p.NoteLife(ctx, ana.ID, people.Life{Event: goodturn.EventDied, Over: over, By: w.owner.ID}); err != nil {
			t.Fatal(err)
		}
	}
	if x := w.whole(ana.ID); x.c.LeftOut || x.planned() != before {
		t.Errorf("%+v, %d planned, before %d", x.c, x.planned(), before)
	}
}

func TestAGoodTimeHasToLieAhead(t *testing.T) {
	w, _ := onDisk(t, today)
	ana := w.add("Ana Ruiz", "ana@example.com", "2026-11-10")
	err := w.p.NoteLife(context.Background(), ana.ID, people.Life{Event: goodturn.EventNotGoodTime, Until: date("2026-11-01")})
	if goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Errorf("%v", err)
	}
}

func TestOneTapEach(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	ana := w.add("Ana Ruiz", "ana@example.com", "2026-11-10")
	tell := program.Told{By: w.owner.ID, Text: "all is well"}
	if err := w.p.Replied(ctx, ana.ID, tell); err != nil {
		t.Fatal(err)
	}
	e, err := view.New(w.p.Program).Explain(ctx, ana.ID, w.now)
	if err != nil {
		t.Fatal(err)
	}
	talking := false
	for _, l := range e.Looks {
		for _, r := range l.Decision.Reasons {
			talking = talking || r.Code == goodturn.ReasonTalking
		}
	}
	if !talking {
		t.Errorf("after a reply nothing waits for the talk: %s", e.Headline)
	}
	if err := w.p.TalkEnded(ctx, ana.ID, "good", tell); err != nil {
		t.Fatal(err)
	}
	if err := w.p.Talked(ctx, ana.ID, "sideways", tell); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Errorf("%v", err)
	}
	id, err := introductions.New(w.p.Program).GaveName(ctx, ana.ID, introductions.Name{Friend: "Zoe", Email: "zoe@example.com", Told: tell})
	if err != nil || id == "" || !w.whole(ana.ID).openTask(goodturn.TaskThank) {
		t.Errorf("%q, %v, %+v", id, err, w.whole(ana.ID).tasks)
	}
	if err := w.p.AskedToStop(ctx, ana.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	if x := w.whole(ana.ID); x.planned() != 0 || len(x.refusals) != 1 {
		t.Errorf("%d planned, %+v", x.planned(), x.refusals)
	}
}

func TestLaterBringsATaskBackOnAWorkingMorning(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	ana := w.add("Ana Ruiz", "ana@example.com", "2026-11-10")
	k := goodturn.Task{ContactID: ana.ID, OwnerID: w.owner.ID, Kind: goodturn.TaskCall, Title: "Call Ana", Key: "k", DueAt: w.now}
	w.write(func(tx *store.Tx) error { _, err := tx.OpenTask(&k); return err })
	if err := w.p.TaskDone(ctx, k.ID, program.OutcomeVoicemail, program.Told{By: w.owner.ID}); err != nil {
		t.Fatal(err)
	}
	x := w.whole(ana.ID)
	if !x.tasks[0].DoneAt.IsZero() || x.tasks[0].DueAt.In(mustZone("America/New_York")).Format("Mon 15:04") != "Tue 09:00" {
		t.Errorf("%+v", x.tasks[0])
	}
	if err := w.p.TaskDone(ctx, k.ID, program.OutcomeTalked, program.Told{By: w.owner.ID}); err != nil {
		t.Fatal(err)
	}
	if x := w.whole(ana.ID); x.tasks[0].DoneAt.IsZero() || x.tasks[0].Outcome != "talked" {
		t.Errorf("%+v", x.tasks[0])
	}
}

func TestAskNowObeysEveryRuleAndSaysWhich(t *testing.T) {
	w, path := onDisk(t, today)
	ctx := context.Background()
	ana := w.add("Ana Ruiz", "ana@example.com", "2026-11-20")
	before := dump(t, path)
	out, err := requests.New(w.p.Program).AskNow(ctx, ana.ID, w.owner.ID, false)
	if err != nil {
		t.Fatal(err)
	}
	early := false
	for _, r := range out.Judged.Decision.Reasons {
		early = early || r.Code == goodturn.ReasonTooSoon
	}
	if out.Planned || !early || out.Judged.Headline == "" {
		t.Errorf("three days after the closing: %+v", out.Judged)
	}
	if d := sameDump(before, dump(t, path)); d != "" {
		t.Errorf("it wrote\n%s", d)
	}
	hello, err := requests.New(w.p.Program).HelloNow(ctx, ana.ID, w.owner.ID, false)
	if err != nil || !hello.Planned {
		t.Fatalf("%+v, %v", hello.Judged.Decision, err)
	}
	if _, err := requests.New(w.p.Program).HelloNow(ctx, ana.ID, w.owner.ID, false); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Errorf("a second one: %v", err)
	}
	w.until(w.now.AddDate(0, 0, 1))
	if n := len(w.mail.Messages()); n != 1 {
		t.Errorf("%d messages left", n)
	}
}

func TestTheExportHoldsEverythingAndReads(t *testing.T) {
	w, _ := onDisk(t, today)
	ana := w.add("Ana Ruiz", "ana@example.com", "2026-11-10")
	var b bytes.Buffer
	if err := w.p.Export(context.Background(), ana.ID, &b); err != nil {
		t.Fatal(err)
	}
	var x people.PersonExport
	if err := json.Unmarshal(b.Bytes(), &x); err != nil {
		t.Fatal(err)
	}
	if len(x.KnownBy) == 0 || len(x.Closings) != 1 || len(x.Homes) != 1 || len(x.Messages) < 13 || len(x.Timeline) == 0 || !strings.Contains(b.String(), "ana@example.com") {
		t.Errorf("%s", b.String())
	}
}

// How a friend's form came in is for the look at odd introductions alone: it says where in the net they sat.
func TestTheExportSaysNothingOfWhereAFriendsFormCameFrom(t *testing.T) {
	w, _ := onDisk(t, today)
	ana, lee := w.add("Ana Ruiz", "ana@example.com", "2026-11-10"), w.add("Lee Park", "lee@example.net", "2026-11-12")
	if err := w.db.Write(context.Background(), func(tx *store.Tx) error {
		return tx.InsertReferral(&goodturn.Referral{ReferrerID: ana.ID, FriendID: lee.ID, Friend: "Lee Park", OwnerID: ana.OwnerID, Source: goodturn.ReferralByCode, Misses: 7411, Corner: 8522})
	}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []goodturn.Contact{ana, lee} {
		var b bytes.Buffer
		if err := w.p.Export(context.Background(), c.ID, &b); err != nil {
			t.Fatal(err)
		}
		if s := b.String(); !strings.Contains(s, "Lee Park") || !strings.Contains(s, `"KnownBefore"`) || strings.Contains(s, "7411") || strings.Contains(s, "8522") || strings.Contains(s, "Misses") || strings.Contains(s, "Corner") {
			t.Errorf("the export of %s: %s", c.Name(), s)
		}
	}
}
