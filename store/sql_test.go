package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/migrations"
	"github.com/goodturn-app/goodturn/store/portable"
	"github.com/goodturn-app/goodturn/store/postgres"
	"github.com/goodturn-app/goodturn/store/sqlite"
	server "github.com/goodturn-app/goodturn/test/postgres"
)

// stated is one statement found in the source.
type stated struct{ name, text string }

var verb = regexp.MustCompile(`^(SELECT|INSERT|UPDATE|DELETE|WITH)\s`)

// statements reads every SQL statement out of the Go source of a folder: constants, with what they are put together from, and
// literals in tables.
func statements(t *testing.T, dirs ...string) []stated {
	t.Helper()
	var out []stated
	for _, dir := range dirs {
		names, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		consts := map[string]ast.Expr{}
		var files []*ast.File
		fset := token.NewFileSet()
		for _, n := range names {
			if strings.HasSuffix(n, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(fset, n, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
			for _, d := range f.Decls {
				g, ok := d.(*ast.GenDecl)
				if !ok || g.Tok != token.CONST {
					continue
				}
				for _, s := range g.Specs {
					v := s.(*ast.ValueSpec)
					for i := range v.Values {
						consts[v.Names[i].Name] = v.Values[i]
					}
				}
			}
		}
		var eval func(e ast.Expr) (string, bool)
		eval = func(e ast.Expr) (string, bool) {
			switch e := e.(type) {
			case *ast.BasicLit:
				s, err := strconv.Unquote(e.Value)
				return s, err == nil && e.Kind == token.STRING
			case *ast.Ident:
				if v, ok := consts[e.Name]; ok {
					return eval(v)
				}
			case *ast.BinaryExpr:
				a, okA := eval(e.X)
				b, okB := eval(e.Y)
				return a + b, okA && okB && e.Op == token.ADD
			}
			return "", false
		}
		for name, e := range consts {
			if s, ok := eval(e); ok && verb.MatchString(s) {
				out = append(out, stated{name, s})
			}
		}
		for _, f := range files {
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.GenDecl:
					return n.Tok != token.CONST
				case *ast.BasicLit:
					if s, ok := eval(n); ok && verb.MatchString(s) && !strings.HasSuffix(s, ` FROM "`) && !strings.HasSuffix(s, ` INTO "`) {
						out = append(out, stated{fset.Position(n.Pos()).String(), s})
					}
				}
				return true
			})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].name < out[j].name })
	if len(out) < 150 {
		t.Fatalf("only %d statements found: the reader has gone blind", len(out))
	}
	return out
}

var (
	table = regexp.MustCompile(`\b(?:FROM|JOIN|INTO|UPDATE)\s+"?([a-z_]+)"?`)
	limit = regexp.MustCompile(`\bLIMIT\b`)
	order = regexp.MustCompile(`\bORDER BY\b`)
	param = regexp.MustCompile(`\$(\d+)`)
	alien = regexp.MustCompile(`(?i)\b(now\(\)|current_timestamp|datetime\(|strftime|random\(|ilike|greatest\(|rowid|on duplicate|autoincrement|::)`)
)

func TestEveryStatementNamesItsWorkspaceAndStaysInThePortableSubset(t *testing.T) {
	for _, s := range statements(t, ".", "report") {
		tables := 0
		for _, m := range table.FindAllStringSubmatch(s.text, -1) {
			if m[1] != "workspace" {
				tables++
			}
		}
		if n := strings.Count(s.text, "workspace_id"); n < tables {
			t.Errorf("%s: %d tables, but workspace_id only %d times:\n%s", s.name, tables, n, s.text)
		}
		if len(limit.FindAllString(s.text, -1)) > len(order.FindAllString(s.text, -1)) {
			t.Errorf("%s: LIMIT without ORDER BY:\n%s", s.name, s.text)
		}
		if m := alien.FindString(s.text); m != "" {
			t.Errorf("%s: %q is not in the portable subset:\n%s", s.name, m, s.text)
		}
		for _, m := range param.FindAllStringSubmatch(s.text, -1) {
			if n, _ := strconv.Atoi(m[1]); n > 100 {
				t.Errorf("%s: more than 100 parameters", s.name)
			}
		}
		if strings.Contains(s.text, "workspace_id") && !strings.Contains(s.text, "ROWS(") && !strings.HasPrefix(s.text, "INSERT") &&
			!strings.Contains(s.text, "workspace_id = $1") {
			t.Errorf("%s: the workspace is not the first parameter:\n%s", s.name, s.text)
		}
	}
}

