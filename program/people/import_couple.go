package people

import (
	"fmt"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people/missing"
	"github.com/goodturn-app/goodturn/store"
)

// couple puts people into one household who share a mailbox, stand in one row as spouses, or closed together on one side of one
// deal. People who were taken apart by hand are left apart.
func (in *intake) couple(t *taken, p *person, r *connect.Record, f found, partner *person) {
	if f.sharing != nil {
		in.join(t, f.sharing, p, true)
		t.note(r, ProblemShared, "", fmt.Sprintf("%s and %s share a mailbox.", p.contact.Name(), f.sharing.contact.Name()), "They are kept as one household: one request, one message a day.")
	}
	if partner != nil && partner != p && partner != f.sharing {
		in.join(t, partner, p, false)
	}
	s := r.Spouse
	if s.Given == "" || s.Email == "" && s.Phone == "" {
		return
	}
	var emails, phones []string
	if s.Email != "" && !p.knows(goodturn.IdentityEmail, "", s.Email) {
		emails = append(emails, s.Email)
	}
	if s.Phone != "" && !p.knows(goodturn.IdentityPhone, "", s.Phone) {
		phones = append(phones, s.Phone)
	}
	if len(emails)+len(phones) == 0 {
		return // they share what this row has, and one letter greets both
	}
	m := in.match(s.Given, s.Family, emails, phones, connect.ExternalID{})
	spouse := m.person
	if spouse == p {
		return
	}
	if spouse == nil {
		spouse = in.newPerson(t, s.Given, s.Family)
		spouse.contact.OwnerID = p.contact.OwnerID
		spouse.contact.SortKey = sortKey(spouse.contact)
		if g, problem := connect.Greeting(&connect.Record{Given: s.Given, Family: s.Family}); problem == nil {
			spouse.contact.Greeting = g
		}
	}
	row := connect.Record{Row: r.Row, Line: r.Line, Given: s.Given, Family: s.Family, Emails: emails}
	if len(phones) > 0 {
		row.Phones = []connect.Phone{{Kind: connect.PhoneOther, Number: phones[0]}}
	}
	in.addresses(t, spouse, &row, m)
	in.whereabouts(t, spouse)
	in.join(t, p, spouse, m.sharing == p)
	t.Spouse = spouse
}

// join puts b into a's household, or both into a new one. Two people who each have one stay where they are.
func (in *intake) join(t *taken, a, b *person, mailbox bool) {
	ha, hb := a.contact.HouseholdID, b.contact.HouseholdID
	switch {
	case ha != "" && ha == hb, ha != "" && hb != "":
		return
	case (!a.fresh || !b.fresh) && in.apart != nil && in.apart(a.contact.ID, b.contact.ID):
		return
	case ha == "" && hb == "":
		h := goodturn.Household{ID: in.newID(), Name: householdName(a.contact, b.contact), PrimaryID: a.contact.ID, SharedMailbox: mailbox, CreatedAt: in.now}
		in.households = append(in.households, h)
		t.Undo.Household = append(t.Undo.Household, h.ID)
		in.enter(t, a, h.ID)
		in.enter(t, b, h.ID)
	case ha != "":
		in.enter(t, b, ha)
	default:
		in.enter(t, a, hb)
	}
	if mailbox && ha+hb != "" {
		in.sharing = append(in.sharing, ha+hb)
	}
}

func (in *intake) enter(t *taken, p *person, household goodturn.ID) {
	in.touch(p)
	p.contact.HouseholdID = household
	if t.Undo.Joined == nil {
		t.Undo.Joined = map[goodturn.ID][]goodturn.ID{}
	}
	t.Undo.Joined[household] = append(t.Undo.Joined[household], p.contact.ID)
}

func householdName(a, b goodturn.Contact) string {
	switch {
	case a.Given == "" || b.Given == "":
		return a.Name() + " and " + b.Name()
	case a.Family == b.Family && a.Family != "":
		return a.Given + " and " + b.Given + " " + a.Family
	}
	return a.Name() + " and " + b.Name()
}

