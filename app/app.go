// Package app puts the pieces together: the only place that knows every concrete type. New opens the data folder and the
// database, so that any command can work beside a running server; Start serves and sends; Stop ends that in reverse.
//
// Reading order: app.go (what is opened), start.go and stop.go (a server's life), hold.go (when it must not send), work.go (what
// is done when), pages.go (where pages are served), doctor.go (is all well).
package app

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/crypto/acme"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/webhook"
	"github.com/goodturn-app/goodturn/config"
	"github.com/goodturn-app/goodturn/jobs"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/shelf"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

// Options are what a program decides that uses an App; what its owner decides is in config.Config. The zero Options is a server's.
type Options struct {
	Version   string
	Log       *slog.Logger                    // nil: none
	Clock     goodturn.Clock                  // nil: the machine's
	Catcher   channel.Sender                  // the demo's: every message goes here and nothing leaves
	Public    func(http.Handler) http.Handler // put around the clients' pages; nil: nothing is
	ReadOnly  bool                            // change nothing, not even the shape of an older database
	Resolver  Resolver                        // nil: the machine's DNS
	HTTP      *http.Client                    // for the proof of the public address and other clocks; nil: an ordinary one
	ClockFrom []ClockSource                   // other clocks; nil: two well-known web servers
	ACME      *acme.Client                    // who gives certificates; nil: Let's Encrypt
	Watch     *ClockWatch                     // nil: one on the machine's clocks
	HooksTLS  *tls.Config                     // trusts the servers of a test; nil: the machine's authorities
	FreeSpace func() (int64, error)           // bytes left in the data folder; nil: asked of the machine
}

// App is Goodturn on one data folder and one database.
type App struct {
	Config  config.Config
	Options Options
	Data    DataDir
	DB      *store.DB
	Program *program.Program
	People  *people.People
	Links   link.Signer
	Seal    Seal
	Senders *Senders
	Market  *shelf.Market
	Log     *slog.Logger
	Clock   goodturn.Clock

	spool  *Spool
	fence  *fenceKeeper
	pool   *pgxpool.Pool
	waker  *waker
	hooks  *webhook.Client // nil: no news goes to other systems
	node   string
	boot   string
	run    *running
	close  sync.Once
	closed error
}

// New opens everything and sends nothing. CodeConflict if a newer program made the database, CodeUnavailable if the folder or
// the database cannot be used.
func New(ctx context.Context, c config.Config, o Options) (_ *App, err error) {
	a := &App{Config: c, Options: o, Log: o.Log, Clock: o.Clock, waker: &waker{}}
	if a.Log == nil {
		a.Log = slog.New(slog.DiscardHandler)
	}
	if a.Clock == nil {
		a.Clock = goodturn.ClockFunc(time.Now)
	}
	if a.Options.HTTP == nil {
		a.Options.HTTP = &http.Client{Timeout: 20 * time.Second}
	}
	if a.Options.FreeSpace == nil {
		a.Options.FreeSpace = func() (int64, error) { return a.Data.FreeSpace() }
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	if a.Data, err = OpenDataDir(c.Data); err != nil {
		return nil, err
	}
	secret, err := a.Data.Secret(c.Secret)
	if err != nil {
		return nil, err
	}
	if a.Links, err = link.New(secret); err != nil {
		return nil, err
	}
	if a.Seal, err = NewSeal(secret); err != nil {
		return nil, err
	}
	signers, err := a.Data.Signers()
	if err != nil {
		return nil, err
	}
	if a.spool, err = OpenSpool(a.Data.Spool()); err != nil {
		return nil, err
	}
	if a.node, err = a.Data.Node(c.Node); err != nil {
		return nil, err
	}
	if a.boot, err = chance(8); err != nil {
		return nil, err
	}
	if a.fence, err = openFenceKeeper(a.Data.Fence()); err != nil {
		return nil, err
	}
	if err := a.openDatabase(ctx); err != nil {
		return nil, err
	}
	if err := a.knowKey(ctx, secret); err != nil {
		return nil, err
	}
	library, err := library(c.Playbooks)
	if err != nil {
		return nil, err
	}
	a.Senders = NewSenders(a.Seal, signers, a.Clock, o.Catcher)
	a.Market = shelf.Open(a.DB, a.Log)
	if err := a.openNews(); err != nil {
		return nil, err
	}
	deps := program.Deps{
		DB: a.DB, Rand: rand.Reader, Library: library, Links: a.Links, Senders: a.Senders, Market: a.Market, Waker: a.waker, Fence: a.fence,
		Log: a.Log, Node: a.node, Boot: a.boot,
	}
	if a.hooks != nil {
		deps.Poster, deps.Sealer = a.hooks, hookSeal(a.Seal)
	}
	a.Program = program.New(deps)
	a.People = people.New(a.Program)
	return a, nil
}

func (a *App) openDatabase(ctx context.Context) (err error) {
	o := store.Options{Clock: a.Clock, Log: a.Log, ReadOnly: a.Options.ReadOnly}
	if a.Config.DB == "" {
		if !o.ReadOnly {
			if err := closeToOthers(a.Data.Database()); err != nil {
				return err
			}
		}
		a.DB, err = sqlite.Open(ctx, a.Data.Database(), o)
		return err
	}
	if a.pool, err = postgres.NewPool(ctx, a.Config.DB, o); err != nil {
		return err
	}
	if a.DB, err = postgres.OpenPool(ctx, a.pool, o); err != nil {
		a.pool.Close()
	}
	return err
}

// closeToOthers makes the file if it is not there, so that nobody else may read it whatever the folder allows.
func closeToOthers(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return &goodturn.Error{Code: goodturn.CodeUnavailable, File: path, Message: "The database cannot be opened.", Hint: "Check who may write to the data folder.", Err: err}
	}
	return f.Close()
}

