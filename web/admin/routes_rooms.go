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
		{"GET /{$}", a.today, insiders},
		{"GET /tasks", a.tasks, insiders},
		{"POST /tasks/{id}", a.taskDone, insiders},

		{"GET /people", a.people, insiders},
		{"POST /people", a.personAdd, insiders},
		{"GET /people/new", a.personNew, insiders},
		{"GET /people/alike", a.alike, insiders},
		{"GET /people/alike.csv", a.alikeTable, insiders},
		{"GET /people/{id}", a.person, insiders},
		{"GET /people/{id}/why", a.why, insiders},
		{"GET /people/{id}/dates", a.personDates, insiders},
		{"GET /people/{id}/dates.ics", a.personCalendar, insiders},
		{"GET /people/{id}/days", a.personDays, insiders},
		{"POST /people/{id}/days", a.personDaysPost, insiders},
		{"POST /people/{id}/told", a.personTold, insiders},
		{"POST /people/{id}/life", a.personLife, insiders},
		{"POST /people/{id}/note", a.personNote, insiders},
		{"POST /people/{id}/leave-out", a.personLeaveOut, insiders},
		{"POST /people/{id}/take-in", a.personTakeIn, insiders},
		{"POST /people/{id}/hello", a.personHello, senders},
		{"POST /people/{id}/ask", a.personAsk, senders},
		{"GET /people/{id}/edit", a.personEdit, insiders},
		{"POST /people/{id}/edit", a.personSave, insiders},
		{"GET /people/{id}/deals/new", a.dealEdit, insiders},
		{"GET /people/{id}/deals/{deal}", a.dealEdit, insiders},
		{"POST /people/{id}/deals/{deal}", a.dealSave, insiders},
		{"GET /people/{id}/merge", a.personMerge, insiders},
		{"POST /people/{id}/merge", a.personMergePost, insiders},
		{"GET /people/{id}/part", a.personPart, insiders},
		{"POST /people/{id}/part", a.personPartPost, insiders},
		{"POST /people/{id}/unpart", a.personUnpart, insiders},
		{"GET /people/{id}/split", a.personSplit, insiders},
		{"POST /people/{id}/split", a.personSplitPost, insiders},
		{"GET /people/{id}/household", a.household, insiders},
		{"POST /people/{id}/household", a.householdJoin, insiders},
		{"POST /people/{id}/household/leave", a.householdLeave, insiders},
		{"GET /people/{id}/export", a.personExport, insiders},
		{"GET /people/{id}/erase", a.personErase, owners},
		{"POST /people/{id}/erase", a.personErasePost, owners},

		{"GET /year", a.year, insiders},
		{"GET /year/expect", a.yearExpect, insiders},
		{"GET /year/days", a.yearDays, insiders},
		{"POST /year/days", a.yearDaysPost, owners},
		{"GET /year/{month}", a.yearMonth, insiders},
		{"GET /year.ics", a.yearCalendar, insiders},
		{"GET /year.csv", a.yearTable, insiders},
		{"POST /tempo", a.tempoTry, insiders},

		{"GET /messages", a.messages, insiders},
		{"POST /messages/approve", a.messagesApprove, senders},
		{"POST /messages/take-back", a.messagesTakeBack, insiders},
		{"GET /messages/{id}", a.message, insiders},
		{"POST /messages/{id}/approve", a.messageApprove, senders},
		{"POST /messages/{id}/take-back", a.messageTakeBack, insiders},
		{"POST /messages/{id}/skip", a.messageSkip, insiders},
		{"POST /messages/{id}/edit", a.messageEdit, insiders},
		{"POST /messages/{id}/revert", a.messageRevert, insiders},
		{"POST /messages/{id}/preview", a.messagePreview, insiders},
		{"POST /messages/{id}/arrived", a.messageArrived, insiders},
		{"POST /messages/{id}/lost", a.messageLost, insiders},
		{"POST /steps/{step}", a.stepAuto, senders},

		{"GET /words", a.words, insiders},
		{"GET /words/{step}", a.wordsEdit, insiders},
		{"POST /words/{step}", a.wordsSave, insiders},
		{"POST /words/{step}/preview", a.wordsPreview, insiders},

		{"GET /introductions", a.introductions, insiders},
		{"POST /introductions", a.introductionAdd, insiders},
		{"GET /introductions/new", a.introductionNew, insiders},
		{"GET /introductions/led-to", a.ledTo, insiders},
		{"POST /introductions/came-by", a.cameBy, insiders},
		{"POST /claims/{id}", a.claimSettle, insiders},
		{"GET /introductions/{id}", a.introduction, insiders},
		{"POST /introductions/{id}", a.introductionMove, insiders},
		{"POST /introductions/{id}/edit", a.introductionEdit, insiders},
		{"POST /introductions/{id}/sender", a.introductionSender, insiders},
		{"POST /people/{id}/own-deal", a.ownDeal, insiders},
		{"GET /people/{id}/picture", a.personPicture, insiders},
		{"GET /api/docs", a.apiDocs, insiders},
		{"POST /people/{id}/shown/remove", a.shownRemove, insiders},
		{"POST /people/{id}/link/end", a.linkEnd, insiders},

		{"GET /rewards", a.rewards, insiders},
		{"GET /rewards/set", a.rewardSet, owners},
		{"POST /rewards/set", a.rewardSave, owners},
		{"POST /rewards/look/{id}", a.rewardLook, owners},
		{"POST /rewards/give", a.rewardGive, owners},
		{"POST /rewards/people/{id}", a.rewardPerson, owners},
		{"POST /rewards/codes", a.rewardCodes, owners},
		{"GET /rewards/year.csv", a.rewardYear, owners},
		{"GET /rewards/cards.csv", a.rewardCards, owners},

		{"GET /inbox", a.inbox, insiders},
		{"GET /inbox/{id}", a.caught, insiders},
		{"GET /inbox/{id}/letter.html", a.caughtLetter, insiders},
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