// tell notes what happened, and asks for what is missing.
func (in *intake) tell(t *taken, p *person, r *connect.Record) {
	if r.ReadFirst != "" && !in.looking { // also where nothing else of the row is new: the note alone may have changed
		who := p.contact
		who.LeftOut = who.LeftOut || in.from != hand // they are by the time the task is read
		in.tasks = append(in.tasks, missing.Reading(who, r.ReadFirst))
	}
	if t.Outcome != RowNew && t.Outcome != RowMerged || in.looking {
		return
	}
	e := goodturn.Event{ID: in.newID(), ContactID: p.contact.ID, Name: goodturn.EventImported, At: in.now, ReceivedAt: in.now, Source: in.source(),
		MessageID: fmt.Sprintf("row:%d", r.Row), Props: program.Props(map[string]any{"import_id": in.id, "row": r.Row})}
	if in.from == hand {
		e.Name, e.MessageID, e.Props = goodturn.EventAdded, "added:"+string(e.ID), nil
	}
	in.events = append(in.events, e)
	if d := r.LastContact; d.Valid() && t.Outcome == RowNew && !d.After(in.today) {
		in.events = append(in.events, goodturn.Event{ID: in.newID(), ContactID: p.contact.ID, Name: goodturn.EventTalked, At: notAfter(dayAt(d), in.now), ReceivedAt: in.now, Source: in.source(),
			MessageID: fmt.Sprintf("contact:%d", r.Row), Props: program.Props(map[string]any{"ended": true, "outcome": "noted in the file", "from": "file"})})
	}
	if r.Died && len(t.Undo.Refusals) > 0 {
		in.events = append(in.events, goodturn.Event{ID: in.newID(), ContactID: p.contact.ID, Name: goodturn.EventDied, At: in.now, ReceivedAt: in.now, Source: in.source(),
			MessageID: fmt.Sprintf("died:%d", r.Row), Props: program.Props(map[string]any{"from": "file"})})
	}
	if t.Outcome == RowNew && p.contact.Greeting == "" && len(p.closings) > 0 {
		in.tasks = append(in.tasks, missing.Name(p.contact))
	}
	if len(p.closings) > 0 && !program.Reachable(p.ids) && (t.Outcome == RowNew || len(t.Undo.Closings) > 0) {
		in.tasks = append(in.tasks, missing.Address(p.contact, p.has(goodturn.IdentityPhone)))
	}
	if t.NoClosing {
		in.tasks = append(in.tasks, missing.Day(p.contact, r))
	}
}

// readFirst keeps somebody out of the plan whose note speaks of a death, or may say that nobody is to write to them, and their
// husband or wife of the same row with them: of whom the note speaks only a person can read. The owner is asked to. Whoever is known
// already is left out once it is clear that this note has not been read; see unread.
func (in *intake) readFirst(t *taken, p *person, r *connect.Record) {
	if r.ReadFirst == "" || in.from == hand {
		return
	}
	why := fmt.Sprintf("The note from your list says %q.", r.ReadFirst)
	for _, x := range []*person{p, t.Spouse} {
		switch {
		case x == nil:
		case x.fresh && !x.contact.LeftOut:
			x.contact.LeftOut, x.contact.LeftOutWhy = true, why
		case !x.fresh:
			if in.unread == nil {
				in.unread = map[goodturn.ID][]unread{}
			}
			in.unread[p.contact.ID] = append(in.unread[p.contact.ID], unread{x.contact.ID, why})
		}
	}
}

// unread is somebody known of whom a list says what nobody has read yet.
type unread struct {
	who goodturn.ID
	why string
}

// holdUnread leaves out who is known and in the plan, until the note is read.
func (p *People) holdUnread(tx *store.Tx, in *intake, of goodturn.ID) error {
	for _, u := range in.unread[of] {
		if err := program.LockPeople(tx, u.who); err != nil {
			return err
		}
		c, err := tx.Contact(u.who)
		if err != nil {
			return err
		}
		if c.LeftOut || c.MergedInto != "" {
			continue
		}
		if err := p.LeaveOutIn(tx, c, u.why, program.WhyLeftOut, goodturn.ReasonLeftOut, in.owner); err != nil {
			return err
		}
	}
	return nil
}
