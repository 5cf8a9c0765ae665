package store

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Dialect is the whole difference between the databases.
type Dialect struct {
	Name     string
	Numbered bool             // parameters stay $1; else they become ? in order of use
	List     string           // how IN LIST($1) is written; %s is the parameter
	LockRows string           // what LOCKROWS in a writing transaction becomes: lock, and pass over what others have locked
	Await    string           // what AWAITROWS becomes: lock, and wait for others
	Shared   bool             // one writer shares commits: SQLite
	Memory   bool             // nothing is on disk and there is one connection
	IsUnique func(error) bool // a unique key refused the row
	IsRetry  func(error) bool // the transaction lost against another and may be tried again
	IsBusy   func(error) bool // the database is locked, full or unreachable; it may work later
	IsFatal  func(error) bool // the disk failed; what it holds is unknown
}

// list is a set of strings given to IN LIST($n).
type list []string

// statement is a constant as one database gets it.
type statement struct {
	text  string
	order []int // for each ? the number of its argument; nil where they are 1, 2, 3 ...
}

// rewrite turns a constant of this package into the database's own words. Three macros stand in the constants:
// IN LIST($2) takes a list as one argument, LOCKROWS and AWAITROWS lock the rows read, and ROWS(n) is n-column value rows, as
// many as there are; constants behind the number, as in ROWS(2, 0, ”), end every row.
func (d *Dialect) rewrite(sql string, writing bool, rows int) statement {
	if i := strings.Index(sql, "ROWS("); i >= 0 && rows > 0 {
		end := i + strings.IndexByte(sql[i:], ')')
		number, rest, _ := strings.Cut(sql[i+len("ROWS("):end], ",")
		if rest != "" {
			rest = "," + rest
		}
		cols, err := strconv.Atoi(number)
		if err != nil {
			panic(fmt.Errorf("bad ROWS in %s: %w", sql, err))
		}
		var b strings.Builder
		b.WriteString(sql[:i])
		for r := range rows {
			for c := range cols {
				switch {
				case c > 0:
					b.WriteString(", $")
				case r > 0:
					b.WriteString(rest + "), ($")
				default:
					b.WriteString("($")
				}
				b.WriteString(strconv.Itoa(r*cols + c + 1))
			}
		}
		b.WriteString(rest + ")")
		b.WriteString(sql[end+1:])
		sql = b.String()
	}
	lock, await := "", ""
	if writing {
		lock, await = d.LockRows, d.Await
	}
	sql = strings.ReplaceAll(strings.ReplaceAll(sql, "LOCKROWS", lock), "AWAITROWS", await)
	if !d.Numbered && !strings.Contains(sql, "FROM gate") { // of gates an id alone is no key
		// SQLite takes a list for longer than it is and then reads every row of the workspace; the plus leaves it only the ids.
		sql = strings.ReplaceAll(sql, "WHERE workspace_id = $1 AND id IN LIST(", "WHERE +workspace_id = $1 AND id IN LIST(")
	}

	var b strings.Builder
	var order []int
	straight := true
	for i := 0; i < len(sql); {
		if rest, ok := strings.CutPrefix(sql[i:], "IN LIST($"); ok {
			end := strings.IndexByte(rest, ')')
			n, _ := strconv.Atoi(rest[:end])
			mark := "?"
			if d.Numbered {
				mark = "$" + rest[:end]
			}
			order = append(order, n)
			straight = straight && n == len(order)
			fmt.Fprintf(&b, d.List, mark)
			i = len(sql) - len(rest) + end + 1
			continue
		}
		if sql[i] != '$' || i+1 == len(sql) || sql[i+1] < '0' || sql[i+1] > '9' {
			b.WriteByte(sql[i])
			i++
			continue
		}
		j := i + 1
		for j < len(sql) && sql[j] >= '0' && sql[j] <= '9' {
			j++
		}
		n, _ := strconv.Atoi(sql[i+1 : j])
		if d.Numbered {
			b.WriteString(sql[i:j])
		} else {
			// named parameters cost SQLite's driver a search through all of them for each, so none are used
			b.WriteByte('?')
		}
		order = append(order, n)
		straight = straight && n == len(order)
		i = j
	}
	if straight || d.Numbered {
		order = nil
	}
	return statement{b.String(), order}
}

// bind checks and converts arguments. Text with a NUL or broken UTF-8 stops here, on both databases alike.
func (d *Dialect) bind(s statement, args []any) ([]any, error) {
	out := args
	if s.order != nil {
		out = make([]any, len(s.order))
	}
	for i := range args {
		v, err := d.value(args[i])
		if err != nil {
			return nil, err
		}
		args[i] = v
	}
	for i, n := range s.order {
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
	case int64, int, bool, float64, nil:
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
