package api

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web/api/door"
)

// event is something that happened, as another system tells it.
type event struct {
	Name    goodturn.EventName `json:"name" minLength:"1" maxLength:"100" pattern:"^[a-z][a-z0-9_]*$" doc:"ticket_opened, ticket_solved, nps, csat, talked, visited, valuation_asked, or a name of your own, which is kept and shown."`
	Contact goodturn.ID        `json:"contact_id,omitempty" maxLength:"100" doc:"Whom it is about; or email."`
	Email   string             `json:"email,omitempty" maxLength:"320" doc:"Whom it is about, if you do not know the id."`
	At      time.Time          `json:"at,omitzero" doc:"When it happened; absent: now."`
	Source  string             `json:"source" minLength:"1" maxLength:"100" pattern:"^[a-z][a-z0-9_.-]*$" doc:"Your system's name."`
	Message string             `json:"message_id" minLength:"1" maxLength:"300" doc:"Your own id of the event: telling it twice changes nothing."`
	Props   map[string]any     `json:"props,omitempty"`
}

type received struct {
	Received int `json:"received"`
	New      int `json:"new" doc:"The others had been told already."`
}

// ways is where to go with what is more than an event, because it has to take effect at once.
var ways = map[goodturn.EventName]string{
	goodturn.EventClosing: "POST /v1/contacts/{id}/closings", goodturn.EventClosingFixed: "PUT /v1/contacts/{id}/closings/{closing}", goodturn.EventImported: "POST /v1/imports",
	goodturn.EventAdded: "POST /v1/contacts", goodturn.EventEdited: "PATCH /v1/contacts/{id}", goodturn.EventMerged: "POST /v1/contacts/{id}/merge", goodturn.EventSplit: "POST /v1/contacts/{id}/split",
	goodturn.EventLeftOut: "POST /v1/contacts/{id}/leave-out", goodturn.EventTakenIn: "POST /v1/contacts/{id}/take-in", goodturn.EventBounced: "POST /v1/contacts/{id}/told", goodturn.EventReplied: "POST /v1/contacts/{id}/told",
	goodturn.EventTalkEnded: "POST /v1/contacts/{id}/told", goodturn.EventAnswered: "POST /v1/asks/{id}/answer", goodturn.EventUnsubscribed: "POST /v1/contacts/{id}/told", goodturn.EventComplained: "POST /v1/contacts/{id}/told",
	goodturn.EventNotGoodTime: "POST /v1/contacts/{id}/life", goodturn.EventDied: "POST /v1/contacts/{id}/life", goodturn.EventSeparated: "POST /v1/contacts/{id}/life", goodturn.EventMoved: "POST /v1/contacts/{id}/life",
	goodturn.EventSoldElsewhere: "POST /v1/contacts/{id}/life", goodturn.EventListedElsewhere: "POST /v1/contacts/{id}/life", goodturn.EventReferred: "POST /v1/referrals", goodturn.EventReferralMoved: "POST /v1/referrals/{id}/stage",
	goodturn.EventSent: "", goodturn.EventDelivered: "", goodturn.EventNotSent: "POST /v1/messages/{id}/outcome", goodturn.EventReopened: "", goodturn.EventLinkMinted: "", goodturn.EventLinkEnded: "DELETE /v1/contacts/{id}/share-link", goodturn.EventShared: "",
}

// ours are sources that only this program writes.
func ours(source string) bool {
	switch source {
	case "goodturn", "hand", "page", "smtp", "mail", "owner", "reply":
		return true
	}
	return strings.HasPrefix(source, "import")
}

func (x *server) eventOf(ctx context.Context, e event) (out goodturn.Event, err error) {
	if way, is := ways[e.Name]; is {
		hint := "Use a name of your own; this one is what Goodturn did itself."
		if way != "" {
			hint = "Use " + way + ", which makes it take effect."
		}
		return out, goodturn.Invalid("name", "This cannot be told as an event.", hint)
	}
	if ours(e.Source) {
		return out, goodturn.Invalid("source", "This source is Goodturn's own.", "Use your system's name.")
	}
	if e.At.After(x.Clock.Now().Add(time.Hour)) {
		return out, goodturn.Invalid("at", "This is in the future.", "Tell it when it has happened.")
	}
	out = goodturn.Event{Name: e.Name, ContactID: e.Contact, At: e.At.UTC(), Source: e.Source, MessageID: e.Message}
	if e.At.IsZero() {
		out.At = time.Time{}
	}
	if len(e.Props) > 0 {
		if out.Props, err = json.Marshal(e.Props); err != nil {
			return out, err
		}
	}
	if e.Contact == "" && e.Email != "" {
		err = x.DB.Read(ctx, func(tx *store.Tx) error {
			ids, err := tx.FindIdentity(goodturn.IdentityEmail, "", strings.ToLower(strings.TrimSpace(e.Email)))
			if err == nil && len(ids) == 0 {
				err = &goodturn.Error{Code: goodturn.CodeNotFound, Field: "email", Message: "Nobody is known by this address.", Hint: "Add them first."}
			}
			if err == nil {
				out.ContactID = ids[0].ContactID
			}
			return err
		})
	} else if e.Contact != "" {
		err = x.DB.Read(ctx, func(tx *store.Tx) error { _, err := tx.Contact(e.Contact); return err })
	}
	return out, err
}

