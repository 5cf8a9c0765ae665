package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/config"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/sampledata"
	"github.com/goodturn-app/goodturn/sim"
	"github.com/goodturn-app/goodturn/store"
)

// demoSeed makes every demo of one day the same.
const demoSeed = 17

// demoZone is where the sample's homes are, and their agent.
const demoZone = "America/New_York"

// demoAddress is where the links of the demo's messages lead, and where nobody can be (RFC 2606): the demo opens them itself, see leadHere.
const demoAddress = "https://reyes-daughter.example.com"

// Demo is an App on sample data in a new temporary folder: about 140 invented clients in real homes, and the past year as it would
// have gone. Nothing it sends leaves. Its Close removes the folder.
type Demo struct {
	*App
	Tally sim.Tally
	dir   string
}

// catcher keeps what went out in the replayed year, and what goes out from then on.
type catcher struct {
	*capture.Sender
	past []capture.Captured // written while the year is replayed, before anything is served
}

// Captured lists all of it, oldest first.
func (c *catcher) Captured() []capture.Captured {
	return append(slices.Clip(c.past), c.Sender.Captured()...)
}

// NewDemo makes one. c gives the address to listen on and how to log; its data folder and database are not used. step, if not nil,
// is told what is being done.
func NewDemo(ctx context.Context, c config.Config, o Options, step func(string)) (_ *Demo, err error) {
	if step == nil {
		step = func(string) {}
	}
	dir, err := os.MkdirTemp("", "goodturn-demo-*")
	if err != nil {
		return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "There is no place for the demo's data.", Hint: "Free some space in the temporary folder.", Err: err}
	}
	d := &Demo{dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	c.Data, c.DB, c.PublicURL, c.PublicListen, c.ACMEEmail, c.Secret = dir, "", "", "", "", ""
	if o.Clock == nil {
		o.Clock = goodturn.ClockFunc(time.Now)
	}
	past := &catcher{Sender: capture.New(o.Clock.Now)}
	o.Catcher, o.ClockFrom, o.Public = past, []ClockSource{}, leadHere
	if d.App, err = New(ctx, c, o); err != nil {
		return nil, err
	}
	now := o.Clock.Now()
	step("reading 46,548 real home closings")
	city, err := sampledata.Around(goodturn.DateOf(now))
	if err != nil {
		return nil, err
	}
	d.Market.Use(program.Figures{Shelf: market.NewShelf(city.Index), Closings: market.NewClosings(market.SingleSales(city.Sales)), Metro: sampledata.NewYork})
	records, err := sim.Town(demoSeed, city, sim.TownSize)
	if err != nil {
		return nil, err
	}
	step("living through the past year")
	d.Tally, err = sim.Replay(ctx, d.DB, sim.EngineOf(d.Program), sim.ReplayOptions{
		Records: records, From: now.AddDate(-1, 0, 0), To: now, Seed: demoSeed, Owner: demoOwner(now), Settings: demoSettings(now), Habits: sim.DemoHabits, Bounces: 3,
		Keep: func(c capture.Captured) { past.past = append(past.past, c) },
	})
	if err != nil {
		return nil, err
	}
	return d, d.quiet(ctx)
}

func demoOwner(now time.Time) goodturn.User {
	begun := now.AddDate(-1, 0, 0)
	return goodturn.User{
		ID: "demo", Email: "dana@example.com", Name: "Dana Reyes", Role: goodturn.RoleOwner, Active: true, Zone: demoZone, CreatedAt: begun,
		Voice:   goodturn.Voice{FirstName: "Dana", Greeting: "Hi", SignOff: "Warmly,\nDana", Phone: "(212) 555-0134", Brokerage: "Reyes & Daughter Realty"},
		Mailbox: goodturn.Mailbox{Host: "mail.example.com", Port: 587, Security: "starttls", From: "dana@example.com", ProvedAt: begun.UnixMilli()},
	}
}

func demoSettings(now time.Time) goodturn.Settings {
	begun := now.AddDate(-1, 0, 0)
	return goodturn.Settings{
		Name: "Reyes & Daughter Realty", Pack: "real-estate", PostalAddress: "12 Sample Street, New York, NY 10001", Region: "US-NY", Zone: demoZone,
		Mode: goodturn.ModeLive, LiveAt: begun, TestMessageAt: begun, Demo: true, PublicURL: demoAddress, PublicProvedAt: begun,
		Wizard: map[string]bool{"file": true, "year": true, "mailbox": true, "choose": true},
	}
}

// leadHere lets the clients' pages speak of the address under which the demo itself is open, so that what they are given to share can be
// opened too. No message says it.
func leadHere(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := &page{ResponseWriter: w}
		pages.ServeHTTP(p, r)
		if p.status == 0 {
			p.status = http.StatusOK
		}
		body := p.body.Bytes()
		if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			body = bytes.ReplaceAll(body, []byte(demoAddress), []byte("http://"+r.Host))
			w.Header().Del("Content-Length")
		}
		w.WriteHeader(p.status)
		_, _ = w.Write(body) // whoever has gone does not read it
	})
}

// page keeps what a handler writes.
type page struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (p *page) WriteHeader(status int)      { p.status = status }
func (p *page) Write(b []byte) (int, error) { return p.body.Write(b) }

// quiet settles what the replay left open to a real start: the demo's own installation, so that nothing is in doubt.
func (d *Demo) quiet(ctx context.Context) error {
	return d.DB.Write(ctx, func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		// From here on a person decides: the coming messages wait for a yes, so that there is something to approve.
		s.Approve = true
		if err := tx.SaveSettings(s); err != nil {
			return err
		}
		highest, err := d.Program.Highest(tx)
		if err != nil {
			return err
		}
		id := string(tx.NewID())
		if err := tx.SetValue("installation", id); err != nil {
			return err
		}
		d.fence.found = true
		return d.fence.Set(id, highest, tx.Now())
	})
}

// Close stops the demo and removes its folder.
func (d *Demo) Close() error {
	var err error
	if d.App != nil {
		err = d.App.Close()
	}
	if d.dir != "" {
		if rerr := os.RemoveAll(d.dir); rerr != nil {
			err = errors.Join(err, fmt.Errorf("remove the demo's data: %w", rerr))
		}
	}
	return err
}
