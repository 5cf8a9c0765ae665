package main

import (
	"os"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/sim"
)

type playbookCommand struct {
	Dir string `arg:"" name:"dir" help:"The folder: playbook.yaml, words/, and story.txtar if it has one." type:"path"`
}

// Help is what --help adds.
func (playbookCommand) Help() string {
	return `It reads the plan and every wording, names each mistake with its file and line, and then lives through story.txtar on a virtual clock:
what must go out on which day, and what must not. Nothing is sent and no data folder is needed. Begin with a copy of examples/software.

To put a plan of your own in use, name its folder in config.yaml in the data folder (playbook: /path/to/it), or by GOODTURN_PLAYBOOK,
or with --playbook on every command; then:

  goodturn admin set --packs software`
}

// Run reads, judges and plays. It writes nothing.
func (c playbookCommand) Run(s *session) error {
	p, err := playbook.Load(os.DirFS(c.Dir), c.Dir)
	if err != nil {
		return err
	}
	s.say("%s: %s, %s.", p.Playbook.Name, plural(len(p.Playbook.Steps), "step", "steps"), plural(len(p.Words.All()), "wording", "wordings"))
	if p.Story == nil {
		s.say("It has no story. Write one in story.txtar, to see what goes out when.")
		return nil
	}
	signer, err := link.New(make([]byte, link.KeySize)) // for links in letters that nobody gets
	if err != nil {
		return err
	}
	closings, err := playbook.Library("real-estate")
	if err != nil {
		return err
	}
	e := sim.Engine{Library: map[string]*playbook.Pack{closings.Playbook.Name: closings, p.Playbook.Name: p}, Links: signer}
	missed := 0
	for _, chapter := range p.Story.Chapters {
		misses, err := sim.Tell(s.ctx, e, p.Playbook.Name, chapter)
		if err != nil {
			return err
		}
		for _, m := range misses {
			s.say("%s/story.txtar, %s", c.Dir, m)
		}
		missed += len(misses)
	}
	if missed > 0 {
		return &goodturn.Error{Code: goodturn.CodeInvalid, File: c.Dir + "/story.txtar", Message: plural(missed, "line", "lines") + " did not come true.", Hint: "Mend the plan, or what the story expects."}
	}
	s.say("The story came true: %s.", plural(len(p.Story.Chapters), "chapter", "chapters"))
	return nil
}
