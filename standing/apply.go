package standing

import (
	"cmp"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Names of events that only some packs tell of. Like those of the root package they are plain words.
const (
	EventActive    goodturn.EventName = "active"     // they used the product on that day
	EventChurnRisk goodturn.EventName = "churn_risk" // props: why; over
	EventPraise    goodturn.EventName = "praise"     // kind words that the owner noted or forwarded; props: text
)

// keepTickets is for how long a solved complaint is remembered, so that one that is opened again is known as such. It only has
// to exceed goodturn.QuietAfterTicket.
const keepTickets = 60 * goodturn.Day

// snoozeFor is how long "not now" lasts where no date was given: the longer end of "60 to 90 days" (B4).
const snoozeFor = 90 * goodturn.Day

// Apply folds one event into s and gives the result; s stays as it was. Events must come in the order of Sorted; see Late. An
// event whose name is not known here moves Through and nothing else.
//
// What it reads of the properties, besides what package goodturn documents at each name:
// "over": true takes back not_a_good_time, died, separated, moved, sold_elsewhere, listed_elsewhere and churn_risk;
// talked has outcome ("voicemail", "no answer" and "later" are no talk) and ended; talk_ended has outcome ("good", "happy" and
// "mended" also lift a low rating); tickets have ticket, kind ("billing", "outage", "loss") and, when solved, praise, score, max;
// sent and delivered have touch_id, kind and channel, companion for a second channel on the same day, and sent has unknown where
// nobody knows whether it left; bounced has touch_id where it is known; replied may have praise; replied, answered and
// valuation_asked have hour where somebody said at which hour it was; reopened has
// scope "all" to lift an opt-out too, "messages" to lift that alone, else only "no thanks" is lifted.
func Apply(s Standing, e goodturn.Event) Standing {
	if s.ThroughID != "" && e.ID == s.ThroughID {
		return s // told twice in a row
	}
	s.Through, s.ThroughID = e.At.UTC(), e.ID
	at, p := e.At.UTC(), readProps(e.Props)
	switch e.Name {
	case goodturn.EventClosing:
		s.Closings++
		day := cmp.Or(p.Date.At, at)
		s.LastClosing = latest(s.LastClosing, day)
	case goodturn.EventImported:
		if s.ImportedAt.IsZero() {
			s.ImportedAt = at
		}
	case goodturn.EventLeftOut:
		s.LeftOutAt = at
	case goodturn.EventTakenIn:
		s.LeftOutAt = time.Time{}

	case goodturn.EventSent:
		s.sent(at, p)
	case goodturn.EventDelivered:
		s.delivered(at, p)
	case goodturn.EventBounced:
		s.returned(at, p)
	case goodturn.EventNotSent:
		s.notSent(p)

	case goodturn.EventReplied:
		s.inbound(at)
		s.heard(e.Source, at, p)
		s.talk(at, string(e.Name))
		s.around(at)
		s.praise(at, p.Praise.Text)
	case goodturn.EventTalked:
		s.talked(at, p)
	case goodturn.EventTalkEnded:
		s.talkEnded(at, p)
	case goodturn.EventValuation:
		s.inbound(at)
		s.heard(e.Source, at, p)
		s.talk(at, string(e.Name))
		s.ValuationAt = at
	case goodturn.EventAnswered:
		s.answered(at, p)
		s.heard(e.Source, at, p)
	case goodturn.EventUnsubscribed, goodturn.EventComplained:
		s.OptedOutAt = at
	case goodturn.EventReopened:
		if p.Scope == "messages" { // they take a stop back; a "no thanks" of theirs is another matter and stands
			s.OptedOutAt = time.Time{}
			break
		}
		s.ReopenedAt, s.DeclinedAt, s.SnoozedUntil = at, time.Time{}, time.Time{}
		if p.Scope == "all" {
			s.OptedOutAt = time.Time{}
		}

	case goodturn.EventDied, goodturn.EventSeparated, goodturn.EventNotGoodTime:
		s.life(e.Name, at, p)
	case goodturn.EventMoved:
		s.MovedAt = unless(p.Over, at)
	case goodturn.EventSoldElsewhere:
		s.SoldElsewhereAt, s.RepresentedSince = unless(p.Over, at), unless(p.Over, at)
	case goodturn.EventListedElsewhere:
		s.RepresentedSince = unless(p.Over, at)

	case goodturn.EventReferred:
		s.referred(at, p)
	case goodturn.EventReferralMoved:
		s.referralMoved(at, p)

	case goodturn.EventTicketOpened:
		s.ticketOpened(at, e.ID, p)
	case goodturn.EventTicketSolved:
		s.ticketSolved(at, e.ID, p)
	case goodturn.EventNPS:
		if p.Score.Set {
			s.NPS = Rating{At: at, Score: p.Score.V, Of: 10}
		}
	case goodturn.EventCSAT:
		if p.Score.Set {
			s.CSAT = Rating{At: at, Score: p.Score.V, Of: p.topMark()}
			s.CSATs = last(append(slices.Clone(s.CSATs), s.CSAT.Share()), 5)
		}
	case EventChurnRisk:
		s.ChurnSince, s.ChurnWhy = unless(p.Over, cmp.Or(s.ChurnSince, at)), p.Why
	case EventPraise:
		s.praise(at, cmp.Or(p.Text, p.Praise.Text))
	case EventActive:
		if s.ActiveSince.IsZero() {
			s.ActiveSince = at
		}
		s.around(at)
	case goodturn.EventInTouch:
		s.LastTalk = latest(s.LastTalk, at)
	case goodturn.EventKnown:
		s.Known = true
		s.Work, s.Years = cmp.Or(p.Work, s.Work), cmp.Or(p.Years, s.Years)
	case goodturn.EventOffer:
		s.Offer, s.OfferAt = p.Text, at
	case goodturn.EventGave:
		s.Gave = last(append(slices.Clone(s.Gave), Favour{at, p.What}), keepFavours)
		s.LastOutbound = latest(s.LastOutbound, at)
	case goodturn.EventReceived:
		s.Got = last(append(slices.Clone(s.Got), Favour{at, p.What}), keepFavours)
		s.LastInbound = latest(s.LastInbound, at)
	case goodturn.EventVisited, goodturn.EventShared, goodturn.EventLinkMinted, goodturn.EventLinkEnded:
		s.around(at)
	}
	return s
}

// keepFavours is how many favours of each direction are remembered here; the timeline keeps them all.
const keepFavours = 12

func unless(over bool, at time.Time) time.Time {
	if over {
		return time.Time{}
	}
	return at
}

func last[T any](ts []T, n int) []T { return ts[max(0, len(ts)-n):] }

// keepHeard is how many hours of answering are remembered.
const keepHeard = 12

// heard notes the hour at which they themselves wrote or answered. What the owner typed in tells the owner's hour, unless they said
// when it was.
func (s *Standing) heard(source string, at time.Time, p props) {
	if source == "page" || source == "mail" || p.Hour {
		s.Heard = last(append(slices.Clone(s.Heard), at), keepHeard)
	}
}

func (s *Standing) inbound(at time.Time) {
	s.LastInbound = at
	s.Inbounds++
}

// talk opens a conversation, or keeps the open one going.
func (s *Standing) talk(at time.Time, how string) {
	if !s.Talk.Open(at) {
		s.Talk = Talk{Since: at}
	}
	s.Talk.Last, s.Talk.How = at, how
}

func (s *Standing) talked(at time.Time, p props) {
	s.LastOutbound = at
	switch p.Outcome {
	case "voicemail", "no answer", "no_answer", "later":
		return // nobody spoke: the call task stays, the programme goes on
	}
	s.LastTalk = at
	s.Talks++
	s.ValuationAt = time.Time{}
	s.talk(at, string(goodturn.EventTalked))
	if p.Ended {
		s.talkEnded(at, p)
	}
}

func (s *Standing) talkEnded(at time.Time, p props) {
	s.ValuationAt = time.Time{}
	if !s.Talk.Last.IsZero() {
		s.Talk.EndedAt, s.Talk.Outcome = at, p.Outcome
	}
	switch p.Outcome {
	case "good", "happy", "mended":
		s.MendedAt = at
	}
}

func (s *Standing) answered(at time.Time, p props) {
	answer := goodturn.Answer(p.Answer)
	s.inbound(at)
	s.around(at)
	switch answer {
	case goodturn.AnswerNo:
		s.DeclinedAt = at
	case goodturn.AnswerStop:
		s.DeclinedAt, s.OptedOutAt = at, at
	case goodturn.AnswerNotNow:
		s.SnoozedAt, s.SnoozedUntil = at, cmp.Or(p.Until.At, at.Add(snoozeFor))
	case goodturn.AnswerYes, goodturn.AnswerMiddle:
		if at.After(s.SnoozedAt) { // told from two devices at the same moment, the weaker answer loses
			s.SnoozedUntil = time.Time{}
		}
	}
	if !at.Equal(s.AnsweredAt) || answer.Rank() > s.Answer.Rank() {
		s.Answer = answer
	}
	s.AnsweredAt = at
}

// life notes what happens to people. A later note on the same kind replaces the earlier one.
func (s *Standing) life(name goodturn.EventName, at time.Time, p props) {
	until := cmp.Or(p.Until.At, at.Add(goodturn.NotGoodTimeFor))
	switch {
	case name == goodturn.EventDied:
		s.DiedAt = unless(p.Over, at)
		return
	case name == goodturn.EventSeparated:
		s.SeparatedAt = unless(p.Over, at)
		p.Kind = "separation"
	case p.Kind == "bereavement":
		s.BereavedSince, s.BereavedUntil = unless(p.Over, at), unless(p.Over, until)
		return
	case p.Kind == "" && p.Over:
		s.NotGood, s.BereavedSince, s.BereavedUntil = nil, time.Time{}, time.Time{}
		return
	}
	s.NotGood = slices.DeleteFunc(slices.Clone(s.NotGood), func(n Pause) bool { return n.Kind == p.Kind || !n.Until.After(at) })
	if !p.Over {
		s.NotGood = append(s.NotGood, Pause{Kind: p.Kind, Since: at, Until: until})
	}
	if len(s.NotGood) == 0 {
		s.NotGood = nil
	}
}

func (s *Standing) praise(at time.Time, text string) {
	if text != "" {
		s.Praise, s.PraisedAt = text, at
		s.Goodwill.Kindnesses++
	}
}

// around notes that they were around on the UTC day of at.
func (s *Standing) around(at time.Time) {
	day := goodturn.DateOf(at)
	first := day.AddDays(-13).String()
	days := slices.DeleteFunc(slices.Clone(s.ActiveDays), func(d string) bool { return d < first })
	if !slices.Contains(days, day.String()) {
		days = append(days, day.String())
	}
	s.ActiveDays = days
}
