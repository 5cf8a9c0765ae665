package standing

import (
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
)

// keepAutomated is for how long our own messages are remembered: the rolling 30 days of the cap, and a day to spare.
const keepAutomated = 31 * goodturn.Day

// sent notes that something left. What a person did by hand is a word of theirs; the rest, direct messages included, counts for the caps, also where nobody
// knows whether it arrived. Mail that the next server accepted has arrived until it comes back; a text has when its provider says.
func (s *Standing) sent(at time.Time, p props) {
	switch goodturn.Channel(p.Channel) {
	case goodturn.ChannelTask:
		s.LastOutbound = at
	default:
		if !p.Companion { // the same thought on a second channel on the same day
			s.LastAutomated = at
			old := at.Add(-keepAutomated)
			// The same instant again is the same message, whose fate was not known at first.
			s.Automated = append(slices.DeleteFunc(slices.Clone(s.Automated), func(t time.Time) bool { return t.Before(old) || t.Equal(at) }), at)
		}
	}
	if p.Channel == string(goodturn.ChannelDM) && !p.Unknown { // the owner's own hand, once it is sure
		s.LastOutbound = latest(s.LastOutbound, at)
	}
	if !p.Unknown && p.Channel != string(goodturn.ChannelSMS) {
		s.delivered(at, p)
	}
	switch goodturn.Kind(p.Kind) {
	case goodturn.KindValue:
		s.Offer, s.OfferAt = "", time.Time{} // what was offered has been given, or may have been
	case goodturn.KindAsk:
		if !s.LastAskAt.Equal(at) {
			s.Goodwill.Asks++
			s.BeforeAskAt = s.LastAskAt
		}
		s.LastAskAt, s.Goodwill.SinceAsk = at, 0
	case goodturn.KindReminder:
		s.Goodwill.Asks++
	case goodturn.KindReview:
		s.LastReviewAt = at
	}
}

// notSent takes back a message of which nobody knew whether it left, and which did not: it counts for no cap. A request that it made
// is as if it had never been; when the one before it was is still known.
func (s *Standing) notSent(p props) {
	at := p.At.At
	if at.IsZero() {
		return
	}
	s.Automated = slices.DeleteFunc(slices.Clone(s.Automated), func(t time.Time) bool { return t.Equal(at) })
	if s.LastAutomated.Equal(at) {
		s.LastAutomated = latest(s.Automated...)
	}
	if goodturn.Kind(p.Kind) != goodturn.KindAsk {
		return
	}
	switch {
	case at.Equal(s.LastAskAt):
		s.LastAskAt, s.BeforeAskAt = s.BeforeAskAt, time.Time{}
		s.Goodwill.Asks--
	case at.Equal(s.BeforeAskAt):
		s.BeforeAskAt = time.Time{}
		s.Goodwill.Asks--
	}
}

// delivered notes that something arrived; only then has a useful message been useful.
func (s *Standing) delivered(at time.Time, p props) {
	if goodturn.Kind(p.Kind) != goodturn.KindValue || p.Companion {
		return
	}
	touch := goodturn.ID(p.Touch)
	if touch != "" && slices.ContainsFunc(s.Values, func(r Reached) bool { return r.Touch == touch }) {
		return // a second word about the same delivery
	}
	s.Values = last(append(slices.Clone(s.Values), Reached{Touch: touch, At: at}), 6)
	s.Goodwill.Values++
	s.Goodwill.SinceAsk++
}

// bounceWithin is how soon after a message its bounce comes where it does not name the message: servers give up after five days.
const bounceWithin = 6 * goodturn.Day

// returned takes a delivery back: what came back never arrived. A bounce that names no message is one of the last message's.
func (s *Standing) returned(at time.Time, p props) {
	touch := goodturn.ID(p.Touch)
	i := slices.IndexFunc(s.Values, func(r Reached) bool { return r.Touch == touch })
	if n := len(s.Values) - 1; touch == "" && n >= 0 && at.Sub(s.Values[n].At) <= bounceWithin {
		i = n
	} else if touch == "" {
		return
	}
	if i < 0 {
		return
	}
	if s.Values[i].At.After(s.LastAskAt) {
		s.Goodwill.SinceAsk--
	}
	s.Values = slices.Delete(slices.Clone(s.Values), i, i+1)
	s.Goodwill.Values--
	if len(s.Values) == 0 {
		s.Values = nil
	}
}

func (s *Standing) referred(at time.Time, p props) {
	s.inbound(at)
	s.ReferredAt = at
	s.Introduced++
	s.Goodwill.Kindnesses++
	s.Referrals = append(slices.Clone(s.Referrals), Referral{ID: string(p.Referral), Stage: goodturn.StageIntroduced, MovedAt: at})
}

func (s *Standing) referralMoved(at time.Time, p props) {
	stage := goodturn.Stage(p.Stage)
	rs := slices.DeleteFunc(slices.Clone(s.Referrals), func(r Referral) bool { return r.ID == string(p.Referral) })
	switch stage {
	case goodturn.StageWon:
		s.Won++
	case goodturn.StageLost:
	default:
		rs = append(rs, Referral{ID: string(p.Referral), Stage: stage, MovedAt: at})
	}
	s.Referrals = rs
	if len(rs) == 0 {
		s.Referrals = nil
	}
}

func (s *Standing) ticketOpened(at time.Time, id goodturn.ID, p props) {
	ts, i := s.ticket(at, p.ticketID(id))
	if i < 0 {
		s.Tickets = append(ts, Ticket{ID: p.ticketID(id), Kind: p.Kind, OpenedAt: at})
		return
	}
	if !ts[i].SolvedAt.IsZero() { // opened again: whatever thanks there were came too soon
		ts[i].OpenedAt, ts[i].SolvedAt, ts[i].Praised, ts[i].Reopened = at, time.Time{}, false, true
	}
	if p.Kind != "" {
		ts[i].Kind = p.Kind
	}
	s.Tickets = ts
}

func (s *Standing) ticketSolved(at time.Time, id goodturn.ID, p props) {
	ts, i := s.ticket(at, p.ticketID(id))
	if i < 0 {
		ts = append(ts, Ticket{ID: p.ticketID(id), OpenedAt: at})
		i = len(ts) - 1
	}
	t := &ts[i]
	if p.Kind != "" {
		t.Kind = p.Kind
	}
	t.SolvedAt = at
	thanks := p.Praise.Yes || p.Score.Set && p.Score.V >= p.topMark()
	t.Praised = thanks && !t.Reopened && t.Kind != "billing" && t.Kind != "outage" && t.Kind != "loss"
	s.Tickets = ts
	if p.Praise.Yes {
		s.praise(at, p.Praise.Text)
	}
}

// ticket copies the tickets that are worth keeping at this time and finds one, or -1.
func (s *Standing) ticket(at time.Time, id string) ([]Ticket, int) {
	old := at.Add(-keepTickets)
	ts := slices.DeleteFunc(slices.Clone(s.Tickets), func(t Ticket) bool { return !t.SolvedAt.IsZero() && t.SolvedAt.Before(old) && t.ID != id })
	return ts, slices.IndexFunc(ts, func(t Ticket) bool { return t.ID == id })
}
