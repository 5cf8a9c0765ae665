package tempo

import (
	"context"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// Sheet is when the messages of a plan come, as it is now.
type Sheet struct {
	Plan     string // its name
	Title    string
	Tempo    goodturn.Tempo
	AskEvery int // days
	FirstAsk string
	Before   string // the first ask in the plan that ships, or for everybody
	ByHand   bool   // days count from when somebody was taken up, not from a closing
	Steps    []Step
	Days     goodturn.Timing // what differs from the plan that ships
	Version  int             // of the plan; 0: as it ships
	Versions []store.Playbook
	Unfit    error // the days that were kept no longer fit the plan, and its own hold
}

// Step is one message or call of a plan.
type Step struct {
	playbook.StepDay
	Ships   string // when it comes in the plan that ships, or for everybody; empty: behind another one
	Changed bool
	OffAll  bool          // left out for everybody
	Next    goodturn.Date // of one person: when it comes; zero: not planned, or gone already
}

// Sheet reads the days of a plan; an empty name is the main one.
func (d *Desk) Sheet(ctx context.Context, plan string) (out Sheet, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		set, err := tx.Settings()
		if err != nil {
			return err
		}
		set = set.WithDefaults()
		if plan == "" {
			plan = set.Pack
		}
		pack, err := d.Pack(plan)
		if err != nil {
			return err
		}
		pace, err := d.PaceIn(tx, set, pack.Playbook.Name)
		if err != nil {
			return err
		}
		days, err := kept(tx, pack.Playbook.Name)
		if err != nil {
			return err
		}
		out = sheetOf(pack.Playbook, pace, days[set.Tempo], goodturn.SideBought)
		out.Versions, err = tx.PlaybookVersions(pack.Playbook.Name)
		return err
	})
	return out, err
}

// sheetOf holds the days of a pace against those it differs from.
func sheetOf(from *playbook.Playbook, pace program.Pace, days goodturn.Timing, side goodturn.Side) Sheet {
	set, book := pace.Settings, pace.Book
	out := Sheet{Plan: book.Name, Title: book.Title, Tempo: set.Tempo, AskEvery: int(set.AskEvery / (24 * time.Hour)), FirstAsk: book.FirstAsk(set.Tempo).String(), Before: from.FirstAsk(set.Tempo).String(),
		ByHand: book.EnrolsOn == "hand", Days: days, Version: book.Version, Unfit: pace.Unfit}
	ships := map[string]playbook.StepDay{}
	for _, s := range from.Days(set.Tempo, side) {
		ships[s.Step.Name] = s
	}
	for _, s := range book.Days(set.Tempo, side) {
		x := Step{StepDay: s}
		if was := ships[s.Step.Name]; s.Follows == "" {
			x.Ships = was.After.String()
			x.Changed = s.After != was.After
		}
		x.OffAll = ships[s.Step.Name].Off
		x.Changed = x.Changed || s.Off != x.OffAll
		out.Steps = append(out.Steps, x)
	}
	return out
}
