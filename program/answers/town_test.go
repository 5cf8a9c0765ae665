package answers_test

import (
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/test/testtown"
)

type town struct{ *testtown.Town }

func newTown(t testing.TB, now time.Time) *town { return &town{testtown.New(t, now)} }

// today is a Monday on which nothing special happens.
var today = time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)

var closed = goodturn.Date{Year: 2026, Month: 1, Day: 5}
