package requests_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/standing"
	"github.com/goodturn-app/goodturn/store"
)

// sends are the direct messages that wait to be sent by the owner.
func (w *town) sends(id goodturn.ID) (out []goodturn.Task) {
	w.T.Helper()
	var all []goodturn.Task
	if err := w.DB.Read(w.T.Context(), func(tx *store.Tx) (err error) { all, err = tx.ContactTasks(id); return err }); err != nil {
		w.T.Fatal(err)
	}
	for _, t := range all {
		if t.Kind == goodturn.TaskSend && t.DoneAt.IsZero() {
			out = append(out, t)
		}
	}
	return out
}

// direct asks somebody by a direct message and gives the task with its words.
func (w *town) direct(id goodturn.ID) (requests.Prepared, goodturn.Task) {
	w.T.Helper()
	a := asking(id, on(2026, 3, 31), on(2026, 2, 20))
	a.Channel = goodturn.ChannelDM
	x := w.ask(a)
	w.Run()
	tasks := w.sends(id)
	if len(tasks) != 1 {
		w.T.Fatalf("%d messages are to be sent; the request is %+v", len(tasks), w.step(id, "recommendation"))
	}
	return x, tasks[0]
}

// public gives the town a public address that works.
func (w *town) public() {
	w.T.Helper()
	w.Settings(func(s *goodturn.Settings) { s.PublicURL, s.PublicProvedAt = "https://hello.example.com", w.Now })
}

// A direct message is written here and sent by the owner: its words come at once, at any hour, with a link that works, to whoever has
// no e-mail address too; no mail leaves; it counts from that moment; one tap says that it is on its way, and its reminder comes the same way.
func TestADirectMessageIsTheOwnersToSendAndCounts(t *testing.T) {
	w := office(t, time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)) // a Saturday night in New York
	w.public()
	ada := w.colleague("Ada", "Lakeside Studio")
	w.Write(func(tx *store.Tx) error {
		ids, err := tx.Identities(ada)
		if err != nil {
			return err
		}
		return tx.DeleteIdentity(ids[0])
	})
	x, task := w.direct(ada)
	if w.Mail.Count() != 0 {
		t.Fatal("mail left")
	}
	for _, want := range []string{"Ada", "You saw how I work when a date is fixed.", "the platform role at Northwind", "https://hello.example.com/a/", "No need to say yes"} {
		if !strings.Contains(task.Say, want) {
			t.Errorf("the words lack %q:\n%s", want, task.Say)
		}
	}
	if strings.Contains(task.Say, "Subject") || strings.Contains(task.Say, "You get this because") {
		t.Errorf("it reads like a letter:\n%s", task.Say)
	}
	if s := w.step(ada, "recommendation"); s.State != goodturn.Unknown || s.Channel != goodturn.ChannelDM {
		t.Fatalf("%+v", s)
	}
	if err := w.P.ResolveUnknown(t.Context(), w.Owner.ID, x.Request.TouchID, true); err != nil {
		t.Fatal(err)
	}
	if got := w.sentSteps(ada); !slices.Equal(got, []string{"recommendation"}) || len(w.sends(ada)) != 0 {
		t.Fatalf("said to be on its way: %v, %v", got, w.sends(ada))
	}
	if r := w.request(x.Request.ID); r.AskedAt.IsZero() {
		t.Errorf("the request does not know it: %+v", r)
	}
	w.Until(w.Now.Add(14 * goodturn.Day))
	again := w.sends(ada)
	if len(again) != 1 || !strings.Contains(again[0].Say, "o need to answer") || w.Mail.Count() != 0 {
		t.Fatalf("its reminder: %+v, %d mails", again, w.Mail.Count())
	}
}

// Whoever opens the link has got the message, whatever the owner forgot to say.
func TestAnAnswerSaysThatADirectMessageWasSent(t *testing.T) {
	w := office(t, monday)
	w.public()
	ada := w.colleague("Ada", "")
	x, _ := w.direct(ada)
	w.answer(x.Request, goodturn.AnswerYes)
	if got := w.sentSteps(ada); !slices.Equal(got, []string{"recommendation"}) || len(w.sends(ada)) != 0 {
		t.Errorf("%v, still to be sent: %v", got, w.sends(ada))
	}
	if r := w.request(x.Request.ID); r.State != goodturn.RequestPromised {
		t.Errorf("%+v", r)
	}
}

