package permit

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/policy"
	"github.com/goodturn-app/goodturn/schedule"
)

// Opening is when a channel is open to a person, by the rules in force at now. Mail goes by the best-known zone and region; texts,
// calls and everything else that rings go only when every zone and every region that may have a say allow it. With no zone known
// the rule of last resort of schedule.Opening holds, with no region the strictest hours of package policy, and the holidays are
// those of the business. Planning uses it too, so that a plan and a judgement agree on the minute.
func Opening(now time.Time, settings goodturn.Settings, zones []*time.Location, regions []string, ch goodturn.Channel) schedule.Opening {
	if ch == goodturn.ChannelEmail {
		zones, regions = zones[:min(1, len(zones))], regions[:min(1, len(regions))]
	}
	today := goodturn.DateOf(now)
	if len(zones) > 0 {
		today = goodturn.DateOf(now.In(zones[0]))
	}
	calendar := regions
	if len(calendar) == 0 && settings.Region != "" {
		calendar = []string{settings.Region}
	}
	return schedule.Opening{
		Windows:   policy.Windows(policy.WayOf(ch), today, regions...),
		Zones:     zones,
		Holidays:  schedule.HolidaysIn(calendar...),
		Blackouts: settings.BlackoutDays,
	}
}
