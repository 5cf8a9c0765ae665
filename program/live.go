package program

import (
	"context"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/decide/pace"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// change writes what somebody chose for the workspace, before all other writing: most of it is meant to stop something.
func (p *Program) change(ctx context.Context, fn func(tx *store.Tx, s *goodturn.Settings) error) error {
	return p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		if err := fn(tx, &s); err != nil {
			return err
		}
		return tx.SaveSettings(s)
	})
}

// Lack is one thing that is missing before anything may be sent, with what to do about it.
type Lack struct {
	Code string // "postal_address", "mailbox", "test_message", "people"
	Says string
	Do   string
}

// BeforeLive lists what is missing before going live. Empty means ready.
func (p *Program) BeforeLive(ctx context.Context) (out []Lack, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = p.beforeLive(tx)
		return err
	})
	return out, err
}

func (p *Program) beforeLive(tx *store.Tx) ([]Lack, error) {
	s, err := tx.Settings()
	if err != nil {
		return nil, err
	}
	users, err := tx.Users()
	if err != nil {
		return nil, err
	}
	var out []Lack
	if s.Hold != "" {
		out = append(out, Lack{"hold", s.Hold, "Look at what is uncertain first, and confirm it."})
	}
	if s.PostalAddress == "" {
		out = append(out, Lack{"postal_address", "Your postal address is missing.", "The law wants it below every message. Give it in Settings; a post box will do."})
	}
	connected := func(u goodturn.User) bool {
		if !u.Active {
			return false
		}
		_, err := p.Senders.For(u, goodturn.ChannelEmail)
		return err == nil
	}
	switch {
	case !slices.ContainsFunc(users, connected):
		out = append(out, Lack{"mailbox", "No mailbox is connected.", "Connect the mailbox from which your messages leave, in Settings."})
	case !slices.ContainsFunc(users, func(u goodturn.User) bool { return connected(u) && u.Mailbox.ProvedAt > 0 }):
		out = append(out, Lack{"test_message", "No message to yourself has arrived yet.", "Send one to yourself first, and see what your clients will see."})
	}
	return out, nil
}

// GoLive lets messages leave from now on: at most three a day in the first week, each approved by a person unless its step goes by
// itself. What came due before is not caught up. CodeConflict names what is still missing. Going live again changes nothing.
func (p *Program) GoLive(ctx context.Context, by goodturn.ID) error {
	err := p.change(ctx, func(tx *store.Tx, s *goodturn.Settings) error {
		lacks, err := p.beforeLive(tx)
		if err != nil {
			return err
		}
		if len(lacks) > 0 {
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: lacks[0].Says, Hint: lacks[0].Do}
		}
		if s.LiveAt.IsZero() {
			s.Approve = true // the first time, a person reads every message before it goes
		}
		if s.Mode != goodturn.ModeLive {
			s.Mode, s.LiveAt = goodturn.ModeLive, tx.Now()
		}
		return nil
	})
	if err == nil {
		p.wake("sweep")
	}
	return err
}

// Observe stops sending and goes on watching: everything is decided and shown, nothing leaves.
func (p *Program) Observe(ctx context.Context, by goodturn.ID) error {
	return p.change(ctx, func(tx *store.Tx, s *goodturn.Settings) error {
		s.Mode = goodturn.ModeObserve
		return nil
	})
}

// Pause stops every message that has not left. What is at its last moment now is stopped by its second mark, so nothing leaves
// later than a second after this returns. Pausing again keeps the first time and reason.
func (p *Program) Pause(ctx context.Context, by goodturn.ID, why string) error {
	return p.change(ctx, func(tx *store.Tx, s *goodturn.Settings) error {
		if !s.Paused {
			s.Paused, s.PausedAt, s.PausedWhy = true, tx.Now(), why
		}
		return nil
	})
}

// Resume ends a pause. What went stale meanwhile is not sent; the rest keeps the usual pace.
func (p *Program) Resume(ctx context.Context, by goodturn.ID) error {
	err := p.change(ctx, func(tx *store.Tx, s *goodturn.Settings) error {
		s.Paused, s.PausedAt, s.PausedWhy = false, time.Time{}, ""
		return nil
	})
	if err == nil {
		p.wake("sweep")
	}
	return err
}

