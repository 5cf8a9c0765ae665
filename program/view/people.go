package view

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/standing"
	"github.com/goodturn-app/goodturn/store"
)

// PeopleQuery asks for a page of the list of people. The zero PeopleQuery is the first page of everybody by name.
type PeopleQuery struct {
	Text   string       // words, an address or digits that somebody goes by; then the list has one page
	Place  *store.Place // only those who stand there in the sum; nil: everybody
	ByNext bool         // whoever is next in the plan first, instead of by name
	After  goodturn.ID  // the last person of the page before, or with ByNext the touch by which they stood there
	Stood  string       // the SortKey by which After stood there: it holds although they were renamed or forgotten since; empty: as it is now
	Back   bool         // the page before After
	Limit  int
}

// PersonLine is one person in the list.
type PersonLine struct {
	Contact  goodturn.Contact
	Closing  goodturn.Closing // the newest; zero without any
	Standing standing.Standing
	Next     goodturn.Touch // the next planned one; zero without any
	Title    string         // of its step
	Life     string         // what something in their life makes of it: it waits, or is left out, and why; "" where nothing does
	With     string         // who else is in their household, for somebody without a deal of their own; "" otherwise
}

// People reads a page of the list. more says whether there is a page behind it.
func (p *View) People(ctx context.Context, q PeopleQuery) (out []PersonLine, more bool, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		var people []goodturn.Contact
		switch {
		case q.Text != "":
			people, err = tx.Search(q.Text, q.Limit+1)
		case q.ByNext:
			people, err = nextPeople(tx, q)
		default:
			page := store.ContactPage{Place: q.Place, Back: q.Back, Limit: q.Limit + 1}
			if page.After = (goodturn.Contact{ID: q.After, SortKey: q.Stood}); q.After != "" && q.Stood == "" {
				if page.After, err = tx.Contact(q.After); err != nil {
					return err
				}
			}
			people, err = tx.ListContacts(page)
		}
		if err != nil {
			return err
		}
		if more = len(people) > q.Limit; more {
			if q.Back {
				people = people[1:]
			} else {
				people = people[:q.Limit]
			}
		}
		out, err = p.linesOf(tx, people)
		return err
	})
	return out, more, err
}

// nextPeople walks the plan by day and gives everybody once, where their next message or call stands.
func nextPeople(tx *store.Tx, q PeopleQuery) (out []goodturn.Contact, err error) {
	page := store.TouchPage{Limit: pageSize}
	if q.After != "" {
		if page.After, err = tx.Touch(q.After); err != nil {
			return nil, err
		}
	}
	for len(out) <= q.Limit {
		ts, err := tx.PlannedTouches(page)
		if err != nil || len(ts) == 0 {
			return out, err
		}
		page.After = ts[len(ts)-1]
		first, err := tx.NextTouches(contactIDs(ts)...)
		if err != nil {
			return nil, err
		}
		people, err := contactsOf(tx, ts)
		if err != nil {
			return nil, err
		}
		for _, t := range ts {
			if first[t.ContactID].ID == t.ID && len(out) <= q.Limit {
				out = append(out, people[t.ContactID])
			}
		}
		if len(ts) < pageSize {
			return out, nil
		}
	}
	return out, nil
}

func contactIDs(ts []goodturn.Touch) []goodturn.ID {
	ids := make([]goodturn.ID, len(ts))
	for i, t := range ts {
		ids[i] = t.ContactID
	}
	return distinct(ids)
}

