package api

import (
	"context"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/program/news"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web/api/door"
)

// key lets a program in.
type key struct {
	ID      goodturn.ID  `json:"id"`
	Name    string       `json:"name"`
	Scopes  []auth.Scope `json:"scopes"`
	User    goodturn.ID  `json:"user_id" doc:"In whose name it acts."`
	Created *time.Time   `json:"created_at,omitempty"`
	Used    *time.Time   `json:"used_at,omitempty"`
	Revoked *time.Time   `json:"revoked_at,omitempty"`
	Secret  string       `json:"secret,omitempty" doc:"Shown once."`
}

func keyOf(k auth.Key, secret string) key {
	return key{k.ID, k.Name, k.Scopes, k.UserID, stamp(k.CreatedAt), stamp(k.UsedAt), stamp(k.RevokedAt), secret}
}

func addKeys(x *server) {
	on(x, call{route: "GET /v1/keys", id: "list-keys", does: "Keys for programs.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, _ *struct{}) (p page[key], err error) {
		if err := ownerOnly(me); err != nil {
			return p, err
		}
		all, err := x.Auth.Keys(ctx)
		p.Items = []key{}
		for _, k := range all {
			p.Items = append(p.Items, keyOf(k, ""))
		}
		return p, err
	})
	on(x, call{route: "POST /v1/keys", id: "make-key", does: "Make a key. Its secret is shown once.", scope: auth.ScopeAdmin, status: 201, secret: true}, func(ctx context.Context, me goodturn.User, in *struct {
		Body struct {
			Name   string       `json:"name" minLength:"1" maxLength:"100"`
			Scopes []auth.Scope `json:"scopes" minItems:"1" maxItems:"4" enum:"read,write,send,admin"`
		}
	}) (key, error) {
		if err := ownerOnly(me); err != nil {
			return key{}, err
		}
		secret, k, err := x.Auth.NewKey(ctx, in.Body.Name, me.ID, in.Body.Scopes...)
		return keyOf(k, secret), err
	})
	on(x, call{route: "DELETE /v1/keys/{id}", id: "revoke-key", does: "End a key at once and for good.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *ByID) (nothing, error) {
		if err := ownerOnly(me); err != nil {
			return nothing{}, err
		}
		return nothing{}, x.Auth.RevokeKey(ctx, in.ID)
	})
}

// endpoint is an address to which news goes.
type endpoint struct {
	ID      goodturn.ID         `json:"id"`
	URL     string              `json:"url"`
	About   string              `json:"about,omitempty"`
	Types   []string            `json:"types" doc:"Empty: all."`
	State   store.EndpointState `json:"state"`
	Created *time.Time          `json:"created_at,omitempty"`
	Secret  string              `json:"secret,omitempty" doc:"Shown once."`
}

func endpointOf(e store.Endpoint, secret string) endpoint {
	types := e.Types
	if types == nil {
		types = []string{}
	}
	return endpoint{e.ID, e.URL, e.About, types, e.State, stamp(e.CreatedAt), secret}
}

// told is one piece of news as the log shows it.
type told struct {
	ID       goodturn.ID     `json:"id"`
	Type     string          `json:"type"`
	At       *time.Time      `json:"at,omitempty"`
	State    store.NewsState `json:"state"`
	Attempts int             `json:"attempts"`
	Due      *time.Time      `json:"due_at,omitempty"`
	Last     *time.Time      `json:"last_at,omitempty"`
	Status   int             `json:"last_status,omitempty"`
	Said     string          `json:"last_said,omitempty"`
}

// Where is an address and what it gets.
type Where struct {
	URL   string   `json:"url" minLength:"1" maxLength:"2000"`
	About string   `json:"about,omitempty" maxLength:"200"`
	Types []string `json:"types,omitempty" maxItems:"20" doc:"Absent: all."`
}

