package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// Import is one file that was read: staged first, then applied row by row, resumable and undoable.
type Import struct {
	ID          goodturn.ID
	File        string
	Format      string // "csv", "vcard"
	State       ImportState
	Mapping     string // JSON of whoever staged it
	Attestation string // JSON: who attested what about the addresses, when
	Report      string // JSON
	Rows        int
	Done        int
	ByUser      goodturn.ID
	CreatedAt   time.Time
	AppliedAt   time.Time
	UndoneAt    time.Time
}

// ImportState says how far an import has come. Contacts of one that is not Applied are not enrolled.
type ImportState string

const (
	ImportStaged   ImportState = "staged"
	ImportApplying ImportState = "applying"
	ImportUndoing  ImportState = "undoing"
	ImportApplied  ImportState = "applied"
	ImportUndone   ImportState = "undone"
)

// ImportRow is one row of a file.
type ImportRow struct {
	ImportID  goodturn.ID
	Row       int    // as the person counts: the header is 1
	Outcome   string // empty until applied: "new", "merged", "unchanged", "rejected"
	ContactID goodturn.ID
	Data      string // JSON of what was read
	Message   string // what is wrong and what to do
	Undo      string // JSON of what undoing needs
}

const importColumns = `id, file, format, state, mapping, attestation, report, row_count, done_count, by_user, created_at, applied_at, undone_at`

func scanImport(r scanner, i *Import) error {
	return r.Scan((*string)(&i.ID), &i.File, &i.Format, (*string)(&i.State), &i.Mapping, &i.Attestation, &i.Report, &i.Rows, &i.Done,
		(*string)(&i.ByUser), (*stamp)(&i.CreatedAt), (*stamp)(&i.AppliedAt), (*stamp)(&i.UndoneAt))
}

const importRowColumns = `import_id, row_number, outcome, contact_id, data, message, undo`

func scanImportRow(r scanner, w *ImportRow) error {
	return r.Scan((*string)(&w.ImportID), &w.Row, &w.Outcome, (*string)(&w.ContactID), &w.Data, &w.Message, &w.Undo)
}

const (
	sqlInsertImport = `INSERT INTO import (workspace_id, ` + importColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`
	sqlUpdateImport = `UPDATE import SET file = $3, format = $4, state = $5, mapping = $6, attestation = $7, report = $8, row_count = $9, done_count = $10,
 applied_at = $11, undone_at = $12 WHERE workspace_id = $1 AND id = $2`
	sqlImport      = `SELECT ` + importColumns + ` FROM import WHERE workspace_id = $1 AND id = $2`
	sqlImports     = `SELECT ` + importColumns + ` FROM import WHERE workspace_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`
	sqlStageRows   = `INSERT INTO import_row (workspace_id, ` + importRowColumns + `) VALUES ROWS(8) ON CONFLICT (workspace_id, import_id, row_number) DO NOTHING`
	sqlImportRows  = `SELECT ` + importRowColumns + ` FROM import_row WHERE workspace_id = $1 AND import_id = $2 AND row_number > $3 ORDER BY row_number LIMIT $4`
	sqlAppliedRows = `INSERT INTO import_row (workspace_id, ` + importRowColumns + `) VALUES ROWS(8)
ON CONFLICT (workspace_id, import_id, row_number) DO UPDATE SET outcome = excluded.outcome, contact_id = excluded.contact_id, data = excluded.data,
 message = excluded.message, undo = excluded.undo`
	sqlDropRows = `DELETE FROM import_row WHERE workspace_id = $1 AND import_id = $2`
)

// InsertImport stages an import; ID, State and CreatedAt are made if empty.
func (tx *Tx) InsertImport(i *Import) error {
	if i.ID == "" {
		i.ID = tx.NewID()
	}
	if i.State == "" {
		i.State = ImportStaged
	}
	if i.CreatedAt.IsZero() {
		i.CreatedAt = tx.now
	}
	_, err := tx.exec(sqlInsertImport, tx.ws(), i.ID, i.File, i.Format, i.State, i.Mapping, i.Attestation, i.Report, i.Rows, i.Done, i.ByUser,
		i.CreatedAt, i.AppliedAt, i.UndoneAt)
	return err
}

// UpdateImport writes everything but the id, ByUser and CreatedAt.
func (tx *Tx) UpdateImport(i Import) error {
	return tx.must("import", sqlUpdateImport, tx.ws(), i.ID, i.File, i.Format, i.State, i.Mapping, i.Attestation, i.Report, i.Rows, i.Done,
		i.AppliedAt, i.UndoneAt)
}

// Import reads one. CodeNotFound if there is none.
func (tx *Tx) Import(id goodturn.ID) (Import, error) {
	return get(tx, "import", scanImport, sqlImport, tx.ws(), id)
}

// Imports pages through all, the newest first; before is the id of the page before, empty to begin.
func (tx *Tx) Imports(before goodturn.ID, limit int) ([]Import, error) {
	if before == "" {
		before = "~"
	}
	return collect(tx, scanImport, sqlImports, tx.ws(), before, limit)
}

// StageRows keeps rows as they were read. Those that are there already stay as they are.
func (tx *Tx) StageRows(rows []ImportRow) error {
	_, err := insert(tx, sqlStageRows, rows, tx.importRow)
	return err
}

// SaveRows writes what became of rows.
func (tx *Tx) SaveRows(rows []ImportRow) error {
	_, err := insert(tx, sqlAppliedRows, rows, tx.importRow)
	return err
}

func (tx *Tx) importRow(args []any, w *ImportRow) []any {
	return append(args, tx.ws(), string(w.ImportID), int64(w.Row), w.Outcome, string(w.ContactID), w.Data, w.Message, w.Undo)
}

// ImportRows pages through an import's rows in the order of the file; after is the row number of the page before.
func (tx *Tx) ImportRows(id goodturn.ID, after, limit int) ([]ImportRow, error) {
	return collect(tx, scanImportRow, sqlImportRows, tx.ws(), id, after, limit)
}
