package kill_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/smtp"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
	storepg "github.com/goodturn-app/goodturn/store/postgres"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

// morning and next are two mornings of this test, where everybody lives: on a Wednesday people are planned, and on Thursday, when the hours
// of the plan have begun, all of their check-ins have come due. Each clock runs on in real time from the test's own start.
var (
	morning = time.Date(2026, 2, 4, 13, 30, 0, 0, time.UTC)
	next    = time.Date(2026, 2, 5, 14, 5, 0, 0, time.UTC)
)

// closed is when everybody closed, a month before.
var closed = goodturn.Date{Year: 2026, Month: 1, Day: 5}

// day is the clock of a process: morning until later is set.
type day struct {
	started time.Time
	later   atomic.Bool
}

func newDay() *day {
	ms, err := strconv.ParseInt(os.Getenv("GOODTURN_KILL_STARTED"), 10, 64)
	if err != nil {
		ms = time.Now().UnixMilli()
	}
	return &day{started: time.UnixMilli(ms)}
}

func (d *day) Now() time.Time {
	from := morning
	if d.later.Load() {
		from = next
	}
	return from.Add(time.Since(d.started))
}

func open(t *testing.T, url string) *store.DB {
	t.Helper()
	db, err := openDB(t.Context(), url, newDay())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func openDB(ctx context.Context, url string, clock goodturn.Clock) (*store.DB, error) {
	if path, ok := strings.CutPrefix(url, "sqlite://"); ok {
		return sqlite.Open(ctx, path, store.Options{Clock: clock})
	}
	return storepg.Open(ctx, url, store.Options{Clock: clock})
}

// child is the process that is killed: it opens the database, frees what an earlier life of it left behind, adds people who are
// due, says "ready", and sends.
func child() error {
	ctx := context.Background()
	clock := newDay()
	db, err := openDB(ctx, os.Getenv("GOODTURN_KILL_DB"), clock)
	if err != nil {
		return err
	}
	defer db.Close()
	host, port, _ := strings.Cut(os.Getenv("GOODTURN_KILL_SMTP"), ":")
	n, err := strconv.Atoi(port)
	if err != nil {
		return err
	}
	mail, err := smtp.New(smtp.Account{Host: host, Port: n, Security: smtp.SecurityPlain}, smtp.Limits{Connections: 4})
	if err != nil {
		return err
	}
	pack, err := playbook.Library("real-estate")
	if err != nil {
		return err
	}
	links, err := link.New([]byte(strings.Repeat("k", link.KeySize)))
	if err != nil {
		return err
	}
	boot := fmt.Sprint(os.Getpid(), time.Now().UnixNano())
	p := program.New(program.Deps{DB: db, Rand: rand.Reader, Library: map[string]*playbook.Shipped{"real-estate": pack}, Links: links, Senders: only{mail}, Node: "kill", Boot: boot})
	owner, err := household(ctx, db)
	if err != nil {
		return err
	}
	if _, _, err := p.FreeLeases(ctx); err != nil {
		return err
	}
	add, err := strconv.Atoi(os.Getenv("GOODTURN_KILL_MORE"))
	if err != nil {
		return err
	}
	ids, err := people(ctx, db, owner, add, boot)
	if err != nil {
		return err
	}
	if err := p.Enrol(ctx, ids...); err != nil {
		return err
	}
	clock.later.Store(true)
	fmt.Println("ready")
	if _, _, err := p.Run(ctx, atOnce); err != nil {
		return err
	}
	closing, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	return mail.Close(closing)
}

// only is a program's whole choice of channels.
type only struct{ channel.Sender }

func (o only) For(_ goodturn.User, c goodturn.Channel) (channel.Sender, error) {
	if c != goodturn.ChannelEmail {
		return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "Only e-mail is connected."}
	}
	return o.Sender, nil
}

// household makes the owner and the settings at the first start: live for a year, and no pace to speak of, since a test has no
// morning to spread a day's mail over.
func household(ctx context.Context, db *store.DB) (owner goodturn.ID, err error) {
	err = db.Write(ctx, func(tx *store.Tx) error {
		us, err := tx.Users()
		if err != nil {
			return err
		}
		if len(us) > 0 {
			owner = us[0].ID
			return nil
		}
		u := goodturn.User{
			Email: "dana@reyes-homes.example", Name: "Dana Reyes", Role: goodturn.RoleOwner, Active: true, Zone: "America/New_York",
			Voice: goodturn.Voice{FirstName: "Dana", Greeting: "Hi", SignOff: "Dana", Brokerage: "Reyes Homes"}, Mailbox: goodturn.Mailbox{Host: "127.0.0.1", ProvedAt: 1},
		}
		if err := tx.InsertUser(&u); err != nil {
			return err
		}
		owner = u.ID
		return tx.SaveSettings(goodturn.Settings{
			Name: "Reyes Homes", Pack: "real-estate", PostalAddress: "100 Example Ave, New York, NY 10001", Region: "US-NY", Zone: "America/New_York",
			Mode: goodturn.ModeLive, LiveAt: next.AddDate(-1, 0, 0), PerDay: 1 << 40, FirstWeekPerDay: 1 << 40, NewPerDay: 1 << 40,
		})
	})
	return owner, err
}

// people adds clients who closed a month ago, each on a street of their own.
func people(ctx context.Context, db *store.DB, owner goodturn.ID, n int, tag string) (ids []goodturn.ID, err error) {
	err = db.Write(ctx, func(tx *store.Tx) error {
		ids = nil
		for i := range n {
			key := strings.ReplaceAll(fmt.Sprintf("%s-%d", tag, i), " ", "-")
			c := goodturn.Contact{OwnerID: owner, Given: "Ana", Family: "Ruiz", Greeting: "Ana", SortKey: "ruiz ana", Region: "US-NY"}
			if err := tx.InsertContact(&c); err != nil {
				return err
			}
			mail := "ana-" + key + "@example.com"
			if _, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: mail, Shown: mail, Primary: true}}); err != nil {
				return err
			}
			if err := tx.AppendConsents(goodturn.Consent{ContactID: c.ID, Channel: goodturn.ChannelEmail, Address: mail, Basis: goodturn.BasisRelationship, Signer: "Dana", Source: "hand"}); err != nil {
				return err
			}
			home := goodturn.Address{Street: "12 Lane " + key, City: "New York", State: "NY", ZIP: "10002"}
			deal := goodturn.Closing{ContactID: c.ID, Side: goodturn.SideBought, Property: home, Date: closed, Source: "hand"}
			if err := tx.InsertClosing(&deal); err != nil {
				return err
			}
			if err := tx.SaveHomes([]goodturn.Home{{ContactID: c.ID, ClosingID: deal.ID, Property: home, Since: closed}}); err != nil {
				return err
			}
			ids = append(ids, c.ID)
		}
		return nil
	})
	return ids, err
}
