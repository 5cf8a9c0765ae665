package store

import (
	"slices"

	"github.com/goodturn-app/goodturn"
)

// Tables are all tables of a database, in alphabetical order.
var Tables = []string{
	"account", "account_contact", "api_key", "api_once", "ask", "closing", "consent", "contact", "counter", "credential", "decision", "delivery", "delivery_body",
	"enrolment", "event", "fetch", "findable", "gate", "home", "household", "identity", "import", "import_row", "incident", "kv", "login_link", "market_series", "milestone",
	"node", "playbook", "portrait", "referral", "referral_change", "referral_claim", "referral_thanks", "request", "reward_coupon", "reward_entry", "reward_payee", "reward_promise", "reward_review", "rollup_day", "search", "session", "share_code", "standing", "suppression", "task", "touch", "tried",
	"user", "webhook_endpoint", "webhook_message", "words", "workspace",
}

// EachRow hands every row of one table of this workspace to fn, in no order: as text, int64, bool or float64. For comparing and
// exporting whole databases.
func (tx *Tx) EachRow(table string, fn func(columns []string, row []any) error) error {
	if !slices.Contains(Tables, table) {
		return goodturn.NotFound("table " + table)
	}
	key := "workspace_id"
	if table == "workspace" {
		key = "id"
	}
	rows, err := tx.run.query(`SELECT * FROM "`+table+`" WHERE `+key+` = $1`, 0, []any{tx.ws()})
	if err != nil {
		return tx.db.explain(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return tx.db.explain(err)
	}
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return tx.db.explain(err)
		}
		for i, v := range row {
			if b, ok := v.([]byte); ok {
				row[i] = string(b)
			}
		}
		if err := fn(columns, row); err != nil {
			return err
		}
	}
	return tx.db.explain(rows.Err())
}
