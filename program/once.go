package program

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// How long such a message is worth sending: late it would be odd, but one that the owner reads first may take as long as they would.
const (
	onceFor      = goodturn.Day
	onceForOwner = 7 * goodturn.Day
)

// OnceIn plans a message that belongs to no plan, at most one for a subject and a number: about is the id of what it is about, which
// stands in the place of an enrolment. requested says that the person asked for it themselves a moment ago: then nobody approves
// it and no hour is too late for it, but every refusal, pause and rule of consent holds. It reports whether one is planned now.
func (p *Program) OnceIn(tx *store.Tx, c goodturn.Contact, step string, about goodturn.ID, book string, n int, requested bool) (bool, error) {
	subject, body := message.NoteLetter()
	if step == playbook.OnceFriend {
		subject, body = message.FriendLetter()
	}
	s, err := tx.Settings()
	if err != nil {
		return false, err
	}
	where, err := p.whereabouts(tx, s.WithDefaults(), c)
	if err != nil {
		return false, err
	}
	late := onceFor
	if !requested {
		late = onceForOwner
	}
	planned, err := tx.InsertTouches([]goodturn.Touch{{
		EnrolmentID: about, ContactID: c.ID, HouseholdID: c.HouseholdID, OwnerID: c.OwnerID, Playbook: book, Step: step, Occurrence: n, Kind: goodturn.KindThanks,
		Channel: goodturn.ChannelEmail, PlannedAt: tx.Now(), DueAt: tx.Now(), LegalAt: tx.Now(), Late: late, UntilAt: tx.Now().Add(late), Zone: where.zone.String(),
		State: goodturn.Planned, StateAt: tx.Now(), Manual: requested, Edited: true, Subject: subject, Body: body,
	}})
	return planned == 1, err
}

// requested reports whether the person asked for this very message themselves.
func requested(t goodturn.Touch) bool {
	_, once := playbook.Once(t.Step)
	return once && t.Manual
}

// standIns gives messages that belong to no plan what the judgement reads of an enrolment.
func (b *docket) standIns() {
	for _, t := range b.touches {
		if _, ok := playbook.Once(t.Step); !ok {
			continue
		}
		if _, ok := b.plans[t.EnrolmentID]; ok {
			continue
		}
		e := goodturn.Enrolment{ID: t.EnrolmentID, ContactID: t.ContactID, Playbook: t.Playbook, State: goodturn.EnrolmentActive}
		var newest goodturn.Date
		for _, c := range b.rows.Closings[t.ContactID] {
			if !c.FellThrough && c.Date.Valid() && (newest.IsZero() || c.Date.After(newest)) {
				newest, e.ClosingID, e.Side = c.Date, c.ID, c.Side
			}
		}
		b.plans[t.EnrolmentID] = e
	}
}

// aboutOnce adds what a message outside the plan speaks of.
func (p *Program) aboutOnce(tx *store.Tx, s goodturn.Settings, t goodturn.Touch, a *message.About) error {
	switch t.Step {
	case playbook.OnceNote:
		ask, err := tx.Ask(t.EnrolmentID)
		if err != nil {
			return err
		}
		share, err := p.SharePageIn(tx, ask, a.Owner)
		if err != nil || share == nil {
			return err // without a code there is no note, and the letter is not written
		}
		a.Links.Share = share.URL
		a.More = message.Values{"share_note": share.Texts.Forward}
	case playbook.OnceFriend:
		a.Because = "you asked me to get in touch with you"
		if s.PublicURL != "" && !s.PublicProvedAt.IsZero() {
			a.More = message.Values{"friend_url": s.PublicURL + friendPath + p.friendToken(t.EnrolmentID)}
		}
	}
	return nil
}

// todayNumber counts the days where somebody lives, so that something can be had once a day.
func todayNumber(now time.Time, zone *time.Location) int {
	d, _ := schedule.Local(now, zone)
	return d.Sub(goodturn.Date{Year: 2020, Month: time.January, Day: 1})
}
