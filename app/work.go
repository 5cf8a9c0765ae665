package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/jobs"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/program/tempo"
)

// atOnce is how many messages may be on their way at the same time. A mailbox's own pool and pace bound it further.
const atOnce = 64

// startWork lets the jobs begin.
func (a *App) startWork(ctx context.Context) error {
	work := map[jobs.Kind]jobs.Work{jobs.Sweep: a.sweep, jobs.Housekeeping: a.housekeep, jobs.Sync: a.sync, jobs.News: a.Program.News.Send}
	o := jobs.Options{Work: work, Clock: a.Clock, Log: a.Log}
	if a.pool != nil {
		o.Pool = a.pool
	} else {
		o.SQLitePath = a.Data.Jobs()
		if err := closeToOthers(o.SQLitePath); err != nil {
			return err
		}
	}
	r, err := jobs.New(ctx, o)
	if err != nil {
		return err
	}
	a.run.runner = r
	if err := r.Start(ctx); err != nil {
		return err
	}
	a.waker.set(r)
	return nil
}

// sweep decides and sends what is due. Refusals that wait go first; without room on the disk or with a doubted clock nothing is
// claimed at all.
func (a *App) sweep(ctx context.Context) (next time.Time, err error) {
	soon := a.Clock.Now().Add(time.Minute)
	if _, err := a.ReplaySpool(ctx); err != nil {
		return soon, err
	}
	if free, err := a.Options.FreeSpace(); err == nil && free < leastSpace {
		return soon, &goodturn.Error{Code: goodturn.CodeUnavailable, Message: fmt.Sprintf("Only %d MB are free in the data folder, so nothing is sent.", free>>20), Hint: "Free some space; it goes on by itself."}
	}
	if why := a.run.clock.Doubt(); why != "" {
		return soon, nil // lookAround says so; it goes on by itself once another clock agrees
	}
	a.freshFigures(ctx) // what stopped at its second mark since others came in is judged by those
	begun := time.Now()
	ran, next, err := a.Program.Run(ctx, atOnce)
	a.run.metrics.swept(ran, time.Since(begun))
	if ran.Looked == 0 && !next.After(a.Clock.Now()) {
		next = soon // paused or on hold: what is due is not looked at, and asking again at once would change nothing
	}
	return next, err
}

func (a *App) housekeep(ctx context.Context) (next time.Time, err error) {
	kept, err := a.People.Housekeeping(ctx)
	if kept.Released+kept.Unknown+kept.Assumed+kept.Planned > 0 {
		a.Log.Info("housekeeping", "released", kept.Released, "unknown", kept.Unknown, "assumed", kept.Assumed, "planned", kept.Planned)
	}
	followed, finished := tempo.New(a.Program).Finish(ctx) // a change of days that was cut off
	if followed > 0 {
		a.Log.Info("plans follow a change of days that was cut off", "plans", followed)
	}
	return time.Time{}, errors.Join(err, finished, a.fence.Flush(a.Clock.Now()))
}

// ReplaySpool takes the refusals that the database could not take when they came. CodeUnavailable while it still cannot.
func (a *App) ReplaySpool(ctx context.Context) (int, error) {
	n, err := a.spool.Replay(ctx, func(ctx context.Context, e Spooled) error {
		if e.What != "" {
			err := answers.New(a.Program).Respond(ctx, e.Token, goodturn.Answer(e.What), "page")
			return err
		}
		_, err := answers.New(a.Program).Unsubscribe(ctx, e.Token)
		return err
	})
	if n > 0 {
		a.Log.Info("refusals that had waited were taken", "count", n)
	}
	return n, err
}

// KeepRefusal writes an opt-out down where the database cannot take it: it is on the disk when this returns, and is taken before
// the next message goes. what is the answer that the link of an ask was given, or AnswerNone for a link that stops everything.
func (a *App) KeepRefusal(token string, what goodturn.Answer) error {
	return a.spool.Add(Spooled{Token: token, What: string(what), At: a.Clock.Now()})
}

// Waits reports whether an error means that the database cannot take something now, and may later.
func Waits(err error) bool {
	return goodturn.ErrorCode(err) == goodturn.CodeUnavailable || errors.Is(err, context.DeadlineExceeded)
}
