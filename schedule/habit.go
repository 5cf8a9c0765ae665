package schedule

import (
	"fmt"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Habit is the time of day at which somebody usually writes or answers. The zero Habit is none: too little is known, or they write at
// any hour.
type Habit struct {
	At   int // the minute of the local day in the middle of it
	Of   int // how often they wrote or answered, as far as it is remembered
	Then int // and how often within two hours of At
}

// What a habit needs: on how many days they wrote near one hour, and what share of all times that is.
const (
	habitDays  = 3
	habitNear  = 120 // minutes on either side
	habitShare = 0.6
)

// MayBeHabit reports whether instants are enough for a habit, wherever somebody lives.
func MayBeHabit(heard []time.Time) bool { return len(heard) >= habitDays }

// HabitOf finds somebody's habit from the instants at which they themselves wrote or answered: never from what they opened. It takes
// at least three different days near one hour of their clock, and most of all times; else there is none. The same instants give the
// same habit in any order.
func HabitOf(heard []time.Time, loc *time.Location) Habit {
	if loc == nil || !MayBeHabit(heard) {
		return Habit{}
	}
	type moment struct {
		day    goodturn.Date
		minute int
	}
	at := make([]moment, len(heard))
	for i, t := range heard {
		at[i].day, at[i].minute = Local(t, loc)
	}
	slices.SortFunc(at, func(a, b moment) int { return a.minute - b.minute })
	best := Habit{}
	for i := range at {
		days := map[goodturn.Date]bool{}
		j := i
		for ; j < len(at) && at[j].minute-at[i].minute <= 2*habitNear; j++ {
			days[at[j].day] = true
		}
		if n := j - i; len(days) >= habitDays && n > best.Then && float64(n) >= habitShare*float64(len(at)) {
			best = Habit{At: at[i+(n-1)/2].minute, Of: len(at), Then: n}
		}
	}
	return best
}

// Part names the part of the day: in the morning, around noon, in the afternoon, in the evening, late at night.
func (h Habit) Part() string {
	switch hour := h.At / 60; {
	case hour < 5 || hour >= 22:
		return "late at night"
	case hour < 11:
		return "in the morning"
	case hour < 14:
		return "around noon"
	case hour < 18:
		return "in the afternoon"
	}
	return "in the evening"
}

// Same reports whether the minutes of a plan are picked alike by both, however often each was seen.
func (h Habit) Same(o Habit) bool { return h.At == o.At && (h.Of == 0) == (o.Of == 0) }

// String says the habit as a sentence goes on after "they": usually answer in the evening (4 of 5 times). Empty for none.
func (h Habit) String() string {
	if h.Of == 0 {
		return ""
	}
	return fmt.Sprintf("usually answer %s (%d of %d times)", h.Part(), h.Then, h.Of)
}

// halfHour is how far from the habit a message may go, in minutes.
const halfHour = 30

// Near is the part of a window that lies near the habit: an hour around it, or the hour of the window that is nearest to it. Without a
// habit it is the whole window.
func (h Habit) Near(w Window) Window {
	if h.Of == 0 || w.To-w.From <= 2*halfHour {
		return w
	}
	from := max(w.From, min(h.At-halfHour, w.To-2*halfHour))
	w.From, w.To = from, from+2*halfHour
	return w
}
