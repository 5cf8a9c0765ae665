package schedule

import (
	"strconv"
	"testing"

	"github.com/goodturn-app/goodturn"
)

func BenchmarkMoment(b *testing.B) {
	o := opening(b, texts, "America/New_York", "America/Los_Angeles")
	day := At(date(b, "2026-11-24"), 0, 0, o.Zones[0])
	for i := range b.N {
		o.Moment(day, strconv.Itoa(i))
	}
}

func BenchmarkOpen(b *testing.B) {
	o := opening(b, texts, "America/New_York", "America/Los_Angeles")
	at := instant(b, "2026-11-24T19:00:00Z")
	for b.Loop() {
		o.Open(at)
	}
}

func BenchmarkAt(b *testing.B) {
	loc := zone(b, "America/New_York")
	for i := range b.N {
		At(goodturn.Date{Year: 2026, Month: 3, Day: 1 + i%28}, 9, 30, loc)
	}
}

func BenchmarkZoneOfZIP(b *testing.B) {
	for b.Loop() {
		ZoneOfZIP("90210")
	}
}
