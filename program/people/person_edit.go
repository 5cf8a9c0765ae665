package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// Edit is what somebody corrects by hand. A nil field stays as it is; an empty one is emptied where that makes sense.
type Edit struct {
	Given, Family *string
	Greeting      *string // how a letter begins: "Ana"
	Email, Phone  *string
	Company       *string
	Note          *string // private, never sent
	Fact          *string // one thing that may be spoken of in a message or call
	Prefers       *goodturn.Channel
	Zone          *string
	Mailing       *string     // on one line
	ClosingID     goodturn.ID // which deal the next four are about; zero: the newest, or a new one if there is none
	Closed        *goodturn.Date
	Side          *goodturn.Side
	Home          *string // address of the home, on one line
	Price         *string // what was paid, as people write it: "$450,000"; empty: not known
	By            goodturn.ID
}

// Effect is what an edit does to messages that have not left.
type Effect struct {
	Contact goodturn.Contact
	Moves   []playbook.Moved
	Adds    []goodturn.Touch
	Drops   []goodturn.Touch
	Stays   int // messages that left, are on their way or are decided, and so stay as they are
	Notes   []string
}

// errPreview undoes a transaction whose result was only to be looked at.
var errPreview = errors.New("preview")

// PreviewEdit says what SaveEdit would do, and writes nothing.
func (p *People) PreviewEdit(ctx context.Context, id goodturn.ID, e Edit) (*Effect, error) {
	var out *Effect
	err := p.DB.Write(ctx, func(tx *store.Tx) (err error) {
		if out, err = p.edit(tx, id, e); err != nil {
			return err
		}
		return errPreview
	})
	if !errors.Is(err, errPreview) {
		return nil, err
	}
	return out, nil
}

// SaveEdit corrects somebody. A new e-mail address begins without the old one's bounces; a new date, side or home plans anew what
// has not left, and Effect says what moved.
func (p *People) SaveEdit(ctx context.Context, id goodturn.ID, e Edit) (*Effect, error) {
	var out *Effect
	err := p.DB.Write(ctx, func(tx *store.Tx) (err error) {
		out, err = p.edit(tx, id, e)
		return err
	})
	if err != nil {
		return nil, err
	}
	p.Wake("sweep")
	return out, nil
}

func (p *People) edit(tx *store.Tx, id goodturn.ID, e Edit) (*Effect, error) {
	if err := program.LockPeople(tx, id); err != nil {
		return nil, err
	}
	x, err := p.personByID(tx, id)
	if err != nil {
		return nil, err
	}
	out := &Effect{}
	was := map[string]any{}
	p.editNames(x, e, was)
	if err := p.editPlace(x, e, was); err != nil {
		return nil, err
	}
	if err := p.editAddress(tx, x, goodturn.IdentityEmail, formerEmail, e.Email, program.ReadEmail, was, out, e.By); err != nil {
		return nil, err
	}
	if err := p.editAddress(tx, x, goodturn.IdentityPhone, formerPhone, e.Phone, program.ReadPhone, was, out, e.By); err != nil {
		return nil, err
	}
	closing, err := p.editClosing(tx, x, e, was)
	if err != nil {
		return nil, err
	}
	x.contact.SortKey = sortKey(x.contact)
	rederive(x)
	if err := tx.UpdateContact(x.contact); err != nil {
		return nil, err
	}
	if len(was) > 0 {
		if _, err := p.ReceiveIn(tx, goodturn.Event{ContactID: id, Name: goodturn.EventEdited, Source: hand, Props: program.Props(map[string]any{"by": e.By, "was": was})}); err != nil {
			return nil, err
		}
	}
	if err := p.settleTasks(tx, x); err != nil {
		return nil, err
	}
	if err := tx.IndexContacts(id); err != nil {
		return nil, err
	}
	if closing != "" || e.Zone != nil || e.Mailing != nil || e.Prefers != nil {
		if err := p.replanInto(tx, id, out); err != nil {
			return nil, err
		}
	}
	if err := p.EnrolIn(tx, id); err != nil {
		return nil, err
	}
	if err := tx.LookAgain(id); err != nil {
		return nil, err
	}
	out.Contact, err = tx.Contact(id)
	return out, err
}