// One that is not sent counts for nothing: the same person may be asked by letter at once.
func TestADirectMessageThatIsNotSentCountsForNothing(t *testing.T) {
	w := office(t, monday)
	w.Settings(func(s *goodturn.Settings) { s.PublicURL = "" })
	ada := w.colleague("Ada", "")
	x, task := w.direct(ada)
	if strings.Contains(task.Say, "://") && strings.Contains(task.Say, "/a/") || strings.Contains(task.Say, "mailto:") || !strings.Contains(task.Say, "in reply") {
		t.Errorf("without a public address they answer in words:\n%s", task.Say)
	}
	other := asking(ada, on(2026, 3, 31), goodturn.Date{})
	if _, err := w.r.AskByHand(t.Context(), w.Owner.ID, []requests.Asking{other}, false); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Fatalf("asked a second time while the first may be out: %v", err)
	}
	if err := w.P.ResolveUnknown(t.Context(), w.Owner.ID, x.Request.TouchID, false); err != nil {
		t.Fatal(err)
	}
	if len(w.sends(ada)) != 0 {
		t.Error("it is still to be sent")
	}
	if got := w.step(ada, "recommendation"); got.State != goodturn.Failed || !slices.Equal(got.Reasons, []goodturn.ReasonCode{goodturn.ReasonNotSent}) {
		t.Errorf("the ledger says %s %v", got.State, got.Reasons)
	}
	y := w.ask(other)
	w.approve(y.Request.TouchID)
	w.Until(monday.Add(3 * goodturn.Day))
	if got := w.sentSteps(ada); !slices.Equal(got, []string{"recommendation"}) || w.Mail.Count() != 1 {
		t.Errorf("%v, %d mails", got, w.Mail.Count())
	}
}

// against is what speaks against sending what the owner was given to send.
var against = map[string]func(*town, goodturn.ID) error{
	"a stop":          func(w *town, id goodturn.ID) error { return w.P.AskedToStop(w.T.Context(), id, w.Owner.ID) },
	"a bad time":      func(w *town, id goodturn.ID) error { return told(w, id, goodturn.EventNotGoodTime) },
	"they sold":       func(w *town, id goodturn.ID) error { return told(w, id, goodturn.EventSoldElsewhere) },
	"out of the plan": func(w *town, id goodturn.ID) error { return w.P.LeaveOut(w.T.Context(), id, "", w.Owner.ID) },
	"taken back": func(w *town, id goodturn.ID) error {
		var all []goodturn.Request
		if err := w.DB.Read(w.T.Context(), func(tx *store.Tx) (err error) { all, err = tx.Requests(id); return err }); err != nil {
			return err
		}
		_, err := w.r.NoteRequest(w.T.Context(), all[0].ID, w.Owner.ID, requests.OutcomeWithdrawn, goodturn.Date{})
		return err
	},
}

// What the owner was given to send is taken away when something speaks against it, and still counts: nobody knows whether it went out.
func TestTheWordsAreTakenAwayWhenSomethingSpeaksAgainstThem(t *testing.T) {
	for what, do := range against {
		w := office(t, monday)
		ada := w.colleague("Ada", "")
		x, _ := w.direct(ada)
		if err := do(w, ada); err != nil {
			t.Fatal(what, err)
		}
		if left := w.sends(ada); len(left) != 0 {
			t.Errorf("%s: %q is still to be sent", what, left[0].Title)
		}
		if s := w.step(ada, "recommendation"); s.State != goodturn.Unknown {
			t.Errorf("%s: request %s is %s", what, x.Request.ID, s.State)
		}
	}
}

// between does something at the moment after the second mark.
type between func()

func (b between) Note(int64, time.Time) error { b(); return nil }

// What speaks against it may come when it counts already and its words are not shown yet.
func TestNoWordsAreHandedOutThatSomethingSpeaksAgainst(t *testing.T) {
	for what, do := range against {
		w := office(t, monday)
		ada, came := w.colleague("Ada", ""), false
		a := asking(ada, on(2026, 3, 31), on(2026, 2, 20))
		a.Channel = goodturn.ChannelDM
		w.ask(a)
		w.Ticks = time.Millisecond
		w.P.Fence = between(func() {
			if came = true; do(w, ada) != nil {
				t.Error(what)
			}
		})
		w.Run()
		if left := w.sends(ada); !came || len(left) != 0 {
			t.Errorf("%s came between (%v), and there are words to be sent: %v", what, came, left)
		}
	}
}