// linesOf reads what the list says of some people: a handful of statements, however many they are.
func (p *View) linesOf(tx *store.Tx, people []goodturn.Contact) ([]PersonLine, error) {
	ids := make([]goodturn.ID, len(people))
	for i, c := range people {
		ids[i] = c.ID
	}
	closings, err := tx.Closings(ids...)
	if err != nil {
		return nil, err
	}
	newest := map[goodturn.ID]goodturn.Closing{}
	for _, c := range closings {
		if have, ok := newest[c.ContactID]; !c.FellThrough && (!ok || c.Date.After(have.Date)) {
			newest[c.ContactID] = c
		}
	}
	rows, err := tx.Standings(ids...)
	if err != nil {
		return nil, err
	}
	stands := map[goodturn.ID]standing.Standing{}
	for _, r := range rows {
		if stands[r.ContactID], err = program.ParseStanding(r.State); err != nil {
			return nil, err
		}
	}
	next, err := tx.NextTouches(ids...)
	if err != nil {
		return nil, err
	}
	titles, err := p.StepTitles(tx, slices.Collect(maps.Values(next))...)
	if err != nil {
		return nil, err
	}
	var noted []goodturn.Touch // the rest is not asked about: a look costs a judgement
	for id, t := range next {
		if s := stands[id]; t.ID != "" && (len(s.NotGood) > 0 || slices.ContainsFunc([]time.Time{s.DiedAt, s.BereavedSince, s.SeparatedAt, s.MovedAt, s.SoldElsewhereAt, s.RepresentedSince}, func(at time.Time) bool { return !at.IsZero() })) {
			noted = append(noted, t)
		}
	}
	lives, err := Lives(tx, p.Program, noted...)
	if err != nil {
		return nil, err
	}
	out := make([]PersonLine, len(people))
	for i, c := range people {
		out[i] = PersonLine{Contact: c, Closing: newest[c.ID], Standing: stands[c.ID], Next: next[c.ID]}
		if out[i].Next.ID != "" {
			out[i].Title, out[i].Life = titles[out[i].Next.ID], lives[out[i].Next.ID].Says
		}
	}
	return out, partners(tx, out)
}

// partners names who else lives there, for those who are here only as somebody's other half.
func partners(tx *store.Tx, lines []PersonLine) error {
	var houses, ids []goodturn.ID
	for _, l := range lines {
		if l.Closing.ID == "" && l.Contact.HouseholdID != "" {
			houses = append(houses, l.Contact.HouseholdID)
		}
	}
	if len(houses) == 0 {
		return nil
	}
	members, err := tx.Members(distinct(houses))
	if err != nil {
		return err
	}
	for _, m := range members {
		ids = append(ids, m...)
	}
	others, err := tx.Contacts(distinct(ids))
	if err != nil {
		return err
	}
	for i := range lines {
		l := &lines[i]
		if l.Closing.ID != "" || l.Contact.HouseholdID == "" {
			continue
		}
		for _, c := range others {
			if c.HouseholdID == l.Contact.HouseholdID && c.ID != l.Contact.ID && c.MergedInto == "" {
				l.With = c.Name()
				break
			}
		}
	}
	return nil
}

// PersonLines reads the lines of people whom something else has found.
func (p *View) PersonLines(ctx context.Context, ids ...goodturn.ID) (out map[goodturn.ID]PersonLine, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		people, err := tx.Contacts(distinct(ids))
		if err != nil {
			return err
		}
		lines, err := p.linesOf(tx, people)
		out = make(map[goodturn.ID]PersonLine, len(lines))
		for _, l := range lines {
			out[l.Contact.ID] = l
		}
		return err
	})
	return out, err
}

// Card is everything that is kept about one person, as their page needs it.
type Card struct {
	Contact    goodturn.Contact
	Zone       *time.Location // where they are, as far as we know
	Place      store.Place
	Identities []goodturn.Identity
	Household  goodturn.Household // zero: none
	Members    []goodturn.Contact // the others of it
	Merged     []goodturn.Contact // those put together with this one
	Closings   []goodturn.Closing // newest first
	Homes      []goodturn.Home
	Standing   standing.Standing
	Touches    []goodturn.Touch // by due date
	Titles     map[goodturn.ID]string
	Asks       []goodturn.Ask
	Refusals   []goodturn.Suppression
	Events     []goodturn.Event // newest first, one page
	More       bool             // there are older ones
	Tasks      []goodturn.Task
	Referrals  []goodturn.Referral
	Now        time.Time
}

// eventsShown is how many events of the timeline a page has.
const eventsShown = 30

