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
		{"GET /people/alike", a.alike, false},
		{"GET /people/alike.csv", a.alikeTable, false},
		{"GET /people/{id}", a.person, false},
		{"GET /people/{id}/why", a.why, false},
		{"GET /people/{id}/dates", a.personDates, false},
		{"GET /people/{id}/dates.ics", a.personCalendar, false},
		{"GET /people/{id}/days", a.personDays, false},
		{"POST /people/{id}/days", a.personDaysPost, false},
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
		{"GET /people/{id}/merge", a.personMerge, false},
		{"POST /people/{id}/merge", a.personMergePost, false},
		{"GET /people/{id}/part", a.personPart, false},
		{"POST /people/{id}/part", a.personPartPost, false},
		{"POST /people/{id}/unpart", a.personUnpart, false},
		{"GET /people/{id}/split", a.personSplit, false},
		{"POST /people/{id}/split", a.personSplitPost, false},
		{"GET /people/{id}/household", a.household, false},
		{"POST /people/{id}/household", a.householdJoin, false},
		{"POST /people/{id}/household/leave", a.householdLeave, false},
		{"GET /people/{id}/export", a.personExport, false},
		{"GET /people/{id}/erase", a.personErase, false},
		{"POST /people/{id}/erase", a.personErasePost, false},

		{"GET /year", a.year, false},
		{"GET /year/expect", a.yearExpect, false},
		{"GET /year/days", a.yearDays, false},
		{"POST /year/days", a.yearDaysPost, false},
		{"GET /year/{month}", a.yearMonth, false},
		{"GET /year.ics", a.yearCalendar, false},
		{"GET /year.csv", a.yearTable, false},
		{"POST /tempo", a.tempoTry, false},

		{"GET /messages", a.messages, false},
		{"POST /messages/approve", a.messagesApprove, false},
		{"POST /messages/take-back", a.messagesTakeBack, false},
		{"GET /messages/{id}", a.message, false},
		{"POST /messages/{id}/approve", a.messageApprove, false},
		{"POST /messages/{id}/take-back", a.messageTakeBack, false},
		{"POST /messages/{id}/skip", a.messageSkip, false},
		{"POST /messages/{id}/edit", a.messageEdit, false},
		{"POST /messages/{id}/revert", a.messageRevert, false},
		{"POST /messages/{id}/preview", a.messagePreview, false},
		{"POST /messages/{id}/arrived", a.messageArrived, false},
		{"POST /messages/{id}/lost", a.messageLost, false},
		{"POST /steps/{step}", a.stepAuto, false},

		{"GET /words", a.words, false},
		{"GET /words/{step}", a.wordsEdit, false},
		{"POST /words/{step}", a.wordsSave, false},
		{"POST /words/{step}/preview", a.wordsPreview, false},

		{"GET /introductions", a.introductions, false},
		{"POST /introductions", a.introductionAdd, false},
		{"GET /introductions/new", a.introductionNew, false},
		{"GET /introductions/led-to", a.ledTo, false},
		{"POST /introductions/came-by", a.cameBy, false},
		{"POST /claims/{id}", a.claimSettle, false},
		{"GET /introductions/{id}", a.introduction, false},
		{"POST /introductions/{id}", a.introductionMove, false},
		{"POST /introductions/{id}/edit", a.introductionEdit, false},
		{"POST /introductions/{id}/sender", a.introductionSender, false},
		{"POST /people/{id}/own-deal", a.ownDeal, false},
		{"GET /people/{id}/picture", a.personPicture, false},
		{"GET /api/docs", a.apiDocs, false},
		{"POST /people/{id}/shown/remove", a.shownRemove, false},

		{"GET /rewards", a.rewards, false},
		{"GET /rewards/set", a.rewardSet, false},
		{"POST /rewards/set", a.rewardSave, false},
		{"POST /rewards/look/{id}", a.rewardLook, false},
		{"POST /rewards/give", a.rewardGive, false},
		{"POST /rewards/people/{id}", a.rewardPerson, false},
		{"POST /rewards/codes", a.rewardCodes, false},
		{"GET /rewards/year.csv", a.rewardYear, false},
		{"GET /rewards/cards.csv", a.rewardCards, false},

		{"GET /inbox", a.inbox, false},
		{"GET /inbox/{id}", a.caught, false},
		{"GET /inbox/{id}/letter.html", a.caughtLetter, false},
	}
}

// Catcher is the built-in mail catcher of a demo: what it caught, oldest first.
type Catcher interface{ Caught() []CaughtMail }

// CaughtMail is a message that the demo's mail catcher took.
type CaughtMail struct {
	ID         string // the delivery's
	At         time.Time
	From, To   string // as a person reads them
	Subject    string
	Text, HTML string
	Headers    []Header
}

// personID is the person that an address names.
func personID(r *http.Request) goodturn.ID { return goodturn.ID(r.PathValue("id")) }

// by is who does it.
func by(r *http.Request) goodturn.ID { return userIn(r.Context()).ID }

// formValue reads one field of a form without the white space around it.
func formValue(r *http.Request, name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
