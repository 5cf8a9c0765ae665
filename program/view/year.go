package view

import (
	"context"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// YearMonth counts what one month holds.
type YearMonth struct {
	First               goodturn.Date
	Values, Asks, Calls int
	Reminders           int // they go only to those who have not answered
}

// Year is the coming twelve months in numbers.
type Year struct {
	Today  goodturn.Date
	Months []YearMonth
	Exact  bool // counted from the messages themselves; else from the daily counts, which know no road that is not connected
	Sent   int  // messages that have gone out so far
	Places map[store.Place]int
	Zone   *time.Location
}

// countedWithin is how far back daily counts are summed, in days.
const countedWithin = 400

// exactUpTo is up to how many planned messages a year is counted one by one.
const exactUpTo = 4000

// Year counts the coming twelve months by month: from the messages where they are few, else from the daily counts.
func (p *View) Year(ctx context.Context) (y Year, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		y = Year{Exact: true, Zone: program.BusinessZone(s)}
		y.Today, _ = schedule.Local(tx.Now(), y.Zone)
		first := goodturn.Date{Year: y.Today.Year, Month: y.Today.Month, Day: 1}
		for i := range 12 {
			y.Months = append(y.Months, YearMonth{First: first.AddMonths(i)})
		}
		if y.Places, err = tx.Coverage(); err != nil {
			return err
		}
		sent, err := tx.Counts(string(goodturn.Sent), y.Today.AddDays(-countedWithin), y.Today)
		for _, c := range sent {
			y.Sent += int(c.N)
		}
		if err != nil {
			return err
		}
		return y.count(tx, p)
	})
	return y, err
}

func (y *Year) count(tx *store.Tx, p *View) error {
	end := schedule.At(y.Months[0].First.AddMonths(12), 0, 0, y.Zone)
	page, read := store.TouchPage{From: tx.Now(), To: end, Limit: 1000}, 0
	for {
		ts, err := tx.PlannedTouches(page)
		if err != nil {
			return err
		}
		no, err := refusalsOf(tx, ts)
		if err != nil {
			return err
		}
		for _, t := range ts {
			if p.Wordless(t) == "" && !refuses(no[t.ContactID], t) {
				y.add(goodturn.DateOf(t.DueAt.In(y.Zone)), t.Kind, 1)
			}
		}
		if read += len(ts); len(ts) < page.Limit {
			return nil
		}
		if read >= exactUpTo {
			return y.countDays(tx)
		}
		page.After = ts[len(ts)-1]
	}
}

func (y *Year) countDays(tx *store.Tx) error {
	y.Exact = false
	for i := range y.Months {
		y.Months[i] = YearMonth{First: y.Months[i].First}
	}
	last := y.Months[11].First.AddMonths(1).AddDays(-1)
	days, err := tx.Counts("planned", y.Today, last)
	if err != nil {
		return err
	}
	for _, d := range days {
		y.add(d.Day, goodturn.Kind(d.Dim), int(d.N))
	}
	days, err = tx.Unwanted(y.Today, last)
	for _, d := range days {
		y.add(d.Day, goodturn.Kind(d.Dim), -int(d.N))
	}
	return err
}

func (y *Year) add(day goodturn.Date, kind goodturn.Kind, n int) {
	i := (day.Year-y.Months[0].First.Year)*12 + int(day.Month) - int(y.Months[0].First.Month)
	if i < 0 || i > 11 {
		return
	}
	switch kind {
	case goodturn.KindAsk:
		y.Months[i].Asks += n
	case goodturn.KindReminder:
		y.Months[i].Reminders += n
	case goodturn.KindCall:
		y.Months[i].Calls += n
	default:
		y.Months[i].Values += n
	}
}

