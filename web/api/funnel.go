package api

import (
	"context"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/funnel"
	"github.com/goodturn-app/goodturn/program/outcomes"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/web/api/door"
)

func addFunnel(x *server) {
	seen := outcomes.New(x.Program, x.Clock)
	on(x, call{route: "GET /v1/funnel", id: "get-funnel", does: "What asking led to: stages, the Yes Rate with its interval and definition, and what deals brought.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *outcomes.Chosen) (outcomes.Figures, error) {
		return seen.FiguresOf(ctx, *in)
	})
	on(x, call{route: "GET /v1/funnel/{stage}/people", id: "list-funnel-people", does: "Whom a number of the funnel stands for, the newest ask first.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *struct {
		outcomes.Chosen
		Paging
		Stage funnel.Step `path:"stage" enum:"delivered,viewed,intent,invited,qualified,opportunity,won,answered,middle"`
	}) (p page[outcomes.Person], err error) {
		before, err := door.After(in.Cursor)
		if err != nil {
			return p, err
		}
		list, err := seen.PeopleOf(ctx, in.Chosen, in.Stage, goodturn.ID(before), in.Limit+1)
		return pageOf(list, in.Limit, func(m outcomes.Person) string { return string(m.Ask) }), err
	})
	on(x, call{route: "GET /v1/funnel/deals", id: "list-funnel-deals", does: "The introductions behind the money of the funnel, in the order in which they were won.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *struct {
		outcomes.Chosen
		Road reach.Road `query:"road" enum:"ask,any,own" default:"ask" doc:"ask: of the asks that are chosen; any and own: only where none are chosen."`
	}) (out page[referral], err error) {
		deals, err := seen.DealsOf(ctx, in.Chosen, in.Road)
		out.Items = []referral{}
		for _, r := range deals {
			out.Items = append(out.Items, referralOf(r))
		}
		return out, err
	})
}
