package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/goodturn-app/goodturn"
	source "github.com/goodturn-app/goodturn/connect/market"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// Market holds the figures that messages may quote: read from the database when first asked for, and again after something was
// loaded, here or by another process (see Refresh). It is safe for concurrent use.
type Market struct {
	db  *store.DB
	log *slog.Logger
	now atomic.Pointer[known]
}

// known are figures and the edition of what is in the database; an empty edition if they are not from there.
type known struct {
	program.Figures
	edition string
}

// NewMarket reads from a database when it is first asked.
func NewMarket(db *store.DB, log *slog.Logger) *Market { return &Market{db: db, log: log} }

// Figures gives what is known. If it cannot be read it knows nothing, and then words that need no figure are used.
func (m *Market) Figures() program.Figures {
	if k := m.now.Load(); k != nil {
		return k.Figures
	}
	if err := m.Reload(context.Background()); err != nil {
		m.log.Error("market figures could not be read; messages go without", "err", err)
		return program.Figures{Shelf: market.NewShelf(nil), Closings: market.NewClosings(nil)}
	}
	return m.now.Load().Figures
}

// Use puts figures in place that are not in the database: those of sample data.
func (m *Market) Use(f program.Figures) { m.now.Store(&known{Figures: f}) }

// Refresh reads everything anew if somebody else has loaded something since: another node, or a command beside the server.
func (m *Market) Refresh(ctx context.Context) error {
	k := m.now.Load()
	if k == nil || k.edition == "" {
		return nil
	}
	var edition string
	if err := m.db.Read(ctx, func(tx *store.Tx) (err error) {
		edition, err = editionOf(tx)
		return err
	}); err != nil || edition == k.edition {
		return err
	}
	return m.Reload(ctx)
}

const (
	measureSales = "sales"          // rows that hold sales of one ZIP code instead of a series
	kvEdition    = "market_edition" // new whenever figures are saved, so that other processes notice
	kvMetro      = "metro"          // the metro area in which the owner works: a list of what publishers call it, the first is ours
)

// editionOf says which edition of the figures is in the database.
func editionOf(tx *store.Tx) (string, error) {
	e, err := tx.Value(kvEdition)
	return cmp.Or(e, "none"), err
}

// metros are the names and codes by which publishers know the metro area in which the owner works. The first is the key under
// which we keep all of them: one calls it "35614", another "New York, NY".
func metros(tx *store.Tx) (list []string, err error) {
	text, err := tx.Value(kvMetro)
	if err == nil && text != "" {
		err = json.Unmarshal([]byte(text), &list)
	}
	return list, err
}

// setMetro remembers one more name, and forgets those of other areas.
func setMetro(tx *store.Tx, name string, others []market.Area) error {
	list, err := metros(tx)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(m string) bool {
		return slices.ContainsFunc(others, func(area market.Area) bool { return calls(m, area) })
	})
	if !slices.ContainsFunc(list, func(m string) bool { return strings.EqualFold(m, name) }) {
		list = append(list, name)
	}
	b, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return tx.SetValue(kvMetro, string(b))
}

// calls reports whether a name or code means an area.
func calls(name string, area market.Area) bool {
	return strings.EqualFold(name, area.Key) || strings.EqualFold(name, area.Name)
}

// Reload reads everything anew.
func (m *Market) Reload(ctx context.Context) error {
	var series []market.Series
	var sales []market.Sale
	var metro, edition string
	after := ""
	for {
		var page []store.Series
		err := m.db.Read(ctx, func(tx *store.Tx) (err error) {
			names, err := metros(tx)
			if err != nil {
				return err
			}
			if len(names) > 0 {
				metro = names[0]
			}
			if edition == "" { // before anything else: what is saved meanwhile has another
				if edition, err = editionOf(tx); err != nil {
					return err
				}
			}
			page, err = tx.SeriesPage(after, 500)
			return err
		})
		if err != nil {
			return fmt.Errorf("read market figures: %w", err)
		}
		if len(page) == 0 {
			break
		}
		for _, row := range page {
			after = row.Key
			if row.Measure == measureSales {
				var part []market.Sale
				if err := json.Unmarshal([]byte(row.Data), &part); err != nil {
					return fmt.Errorf("read the sales %s: %w", row.Key, err)
				}
				sales = append(sales, part...)
				continue
			}
			var s market.Series
			if err := json.Unmarshal([]byte(row.Data), &s); err != nil {
				return fmt.Errorf("read the series %s: %w", row.Key, err)
			}
			series = append(series, s)
		}
	}
	m.now.Store(&known{program.Figures{Shelf: market.NewShelf(series), Closings: market.NewClosings(market.SingleSales(sales)), Metro: metro}, edition})
	return nil
}

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
	if offered && metro != "" && !slices.ContainsFunc(c.Series, func(s market.Series) bool { return s.Area.Kind == market.AreaMetro && calls(metro, s.Area) }) {
		return out, &goodturn.Error{Code: goodturn.CodeInvalid, File: name, Field: "metro", Message: fmt.Sprintf("It has no figures for a metro area called %q.", metro), Hint: "Write it as the file does, by its whole name or its code: --metro 'New York, NY', or --metro 35614.", Err: err}
	}
	if err != nil {
		return out, err
	}
	if offered && metro != "" {
		// Whom the owner named by mistake before is not hers: where the file has both, the one she names now counts.
		var others []market.Area
		c.Series = slices.DeleteFunc(c.Series, func(s market.Series) bool {
			other := s.Area.Kind == market.AreaMetro && !calls(metro, s.Area)
			if other {
				others = append(others, s.Area)
			}
			return other
		})
		if err := a.DB.Write(ctx, func(tx *store.Tx) error { return setMetro(tx, metro, others) }); err != nil {
			return out, fmt.Errorf("keep the metro area: %w", err)
		}
	}
	return a.saveMarket(ctx, c)
}

