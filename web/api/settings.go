package api

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program/tempo"
	"github.com/goodturn-app/goodturn/store"
)

func (x *server) settings(ctx context.Context) (set goodturn.Settings, err error) {
	err = x.DB.Read(ctx, func(tx *store.Tx) error { set, err = tx.Settings(); return err })
	return set, err
}

// settings is what the owner chose, as far as it can be set here.
type settings struct {
	Name        string         `json:"name,omitempty"`
	Address     string         `json:"postal_address,omitempty"`
	Region      string         `json:"region,omitempty"`
	Zone        string         `json:"zone,omitempty"`
	Tempo       goodturn.Tempo `json:"tempo"`
	DaysOff     []string       `json:"days_off"`
	PublicURL   string         `json:"public_url,omitempty"`
	PublicWorks bool           `json:"public_works"`
	MarketFetch bool           `json:"market_fetch"`
}

func settingsOf(s goodturn.Settings) settings {
	s = s.WithDefaults()
	out := settings{Name: s.Name, Address: s.PostalAddress, Region: s.Region, Zone: s.Zone, Tempo: s.Tempo, DaysOff: []string{}, PublicURL: s.PublicURL, PublicWorks: !s.PublicProvedAt.IsZero(), MarketFetch: s.MarketFetch}
	for _, d := range s.BlackoutDays {
		out.DaysOff = append(out.DaysOff, d.String())
	}
	return out
}

func isLink(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Host != ""
}

func addSettings(x *server) {
	on(x, call{route: "GET /v1/settings", id: "get-settings", does: "What the owner chose.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, _ *struct{}) (settings, error) {
		s, err := x.settings(ctx)
		return settingsOf(s), err
	})
	on(x, call{route: "PATCH /v1/settings", id: "change-settings", does: "Choose; a field that is absent stays as it is.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *struct {
		Body struct {
			Address     *string         `json:"postal_address,omitempty" maxLength:"500"`
			Tempo       *goodturn.Tempo `json:"tempo,omitempty" enum:"careful,usual,warm"`
			DaysOff     *[]string       `json:"days_off,omitempty" maxItems:"366"`
			PublicURL   *string         `json:"public_url,omitempty" maxLength:"500" doc:"Empty: people answer by replying."`
			MarketFetch *bool           `json:"market_fetch,omitempty"`
		}
	}) (settings, error) {
		if err := ownerOnly(me); err != nil {
			return settings{}, err
		}
		b := in.Body
		var days []goodturn.Date
		if b.DaysOff != nil {
			for _, s := range *b.DaysOff {
				d, err := day("days_off", s)
				if err != nil || d.IsZero() {
					return settings{}, goodturn.Invalid("days_off", "That is no day.", "Write it as 2026-12-24.")
				}
				if !slices.Contains(days, d) {
					days = append(days, d)
				}
			}
			slices.SortFunc(days, func(x, y goodturn.Date) int { return strings.Compare(x.String(), y.String()) })
		}
		if b.Address != nil {
			if err := message.CheckPostal("postal_address", *b.Address); err != nil {
				return settings{}, err
			}
		}
		address := ""
		if b.PublicURL != nil {
			address = strings.TrimRight(*b.PublicURL, "/")
			switch {
			case address == "":
			case !isLink(address):
				return settings{}, goodturn.Invalid("public_url", "That is no address of the internet.", "It begins with https://.")
			case x.ProvePublic == nil:
				return settings{}, goodturn.Invalid("public_url", "It cannot be tried from here.", "Start Goodturn with --public-url and this address.")
			default:
				if err := x.ProvePublic(ctx, address); err != nil {
					return settings{}, err
				}
			}
		}
		if b.Tempo != nil {
			if err := tempo.New(x.Program).SetTempo(context.WithoutCancel(ctx), *b.Tempo); err != nil {
				return settings{}, err
			}
		}
		var out goodturn.Settings
		err := x.DB.Write(ctx, func(tx *store.Tx) error {
			s, err := tx.Settings()
			if err != nil {
				return err
			}
			if b.Address != nil {
				s.PostalAddress = strings.TrimSpace(*b.Address)
			}
			if b.DaysOff != nil {
				s.BlackoutDays = days
			}
			if b.PublicURL != nil {
				s.PublicURL, s.PublicProvedAt = address, time.Time{}
				if address != "" {
					s.PublicProvedAt = x.Clock.Now()
				}
			}
			if b.MarketFetch != nil {
				s.MarketFetch = *b.MarketFetch
			}
			out = s
			return tx.SaveSettings(s)
		})
		return settingsOf(out), err
	})
}

