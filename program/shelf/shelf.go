// Package shelf answers one question: which published figures of the market are on file? Every process reads them from the database and
// takes up what another has loaded. It refuses to know where they were published, and to whom they may be quoted: see package quotes.
package shelf

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/program/quotes"
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
	quotes.Figures
	edition string
}

// Open reads from a database when it is first asked.
func Open(db *store.DB, log *slog.Logger) *Market { return &Market{db: db, log: log} }

// Figures gives what is known. If it cannot be read it knows nothing, and then words that need no figure are used.
func (m *Market) Figures() quotes.Figures {
	if k := m.now.Load(); k != nil {
		return k.Figures
	}
	if err := m.Reload(context.Background()); err != nil {
		m.log.Error("market figures could not be read; messages go without", "err", err)
		return quotes.Figures{Shelf: market.NewShelf(nil), Closings: market.NewClosings(nil)}
	}
	return m.now.Load().Figures
}

// Use puts figures in place that are not in the database: those of sample data.
func (m *Market) Use(f quotes.Figures) { m.now.Store(&known{Figures: f}) }

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
	measureSales = "sales" // rows that hold sales of one ZIP code instead of a series
	kvMetro      = "metro" // the metro area in which the owner works: a list of what publishers call it, the first is ours
)

// editionOf says which edition of the figures is in the database.
func editionOf(tx *store.Tx) (string, error) {
	e, err := tx.Value(store.MarketEdition)
	return cmp.Or(e, "none"), err
}

// Metros are the names and codes by which publishers know the metro area in which the owner works. The first is the key under
// which we keep all of them: one calls it "35614", another "New York, NY".
func Metros(tx *store.Tx) (list []string, err error) {
	text, err := tx.Value(kvMetro)
	if err == nil && text != "" {
		err = json.Unmarshal([]byte(text), &list)
	}
	return list, err
}

// SetMetro remembers one more name, and forgets those of other areas.
func SetMetro(tx *store.Tx, name string, others []market.Area) error {
	list, err := Metros(tx)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(m string) bool {
		return slices.ContainsFunc(others, func(area market.Area) bool { return Calls(m, area) })
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

// Calls reports whether a name or code means an area.
func Calls(name string, area market.Area) bool {
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
			names, err := Metros(tx)
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
	m.now.Store(&known{edition: edition, Figures: quotes.Figures{
		Shelf: market.NewShelf(series), Closings: market.NewClosings(market.SingleSales(sales)), Metro: metro,
	}})
	return nil
}

// Taken says what became of figures that were to be kept.
type Taken struct {
	Series int // an older edition than the one on file is not taken
	Newest goodturn.Date
}

// Save keeps figures, from where every process takes them up. Those of a metro area are kept as those of the owner's, see SetMetro.
func (m *Market) Save(ctx context.Context, published []market.Series, sold []market.Sale) (out Taken, err error) {
	ours := ""
	if err := m.db.Read(ctx, func(tx *store.Tx) error {
		names, err := Metros(tx)
		if len(names) > 0 {
			ours = names[0]
		}
		return err
	}); err != nil {
		return out, fmt.Errorf("read the metro area: %w", err)
	}
	rows := make([]store.Series, 0, len(published))
	for _, s := range published {
		if s.Area.Kind == market.AreaMetro {
			s.Area.Key = ours
		}
		row, err := seriesRow(s)
		if err != nil {
			return out, err
		}
		rows = append(rows, row)
	}
	sales, err := salesRows(sold)
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
		err := m.db.Write(ctx, func(tx *store.Tx) (err error) {
			if taken, err = tx.SaveSeries(rows[:n]...); err != nil {
				return err
			}
			return tx.SetValue(store.MarketEdition, string(tx.NewID()))
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
	return out, m.Reload(ctx)
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
