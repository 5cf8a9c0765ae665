package people_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
	"github.com/goodturn-app/goodturn/store/sqlite"
	testpg "github.com/goodturn-app/goodturn/test/postgres"
)

// clients writes a file of n clients who closed within the last four weeks, so that each has a whole plan; so many of them at each home.
func clients(n, together int) []byte {
	var b bytes.Buffer
	b.WriteString("First Name,Last Name,Email,Phone,Address,City,State,Zip,Closing Date,Deal Type,Notes\n")
	given := []string{"Ana", "Ben", "Cy", "Dora", "Eli", "Fay", "Gus", "Hana", "Ivo", "Joy"}
	for i := range n {
		d := goodturn.DateOf(today).AddDays(-(i/together*7%28 + 1))
		side := "Buyer"
		if i%3 == 0 {
			side = "Seller"
		}
		fmt.Fprintf(&b, "%s,%s,person%d@example.com,212-%03d-%04d,%d Oak Street,New York,NY,%05d,%s,%s,met at the open house\n",
			given[i%10], surname(i), i, 200+i/10000%700, i%10000, i/together+1, 10001+i/together%40, d, side)
	}
	return b.Bytes()
}

// surname makes another family name for each number.
func surname(i int) string {
	parts := []string{"ber", "dan", "hol", "kin", "lor", "mar", "nel", "sten", "tor", "vas"}
	name := ""
	for n := i; ; n /= 10 {
		name += parts[n%10]
		if n < 10 {
			return strings.ToUpper(name[:1]) + name[1:]
		}
	}
}

func databases(b *testing.B, run func(b *testing.B, newDB func() *store.DB)) {
	clock := store.Options{Clock: goodturn.ClockFunc(func() time.Time { return today })}
	b.Run("sqlite", func(b *testing.B) {
		run(b, func() *store.DB {
			db, err := sqlite.Open(context.Background(), filepath.Join(b.TempDir(), "goodturn.db"), clock)
			if err != nil {
				b.Fatal(err)
			}
			return db
		})
	})
	b.Run("postgres", func(b *testing.B) {
		run(b, func() *store.DB {
			db, err := postgres.Open(context.Background(), testpg.NewDatabase(b), clock)
			if err != nil {
				b.Fatal(err)
			}
			return db
		})
	})
}

// BenchmarkStage parses and matches rows.
func BenchmarkStage(b *testing.B) {
	const n = 20_000
	file := clients(n, 1)
	databases(b, func(b *testing.B, newDB func() *store.DB) {
		for b.Loop() {
			b.StopTimer()
			now := today
			db := newDB()
			w := open(b, db, &now)
			b.StartTimer()
			if _, err := w.p.StageImport(context.Background(), people.ImportFile{Name: "people.csv", From: bytes.NewReader(file), By: w.owner.ID, ImportAnswers: people.ImportAnswers{AcceptGuesses: true}}); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			if err := db.Close(); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
		b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
	})
}

// BenchmarkApply merges, enrols and plans.
func BenchmarkApply(b *testing.B) { apply(b, 1) }

// BenchmarkSharedHomes does so with three people at each home, who may be one deal.
func BenchmarkSharedHomes(b *testing.B) { apply(b, 3) }

func apply(b *testing.B, together int) {
	const n = 5_000
	file := clients(n, together)
	databases(b, func(b *testing.B, newDB func() *store.DB) {
		touches := 0
		for b.Loop() {
			b.StopTimer()
			now := today
			db := newDB()
			w := open(b, db, &now)
			s, err := w.p.StageImport(context.Background(), people.ImportFile{Name: "people.csv", From: bytes.NewReader(file), By: w.owner.ID, ImportAnswers: people.ImportAnswers{AcceptGuesses: true}})
			if err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			if _, err := w.p.ApplyImport(context.Background(), s.ID, vouched); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			if err := db.Read(context.Background(), func(tx *store.Tx) error {
				states, err := tx.TouchStates()
				for _, k := range states {
					touches += k
				}
				return err
			}); err != nil {
				b.Fatal(err)
			}
			if err := db.Close(); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
		b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "contacts/s")
		b.ReportMetric(float64(touches)/float64(n*b.N), "touches/contact")
	})
}
