package program

import (
	"context"
	"fmt"
	"net/mail"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/store"
)

// ChangeSettings writes what somebody chose for the workspace, before all other writing: most of it is meant to stop something.
func (p *Program) ChangeSettings(ctx context.Context, fn func(tx *store.Tx, s *goodturn.Settings) error) error {
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
	if s.PostalAddress != "" && message.CheckPostal("postal", s.PostalAddress) != nil {
		out = append(out, Lack{"postal_address", "No letter can carry your postal address.", "Give it again in Settings, without a link or signs such as < and |."})
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
	err := p.ChangeSettings(ctx, func(tx *store.Tx, s *goodturn.Settings) error {
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
	return p.ChangeSettings(ctx, func(tx *store.Tx, s *goodturn.Settings) error {
		s.Mode = goodturn.ModeObserve
		return nil
	})
}

// Pause stops every message that has not left. What is at its last moment now is stopped by its second mark, so nothing leaves
// later than a second after this returns. Pausing again keeps the first time and reason.
func (p *Program) Pause(ctx context.Context, by goodturn.ID, why string) error {
	return p.ChangeSettings(ctx, func(tx *store.Tx, s *goodturn.Settings) error {
		if !s.Paused {
			s.Paused, s.PausedAt, s.PausedWhy = true, tx.Now(), why
		}
		return nil
	})
}

// Resume ends a pause. What went stale meanwhile is not sent; the rest keeps the usual pace.
func (p *Program) Resume(ctx context.Context, by goodturn.ID) error {
	err := p.ChangeSettings(ctx, func(tx *store.Tx, s *goodturn.Settings) error {
		s.Paused, s.PausedAt, s.PausedWhy = false, time.Time{}, ""
		return nil
	})
	if err == nil {
		p.wake("sweep")
	}
	return err
}

// TestMessage sends one message to a user's own address through their own mailbox, as their clients' would leave, and remembers
// that it was taken. The error is the channel's; explain it before showing it. It is the only message that needs no mark: it goes
// to the one who asked for it.
func (p *Program) TestMessage(ctx context.Context, user goodturn.ID) error {
	var u goodturn.User
	var id goodturn.ID
	var sample Draft
	err := p.DB.Read(ctx, func(tx *store.Tx) (err error) {
		if u, err = tx.User(user); err != nil {
			return err
		}
		id = tx.NewID()
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
		text += "\nSo you see what they will see, here is one of the first, written for " + sample.Contact.Name() + ", whose own links are cut short:\n\n" +
			"Subject: " + sample.Letter.Subject + "\n\n" + link.Shown(sample.Letter.Text) + "\n"
	}
	from := mail.Address{Name: u.Name, Address: fromAddress(u)}
	_, err = sender.Send(ctx, channel.Message{
		DeliveryID: string(id), Channel: channel.Email, From: from, To: mail.Address{Name: u.Name, Address: u.Email}, Subject: "A message to yourself",
		Text: text, MessageID: p.messageID(id, from.Address), Date: p.DB.Clock.Now(),
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
		l, err := p.Look(tx, t, tx.Now())
		if err != nil {
			return Draft{}, err
		}
		if l.Written != nil && len(l.Written.Missing) == 0 {
			return l.Draft()
		}
	}
	return Draft{}, nil
}
