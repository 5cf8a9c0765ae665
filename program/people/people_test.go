package people_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"math/rand"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/connect/csvfile"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

// today is a Monday on which nothing special happens.
var today = time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)

// open makes a program on a database, with one owner who is live.
func open(t testing.TB, db *store.DB, clock *time.Time) *town {
	t.Helper()
	w := &town{t: t, now: *clock, db: db, mail: capture.New(func() time.Time { return *clock })}
	key, err := link.New(bytes.Repeat([]byte{7}, link.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	pack, err := playbook.Library("real-estate")
	if err != nil {
		t.Fatal(err)
	}
	w.p = people.New(program.New(program.Deps{DB: db, Rand: rand.New(rand.NewSource(2)), Library: map[string]*playbook.Shipped{"real-estate": pack}, Links: key, Senders: w, Node: "n", Boot: "b"}))
	w.owner = goodturn.User{Email: "dana@homes.example", Name: "Dana Reyes", Role: goodturn.RoleOwner, Active: true, Zone: "America/New_York",
		Voice: goodturn.Voice{FirstName: "Dana", Greeting: "Hi", SignOff: "Dana"}, Mailbox: goodturn.Mailbox{Host: "127.0.0.1", ProvedAt: 1}}
	w.write(func(tx *store.Tx) error {
		if err := tx.InsertUser(&w.owner); err != nil {
			return err
		}
		return tx.SaveSettings(goodturn.Settings{Name: "Reyes Homes", Pack: "real-estate", PostalAddress: "100 Example Ave, New York, NY 10001", Region: "US-NY",
			Zone: "America/New_York", Mode: goodturn.ModeLive, LiveAt: clock.AddDate(0, -6, 0), PublicURL: "https://go.reyes-homes.com", PublicProvedAt: *clock})
	})
	return w
}

// onDisk is a town whose database is a file, so that a test may look at it from outside.
func onDisk(t testing.TB, now time.Time) (w *town, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "goodturn.db")
	var clock *time.Time
	db, err := sqlite.Open(context.Background(), path, store.Options{Clock: goodturn.ClockFunc(func() time.Time {
		if clock == nil {
			return now
		}
		return *clock
	}), Rand: rand.New(rand.NewSource(1))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w = open(t, db, &now)
	clock = &w.now
	return w, path
}

// dump is every row of every table but those named, as text.
func dump(t testing.TB, path string, but ...string) map[string][]string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=query_only(1)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	names, err := db.Query(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose%'`)
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for names.Next() {
		var n string
		if err := names.Scan(&n); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, n)
	}
	if err := names.Close(); err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, table := range tables {
		skip := false
		for _, b := range but {
			skip = skip || b == table
		}
		if skip {
			continue
		}
		rows, err := db.Query(`SELECT * FROM "` + table + `"`)
		if err != nil {
			t.Fatal(err)
		}
		cols, _ := rows.Columns()
		var lines []string
		for rows.Next() {
			vals, into := make([]any, len(cols)), make([]any, len(cols))
			for i := range vals {
				into[i] = &vals[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			lines = append(lines, fmt.Sprint(vals...))
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		sort.Strings(lines)
		out[table] = lines
	}
	return out
}

// sameDump says in which tables two dumps differ.
func sameDump(a, b map[string][]string) string {
	var out []string
	for table := range a {
		have := map[string]int{}
		for _, l := range a[table] {
			have[l]++
		}
		for _, l := range b[table] {
			have[l]--
		}
		for l, n := range have {
			if n > 0 {
				out = append(out, table+" lost "+l)
			} else if n < 0 {
				out = append(out, table+" got "+l)
			}
		}
	}
	sort.Strings(out)
	if len(out) > 12 {
		out = append(out[:12], fmt.Sprintf("... and %d more", len(out)-12))
	}
	return strings.Join(out, "\n")
}

var vouched = people.Attestation{By: "Dana Reyes", How: "My own clients, from their purchase files."}

func (w *town) stage(csv string, a people.ImportAnswers) *people.Staged {
	w.t.Helper()
	s, err := w.p.StageImport(context.Background(), people.ImportFile{Name: "people.csv", From: strings.NewReader(csv), By: w.owner.ID, ImportAnswers: a})
	if err != nil {
		w.t.Fatal(err)
	}
	if !s.Tally.Adds() {
		w.t.Fatalf("the sum does not add up: %+v", s.Tally)
	}
	return s
}

// load stages a file with its guesses accepted and takes it in.
func (w *town) load(csv string) *people.Staged {
	w.t.Helper()
	s := w.stage(csv, people.ImportAnswers{AcceptGuesses: true})
	out, err := w.p.ApplyImport(context.Background(), s.ID, vouched)
	if err != nil {
		w.t.Fatal(err)
	}
	if out.State != people.ImportDone || out.Done == nil || !out.Done.Adds() {
		w.t.Fatalf("import is %s with %+v", out.State, out.Done)
	}
	return out
}

func (w *town) find(who string) goodturn.Contact {
	w.t.Helper()
	c, err := view.New(w.p.Program).FindOne(context.Background(), who)
	if err != nil {
		w.t.Fatalf("find %s: %v", who, err)
	}
	return c
}

// everything a test asks about one person.
type whole struct {
	c          goodturn.Contact
	ids        []goodturn.Identity
	closings   []goodturn.Closing
	homes      []goodturn.Home
	consents   []goodturn.Consent
	refusals   []goodturn.Suppression
	enrolments []goodturn.Enrolment
	touches    []goodturn.Touch
	tasks      []goodturn.Task
	events     []goodturn.Event
	gate       store.Gate
}

func (w *town) whole(id goodturn.ID) (x whole) {
	w.t.Helper()
	err := w.db.Read(context.Background(), func(tx *store.Tx) error {
		var errs [11]error
		x.c, errs[0] = tx.Contact(id)
		x.ids, errs[1] = tx.Identities(id)
		x.closings, errs[2] = tx.Closings(id)
		x.homes, errs[3] = tx.Homes(id)
		x.consents, errs[4] = tx.Consents(id)
		x.refusals, errs[5] = tx.Suppressions(id)
		x.enrolments, errs[6] = tx.ContactEnrolments(id)
		x.touches, errs[7] = tx.ContactTouches(id)
		x.tasks, errs[8] = tx.ContactTasks(id)
		x.events, errs[9] = tx.ContactEvents(id, time.Time{})
		gates, err := tx.Gates(store.GateContact, id)
		errs[10] = err
		if len(gates) > 0 {
			x.gate = gates[0]
		}
		for _, e := range errs {
			if e != nil {
				return e
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return x
}

func (x whole) openTask(kind goodturn.TaskKind) bool {
	for _, t := range x.tasks {
		if t.Kind == kind && t.DoneAt.IsZero() {
			return true
		}
	}
	return false
}

func (x whole) planned() int {
	n := 0
	for _, t := range x.touches {
		if t.State == goodturn.Planned {
			n++
		}
	}
	return n
}

func date(s string) goodturn.Date {
	d, err := goodturn.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

var closedField = map[string]csvfile.Field{"Closed": csvfile.FieldClosingDate}

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}