// Card reads one person. before is the last event of the timeline's page before; zero: the newest. CodeNotFound if there is nobody;
// CodeConflict names whom they were put together with.
func (p *View) Card(ctx context.Context, id goodturn.ID, before goodturn.Event) (c Card, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		c = Card{Now: tx.Now(), Titles: map[goodturn.ID]string{}}
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		if c.Contact, err = tx.Contact(id); err != nil {
			return err
		}
		if err := c.readBelongings(tx, id); err != nil {
			return err
		}
		c.Zone = program.ZoneOf(s.WithDefaults(), c.Contact, c.Homes, c.Identities)
		if c.Touches, err = tx.ContactTouches(id); err != nil {
			return err
		}
		if c.Titles, err = p.StepTitles(tx, c.Touches...); err != nil {
			return err
		}
		if c.Events, err = tx.Timeline(id, before, eventsShown+1); err != nil {
			return err
		}
		if c.More = len(c.Events) > eventsShown; c.More {
			c.Events = c.Events[:eventsShown]
		}
		return c.readFamily(tx)
	})
	return c, err
}

func (c *Card) readBelongings(tx *store.Tx, id goodturn.ID) (err error) {
	if c.Place, err = tx.PlaceOf(id); err != nil {
		return err
	}
	if c.Identities, err = tx.Identities(id); err != nil {
		return err
	}
	if c.Closings, err = tx.Closings(id); err != nil {
		return err
	}
	slices.SortFunc(c.Closings, func(a, b goodturn.Closing) int { return b.Date.Compare(a.Date) })
	if c.Homes, err = tx.Homes(id); err != nil {
		return err
	}
	if c.Standing, err = program.StandingOf(tx, id); err != nil {
		return err
	}
	if c.Asks, err = tx.Asks(id); err != nil {
		return err
	}
	if c.Refusals, err = tx.Suppressions(id); err != nil {
		return err
	}
	if c.Tasks, err = tx.ContactTasks(id); err != nil {
		return err
	}
	c.Referrals, err = tx.Referrals(id)
	return err
}

func (c *Card) readFamily(tx *store.Tx) error {
	merged, err := tx.MergedInto(c.Contact.ID)
	if err != nil {
		return err
	}
	if c.Merged, err = tx.Contacts(merged); err != nil || c.Contact.HouseholdID == "" {
		return err
	}
	if c.Household, err = tx.Household(c.Contact.HouseholdID); err != nil {
		return err
	}
	members, err := tx.Members([]goodturn.ID{c.Contact.HouseholdID})
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(members[c.Contact.HouseholdID], func(id goodturn.ID) bool { return id == c.Contact.ID })
	c.Members, err = tx.Contacts(others)
	return err
}

// Left is a message that left or was decided: its words as they were sent, as far as they are still kept.
func (p *View) Left(ctx context.Context, touch goodturn.ID) (t goodturn.Touch, c goodturn.Contact, title string, l message.Letter, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		if t, err = tx.Touch(touch); err != nil {
			return err
		}
		if c, err = tx.Contact(t.ContactID); err != nil {
			return err
		}
		titles, err := p.StepTitles(tx, t)
		if err != nil {
			return err
		}
		title = titles[t.ID]
		l, err = p.SentLetter(tx, t.ID)
		return err
	})
	return t, c, title, l, err
}

// contactsOf reads the people of some touches.
func contactsOf(tx *store.Tx, ts []goodturn.Touch) (map[goodturn.ID]goodturn.Contact, error) {
	ids := make([]goodturn.ID, len(ts))
	for i, t := range ts {
		ids[i] = t.ContactID
	}
	list, err := tx.Contacts(distinct(ids))
	out := make(map[goodturn.ID]goodturn.Contact, len(list))
	for _, c := range list {
		out[c.ID] = c
	}
	return out, err
}

// distinct gives each id once, in their order.
func distinct(ids []goodturn.ID) []goodturn.ID {
	out := slices.Clone(ids)
	slices.Sort(out)
	return slices.Compact(out)
}
