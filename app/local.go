package app

import (
	"context"
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/pace"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// Zone is where whoever runs commands on this machine reads a clock: the owner's zone, or else the business's; UTC
// where neither can be read.
func (a *App) Zone(ctx context.Context) *time.Location {
	owner, _ := a.Owner(ctx)
	zone := time.UTC
	_ = a.DB.Read(ctx, func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err == nil {
			zone = pace.Zone(owner, s)
		}
		return err
	})
	return zone
}

// Says tells an instant as Zone reads it, with its place: "23 November 2026, 12:40 (New York)".
func (a *App) Says(ctx context.Context, t time.Time) string {
	zone := a.Zone(ctx)
	return t.In(zone).Format("2 January 2006, 15:04") + " (" + program.ZoneCity(zone.String()) + ")"
}

// When reads what somebody typed as a time: a day, of which it is noon, or a day and an hour, both in Zone; or an instant that names its own
// zone. Empty is the zero time. field names the option in an error, which is CodeInvalid.
func (a *App) When(ctx context.Context, field, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	zone := a.Zone(ctx)
	if t, err := time.ParseInLocation(time.DateOnly, text, zone); err == nil {
		return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, zone), nil
	}
	for _, form := range []string{"2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02T15:04:05", time.DateTime} {
		if t, err := time.ParseInLocation(form, text, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, goodturn.Invalid(field, fmt.Sprintf("%q is no time.", text), "Write 2026-11-23, or 2026-11-23T17:40, as the clock shows in "+program.ZoneCity(zone.String())+"; or with its zone, 2026-11-23T17:40:00Z.")
}
