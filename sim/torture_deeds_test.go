package sim_test

import (
	"context"
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/sim/invariant"
	"github.com/goodturn-app/goodturn/store"
)

// happen does one thing that happens in life.
func (w *world) happen() {
	var alive []*soul
	for _, s := range w.souls {
		if s.into == nil {
			alive = append(alive, s)
		}
	}
	s := alive[w.r.IntN(len(alive))]
	p := w.Program
	told := program.Told{By: w.owner}
	soft := func(err error) { // a person did what cannot be done, and was told so
		switch goodturn.ErrorCode(err) {
		case "", goodturn.CodeInvalid, goodturn.CodeConflict, goodturn.CodeNotFound:
		default:
			w.must(err)
		}
	}
	switch w.r.IntN(26) {
	case 0, 1, 2, 3, 4, 5:
		w.answers(s)
	case 6:
		_, err := answers.New(p).Unsubscribe(w.ctx, p.Links.Token(link.Unsubscribe, s.id))
		w.must(err)
		w.say(s, "stop", time.Time{})
	case 7:
		if page, err := answers.New(p).OpenUnsubscribe(w.ctx, p.Links.Token(link.Unsubscribe, s.id)); err == nil && page.Stopped {
			_, err := answers.New(p).Resubscribe(w.ctx, p.Links.Token(link.Unsubscribe, s.id))
			w.must(err)
			w.say(s, "resubscribed", time.Time{})
		}
	case 8:
		w.must(p.Replied(w.ctx, s.id, told))
		w.say(s, "replied", time.Time{})
	case 9:
		soft(p.Bounced(w.ctx, s.id, "", told))
		w.seen["bounced"]++
		w.note("%s bounced", s.name)
	case 10:
		if other := alive[w.r.IntN(len(alive))]; other != s && w.r.IntN(2) == 0 {
			w.merge(s, other)
		}
	case 11:
		if other := alive[w.r.IntN(len(alive))]; other != s {
			_, err := w.People.JoinHousehold(w.ctx, s.id, other.id, w.owner)
			soft(err)
			w.houses()
			w.seen["joined"]++
			w.note("%s joins %s", s.name, other.name)
		}
	case 12:
		soft(w.People.LeaveHousehold(w.ctx, s.id, w.owner))
		w.houses()
		w.seen["left"]++
		w.note("%s leaves", s.name)
	case 13:
		w.correct(s)
	case 14:
		email := fmt.Sprintf("%s.%d@example.com", s.name, w.r.IntN(1000))
		old := s.address
		if _, err := w.People.SaveEdit(w.ctx, s.id, people.Edit{Email: &email, By: w.owner}); err == nil {
			s.address = email
			w.note("%s has another address, %s for %s", s.name, email, old)
		} else {
			soft(err)
		}
	case 15:
		w.enter([]*soul{s})
		w.houses()
		w.seen["imported again"]++
		w.note("%s imported again", s.name)
	case 16:
		w.must(p.Pause(w.ctx, w.owner, ""))
		w.note("paused")
		w.must(w.Run(w.ctx, w.Clock.Now().Add(time.Duration(w.r.IntN(20*24))*time.Hour)))
		w.must(p.Resume(w.ctx, w.owner))
		w.seen["paused"]++
		w.note("resumed")
	case 17:
		w.Clock.Advance(time.Duration(w.r.IntN(12*24)) * time.Hour)
		w.seen["down"]++
		w.note("was down until now")
	case 18:
		if w.r.IntN(2) == 0 {
			w.Clock.Advance(-time.Duration(w.r.IntN(120)) * time.Minute)
			w.seen["clock back"]++
			w.note("the clock was set back")
		}
	case 19:
		_, err := requests.New(p).AskNow(w.ctx, s.id, w.owner, false)
		soft(err)
		w.seen["ask now"]++
		w.note("ask %s now", s.name)
	case 20:
		_, err := requests.New(p).HelloNow(w.ctx, s.id, w.owner, false)
		soft(err)
	case 21:
		w.befall(s)
	case 22:
		w.must(p.LeaveOut(w.ctx, s.id, "", w.owner))
		w.must(w.Run(w.ctx, w.Clock.Now().Add(time.Duration(w.r.IntN(60))*goodturn.Day)))
		soft(p.TakeIn(w.ctx, s.id, w.owner))
		w.seen["left out"]++
		w.note("%s was left out until now", s.name)
	case 23:
		w.must(p.Talked(w.ctx, s.id, program.OutcomeTalked, told))
		if w.r.IntN(2) == 0 {
			w.must(p.TalkEnded(w.ctx, s.id, "good", told))
		}
		w.say(s, "talked", time.Time{})
	case 24:
		if len(w.souls) < 14 {
			w.enter([]*soul{w.born(len(w.souls), goodturn.DateOf(w.Clock.Now()))})
		}
	case 25:
		w.resolve(s)
	}
}

