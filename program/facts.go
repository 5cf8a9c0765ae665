package program

import (
	"fmt"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/decide/permit"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/standing"
	"github.com/goodturn-app/goodturn/store"
)

// docket is everything that deciding some touches needs, read in sets, and everything that the decisions change, written in sets.
type docket struct {
	settings  goodturn.Settings
	rows      rows
	touches   []goodturn.Touch                   // due ones, and what else their households have within a day
	plans     map[goodturn.ID]goodturn.Enrolment // of the touches
	siblings  map[goodturn.ID][]store.Sibling    // all touches of each enrolment of which the judgement looks at more than the touch itself
	owners    map[goodturn.ID]*owner             // by user
	words     map[string]*playbook.Words         // by playbook
	books     map[string]*playbook.Shipped
	inUse     map[string]bool                   // plans that the owner uses, by the name of their playbook
	last      map[goodturn.ID]goodturn.Decision // last decision on each touch
	people    map[goodturn.ID]decide.Person
	gates     map[store.GateKey]store.Gate
	street    map[string][]nearby                // wordings that left for a street in the last fortnight
	requests  map[goodturn.ID][]goodturn.Request // what was asked by hand, by person
	company   map[string][]goodturn.Request      // requests that left for people of a company in the last 90 days
	numbers   int64                              // next delivery number
	intros    map[goodturn.ID]intro              // what thanks are for, by touch
	asks      map[goodturn.ID]goodturn.ID        // ids given to asks before they are opened
	now       time.Time
	incidents []goodturn.Incident
	decided   []goodturn.Decision // to be written, all together
	checked   []goodturn.ID
	claims    []*claimed
	passages  map[store.GateKey]store.Take // gates that the claims pass
	dropped   bool                         // a claim did not pass its gates
	alone     bool                         // what it drafts is compared with nobody else's
	wrote     map[string]bool              // streets of which the words have changed
	newID     func() goodturn.ID
	offers    map[string]rewards.Offer // what is promised today for introductions, by pack
}

// gather reads what deciding these touches needs.
func (p *Program) gather(tx *store.Tx, s goodturn.Settings, due, ahead []goodturn.Touch) (*docket, error) {
	due = append(slices.Clone(due), ahead...)
	b := &docket{
		settings: s, touches: due, now: tx.Now(), newID: tx.NewID, plans: map[goodturn.ID]goodturn.Enrolment{}, siblings: map[goodturn.ID][]store.Sibling{}, owners: map[goodturn.ID]*owner{},
		words: map[string]*playbook.Words{}, books: map[string]*playbook.Shipped{}, people: map[goodturn.ID]decide.Person{}, street: map[string][]nearby{}, requests: map[goodturn.ID][]goodturn.Request{}, company: map[string][]goodturn.Request{}, wrote: map[string]bool{}, asks: map[goodturn.ID]goodturn.ID{}, gates: map[store.GateKey]store.Gate{},
		passages: map[store.GateKey]store.Take{}, offers: map[string]rewards.Offer{}, inUse: p.InUse(s),
	}
	var contacts, enrolments, ids []goodturn.ID
	for _, t := range due {
		contacts, enrolments, ids = append(contacts, t.ContactID), append(enrolments, t.EnrolmentID), append(ids, t.ID)
	}
	if err := b.read(tx, contacts); err != nil {
		return nil, err
	}
	plans, err := tx.Enrolments(enrolments)
	if err != nil {
		return nil, err
	}
	for _, e := range plans {
		b.plans[e.ID] = e
	}
	b.standIns()
	for _, e := range b.plans {
		if b.books[e.Playbook] == nil {
			pack, err := p.pack(e.Playbook)
			if err != nil {
				continue // what it planned waits, see due; everybody else goes on
			}
			b.books[e.Playbook] = pack
			if b.words[e.Playbook], err = p.words.of(tx, pack); err != nil {
				return nil, err
			}
		}
	}
	if err := b.readSiblings(tx); err != nil {
		return nil, err
	}
	if err := b.readRequests(tx, due); err != nil {
		return nil, err
	}
	if b.intros, err = introsOf(tx, due); err != nil {
		return nil, err
	}
	if b.last, err = tx.LastDecisions(ids); err != nil {
		return nil, err
	}
	if err := b.readOwners(tx, p.mailboxes); err != nil {
		return nil, err
	}
	for _, c := range b.rows.Contacts {
		b.people[c.ID] = b.personOf(c)
	}
	return b, b.readStreets(tx)
}

