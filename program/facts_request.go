package program

import (
	"fmt"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program/colleagues"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/standing"
	"github.com/goodturn-app/goodturn/store"
)

// readRequests reads what was asked by hand of the people concerned, and of others at their companies.
func (b *docket) readRequests(tx *store.Tx, due []goodturn.Touch) error {
	var people []goodturn.ID
	for _, t := range due {
		if t.Manual {
			people = append(people, t.ContactID)
		}
	}
	if len(people) == 0 {
		return nil
	}
	all, err := tx.Requests(distinct(people)...)
	if err != nil {
		return err
	}
	for _, r := range all {
		b.requests[r.ContactID] = append(b.requests[r.ContactID], r)
	}
	for _, t := range due {
		r, found := b.request(t)
		if !found || t.ID != r.TouchID || r.CompanyKey == "" || b.company[r.CompanyKey] != nil {
			continue
		}
		key := companyGate(r.CompanyKey)
		gates, err := tx.Gates(key.Kind, key.ID) // first: whoever passes it after this makes what follows stale, and is seen at the gate
		if err != nil {
			return err
		}
		for _, g := range gates {
			b.gates[key] = g
		}
		if b.company[r.CompanyKey], err = tx.CompanyAsked(r.CompanyKey, b.now.Add(-b.settings.AskEvery)); err != nil {
			return err
		}
	}
	return nil
}

// companyGate is the gate by which two who decide at the same time cannot both ask at one company.
func companyGate(key string) store.GateKey {
	return store.GateKey{Kind: store.GateAccount, ID: goodturn.ID("company:" + key)}
}

func (b *docket) companyGate(t goodturn.Touch) []store.GateKey {
	if r, found := b.request(t); found && r.TouchID == t.ID && r.CompanyKey != "" {
		return []store.GateKey{companyGate(r.CompanyKey)}
	}
	return nil
}

// request finds the request that a touch belongs to.
func (b *docket) request(t goodturn.Touch) (goodturn.Request, bool) {
	return requestOf(b.requests[t.ContactID], b.siblings[t.EnrolmentID], t)
}

// askOf is the ask that a request's letter opened; empty if it has not left.
func (b *docket) askOf(r goodturn.Request) goodturn.ID {
	for _, a := range b.rows.Asks[r.ContactID] {
		if a.TouchID == r.TouchID {
			return a.ID
		}
	}
	return ""
}

// askedThere is when people at somebody's company were asked by hand in the time that counts.
func (b *docket) askedThere(c goodturn.Contact) []time.Time {
	var out []time.Time
	for _, r := range b.company[goodturn.CompanyKey(c.Company)] {
		out = append(out, r.AskedAt)
	}
	return out
}

// door tells the judgement what goes before a request, and who else at the company was asked for the same.
func (b *docket) door(d *decide.Due) {
	r, found := b.request(d.Touch)
	if !found || r.TouchID != d.Touch.ID {
		return
	}
	if r.HelloID != "" { // whoever got a hello is asked thirty days after it arrived, whatever else has passed between the two
		for _, o := range b.siblings[d.Touch.EnrolmentID] {
			if o.ID == r.HelloID {
				d.After, d.Step.FollowMin, d.Step.FollowMax = dependency(o, "the hello"), HelloRest, goodturn.DormantAfterDays*goodturn.Day
			}
		}
	}
	if r.Door == "" {
		return
	}
	for _, o := range b.company[r.CompanyKey] {
		if o.Door == r.Door && o.ContactID != r.ContactID && o.AskedAt.After(d.Door.AskedAt) {
			d.Door = decide.Door{AskedAt: o.AskedAt, Who: "somebody there"}
		}
	}
}

// promisedFor is when the day begins that was named for a promise, for the word on that day; zero for every other reminder.
func (b *docket) promisedFor(t goodturn.Touch) time.Time {
	r, found := b.request(t)
	if !found || !strings.HasSuffix(t.Step, "-due") || r.State != goodturn.RequestPromised {
		return time.Time{}
	}
	zone := time.UTC
	if o := b.owners[r.OwnerID]; o != nil && o.Zone != nil {
		zone = o.Zone
	}
	return schedule.At(r.Deadline(), 0, 0, zone)
}

// shared gathers what two who know each other from work can speak of.
func (b *docket) shared(a *message.About, t goodturn.Touch, s standing.Standing) {
	a.Work, a.Years = s.Work, s.Years
	if b.now.Sub(s.OfferAt) < offerFresh {
		a.Offer = s.Offer
	}
	if r, found := b.request(t); found {
		a.Request = &r
	}
}

