package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/standing"
	"github.com/goodturn-app/goodturn/store"
)

// PersonExport is everything that is kept about one person, for that person to read. Only how much came from the same corner of the net as a
// friend's form stays here: it is for the look at odd introductions alone.
type PersonExport struct {
	ExportedAt   time.Time              `json:"exported_at"`
	From         string                 `json:"from"`
	Contact      goodturn.Contact       `json:"contact"`
	KnownBy      []goodturn.Identity    `json:"known_by"`
	Household    *goodturn.Household    `json:"household,omitempty"`
	Closings     []goodturn.Closing     `json:"closings"`
	Homes        []goodturn.Home        `json:"homes"`
	Grounds      []goodturn.Consent     `json:"grounds_for_writing"`
	Refusals     []goodturn.Suppression `json:"refusals"`
	Timeline     []goodturn.Event       `json:"timeline"`
	HowItStands  []string               `json:"how_things_stand"`
	Plans        []goodturn.Enrolment   `json:"plans"`
	Messages     []goodturn.Touch       `json:"planned_and_sent"`
	Sent         []SentLetter           `json:"messages"`
	Decisions    []goodturn.Decision    `json:"decisions"`
	Asks         []goodturn.Ask         `json:"asks"`
	Introduced   []goodturn.Referral    `json:"introductions"`
	ShareLinks   []goodturn.ShareCode   `json:"share_links"`
	Requests     []goodturn.Request     `json:"asked_by_hand"`
	Claims       []goodturn.Claim       `json:"said_to_have_sent"` // what others say of whom they sent
	IntroducedAs []goodturn.Referral    `json:"introduced_as"`     // introductions in which they are the friend
	Shown        *store.Portrait        `json:"shown_to_friends,omitempty"`
	Tasks        []goodturn.Task        `json:"tasks"`
	Merged       []goodturn.Contact     `json:"merged_into_this_one,omitempty"`
}

// SentLetter is a message with its words, as far as they are still kept.
type SentLetter struct {
	goodturn.Delivery
	Subject string `json:"subject"`
	Body    string `json:"body"`
}

// Export writes everything that is kept about one person as JSON that a person can read.
func (p *People) Export(ctx context.Context, id goodturn.ID, w io.Writer) error {
	x, err := p.ExportPerson(ctx, id)
	if err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(x); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

// ExportPerson gathers what Export writes. CodeNotFound if there is no such person.
func (p *People) ExportPerson(ctx context.Context, id goodturn.ID) (*PersonExport, error) {
	var out *PersonExport
	err := p.DB.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Contact(id)
		if err != nil {
			return err
		}
		if c.MergedInto == c.ID {
			return goodturn.NotFound("person")
		}
		set, err := tx.Settings()
		if err != nil {
			return err
		}
		x := &PersonExport{ExportedAt: tx.Now(), From: set.Name, Contact: c}
		var errs [15]error
		x.KnownBy, errs[0] = tx.Identities(id)
		x.Closings, errs[1] = tx.Closings(id)
		x.Homes, errs[2] = tx.Homes(id)
		x.Grounds, errs[3] = tx.Consents(id)
		x.Refusals, errs[4] = tx.Suppressions(id)
		x.Timeline, errs[5] = tx.ContactEvents(id, time.Time{})
		x.Plans, errs[6] = tx.ContactEnrolments(id)
		x.Messages, errs[7] = tx.ContactTouches(id)
		x.Asks, errs[8] = tx.Asks(id)
		x.Introduced, errs[9] = tx.Referrals(id)
		x.ShareLinks, errs[10] = tx.ShareCodes(id)
		x.Tasks, errs[11] = tx.ContactTasks(id)
		x.Requests, errs[12] = tx.Requests(id)
		x.Claims, errs[13] = tx.ClaimsFor(id)
		x.IntroducedAs, errs[14] = tx.ReferralsOfFriend(id)
		if err := errors.Join(errs[:]...); err != nil {
			return err
		}
		if shown, ok, err := tx.Portrait(id); err != nil {
			return err
		} else if ok {
			x.Shown = &shown
		}
		x.HowItStands = standing.Fold(x.Timeline).Words(tx.Now(), time.UTC)
		if c.HouseholdID != "" {
			h, err := tx.Household(c.HouseholdID)
			if err != nil {
				return err
			}
			x.Household = &h
		}
		if x.Sent, err = letters(tx, id); err != nil {
			return err
		}
		for _, t := range x.Messages {
			ds, err := tx.Decisions(t.ID)
			if err != nil {
				return err
			}
			x.Decisions = append(x.Decisions, ds...)
		}
		others, err := mergedInto(tx, id, 0)
		if err != nil {
			return err
		}
		if x.Merged, err = tx.Contacts(others); err != nil {
			return err
		}
		out = x
		return nil
	})
	return out, err
}

// letters reads every message that left, or tried to, with its words.
func letters(tx *store.Tx, id goodturn.ID) ([]SentLetter, error) {
	var out []SentLetter
	for before := int64(0); ; {
		page, err := tx.ContactDeliveries(id, before, 100)
		if err != nil || len(page) == 0 {
			return out, err
		}
		for _, d := range page {
			subject, body, _, err := tx.Body(d.ID)
			if err != nil && goodturn.ErrorCode(err) != goodturn.CodeNotFound {
				return nil, err
			}
			l := SentLetter{Delivery: d.Delivery, Subject: subject, Body: body}
			l.Token = "" // a secret of ours that says nothing about them
			out = append(out, l)
			before = d.Seq
		}
	}
}
