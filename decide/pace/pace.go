// Package pace answers: "when may this mailbox send its next message?" A mailbox of a person keeps the pace of a person. It
// refuses to know what is sent and to whom, and counts nothing itself.
package pace

import (
	"hash/fnv"
	"strconv"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

// Sent is what left one mailbox.
type Sent struct {
	Today  int            // since midnight in Zone; messages whose outcome is unknown count
	LastAt time.Time      // zero: nothing ever left
	Zone   *time.Location // the owner's; nil means UTC
}

// Next is the earliest instant, now or later, at which one mailbox may send its next message: at most PerDay a day, and at least
// a minute apart, stretched by up to three quarters of a minute so that it does not tick like a clock. The same key and the
// same last message give the same instant.
//
// A mailbox that is allowed more than 480 a day sends that much closer together: eight hours divided by the day's number. A
// mailbox of a person has no use for it; a relay may.
func Next(settings goodturn.Settings, liveAt, now time.Time, sent Sent, key string) time.Time {
	settings = settings.WithDefaults()
	perDay := PerDay(settings, liveAt, now)
	earliest := now
	if sent.Today >= perDay {
		earliest = Tomorrow(now, sent.Zone)
	}
	if !sent.LastAt.IsZero() {
		gap := min(time.Minute, 8*time.Hour/time.Duration(perDay))
		h := fnv.New32a()
		h.Write([]byte(key))
		h.Write(strconv.AppendInt(nil, sent.LastAt.UnixMilli(), 10))
		gap += gap * 3 / 4 * time.Duration(h.Sum32()%1000) / 1000
		gap = gap.Truncate(time.Millisecond) // the finest that is stored; a relay that may send millions a day has no gap at all
		if next := sent.LastAt.Add(gap); next.After(earliest) {
			earliest = next
		}
	}
	return earliest
}

// PerDay is how many messages a mailbox may send on the day of now: three a day in the first week after going live, then a
// quarter and half of the full number for a week each (10, 20), then all of it (40). A number chosen smaller holds throughout.
func PerDay(settings goodturn.Settings, liveAt, now time.Time) int {
	settings = settings.WithDefaults()
	full := max(1, settings.PerDay)
	switch live := now.Sub(liveAt); {
	case live < 7*goodturn.Day:
		return min(full, max(1, settings.FirstWeekPerDay))
	case live < 14*goodturn.Day:
		return min(full, max(settings.FirstWeekPerDay, full/4))
	case live < 21*goodturn.Day:
		return min(full, max(settings.FirstWeekPerDay, full/2))
	}
	return full
}

// Tomorrow is the next midnight in a zone; nil means UTC.
func Tomorrow(now time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	return schedule.At(goodturn.DateOf(now.In(zone)).AddDays(1), 0, 0, zone)
}

// Zone is where the days of somebody's mailbox are counted: where they work, else where the business is, else the zone of last resort.
func Zone(u goodturn.User, s goodturn.Settings) *time.Location {
	for _, name := range []string{u.Zone, s.Zone, schedule.LastResort} {
		if z, err := schedule.LoadZone(name); err == nil && name != "" {
			return z
		}
	}
	return time.UTC
}

// Began is when the day of an instant began in a zone; nil means UTC.
func Began(t time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	return schedule.At(goodturn.DateOf(t.In(zone)), 0, 0, zone).UTC()
}
