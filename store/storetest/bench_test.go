package storetest_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/storetest"
)

var begun = time.Date(2026, 3, 2, 15, 4, 5, 0, time.UTC)

// databases are what every benchmark runs on.
var databases = []struct {
	name string
	open storetest.Open
}{{"sqlite", file}, {"postgres", pg}}

func id(kind byte, n int) goodturn.ID {
	return goodturn.ID(fmt.Sprintf("%08x-0000-7000-8000-%c00000000000", n, kind))
}

// planned makes the touches of one enrolment, 13 in a year, as an import plans them.
func planned(n int) []goodturn.Touch {
	ts := make([]goodturn.Touch, 13)
	for i := range ts {
		at := begun.Add(time.Duration(n%365)*goodturn.Day + time.Duration(i)*28*goodturn.Day)
		ts[i] = goodturn.Touch{EnrolmentID: id('e', n), ContactID: id('c', n), OwnerID: id('f', 0), Playbook: "real-estate", Step: fmt.Sprintf("step-%d", i),
			Kind: goodturn.KindValue, Channel: goodturn.ChannelEmail, Anchor: goodturn.DateOf(begun), PlannedAt: at, DueAt: at, LegalAt: at,
			Late: 10 * goodturn.Day, UntilAt: at.Add(30 * goodturn.Day), Zone: "America/New_York"}
	}
	return ts
}

func BenchmarkInsertTouches(b *testing.B) {
	for _, d := range databases {
		b.Run(d.name, func(b *testing.B) {
			db := d.open(b, store.Options{})
			rows := 0
			b.ResetTimer()
			for n := 0; n < b.N; {
				check(b, db.Write(context.Background(), func(tx *store.Tx) error {
					var batch []goodturn.Touch
					for range 100 {
						batch = append(batch, planned(n)...)
						n++
					}
					rows += len(batch)
					_, err := tx.InsertTouches(batch)
					return err
				}))
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "touches/s")
		})
	}
}

// world makes a live workspace with contacts who have one claimed delivery each.
func world(b testing.TB, db *store.DB, contacts int) []store.Delivery {
	ds := make([]store.Delivery, contacts)
	user := goodturn.User{Email: "dana@example.com", Active: true}
	check(b, db.Write(context.Background(), func(tx *store.Tx) error {
		if err := tx.InsertUser(&user); err != nil {
			return err
		}
		return tx.SaveSettings(goodturn.Settings{Mode: goodturn.ModeLive})
	}))
	for from := 0; from < contacts; from += 500 {
		check(b, db.Write(context.Background(), func(tx *store.Tx) error {
			for n := from; n < min(from+500, contacts); n++ {
				c := goodturn.Contact{ID: id('c', n), OwnerID: user.ID, SortKey: fmt.Sprint(n)}
				mail := fmt.Sprintf("c%d@example.com", n)
				if err := tx.InsertContact(&c); err != nil {
					return err
				}
				if _, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: mail}}); err != nil {
					return err
				}
				ts := planned(n)[:1]
				if _, err := tx.InsertTouches(ts); err != nil {
					return err
				}
				ds[n] = store.Delivery{Delivery: goodturn.Delivery{TouchID: ts[0].ID, ContactID: c.ID, UserID: user.ID, Seq: int64(n + 1), Channel: goodturn.ChannelEmail,
					Address: mail, Node: "n", Boot: "b", Token: "t", LeaseUntil: begun.Add(goodturn.Day), MessageID: fmt.Sprintf("<%d@example.com>", n)},
					EnrolmentID: ts[0].EnrolmentID, Kind: ts[0].Kind, Step: ts[0].Step}
				if ok, err := tx.Claim(&ds[n], ts[0].LegalAt); !ok || err != nil {
					return fmt.Errorf("claim: %v, %w", ok, err)
				}
			}
			return nil
		}))
	}
	return ds
}

func BenchmarkSecondMarks(b *testing.B) {
	for _, d := range databases {
		for _, flight := range []int{1, 64, 256, 1024} {
			b.Run(fmt.Sprintf("%s/in-flight=%d", d.name, flight), func(b *testing.B) {
				db := d.open(b, store.Options{})
				ds := world(b, db, b.N)
				var next atomic.Int64
				var wg sync.WaitGroup
				b.ResetTimer()
				for range flight {
					wg.Go(func() {
						for {
							i := int(next.Add(1)) - 1
							if i >= len(ds) {
								return
							}
							err := db.WriteFirst(context.Background(), func(tx *store.Tx) error {
								ok, err := tx.Commit(ds[i].ID, "t")
								if err == nil && !ok {
									err = fmt.Errorf("mark %d was refused", i)
								}
								return err
							})
							if err != nil {
								b.Error(err)
								return
							}
							db.Later(func(tx *store.Tx) error {
								_, err := tx.Sent(ds[i].ID, "t", tx.Now(), "250 ok")
								return err
							})
						}
					})
				}
				wg.Wait()
				b.StopTimer()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "marks/s")
			})
		}
	}
}

func BenchmarkNothingDueAmongAMillion(b *testing.B) {
	for _, d := range databases {
		b.Run(d.name, func(b *testing.B) {
			db := d.open(b, store.Options{})
			for n := 0; n < 1_000_000/13; {
				check(b, db.Write(context.Background(), func(tx *store.Tx) error {
					var batch []goodturn.Touch
					for range 1000 {
						batch = append(batch, planned(n)...)
						n++
					}
					_, err := tx.InsertTouches(batch)
					return err
				}))
			}
			b.ResetTimer()
			for range b.N {
				check(b, db.Read(context.Background(), func(tx *store.Tx) error {
					due, _, err := tx.DueTouches(store.Due{At: begun.Add(-time.Second), Limit: 100, Ahead: goodturn.Day})
					if len(due) != 0 {
						b.Errorf("%d are due", len(due))
					}
					return err
				}))
			}
		})
	}
}

func BenchmarkDueHundred(b *testing.B) {
	for _, d := range databases {
		b.Run(d.name, func(b *testing.B) {
			db := d.open(b, store.Options{})
			world(b, db, 1)
			check(b, db.Write(context.Background(), func(tx *store.Tx) error {
				for n := range 20000 {
					if _, err := tx.InsertTouches(planned(n)); err != nil {
						return err
					}
				}
				return nil
			}))
			b.ResetTimer()
			for range b.N {
				check(b, db.Read(context.Background(), func(tx *store.Tx) error {
					due, _, err := tx.DueTouches(store.Due{At: begun.Add(goodturn.Day), Limit: 100, Ahead: goodturn.Day})
					if err != nil || len(due) != 100 {
						return fmt.Errorf("%d due: %w", len(due), err)
					}
					return err
				}))
			}
			b.ReportMetric(float64(100*b.N)/b.Elapsed().Seconds(), "touches/s")
		})
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
