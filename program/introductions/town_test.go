package introductions_test

import (
	"testing"
	"time"

	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/test/testtown"
)

// today is a Monday on which nothing special happens.
var today = time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)

type town struct {
	*testtown.Town
	in *introductions.Introductions
}

func newTown(t testing.TB, now time.Time) *town {
	w := &town{Town: testtown.New(t, now)}
	w.in = introductions.New(w.P)
	return w
}
