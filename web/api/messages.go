package api

import (
	"context"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web/api/door"
)

// Touch is one message or call of a plan.
type Touch struct {
	ID       goodturn.ID           `json:"id"`
	Contact  goodturn.ID           `json:"contact_id"`
	Playbook string                `json:"playbook"`
	Step     string                `json:"step"`
	Kind     goodturn.Kind         `json:"kind"`
	Channel  goodturn.Channel      `json:"channel,omitempty"`
	State    goodturn.TouchState   `json:"state"`
	Due      *time.Time            `json:"due_at,omitempty"`
	Sent     *time.Time            `json:"sent_at,omitempty"`
	Approved *time.Time            `json:"approved_at,omitempty"`
	Zone     string                `json:"zone,omitempty"`
	Reasons  []goodturn.ReasonCode `json:"reasons,omitempty"`
}

func touchOf(t goodturn.Touch) Touch {
	return Touch{t.ID, t.ContactID, t.Playbook, t.Step, t.Kind, t.Channel, t.State, stamp(t.DueAt), stamp(t.SentAt), stamp(t.ApprovedAt), t.Zone, t.Reasons}
}

// finding is something about words that could be better, or may not be.
type finding struct {
	Rule    string `json:"rule"`
	Blocks  bool   `json:"blocks"`
	Message string `json:"message"`
	Fix     string `json:"fix,omitempty"`
}

func findingsOf(fs []message.Finding) []finding {
	out := []finding{}
	for _, f := range fs {
		out = append(out, finding{f.Rule, f.Severity == message.Block, f.Message, f.Fix})
	}
	return out
}

// letter is a message as its reader gets it.
type letter struct {
	Subject string `json:"subject,omitempty"`
	Text    string `json:"text,omitempty"`
}

func addPlan(x *server) {
	on(x, call{route: "GET /v1/contacts/{id}/touches", id: "list-touches", does: "Everything planned for and sent to somebody, by day.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *ByID) (out page[Touch], err error) {
		out.Items = []Touch{}
		err = x.DB.Read(ctx, func(tx *store.Tx) error {
			if _, err := tx.Contact(in.ID); err != nil {
				return err
			}
			rows, err := tx.ContactTouches(in.ID)
			out.Items = out.Items[:0]
			for _, t := range rows {
				out.Items = append(out.Items, touchOf(t))
			}
			return err
		})
		return out, err
	})
	on(x, call{route: "GET /v1/plan", id: "list-plan", does: "What is planned between two instants, soonest first.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *struct {
		Paging
		From time.Time `query:"from" doc:"Absent: now."`
		To   time.Time `query:"to" doc:"Absent: 14 days after from."`
	}) (p page[Touch], err error) {
		after, err := door.After(in.Cursor)
		if err != nil {
			return p, err
		}
		from, to := in.From, in.To
		if from.IsZero() {
			from = x.Clock.Now()
		}
		if to.IsZero() {
			to = from.AddDate(0, 0, 14)
		}
		rows, more, err := x.View.Between(ctx, from, to, goodturn.ID(after), in.Limit)
		p.Items = []Touch{}
		for _, r := range rows {
			p.Items = append(p.Items, touchOf(r.Touch))
		}
		if more && len(rows) > 0 {
			p.Next = door.Cursor(string(rows[len(rows)-1].Touch.ID))
		}
		return p, err
	})
	on(x, call{route: "GET /v1/ledger", id: "list-ledger", does: "Every message that was planned, with what became of it: all lines at once.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, _ *struct{}) (out page[view.LedgerLine], err error) {
		out.Items = []view.LedgerLine{}
		err = x.View.Ledger(ctx, func(l view.LedgerLine) error {
			out.Items = append(out.Items, l)
			return nil
		})
		return out, err
	})
}

// waiting is a message that waits for somebody to read it.
type waiting struct {
	Touch
	Subject string   `json:"subject" doc:"As it can be edited: links stand as fields."`
	Body    string   `json:"body"`
	Letter  letter   `json:"letter" doc:"As its reader gets it."`
	Version string   `json:"version" doc:"Names these words; an approval says which were read."`
	Missing []string `json:"missing,omitempty"`
	Stands  string   `json:"figures_stand_until,omitempty" format:"date" doc:"The last day of the figures that its own words quote of the market."`
	RanOut  string   `json:"figures_ran_out,omitempty" doc:"What no longer holds of them: it does not go until its words are changed, or brought back."`
}

