package admin

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/ready"
)

// firstSteps are the pages of the first run, in order; each can be left and come back to.
var firstSteps = []struct{ key, text, title, lead string }{
	{"plans", "Your plans", "Whom do you keep up with?", "Each plan says who hears from you, when, and in which words. One is enough to begin with, and you can change it any day."},
	{"file", "Your list", "Bring the people you helped.", "Ten minutes from here you see every message of the coming year. Nothing is sent before you say so."},
	{"report", "What was understood", "", ""},
	{"year", "The year", "The year is planned.", "Every message has its day. Read a few before you go on; each can be changed."},
	{"voice", "Your voice", "Your voice", "How you begin and end a letter. The letter beside follows what you type."},
	{"address", "Your address", "Your postal address", "The law wants it below every message. A post box will do."},
	{"mailbox", "Your mailbox", "Your mailbox", "Messages leave from your own address, so that answers come to you. The first one goes to yourself."},
	{"choose", "Watch or begin", "Watch first, or begin?", "Either is fine, and you can change it any day."},
}

// stepPage writes one of the first steps.
func (a *admin) stepPage(w http.ResponseWriter, r *http.Request, key string, body templ.Component) error {
	set, err := a.settingsNow(r)
	if err != nil {
		return err
	}
	v := Start{}
	for _, s := range firstSteps {
		v.Steps = append(v.Steps, StartStep{Text: s.text, Href: "/start/" + s.key, Done: set.Wizard[s.key], Here: s.key == key})
		if s.key == key {
			v.Title, v.Lead = s.title, s.lead
		}
	}
	return a.page(w, r, "today", "First steps", StartPage(v, body))
}

// stepAgain writes a step anew, with what was wrong.
func (a *admin) stepAgain(w http.ResponseWriter, r *http.Request, key string, body templ.Component) error {
	w.WriteHeader(http.StatusUnprocessableEntity)
	return a.stepPage(w, r, key, body)
}

// stepDone remembers that a step is done.
func (a *admin) stepDone(r *http.Request, key string) error {
	return a.change(r.Context(), func(s *goodturn.Settings) {
		if s.Wizard == nil {
			s.Wizard = map[string]bool{}
		}
		s.Wizard[key] = true
	})
}

// start leads to the first step that is not done.
func (a *admin) start(w http.ResponseWriter, r *http.Request) error {
	set, err := a.settingsNow(r)
	if err != nil {
		return err
	}
	for _, s := range firstSteps {
		if !set.Wizard[s.key] {
			return a.done(w, "/start/"+s.key, "")
		}
	}
	return a.done(w, "/start/choose", "")
}

func (a *admin) startFile(w http.ResponseWriter, r *http.Request) error {
	return a.stepPage(w, r, "file", StartFile(Wrong{}, exports, "64 MB"))
}

func (a *admin) startFilePost(w http.ResponseWriter, r *http.Request) error {
	if _, err := a.takeFile(w, r); err != nil {
		wrong, err := wrongOf(err)
		if err != nil {
			return err
		}
		return a.stepAgain(w, r, "file", StartFile(wrong, exports, "64 MB"))
	}
	if err := a.stepDone(r, "file"); err != nil {
		return err
	}
	return a.done(w, "/start/report", "")
}

// newestImport is the list that the first steps are about; "" if none was brought.
func (a *admin) newestImport(r *http.Request) (goodturn.ID, error) {
	list, err := a.People.Imports(r.Context(), 10)
	for _, s := range list {
		if s.State != people.ImportCancelled && s.State != people.ImportUndone {
			return s.ID, err
		}
	}
	return "", err
}

func (a *admin) startReport(w http.ResponseWriter, r *http.Request) error {
	id, err := a.newestImport(r)
	if err != nil {
		return err
	}
	if id == "" {
		return a.stepPage(w, r, "report", empty("No list yet", "Bring a file first, or add people by hand.", Action{Text: "Bring a file", Href: "/start/file", Style: "go"}, Action{Text: "Add by hand", Href: "/people/new"}))
	}
	v, _, err := a.importView(r, id)
	if err != nil {
		return err
	}
	body := ImportBody(v, "/start/report")
	if v.Done {
		if err := a.stepDone(r, "report"); err != nil {
			return err
		}
		body = templ.Join(body, acts(Action{Text: "Go on", Href: "/start/year", Style: "go big"}))
	}
	return a.stepPage(w, r, "report", body)
}

func (a *admin) startReportPost(w http.ResponseWriter, r *http.Request) error {
	id, err := a.newestImport(r)
	if err != nil {
		return err
	}
	if id == "" {
		return a.done(w, "/start/file", "")
	}
	return a.answerImport(w, r, id, "/start/report", "/start/report", func(v ImportView) error {
		return a.stepAgain(w, r, "report", ImportBody(v, "/start/report"))
	})
}

func (a *admin) startYear(w http.ResponseWriter, r *http.Request) error {
	cover, err := a.People.Coverage(r.Context())
	if err != nil {
		return err
	}
	text := "Of " + count(cover.Closed, "client", "clients") + " with a closing " + thousands(cover.InPlan) + " are in the plan. Nothing has been sent."
	return a.stepPage(w, r, "year", empty("Look at it first", text,
		Action{Text: "See the year", Href: "/year"}, Action{Text: "Read the words", Href: "/words"}, Action{Text: "I have seen it, go on", Href: "/start/year", Post: true, Style: "go"}))
}

func (a *admin) startYearPost(w http.ResponseWriter, r *http.Request) error {
	if err := a.stepDone(r, "year"); err != nil {
		return err
	}
	return a.done(w, "/start/voice", "")
}

