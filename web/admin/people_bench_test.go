package admin_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/admin"
)

// crowd is how many people the list has in the benchmarks.
const crowd = 100_000

// crowded fills a database with people who have an address, a closing, a plan and words by which they are found.
func crowded(b *testing.B) (http.Handler, []goodturn.ID) {
	b.Helper()
	ctx := context.Background()
	now := goodturn.ClockFunc(func() time.Time { return time.Date(2026, 7, 7, 15, 0, 0, 0, time.UTC) })
	db, err := sqlite.Open(ctx, filepath.Join(b.TempDir(), "goodturn.db"), store.Options{Clock: now, Rand: rand.New(rand.NewSource(1))})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	key, err := link.New(bytes.Repeat([]byte{7}, link.KeySize))
	if err != nil {
		b.Fatal(err)
	}
	pack, err := playbook.Library("real-estate")
	if err != nil {
		b.Fatal(err)
	}
	p := program.New(program.Deps{DB: db, Rand: rand.New(rand.NewSource(2)), Library: map[string]*playbook.Shipped{"real-estate": pack}, Links: key, Node: "n", Boot: "b"})
	owner := goodturn.User{Email: "dana@homes.example", Name: "Dana Reyes", Role: goodturn.RoleOwner, Active: true, Zone: "America/New_York"}
	write := func(f func(*store.Tx) error) {
		if err := db.Write(ctx, f); err != nil {
			b.Fatal(err)
		}
	}
	write(func(tx *store.Tx) error {
		if err := tx.InsertUser(&owner); err != nil {
			return err
		}
		return tx.SaveSettings(goodturn.Settings{Name: "Reyes Homes", Pack: "real-estate", Region: "US-NY", Zone: "America/New_York", Mode: goodturn.ModeLive})
	})
	given := []string{"Ana", "Ben", "Cy", "Dora", "Eli", "Fay", "Gus", "Hana", "Ivo", "Joy"}
	part := []string{"ber", "dan", "hol", "kin", "lor", "mar", "nel", "sten", "tor", "vas"}
	var ids []goodturn.ID
	for begin := 0; begin < crowd; begin += 500 {
		write(func(tx *store.Tx) error {
			var cs []goodturn.Contact
			var is []goodturn.Identity
			var deals []goodturn.Closing
			var plans []goodturn.Enrolment
			var touches []goodturn.Touch
			var who []store.Findable
			for i := begin; i < begin+500; i++ {
				family := part[i/10%10] + part[i/100%10] + part[i/1000%10] + part[i/10_000%10]
				c := goodturn.Contact{ID: tx.NewID(), OwnerID: owner.ID, Given: given[i%10], Family: family, Greeting: given[i%10], SortKey: family + " " + strings.ToLower(given[i%10]), Region: "US-NY"}
				mail := goodturn.Identity{ID: tx.NewID(), ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: fmt.Sprintf("p%d@example.com", i), Primary: true}
				at := goodturn.Address{Street: fmt.Sprintf("%d Oak Street", i%900), City: "New York", State: "NY", ZIP: fmt.Sprintf("%05d", 10001+i%90)}
				d := goodturn.Closing{ID: tx.NewID(), ContactID: c.ID, Side: goodturn.SideBought, Date: goodturn.Date{Year: 2025, Month: 12, Day: 1 + i%28}, Property: at, Source: "hand"}
				e := goodturn.Enrolment{ID: tx.NewID(), ContactID: c.ID, Playbook: "real-estate", AnchorKey: string(d.ID), ClosingID: d.ID, Anchor: d.Date, Side: d.Side, State: goodturn.EnrolmentActive, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
				for k := range 3 {
					due := tx.Now().AddDate(0, k+1, i%28)
					touches = append(touches, goodturn.Touch{EnrolmentID: e.ID, ContactID: c.ID, OwnerID: owner.ID, Playbook: "real-estate", Step: "assessment", Occurrence: k, Kind: goodturn.KindValue,
						Channel: goodturn.ChannelEmail, Anchor: d.Date, PlannedAt: due, DueAt: due, LegalAt: due, Zone: "America/New_York"})
				}
				cs, is, deals, plans, ids = append(cs, c), append(is, mail), append(deals, d), append(plans, e), append(ids, c.ID)
				who = append(who, store.Findable{Contact: c, Identities: []goodturn.Identity{mail}, Homes: []goodturn.Home{{ContactID: c.ID, Property: at}}})
			}
			if err := tx.InsertContacts(cs); err != nil {
				return err
			}
			if _, err := tx.InsertIdentities(is); err != nil {
				return err
			}
			if err := tx.InsertClosings(deals); err != nil {
				return err
			}
			if _, err := tx.InsertEnrolments(plans); err != nil {
				return err
			}
			if _, err := tx.InsertTouches(touches); err != nil {
				return err
			}
			return tx.IndexNew(who)
		})
	}
	assets, err := web.LoadAssets()
	if err != nil {
		b.Fatal(err)
	}
	return admin.New(admin.Deps{Program: p, DB: db, Auth: &auth.Book{}, Assets: assets, Clock: now, Rand: rand.New(rand.NewSource(3)), Open: true}), ids
}

// BenchmarkPeopleAt100k asks for pages of the list and for searches among 100,000 people, through the pages, one after another.
func BenchmarkPeopleAt100k(b *testing.B) {
	h, ids := crowded(b)
	words := []string{"berdan", "ana kin", "p4711@", "oak", "hol sten", "77 oak", "dora vas", "new york ben"}
	for _, c := range []struct {
		what string
		path func(i int) string
	}{
		{"list", func(i int) string { return "/people?after=" + string(ids[i*7919%len(ids)]) }},
		{"search", func(i int) string { return "/people?q=" + strings.ReplaceAll(words[i%len(words)], " ", "+") }},
	} {
		b.Run(c.what, func(b *testing.B) {
			took := make([]time.Duration, 0, 1024)
			for i := 0; b.Loop(); i++ {
				began := time.Now()
				w := httptest.NewRecorder()
				h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, c.path(i), nil))
				if w.Code != http.StatusOK {
					b.Fatal(w.Code, w.Body.String())
				}
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "pages/s")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}
