package sim

import (
	"context"
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/funnel"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/store"
)

// Habits are the chances with which people react to one message. The zero Habits is a world in which nobody answers.
type Habits struct {
	Yes         float64 // of an ask: says yes
	YesAtYear   float64 // of an ask at an anniversary; 0: as Yes
	Introduces  float64 // of a yes: an introduction comes of it
	Closes      float64 // of an introduction: a closing comes of it
	Middle      float64 // share of the yeses that are the middle answer
	NotNow      float64 // of an ask
	No          float64 // of an ask
	Stop        float64 // of any message
	Replies     float64 // of any message: writes back
	Valuation   float64 // of a useful message: asks what the home would bring
	OwnerCalls  float64 // of a task: the owner does it within days
	ReminderCut float64 // how much less a reminder brings than its ask; 0.5 is half
}

// The chances that no table gives are our own, kept low, and said in every report.
const (
	oursMiddle   = 0.25
	oursNotNow   = 0.03
	oursNo       = 0.015
	oursStop     = 0.002
	oursReminder = 0.5
)

// HabitsFrom draws habits from a published table: each rate somewhere in its range, the same for everybody, because what is not
// known is the rate itself.
func HabitsFrom(p funnel.Preset, r *rand.Rand) Habits {
	draw := func(name string) float64 {
		i, ok := p.Rates[name]
		if !ok {
			return 0
		}
		return i.Low + (i.High-i.Low)*r.Float64()
	}
	return Habits{
		Yes: draw("ask_click"), YesAtYear: draw("intent_month12"), Introduces: draw("introduction_per_click"), Closes: draw("close_per_introduction"),
		Middle: oursMiddle, NotNow: oursNotNow, No: oursNo, Stop: oursStop, ReminderCut: oursReminder,
	}
}

// Tally is what came of a run.
type Tally struct {
	Messages, Asks, Yeses, Refusals, Introductions, Closings int
}

// People react to messages in a world: each from a stream of chance of their own, so that what one does never changes another's
// luck.
type People struct {
	Habits
	Tally
	w    *World
	seed uint64
}

// Live has people react to everything that leaves from now on.
func (w *World) Live(h Habits, seed uint64) *People {
	p := &People{Habits: h, w: w, seed: seed}
	w.Sent = func(c capture.Captured) {
		p.Messages++
		id := goodturn.ID(c.Message.DeliveryID)
		w.At(c.At.Add(time.Minute), func(ctx context.Context) error { return p.read(ctx, id) })
	}
	if h.OwnerCalls > 0 {
		w.At(w.Clock.Now().Truncate(24*time.Hour).Add(22*time.Hour), p.desk) // 17:00 or 18:00 on the American east coast
	}
	return p
}

// luck is one person's chance about one touch.
func (p *People) luck(t goodturn.Touch) *rand.Rand {
	h := fnv.New64a()
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], p.seed)
	_, _ = h.Write(b[:])
	_, _ = h.Write([]byte(string(t.ContactID) + "\x00" + t.Playbook + "\x00" + t.Step))
	binary.LittleEndian.PutUint64(b[:], uint64(t.Occurrence))
	_, _ = h.Write(b[:])
	return rand.New(rand.NewPCG(h.Sum64(), p.seed))
}

