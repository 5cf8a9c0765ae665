package sim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// ReplayOptions say what past is replayed.
type ReplayOptions struct {
	Records  []connect.Record // people with their closings
	From, To time.Time
	Seed     uint64
	Owner    goodturn.User
	Settings goodturn.Settings
	Habits   Habits                 // how people react
	Bounces  int                    // how many addresses die in the course of it
	Keep     func(capture.Captured) // is handed every message that went out; nil: they are only counted
}

// DemoHabits are those of the demo's people: livelier than the published tables, so that a page of each kind has something on it.
// The demo says that its people are invented.
var DemoHabits = Habits{
	Yes: 0.16, YesAtYear: 0.14, Introduces: 0.5, Closes: 0.35, Middle: 0.3, NotNow: 0.07, No: 0.03, Stop: 0.003, Replies: 0.02, Valuation: 0.012, OwnerCalls: 0.8, ReminderCut: 0.5,
}

// Replay lives through the past of a list of people, with some of them answering, and leaves the result in an empty database, from
// which the real program goes on. The database needs no virtual clock: the past is lived in memory and then copied over. Nothing is
// sent to anybody.
func Replay(ctx context.Context, db *store.DB, e Engine, o ReplayOptions) (Tally, error) {
	w, err := New(ctx, e, Options{At: o.From, Seed: o.Seed, Salt: db.AddressSalt()})
	if err != nil {
		return Tally{}, err
	}
	defer w.Close()
	if err := w.DB.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertUser(&o.Owner); err != nil {
			return err
		}
		return tx.SaveSettings(o.Settings)
	}); err != nil {
		return Tally{}, fmt.Errorf("begin the past: %w", err)
	}
	people := w.Live(o.Habits, o.Seed)
	people.become(o)
	if react := w.Sent; o.Keep != nil {
		w.Sent = func(c capture.Captured) {
			o.Keep(c)
			react(c)
		}
	}
	if err := w.Run(ctx, o.To); err != nil {
		return Tally{}, fmt.Errorf("replay the past: %w", err)
	}
	return people.Tally, w.moveTo(ctx, db)
}

// become has every closing become known on the morning after it, and those of before the beginning in the first hour.
func (p *People) become(o ReplayOptions) {
	days := map[goodturn.Date][]connect.Record{}
	var order []goodturn.Date
	zone, err := schedule.LoadZone(o.Owner.Zone)
	if err != nil {
		zone = time.UTC
	}
	first, _ := schedule.Local(o.From, zone)
	for _, r := range o.Records {
		day := first
		for _, c := range r.Closings {
			if c.Date.After(day) {
				day = c.Date
			}
		}
		if days[day] == nil {
			order = append(order, day)
		}
		days[day] = append(days[day], r)
	}
	slices.SortFunc(order, goodturn.Date.Compare)
	luck := rand.New(rand.NewPCG(o.Seed, 0x626f756e6365))
	var known []goodturn.ID
	for _, day := range order {
		p.w.At(schedule.At(day.AddDays(1), 8, 30, zone), func(ctx context.Context) error {
			ids, err := p.w.People.TakeRecords(ctx, days[day], "import:demo", o.Owner.ID, people.Attestation{
				By: o.Owner.Name, How: "My own clients, from the files of their deals.", Region: "US",
			})
			known = append(known, ids...)
			return err
		})
	}
	for range o.Bounces {
		at := o.From.Add(time.Duration(luck.Float64() * float64(o.To.Sub(o.From))))
		if recent := o.To.Add(-20 * goodturn.Day); at.Before(recent) && luck.IntN(3) == 0 {
			at = recent // one of them lately, so that it still waits on the owner
		}
		p.w.At(at, func(ctx context.Context) error {
			if len(known) == 0 {
				return nil
			}
			return p.bounce(ctx, known[luck.IntN(len(known))])
		})
	}
}

// bounce has the newest message to somebody come back.
func (p *People) bounce(ctx context.Context, contact goodturn.ID) error {
	if contact == "" {
		return nil
	}
	err := p.w.Program.Bounced(ctx, contact, "", program.Told{})
	if goodturn.ErrorCode(err) == goodturn.CodeInvalid {
		return nil // they have no address, or it was dead already
	}
	return err
}

// moveTo copies everything into an empty database.
func (w *World) moveTo(ctx context.Context, db *store.DB) error {
	return w.DB.Read(ctx, func(from *store.Tx) error {
		s, err := from.Settings()
		if err != nil {
			return err
		}
		return db.Write(ctx, func(to *store.Tx) error {
			if err := to.SaveSettings(s); err != nil {
				return err
			}
			for _, table := range slices.Concat(store.Copied, store.Logged) {
				if _, err := from.CopyTable(to, table); err != nil {
					return fmt.Errorf("copy %s: %w", table, err)
				}
			}
			return nil
		})
	})
}
