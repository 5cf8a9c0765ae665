package program

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/quotes"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// draft writes the message, and tells the judgement what is missing, whether the figure it leans on fell, and whether a neighbour
// has just read the same words.
func (b *docket) draft(p *Program, tx *store.Tx, t goodturn.Touch, step goodturn.Step, d *decide.Due) (*Written, error) {
	about, err := b.about(p, t, d)
	if err != nil {
		return nil, err
	}
	if err := p.aboutOnce(tx, b.settings, t, &about); err != nil {
		return nil, err
	}
	if err := b.promised(tx, t, &about); err != nil {
		return nil, err
	}
	if step.LeansOn == "market" {
		d.MarketFell = quotes.Fell(about.Figures)
	}
	d.Lacks = lacks(step, about)
	form := playbook.FormOf(t.Channel)
	street := nearKey(about)
	near := b.street[street]
	if b.alone {
		near = nil
	}
	var freeAt time.Time
	avoid := func(name string) bool {
		for _, n := range near {
			if until := n.At.Add(wordsRest(street, t.Kind)); n.Wording == name && n.ContactID != t.ContactID && until.After(b.now) {
				if freeAt.IsZero() || until.Before(freeAt) {
					freeAt = until
				}
				return true
			}
		}
		return false
	}
	thread, err := b.thread(tx, t)
	if err != nil {
		return nil, err
	}
	e := b.plans[t.EnrolmentID]
	dr, err := p.compose(b.words[e.Playbook], b.books[e.Playbook].Playbook.WordsOf(t.Step), t, e.Side, form, about, thread, avoid)
	if err != nil {
		return nil, err
	}
	if day := DayIn(b.now, t.Zone); day.After(about.Today) {
		about.Today = day // by which the second mark goes
	}
	dr.RanOut = quotes.Gone(t.Quotes, about)
	d.Missing, d.RanOut = dr.Missing, dr.RanOut
	if dr.Avoided {
		d.NeighbourUntil = freeAt
	}
	if r, found := b.request(t); found && !b.alone {
		there, err := p.RepeatedIn(tx, r, t, dr.Filled.Text, false)
		if err != nil {
			return nil, err
		}
		if there.Who != "" {
			d.NeighbourUntil, d.NeighbourRead = there.At.Add(wordsRest(companyNear, t.Kind)), there.Says(t.Zone)
		}
	}
	return &dr, nil
}

// about gathers what a message to one person can speak of.
func (b *docket) about(p *Program, t goodturn.Touch, d *decide.Due) (message.About, error) {
	x := b.people[t.ContactID]
	a := message.About{Contact: x.Contact, Settings: b.settings}
	if book := b.books[t.Playbook]; book != nil {
		a.Settings.Pack = book.Playbook.Pack // what a message can speak of is its own plan's, whatever the workspace's main one is
	}
	b.shared(&a, t, x.Standing)
	if o := b.owners[x.Contact.OwnerID]; o != nil {
		a.Owner = o.user
	}
	for _, c := range x.Closings {
		if c.ID == d.ClosingID {
			a.Closing = c
		}
	}
	a.Home = homeOf(x.Homes, d.ClosingID)
	where := placeOf(b.settings, x.Contact, x.Homes, x.Identities)
	a.Today, _ = schedule.Local(b.now, where.zone)
	for _, id := range b.rows.Members[x.Contact.HouseholdID] {
		if m, ok := b.people[id]; ok && id != x.Contact.ID && !m.Contact.LeftOut && m.Standing.SeparatedAt.IsZero() && m.Standing.DiedAt.IsZero() && m.Contact.MergedInto == "" {
			a.With = append(a.With, m.Contact)
		}
	}
	if p.Market != nil {
		a.Figures = p.quotes.About(p.Market.Figures(), a.Closing, a.Home, a.Today)
	}
	ask := goodturn.ID("")
	if t.Kind == goodturn.KindAsk {
		ask = b.askID(t.ID)
	} else if open, found := b.openAsk(t.ContactID); found && t.Kind == goodturn.KindReminder {
		ask = open.ID
		on, _ := schedule.Local(open.OpenedAt, where.zone)
		a.More = message.Asked(on, a.Today)
	}
	if i, ok := b.intros[t.ID]; ok {
		a.More = message.Values{"friend_first": friendFirst(i.Referral)}
	}
	if r, found := b.request(t); found && t.Kind == goodturn.KindReminder && !r.AskedAt.IsZero() {
		on, _ := schedule.Local(r.AskedAt, where.zone)
		a.More = message.Values{"asked_month": on.Month.String()}
		ask = b.askOf(r)
	}
	if a.Links = p.links(b.settings, a.Owner, x.Contact.ID, t.ID, ask); t.Channel == goodturn.ChannelDM && !proved(b.settings) {
		a.Links = message.Links{} // an address that opens a letter is of no use there: they answer in words
	}
	if x.Standing.Praise != "" {
		if a.More == nil {
			a.More = message.Values{}
		}
		a.More["praise"] = x.Standing.Praise
	}
	if a.Owner.Voice.ReviewURL != "" && t.Kind == goodturn.KindReview {
		if a.More == nil {
			a.More = message.Values{}
		}
		a.More["review_url"] = a.Owner.Voice.ReviewURL
	}
	return a, nil
}

