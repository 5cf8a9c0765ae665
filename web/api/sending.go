package api

import (
	"context"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/ready"
)

// status is whether messages may leave.
type status struct {
	Mode   goodturn.Mode  `json:"mode" enum:"observe,live"`
	Live   *time.Time     `json:"live_at,omitempty"`
	Paused bool           `json:"paused"`
	Why    string         `json:"paused_why,omitempty"`
	Hold   string         `json:"hold,omitempty" doc:"Why nothing is sent until a person has looked."`
	Lacks  []program.Lack `json:"lacks,omitempty" doc:"What is missing before it can begin."`
	Left   []ready.Item   `json:"left,omitempty" doc:"What still keeps messages from leaving at all, in the order in which it is done best. Absent: nothing keeps all of them; why one of them waits is said by its explanation."`
}

func (x *server) status(ctx context.Context) (out status, err error) {
	set, err := x.settings(ctx)
	if err != nil {
		return out, err
	}
	out = status{Mode: set.Mode, Live: stamp(set.LiveAt), Paused: set.Paused, Why: set.PausedWhy, Hold: set.Hold}
	if out.Mode == "" {
		out.Mode = goodturn.ModeObserve
	}
	if out.Mode != goodturn.ModeLive {
		if out.Lacks, err = x.Program.BeforeLive(ctx); err != nil {
			return out, err
		}
	}
	out.Left, err = ready.Find(ctx, x.Program)
	return out, err
}

func addSending(x *server) {
	then := func(route, id, does string, do func(ctx context.Context, me goodturn.User) error) {
		on(x, call{route: route, id: id, does: does, scope: auth.ScopeSend, stops: id == "observe"}, func(ctx context.Context, me goodturn.User, _ *struct{}) (status, error) {
			if err := do(ctx, me); err != nil {
				return status{}, err
			}
			return x.status(ctx)
		})
	}
	on(x, call{route: "GET /v1/sending", id: "get-sending", does: "Whether messages may leave.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, _ *struct{}) (status, error) { return x.status(ctx) })
	on(x, call{route: "POST /v1/sending/pause", id: "pause", does: "Stop every message that has not left, at once.", scope: auth.ScopeSend, stops: true}, func(ctx context.Context, me goodturn.User, in *struct {
		Body *struct {
			Why string `json:"why,omitempty" maxLength:"500"`
		}
	}) (status, error) {
		why := "by API"
		if in.Body != nil && in.Body.Why != "" {
			why = in.Body.Why
		}
		if err := x.Program.Pause(ctx, me.ID, why); err != nil {
			return status{}, err
		}
		return x.status(ctx)
	})
	then("POST /v1/sending/resume", "resume", "End a pause. What went stale meanwhile is not sent.", func(ctx context.Context, me goodturn.User) error { return x.Program.Resume(ctx, me.ID) })
	then("POST /v1/sending/observe", "observe", "Only watch from now on.", func(ctx context.Context, me goodturn.User) error { return x.Program.Observe(ctx, me.ID) })
	then("POST /v1/sending/live", "go-live", "Let it begin. Refused while something is missing.", func(ctx context.Context, me goodturn.User) error { return x.Program.GoLive(ctx, me.ID) })
	on(x, call{route: "GET /v1/sending/hold", id: "get-hold", does: "What is uncertain after a restored backup.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, _ *struct{}) (program.Held, error) {
		return x.Program.LookAtHold(ctx)
	})
	on(x, call{route: "POST /v1/sending/reconcile", id: "reconcile", does: "Mark what is uncertain as sent, and go on.", scope: auth.ScopeSend}, func(ctx context.Context, me goodturn.User, _ *struct{}) (program.Reconciled, error) {
		return x.Program.Reconcile(ctx, me.ID)
	})
}
