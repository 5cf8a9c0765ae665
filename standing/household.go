package standing

import (
	"cmp"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Household is what the members of a household share, the person concerned among them: bereavement, an open conversation, the
// last ask, either's answer (a couple on one deal gets one message, and either answers for both), introductions, what reached
// them. It leaves out what is each one's own: opt-outs, a bad time, complaints, satisfaction, where they live. The order of the
// members does not matter. Of no members it is the zero Standing.
func Household(members []Standing) Standing {
	var h Standing
	for _, m := range members {
		h.LastInbound = latest(h.LastInbound, m.LastInbound)
		h.LastOutbound = latest(h.LastOutbound, m.LastOutbound)
		h.LastTalk = latest(h.LastTalk, m.LastTalk)
		h.LastAutomated = latest(h.LastAutomated, m.LastAutomated)
		h.LastClosing = latest(h.LastClosing, m.LastClosing)
		h.LastAskAt = latest(h.LastAskAt, m.LastAskAt)
		h.LastReviewAt = latest(h.LastReviewAt, m.LastReviewAt)
		h.Talk = laterTalk(h.Talk, m.Talk)
		h.bereave(m.BereavedSince, m.BereavedUntil)
		if !m.DiedAt.IsZero() {
			h.bereave(m.DiedAt, m.DiedAt.Add(goodturn.NotGoodTimeFor))
		}
		if m.AnsweredAt.After(h.AnsweredAt) || m.AnsweredAt.Equal(h.AnsweredAt) && m.Answer.Rank() > h.Answer.Rank() {
			h.Answer, h.AnsweredAt = m.Answer, m.AnsweredAt
		}
		h.DeclinedAt = latest(h.DeclinedAt, m.DeclinedAt)
		if m.SnoozedUntil.After(h.SnoozedUntil) {
			h.SnoozedAt, h.SnoozedUntil = m.SnoozedAt, m.SnoozedUntil
		}
		h.ValuationAt = latest(h.ValuationAt, m.ValuationAt)
		h.ReferredAt = latest(h.ReferredAt, m.ReferredAt)
		h.Referrals = append(h.Referrals, m.Referrals...)
		h.Values = append(h.Values, m.Values...)
		h.Automated = append(h.Automated, m.Automated...)
	}
	slices.SortFunc(h.Referrals, func(a, b Referral) int {
		return cmp.Or(a.MovedAt.Compare(b.MovedAt), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Stage, b.Stage))
	})
	slices.SortFunc(h.Values, func(a, b Reached) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Touch, b.Touch)) })
	slices.SortFunc(h.Automated, time.Time.Compare)
	return h
}

func (s *Standing) bereave(since, until time.Time) {
	if until.After(s.BereavedUntil) || until.Equal(s.BereavedUntil) && since.After(s.BereavedSince) {
		s.BereavedSince, s.BereavedUntil = since, until
	}
}

// laterTalk prefers a conversation that nobody has ended: one partner's "we are done" does not end the other's.
func laterTalk(a, b Talk) Talk {
	if a.EndedAt.IsZero() != b.EndedAt.IsZero() && !a.Last.IsZero() && !b.Last.IsZero() {
		if a.EndedAt.IsZero() {
			return a
		}
		return b
	}
	if c := cmp.Or(a.Last.Compare(b.Last), a.Since.Compare(b.Since), a.EndedAt.Compare(b.EndedAt), cmp.Compare(a.How, b.How), cmp.Compare(a.Outcome, b.Outcome)); c < 0 {
		return b
	}
	return a
}