func sqliteDB(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file::memory:")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	if err := migrations.Up(context.Background(), db, migrations.SQLite); err != nil {
		t.Fatal(err)
	}
	return db
}

func postgresDB(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", server.NewDatabase(t))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	if err := migrations.Up(context.Background(), db, migrations.Postgres); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestEveryStatementIsPreparedByBothDatabases(t *testing.T) {
	all := statements(t, ".", "report")
	for _, c := range []struct {
		name    string
		db      *sql.DB
		dialect store.Dialect
	}{{"sqlite", sqliteDB(t), sqlite.Dialect()}, {"postgres", postgresDB(t), postgres.Dialect()}} {
		t.Run(c.name, func(t *testing.T) {
			for _, s := range all {
				sizes := []int{0}
				if strings.Contains(s.text, "ROWS(") {
					sizes = []int{1, 64}
				}
				if c.name == "sqlite" && strings.Contains(s.text, "IN LIST(") {
					sizes = append(sizes, portable.Lone)
				}
				for _, rows := range sizes {
					columns := portable.Kinds("")
					if c.name == "postgres" && rows > 0 {
						columns = columnsOf(t, c.db, s.text)
					}
					st, err := c.db.Prepare(c.dialect.Rewrite(s.text, true, rows, columns).Text)
					if err != nil {
						t.Errorf("%s with %d rows: %v\n%s", s.name, rows, err, s.text)
						continue
					}
					st.Close()
				}
			}
		})
	}
}

var (
	inserted = regexp.MustCompile(`^INSERT INTO "?(\w+)"? \(([^)]*)\)\s+VALUES ROWS\((\d+)`)
	given    = regexp.MustCompile(`VALUES ROWS\((\d+)\)`)
)

// columnsOf gives the types of the values in a statement's rows, as PostgreSQL is told them: of an INSERT those of its table's columns,
// elsewhere text. Empty for a statement without rows.
func columnsOf(t *testing.T, db *sql.DB, text string) portable.Kinds {
	t.Helper()
	if m := inserted.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(m[3])
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		for _, column := range strings.Split(m[2], ",")[:n] {
			var kind string
			if err := db.QueryRow(`SELECT data_type FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 AND column_name = $2`,
				m[1], strings.Trim(column, " \n\"")).Scan(&kind); err != nil {
				t.Fatalf("%s.%s: %v", m[1], column, err)
			}
			out.WriteString(map[string]string{"text": "t", "bigint": "i", "boolean": "b", "double precision": "f"}[kind])
		}
		return portable.Kinds(out.String())
	}
	if m := given.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		return portable.Kinds(strings.Repeat("t", n))
	}
	return ""
}

// scans lists the statements that may read a whole table, each with the reason.
var scans = map[string]string{
	"sqlTouchStates":        "the nightly sum",
	"sqlTouchesAdrift":      "the nightly sum",
	"sqlDeliveriesAdrift":   "the nightly sum",
	"sqlHighestSeq":         "once at start",
	"sqlUsers":              "a handful of rows",
	"sqlUserByEmail":        "a handful of rows",
	"sqlIncidents":          "a handful of rows",
	"sqlAPIKeys":            "a handful of rows",
	"sqlEndpoints":          "a handful of rows",
	"sqlNodes":              "a handful of rows",
	"sqlPruneSessions":      "a handful of rows",
	"sqlPruneLinks":         "a handful of rows",
	"sqlPlaybooks":          "a handful of rows",
	"sqlMergedInto":         "erasing one person",
	"sqlReferralsByAddress": "erasing one person",
	"sqlForgetOnce":         "erasing one person",
	"sqlUnacknowledged":     "introductions are few",
	"sqlSeriesSums":         "the settings page of market data",
	"sqlPlansInUse":         "which plans are in use, once at a start",
	"sqlActiveEnrolments":   "a changed plan is compared with every enrolment",
	"sqlCoverage":           "the sum over everybody, kept until somebody's place changes",
	"sqlUnwanted":           "of everybody who wants no messages, few among all, what is planned: for the year of whom has very many people",
	"sqlForgetRows":         "erasing one person",
	"sqlStageCounts":        "introductions are few",
	"sqlThankedInTime":      "introductions are few",
	"sqlDropProposed":       "introductions are few",
	"sqlOpenTaskKinds":      "what is still to do is few",
	"sqlHandTasks":          "what is still to do is few",
	"sqlRewardSums":         "rewards are few",
	"sqlFreeCoupons":        "rewards are few",
	"sqlPruneNews":          "a handful of addresses",
}

