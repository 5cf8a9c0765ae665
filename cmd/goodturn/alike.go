package main

import (
	"strings"

	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/connect/csvfile"
	"github.com/goodturn-app/goodturn/program/view"
)

type alikeCommand struct {
	Year    int  `help:"Who closed in this year; left out, the present one." placeholder:"YEAR"`
	Quarter int  `help:"Instead, whose deal of an earlier year has its day in this quarter of the year: 1 to 4." placeholder:"QUARTER"`
	CSV     bool `name:"csv" help:"Print it as CSV, for a spreadsheet."`
}

// alikePage is how many people are read at a time.
const alikePage = 500

// Run lists everybody to thank alike. It writes nothing.
func (c alikeCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		q := view.AlikeQuery{Year: c.Year, Quarter: c.Quarter, Limit: alikePage}
		if q.Year == 0 {
			q.Year = a.Clock.Now().Year()
		}
		table := csvfile.NewWriter(s.out)
		if c.CSV {
			_ = table.Write("name", "greeting", "company", "closed", "deal", "home of the deal", "mailing address") // Flush gives the first error
		}
		n := 0
		for more := true; more; {
			list, further, err := view.New(a.Program).Alike(s.ctx, q)
			if err != nil {
				return err
			}
			for _, l := range list {
				if q.After, n = l.Contact.ID, n+1; c.CSV {
					_ = table.Write(l.Contact.Name(), l.Contact.Greeting, l.Contact.Company, l.Closing.Date.String(), strings.ToLower(string(l.Closing.Side)), l.Closing.Property.Line(), l.Contact.Mailing.Line())
				} else {
					s.say("  %s  %-30s  %s", l.Closing.Date, l.Contact.Name(), l.Card().Line())
				}
			}
			more = further
		}
		if c.CSV {
			return table.Flush()
		}
		s.say("%s to thank alike. Their deals alone decide: whoever introduced somebody is neither more nor less on it. Nothing is sent.", plural(n, "person", "people"))
		return nil
	})
}
