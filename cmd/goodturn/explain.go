package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/view"
)

type explainCommand struct {
	Person string `arg:"" help:"Their e-mail address, name, or id."`
	At     string `help:"As of another time, past or coming, as your clock shows it: 2026-11-23, or 2026-11-23T17:40." placeholder:"TIME"`
	JSON   bool   `name:"json" help:"Print it as one JSON object."`
}

// Help is what --help adds.
func (explainCommand) Help() string {
	return `It says what was looked at, what stands in the way and until when, what would go out, and what comes next. For a time in the past it
shows the decision that was in force then; for a coming one, what the plan says.

  goodturn explain ana@example.com --at 2026-11-23`
}

// Run explains.
func (c explainCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		at, err := s.when(a, "at", c.At)
		if err != nil {
			return err
		}
		who, err := view.New(a.Program).FindOne(s.ctx, c.Person)
		if err != nil {
			return err
		}
		x, err := view.New(a.Program).Explain(s.ctx, who.ID, at)
		if err != nil {
			return err
		}
		if c.JSON {
			enc := json.NewEncoder(s.out)
			enc.SetIndent("", "  ")
			enc.SetEscapeHTML(false)
			return enc.Encode(x)
		}
		s.explanation(a, x)
		return nil
	})
}

// explanation prints what the page "Why?" shows.
func (s *session) explanation(a *app.App, x view.Explanation) {
	s.say("%s, %s", x.Contact.Name(), a.Says(s.ctx, x.At))
	s.say("%s", x.Headline)
	if !x.First.IsZero() {
		s.say("First day: %s %s.", x.First.Weekday(), x.First.Long())
	}
	if x.FirstOr != "" {
		s.say("What would lift it: %s", x.FirstOr)
	}
	told := map[string]bool{} // what stands in the way of several messages is said once
	for i, l := range x.Looks {
		if i > 0 {
			s.say("\n%s", l.Headline)
		}
		var fine, unseen, again []string
		for _, k := range l.Checks {
			switch k.State {
			case "fine":
				fine = append(fine, goodturn.LowerFirst(k.Label)+" ("+k.Says+")")
			case "not checked":
				unseen = append(unseen, goodturn.LowerFirst(k.Label)+" ("+k.Says+")")
			default:
				says := k.Says
				if k.Evidence != "" {
					says = strings.TrimSuffix(says, ".") + ": " + k.Evidence + "."
				}
				if soon := k.UntilAt.Sub(x.At); !k.Until.IsZero() && soon < goodturn.Day && soon > 0 {
					says += " Until " + program.LocalTime(k.UntilAt, l.Touch.Zone) + "."
				} else if !k.Until.IsZero() {
					says += " Until " + k.Until.Long() + "."
				}
				line := fmt.Sprintf("%-5s %s: %s %s", k.State, k.Label, says, k.Lift)
				if told[line] {
					again = append(again, goodturn.LowerFirst(k.Label))
					continue
				}
				told[line] = true
				s.say("  %s", line)
			}
		}
		if len(again) > 0 {
			s.say("  as above  %s", strings.Join(again, " · "))
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
	gone := goodturn.ReasonNotInPlan.Info()
	for _, part := range []struct {
		says string
		of   []view.Line
	}{{"What happens next:", x.Next}, {"Not in the plan any more. " + gone.Sentence + " " + gone.Lift, x.Dropped}, {"What happened before:", x.Before}} {
		if len(part.of) > 0 {
			s.say("\n%s", part.says)
		}
		for _, n := range part.of {
			state := ""
			if n.State.Done() && n.State != goodturn.Cancelled {
				state = " (" + string(n.State) + ")"
			}
			s.say("  %-28s %s%s", n.Local, n.Title, state)
		}
	}
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ")
}

// when reads a time that somebody typed.
func (s *session) when(a *app.App, field, text string) (time.Time, error) {
	at, err := a.When(s.ctx, field, text)
	if goodturn.ErrorCode(err) == goodturn.CodeInvalid {
		return at, fmt.Errorf("%w: %w", errUsage, err)
	}
	return at, err
}
