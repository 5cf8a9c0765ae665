package storetest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/report"
)

var (
	given  = []string{"Ana", "Anatol", "Bea", "Carl", "Dana", "Eva", "Finn", "Gus", "Hana", "Ida", "José", "Kim", "Lee", "Mia", "Noah", "Ola", "Pia", "Quinn", "Rosa", "Sam"}
	family = []string{"Ruiz", "Lee", "Müller", "Garcia", "Okafor", "Novak", "Silva", "Kowalski", "Haddad", "Tanaka", "Ivanov", "Rossi", "Dubois", "Nguyen", "Khan", "Jensen"}
)

// people fills a database with contacts who can be listed and found.
func people(b *testing.B, db *store.DB, n int) {
	for from := 0; from < n; from += 1000 {
		check(b, db.Write(context.Background(), func(tx *store.Tx) error {
			var cs []goodturn.Contact
			var is []goodturn.Identity
			var ks []goodturn.Closing
			for i := from; i < from+1000; i++ {
				g, f := given[i%len(given)], fmt.Sprintf("%s%d", family[i/7%len(family)], i%997)
				c := goodturn.Contact{ID: id('c', i), Given: g, Family: f, SortKey: fmt.Sprintf("%s %s", f, g), Mailing: goodturn.Address{Street: fmt.Sprintf("%d Oak Street", i%500), City: "Brooklyn"}}
				cs = append(cs, c)
				is = append(is, goodturn.Identity{ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: fmt.Sprintf("p%d@example.com", i)},
					goodturn.Identity{ContactID: c.ID, Kind: goodturn.IdentityPhone, Value: fmt.Sprintf("+1212%07d", i)})
				ks = append(ks, goodturn.Closing{ContactID: c.ID, Date: goodturn.DateOf(begun)})
			}
			if err := tx.InsertContacts(cs); err != nil {
				return err
			}
			if _, err := tx.InsertIdentities(is); err != nil {
				return err
			}
			if err := tx.InsertClosings(ks); err != nil {
				return err
			}
			ids := make([]goodturn.ID, len(cs))
			for i := range cs {
				ids[i] = cs[i].ID
			}
			return tx.IndexContacts(ids...)
		}))
	}
}

func BenchmarkHundredThousandPeople(b *testing.B) {
	for _, d := range databases {
		db := d.open(b, store.Options{})
		people(b, db, 100_000)
		in := store.PlaceOpen
		for _, c := range []struct {
			name string
			read func(tx *store.Tx, n int) (int, error)
		}{
			{"list", func(tx *store.Tx, n int) (int, error) {
				cs, err := tx.ListContacts(store.ContactPage{Place: &in, After: goodturn.Contact{SortKey: family[n%len(family)]}, Limit: 50})
				return len(cs), err
			}},
			{"search one letter", func(tx *store.Tx, n int) (int, error) {
				cs, err := tx.Search(string(rune('a'+n%12)), 20)
				return len(cs), err
			}},
			{"search two words", func(tx *store.Tx, n int) (int, error) {
				cs, err := tx.Search(given[n%len(given)]+" "+family[n%len(family)][:3], 20)
				return len(cs), err
			}},
			{"search in vain", func(tx *store.Tx, n int) (int, error) {
				cs, err := tx.Search("brooklyn nobody", 20)
				return 1 + len(cs), err
			}},
			{"search what most have", func(tx *store.Tx, n int) (int, error) {
				cs, err := tx.Search("brooklyn oak 499 quinn lee", 20) // 499: a street number; few or none have all
				return 1 + len(cs), err
			}},
			{"coverage", func(tx *store.Tx, n int) (int, error) {
				cov, err := report.CoverageOf(tx)
				return cov.Closed(), err
			}},
		} {
			b.Run(d.name+"/"+c.name, func(b *testing.B) {
				for i := range b.N {
					check(b, db.Read(context.Background(), func(tx *store.Tx) error {
						n, err := c.read(tx, i)
						if n == 0 {
							b.Errorf("%s %d found nothing", c.name, i)
						}
						return err
					}))
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
			})
		}
	}
}
