package goodturn_test

import (
	"bytes"
	"fmt"
	"math/rand"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/goodturn-app/goodturn"
)

func ExampleDate_AddMonths() {
	d := goodturn.Date{Year: 2026, Month: 3, Day: 31}
	fmt.Println(d.AddMonths(11), d.AddYears(1), goodturn.Date{Year: 2024, Month: 2, Day: 29}.AddYears(1))
	// Output: 2027-02-28 2027-03-31 2025-02-28
}

func TestADayCountUndoesItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := goodturn.Date{Year: rapid.IntRange(1600, 2400).Draw(t, "year"), Month: time.Month(rapid.IntRange(1, 12).Draw(t, "month")), Day: rapid.IntRange(1, 28).Draw(t, "day")}
		n := rapid.IntRange(-100000, 100000).Draw(t, "days")
		if got := d.AddDays(n).Sub(d); got != n {
			t.Fatalf("%v + %d days is %d days later", d, n, got)
		}
		if back, err := goodturn.ParseDate(d.String()); err != nil || back != d {
			t.Fatalf("%v reads back as %v, %v", d, back, err)
		}
	})
}

func TestMonthsNeverLeaveTheMonthTheyLandIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := goodturn.Date{Year: rapid.IntRange(1900, 2100).Draw(t, "year"), Month: time.Month(rapid.IntRange(1, 12).Draw(t, "month")), Day: 1}
		d = d.AddDays(rapid.IntRange(0, 30).Draw(t, "day"))
		n := rapid.IntRange(-600, 600).Draw(t, "months")
		got := d.AddMonths(n)
		if want := d.Year*12 + int(d.Month) - 1 + n; got.Year*12+int(got.Month)-1 != want || !got.Valid() {
			t.Fatalf("%v + %d months = %v", d, n, got)
		}
	})
}

func TestIDsRiseEvenWhenTheClockFalls(t *testing.T) {
	ids := goodturn.NewIDs(rand.New(rand.NewSource(1)))
	now := time.UnixMilli(1_800_000_000_000)
	var last goodturn.ID
	for i := range 20000 {
		id := ids.New(now.Add(time.Duration(-i) * time.Millisecond))
		if id <= last {
			t.Fatalf("id %d %s does not follow %s", i, id, last)
		}
		last = id
	}
	if len(last) != 36 || last[14] != '7' || !bytes.ContainsRune([]byte("89ab"), rune(last[19])) {
		t.Fatalf("%s is not a UUID version 7", last)
	}
}

func TestEveryReasonHasWords(t *testing.T) {
	seen := map[goodturn.ReasonCode]bool{}
	for _, r := range goodturn.Reasons {
		if r.Label == "" || r.Sentence == "" || r.Lift == "" {
			t.Errorf("%s lacks words", r.Code)
		}
		if seen[r.Code] {
			t.Errorf("%s stands twice", r.Code)
		}
		seen[r.Code] = true
	}
}

func TestTheZeroSettingsAreNotLive(t *testing.T) {
	if s := (goodturn.Settings{}).WithDefaults(); s.Mode == goodturn.ModeLive {
		t.Fatal("a forgotten setting must not send")
	}
	if s := (goodturn.Settings{AskEvery: time.Hour}).WithDefaults(); s.AskEvery != goodturn.HardAskEvery {
		t.Fatalf("the 90-day cap was shortened to %v", s.AskEvery)
	}
}

func TestErrorsSayWhereAndWhatToDo(t *testing.T) {
	e := &goodturn.Error{Code: goodturn.CodeInvalid, File: "clients.csv", Line: 12, Field: "Email", Message: "\"ana\" has no @.", Hint: "Write it as ana@example.com."}
	if got, want := e.Error(), `clients.csv:12: Email: "ana" has no @. Write it as ana@example.com.`; got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
	if goodturn.ErrorCode(fmt.Errorf("import: %w", e)) != goodturn.CodeInvalid || goodturn.ErrorCode(fmt.Errorf("x")) != goodturn.CodeInternal || goodturn.ErrorCode(nil) != "" {
		t.Fatal("the code is lost on the way")
	}
}
