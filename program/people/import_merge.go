package people

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/decide/permit"
	"github.com/goodturn-app/goodturn/policy"
	"github.com/goodturn-app/goodturn/program"
)

// Problems that only an import can see; connect has the others.
const (
	ProblemTwoPeople    = "two_people"    // the row fits two people we know
	ProblemShared       = "shared"        // the mailbox belongs to somebody else of the household
	ProblemTakenNumber  = "taken"         // the address or number belongs to somebody else
	ProblemNeverContact = "never_contact" // they asked not to be written to, earlier
	ProblemAgent        = "agent_unknown" // assigned to somebody without a login here
)

// Outcomes of a row.
const (
	RowNew       = "new"
	RowMerged    = "merged"    // somebody we know, and the row added something
	RowUnchanged = "unchanged" // somebody we know, and we knew all of it
	RowRejected  = "rejected"
	RowWaiting   = "waiting" // until a question is answered; after applying: left out for want of an answer
)

// intake is what one import knows while it goes through its rows. It touches no database: what it wants written is in batch.
type intake struct {
	id       goodturn.ID
	now      time.Time
	today    goodturn.Date
	newID    func() goodturn.ID
	owners   map[string]goodturn.ID      // by log-in address and by name, both folded
	owner    goodturn.ID                 // of whoever is assigned to nobody
	attested Attestation                 // zero while staging: then nobody consents to anything yet
	apart    func(a, b goodturn.ID) bool // taken apart by hand, earlier
	listed   map[string]string           // addresses that nobody writes to, and why
	failed   error                       // of apart
	from     string                      // the source that events name: "import:<id>" or "hand"
	looking  bool                        // nothing will be written: only what would become of the rows is asked
	another  bool                        // somebody said that this is nobody we know
	*roster
	batch
}

// batch is what rows want written, in the order in which references allow it.
type batch struct {
	contacts, contactsWas     []*person           // new ones; known ones that changed
	ids, shared               []goodturn.Identity // of their own; of a mailbox that belongs to somebody else of the household
	closings, closingsWas     []goodturn.Closing
	homes, homesWas           []goodturn.Home
	consents                  []goodturn.Consent
	refusals                  []goodturn.Suppression
	households, householdsWas []goodturn.Household
	events                    []goodturn.Event
	tasks                     []goodturn.Task
	unread                    map[goodturn.ID][]unread // by the person of the row
	sharing                   []goodturn.ID            // households that turned out to share a mailbox
}

// undo is what takes one row back. It is kept beside the row.
type undo struct {
	Contacts   []goodturn.ID                 `json:"contacts,omitempty"` // made by this row
	Was        map[string][2]string          `json:"was,omitempty"`      // field: before and after, of the contact the row was merged into
	Mailing    *[2]goodturn.Address          `json:"mailing,omitempty"`
	Identities []goodturn.ID                 `json:"identities,omitempty"`
	Closings   []goodturn.ID                 `json:"closings,omitempty"`
	Fixed      [][2]goodturn.Closing         `json:"fixed,omitempty"` // closings that the row corrected
	Homes      []goodturn.ID                 `json:"homes,omitempty"`
	Ended      [][2]goodturn.Home            `json:"ended,omitempty"`
	Consents   []goodturn.ID                 `json:"consents,omitempty"`
	Refusals   []goodturn.ID                 `json:"refusals,omitempty"`
	Joined     map[goodturn.ID][]goodturn.ID `json:"joined,omitempty"`     // household: contacts that the row put into it
	Household  []goodturn.ID                 `json:"household,omitempty"`  // made by this row
	SentBy     *sender                       `json:"sent_by,omitempty"`    // who sent them, by the row; until it was looked for
	Introduced goodturn.ID                   `json:"introduced,omitempty"` // the introduction that the row told of
	Claims     []goodturn.ID                 `json:"claims,omitempty"`     // what it said of who sent them
}

func (u *undo) empty() bool {
	return len(u.Contacts)+len(u.Was)+len(u.Identities)+len(u.Closings)+len(u.Fixed)+len(u.Homes)+len(u.Ended)+len(u.Consents)+
		len(u.Refusals)+len(u.Joined)+len(u.Household) == 0 && u.Mailing == nil
}

// taken is what became of one row.
type taken struct {
	Outcome   string
	Person    *person
	Spouse    *person
	By        string // how somebody known was recognised
	Undo      undo
	Problems  []connect.Problem
	Sides     []goodturn.Side // of the closings that came in
	NoClosing bool            // called a past client, and no day of a closing is known
}

