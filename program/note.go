package program

import (
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// SharedIn notes what somebody did with what they may pass on, once a kind and day. All but a note to themselves is passing on.
func (p *Program) SharedIn(tx *store.Tx, ask goodturn.Ask, how string) error {
	_, today, err := p.whereNow(tx, ask.ContactID)
	if err != nil {
		return err
	}
	_, err = p.receive(tx, goodturn.Event{ContactID: ask.ContactID, Name: goodturn.EventShared, Source: "page", MessageID: "shared:" + string(ask.ID) + ":" + how + ":" + today.String(),
		Props: props(map[string]any{"ask_id": ask.ID, "how": how})})
	if err != nil || how == "note" {
		return err
	}
	return reach.Invited(tx, ask.ContactID, ask.ID)
}

// Shares reports whether an answer gave somebody a code and words to pass on.
func (p *Program) Shares(ask goodturn.Ask) bool {
	return ask.Answer == goodturn.AnswerYes || ask.Answer == goodturn.AnswerMiddle && packOf(p, ask.Playbook) == message.PackProduct
}

// PlanNoteIn plans the letter with the note; asked for by themselves it is noted as sharing too.
func (p *Program) PlanNoteIn(tx *store.Tx, ask goodturn.Ask, c goodturn.Contact, requested bool) error {
	where, _, err := p.whereNow(tx, c.ID)
	if err != nil {
		return err
	}
	planned, err := p.OnceIn(tx, c, playbook.OnceNote, ask.ID, ask.Playbook, todayNumber(tx.Now(), where.zone), requested)
	if err != nil || !planned || !requested {
		return err
	}
	return p.SharedIn(tx, ask, "note")
}

// NoteTo is the address to which the note can go now, half covered; empty if there is none or nothing may leave. today is the
// note of today, of which there is at most one, or one of an earlier day that has not left; zero: none yet.
func (p *Program) NoteTo(tx *store.Tx, s goodturn.Settings, c goodturn.Contact, ask goodturn.Ask) (covered string, today goodturn.Touch, err error) {
	at, err := p.locate(tx, s, c)
	if err != nil {
		return "", today, err
	}
	return p.noteTo(tx, s, c, ask, at)
}

// noteTo is NoteTo for somebody of whom it is known where they are.
func (p *Program) noteTo(tx *store.Tx, s goodturn.Settings, c goodturn.Contact, ask goodturn.Ask, where located) (covered string, today goodturn.Touch, err error) {
	if s.Mode != goodturn.ModeLive || c.LeftOut {
		return "", today, nil
	}
	stopped, err := IsStopped(tx, c.ID)
	if err != nil || stopped {
		return "", today, err
	}
	to, ok := address(where.ids, goodturn.ChannelEmail)
	if !ok {
		return "", today, nil
	}
	touches, err := tx.EnrolmentTouches(ask.ID)
	if err != nil {
		return "", today, err
	}
	for _, t := range touches {
		if at, _ := schedule.Local(t.PlannedAt, where.zone); t.Step == playbook.OnceNote && (at == where.today || !t.State.Done()) && (today.ID == "" || today.State.Done()) {
			today = t
		}
	}
	return cover(to.Value), today, nil
}

// cover hides most of an address, so that whoever finds the page learns nothing.
func cover(address string) string {
	name, host, ok := strings.Cut(address, "@")
	if !ok || name == "" {
		return ""
	}
	first := []rune(name)[0]
	return string(first) + "…@" + host
}
