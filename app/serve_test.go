package app_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/channel/smtp/smtptest"
	"github.com/goodturn-app/goodturn/config"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/postgres"
)

// hands is a clock that a test moves.
type hands struct {
	mu sync.Mutex
	t  time.Time
}

func (h *hands) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.t
}

func (h *hands) move(d time.Duration) {
	h.mu.Lock()
	h.t = h.t.Add(d)
	h.mu.Unlock()
}

// tuesday is a good hour all over the United States.
var tuesday = time.Date(2026, 2, 3, 18, 0, 0, 0, time.UTC)

// house is a data folder, perhaps a PostgreSQL database, and a mail server beside them.
type house struct {
	t     *testing.T
	conf  config.Config
	clock *hands
	mail  *smtptest.Server
	took  chan string // addresses of messages that the server took
	atDot func()      // what happens when a message is complete and not yet taken
	owner goodturn.User
}

// on runs a test on both databases.
func on(t *testing.T, fn func(t *testing.T, h *house)) {
	for _, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			db := ""
			if kind == "postgres" {
				db = postgres.NewDatabase(t)
			}
			fn(t, newHouse(t, db))
		})
	}
}

func newHouse(t *testing.T, db string) *house {
	t.Helper()
	h := &house{t: t, clock: &hands{t: tuesday}, took: make(chan string, 100)}
	c, err := config.Load(map[string]string{"data": filepath.Join(t.TempDir(), "data"), "db": db, "listen": "127.0.0.1:0"}, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	h.conf = c
	h.mail, err = smtptest.Start("127.0.0.1:0", "", smtptest.Options{KeepData: true, Fault: func(s smtptest.Step) smtptest.Fault {
		if s.Stage == smtptest.Dot && h.atDot != nil {
			h.atDot()
		}
		if s.Stage == smtptest.Accepted {
			h.took <- s.To
		}
		return smtptest.Fault{}
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.mail.Close() })
	return h
}

// secret is the key of the data folder.
func (h *house) secret() string {
	h.t.Helper()
	b, err := os.ReadFile(app.DataDir{Path: h.conf.Data}.SecretFile())
	if err != nil {
		h.t.Fatal(err)
	}
	return strings.TrimSpace(string(b))
}

// open opens the app; it is closed with the test at the latest.
func (h *house) open(change ...func(*app.Options)) *app.App {
	h.t.Helper()
	o := app.Options{Clock: h.clock, ClockFrom: []app.ClockSource{}}
	for _, c := range change {
		c(&o)
	}
	a, err := app.New(h.t.Context(), h.conf, o)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = a.Close() })
	return a
}