// user is somebody who logs in. Passwords and the mailbox's secret are never shown.
type user struct {
	ID      goodturn.ID    `json:"id"`
	Name    string         `json:"name"`
	Email   string         `json:"email"`
	Role    goodturn.Role  `json:"role"`
	Active  bool           `json:"active"`
	Zone    string         `json:"zone,omitempty"`
	Voice   goodturn.Voice `json:"voice"`
	Mailbox string         `json:"mailbox,omitempty" doc:"The server from which their messages leave."`
}

func userOf(u goodturn.User) user {
	return user{u.ID, u.Name, u.Email, u.Role, u.Active, u.Zone, u.Voice, u.Mailbox.Host}
}

// voice is how somebody speaks; a field that is absent stays as it is.
type voice struct {
	FirstName *string `json:"first_name,omitempty" minLength:"1" maxLength:"200"`
	Greeting  *string `json:"greeting,omitempty" enum:"Hi,Hello,Dear"`
	SignOff   *string `json:"sign_off,omitempty" maxLength:"500"`
	Brokerage *string `json:"brokerage,omitempty" maxLength:"200"`
	License   *string `json:"license,omitempty" maxLength:"200"`
	Phone     *string `json:"phone,omitempty" maxLength:"50"`
	Calendar  *string `json:"calendar_url,omitempty" maxLength:"500"`
	Sentence  *string `json:"sentence,omitempty" maxLength:"1000"`
	AreaNote  *string `json:"area_note,omitempty" maxLength:"2000"`
	AreaFor   *string `json:"area_note_for,omitempty" maxLength:"500" doc:"Where the note on the area holds: ZIP codes, or cities with their state, with semicolons between them: 11215; Brooklyn, NY. Whoever lives elsewhere is not told."`
	ReviewURL *string `json:"review_url,omitempty" maxLength:"500" doc:"Empty: nobody is asked for a review."`
}

func (v voice) on(old goodturn.Voice, today goodturn.Date) (goodturn.Voice, error) {
	out := old
	for _, f := range []struct {
		to *string
		v  *string
	}{{&out.FirstName, v.FirstName}, {&out.Greeting, v.Greeting}, {&out.SignOff, v.SignOff}, {&out.Brokerage, v.Brokerage}, {&out.License, v.License}, {&out.Phone, v.Phone},
		{&out.CalendarURL, v.Calendar}, {&out.Sentence, v.Sentence}, {&out.AreaNote, v.AreaNote}, {&out.AreaNoteFor, v.AreaFor}, {&out.ReviewURL, v.ReviewURL}} {
		if f.v != nil {
			*f.to = strings.TrimSpace(*f.v)
		}
	}
	if out.AreaNote != old.AreaNote {
		out.AreaNoteAt = today
	}
	for _, l := range []struct{ field, text string }{{"calendar_url", out.CalendarURL}, {"review_url", out.ReviewURL}} {
		if l.text != "" && !isLink(l.text) {
			return out, goodturn.Invalid(l.field, "That is no link.", "It begins with https://.")
		}
	}
	if err := market.CheckNote(out); err != nil {
		return out, err
	}
	for _, l := range []struct{ field, text string }{{"sentence", out.Sentence}, {"area_note", out.AreaNote}, {"sign_off", out.SignOff}, {"brokerage", out.Brokerage}} {
		if l.text == "" {
			continue
		}
		for _, f := range message.LintSentence(l.text) {
			if f.Severity == message.Block {
				return out, goodturn.Invalid(l.field, f.Message, f.Fix)
			}
		}
	}
	return out, nil
}