// read decides what somebody does about a message that has just arrived.
func (p *People) read(ctx context.Context, delivery goodturn.ID) error {
	var t goodturn.Touch
	var ask goodturn.Ask
	err := p.w.DB.Read(ctx, func(tx *store.Tx) error {
		d, err := tx.Delivery(delivery)
		if err != nil {
			return err
		}
		if t, err = tx.Touch(d.TouchID); err != nil {
			return err
		}
		asks, err := tx.Asks(t.ContactID)
		if len(asks) > 0 { // newest first
			ask = asks[0]
		}
		return err
	})
	if err != nil {
		return err
	}
	r := p.luck(t)
	later := p.w.Clock.Now().Add(delay(r))
	if r.Float64() < p.Stop {
		p.Refusals++
		p.w.At(later, func(ctx context.Context) error {
			_, err := answers.New(p.w.Program).Unsubscribe(ctx, p.w.Program.Links.Token(link.Unsubscribe, t.ContactID))
			return err
		})
		return nil
	}
	if r.Float64() < p.Replies {
		p.w.At(later, func(ctx context.Context) error {
			return p.w.Program.Replied(ctx, t.ContactID, program.Told{Text: replies[r.IntN(len(replies))]})
		})
		return nil
	}
	switch t.Kind {
	case goodturn.KindValue:
		if r.Float64() < p.Valuation {
			p.w.At(later, func(ctx context.Context) error {
				_, err := answers.New(p.w.Program).AskValuation(ctx, p.w.Program.Links.Token(link.Valuation, t.ID))
				return err
			})
		}
	case goodturn.KindAsk, goodturn.KindReminder:
		if t.Kind == goodturn.KindAsk {
			p.Asks++
		}
		if answer := p.answer(r, t); answer != goodturn.AnswerNone {
			p.w.At(later, func(ctx context.Context) error { return p.tap(ctx, t, ask, answer, r) })
		}
	}
	return nil
}

// answer draws what somebody says to an ask.
func (p *People) answer(r *rand.Rand, t goodturn.Touch) goodturn.Answer {
	yes := p.Yes
	if p.YesAtYear > 0 && (t.Step == "anniversary-ask" || t.Step == "year-ask") {
		yes = p.YesAtYear
	}
	scale := 1.0
	if t.Kind == goodturn.KindReminder {
		scale = p.ReminderCut
	}
	u := r.Float64()
	for _, c := range []struct {
		answer goodturn.Answer
		chance float64
	}{
		{goodturn.AnswerMiddle, yes * p.Middle}, {goodturn.AnswerYes, yes * (1 - p.Middle)}, {goodturn.AnswerNotNow, p.NotNow}, {goodturn.AnswerNo, p.No},
	} {
		if u -= c.chance * scale; u < 0 {
			return c.answer
		}
	}
	return goodturn.AnswerNone
}

// tap answers an ask and has come of it what comes of it.
func (p *People) tap(ctx context.Context, t goodturn.Touch, ask goodturn.Ask, answer goodturn.Answer, r *rand.Rand) error {
	if ask.ID == "" || ask.Answer != goodturn.AnswerNone {
		return nil
	}
	err := answers.New(p.w.Program).Respond(ctx, p.w.Program.Links.Token(link.Answer, ask.ID), answer, "page")
	if goodturn.ErrorCode(err) == goodturn.CodeConflict {
		return nil // too late; they shrug
	}
	if err != nil {
		return err
	}
	switch answer {
	case goodturn.AnswerNo, goodturn.AnswerNotNow:
		p.Refusals++
		return nil
	}
	p.Yeses++
	if r.Float64() >= p.Introduces {
		return nil
	}
	p.Introductions++
	closes := r.Float64() < p.Closes
	p.w.At(p.w.Clock.Now().Add(time.Duration(1+r.IntN(20))*goodturn.Day), func(ctx context.Context) error {
		return p.friend(ctx, t.ContactID, closes, r)
	})
	return nil
}

// friend is an introduction and, months later, how it ended.
func (p *People) friend(ctx context.Context, contact goodturn.ID, closes bool, r *rand.Rand) error {
	id, err := introductions.New(p.w.Program).GaveName(ctx, contact, introductions.Name{Friend: friends[r.IntN(len(friends))]})
	if err != nil {
		return err
	}
	end := time.Duration(40+r.IntN(80)) * goodturn.Day
	at := func(d time.Duration, stage goodturn.Stage) {
		p.w.At(p.w.Clock.Now().Add(d), func(ctx context.Context) error {
			if stage == goodturn.StageWon {
				p.Closings++
			}
			return p.advance(ctx, id, contact, stage)
		})
	}
	// Some of those that come to nothing never fitted; the others end after a talk or after some work.
	if closes || r.IntN(2) == 0 {
		at(end/6, goodturn.StageQualified)
		if closes || r.IntN(3) == 0 {
			at(end/3, goodturn.StageOpportunity)
		}
	}
	if closes {
		at(end, goodturn.StageWon)
	} else {
		at(end, goodturn.StageLost)
	}
	return nil
}