// homeOf is the home of a deal if it is still theirs, else the newest home that is.
func homeOf(homes []goodturn.Home, closing goodturn.ID) goodturn.Home {
	var out goodturn.Home
	for _, h := range homes {
		if !h.Ended.IsZero() {
			continue
		}
		if h.ClosingID == closing {
			return h
		}
		if out.ID == "" || h.Since.After(out.Since) {
			out = h
		}
	}
	return out
}

// lacks lists what a step requires and is not there.
func lacks(step goodturn.Step, a message.About) []string {
	var out []string
	for _, need := range step.Requires {
		there := true
		switch need {
		case "market":
			there = a.Figures.Movement.Figure.Usable(a.Today) || a.Figures.Year.Usable(a.Today) || a.Figures.Since.Usable(a.Today)
		case "home":
			there = !a.Home.Property.IsZero()
		case "loan":
			there = a.Closing.Loan != goodturn.Loan{}
		case "closing_side":
			there = a.Closing.Side != goodturn.SideUnknown
		case "review_link":
			there = a.Owner.Voice.ReviewURL != ""
		case "rates_moved":
			there = a.Figures.Rate.Moved()
		case "area_note":
			there = market.NoteHolds(a.Owner.Voice, a.Home, a.Today)
		}
		if !there {
			out = append(out, need)
		}
	}
	return out
}

// streetKey names the street a message speaks of, without the number: neighbours on it never get the same words in a fortnight.
func streetKey(a message.About) string {
	where := a.Home.Property
	if where.IsZero() {
		where = a.Closing.Property
	}
	_, street, ok := strings.Cut(where.Street, " ")
	if !ok {
		street = where.Street
	}
	if street == "" {
		return ""
	}
	return strings.ToLower(street + "|" + where.ZIP)
}

// thread is the message that a reminder follows: the ask that really left.
func (b *docket) thread(tx *store.Tx, t goodturn.Touch) (message.Thread, error) {
	ask, open := b.openAsk(t.ContactID)
	touch := ask.TouchID
	if r, found := b.request(t); found && !r.AskedAt.IsZero() {
		touch, open = r.TouchID, true
	}
	if t.Kind != goodturn.KindReminder || !open {
		return message.Thread{}, nil
	}
	ds, err := tx.TouchDeliveries(touch)
	if err != nil {
		return message.Thread{}, err
	}
	for _, d := range ds {
		if d.State == goodturn.DeliverySent {
			subject, text, _, err := tx.Body(d.ID)
			if err != nil {
				return message.Thread{}, err
			}
			out := message.Thread{Subject: subject, MessageID: d.MessageID, Texts: []string{text}}
			return out, b.remindedOf(tx, t, d.CommittingAt, &out)
		}
	}
	return message.Thread{}, nil
}

