package pace_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/pace"
	"github.com/goodturn-app/goodturn/schedule"
)

var live = time.Date(2026, 11, 2, 14, 0, 0, 0, time.UTC)

func ExamplePerDay() {
	for _, days := range []int{0, 6, 7, 14, 21, 300} {
		fmt.Println("day", days, "after going live:", pace.PerDay(goodturn.Settings{}, live, live.Add(time.Duration(days)*goodturn.Day)))
	}
	// Output:
	// day 0 after going live: 3
	// day 6 after going live: 3
	// day 7 after going live: 10
	// day 14 after going live: 20
	// day 21 after going live: 40
	// day 300 after going live: 40
}

func TestASmallNumberHoldsThroughout(t *testing.T) {
	for days := range 30 {
		if n := pace.PerDay(goodturn.Settings{PerDay: 2}, live, live.Add(time.Duration(days)*goodturn.Day)); n < 1 || n > 2 {
			t.Errorf("day %d: %d", days, n)
		}
	}
}

func TestTheDayEndsAtTheOwnersMidnight(t *testing.T) {
	newYork, err := schedule.LoadZone("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	now := live.Add(30 * goodturn.Day)
	at := pace.Next(goodturn.Settings{}, live, now, pace.Sent{Today: 40, Zone: newYork}, "k")
	if want := time.Date(2026, 12, 3, 5, 0, 0, 0, time.UTC); !at.Equal(want) {
		t.Errorf("%v, want midnight in New York, %v", at, want)
	}
}

func TestMessagesAreAMinuteApartAndNotToTheSecond(t *testing.T) {
	gaps := map[time.Duration]bool{}
	rapid.Check(t, func(t *rapid.T) {
		now := live.Add(time.Duration(rapid.IntRange(0, 100*24*60).Draw(t, "now")) * time.Minute)
		last := now.Add(-time.Duration(rapid.IntRange(0, 200).Draw(t, "ago")) * time.Second)
		key := rapid.String().Draw(t, "key")
		sent := pace.Sent{LastAt: last}
		at := pace.Next(goodturn.Settings{}, live, now, sent, key)
		if at.Before(now) || at.Before(last.Add(time.Minute)) || at.After(now) && at.After(last.Add(2*time.Minute)) {
			t.Fatalf("%v after %v at %v", at, last, now)
		}
		if again := pace.Next(goodturn.Settings{}, live, now, sent, key); !again.Equal(at) {
			t.Fatalf("%v, then %v", at, again)
		}
		if later := pace.Next(goodturn.Settings{}, live, at, sent, key); !later.Equal(at) {
			t.Fatalf("having waited until %v it is %v", at, later)
		}
		if at.After(now) {
			gaps[at.Sub(last)] = true
		}
	})
	if len(gaps) < 10 {
		t.Errorf("only %d different gaps", len(gaps))
	}
}

func TestARelayMaySendAsFastAsItIsToldTo(t *testing.T) {
	now := live.Add(300 * goodturn.Day)
	at := pace.Next(goodturn.Settings{PerDay: 28_800_000}, live, now, pace.Sent{Today: 1000, LastAt: now}, "k")
	if gap := at.Sub(now); gap < time.Millisecond || gap > 2*time.Millisecond {
		t.Errorf("%v apart", gap)
	}
}
