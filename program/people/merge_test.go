package people_test

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

// asked lets the gate remember an ask.
func (w *town) asked(id goodturn.ID, at time.Time) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error {
		return tx.RaiseGate(store.Gate{GateKey: store.GateKey{Kind: store.GateContact, ID: id}, LastAskAt: at, LastAskTouch: "t", LastTouchAt: at, LastTouch: "t"})
	})
}

func TestAMergeUnitesRefusalsAndKeepsTheLaterRequest(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	a, b := w.add("Ana Ruiz", "ana@example.com", "2026-11-10"), w.add("Ana Ruiz", "ana@work.example.com", "2024-03-10")
	w.asked(b.ID, today.AddDate(0, 0, -20))
	if err := w.p.AskedToStop(ctx, b.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	if err := w.p.Merge(ctx, a.ID, b.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	x := w.whole(a.ID)
	if len(x.refusals) != 1 || !x.gate.LastAskAt.Equal(today.AddDate(0, 0, -20)) || len(x.closings) != 2 || len(x.homes) != 2 {
		t.Errorf("refusals %+v, gate %+v, %d closings, %d homes", x.refusals, x.gate, len(x.closings), len(x.homes))
	}
	if w.whole(b.ID).c.MergedInto != a.ID {
		t.Error("the other is still there")
	}
	c, err := w.p.Coverage(ctx)
	if err != nil || c.Closed != 1 || c.Stopped != 1 {
		t.Errorf("coverage %+v, %v", c, err)
	}
}

func TestASplitGivesBackWhatWasTheirsAndNoFurtherRequest(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	a, b := w.add("Ana Ruiz", "ana@example.com", "2026-11-10"), w.add("Ben Cho", "ben@example.com", "2024-03-10")
	wa, wb := w.whole(a.ID), w.whole(b.ID)
	w.now = w.now.AddDate(0, 0, 1)
	if err := w.p.Merge(ctx, a.ID, b.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	asked := w.now
	w.asked(a.ID, asked)
	w.now = w.now.AddDate(0, 0, 1)
	if err := w.p.Split(ctx, b.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	ga, gb := w.whole(a.ID), w.whole(b.ID)
	if !ga.gate.LastAskAt.Equal(asked) || !gb.gate.LastAskAt.Equal(asked) {
		t.Errorf("the request made while they were one is forgotten: %v and %v", ga.gate.LastAskAt, gb.gate.LastAskAt)
	}
	for _, x := range []struct{ before, after whole }{{wa, ga}, {wb, gb}} {
		if x.before.planned() != x.after.planned() || fmt.Sprint(x.before.ids) != fmt.Sprint(x.after.ids) || len(x.before.closings) != len(x.after.closings) || len(x.before.homes) != len(x.after.homes) {
			t.Errorf("%s: %d planned before, %d after\n%v\n%v", x.before.c.Name(), x.before.planned(), x.after.planned(), x.before.ids, x.after.ids)
		}
	}
}

func TestWhoWasThankedIsNotThankedAgainUnderAnotherEntry(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	a, b := w.add("Ana Ruiz", "ana@example.com", "2026-11-10"), w.add("Ana Ruiz", "ana@work.example.com", "2024-03-10")
	both, hers := goodturn.Referral{Friend: "Lee", ReferrerID: a.ID}, goodturn.Referral{Friend: "Robin", ReferrerID: b.ID}
	thanked := func(r, who, touch goodturn.ID) (fresh bool) {
		w.write(func(tx *store.Tx) (err error) {
			fresh, err = tx.InsertThanks(store.Thanks{TouchID: touch, ReferralID: r, Stage: goodturn.StageIntroduced, ContactID: who})
			return err
		})
		return fresh
	}
	w.write(func(tx *store.Tx) error {
		if err := tx.InsertReferral(&both); err != nil {
			return err
		}
		return tx.InsertReferral(&hers)
	})
	thanked(both.ID, a.ID, "note-1")
	thanked(both.ID, b.ID, "note-2")
	thanked(hers.ID, b.ID, "note-3")
	if err := w.p.Merge(ctx, a.ID, b.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	if thanked(hers.ID, a.ID, "note-4") {
		t.Error("whoever was thanked as one entry is thanked again as the other")
	}
	if thanked(both.ID, a.ID, "note-5") {
		t.Error("whoever was thanked under both entries is thanked again")
	}
	if err := w.p.Split(ctx, b.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	if thanked(hers.ID, b.ID, "note-6") {
		t.Error("the split did not give back that she was thanked")
	}
	if !thanked(hers.ID, a.ID, "note-7") {
		t.Error("the other still counts as thanked after the split")
	}
}

func TestADealThatBothHaveIsSentOnce(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	a, b := w.add("Ana Ruiz", "ana@example.com", "2026-10-26"), w.add("Ana Ruiz", "ana@work.example.com", "2026-10-26")
	for len(w.mail.Messages()) == 0 && w.now.Before(today.AddDate(0, 0, 20)) {
		w.until(w.now.Add(time.Hour))
	}
	if len(w.mail.Messages()) == 0 {
		t.Fatal("no check-in left within 20 days")
	}
	for _, order := range [][2]goodturn.ID{{a.ID, b.ID}} {
		if err := w.p.Merge(ctx, order[0], order[1], w.owner.ID); err != nil {
			t.Fatal(err)
		}
	}
	n := len(w.mail.Messages())
	w.until(today.AddDate(0, 2, 0))
	seen := map[string]int{}
	for _, x := range w.whole(a.ID).touches {
		if x.State == goodturn.Sent {
			seen[fmt.Sprint(x.Step, x.Occurrence)]++
		}
	}
	for step, k := range seen {
		if k > 1 && n == 1 {
			t.Errorf("%s left %d times", step, k)
		}
	}
	active := 0
	for _, e := range w.whole(a.ID).enrolments {
		if e.State == goodturn.EnrolmentActive {
			active++
		}
	}
	if active != 1 {
		t.Errorf("%d plans for one deal", active)
	}
}

func TestLeavingAHouseholdTakesTheLastRequestAlong(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	a, b := w.add("Ana Ruiz", "ana@example.com", "2026-11-10"), w.add("Ben Cho", "ben@example.com", "2024-03-10")
	at := today.AddDate(0, 0, -5)
	w.asked(a.ID, at)
	if _, err := w.p.JoinHousehold(ctx, a.ID, b.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	if err := w.p.LeaveHousehold(ctx, b.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	if x := w.whole(b.ID); !x.gate.LastAskAt.Equal(at) || x.c.HouseholdID != "" {
		t.Errorf("%+v %q", x.gate, x.c.HouseholdID)
	}
}

func TestWhoWasTakenApartByHandStaysApart(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	csv := "First Name,Last Name,Email,Property Address,Closing Date,Deal Type\n" +
		"Ana,Ruiz,ana@example.com,\"12 Oak Street, New York, NY 10002\",2026-11-10,Buyer\nBen,Ruiz,ben@example.com,\"12 Oak Street, New York, NY 10002\",2026-11-10,Buyer\n"
	w.load(csv)
	ana := w.find("ana@example.com")
	if ana.HouseholdID == "" {
		t.Fatal("they closed together and are no household")
	}
	if err := w.p.LeaveHousehold(ctx, ana.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.AddDate(0, 0, 1)
	w.load(csv)
	if x := w.find("ana@example.com"); x.HouseholdID != "" {
		t.Error("the file put them together again")
	}
}

// TestAnyOrderOfImportsAndMergesGivesTheSameRefusals: whatever comes first, the one person that is left in the end refuses the same and
// was asked last at the same time; taking merges apart and making them again on the way changes nothing.
func TestAnyOrderOfImportsAndMergesGivesTheSameRefusals(t *testing.T) {
	rows := []string{
		"Ana,Ruiz,a@example.com,no,no,2026-09-15,Buyer,10002",
		"Ana,Ruiz,b@example.com,yes,no,2024-05-02,Seller,10003",
		"Ana,Ruiz,c@example.com,no,yes,2022-01-20,Buyer,10004",
		"Ana,Ruiz,a@example.com,yes,no,2026-09-15,Buyer,10002",
	}
	mails := []string{"a@example.com", "b@example.com", "c@example.com"}
	want := ""
	rapid.Check(t, func(rt *rapid.T) {
		now := today
		db, err := sqlite.OpenMemory(context.Background(), store.Options{Clock: goodturn.ClockFunc(func() time.Time { return now })})
		if err != nil {
			rt.Fatal(err)
		}
		defer db.Close()
		w := open(t, db, &now)
		ctx := context.Background()
		for _, i := range rapid.Permutation([]int{0, 1, 2, 3}).Draw(rt, "files") {
			w.load("First Name,Last Name,Email,Email Opt Out,Text Opt Out,Closing Date,Deal Type,Zip\n" + rows[i] + "\n")
			now = now.Add(time.Minute)
		}
		of := func(mail string) goodturn.ID {
			var id goodturn.ID
			if err := db.Read(ctx, func(tx *store.Tx) error {
				found, err := tx.FindIdentity(goodturn.IdentityEmail, "", mail)
				if err == nil && len(found) == 1 {
					id = found[0].ContactID
				}
				return err
			}); err != nil || id == "" {
				rt.Fatalf("%s: %q %v", mail, id, err)
			}
			return id
		}
		original := map[string]goodturn.ID{}
		for i, m := range mails {
			original[m] = of(m)
			w.asked(original[m], today.AddDate(0, 0, -10*(i+1)))
		}
		order := rapid.Permutation(mails).Draw(rt, "merges")
		for i := 1; i < 3; i++ {
			a, b := of(order[0]), of(order[i])
			if rapid.Bool().Draw(rt, "other way") {
				a, b = b, a
			}
			if err := w.p.Merge(ctx, a, b, w.owner.ID); err != nil {
				rt.Fatal(err)
			}
			now = now.Add(time.Minute)
			if rapid.Bool().Draw(rt, "apart and together again") {
				if err := w.p.Split(ctx, b, w.owner.ID); err != nil {
					rt.Fatal(err)
				}
				now = now.Add(time.Minute)
				if err := w.p.Merge(ctx, a, b, w.owner.ID); err != nil {
					rt.Fatal(err)
				}
				now = now.Add(time.Minute)
			}
		}
		x := w.whole(of("a@example.com"))
		var said []string
		for _, s := range x.refusals {
			said = append(said, string(s.Scope)+" "+string(s.Channel))
		}
		sort.Strings(said)
		said = slices.Compact(said)
		var days, known []string
		for _, c := range x.closings {
			days = append(days, c.Date.String())
		}
		sort.Strings(days)
		for _, i := range x.ids {
			known = append(known, i.Value)
		}
		sort.Strings(known)
		got := fmt.Sprintln(said, x.gate.LastAskAt.UTC(), days, known)
		if want == "" {
			want = got
		}
		if got != want {
			rt.Fatalf("got  %swant %s", got, want)
		}
	})
	if !strings.Contains(want, "channel email") || !strings.Contains(want, "channel sms") {
		t.Errorf("the refusals of the files are not there: %s", want)
	}
}

func TestMergingTwiceOrIntoOneselfIsRefused(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	a, b := w.add("Ana Ruiz", "ana@example.com", "2026-11-10"), w.add("Ben Cho", "ben@example.com", "2024-03-10")
	if err := w.p.Merge(ctx, a.ID, a.ID, w.owner.ID); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Errorf("%v", err)
	}
	if err := w.p.Merge(ctx, a.ID, b.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	if err := w.p.Merge(ctx, a.ID, b.ID, w.owner.ID); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Errorf("%v", err)
	}
	if err := w.p.LeaveOut(ctx, b.ID, "", w.owner.ID); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Errorf("%v", err)
	}
	if _, err := w.p.SaveEdit(ctx, b.ID, people.Edit{}); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Errorf("%v", err)
	}
}