// remindedOf adds what reminders since an ask have said already.
func (b *docket) remindedOf(tx *store.Tx, t goodturn.Touch, asked time.Time, thread *message.Thread) error {
	for _, o := range b.siblings[t.EnrolmentID] {
		if o.Kind != goodturn.KindReminder || o.State != goodturn.Sent || o.ID == t.ID || o.SentAt.Before(asked) {
			continue
		}
		ds, err := tx.TouchDeliveries(o.ID)
		if err != nil {
			return err
		}
		for _, d := range ds {
			if d.State != goodturn.DeliverySent {
				continue
			}
			_, text, _, err := tx.Body(d.ID)
			if err != nil {
				return err
			}
			thread.Texts = append(thread.Texts, text)
		}
	}
	return nil
}

// left notes what a claim takes from the day: the mailbox's pace and the words that the street has now read.
func (b *docket) left(t goodturn.Touch, dr *Written) {
	if o := b.owners[dr.About.Owner.ID]; o != nil && t.Channel != goodturn.ChannelDM {
		if o.SentToday, o.LastSentAt = o.SentToday+1, b.now; b.isNew(t.ContactID) {
			o.NewToday++
		}
	}
	if k := nearKey(dr.About); k != "" {
		b.street[k] = append(b.street[k], nearby{ContactID: t.ContactID, Wording: dr.Wording, At: b.now})
		b.wrote[k] = true
	}
}

// isNew reports whether nothing of ours ever went to a person.
func (b *docket) isNew(contact goodturn.ID) bool {
	return b.people[contact].Standing.LastAutomated.IsZero()
}

// nearby is a wording that left for a street.
type nearby struct {
	ContactID goodturn.ID `json:"c"`
	Wording   string      `json:"w"`
	At        time.Time   `json:"t"`
}

// fortnight is for how long neighbours do not get the same words.
const fortnight = 14 * goodturn.Day

// readStreets reads what left in the last fortnight for the streets of which messages to these people may speak.
func (b *docket) readStreets(tx *store.Tx) error {
	var names []string
	look := func(a message.About) {
		k := nearKey(a)
		if _, known := b.street[k]; !known && k != "" {
			b.street[k], names = nil, append(names, "street:"+k)
		}
	}
	work := false
	for _, book := range b.books {
		work = work || book.Playbook.Pack == message.PackProfessional
	}
	for _, x := range b.people {
		for _, h := range x.Homes {
			look(message.About{Home: h})
		}
		for _, c := range x.Closings {
			look(message.About{Closing: c})
		}
		if work {
			look(message.About{Contact: x.Contact, Settings: goodturn.Settings{Pack: message.PackProfessional}})
		}
	}
	values, err := tx.Values(names)
	if err != nil {
		return err
	}
	for name, text := range values {
		var near []nearby
		if err := json.Unmarshal([]byte(text), &near); err != nil {
			return fmt.Errorf("read the words of %s: %w", name, err)
		}
		b.street[strings.TrimPrefix(name, "street:")] = slices.DeleteFunc(near, func(n nearby) bool {
			return b.now.Sub(n.At) >= wordsRest(strings.TrimPrefix(name, "street:"), goodturn.KindAsk)
		})
	}
	return nil
}

// writeStreets keeps the words that streets have now read.
func (b *docket) writeStreets(tx *store.Tx) error {
	values := make(map[string]string, len(b.wrote))
	for k := range b.wrote {
		text, err := json.Marshal(b.street[k])
		if err != nil {
			return err
		}
		values["street:"+k] = string(text)
	}
	return tx.SetValues(values)
}

// ForgetStreets takes somebody out of what is remembered of the words that neighbours have just read.
func ForgetStreets(tx *store.Tx, id goodturn.ID) error {
	names, err := tx.ValueNames("street:")
	if err != nil {
		return err
	}
	for _, name := range names {
		text, err := tx.Value(name)
		if err != nil {
			return err
		}
		if !strings.Contains(text, string(id)) {
			continue
		}
		var near []nearby
		if err := json.Unmarshal([]byte(text), &near); err != nil {
			return err
		}
		near = slices.DeleteFunc(near, func(n nearby) bool { return n.ContactID == id })
		text = ""
		if len(near) > 0 {
			b, err := json.Marshal(near)
			if err != nil {
				return fmt.Errorf("write what neighbours read: %w", err)
			}
			text = string(b)
		}
		if err := tx.SetValue(name, text); err != nil {
			return err
		}
	}
	return nil
}
