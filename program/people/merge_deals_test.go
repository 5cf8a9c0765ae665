package people_test

import (
	"context"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
)

// deal makes the only deal of somebody what a list said of it, and gives the home that came of it.
func (w *town) deal(who goodturn.ID, change func(c *goodturn.Closing), home string) {
	w.t.Helper()
	x := w.whole(who)
	w.write(func(tx *store.Tx) error {
		c := x.closings[0]
		change(&c)
		if err := tx.UpdateClosing(c); err != nil {
			return err
		}
		for _, h := range x.homes {
			if home == "" {
				if err := tx.DeleteHome(h.ID); err != nil {
					return err
				}
				continue
			}
			h.Property = connect.ReadPlace(home)
			if err := tx.SaveHomes([]goodturn.Home{h}); err != nil {
				return err
			}
		}
		return nil
	})
}

func unnamed(c *goodturn.Closing) { c.Property = goodturn.Address{} }

func TestNoDealIsLostWhenTwoEntriesBecomeOne(t *testing.T) {
	oak := "12 Oak Street, New York, NY 10002"
	for name, c := range map[string]struct {
		keep, away func(w *town, who goodturn.ID)
		deals      int
		homes      string // of the one who is left, in order
	}{
		"one deal, named twice": {func(*town, goodturn.ID) {}, func(*town, goodturn.ID) {}, 1, "12 Oak Street"},
		"neither names the home, and they live in two": {
			func(w *town, who goodturn.ID) { w.deal(who, unnamed, "49 Birch Road, Albany, NY 12203") },
			func(w *town, who goodturn.ID) { w.deal(who, unnamed, "52 Cedar Lane, Albany, NY 12203") }, 2, "49 Birch Road, 52 Cedar Lane"},
		"neither names the home, and they live in one": {
			func(w *town, who goodturn.ID) { w.deal(who, unnamed, oak) }, func(w *town, who goodturn.ID) { w.deal(who, unnamed, oak) }, 1, "12 Oak Street"},
		"only the one who goes names a home": {func(w *town, who goodturn.ID) { w.deal(who, unnamed, "") }, func(*town, goodturn.ID) {}, 1, "12 Oak Street"},
		"one that names no home is one of two": {func(w *town, who goodturn.ID) { w.deal(who, unnamed, "") }, func(w *town, who goodturn.ID) {
			day, side, home := date("2026-11-11"), goodturn.SideBought, "52 Cedar Lane, Albany, NY 12203"
			if _, err := w.p.SaveEdit(w.t.Context(), who, people.Edit{ClosingID: people.AnotherDeal, Closed: &day, Side: &side, Home: &home, By: w.owner.ID}); err != nil {
				w.t.Fatal(err)
			}
		}, 2, "52 Cedar Lane, 12 Oak Street"},
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := onDisk(t, today)
			ctx := context.Background()
			a, b := w.add("Ana Ruiz", "ana@example.com", "2026-11-10"), w.add("Ana Ruiz", "ana@work.example.com", "2026-11-10")
			c.keep(w, a.ID)
			c.away(w, b.ID)
			before := [2]whole{w.whole(a.ID), w.whole(b.ID)}
			if err := w.p.Merge(ctx, a.ID, b.ID, w.owner.ID); err != nil {
				t.Fatal(err)
			}
			x := w.whole(a.ID)
			told, named, homes := 0, 0, []string{}
			for _, e := range x.events {
				if e.Name == goodturn.EventClosing {
					told++
				}
			}
			for _, d := range x.closings {
				if !d.Property.IsZero() {
					named++
				}
			}
			for _, h := range x.homes {
				homes = append(homes, h.Property.Street)
				if d := h.ClosingID; d != x.closings[0].ID && (len(x.closings) < 2 || d != x.closings[1].ID) {
					t.Errorf("%s hangs on no deal that is shown", h.Property.Street)
				}
			}
			if len(x.closings) != c.deals || strings.Join(homes, ", ") != c.homes {
				t.Errorf("%d deals, homes %q", len(x.closings), homes)
			}
			if told != len(x.closings) {
				t.Errorf("%d deals are counted, %d are shown", told, len(x.closings))
			}
			if strings.Contains(name, "names") && !strings.Contains(name, "neither") && named == 0 {
				t.Error("nobody knows the home any more")
			}
			if err := w.p.Split(ctx, b.ID, w.owner.ID); err != nil {
				t.Fatal(err)
			}
			for i, id := range []goodturn.ID{a.ID, b.ID} {
				was, is := before[i], w.whole(id)
				if len(was.closings) != len(is.closings) || len(was.homes) != len(is.homes) {
					t.Fatalf("parted: %d deals and %d homes, were %d and %d", len(is.closings), len(is.homes), len(was.closings), len(was.homes))
				}
				for k := range was.closings {
					if was.closings[k].Property != is.closings[k].Property {
						t.Errorf("parted, a deal is about %q, was %q", is.closings[k].Property.Line(), was.closings[k].Property.Line())
					}
				}
				for k := range was.homes {
					if was.homes[k] != is.homes[k] {
						t.Errorf("parted, a home is %+v, was %+v", is.homes[k], was.homes[k])
					}
				}
			}
		})
	}
}
