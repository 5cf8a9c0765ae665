package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/sim"
)

type simulateCommand struct {
	Years      int     `help:"How many years to live through." default:"1" placeholder:"N"`
	Seed       uint64  `help:"The luck of the draw: the same seed on the same data gives the same result." default:"0" placeholder:"N"`
	Rates      string  `help:"Which of two published tables says how people answer: metrics, the careful one, or touchpoints." default:"metrics" enum:"metrics,touchpoints" placeholder:"TABLE"`
	Runs       int     `help:"How often the whole time is lived through." default:"6" placeholder:"N"`
	From       string  `help:"Begin at a later moment: 2026-12-24, or 2026-12-24T09:00:00Z. Left out, at the next full hour." placeholder:"TIME"`
	Commission float64 `help:"What one closing brings you, in dollars, to see a range of commission too." placeholder:"AMOUNT"`
	Percent    float64 `help:"Or what it brings as a share of the median price of your own deals, in per cent." placeholder:"PERCENT"`
	JSON       bool    `name:"json" help:"Print it as JSON."`
	Chart      string  `help:"Also write a chart to this file, which ends in .svg or .html." placeholder:"FILE"`
	Ledger     string  `help:"Also write what became of every message in the first run to this file: one JSON object a line, as goodturn ledger --json does." placeholder:"FILE"`
}

// Help is what --help adds.
func (simulateCommand) Help() string {
	return `It uses the same program on a clock that jumps, with people who answer at published rates; what comes out is a range, with the chance
of none. Nothing is sent and nothing is written but the files you ask for.

  goodturn simulate --years 1 --seed 7 --percent 2.5 --chart year.html`
}

// Run simulates. It reads and writes nothing.
func (c simulateCommand) Run(s *session) error {
	switch {
	case c.Years < 1 || c.Years > 10:
		return usage("years", "A simulation lasts 1 to 10 years.", "As in --years 1.")
	case c.Runs < 1 || c.Runs > 1000:
		return usage("runs", "The time is lived through 1 to 1,000 times.", "As in --runs 6; more take longer and smooth the ranges.")
	case c.Commission < 0 || c.Percent < 0 || c.Percent > 100:
		return usage("commission", "What a closing brings is an amount above 0, or 0 to 100 per cent of a price.", "As in --commission 9000, or --percent 2.5.")
	case c.Chart != "" && !strings.HasSuffix(c.Chart, ".svg") && !strings.HasSuffix(c.Chart, ".html"):
		return usage("chart", "The chart is a picture or a page.", "Name a file that ends in .svg or .html.")
	}
	return s.with(func(a *app.App) error {
		from, err := s.ahead(a, c.From)
		if err != nil {
			return err
		}
		o := sim.SimulateOptions{At: from, Years: c.Years, Seed: c.Seed, Preset: c.Rates, Runs: c.Runs, CommissionMinor: goodturn.MinorOf(c.Commission, "USD"), CommissionPercent: c.Percent}
		if tell := s.progress(); tell != nil {
			tell("living through the coming time")
			o.Lived = func(done, of int) { tell(fmt.Sprintf("lived through %d of %d times", done, of)) }
			defer tell("")
		}
		return s.toFile(c.Ledger, func(w io.Writer) error {
			o.Ledger = w
			r, err := sim.Simulate(s.ctx, a.Program, o)
			if err != nil {
				return err
			}
			if err := s.toFile(c.Chart, func(w io.Writer) error {
				switch {
				case w == nil:
					return nil
				case strings.HasSuffix(c.Chart, ".svg"):
					return r.WriteSVG(w)
				}
				return r.WriteHTML(w)
			}); err != nil {
				return err
			}
			if c.JSON {
				return r.WriteJSON(s.out)
			}
			return r.WriteText(s.out)
		})
	})
}
