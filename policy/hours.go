package policy

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

// Windows gives the local hours in which something may go out this way on a day: our own hours for each region, cut by the
// law of each, and by each other. Give every region that may have a say ("US-NY" by the home, "US-FL" by the area code);
// with none at all the rules for an unknown place hold. No windows means: not this way.
func Windows(way Way, on goodturn.Date, regions ...string) schedule.Windows {
	if len(regions) == 0 {
		regions = []string{""}
	}
	windows := schedule.Always()
	for _, region := range regions {
		own := false
		for r := range chain(way, region, on) {
			if r.Window != nil && !own {
				windows, own = windows.Intersect(r.Window), true
			}
			if r.Lawful != nil {
				windows = windows.Intersect(r.Lawful)
			}
		}
		if !own {
			return nil // a way without hours of ours is not open
		}
	}
	return windows
}

// MostPerDay is the most messages in 24 hours that the strictest of the regions allows this way; zero means that none has
// such a rule.
func MostPerDay(way Way, on goodturn.Date, regions ...string) int {
	most := 0
	for _, region := range regions {
		for r := range chain(way, region, on) {
			if r.MostPerDay > 0 && (most == 0 || r.MostPerDay < most) {
				most = r.MostPerDay
			}
		}
	}
	return most
}
