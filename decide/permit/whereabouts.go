package permit

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

// Whereabouts derives zones and regions of a person from what is on file: the home, the mailing address, the zone and region
// that somebody declared, the telephone numbers. Nothing known gives nothing.
func Whereabouts(c goodturn.Contact, homes []goodturn.Home, ids []goodturn.Identity) (zones []*time.Location, regions []string) {
	clues := schedule.Clues{Declared: c.Zone, MailingZIP: c.Mailing.ZIP, State: c.Mailing.State, Country: c.Mailing.Country}
	for _, h := range homes {
		if h.Ended.IsZero() {
			clues.HomeZIP = h.Property.ZIP
			if c.Mailing.IsZero() {
				clues.State, clues.Country = h.Property.State, h.Property.Country
			}
		}
	}
	for _, id := range ids {
		if id.Kind == goodturn.IdentityPhone {
			clues.AreaCodes = append(clues.AreaCodes, id.Value)
		}
	}
	if len(c.Region) >= 2 && clues.Country == "" {
		clues.Country = c.Region[:2]
	}
	zones, _ = schedule.LoadZones(clues.Plausible()...) // names from the tables load; a test reads them all
	regions = clues.Regions()
	if c.Region != "" && len(regions) == 0 {
		regions = []string{c.Region}
	}
	return zones, regions
}
