package api

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web/api/door"
)

// ask is a request for an introduction that left.
type ask struct {
	ID       goodturn.ID       `json:"id"`
	Contact  goodturn.ID       `json:"contact_id"`
	Touch    goodturn.ID       `json:"touch_id"`
	Playbook string            `json:"playbook"`
	Step     string            `json:"step"`
	Campaign string            `json:"campaign,omitempty" doc:"The plan, or what a request by hand is for."`
	Trigger  string            `json:"trigger,omitempty"`
	Channel  goodturn.Channel  `json:"channel,omitempty"`
	Wording  string            `json:"wording,omitempty" doc:"Name of the words in which it left, as in /v1/words; own: written for this one person."`
	State    goodturn.AskState `json:"state"`
	Answer   goodturn.Answer   `json:"answer,omitempty"`
	By       string            `json:"answered_by,omitempty"`
	Opened   *time.Time        `json:"opened_at,omitempty"`
	Answered *time.Time        `json:"answered_at,omitempty"`
	Snooze   *time.Time        `json:"snooze_until,omitempty"`
}

func askOf(a goodturn.Ask) ask {
	return ask{a.ID, a.ContactID, a.TouchID, a.Playbook, a.Step, a.Campaign, a.Trigger, a.Channel, a.Wording, a.State, a.Answer, a.AnsweredBy, stamp(a.OpenedAt), stamp(a.AnsweredAt), stamp(a.SnoozeUntil)}
}

// nowResult is what became of a message by hand.
type nowResult struct {
	Planned bool           `json:"planned" doc:"It goes, now or in the next open hour."`
	Touch   *Touch         `json:"touch,omitempty"`
	Why     program.Judged `json:"why"`
}

func nowOf(r requests.NowResult, err error) (nowResult, error) {
	out := nowResult{Planned: r.Planned, Why: r.Judged}
	if r.Planned {
		t := touchOf(r.Touch)
		out.Touch = &t
	}
	return out, err
}

func addAsks(x *server) {
	on(x, call{route: "GET /v1/asks", id: "list-asks", does: "List requests that left, the newest first.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *struct {
		Paging
		State goodturn.AskState `query:"state" enum:"open,answered,lapsed"`
	}) (p page[ask], err error) {
		after, err := door.After(in.Cursor)
		if err != nil {
			return p, err
		}
		var rows []goodturn.Ask
		err = x.DB.Read(ctx, func(tx *store.Tx) error {
			rows, err = tx.ListAsks(goodturn.ID(after), in.State, in.Limit+1)
			return err
		})
		all := make([]ask, len(rows))
		for i, r := range rows {
			all[i] = askOf(r)
		}
		return pageOf(all, in.Limit, func(a ask) string { return string(a.ID) }), err
	})
	on(x, call{route: "GET /v1/asks/{id}", id: "get-ask", does: "One request.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *ByID) (ask, error) {
		return x.oneAsk(ctx, in.ID)
	})
	on(x, call{route: "POST /v1/asks/{id}/answer", id: "answer-ask", does: "Note an answer that the owner heard. A refusal wins over anything that arrives beside it.", scope: auth.ScopeWrite, ask: true}, func(ctx context.Context, _ goodturn.User, in *struct {
		ByID
		Body struct {
			Answer goodturn.Answer `json:"answer" enum:"yes,middle,not_now,no,stop"`
		}
	}) (ask, error) {
		if _, err := x.oneAsk(ctx, in.ID); err != nil {
			return ask{}, err
		}
		if err := x.Answers.Respond(ctx, x.Program.Links.Token(link.Answer, in.ID), in.Body.Answer, "owner"); err != nil {
			return ask{}, err
		}
		return x.oneAsk(ctx, in.ID)
	})
	on(x, call{route: "POST /v1/contacts/{id}/ask", id: "ask-now", does: "Ask somebody now, under every rule that holds for the plan; with preview nothing is planned.", scope: auth.ScopeSend, ask: true}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Looking
	}) (nowResult, error) {
		return nowOf(x.Requests.AskNow(ctx, in.ID, me.ID, in.Look))
	})
	on(x, call{route: "POST /v1/contacts/{id}/hello", id: "hello-now", does: "Send somebody something useful now, under the same rules.", scope: auth.ScopeSend, ask: true}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Looking
	}) (nowResult, error) {
		return nowOf(x.Requests.HelloNow(ctx, in.ID, me.ID, in.Look))
	})
}

func (x *server) oneAsk(ctx context.Context, id goodturn.ID) (out ask, err error) {
	err = x.DB.Read(ctx, func(tx *store.Tx) error {
		a, err := tx.Ask(id)
		out = askOf(a)
		return err
	})
	return out, err
}

