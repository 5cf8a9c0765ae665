package requests_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/testtown"
)

type town struct {
	*testtown.Town
	r *requests.Requests
}

// office is a town in which people know each other from work.
func office(t testing.TB, now time.Time) *town {
	t.Helper()
	return officeIn(t, testtown.New(t, now))
}

// officeIn makes an office of a town.
func officeIn(t testing.TB, x *testtown.Town) *town {
	t.Helper()
	w := &town{Town: x, r: requests.New(x.P)}
	pack, err := playbook.Library("professional")
	if err != nil {
		t.Fatal(err)
	}
	w.P.Library["professional"] = pack
	w.Settings(func(s *goodturn.Settings) { s.MorePacks = []string{"professional"} })
	return w
}

// colleague adds somebody known from work.
func (w *town) colleague(given, company string) goodturn.ID {
	w.T.Helper()
	c := goodturn.Contact{OwnerID: w.Owner.ID, Given: given, Family: "Okoro", Greeting: given, SortKey: strings.ToLower("okoro " + given), Region: "US-NY", Zone: "America/New_York", Company: company}
	w.Write(func(tx *store.Tx) error {
		if err := tx.InsertContact(&c); err != nil {
			return err
		}
		mail := strings.ToLower(given) + "@example.com"
		if _, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: mail, Shown: mail, Primary: true}}); err != nil {
			return err
		}
		return tx.AppendConsents(goodturn.Consent{ContactID: c.ID, Channel: goodturn.ChannelEmail, Address: mail, Basis: goodturn.BasisRelationship, Signer: "Dana", Source: "hand"})
	})
	return c.ID
}

