package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

var errMine = errors.New("mine")

// isolation mixes functions that succeed, fail after writing, fail before writing and panic, all at once: they share commits,
// and each gets exactly its own outcome.
func isolation(t *testing.T, open Open) {
	db := open(t, store.Options{})
	const n = 400
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			name := fmt.Sprintf("k%03d", i)
			run := db.Write
			if i%2 == 0 {
				run = db.WriteFirst
			}
			var err error
			var panicked any
			func() {
				defer func() { panicked = recover() }()
				err = run(context.Background(), func(tx *store.Tx) error {
					if i%10 == 3 {
						return errMine
					}
					tx.Count(tx.Now(), "test", "all", 1)
					if err := tx.SetValue(name, "v"); err != nil {
						return err
					}
					switch i % 10 {
					case 7:
						return errMine
					case 9:
						panic("mine")
					}
					return nil
				})
			}()
			switch i % 10 {
			case 3, 7:
				if !errors.Is(err, errMine) || panicked != nil {
					t.Errorf("%s: %v, %v", name, err, panicked)
				}
			case 9:
				if panicked != "mine" {
					t.Errorf("%s: the panic %v did not come back", name, panicked)
				}
			default:
				if err != nil || panicked != nil {
					t.Errorf("%s: %v, %v", name, err, panicked)
				}
			}
		})
	}
	wg.Wait()
	read(t, db, func(tx *store.Tx) error {
		written := 0
		for i := range n {
			v, err := tx.Value(fmt.Sprintf("k%03d", i))
			if err != nil {
				return err
			}
			bad := i%10 == 3 || i%10 == 7 || i%10 == 9
			if (v == "v") == bad {
				t.Errorf("k%03d: %q", i, v)
			}
			if v == "v" {
				written++
			}
		}
		today := goodturn.DateOf(tx.Now())
		counted, err := tx.Counts("test", today.AddDays(-1), today)
		total := 0
		for _, c := range counted {
			total += int(c.N)
		}
		same(t, "counted", total, written)
		return err
	})
}

// giveUp ends callers' contexts while they wait. Whoever is told that it was not done finds nothing written.
func giveUp(t *testing.T, open Open) {
	db := open(t, store.Options{})
	var wg sync.WaitGroup
	outcome := make([]error, 200)
	for i := range outcome {
		ctx, cancel := context.WithCancel(context.Background())
		wg.Go(func() {
			outcome[i] = db.Write(ctx, func(tx *store.Tx) error { return tx.SetValue(fmt.Sprintf("g%03d", i), "v") })
		})
		wg.Go(cancel)
	}
	wg.Wait()
	read(t, db, func(tx *store.Tx) error {
		for i, err := range outcome {
			v, e := tx.Value(fmt.Sprintf("g%03d", i))
			if e != nil {
				return e
			}
			if err == nil != (v == "v") {
				t.Errorf("g%03d: told %v, found %q", i, err, v)
			}
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("g%03d: %v", i, err)
			}
		}
		return nil
	})
}

func later(t *testing.T, open Open) {
	db := open(t, store.Options{})
	for i := range 50 {
		db.Later(func(tx *store.Tx) error {
			if i == 20 {
				_ = tx.SetValue("l020", "v")
				return errMine
			}
			tx.Count(tx.Now(), "test", "later", 1)
			return tx.SetValue(fmt.Sprintf("l%03d", i), "v")
		})
	}
	db.Flush()
	read(t, db, func(tx *store.Tx) error {
		found := 0
		for i := range 50 {
			v, err := tx.Value(fmt.Sprintf("l%03d", i))
			if err != nil {
				return err
			}
			if v == "v" {
				found++
			}
		}
		same(t, "written when Flush returns", found, 49)
		v, err := tx.Value("l020")
		same(t, "the one that failed", v, "")
		return err
	})
	db.Later(func(tx *store.Tx) error { return tx.SetValue("untold", "v") })
	for found, deadline := "", time.Now().Add(20*time.Second); found == ""; { // nobody has to ask: it is written soon
		read(t, db, func(tx *store.Tx) (err error) {
			found, err = tx.Value("untold")
			return err
		})
		if found == "" && time.Now().After(deadline) {
			t.Fatal("what nobody waits for was not written")
		}
	}
	var ran atomic.Bool
	db.Later(func(tx *store.Tx) error { ran.Store(true); return tx.SetValue("last", "v") })
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if !ran.Load() {
		t.Error("closing left something behind")
	}
	err := db.Write(context.Background(), func(*store.Tx) error { return nil })
	wantCode(t, "writing to a closed database", err, goodturn.CodeUnavailable)
	err = db.Read(context.Background(), func(*store.Tx) error { return nil })
	wantCode(t, "reading a closed database", err, goodturn.CodeUnavailable)
}

func readOnly(t *testing.T, open Open) {
	db := open(t, store.Options{})
	before := Snap(t, db)
	for name, fn := range map[string]func(tx *store.Tx) error{
		"a value":    func(tx *store.Tx) error { return tx.SetValue("x", "y") },
		"touches":    func(tx *store.Tx) error { _, err := tx.InsertTouches([]goodturn.Touch{{EnrolmentID: "e"}}); return err },
		"an end":     func(tx *store.Tx) error { _, err := tx.CancelPlanned("e", nil); return err },
		"a number":   func(tx *store.Tx) error { _, err := tx.ReserveSeq(1); return err },
		"a contact":  func(tx *store.Tx) error { return tx.InsertContact(&goodturn.Contact{}) },
		"a decision": func(tx *store.Tx) error { return tx.InsertDecisions(goodturn.Decision{}) },
	} {
		wantCode(t, "writing "+name+" while reading", db.Read(context.Background(), fn), goodturn.CodeForbidden)
	}
	same(t, "tables that changed", before.Changed(Snap(t, db)), []string(nil))
	write(t, db, func(tx *store.Tx) error { return tx.AppendFetches(store.Fetch{Link: "answer"}) })
	same(t, "tables that a look changes", before.Changed(Snap(t, db)), []string{"fetch"})
}

func oneInstant(t *testing.T, open Open) {
	ticks := atomic.Int64{}
	db := open(t, store.Options{Clock: goodturn.ClockFunc(func() time.Time { return start.Add(time.Duration(ticks.Add(1)) * 1500 * time.Microsecond) })})
	write(t, db, func(tx *store.Tx) error {
		a, b := tx.Now(), tx.Now()
		if a != b || a.Truncate(time.Millisecond) != a || a.Location() != time.UTC {
			t.Errorf("%s and %s", a, b)
		}
		if x, y := tx.NewID(), tx.NewID(); x >= y {
			t.Errorf("the id %s was made before %s", x, y)
		}
		return nil
	})
}
