package requests

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// NowResult is what became of a message that was asked for by hand.
type NowResult struct {
	Planned bool // it goes, now or in the next open hour
	Touch   goodturn.Touch
	Judged  program.Judged // why, and how it would read
}

// Objection is what a person would name that speaks against the message now: not the five minutes or the hour, which pass by themselves.
func (r NowResult) Objection() (program.Checked, bool) {
	for _, c := range r.Judged.Checks {
		switch c.Code {
		case goodturn.ReasonJustApproved, goodturn.ReasonQuietHours, goodturn.ReasonMomentPassed, goodturn.ReasonTooEarly:
			continue
		}
		if c.State == "wait" || c.State == "stop" {
			return c, true
		}
	}
	return program.Checked{}, false
}

// AskNow asks somebody for an introduction, today rather than when the plan would: under every rule that holds for the plan. Where
// it may not go, nothing is planned and Judged says why and when. With look set, nothing is planned in any case.
func (p *Requests) AskNow(ctx context.Context, id, by goodturn.ID, look bool) (NowResult, error) {
	return p.now(ctx, id, by, look, goodturn.KindAsk)
}

// HelloNow sends something useful today, under the same rules.
func (p *Requests) HelloNow(ctx context.Context, id, by goodturn.ID, look bool) (NowResult, error) {
	return p.now(ctx, id, by, look, goodturn.KindValue)
}

func (p *Requests) now(ctx context.Context, id, by goodturn.ID, look bool, kind goodturn.Kind) (NowResult, error) {
	var out NowResult
	err := p.DB.Write(ctx, func(tx *store.Tx) error {
		out = NowResult{}
		if err := program.LockPeople(tx, id); err != nil {
			return err
		}
		t, brought, err := p.manual(tx, id, by, kind)
		if err != nil {
			return err
		}
		if !brought {
			_, err = tx.InsertTouches([]goodturn.Touch{t})
		} else if t, brought, err = bringForward(tx, t, by); err == nil && !brought {
			err = &goodturn.Error{Code: goodturn.CodeConflict, Message: "Their hello is leaving at this moment.", Hint: "Look again in a minute."}
		}
		if err != nil {
			return err
		}
		x, err := p.Look(tx, t, tx.Now())
		if err != nil {
			return err
		}
		out.Touch, out.Judged = t, p.JudgedOf(t, p.StepTitle(t, x.Enrolment.Side), x.Decision)
		if x.Written != nil {
			out.Judged.Would, out.Judged.Missing = x.Written.Letter, x.Written.Missing
		}
		d := x.Decision
		soon := d.Verdict == goodturn.Wait && !d.Next.IsZero() && d.Next.Sub(tx.Now()) <= t.Late
		out.Planned = (d.Verdict == goodturn.Send || soon) && !look
		if !out.Planned {
			return errLook
		}
		return nil
	})
	if err != nil && !errors.Is(err, errLook) {
		return NowResult{}, err
	}
	if out.Planned {
		p.Wake("sweep")
	}
	return out, nil
}

// bringForward has a planned message leave now; false if it is no longer planned.
func bringForward(tx *store.Tx, t goodturn.Touch, by goodturn.ID) (goodturn.Touch, bool, error) {
	t.PlannedAt, t.DueAt, t.LegalAt, t.NotBefore, t.UntilAt = tx.Now(), tx.Now(), tx.Now(), time.Time{}, tx.Now().Add(7*goodturn.Day)
	if ok, err := tx.Replan(t); err != nil || !ok {
		return t, false, err
	}
	if ok, err := tx.Approve(t.ID, by, tx.Now()); err != nil || !ok {
		return t, false, err
	}
	t, err := tx.Touch(t.ID)
	return t, err == nil, err
}