// readSiblings reads the other touches of the plans. For a message that stands alone nothing is read: a plan has some thirty touches, and
// reading them was the dearest part of deciding.
func (b *docket) readSiblings(tx *store.Tx) error {
	var of []goodturn.ID
	for _, t := range b.touches {
		if b.leans(t) {
			of = append(of, t.EnrolmentID)
		}
	}
	siblings, err := tx.Siblings(of)
	for _, t := range siblings {
		b.siblings[t.EnrolmentID] = append(b.siblings[t.EnrolmentID], t)
	}
	return err
}

// leans reports whether judging a touch looks at others of its plan: at what it follows, at what waits for it, or, where it asks for
// something, at what comes next.
func (b *docket) leans(t goodturn.Touch) bool {
	if t.Manual || t.Kind == goodturn.KindAsk || t.Kind == goodturn.KindReminder || t.Kind == goodturn.KindReview {
		return true
	}
	book := b.books[b.plans[t.EnrolmentID].Playbook]
	return book != nil && !book.Playbook.Alone(t.Step)
}

func distinct(ids []goodturn.ID) []goodturn.ID {
	out := slices.Clone(ids)
	slices.Sort(out)
	return slices.Compact(out)
}

func (b *docket) groups() [][]goodturn.Touch { return households(b.touches) }

func (b *docket) person(id goodturn.ID) decide.Person { return b.people[id] }

func (b *docket) personOf(c goodturn.Contact) decide.Person {
	homes, ids := b.rows.Homes[c.ID], b.rows.Identities[c.ID]
	where := placeOf(b.settings, c, homes, ids)
	return decide.Person{
		Contact: c, Identities: ids, Consents: b.rows.Consents[c.ID], Suppressions: b.rows.Suppressions[c.ID], Standing: b.rows.Standing[c.ID], Homes: homes,
		Closings: b.rows.Closings[c.ID], Zones: where.zones, Regions: where.regions, Gate: decide.Gate{LastAskAt: b.gates[store.GateKey{Kind: store.GateContact, ID: c.ID}].LastAskAt},
	}
}

// facts puts together what is known of one household and of its due touches, and drafts each message so that missing facts are
// seen by the judgement and not by the reader.
func (b *docket) facts(p *Program, tx *store.Tx, group []goodturn.Touch) (decide.Facts, []decide.Due, []*Written) {
	f := decide.Facts{Incidents: b.incidents}
	if p.connected(goodturn.ChannelSMS) {
		f.Channels = append(f.Channels, goodturn.ChannelSMS)
	}
	household := group[0].HouseholdID
	if household != "" {
		f.Household = b.rows.Households[household]
		f.Gates = append(f.Gates, decide.Gate{LastAskAt: b.gates[store.GateKey{Kind: store.GateHousehold, ID: household}].LastAskAt})
		var members []standing.Standing
		for _, id := range b.rows.Members[household] {
			if x, ok := b.people[id]; ok {
				members = append(members, x.Standing)
				f.People = append(f.People, b.fresh(x))
			}
		}
		f.Together = standing.Household(members)
	} else {
		f.People = append(f.People, b.fresh(b.people[group[0].ContactID]))
	}
	dues := make([]decide.Due, len(group))
	drafts := make([]*Written, len(group))
	for i, t := range group {
		var err error
		if dues[i], drafts[i], err = b.due(p, tx, t); err != nil {
			p.Log.Error("a touch could not be prepared; it waits", "touch", t.ID, "err", err)
			f.Unreadable = append(f.Unreadable, "the words")
		}
	}
	return f, dues, drafts
}

// fresh gives a person with the pace of their owner's mailbox as it is after what this batch has already claimed.
func (b *docket) fresh(x decide.Person) decide.Person {
	if o := b.owners[x.Contact.OwnerID]; o != nil {
		x.Owner = o.Owner
	}
	x.AccountAsks = b.askedThere(x.Contact)
	return x
}