func told(w *town, id goodturn.ID, name goodturn.EventName) (err error) {
	w.Write(func(tx *store.Tx) error {
		_, err = w.P.ReceiveIn(tx, goodturn.Event{ContactID: id, Name: name, Source: program.Hand})
		return err
	})
	return err
}

// With the words in hand nobody reads them before they go, so whoever only prepares cannot have them.
func TestWhoOnlyPreparesGetsNoDirectMessage(t *testing.T) {
	w := office(t, monday)
	ada := w.colleague("Ada", "")
	staff := goodturn.User{Email: "sam@example.com", Name: "Sam", Role: goodturn.RoleStaff, Active: true}
	w.Write(func(tx *store.Tx) error { return tx.InsertUser(&staff) })
	a := asking(ada, on(2026, 3, 31), on(2026, 2, 20))
	a.Channel = goodturn.ChannelDM
	if _, err := w.r.AskByHand(t.Context(), staff.ID, []requests.Asking{a}, false); goodturn.ErrorCode(err) != goodturn.CodeForbidden {
		t.Fatalf("%v", err)
	}
	w.Run()
	if n := len(w.sends(ada)); n != 0 {
		t.Errorf("%d messages are to be sent", n)
	}
	a.Channel = ""
	if _, err := w.r.AskByHand(t.Context(), staff.ID, []requests.Asking{a}, false); err != nil {
		t.Errorf("a letter may be prepared: %v", err)
	}
}

// Nobody is reminded who has answered, or of a request that is taken back or done: the words that wait to be sent go with it.
func TestNobodyIsRemindedByHandAfterAnAnswer(t *testing.T) {
	for what, do := range map[string]func(*town, goodturn.ID, goodturn.Request) error{
		"yes":     func(w *town, _ goodturn.ID, r goodturn.Request) error { w.answer(r, goodturn.AnswerYes); return nil },
		"not now": func(w *town, _ goodturn.ID, r goodturn.Request) error { w.answer(r, goodturn.AnswerNotNow); return nil },
		"no":      func(w *town, _ goodturn.ID, r goodturn.Request) error { w.answer(r, goodturn.AnswerNo); return nil },
		"no, by word of mouth": func(w *town, id goodturn.ID, _ goodturn.Request) error {
			return answers.New(w.P).SaidNo(w.T.Context(), id, program.Told{By: w.Owner.ID})
		},
		"they wrote back": func(w *town, id goodturn.ID, _ goodturn.Request) error {
			return w.P.Replied(w.T.Context(), id, program.Told{By: w.Owner.ID})
		},
		"taken back": func(w *town, _ goodturn.ID, r goodturn.Request) error {
			_, err := w.r.NoteRequest(w.T.Context(), r.ID, w.Owner.ID, requests.OutcomeWithdrawn, goodturn.Date{})
			return err
		},
		"done": func(w *town, _ goodturn.ID, r goodturn.Request) error {
			_, err := w.r.NoteRequest(w.T.Context(), r.ID, w.Owner.ID, requests.OutcomeDone, goodturn.Date{})
			return err
		},
	} {
		t.Run(what, func(t *testing.T) {
			w := office(t, monday)
			w.public()
			ada := w.colleague("Ada", "")
			x, _ := w.direct(ada)
			if err := w.P.ResolveUnknown(t.Context(), w.Owner.ID, x.Request.TouchID, true); err != nil {
				t.Fatal(err)
			}
			w.Until(w.Now.Add(14 * goodturn.Day))
			if len(w.sends(ada)) != 1 {
				t.Fatal("there is no reminder to send, so nothing is tested")
			}
			if err := do(w, ada, w.request(x.Request.ID)); err != nil {
				t.Fatal(err)
			}
			for _, s := range w.sends(ada) {
				if w.Touch(ada, "recommendation-reminder").ID == s.TouchID {
					t.Errorf("%q is still to be sent", s.Say)
				}
			}
		})
	}
}

