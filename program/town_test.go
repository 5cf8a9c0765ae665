package program_test

import (
	"testing"
	"time"

	"github.com/goodturn-app/goodturn/test/testtown"
)

type town struct{ *testtown.Town }

func newTown(t testing.TB, now time.Time) *town { return &town{testtown.New(t, now)} }