// manual makes the touch for a message by hand. Its occurrence is below zero, where no plan goes, so that it takes no planned
// one's place. The hello that the plan has for somebody from long ago is that very message, though: it is given, to be brought
// forward, for nobody hears two.
func (p *Requests) manual(tx *store.Tx, id, by goodturn.ID, kind goodturn.Kind) (t goodturn.Touch, planned bool, err error) {
	c, err := tx.Contact(id)
	if err != nil {
		return goodturn.Touch{}, false, err
	}
	have, err := tx.ContactEnrolments(id)
	if err != nil {
		return goodturn.Touch{}, false, err
	}
	i := slices.IndexFunc(have, func(e goodturn.Enrolment) bool { return e.State == goodturn.EnrolmentActive && p.speaksOf(e, kind) })
	if i < 0 && kind == goodturn.KindAsk && slices.ContainsFunc(have, func(e goodturn.Enrolment) bool { return e.State == goodturn.EnrolmentActive }) {
		return goodturn.Touch{}, false, &goodturn.Error{Code: goodturn.CodeConflict, Message: "Somebody you know from work is asked for something in particular, with a reason.", Hint: "Use \"Ask somebody\", or: goodturn ask"}
	}
	if i < 0 {
		return goodturn.Touch{}, false, &goodturn.Error{Code: goodturn.CodeConflict, Message: c.Name() + " is in no plan, so there are no words for them.",
			Hint: "Give them a closing and an e-mail address, or take them back in."}
	}
	e := have[i]
	pack, err := p.ShippedPack(e.Playbook)
	if err != nil {
		return goodturn.Touch{}, false, err
	}
	step, ok := manualStep(pack.Playbook, e.Side, kind)
	if !ok {
		return goodturn.Touch{}, false, goodturn.NotFound("message for this")
	}
	zone, _, err := p.TodayOf(tx, id)
	if err != nil {
		return goodturn.Touch{}, false, err
	}
	before, err := tx.EnrolmentTouches(e.ID)
	if err != nil {
		return goodturn.Touch{}, false, err
	}
	n := -1
	for _, t := range before {
		if t.Step == step.Name && t.Occurrence <= n {
			n = t.Occurrence - 1
		}
		forward := step.FirstWarm && !t.Manual && t.Step == step.Name && t.State == goodturn.Planned
		if forward && t.ApprovedAt.IsZero() {
			return t, true, nil
		}
		if (forward || t.Manual && t.Step == step.Name) && !t.State.Done() {
			return goodturn.Touch{}, false, &goodturn.Error{Code: goodturn.CodeConflict, Message: "Such a message to " + c.Name() + " is planned already.", Hint: "It is on their page."}
		}
	}
	ch := goodturn.ChannelEmail
	if pack.Playbook.ByPreference(step.Name) && c.Prefers != "" {
		ch = c.Prefers
	}
	return goodturn.Touch{ID: tx.NewID(), EnrolmentID: e.ID, ContactID: id, HouseholdID: c.HouseholdID, OwnerID: c.OwnerID, Playbook: e.Playbook, Step: step.Name, Occurrence: n,
		Kind: kind, Channel: ch, Anchor: e.Anchor, PlannedAt: tx.Now(), DueAt: tx.Now(), LegalAt: tx.Now(), Late: step.Late, UntilAt: tx.Now().Add(7 * goodturn.Day),
		Zone: zone.String(), State: goodturn.Planned, StateAt: tx.Now(), Variant: playbook.VariantAmong(id, nil), Manual: true, ApprovedAt: tx.Now(), ApprovedBy: by}, false, nil
}

// speaksOf reports whether a plan has words of a kind for a message by hand.
func (p *Requests) speaksOf(e goodturn.Enrolment, kind goodturn.Kind) bool {
	pack, err := p.ShippedPack(e.Playbook)
	if err != nil {
		return true // said where the plan is read
	}
	_, ok := manualStep(pack.Playbook, e.Side, kind)
	return ok
}

// manualStep is the step whose words serve a message by hand: the first request, or a hello that needs no occasion.
func manualStep(book *playbook.Playbook, side goodturn.Side, kind goodturn.Kind) (goodturn.Step, bool) {
	var best goodturn.Step
	for _, s := range book.Steps {
		if s.Kind != kind || s.Companion || s.Yearly || s.ByHand {
			continue
		}
		step, ok := book.Step(s.Name, side)
		if !ok {
			continue
		}
		hello := step.FirstWarm || strings.HasPrefix(step.Name, "hello")
		if best.Name == "" || kind == goodturn.KindValue && hello && !best.FirstWarm {
			best = step
		}
	}
	return best, best.Name != ""
}
