package api

import (
	"context"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/friends"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/program/plans"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web/api/door"
)

// claim is somebody who is said to have sent a friend.
type claim struct {
	ID         goodturn.ID             `json:"id"`
	Referral   goodturn.ID             `json:"referral_id"`
	Contact    goodturn.ID             `json:"contact_id"`
	Source     goodturn.ReferralSource `json:"source"`
	Evidence   string                  `json:"evidence,omitempty"`
	Confidence int                     `json:"confidence" doc:"0 to 100; 100 for a declaration."`
	State      goodturn.ClaimState     `json:"state"`
}

// introduction reads one with its claims.
type introduction struct {
	Referral referral `json:"referral"`
	Claims   []claim  `json:"claims"`
	Log      []logged `json:"log"`
}

// shown is what somebody shows to friends.
type shown struct {
	Why     string `json:"why,omitempty"`
	Picture []byte `json:"picture,omitempty" doc:"A JPEG."`
}

type shareLink struct {
	Code string `json:"code,omitempty"`
}

// logged is one change of an introduction.
type logged struct {
	At     *time.Time  `json:"at,omitempty"`
	By     goodturn.ID `json:"by,omitempty"`
	What   string      `json:"what"`
	Before string      `json:"before,omitempty"`
	After  string      `json:"after,omitempty"`
}

func (x *server) introduction(ctx context.Context, id goodturn.ID) (out introduction, err error) {
	got, err := x.Introductions.Introduction(ctx, id)
	out = introduction{referralOf(got.Referral), []claim{}, []logged{}}
	for _, c := range got.Claims {
		out.Claims = append(out.Claims, claim{c.ID, c.ReferralID, c.ContactID, c.Source, c.Evidence, c.Confidence, c.State})
	}
	for _, l := range got.Log {
		out.Log = append(out.Log, logged{stamp(l.At), l.By, l.What, l.Before, l.After})
	}
	return out, err
}

func addClaims(x *server) {
	on(x, call{route: "GET /v1/referrals/{id}/claims", id: "list-claims", does: "Who may have sent a friend, and everything that was changed.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *ByID) (introduction, error) {
		return x.introduction(ctx, in.ID)
	})
	on(x, call{route: "POST /v1/referrals/came-by", id: "add-came-by", does: "Note a friend who came by themselves and said who sent them. Nobody is credited before a person confirms it.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		Body struct {
			Friend string                  `json:"friend" minLength:"1" maxLength:"500"`
			Email  string                  `json:"email,omitempty" maxLength:"320"`
			Phone  string                  `json:"phone,omitempty" maxLength:"50"`
			Note   string                  `json:"note,omitempty" maxLength:"4000"`
			Sender string                  `json:"sender,omitempty" maxLength:"1000" doc:"In the friend's words, or a CRM's source field."`
			Source goodturn.ReferralSource `json:"source,omitempty" enum:"text,crm" default:"text"`
		}
	}) (introduction, error) {
		b := in.Body
		id, _, err := x.Introductions.CameBy(ctx, introductions.Said{Friend: b.Friend, Email: b.Email, Phone: b.Phone, Note: b.Note, Sender: b.Sender, Source: b.Source, OwnerID: me.ID, Told: program.Told{By: me.ID}})
		if err != nil {
			return introduction{}, err
		}
		return x.introduction(ctx, id)
	})
	on(x, call{route: "POST /v1/referrals/{id}/sender", id: "set-sender", does: "Say who sent a friend: a declaration beats a guess.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body other
	}) (introduction, error) {
		if _, err := x.Introductions.ClaimFor(ctx, in.ID, in.Body.Other, me.ID); err != nil {
			return introduction{}, err
		}
		return x.introduction(ctx, in.ID)
	})
	on(x, call{route: "POST /v1/claims/{id}", id: "settle-claim", does: "Say whether somebody sent a friend who is said to have.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			Yes bool `json:"yes"`
		}
	}) (introduction, error) {
		r, err := x.Introductions.SettleClaim(ctx, in.ID, in.Body.Yes, me.ID)
		if err != nil {
			return introduction{}, err
		}
		return x.introduction(ctx, r.ID)
	})
	on(x, call{route: "GET /v1/contacts/{id}/shown", id: "get-shown", does: "What somebody shows to friends on the page that they pass on: a sentence of their own and a small picture, if they gave any.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *ByID) (shown, error) {
		p, err := friends.New(x.Program).Shown(ctx, in.ID)
		return shown{p.Why, p.Picture}, err
	})
	on(x, call{route: "DELETE /v1/contacts/{id}/shown", id: "take-down-shown", does: "Take down what somebody shows to friends.", scope: auth.ScopeWrite}, func(ctx context.Context, _ goodturn.User, in *ByID) (nothing, error) {
		return nothing{}, friends.New(x.Program).TakeDown(ctx, in.ID)
	})
	on(x, call{route: "GET /v1/contacts/{id}/share-link", id: "get-share-link", does: "The code that somebody passes on to friends, as it is read aloud; empty: they have none that leads anywhere.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *ByID) (shareLink, error) {
		code, err := friends.New(x.Program).LinkOf(ctx, in.ID)
		return shareLink{code}, err
	})
	on(x, call{route: "DELETE /v1/contacts/{id}/share-link", id: "end-share-link", does: "End the link that somebody passes on: it leads nowhere from now on. Another yes of theirs makes a new one.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *ByID) (nothing, error) {
		return nothing{}, friends.New(x.Program).EndLink(ctx, in.ID, me.ID)
	})
	on(x, call{route: "POST /v1/contacts/{id}/own-deal", id: "add-own-deal", does: "Note that a client wants to move again: a card that credits nobody.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			Note string `json:"note,omitempty" maxLength:"4000"`
		}
	}) (introduction, error) {
		id, err := x.Introductions.OwnDeal(ctx, in.ID, in.Body.Note, me.ID)
		if err != nil {
			return introduction{}, err
		}
		return x.introduction(ctx, id)
	})
}

