package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/connect/csvfile"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
)

// imported is a list that came in, or may.
type imported struct {
	ID       goodturn.ID            `json:"id"`
	File     string                 `json:"file"`
	State    store.ImportState      `json:"state"`
	At       *time.Time             `json:"at,omitempty"`
	Tally    people.Tally           `json:"tally" doc:"What it will do, by row."`
	Done     *people.Tally          `json:"done,omitempty" doc:"What it has done."`
	Columns  []csvfile.Column       `json:"columns,omitempty"`
	Asks     []csvfile.Question     `json:"questions,omitempty"`
	Problems []people.ImportProblem `json:"problems,omitempty"`
	Senders  []claimed              `json:"senders,omitempty" doc:"Who is said to have sent whom, as far as nobody has said yes or no to it: settle each with settle-claim."`
}

// claimed is one statement of a list about who sent somebody.
type claimed struct {
	Claim      goodturn.ID `json:"claim_id"`
	Referral   goodturn.ID `json:"referral_id"`
	Friend     goodturn.ID `json:"friend_id"`
	Sender     goodturn.ID `json:"sender_id"`
	Evidence   string      `json:"evidence"`
	Confidence int         `json:"confidence" doc:"0 to 100"`
}

func importedOf(s *people.Staged) imported {
	return imported{s.ID, s.File, s.State, stamp(s.At), s.Tally, s.Done, s.Plan.Columns, s.Plan.Questions, s.Errors, nil}
}

func (x *server) background(ctx context.Context, do func(ctx context.Context) error) error {
	if x.Background == nil {
		return do(ctx)
	}
	x.Background(func(ctx context.Context) {
		if err := do(ctx); err != nil && ctx.Err() == nil {
			x.Log.ErrorContext(ctx, "work asked for by the api ended badly", "err", err)
		}
	})
	return nil
}

func addImports(x *server) {
	on(x, call{route: "GET /v1/imports", id: "list-imports", does: "Lists that came in, the newest first.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, _ *struct{}) (p page[imported], err error) {
		all, err := x.People.Imports(ctx, 200)
		p.Items = []imported{}
		for _, s := range all {
			p.Items = append(p.Items, importedOf(s))
		}
		return p, err
	})
	on(x, call{route: "GET /v1/imports/{id}", id: "get-import", does: "One list: its columns, questions and what it does.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *ByID) (out imported, err error) {
		s, err := x.People.Import(ctx, in.ID)
		if err != nil {
			return out, err
		}
		out = importedOf(s)
		said, err := x.People.ImportSenders(ctx, in.ID, 200)
		for _, k := range said {
			out.Senders = append(out.Senders, claimed{k.Claim.ID, k.Claim.ReferralID, k.Friend.ID, k.Claim.ContactID, k.Claim.Evidence, k.Claim.Confidence})
		}
		return out, err
	})
	on(x, call{route: "POST /v1/imports", id: "read-import", does: "Read a list (CSV or vCard, up to 64 MB) and say what it would do; nothing is changed.", scope: auth.ScopeWrite, status: 201, file: true}, func(ctx context.Context, me goodturn.User, in *struct {
		Name    string `query:"name" required:"true" minLength:"1" maxLength:"200" doc:"The file's name."`
		RawBody []byte `contentType:"application/octet-stream"`
	}) (out imported, err error) {
		f, err := os.CreateTemp(x.Scratch, "list-*")
		if err != nil {
			return out, &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "The file cannot be kept while it is read.", Hint: "Free some space on the disk.", Err: err}
		}
		defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
		if _, err := io.Copy(f, bytes.NewReader(in.RawBody)); err != nil {
			return out, err
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return out, err
		}
		s, err := x.People.StageImport(ctx, people.ImportFile{Name: in.Name, From: f, By: me.ID})
		if err != nil {
			return out, err
		}
		return importedOf(s), nil
	})
	on(x, call{route: "POST /v1/imports/{id}/answers", id: "answer-import", does: "Say what columns mean and answer the list's questions; it is read again.", scope: auth.ScopeWrite}, func(ctx context.Context, _ goodturn.User, in *struct {
		ByID
		Body struct {
			Map     map[string]csvfile.Field `json:"map,omitempty" doc:"What columns mean, by their names."`
			Accept  bool                     `json:"accept,omitempty" doc:"A yes to the columns that were guessed."`
			Answers map[string]string        `json:"answers,omitempty" doc:"By question."`
		}
	}) (imported, error) {
		s, err := x.People.AnswerImport(ctx, in.ID, people.ImportAnswers{Map: in.Body.Map, AcceptGuesses: in.Body.Accept, Answers: in.Body.Answers})
		if err != nil {
			return imported{}, err
		}
		return importedOf(s), nil
	})
	on(x, call{route: "POST /v1/imports/{id}/apply", id: "apply-import", does: "Bring a list in. It goes on after the answer: look at its state.", scope: auth.ScopeWrite, status: 202}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			How    string `json:"how" minLength:"1" maxLength:"1000" doc:"How the addresses were got, in words: the owner vouches for it."`
			Notice bool   `json:"notice,omitempty" doc:"People were told at the time that they would be written to, and could refuse."`
			Region string `json:"region,omitempty" maxLength:"10"`
			Sure   bool   `json:"sure" doc:"true: I vouch for that."`
		}
	}) (imported, error) {
		if !in.Body.Sure {
			return imported{}, goodturn.Invalid("sure", "Nobody vouches for these addresses yet.", "Send sure: true if what stands in how is so.")
		}
		if _, err := x.People.Import(ctx, in.ID); err != nil {
			return imported{}, err
		}
		set, err := x.settings(ctx)
		if err != nil {
			return imported{}, err
		}
		words := people.Attestation{By: me.Name, When: x.Clock.Now(), How: in.Body.How, NoticeGiven: in.Body.Notice, Region: in.Body.Region}
		if words.Region == "" {
			words.Region = set.Region
		}
		if err := x.background(ctx, func(ctx context.Context) error { _, err := x.People.ApplyImport(ctx, in.ID, words); return err }); err != nil {
			return imported{}, err
		}
		s, err := x.People.Import(ctx, in.ID)
		if err != nil {
			return imported{}, err
		}
		return importedOf(s), nil
	})
	on(x, call{route: "POST /v1/imports/{id}/undo", id: "undo-import", does: "Take a list out again. What has gone out stays on record.", scope: auth.ScopeWrite, status: 202}, func(ctx context.Context, _ goodturn.User, in *ByID) (nothing, error) {
		s, err := x.People.Import(ctx, in.ID)
		if err != nil {
			return nothing{}, err
		}
		if s.State == people.ImportAsking || s.State == people.ImportStaged {
			return nothing{}, x.People.CancelImport(ctx, in.ID)
		}
		return nothing{}, x.background(ctx, func(ctx context.Context) error { _, err := x.People.UndoImport(ctx, in.ID); return err })
	})
}