// happened is an event as it was kept.
type happened struct {
	ID      goodturn.ID        `json:"id"`
	Contact goodturn.ID        `json:"contact_id,omitempty"`
	Name    goodturn.EventName `json:"name"`
	At      time.Time          `json:"at"`
	Source  string             `json:"source"`
	Message string             `json:"message_id"`
	Props   json.RawMessage    `json:"props,omitempty"`
}

func addEvents(x *server) {
	on(x, call{route: "POST /v1/events", id: "tell-events", does: "Tell what happened elsewhere, up to 500 events at once. All are kept or none.", scope: auth.ScopeWrite}, func(ctx context.Context, _ goodturn.User, in *struct {
		Body struct {
			Events []event `json:"events" minItems:"1" maxItems:"500"`
		}
	}) (received, error) {
		var all []goodturn.Event
		for _, e := range in.Body.Events {
			g, err := x.eventOf(ctx, e)
			if err != nil {
				return received{}, err
			}
			all = append(all, g)
		}
		fresh, err := x.Program.Receive(ctx, all...)
		return received{len(all), fresh}, err
	})
	on(x, call{route: "GET /v1/contacts/{id}/events", id: "list-events", does: "What happened with somebody, the newest first.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *struct {
		ByID
		Paging
	}) (p page[happened], err error) {
		after, err := door.After(in.Cursor)
		if err != nil {
			return p, err
		}
		var before goodturn.Event
		if after != "" {
			at, id, _ := strings.Cut(after, " ")
			if before.At, err = time.Parse(time.RFC3339Nano, at); err != nil {
				return p, goodturn.Invalid("cursor", "That is no cursor of this list.", "Use next_cursor of the page before, as it is.")
			}
			before.ID = goodturn.ID(id)
		}
		var rows []goodturn.Event
		err = x.DB.Read(ctx, func(tx *store.Tx) error {
			if _, err := tx.Contact(in.ID); err != nil {
				return err
			}
			rows, err = tx.Timeline(in.ID, before, in.Limit+1)
			return err
		})
		all := make([]happened, len(rows))
		for i, e := range rows {
			all[i] = happened{e.ID, e.ContactID, e.Name, e.At.UTC(), e.Source, e.MessageID, e.Props}
		}
		return pageOf(all, in.Limit, func(h happened) string { return h.At.Format(time.RFC3339Nano) + " " + string(h.ID) }), err
	})
	on(x, call{route: "POST /v1/contacts/{id}/told", id: "tell", does: "Say what happened with somebody: it takes effect at once.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			What string `json:"what" enum:"replied,spoke,bounced,stop,ended_well,not_now,no"`
			Text string `json:"text,omitempty" maxLength:"10000" doc:"Their words, or a note."`
		}
	}) (nothing, error) {
		return nothing{}, x.tell(ctx, me, in.ID, in.Body.What, in.Body.Text)
	})
	on(x, call{route: "POST /v1/contacts/{id}/life", id: "note-life", does: "Note what happened in somebody's life.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			What  goodturn.EventName `json:"what" enum:"moved,sold_elsewhere,listed_elsewhere,separated,died,not_a_good_time"`
			Kind  string             `json:"kind,omitempty" enum:"illness,new baby,job loss,bereavement,layoffs" doc:"Of not_a_good_time."`
			Until string             `json:"until,omitempty" maxLength:"10" doc:"Of not_a_good_time; absent: 90 days."`
			To    string             `json:"to,omitempty" maxLength:"500" doc:"Of moved: the new address."`
			Over  bool               `json:"over,omitempty" doc:"It was a mistake, or it is over."`
		}
	}) (nothing, error) {
		until, err := day("until", in.Body.Until)
		if err != nil {
			return nothing{}, err
		}
		return nothing{}, x.People.NoteLife(ctx, in.ID, people.Life{Event: in.Body.What, Kind: in.Body.Kind, Until: until, To: in.Body.To, Over: in.Body.Over, By: me.ID})
	})
}
