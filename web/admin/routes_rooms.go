package admin

import (
	"net/http"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

// roomRoutes is every address of people, the year, messages, words and what clients said.
func (a *admin) roomRoutes() []route {
	return []route{
		{"GET /{$}", a.today, false},
		{"GET /tasks", a.tasks, false},
		{"POST /tasks/{id}", a.taskDone, false},

		{"GET /people", a.people, false},
		{"POST /people", a.personAdd, false},
		{"GET /people/new", a.personNew, false},
		{"GET /people/{id}", a.person, false},
		{"GET /people/{id}/why", a.why, false},
		{"GET /people/{id}/dates", a.personDates, false},
		{"POST /people/{id}/told", a.personTold, false},
		{"POST /people/{id}/life", a.personLife, false},
		{"POST /people/{id}/note", a.personNote, false},
		{"POST /people/{id}/leave-out", a.personLeaveOut, false},
		{"POST /people/{id}/take-in", a.personTakeIn, false},
		{"POST /people/{id}/hello", a.personHello, false},
		{"POST /people/{id}/ask", a.personAsk, false},
		{"GET /people/{id}/edit", a.personEdit, false},
		{"POST /people/{id}/edit", a.personSave, false},
		{"GET /people/{id}/deals/new", a.dealEdit, false},
		{"GET /people/{id}/deals/{deal}", a.dealEdit, false},
		{"POST /people/{id}/deals/{deal}", a.dealSave, false},
		{"POST /people/{id}/household/leave", a.householdLeave, false},

		{"GET /year", a.year, false},
		{"GET /year/{month}", a.yearMonth, false},

		{"GET /messages", a.messages, false},
		{"POST /messages/approve", a.messagesApprove, false},
		{"POST /messages/{id}/approve", a.messageApprove, false},
		{"POST /messages/{id}/take-back", a.messageTakeBack, false},
		{"POST /messages/{id}/skip", a.messageSkip, false},
		{"POST /steps/{step}", a.stepAuto, false},

		{"GET /inbox", a.inbox, false},
		{"GET /inbox/{id}", a.caught, false},
	}
}

// CaughtMail is a message that the demo's mail catcher took.
type CaughtMail struct {
	ID          string // the delivery's
	At          time.Time
	From, To    string // addresses with names
	Address     string // of the recipient alone
	Subject     string
	Text, HTML  string
	Headers     []Header
	Unsubscribe string
}

// personID is the person that an address names.
func personID(r *http.Request) goodturn.ID { return goodturn.ID(r.PathValue("id")) }

// by is who does it.
func by(r *http.Request) goodturn.ID { return userIn(r.Context()).ID }

// field reads one field of a form without the white space around it.
func formValue(r *http.Request, name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