// Between lists what is planned from one instant to another, soonest first; after is the last one of the page before. Roads that are
// not connected are left out.
func (p *View) Between(ctx context.Context, from, to time.Time, after goodturn.ID, limit int) (out []Coming, more bool, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out, more = nil, false
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s = s.WithDefaults()
		reviews, err := reviewLinks(tx)
		if err != nil {
			return err
		}
		page := store.TouchPage{From: from, To: to, Limit: pageSize}
		if after != "" {
			if page.After, err = tx.Touch(after); err != nil {
				return err
			}
		}
		for {
			ts, err := tx.PlannedTouches(page)
			if err != nil {
				return err
			}
			people, err := contactsOf(tx, ts)
			if err != nil {
				return err
			}
			no, err := refusalsOf(tx, ts)
			if err != nil {
				return err
			}
			titles, err := p.StepTitles(tx, ts...)
			if err != nil {
				return err
			}
			for _, t := range ts {
				if p.Wordless(t) != "" {
					continue
				}
				if len(out) == limit {
					more = true
					return nil
				}
				c := Coming{Touch: t, Contact: people[t.ContactID], Title: titles[t.ID], At: t.DueAt, Day: program.DayIn(t.DueAt, t.Zone), Local: program.LocalTime(t.DueAt, t.Zone), Stuck: program.Stuck(t)}
				switch {
				case refuses(no[t.ContactID], t):
					c.Needs, c.Stuck = goodturn.ReasonOptedOut.Info().Sentence, true
				case c.Contact.Greeting == "" && t.Kind != goodturn.KindCall: // known before it was ever judged: nothing goes out with a hole in it
					c.Needs, c.Stuck = goodturn.ReasonMissing.Info().Sentence, true
				case t.Kind == goodturn.KindReview && !reviews[t.OwnerID]:
					c.Needs, c.Stuck = goodturn.ReasonReviewOff.Info().Sentence, true
				case len(t.Reasons) > 0:
					c.Needs = t.Reasons[0].Info().Sentence
				case p.NeedsApproval(s, t):
					c.Needs = "your approval"
				}
				out = append(out, c)
			}
			if len(ts) < pageSize {
				return nil
			}
			page.After = ts[len(ts)-1]
		}
	})
	return out, more, err
}

// reviewLinks says in whose name people are asked for a public review.
func reviewLinks(tx *store.Tx) (map[goodturn.ID]bool, error) {
	users, err := tx.Users()
	out := map[goodturn.ID]bool{}
	for _, u := range users {
		out[u.ID] = u.Voice.ReviewURL != ""
	}
	return out, err
}

// refusalsOf reads what the people of some touches do not want.
func refusalsOf(tx *store.Tx, ts []goodturn.Touch) (map[goodturn.ID][]goodturn.Suppression, error) {
	ids := make([]goodturn.ID, len(ts))
	for i, t := range ts {
		ids[i] = t.ContactID
	}
	rows, err := tx.Suppressions(distinct(ids)...)
	out := map[goodturn.ID][]goodturn.Suppression{}
	for _, s := range rows {
		out[s.ContactID] = append(out[s.ContactID], s)
	}
	return out, err
}

// refuses reports whether somebody wants no messages at all, or none by the road of this one. A call is the owner's own.
func refuses(rows []goodturn.Suppression, t goodturn.Touch) bool {
	return t.Kind != goodturn.KindCall && slices.ContainsFunc(rows, func(s goodturn.Suppression) bool {
		return s.Scope == goodturn.ScopeAll || s.Scope == goodturn.ScopeChannel && s.Channel == t.Channel
	})
}

// SoFar is what went out and what came back.
type SoFar struct {
	Since         goodturn.Date // of the first message; zero: nothing went out
	Messages      int
	Asked         int
	Answered      int
	Introductions int
}

// SoFar sums the daily counts of the past thirteen months.
func (p *View) SoFar(ctx context.Context) (out SoFar, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out = SoFar{}
		today := goodturn.DateOf(tx.Now().UTC())
		sum := func(metric string, use func(store.DayCount) bool) (n int, first goodturn.Date, err error) {
			days, err := tx.Counts(metric, today.AddDays(-countedWithin), today)
			for _, d := range days {
				if use == nil || use(d) {
					n += int(d.N)
					if first.IsZero() || d.Day.Before(first) {
						first = d.Day
					}
				}
			}
			return n, first, err
		}
		var err error
		if out.Messages, out.Since, err = sum(string(goodturn.Sent), nil); err != nil {
			return err
		}
		if out.Asked, _, err = sum("asked", nil); err != nil {
			return err
		}
		if out.Answered, _, err = sum("answered", nil); err != nil {
			return err
		}
		out.Introductions, _, err = sum("referral", func(d store.DayCount) bool { return d.Dim == string(goodturn.StageIntroduced) })
		return err
	})
	return out, err
}