// library loads every pack that ships and those of folders, by the name of their playbook. A folder may not take the name of another.
func library(folders []string) (map[string]*playbook.Shipped, error) {
	out := map[string]*playbook.Shipped{}
	for _, name := range playbook.Packs() {
		p, err := playbook.Library(name)
		if err != nil {
			return nil, fmt.Errorf("load the pack %s: %w", name, err)
		}
		out[p.Playbook.Name] = p
	}
	for _, dir := range folders {
		p, err := playbook.Load(os.DirFS(dir), dir)
		if err != nil {
			return nil, err
		}
		if _, taken := out[p.Playbook.Name]; taken {
			return nil, &goodturn.Error{Code: goodturn.CodeInvalid, File: dir + "/playbook.yaml", Field: "name", Message: fmt.Sprintf("There is a plan named %s already.", p.Playbook.Name), Hint: "Give yours another name."}
		}
		out[p.Playbook.Name] = p
	}
	return out, nil
}

// Close closes what New opened. A started App is stopped first.
func (a *App) Close() error {
	a.close.Do(func() {
		if a.run != nil {
			a.closed = a.stop(context.Background())
		}
		if a.Senders != nil {
			ctx, cancel := context.WithTimeout(context.Background(), drainFor)
			a.closed = errors.Join(a.closed, a.Senders.Close(ctx))
			cancel()
		}
		if a.hooks != nil {
			a.hooks.Close()
		}
		if a.fence != nil {
			a.closed = errors.Join(a.closed, a.fence.Flush(a.Clock.Now()))
		}
		if a.DB != nil {
			a.closed = errors.Join(a.closed, a.DB.Close())
		}
	})
	return a.closed
}

// waker passes wake-ups on to the jobs once they run; before and in other commands, the running server's own poll finds the work.
type waker struct {
	mu sync.Mutex
	to *jobs.Runner
}

func (w *waker) Wake(kind string) {
	w.mu.Lock()
	to := w.to
	w.mu.Unlock()
	if to != nil {
		to.Wake(jobs.Kind(kind))
	}
}

func (w *waker) set(r *jobs.Runner) {
	w.mu.Lock()
	w.to = r
	w.mu.Unlock()
}

// chance gives n random bytes in hex.
func chance(n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(rand.Reader, b); err != nil {
		return "", fmt.Errorf("read chance: %w", err)
	}
	return fmt.Sprintf("%x", b), nil
}
