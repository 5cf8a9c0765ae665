package people_test

import (
	"context"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
)

func onBoth(t *testing.T, do func(t *testing.T, w *town)) {
	t.Run("sqlite", func(t *testing.T) { w, _ := onDisk(t, today); do(t, w) })
	t.Run("postgres", func(t *testing.T) { do(t, onPostgres(t)) })
}

// couple brings in one entry that holds two people, with two addresses.
func couple(w *town) goodturn.Contact {
	c := w.add("Maria & John Garcia", "maria@example.com", "2026-11-10")
	w.write(func(tx *store.Tx) error {
		_, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: "john@example.com", Shown: "john@example.com"}})
		return err
	})
	return w.whole(c.ID).c
}

func theirs(w *town, id goodturn.ID, value string) (out []goodturn.ID) {
	for _, i := range w.whole(id).ids {
		if i.Value == value {
			out = append(out, i.ID)
		}
	}
	return out
}

func planned(ts []goodturn.Touch) (n int) {
	for _, t := range ts {
		if t.State == goodturn.Planned {
			n++
		}
	}
	return n
}

func TestAnEntryThatHoldsTwoPeopleIsParted(t *testing.T) {
	onBoth(t, func(t *testing.T, w *town) {
		ctx := context.Background()
		c := couple(w)
		how, couple := people.ProposeParting(c)
		if !couple || how.Given != "Maria" || how.OtherGiven != "John" || how.Family != "Garcia" || how.OtherFamily != "Garcia" {
			t.Fatalf("%+v %v", how, couple)
		}
		how.Theirs, how.By = theirs(w, c.ID, "john@example.com"), w.owner.ID
		letters := planned(w.touches(c.ID))
		w.asked(c.ID, today.AddDate(0, 0, -20))
		look, err := w.p.PreviewPart(ctx, c.ID, how)
		if err != nil || len(look.Moved) != 1 || look.Deals != 1 || !look.Reachable {
			t.Fatalf("%+v %v", look, err)
		}
		if x := w.whole(c.ID); x.c.Given != c.Given || x.c.HouseholdID != "" || len(x.ids) != 2 {
			t.Fatal("a look has changed something")
		}
		out, err := w.p.Part(ctx, c.ID, how)
		if err != nil {
			t.Fatal(err)
		}
		a, b := w.whole(c.ID), w.whole(out.Other.ID)
		if a.c.Name() != "Maria Garcia" || b.c.Name() != "John Garcia" || a.c.HouseholdID == "" || a.c.HouseholdID != b.c.HouseholdID || a.c.Greeting != "Maria and John" || b.c.Greeting != "John" {
			t.Errorf("%+v, %+v", a.c, b.c)
		}
		if len(a.ids) != 1 || len(b.ids) != 1 || b.ids[0].Value != "john@example.com" || !b.ids[0].Primary || len(b.closings) != 1 || len(b.homes) != len(a.homes) {
			t.Errorf("%+v, %+v", a.ids, b)
		}
		if n := planned(w.touches(c.ID)); n != letters || planned(w.touches(b.c.ID)) != 0 {
			t.Errorf("%d letters for one of %d, %d for the other: a couple on one deal gets one letter", n, letters, planned(w.touches(b.c.ID)))
		}
		// Leaving the household takes the last request along, and the other one's letters begin.
		if err := w.p.LeaveHousehold(ctx, b.c.ID, w.owner.ID); err != nil {
			t.Fatal(err)
		}
		if g := w.whole(b.c.ID).gate; !g.LastAskAt.Equal(today.AddDate(0, 0, -20)) {
			t.Errorf("John may be asked anew: %+v", g)
		}
		if planned(w.touches(b.c.ID)) == 0 {
			t.Error("on his own, John hears nothing")
		}
		if cover, err := w.p.Coverage(ctx); err != nil || cover.Closed != 2 || cover.InPlan != 2 {
			t.Errorf("%+v %v", cover, err)
		}
	})
}

func TestARefusalOfOneEntryHoldsForBothPeople(t *testing.T) {
	onBoth(t, func(t *testing.T, w *town) {
		ctx := context.Background()
		c := couple(w)
		if err := w.p.AskedToStop(ctx, c.ID, w.owner.ID); err != nil {
			t.Fatal(err)
		}
		how, _ := people.ProposeParting(w.whole(c.ID).c)
		how.Theirs = theirs(w, c.ID, "john@example.com")
		out, err := w.p.Part(ctx, c.ID, how)
		if err != nil || !out.Refused {
			t.Fatalf("%+v %v", out, err)
		}
		if err := w.p.LeaveHousehold(ctx, out.Other.ID, w.owner.ID); err != nil {
			t.Fatal(err)
		}
		b := w.whole(out.Other.ID)
		if len(b.refusals) == 0 || planned(w.touches(b.c.ID)) != 0 {
			t.Errorf("refusals %+v, %d letters planned", b.refusals, planned(w.touches(b.c.ID)))
		}
	})
}

