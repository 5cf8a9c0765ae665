package admin

import (
	"net/http"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// tasks is everything that waits for a person.
func (a *admin) tasks(w http.ResponseWriter, r *http.Request) error {
	kind := goodturn.TaskKind(r.URL.Query().Get("kind"))
	list, people, phones, err := a.openTasks(r, 200)
	if err != nil {
		return err
	}
	v := Tasks{Lead: "What Goodturn cannot do without you."}
	for _, t := range list {
		if kind == "" || t.Kind == kind {
			v.Open = append(v.Open, taskRow(t, people[t.ContactID], phones[t.ContactID], a.Clock.Now()))
		}
	}
	return a.page(w, r, "tasks", "To do", TasksPage(v))
}

func taskRow(t goodturn.Task, p view.PersonLine, tel string, now time.Time) TaskRow {
	row := TaskRow{ID: string(t.ID), Title: t.Title, Why: t.Why, Say: t.Say}
	if t.ContactID != "" {
		row.Person = personOf(p.Contact)
	}
	if t.Urgent {
		row.Tag = Tag{"now", Good}
	}
	if row.Why == "" && p.Closing.ID != "" {
		row.Why = say.DealLine(p.Closing, now) + "."
	}
	at := "/tasks/" + row.ID
	say := func(text, outcome, style string) Action {
		return Action{Text: text, About: row.Name, Href: at, Post: true, Style: style, Fields: []Hidden{{"outcome", outcome}}}
	}
	edit := "/people/" + string(t.ContactID) + "/edit"
	done := say("Not needed", program.OutcomeNotNeeded, "quiet")
	switch t.Kind {
	case goodturn.TaskCall:
		if tel != "" {
			row.Acts = append(row.Acts, Action{Text: "Call", About: row.Name, Href: tel, Style: "go"})
		}
		row.Acts = append(row.Acts, say("Talked", "talked", ""), say("Voicemail", "voicemail", ""), say("Later", "later", ""),
			Action{Text: "They gave me a name", About: row.Name, Href: withQuery("/introductions/new", "from", string(t.ContactID), "task", row.ID)})
	case goodturn.TaskFixAddress, goodturn.TaskNoAddress:
		row.Acts = []Action{{Text: "Fix it", About: "for " + row.Name, Href: edit, Style: "go"}, done}
	case goodturn.TaskFixName, goodturn.TaskMissing, goodturn.TaskNoClosing:
		row.Acts = []Action{{Text: "Say it", About: "for " + row.Name, Href: edit, Style: "go"}, done}
		if strings.HasPrefix(t.Key, program.RanOutKey) {
			row.Acts = []Action{{Text: "Look at it", About: "for " + row.Name, Href: "/messages/" + string(t.TouchID), Style: "go"}}
		}
	case goodturn.TaskReadNote:
		row.Acts = []Action{{Text: "Read it", About: "about " + row.Name, Href: "/people/" + string(t.ContactID), Style: "go"}, say("I have read it", program.OutcomeFixed, "quiet")}
	case goodturn.TaskUnknown:
		m := "/messages/" + string(t.TouchID)
		row.Acts = []Action{{Text: "It arrived", About: row.Name, Href: m + "/arrived", Post: true}, {Text: "It did not", About: row.Name, Href: m + "/lost", Post: true}}
	case goodturn.TaskSend:
		m := "/messages/" + string(t.TouchID)
		row.Paste, row.Say = t.Say, ""
		row.Acts = []Action{{Text: "I have sent it", About: row.Name, Href: m + "/arrived", Post: true, Style: "go"}, {Text: "I will not send it", About: row.Name, Href: m + "/lost", Post: true, Style: "quiet"}}
	case goodturn.TaskApproval:
		row.Acts = []Action{{Text: "Read", Href: "/messages", Style: "go"}}
	default:
		row.Acts = []Action{say("Done", program.OutcomeFixed, ""), say("Later", "later", ""), done}
	}
	return row
}

// taskDone takes what became of a task.
func (a *admin) taskDone(w http.ResponseWriter, r *http.Request) error {
	id, outcome := goodturn.ID(r.PathValue("id")), formValue(r, "outcome")
	switch outcome {
	case program.OutcomeTalked, program.OutcomeVoicemail, program.OutcomeNoAnswer, program.OutcomeLater, program.OutcomeFixed, program.OutcomeNotNeeded:
	default:
		return goodturn.Invalid("outcome", "What became of it?", "Use one of the buttons beside the task.")
	}
	var task goodturn.Task
	if err := a.DB.Read(r.Context(), func(tx *store.Tx) (err error) {
		task, err = tx.Task(id)
		return err
	}); err != nil {
		return err
	}
	if err := a.Program.TaskDone(r.Context(), id, outcome, program.Told{By: by(r), Text: formValue(r, "text")}); err != nil {
		return err
	}
	text := "Noted."
	switch outcome {
	case program.OutcomeTalked:
		if task.Kind == goodturn.TaskCall && task.ContactID != "" {
			return a.done(w, "/people/"+string(task.ContactID), "Noted. Nothing goes out to them until you say how the talk ended.")
		}
	case program.OutcomeLater, program.OutcomeVoicemail:
		text = "Noted. It comes back on the next working day."
	}
	return a.done(w, "/", text)
}