// start opens and starts it.
func (h *house) start(change ...func(*app.Options)) *app.App {
	h.t.Helper()
	a := h.open(change...)
	if err := a.Start(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	return a
}

// furnish puts somebody live with a mailbox and everything that a message needs.
func (h *house) furnish(a *app.App) {
	h.t.Helper()
	host, port, err := net.SplitHostPort(h.mail.Addr)
	if err != nil {
		h.t.Fatal(err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		h.t.Fatal(err)
	}
	h.owner = goodturn.User{Email: "dana@example.com", Name: "Dana Reyes", Role: goodturn.RoleOwner, Active: true, Zone: "America/New_York",
		Voice: goodturn.Voice{FirstName: "Dana", Greeting: "Hi", SignOff: "Dana"}}
	h.write(a, func(tx *store.Tx) error { return tx.InsertUser(&h.owner) })
	if err := a.ConnectMailbox(h.t.Context(), h.owner.ID, goodturn.Mailbox{Host: host, Port: n, Security: "none", From: "dana@example.com"}, ""); err != nil {
		h.t.Fatal(err)
	}
	h.write(a, func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.PostalAddress, s.Region, s.Zone = "100 Example Ave, New York, NY 10001", "US-NY", "America/New_York"
		return tx.SaveSettings(s)
	})
	if err := a.Program.TestMessage(h.t.Context(), h.owner.ID); err != nil {
		h.t.Fatal(err)
	}
	h.arrives("dana@example.com")
	if err := a.Program.GoLive(h.t.Context(), h.owner.ID); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) write(a *app.App, fn func(tx *store.Tx) error) {
	h.t.Helper()
	if err := a.DB.Write(context.Background(), fn); err != nil {
		h.t.Fatal(err)
	}
}

// client adds somebody by hand.
func (h *house) client(a *app.App, name string) goodturn.Contact {
	h.t.Helper()
	added, err := a.People.AddByHand(h.t.Context(), people.NewPerson{Name: name + " Ruiz", Email: strings.ToLower(name) + "@example.com", Closed: goodturn.Date{Year: 2026, Month: 1, Day: 20},
		Side: goodturn.SideBought, Address: "12 " + name + " Street, New York, NY 10002", By: h.owner.ID})
	if err != nil {
		h.t.Fatal(err)
	}
	return added.Contact
}

// hello asks for a message to somebody, and lets the five minutes pass in which it could be taken back.
func (h *house) hello(a *app.App, c goodturn.Contact) {
	h.t.Helper()
	r, err := requests.New(a.Program).HelloNow(h.t.Context(), c.ID, h.owner.ID, false)
	if err != nil || !r.Planned {
		h.t.Fatalf("%+v, %v", r.Judged.Headline, err)
	}
	h.clock.move(goodturn.TakeBack + time.Minute)
	h.wake(a)
}

// wake has the server look at once: resuming does that, paused or not.
func (h *house) wake(a *app.App) {
	h.t.Helper()
	if err := a.Program.Resume(context.Background(), h.owner.ID); err != nil {
		h.t.Fatal(err)
	}
}

// arrives waits until the mail server has taken a message for an address.
func (h *house) arrives(address string) {
	h.t.Helper()
	select {
	case got := <-h.took:
		if got != address {
			h.t.Fatalf("a message for %s arrived, %s was meant", got, address)
		}
	case <-time.After(20 * time.Second):
		h.t.Fatalf("nothing arrived for %s", address)
	}
}

func TestServeSendsWhatIsDueAndStopsClean(t *testing.T) {
	on(t, func(t *testing.T, h *house) {
		a := h.start()
		h.furnish(a)
		h.hello(a, h.client(a, "Ana"))
		h.arrives("ana@example.com")
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		if err := a.Close(); err != nil {
			t.Fatal("closed twice:", err)
		}
		a = h.start()
		h.write(a, func(tx *store.Tx) error {
			s, err := tx.Settings()
			if s.Hold != "" {
				t.Errorf("a clean stop is doubted: %s", s.Hold)
			}
			return err
		})
		sum, err := a.Program.Conserve(t.Context())
		if err != nil || len(sum.Wrong) > 0 || sum.States[goodturn.Sent] != 1 {
			t.Fatalf("%+v, %v", sum, err)
		}
		if got := h.mail.Records(); len(got) != 2 || !strings.Contains(got[1].Data, "100 Example Ave") {
			t.Fatalf("%d messages", len(got))
		}
	})
}

func TestOneFolderIsServedOnce(t *testing.T) {
	on(t, func(t *testing.T, h *house) {
		a := h.start()
		b := h.open()
		if err := b.Start(t.Context()); goodturn.ErrorCode(err) != goodturn.CodeConflict {
			t.Fatal("a second one serves:", err)
		}
		if err := b.Program.Pause(t.Context(), "", "from beside"); err != nil {
			t.Fatal("commands do not work beside a running server:", err)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestASecondCopyUnderOneNameIsRefusedOnASharedDatabase(t *testing.T) {
	h := newHouse(t, postgres.NewDatabase(t))
	h.conf.Node = "one"
	h.start()
	copied := *h
	copied.conf.Data = filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(copied.conf.Data, os.DirFS(h.conf.Data)); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(copied.conf.Data, "send.lock")); err != nil {
		t.Fatal(err)
	}
	copied.clock = h.clock
	beating := make(chan struct{})
	go func() { // time passes for both: the first one goes on beating
		for {
			select {
			case <-beating:
				return
			case <-time.After(100 * time.Millisecond):
				h.clock.move(time.Second / 10)
			}
		}
	}()
	defer close(beating)
	b := copied.open()
	if err := b.Start(t.Context()); goodturn.ErrorCode(err) != goodturn.CodeConflict || !strings.Contains(err.Error(), "under this name") {
		t.Fatal(err)
	}
}

func TestOthersJoinASharedDatabaseWithoutDoubt(t *testing.T) {
	db := postgres.NewDatabase(t)
	h := newHouse(t, db)
	a := h.start()
	h.furnish(a)
	h.hello(a, h.client(a, "Ana"))
	h.arrives("ana@example.com")
	h.write(a, func(tx *store.Tx) error { // the hours of the test are not those in which it beats
		nodes, err := tx.Nodes()
		if err != nil {
			return err
		}
		return tx.Beat(nodes[0])
	})
	second := *h
	second.t = t
	second.conf.Data, second.conf.Secret = filepath.Join(t.TempDir(), "second"), h.secret()
	b := second.start()
	h.write(b, func(tx *store.Tx) error {
		s, err := tx.Settings()
		if s.Hold != "" {
			t.Errorf("a second node is doubted: %s", s.Hold)
		}
		return err
	})
	if err := errors.Join(a.Close(), b.Close()); err != nil {
		t.Fatal(err)
	}
	// Hours later, with nobody alive, a folder without memory is a doubt.
	h.clock.move(3 * time.Hour)
	third := *h
	third.conf.Data, third.conf.Secret = filepath.Join(t.TempDir(), "third"), h.secret()
	c := third.start()
	if _, err := c.Program.LookAtHold(t.Context()); err != nil {
		t.Fatal("a folder without memory beside a used database is trusted:", err)
	}
}

func TestARestoredBackupSendsNothingUntilSomebodyHasLooked(t *testing.T) {
	h := newHouse(t, "")
	a := h.start()
	h.furnish(a)
	ana, ben := h.client(a, "Ana"), h.client(a, "Ben")
	backup := filepath.Join(t.TempDir(), "backup.db")
	if err := a.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	if fi, err := os.Stat(backup); err != nil || fi.Mode().Perm() != 0o600 {
		t.Fatal("others may read the backup:", fi.Mode(), err)
	}
	if err := a.Backup(t.Context(), backup); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Fatal("a backup was overwritten:", err)
	}
	h.hello(a, ana)
	h.arrives("ana@example.com")
	if _, err := app.Restore(t.Context(), h.conf, backup, app.Options{Clock: h.clock}); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Fatal("restored under a running server:", err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}

	// By the command, and by hand behind our back: both are on hold.
	for name, restore := range map[string]func() error{
		"by the command": func() error {
			r, err := app.Restore(t.Context(), h.conf, backup, app.Options{Clock: h.clock})
			if err == nil && r.Old == "" {
				t.Error("the database that was there is gone")
			}
			return err
		},
		"by hand": func() error {
			for _, suffix := range []string{"-wal", "-shm"} {
				_ = os.Remove(filepath.Join(h.conf.Data, "goodturn.db"+suffix)) // they belong to the newer database
			}
			b, err := os.ReadFile(backup)
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(h.conf.Data, "goodturn.db"), b, 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := *h
			h.t = t
			if err := restore(); err != nil {
				t.Fatal(err)
			}
			before := len(h.mail.Records())
			a := h.start()
			held, err := a.Program.LookAtHold(t.Context())
			if err != nil || held.Why == "" {
				t.Fatal(held, err)
			}
			h.hello(a, ben)
			if _, _, err := a.Program.Run(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
			if n := len(h.mail.Records()); n != before {
				t.Fatalf("%d messages left on hold", n-before)
			}
			if _, err := a.Program.Reconcile(t.Context(), h.owner.ID); err != nil {
				t.Fatal(err)
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			a = h.start()
			if _, err := a.Program.LookAtHold(t.Context()); goodturn.ErrorCode(err) != goodturn.CodeNotFound {
				t.Fatal("reconciled, and on hold again:", err)
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestADatabaseNewerThanTheProgramIsLeftAlone(t *testing.T) {
	h := newHouse(t, "")
	if err := h.open().Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(h.conf.Data, "goodturn.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = app.New(t.Context(), h.conf, app.Options{})
	if goodturn.ErrorCode(err) != goodturn.CodeConflict || !strings.Contains(err.Error(), "newer Goodturn") {
		t.Fatal(err)
	}
}

func TestMachinesSeeHowItIs(t *testing.T) {
	h := newHouse(t, "")
	a := h.start()
	get := func(path string) (int, string) {
		t.Helper()
		res, err := http.Get("http://" + a.Listening() + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(b)
	}
	if code, body := get("/healthz"); code != http.StatusOK || body != "alive\n" {
		t.Errorf("%d %s", code, body)
	}
	if code, body := get("/readyz"); code != http.StatusOK || !json.Valid([]byte(body)) {
		t.Errorf("%d %s", code, body)
	}
	if err := a.Program.Pause(t.Context(), "", ""); err != nil {
		t.Fatal(err)
	}
	code, body := get("/metrics")
	for _, want := range []string{"goodturn_paused 1", "goodturn_live 0", "goodturn_hold 0", `goodturn_messages_total{outcome="sent"} 0`} {
		if code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%d, no %q", code, want)
		}
	}
}

func TestAnAddressInUseSaysSo(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	h := newHouse(t, "")
	h.conf.Listen = l.Addr().String()
	a := h.open()
	if err := a.Start(t.Context()); goodturn.ErrorCode(err) != goodturn.CodeUnavailable || !strings.Contains(err.Error(), "--listen") {
		t.Fatal(err)
	}
}

func TestAMailboxThatRefusesIsNotConnected(t *testing.T) {
	h := newHouse(t, "")
	a := h.open()
	s, u := mailServer(t, a.Seal, "")
	_ = s
	owner := goodturn.User{Email: "dana@example.com", Active: true}
	h.write(a, func(tx *store.Tx) error { return tx.InsertUser(&owner) })
	err := a.ConnectMailbox(t.Context(), owner.ID, u.Mailbox, "wrong horse")
	if goodturn.ErrorCode(err) != goodturn.CodeUpstream || !strings.Contains(err.Error(), "password") {
		t.Fatal(err)
	}
	if err := a.ConnectMailbox(t.Context(), owner.ID, u.Mailbox, "right horse"); err != nil {
		t.Fatal(err)
	}
	h.write(a, func(tx *store.Tx) error {
		got, err := tx.User(owner.ID)
		if strings.Contains(string(got.Mailbox.Secret), "horse") || len(got.Mailbox.Secret) == 0 {
			t.Error("the password is not sealed")
		}
		return err
	})
}

func TestEverythingMovesToPostgreSQLAndBack(t *testing.T) {
	h := newHouse(t, "")
	a := h.start()
	h.furnish(a)
	ana := h.client(a, "Ana")
	h.hello(a, ana)
	h.arrives("ana@example.com")
	url := postgres.NewDatabase(t)
	if _, err := h.open().MoveTo(t.Context(), url); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Fatal("moved under a running server:", err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	b := h.open()
	if moved, err := b.MoveTo(t.Context(), url); err != nil || moved.Rows < 20 {
		t.Fatal(moved, err)
	}
	if _, err := b.MoveTo(t.Context(), url); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Fatal("moved over another:", err)
	}
	before := ledger(t, b)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	h.conf.DB = url
	c := h.start()
	if after := ledger(t, c); after != before {
		t.Errorf("the ledger changed:\n%s\n%s", before, after)
	}
	if _, err := c.Program.LookAtHold(t.Context()); goodturn.ErrorCode(err) != goodturn.CodeNotFound {
		t.Error("the move is doubted:", err)
	}
	h.hello(c, h.client(c, "Ben"))
	h.arrives("ben@example.com")

	// And the way back, into the same folder: what was there before the first move is kept aside.
	if _, err := h.open().MoveTo(t.Context(), app.ToSQLite); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Fatal("moved under a running server:", err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	d := h.open()
	moved, err := d.MoveTo(t.Context(), app.ToSQLite)
	if err != nil || moved.Rows < 20 || !strings.Contains(moved.Old, "before-move-1") {
		t.Fatal(moved, err)
	}
	before = ledger(t, d)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	h.conf.DB = ""
	e := h.start()
	if after := ledger(t, e); after != before {
		t.Errorf("the ledger changed on the way back:\n%s\n%s", before, after)
	}
	if _, err := e.Program.LookAtHold(t.Context()); goodturn.ErrorCode(err) != goodturn.CodeNotFound {
		t.Error("the way back is doubted:", err)
	}
	if _, err := e.MoveTo(t.Context(), app.ToSQLite); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Error("moved to where it is:", err)
	}
	h.hello(e, h.client(e, "Cleo"))
	h.arrives("cleo@example.com")
}

func ledger(t *testing.T, a *app.App) string {
	t.Helper()
	var b strings.Builder
	if err := view.New(a.Program).WriteLedger(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRefusalsThatWaitedAreTakenBeforeAnythingLeaves(t *testing.T) {
	h := newHouse(t, "")
	a := h.start()
	h.furnish(a)
	ana := h.client(a, "Ana")
	token := a.Links.Token('u', ana.ID)
	if err := a.KeepRefusal(token, goodturn.AnswerNone); err != nil {
		t.Fatal(err)
	}
	if n, err := a.ReplaySpool(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	r, err := requests.New(a.Program).HelloNow(t.Context(), ana.ID, h.owner.ID, false)
	if r.Planned || err != nil && goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Fatalf("planned after a refusal: %+v, %v", r.Judged.Headline, err)
	}
}

func TestDoctorSaysWhatIsWrongAndWhatToDo(t *testing.T) {
	h := newHouse(t, "")
	a := h.start()
	by := func() map[string]app.Check {
		out := map[string]app.Check{}
		for _, c := range a.Doctor(t.Context()) {
			out[c.Name] = c
		}
		return out
	}
	got := by()
	for name, want := range map[string]app.CheckState{"Database": app.CheckFine, "Disk": app.CheckFine, "Clock": app.CheckFine, "Memory of what was sent": app.CheckFine,
		"Postal address": app.CheckWarn, "Mailbox": app.CheckWarn, "Public address": app.CheckFine} {
		if got[name].State != want {
			t.Errorf("%s: %+v", name, got[name])
		}
	}
	h.furnish(a)
	if c := by()["Mailbox of dana@example.com"]; c.State != app.CheckFine {
		t.Errorf("%+v", c)
	}
	for _, says := range []string{"Nothing had been planned", "accounted for"} {
		if _, err := a.Program.Conserve(t.Context()); err != nil {
			t.Fatal(err)
		}
		if c := by()["Every message"]; c.State != app.CheckFine || !strings.Contains(c.Says, says) {
			t.Errorf("%+v", c)
		}
		h.client(a, "Ana")
	}
	if err := h.mail.Close(); err != nil {
		t.Fatal(err)
	}
	if c := by()["Mailbox of dana@example.com"]; c.State != app.CheckWrong || c.Hint == "" {
		t.Errorf("%+v", c)
	}
	if err := a.Program.Hold(t.Context(), "A doubt.", program.Gap{}); err != nil {
		t.Fatal(err)
	}
	if c := by()["Memory of what was sent"]; c.State != app.CheckWrong || !strings.Contains(c.Hint, "reconcile") {
		t.Errorf("%+v", c)
	}
}

func TestNothingIsClaimedWithoutRoomOnTheDisk(t *testing.T) {
	h := newHouse(t, "")
	var mu sync.Mutex
	free := int64(1 << 40)
	a := h.start(func(o *app.Options) {
		o.FreeSpace = func() (int64, error) {
			mu.Lock()
			defer mu.Unlock()
			return free, nil
		}
	})
	h.furnish(a)
	ana := h.client(a, "Ana")
	mu.Lock()
	free = 1 << 20
	mu.Unlock()
	h.hello(a, ana)
	if _, err := app.Sweep(a, t.Context()); goodturn.ErrorCode(err) != goodturn.CodeUnavailable || !strings.Contains(err.Error(), "Only 1 MB") {
		t.Fatal(err)
	}
	app.LookAround(a, t.Context())
	if got := a.Health(t.Context()); !strings.Contains(got.Alarm, "1 MB") {
		t.Errorf("%+v", got)
	}
	res, err := http.Get("http://" + a.Listening() + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("ready without room: %d", res.StatusCode)
	}
	if n := len(h.mail.Records()); n != 1 {
		t.Fatalf("%d messages left", n-1)
	}
	mu.Lock()
	free = 1 << 40
	mu.Unlock()
	if _, err := app.Sweep(a, t.Context()); err != nil {
		t.Fatal(err)
	}
	h.arrives("ana@example.com")
}

func TestNothingIsClaimedWhileTheClockIsDoubted(t *testing.T) {
	h := newHouse(t, "")
	a := h.start()
	h.furnish(a)
	h.hello(a, h.client(a, "Ana"))
	h.arrives("ana@example.com")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	// The clock comes back a year early: the fence file knows better, and nobody else can be asked.
	early := h.clock.Now().AddDate(-1, 0, 0)
	watch := &app.ClockWatch{Now: func() time.Time { return early }, Steady: func() time.Duration { return 0 }}
	a = h.start(func(o *app.Options) { o.Watch, o.ClockFrom = watch, []app.ClockSource{silent} })
	ben := h.client(a, "Ben")
	h.hello(a, ben)
	if _, err := app.Sweep(a, t.Context()); err != nil {
		t.Fatal(err)
	}
	app.LookAround(a, t.Context())
	if got := a.Health(t.Context()); !strings.Contains(got.Alarm, "it has been") {
		t.Errorf("%+v", got)
	}
	if n := len(h.mail.Records()); n != 2 {
		t.Fatalf("%d messages left with a doubted clock", n-2)
	}
	// Another clock agrees: it goes on by itself.
	watch.Sources = []app.ClockSource{says(early)}
	app.LookAround(a, t.Context())
	if _, err := app.Sweep(a, t.Context()); err != nil {
		t.Fatal(err)
	}
	h.arrives("ben@example.com")
}

func TestAPauseDoesNotKeepTheServerBusy(t *testing.T) {
	h := newHouse(t, "")
	a := h.start()
	h.furnish(a)
	ana := h.client(a, "Ana")
	if r, err := requests.New(a.Program).HelloNow(t.Context(), ana.ID, h.owner.ID, false); err != nil || !r.Planned {
		t.Fatal(r, err)
	}
	if err := a.Program.Pause(t.Context(), h.owner.ID, ""); err != nil {
		t.Fatal(err)
	}
	h.clock.move(time.Hour)
	next, err := app.Sweep(a, t.Context())
	if err != nil || next.Sub(h.clock.Now()) < 30*time.Second {
		t.Fatalf("looks again %s from now, %v", next.Sub(h.clock.Now()), err)
	}
}

func TestAReplacedDatabaseServerIsADoubt(t *testing.T) {
	h := newHouse(t, postgres.NewDatabase(t))
	a := h.start()
	h.write(a, func(tx *store.Tx) error {
		line, err := tx.Value("timeline")
		if line == "" {
			t.Error("nobody remembers which history the server writes")
		}
		if err != nil {
			return err
		}
		return tx.SetValue("timeline", "00000000") // as if a standby had taken over since
	})
	app.LookAround(a, t.Context())
	held, err := a.Program.LookAtHold(t.Context())
	if err != nil || !strings.Contains(held.Why, "server was replaced") {
		t.Fatal(held, err)
	}
	if _, err := a.Program.Reconcile(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	app.LookAround(a, t.Context())
	if _, err := a.Program.LookAtHold(t.Context()); goodturn.ErrorCode(err) != goodturn.CodeNotFound {
		t.Fatal("the same change is doubted again:", err)
	}
}

func TestThePublicAddressServesClientsPagesAloneAndProvesItself(t *testing.T) {
	h := newHouse(t, "")
	var inside string
	proxy := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		(&httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) { p.SetURL(&url.URL{Scheme: "http", Host: inside}) }}).ServeHTTP(w, r)
	}))
	defer proxy.Close()
	h.conf.PublicURL, h.conf.PublicListen = "https://answers.example.com", "127.0.0.1:0"
	a := h.open(func(o *app.Options) { o.HTTP = proxy.Client() })
	proved := func() bool {
		t.Helper()
		var s goodturn.Settings
		h.write(a, func(tx *store.Tx) (err error) { s, err = tx.Settings(); return err })
		return s.PublicURL == h.conf.PublicURL && !s.PublicProvedAt.IsZero()
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	inside = a.PublicListening()
	app.ProvePublicNow(a, t.Context())
	if !proved() {
		t.Fatal("it leads here, and is not proved:", a.Health(t.Context()).Public)
	}
	for _, path := range []string{"/", "/metrics", "/healthz", "/readyz", "/login", "/people", "/settings", "/assets/"} {
		res, err := http.Get("http://" + inside + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusNotFound {
			t.Errorf("%s is reached from outside: %d", path, res.StatusCode)
		}
	}
	inside = "127.0.0.1:1"
	app.ProvePublicNow(a, t.Context())
	if proved() || a.Health(t.Context()).Public == "" {
		t.Fatal("it leads nowhere any more, and counts as proved")
	}
}

func TestStoppingLetsAMessageOnItsLastDotFinish(t *testing.T) {
	on(t, func(t *testing.T, h *house) {
		a := h.start()
		h.furnish(a)
		ana, ben := h.client(a, "Ana"), h.client(a, "Ben")
		reached, goOn := make(chan struct{}), make(chan struct{})
		var once sync.Once
		h.atDot = func() {
			once.Do(func() { close(reached) })
			<-goOn
		}
		h.hello(a, ana)
		<-reached
		closed := make(chan error, 1)
		go func() { closed <- a.Close() }()
		close(goOn)
		if err := <-closed; err != nil {
			t.Fatal(err)
		}
		h.arrives("ana@example.com")
		h.atDot = nil
		a = h.start()
		sum, err := a.Program.Conserve(t.Context())
		if err != nil || len(sum.Wrong) > 0 || sum.States[goodturn.Sent] != 1 || sum.States[goodturn.Unknown]+sum.States[goodturn.Claimed]+sum.States[goodturn.Committing] != 0 {
			t.Fatalf("%+v, %v", sum, err)
		}
		h.hello(a, ben)
		h.arrives("ben@example.com")
		if n := len(h.mail.Records()); n != 3 {
			t.Fatalf("%d messages, of which one to oneself", n)
		}
	})
}
