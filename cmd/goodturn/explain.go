package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/program"
)

type explainCommand struct {
	Person string `arg:"" help:"Their e-mail address, name, or id."`
	At     string `help:"As of another time: 2026-11-23, or 2026-11-23T17:40:00Z." placeholder:"TIME"`
	JSON   bool   `name:"json" help:"As one JSON object."`
}

// Run explains.
func (c explainCommand) Run(s *session) error {
	at, err := parseTime(c.At)
	if err != nil {
		return err
	}
	return s.with(func(a *app.App) error {
		who, err := a.Program.FindOne(s.ctx, c.Person)
		if err != nil {
			return err
		}
		x, err := a.Program.Explain(s.ctx, who.ID, at)
		if err != nil {
			return err
		}
		if c.JSON {
			enc := json.NewEncoder(s.out)
			enc.SetIndent("", "  ")
			enc.SetEscapeHTML(false)
			return enc.Encode(x)
		}
		s.explanation(x)
		return nil
	})
}

// explanation prints what the page "Why?" shows.
func (s *session) explanation(x program.Explanation) {
	s.say("%s, %s", x.Contact.Name(), x.At.UTC().Format("2 January 2006, 15:04 UTC"))
	s.say("%s", x.Headline)
	if !x.First.IsZero() {
		line := "First day: " + x.First.Weekday().String() + " " + x.First.Long()
		if x.FirstOr != "" {
			line += ", or sooner. " + x.FirstOr
		}
		s.say("%s", strings.TrimSuffix(line, "."))
	}
	for i, l := range x.Looks {
		if i > 0 {
			s.say("\n%s", l.Headline)
		}
		var fine, unseen []string
		for _, k := range l.Checks {
			switch k.State {
			case "fine":
				fine = append(fine, lower(k.Label)+" ("+k.Says+")")
			case "not checked":
				unseen = append(unseen, lower(k.Label)+" ("+k.Says+")")
			default:
				says := k.Says
				if k.Evidence != "" {
					says = strings.TrimSuffix(says, ".") + ": " + k.Evidence + "."
				}
				if !k.Until.IsZero() {
					says += " Until " + k.Until.Long() + "."
				}
				s.say("  %-5s %s: %s %s", k.State, k.Label, says, k.Lift)
			}
		}
		if len(fine) > 0 && i == 0 {
			s.say("  fine  %s", strings.Join(fine, " · "))
		}
		if len(unseen) > 0 {
			s.say("  not checked  %s", strings.Join(unseen, " · "))
		}
		if l.Would.Text != "" && i == 0 {
			verb := "What would have gone out"
			if x.Tense == "past" && l.Verdict == goodturn.Send {
				verb = "What went out"
			}
			s.say("\n%s:\n", verb)
			if l.Would.Subject != "" {
				s.say("    Subject: %s\n", l.Would.Subject)
			}
			s.say("%s", indent(l.Would.Text))
		}
		if len(l.Missing) > 0 {
			s.say("  Missing: %s", strings.Join(l.Missing, ", "))
		}
	}
	if len(x.Next) > 0 {
		s.say("\nWhat happens next:")
		for _, n := range x.Next {
			s.say("  %-28s %s", n.Local, n.Title)
		}
	}
	if len(x.Before) > 0 {
		s.say("\nWhat happened before:")
		for _, n := range x.Before {
			s.say("  %-28s %s (%s)", n.Local, n.Title, n.State)
		}
	}
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ")
}

// parseTime reads a day, or an instant with its zone; empty is the zero time. A day means its noon in UTC.
func parseTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t.Add(12 * time.Hour), nil
	}
	return time.Time{}, fmt.Errorf("%w: %w", errUsage, goodturn.Invalid("at", fmt.Sprintf("%q is no time.", text), "Write 2026-11-23, or 2026-11-23T17:40:00Z."))
}
