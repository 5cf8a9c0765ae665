package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel/smtp"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// Doctor looks at everything that has to work before a message leaves, and says what to do where it does not. It sends nothing and
// changes nothing. It works beside a running server.
func (a *App) Doctor(ctx context.Context) []Check {
	out := []Check{a.checkDatabase(ctx), a.checkDisk(), a.checkClock(ctx), a.checkMemory(ctx), a.checkSum(ctx)}
	var users []goodturn.User
	var set goodturn.Settings
	err := a.DB.Read(ctx, func(tx *store.Tx) (err error) {
		if users, err = tx.Users(); err != nil {
			return err
		}
		set, err = tx.Settings()
		return err
	})
	if err != nil {
		return append(out, Check{Name: "Settings"}.wrong("They cannot be read.", err.Error()))
	}
	out = append(out, checkSettings(set))
	out = append(out, a.checkPlans(ctx)...)
	mailboxes := 0
	seen := map[string]bool{}
	signers, err := a.Data.Signers()
	if err != nil {
		out = append(out, Check{Name: "Signing keys"}.wrong("They cannot be read.", err.Error()))
	}
	for _, u := range users {
		if !u.Active || u.Mailbox.Host == "" {
			continue
		}
		mailboxes++
		out = append(out, a.checkMailbox(ctx, u))
		from := u.Mailbox.From
		if from == "" {
			from = u.Email
		}
		for _, c := range checkDNS(ctx, a.resolver(), from, signers) {
			if !seen[c.Name] {
				seen[c.Name] = true
				out = append(out, c)
			}
		}
	}
	if mailboxes == 0 {
		out = append(out, Check{Name: "Mailbox"}.warn("None is connected yet.", "Connect one on the page Settings, or with goodturn admin mailbox; nothing can leave before that."))
	}
	return append(out, a.checkPublic(ctx, set))
}

func (a *App) resolver() Resolver {
	if a.Options.Resolver != nil {
		return a.Options.Resolver
	}
	return net.DefaultResolver
}

func (a *App) checkDatabase(ctx context.Context) Check {
	c := Check{Name: "Database"}
	begun := time.Now()
	if err := a.DB.Integrity(ctx); err != nil {
		return c.wrong("It is damaged: "+err.Error(), "Stop Goodturn and restore the last backup: goodturn restore FILE.")
	}
	err := a.DB.Write(ctx, func(tx *store.Tx) error { return tx.SetValue("doctor", tx.Now().Format(time.RFC3339)) })
	if err != nil {
		return c.wrong("It cannot be written: "+err.Error(), "Check the disk, and who may write to "+a.Data.Path+".")
	}
	where := "PostgreSQL"
	if a.pool == nil {
		where = a.Data.Database()
	}
	return c.fine(fmt.Sprintf("%s is whole and can be written (%s).", where, time.Since(begun).Round(time.Millisecond)))
}

func (a *App) checkDisk() Check {
	c := Check{Name: "Disk"}
	free, err := a.Options.FreeSpace()
	switch {
	case err != nil:
		return c.unseen(err)
	case free < leastSpace:
		return c.wrong(fmt.Sprintf("Only %d MB are free, so nothing is sent.", free>>20), "Free some space; it goes on by itself.")
	case free < 1<<30:
		return c.warn(fmt.Sprintf("%d MB are free.", free>>20), "Below 64 MB nothing is sent. Make some room in good time.")
	}
	return c.fine(fmt.Sprintf("%d GB are free.", free>>30))
}

func (a *App) checkClock(ctx context.Context) Check {
	c := Check{Name: "Clock"}
	sources := a.clockSources()
	var off []time.Duration
	var last error
	for _, ask := range sources {
		there, err := ask(ctx)
		if err != nil {
			last = err
			continue
		}
		d := a.Clock.Now().Sub(there)
		if d.Abs() <= clockSlack {
			return c.fine("It agrees with another clock.")
		}
		off = append(off, d)
	}
	switch len(off) {
	case 0:
		if last == nil {
			return c.fine("There is no other clock to compare it with.")
		}
		return c.unseen(last)
	case 1:
		return c.warn("It differs from another clock by "+off[0].Round(time.Second).String()+".", "Switch on setting the time from the internet.")
	}
	return c.wrong("It is off by "+off[0].Round(time.Second).String()+".", "Set this computer's clock, and switch on setting it from the internet.")
}