func TestPartingIsTakenBack(t *testing.T) {
	onBoth(t, func(t *testing.T, w *town) {
		ctx := context.Background()
		c := couple(w)
		before, letters := w.whole(c.ID), planned(w.touches(c.ID))
		how, _ := people.ProposeParting(c)
		how.Theirs = theirs(w, c.ID, "john@example.com")
		out, err := w.p.Part(ctx, c.ID, how)
		if err != nil {
			t.Fatal(err)
		}
		if first, err := w.p.PartedFrom(ctx, out.Other.ID); err != nil || first != c.ID {
			t.Fatal(first, err)
		}
		if first, err := w.p.Unpart(ctx, out.Other.ID, w.owner.ID); err != nil || first != c.ID {
			t.Fatal(first, err)
		}
		after := w.whole(c.ID)
		if after.c.Name() != before.c.Name() || after.c.Greeting != before.c.Greeting || after.c.HouseholdID != "" || len(after.ids) != 2 || len(after.closings) != 1 || len(after.homes) != len(before.homes) {
			t.Errorf("%+v", after)
		}
		if n := planned(w.touches(c.ID)); n != letters {
			t.Errorf("%d letters, %d before", n, letters)
		}
		if cover, err := w.p.Coverage(ctx); err != nil || cover.Closed != 1 {
			t.Errorf("%+v %v", cover, err)
		}
		if _, err := w.p.Unpart(ctx, out.Other.ID, w.owner.ID); goodturn.ErrorCode(err) != goodturn.CodeConflict {
			t.Errorf("twice: %v", err)
		}
	})
}

func TestAPartingThatCannotBeIsRefused(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	c, other := couple(w), w.add("Ana Ruiz", "ana@example.com", "2026-11-10")
	both := append(theirs(w, c.ID, "john@example.com"), theirs(w, c.ID, "maria@example.com")...)
	for name, how := range map[string]people.Parting{
		"nobody":               {Given: "Maria", Family: "Garcia"},
		"the same one":         {Given: "Maria", Family: "Garcia", OtherGiven: "maria", OtherFamily: "Garcia"},
		"no name left":         {OtherGiven: "John"},
		"no mailbox left":      {Given: "Maria", OtherGiven: "John", Theirs: both},
		"somebody's mailbox":   {Given: "Maria", OtherGiven: "John", Email: "ana@example.com"},
		"the entry's mailbox":  {Given: "Maria", OtherGiven: "John", Email: "maria@example.com"},
		"no mailbox":           {Given: "Maria", OtherGiven: "John", Email: "john"},
		"no number":            {Given: "Maria", OtherGiven: "John", Phone: "12"},
		"another's address":    {Given: "Maria", OtherGiven: "John", Theirs: theirs(w, other.ID, "ana@example.com")},
		"an address of nobody": {Given: "Maria", OtherGiven: "John", Theirs: []goodturn.ID{"x"}},
	} {
		if _, err := w.p.Part(ctx, c.ID, how); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if x := w.whole(c.ID); x.c.HouseholdID != "" || len(x.ids) != 2 {
		t.Error("a refused parting has changed something")
	}
}

func TestErasingOneOfTwoWhoWereOneEntryLeavesNothingOfThem(t *testing.T) {
	for name, join := range map[string]func(w *town) goodturn.ID{
		"the other one": func(w *town) goodturn.ID {
			c := w.add("Maria & John Garcia", "maria@example.com", "2026-11-10")
			out, err := w.p.Part(context.Background(), c.ID, people.Parting{Given: "Maria", Family: "Garcia", OtherGiven: "Xylophia", OtherFamily: "Quandary-Wuthering", Email: "xylophia.q@zanzibar-mail.example"})
			if err != nil {
				w.t.Fatal(err)
			}
			return out.Other.ID
		},
		"the first one": func(w *town) goodturn.ID {
			c := w.add("Xylophia & John Garcia", "xylophia.q@zanzibar-mail.example", "2026-11-10")
			if _, err := w.p.Part(context.Background(), c.ID, people.Parting{Given: "Xylophia", Family: "Quandary-Wuthering", OtherGiven: "John", OtherFamily: "Garcia", Email: "john@example.com"}); err != nil {
				w.t.Fatal(err)
			}
			return c.ID
		},
		"put together and taken apart": func(w *town) goodturn.ID {
			a, b := w.add("Maria Garcia", "maria@example.com", "2026-11-10"), w.add("Xylophia Quandary-Wuthering", "xylophia.q@zanzibar-mail.example", "2025-11-10")
			if err := w.p.Merge(context.Background(), a.ID, b.ID, w.owner.ID); err != nil {
				w.t.Fatal(err)
			}
			if err := w.p.Split(context.Background(), b.ID, w.owner.ID); err != nil {
				w.t.Fatal(err)
			}
			return b.ID
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, path := onDisk(t, today)
			id := join(w)
			if !scan(t, path)["Xylophia"] {
				t.Fatal("the name is not in the file before the erasure")
			}
			if _, err := w.p.Erase(context.Background(), id, w.owner.ID); err != nil {
				t.Fatal(err)
			}
			for s := range scan(t, path) {
				t.Errorf("%q is still in the files", s)
				for table, rows := range dump(t, path) {
					for _, r := range rows {
						if holds(r, s) {
							t.Errorf("  in %s: %s", table, r)
						}
					}
				}
			}
		})
	}
}
