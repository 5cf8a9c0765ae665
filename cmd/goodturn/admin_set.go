package main

import (
	"bufio"
	"cmp"
	"fmt"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/policy"
	"github.com/goodturn-app/goodturn/program/plans"
	"github.com/goodturn-app/goodturn/program/tempo"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

type adminSet struct {
	Name   string   `help:"The name of your business."`
	Postal string   `help:"The postal address below every message."`
	Region string   `help:"Where your business is: US-NY."`
	Zone   string   `help:"Its time zone: America/New_York."`
	Work   string   `help:"Your line of work, for what may be given for an introduction: saas, retail, insurance. Left empty, the plan's own; a plan made for a stricter one keeps it."`
	Packs  []string `help:"The plans in use, the main one first: real-estate, professional, or one of your own out of --playbook."`
	Tempo  string   `help:"How often you ask: careful, usual or warm." enum:"careful,usual,warm," default:""`
}

// Run sets what is given and shows what is set.
func (c adminSet) Run(s *session) error {
	if c.Zone != "" && !schedule.KnowsZone(c.Zone) {
		return goodturn.Invalid("zone", fmt.Sprintf("There is no zone %q.", c.Zone), "Write it as America/New_York.")
	}
	if err := message.CheckPostal("postal", c.Postal); c.Postal != "" && err != nil {
		return err
	}
	if err := connect.CheckRegion("region", c.Region); c.Region != "" && err != nil {
		return err
	}
	if _, err := policy.IncentiveFor(c.Work, goodturn.Date{}); c.Work != "" && err != nil {
		return err
	}
	return s.with(func(a *app.App) error {
		if len(c.Packs) > 0 { // it may bring people into a plan
			if _, err := plans.New(a.Program).Use(s.ctx, "", c.Packs...); err != nil {
				return err
			}
		}
		var set goodturn.Settings
		if err := a.DB.Write(s.ctx, func(tx *store.Tx) (err error) {
			if set, err = tx.Settings(); err != nil {
				return err
			}
			give(&set.Name, c.Name)
			give(&set.PostalAddress, c.Postal)
			give(&set.Region, c.Region)
			give(&set.Zone, c.Zone)
			give(&set.Industry, c.Work)
			return tx.SaveSettings(set)
		}); err != nil {
			return err
		}
		if c.Tempo != "" { // it moves what is planned
			if err := tempo.New(a.Program).SetTempo(s.ctx, goodturn.Tempo(c.Tempo)); err != nil {
				return err
			}
			set.Tempo = goodturn.Tempo(c.Tempo)
		}
		set = set.WithDefaults()
		for _, line := range [][2]string{{"name", set.Name}, {"postal", set.PostalLine()}, {"region", set.Region}, {"zone", set.Zone}, {"tempo", string(set.Tempo)}, {"work", set.Industry}, {"packs", strings.Join(set.Packs(), ",")}, {"mode", string(cmp.Or(set.Mode, goodturn.ModeObserve))}} {
			s.say("%-7s %s", line[0], line[1])
		}
		return nil
	})
}

func give(field *string, value string) { *field = cmp.Or(value, *field) }

type adminMailbox struct {
	Email    string `arg:"" help:"Whose mailbox: the e-mail address with which they log in."`
	Host     string `help:"The outgoing mail server; left out where the provider is known."`
	Port     int    `help:"Its port."`
	Security string `help:"tls, starttls, or none for a server on this very machine." enum:"tls,starttls,none," default:""`
	Auth     string `help:"plain, login or xoauth2; left out, the server decides." enum:"plain,login,xoauth2," default:""`
	Username string `help:"The name to log in with, if it is not the address."`
	From     string `help:"The address messages come from, if it is not the address."`
}

// Run connects a mailbox after a log-in that worked. The password is read from the standard input, so that it is in no history.
func (c adminMailbox) Run(s *session) error {
	return s.with(func(a *app.App) error {
		u, err := userByEmail(s, a, c.Email)
		if err != nil {
			return err
		}
		m, preset, known := a.SuggestMailbox(s.ctx, u.Email)
		give(&m.Host, c.Host)
		give(&m.Security, c.Security)
		give(&m.Auth, c.Auth)
		give(&m.Username, c.Username)
		give(&m.From, c.From)
		if c.Port != 0 {
			m.Port = c.Port
		}
		if m.Host == "" {
			return goodturn.Invalid("host", "The mail server of this address is not known.", "Give it with --host and --port; your provider's help page names it.")
		}
		if known && terminal(s.in) {
			s.say("%s: %s", preset.Name, preset.Login)
		}
		if terminal(s.in) {
			fmt.Fprint(s.out, "Password: ")
		}
		line, err := bufio.NewReader(s.in).ReadString('\n')
		if err != nil && line == "" {
			return goodturn.Invalid("password", "No password was given.", "Hand it in on the standard input: goodturn admin mailbox you@example.com < password.txt")
		}
		if err := a.ConnectMailbox(s.ctx, u.ID, m, strings.TrimRight(line, "\r\n")); err != nil {
			return err
		}
		s.say("Connected: messages in the name of %s leave through %s.", u.Email, m.Host)
		s.say("Next: goodturn live --test sends one to yourself.")
		return nil
	})
}
