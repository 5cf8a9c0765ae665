package main

import (
	"encoding/json"
	"errors"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
)

type doctorCommand struct {
	JSON bool `name:"json" help:"As a JSON list."`
}

// Help is what --help adds.
func (doctorCommand) Help() string {
	return `It looks at the database, the disk, the clock, the memory of what was sent, your mailbox, the DNS entries that you can set, and the
public address; it sends nothing. It ends with 1 if something is wrong, so that a machine can watch it.`
}

// Run checks everything. It fails if something is wrong.
func (c doctorCommand) Run(s *session) (err error) {
	a, err := s.open(app.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	checks := a.Doctor(s.ctx)
	wrong := 0
	for _, k := range checks {
		if k.State == app.CheckWrong {
			wrong++
		}
	}
	if c.JSON {
		enc := json.NewEncoder(s.out)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		if err := enc.Encode(checks); err != nil {
			return err
		}
	} else {
		for _, k := range checks {
			s.say("%-7s %s: %s", k.State, k.Name, k.Says)
			if k.Hint != "" && k.State != app.CheckFine {
				s.say("        %s", k.Hint)
			}
		}
	}
	if wrong > 0 {
		return &goodturn.Error{Code: goodturn.CodeUnavailable, Message: plural(wrong, "check is", "checks are") + " wrong.", Hint: "What to do stands below each."}
	}
	return nil
}
