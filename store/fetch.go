package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// Fetch is one look at a link, by a machine or a person. It holds no address and no browser that could be read back: see TriesAt and DeviceOf.
type Fetch struct {
	ID      goodturn.ID
	Link    string // which link: its purpose
	RefID   string // what it was about: an ask, a delivery, a share code
	At      time.Time
	Verdict string // "machine", "unknown", "human"
}

const fetchColumns = `id, link, ref_id, at, verdict`

func scanFetch(r scanner, f *Fetch) error {
	return r.Scan((*string)(&f.ID), &f.Link, &f.RefID, (*stamp)(&f.At), &f.Verdict)
}

const (
	sqlAppendFetches = `INSERT INTO "fetch" (workspace_id, ` + fetchColumns + `) VALUES ROWS(6)`
	sqlFetches       = `SELECT ` + fetchColumns + ` FROM "fetch" WHERE workspace_id = $1 AND ref_id = $2 AND ref_id <> '' ORDER BY id`
	sqlCountFetches  = `SELECT COUNT(*) FROM "fetch" WHERE workspace_id = $1 AND ref_id = $2 AND ref_id <> ''`
	sqlPruneMarks    = `DELETE FROM "fetch" WHERE workspace_id = $1 AND id IN
(SELECT id FROM "fetch" WHERE workspace_id = $2 AND ref_id <> '' AND ref_id >= $3 AND ref_id < $4 AND at < $5 ORDER BY ref_id LIMIT $6)`
	// ids rise with time, so the oldest rows are the lowest ids
	sqlPruneFetches = `DELETE FROM "fetch" WHERE workspace_id = $1 AND id IN (SELECT id FROM "fetch" WHERE workspace_id = $2 AND id < $3 ORDER BY id LIMIT $4)`
)

// AppendFetches keeps looks at links. ID and At are made if empty. Nothing else depends on them: do it in Later.
func (tx *Tx) AppendFetches(fs ...Fetch) error {
	for i := range fs {
		if fs[i].ID == "" {
			fs[i].ID = tx.NewID()
		}
		if fs[i].At.IsZero() {
			fs[i].At = tx.now
		}
	}
	_, err := insert(tx, sqlAppendFetches, fs, func(args []any, f *Fetch) []any {
		return append(args, tx.ws(), string(f.ID), f.Link, f.RefID, ms(f.At), f.Verdict)
	})
	return err
}

// Fetches reads the looks at what ref names, oldest first.
func (tx *Tx) Fetches(ref string) ([]Fetch, error) {
	return collect(tx, scanFetch, sqlFetches, tx.ws(), ref)
}

// CountFetches counts the looks at what ref names.
func (tx *Tx) CountFetches(ref string) (int, error) {
	n, err := tx.number(sqlCountFetches, tx.ws(), ref)
	return int(n), err
}

// TriesAt is what a look names that did not get through: where it came from and in which hour, as nobody can read back.
func (tx *Tx) TriesAt(corner string) string {
	return "try:" + tx.AddressHash(tx.now.Truncate(time.Hour).Format(time.RFC3339)+" "+corner)
}

// DeviceOf is what a look names that says from which device somebody acted for an advocate: an address and a browser's name, as nobody
// can read back and as is different for every advocate, so that nobody can be followed from one to another.
func (tx *Tx) DeviceOf(advocate goodturn.ID, device string) string {
	return "dev:" + tx.AddressHash(string(advocate)+" "+device)
}

// KeepDevices, KeepFetches and KeepBodies are how long devices, looks at links and the words of messages are kept.
const (
	KeepDevices = 30 * goodturn.Day
	KeepFetches = 90 * goodturn.Day
	KeepBodies  = 730 * goodturn.Day // 24 months
)

// PruneFetches deletes looks older than KeepFetches, what TriesAt names once its hour is over, and what DeviceOf names after KeepDevices, at
// most limit of each, and gives the number.
func (tx *Tx) PruneFetches(limit int) (int, error) {
	tries, err := tx.exec(sqlPruneMarks, tx.ws(), tx.ws(), "try:", "try;", tx.now.Add(-time.Hour), limit)
	if err != nil {
		return 0, err
	}
	devices, err := tx.exec(sqlPruneMarks, tx.ws(), tx.ws(), "dev:", "dev;", tx.now.Add(-KeepDevices), limit)
	if err != nil {
		return tries, err
	}
	n, err := tx.exec(sqlPruneFetches, tx.ws(), tx.ws(), idAt(tx.now.Add(-KeepFetches).UnixMilli()), limit)
	return tries + devices + n, err
}

// uses delivery_body_age
const sqlPruneBodies = `UPDATE delivery_body SET subject = '', body = '' WHERE workspace_id = $1
AND delivery_id IN (SELECT delivery_id FROM delivery_body WHERE workspace_id = $2 AND at < $3 AND body <> '' ORDER BY at LIMIT $4)`

// PruneBodies forgets the words of messages older than KeepBodies, at most limit of them; their hashes stay.
func (tx *Tx) PruneBodies(limit int) (int, error) {
	return tx.exec(sqlPruneBodies, tx.ws(), tx.ws(), tx.now.Add(-KeepBodies), limit)
}
