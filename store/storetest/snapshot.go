package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"testing"

	"github.com/goodturn-app/goodturn/store"
)

// Snapshot is what every table holds, as a hash: equal hashes mean equal rows. A test that nothing but the fetch log changes
// takes one before and one after, and asks Changed.
type Snapshot map[string]string

// Snap reads a database. Call it when nothing writes.
func Snap(t testing.TB, db *store.DB) Snapshot {
	t.Helper()
	out := Snapshot{}
	err := db.Read(context.Background(), func(tx *store.Tx) error {
		for _, table := range store.Tables {
			var rows []string
			if err := tx.EachRow(table, func(columns []string, row []any) error {
				h := sha256.New()
				for i, c := range columns {
					fmt.Fprintf(h, "%s\x00%v\x00", c, row[i])
				}
				rows = append(rows, string(h.Sum(nil)))
				return nil
			}); err != nil {
				return err
			}
			slices.Sort(rows)
			h := sha256.New()
			for _, r := range rows {
				h.Write([]byte(r))
			}
			out[table] = fmt.Sprintf("%d rows %s", len(rows), hex.EncodeToString(h.Sum(nil)[:8]))
		}
		return nil
	})
	if err != nil {
		t.Fatalf("take a snapshot: %v", err)
	}
	return out
}

// Changed lists the tables that differ, in alphabetical order.
func (s Snapshot) Changed(o Snapshot) []string {
	var out []string
	for _, table := range store.Tables {
		if s[table] != o[table] {
			out = append(out, table)
		}
	}
	return out
}
