package view

import (
	"context"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/pace"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// Coming is one planned touch as a list of the coming days shows it.
type Coming struct {
	Touch   goodturn.Touch
	Contact goodturn.Contact
	Title   string        // of the step
	Day     goodturn.Date // where they live
	Local   string        // "Tue 24 Nov, 10:40 (New York)"
	Needs   string        // what would keep it; empty: nothing
	At      time.Time     // when it goes as things stand: its own time, or the first good hour after it
	Stuck   bool          // it waits for a fact, and does not leave on this day
}

// LivePreview lists who would get what in the coming days if messages could leave, soonest first, at most limit: each is judged as
// of its own day, with what is known today. In the first week only three leave a day, so some go a day or two later.
func (p *View) LivePreview(ctx context.Context, days, limit int) (out []Coming, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out = nil
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		asIf := s.WithDefaults()
		before := asIf.Mode != goodturn.ModeLive
		if asIf.Mode != goodturn.ModeLive {
			asIf.Mode, asIf.LiveAt = goodturn.ModeLive, tx.Now()
		}
		asIf.Paused, asIf.Hold, asIf.Approve = false, "", false
		if asIf.PostalAddress == "" {
			asIf.PostalAddress = "1 Main Street, Springfield" // that it is missing stands above the list, not beside every line of it
		}
		ts, err := tx.PlannedTouches(store.TouchPage{From: tx.Now(), To: tx.Now().Add(time.Duration(days) * goodturn.Day), Limit: limit})
		if err != nil {
			return err
		}
		people, err := contactsOf(tx, ts)
		if err != nil {
			return err
		}
		titles, err := p.StepTitles(tx, ts...)
		if err != nil {
			return err
		}
		useful := map[goodturn.ID]bool{} // who gets something useful earlier in this list
		for _, t := range ts {
			c := Coming{Touch: t, Contact: people[t.ContactID], Title: titles[t.ID], At: t.DueAt, Day: program.DayIn(t.DueAt, t.Zone), Local: program.LocalTime(t.DueAt, t.Zone)}
			if t.Kind != goodturn.KindCall {
				x, err := p.LookAs(tx, asIf, t, t.DueAt)
				if err != nil {
					return err
				}
				c.Needs = needs(x.Decision, useful[t.ContactID], before)
				c.Stuck = c.Needs != ""
				if at := x.Decision.Next; c.Needs == "" && at.After(t.DueAt) { // it only waits for a better hour
					c.At, c.Day, c.Local = at, program.DayIn(at, t.Zone), program.LocalTime(at, t.Zone)
				}
				if t.Kind == goodturn.KindValue {
					useful[t.ContactID] = true
				}
			}
			out = append(out, c)
		}
		slices.SortStableFunc(out, func(x, y Coming) int { return x.At.Compare(y.At) })
		out = atPace(out, asIf)
		return nil
	})
	return out, err
}

// atPace moves messages beyond a mailbox's number for a day to its next day with room, at their own hour: what the sender will do.
func atPace(list []Coming, s goodturn.Settings) []Coming {
	type box struct {
		owner goodturn.ID
		day   goodturn.Date
	}
	used := map[box]int{}
	for i := range list {
		c := &list[i]
		if c.Stuck || c.Touch.Kind == goodturn.KindCall {
			continue
		}
		weekend := false
		for weekend || used[box{c.Touch.OwnerID, c.Day}] >= pace.PerDay(s, s.LiveAt, c.At) {
			c.At = c.At.Add(goodturn.Day)
			c.Day, c.Local = program.DayIn(c.At, c.Touch.Zone), program.LocalTime(c.At, c.Touch.Zone)
			weekend = c.Day.Weekday() == time.Saturday || c.Day.Weekday() == time.Sunday
		}
		used[box{c.Touch.OwnerID, c.Day}]++
	}
	slices.SortStableFunc(list, func(x, y Coming) int { return x.At.Compare(y.At) })
	return list
}

// Leaving lists what leaves before to, soonest first, at most limit: what is planned, at the pace of the mailbox, so that a day of
// the first week has no more than its three. Before going live it is as if the first week began now.
func (p *View) Leaving(ctx context.Context, to time.Time, limit int) ([]Coming, error) {
	var s goodturn.Settings
	var now time.Time
	if err := p.DB.Read(ctx, func(tx *store.Tx) (err error) {
		now = tx.Now()
		s, err = tx.Settings()
		return err
	}); err != nil {
		return nil, err
	}
	list, _, err := p.Between(ctx, now, to, "", limit)
	if err != nil {
		return nil, err
	}
	if s = s.WithDefaults(); s.Mode != goodturn.ModeLive {
		s.Mode, s.LiveAt = goodturn.ModeLive, now
	}
	return slices.DeleteFunc(atPace(list, s), func(c Coming) bool { return !c.At.Before(to) }), nil
}

// needs says what would keep a touch on its day, other than the hour, which only moves it. A useful message that goes before it in the
// same list is taken as having arrived. before says that messages do not leave yet: then the mailbox is no reason, for what is to be
// done first stands above the list.
func needs(d goodturn.Decision, useful, before bool) string {
	for _, r := range d.Reasons { // what no fact would mend
		if r.Code == goodturn.ReasonOptedOut || r.Code == goodturn.ReasonSuppressed || r.Code == goodturn.ReasonReviewOff {
			return r.Code.Info().Sentence
		}
	}
	if slices.Contains(d.Codes(), goodturn.ReasonMissing) {
		return goodturn.ReasonMissing.Info().Sentence // the one that a person can mend
	}
	for _, r := range d.Reasons {
		switch r.Code {
		case goodturn.ReasonQuietHours, goodturn.ReasonHoliday, goodturn.ReasonBlackout, goodturn.ReasonTooEarly:
			continue
		case goodturn.ReasonSenderPaused:
			if before {
				continue
			}
		case goodturn.ReasonNoValue, goodturn.ReasonDependency, goodturn.ReasonDormant:
			if useful {
				continue
			}
		}
		return r.Code.Info().Sentence
	}
	return ""
}
