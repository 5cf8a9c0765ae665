package people_test

import (
	"context"
	"testing"
)

func TestACoupleOnOneDealGetsOneLetterAndAloneEachTheirOwn(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	a, b := w.add("Ana Ruiz", "ana@example.com", "2026-11-10"), w.add("Paul Ruiz", "paul@example.com", "2026-11-10")
	before := w.whole(b.ID).planned()
	if before == 0 {
		t.Fatal("nothing is planned")
	}
	if _, err := w.p.JoinHousehold(ctx, a.ID, b.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	if n, m := w.whole(a.ID).planned(), w.whole(b.ID).planned(); n != before || m != 0 {
		t.Errorf("together %d and %d are planned", n, m)
	}
	c, err := w.p.Coverage(ctx)
	if err != nil || c.InPlan != 2 || c.Partners != 1 || !c.Adds() {
		t.Errorf("coverage %+v, %v", c, err)
	}
	if err := w.p.LeaveHousehold(ctx, b.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	if n, m := w.whole(a.ID).planned(), w.whole(b.ID).planned(); n != before || m != before {
		t.Errorf("apart %d and %d are planned, before %d each", n, m, before)
	}
}
