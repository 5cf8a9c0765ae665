package outcomes

import (
	"cmp"
	"context"
	"math"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/funnel"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/store"
)

// Chosen is how another program says which asks of which days are looked at.
type Chosen struct {
	First    string           `query:"first" maxLength:"10" doc:"Day, UTC; absent: a year before the last."`
	Last     string           `query:"last" maxLength:"10" doc:"Day, UTC, included; absent: today."`
	Campaign string           `query:"campaign" maxLength:"1000"`
	Playbook string           `query:"playbook" maxLength:"100"`
	Step     string           `query:"step" maxLength:"100"`
	Trigger  string           `query:"trigger" maxLength:"100"`
	Channel  goodturn.Channel `query:"channel" maxLength:"20"`
	Wording  string           `query:"wording" maxLength:"200" doc:"As kinds give it."`
	Owner    goodturn.ID      `query:"owner_id" maxLength:"100"`
}

// Asks reads it; what is no day, and days in the wrong order, are CodeInvalid. Days that are not given are the year until today, UTC.
func (c Chosen) Asks(today goodturn.Date) (first, last goodturn.Date, f store.FunnelFilter, err error) {
	f = store.FunnelFilter{Owner: c.Owner, Campaign: c.Campaign, Playbook: c.Playbook, Step: c.Step, Trigger: c.Trigger, Wording: c.Wording, Channel: c.Channel}
	if last, err = goodturn.ParseDate(cmp.Or(c.Last, today.String())); err != nil {
		return first, last, f, goodturn.Invalid("last", "That is no day.", "Write it as 2027-02-20.")
	}
	if first, err = goodturn.ParseDate(cmp.Or(c.First, last.AddDays(-365).String())); err != nil {
		return first, last, f, goodturn.Invalid("first", "That is no day.", "Write it as 2027-02-20.")
	}
	if last.Before(first) {
		err = goodturn.Invalid("first", "The first day is after the last.", "Give them in their order, or leave one out.")
	}
	return first, last, f, err
}

// Figures is what the page of what asking led to shows, for other programs.
type Figures struct {
	First      string     `json:"first" doc:"Days on which was asked, UTC, both included."`
	Last       string     `json:"last"`
	Definition Definition `json:"yes_rate_definition"`
	Yes        Share      `json:"yes_rate"`
	Middle     Share      `json:"middle_rate" doc:"Have somebody in mind: counted apart, never a yes."`
	Stages     []Stage    `json:"stages" doc:"The seven stages in their order, then answers of every kind and the middle answer."`
	Kinds      []Kind     `json:"kinds" doc:"The asks that were chosen by their kind, the most frequent first."`
	Money      Money      `json:"money"`
}

// Definition says how the Yes Rate is counted. Its number rises when what is counted changes.
type Definition struct {
	Version int    `json:"version"`
	Says    string `json:"says"`
}

// Share is a count with its base.
type Share struct {
	Count int      `json:"count"`
	Of    int      `json:"of"`
	Early bool     `json:"too_early" doc:"There are fewer than 20: the count says all there is to say."`
	Rate  *float64 `json:"rate,omitempty" doc:"0 to 1; absent without a base."`
	Low   float64  `json:"low" doc:"Of the 95 % score interval."`
	High  float64  `json:"high"`
}

func shareOf(r funnel.Rate) Share {
	round := func(v float64) float64 { return math.Round(v*1e6) / 1e6 }
	in := funnel.Wilson(r.X, r.N)
	s := Share{Count: r.X, Of: r.N, Early: r.Early(), Low: round(in.Low), High: round(in.High)}
	if r.N > 0 {
		s.Rate = new(round(float64(r.X) / float64(r.N)))
	}
	return s
}

// Stage is how many of the asks came so far.
type Stage struct {
	Stage funnel.Step `json:"stage"`
	Words string      `json:"words"`
	Asks  int         `json:"asks"`
}

