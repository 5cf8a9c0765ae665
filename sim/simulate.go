package sim

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/funnel"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// SimulateOptions say what to simulate. The zero SimulateOptions is one year from the next full hour, seed 0, the metrics table, 6
// runs, no commission.
type SimulateOptions struct {
	// At is when it begins. Zero: at the next full hour, so that the same seed gives the same lines however long one waits between
	// two runs within an hour.
	At     time.Time
	Years  int
	Seed   uint64
	Preset string // name of a funnel.Preset; empty: "metrics"
	Runs   int    // how often the whole time is lived through; 0: 6
	// What a closing brings: an amount, or a share of the price of an ordinary deal on file. Neither: nothing is said about money.
	CommissionMinor   int64
	CommissionPercent float64
	Ledger            io.Writer // of the first run
	// Lived, if not nil, is told how many runs are done. It may be called from several goroutines, never at the same time.
	Lived func(done, of int)
}

// outcomes is how many outcomes a range is made of, at least. Which asks go out depends little on who answers, so that the chances of
// each run of the engine are drawn again many times.
const outcomes = 1000

// redraws is how often the chances of each run are drawn.
func redraws(runs int) int { return (outcomes + runs - 1) / runs }

// SimulateReport is what may come of the coming time. It never says one figure.
type SimulateReport struct {
	Years         int
	Seed          uint64
	Runs          int
	Preset        funnel.Preset
	People        int // who may be asked or written to
	Asks          funnel.Outlook
	Yeses         funnel.Outlook
	Introductions funnel.Outlook
	Closings      funnel.Outlook
	PerClosing    int64 // in minor units; 0: not asked for
	Currency      string
	Notes         []string
	Months        Bars // messages of the first run
}

// Simulate lives through the coming time many times over, with people who answer at published rates, and sums up what came of it.
// The same seed on the same data gives the same report and the same ledger.
func Simulate(ctx context.Context, p *program.Program, o SimulateOptions) (*SimulateReport, error) {
	if o.Years <= 0 {
		o.Years = 1
	}
	if o.Runs <= 0 {
		o.Runs = 6
	}
	if o.At.IsZero() {
		o.At = p.DB.Clock.Now().Add(time.Hour - time.Millisecond).Truncate(time.Hour)
	}
	if o.Preset == "" {
		o.Preset = funnel.Presets[0].Name
	}
	preset, ok := funnel.FindPreset(o.Preset)
	if !ok {
		return nil, goodturn.Invalid("rates", fmt.Sprintf("There is no table of rates named %q.", o.Preset), "Choose "+presetNames()+".")
	}
	r := &SimulateReport{Years: o.Years, Seed: o.Seed, Runs: o.Runs, Preset: preset, Currency: "USD", Notes: []string{
		"Rates: " + preset.Title + ". Source: " + preset.Source + ". They are nobody's promise, and not yours yet.",
		fmt.Sprintf("Our own guesses, where no table says anything: of each ask %.1f%% not now, %.1f%% no thanks; %.1f%% of messages stop everything; a reminder brings half of what its ask does.", 100*oursNotNow, 100*oursNo, 100*oursStop),
	}}
	var err error
	if r.PerClosing, err = perClosing(ctx, p.DB, o, r); err != nil {
		return nil, err
	}
	tallies, err := r.runs(ctx, p, o)
	if err != nil {
		return nil, err
	}
	var asks, yeses, introductions, closings []int
	for run, tally := range tallies {
		asks = append(asks, tally.Asks)
		luck := rand.New(rand.NewPCG(o.Seed, uint64(run)^0x6f7574)) // apart from the stream by which people lived
		for range redraws(o.Runs) {
			h := HabitsFrom(preset, luck)
			y := binomial(luck, tally.Asks, h.Yes)
			i := binomial(luck, y, h.Introduces)
			yeses, introductions, closings = append(yeses, y), append(introductions, i), append(closings, binomial(luck, i, h.Closes))
		}
	}
	r.Asks, r.Yeses, r.Introductions, r.Closings = funnel.OutlookOf(asks), funnel.OutlookOf(yeses), funnel.OutlookOf(introductions), funnel.OutlookOf(closings)
	return r, nil
}

func presetNames() (s string) {
	for i, p := range funnel.Presets {
		if i > 0 {
			s += " or "
		}
		s += p.Name
	}
	return s
}

