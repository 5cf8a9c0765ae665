package main

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// commands is what the command line understands, in the order of its help.
type commands struct {
	Demo      demoCommand      `cmd:"" help:"Show everything on sample data. Nothing is sent, nothing is kept."`
	Serve     serveCommand     `cmd:"" help:"Run: serve the pages, decide what is due, send what may go."`
	Live      liveCommand      `cmd:"" help:"Show who would get what in the next 14 days, and let it begin."`
	Pause     pauseCommand     `cmd:"" help:"Stop every message that has not left, at once."`
	Resume    resumeCommand    `cmd:"" help:"End a pause. What went stale meanwhile is not sent."`
	Plan      planCommand      `cmd:"" help:"Show the coming year: who gets what, when, and what is held and why. Writes nothing."`
	Simulate  simulateCommand  `cmd:"" help:"Live through the coming year many times over and say what may come of it."`
	Import    importCommand    `cmd:"" help:"Take in a list of clients: CSV of any CRM, or vCard."`
	Explain   explainCommand   `cmd:"" help:"Say why somebody is or is not written to, now or at another time."`
	Tell      tellCommand      `cmd:"" help:"Say in one line what happened with somebody: they replied, asked to stop, their mail bounced, you spoke."`
	Ask       askCommand       `cmd:"" help:"Ask people you know from work for a recommendation, a reference or an introduction; shows the words first."`
	Tempo     tempoCommand     `cmd:"" help:"Show when each message comes, and change it for everybody or for one person; shows first what that would move."`
	Part      partCommand      `cmd:"" help:"Part one entry that holds two people into two of one household; shows first what that does."`
	Alike     alikeCommand     `cmd:"" help:"List everybody to thank alike, chosen by their deals alone: those of a year, or whose day comes round."`
	Ledger    ledgerCommand    `cmd:"" help:"Write every message that was planned, with what became of it."`
	Reconcile reconcileCommand `cmd:"" help:"Look at what is uncertain after a restore, mark it as sent, and go on."`
	Backup    backupCommand    `cmd:"" help:"Write a whole copy of the database while everything goes on."`
	Restore   restoreCommand   `cmd:"" help:"Put a backup in place. Nothing is sent until you have run reconcile."`
	Doctor    doctorCommand    `cmd:"" help:"Check everything that has to work before a message leaves."`
	Admin     adminCommand     `cmd:"" help:"People who log in, lost passwords, signing keys."`
	Erase     eraseCommand     `cmd:"" help:"Forget one person for good. That they are never written to again is remembered."`
	Export    exportCommand    `cmd:"" help:"Write everything that is known of one person, or everything there is."`
	Playbook  playbookCommand  `cmd:"" help:"Read a plan of your own, judge its words, and live through its story."`
	Webhook   webhookCommand   `cmd:"" help:"Addresses of other systems that are told what happens here."`
	API       apiCommand       `cmd:"" name:"api" help:"What other programs can call."`
	Market    marketCommand    `cmd:"" help:"Load published market figures."`
	Migrate   migrateCommand   `cmd:"" help:"Move everything to a PostgreSQL database, or back."`
	Version   versionCommand   `cmd:"" help:"Print the version."`
	Dev       devCommand       `cmd:"" hidden:"" help:"For people who work on Goodturn."`
}

// newParser makes the parser of the command line.
func newParser(s *session) (*kong.Kong, error) {
	var grammar struct {
		flags
		commands
	}
	p, err := kong.New(&grammar,
		kong.Name("goodturn"),
		kong.Description("Turns past clients into a polite, measured referral programme. Start with: goodturn demo"),
		helpOfOptions(),
		kong.Writers(s.out, s.errs),
		kong.Exit(func(int) { s.helped = true }),
		kong.ExplicitGroups([]kong.Group{{Key: "everywhere", Title: "Every command takes:"}}),
		kong.ValueFormatter(helpWithDefault),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.WithAfterApply(func() error { s.flags = grammar.flags; return nil }),
	)
	if err != nil {
		return nil, fmt.Errorf("read the commands: %w", err)
	}
	return p, nil
}

// helpWithDefault ends the help of a flag with what holds when it is left out.
func helpWithDefault(v *kong.Value) string {
	if !v.HasDefault || v.Default == "" || strings.Contains(v.Help, "(default ") {
		return v.Help
	}
	return v.Help + " (default " + v.Default + ")"
}
