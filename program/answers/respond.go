package answers

import (
	"context"
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// answerLife is how long an ask can be answered in every way. As long as that nobody of the household is asked again, so there is
// never more than one question to answer; refusals are taken for ever.
const answerLife = goodturn.HardAskEvery

// The range of a snooze in days (B4), and where the workspace keeps its choice.
const (
	leastSnooze = 60
	mostSnooze  = 90
	snoozeKey   = "snooze_days"
)

// declined is the reason of the suppression that a "no thanks" leaves.
const declined = "no thanks"

// OpenAnswer gives the page of an answer link. It writes nothing. A token that is forged, cut or of something erased is
// CodeNotFound, always with the same words.
func (p *Answers) OpenAnswer(ctx context.Context, token string) (page AnswerPage, err error) {
	id, err := p.Links.Open(link.Answer, token)
	if err != nil {
		return page, err
	}
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		ask, err := tx.OpenAskPage(id, snoozeKey)
		if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
			return goodturn.NotFound("page")
		}
		if err != nil {
			return err
		}
		page, err = p.answerPage(tx, ask)
		return err
	})
	return page, err
}

// Respond takes an answer from a page ("page"), a mail ("mail"), a reply read by a person ("reply") or the owner ("owner"), and
// carries out what follows. Told twice, nothing changes. Of two answers that cross each other the stricter one stands: a
// refusal is never undone by a yes that was tapped on another device at the same moment. To let somebody change an answer that
// they see before them, use Change.
//
// CodeUnavailable means that the answer could not be written down now and must be kept elsewhere until it can.
func (p *Answers) Respond(ctx context.Context, token string, answer goodturn.Answer, via string) error {
	_, err := p.Change(ctx, token, goodturn.AnswerNone, answer, via)
	return err
}

// Stands is what stands of a question once an answer to it was taken.
type Stands struct {
	Answer goodturn.Answer
	Closed bool // the question is over
}

// Change is Respond for somebody to whom the page showed their present answer, saw. As long as it still stands they may change it
// in any direction: only the person takes back their own no. "Stop" is taken back on its own page alone, see Resubscribe.
func (p *Answers) Change(ctx context.Context, token string, saw, answer goodturn.Answer, via string) (stands Stands, err error) {
	id, err := p.Links.Open(link.Answer, token)
	if err != nil {
		return stands, err
	}
	if answer.Rank() == 0 {
		return stands, goodturn.Invalid("answer", "Choose one of the answers.", "Any of them is fine.")
	}
	err = p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		ask, err := p.answer(tx, id, saw, answer, via)
		stands = Stands{ask.Answer, askClosed(ask, tx.Now())}
		return err
	})
	if err != nil {
		return Stands{}, program.Unwritten(err)
	}
	p.Wake("sweep")
	if answer == goodturn.AnswerMiddle || answer == goodturn.AnswerYes {
		p.Wake("tell")
	}
	return stands, nil
}