// mine reads a user whom the caller may change: themselves, or anybody for an owner.
func (x *server) mine(ctx context.Context, me goodturn.User, id goodturn.ID) (u goodturn.User, err error) {
	if id != me.ID {
		if err := ownerOnly(me); err != nil {
			return u, err
		}
	}
	err = x.DB.Read(ctx, func(tx *store.Tx) error { u, err = tx.User(id); return err })
	return u, err
}

// entry is a link that logs somebody in once; it is shown once.
type entry struct {
	User user   `json:"user"`
	Path string `json:"path" doc:"Of the link that logs them in once, below the address of the owner's pages."`
}

func (x *server) setActive(ctx context.Context, me goodturn.User, id goodturn.ID, active bool) (user, error) {
	if err := ownerOnly(me); err != nil {
		return user{}, err
	}
	if id == me.ID {
		return user{}, &goodturn.Error{Code: goodturn.CodeConflict, Message: "That is yourself.", Hint: "Another owner can do that."}
	}
	var u goodturn.User
	err := x.DB.WriteFirst(ctx, func(tx *store.Tx) (err error) {
		if u, err = tx.User(id); err != nil {
			return err
		}
		u.Active = active
		if err := tx.UpdateUser(u); err != nil || active {
			return err
		}
		return tx.DeleteSessions(id)
	})
	return userOf(u), err
}

