package store_test

import (
	"context"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

// A device is the same for one advocate alone, and neither address nor browser nor person can be read in it.
func TestADeviceIsKnownToOneAdvocateAlone(t *testing.T) {
	db, err := sqlite.OpenMemory(context.Background(), store.Options{Salt: "a salt of an installation"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	err = db.Read(context.Background(), func(tx *store.Tx) error {
		one := tx.DeviceOf("c1", "192.0.2.7 Browser/1")
		if one != tx.DeviceOf("c1", "192.0.2.7 Browser/1") {
			t.Error("a device is not known again")
		}
		for _, other := range []string{tx.DeviceOf("c2", "192.0.2.7 Browser/1"), tx.DeviceOf("c1", "192.0.2.7 Browser/2"), tx.DeviceOf("c1", "192.0.2.8 Browser/1")} {
			if other == one {
				t.Errorf("%q is taken for another", other)
			}
		}
		for _, part := range []string{"192.0.2.7", "Browser", "c1 "} {
			if strings.Contains(one, part) {
				t.Errorf("%q can be read in %q", part, one)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