// answer writes one answer and everything that follows from it. A weaker answer than the one that stands changes nothing, unless
// the person saw the one that stands. It gives the ask as it then stands.
func (p *Answers) answer(tx *store.Tx, id goodturn.ID, saw, answer goodturn.Answer, via string) (goodturn.Ask, error) {
	refusal := answer.Rank() >= goodturn.AnswerNo.Rank()
	ask, err := p.LockAskIn(tx, id)
	if err != nil {
		return ask, err
	}
	before := ask.Answer
	if before == answer {
		return ask, nil
	}
	if askClosed(ask, tx.Now()) && !refusal {
		return ask, &goodturn.Error{Code: goodturn.CodeConflict, Message: "This question is closed by now.", Hint: "Reply to the message instead; that always works."}
	}
	w := store.Answering{Answer: answer, By: via, Seen: saw}
	if answer == goodturn.AnswerNotNow {
		if w.SnoozeUntil, err = p.snooze(tx, ask); err != nil {
			return ask, err
		}
	}
	next, won, err := tx.AnswerAsk(ask, w)
	if err != nil || !won && !(refusal && next.State == goodturn.AskVoid) {
		return next, err // somebody was faster with a stricter answer, and it stands
	}
	t, err := tx.Touch(ask.TouchID)
	if err != nil {
		return ask, err
	}
	c, err := tx.Contact(ask.ContactID)
	if err != nil {
		return ask, err
	}
	if !won { // it was taken back as never sent, and somebody has read it all the same
		said := next
		said.Answer = answer
		return next, p.carryOut(tx, said, t, c)
	}
	if err := p.ItArrivedIn(tx, t); err != nil {
		return ask, err
	}
	if err := reach.Answered(tx, next, before); err != nil {
		return ask, err
	}
	if refusal && p.Shares(ask) { // what they showed to friends goes with their yes
		if err := tx.DropPortrait(ask.ContactID); err != nil {
			return ask, err
		}
	}
	if before.Rank() >= goodturn.AnswerNo.Rank() && !refusal {
		if err := p.reopen(tx, next, c); err != nil {
			return ask, err
		}
	}
	if before != goodturn.AnswerNone { // what the answer before gave the owner to do is not true any more
		for _, key := range []string{thankKey(ask.ID), program.MiddleKey(ask.ID)} {
			if _, err := tx.DoneTaskKey(key, "taken back"); err != nil {
				return ask, err
			}
		}
	}
	told := map[string]any{"ask_id": ask.ID, "answer": answer, "via": via}
	if before != goodturn.AnswerNone {
		told["before"] = before
	}
	if !next.SnoozeUntil.IsZero() {
		told["until"] = next.SnoozeUntil.Format(time.RFC3339)
	}
	happened := []goodturn.Event{{ContactID: ask.ContactID, Name: goodturn.EventAnswered, Source: via, Props: program.Props(told)}}
	if p.Shares(next) {
		if _, request, err := program.RequestOf(tx, t); err != nil {
			return ask, err
		} else if !request { // a favour is promised by a yes to one: nothing is to be passed on by a link
			_, minted, err := p.ShareCodeIn(tx, next)
			if err != nil {
				return ask, err
			}
			happened = append(happened, minted...)
		}
	}
	if _, err := p.ReceiveIn(tx, happened...); err != nil {
		return ask, err
	}
	if err := p.CancelAskingIn(tx, c, goodturn.ReasonAnswered, func(t goodturn.Touch) bool {
		return t.Kind == goodturn.KindReminder && t.EnrolmentID != "" && t.DueAt.Before(ask.OpenedAt.Add(goodturn.HardAskEvery))
	}); err != nil {
		return ask, err
	}
	return next, p.carryOut(tx, next, t, c)
}

// snooze is until when somebody is left in peace who says "not now".
func (p *Answers) snooze(tx *store.Tx, ask goodturn.Ask) (time.Time, error) {
	zone, today, err := p.todayFor(tx, ask)
	if err != nil {
		return time.Time{}, err
	}
	chosen, err := tx.Value(snoozeKey)
	return schedule.EndOfSnooze(today.AddDays(snoozeDays(chosen)), zone), err
}

// carryOut is what the answer of c to an ask, whose touch is t, means.
func (p *Answers) carryOut(tx *store.Tx, ask goodturn.Ask, t goodturn.Touch, c goodturn.Contact) error {
	request, err := p.RequestAnsweredIn(tx, ask, t)
	if err != nil {
		return err
	}
	switch ask.Answer {
	case goodturn.AnswerYes:
		if request {
			return nil
		}
		return p.advocate(tx, ask, c)
	case goodturn.AnswerMiddle:
		return p.middle(tx, ask, c)
	case goodturn.AnswerNo:
		return p.decline(tx, c, ask.ID)
	case goodturn.AnswerStop:
		return p.StopIn(tx, ask.ContactID, "answer")
	}
	return nil
}

// decline ends asks for good, and nothing else. Either of a couple answers for both, so that the plan of both is cleared.
func (p *Answers) decline(tx *store.Tx, c goodturn.Contact, ask goodturn.ID) error {
	if err := tx.AddSuppression(&goodturn.Suppression{ContactID: c.ID, Scope: goodturn.ScopeAsks, Reason: declined, Source: "ask:" + string(ask)}); err != nil {
		return err
	}
	return p.CancelAskingIn(tx, c, goodturn.ReasonDeclined, func(goodturn.Touch) bool { return true })
}

// reopen takes a no back, because the person did: the refusal is lifted and what it had cancelled is planned again, as far as its
// time has not passed.
func (p *Answers) reopen(tx *store.Tx, ask goodturn.Ask, c goodturn.Contact) error {
	if err := lift(tx, ask.ContactID, goodturn.ScopeAsks); err != nil {
		return err
	}
	if _, err := p.ReceiveIn(tx, goodturn.Event{ContactID: ask.ContactID, Name: goodturn.EventReopened, Source: "page", Props: program.Props(map[string]any{"ask_id": ask.ID, "scope": "asks"})}); err != nil {
		return err
	}
	people, err := program.Together(tx, c)
	if err != nil {
		return err
	}
	return planBack(tx, people, goodturn.ReasonDeclined)
}