// Coming is one planned touch as a list of the coming days shows it.
type Coming struct {
	Touch   goodturn.Touch
	Contact goodturn.Contact
	Title   string        // of the step
	Day     goodturn.Date // where they live
	Local   string        // "Tue 24 Nov, 10:40 (New York)"
	Needs   string        // what would keep it; empty: nothing
	At      time.Time     // when it goes as things stand: its own time, or the first good hour after it
	Stuck   bool          // it waits for a fact, and does not leave on this day
}

// LivePreview lists who would get what in the coming days if messages could leave, soonest first, at most limit: each is judged as
// of its own day, with what is known today. In the first week only three leave a day, so some go a day or two later.
func (p *Program) LivePreview(ctx context.Context, days, limit int) (out []Coming, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out = nil
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		asIf := s.WithDefaults()
		before := asIf.Mode != goodturn.ModeLive
		if asIf.Mode != goodturn.ModeLive {
			asIf.Mode, asIf.LiveAt = goodturn.ModeLive, tx.Now()
		}
		asIf.Paused, asIf.Hold, asIf.Approve = false, "", false
		if asIf.PostalAddress == "" {
			asIf.PostalAddress = "1 Main Street, Springfield" // that it is missing stands above the list, not beside every line of it
		}
		ts, err := tx.PlannedTouches(store.TouchPage{From: tx.Now(), To: tx.Now().Add(time.Duration(days) * goodturn.Day), Limit: limit})
		if err != nil {
			return err
		}
		people, err := contactsOf(tx, ts)
		if err != nil {
			return err
		}
		useful := map[goodturn.ID]bool{} // who gets something useful earlier in this list
		for _, t := range ts {
			c := Coming{Touch: t, Contact: people[t.ContactID], Title: p.stepTitle(t), At: t.DueAt, Day: day(t.DueAt, t.Zone), Local: local(t.DueAt, t.Zone)}
			if t.Kind != goodturn.KindCall {
				x, err := p.lookAs(tx, asIf, t, t.DueAt)
				if err != nil {
					return err
				}
				c.Needs = needs(x.decision, useful[t.ContactID], before)
				c.Stuck = c.Needs != ""
				if at := x.decision.Next; c.Needs == "" && at.After(t.DueAt) { // it only waits for a better hour
					c.At, c.Day, c.Local = at, day(at, t.Zone), local(at, t.Zone)
				}
				if t.Kind == goodturn.KindValue {
					useful[t.ContactID] = true
				}
			}
			out = append(out, c)
		}
		slices.SortStableFunc(out, func(x, y Coming) int { return x.At.Compare(y.At) })
		out = atPace(out, asIf)
		return nil
	})
	return out, err
}

// atPace moves messages beyond a mailbox's number for a day to its next day with room, at their own hour: what the sender will do.
func atPace(list []Coming, s goodturn.Settings) []Coming {
	type box struct {
		owner goodturn.ID
		day   goodturn.Date
	}
	used := map[box]int{}
	for i := range list {
		c := &list[i]
		if c.Stuck || c.Touch.Kind == goodturn.KindCall {
			continue
		}
		weekend := false
		for weekend || used[box{c.Touch.OwnerID, c.Day}] >= pace.PerDay(s, s.LiveAt, c.At) {
			c.At = c.At.Add(goodturn.Day)
			c.Day, c.Local = day(c.At, c.Touch.Zone), local(c.At, c.Touch.Zone)
			weekend = c.Day.Weekday() == time.Saturday || c.Day.Weekday() == time.Sunday
		}
		used[box{c.Touch.OwnerID, c.Day}]++
	}
	slices.SortStableFunc(list, func(x, y Coming) int { return x.At.Compare(y.At) })
	return list
}