// runs lives through the time o.Runs times, as many at once as there are processors. What each gives depends on its number alone.
func (r *SimulateReport) runs(ctx context.Context, p *program.Program, o SimulateOptions) ([]Tally, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	tallies := make([]Tally, o.Runs)
	var next atomic.Int64
	var mu sync.Mutex
	var all sync.WaitGroup
	done := 0
	for range min(o.Runs, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for run := int(next.Add(1)) - 1; run < o.Runs && ctx.Err() == nil; run = int(next.Add(1)) - 1 {
				tally, err := r.live(ctx, p, o, run, HabitsFrom(r.Preset, rand.New(rand.NewPCG(o.Seed, uint64(run)))))
				if err != nil {
					cancel(err)
					return
				}
				tallies[run] = tally
				mu.Lock()
				done++
				if o.Lived != nil {
					o.Lived(done, o.Runs)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return tallies, context.Cause(ctx)
}

// live is one run. Only the first touches the report.
func (r *SimulateReport) live(ctx context.Context, p *program.Program, o SimulateOptions, run int, h Habits) (Tally, error) {
	w, notes, err := Copy(ctx, p, Options{At: o.At, Seed: o.Seed + uint64(run)<<32})
	if err != nil {
		return Tally{}, err
	}
	defer w.Close()
	people := w.Live(h, o.Seed+uint64(run))
	zone := ownerZone(ctx, w.DB)
	from := w.Clock.Now()
	today, _ := schedule.Local(from, zone)
	to := schedule.At(today.AddYears(o.Years), 0, 0, zone)
	if err := w.Run(ctx, to); err != nil {
		return Tally{}, fmt.Errorf("simulate: %w", err)
	}
	if run == 0 {
		plan := &PlanReport{From: from, To: to, Zone: zone.String()}
		if err := plan.read(ctx, w, "", zone); err != nil {
			return Tally{}, err
		}
		r.Months, r.People = plan.Chart(), plan.People
		r.Notes = append(notes, r.Notes...)
		if o.Ledger != nil {
			if err := view.New(w.Program).WriteLedger(ctx, o.Ledger); err != nil {
				return Tally{}, err
			}
		}
	}
	return people.Tally, nil
}

// binomial counts successes in n trials.
func binomial(r *rand.Rand, n int, p float64) (k int) {
	for range n {
		if r.Float64() < p {
			k++
		}
	}
	return k
}

// perClosing is what one closing would bring, in minor units: as told, or a share of the median price of the deals on file.
func perClosing(ctx context.Context, db *store.DB, o SimulateOptions, r *SimulateReport) (int64, error) {
	if o.CommissionMinor > 0 || o.CommissionPercent <= 0 {
		return o.CommissionMinor, nil
	}
	all, err := prices(ctx, db)
	in := ""
	for c := range all { // the currency of most deals; two are never mixed
		if n := len(all[c]) - len(all[in]); n > 0 || n == 0 && c < in {
			in = c
		}
	}
	prices := all[in]
	if err != nil || len(prices) == 0 {
		r.Notes = append(r.Notes, "No prices are on file, so nothing is said about commission.")
		return 0, err
	}
	slices.Sort(prices)
	median := prices[len(prices)/2]
	if r.Currency = in; len(all) > 1 {
		r.Notes = append(r.Notes, fmt.Sprintf("Commission looks at the deals in %s alone.", in))
	}
	r.Notes = append(r.Notes, fmt.Sprintf("Commission: %.2g%% of %s, the median price of your own deals on file.", o.CommissionPercent, money(median, in)))
	return int64(math.Round(float64(median) * o.CommissionPercent / 100)), nil
}

// prices are those of all deals on file, by currency.
func prices(ctx context.Context, db *store.DB) (out map[string][]int64, err error) {
	out = map[string][]int64{}
	var after goodturn.ID
	for {
		var ids []goodturn.ID
		if err := db.Read(ctx, func(tx *store.Tx) error {
			page, err := tx.ContactsByID(after, 500)
			if err != nil {
				return err
			}
			ids = ids[:0]
			for _, c := range page {
				ids = append(ids, c.ID)
			}
			deals, err := tx.Closings(ids...)
			for _, d := range deals {
				if d.PriceMinor > 0 && !d.FellThrough {
					in := cmp.Or(d.Currency, "USD")
					out[in] = append(out[in], d.PriceMinor)
				}
			}
			return err
		}); err != nil {
			return nil, fmt.Errorf("read prices: %w", err)
		}
		if len(ids) == 0 {
			return out, nil
		}
		after = ids[len(ids)-1]
	}
}

// Commission is what the closings would bring, as a range in words; empty if nothing is known of what one brings.
func (r *SimulateReport) Commission() string {
	if r.PerClosing <= 0 {
		return ""
	}
	low, high := int64(r.Closings.Low)*r.PerClosing, int64(r.Closings.High)*r.PerClosing
	switch {
	case high == 0:
		return "most likely nothing"
	case low == high:
		return "around " + money(round2(high), r.Currency) + ", if they close at all"
	}
	return money(round2(low), r.Currency) + " to " + money(round2(high), r.Currency) + " before splits and costs"
}

// round2 rounds to two significant digits: more would be a promise.
func round2(minor int64) int64 {
	if minor == 0 {
		return 0
	}
	unit := int64(math.Pow10(max(0, int(math.Log10(float64(minor)))-1)))
	return (minor + unit/2) / unit * unit
}

// money writes whole units of a currency with thousands apart.
func money(minor int64, currency string) string {
	unit := goodturn.MinorOf(1, currency)
	whole := goodturn.GroupedAmount(minor/unit*unit, currency, false)
	if currency == "USD" {
		return "$" + whole
	}
	return currency + " " + whole
}