// middle is the answer between yes and no. Real estate: they know somebody and want to be called. Professional: their name may be
// mentioned. Product: they want something to forward.
func (p *Answers) middle(tx *store.Tx, ask goodturn.Ask, c goodturn.Contact) error {
	switch p.PackOf(ask.Playbook) {
	case message.PackProduct:
		return p.advocate(tx, ask, c)
	case message.PackProfessional:
		return p.OpenTaskIn(tx, goodturn.Task{ContactID: c.ID, OwnerID: ask.OwnerID, TouchID: ask.TouchID, Key: program.MiddleKey(ask.ID), Kind: goodturn.TaskThank,
			Title: "Thank " + c.Name() + ": you may mention their name",
			Why:   "They answered that you may mention their name when you write to somebody they know. Their page says that you will tell them how it went.",
			Say:   "Thank you for letting me mention you. Whom should I say hello to first?"})
	}
	return p.CallAboutIn(tx, ask, c, "", "")
}

// asksForNote reports whether what an ask asked was whether the note may be sent, and there is an address that it can go to.
func (p *Answers) asksForNote(tx *store.Tx, ask goodturn.Ask, c goodturn.Contact) (bool, error) {
	pack, err := p.ShippedPack(ask.Playbook)
	if err != nil {
		return false, nil // the plan is not here any more: the page still has the note
	}
	if !pack.Playbook.NoteFirst(ask.Step) {
		return false, nil
	}
	s, err := tx.Settings()
	if err != nil {
		return false, err
	}
	to, today, err := p.NoteTo(tx, s.WithDefaults(), c, ask)
	return to != "" && today.ID == "", err
}

// advocate makes somebody who said yes, and has a share code by now, an advocate: a task to thank them. Whoever did not say it on their page has
// nothing to forward yet: the note goes to them by mail, once the owner has read it where messages are approved. Whoever was asked
// whether the note may be sent gets it in any case.
func (p *Answers) advocate(tx *store.Tx, ask goodturn.Ask, c goodturn.Contact) error {
	first, err := p.asksForNote(tx, ask, c)
	if err != nil {
		return err
	}
	if first || ask.AnsweredBy != "page" {
		if err := p.PlanNoteIn(tx, ask, c, false); err != nil {
			return err
		}
	}
	return p.OpenTaskIn(tx, goodturn.Task{
		ContactID: c.ID, OwnerID: ask.OwnerID, TouchID: ask.TouchID, Kind: goodturn.TaskThank, Key: thankKey(ask.ID), Title: "Thank " + c.Name() + ": they said yes",
		Why: "They will pass your name on. They have a short note to forward; a word from you means more than any of it.",
		Say: "Thank you, that means a lot. Is there anything I can do for you?",
	})
}

// thankKey is the key of the task to thank somebody for a yes.
func thankKey(ask goodturn.ID) string { return "thank:" + string(ask) }

// planBack plans again what was cancelled for one reason, where its time has not passed.
func planBack(tx *store.Tx, people []goodturn.ID, why goodturn.ReasonCode) error {
	return program.EachTouch(tx, people, func(t goodturn.Touch) error {
		if t.State != goodturn.Cancelled || len(t.Reasons) != 1 || t.Reasons[0] != why || !t.UntilAt.IsZero() && t.UntilAt.Before(tx.Now()) {
			return nil
		}
		_, err := tx.Revive(t, why)
		return err
	})
}

// askClosed reports whether an ask can no longer be answered with yes.
func askClosed(a goodturn.Ask, now time.Time) bool {
	return a.State == goodturn.AskLapsed || a.State == goodturn.AskVoid || !now.Before(a.OpenedAt.Add(answerLife))
}

// snoozeDays is what the workspace has chosen, from the value of snoozeKey.
func snoozeDays(chosen string) int {
	var days int
	if _, err := fmt.Sscan(chosen, &days); err != nil {
		return mostSnooze // not chosen, and a setting that cannot be read is none
	}
	return min(max(days, leastSnooze), mostSnooze)
}