// offerFresh is for how long something useful that the owner noted is still worth giving.
const offerFresh = 120 * goodturn.Day

// reminds is the ask of which a message reminds: the open one, or that of the promise it recalls.
func (b *docket) reminds(t goodturn.Touch) (goodturn.ID, error) {
	if at := b.promisedFor(t); !at.IsZero() {
		r, _ := b.request(t)
		return b.askOf(r), nil
	}
	open, found := b.openAsk(t.ContactID)
	if !found {
		return "", fmt.Errorf("the judgement sent reminder %s, for which no ask is open", t.ID)
	}
	return open.ID, nil
}

// reminders is how many reminders an ask may have: as the settings say, and three where whoever asked by hand said that it cannot wait.
func (b *docket) reminders(t goodturn.Touch) int {
	if r, found := b.request(t); found && r.Urgent {
		return max(b.settings.ReminderBudget, len(urgentDays))
	}
	return b.settings.ReminderBudget
}

// useReminder takes the reminder that a message uses up; false if there is none left.
func (b *docket) useReminder(tx *store.Tx, t goodturn.Touch, ask goodturn.ID) (bool, error) {
	if !b.promisedFor(t).IsZero() {
		return tx.UsePromised(ask)
	}
	return tx.UseReminder(ask)
}

// goes lets everybody else at a company be judged with the letter of a request on its way.
func (b *docket) goes(t goodturn.Touch) {
	r, found := b.request(t)
	if !found || r.TouchID != t.ID || r.CompanyKey == "" {
		return
	}
	r.AskedAt = b.now
	b.company[r.CompanyKey] = append(b.company[r.CompanyKey], r)
}

// requestGoes notes that the letter of a request is on its way.
func (b *docket) requestGoes(tx *store.Tx, t goodturn.Touch) error {
	r, found := b.request(t)
	if !found || r.TouchID != t.ID {
		return nil
	}
	r, err := tx.LockRequest(r.ID) // what was noted since the facts were read stays
	if err != nil {
		return err
	}
	r.AskedAt = b.now
	return tx.UpdateRequest(r)
}

// undoRequest takes back what requestGoes and the company's gate remember of a letter that certainly did not leave.
func undoRequest(tx *store.Tx, t goodturn.Touch) error {
	r, found, err := RequestOf(tx, t)
	if err != nil || !found || r.TouchID != t.ID {
		return err
	}
	if r.CompanyKey != "" {
		k := companyGate(r.CompanyKey)
		if err := tx.ReleaseGate(k, t.ID); err != nil {
			return err
		}
	}
	if r, err = tx.LockRequest(r.ID); err != nil {
		return err
	}
	r.AskedAt = time.Time{}
	return tx.UpdateRequest(r)
}

// nearKey names the place whose people do not read the same words: the street a message speaks of, or the company they work at.
func nearKey(a message.About) string {
	if a.Settings.Pack != message.PackProfessional {
		return streetKey(a)
	}
	if k := goodturn.CompanyKey(a.Contact.Company); k != "" {
		return companyNear + k
	}
	return ""
}

const companyNear = "company:"

// wordsRest is for how long the same words rest near somebody who read them.
func wordsRest(near string, kind goodturn.Kind) time.Duration {
	if strings.HasPrefix(near, companyNear) && kind == goodturn.KindAsk {
		return goodturn.HardAskEvery
	}
	return fortnight
}

// RepeatedIn finds the letter to a colleague that one of a request repeats, among those that left and, if it says so, those that wait.
func (p *Program) RepeatedIn(tx *store.Tx, r goodturn.Request, t goodturn.Touch, text string, waiting bool) (colleagues.Letter, error) {
	return colleagues.Repeated(tx, colleagues.Question{Request: r, Touch: t, Text: text, Waiting: waiting, Rest: wordsRest(companyNear, t.Kind)}, p.reads)
}

// reads is a letter as it reads, compared with no other.
func (p *Program) reads(tx *store.Tx, t goodturn.Touch) (text, who string, err error) {
	s, err := tx.Settings()
	if err != nil {
		return "", "", err
	}
	b, err := p.gather(tx, s.WithDefaults(), []goodturn.Touch{t}, nil)
	if err != nil {
		return "", "", err
	}
	b.alone = true
	_, w, err := b.due(p, tx, t)
	if err != nil || w == nil {
		return "", "", err
	}
	return w.Filled.Text, w.About.Contact.Name(), nil
}
