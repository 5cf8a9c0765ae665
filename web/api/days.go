package api

import (
	"context"
	"errors"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/program/tempo"
)

// stepDay is when one message or call comes.
type stepDay struct {
	Step    string        `json:"step"`
	Title   string        `json:"title"`
	Kind    goodturn.Kind `json:"kind"`
	After   string        `json:"after,omitempty" doc:"How far after the closing; of a yearly step, after each anniversary. Absent where it follows another one."`
	Follows string        `json:"follows,omitempty" doc:"The message behind which it goes."`
	Yearly  bool          `json:"yearly"`
	From    string        `json:"from,omitempty" doc:"The earliest that can be chosen."`
	To      string        `json:"to,omitempty"`
	Off     bool          `json:"off" doc:"It was left out."`
	Changed bool          `json:"changed"`
	Next    string        `json:"next,omitempty" doc:"Of one person: the day on which it comes."`
}

// planDays is when the messages of a plan come.
type planDays struct {
	Plan     string          `json:"plan"`
	Tempo    goodturn.Tempo  `json:"tempo"`
	FirstAsk string          `json:"first_ask" doc:"Nobody is asked before it."`
	AskEvery int             `json:"ask_every" doc:"Days between two asks of a person and their household."`
	Version  int             `json:"version" doc:"0: as the plan ships."`
	Steps    []stepDay       `json:"steps"`
	Days     goodturn.Timing `json:"days" doc:"What differs from the plan that ships, or of one person from everybody's."`
	Versions []daysVersion   `json:"versions,omitempty" doc:"What was changed before, the newest first."`
	Unfit    string          `json:"unfit,omitempty" doc:"The days that were kept no longer fit the plan, and its own hold."`
}

// daysVersion is one earlier choice of days.
type daysVersion struct {
	Version int        `json:"version"`
	Note    string     `json:"note,omitempty"`
	Current bool       `json:"current"`
	At      *time.Time `json:"at"`
}

func planDaysOf(s tempo.Sheet) planDays {
	out := planDays{Plan: s.Plan, Tempo: s.Tempo, FirstAsk: s.FirstAsk, AskEvery: s.AskEvery, Version: s.Version, Days: s.Days, Steps: []stepDay{}}
	for _, x := range s.Steps {
		d := stepDay{Step: x.Step.Name, Title: x.Step.Title, Kind: x.Step.Kind, Follows: x.Follows, Yearly: x.Step.Yearly, Off: x.Off, Changed: x.Changed}
		if x.Follows == "" {
			d.After, d.From, d.To = x.After.String(), x.Between[0].String(), x.Between[1].String()
		}
		if !x.Next.IsZero() {
			d.Next = x.Next.String()
		}
		out.Steps = append(out.Steps, d)
	}
	for _, v := range s.Versions {
		out.Versions = append(out.Versions, daysVersion{v.Version, v.Note, v.Current, stamp(v.CreatedAt)})
	}
	var e *goodturn.Error
	if errors.As(s.Unfit, &e) {
		out.Unfit = e.Message
	}
	return out
}

// dayMoved is what a change does to one message of one person.
type dayMoved struct {
	Contact goodturn.ID `json:"contact"`
	Title   string      `json:"title"`
	Before  string      `json:"before,omitempty" doc:"Absent: it was not planned."`
	After   string      `json:"after,omitempty" doc:"Absent: it goes no more."`
}

func daysMoved(list []tempo.Example) []dayMoved {
	out := []dayMoved{}
	for _, x := range list {
		m := dayMoved{Contact: x.Contact.ID, Title: x.Title}
		if !x.Before.IsZero() {
			m.Before = x.Before.String()
		}
		if !x.After.IsZero() {
			m.After = x.After.String()
		}
		out = append(out, m)
	}
	return out
}

// tempoChange is what another pace does to what has not left.
type tempoChange struct {
	Plans   int        `json:"plans" doc:"How many were looked at."`
	All     bool       `json:"all" doc:"There are no more."`
	Changed int        `json:"changed" doc:"Plans in which anything changes."`
	Added   int        `json:"asks_added"`
	Removed int        `json:"asks_removed"`
	New     int        `json:"messages_added"`
	Gone    int        `json:"messages_removed"`
	Moved   int        `json:"moved"`
	Staying int        `json:"staying"`
	Says    string     `json:"says"`
	Some    []dayMoved `json:"some" doc:"The first whom it touches."`
}

