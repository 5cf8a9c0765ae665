package store

import (
	"maps"
	"slices"
	"time"
)

// Node is one process that works on this database.
type Node struct {
	Node      string
	Boot      string
	StartedAt time.Time
	SeenAt    time.Time
	Facts     string // JSON of its own: host, version, server timeline
}

const (
	sqlBeat = `INSERT INTO node (workspace_id, node, boot, started_at, seen_at, facts) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (workspace_id, node) DO UPDATE SET boot = excluded.boot, seen_at = excluded.seen_at, facts = excluded.facts,
 started_at = CASE WHEN node.boot = excluded.boot THEN node.started_at ELSE excluded.started_at END`
	sqlNodes     = `SELECT node, boot, started_at, seen_at, facts FROM node WHERE workspace_id = $1 ORDER BY node`
	sqlLeaveNode = `DELETE FROM node WHERE workspace_id = $1 AND node = $2 AND boot = $3`
)

// Beat says that this process lives.
func (tx *Tx) Beat(n Node) error {
	_, err := tx.exec(sqlBeat, tx.ws(), n.Node, n.Boot, tx.now, tx.now, n.Facts)
	return err
}

// Nodes lists the processes that were ever seen and have not left; SeenAt says which live.
func (tx *Tx) Nodes() ([]Node, error) {
	return collect(tx, func(r scanner, n *Node) error {
		return r.Scan(&n.Node, &n.Boot, (*stamp)(&n.StartedAt), (*stamp)(&n.SeenAt), &n.Facts)
	}, sqlNodes, tx.ws())
}

// LeaveNode takes a process that ends off the list.
func (tx *Tx) LeaveNode(node, boot string) error {
	_, err := tx.exec(sqlLeaveNode, tx.ws(), node, boot)
	return err
}

const (
	sqlGetValue  = `SELECT value FROM kv WHERE workspace_id = $1 AND name = $2`
	sqlHoldValue = sqlGetValue + ` SHAREROWS`
	sqlSetValue  = `INSERT INTO kv (workspace_id, name, value, updated_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (workspace_id, name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`
	sqlDeleteValue = `DELETE FROM kv WHERE workspace_id = $1 AND name = $2`
	sqlSwapValue   = `UPDATE kv SET value = $3, updated_at = $4 WHERE workspace_id = $1 AND name = $2 AND value = $5`
	sqlFirstValue  = `INSERT INTO kv (workspace_id, name, value, updated_at) VALUES ($1, $2, $3, $4) ON CONFLICT (workspace_id, name) DO NOTHING`
)

// Value reads a small thing that has no table of its own; empty if it was never set.
func (tx *Tx) Value(name string) (string, error) {
	v, _, err := one(tx, func(r scanner, s *string) error { return r.Scan(s) }, sqlGetValue, tx.ws(), name)
	return v, err
}

// HoldValue keeps a value as it is until this transaction ends: whoever sets it meanwhile waits, and so does this one for whoever has set
// it and not committed. Any number may hold it at once. One that was never set begins as a dash. Where one writes at a time, on SQLite,
// there is nothing to do.
func (tx *Tx) HoldValue(name string) error {
	if tx.db.dialect.Shared || tx.db.dialect.Memory || !tx.writing {
		return nil
	}
	text := func(r scanner, s *string) error { return r.Scan(s) }
	_, found, err := one(tx, text, sqlHoldValue, tx.ws(), name)
	if err != nil || found {
		return err
	}
	if _, err := tx.exec(sqlFirstValue, tx.ws(), name, "-", tx.now); err != nil {
		return err
	}
	_, _, err = one(tx, text, sqlHoldValue, tx.ws(), name)
	return err
}

// SetValue keeps one; the empty value deletes it.
func (tx *Tx) SetValue(name, value string) error {
	if value == "" {
		_, err := tx.exec(sqlDeleteValue, tx.ws(), name)
		return err
	}
	_, err := tx.exec(sqlSetValue, tx.ws(), name, value, tx.now)
	return err
}

const (
	sqlGetValues = `SELECT name, value FROM kv WHERE workspace_id = $1 AND name IN LIST($2)`
	sqlSetValues = `INSERT INTO kv (workspace_id, name, value, updated_at) VALUES ROWS(4)
ON CONFLICT (workspace_id, name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`
)

// Values is Value for many, by name; those that were never set are left out.
func (tx *Tx) Values(names []string) (map[string]string, error) {
	out := make(map[string]string, len(names))
	for part := range slices.Chunk(names, chunk) {
		err := tx.each(func(r scanner) error {
			var name, value string
			err := r.Scan(&name, &value)
			out[name] = value
			return err
		}, sqlGetValues, tx.ws(), list(part))
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// SetValues is SetValue for many, none of them empty.
func (tx *Tx) SetValues(values map[string]string) error {
	names := slices.Sorted(maps.Keys(values)) // everybody in the same order
	_, err := insert(tx, sqlSetValues, names, func(args []any, name *string) []any {
		return append(args, tx.ws(), *name, values[*name], ms(tx.now))
	})
	return err
}

// SwapValue sets a value if it is still as it was; false if somebody else has changed it. An empty old value means unset.
func (tx *Tx) SwapValue(name, old, value string) (bool, error) {
	var n int
	var err error
	if old == "" {
		n, err = tx.exec(sqlFirstValue, tx.ws(), name, value, tx.now)
	} else {
		n, err = tx.exec(sqlSwapValue, tx.ws(), name, value, tx.now, old)
	}
	return n == 1, err
}
