package people

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// NewPerson is a client as somebody types them in between two appointments. A name and one way to reach them suffice.
type NewPerson struct {
	Name     string
	Email    string
	Phone    string
	Greeting string        // empty: from the name
	Closed   goodturn.Date // zero: no closing yet, and then they are in no plan
	Side     goodturn.Side
	Address  string // of the home, on one line
	Price    string // what was paid for it, as people write it; empty: not known
	Region   string // where they live if the address does not say; empty: where the business is
	Fact     string // one thing that may be spoken of
	By       goodturn.ID
	Anyway   bool // there is somebody like them, and this is another person
}

// Added is who came in, or who is there already.
type Added struct {
	Contact goodturn.Contact   // zero: nobody was added, because of Like
	Like    []goodturn.Contact // people who may be the same
	Touches []goodturn.Touch   // what is planned now, by day
}

// hand is the source of what people type.
const hand = program.Hand

// AddByHand adds a client, their closing and their plan. Where somebody like them is there already, nobody is added and Like says
// who; Anyway adds them all the same, as a household if they share the mailbox. CodeInvalid names the field that cannot be read.
func (p *People) AddByHand(ctx context.Context, n NewPerson) (*Added, error) {
	var out *Added
	err := p.DB.Write(ctx, func(tx *store.Tx) error {
		out = &Added{}
		set, err := tx.Settings()
		if err != nil {
			return err
		}
		set = set.WithDefaults()
		r, err := n.record(todayIn(tx.Now(), set))
		if err != nil {
			return err
		}
		by, err := tx.User(n.By)
		if err != nil {
			return err
		}
		s := &Staged{ID: tx.NewID(), By: n.By, Today: todayIn(tx.Now(), set)}
		s.Words = Attestation{By: by.Name, When: tx.Now(), How: "Added by hand: a client of mine.", Region: n.Region}
		if s.Words.By == "" {
			s.Words.By = by.Email
		}
		if s.Words.Region == "" {
			s.Words.Region = set.Region
		}
		in, err := p.intake(tx, s, []stagedRow{{Record: *r}})
		if err != nil {
			return err
		}
		in.from = hand
		if out.Like = in.like(r); len(out.Like) > 0 {
			if !n.Anyway {
				return nil
			}
			in.another = true
		}
		t := in.take(r, nil)
		t.Person.contact.NoteFact = strings.TrimSpace(n.Fact)
		if g := strings.TrimSpace(n.Greeting); g != "" {
			t.Person.contact.Greeting = g
			in.tasks = slices.DeleteFunc(in.tasks, func(k goodturn.Task) bool { return k.Kind == goodturn.TaskFixName })
		}
		if err := p.flush(tx, in); err != nil {
			return err
		}
		if err := p.EnrolIn(tx, t.Person.contact.ID); err != nil {
			return err
		}
		if out.Contact, err = tx.Contact(t.Person.contact.ID); err != nil {
			return err
		}
		out.Touches, err = tx.ContactTouches(out.Contact.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	if out.Contact.ID != "" {
		p.Wake("sweep")
	}
	return out, nil
}

// record reads what was typed with the same care as a file.
func (n NewPerson) record(today goodturn.Date) (*connect.Record, error) {
	name := connect.ReadName(n.Name)
	r := &connect.Record{Given: name.Given, Family: name.Family, Nick: name.Nick, Full: connect.TidyName(n.Name)}
	if name.PartnerGiven != "" {
		r.Joint, r.Spouse = true, connect.Spouse{Given: name.PartnerGiven, Family: name.PartnerFamily}
	}
	if connect.Organisation(r.Name()) {
		r.Company, r.Full, r.Given, r.Family = r.Name(), r.Name(), "", ""
	}
	if r.Full == "" {
		return nil, goodturn.Invalid("name", "The name is missing.", "Write it as you know them: Ana Ruiz.")
	}
	if n.Email != "" {
		e, err := program.ReadEmail(n.Email)
		if err != nil {
			return nil, err
		}
		r.Emails = []string{e}
	}
	if n.Phone != "" {
		number, err := program.ReadPhone(n.Phone)
		if err != nil {
			return nil, err
		}
		r.Phones = []connect.Phone{{Kind: connect.PhoneOther, Number: number}}
	}
	if len(r.Emails)+len(r.Phones) == 0 {
		return nil, goodturn.Invalid("email", "There is no way to reach them.", "Give an e-mail address or a telephone number.")
	}
	if !slices.Contains(goodturn.Sides, n.Side) {
		return nil, goodturn.Invalid("side", fmt.Sprintf("%q is no side of a deal.", n.Side), "Choose bought, sold, both, rented, rented_out, invested, or leave it open.")
	}
	place := connect.ReadPlace(n.Address)
	if n.Address == "" {
		place = goodturn.Address{}
	}
	if !n.Closed.IsZero() {
		if err := closable(n.Closed, today); err != nil {
			return nil, err
		}
		minor, currency, err := readPrice(n.Price, "")
		if err != nil {
			return nil, err
		}
		r.Closings = []connect.Closing{{Date: n.Closed, Side: n.Side, Address: place, PriceMinor: minor, Currency: currency, From: hand}}
	} else if n.Price != "" {
		return nil, goodturn.Invalid("date", "A price without the day of the closing is of no use.", "Give the day, or leave the price out.")
	} else if !place.IsZero() {
		r.Mailing = place
	}
	return r, nil
}

// closable refuses days on which nobody closed: deals are entered when they are agreed and close within weeks.
func closable(d, today goodturn.Date) error {
	switch {
	case !d.Valid():
		return goodturn.Invalid("date", "The calendar does not have this day.", "Write it as 2026-03-15.")
	case d.Year < 1970:
		return goodturn.Invalid("date", d.Long()+" is before 1970.", "Check the year.")
	case d.Sub(today) > 60:
		return goodturn.Invalid("date", d.Long()+" is more than 60 days ahead.", "Enter the deal when its closing is near.")
	}
	return nil
}

// like lists people who may be the one that is being added: the same address or number, whatever the name.
func (in *intake) like(r *connect.Record) []goodturn.Contact {
	var out []goodturn.Contact
	for _, k := range recordKeys(r.Emails, numbers(r.Phones), sourceID(r)) {
		for _, x := range in.byKey[k] {
			if !slices.ContainsFunc(out, func(c goodturn.Contact) bool { return c.ID == x.contact.ID }) {
				out = append(out, x.contact)
			}
		}
	}
	return out
}

// people reads contacts with all that an import may add to, merged ones as those into whom they were merged.
func (p *People) people(tx *store.Tx, ids []goodturn.ID) ([]*person, error) {
	cs, err := tx.Contacts(ids)
	if err != nil {
		return nil, err
	}
	by := map[goodturn.ID]*person{}
	var out []*person
	for _, c := range cs {
		if c.MergedInto != "" {
			continue
		}
		x := &person{contact: c}
		by[c.ID] = x
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b *person) int { return strings.Compare(string(a.contact.ID), string(b.contact.ID)) })
	identities, e1 := tx.Identities(ids...)
	closings, e2 := tx.Closings(ids...)
	homes, e3 := tx.Homes(ids...)
	consents, e4 := tx.Consents(ids...)
	refusals, e5 := tx.Suppressions(ids...)
	if err := errors.Join(e1, e2, e3, e4, e5); err != nil {
		return nil, err
	}
	for _, i := range identities {
		if x := by[i.ContactID]; x != nil {
			x.ids = append(x.ids, i)
		}
	}
	for _, c := range closings {
		if x := by[c.ContactID]; x != nil {
			x.closings = append(x.closings, c)
			if c.UpdatedAt.After(c.CreatedAt) && x.fixed == nil {
				if x.fixed, err = corrections(tx, c.ContactID); err != nil {
					return nil, err
				}
			}
		}
	}
	for _, h := range homes {
		if x := by[h.ContactID]; x != nil {
			x.homes = append(x.homes, h)
		}
	}
	for _, c := range consents {
		if x := by[c.ContactID]; x != nil {
			x.consents = append(x.consents, c)
		}
	}
	for _, s := range refusals {
		if x := by[s.ContactID]; x != nil {
			x.refusals = append(x.refusals, s)
		}
	}
	return out, nil
}

// corrections reads what dates closings had before somebody corrected them by hand.
func corrections(tx *store.Tx, contact goodturn.ID) (map[goodturn.ID][]goodturn.Date, error) {
	events, err := tx.ContactEvents(contact, time.Time{})
	if err != nil {
		return nil, err
	}
	out := map[goodturn.ID][]goodturn.Date{}
	for _, e := range events {
		if e.Name != goodturn.EventClosingFixed || e.Source != hand {
			continue
		}
		var x struct {
			Closing goodturn.ID   `json:"closing_id"`
			Was     goodturn.Date `json:"was"`
		}
		if err := readJSON(e.Props, &x); err != nil {
			return nil, err
		}
		out[x.Closing] = append(out[x.Closing], x.Was)
	}
	return out, nil
}
