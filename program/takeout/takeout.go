// Package takeout answers one question: how does everything go back to whom it belongs? It writes every table as CSV, for a
// spreadsheet, and as JSON, for a program. It refuses to give out what opens something: passwords, keys, signing secrets.
package takeout

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn/connect/csvfile"
	"github.com/goodturn-app/goodturn/store"
)

// left are tables that hold only what opens something or what other tables say better.
var left = []string{"session", "login_link", "credential", "api_once", "search", "findable", "node", "counter", "rollup_day", "gate", "tried"}

// hidden are columns that open something, by table.
var hidden = map[string][]string{
	"workspace": {"salt"}, "api_key": {"hash"}, "webhook_endpoint": {"secret", "old_secret"}, "webhook_message": {"node", "boot"}, "delivery": {"token", "node", "boot"}, "kv": nil,
}

// Tables lists what is given back, in order.
func Tables() []string {
	return slices.DeleteFunc(slices.Clone(store.Tables), func(t string) bool { return slices.Contains(left, t) })
}

// Into is where files go: a ZIP, or a folder.
type Into interface {
	Create(name string) (io.Writer, error)
	Close() error
}

// Zip writes into one archive.
func Zip(w io.Writer) Into { return archive{zip.NewWriter(w)} }

type archive struct{ *zip.Writer }

// Folder writes into a folder, which it makes, closed to others. Files that are there already are not overwritten.
func Folder(dir string) (Into, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return &folder{dir: dir}, nil
}

type folder struct {
	dir  string
	last *os.File
}

func (f *folder) Create(name string) (io.Writer, error) {
	if err := f.Close(); err != nil {
		return nil, err
	}
	w, err := os.OpenFile(filepath.Join(f.dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	f.last = w
	return w, err
}

func (f *folder) Close() error {
	if f.last == nil {
		return nil
	}
	err := f.last.Close()
	f.last = nil
	return err
}

// Write writes everything from one moment of the database. Columns that end in _at are instants in RFC 3339, UTC; empty is never.
func Write(ctx context.Context, db *store.DB, to Into) error {
	err := db.Read(ctx, func(tx *store.Tx) error {
		if err := about(to, tx.Now()); err != nil {
			return err
		}
		for _, table := range Tables() {
			if err := asCSV(ctx, tx, to, table); err != nil {
				return fmt.Errorf("export %s: %w", table, err)
			}
			if err := asJSON(ctx, tx, to, table); err != nil {
				return fmt.Errorf("export %s: %w", table, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return to.Close()
}

func about(to Into, now time.Time) error {
	w, err := to.Create("README.txt")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, `Everything that Goodturn knew at %s, one file a table, twice:

 .csv  for a spreadsheet: UTF-8, comma, quotes doubled. A cell that a spreadsheet would take for a formula
       (it begins with = + - @, a tab or a line end; so too behind a semicolon, a tab or in a new line, where some
       begin a new cell) has an apostrophe before that, which is not part of the value.
 .json for a program: one JSON array, values exactly as they are.

Columns that end in _at are instants in UTC; empty is never. Days are YYYY-MM-DD. Money is in minor units of its currency by ISO 4217: cents of USD, whole JPY, thousandths of KWD.
Passwords, keys, signing secrets and the index for searching are left out.
`, now.UTC().Format(time.RFC3339))
	return err
}

// rows shows every row of a table, without what is hidden.
func rows(ctx context.Context, tx *store.Tx, table string, head func([]string) error, row func([]any) error) error {
	var keep []int
	var names []string
	return tx.EachRow(table, func(columns []string, values []any) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if names == nil {
			for i, c := range columns {
				if c != "workspace_id" && !slices.Contains(hidden[table], c) {
					keep, names = append(keep, i), append(names, c)
				}
			}
			if err := head(names); err != nil {
				return err
			}
		}
		out := make([]any, len(keep))
		for i, k := range keep {
			out[i] = plain(table, columns[k], values[k])
		}
		return row(out)
	})
}

// plain is a value as people and programs read it.
func plain(table, column string, v any) any {
	if n, ok := v.(int64); ok && (strings.HasSuffix(column, "_at") || column == "at" || strings.HasSuffix(column, "_until")) {
		if n == 0 {
			return ""
		}
		return time.UnixMilli(n).UTC().Format("2006-01-02T15:04:05.000Z")
	}
	if table == "user" && column == "mailbox" {
		var m map[string]any
		text, _ := v.(string)
		if json.Unmarshal([]byte(text), &m) != nil {
			return ""
		}
		delete(m, "secret")
		b, err := json.Marshal(m)
		if err != nil {
			return ""
		}
		return string(b)
	}
	return v
}

func asCSV(ctx context.Context, tx *store.Tx, to Into, table string) error {
	f, err := to.Create(table + ".csv")
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	err = rows(ctx, tx, table, w.Write, func(values []any) error {
		cells := make([]string, len(values))
		for i, v := range values {
			cells[i] = Cell(v)
		}
		return w.Write(cells)
	})
	w.Flush()
	if err == nil {
		err = w.Error()
	}
	return err
}

// Cell is a value in a spreadsheet, which never runs it. A number is a number.
func Cell(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return csvfile.Safe(v)
	case bool:
		return strconv.FormatBool(v)
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return csvfile.Safe(fmt.Sprint(v))
}

func asJSON(ctx context.Context, tx *store.Tx, to Into, table string) error {
	w, err := to.Create(table + ".json")
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, "["); err != nil {
		return err
	}
	var names []string
	first := true
	var line bytes.Buffer
	err = rows(ctx, tx, table, func(n []string) error { names = n; return nil }, func(values []any) error {
		line.Reset()
		if !first {
			line.WriteByte(',')
		}
		first = false
		line.WriteString("\n{")
		for i, v := range values {
			if i > 0 {
				line.WriteByte(',')
			}
			b, err := json.Marshal(v)
			if err != nil {
				return err
			}
			fmt.Fprintf(&line, "%q:%s", names[i], b)
		}
		line.WriteByte('}')
		_, err := w.Write(line.Bytes())
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n]\n")
	return err
}
