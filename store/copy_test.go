package store_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

func TestACopyHoldsWhatTheOriginalDid(t *testing.T) {
	ctx := context.Background()
	from, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "goodturn.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	u := goodturn.User{Email: "dana@example.com", Name: "Dana Reed", Active: true, Voice: goodturn.Voice{FirstName: "Dana"}}
	c := goodturn.Contact{Given: "Ana", Family: "Ruiz", SortKey: "ruiz ana", Zones: []string{"America/Denver"}, LeftOut: true}
	if err := from.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertUser(&u); err != nil {
			return err
		}
		c.OwnerID = u.ID
		if err := tx.InsertContact(&c); err != nil {
			return err
		}
		_, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: "ana@example.com", Primary: true}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	to, err := sqlite.OpenMemory(ctx, store.Options{Salt: from.AddressSalt()})
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	if err := from.Read(ctx, func(a *store.Tx) error {
		return to.Write(ctx, func(b *store.Tx) error {
			for _, table := range store.Copied {
				if _, err := a.CopyTable(b, table); err != nil {
					return err
				}
			}
			return nil
		})
	}); err != nil {
		t.Fatal(err)
	}
	var was, is goodturn.Contact
	var hashes int
	_ = from.Read(ctx, func(tx *store.Tx) (err error) { was, err = tx.Contact(c.ID); return err })
	if err := to.Read(ctx, func(tx *store.Tx) (err error) {
		if is, err = tx.Contact(c.ID); err != nil {
			return err
		}
		ids, err := tx.FindIdentity(goodturn.IdentityEmail, "", "ana@example.com")
		hashes = len(ids)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if is.Name() != was.Name() || !is.LeftOut || is.OwnerID != u.ID || len(is.Zones) != 1 || !is.CreatedAt.Equal(was.CreatedAt) || hashes != 1 {
		t.Errorf("%+v was copied as %+v, with %d addresses", was, is, hashes)
	}
	if _, err := badTable(ctx, from, to); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Errorf("a table of secrets was copied: %v", err)
	}
}

func badTable(ctx context.Context, from, to *store.DB) (n int, err error) {
	err = from.Read(ctx, func(a *store.Tx) error {
		return to.Write(ctx, func(b *store.Tx) error {
			n, err = a.CopyTable(b, "session")
			return err
		})
	})
	return n, err
}