// personByID reads one person whole. One who was merged away is CodeConflict: the other one is there to be changed.
func (p *People) personByID(tx *store.Tx, id goodturn.ID) (*person, error) {
	c, err := tx.Contact(id)
	if err != nil {
		return nil, err
	}
	if c.MergedInto != "" {
		return nil, &goodturn.Error{Code: goodturn.CodeConflict, Message: c.Name() + " was merged into somebody else.", Hint: "Change that person, or take the two apart first."}
	}
	list, err := p.people(tx, []goodturn.ID{id})
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

func change(was map[string]any, name string, field *string, to *string) {
	if to == nil || strings.TrimSpace(*to) == *field {
		return
	}
	was[name] = *field
	*field = strings.TrimSpace(*to)
}

func (p *People) editNames(x *person, e Edit, was map[string]any) {
	c := &x.contact
	before := *c
	change(was, "given", &c.Given, e.Given)
	change(was, "family", &c.Family, e.Family)
	if e.Greeting != nil {
		change(was, "greeting", &c.Greeting, e.Greeting)
	} else if before.Given != c.Given && (c.Greeting == "" || c.Greeting == before.Given) {
		// The letter began with the old name, so it begins with the new one, if a letter can.
		g, _ := connect.Greeting(&connect.Record{Given: c.Given, Family: c.Family, Full: c.Given + " " + c.Family})
		c.Greeting = g
	}
	change(was, "company", &c.Company, e.Company)
	change(was, "note", &c.Note, e.Note)
	change(was, "fact", &c.NoteFact, e.Fact)
}

func (p *People) editPlace(x *person, e Edit, was map[string]any) error {
	c := &x.contact
	if e.Prefers != nil && *e.Prefers != c.Prefers {
		switch *e.Prefers {
		case "", goodturn.ChannelEmail, goodturn.ChannelSMS:
		default:
			return goodturn.Invalid("prefers", fmt.Sprintf("%q is no way in which people like to hear.", *e.Prefers), "Choose email or sms.")
		}
		was["prefers"] = c.Prefers
		c.Prefers = *e.Prefers
	}
	if e.Zone != nil && *e.Zone != c.Zone {
		if _, err := time.LoadLocation(*e.Zone); err != nil {
			return goodturn.Invalid("zone", fmt.Sprintf("%q is no time zone.", program.Clip(*e.Zone, 40)), "Write it as America/New_York.")
		}
		was["zone"] = c.Zone
		c.Zone = *e.Zone
	}
	if e.Mailing != nil {
		to := goodturn.Address{}
		if strings.TrimSpace(*e.Mailing) != "" {
			to = connect.ReadPlace(*e.Mailing)
		}
		if to != c.Mailing {
			was["mailing"] = c.Mailing.Line()
			c.Mailing = to
		}
	}
	return nil
}

// editAddress gives somebody another e-mail address or number. The old one is remembered as former, so that no file brings it
// back; what it bounced, and the ground on which it was written to, stay with it.
func (p *People) editAddress(tx *store.Tx, x *person, kind goodturn.IdentityKind, former string, to *string, read func(string) (string, error), was map[string]any, out *Effect, by goodturn.ID) error {
	if to == nil {
		return nil
	}
	i := slices.IndexFunc(x.ids, func(i goodturn.Identity) bool { return i.Kind == kind && i.Primary })
	if i < 0 {
		i = slices.IndexFunc(x.ids, func(i goodturn.Identity) bool { return i.Kind == kind })
	}
	value := ""
	if strings.TrimSpace(*to) != "" {
		v, err := read(*to)
		if err != nil {
			return err
		}
		value = v
	}
	old := ""
	if i >= 0 {
		old = x.ids[i].Value
	}
	if value == old && (i < 0 || x.ids[i].Status != goodturn.IdentityBounced) {
		return nil
	}
	was[string(kind)] = old
	if old != "" && old != value {
		if _, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: x.contact.ID, Kind: goodturn.IdentityExternal, System: former, Value: old, Shown: old}}); err != nil {
			return err
		}
	}
	switch {
	case value == "":
		if err := tx.DeleteIdentity(x.ids[i]); err != nil {
			return err
		}
	case i < 0:
		n := goodturn.Identity{ContactID: x.contact.ID, Kind: kind, Value: value, Shown: strings.TrimSpace(*to), Primary: true, Status: goodturn.IdentityNew}
		added, err := tx.InsertIdentities([]goodturn.Identity{n})
		if err != nil {
			return err
		}
		if added == 0 {
			return p.shareInstead(tx, x, n, out)
		}
	default:
		n := x.ids[i]
		n.Value, n.Shown, n.Status, n.Primary = value, strings.TrimSpace(*to), goodturn.IdentityNew, true
		if err := tx.UpdateIdentity(n); err != nil {
			return err
		}
	}
	if kind == goodturn.IdentityEmail && value != "" {
		if old != "" {
			out.Notes = append(out.Notes, "The first message to the new address goes alone, before any other, so that a slip shows before more follow.")
		}
		if err := p.attestByHand(tx, x, value, by); err != nil {
			return err
		}
	}
	ids, err := tx.Identities(x.contact.ID)
	x.ids = ids
	return err
}

