package store

// Rewrite is what a dialect makes of a statement, for the tests that prepare them all.
func (d *Dialect) Rewrite(sql string, writing bool, rows int) string {
	return d.rewrite(sql, writing, rows).text
}

// IDAt is idAt, for the test that compares it with made ids.
var IDAt = idAt
