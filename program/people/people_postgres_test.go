package people_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
	testpg "github.com/goodturn-app/goodturn/test/postgres"
)

// onPostgres is a town on PostgreSQL.
func onPostgres(t *testing.T) *town {
	t.Helper()
	now := today
	clock := &now
	db, err := postgres.Open(context.Background(), testpg.NewDatabase(t), store.Options{Clock: goodturn.ClockFunc(func() time.Time { return *clock })})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w := open(t, db, &now)
	clock = &w.now
	return w
}

// TestTwoWhoGoOnWithOneImportTakeEachRowOnce: several processes find the same unfinished import after a crash.
func TestTwoWhoGoOnWithOneImportTakeEachRowOnce(t *testing.T) {
	w := onPostgres(t)
	ctx := context.Background()
	s := w.stage(string(clients(400, 1)), people.ImportAnswers{AcceptGuesses: true})
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wg.Go(func() { _, errs[i] = w.p.ApplyImport(ctx, s.ID, vouched) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	out, err := w.p.Import(ctx, s.ID)
	if err != nil || out.State != people.ImportDone || out.Done.New != 400 || out.Done.Rows != 400 {
		t.Fatalf("%+v, %v", out, err)
	}
	c, err := w.p.Coverage(ctx)
	if err != nil || c.InPlan != 400 || c.Closed != 400 {
		t.Errorf("coverage %+v, %v", c, err)
	}
	if again := w.load(string(clients(400, 1))); again.Done.Unchanged != 400 {
		t.Errorf("%+v", again.Done)
	}
	if u, err := w.p.UndoImport(ctx, s.ID); err != nil || u.Removed != 400 {
		t.Errorf("%+v, %v", u, err)
	}
	if c, err = w.p.Coverage(ctx); err != nil || c.Closed != 0 {
		t.Errorf("coverage %+v, %v", c, err)
	}
}

// TestMergesThatCrossLeaveOnePerson: two people merge a pair the two ways round at the same moment.
func TestMergesThatCrossLeaveOnePerson(t *testing.T) {
	w := onPostgres(t)
	ctx := context.Background()
	for i := range 5 {
		a, b := w.add("Ana Ruiz", fmt.Sprintf("a%d@example.com", i), "2026-11-10"), w.add("Ana Ruiz", fmt.Sprintf("b%d@example.com", i), "2024-03-10")
		var wg sync.WaitGroup
		errs := make([]error, 2)
		wg.Go(func() { errs[0] = w.p.Merge(ctx, a.ID, b.ID, w.owner.ID) })
		wg.Go(func() { errs[1] = w.p.Merge(ctx, b.ID, a.ID, w.owner.ID) })
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("%v and %v", errs[0], errs[1])
		}
		xa, xb := w.whole(a.ID), w.whole(b.ID)
		if (xa.c.MergedInto == "") == (xb.c.MergedInto == "") || len(xa.closings)+len(xb.closings) != 2 {
			t.Errorf("%+v\n%+v", xa.c, xb.c)
		}
	}
}

func TestErasureWorksOnPostgresToo(t *testing.T) {
	w := onPostgres(t)
	ctx := context.Background()
	a, b := w.add("Ana Ruiz", "ana@example.com", "2026-11-10"), w.add("Ben Cho", "ben@example.com", "2024-03-10")
	if err := w.p.Merge(ctx, a.ID, b.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	if err := w.p.Split(ctx, b.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	if out, err := w.p.Erase(ctx, a.ID, w.owner.ID); err != nil || out.People != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	x := w.whole(a.ID)
	if x.c.Given+x.c.Family != "" || len(x.ids)+len(x.closings)+len(x.events)+len(x.consents) != 0 || x.planned() != 0 {
		t.Errorf("%+v", x)
	}
	if y := w.whole(b.ID); y.planned() == 0 || len(y.ids) != 1 {
		t.Errorf("%+v", y)
	}
}
