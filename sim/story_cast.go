package sim

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/playbook/story"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
)

// enter has somebody come in with a closing.
func (t *teller) enter(ctx context.Context, l story.Line) error {
	o, who := l.Options, t.people[l.Subject]
	day := l.At.Date
	source := "hand"
	if l.Verb == story.Import {
		source = "import:story"
		d, err := goodturn.ParseDate(o["date"])
		if err != nil {
			return err
		}
		day = d
	}
	email := l.Subject + "@example.com"
	if o["email"] != "" {
		email = o["email"]
	}
	given := o["given"]
	if given == "" {
		given = strings.ToUpper(l.Subject[:1]) + l.Subject[1:]
	}
	side := goodturn.Side(o["side"])
	if side == "unknown" {
		side = goodturn.SideUnknown
	}
	at := goodturn.Address{Street: o["street"], City: o["city"], State: o["state"], ZIP: o["zip"], Area: o["area"]}
	r := connect.Record{
		Row: l.Line, Given: given, Family: "Example", Full: given + " Example", Property: at,
		Closings: []connect.Closing{{Date: day, DateText: day.String(), Side: side, PriceMinor: 60_000_000, Currency: "USD", Address: at, From: "story"}},
	}
	if email != "none" {
		r.Emails = []string{email}
	}
	if o["phone"] != "" {
		r.Phones = []connect.Phone{{Kind: connect.PhoneMobile, Number: o["phone"]}}
	}
	ids, err := t.w.People.TakeRecords(ctx, []connect.Record{r}, source, t.owner.ID, people.Attestation{By: t.owner.Name, How: "My own clients.", Region: "US"})
	if err != nil {
		return fmt.Errorf("line %d: %w", l.Line, err)
	}
	if who.id = ids[0]; who.id == "" {
		return fmt.Errorf("line %d: %s could not be taken in", l.Line, l.Subject)
	}
	return t.settleIn(ctx, l, who)
}

// settleIn adds what a record cannot say.
func (t *teller) settleIn(ctx context.Context, l story.Line, who *character) error {
	o := l.Options
	e := people.Edit{By: t.owner.ID}
	if o["zone"] != "" {
		z := o["zone"]
		e.Zone = &z
	}
	if o["prefers"] != "" {
		c := goodturn.Channel(o["prefers"])
		e.Prefers = &c
	}
	if e.Zone != nil || e.Prefers != nil {
		if _, err := t.w.People.SaveEdit(ctx, who.id, e); err != nil {
			return fmt.Errorf("line %d: %w", l.Line, err)
		}
	}
	if o["consent"] == "sms" || o["loan"] != "" {
		if err := t.w.DB.Write(ctx, func(tx *store.Tx) error { return t.extras(tx, who.id, o) }); err != nil {
			return fmt.Errorf("line %d: %w", l.Line, err)
		}
	}
	if h := o["household"]; h != "" {
		if first, known := t.houses[h]; known {
			_, err := t.w.People.JoinHousehold(ctx, first, who.id, t.owner.ID)
			return err
		}
		t.houses[h] = who.id
	}
	return nil
}

func (t *teller) extras(tx *store.Tx, id goodturn.ID, o map[string]string) error {
	if o["consent"] == "sms" {
		if err := tx.AppendConsents(goodturn.Consent{ContactID: id, Channel: goodturn.ChannelSMS, Address: o["phone"], Basis: goodturn.BasisWritten, Notice: "Signed at the closing.", Source: "story", At: tx.Now()}); err != nil {
			return err
		}
	}
	amount, err := strconv.ParseInt(o["loan"], 10, 64)
	if err != nil {
		return nil // no loan was told
	}
	rate, err := strconv.ParseFloat(o["rate"], 64)
	if err != nil {
		rate = 7
	}
	deals, err := tx.Closings(id)
	if err != nil || len(deals) == 0 {
		return err
	}
	deals[0].Loan = goodturn.Loan{AmountMinor: amount * 100, RatePercent: rate, TermMonths: 360}
	return tx.UpdateClosing(deals[0])
}

// figures are a market that a story makes up: prices around every home rise or fall, or nothing is known.
type figures struct {
	clock *Clock
	trend string
	rates string
	at    goodturn.Date
	now   program.Figures
}

func (f *figures) set(trend string) { f.trend, f.at = trend, goodturn.Date{} }

// Figures makes sales around a few homes up to today; the demo's streets serve for all.
func (f *figures) Figures() program.Figures {
	priced := f.trend == "up" || f.trend == "down"
	if !priced && f.rates != "lower" {
		return program.Figures{}
	}
	today := goodturn.DateOf(f.clock.Now())
	if f.at == today {
		return f.now
	}
	var sales []market.Sale
	if priced {
		sales = f.sales(today)
	}
	var series []market.Series
	if f.rates == "lower" {
		series = append(series, lowerRates(today))
	}
	f.at, f.now = today, program.Figures{Shelf: market.NewShelf(series), Closings: market.NewClosings(sales)}
	return f.now
}

// lowerRates is a weekly survey whose rate came down by a point a year ago: who closed before that has the higher one.
func lowerRates(today goodturn.Date) market.Series {
	s := market.Series{Source: market.SourceFreddieMac, Measure: market.MeasureRate30, Area: market.Nation(), Unit: market.UnitPercent, Every: market.Weekly}
	for week := 3 * 52; week >= 0; week-- {
		rate := 7.10
		if week < 52 {
			rate = 6.10
		}
		s.Points = append(s.Points, market.Point{Period: today.AddDays(-7 * week), Value: rate})
	}
	return s
}

func (f *figures) sales(today goodturn.Date) (sales []market.Sale) {
	for _, zip := range []string{"80203", "11215", "60601", "10510", "94110"} {
		for back := range 200 {
			price := 60_000_000 - int64(back)*60_000
			if f.trend == "down" {
				price = 60_000_000 + int64(back)*60_000
			}
			sales = append(sales, market.Sale{Address: goodturn.Address{Street: fmt.Sprintf("%d Sample Street", back+1), ZIP: zip}, Kind: market.HomeHouse, Date: today.AddDays(-back), PriceMinor: price})
		}
	}
	return sales
}
