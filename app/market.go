package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	source "github.com/goodturn-app/goodturn/connect/market"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/program/shelf"
	"github.com/goodturn-app/goodturn/store"
)

// Loaded says what loading a file did.
type Loaded struct {
	Format   source.Format
	Series   int // taken; an older edition than the one on file is not
	Sales    int
	Rows     int
	LeftOut  int
	Rejected int
	Errors   []error // the first rows that could not be read
	Newest   goodturn.Date
	TooOld   []string // what of it nobody is quoted, sentence by sentence
}

// LoadMarket reads a publisher's file into the database: of files about the whole country only what is about places where clients
// have homes. metro, if given, says in which metro area the owner works.
func (a *App) LoadMarket(ctx context.Context, r io.Reader, name, metro string) (out Loaded, err error) {
	metro = strings.TrimSpace(metro)
	keep, err := a.areas(ctx, metro)
	if err != nil {
		return out, err
	}
	offered := false // the file is about metro areas
	c, err := source.Read(r, name, source.Options{Keep: func(area market.Area) bool {
		offered = offered || area.Kind == market.AreaMetro
		return keep(area)
	}})
	var e *goodturn.Error
	if errors.As(err, &e) && e.Line == 0 && offered && metro == "" {
		e.Hint += " It is about metro areas: say which one is yours, as the file calls it: --metro 35614."
	}
	if offered && metro != "" && !slices.ContainsFunc(c.Series, func(s market.Series) bool { return s.Area.Kind == market.AreaMetro && shelf.Calls(metro, s.Area) }) {
		return out, &goodturn.Error{Code: goodturn.CodeInvalid, File: name, Field: "metro", Message: fmt.Sprintf("It has no figures for a metro area called %q.", metro), Hint: "Write it as the file does, by its whole name or its code: --metro 'New York, NY', or --metro 35614.", Err: err}
	}
	if err != nil {
		return out, err
	}
	if offered && metro != "" {
		// Whom the owner named by mistake before is not hers: where the file has both, the one she names now counts.
		var others []market.Area
		c.Series = slices.DeleteFunc(c.Series, func(s market.Series) bool {
			other := s.Area.Kind == market.AreaMetro && !shelf.Calls(metro, s.Area)
			if other {
				others = append(others, s.Area)
			}
			return other
		})
		if err := a.DB.Write(ctx, func(tx *store.Tx) error { return shelf.SetMetro(tx, metro, others) }); err != nil {
			return out, fmt.Errorf("keep the metro area: %w", err)
		}
	}
	return a.saveMarket(ctx, c)
}

func (a *App) saveMarket(ctx context.Context, c source.Contents) (Loaded, error) {
	out := Loaded{Format: c.Format, Sales: len(c.Sales), Rows: c.Rows, LeftOut: c.LeftOut, Rejected: c.Rejected, Errors: c.Errors}
	out.TooOld = market.TooOld(c.Series, c.Sales, goodturn.DateOf(a.Clock.Now().UTC()))
	taken, err := a.Market.Save(ctx, c.Series, c.Sales)
	out.Series, out.Newest = taken.Series, taken.Newest
	return out, err
}

// areas says which areas of a file are worth keeping: the country and all states; the metro area in which the owner works; ZIP
// codes, cities and neighbourhoods where a client has a home.
func (a *App) areas(ctx context.Context, more ...string) (func(market.Area) bool, error) {
	known := map[market.Area]bool{}
	var names []string
	if err := a.DB.Read(ctx, func(tx *store.Tx) (err error) {
		names, err = shelf.Metros(tx)
		return err
	}); err != nil {
		return nil, fmt.Errorf("read the metro area: %w", err)
	}
	names = append(names, more...)
	var after goodturn.ID
	for {
		var n int
		err := a.DB.Read(ctx, func(tx *store.Tx) error {
			people, err := tx.ContactsByID(after, 500)
			if err != nil {
				return err
			}
			ids := make([]goodturn.ID, len(people))
			for i, c := range people {
				ids[i], after = c.ID, c.ID
			}
			n = len(ids)
			homes, err := tx.Homes(ids...)
			for _, h := range homes {
				for _, area := range []market.Area{market.ZIP(h.Property.ZIP), market.City(h.Property.City, h.Property.State), market.Neighborhood(h.Property.Area)} {
					area.Name = ""
					known[area] = true
				}
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("list where clients have homes: %w", err)
		}
		if n == 0 {
			break
		}
	}
	return func(area market.Area) bool {
		switch area.Kind {
		case market.AreaNation, market.AreaState:
			return true
		case market.AreaMetro:
			return slices.ContainsFunc(names, func(m string) bool { return m != "" && shelf.Calls(m, area) })
		}
		area.Name = ""
		return known[area]
	}, nil
}

// sync fetches published series that the owner agreed to, each as often as its publisher has something new.
func (a *App) sync(ctx context.Context) (time.Time, error) {
	return a.syncFrom(ctx, source.Downloads())
}

func (a *App) syncFrom(ctx context.Context, files []source.Download) (next time.Time, err error) {
	var agreed bool
	err = a.DB.Read(ctx, func(tx *store.Tx) error {
		s, err := tx.Settings()
		agreed = s.MarketFetch && !s.Demo
		return err
	})
	if err != nil || !agreed {
		return time.Time{}, err
	}
	keep, err := a.areas(ctx)
	if err != nil {
		return time.Time{}, err
	}
	var errs []error
	for _, d := range files {
		if err := a.fetch(ctx, d, keep); err != nil && ctx.Err() == nil {
			errs = append(errs, err)
		}
	}
	return time.Time{}, errors.Join(errs...)
}

// fetched is what is remembered of a publisher's file between fetches.
type fetched struct {
	At   time.Time   `json:"at"`
	Lost bool        `json:"lost,omitempty"` // it did not come
	Mark source.Mark `json:"mark"`
}

// rest is how long a publisher is left in peace after a look. One who answered with an error is asked again the next day, not every hour.
func (f fetched) rest(c market.Cadence) time.Duration {
	if c == market.Weekly || f.Lost {
		return goodturn.Day
	}
	return 7 * goodturn.Day
}

func (a *App) fetch(ctx context.Context, d source.Download, keep func(market.Area) bool) error {
	last, key := fetched{}, "market:"+d.Name
	err := a.DB.Read(ctx, func(tx *store.Tx) error {
		text, err := tx.Value(key)
		if err != nil || text == "" {
			return err
		}
		return json.Unmarshal([]byte(text), &last)
	})
	now := a.Clock.Now()
	if err != nil || now.Sub(last.At) < last.rest(d.Every) {
		return err
	}
	got, err := source.Fetcher{Options: source.Options{Keep: keep}}.Fetch(ctx, d, last.Mark)
	if err != nil {
		return errors.Join(err, a.remember(ctx, key, fetched{At: now, Lost: true, Mark: last.Mark}))
	}
	if !got.Unchanged && len(got.Contents.Series) > 0 {
		if _, err := a.saveMarket(ctx, got.Contents); err != nil {
			return err
		}
		a.Log.Info("market figures were fetched", "file", d.Name, "rows", got.Contents.Rows)
	}
	return a.remember(ctx, key, fetched{At: now, Mark: got.Mark})
}

func (a *App) remember(ctx context.Context, key string, f fetched) error {
	b, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("write what was fetched: %w", err)
	}
	return a.DB.Write(ctx, func(tx *store.Tx) error { return tx.SetValue(key, string(b)) })
}
