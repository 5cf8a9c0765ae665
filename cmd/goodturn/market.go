package main

import (
	"errors"
	"os"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
)

type marketCommand struct {
	Load marketLoad `cmd:"" help:"Load files of FHFA, Zillow, FRED, Freddie Mac, Realtor.com or New York City."`
}

type marketLoad struct {
	Files []string `arg:"" help:"As the publisher offers them; gzip is fine." type:"existingfile"`
	Metro string   `help:"The metro area in which you work, by its name or code in the file; give it once for each publisher." placeholder:"NAME"`
}

// Help is what --help adds.
func (marketLoad) Help() string {
	return `Files are read as their publishers offer them: FHFA house price indexes, Zillow ZHVI, Freddie Mac PMMS or FRED, Realtor.com, New York
City sales. Each figure keeps its source and period, and is used no longer than it is fresh. A server that runs takes them up within a minute.

  goodturn market load hpi_at_metro.csv --metro 35614
  goodturn market load PMMS_history.csv`
}

// Run loads files one after another.
func (c marketLoad) Run(s *session) error {
	return s.with(func(a *app.App) error {
		for _, name := range c.Files {
			if err := c.load(s, a, name); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c marketLoad) load(s *session, a *app.App, name string) (err error) {
	f, err := os.Open(name)
	if err != nil {
		return &goodturn.Error{Code: goodturn.CodeInvalid, File: name, Message: "The file cannot be read.", Hint: "Check its name and who may read it.", Err: err}
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	l, err := a.LoadMarket(s.ctx, f, name, c.Metro)
	if err != nil {
		return err
	}
	what := plural(l.Series, "series", "series")
	switch {
	case l.Sales > 0:
		what = plural(l.Sales, "sale", "sales")
	case l.Series == 0:
		what = "nothing newer than what is on file"
	}
	s.say("%s: %s, %s, newest %s.", name, l.Format.Words(), what, l.Newest.Long())
	for _, old := range l.TooOld {
		s.say("  not used: %s", old)
	}
	for _, e := range l.Errors {
		s.say("  left out: %s", e)
	}
	if n := l.Rejected - len(l.Errors); n > 0 {
		s.say("  and %d more rows that could not be read", n)
	}
	return nil
}