// together makes a household of two people, with the memory of who was asked.
func (w *town) together(a, b goodturn.ID) {
	w.T.Helper()
	w.Write(func(tx *store.Tx) error {
		h := goodturn.Household{PrimaryID: a}
		if err := tx.InsertHousehold(&h); err != nil {
			return err
		}
		for _, id := range []goodturn.ID{a, b} {
			if err := tx.JoinHousehold(id, h.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

func asking(id goodturn.ID, by, last goodturn.Date) requests.Asking {
	return requests.Asking{Person: id, Kind: goodturn.RequestRecommendation, By: by, Last: last, Facts: goodturn.RequestFacts{
		Goal: "the platform role at Northwind", Work: "the port migration", Years: "2023", Part: "you led the team", Why: "You saw how I work when a date is fixed",
		Profile: "https://www.linkedin.com/in/dana-reyes", Job: "https://jobs.northwind.com/42", Points: []string{"moved 40 services in 9 weeks"}, Draft: "Dana kept a hard date.\nI would work with her again.",
	}}
}

func (w *town) ask(a requests.Asking) requests.Prepared {
	w.T.Helper()
	out, err := w.r.AskByHand(w.T.Context(), w.Owner.ID, []requests.Asking{a}, false)
	if err != nil {
		w.T.Fatal(err)
	}
	return out[0]
}

func (w *town) approve(ids ...goodturn.ID) {
	w.T.Helper()
	if _, err := approvals.New(w.P).Approve(w.T.Context(), w.Owner.ID, ids...); err != nil {
		w.T.Fatal(err)
	}
}

func (w *town) request(id goodturn.ID) (r goodturn.Request) {
	w.T.Helper()
	if err := w.DB.Read(w.T.Context(), func(tx *store.Tx) (err error) { r, err = tx.Request(id); return err }); err != nil {
		w.T.Fatal(err)
	}
	return r
}

func (w *town) sentSteps(id goodturn.ID) (out []string) {
	for _, t := range w.Touches(id) {
		if t.State == goodturn.Sent {
			out = append(out, t.Step)
		}
	}
	return out
}

func (w *town) step(id goodturn.ID, name string) goodturn.Touch {
	w.T.Helper()
	for _, t := range w.Touches(id) {
		if t.Step == name && t.Manual {
			return t
		}
	}
	w.T.Fatalf("nothing is planned for %s", name)
	return goodturn.Touch{}
}

func (w *town) answer(r goodturn.Request, a goodturn.Answer) answers.AnswerPage {
	w.T.Helper()
	var ask goodturn.Ask
	if err := w.DB.Read(w.T.Context(), func(tx *store.Tx) (err error) { ask, _, err = tx.AskOfTouch(r.TouchID); return err }); err != nil {
		w.T.Fatal(err)
	}
	token := w.P.Links.Token(link.Answer, ask.ID)
	if err := answers.New(w.P).Respond(w.T.Context(), token, a, "page"); err != nil {
		w.T.Fatal(err)
	}
	page, err := answers.New(w.P).OpenAnswer(w.T.Context(), token)
	if err != nil {
		w.T.Fatal(err)
	}
	return page
}

var monday = time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)

func on(y int, m time.Month, d int) goodturn.Date { return goodturn.Date{Year: y, Month: m, Day: d} }

// The page names whom and what it is about, as the letter does, and says what is left to do after a yes.
func TestThePageOfARequestSaysWhatItIsAbout(t *testing.T) {
	for kind, want := range map[goodturn.RequestKind][3]string{
		goodturn.RequestRecommendation: {"Would you recommend me in a few lines?", "It is about the platform role at Northwind.", "Thank you. That means a lot to me. A few honest lines are all it needs. By March 31, 2026 would help most."},
		goodturn.RequestReference:      {"May I name you as a reference?", "It is about the platform role at Northwind.", "Thank you. That means a lot to me. Nothing is left to do now; I will tell you before anybody calls you."},
		goodturn.RequestIntroduction:   {"Would you introduce me to Jo Diaz, head of platform at Northwind?", "It is about the platform role at Northwind.", "Thank you. That means a lot to me. Two lines to both of us are all it needs; I take it from there. By March 31, 2026 would help most."},
	} {
		w := office(t, monday)
		ada := w.colleague("Ada", "Lakeside Studio")
		a := asking(ada, on(2026, 3, 31), on(2026, 2, 20))
		a.Kind, a.Facts.Person, a.Facts.Role, a.Facts.Company = kind, "Jo Diaz", "head of platform", "Northwind"
		x := w.ask(a)
		w.approve(x.Request.TouchID)
		w.Until(monday.Add(8 * goodturn.Day))
		page := w.answer(w.request(x.Request.ID), goodturn.AnswerYes)
		if got := [3]string{page.Question, page.About, page.Thanks}; got != want {
			t.Errorf("%s: the page says\n%q\nwant\n%q", kind, got, want)
		}
		w.Until(time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC))
		if page = w.answer(w.request(x.Request.ID), goodturn.AnswerYes); strings.Contains(page.Thanks, "March") {
			t.Errorf("%s: a day that has passed would help: %q", kind, page.Thanks)
		}
	}
}

func TestARequestByHandIsReadPromisedRecalledOnceDoneAndThanked(t *testing.T) {
	w := office(t, monday)
	w.Settings(func(s *goodturn.Settings) { s.Approve = false }) // whatever the settings, a request is read first
	ada := w.colleague("Ada", "Lakeside Studio")
	x := w.ask(asking(ada, on(2026, 3, 31), on(2026, 2, 20)))
	letter := x.Ask.Letter.Text
	for _, want := range []string{"the port migration", "March 31, 2026", "No need to say yes; please only write what you honestly think.", "- moved 40 services in 9 weeks", "A draft, only if it helps",
		"Dana kept a hard date.\nI would work with her again.", "My profile: https://www.linkedin.com/in/dana-reyes", "The posting: https://jobs.northwind.com/42", "because we know each other from work"} {
		if !strings.Contains(letter, want) {
			t.Errorf("the letter lacks %q:\n%s", want, letter)
		}
	}
	w.Until(monday.Add(5 * goodturn.Day))
	if got := w.sentSteps(ada); len(got) > 0 {
		t.Fatalf("%v left unread", got)
	}
	waiting, err := approvals.New(w.P).Approvals(t.Context(), "", 30*goodturn.Day, 10)
	if err != nil || len(waiting) != 1 || waiting[0].Touch.ID != x.Request.TouchID {
		t.Fatalf("waiting to be read: %v, %v", waiting, err)
	}
	if q, err := approvals.New(w.P).Queue(t.Context(), 30*goodturn.Day, "", 10); err != nil || len(q.Waiting) != 1 || len(q.Together()) > 0 {
		t.Errorf("one yes to the page would approve %v, %v", q.Together(), err)
	}
	if err := approvals.New(w.P).LetStepGo(t.Context(), w.Owner.ID, "", "recommendation", true); err == nil {
		t.Error("a request may go by itself")
	}
	w.approve(x.Request.TouchID)
	w.Until(monday.Add(8 * goodturn.Day))
	r := w.request(x.Request.ID)
	if got := w.sentSteps(ada); !slices.Equal(got, []string{"recommendation"}) || r.AskedAt.IsZero() {
		t.Fatalf("sent: %v, %+v", got, r)
	}
	page := w.answer(r, goodturn.AnswerYes)
	if page.Share != nil || page.Thanks == "" || page.Question != "Would you recommend me in a few lines?" {
		t.Errorf("the page after a yes: %+v", page)
	}
	if r = w.request(r.ID); r.State != goodturn.RequestPromised {
		t.Fatalf("after the yes: %+v", r)
	}
	if _, err := w.r.NoteRequest(t.Context(), r.ID, w.Owner.ID, requests.OutcomePromised, on(2026, 4, 2)); err != nil {
		t.Fatal(err)
	}
	due := w.step(ada, "recommendation-due")
	w.approve(due.ID)
	w.Until(time.Date(2026, 4, 2, 3, 0, 0, 0, time.UTC))
	if got := w.sentSteps(ada); !slices.Equal(got, []string{"recommendation"}) {
		t.Fatalf("before the day that was named: %v", got)
	}
	w.Until(time.Date(2026, 4, 20, 12, 0, 0, 0, time.UTC))
	if got := w.sentSteps(ada); !slices.Equal(got, []string{"recommendation", "recommendation-due"}) {
		t.Fatalf("on the day that was named: %v; %v", got, w.step(ada, "recommendation-due"))
	}
	if _, err := w.r.NoteRequest(t.Context(), r.ID, w.Owner.ID, requests.OutcomeDone, goodturn.Date{}); err != nil {
		t.Fatal(err)
	}
	w.approve(w.step(ada, "recommendation-thanks").ID)
	w.Until(w.Now.Add(4 * goodturn.Day))
	if r = w.request(r.ID); r.State != goodturn.RequestDone || r.ThankedAt.IsZero() {
		t.Errorf("done and thanked: %+v", r)
	}
	card, err := view.New(w.P).Card(t.Context(), ada, goodturn.Event{})
	if err != nil || len(card.Standing.Got) != 1 || !strings.Contains(card.Standing.Got[0].What, "a recommendation") {
		t.Errorf("what they did is not remembered: %+v, %v", card.Standing.Got, err)
	}
	if err := w.r.Favour(t.Context(), ada, w.Owner.ID, true, "read her grant proposal", on(2026, 4, 18)); err != nil {
		t.Fatal(err)
	}
	if card, err = view.New(w.P).Card(t.Context(), ada, goodturn.Event{}); err != nil || len(card.Standing.Gave) != 1 || goodturn.DateOf(card.Standing.Gave[0].At) != on(2026, 4, 18) {
		t.Errorf("what was given is not remembered: %+v, %v", card.Standing.Gave, err)
	}
}

func TestWhoeverWasSilentForHalfAYearHearsAHelloAndIsAskedThirtyDaysAfterItArrived(t *testing.T) {
	w := office(t, monday)
	bo := w.colleague("Bo", "")
	a := asking(bo, on(2026, 5, 15), goodturn.Date{})
	if _, err := w.r.AskByHand(t.Context(), w.Owner.ID, []requests.Asking{a}, false); err == nil || !strings.Contains(err.Error(), "last in touch") {
		t.Fatalf("nobody knows when they were last in touch: %v", err)
	}
	a.Last = on(2025, 6, 1)
	if _, err := w.r.AskByHand(t.Context(), w.Owner.ID, []requests.Asking{a}, false); err == nil || !strings.Contains(err.Error(), "hello goes first") {
		t.Fatalf("a hello without anything useful: %v", err)
	}
	a.Facts.Offer = "The harbor authority has published its new interface guide."
	soon := a
	soon.By = on(2026, 3, 20)
	if _, err := w.r.AskByHand(t.Context(), w.Owner.ID, []requests.Asking{soon}, false); err == nil || !strings.Contains(err.Error(), "at the earliest") {
		t.Fatalf("a day before the first possible one: %v", err)
	}
	x := w.ask(a)
	if !strings.Contains(x.Hello.Letter.Text, a.Facts.Offer) || x.Earliest.Before(monday.Add(30*goodturn.Day)) {
		t.Fatalf("the hello: %s; the ask from %s on", x.Hello.Letter.Text, x.Earliest)
	}
	w.approve(x.Request.TouchID)
	w.Until(monday.Add(9 * goodturn.Day))
	w.approve(x.Request.HelloID) // late: the thirty days count from its arrival and not from the plan
	w.Until(monday.Add(70 * goodturn.Day))
	var hello, ask goodturn.Touch
	for _, touch := range w.Touches(bo) {
		switch touch.ID {
		case x.Request.HelloID:
			hello = touch
		case x.Request.TouchID:
			ask = touch
		}
	}
	if hello.State != goodturn.Sent || ask.State != goodturn.Sent || ask.SentAt.Sub(hello.SentAt) < 30*goodturn.Day {
		t.Errorf("hello %s %s, ask %s %s", hello.State, hello.SentAt, ask.State, ask.SentAt)
	}
}

func TestTwoPeopleAtOneCompanyGetOtherWordsAndOneDoorAWeek(t *testing.T) {
	w := office(t, monday)
	var people []goodturn.ID
	var asks []requests.Asking
	for i, name := range []string{"Ada", "Bea", "Cy"} {
		people = append(people, w.colleague(name, []string{"Northwind, Inc.", "northwind", "Northwind LLC"}[i]))
		asks = append(asks, asking(people[i], on(2026, 4, 10), on(2026, 2, 20)))
	}
	asks[1].Facts.Goal = "The Platform Role at Northwind." // the same door in other letters
	out, err := w.r.AskByHand(t.Context(), w.Owner.ID, asks[:2], false)
	if err != nil {
		t.Fatal(err)
	}
	if out[0].Ask.Words == out[1].Ask.Words || message.Similar(out[0].Ask.Body, out[1].Ask.Body) >= message.TooSimilar {
		t.Errorf("two people of one company read the same: %s and %s", out[0].Ask.Words, out[1].Ask.Words)
	}
	w.approve(out[0].Request.TouchID, out[1].Request.TouchID)
	w.Until(monday.Add(20 * goodturn.Day))
	var at []time.Time
	for _, id := range people[:2] {
		for _, x := range w.Touches(id) {
			if x.Kind == goodturn.KindAsk && x.State == goodturn.Sent {
				at = append(at, x.SentAt)
			}
		}
	}
	if len(at) != 2 || at[1].Sub(at[0]).Abs() < 7*goodturn.Day {
		t.Errorf("one door in a week: %v", at)
	}
	if _, err := w.r.AskByHand(t.Context(), w.Owner.ID, asks[2:], false); err == nil {
		t.Error("a third one of the company can be asked within 90 days")
	}
}

func TestTheCapHoldsAcrossPlansAndHouseholds(t *testing.T) {
	w := office(t, monday)
	c := w.Client("Ana", on(2026, 2, 20)) // whose other plan asks in May
	w.Until(monday.Add(goodturn.Day))
	var asked time.Time
	for _, x := range w.Touches(c.ID) {
		if x.Kind == goodturn.KindAsk && x.State == goodturn.Sent {
			asked = x.SentAt
		}
	}
	w.Settings(func(s *goodturn.Settings) { s.Approve = false })
	for day := 0; asked.IsZero() && day < 150; day++ {
		w.Until(w.Now.Add(goodturn.Day))
		for _, x := range w.Touches(c.ID) {
			if x.Kind == goodturn.KindAsk && x.State == goodturn.Sent {
				asked = x.SentAt
			}
		}
	}
	if asked.IsZero() {
		t.Fatal("the plan after a closing never asked")
	}
	today := goodturn.DateOf(w.Now)
	x := w.ask(asking(c.ID, today.AddDays(200), today.AddDays(-20)))
	if x.Earliest.Before(asked.Add(goodturn.HardAskEvery)) {
		t.Errorf("asked %s, and again from %s on", asked, x.Earliest)
	}
	other := w.colleague("Ben", "")
	w.together(c.ID, other)
	if y := w.ask(asking(other, today.AddDays(200), today.AddDays(-20))); y.Earliest.Before(asked.Add(goodturn.HardAskEvery)) {
		t.Errorf("the household was asked %s, and the other one from %s on", asked, y.Earliest)
	}
}

func TestHostileFactsLeaveNoHoleAndNoMarkup(t *testing.T) {
	w := office(t, monday)
	long := strings.Repeat("a long fact ", 900)
	hostile := []string{long, "<script>alert(1)</script>", "{{.greeting}}", "\u202egnp.exe", "\u05d0\u05d1\u05d2 \u202e\u05d3", "a\x00b", "[click](https://evil.example)", "x\r\nBcc: a@example.com", "   ", "\U0001f600"}
	for i, h := range hostile {
		id := w.colleague(fmt.Sprintf("Name%c", 'a'+i), strings.ReplaceAll(h, "\x00", ""))
		for field := range 8 {
			a := asking(id, on(2026, 4, 10), on(2026, 2, 20))
			for j, p := range []*string{&a.Facts.Goal, &a.Facts.Work, &a.Facts.Years, &a.Facts.Part, &a.Facts.Why, &a.Facts.Profile, &a.Facts.Draft, &a.Facts.Offer} {
				if j == field {
					*p = h
				}
			}
			out, err := w.r.AskByHand(t.Context(), w.Owner.ID, []requests.Asking{a}, true)
			if err != nil {
				if code := goodturn.ErrorCode(err); code != goodturn.CodeInvalid {
					t.Fatalf("%q in field %d: %v", h, field, err)
				}
				continue
			}
			l := out[0].Ask.Letter
			if l.Text == "" || strings.Contains(l.Text+l.Subject, "{{") || strings.Contains(l.HTML, "<script") || strings.ContainsAny(l.Text+l.Subject, "\u202e\x00") || strings.Contains(l.Subject, "\n") ||
				strings.Contains(l.HTML, `href="https://evil.example"`) || strings.Contains(l.Text, " ,") || strings.Contains(l.Text, "in .") {
				t.Errorf("%q in field %d:\n%s\n%s\n%s", h, field, l.Subject, l.Text, l.HTML)
			}
		}
	}
}

func TestNoRandomLifeAsksTwiceInNinetyDaysOrAtOneDoorInAWeekOrBeforeTheHello(t *testing.T) {
	for seed := range int64(6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			rng := rand.New(rand.NewSource(seed))
			w := office(t, monday)
			companies := []string{"", "Northwind", "northwind inc", "Lakeside"}
			var people []goodturn.ID
			for i := range 8 {
				people = append(people, w.colleague(fmt.Sprintf("P%c", 'a'+i), companies[rng.Intn(len(companies))]))
			}
			w.together(people[0], people[1])
			kinds := []goodturn.RequestKind{goodturn.RequestRecommendation, goodturn.RequestReference, goodturn.RequestIntroduction}
			for range 40 {
				today := goodturn.DateOf(w.Now)
				a := asking(people[rng.Intn(len(people))], today.AddDays(20+rng.Intn(100)), today.AddDays(-rng.Intn(400)))
				a.Kind, a.Facts.Goal = kinds[rng.Intn(3)], []string{"the platform role at Northwind", "a grant"}[rng.Intn(2)]
				if rng.Intn(3) == 0 {
					a.Channel = goodturn.ChannelDM
				}
				a.Facts.Person, a.Facts.Company, a.Facts.Offer = "Jo Diaz", "Northwind", "A guide came out that answers an old question of yours."
				if out, err := w.r.AskByHand(t.Context(), w.Owner.ID, []requests.Asking{a}, false); err == nil && rng.Intn(4) > 0 {
					w.approve(out[0].Request.TouchID)
					if out[0].Request.HelloID != "" {
						w.approve(out[0].Request.HelloID)
					}
				} else if code := goodturn.ErrorCode(err); err != nil && code != goodturn.CodeInvalid && code != goodturn.CodeConflict {
					t.Fatal(err)
				}
				w.Until(w.Now.Add(time.Duration(rng.Intn(12*24)) * time.Hour))
				w.sendSome(rng, people)
			}
			w.lawful(people)
		})
	}
}

// sendSome has the owner say of some direct messages that they are on their way, of some that they are not, and of others nothing.
func (w *town) sendSome(rng *rand.Rand, people []goodturn.ID) {
	w.T.Helper()
	for _, id := range people {
		for _, task := range w.sends(id) {
			if n := rng.Intn(4); n < 3 {
				if err := w.P.ResolveUnknown(w.T.Context(), w.Owner.ID, task.TouchID, n > 0); err != nil {
					w.T.Fatal(err)
				}
			}
		}
	}
}

// lawful holds everything that left against the promises of the pack.
func (w *town) lawful(people []goodturn.ID) {
	w.T.Helper()
	type ask struct {
		at      time.Time
		id      goodturn.ID
		company string
		door    string
		house   goodturn.ID
	}
	var asks []ask
	err := w.DB.Read(w.T.Context(), func(tx *store.Tx) error {
		for _, id := range people {
			c, err := tx.Contact(id)
			if err != nil {
				return err
			}
			all, err := tx.Requests(id)
			if err != nil {
				return err
			}
			for _, r := range all {
				t, err := tx.Touch(r.TouchID)
				if err != nil {
					return err
				}
				if t.State != goodturn.Sent && t.State != goodturn.Unknown {
					continue // unknown is one that the owner was given to send, and may have sent
				}
				if t.ApprovedAt.IsZero() && t.Channel != goodturn.ChannelDM {
					w.T.Errorf("%s left unread", t.ID)
				}
				if r.HelloID != "" {
					h, err := tx.Touch(r.HelloID)
					if err != nil {
						return err
					}
					if h.State != goodturn.Sent || t.SentAt.Sub(h.SentAt) < 30*goodturn.Day {
						w.T.Errorf("asked %s, the hello is %s %s", t.SentAt, h.State, h.SentAt)
					}
				}
				asks = append(asks, ask{t.SentAt, id, r.CompanyKey, r.Door, c.HouseholdID})
			}
		}
		return nil
	})
	if err != nil {
		w.T.Fatal(err)
	}
	for i, a := range asks {
		for _, b := range asks[i+1:] {
			gap := a.at.Sub(b.at).Abs()
			if (a.id == b.id || a.house != "" && a.house == b.house) && gap < 90*goodturn.Day {
				w.T.Errorf("asked twice in %s", gap)
			}
			if a.company != "" && a.company == b.company && a.door == b.door && gap < 7*goodturn.Day {
				w.T.Errorf("two of %s asked for the same in %s", a.company, gap)
			}
		}
	}
	w.T.Logf("%d requests left", len(asks))
	if len(asks) == 0 {
		w.T.Error("nothing ever left, so nothing was proved")
	}
}

func TestWhatCannotWaitIsRecalledThreeTimesInTwoWeeksAndEachTimeInOtherWords(t *testing.T) {
	w := office(t, monday)
	ada := w.colleague("Ada", "Lakeside Studio")
	a := asking(ada, on(2026, 3, 31), on(2026, 2, 20))
	a.Urgent = true
	x := w.ask(a)
	w.approve(x.Request.TouchID)
	w.Until(monday.Add(2 * goodturn.Day))
	for i := 1; i <= 3; i++ { // all three can be seen, and stopped, from the first day on
		if r := w.step(ada, fmt.Sprintf("recommendation-urgent-%d", i)); r.State != goodturn.Planned || !r.ApprovedAt.IsZero() {
			t.Fatalf("reminder %d: %+v", i, r)
		}
	}
	w.approve(w.step(ada, "recommendation-urgent-1").ID, w.step(ada, "recommendation-urgent-3").ID) // the second goes unread
	w.Until(monday.Add(40 * goodturn.Day))
	if got := w.sentSteps(ada); !slices.Equal(got, []string{"recommendation", "recommendation-urgent-1", "recommendation-urgent-3"}) {
		t.Fatalf("sent %v", got)
	}
	asked := w.step(ada, "recommendation").SentAt
	var letters []string
	touches := w.Touches(ada)
	if err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
		for _, touch := range touches {
			if touch.State != goodturn.Sent {
				continue
			}
			if touch.SentAt.Sub(asked) > 14*goodturn.Day {
				t.Errorf("%s left %s after the ask", touch.Step, touch.SentAt.Sub(asked))
			}
			ds, err := tx.TouchDeliveries(touch.ID)
			if err != nil {
				return err
			}
			_, text, _, err := tx.Body(ds[0].ID)
			if err != nil {
				return err
			}
			letters = append(letters, text)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for i, a := range letters {
		if low := strings.ToLower(a); i > 0 && !strings.Contains(low, "no need to answer") && !strings.Contains(low, "need not answer") && !strings.Contains(low, "no reply needed") {
			t.Errorf("it does not leave them free:\n%s", a)
		}
		for _, b := range letters[i+1:] {
			if s := message.Similar(a, b); s >= message.TooSimilar {
				t.Errorf("two letters are %.2f alike:\n%s\n\n%s", s, a, b)
			}
		}
	}
	if len(letters) != 3 {
		t.Errorf("%d letters", len(letters))
	}
	far := asking(w.colleague("Bea", "Elsewhere"), on(2026, 6, 30), on(2026, 2, 20))
	far.Urgent = true
	if _, err := w.r.AskByHand(t.Context(), w.Owner.ID, []requests.Asking{far}, false); goodturn.ErrorCode(err) != goodturn.CodeInvalid || !strings.Contains(err.Error(), "cannot wait") {
		t.Errorf("what can wait is urgent: %v", err)
	}
}

// The day that they named is one of the owner's calendar: late in the evening it is still today in New York.
func TestTodayIsTheOwnersDay(t *testing.T) {
	w := office(t, monday)
	ada := w.colleague("Ada", "")
	x := w.ask(asking(ada, on(2026, 3, 31), on(2026, 2, 20)))
	w.approve(x.Request.TouchID)
	w.Until(time.Date(2026, 3, 10, 2, 0, 0, 0, time.UTC)) // the 9th, 22:00
	if len(w.sentSteps(ada)) != 1 {
		t.Fatal("she was not asked")
	}
	for day, good := range map[goodturn.Date]bool{on(2026, 3, 8): false, on(2026, 3, 9): true} {
		if _, err := w.r.NoteRequest(t.Context(), x.Request.ID, w.Owner.ID, requests.OutcomePromised, day); (err == nil) != good {
			t.Errorf("promised for %s: %v", day, err)
		}
	}
}
