package public

import (
	"errors"
	"net/http"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/friends"
	"github.com/goodturn-app/goodturn/web"
)

// byCode runs a use case that begins with a code. Wrong ones are counted; whoever has tried too many is told nothing more, about
// good codes and wrong ones alike.
func (p pages) byCode(w http.ResponseWriter, r *http.Request, do func(code string) error) error {
	block := blockOf(r)
	if stop, err := p.guesses.stopped(r.Context(), block, p.Now()); err != nil {
		return err
	} else if stop {
		return p.tooMany(w, r)
	}
	err := do(r.PathValue("code"))
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
		p.guesses.wrong(r.Context(), block, p.Now())
	}
	return err
}

func (p pages) tooMany(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Retry-After", "3600")
	w.WriteHeader(http.StatusTooManyRequests)
	return p.show(w, r, "Not just now", FriendDonePage(FriendDone{Title: "Not just now.", Lines: []string{"Too much came from your corner of the net in the last hour. Please try again later, or ask whoever gave you the link."}}))
}

func fromShared(s friends.SharedPage) From {
	f := from(s.FullName, s.Firm, s.Phone)
	f.Email = s.Email
	return f
}

func friendPage(r *http.Request, s friends.SharedPage) Friend {
	at := "/r/" + r.PathValue("code")
	face := ""
	if s.Face {
		face = at + "/picture"
	}
	return Friend{From: fromShared(s), By: s.By, Why: s.Why, Said: s.Said, Face: face, Calendar: s.Calendar, Consent: s.Consent, Version: s.Version, Reward: s.Reward, Left: s.Left, Post: at, Not: at + "/not"}
}

// friend is where somebody arrives to whom an advocate passed the link on.
func (p pages) friend(w http.ResponseWriter, r *http.Request) error {
	return p.byCode(w, r, func(code string) error {
		page, err := p.Program.OpenShared(r.Context(), code)
		if err != nil {
			return err
		}
		return p.show(w, r, page.FullName, FriendPage(friendPage(r, page)))
	})
}

// refer takes a friend's form. What is wrong with it is said on the form, and nothing has to be typed twice.
func (p pages) refer(w http.ResponseWriter, r *http.Request) error {
	return p.byCode(w, r, func(code string) error {
		f := friends.FriendForm{Name: r.PostFormValue("name"), Reach: r.PostFormValue("reach"), Looking: r.PostFormValue("looking"), MayTell: r.PostFormValue("tell") != "", Version: r.PostFormValue("consent"), Device: deviceOf(r)}
		var ok bool
		var err error
		if f.Misses, f.Corner, ok, err = p.guesses.form(r.Context(), blockOf(r), p.Now()); err != nil {
			return err
		} else if !ok {
			return p.tooMany(w, r)
		}
		_, err = p.Program.Refer(r.Context(), code, f)
		var wrong *goodturn.Error
		switch {
		case errors.As(err, &wrong) && wrong.Code == goodturn.CodeInvalid:
			page, oerr := p.Program.OpenShared(r.Context(), code)
			if oerr != nil {
				return oerr
			}
			v := friendPage(r, page)
			v.Form = FriendForm{Name: short(f.Name), Reach: short(f.Reach), Looking: short(f.Looking), MayTell: f.MayTell}
			v.Problem, v.Field = wrong.Message+" "+wrong.Hint, wrong.Field
			w.WriteHeader(http.StatusUnprocessableEntity)
			return p.show(w, r, page.FullName, FriendPage(v))
		case err != nil:
			return err
		}
		return web.SeeOther(w, r.URL.Path+"/thanks")
	})
}

// short keeps what is shown again on a form from being a page of its own.
func short(s string) string {
	const most = 2000
	for i := range s {
		if i > most {
			return s[:i]
		}
	}
	return s
}

func (p pages) referred(w http.ResponseWriter, r *http.Request) error {
	return p.byCode(w, r, func(code string) error {
		page, err := p.Program.OpenShared(r.Context(), code)
		if err != nil {
			return err
		}
		return p.show(w, r, "Thank you", FriendDonePage(FriendDone{From: fromShared(page), Title: "Thank you.", Call: true,
			Lines: []string{"I have your name and will get in touch with you myself.", "If you change your mind, tell me in one word; that is all it takes.",
				"If this page is yours to pass on and you need something yourself, you need no link: call me, or reply to any of my letters."}}))
	})
}

// notForMe thanks a friend who would rather not. Nothing is known of them, and nothing is kept.
func (p pages) notForMe(w http.ResponseWriter, r *http.Request) error {
	return p.byCode(w, r, func(code string) error {
		page, err := p.Program.NotForMe(r.Context(), code)
		if err != nil {
			return err
		}
		return p.show(w, r, "Understood", FriendDonePage(FriendDone{From: fromShared(page), Title: "Understood, and thank you for looking.",
			Lines: []string{"I have neither your name nor your address, nobody is told that you were here, and nothing more comes of it."}}))
	})
}

func (p pages) friendsOwn(w http.ResponseWriter, r *http.Request) error {
	page, err := p.Program.OpenFriend(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	v := FriendDone{From: from(page.FullName, page.Firm, page.Phone), Title: "You asked me to get in touch.", Lines: []string{"If it was not you, or if you have changed your mind, say so here. No reason is needed."}, Call: true, Undo: r.URL.Path}
	if page.Silent {
		v = FriendDone{From: v.From, Title: "Understood.", Lines: []string{"Nobody gets in touch with you about it, and your details are gone from here."}}
	}
	return p.show(w, r, v.Title, FriendDonePage(v))
}

func (p pages) leaveInPeace(w http.ResponseWriter, r *http.Request) error {
	if err := p.Program.LeaveInPeace(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	return web.SeeOther(w, r.URL.Path)
}
