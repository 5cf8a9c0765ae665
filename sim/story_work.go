package sim

import (
	"context"
	"fmt"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/playbook/story"
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// knows has the owner take up somebody known from work.
func (t *teller) knows(ctx context.Context, l story.Line) error {
	o, who := l.Options, t.people[l.Subject]
	if err := t.w.DB.Write(ctx, func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.MorePacks = []string{"professional"}
		return tx.SaveSettings(s)
	}); err != nil {
		return err
	}
	given := strings.ToUpper(l.Subject[:1]) + l.Subject[1:]
	r := connect.Record{Row: l.Line, Given: given, Family: "Example", Full: given + " Example", Company: o["company"], Emails: []string{l.Subject + "@example.com"}}
	ids, err := t.w.People.TakeRecords(ctx, []connect.Record{r}, "hand", t.owner.ID, people.Attestation{By: t.owner.Name, How: "People I know from work.", Region: "US"})
	if err != nil {
		return fmt.Errorf("line %d: %w", l.Line, err)
	}
	who.id = ids[0]
	if err := t.settleIn(ctx, l, who); err != nil {
		return err
	}
	if o["note"] != "" {
		note := o["note"]
		if _, err := t.w.People.SaveEdit(ctx, who.id, people.Edit{By: t.owner.ID, Fact: &note}); err != nil {
			return fmt.Errorf("line %d: %w", l.Line, err)
		}
	}
	last, err := goodturn.ParseDate(o["last"])
	if err != nil {
		return fmt.Errorf("line %d: %w", l.Line, err)
	}
	return t.requests.KeepInTouch(ctx, who.id, requests.Known{By: t.owner.ID, Last: last, Work: o["work"], Years: o["years"], Offer: o["offer"]})
}

// asks has the owner ask somebody by hand; the words are read the next morning.
func (t *teller) asks(ctx context.Context, id goodturn.ID, l story.Line) error {
	o := l.Options
	by, err := goodturn.ParseDate(o["by"])
	if err != nil {
		return err
	}
	_, err = t.requests.AskByHand(ctx, t.owner.ID, []requests.Asking{{Person: id, Kind: goodturn.RequestKind(l.Args[0]), By: by, Urgent: o["urgent"] == "yes", Facts: goodturn.RequestFacts{
		Goal: o["goal"], Person: o["person"], Role: o["role"], Company: o["company"], Work: o["work"], Years: o["years"], Part: o["part"], Why: o["why"], Offer: o["offer"],
	}}}, false)
	if l.Verb != story.Cannot {
		return err
	}
	switch {
	case err == nil:
		t.miss(l, "they can be asked")
	case !strings.Contains(err.Error(), l.Text):
		t.miss(l, "%v", err)
	}
	return nil
}

// did notes that what was promised was done.
func (t *teller) did(ctx context.Context, id goodturn.ID) error {
	var last goodturn.Request
	if err := t.w.DB.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.Requests(id)
		if err == nil && len(all) == 0 {
			err = goodturn.NotFound("request")
		}
		if err == nil {
			last = all[len(all)-1]
		}
		return err
	}); err != nil {
		return err
	}
	_, err := t.requests.NoteRequest(ctx, last.ID, t.owner.ID, requests.OutcomeDone, goodturn.Date{})
	return err
}

// readMornings has the owner read every morning what is asked by hand: it never goes unread.
func (t *teller) readMornings(first, last goodturn.Date) {
	zone := t.zone(story.Line{})
	for d := first; !d.After(last); d = d.AddDays(1) {
		t.w.At(schedule.At(d, 6, 0, zone), func(ctx context.Context) error {
			waiting, err := approvals.New(t.w.Program).Approvals(ctx, "", 400*goodturn.Day, 50)
			if err != nil {
				return err
			}
			for _, x := range waiting {
				if _, err := approvals.New(t.w.Program).Approve(ctx, t.owner.ID, x.Touch.ID); err != nil {
					return err
				}
			}
			return nil
		})
	}
}
