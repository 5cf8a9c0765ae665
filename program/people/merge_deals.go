package people

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people/homes"
	"github.com/goodturn-app/goodturn/store"
)

// uniteDeals keeps back, in stay, the deals of away that keep has too, with the sentence of each in the timeline and its home; what
// keep's lacks comes along, so nothing that was known is lost. Each deal of keep stands for one of away's at most.
func (p *People) uniteDeals(tx *store.Tx, j *joined, keep, away *person, stay map[goodturn.ID]bool) error {
	twins := homes.Twins(keep.closings, keep.homes, away.closings, away.homes)
	for _, c := range away.closings {
		i, ok := twins[c.ID]
		if !ok {
			continue
		}
		stay[c.ID] = true
		was := keep.closings[i]
		is := homes.Completed(was, c)
		if is != was {
			if err := tx.UpdateClosing(is); err != nil {
				return err
			}
			keep.closings[i] = is
			j.Deals = append(j.Deals, [2]goodturn.Closing{was, is})
		}
		for _, h := range away.homes {
			switch {
			case h.ClosingID != c.ID:
			case homes.Of(is.ID, keep.homes) >= 0:
				stay[h.ID] = true
			default: // Give takes it to keep
				if j.Homes == nil {
					j.Homes = map[goodturn.ID]goodturn.ID{}
				}
				j.Homes[h.ID], h.ClosingID = c.ID, is.ID
				if err := tx.SaveHomes([]goodturn.Home{h}); err != nil {
					return err
				}
			}
		}
	}
	if len(twins) == 0 {
		return nil
	}
	events, err := tx.ContactEvents(j.Away, time.Time{})
	if err != nil {
		return err
	}
	for _, e := range events {
		var of struct {
			Closing goodturn.ID `json:"closing_id"`
		}
		if e.Name != goodturn.EventClosing {
			continue
		}
		if err := json.Unmarshal(e.Props, &of); err != nil {
			return fmt.Errorf("read which deal the event %s tells of: %w", e.ID, err)
		}
		if _, ok := twins[of.Closing]; ok {
			stay[e.ID] = true
		}
	}
	return nil
}

// partDeals takes back what uniteDeals did, where nobody has changed it since.
func (p *People) partDeals(tx *store.Tx, j joined) error {
	keep, err := p.personByID(tx, j.Keep)
	if err != nil {
		return err
	}
	away, err := p.personByID(tx, j.Away)
	if err != nil {
		return err
	}
	for _, c := range keep.closings {
		for _, d := range j.Deals {
			was, is := d[0], d[1]
			if c.ID != is.ID || c.Side != is.Side || c.Property != is.Property || c.PriceMinor != is.PriceMinor || c.Currency != is.Currency || c.Loan != is.Loan {
				continue
			}
			c.Side, c.Property, c.PriceMinor, c.Currency, c.Loan = was.Side, was.Property, was.PriceMinor, was.Currency, was.Loan
			if err := tx.UpdateClosing(c); err != nil {
				return err
			}
		}
	}
	for _, h := range away.homes {
		if deal, ok := j.Homes[h.ID]; ok {
			h.ClosingID = deal
			if err := tx.SaveHomes([]goodturn.Home{h}); err != nil {
				return err
			}
		}
	}
	return nil
}
