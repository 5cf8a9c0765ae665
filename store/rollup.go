package store

import (
	"cmp"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
)

// count is one daily count. What is counted:
//
//	metric "planned"   dim kind          touches by the day for which the playbook planned them, less those that were cancelled
//	metric <state>     dim kind|step|channel   touches that came into this state on this day: sent, unknown, skipped ...
//	metric "asked"     dim playbook      asks opened
//	metric "answered"  dim answer        asks answered
//	metric "referral"  dim stage         introductions that came into this stage
//
// Further metrics are counted by callers with Count.
type count struct{ day, metric, dim string }

// slots spreads one count over several rows, so that transactions that count the same thing do not wait for each other.
const slots = 16

// Count adds n to a daily count in this transaction. The day is that of at, in UTC.
func (tx *Tx) Count(at time.Time, metric, dim string, n int) {
	if n == 0 {
		return
	}
	if tx.counts == nil {
		tx.counts = map[count]int64{}
	}
	tx.counts[count{at.UTC().Format(time.DateOnly), metric, dim}] += int64(n)
}

// adopt takes over what another part of the same transaction owes.
func (tx *Tx) adopt(part *Tx) {
	for k, n := range part.counts {
		if tx.counts == nil {
			tx.counts = map[count]int64{}
		}
		tx.counts[k] += n
	}
	for id := range part.places {
		tx.place(id)
	}
}

const sqlCount = `INSERT INTO rollup_day (workspace_id, day, metric, dim, slot, n) VALUES ROWS(6)
ON CONFLICT (workspace_id, metric, day, dim, slot) DO UPDATE SET n = rollup_day.n + excluded.n`

// flushCounts writes counts in a fixed order, so that two transactions never wait for each other in a circle.
func (tx *Tx) flushCounts(counts map[count]int64) error {
	if len(counts) == 0 {
		return nil
	}
	type row struct {
		count
		n int64
	}
	rows := make([]row, 0, len(counts))
	for k, n := range counts {
		if n != 0 {
			rows = append(rows, row{k, n})
		}
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.metric, b.metric), cmp.Compare(a.day, b.day), cmp.Compare(a.dim, b.dim))
	})
	slot := int64(0)
	if !tx.db.dialect.Shared {
		slot = tx.db.slot.Add(1) % slots
	}
	_, err := insert(tx, sqlCount, rows, func(args []any, r *row) []any {
		return append(args, tx.ws(), r.day, r.metric, r.dim, slot, r.n)
	})
	return err
}

// DayCount is one daily count as it stands.
type DayCount struct {
	Day    goodturn.Date
	Metric string
	Dim    string
	N      int64
}

const sqlCounts = `SELECT day, metric, dim, CAST(SUM(n) AS BIGINT) FROM rollup_day
WHERE workspace_id = $1 AND metric = $2 AND day >= $3 AND day <= $4 GROUP BY day, metric, dim ORDER BY day, dim`

// Counts gives the counts of one metric on the days from first to last, both included, those that are zero left out.
func (tx *Tx) Counts(metric string, first, last goodturn.Date) ([]DayCount, error) {
	all, err := collect(tx, func(r scanner, c *DayCount) error { return r.Scan(&c.Day, &c.Metric, &c.Dim, &c.N) },
		sqlCounts, tx.ws(), metric, first, last)
	return slices.DeleteFunc(all, func(c DayCount) bool { return c.N == 0 }), err
}

const sqlCountSums = `SELECT dim, CAST(SUM(n) AS BIGINT) FROM rollup_day
WHERE workspace_id = $1 AND metric = $2 AND day >= $3 AND day <= $4 GROUP BY dim ORDER BY dim`

// CountSums reads one metric over a span of days, both included, added up for each dim: Day is the first day of the span. What came to
// nothing is left out.
func (tx *Tx) CountSums(metric string, first, last goodturn.Date) ([]DayCount, error) {
	all, err := collect(tx, func(r scanner, c *DayCount) error {
		c.Day, c.Metric = first, metric
		return r.Scan(&c.Dim, &c.N)
	}, sqlCountSums, tx.ws(), metric, first, last)
	return slices.DeleteFunc(all, func(c DayCount) bool { return c.N == 0 }), err
}

// The state is spelled so that the index by due date cannot serve it: few people want nothing, and touch_contact finds what is theirs.
const sqlUnwanted = `SELECT t.planned_at / 86400000, t.kind, count(*) FROM touch t WHERE t.workspace_id = $1
AND t.contact_id IN (SELECT r.contact_id FROM suppression r WHERE r.workspace_id = $2 AND r.contact_id <> '' AND r.scope IN ('all', 'channel'))
AND t.state || '' = 'planned' AND t.kind <> 'call' AND t.planned_at >= $3 AND t.planned_at < $4
AND EXISTS (SELECT 1 FROM suppression s WHERE s.workspace_id = t.workspace_id AND s.contact_id = t.contact_id AND s.contact_id <> ''
 AND (s.scope = 'all' OR s.scope = 'channel' AND s.channel = t.channel))
GROUP BY t.planned_at / 86400000, t.kind ORDER BY t.planned_at / 86400000, t.kind`

// Unwanted counts, among the touches that Counts gives as "planned" on the days from first to last, those of people who want no
// messages, or none by that road: they stay in the plan until their day and then do not go. A call is the owner's own.
func (tx *Tx) Unwanted(first, last goodturn.Date) ([]DayCount, error) {
	begin := func(d goodturn.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }
	return collect(tx, func(r scanner, c *DayCount) error {
		var day int64
		c.Metric = "planned"
		err := r.Scan(&day, &c.Dim, &c.N)
		c.Day = goodturn.DateOf(time.UnixMilli(day * 86400000).UTC())
		return err
	}, sqlUnwanted, tx.ws(), tx.ws(), begin(first), begin(last.AddDays(1)))
}