// needs says what would keep a touch on its day, other than the hour, which only moves it. A useful message that goes before it in the
// same list is taken as having arrived. before says that messages do not leave yet: then the mailbox is no reason, for what is to be
// done first stands above the list.
func needs(d goodturn.Decision, useful, before bool) string {
	for _, r := range d.Reasons { // what no fact would mend
		if r.Code == goodturn.ReasonOptedOut || r.Code == goodturn.ReasonSuppressed || r.Code == goodturn.ReasonReviewOff {
			return r.Code.Info().Sentence
		}
	}
	if slices.Contains(d.Codes(), goodturn.ReasonMissing) {
		return goodturn.ReasonMissing.Info().Sentence // the one that a person can mend
	}
	for _, r := range d.Reasons {
		switch r.Code {
		case goodturn.ReasonQuietHours, goodturn.ReasonHoliday, goodturn.ReasonBlackout, goodturn.ReasonTooEarly:
			continue
		case goodturn.ReasonSenderPaused:
			if before {
				continue
			}
		case goodturn.ReasonNoValue, goodturn.ReasonDependency, goodturn.ReasonDormant:
			if useful {
				continue
			}
		}
		return r.Code.Info().Sentence
	}
	return ""
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

// stepTitle is a touch's step in words; the step's name if the playbook is not here.
func (p *Program) stepTitle(t goodturn.Touch) string {
	if pack, err := p.pack(t.Playbook); err == nil {
		for _, s := range pack.Playbook.Steps {
			if s.Name == t.Step && s.Title != "" {
				return s.Title
			}
		}
	}
	return t.Step
}

// day is the civil day of an instant in a zone by name; UTC if the zone is unknown.
func day(t time.Time, zone string) goodturn.Date {
	z, err := schedule.LoadZone(zone)
	if err != nil {
		z = time.UTC
	}
	return goodturn.DateOf(t.In(z))
}

// local says an instant where somebody lives.
func local(t time.Time, zone string) string {
	z, err := schedule.LoadZone(zone)
	if err != nil {
		return t.UTC().Format("Mon 2 Jan, 15:04 (UTC)")
	}
	return t.In(z).Format("Mon 2 Jan, 15:04") + " (" + zoneCity(zone) + ")"
}

// zoneCity is the city by which a zone goes: "America/New_York" is New York.
func zoneCity(zone string) string {
	return strings.ReplaceAll(zone[strings.LastIndexByte(zone, '/')+1:], "_", " ")
}

// TestMessage sends one message to a user's own address through their own mailbox, as their clients' would leave, and remembers
// that it was taken. The error is the channel's; explain it before showing it. It is the only message that needs no mark: it goes
// to the one who asked for it.
func (p *Program) TestMessage(ctx context.Context, user goodturn.ID) error {
	var u goodturn.User
	var id goodturn.ID
	var sample Draft
	var now time.Time
	err := p.DB.Read(ctx, func(tx *store.Tx) (err error) {
		if u, err = tx.User(user); err != nil {
			return err
		}
		id, now = tx.NewID(), tx.Now()
		sample, err = p.sample(tx, user)
		return err
	})
	if err != nil {
		return err
	}
	sender, err := p.Senders.For(u, goodturn.ChannelEmail)
	if err != nil {
		return err
	}
	text := "This is a message to yourself. It left from your own mailbox, the way your clients' messages will.\n"
	if sample.Letter.Text != "" {
		text += "\nSo you see what they will see, here is one of the first, written for " + sample.Contact.Name() + ":\n\n" +
			"Subject: " + sample.Letter.Subject + "\n\n" + sample.Letter.Text + "\n"
	}
	from := mail.Address{Name: u.Name, Address: fromAddress(u)}
	_, err = sender.Send(ctx, channel.Message{
		DeliveryID: string(id), Channel: channel.Email, From: from, To: mail.Address{Name: u.Name, Address: u.Email}, Subject: "A message to yourself",
		Text: text, MessageID: p.messageID(id, from.Address), Date: now,
	}, func(context.Context) error { return nil })
	if err != nil {
		return fmt.Errorf("send a message to yourself: %w", err)
	}
	return p.DB.Write(ctx, func(tx *store.Tx) error {
		u, err := tx.User(user)
		if err != nil {
			return err
		}
		u.Mailbox.ProvedAt = tx.Now().UnixMilli()
		if err := tx.UpdateUser(u); err != nil {
			return err
		}
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.TestMessageAt = tx.Now()
		return tx.SaveSettings(s)
	})
}

// sample drafts the first planned letter in somebody's name; zero if there is none.
func (p *Program) sample(tx *store.Tx, owner goodturn.ID) (Draft, error) {
	ts, err := tx.PlannedTouches(store.TouchPage{OwnerID: owner, Limit: 25})
	if err != nil {
		return Draft{}, err
	}
	for _, t := range ts {
		if t.Kind != goodturn.KindValue || t.Channel != goodturn.ChannelEmail {
			continue
		}
		l, err := p.look(tx, t, tx.Now())
		if err != nil {
			return Draft{}, err
		}
		if l.draft != nil && len(l.draft.Missing) == 0 {
			return l.toDraft()
		}
	}
	return Draft{}, nil
}
