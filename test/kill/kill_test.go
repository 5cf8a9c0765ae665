// Package kill_test kills the sending process at every point of a send, over and over, and counts afterwards what a mail server
// really took: nothing may arrive twice, nothing may be lost, nothing may be called sent that did not arrive.
//
// Each round starts this test binary again as a child that sends what is due to a real SMTP server in the parent, and kills it
// with SIGKILL. The server decides when: it knows the conversation, so every phase gets its share of the kills. The server
// writes each message to disk before it says 250, and shares no code with the product.
package kill_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel/smtp/smtptest"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/postgres"
)

// phase is where in a send the child is killed.
type phase int

const (
	beforeClaim  phase = iota // it runs, and nothing of this round is claimed yet
	betweenMarks              // mark one is committed; the conversation goes on, the body is not complete
	afterMarkTwo              // mark two is committed and the message complete at the server, which has not taken it
	afterDot                  // the server has taken it and says so, or is about to
	phases
)

// more is how many people each child adds, and atOnce how many messages it has under way.
const (
	more   = 5
	atOnce = 3
)

var phaseNames = [phases]string{"before the claim", "between the marks", "after mark two", "after the dot"}

// kills is how often a child is killed on each of the two databases: 500 together in an ordinary run, 10,000 with GOODTURN_TORTURE.
func kills() int {
	if os.Getenv("GOODTURN_TORTURE") != "" {
		return 5_000
	}
	if n, err := strconv.Atoi(os.Getenv("GOODTURN_KILLS")); err == nil {
		return n
	}
	return 250
}

// started is when this test began, so that every child's clock goes on from there.
var started = fmt.Sprintf("GOODTURN_KILL_STARTED=%d", time.Now().UnixMilli())

func TestMain(m *testing.M) {
	if os.Getenv("GOODTURN_KILL_CHILD") != "" {
		if err := child(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestKillsOnSQLite(t *testing.T) {
	run(t, "sqlite://"+filepath.Join(t.TempDir(), "kill.db"))
}

func TestKillsOnPostgreSQL(t *testing.T) {
	run(t, postgres.NewDatabase(t))
}

// A program that marks after sending is what everybody writes first. It is built here from the same source with one build tag, and
// killed in the same way. If it is not convicted, this test proves nothing.
func TestAProgramThatMarksAfterSendingIsConvicted(t *testing.T) {
	mutant := filepath.Join(t.TempDir(), "mutant.test")
	if out, err := exec.CommandContext(t.Context(), "go", "test", "-c", "-tags", "mutant_marks_after", "-o", mutant, ".").CombinedOutput(); err != nil {
		t.Fatalf("build the mutant: %v\n%s", err, out)
	}
	w := newWorld(t, "sqlite://"+filepath.Join(t.TempDir(), "mutant.db"))
	w.program = mutant
	for n := range 60 {
		w.round(t, phase(n%int(phases)))
		if len(w.duplicates(t)) > 0 {
			t.Logf("convicted after %d kills", n+1)
			return
		}
	}
	t.Fatal("60 kills, and a program that marks after sending was not caught sending twice")
}

func run(t *testing.T, url string) {
	w := newWorld(t, url)
	for n := range kills() {
		w.round(t, phase(n%int(phases)))
	}
	w.finish(t)
	for p, n := range w.killed {
		t.Logf("killed %s: %d times", phaseNames[p], n)
		if n < 20 {
			t.Errorf("only %d kills %s: too few to mean anything", n, phaseNames[p])
		}
	}
	if d := w.duplicates(t); len(d) > 0 {
		t.Errorf("%d messages arrived more than once: %v", len(d), d)
	}
	w.check(t)
}

// world is one database, one mail server, and the kills so far.
type world struct {
	url     string
	program string // the binary that is killed: this one, or one built with a mutation
	log     string
	server  *smtptest.Server
	victim  atomic.Pointer[os.Process]
	aim     atomic.Int64 // phase of this round, -1 for none
	fired   atomic.Bool
	spoken  atomic.Bool  // the child of this round has begun a message
	spare   atomic.Int64 // hits to let pass first, so that the kills spread over a run
	killed  [phases]int
	due     int // people who were planned for a message, each for one
	rnd     *rand.Rand
}

func newWorld(t *testing.T, url string) *world {
	t.Helper()
	w := &world{url: url, program: os.Args[0], log: filepath.Join(t.TempDir(), "accepted.log"), rnd: rand.New(rand.NewPCG(1, 2))}
	w.aim.Store(-1)
	s, err := smtptest.Start("127.0.0.1:0", w.log, smtptest.Options{Fault: w.fault})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	w.server = s
	return w
}

// fault is asked by the mail server at each step: when the step belongs to the phase of this round, the child dies there.
func (w *world) fault(s smtptest.Step) smtptest.Fault {
	hit := false
	w.spoken.Store(true)
	switch phase(w.aim.Load()) {
	case betweenMarks:
		hit = s.Stage == smtptest.Mail || s.Stage == smtptest.Rcpt || s.Stage == smtptest.Data || s.Stage == smtptest.Body
	case afterMarkTwo:
		hit = s.Stage == smtptest.Dot
	case afterDot:
		hit = s.Stage == smtptest.Accepted
	}
	if hit && w.spare.Add(-1) < 0 && w.shoot() {
		return smtptest.Fault{Drop: phase(w.aim.Load()) == afterMarkTwo} // a message that the server never took
	}
	return smtptest.Fault{}
}

func (w *world) shoot() bool {
	p := w.victim.Load()
	if p == nil || !w.fired.CompareAndSwap(false, true) {
		return false
	}
	_ = p.Kill() // SIGKILL: nothing of the child runs after this
	return true
}

// round starts a child, kills it in the given phase, and waits until it is gone.
func (w *world) round(t *testing.T, p phase) {
	t.Helper()
	w.fired.Store(false)
	w.spoken.Store(false)
	w.spare.Store(w.rnd.Int64N(8))
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, w.program)
	cmd.Env = append(os.Environ(), "GOODTURN_KILL_CHILD=1", "GOODTURN_KILL_DB="+w.url, "GOODTURN_KILL_SMTP="+w.server.Addr,
		started, fmt.Sprintf("GOODTURN_KILL_MORE=%d", more))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.victim.Store(cmd.Process)
	lines, early := bufio.NewScanner(out), atomic.Bool{}
	for lines.Scan() {
		// The child says "ready" when its touches are due and it is about to claim.
		if lines.Text() == "ready" {
			w.due += more
			if p == beforeClaim {
				time.AfterFunc(time.Duration(w.rnd.IntN(500))*time.Microsecond, func() { early.Store(!w.spoken.Load()); w.shoot() })
			} else {
				w.aim.Store(int64(p))
			}
		}
	}
	err = cmd.Wait()
	w.victim.Store(nil)
	w.aim.Store(-1)
	var exit *exec.ExitError
	switch {
	case w.fired.Load() && (p != beforeClaim || early.Load()): // one that had begun a message is of another phase and counts for none
		w.killed[p]++
	case w.fired.Load():
	case errors.As(err, &exit):
		t.Fatalf("the child failed by itself: %v\n%s", err, stderr.String())
	}
}

// finish lets a child run to its end, so that everything that can go has gone.
func (w *world) finish(t *testing.T) {
	t.Helper()
	for range 3 {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), "GOODTURN_KILL_CHILD=1", "GOODTURN_KILL_DB="+w.url, "GOODTURN_KILL_SMTP="+w.server.Addr, started, "GOODTURN_KILL_MORE=0")
		if b, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("the last run failed: %v\n%s", err, b)
		}
	}
}