func addUsers(x *server) {
	on(x, call{route: "GET /v1/users", id: "list-users", does: "Who logs in.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, _ *struct{}) (p page[user], err error) {
		err = x.DB.Read(ctx, func(tx *store.Tx) error {
			p.Items = []user{}
			all, err := tx.Users()
			for _, u := range all {
				p.Items = append(p.Items, userOf(u))
			}
			return err
		})
		return p, err
	})
	on(x, call{route: "POST /v1/users", id: "invite-user", does: "Add somebody who logs in.", scope: auth.ScopeAdmin, secret: true}, func(ctx context.Context, me goodturn.User, in *struct {
		Body struct {
			Name  string        `json:"name" minLength:"1" maxLength:"200"`
			Email string        `json:"email" minLength:"3" maxLength:"320"`
			Role  goodturn.Role `json:"role" enum:"owner,agent,staff"`
		}
	}) (entry, error) {
		if err := ownerOnly(me); err != nil {
			return entry{}, err
		}
		token, err := x.Auth.Invite(ctx, goodturn.User{Name: in.Body.Name, Email: in.Body.Email, Role: in.Body.Role, Zone: me.Zone})
		if err != nil {
			return entry{}, err
		}
		var u goodturn.User
		err = x.DB.Read(ctx, func(tx *store.Tx) error { u, _, err = tx.UserByEmail(in.Body.Email); return err })
		return entry{userOf(u), "/welcome/" + url.PathEscape(token)}, err
	})
	on(x, call{route: "POST /v1/users/{id}/link", id: "new-login-link", does: "Make a new link that logs somebody in once.", scope: auth.ScopeAdmin, secret: true}, func(ctx context.Context, me goodturn.User, in *ByID) (entry, error) {
		if err := ownerOnly(me); err != nil {
			return entry{}, err
		}
		u, err := x.mine(ctx, me, in.ID)
		if err != nil {
			return entry{}, err
		}
		token, err := x.Auth.NewLink(ctx, u.ID)
		return entry{userOf(u), "/welcome/" + url.PathEscape(token)}, err
	})
	on(x, call{route: "POST /v1/users/{id}/leave", id: "user-leaves", does: "They have left: logged out everywhere, and nothing goes out in their name.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *ByID) (user, error) {
		return x.setActive(ctx, me, in.ID, false)
	})
	on(x, call{route: "POST /v1/users/{id}/back", id: "user-is-back", does: "They are back.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *ByID) (user, error) {
		return x.setActive(ctx, me, in.ID, true)
	})
	on(x, call{route: "PATCH /v1/users/{id}/voice", id: "change-voice", does: "How somebody begins and ends a letter.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Looking
		Body voice
	}) (user, error) {
		u, err := x.mine(ctx, me, in.ID)
		if err != nil {
			return user{}, err
		}
		if u.Voice, err = in.Body.on(u.Voice, goodturn.DateOf(x.Clock.Now())); err != nil || in.Look {
			return userOf(u), err
		}
		err = x.DB.Write(ctx, func(tx *store.Tx) error {
			now, err := tx.User(u.ID)
			if err != nil {
				return err
			}
			if now.Voice, err = in.Body.on(now.Voice, goodturn.DateOf(tx.Now())); err != nil {
				return err
			}
			u = now
			return tx.UpdateUser(now)
		})
		return userOf(u), err
	})
	on(x, call{route: "PUT /v1/users/{id}/mailbox", id: "connect-mailbox", does: "Connect the mailbox from which somebody's messages leave: it is logged in to, unless keep is true.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			From     string `json:"from,omitempty" maxLength:"320"`
			Host     string `json:"host" minLength:"1" maxLength:"253"`
			Port     int    `json:"port" minimum:"1" maximum:"65535"`
			Security string `json:"security" enum:"tls,starttls,none"`
			Username string `json:"username,omitempty" maxLength:"320"`
			Password string `json:"password,omitempty" maxLength:"1000" doc:"Absent: the one on file."`
			Keep     bool   `json:"keep,omitempty" doc:"Keep it without trying."`
		}
	}) (user, error) {
		u, err := x.mine(ctx, me, in.ID)
		if err != nil {
			return user{}, err
		}
		m := u.Mailbox
		m.From, m.Host, m.Port, m.Security, m.Username = in.Body.From, strings.ToLower(in.Body.Host), in.Body.Port, in.Body.Security, in.Body.Username
		if m.From == "" {
			m.From = u.Email
		}
		if m.Username == "" && (in.Body.Password != "" || len(m.Secret) > 0) {
			m.Username = m.From
		}
		do := x.ConnectMailbox
		if in.Body.Keep {
			do = x.KeepMailbox
		}
		if err := do(ctx, u.ID, m, in.Body.Password); err != nil {
			return user{}, err
		}
		u.Mailbox = m
		return userOf(u), nil
	})
	on(x, call{route: "POST /v1/users/{id}/mailbox/test", id: "test-mailbox", does: "Send somebody a message to themselves.", scope: auth.ScopeSend, stops: true}, func(ctx context.Context, me goodturn.User, in *ByID) (nothing, error) {
		u, err := x.mine(ctx, me, in.ID)
		if err != nil {
			return nothing{}, err
		}
		return nothing{}, x.Program.TestMessage(ctx, u.ID)
	})
	on(x, call{route: "POST /v1/users/{id}/mailbox/outcome", id: "settle-mailbox", does: "Say whether the message to yourself arrived.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			Arrived bool `json:"arrived"`
		}
	}) (nothing, error) {
		u, err := x.mine(ctx, me, in.ID)
		if err != nil || in.Body.Arrived {
			return nothing{}, err
		}
		return nothing{}, x.DB.Write(ctx, func(tx *store.Tx) error {
			now, err := tx.User(u.ID)
			if err != nil {
				return err
			}
			now.Mailbox.ProvedAt = 0
			return tx.UpdateUser(now)
		})
	})
}

func addExport(x *server) {
	huma.Register(x.api, huma.Operation{OperationID: "export-everything", Method: "GET", Path: "/v1/export", Summary: "Everything, as a ZIP of CSV and JSON files.", Tags: []string{"export"}, Description: "Scope: admin.",
		Security: []map[string][]string{{"key": {string(auth.ScopeAdmin)}}}, Errors: []int{401, 403, 429, 500}},
		func(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
			if err := ownerOnly(userIn(ctx)); err != nil {
				return nil, x.fail(ctx, call{id: "export-everything"}, err)
			}
			return &huma.StreamResponse{Body: func(out huma.Context) {
				out.SetHeader("Content-Type", "application/zip")
				out.SetHeader("Content-Disposition", `attachment; filename="goodturn-export.zip"`)
				if err := x.Export(out.Context(), writer{out.BodyWriter()}); err != nil {
					x.Log.ErrorContext(out.Context(), "an export broke off", "err", err)
					panic(http.ErrAbortHandler) // the connection ends, so that nobody takes half of it for all
				}
			}}, nil
		})
	x.ops["GET /v1/export"] = operation{scope: auth.ScopeAdmin, stream: true}
}

// writer is only a writer.
type writer struct{ io.Writer }
