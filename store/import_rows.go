package store

import (
	"strconv"

	"github.com/goodturn-app/goodturn"
)

const (
	sqlLockImport     = sqlImport + ` AWAITROWS`
	sqlImportRowsBack = `SELECT ` + importRowColumns + ` FROM import_row WHERE workspace_id = $1 AND import_id = $2 AND row_number < $3 ORDER BY row_number DESC LIMIT $4`
	sqlRowContacts    = `SELECT row_number, contact_id FROM import_row WHERE workspace_id = $1 AND import_id = $2 AND CAST(row_number AS TEXT) IN LIST($3)
ORDER BY row_number`
	sqlRowsOfContact = `SELECT ` + importRowColumns + ` FROM import_row WHERE workspace_id = $1 AND contact_id = $2 ORDER BY import_id, row_number`
)

// LockImport is Import for whoever goes on with it: nobody else does until this transaction ends.
func (tx *Tx) LockImport(id goodturn.ID) (Import, error) {
	return get(tx, "import", scanImport, sqlLockImport, tx.ws(), id)
}

// ImportRowsBack pages through an import's rows from its end; before is the row number of the page before, 0 to begin.
func (tx *Tx) ImportRowsBack(id goodturn.ID, before, limit int) ([]ImportRow, error) {
	if before == 0 {
		before = 1 << 40
	}
	return collect(tx, scanImportRow, sqlImportRowsBack, tx.ws(), id, before, limit)
}

// RowContacts says whom rows became, as far as they were applied.
func (tx *Tx) RowContacts(id goodturn.ID, rows []int) (map[int]goodturn.ID, error) {
	out := map[int]goodturn.ID{}
	ids := make([]goodturn.ID, len(rows))
	for i, n := range rows {
		ids[i] = goodturn.ID(strconv.Itoa(n))
	}
	err := chunks(ids, func(l list) error {
		return tx.each(func(r scanner) error {
			var n int
			var c goodturn.ID
			err := r.Scan(&n, (*string)(&c))
			out[n] = c
			return err
		}, sqlRowContacts, tx.ws(), id, l)
	})
	return out, err
}

// DropRows forgets what was read of a file that is read again or not at all.
func (tx *Tx) DropRows(id goodturn.ID) error {
	_, err := tx.exec(sqlDropRows, tx.ws(), id)
	return err
}

// RowsOfContact reads the rows that became a contact, over all imports. It reads every row.
func (tx *Tx) RowsOfContact(contact goodturn.ID) ([]ImportRow, error) {
	return collect(tx, scanImportRow, sqlRowsOfContact, tx.ws(), contact)
}
