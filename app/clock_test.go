package app_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn/app"
)

func says(t time.Time) app.ClockSource {
	return func(context.Context) (time.Time, error) { return t, nil }
}

func silent(context.Context) (time.Time, error) { return time.Time{}, errors.New("unreachable") }

func TestAClockBeforeTheLastKnownTimeIsDoubtedUntilAnotherAgrees(t *testing.T) {
	now := noon
	c := &app.ClockWatch{Now: func() time.Time { return now }, Sources: []app.ClockSource{silent}}
	c.Start(noon.Add(time.Hour))
	c.Check(t.Context())
	if c.Doubt() == "" {
		t.Fatal("the clock went back by an hour, nobody confirms it, and it is trusted")
	}
	c.Sources = []app.ClockSource{silent, says(noon.Add(time.Second))}
	c.Check(t.Context())
	if d := c.Doubt(); d != "" {
		t.Fatal("another clock agrees, and it is still doubted:", d)
	}
}

func TestOneClockThatDisagreesIsNotEnoughTwoAre(t *testing.T) {
	now := noon
	c := &app.ClockWatch{Now: func() time.Time { return now }}
	c.Start(noon.Add(time.Hour))
	c.Sources = []app.ClockSource{says(noon.Add(48 * time.Hour)), says(now)}
	c.Check(t.Context())
	if c.Doubt() != "" {
		t.Fatal("one clock disagrees and one agrees:", c.Doubt())
	}
	c.Start(noon.Add(time.Hour))
	c.Sources = []app.ClockSource{says(noon.Add(48 * time.Hour)), says(noon.Add(47 * time.Hour))}
	c.Check(t.Context())
	if c.Doubt() != "two other clocks disagree with the clock of this computer" {
		t.Fatal(c.Doubt())
	}
}

func TestAQuietClockAsksNobody(t *testing.T) {
	asked := false
	c := &app.ClockWatch{Sources: []app.ClockSource{func(context.Context) (time.Time, error) { asked = true; return time.Now(), nil }}}
	c.Start(time.Now().Add(-time.Minute))
	c.Check(t.Context())
	if asked || c.Doubt() != "" {
		t.Fatal(asked, c.Doubt())
	}
}

func TestWakingFromSleepIsNoDoubtOnceAnotherClockAgrees(t *testing.T) {
	now, steady := noon, time.Duration(0)
	c := &app.ClockWatch{Now: func() time.Time { return now }, Steady: func() time.Duration { return steady }}
	c.Start(noon.Add(-time.Minute))
	now, steady = now.Add(8*time.Hour), steady+time.Second
	c.Sources = []app.ClockSource{silent}
	c.Check(t.Context())
	if c.Doubt() != "the clock of this computer jumped by 8h0m0s" {
		t.Fatalf("%q", c.Doubt())
	}
	c.Sources = []app.ClockSource{func(context.Context) (time.Time, error) { return now.Add(2 * time.Second), nil }}
	c.Check(t.Context())
	if c.Doubt() != "" {
		t.Fatal(c.Doubt())
	}
	now, steady = now.Add(time.Minute), steady+time.Minute
	c.Sources = nil
	c.Check(t.Context())
	if c.Doubt() != "" {
		t.Fatal("the old jump is remembered:", c.Doubt())
	}
}