// Kind tells asks apart, by name and in words.
type Kind struct {
	Campaign string           `json:"campaign" doc:"The plan, or what a request by hand is for."`
	Playbook string           `json:"playbook"`
	Step     string           `json:"step"`
	Title    string           `json:"step_words"`
	Trigger  string           `json:"trigger"`
	Channel  goodturn.Channel `json:"channel"`
	Wording  string           `json:"wording" doc:"Name of the words in which it left, as in /v1/words, and after an @ which text stood under it then; own: written for one person."`
	Words    string           `json:"wording_words" doc:"Which wording that is, and how it begins."`
	Owner    goodturn.ID      `json:"owner_id"`
	Asks     int              `json:"asks" doc:"That arrived."`
	Yes      Share            `json:"yes_rate"`
}

// Money is what deals won in the same days brought.
type Money struct {
	Asks Revenue  `json:"of_asks" doc:"Of introductions that came of the asks that were chosen, whenever those left."`
	All  *Revenue `json:"of_introductions,omitempty" doc:"By whatever road they came. Absent where asks are chosen."`
	Own  *Revenue `json:"of_own_deals,omitempty" doc:"The clients' own next deals, which nobody introduced. Absent where asks are chosen."`
}

// Revenue is what deals were worth, in one currency.
type Revenue struct {
	Deals     int    `json:"deals"`
	Value     int64  `json:"value_minor"`
	Fees      int64  `json:"fee_minor"`
	FeeKnown  int    `json:"fee_known" doc:"Of how many deals the fee is known."`
	Currency  string `json:"currency,omitempty"`
	Elsewhere int    `json:"other_currencies" doc:"Deals in other currencies, whose amounts are not added."`
}

// Figures are what was seen, for other programs.
func (s Seen) Figures() Figures {
	out := Figures{First: s.First.String(), Last: s.Last.String(), Definition: Definition{funnel.YesRateVersion, funnel.YesRateSays}, Yes: shareOf(s.Yes), Middle: shareOf(s.Middle),
		Kinds: []Kind{}, Money: Money{Asks: Revenue(s.WonByAsk)}}
	for _, step := range funnel.Counted {
		out.Stages = append(out.Stages, Stage{step, step.Words(), s.Steps[step]})
	}
	for _, g := range s.By(Dimensions...) {
		k := g.Kind
		out.Kinds = append(out.Kinds, Kind{k.Campaign, k.Playbook, k.Step, s.Say(ByStep, k), k.Trigger, k.Channel, k.Wording, s.Say(ByWording, k), k.Owner, g.Asks, shareOf(g.Yes)})
	}
	if !s.Chosen() {
		out.Money.All, out.Money.Own = new(Revenue(s.Won)), new(Revenue(s.Own))
	}
	return out
}

// Person is somebody behind a number.
type Person struct {
	Ask     goodturn.ID `json:"ask_id"`
	Contact goodturn.ID `json:"contact_id"`
	At      time.Time   `json:"at" doc:"When their ask came to the stage."`
	Wording string      `json:"wording" doc:"Name of the words in which it left."`
}

// FiguresOf reads the figures that another program chose.
func (o *Outcomes) FiguresOf(ctx context.Context, c Chosen) (Figures, error) {
	first, last, f, err := c.Asks(goodturn.DateOf(o.Clock.Now()))
	if err != nil {
		return Figures{}, err
	}
	seen, err := o.Read(ctx, first, last, f)
	return seen.Figures(), err
}

// PeopleOf pages through whom a number of them stands for, the newest ask first; before is the ask of the page before.
func (o *Outcomes) PeopleOf(ctx context.Context, c Chosen, step funnel.Step, before goodturn.ID, limit int) ([]Person, error) {
	first, last, f, err := c.Asks(goodturn.DateOf(o.Clock.Now()))
	if err != nil {
		return nil, err
	}
	list, err := reach.AtStep(ctx, o.DB, step, first, last, f, before, limit)
	out := make([]Person, len(list))
	for i, m := range list {
		out[i] = Person{m.AskID, m.ContactID, m.At.UTC(), m.Kind.Wording}
	}
	return out, err
}

// DealsOf lists the deals behind their money.
func (o *Outcomes) DealsOf(ctx context.Context, c Chosen, road reach.Road) ([]goodturn.Referral, error) {
	first, last, f, err := c.Asks(goodturn.DateOf(o.Clock.Now()))
	if err != nil {
		return nil, err
	}
	return reach.Deals(ctx, o.DB, road, first, last, f)
}