// A request that is taken back is not sent, and either of two who share a household answers for both.
func TestARequestThatIsTakenBackIsNotSentByHand(t *testing.T) {
	w := office(t, monday)
	ada, bo := w.colleague("Ada", ""), w.colleague("Bo", "")
	x, _ := w.direct(ada)
	if _, err := w.r.NoteRequest(t.Context(), x.Request.ID, w.Owner.ID, requests.OutcomeWithdrawn, goodturn.Date{}); err != nil {
		t.Fatal(err)
	}
	if left := w.sends(ada); len(left) != 0 {
		t.Errorf("taken back, and still to be sent: %s", left[0].Say)
	}
	cy := w.colleague("Cy", "")
	w.together(bo, cy)
	w.direct(bo)
	if err := answers.New(w.P).SaidNo(t.Context(), cy, program.Told{By: w.Owner.ID}); err != nil {
		t.Fatal(err)
	}
	if left := w.sends(bo); len(left) != 0 {
		t.Errorf("Cy said no for both, and Bo is still to be asked: %s", left[0].Say)
	}
}

// Somebody who writes about something else has not got what nobody has sent: only its owner knows, or whoever opens its link.
func TestAReplyDoesNotSayThatADirectMessageWasSent(t *testing.T) {
	w := office(t, monday)
	ada := w.colleague("Ada", "")
	w.direct(ada)
	if err := w.P.Replied(t.Context(), ada, program.Told{By: w.Owner.ID}); err != nil {
		t.Fatal(err)
	}
	if got := w.sentSteps(ada); len(got) != 0 {
		t.Errorf("%v is said to have been sent, and nobody said so", got)
	}
}

// What is said to be on its way a while after its words were shown is one message, and one request.
func TestADirectMessageCountsOnce(t *testing.T) {
	w := office(t, monday)
	ada := w.colleague("Ada", "")
	a := asking(ada, on(2026, 3, 31), on(2026, 2, 20))
	a.Channel = goodturn.ChannelDM
	x := w.ask(a)
	w.Ticks = 3 * time.Millisecond // between the mark and what becomes of it
	w.Run()
	if err := w.P.ResolveUnknown(t.Context(), w.Owner.ID, x.Request.TouchID, true); err != nil {
		t.Fatal(err)
	}
	w.Ticks = 0
	var s standing.Standing
	w.Write(func(tx *store.Tx) error {
		row, err := tx.LockStanding(ada)
		if err != nil {
			return err
		}
		s, err = program.ParseStanding(row.State)
		return err
	})
	if len(s.Automated) != 1 || s.Goodwill.Asks != 1 || !s.BeforeAskAt.IsZero() {
		t.Errorf("one message counts as %d, one request as %d, and the one before it was at %v", len(s.Automated), s.Goodwill.Asks, s.BeforeAskAt)
	}
}

// What is given back is given back to both of a household: whoever waits because the other was asked is looked at again.
func TestWhatIsNotSentKeepsNobodyOfTheHouseholdWaiting(t *testing.T) {
	w := office(t, monday)
	ada, bo := w.colleague("Ada", ""), w.colleague("Bo", "")
	w.together(ada, bo)
	letter := w.ask(asking(bo, on(2026, 6, 20), on(2026, 2, 20)))
	w.approve(letter.Request.TouchID)
	x, _ := w.direct(ada)
	w.Until(monday.Add(2 * goodturn.Day))
	if s := w.step(bo, "recommendation"); s.State != goodturn.Planned || s.DueAt.Before(monday.Add(20*goodturn.Day)) {
		t.Fatalf("Bo does not wait, so nothing is tested: %s, due %s", s.State, s.DueAt)
	}
	if err := w.P.ResolveUnknown(t.Context(), w.Owner.ID, x.Request.TouchID, false); err != nil {
		t.Fatal(err)
	}
	w.Until(monday.Add(5 * goodturn.Day))
	if s := w.step(bo, "recommendation"); s.State != goodturn.Sent {
		t.Errorf("Bo's letter is %s because of %v, due %s", s.State, s.Reasons, s.DueAt)
	}
}

// What the owner sends elsewhere leaves no mailbox: letters keep their own number for a day, and do not wait a minute for it either.
func TestADirectMessageTakesNoLettersPlace(t *testing.T) {
	w := office(t, monday)
	w.Settings(func(s *goodturn.Settings) { s.PerDay = 1 })
	ada, bea := w.colleague("Ada", ""), w.colleague("Bea", "")
	w.direct(ada)
	letter := w.ask(asking(bea, on(2026, 3, 31), on(2026, 2, 20)))
	w.approve(letter.Request.TouchID)
	w.Until(w.Now.Add(8 * time.Hour)) // the same day
	if w.Mail.Count() != 1 {
		t.Errorf("the letter waits: %v", w.step(bea, "recommendation").Reasons)
	}
}
