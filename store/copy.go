package store

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
)

// Copied are the tables of which a look ahead is made, in the order in which they are copied: whom we know, what is planned, what
// was asked and refused. Words of messages, the log of events and of decisions, files, sessions and keys stay behind.
var Copied = []string{
	"user", "contact", "identity", "household", "account", "account_contact", "closing", "home", "standing", "consent", "suppression", "playbook", "words",
	"enrolment", "touch", "delivery", "ask", "gate", "milestone", "share_code", "referral", "referral_claim", "referral_thanks", "request", "task", "incident", "market_series", "counter", "kv",
}

// Logged are the tables that a look ahead leaves behind and a move of everything takes along: what happened, what was decided, the
// words that left, who looked, the figures of each day, the index by which people are found, news for other systems and what those may do.
var Logged = []string{"event", "decision", "delivery_body", "fetch", "portrait", "referral_change", "reward_coupon", "reward_entry", "reward_payee", "reward_promise", "reward_review", "import", "import_row", "rollup_day", "search", "findable",
	"webhook_endpoint", "webhook_message", "api_key", "api_once"}

// CopyTable copies the rows of one table of this workspace into an empty database that has the same shape, and gives their number.
// to is a writing transaction of that other database, which may be of the other kind.
func (tx *Tx) CopyTable(to *Tx, table string) (int, error) {
	if !slices.Contains(Copied, table) && !slices.Contains(Logged, table) {
		return 0, goodturn.Invalid("table", fmt.Sprintf("%q is not a table that is copied.", table), "See store.Copied and store.Logged.")
	}
	rows, err := tx.run.query(`SELECT * FROM "`+table+`" WHERE workspace_id = $1`, 0, []any{tx.ws()})
	if err != nil {
		return 0, tx.db.explain(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, tx.db.explain(err)
	}
	types, err := rows.ColumnTypes()
	if err != nil {
		return 0, tx.db.explain(err)
	}
	quoted := make([]string, len(columns))
	workspace := -1
	for i, c := range columns {
		quoted[i] = `"` + c + `"`
		if c == "workspace_id" {
			workspace = i
		}
	}
	sql := `INSERT INTO "` + table + `" (` + strings.Join(quoted, ", ") + `) VALUES ROWS(` + fmt.Sprint(len(columns)) + `)`
	n := 0
	var held [][]any
	flush := func() error {
		_, err := insert(to, sql, held, func(args []any, row *[]any) []any { return append(args, *row...) })
		n += len(held)
		held = held[:0]
		return err
	}
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return n, tx.db.explain(err)
		}
		for i, v := range row {
			switch v := v.(type) {
			case []byte:
				row[i] = string(v)
			case int64: // SQLite keeps truth as a number
				if types[i].DatabaseTypeName() == "BOOLEAN" {
					row[i] = v != 0
				}
			}
		}
		row[workspace] = to.ws()
		if held = append(held, row); len(held) == 512 {
			if err := flush(); err != nil {
				return n, err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return n, tx.db.explain(err)
	}
	return n, flush()
}
