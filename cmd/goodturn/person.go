package main

import (
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/program/view"
)

type eraseCommand struct {
	Person string `arg:"" help:"Their e-mail address, name, or id."`
	Yes    bool   `help:"Without asking. It cannot be taken back."`
}

// Run forgets one person for good.
func (c eraseCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		who, err := view.New(a.Program).FindOne(s.ctx, c.Person)
		if err != nil {
			return err
		}
		if !c.Yes && !s.agreed("Forget "+who.Name()+" for good? It cannot be taken back. Type yes: ") {
			s.say("Nothing was changed. To do it: add --yes. Their data: goodturn export %s", who.ID)
			return nil
		}
		done, err := a.People.Erase(s.ctx, who.ID, "")
		if err != nil {
			return err
		}
		s.say("Forgotten: %s. Of %s only a scrambled mark is kept, so that no later file brings them back.", plural(done.People, "person", "people"), plural(done.Addresses, "address", "addresses"))
		s.say("Backups made earlier still hold them; delete those when you no longer need them.")
		return nil
	})
}