// answers opens one of the asks that somebody got and taps something.
func (w *world) answers(s *soul) {
	var asks []goodturn.Ask
	w.must(w.DB.Read(w.ctx, func(tx *store.Tx) (err error) {
		asks, err = tx.Asks(s.id)
		return err
	}))
	if len(asks) == 0 {
		return
	}
	ask := asks[w.r.IntN(len(asks))]
	token := w.Program.Links.Token(link.Answer, ask.ID)
	page, err := answers.New(w.Program).OpenAnswer(w.ctx, token)
	w.must(err)
	answer := []goodturn.Answer{goodturn.AnswerYes, goodturn.AnswerMiddle, goodturn.AnswerNotNow, goodturn.AnswerNo, goodturn.AnswerNotNow}[w.r.IntN(5)]
	_, err = answers.New(w.Program).Change(w.ctx, token, page.Present, answer, "page")
	if goodturn.ErrorCode(err) == goodturn.CodeConflict {
		return
	}
	w.must(err)
	after, err := answers.New(w.Program).OpenAnswer(w.ctx, token)
	w.must(err)
	if after.Present != answer {
		w.t.Fatalf("%s saw %q, tapped %q and reads %q", s.name, page.Present, answer, after.Present)
	}
	if page.Present == answer {
		return
	}
	if page.Present == goodturn.AnswerNo {
		w.say(s, "reopened", time.Time{})
	}
	w.seen["answer "+string(answer)]++
	w.say(s, "answered", time.Time{})
	switch answer {
	case goodturn.AnswerNo:
		w.say(s, "no", time.Time{})
	case goodturn.AnswerNotNow:
		var until time.Time
		w.must(w.DB.Read(w.ctx, func(tx *store.Tx) error {
			a, err := tx.Ask(ask.ID)
			until = a.SnoozeUntil
			return err
		}))
		if d := until.Sub(w.Clock.Now()); d < 88*goodturn.Day || d > 92*goodturn.Day {
			w.t.Fatalf("a snooze of %s", d)
		}
		w.say(s, "not_now", until)
		// An owner in a hurry tries it on the last days of it, when nothing else may stand in the way any more.
		w.At(until.Add(-time.Duration(1+w.r.IntN(70))*time.Hour), func(ctx context.Context) error {
			if s.into == nil {
				_, err := requests.New(w.Program).AskNow(ctx, s.id, w.owner, false)
				if code := goodturn.ErrorCode(err); code != "" && code != goodturn.CodeConflict && code != goodturn.CodeInvalid {
					return err
				}
			}
			return nil
		})
	default:
		w.lift(s)
	}
}

// lift ends the snooze that somebody takes back with a yes.
func (w *world) lift(s *soul) {
	for i := range w.said {
		if x := &w.said[i]; x.Person == s.name && x.What == "not_now" && x.Until.After(w.Clock.Now()) {
			x.Until = w.Clock.Now()
		}
	}
}