// A statement that scans is found with the planner forbidden to scan: then it has no index that could serve it.
func TestNoStatementReadsAWholeTable(t *testing.T) {
	all := statements(t, ".", "report")
	used := map[string]bool{}
	lite, pg := sqliteDB(t), postgresDB(t)
	dl, dp := sqlite.Dialect(), postgres.Dialect()
	for _, s := range []string{"SET enable_seqscan = off", "SET plan_cache_mode = force_generic_plan"} {
		if _, err := pg.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	scan := regexp.MustCompile(`^SCAN (\w+)`)
	// An index by workspace alone finds everybody of an installation: as bad as a scan, unless the statement says how many it takes.
	everybody := regexp.MustCompile(`^SEARCH (\w+) USING (?:COVERING )?INDEX \w+ \(workspace_id=\?\)$`)
	seq := regexp.MustCompile(`Seq Scan on "?(\w+)`)
	for i, s := range all {
		if strings.HasPrefix(s.text, "INSERT") {
			continue
		}
		var found []string
		rows := strings.Count(s.text, "ROWS(") // one row of values where there are any
		n := strings.Count(dl.Rewrite(s.text, true, rows, "").Text, "?")
		plan := lines(t, lite, "EXPLAIN QUERY PLAN "+dl.Rewrite(s.text, true, rows, "").Text, make([]any, n), 3)
		for _, l := range plan {
			if m := scan.FindStringSubmatch(l); m != nil && m[1] != "json_each" && m[1] != "CONSTANT" && m[1] != "few" && m[1] != "given" {
				found = append(found, "sqlite: "+l)
			}
			if everybody.MatchString(l) && !limit.MatchString(s.text) {
				found = append(found, "sqlite: "+l)
			}
		}
		forPG, highest := dp.Rewrite(s.text, true, rows, columnsOf(t, pg, s.text)).Text, 0
		for _, m := range param.FindAllStringSubmatch(forPG, -1) {
			v, _ := strconv.Atoi(m[1])
			highest = max(highest, v)
		}
		name := fmt.Sprintf("s%d", i)
		if _, err := pg.Exec("PREPARE " + name + " AS " + forPG); err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		nulls := strings.TrimSuffix(strings.Repeat("NULL, ", highest), ", ")
		for _, l := range lines(t, pg, "EXPLAIN EXECUTE "+name+"("+nulls+")", nil, 0) {
			if m := seq.FindStringSubmatch(l); m != nil && m[1] != "workspace" {
				found = append(found, "postgres: "+strings.TrimSpace(l))
			}
		}
		if scans[s.name] != "" {
			used[s.name] = true
		} else if len(found) > 0 {
			t.Errorf("%s reads a whole table:\n%s\n%s", s.name, strings.Join(found, "\n"), s.text)
		}
	}
	for name := range scans {
		if !used[name] {
			t.Errorf("%s is excused from the rule, but there is no such statement", name)
		}
	}
}

// lines reads one column of all rows.
func lines(t *testing.T, db *sql.DB, q string, args []any, column int) []string {
	t.Helper()
	rows, err := db.Query(q, args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, q)
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for rows.Next() {
		cells := make([]sql.NullString, len(cols))
		into := make([]any, len(cols))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		out = append(out, cells[column].String)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
