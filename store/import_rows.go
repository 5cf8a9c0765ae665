package store

import (
	"github.com/goodturn-app/goodturn"
)

const (
	sqlLockImport     = sqlImport + ` AWAITROWS`
	sqlImportRowsBack = `SELECT ` + importRowColumns + ` FROM import_row WHERE workspace_id = $1 AND import_id = $2 AND row_number < $3 ORDER BY row_number DESC LIMIT $4`
	sqlRowContact     = `SELECT contact_id FROM import_row WHERE workspace_id = $1 AND import_id = $2 AND row_number = $3`
	sqlRowsOfContact  = `SELECT ` + importRowColumns + ` FROM import_row WHERE workspace_id = $1 AND contact_id = $2 ORDER BY import_id, row_number`
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

// RowContact says whom a row became; empty if it was not applied or made nobody.
func (tx *Tx) RowContact(id goodturn.ID, row int) (goodturn.ID, error) {
	c, _, err := one(tx, func(r scanner, c *goodturn.ID) error { return r.Scan((*string)(c)) }, sqlRowContact, tx.ws(), id, row)
	return c, err
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
