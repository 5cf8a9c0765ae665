package portable_test

import (
	"reflect"
	"testing"

	"github.com/goodturn-app/goodturn/store/portable"
)

var (
	lite = portable.Words{List: "IN (SELECT value FROM json_each(%s))", ByID: "+%s"}
	pg   = portable.Words{Numbered: true, List: "= ANY(%s::text[])", LockRows: "FOR UPDATE SKIP LOCKED", Await: "FOR UPDATE", ByRow: "OFFSET 0", ByID: "%s || ''"}
)

func TestAStatementInEachDatabasesWords(t *testing.T) {
	for _, c := range []struct {
		name, sql string
		rows      int
		columns   portable.Kinds
		lite      portable.Statement
		pg        string
	}{
		{"a list and a lock", `SELECT id FROM task WHERE workspace_id = $1 AND contact_id IN LIST($2) LOCKROWS`, 0, "",
			portable.Statement{Text: `SELECT id FROM task WHERE workspace_id = ? AND contact_id IN (SELECT value FROM json_each(?)) `},
			`SELECT id FROM task WHERE workspace_id = $1 AND contact_id = ANY($2::text[]) FOR UPDATE SKIP LOCKED`},
		{"a list of one", `SELECT id FROM task WHERE workspace_id = $1 AND contact_id IN LIST($2)`, portable.Lone, "",
			portable.Statement{Text: `SELECT id FROM task WHERE workspace_id = ? AND contact_id IN (?)`, Lone: true}, ``},
		{"arguments out of order", `UPDATE touch SET kind = $2 WHERE workspace_id = $1 AND step = $3`, 0, "",
			portable.Statement{Text: `UPDATE touch SET kind = ? WHERE workspace_id = ? AND step = ?`, Order: []int{2, 1, 3}},
			`UPDATE touch SET kind = $2 WHERE workspace_id = $1 AND step = $3`},
		{"found by id, looked up by row", `UPDATE a SET b = 0 WHERE workspace_id = $1 AND id IN LIST($2) AND EXISTS (SELECT 1 FROM c WHERE c.workspace_id = a.workspace_id AND c.id = a.c BYROW)`, 0, "",
			portable.Statement{Text: `UPDATE a SET b = 0 WHERE +workspace_id = ? AND id IN (SELECT value FROM json_each(?)) AND EXISTS (SELECT 1 FROM c WHERE +c.workspace_id = a.workspace_id AND c.id = a.c )`},
			`UPDATE a SET b = 0 WHERE workspace_id || '' = $1 AND id = ANY($2::text[]) AND EXISTS (SELECT 1 FROM c WHERE c.workspace_id || '' = a.workspace_id AND c.id = a.c OFFSET 0)`},
		{"rows of values", `INSERT INTO a (b, c, d) VALUES ROWS(2, 0) ON CONFLICT (b) DO NOTHING`, 2, "ti",
			portable.Statement{Text: `INSERT INTO a (b, c, d) VALUES (?, ?, 0), (?, ?, 0) ON CONFLICT (b) DO NOTHING`},
			`INSERT INTO a (b, c, d) SELECT r.*, 0 FROM unnest($1::text[], $2::bigint[]) AS r ON CONFLICT (b) DO NOTHING`},
		{"a gate has no key of its own", `SELECT id FROM gate WHERE workspace_id = $1 AND id IN LIST($2)`, 0, "",
			portable.Statement{Text: `SELECT id FROM gate WHERE workspace_id = ? AND id IN (SELECT value FROM json_each(?))`},
			`SELECT id FROM gate WHERE workspace_id = $1 AND id = ANY($2::text[])`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := lite.Rewrite(c.sql, true, c.rows, ""); !reflect.DeepEqual(got, c.lite) {
				t.Errorf("SQLite: %+v\nwanted  %+v", got, c.lite)
			}
			if c.lite.Lone {
				return // PostgreSQL takes an array of one
			}
			if got := pg.Rewrite(c.sql, true, c.rows, c.columns); got.Text != c.pg || got.Order != nil {
				t.Errorf("PostgreSQL: %+v\nwanted      %+v", got, c.pg)
			}
		})
	}
}

func TestRowsBecomeColumns(t *testing.T) {
	got, kinds, err := portable.Columns([]any{"a", int64(1), true, "b", int64(2), false}, 2)
	if err != nil || kinds != "tib" || !reflect.DeepEqual(got, []any{[]string{"a", "b"}, []int64{1, 2}, []bool{true, false}}) {
		t.Errorf("%v %q %v", got, kinds, err)
	}
	for _, bad := range [][]any{{"a", int64(1)}, {nil, nil}, {"a", "b", "c"}} {
		if _, _, err := portable.Columns(bad, 2); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
}