func (a *App) saveMarket(ctx context.Context, c source.Contents) (Loaded, error) {
	ours := ""
	if err := a.DB.Read(ctx, func(tx *store.Tx) error {
		names, err := metros(tx)
		if len(names) > 0 {
			ours = names[0]
		}
		return err
	}); err != nil {
		return Loaded{}, fmt.Errorf("read the metro area: %w", err)
	}
	out := Loaded{Format: c.Format, Sales: len(c.Sales), Rows: c.Rows, LeftOut: c.LeftOut, Rejected: c.Rejected, Errors: c.Errors}
	rows := make([]store.Series, 0, len(c.Series))
	for _, s := range c.Series {
		if s.Area.Kind == market.AreaMetro {
			s.Area.Key = ours
		}
		row, err := seriesRow(s)
		if err != nil {
			return out, err
		}
		rows = append(rows, row)
	}
	sales, err := salesRows(c.Sales)
	if err != nil {
		return out, err
	}
	rows = append(rows, sales...)
	for _, r := range rows {
		if r.Newest.After(out.Newest) {
			out.Newest = r.Newest
		}
	}
	for len(rows) > 0 {
		n := min(len(rows), 100)
		var taken int
		err := a.DB.Write(ctx, func(tx *store.Tx) (err error) {
			if taken, err = tx.SaveSeries(rows[:n]...); err != nil {
				return err
			}
			return tx.SetValue(kvEdition, string(tx.NewID()))
		})
		if err != nil {
			return out, fmt.Errorf("save market figures: %w", err)
		}
		for _, r := range rows[:taken] {
			if r.Measure != measureSales {
				out.Series++
			}
		}
		rows = rows[n:]
	}
	return out, a.Market.Reload(ctx)
}

func seriesRow(s market.Series) (store.Series, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return store.Series{}, fmt.Errorf("write the series %s: %w", s.Key(), err)
	}
	row := store.Series{Key: s.Key(), Source: string(s.Source), Measure: string(s.Measure), AreaKind: string(s.Area.Kind), AreaKey: s.Area.Key, Data: string(b)}
	if n := len(s.Points); n > 0 {
		row.Newest = s.Points[n-1].Period
	}
	return row, nil
}

// salesRows puts sales into one row a ZIP code, so that a newer file takes the place of an older one area by area.
func salesRows(sales []market.Sale) ([]store.Series, error) {
	by := map[string][]market.Sale{}
	for _, s := range sales {
		key := string(s.Source) + ":" + market.ZIP(s.Address.ZIP).Key
		by[key] = append(by[key], s)
	}
	out := make([]store.Series, 0, len(by))
	for key, part := range by {
		b, err := json.Marshal(part)
		if err != nil {
			return nil, fmt.Errorf("write the sales %s: %w", key, err)
		}
		row := store.Series{Key: "sales:" + key, Source: string(part[0].Source), Measure: measureSales, AreaKind: string(market.AreaZIP), AreaKey: market.ZIP(part[0].Address.ZIP).Key, Data: string(b)}
		for _, s := range part {
			if s.Date.After(row.Newest) {
				row.Newest = s.Date
			}
		}
		out = append(out, row)
	}
	return out, nil
}

// areas says which areas of a file are worth keeping: the country and all states; the metro area in which the owner works; ZIP
// codes, cities and neighbourhoods where a client has a home.
func (a *App) areas(ctx context.Context, more ...string) (func(market.Area) bool, error) {
	known := map[market.Area]bool{}
	var names []string
	if err := a.DB.Read(ctx, func(tx *store.Tx) (err error) {
		names, err = metros(tx)
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
			return slices.ContainsFunc(names, func(m string) bool { return m != "" && calls(m, area) })
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
