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