// shareInstead is for an address that belongs to somebody else: a couple may share a mailbox, strangers may not.
func (p *People) shareInstead(tx *store.Tx, x *person, n goodturn.Identity, out *Effect) error {
	holders, err := tx.FindIdentity(n.Kind, n.System, n.Value)
	if err != nil {
		return err
	}
	for _, h := range holders {
		other, err := tx.Contact(h.ContactID)
		if err != nil {
			return err
		}
		if n.Kind == goodturn.IdentityEmail && x.contact.HouseholdID != "" && other.HouseholdID == x.contact.HouseholdID {
			house, err := tx.Household(other.HouseholdID)
			if err != nil {
				return err
			}
			house.SharedMailbox = true
			out.Notes = append(out.Notes, "They share this mailbox with "+other.Name()+".")
			return errors.Join(tx.ShareIdentity(n), tx.UpdateHousehold(house))
		}
		return &goodturn.Error{Code: goodturn.CodeConflict, Field: string(n.Kind), Message: n.Value + " belongs to " + other.Name() + " already.",
			Hint: "If they are one person, merge them; if they share it, put them into one household first."}
	}
	return nil
}

// attestByHand is the ground for an address that the owner typed in: their own client, by their own word.
func (p *People) attestByHand(tx *store.Tx, x *person, email string, by goodturn.ID) error {
	u, err := tx.User(by)
	if err != nil {
		return err
	}
	set, err := tx.Settings()
	if err != nil {
		return err
	}
	set = set.WithDefaults()
	a := Attestation{By: cmpName(u), When: tx.Now(), How: "Entered by hand: a client of mine."}
	region := x.contact.Region
	if region == "" {
		region = set.Region
	}
	basis := a.basis(region, todayIn(tx.Now(), set))
	if basis == "" || x.refuses(goodturn.ChannelEmail) {
		return nil
	}
	return tx.AppendConsents(goodturn.Consent{ContactID: x.contact.ID, Channel: goodturn.ChannelEmail, Address: email, Basis: basis, Notice: a.How,
		Source: hand, Signer: a.By, Region: region, At: tx.Now()})
}

func cmpName(u goodturn.User) string {
	if u.Name != "" {
		return u.Name
	}
	return u.Email
}

// replanInto plans a person anew and collects what that does.
func (p *People) replanInto(tx *store.Tx, id goodturn.ID, out *Effect) error {
	have, err := tx.ContactEnrolments(id)
	if err != nil {
		return err
	}
	for _, e := range have {
		if e.State != goodturn.EnrolmentActive {
			continue
		}
		d, err := p.ReplanIn(tx, e.ID)
		if err != nil {
			return err
		}
		if p.Absent(e.Playbook) {
			out.Notes = append(out.Notes, fmt.Sprintf("Their plan %s is not here, so its messages stay as they are, and wait.", e.Playbook))
		}
		out.Moves = append(out.Moves, d.Move...)
		out.Adds = append(append(out.Adds, d.Add...), d.Back...)
		out.Drops = append(out.Drops, d.Drop...)
		for _, t := range d.Stay {
			if t.State != goodturn.Planned {
				out.Stays++
			}
		}
	}
	return nil
}

// settleTasks closes what an edit has mended.
func (p *People) settleTasks(tx *store.Tx, x *person) error {
	open, err := tx.ContactTasks(x.contact.ID)
	if err != nil {
		return err
	}
	for _, t := range open {
		if !t.DoneAt.IsZero() {
			continue
		}
		mended := t.Kind == goodturn.TaskFixName && x.contact.Greeting != "" || t.Kind == goodturn.TaskNoClosing && len(x.closings) > 0 ||
			(t.Kind == goodturn.TaskNoAddress || t.Kind == goodturn.TaskFixAddress) && program.Reachable(x.ids)
		if mended {
			if _, err := tx.DoneTask(t.ID, "fixed"); err != nil {
				return err
			}
		}
	}
	return nil
}

// rederive finds out anew where somebody is.
func rederive(x *person) {
	in := &intake{}
	var t taken
	x.fresh = true // so that nothing is noted for taking back
	in.whereabouts(&t, x)
}

func readJSON(b []byte, into any) error {
	if len(b) == 0 {
		return nil
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("read what was noted: %w", err)
	}
	return nil
}