func waitingOf(d program.Draft) waiting {
	last := approvals.LastDay(d)
	return waiting{touchOf(d.Touch), d.Subject, d.Body, letter{d.Letter.Subject, d.Letter.Text}, approvals.Version(d.Letter), d.Missing, last, d.RanOut}
}

// approved is what became of an approval.
type approved struct {
	Touches []goodturn.ID `json:"touches"`
	TooLate []goodturn.ID `json:"too_late,omitempty"`
	Changed []waiting     `json:"changed,omitempty" doc:"Those that read otherwise by now: they wait on, as they read here."`
	Until   *time.Time    `json:"back_until,omitempty" doc:"Until then it can be taken back."`
}

func approvedOf(a approvals.Approved, err error) (approved, error) {
	if a.Touches == nil {
		a.Touches = []goodturn.ID{}
	}
	var changed []waiting
	for _, d := range a.Changed {
		changed = append(changed, waitingOf(d))
	}
	return approved{a.Touches, a.TooLate, changed, stamp(a.BackUntil)}, err
}

type several struct {
	IDs []goodturn.ID `json:"ids" minItems:"1" maxItems:"500"`
}

// reading names the words that were read, message by message.
type reading struct {
	Seen map[goodturn.ID]string `json:"seen" minProperties:"1" maxProperties:"500" doc:"By the id of each message the version of its words, as GET /v1/messages gave it. One that reads otherwise by now is not approved."`
}

type wording struct {
	Subject string `json:"subject" maxLength:"500"`
	Body    string `json:"body" minLength:"1" maxLength:"20000"`
	PS      string `json:"ps,omitempty" maxLength:"2000"`
}

type edited struct {
	Findings []finding `json:"findings"`
	Letter   letter    `json:"letter"`
}