func tempoChangeOf(c tempo.Change) tempoChange {
	return tempoChange{c.Plans, c.All, c.People, c.Added, c.Removed, c.New, c.Gone, c.Moved, c.Staying, c.Says, daysMoved(c.Some)}
}

func addDays(x *server) {
	desk := tempo.New(x.Program)
	on(x, call{route: "POST /v1/tempo/preview", id: "preview-tempo", does: "What another tempo would do to every plan; nothing is changed.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *struct {
		Body struct {
			Tempo goodturn.Tempo `json:"tempo" enum:"careful,usual,warm"`
		}
	}) (tempoChange, error) {
		c, err := desk.Look(ctx, tempo.Choice{Tempo: in.Body.Tempo})
		return tempoChangeOf(c), err
	})
	on(x, call{route: "GET /v1/plans/{plan}/days", id: "list-days", does: "When the messages of a plan come.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *struct {
		Plan string `path:"plan" maxLength:"100"`
	}) (planDays, error) {
		s, err := desk.Sheet(ctx, in.Plan)
		return planDaysOf(s), err
	})
	on(x, call{route: "PUT /v1/plans/{plan}/days", id: "set-days", does: "Let the messages of a plan come on other days, at the tempo that holds. What is absent is as the plan ships.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *struct {
		Plan string `path:"plan" maxLength:"100"`
		Looking
		Body struct {
			FirstAsk string                         `json:"first_ask,omitempty" maxLength:"40"`
			AskEvery int                            `json:"ask_every,omitempty" minimum:"0" maximum:"730" doc:"Absent: as it is."`
			Steps    map[string]goodturn.StepTiming `json:"steps,omitempty"`
			Note     string                         `json:"note,omitempty" maxLength:"500"`
		}
	}) (tempoChange, error) {
		if err := ownerOnly(me); err != nil {
			return tempoChange{}, err
		}
		c := tempo.Choice{Plan: in.Plan, AskEvery: in.Body.AskEvery, Note: in.Body.Note, Days: &goodturn.Timing{FirstAsk: in.Body.FirstAsk, Steps: in.Body.Steps}}
		change, err := desk.Look(ctx, c)
		if err == nil && !in.Look {
			err = desk.Use(context.WithoutCancel(ctx), me.ID, c) // the plans of everybody follow it, also if the caller hangs up
		}
		return tempoChangeOf(change), err
	})
	on(x, call{route: "PUT /v1/plans/{plan}/days/version", id: "use-days-version", does: "Let an earlier version of the days of a plan hold again, at every tempo.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *struct {
		Plan string `path:"plan" maxLength:"100"`
		Looking
		Body struct {
			Version int `json:"version" minimum:"1"`
		}
	}) (tempoChange, error) {
		if err := ownerOnly(me); err != nil {
			return tempoChange{}, err
		}
		c := tempo.Choice{Plan: in.Plan, Version: in.Body.Version}
		change, err := desk.Look(ctx, c)
		if err == nil && !in.Look {
			c.Note = tempo.AgainNote(c.Version)
			err = desk.Use(context.WithoutCancel(ctx), me.ID, c)
		}
		return tempoChangeOf(change), err
	})
	on(x, call{route: "GET /v1/contacts/{id}/days", id: "list-contact-days", does: "When the messages of one person come.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *ByID) (out page[planDays], err error) {
		p, err := desk.Person(ctx, in.ID, nil)
		out.Items = []planDays{}
		for _, s := range p.Plans {
			out.Items = append(out.Items, planDaysOf(s))
		}
		return out, err
	})
	on(x, call{route: "PUT /v1/contacts/{id}/days", id: "set-contact-days", does: "Let the messages of one person come on days of their own. What is absent is as for everybody.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Looking
		Body goodturn.Timing
	}) (out page[dayMoved], err error) {
		list, err := desk.LookAtPerson(ctx, in.ID, in.Body)
		if err == nil && !in.Look {
			err = desk.SetPerson(ctx, in.ID, me.ID, in.Body)
		}
		out.Items = daysMoved(list)
		return out, err
	})
}
