package answers_test

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/test/testtown"
)

type town struct{ *testtown.Town }

// today is a Monday on which nothing special happens.
var today = time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)

var closed = goodturn.Date{Year: 2026, Month: 1, Day: 5}