func addMessages(x *server) {
	on(x, call{route: "GET /v1/messages", id: "list-waiting", does: "Messages that wait for approval, soonest first.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *Paging) (p page[waiting], err error) {
		after, err := door.After(in.Cursor)
		if err != nil {
			return p, err
		}
		q, err := x.Approvals.Queue(ctx, 7*goodturn.Day, goodturn.ID(after), in.Limit)
		p.Items = []waiting{}
		for _, w := range q.Waiting {
			p.Items = append(p.Items, waitingOf(w.Draft))
		}
		if q.Last != "" {
			p.Next = door.Cursor(string(q.Last))
		}
		return p, err
	})
	on(x, call{route: "GET /v1/messages/{id}", id: "get-message", does: "A message as it would leave now.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *ByID) (waiting, error) {
		d, err := x.Approvals.Draft(ctx, in.ID)
		return waitingOf(d.Draft), err
	})
	on(x, call{route: "POST /v1/messages/approve", id: "approve-messages", does: "Let messages go at their time.", scope: auth.ScopeSend, ask: true}, func(ctx context.Context, me goodturn.User, in *struct{ Body reading }) (approved, error) {
		return approvedOf(x.Approvals.ApproveSeen(ctx, me.ID, in.Body.Seen))
	})
	on(x, call{route: "POST /v1/messages/take-back", id: "take-back-messages", does: "Take an approval back, as long as they have not left.", scope: auth.ScopeSend, stops: true}, func(ctx context.Context, me goodturn.User, in *struct{ Body several }) (approved, error) {
		return approvedOf(x.Approvals.TakeBack(ctx, me.ID, in.Body.IDs...))
	})
	on(x, call{route: "POST /v1/messages/{id}/skip", id: "skip-message", does: "Leave this one message out.", scope: auth.ScopeSend, stops: true}, func(ctx context.Context, me goodturn.User, in *ByID) (nothing, error) {
		return nothing{}, x.Approvals.SkipTouch(ctx, me.ID, in.ID)
	})
	on(x, call{route: "PUT /v1/messages/{id}/words", id: "edit-message", does: "Write this one message in other words, or with preview see how it would read.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Looking
		Body wording
	}) (edited, error) {
		var out approvals.Edited
		var err error
		if in.Look {
			out, err = x.Approvals.TryEdit(ctx, in.ID, in.Body.Subject, in.Body.Body, in.Body.PS)
		} else {
			out, err = x.Approvals.Write(ctx, me.ID, in.ID, approvals.Own{Words: true, Subject: in.Body.Subject, Body: in.Body.Body, Below: true, PS: in.Body.PS})
		}
		return edited{findingsOf(out.Findings), letter{out.Letter.Subject, out.Letter.Text}}, err
	})
	on(x, call{route: "DELETE /v1/messages/{id}/words", id: "revert-message", does: "Go back to the plan's words.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *ByID) (nothing, error) {
		_, err := x.Approvals.EditTouch(ctx, me.ID, in.ID, "", "")
		return nothing{}, err
	})
	on(x, call{route: "POST /v1/messages/{id}/outcome", id: "settle-message", does: "Say whether a message arrived of which nobody knows whether it left.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			Arrived bool `json:"arrived"`
		}
	}) (nothing, error) {
		return nothing{}, x.Program.ResolveUnknown(ctx, me.ID, in.ID, in.Body.Arrived)
	})
	on(x, call{route: "PUT /v1/steps/{step}/auto", id: "set-step-auto", does: "Whether messages of a step go by themselves.", scope: auth.ScopeSend}, func(ctx context.Context, me goodturn.User, in *struct {
		Step string `path:"step" maxLength:"100"`
		Body struct {
			Auto bool   `json:"auto"`
			Plan string `json:"plan,omitempty" maxLength:"100" doc:"Of which plan; absent: the first in use that has the step."`
		}
	}) (nothing, error) {
		return nothing{}, x.Approvals.LetStepGo(ctx, me.ID, in.Body.Plan, in.Step, in.Body.Auto)
	})
}

func addWords(x *server) {
	type text struct {
		Body string `json:"body" maxLength:"20000" doc:"Empty: the shipped words again."`
	}
	type ofPlan struct {
		Plan string `query:"plan" maxLength:"100" doc:"By name; absent: the main one."`
	}
	type named struct {
		ofPlan
		Name string `query:"name" required:"true" maxLength:"200" doc:"As GET /v1/words gives it."`
	}
	type words struct {
		Name  string `json:"name"`
		Step  string `json:"step"`
		Body  string `json:"body"`
		Yours bool   `json:"yours" doc:"They are the owner's version."`
	}
	on(x, call{route: "GET /v1/words", id: "list-words", does: "The words of every message of a plan.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *ofPlan) (out page[words], err error) {
		w, err := x.Approvals.Wordings(ctx, in.Plan)
		out.Items = []words{}
		if err != nil {
			return out, err
		}
		for _, v := range w.Words.All() {
			out.Items = append(out.Items, words{v.Name, v.Folder, v.Template.Source().Text, w.Yours[v.Name]})
		}
		return out, nil
	})
	on(x, call{route: "PUT /v1/words", id: "save-words", does: "Change the words of a message of a plan.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		named
		Body text
	}) (edited, error) {
		fs, err := x.Approvals.SaveWords(ctx, me.ID, in.Plan, in.Name, in.Body.Body)
		return edited{Findings: findingsOf(fs)}, err
	})
	on(x, call{route: "POST /v1/words/preview", id: "preview-words", does: "How words would read for real people; nothing is changed.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *struct {
		named
		Body text
	}) (out struct {
		Findings []finding `json:"findings"`
		Letters  []letter  `json:"letters"`
	}, err error) {
		t, err := x.Approvals.TryWords(ctx, in.Plan, in.Name, in.Body.Body)
		out.Findings, out.Letters = findingsOf(t.Findings), []letter{}
		for _, tr := range t.Trials {
			out.Letters = append(out.Letters, letter{tr.Letter.Subject, tr.Letter.Text})
		}
		return out, err
	})
}