// duplicates lists the recipients of whom the server took a message about the same thing more than once. Everybody of this
// test is due one message, so the check leans on no id of the product's.
func (w *world) duplicates(t *testing.T) []string {
	t.Helper()
	records, err := smtptest.ReadLog(w.log)
	if err != nil {
		t.Fatal(err)
	}
	seen, out := map[string]bool{}, []string(nil)
	for _, r := range records {
		k := r.To // everybody of this test has one message to come
		if seen[k] {
			out = append(out, k)
		}
		seen[k] = true
	}
	return out
}

// check holds what the database says against what the server took.
func (w *world) check(t *testing.T) {
	t.Helper()
	records, err := smtptest.ReadLog(w.log)
	if err != nil {
		t.Fatal(err)
	}
	arrived := map[string]bool{}
	for _, r := range records {
		arrived[r.MessageID] = true
	}
	db := open(t, w.url)
	states := map[goodturn.TouchState]int{}
	falsely, lost, unknownArrived, known := 0, 0, 0, 0
	err = db.Read(t.Context(), func(tx *store.Tx) error {
		after := goodturn.ID("")
		for {
			page, err := tx.TouchesByID(after, 500)
			if err != nil || len(page) == 0 {
				return err
			}
			for _, x := range page {
				after = x.ID
				if x.PlannedAt.After(next) {
					continue // later steps; this test is about what was due
				}
				states[x.State]++
				ds, err := tx.TouchDeliveries(x.ID)
				if err != nil {
					return err
				}
				took := false
				for _, d := range ds {
					if arrived[d.MessageID] {
						took = true
						known++
					}
				}
				switch {
				case x.State == goodturn.Sent && !took:
					falsely++
				case x.State != goodturn.Sent && x.State != goodturn.Unknown && took:
					lost++ // it arrived and the database does not know
				case x.State == goodturn.Unknown && took:
					unknownArrived++
				}
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("touches by state: %v; the server took %d messages; of the unknown ones %d had arrived", states, len(records), unknownArrived)
	if falsely > 0 || lost > 0 {
		t.Errorf("%d called sent that never arrived, %d arrived that the database does not know of", falsely, lost)
	}
	if known != len(records) {
		t.Errorf("the server took %d messages, and the database knows %d of them", len(records), known)
	}
	// Nothing is lost: every person who was due has a message that was sent, or one that is held because nobody knows.
	if n := states[goodturn.Sent] + states[goodturn.Unknown]; n != w.due {
		t.Errorf("%d people were due, and %d messages were sent or are held: %v", w.due, n, states)
	}
	// A kill finds at most as many messages after their mark as are under way at once; more unknown ones were not the kills' doing.
	if most := (w.killed[afterMarkTwo] + w.killed[afterDot] + w.killed[betweenMarks] + w.killed[beforeClaim]) * atOnce; states[goodturn.Unknown] > most {
		t.Errorf("%d unknown of at most %d", states[goodturn.Unknown], most)
	}
	if states[goodturn.Unknown] == 0 || states[goodturn.Sent] == 0 {
		t.Errorf("no kill left an unknown outcome, or nothing was sent: the phases were not hit (%v)", states)
	}
}