// inSteps makes a form of the settings one of the first steps.
func inSteps(f SettingsForm, key string) SettingsForm {
	f.Action, f.Save = "/start/"+key, "Keep and go on"
	return f
}

// formStep answers a step that is a form: on to the next one, or again with what is wrong.
func (a *admin) formStep(w http.ResponseWriter, r *http.Request, key string, f SettingsForm, err error, next string) error {
	if err == nil {
		if err := a.stepDone(r, key); err != nil {
			return err
		}
		return a.done(w, "/start/"+next, "")
	}
	f = inSteps(f, key)
	if err := problemIn(&f, err); err != nil {
		return err
	}
	return a.stepAgain(w, r, key, SettingsBody(f))
}

func (a *admin) startVoice(w http.ResponseWriter, r *http.Request) error {
	v := userIn(r.Context()).Voice
	return a.stepPage(w, r, "voice", SettingsBody(inSteps(a.withSample(r, voiceForm(v), v), "voice")))
}

func (a *admin) startVoicePost(w http.ResponseWriter, r *http.Request) error {
	v, err := a.saveVoice(r)
	return a.formStep(w, r, "voice", a.withSample(r, voiceForm(v), v), err, "address")
}

func (a *admin) startAddress(w http.ResponseWriter, r *http.Request) error {
	set, err := a.settingsNow(r)
	if err != nil {
		return err
	}
	if set.Name == "" {
		set.Name = userIn(r.Context()).Voice.Brokerage // given one step earlier
	}
	f := inSteps(addressForm(set), "address")
	if !may(r.Context(), f.Action) {
		f.Also = []Action{{Text: "Go on", Href: "/start/mailbox", Style: "go big"}}
	}
	return a.stepPage(w, r, "address", SettingsBody(f))
}

func (a *admin) startAddressPost(w http.ResponseWriter, r *http.Request) error {
	f, err := a.saveAddress(r)
	return a.formStep(w, r, "address", f, err, "mailbox")
}

func (a *admin) startMailbox(w http.ResponseWriter, r *http.Request) error {
	v := a.mailboxView(r, "/start/mailbox")
	v.Skip = "/start/choose"
	return a.stepPage(w, r, "mailbox", MailboxBody(v))
}

func (a *admin) startMailboxPost(w http.ResponseWriter, r *http.Request) error {
	return a.connect(w, r, "/start/mailbox", "/start/choose", func(v MailboxForm) error {
		v.Skip = "/start/choose"
		return a.stepAgain(w, r, "mailbox", MailboxBody(v))
	})
}

func (a *admin) startMailboxDid(w http.ResponseWriter, r *http.Request) error {
	if r.PathValue("did") == "arrived" {
		if err := a.stepDone(r, "mailbox"); err != nil {
			return err
		}
	}
	return a.tested(w, r, "/start/mailbox", "/start/choose")
}

func (a *admin) startChoose(w http.ResponseWriter, r *http.Request) error {
	lacks, err := a.Program.BeforeLive(r.Context())
	if err != nil {
		return err
	}
	left, err := a.stepsLeft(r, "observe") // that is the choice itself
	if err != nil {
		return err
	}
	return a.stepPage(w, r, "choose", StartChoose(StartChoice{Left: left, Ready: len(lacks) == 0}))
}

// doneAt is where each thing is done that keeps messages from leaving.
var doneAt = map[string]Action{
	"hold": {Text: "Look at it", Href: "/stopped"}, "people": {Text: "Do it", Href: "/start"}, "undated": {Text: "Say it", Href: "/people?show=undated"}, "postal_address": {Text: "Do it", Href: "/settings/address"},
	"mailbox": {Text: "Do it", Href: "/settings/mailbox"}, "test_message": {Text: "Do it", Href: "/settings/mailbox"}, "observe": {Text: "See who gets what", Href: "/live"}, "paused": {Text: "Resume", Href: "/resume", Post: true},
	"approval": {Text: "Read", Href: "/messages"}, "reply_mode": {Text: "Set one", Href: "/settings/public", Style: "quiet"},
}

// stepsLeft is what still keeps messages from leaving, without what else the page says itself.
func (a *admin) stepsLeft(r *http.Request, but string) (out []StepLeft, err error) {
	left, err := ready.Find(r.Context(), a.Program)
	todo := 0
	for _, i := range left {
		if i.Code == but {
			continue
		}
		s := StepLeft{Text: i.Says, Note: i.Do, Fine: i.Fine, Act: doneAt[i.Code]}
		if s.Act.About = i.Says; !may(r.Context(), s.Act.Href) {
			s.Note, s.Act.Text, s.Act.Style = s.Note+" That is for the owner of this workspace.", "Look", "quiet"
		}
		if !i.Fine {
			todo++
		}
		out = append(out, s)
	}
	if todo == 0 {
		out = nil
	}
	return out, err
}

// missing lists what is to do before anything can leave, each with where it is done.
func missing(lacks []program.Lack) []StepLeft {
	at := map[string]string{"postal_address": "/settings/address", "mailbox": "/settings/mailbox", "test_message": "/settings/mailbox", "hold": "/stopped", "people": "/import"}
	var out []StepLeft
	for _, l := range lacks {
		to := at[l.Code]
		if to == "" {
			to = "/settings"
		}
		out = append(out, StepLeft{Text: l.Says, Note: l.Do, Act: Action{Text: "Do it", About: l.Says, Href: to}})
	}
	return out
}
