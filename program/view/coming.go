package view

import (
	"context"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/decide/explain"
	"github.com/goodturn-app/goodturn/decide/pace"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/schedule"
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

// desk is a mailbox as a look ahead knows it.
type desk struct {
	zone *time.Location // in which its days are counted
	left map[goodturn.Date]int
}

// atPace moves messages beyond a mailbox's number for a day to its next day with room, at their own hour: what the sender will do. What
// there is no room for before it is too old does not leave, and takes nobody's place.
func atPace(list []Coming, s goodturn.Settings, desks map[goodturn.ID]desk) []Coming {
	for i := range list {
		c := &list[i]
		d, known := desks[c.Touch.OwnerID]
		if c.Stuck || c.Touch.Kind == goodturn.KindCall || !known {
			continue
		}
		end, bounded := decide.Ends(c.Touch)
		at, weekend := c.At, false
		for weekend || d.left[goodturn.DateOf(at.In(d.zone))] >= pace.PerDay(s, s.LiveAt, at) {
			at = at.Add(goodturn.Day)
			wd := program.DayIn(at, c.Touch.Zone).Weekday()
			weekend = wd == time.Saturday || wd == time.Sunday
		}
		if bounded && at.After(end) && at.After(c.At) {
			c.Stuck, c.Needs = true, goodturn.ReasonMomentPassed.Info().Sentence
			continue
		}
		if at.After(c.At) {
			c.At, c.Day, c.Local = at, program.DayIn(at, c.Touch.Zone), program.LocalTime(at, c.Touch.Zone)
		}
		d.left[goodturn.DateOf(at.In(d.zone))]++
	}
	slices.SortStableFunc(list, func(x, y Coming) int { return x.At.Compare(y.At) })
	return list
}

// Leaving lists what leaves before to, soonest first, at most limit: what is planned, at the pace of the mailbox, so that a day of
// the first week has no more than its three, of which those that have left today are a part. What would be too old by the time there
// is room, and what something in the person's life keeps, stays in its place and says so. Before going live it is as if the first week began now.
func (p *View) Leaving(ctx context.Context, to time.Time, limit int) ([]Coming, error) {
	var s goodturn.Settings
	var now time.Time
	desks := map[goodturn.ID]desk{}
	if err := p.DB.Read(ctx, func(tx *store.Tx) (err error) {
		now = tx.Now()
		if s, err = tx.Settings(); err != nil {
			return err
		}
		users, err := tx.Users()
		if err != nil {
			return err
		}
		for _, u := range users {
			zone := pace.Zone(u, s)
			left, err := tx.SentBy(pace.Began(now, zone), u.ID)
			if err != nil {
				return err
			}
			desks[u.ID] = desk{zone, map[goodturn.Date]int{goodturn.DateOf(now.In(zone)): left[u.ID].All}}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	list, _, err := p.Between(ctx, now, to, "", limit)
	if err != nil {
		return nil, err
	}
	ts := make([]goodturn.Touch, len(list))
	for i, c := range list {
		ts[i] = c.Touch
	}
	lives, err := p.Lives(ctx, ts...)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if life, kept := lives[ts[i].ID]; kept {
			list[i].Stuck, list[i].Needs = true, life.Says
		}
	}
	if s = s.WithDefaults(); s.Mode != goodturn.ModeLive {
		s.Mode, s.LiveAt = goodturn.ModeLive, now
	}
	return slices.DeleteFunc(atPace(list, s, desks), func(c Coming) bool { return !c.At.Before(to) }), nil
}

// LeavesAt says of each message until end when it leaves, which may be later than it is due, and what keeps it where it does not leave.
func (p *View) LeavesAt(ctx context.Context, end time.Time) (func(goodturn.Touch) (at time.Time, kept string), error) {
	list, err := p.Leaving(ctx, end, pageSize)
	of := make(map[goodturn.ID]Coming, len(list))
	for _, c := range list {
		of[c.Touch.ID] = c
	}
	return func(t goodturn.Touch) (time.Time, string) {
		c, there := of[t.ID]
		switch {
		case !there:
			return t.DueAt, ""
		case c.Stuck && c.Needs == goodturn.ReasonMomentPassed.Info().Sentence:
			return c.At, "There is no room for it at the pace of the mailbox before it would be too old."
		case c.Stuck:
			return c.At, c.Needs
		}
		return c.At, ""
	}, err
}

// Lives says of each of some touches what something in the person's life makes of it, as of the day on which it is due: it waits, or
// is left out. Touches of which nothing is to be said, or which are not planned any more, are not there.
func (p *View) Lives(ctx context.Context, ts ...goodturn.Touch) (out map[goodturn.ID]explain.Life, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = Lives(tx, p.Program, ts...)
		return err
	})
	return out, err
}

// Lives is the same within a transaction.
func Lives(tx *store.Tx, p *program.Program, ts ...goodturn.Touch) (map[goodturn.ID]explain.Life, error) {
	ts = slices.DeleteFunc(slices.Clone(ts), func(t goodturn.Touch) bool { return t.State != goodturn.Planned })
	if len(ts) == 0 {
		return nil, nil
	}
	looks, err := p.LookEach(tx, func(t goodturn.Touch) time.Time {
		if t.DueAt.After(tx.Now()) {
			return t.DueAt
		}
		return tx.Now()
	}, ts...)
	if err != nil {
		return nil, err
	}
	out := map[goodturn.ID]explain.Life{}
	for _, l := range looks {
		zone, err := schedule.LoadZone(l.Touch.Zone)
		if err != nil {
			zone = time.UTC
		}
		if x := explain.LifeOf(l.Decision, zone); x.Says != "" {
			out[l.Touch.ID] = x
		}
	}
	return out, nil
}