// merge makes two souls one, as an owner does who finds the same person twice.
func (w *world) merge(keep, away *soul) {
	err := w.People.Merge(w.ctx, keep.id, away.id, w.owner)
	if goodturn.ErrorCode(err) == goodturn.CodeConflict || goodturn.ErrorCode(err) == goodturn.CodeInvalid {
		return
	}
	w.must(err)
	w.note("%s is %s", away.name, keep.name)
	away.into = keep
	keep.lost = true
	w.houses()
	w.seen["merged"]++
	// What either had said holds for the one they are; what either takes back later is the other's too.
	now := w.Clock.Now()
	for _, x := range w.said {
		if x.Person == away.name && x.What != "closed" && x.What != "answered" {
			now = now.Add(1) // in the order in which it was said
			x.Person, x.At = keep.name, now
			w.said = append(w.said, x)
		}
	}
}

// houses reads anew who lives with whom: couples are found by the product, and checked against what it then does.
func (w *world) houses() {
	w.must(w.DB.Read(w.ctx, func(tx *store.Tx) error {
		by := map[goodturn.ID][]*soul{}
		for _, s := range w.souls {
			s.house = map[*soul]bool{}
			if s.into != nil {
				continue
			}
			c, err := tx.Contact(s.id)
			if err != nil {
				return err
			}
			if c.HouseholdID != "" {
				by[c.HouseholdID] = append(by[c.HouseholdID], s)
			}
		}
		for _, members := range by {
			for _, a := range members {
				for _, b := range members {
					if a != b {
						a.house[b] = true
					}
				}
			}
		}
		return nil
	}))
}

// correct moves the date of a deal.
func (w *world) correct(s *soul) {
	to := s.closed.AddDays(w.r.IntN(60) - 40)
	if today := goodturn.DateOf(w.Clock.Now()).AddDays(-1); to.After(today) {
		to = today
	}
	_, err := w.People.SaveEdit(w.ctx, s.id, people.Edit{Closed: &to, By: w.owner})
	if goodturn.ErrorCode(err) == goodturn.CodeInvalid || goodturn.ErrorCode(err) == goodturn.CodeConflict {
		return
	}
	w.must(err)
	s.closed = to
	w.seen["corrected"]++
	w.note("%s closed on %s", s.name, to)
	for i := range w.said {
		if x := &w.said[i]; x.What == "closed" && x.Person == s.name && x.Until.IsZero() {
			x.Until = w.Clock.Now()
		}
	}
	w.said = append(w.said, invariant.Said{At: w.Clock.Now(), Person: s.name, What: "closed", Day: day(to)})
}

// befall notes something in a life.
func (w *world) befall(s *soul) {
	events := []goodturn.EventName{goodturn.EventMoved, goodturn.EventSoldElsewhere, goodturn.EventSeparated, goodturn.EventNotGoodTime, goodturn.EventListedElsewhere, goodturn.EventNotGoodTime}
	l := people.Life{Event: events[w.r.IntN(len(events))], By: w.owner}
	if l.Event == goodturn.EventNotGoodTime {
		l.Kind = []string{"bereavement", "illness", ""}[w.r.IntN(3)]
	}
	w.must(w.People.NoteLife(w.ctx, s.id, l))
	s.lost = s.lost || l.Event == goodturn.EventMoved || l.Event == goodturn.EventSoldElsewhere
	w.houses()
	w.seen["life"]++
	w.note("%s: %s %s", s.name, l.Event, l.Kind)
}

// resolve has the owner say what became of an uncertain message, as it was.
func (w *world) resolve(s *soul) {
	var touch goodturn.ID
	var delivery goodturn.ID
	w.must(w.DB.Read(w.ctx, func(tx *store.Tx) error {
		list, err := tx.ContactDeliveries(s.id, 0, 10)
		for _, d := range list {
			if d.State == goodturn.DeliveryUnknown {
				touch, delivery = d.TouchID, d.ID
			}
		}
		return err
	}))
	if touch == "" {
		return
	}
	for i, l := range w.sent {
		if l.delivery != delivery {
			continue
		}
		w.must(w.Program.ResolveUnknown(w.ctx, w.owner, touch, !l.maybe))
		w.note("%s: the uncertain one arrived: %v", s.name, !l.maybe)
		if l.maybe {
			w.sent = append(w.sent[:i], w.sent[i+1:]...)
		}
		return
	}
}
