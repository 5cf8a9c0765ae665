package view

import (
	"context"
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// AlikeQuery chooses whom to thank alike, by deals alone.
type AlikeQuery struct {
	Year    int         // 1900 to 2200
	Quarter int         // 0: deals of the year; 1 to 4: deals of earlier years whose day comes round in this quarter of the year
	After   goodturn.ID // the last one of the page before
	Limit   int
}

// AlikeLine is somebody to thank, and the newest deal for which.
type AlikeLine struct {
	Contact goodturn.Contact
	Closing goodturn.Closing
}

// Alike lists a page of the clients to thank alike, in the order of the people list, and says whether there are more. It is asked of
// people and deals and of nothing else: who introduced somebody, or answered, is neither more nor less in it. The law on gifts to clients
// in real estate depends on that.
func (p *View) Alike(ctx context.Context, q AlikeQuery) (list []AlikeLine, more bool, err error) {
	if q.Year < 1900 || q.Year > 2200 {
		return nil, false, goodturn.Invalid("year", fmt.Sprintf("%d is no year of a deal.", q.Year), "Give a year such as 2026.")
	}
	if q.Quarter < 0 || q.Quarter > 4 {
		return nil, false, goodturn.Invalid("quarter", fmt.Sprintf("There is no quarter %d.", q.Quarter), "Give 1, 2, 3 or 4, or leave it out for the deals of the year.")
	}
	a := store.Alike{From: goodturn.Date{Year: q.Year, Month: time.January, Day: 1}, To: goodturn.Date{Year: q.Year, Month: time.December, Day: 31}, First: time.January, Last: time.December, Limit: q.Limit + 1}
	if q.Quarter > 0 {
		a.From.Year, a.To.Year = 1, q.Year-1
		a.First, a.Last = time.Month(3*q.Quarter-2), time.Month(3*q.Quarter)
	}
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		list = nil
		if q.After != "" {
			if a.After, err = tx.Contact(q.After); err != nil {
				return err
			}
		}
		people, err := tx.ListAlike(a)
		if err != nil {
			return err
		}
		if more = len(people) > q.Limit; more {
			people = people[:q.Limit]
		}
		ids := make([]goodturn.ID, len(people))
		for i, c := range people {
			ids[i] = c.ID
		}
		deals, err := tx.Closings(ids...)
		if err != nil {
			return err
		}
		newest := map[goodturn.ID]goodturn.Closing{}
		for _, d := range deals {
			_, have := newest[d.ContactID]
			if !have && !d.FellThrough && !d.Date.Before(a.From) && !d.Date.After(a.To) && d.Date.Month >= a.First && d.Date.Month <= a.Last {
				newest[d.ContactID] = d
			}
		}
		for _, c := range people {
			list = append(list, AlikeLine{c, newest[c.ID]})
		}
		return nil
	})
	return list, more, err
}

// Card is where a card to them goes: to their address, or else to the home of the deal.
func (l AlikeLine) Card() goodturn.Address {
	if l.Contact.Mailing != (goodturn.Address{}) {
		return l.Contact.Mailing
	}
	return l.Closing.Property
}
