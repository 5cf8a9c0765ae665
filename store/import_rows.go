package store

import (
	"github.com/goodturn-app/goodturn"
)

const (
	sqlLockImport     = sqlImport + ` AWAITROWS`
	sqlImportRowsBack = `SELECT ` + importRowColumns + ` FROM import_row WHERE workspace_id = $1 AND import_id = $2 AND row_number < $3 AND row_number > 0 ORDER BY row_number DESC LIMIT $4`
	sqlRowContact     = `SELECT contact_id FROM import_row WHERE workspace_id = $1 AND import_id = $2 AND row_number = $3`
	sqlDropRead       = `DELETE FROM import_row WHERE workspace_id = $1 AND import_id = $2 AND row_number > 0`
	sqlPiece          = `SELECT data FROM import_row WHERE workspace_id = $1 AND import_id = $2 AND row_number = $3`
	sqlDropPiece      = `DELETE FROM import_row WHERE workspace_id = $1 AND import_id = $2 AND row_number = $3`
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

// DropRows forgets what was read of a file that is read again or not at all; its pieces stay.
func (tx *Tx) DropRows(id goodturn.ID) error {
	_, err := tx.exec(sqlDropRead, tx.ws(), id)
	return err
}

// DropAll is DropRows, and the pieces go too.
func (tx *Tx) DropAll(id goodturn.ID) error {
	_, err := tx.exec(sqlDropRows, tx.ws(), id)
	return err
}

// Piece reads something that belongs to an import as a whole: pieces are numbered from 1 and lie beside the rows. Empty if there is none.
func (tx *Tx) Piece(id goodturn.ID, n int) (string, error) {
	s, _, err := one(tx, func(r scanner, s *string) error { return r.Scan(s) }, sqlPiece, tx.ws(), id, -n)
	return s, err
}

// SetPiece keeps one; the empty text deletes it.
func (tx *Tx) SetPiece(id goodturn.ID, n int, text string) error {
	if text == "" {
		_, err := tx.exec(sqlDropPiece, tx.ws(), id, -n)
		return err
	}
	return tx.SaveRows([]ImportRow{{ImportID: id, Row: -n, Outcome: "piece", Data: text}})
}
