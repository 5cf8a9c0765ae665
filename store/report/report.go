// Package report answers one question: what do the pages show of the whole? Each function reads what one page needs, from daily
// counts that the store keeps in the transactions that write, so that its cost follows the rows shown and not the years of use.
// It refuses to render, to round and to judge: rates and intervals are package funnel's.
package report

import (
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// Coverage says where everybody stands. Every closed client is in exactly one of the fields but Others.
type Coverage struct {
	InPlan      int
	LeftOut     int // the owner keeps them out
	Stopped     int // they asked for no more messages
	Unreachable int // each of them has a task
	Undated     int // clients by their list's word, without the day of a closing; each of them has a task
	Open        int // reachable and in no plan: ought to be nobody
	Others      int // known, without a closing
}

// Closed is the number of closed clients: the sum.
func (c Coverage) Closed() int {
	return c.InPlan + c.LeftOut + c.Stopped + c.Unreachable + c.Undated + c.Open
}

// CoverageOf reads the sum.
func CoverageOf(tx *store.Tx) (Coverage, error) {
	n, err := tx.Coverage()
	return Coverage{InPlan: n[store.PlacePlan], LeftOut: n[store.PlaceLeftOut], Stopped: n[store.PlaceStopped],
		Unreachable: n[store.PlaceUnreachable], Undated: n[store.PlaceUndated], Open: n[store.PlaceOpen], Others: n[store.PlaceNone]}, err
}

// Month is one bar of the year.
type Month struct {
	First   goodturn.Date         // its first day
	Planned map[goodturn.Kind]int // by the day for which the playbook planned them, whatever became of them; cancelled ones not
	Done    map[goodturn.TouchState]int
}

// Messages is the number of planned messages; calls are not messages.
func (m Month) Messages() int {
	n := 0
	for k, v := range m.Planned {
		if k != goodturn.KindCall {
			n += v
		}
	}
	return n
}

// Year reads n months from the one in which a day lies. Days are counted in UTC: at a month's edge a message may stand beside the
// bar in which the calendar shows it.
func Year(tx *store.Tx, from goodturn.Date, n int) ([]Month, error) {
	first := goodturn.Date{Year: from.Year, Month: from.Month, Day: 1}
	last := first.AddMonths(n).AddDays(-1)
	out := make([]Month, n)
	for i := range out {
		out[i] = Month{First: first.AddMonths(i), Planned: map[goodturn.Kind]int{}, Done: map[goodturn.TouchState]int{}}
	}
	bar := func(d goodturn.Date) *Month { return &out[(d.Year-first.Year)*12+int(d.Month)-int(first.Month)] }
	planned, err := tx.Counts("planned", first, last)
	if err != nil {
		return nil, err
	}
	for _, c := range planned {
		bar(c.Day).Planned[goodturn.Kind(c.Dim)] += int(c.N)
	}
	for _, s := range goodturn.TouchStates {
		if !s.Done() {
			continue
		}
		done, err := tx.Counts(string(s), first, last)
		if err != nil {
			return nil, err
		}
		for _, c := range done {
			bar(c.Day).Done[s] += int(c.N)
		}
	}
	return out, nil
}

// Line is what was counted of one step on one channel.
type Line struct {
	Kind    goodturn.Kind
	Step    string
	Channel goodturn.Channel
	N       int
}

// Sums is the programme in numbers over a time: what left, what was asked, what they said, who came.
type Sums struct {
	Sent      []Line // by step and channel, in the order of their names
	Asked     int
	Answers   map[goodturn.Answer]int // as they stand: an answer that was changed counts once
	Referrals map[goodturn.Stage]int  // that came into this stage in this time
	Ended     map[goodturn.TouchState]int
}

// SumsOf reads the numbers of the days from first to last, both included.
func SumsOf(tx *store.Tx, first, last goodturn.Date) (Sums, error) {
	s := Sums{Answers: map[goodturn.Answer]int{}, Referrals: map[goodturn.Stage]int{}, Ended: map[goodturn.TouchState]int{}}
	index := map[string]int{}
	each := func(metric string, fn func(dim string, n int)) error {
		counts, err := tx.Counts(metric, first, last)
		for _, c := range counts {
			fn(c.Dim, int(c.N))
		}
		return err
	}
	for _, state := range goodturn.TouchStates {
		if !state.Done() {
			continue
		}
		if err := each(string(state), func(dim string, n int) {
			s.Ended[state] += n
			if state != goodturn.Sent {
				return
			}
			i, ok := index[dim]
			if !ok {
				i = len(s.Sent)
				index[dim] = i
				s.Sent = append(s.Sent, lineOf(dim))
			}
			s.Sent[i].N += n
		}); err != nil {
			return s, err
		}
	}
	sortLines(s.Sent)
	if err := each("asked", func(_ string, n int) { s.Asked += n }); err != nil {
		return s, err
	}
	if err := each("answered", func(dim string, n int) { s.Answers[goodturn.Answer(dim)] += n }); err != nil {
		return s, err
	}
	return s, each("referral", func(dim string, n int) { s.Referrals[goodturn.Stage(dim)] += n })
}

// PastMonth is what left in one calendar month, and what was answered.
type PastMonth struct {
	First   goodturn.Date // its first day
	Values  int           // hellos, updates, thanks, requests for a review
	Asks    int           // asks and their reminders
	Answers int           // as they stand
}

// MonthsOf gives the months up to the one of last, n of them, oldest first. Days are those of UTC, as in all daily counts.
func MonthsOf(tx *store.Tx, last goodturn.Date, n int) ([]PastMonth, error) {
	this := goodturn.Date{Year: last.Year, Month: last.Month, Day: 1}
	out := make([]PastMonth, n)
	for i := range out {
		out[i].First = this.AddMonths(i - n + 1)
	}
	in := func(day goodturn.Date) *PastMonth {
		i := n - 1 - (this.Year-day.Year)*12 - int(this.Month-day.Month)
		return &out[i]
	}
	sent, err := tx.Counts(string(goodturn.Sent), out[0].First, last)
	if err != nil {
		return nil, err
	}
	for _, c := range sent {
		switch lineOf(c.Dim).Kind {
		case goodturn.KindAsk, goodturn.KindReminder:
			in(c.Day).Asks += int(c.N)
		default:
			in(c.Day).Values += int(c.N)
		}
	}
	answers, err := tx.Counts("answered", out[0].First, last)
	for _, c := range answers {
		in(c.Day).Answers += int(c.N)
	}
	return out, err
}

func lineOf(dim string) Line {
	parts := append(strings.SplitN(dim, "|", 3), "", "")
	return Line{Kind: goodturn.Kind(parts[0]), Step: parts[1], Channel: goodturn.Channel(parts[2])}
}
