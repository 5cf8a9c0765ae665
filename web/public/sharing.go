package public

import (
	"net/http"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/web"
)

// here is the advocate's page that an address below it belongs to.
func here(r *http.Request) string { return "/a/" + r.PathValue("token") }

func sharePage(r *http.Request, page answers.AnswerPage, change string) Share {
	s := page.Share
	v := Share{
		From: from(page.FullName, page.Firm, page.Phone), Lines: []string{strings.TrimPrefix(page.Thanks, "Thank you. ")}, News: newsWords(page.News), Link: s.URL, Code: s.Spoken,
		Text: s.Texts.Forward, Subject: s.Texts.Subject, Mailto: s.Links.Mail, WhatsApp: s.Links.WhatsApp, LinkedIn: s.Links.LinkedIn, SMS: s.Links.SMS,
		Beside: s.Beside, Reward: s.Reward, Self: s.ToSelf, SelfSent: s.Sent, SelfWaits: s.Waits, SelfHeld: s.Held, Here: here(r), Change: change, Told: r.URL.Query().Has("told"),
		Own: Own{Why: s.Why, Face: s.Face, Post: here(r) + "/shown", Picture: here(r) + "/picture", Saved: r.URL.Query().Has("shown")},
	}
	v.Lines = slices.DeleteFunc(v.Lines, func(l string) bool { return l == "" || l == "Thank you." })
	return v
}

// newsWords is all that an advocate is told of a friend, and only where the friend ticked it. That the two are in touch is said once it is
// true.
func newsWords(news []answers.FriendNews) []string {
	var out []string
	for _, n := range news {
		switch {
		case n.InTouch:
			out = append(out, n.First+" and I are in touch. Thank you.")
		case n.Form:
			out = append(out, n.First+" has left me their name. Thank you.")
		default:
			out = append(out, "I know of "+n.First+" through you. Thank you.")
		}
	}
	return out
}

// shared takes what an advocate did with the words: by a beacon after a tap, or by a button of the page.
func (p pages) shared(w http.ResponseWriter, r *http.Request) error {
	if err := p.Program.Shared(r.Context(), r.PathValue("token"), r.PostFormValue("how")); err != nil {
		return err
	}
	p.look(r, link.Answer, true)
	if r.PostFormValue("page") != "" {
		return web.SeeOther(w, here(r)+"?told")
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (p pages) sendNote(w http.ResponseWriter, r *http.Request) error {
	if err := p.Program.SendNote(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	p.look(r, link.Answer, true)
	return web.SeeOther(w, here(r))
}

func (p pages) card(w http.ResponseWriter, r *http.Request) error {
	p.look(r, link.Answer, false)
	page, err := p.Program.OpenAnswer(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	if page.Share == nil || page.Share.URL == "" {
		return goodturn.NotFound("page")
	}
	path, size, err := qr(page.Share.URL)
	if err != nil {
		return err
	}
	return p.show(w, r, page.FullName, CardPage(Card{From: from(page.FullName, page.Firm, page.Phone), Link: page.Share.URL, Code: page.Share.Spoken, QR: path, Size: size, Here: here(r)}))
}

func (p pages) recommend(w http.ResponseWriter, r *http.Request) error {
	p.look(r, link.Answer, false)
	q := r.URL.Query()
	page, err := p.Program.OpenRecommendation(r.Context(), r.PathValue("token"), q["good"], q.Get("as"))
	if err != nil {
		return err
	}
	v := Recommend{From: from(page.FullName, page.Firm, ""), As: q.Get("as"), Text: page.Text, Here: r.URL.Path, Back: here(r)}
	for _, t := range page.Ticks {
		v.Ticks = append(v.Ticks, Tick{ID: t.ID, Label: t.Label, On: slices.Contains(q["good"], t.ID)})
	}
	return p.show(w, r, "A recommendation", RecommendPage(v))
}

// mindOf is the form of somebody who answered "call me".
func mindOf(r *http.Request, page answers.AnswerPage) *Mind {
	if !page.Minds {
		return nil
	}
	return &Mind{First: page.Mind.First, When: page.Mind.When, Times: program.CallTimes, Post: here(r) + "/mind", Undo: here(r) + "/mind/undo"}
}

func (p pages) mind(w http.ResponseWriter, r *http.Request) error {
	said := program.InMind{First: r.PostFormValue("first"), When: r.PostFormValue("when")}
	err := p.Program.Mind(r.Context(), r.PathValue("token"), said)
	if goodturn.ErrorCode(err) == goodturn.CodeInvalid {
		page, oerr := p.Program.OpenAnswer(r.Context(), r.PathValue("token"))
		if oerr != nil {
			return oerr
		}
		v := p.thanks(r, page)
		v.Mind.First, v.Mind.When, v.Mind.Problem = "", said.When, web.Explain(err, "").Title+" "+web.Explain(err, "").Hint
		w.WriteHeader(http.StatusUnprocessableEntity)
		return p.show(w, r, "Thank you", ThanksPage(v))
	}
	if err != nil {
		return err
	}
	p.look(r, link.Answer, true)
	return web.SeeOther(w, here(r))
}

func (p pages) unmind(w http.ResponseWriter, r *http.Request) error {
	if err := p.Program.TakeMindBack(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	p.look(r, link.Answer, true)
	return web.SeeOther(w, here(r))
}