// step is a touch's step as it stands for the side of its deal.
func (b *docket) step(t goodturn.Touch) (goodturn.Step, bool) {
	e := b.plans[t.EnrolmentID]
	pack := b.books[e.Playbook]
	if pack == nil {
		return goodturn.Step{}, false
	}
	return pack.Playbook.Step(t.Step, e.Side)
}

func (b *docket) due(p *Program, tx *store.Tx, t goodturn.Touch) (decide.Due, *Written, error) {
	e := b.plans[t.EnrolmentID]
	step, known := b.step(t)
	if !known {
		step = goodturn.Step{Name: t.Step, Kind: t.Kind, Channel: t.Channel, Sides: []goodturn.Side{"-"}} // no longer in the playbook: for no side
	}
	d := decide.Due{
		Touch: t, Step: step, Enrolment: e.State, Unused: e.Playbook != "" && !b.inUse[e.Playbook], AsksMuted: e.AsksMuted, Backfill: e.Backfill, Side: e.Side, ClosingID: e.ClosingID,
		Auto:         !b.settings.Approve || b.settings.GoesByItself(t.Playbook, t.Step),
		FirstContact: b.isNew(t.ContactID), MustRead: p.ReadByHand(t), Requested: requested(t),
	}
	if pack := b.books[e.Playbook]; pack != nil && !wantedNow(t) {
		d.Hours, d.TextHours = pack.Playbook.HoursOf(t.Step)
	}
	for _, c := range b.rows.Closings[t.ContactID] {
		if c.ID == e.ClosingID {
			d.ClosedOn = c.Date
		}
	}
	b.relations(&d, step)
	b.door(&d)
	if t.Kind == goodturn.KindReminder {
		d.Ask = b.askFacts(t, step)
	}
	if i, ok := b.intros[t.ID]; ok {
		d.Intro = introFacts(i.Referral, i.stage, t.ContactID)
	}
	if b.books[e.Playbook] == nil {
		return d, nil, fmt.Errorf("its plan %q is not here; name its folder with --playbook", e.Playbook)
	}
	if t.Kind == goodturn.KindCall {
		return d, nil, nil
	}
	dr, err := b.draft(p, tx, t, step, &d)
	return d, dr, err
}

// wantedNow reports whether the owner asked for it to go at once rather than in the hours of the plan, by "hello now" or "ask now": it is
// planned for the moment in which it was approved.
func wantedNow(t goodturn.Touch) bool {
	return !t.ApprovedAt.IsZero() && t.ApprovedAt.Equal(t.PlannedAt)
}

// relations looks at the other touches of the enrolment: what this one follows, which value comes after that, whether an ask
// follows this one, and when the next ask is.
func (b *docket) relations(d *decide.Due, step goodturn.Step) {
	t := d.Touch
	e := b.plans[t.EnrolmentID]
	pack := b.books[e.Playbook]
	if pack == nil {
		return
	}
	for _, o := range b.siblings[t.EnrolmentID] {
		os, ok := pack.Playbook.Step(o.Step, e.Side)
		if !ok {
			continue
		}
		if step.Follows != "" && o.Step == step.Follows && o.Occurrence == t.Occurrence {
			d.After = dependency(o, os.Title)
		}
		if os.Follows == t.Step && o.Occurrence == t.Occurrence && o.Kind == goodturn.KindAsk && !o.State.Done() {
			d.AskFollows = true
		}
		if o.State != goodturn.Planned || o.ID == t.ID {
			continue
		}
		if o.Kind == goodturn.KindAsk && (d.NextAskAt.IsZero() || o.DueAt.Before(d.NextAskAt)) {
			d.NextAskAt = o.DueAt
		}
		if o.Kind == goodturn.KindValue && !os.Companion && o.DueAt.After(b.now) && (d.NextValue.At.IsZero() || o.DueAt.Before(d.NextValue.At)) {
			d.NextValue = decide.Coming{TouchID: o.ID, At: o.DueAt, Title: os.Title}
		}
	}
	if t.Moved > 0 && step.Follows != "" && d.After.State != decide.DependencyDelivered {
		// It moved behind another value once; the latest one that arrived is what it follows now.
		var latest time.Time
		for _, v := range b.people[t.ContactID].Standing.Values {
			if v.At.After(latest) {
				latest = v.At
			}
		}
		if !latest.IsZero() && latest.After(t.PlannedAt) {
			d.After = decide.Dependency{State: decide.DependencyDelivered, At: latest, Title: "the last useful message"}
		}
	}
}

