package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// Series is one published series, as package market wrote it: the store keeps the text and does not read it.
type Series struct {
	Key      string // identifies it among all; a newer edition has the same
	Source   string
	Measure  string
	AreaKind string
	AreaKey  string
	Newest   goodturn.Date // day of its last point
	Data     string        // JSON
	LoadedAt time.Time
}

const seriesColumns = `series_key, source, measure, area_kind, area_key, newest, data, loaded_at`

func scanSeries(r scanner, s *Series) error {
	return r.Scan(&s.Key, &s.Source, &s.Measure, &s.AreaKind, &s.AreaKey, &s.Newest, &s.Data, (*stamp)(&s.LoadedAt))
}

const (
	// an older edition never takes the place of a newer one
	sqlSaveSeries = `INSERT INTO market_series (workspace_id, ` + seriesColumns + `) VALUES ROWS(9)
ON CONFLICT (workspace_id, series_key) DO UPDATE SET source = excluded.source, measure = excluded.measure, area_kind = excluded.area_kind,
 area_key = excluded.area_key, newest = excluded.newest, data = excluded.data, loaded_at = excluded.loaded_at
WHERE excluded.newest >= market_series.newest`
	sqlSeriesPage = `SELECT ` + seriesColumns + ` FROM market_series WHERE workspace_id = $1 AND series_key > $2 ORDER BY series_key LIMIT $3`
	sqlSeriesSums = `SELECT source, measure, count(*), MAX(newest), MAX(loaded_at) FROM market_series WHERE workspace_id = $1
GROUP BY source, measure ORDER BY source, measure`
)

// SaveSeries keeps series; an older edition than the one on file changes nothing. It sets LoadedAt and gives the number taken.
func (tx *Tx) SaveSeries(ss ...Series) (int, error) {
	return insert(tx, sqlSaveSeries, ss, func(args []any, s *Series) []any {
		return append(args, tx.ws(), s.Key, s.Source, s.Measure, s.AreaKind, s.AreaKey, s.Newest.String(), s.Data, ms(tx.now))
	})
}

// MarketEdition names the value that is new whenever series are saved: other processes notice by it, and so does the second mark.
const MarketEdition = "market_edition"

// SeriesPage pages through all series by key; after is the last key of the page before.
func (tx *Tx) SeriesPage(after string, limit int) ([]Series, error) {
	return collect(tx, scanSeries, sqlSeriesPage, tx.ws(), after, limit)
}

// SeriesSum says what is on file of one source and measure.
type SeriesSum struct {
	Source, Measure string
	Count           int
	Newest          goodturn.Date
	LoadedAt        time.Time
}

// SeriesSums lists what market data is on file.
func (tx *Tx) SeriesSums() ([]SeriesSum, error) {
	return collect(tx, func(r scanner, s *SeriesSum) error {
		return r.Scan(&s.Source, &s.Measure, &s.Count, &s.Newest, (*stamp)(&s.LoadedAt))
	}, sqlSeriesSums, tx.ws())
}
