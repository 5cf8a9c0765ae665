package sim

import (
	"context"
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// Copy makes a world of a workspace as it is now: people and their ways to be reached, households, deals, homes, how things stand,
// the plan, what was asked and refused, settings. It is read in one transaction, so that it is the workspace of one instant; words of
// messages and the log stay where they are, and nothing there is touched.
//
// The copy is live, whatever the original is: a plan is about what would go out. Everything that was changed for that is said in the
// notes, in words for the owner.
func Copy(ctx context.Context, p *program.Program, o Options) (*World, []string, error) {
	if o.At.IsZero() {
		o.At = p.DB.Clock.Now()
	}
	o.Salt = p.DB.AddressSalt()
	w, err := New(ctx, EngineOf(p), o)
	if err != nil {
		return nil, nil, err
	}
	var settings goodturn.Settings
	err = p.DB.Read(ctx, func(from *store.Tx) error {
		if settings, err = from.Settings(); err != nil {
			return err
		}
		return w.DB.Write(ctx, func(to *store.Tx) error {
			for _, table := range store.Copied {
				if _, err := from.CopyTable(to, table); err != nil {
					return fmt.Errorf("copy %s: %w", table, err)
				}
			}
			return nil
		})
	})
	var notes []string
	if err == nil {
		notes, err = w.goLive(ctx, settings)
	}
	if err != nil {
		w.Close()
		return nil, nil, fmt.Errorf("copy the workspace: %w", err)
	}
	return w, notes, nil
}

// goLive makes a copy one that sends, and says what it changed.
func (w *World) goLive(ctx context.Context, s goodturn.Settings) (notes []string, err error) {
	if s.Mode != goodturn.ModeLive || s.LiveAt.IsZero() {
		notes = append(notes, "You are still watching only: this is what would go out if you went live now.")
		s.Mode, s.LiveAt = goodturn.ModeLive, w.Clock.Now()
	}
	if s.Paused {
		notes = append(notes, "Everything is paused: this is what would go out if you resumed now.")
		s.Paused, s.PausedAt, s.PausedWhy = false, time.Time{}, ""
	}
	if s.Hold != "" {
		notes = append(notes, "Nothing is sent until you have looked: "+s.Hold+" This is what would go out after that.")
		s.Hold, s.HoldAt = "", time.Time{}
	}
	if s.Approve {
		notes = append(notes, "You approve messages yourself: the dates are those on which you let them go at once.")
		s.Approve = false
	}
	if s.PostalAddress == "" {
		notes = append(notes, "Your postal address is still missing; without it nothing can be sent.")
		s.PostalAddress = "1 Main Street, Springfield"
	}
	if s.TestMessageAt.IsZero() {
		s.TestMessageAt = w.Clock.Now()
	}
	err = w.DB.Write(ctx, func(tx *store.Tx) error {
		users, err := tx.Users()
		if err != nil {
			return err
		}
		for _, u := range users {
			if !u.Active || u.Mailbox.ProvedAt > 0 {
				continue
			}
			notes = append(notes, "The mailbox of "+u.Name+" is not connected, or its test has not arrived yet; this is what would go out otherwise.")
			u.Mailbox.ProvedAt = w.Clock.Now().UnixMilli()
			if err := tx.UpdateUser(u); err != nil {
				return err
			}
		}
		return tx.SaveSettings(s)
	})
	return notes, err
}