// request is something asked of somebody known from work.
type request struct {
	ID      goodturn.ID           `json:"id"`
	Contact goodturn.ID           `json:"contact_id"`
	Touch   goodturn.ID           `json:"touch_id,omitempty" doc:"The letter that asks."`
	Hello   goodturn.ID           `json:"hello_id,omitempty" doc:"The hello that goes first."`
	Kind    goodturn.RequestKind  `json:"kind"`
	By      string                `json:"by,omitempty"`
	Urgent  bool                  `json:"urgent,omitempty" doc:"Up to three reminders within two weeks instead of one."`
	State   goodturn.RequestState `json:"state"`
	Facts   goodturn.RequestFacts `json:"facts"`
	Asked   *time.Time            `json:"asked_at,omitempty"`
	Done    *time.Time            `json:"done_at,omitempty"`
	Thanked *time.Time            `json:"thanked_at,omitempty"`
}

func requestOf(r goodturn.Request) request {
	return request{r.ID, r.ContactID, r.TouchID, r.HelloID, r.Kind, r.By.String(), r.Urgent, r.State, r.RequestFacts, stamp(r.AskedAt), stamp(r.DoneAt), stamp(r.ThankedAt)}
}

// prepared is a request as it would go.
type prepared struct {
	Request  request    `json:"request"`
	Ask      letter     `json:"ask"`
	Hello    *letter    `json:"hello,omitempty"`
	Missing  []string   `json:"missing,omitempty"`
	Earliest *time.Time `json:"earliest,omitempty"`
}