// referral is a friend somebody sent us.
type referral struct {
	ID       goodturn.ID             `json:"id"`
	Referrer goodturn.ID             `json:"referrer_id,omitempty"`
	Ask      goodturn.ID             `json:"ask_id,omitempty"`
	Owner    goodturn.ID             `json:"owner_id,omitempty"`
	Friend   string                  `json:"friend,omitempty"`
	Email    string                  `json:"email,omitempty"`
	Phone    string                  `json:"phone,omitempty"`
	Note     string                  `json:"note,omitempty"`
	Stage    goodturn.Stage          `json:"stage"`
	Value    int64                   `json:"value_minor,omitempty"`
	Fee      int64                   `json:"fee_minor,omitempty" doc:"What is earned by it."`
	Currency string                  `json:"currency,omitempty"`
	Source   goodturn.ReferralSource `json:"source,omitempty"`
	MayTell  bool                    `json:"may_tell"`
	Next     string                  `json:"next,omitempty"`
	NextOn   string                  `json:"next_on,omitempty"`
	Version  int64                   `json:"version" doc:"Rises with every change."`
	Created  *time.Time              `json:"created_at,omitempty"`
	Updated  *time.Time              `json:"updated_at,omitempty"`
}

func referralOf(r goodturn.Referral) referral {
	return referral{r.ID, r.ReferrerID, r.AskID, r.OwnerID, r.Friend, r.Email, r.Phone, r.Note, r.Stage, r.ValueMinor, r.FeeMinor, r.Currency, r.Source, r.MayTell, r.Next, r.NextOn.String(), r.Version, stamp(r.CreatedAt), stamp(r.UpdatedAt)}
}

func (x *server) oneReferral(ctx context.Context, id goodturn.ID) (out referral, err error) {
	err = x.DB.Read(ctx, func(tx *store.Tx) error {
		r, err := tx.Referral(id)
		out = referralOf(r)
		return err
	})
	return out, err
}

func addReferrals(x *server) {
	on(x, call{route: "GET /v1/referrals", id: "list-referrals", does: "List introductions, the newest first.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *Paging) (p page[referral], err error) {
		after, err := door.After(in.Cursor)
		if err != nil {
			return p, err
		}
		var rows []goodturn.Referral
		err = x.DB.Read(ctx, func(tx *store.Tx) error {
			rows, err = tx.ListReferrals(goodturn.ID(after), in.Limit+1)
			return err
		})
		all := make([]referral, len(rows))
		for i, r := range rows {
			all[i] = referralOf(r)
		}
		return pageOf(all, in.Limit, func(r referral) string { return string(r.ID) }), err
	})
	on(x, call{route: "GET /v1/referrals/{id}", id: "get-referral", does: "One introduction.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *ByID) (referral, error) {
		return x.oneReferral(ctx, in.ID)
	})
	on(x, call{route: "POST /v1/referrals", id: "add-referral", does: "Note that somebody introduced a friend. The friend is not written to.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		Body struct {
			Contact goodturn.ID `json:"contact_id" minLength:"1" maxLength:"100" doc:"Who introduced them."`
			Friend  string      `json:"friend" minLength:"1" maxLength:"500"`
			Email   string      `json:"email,omitempty" maxLength:"320"`
			Phone   string      `json:"phone,omitempty" maxLength:"50"`
			Note    string      `json:"note,omitempty" maxLength:"10000"`
			MayTell bool        `json:"may_tell,omitempty" doc:"The friend lets us tell the client that we are in touch."`
		}
	}) (referral, error) {
		b := in.Body
		id, err := x.Introductions.GaveName(ctx, b.Contact, introductions.Name{Friend: b.Friend, Email: b.Email, Phone: b.Phone, Note: b.Note, MayTell: b.MayTell, Told: program.Told{By: me.ID}})
		if err != nil {
			return referral{}, err
		}
		return x.oneReferral(ctx, id)
	})
	on(x, call{route: "POST /v1/referrals/{id}/stage", id: "move-referral", does: "Note how far an introduction has come.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			Stage goodturn.Stage `json:"stage" enum:"introduced,qualified,opportunity,won,lost"`
		}
	}) (referral, error) {
		r, err := x.Introductions.MoveIntroduction(ctx, in.ID, introductions.To(in.Body.Stage, me.ID))
		return referralOf(r), err
	})
	on(x, call{route: "PATCH /v1/referrals/{id}", id: "change-referral", does: "Change an introduction; a field that is absent stays as it is.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			Stage    *goodturn.Stage `json:"stage,omitempty" enum:"introduced,qualified,opportunity,won,lost"`
			LostWhy  *string         `json:"lost_why,omitempty" maxLength:"1000"`
			Value    *int64          `json:"value_minor,omitempty" minimum:"0"`
			Fee      *int64          `json:"fee_minor,omitempty" minimum:"0" doc:"What is earned by it."`
			Currency string          `json:"currency,omitempty" pattern:"^[A-Z]{3}$" doc:"Of both amounts, by ISO 4217; absent: that of the introduction, or USD."`
			Owner    *goodturn.ID    `json:"owner_id,omitempty" maxLength:"100"`
			Next     *string         `json:"next,omitempty" maxLength:"1000" doc:"Next step."`
			NextOn   *string         `json:"next_on,omitempty" maxLength:"10"`
			Friend   *string         `json:"friend,omitempty" maxLength:"500"`
			Email    *string         `json:"email,omitempty" maxLength:"320"`
			Phone    *string         `json:"phone,omitempty" maxLength:"50"`
			Note     *string         `json:"note,omitempty" maxLength:"10000"`
			MayTell  *bool           `json:"may_tell,omitempty"`
			Version  int64           `json:"version,omitempty" doc:"As you read it: refused if somebody changed it since. Absent: whatever it is now."`
		}
	}) (referral, error) {
		b := in.Body
		m := introductions.Move{Stage: b.Stage, LostWhy: b.LostWhy, ValueMinor: b.Value, FeeMinor: b.Fee, Currency: b.Currency, OwnerID: b.Owner, Next: b.Next, Friend: b.Friend, Email: b.Email, Phone: b.Phone, Note: b.Note,
			MayTell: b.MayTell, Version: b.Version, By: me.ID}
		if b.NextOn != nil {
			d, err := day("next_on", *b.NextOn)
			if err != nil {
				return referral{}, err
			}
			m.NextOn = &d
		}
		r, err := x.Introductions.MoveIntroduction(ctx, in.ID, m)
		return referralOf(r), err
	})
}