func addWebhooks(x *server) {
	on(x, call{route: "GET /v1/webhooks", id: "list-webhooks", does: "Where news goes.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, _ *struct{}) (p page[endpoint], err error) {
		if err := ownerOnly(me); err != nil {
			return p, err
		}
		all, err := x.Program.News.All(ctx)
		p.Items = []endpoint{}
		for _, e := range all {
			p.Items = append(p.Items, endpointOf(e, ""))
		}
		return p, err
	})
	on(x, call{route: "POST /v1/webhooks", id: "add-webhook", does: "Send news to an address. The signing secret is shown once.", scope: auth.ScopeAdmin, status: 201, secret: true}, func(ctx context.Context, me goodturn.User, in *struct{ Body Where }) (endpoint, error) {
		if err := ownerOnly(me); err != nil {
			return endpoint{}, err
		}
		e, secret, err := x.Program.News.Add(ctx, news.Where{URL: in.Body.URL, About: in.Body.About, Types: in.Body.Types})
		return endpointOf(e, secret), err
	})
	on(x, call{route: "PUT /v1/webhooks/{id}", id: "change-webhook", does: "Change what an address gets, or switch it off and on.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			Where
			On bool `json:"on"`
		}
	}) (endpoint, error) {
		if err := ownerOnly(me); err != nil {
			return endpoint{}, err
		}
		e, err := x.Program.News.Change(ctx, in.ID, news.Where{URL: in.Body.URL, About: in.Body.About, Types: in.Body.Types}, in.Body.On)
		return endpointOf(e, ""), err
	})
	on(x, call{route: "DELETE /v1/webhooks/{id}", id: "remove-webhook", does: "Send no more news there, and forget what was sent.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *ByID) (nothing, error) {
		if err := ownerOnly(me); err != nil {
			return nothing{}, err
		}
		return nothing{}, x.Program.News.Remove(ctx, in.ID)
	})
	on(x, call{route: "POST /v1/webhooks/{id}/secret", id: "change-webhook-secret", does: "Exchange the signing secret; the old one signs beside it for a day. Shown once.", scope: auth.ScopeAdmin, secret: true}, func(ctx context.Context, me goodturn.User, in *ByID) (endpoint, error) {
		if err := ownerOnly(me); err != nil {
			return endpoint{}, err
		}
		e, secret, err := x.Program.News.ChangeSecret(ctx, in.ID)
		return endpointOf(e, secret), err
	})
	on(x, call{route: "POST /v1/webhooks/{id}/test", id: "test-webhook", does: "Send a ping there.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *ByID) (nothing, error) {
		if err := ownerOnly(me); err != nil {
			return nothing{}, err
		}
		return nothing{}, x.Program.News.Try(ctx, in.ID)
	})
	on(x, call{route: "GET /v1/webhooks/{id}/messages", id: "list-webhook-messages", does: "What was sent there, the newest first.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Paging
		State store.NewsState `query:"state" enum:"waiting,done,failed,over"`
	}) (p page[told], err error) {
		if err := ownerOnly(me); err != nil {
			return p, err
		}
		after, err := door.After(in.Cursor)
		if err != nil {
			return p, err
		}
		_, rows, err := x.Program.News.Log(ctx, in.ID, goodturn.ID(after), in.State, in.Limit+1)
		all := make([]told, len(rows))
		for i, n := range rows {
			all[i] = told{n.ID, n.Type, stamp(n.At), n.State, n.Attempts, stamp(n.DueAt), stamp(n.LastAt), n.LastStatus, n.LastSaid}
		}
		return pageOf(all, in.Limit, func(n told) string { return string(n.ID) }), err
	})
	on(x, call{route: "POST /v1/webhooks/{id}/messages/{message}/again", id: "resend-webhook-message", does: "Send one piece of news again, under its own id.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Message goodturn.ID `path:"message" maxLength:"100"`
	}) (nothing, error) {
		if err := ownerOnly(me); err != nil {
			return nothing{}, err
		}
		return nothing{}, x.Program.News.Again(ctx, in.ID, in.Message)
	})
	on(x, call{route: "POST /v1/webhooks/{id}/again", id: "resend-webhook-failed", does: "Send everything again that was given up since an instant.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			Since time.Time `json:"since,omitzero" doc:"Absent: everything."`
		}
	}) (out struct {
		Again int `json:"again"`
	}, err error) {
		if err := ownerOnly(me); err != nil {
			return out, err
		}
		out.Again, err = x.Program.News.FailedAgain(ctx, in.ID, in.Body.Since)
		return out, err
	})
}
