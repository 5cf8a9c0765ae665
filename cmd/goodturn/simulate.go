package main

import (
	"io"
	"strings"

	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/sim"
)

type simulateCommand struct {
	Years      int     `help:"How many years." default:"1" placeholder:"N"`
	Seed       uint64  `help:"The same seed on the same data gives the same result." placeholder:"N"`
	Rates      string  `help:"Which published table says how people answer: metrics or touchpoints." default:"metrics" placeholder:"TABLE"`
	Runs       int     `help:"How often the whole time is lived through." default:"20" placeholder:"N"`
	Commission float64 `help:"What a closing brings, in whole units of your currency." placeholder:"AMOUNT"`
	Percent    float64 `help:"Or as a share of an ordinary price on your list, in per cent." placeholder:"PERCENT"`
	JSON       bool    `name:"json" help:"As JSON."`
	Chart      string  `help:"Also write a chart to this file: .svg or .html." placeholder:"FILE"`
	Ledger     string  `help:"Also write the ledger of the first run to this file." placeholder:"FILE"`
}

// Run simulates. It reads and writes nothing.
func (c simulateCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		o := sim.SimulateOptions{Years: c.Years, Seed: c.Seed, Preset: c.Rates, Runs: c.Runs, CommissionMinor: int64(c.Commission * 100), CommissionPercent: c.Percent}
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