func (t *taken) note(r *connect.Record, code, field, message, hint string) {
	t.Problems = append(t.Problems, connect.Problem{Row: r.Row, Line: r.Line, Field: field, Code: code, Message: message, Hint: hint, Severity: connect.SeverityWarn})
}

// take works one record into what is known. partner is the person of an earlier row with the same deal, if there is one. Taking
// the same record again changes nothing, and nothing that is known already is overwritten.
func (in *intake) take(r *connect.Record, partner *person) taken {
	t := taken{Problems: r.Problems}
	switch {
	case r.Rejected():
		t.Outcome = RowRejected
		return t
	case r.Waiting():
		t.Outcome = RowWaiting
		return t
	}
	if in.erased(r) {
		t.Outcome = RowRejected
		t.note(r, ProblemNeverContact, "", "They asked to be forgotten.", "They are not taken in again. If they want to hear from you after all, add them by hand.")
		return t
	}
	f := in.match(r.Given, r.Family, r.Emails, numbers(r.Phones), sourceID(r))
	if in.another && f.person != nil {
		f = found{sharing: f.person}
	}
	p := f.person
	t.Outcome, t.By = RowUnchanged, f.by
	if p == nil {
		p = in.newPerson(&t, r.Given, r.Family)
		t.Outcome = RowNew
	}
	t.Person = p
	if f.also != nil {
		t.note(r, ProblemTwoPeople, "", fmt.Sprintf("The row fits %s and %s.", f.person.contact.Name(), f.also.contact.Name()),
			"It was taken for the first. If the two are one person, merge them.")
	}
	in.names(&t, p, r)
	in.addresses(&t, p, r, f)
	in.deals(&t, p, r)
	in.whereabouts(&t, p)
	in.refuse(&t, p, r)
	in.consent(&t, p)
	in.couple(&t, p, r, f, partner)
	in.readFirst(&t, p, r)
	if t.Outcome != RowNew && !t.Undo.empty() {
		t.Outcome = RowMerged
	}
	t.NoClosing = (r.SaysClosed() != "" || r.Undated != "") && len(p.closings) == 0
	in.tell(&t, p, r)
	t.Undo.SentBy = in.senderOf(r)
	return t
}

func (in *intake) newPerson(t *taken, given, family string) *person {
	p := &person{fresh: true, contact: goodturn.Contact{ID: in.newID(), OwnerID: in.owner, Given: program.Clip(given, 200), Family: program.Clip(family, 200), Source: in.source(),
		CreatedAt: in.now, UpdatedAt: in.now}}
	in.byID[p.contact.ID] = p
	in.contacts = append(in.contacts, p)
	t.Undo.Contacts = append(t.Undo.Contacts, p.contact.ID)
	return p
}

func (in *intake) source() string { return in.from }

func (in *intake) rowSource(r *connect.Record) string {
	if in.from == hand {
		return hand
	}
	return fmt.Sprintf("%s row %d", in.from, r.Row)
}

// set fills a field that is empty. A field with something in it may have been made or checked by hand, and stays.
func (in *intake) set(t *taken, p *person, name string, field *string, value string) {
	if *field != "" || value == "" {
		return
	}
	if !p.fresh {
		if t.Undo.Was == nil {
			t.Undo.Was = map[string][2]string{}
		}
		t.Undo.Was[name] = [2]string{*field, value}
		in.touch(p)
	}
	*field = value
}

// touch notes that a known contact changes.
func (in *intake) touch(p *person) {
	if p.fresh || slices.Contains(in.contactsWas, p) {
		return
	}
	p.contact.UpdatedAt = in.now
	in.contactsWas = append(in.contactsWas, p)
}

// names fills in what the row says of the person.
func (in *intake) names(t *taken, p *person, r *connect.Record) {
	c := &p.contact
	if !p.fresh && c.Given == "" && c.Family == "" {
		in.set(t, p, "given", &c.Given, r.Given)
		in.set(t, p, "family", &c.Family, r.Family)
	}
	couple := *r
	couple.Joint = r.Joint || r.Spouse.Given != "" && len(r.Closings) > 0 // a couple on one deal gets one message with both names
	if r.Died {
		couple.Joint, couple.Spouse = false, connect.Spouse{}
	}
	if g, problem := connect.Greeting(&couple); problem == nil {
		in.set(t, p, "greeting", &c.Greeting, g)
	}
	in.set(t, p, "company", &c.Company, program.Clip(r.Company, 200))
	in.set(t, p, "note", &c.Note, program.Clip(r.Notes, mostNote))
	if c.Mailing.IsZero() && !r.Mailing.IsZero() {
		if !p.fresh {
			t.Undo.Mailing = &[2]goodturn.Address{c.Mailing, r.Mailing}
			in.touch(p)
		}
		c.Mailing = r.Mailing
	}
	if p.fresh {
		c.SortKey = sortKey(*c)
		c.OwnerID = in.ownerOf(t, r)
	} else if k := sortKey(*c); k != c.SortKey {
		in.touch(p)
		c.SortKey = k
	}
}