// advance moves an introduction to another stage. A deal is worth what the home of whoever introduced it went for, and brings a fortieth.
func (p *People) advance(ctx context.Context, referral, by goodturn.ID, stage goodturn.Stage) error {
	m := introductions.To(stage, "")
	if stage == goodturn.StageWon {
		if err := p.w.DB.Read(ctx, func(tx *store.Tx) error {
			deals, err := tx.Closings(by)
			for _, c := range deals {
				if price := c.PriceMinor; price > 0 {
					m.ValueMinor, m.FeeMinor, m.Currency = &price, new(price/40), c.Currency
				}
			}
			return err
		}); err != nil {
			return err
		}
	}
	_, err := introductions.New(p.w.Program).MoveIntroduction(ctx, referral, m)
	return err
}

// friends and replies are what invented people say. Nobody is meant.
var (
	friends = []string{
		"Marta", "Joel", "Priya", "Andre", "Lucia", "Sam and Kim", "Tomas", "Wei", "Noor", "Helen", "Victor", "Rosa", "Ines", "Callum", "Dev and Asha", "Yuki", "Bram",
		"Oksana", "Malik", "Greta", "Leo", "Farah", "Hugo", "Naomi", "Piotr and Ewa", "Selma", "Dominic", "Aiko", "Ravi", "Colette", "Emeka", "Sofia", "Ned", "Tamar",
		"Luis and Bea", "Ingrid", "Jonah", "Mei", "Patrick", "Zora",
	}
	replies = []string{
		"Thanks for checking in, all well here.", "The boiler is acting up. Do you know somebody?", "We love the place. Hope you are well too.",
		"Could you send me the closing papers again?", "My brother may be looking next year, I will let you know.",
	}
)

// desk is the owner's hour at the end of a working day: some of what waits gets done.
func (p *People) desk(ctx context.Context) error {
	now := p.w.Clock.Now()
	p.w.At(now.Add(24*time.Hour), p.desk)
	if wd := now.Weekday(); p.OwnerCalls <= 0 || wd == time.Saturday || wd == time.Sunday {
		return nil
	}
	var open []goodturn.Task
	if err := p.w.DB.Read(ctx, func(tx *store.Tx) (err error) {
		open, err = tx.OpenTasks("", goodturn.Task{}, 200)
		return err
	}); err != nil {
		return err
	}
	for _, t := range open {
		if now.Sub(t.CreatedAt) < 20*time.Hour || t.DueAt.After(now) || p.w.Rand.Float64() >= p.OwnerCalls/2 {
			continue
		}
		outcome := program.OutcomeTalked
		switch {
		case t.Kind == goodturn.TaskThank:
		case t.Kind != goodturn.TaskCall:
			continue // what has to be mended waits for somebody who knows how
		case p.w.Rand.IntN(3) == 0:
			outcome = program.OutcomeVoicemail
		}
		if err := p.w.Program.TaskDone(ctx, t.ID, outcome, program.Told{}); err != nil {
			return err
		}
		if t.Kind == goodturn.TaskCall && outcome == program.OutcomeTalked && t.ContactID != "" {
			p.w.At(now.Add(3*24*time.Hour), func(ctx context.Context) error {
				return p.w.Program.TalkEnded(ctx, t.ContactID, "good", program.Told{})
			})
		}
	}
	return nil
}

// delay is how long people take: most answer within hours, some after days.
func delay(r *rand.Rand) time.Duration {
	return time.Duration(r.ExpFloat64() * float64(14*time.Hour)).Truncate(time.Second)
}
