package leaving_test

import (
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/leaving"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

// Who stands in: nobody for somebody who is here; the first owner who is; and nobody where nobody is left. What is handed over is tested
// with letters and links in test/journey.
func TestWhoStandsIn(t *testing.T) {
	db, err := sqlite.OpenMemory(t.Context(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	lea := goodturn.User{Email: "lea@example.com", Name: "Lea Stone", Role: goodturn.RoleAgent}
	noa := goodturn.User{Email: "noa@example.com", Name: "Noa Levi", Role: goodturn.RoleAgent, Active: true}
	dana := goodturn.User{Email: "dana@example.com", Name: "Dana Reed", Role: goodturn.RoleOwner, Active: true}
	err = db.Write(t.Context(), func(tx *store.Tx) error {
		for _, u := range []*goodturn.User{&lea, &noa, &dana} {
			if err := tx.InsertUser(u); err != nil {
				return err
			}
		}
		is := func(who, want goodturn.User, left bool) {
			t.Helper()
			got, gone, err := leaving.StandIn(tx, who)
			if err != nil || got.ID != want.ID || gone != left {
				t.Errorf("%s stands in for %s (%v), want %s (%v): %v", got.Name, who.Name, gone, want.Name, left, err)
			}
		}
		is(noa, noa, false)
		is(lea, dana, true)
		for _, u := range []goodturn.User{dana, noa} {
			u.Active = false
			if err := tx.UpdateUser(u); err != nil {
				return err
			}
			if u.ID == dana.ID {
				is(lea, noa, true)
			}
		}
		is(lea, lea, false)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
