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
		asks, err := tx.ContactAsks(t.ContactID)
		if n := len(asks); n > 0 {
			ask = asks[n-1]
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
			_, err := p.w.Program.Unsubscribe(ctx, p.w.Program.Links.Token(link.Unsubscribe, t.ContactID))
			return err
		})
		return nil
	}
	if r.Float64() < p.Replies {
		p.w.At(later, func(ctx context.Context) error {
			_, err := p.w.Program.Receive(ctx, goodturn.Event{ContactID: t.ContactID, Name: goodturn.EventReplied, Source: "mailbox", MessageID: "reply:" + string(delivery)})
			return err
		})
		return nil
	}
	switch t.Kind {
	case goodturn.KindValue:
		if r.Float64() < p.Valuation {
			p.w.At(later, func(ctx context.Context) error {
				_, err := p.w.Program.AskValuation(ctx, p.w.Program.Links.Token(link.Valuation, t.ID))
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
	_, err := p.w.Program.Respond(ctx, p.w.Program.Links.Token(link.Answer, ask.ID), answer, "page")
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
	friend := "friend:" + string(ask.ID)
	p.w.At(p.w.Clock.Now().Add(time.Duration(1+r.IntN(20))*goodturn.Day), func(ctx context.Context) error {
		return p.friend(ctx, t.ContactID, friend, closes, r)
	})
	return nil
}

// friend is an introduction and, months later, how it ended.
func (p *People) friend(ctx context.Context, contact goodturn.ID, friend string, closes bool, r *rand.Rand) error {
	tell := func(ctx context.Context, name goodturn.EventName, props string) error {
		_, err := p.w.Program.Receive(ctx, goodturn.Event{ContactID: contact, Name: name, Source: "people", Props: []byte(props)})
		return err
	}
	stage := "lost"
	if closes {
		stage = "won"
	}
	p.w.At(p.w.Clock.Now().Add(time.Duration(40+r.IntN(80))*goodturn.Day), func(ctx context.Context) error {
		if closes {
			p.Closings++
		}
		return tell(ctx, goodturn.EventReferralMoved, `{"referral_id":"`+friend+`","stage":"`+stage+`"}`)
	})
	return tell(ctx, goodturn.EventReferred, `{"referral_id":"`+friend+`"}`)
}

// delay is how long people take: most answer within hours, some after days.
func delay(r *rand.Rand) time.Duration {
	return time.Duration(r.ExpFloat64() * float64(14*time.Hour)).Truncate(time.Second)
}
