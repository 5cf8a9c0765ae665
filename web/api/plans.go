package api

import (
	"context"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/program/plans"
)

// plan is one that is here.
type plan struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Does     string `json:"does" doc:"In words."`
	InUse    bool   `json:"in_use" doc:"Of one that is not, nothing goes to the people who are in it."`
	Main     bool   `json:"main" doc:"Whoever is brought by a file comes into it."`
	ByHand   bool   `json:"by_hand" doc:"People are taken up into it; else a closing brings them in."`
	People   int    `json:"people" doc:"Who are in it; 1000: so many or more."`
	Messages int    `json:"messages" doc:"Of the first two years."`
	Calls    int    `json:"calls"`
	Asks     int    `json:"asks" doc:"Of the messages."`
	FirstAsk string `json:"first_ask,omitempty" doc:"Nobody is asked before it. Absent: it asks nobody by the calendar."`
}

func plansOf(list []plans.Plan) []plan {
	out := []plan{}
	for _, x := range list {
		out = append(out, plan{x.Name, x.Title, x.Does(), x.InUse, x.Main, x.ByHand, x.People, x.Messages, x.Calls, x.Asks, x.FirstAsk})
	}
	return out
}

// plansChange is what another choice of plans does.
type plansChange struct {
	Plans []plan   `json:"plans" doc:"Those in use, the main one first."`
	Into  []plan   `json:"into_use"`
	Out   []plan   `json:"out_of_use"`
	Says  []string `json:"says"`
}

func addPlans(x *server) {
	on(x, call{route: "GET /v1/plans", id: "list-plans", does: "The plans that are here, those in use first.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, _ *struct{}) (out page[plan], err error) {
		list, err := plans.New(x.Program).List(ctx)
		out.Items = plansOf(list)
		return out, err
	})
	on(x, call{route: "PUT /v1/plans", id: "use-plans", does: "Choose which plans are in use. Whoever is in one that goes out of use stays in it and hears nothing from it until it is in use again; what went stale meanwhile is not sent.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *struct {
		Looking
		Body struct {
			Plans []string `json:"plans" minItems:"1" maxItems:"50" doc:"By name, the main one first."`
		}
	}) (plansChange, error) {
		if err := ownerOnly(me); err != nil {
			return plansChange{}, err
		}
		desk := plans.New(x.Program)
		c, err := desk.Look(ctx, in.Body.Plans...)
		if err == nil && !in.Look {
			c, err = desk.Use(context.WithoutCancel(ctx), me.ID, in.Body.Plans...) // people come into a plan also if the caller hangs up
		}
		out := plansChange{Plans: plansOf(c.Plans), Into: plansOf(c.Into), Out: plansOf(c.Out), Says: c.Says()}
		if out.Says == nil {
			out.Says = []string{}
		}
		return out, err
	})
}