func addRequests(x *server) {
	on(x, call{route: "GET /v1/requests", id: "list-requests", does: "What was asked of people known from work, the newest first.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *Paging) (p page[request], err error) {
		after, err := door.After(in.Cursor)
		if err != nil {
			return p, err
		}
		var rows []goodturn.Request
		err = x.DB.Read(ctx, func(tx *store.Tx) error {
			rows, err = tx.ListRequests(goodturn.ID(after), in.Limit+1)
			return err
		})
		all := make([]request, len(rows))
		for i, r := range rows {
			all[i] = requestOf(r)
		}
		return pageOf(all, in.Limit, func(r request) string { return string(r.ID) }), err
	})
	on(x, call{route: "POST /v1/requests", id: "add-requests", does: "Ask people known from work, with a reason; each letter waits for approval. With preview it is only shown.", scope: auth.ScopeWrite, ask: true}, func(ctx context.Context, me goodturn.User, in *struct {
		Looking
		Body struct {
			Requests []struct {
				Contact goodturn.ID           `json:"contact_id" minLength:"1" maxLength:"100"`
				Kind    goodturn.RequestKind  `json:"kind" enum:"recommendation,reference,introduction"`
				By      string                `json:"by,omitempty" maxLength:"10"`
				Urgent  bool                  `json:"urgent,omitempty" doc:"The day is near: up to three reminders within two weeks instead of one, each to be approved."`
				Channel goodturn.Channel      `json:"channel,omitempty" enum:"email,dm" doc:"dm: the owner sends everything of it as direct messages; their words come as tasks of kind send_by_hand, and POST /v1/messages/{id}/outcome says that they are on their way. Empty: email."`
				Last    string                `json:"last,omitempty" maxLength:"10" doc:"When the two were last in touch."`
				Facts   goodturn.RequestFacts `json:"facts"`
			} `json:"requests" minItems:"1" maxItems:"100"`
		}
	}) (out page[prepared], err error) {
		var asks []requests.Asking
		for _, r := range in.Body.Requests {
			if r.Channel == goodturn.ChannelDM && !in.Look && !keyIn(ctx).May(auth.ScopeSend) {
				return out, &goodturn.Error{Code: goodturn.CodeForbidden, Message: "This key may not do that.", Hint: "A direct message leaves without another yes: it needs the scope send."}
			}
			by, err := day("by", r.By)
			if err != nil {
				return out, err
			}
			last, err := day("last", r.Last)
			if err != nil {
				return out, err
			}
			asks = append(asks, requests.Asking{Person: r.Contact, Kind: r.Kind, By: by, Urgent: r.Urgent, Last: last, Facts: r.Facts, Channel: r.Channel})
		}
		got, err := x.Requests.AskByHand(ctx, me.ID, asks, in.Look)
		out.Items = []prepared{}
		for _, g := range got {
			p := prepared{Request: requestOf(g.Request), Ask: letter{g.Ask.Letter.Subject, g.Ask.Letter.Text}, Missing: g.Ask.Missing, Earliest: stamp(g.Earliest)}
			if g.Request.HelloID != "" {
				p.Hello = &letter{g.Hello.Letter.Subject, g.Hello.Letter.Text}
			}
			out.Items = append(out.Items, p)
		}
		return out, err
	})
	on(x, call{route: "POST /v1/requests/{id}/outcome", id: "settle-request", does: "Say what became of a request.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			Outcome requests.Outcome `json:"outcome" enum:"promised,named,done,declined,thanked,withdrawn"`
			By      string           `json:"by,omitempty" maxLength:"10" doc:"Of promised: by when."`
		}
	}) (request, error) {
		by, err := day("by", in.Body.By)
		if err != nil {
			return request{}, err
		}
		r, err := x.Requests.NoteRequest(ctx, in.ID, me.ID, in.Body.Outcome, by)
		return requestOf(r), err
	})
	on(x, call{route: "POST /v1/requests/plan", id: "use-professional-plan", does: "Take the plan for people known from work into use. It holds nobody until they are taken up.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, _ *struct{}) (nothing, error) {
		if err := ownerOnly(me); err != nil {
			return nothing{}, err
		}
		return nothing{}, plans.New(x.Program).Also(ctx, me.ID, message.PackProfessional)
	})
	on(x, call{route: "POST /v1/contacts/{id}/favours", id: "add-favour", does: "Note what one did for the other.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			Given bool   `json:"given" doc:"true: the owner did it; false: they did."`
			What  string `json:"what" minLength:"1" maxLength:"500"`
			On    string `json:"on,omitempty" maxLength:"10"`
		}
	}) (nothing, error) {
		when, err := day("on", in.Body.On)
		if err != nil {
			return nothing{}, err
		}
		return nothing{}, x.Requests.Favour(ctx, in.ID, me.ID, in.Body.Given, in.Body.What, when)
	})
	on(x, call{route: "PUT /v1/contacts/{id}/known", id: "keep-in-touch", does: "Keep in touch with somebody known from work.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			Last  string `json:"last,omitempty" maxLength:"10" doc:"When the two were last in touch."`
			Work  string `json:"work,omitempty" maxLength:"500" doc:"What they did together."`
			Years string `json:"years,omitempty" maxLength:"100"`
			Offer string `json:"offer,omitempty" maxLength:"500" doc:"Something useful; the next message carries it."`
		}
	}) (nothing, error) {
		last, err := day("last", in.Body.Last)
		if err != nil {
			return nothing{}, err
		}
		return nothing{}, x.Requests.KeepInTouch(ctx, in.ID, requests.Known{By: me.ID, Last: last, Work: in.Body.Work, Years: in.Body.Years, Offer: in.Body.Offer})
	})
}