// checkMemory looks whether sending is on hold, and whether the file that remembers sending agrees with the database.
func (a *App) checkMemory(ctx context.Context) Check {
	c := Check{Name: "Memory of what was sent"}
	var set goodturn.Settings
	var installation string
	var highest int64
	err := a.DB.Read(ctx, func(tx *store.Tx) (err error) {
		if set, err = tx.Settings(); err != nil {
			return err
		}
		if installation, err = tx.Value("installation"); err != nil {
			return err
		}
		highest, err = a.Program.Highest(tx)
		return err
	})
	why := set.Hold
	if why == "" && err == nil {
		why = a.fence.Doubt(a.fence.found, installation, highest, highest == 0)
	}
	switch {
	case err != nil:
		return c.wrong("It cannot be read: "+err.Error(), "Restore the last backup.")
	case why != "":
		return c.wrong(why, "Run goodturn reconcile: it shows what is uncertain, marks it as sent and lets the rest go on.")
	}
	return c.fine("File and database agree.")
}

// checkSum tells what the nightly sum found, and whether something is due and nothing moves.
func (a *App) checkSum(ctx context.Context) Check {
	c := Check{Name: "Every message"}
	why, err := a.Program.Alarm(ctx)
	if err != nil {
		return c.unseen(err)
	}
	sum, err := a.Program.LastSum(ctx)
	switch {
	case err != nil:
		return c.unseen(err)
	case len(sum.Wrong) > 0:
		return c.wrong("They do not add up: "+strings.Join(sum.Wrong, "; ")+".", "Nothing is sent twice because of it. Keep a backup of today and report it.")
	case why != "":
		return c.wrong(why, "Look at the mailbox below, and whether goodturn serve is running.")
	case sum.At.IsZero():
		return c.fine("They have not been added up yet; goodturn serve does it every night.")
	}
	var parts []string
	for _, s := range goodturn.TouchStates {
		if n := sum.States[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	if sum.Total == 0 {
		return c.fine("Nothing had been planned when they were last added up.")
	}
	return c.fine(fmt.Sprintf("All %d are accounted for on %s: %s.", sum.Total, sum.At.UTC().Format("2 January, 15:04 UTC"), strings.Join(parts, ", ")))
}

// checkPlans says which plans in use are not here.
func (a *App) checkPlans(ctx context.Context) (out []Check) {
	missing, err := a.Program.FindMissing(ctx)
	if err != nil {
		return []Check{Check{Name: "Plans"}.wrong("They cannot be looked at.", err.Error())}
	}
	if len(missing) == 0 {
		return []Check{Check{Name: "Plans"}.fine("All that are in use are here.")}
	}
	for _, m := range missing {
		out = append(out, Check{Name: "Plan " + m.Plan}.wrong(m.Says(), program.MissingHint))
	}
	return out
}

func checkSettings(s goodturn.Settings) Check {
	c := Check{Name: "Postal address"}
	if s.PostalAddress == "" {
		return c.warn("It is missing.", "The law wants it below every message. Give it on the page Settings, or with goodturn admin set --postal.")
	}
	if err := message.CheckPostal("postal", s.PostalAddress); err != nil {
		return c.wrong("No letter can carry it, so none leaves.", "Give it again on the page Settings, or with goodturn admin set --postal: without a link or signs such as < and |.")
	}
	return c.fine("It is there.")
}

// checkMailbox logs in as every message would, and sends nothing.
func (a *App) checkMailbox(ctx context.Context, u goodturn.User) Check {
	c := Check{Name: "Mailbox of " + u.Email}
	account, err := a.Senders.Account(u)
	if err == nil {
		ctx, cancel := context.WithTimeout(ctx, 45*time.Second)
		defer cancel()
		var report smtp.Report
		if report, err = smtp.Check(ctx, account); err == nil {
			says := "Logged in to " + u.Mailbox.Host
			if !report.LoggedIn {
				says = "Reached " + u.Mailbox.Host + ", which asks for no login"
			}
			if report.TLS != "" {
				says += " over " + report.TLS
			}
			if u.Mailbox.ProvedAt == 0 {
				return c.warn(says+". No message to yourself has left yet.", "Send one on the page Settings, or with goodturn live --test, before you go live.")
			}
			return c.fine(says + ".")
		}
	}
	e := smtp.Explain(err)
	return c.wrong(e.Message, e.Hint)
}

func (a *App) checkPublic(ctx context.Context, s goodturn.Settings) Check {
	c := Check{Name: "Public address"}
	url := a.Config.PublicURL
	if url == "" {
		url = s.PublicURL
	}
	if url == "" {
		return c.fine("There is none: clients answer by replying, which always works.")
	}
	if err := a.ProvePublic(ctx, url); err != nil {
		var says, hint = err.Error(), "Until then messages ask for replies instead."
		var e *goodturn.Error
		if errors.As(err, &e) {
			says, hint = e.Message, e.Hint
		}
		return c.wrong(says, hint)
	}
	return c.fine(url + " leads here.")
}
