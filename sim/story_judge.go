package sim

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook/story"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// find looks up which touch every message was.
func (t *teller) find(ctx context.Context) error {
	return t.w.DB.Read(ctx, func(tx *store.Tx) error {
		for _, m := range t.sent {
			d, err := tx.Delivery(goodturn.ID(m.Message.DeliveryID))
			if err != nil {
				return err
			}
			touch, err := tx.Touch(d.TouchID)
			if err != nil {
				return err
			}
			t.seen = append(t.seen, departed{m.At, touch, d.Channel})
		}
		return nil
	})
}

func (t *teller) miss(l story.Line, format string, args ...any) {
	t.misses = append(t.misses, Miss{Line: l.Line, Want: want(l), Got: fmt.Sprintf(format, args...)})
}

// want is what a line says, near enough to find it again.
func want(l story.Line) string {
	parts := append([]string{l.At.Date.String()}, string(l.Verb))
	if !l.At.Last.IsZero() {
		parts[0] += ".." + l.At.Last.String()
	}
	parts = append(parts, l.Args...)
	parts = append(parts, l.Subject)
	if l.Text != "" {
		parts = append(parts, ": "+l.Text)
	}
	return strings.Join(parts, " ")
}

// judge compares what was seen with what the chapter expects.
func (t *teller) judge(ctx context.Context) error {
	for _, l := range t.chapter.Lines {
		if !l.Expects() || l.Verb == story.Why || l.Verb == story.Reward {
			continue
		}
		who := t.people[l.Subject]
		if who == nil || who.id == "" {
			t.miss(l, "nobody called %s ever came in", l.Subject)
			continue
		}
		from, to := l.At.Date, l.At.Date
		if !l.At.Last.IsZero() {
			to = l.At.Last
		}
		switch l.Verb {
		case story.Sends:
			t.sends(l, who, from, to)
		case story.Silent:
			if len(l.Args) > 0 {
				d, err := goodturn.ParseDate(l.Args[0])
				if err != nil {
					return err
				}
				to = d
			}
			t.silent(l, who, from, to)
		default:
			if err := t.state(ctx, l, who, from, to); err != nil {
				return err
			}
		}
	}
	return nil
}

// messages are those to one person on local days from to to.
func (t *teller) messages(who *character, from, to goodturn.Date) (out []departed) {
	for _, d := range t.seen {
		if day, _ := schedule.Local(d.at, who.zone); d.touch.ContactID == who.id && !day.Before(from) && !day.After(to) {
			out = append(out, d)
		}
	}
	return out
}

func tellMessages(ds []departed, who *character) string {
	var out []string
	for _, d := range ds {
		out = append(out, fmt.Sprintf("%s by %s on %s", d.touch.Step, d.channel, d.at.In(who.zone).Format("Mon 2006-01-02 15:04")))
	}
	if len(out) == 0 {
		return "nothing went out"
	}
	return strings.Join(out, ", ")
}

func (t *teller) sends(l story.Line, who *character, from, to goodturn.Date) {
	got := t.messages(who, from, to)
	for _, d := range got {
		if d.touch.Step == l.Args[1] && string(d.channel) == l.Args[0] {
			return
		}
	}
	var other []departed
	for _, d := range t.seen {
		if d.touch.ContactID == who.id && d.touch.Step == l.Args[1] {
			other = append(other, d)
		}
	}
	switch {
	case len(other) > 0:
		t.miss(l, "%s; that step: %s", tellMessages(got, who), tellMessages(other, who))
	default:
		t.miss(l, "%s; that step: %s", tellMessages(got, who), t.fate(who, l.Args[1]))
	}
}

// fate says what became of the touches of a step.
func (t *teller) fate(who *character, step string) string {
	var out []string
	err := t.w.DB.Read(context.Background(), func(tx *store.Tx) error {
		touches, err := tx.ContactTouches(who.id)
		for _, x := range touches {
			if x.Step == step {
				at := x.StateAt
				if x.State == goodturn.Planned {
					at = x.DueAt
				}
				out = append(out, fmt.Sprintf("%s %s %v", x.State, at.In(who.zone).Format("Mon 2006-01-02 15:04"), x.Reasons))
			}
		}
		return err
	})
	if err != nil {
		return err.Error()
	}
	if len(out) == 0 {
		return "never planned"
	}
	return strings.Join(out, ", ")
}

func (t *teller) silent(l story.Line, who *character, from, to goodturn.Date) {
	if got := t.messages(who, from, to); len(got) > 0 {
		t.miss(l, "%s", tellMessages(got, who))
	}
}

// state holds for calls, skips and expires: the step reached that state on one of these days.
func (t *teller) state(ctx context.Context, l story.Line, who *character, from, to goodturn.Date) error {
	wanted := map[story.Verb]goodturn.TouchState{story.Calls: goodturn.Tasked, story.Skips: goodturn.Skipped, story.Expires: goodturn.Expired}[l.Verb]
	var touches []goodturn.Touch
	if err := t.w.DB.Read(ctx, func(tx *store.Tx) (err error) {
		touches, err = tx.ContactTouches(who.id)
		return err
	}); err != nil {
		return err
	}
	for _, x := range touches {
		if x.Step != l.Args[0] || x.State != wanted {
			continue
		}
		day, _ := schedule.Local(x.StateAt, who.zone)
		if day.Before(from) || day.After(to) || l.Text != "" && !slices.Contains(x.Reasons, goodturn.ReasonCode(l.Text)) {
			continue
		}
		return nil
	}
	t.miss(l, "%s", t.fate(who, l.Args[0]))
	return nil
}

// why compares what stands about a step at the end of a day.
func (t *teller) why(ctx context.Context, l story.Line) error {
	who := t.people[l.Subject]
	if who == nil || who.id == "" {
		t.miss(l, "nobody called %s has come in yet", l.Subject)
		return nil
	}
	step, verdict := l.Args[0], l.Args[1]
	states := map[string][]goodturn.TouchState{
		"wait": {goodturn.Planned}, "skip": {goodturn.Skipped, goodturn.Cancelled}, "expire": {goodturn.Expired}, "task": {goodturn.Tasked}, "send": {goodturn.Sent},
	}[verdict]
	var touches []goodturn.Touch
	if err := t.w.DB.Read(ctx, func(tx *store.Tx) (err error) {
		touches, err = tx.ContactTouches(who.id)
		return err
	}); err != nil {
		return err
	}
	for _, x := range touches {
		if x.Step != step || !slices.Contains(states, x.State) || !slices.Contains(x.Reasons, goodturn.ReasonCode(l.Text)) {
			continue
		}
		if len(l.Args) > 2 {
			until, err := goodturn.ParseDate(l.Args[2])
			if err != nil {
				return err
			}
			if day, _ := schedule.Local(x.DueAt, who.zone); day != until {
				t.miss(l, "it waits until %s", x.DueAt.In(who.zone).Format(time.DateOnly))
			}
		}
		return nil
	}
	t.miss(l, "%s", t.fate(who, step))
	return nil
}