func dependency(o store.Sibling, title string) decide.Dependency {
	out := decide.Dependency{Title: title, State: decide.DependencyAhead}
	switch o.State {
	case goodturn.Sent:
		out.State, out.At = decide.DependencyDelivered, o.SentAt
	case goodturn.Skipped, goodturn.Expired, goodturn.Failed, goodturn.Cancelled, goodturn.Tasked:
		out.State = decide.DependencyGone
	}
	return out
}

func (b *docket) askFacts(t goodturn.Touch, step goodturn.Step) decide.AskFacts {
	for _, o := range b.siblings[t.EnrolmentID] {
		if o.Step != step.Follows || o.Occurrence != t.Occurrence {
			continue
		}
		for _, a := range b.rows.Asks[t.ContactID] {
			if a.TouchID != o.ID {
				continue
			}
			f := decide.AskFacts{State: a.State, OpenedAt: a.OpenedAt, Answered: a.Answer != goodturn.AnswerNone, RemindersLeft: a.RemindersLeft}
			if o.State == goodturn.Sent {
				f.DeliveredAt = o.SentAt
			}
			f.Failed = o.State == goodturn.Failed
			f.PromisedFor = b.promisedFor(t)
			for _, r := range b.siblings[t.EnrolmentID] {
				if r.Kind == goodturn.KindReminder && r.Occurrence == t.Occurrence && r.SentAt.After(f.RemindedAt) && (r.State == goodturn.Sent || r.State == goodturn.Unknown) {
					f.RemindedAt = r.SentAt
				}
			}
			return f
		}
	}
	return decide.AskFacts{}
}

// askID is the id that an ask will have, given before its letter is written since its links name it.
func (b *docket) askID(touch goodturn.ID) goodturn.ID {
	if b.asks[touch] == "" {
		b.asks[touch] = b.newID()
	}
	return b.asks[touch]
}

// consentFor is the row on whose ground a message goes: the proof that is kept with it.
func (b *docket) consentFor(contact goodturn.ID, ch goodturn.Channel, address string) goodturn.ID {
	row, ok := permit.Row(b.now, b.rows.Consents[contact], ch, address)
	if !ok {
		return ""
	}
	return row.ID
}

// openAsk is the ask of a person that waits for an answer.
func (b *docket) openAsk(contact goodturn.ID) (goodturn.Ask, bool) {
	for _, a := range b.rows.Asks[contact] {
		if a.State == goodturn.AskOpen {
			return a, true
		}
	}
	return goodturn.Ask{}, false
}

// seq is the next delivery number of this batch.
func (b *docket) seq() int64 {
	b.numbers++
	return b.numbers - 1
}

// keep has a decision stored if it says anything new; else only that the touch was looked at.
func (b *docket) keep(d goodturn.Decision) {
	if last, ok := b.last[d.TouchID]; ok && last.Same(d) {
		b.checked = append(b.checked, d.TouchID)
		return
	}
	b.decided = append(b.decided, d)
}

// write writes what the decisions of this batch have come to.
func (b *docket) write(tx *store.Tx) error {
	if err := b.pass(tx); err != nil {
		return err
	}
	if err := b.open(tx); err != nil {
		return err
	}
	if err := tx.InsertDecisions(b.decided...); err != nil {
		return err
	}
	if err := tx.Checked(b.checked); err != nil {
		return err
	}
	if err := b.writeStreets(tx); err != nil {
		return err
	}
	claims := make([]store.Claiming, len(b.claims))
	for i := range b.claims {
		claims[i] = store.Claiming{Delivery: b.claims[i].delivery, LegalAt: b.claims[i].legal}
	}
	if err := tx.ClaimMany(claims); err != nil {
		return err
	}
	for i := range b.claims {
		b.claims[i].delivery = claims[i].Delivery
	}
	return nil
}

// connected reports whether a channel other than the owner's mailbox is there at all.
func (p *Program) connected(c goodturn.Channel) bool {
	_, err := p.Senders.For(goodturn.User{}, c)
	return err == nil
}