// task is something for a person to do.
type task struct {
	ID      goodturn.ID       `json:"id"`
	Contact goodturn.ID       `json:"contact_id,omitempty"`
	Owner   goodturn.ID       `json:"owner_id,omitempty"`
	Touch   goodturn.ID       `json:"touch_id,omitempty"`
	Kind    goodturn.TaskKind `json:"kind"`
	Title   string            `json:"title"`
	Why     string            `json:"why,omitempty"`
	Say     string            `json:"say,omitempty" doc:"An opening line."`
	Urgent  bool              `json:"urgent"`
	Due     *time.Time        `json:"due_at,omitempty"`
	Created *time.Time        `json:"created_at,omitempty"`
}

func addTasks(x *server) {
	on(x, call{route: "GET /v1/tasks", id: "list-tasks", does: "What there is for a person to do, earliest due first.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *struct {
		Paging
		Owner goodturn.ID `query:"owner_id" maxLength:"100" doc:"Absent: everybody's."`
	}) (p page[task], err error) {
		after, err := door.After(in.Cursor)
		if err != nil {
			return p, err
		}
		var rows []goodturn.Task
		err = x.DB.Read(ctx, func(tx *store.Tx) error {
			last, due := goodturn.Task{}, int64(0) // where it stood: since then it may have been put off, or be gone
			_, _ = fmt.Sscan(after, &due, &last.ID)
			last.DueAt = time.UnixMilli(due)
			rows, err = tx.OpenTasks(in.Owner, last, in.Limit+1)
			return err
		})
		all := make([]task, len(rows))
		for i, t := range rows {
			all[i] = task{t.ID, t.ContactID, t.OwnerID, t.TouchID, t.Kind, t.Title, t.Why, t.Say, t.Urgent, stamp(t.DueAt), stamp(t.CreatedAt)}
		}
		return pageOf(all, in.Limit, func(t task) string { return fmt.Sprint(cmp.Or(t.Due, &time.Time{}).UnixMilli(), " ", t.ID) }), err
	})
	on(x, call{route: "POST /v1/tasks/{id}/outcome", id: "settle-task", does: "Say what became of a task.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			Outcome string `json:"outcome" enum:"talked,voicemail,no answer,later,fixed,not needed"`
			Text    string `json:"text,omitempty" maxLength:"10000"`
		}
	}) (nothing, error) {
		return nothing{}, x.Program.TaskDone(ctx, in.ID, in.Body.Outcome, program.Told{By: me.ID, Text: in.Body.Text})
	})
}
