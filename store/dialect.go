package store

import (
	"encoding/json"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store/portable"
)

// Dialect is the whole difference between the databases.
type Dialect struct {
	Name string
	portable.Words
	Shared   bool             // one writer shares commits: SQLite
	Memory   bool             // nothing is on disk and there is one connection
	IsUnique func(error) bool // a unique key refused the row
	IsRetry  func(error) bool // the transaction lost against another and may be tried again
	IsBusy   func(error) bool // the database is locked, full or unreachable; it may work later
	IsFatal  func(error) bool // the disk failed; what it holds is unknown
}

// list is a set of strings given to IN LIST($n).
type list []string

// formOf is rows, or portable.Lone where the lists among args allow it.
func formOf(rows int, args []any) int {
	if rows != 0 {
		return rows
	}
	form := 0
	for _, a := range args {
		if l, ok := a.(list); ok {
			if len(l) != 1 {
				return 0
			}
			form = portable.Lone
		}
	}
	return form
}

// bind checks and converts arguments. Text with a NUL or broken UTF-8 stops here, on both databases alike.
func (d *Dialect) bind(s portable.Statement, args []any) ([]any, error) {
	out := args
	if s.Order != nil {
		out = make([]any, len(s.Order))
	}
	for i := range args {
		if l, ok := args[i].(list); ok && s.Lone {
			args[i] = l[0]
		}
		v, err := d.value(args[i])
		if err != nil {
			return nil, err
		}
		args[i] = v
	}
	for i, n := range s.Order {
		out[i] = args[n-1]
	}
	return out, nil
}

func (d *Dialect) value(a any) (any, error) {
	switch v := a.(type) {
	case string:
		return v, checkText(v)
	case list:
		for _, s := range v {
			if err := checkText(s); err != nil {
				return nil, err
			}
		}
		if d.Numbered {
			return []string(v), nil
		}
		b, err := json.Marshal(v)
		return string(b), err
	case int:
		return int64(v), nil
	case int64, bool, float64, nil:
		return v, nil
	case goodturn.Date:
		return v.String(), nil
	case time.Time:
		return ms(v), nil
	case time.Duration:
		return v.Milliseconds(), nil
	}
	return named(a)
}