func (in *intake) ownerOf(t *taken, r *connect.Record) goodturn.ID {
	a := r.AssignedTo
	if a.Name == "" && a.Email == "" {
		return in.owner
	}
	if id := in.owners[strings.ToLower(a.Email)]; id != "" && a.Email != "" {
		return id
	}
	if id := in.owners[plain(a.Name)]; id != "" && a.Name != "" {
		return id
	}
	t.note(r, ProblemAgent, "", fmt.Sprintf("%s has no login here.", cmp.Or(a.Name, a.Email)), "They come in under your name. Leave them out if they are not your clients.")
	return in.owner
}

// addresses adds ways to reach the person.
func (in *intake) addresses(t *taken, p *person, r *connect.Record, f found) {
	if x := sourceID(r); x.Value != "" && !p.knows(goodturn.IdentityExternal, x.System, x.Value) && len(in.byKey[key{goodturn.IdentityExternal, x.System, x.Value}]) == 0 {
		in.addIdentity(t, p, goodturn.Identity{Kind: goodturn.IdentityExternal, System: x.System, Value: x.Value, Shown: x.Value})
	}
	for _, e := range r.Emails {
		if p.knows(goodturn.IdentityEmail, "", e) || p.knows(goodturn.IdentityExternal, formerEmail, e) {
			continue
		}
		if others := in.byKey[key{goodturn.IdentityEmail, "", e}]; len(others) > 0 && others[0] != f.sharing {
			t.note(r, ProblemTakenNumber, "", fmt.Sprintf("%s is the address of %s already.", e, others[0].contact.Name()), "It was not added. If the two are one person, merge them.")
			continue
		}
		in.addIdentity(t, p, goodturn.Identity{Kind: goodturn.IdentityEmail, Value: e, Shown: e, Status: goodturn.IdentityNew})
	}
	for _, n := range r.Phones {
		if p.knows(goodturn.IdentityPhone, "", n.Number) || p.knows(goodturn.IdentityExternal, formerPhone, n.Number) {
			continue
		}
		if others := in.byKey[key{goodturn.IdentityPhone, "", n.Number}]; len(others) > 0 {
			t.note(r, ProblemTakenNumber, "", fmt.Sprintf("%s is the number of %s already.", n.Number, others[0].contact.Name()), "It stays there.")
			continue
		}
		in.addIdentity(t, p, goodturn.Identity{Kind: goodturn.IdentityPhone, Value: n.Number, Shown: n.Number, Status: goodturn.IdentityNew})
	}
}

func (p *person) knows(kind goodturn.IdentityKind, system, value string) bool {
	return slices.ContainsFunc(p.ids, func(i goodturn.Identity) bool { return i.Kind == kind && i.System == system && i.Value == value })
}

func (p *person) has(kind goodturn.IdentityKind) bool {
	return slices.ContainsFunc(p.ids, func(i goodturn.Identity) bool { return i.Kind == kind })
}

func (in *intake) addIdentity(t *taken, p *person, i goodturn.Identity) {
	i.ID, i.ContactID, i.CreatedAt = in.newID(), p.contact.ID, in.now
	i.Primary = i.Kind != goodturn.IdentityExternal && !p.has(i.Kind)
	p.ids = append(p.ids, i)
	in.learn(p, i)
	if holders := in.byKey[keyOf(i)]; i.Kind == goodturn.IdentityEmail && len(holders) > 1 {
		in.shared = append(in.shared, i)
	} else {
		in.ids = append(in.ids, i)
	}
	t.Undo.Identities = append(t.Undo.Identities, i.ID)
}

// whereabouts derives region and zones, for whoever has none declared.
func (in *intake) whereabouts(t *taken, p *person) {
	zones, regions := permit.Whereabouts(p.contact, p.homes, p.ids)
	var names []string
	for _, z := range zones {
		names = append(names, z.String())
	}
	if !slices.Equal(names, p.contact.Zones) {
		in.touch(p)
		p.contact.Zones = names
	}
	if p.contact.Region != "" {
		return
	}
	region := in.attested.Region
	if len(regions) > 0 {
		region = regions[0]
	} else {
		for _, c := range p.closings { // a sale tells at least where they lived
			if r := regionOf(c.Property); r != "" {
				region = r
			}
		}
	}
	in.set(t, p, "region", &p.contact.Region, region)
}

