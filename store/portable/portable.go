// Package portable answers one question: how does one statement read on each database? Its input are the constants of the store, in the
// subset of SQL that SQLite and PostgreSQL share and with a few macros where they differ. It refuses to run anything.
package portable

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Words is how a database says what the constants leave open.
type Words struct {
	Numbered bool   // parameters stay $1; else they become ? in order of use
	List     string // how IN LIST($1) is written; %s is the parameter
	LockRows string // what LOCKROWS in a writing transaction becomes: lock, and pass over what others have locked
	Await    string // what AWAITROWS becomes: lock, and wait for others
	Share    string // what SHAREROWS becomes: lock against who changes them, and let others lock them so too
	ByRow    string // what BYROW becomes: look up for each row, and do not fold into the statement around
	ByID     string // how a workspace is compared where rows are found by id, so that no index on workspaces is used instead; %s is the column
}

// Statement is a constant as one database gets it.
type Statement struct {
	Text  string
	Order []int // for each ? the number of its argument; nil where they are 1, 2, 3 ...
	Lone  bool  // every list is its one entry
}

// Lone in place of a number of rows asks for a statement whose every list has one entry. Without numbers for parameters it is that entry
// alone, and no table is made of a list first.
const Lone = -1

// byID finds where rows are looked up by id. Every index but the key begins with the workspace. SQLite takes a list of ids for longer
// than it is, PostgreSQL takes a table that it has not analyzed yet for a small one, and either then may read every row of the workspace,
// once or for each id; so the workspace is compared in a way that no index serves.
var byID = regexp.MustCompile(`\b((?:\w+\.)?workspace_id) = (\$\d+|\w+\.workspace_id) AND ((?:\w+\.)?id (?:=|IN LIST))`)

// Rewrite turns a constant of the store into the database's own words. These macros stand in the constants:
// IN LIST($2) takes a list as one argument, LOCKROWS, AWAITROWS and SHAREROWS lock the rows read, BYROW ends a sub-select that is looked up by an
// index for each row, and ROWS(n) is n-column value rows, as many as there are; constants behind the number, as in ROWS(2, 0, ”), end
// every row.
//
// columns are the types of ROWS(n) where it becomes one array a column, as Columns gives them, else empty.
func (w *Words) Rewrite(sql string, writing bool, rows int, columns Kinds) Statement {
	if rows > 0 {
		sql = expand(sql, rows, columns)
	}
	lock, await, share := "", "", ""
	if writing {
		lock, await, share = w.LockRows, w.Await, w.Share
	}
	sql = strings.NewReplacer("LOCKROWS", lock, "AWAITROWS", await, "SHAREROWS", share, "BYROW", w.ByRow).Replace(sql)
	if !strings.Contains(sql, "FROM gate") { // of gates an id alone is no key
		sql = byID.ReplaceAllString(sql, strings.Replace(w.ByID, "%s", "$1", 1)+" = $2 AND $3")
	}

	var b strings.Builder
	var order []int
	straight := true
	for i := 0; i < len(sql); {
		if rest, ok := strings.CutPrefix(sql[i:], "IN LIST($"); ok {
			end := strings.IndexByte(rest, ')')
			n, _ := strconv.Atoi(rest[:end])
			mark := "?"
			if w.Numbered {
				mark = "$" + rest[:end]
			}
			order = append(order, n)
			straight = straight && n == len(order)
			if rows == Lone {
				b.WriteString("IN (" + mark + ")")
			} else {
				fmt.Fprintf(&b, w.List, mark)
			}
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
		if w.Numbered {
			b.WriteString(sql[i:j])
		} else {
			// named parameters cost SQLite's driver a search through all of them for each, so none are used
			b.WriteByte('?')
		}
		order = append(order, n)
		straight = straight && n == len(order)
		i = j
	}
	if straight || w.Numbered {
		order = nil
	}
	return Statement{b.String(), order, rows == Lone}
}

// expand writes VALUES ROWS(n) out.
func expand(sql string, rows int, columns Kinds) string {
	const macro = "VALUES ROWS("
	i := strings.Index(sql, macro)
	if i < 0 {
		return sql
	}
	end := i + strings.IndexByte(sql[i:], ')')
	number, rest, _ := strings.Cut(sql[i+len(macro):end], ",")
	if rest != "" {
		rest = "," + rest
	}
	n, err := strconv.Atoi(number)
	if err != nil || columns != "" && len(columns) != n {
		panic(fmt.Errorf("bad ROWS of %d columns in %s: %w", len(columns), sql, err))
	}
	var b strings.Builder
	b.WriteString(sql[:i])
	if columns != "" {
		fmt.Fprintf(&b, "SELECT r.*%s FROM unnest(", rest)
		for c := range n {
			if c > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "$%d::%s", c+1, arrays[columns[c]])
		}
		return b.String() + ") AS r" + sql[end+1:]
	}
	b.WriteString("VALUES ")
	for r := range rows {
		for c := range n {
			switch {
			case c > 0:
				b.WriteString(", $")
			case r > 0:
				b.WriteString(rest + "), ($")
			default:
				b.WriteString("($")
			}
			b.WriteString(strconv.Itoa(r*n + c + 1))
		}
	}
	return b.String() + rest + ")" + sql[end+1:]
}