func regionOf(a goodturn.Address) string {
	_, regions := permit.Whereabouts(goodturn.Contact{Mailing: a}, nil, nil)
	if a.IsZero() || len(regions) == 0 {
		return ""
	}
	return regions[0]
}

// refuse keeps what the source says that they do not want. A refusal is only ever added.
func (in *intake) refuse(t *taken, p *person, r *connect.Record) {
	why := "asked to stop"
	if r.Died {
		why = whyDied
	}
	add := func(ch goodturn.Channel) {
		if p.refuses(ch) {
			return
		}
		s := goodturn.Suppression{ID: in.newID(), ContactID: p.contact.ID, Scope: goodturn.ScopeChannel, Channel: ch, Reason: why, Source: in.rowSource(r), At: in.now}
		p.refusals = append(p.refusals, s)
		in.refusals = append(in.refusals, s)
		t.Undo.Refusals = append(t.Undo.Refusals, s.ID)
	}
	if r.OptOutEmail {
		add(goodturn.ChannelEmail)
	}
	if r.OptOutText {
		add(goodturn.ChannelSMS)
	}
	if in.unwilling(p) && !p.refuses(goodturn.ChannelEmail) {
		s := goodturn.Suppression{ID: in.newID(), ContactID: p.contact.ID, Scope: goodturn.ScopeAll, Reason: "asked to stop", Source: in.rowSource(r), At: in.now}
		p.refusals = append(p.refusals, s)
		in.refusals = append(in.refusals, s)
		t.Undo.Refusals = append(t.Undo.Refusals, s.ID)
	}
	if !r.OptOutEmail && p.refuses(goodturn.ChannelEmail) {
		t.note(r, ProblemNeverContact, "", "They asked earlier not to be written to.", "That stays as it is.")
	}
}

// unwilling reports whether every e-mail address of somebody is on the list of those never to be written to.
func (in *intake) unwilling(p *person) bool {
	n := 0
	for _, i := range p.ids {
		if i.Kind != goodturn.IdentityEmail {
			continue
		}
		if n++; in.listed[i.Value] == "" {
			return false
		}
	}
	return n > 0 && p.fresh
}

// erased reports whether a record is of somebody who asked to be forgotten.
func (in *intake) erased(r *connect.Record) bool {
	if in.from == hand {
		return false // typed in by hand, it is a new beginning that somebody answers for
	}
	for _, a := range append(numbers(r.Phones), r.Emails...) {
		if in.listed[a] == "erased" {
			return true
		}
	}
	return false
}

func (p *person) refuses(ch goodturn.Channel) bool {
	return slices.ContainsFunc(p.refusals, func(s goodturn.Suppression) bool {
		return s.Scope == goodturn.ScopeAll || s.Scope == goodturn.ScopeChannel && s.Channel == ch
	})
}

// consent makes the attested ground of each address a row, where the rules of the region accept it.
func (in *intake) consent(t *taken, p *person) {
	if in.attested.By == "" || p.refuses(goodturn.ChannelEmail) {
		return
	}
	basis := in.attested.basis(p.contact.Region, in.today)
	if basis == "" {
		return
	}
	for _, i := range p.ids {
		if i.Kind != goodturn.IdentityEmail || slices.ContainsFunc(p.consents, func(c goodturn.Consent) bool {
			return c.Channel == goodturn.ChannelEmail && c.Address == i.Value && (c.Withdrawn || c.Basis == basis || c.Basis == goodturn.BasisExpress || c.Basis == goodturn.BasisWritten)
		}) {
			continue
		}
		c := goodturn.Consent{ID: in.newID(), ContactID: p.contact.ID, Channel: goodturn.ChannelEmail, Address: i.Value, Basis: basis, Notice: in.attested.words(),
			Source: in.source(), Signer: in.attested.By, Region: p.contact.Region, At: in.attested.When}
		p.consents = append(p.consents, c)
		in.consents = append(in.consents, c)
		t.Undo.Consents = append(t.Undo.Consents, c.ID)
	}
}

// basis is the ground that an attestation gives in a region; none where the region is unknown or asks for a notice that was not
// given: then a person writes by hand.
func (a Attestation) basis(region string, today goodturn.Date) goodturn.ConsentBasis {
	switch policy.Consent(policy.Email, today, region) {
	case policy.NoneRelationship, policy.ExpressOrImplied24m:
		return goodturn.BasisRelationship
	case policy.SoftOptInNotice:
		if a.NoticeGiven {
			return goodturn.BasisNotice
		}
	}
	return ""
}
