package answers_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/sim"
	"github.com/goodturn-app/goodturn/store"
)

// asked is a world in which two people on one deal, Ana and Paul, and a neighbour, Bo, were asked a moment ago.
type asked struct {
	*sim.World
	t         *testing.T
	ctx       context.Context
	owner     goodturn.User
	ana, paul goodturn.ID
	bo        goodturn.ID
	ask       goodturn.Ask // Ana's
	token     string
	key       link.Signer
}

func justAsked(t *testing.T) *asked {
	t.Helper()
	pack, err := playbook.Library("real-estate")
	if err != nil {
		t.Fatal(err)
	}
	key, err := link.New(make([]byte, link.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC)
	ctx := context.Background()
	w, err := sim.New(ctx, sim.Engine{Library: map[string]*playbook.Pack{pack.Playbook.Name: pack}, Links: key}, sim.Options{At: start, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	a := &asked{World: w, t: t, ctx: ctx, key: key}
	a.owner = goodturn.User{Email: "dana@example.com", Name: "Dana Reed", Active: true, Zone: "America/New_York",
		Voice: goodturn.Voice{FirstName: "Dana", Greeting: "Hi", SignOff: "Warmly, Dana", Phone: "212-555-0100"}, Mailbox: goodturn.Mailbox{Host: "x", ProvedAt: 1}}
	a.write(func(tx *store.Tx) error {
		if err := tx.InsertUser(&a.owner); err != nil {
			return err
		}
		return tx.SaveSettings(goodturn.Settings{Name: "Reed Homes", Pack: "real-estate", PostalAddress: "1 Main Street, Springfield, NY 10001", Region: "US", Zone: "America/New_York",
			Mode: goodturn.ModeLive, LiveAt: start.Add(-30 * goodturn.Day), TestMessageAt: start, PublicURL: "https://answers.example.com", PublicProvedAt: start})
	})
	closing := func(street string) []connect.Closing {
		at := goodturn.Address{Street: street, City: "Denver", State: "CO", ZIP: "80203"}
		return []connect.Closing{{Date: goodturn.Date{Year: 2026, Month: 1, Day: 5}, Side: goodturn.SideBought, PriceMinor: 60_000_000, Currency: "USD", Address: at}}
	}
	ids, err := w.People.TakeRecords(ctx, []connect.Record{
		{Row: 1, Given: "Ana", Family: "Ruiz", Full: "Ana Ruiz", Emails: []string{"ana@example.com"}, Property: closing("12 Oak Street")[0].Address, Closings: closing("12 Oak Street"),
			Spouse: connect.Spouse{Given: "Paul", Family: "Ruiz", Email: "paul@example.com"}},
		{Row: 2, Given: "Bo", Family: "Lind", Full: "Bo Lind", Emails: []string{"bo@example.com"}, Property: closing("40 Pine Road")[0].Address, Closings: closing("40 Pine Road")},
	}, "hand", a.owner.ID, people.Attestation{By: "Dana Reed", How: "My own clients.", Region: "US"})
	if err != nil {
		t.Fatal(err)
	}
	a.ana, a.bo = ids[0], ids[1]
	if err := w.Run(ctx, time.Date(2026, 4, 9, 23, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	a.read(func(tx *store.Tx) error {
		c, err := tx.Contact(a.ana)
		if err != nil {
			return err
		}
		members, err := tx.Members([]goodturn.ID{c.HouseholdID})
		for _, id := range members[c.HouseholdID] {
			if id != a.ana {
				a.paul = id
			}
		}
		if err != nil {
			return err
		}
		asks, err := tx.Asks(a.ana)
		if len(asks) == 1 {
			a.ask = asks[0]
		}
		return err
	})
	if a.ask.ID == "" || a.ask.State != goodturn.AskOpen {
		t.Fatalf("nobody was asked: %+v", a.ask)
	}
	a.token = key.Token(link.Answer, a.ask.ID)
	return a
}

func (a *asked) read(fn func(*store.Tx) error) {
	a.t.Helper()
	if err := a.DB.Read(a.ctx, fn); err != nil {
		a.t.Fatal(err)
	}
}

func (a *asked) write(fn func(*store.Tx) error) {
	a.t.Helper()
	if err := a.DB.Write(a.ctx, fn); err != nil {
		a.t.Fatal(err)
	}
}

func (a *asked) says(answer goodturn.Answer) answers.AnswerPage {
	a.t.Helper()
	if err := answers.New(a.Program).Respond(a.ctx, a.token, answer, "page"); err != nil {
		a.t.Fatal(err)
	}
	page, err := answers.New(a.Program).OpenAnswer(a.ctx, a.token)
	if err != nil {
		a.t.Fatal(err)
	}
	return page
}

// planned lists the kinds of what is still planned for somebody.
func (a *asked) planned(id goodturn.ID) map[goodturn.Kind]int {
	a.t.Helper()
	out := map[goodturn.Kind]int{}
	a.read(func(tx *store.Tx) error {
		touches, err := tx.ContactTouches(id)
		for _, t := range touches {
			if t.State == goodturn.Planned {
				out[t.Kind]++
			}
		}
		return err
	})
	return out
}

func (a *asked) tasks(id goodturn.ID) (out []goodturn.Task) {
	a.t.Helper()
	a.read(func(tx *store.Tx) (err error) {
		all, err := tx.ContactTasks(id)
		for _, k := range all {
			if k.DoneAt.IsZero() {
				out = append(out, k)
			}
		}
		return err
	})
	return out
}

func TestThePageAsksAndTellsNothing(t *testing.T) {
	a := justAsked(t)
	page, err := answers.New(a.Program).OpenAnswer(a.ctx, a.token)
	if err != nil {
		t.Fatal(err)
	}
	if page.Owner != "Dana" || page.Question == "" || page.Present != goodturn.AnswerNone || page.Closed || page.Share != nil || len(page.Answers) != 4 {
		t.Errorf("%+v", page)
	}
	if want := (goodturn.Date{Year: 2026, Month: 7, Day: 8}); page.ReturnOn != want {
		t.Errorf("not now returns on %s, want %s", page.ReturnOn, want)
	}
	for _, c := range page.Answers {
		if c.Words == "" || c.Means == "" {
			t.Errorf("an answer without words: %+v", c)
		}
	}
}

func TestForgedCutErasedAndForeignTokensLookAlike(t *testing.T) {
	a := justAsked(t)
	foreign, _ := link.New(append(make([]byte, link.KeySize), 1))
	var texts []string
	for _, token := range []string{"", "x", a.token[:20], a.token + "A", foreign.Token(link.Answer, a.ask.ID), a.key.Token(link.Unsubscribe, a.ask.ID), a.key.Token(link.Answer, a.ana)} {
		_, err := answers.New(a.Program).OpenAnswer(a.ctx, token)
		err2 := answers.New(a.Program).Respond(a.ctx, token, goodturn.AnswerNo, "page")
		if goodturn.ErrorCode(err) != goodturn.CodeNotFound || goodturn.ErrorCode(err2) != goodturn.CodeNotFound {
			t.Fatalf("%q opened: %v, %v", token, err, err2)
		}
		texts = append(texts, err.Error(), err2.Error())
	}
	for _, s := range texts {
		if s != texts[0] {
			t.Errorf("%q differs from %q", s, texts[0])
		}
	}
}

func TestNoThanksEndsAsksForBothAndNothingElse(t *testing.T) {
	a := justAsked(t)
	before := a.planned(a.ana)
	page := a.says(goodturn.AnswerNo)
	if page.Present != goodturn.AnswerNo || page.Thanks == "" {
		t.Errorf("%+v", page)
	}
	after := a.planned(a.ana)
	if after[goodturn.KindAsk] != 0 || after[goodturn.KindReminder] != 0 || after[goodturn.KindValue] != before[goodturn.KindValue] || before[goodturn.KindAsk] == 0 {
		t.Errorf("planned before %v, after %v", before, after)
	}
	if p := a.planned(a.paul); p[goodturn.KindAsk] != 0 {
		t.Errorf("Paul is still to be asked: %v", p)
	}
	if p := a.planned(a.bo); p[goodturn.KindAsk] == 0 {
		t.Errorf("Bo's asks went too: %v", p)
	}
	if err := a.Run(a.ctx, time.Date(2028, 2, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	a.read(func(tx *store.Tx) error {
		asks, err := tx.Asks(a.ana, a.paul)
		if len(asks) != 1 {
			t.Errorf("asked %d times in all", len(asks))
		}
		return err
	})
}

func TestOnlyThePersonReopensANoAndThenThePlanIsBack(t *testing.T) {
	a := justAsked(t)
	before := a.planned(a.ana)
	a.says(goodturn.AnswerNo)
	if page := a.says(goodturn.AnswerYes); page.Present != goodturn.AnswerNo {
		t.Errorf("a yes from another device lifted a no: %+v", page)
	}
	if _, err := answers.New(a.Program).Change(a.ctx, a.token, goodturn.AnswerNo, goodturn.AnswerNotNow, "page"); err != nil {
		t.Fatal(err)
	}
	page, err := answers.New(a.Program).OpenAnswer(a.ctx, a.token)
	if err != nil || page.Present != goodturn.AnswerNotNow {
		t.Fatalf("%+v, %v", page, err)
	}
	after := a.planned(a.ana)
	if after[goodturn.KindAsk] != before[goodturn.KindAsk] {
		t.Errorf("asks planned before %v, after %v", before, after)
	}
	a.read(func(tx *store.Tx) error {
		rows, err := tx.Suppressions(a.ana)
		if len(rows) != 0 {
			t.Errorf("still on the list: %+v", rows)
		}
		return err
	})
}

func TestNotNowReturnsAtNineOnTheDayShown(t *testing.T) {
	a := justAsked(t)
	page := a.says(goodturn.AnswerNotNow)
	var ask goodturn.Ask
	a.read(func(tx *store.Tx) (err error) { ask, err = tx.Ask(a.ask.ID); return err })
	denver, _ := schedule.LoadZone("America/Denver")
	if local := ask.SnoozeUntil.In(denver); local.Hour() != 9 || goodturn.DateOf(local) != page.ReturnOn || page.ReturnOn.Sub(goodturn.DateOf(a.Clock.Now().In(denver))) != 90 {
		t.Errorf("returns at %s, shown %s", ask.SnoozeUntil.In(denver), page.ReturnOn)
	}
	if p := a.planned(a.ana); p[goodturn.KindAsk] == 0 {
		t.Error("not now ended the asks for good")
	}
}

func TestTheSnoozeIsBetweenSixtyAndNinetyDays(t *testing.T) {
	for setting, want := range map[string]int{"": 90, "75": 75, "10": 60, "400": 90, "soon": 90} {
		a := justAsked(t)
		a.write(func(tx *store.Tx) error { return tx.SetValue("snooze_days", setting) })
		page := a.says(goodturn.AnswerNotNow)
		denver, _ := schedule.LoadZone("America/Denver")
		if got := page.ReturnOn.Sub(goodturn.DateOf(a.Clock.Now().In(denver))); got != want {
			t.Errorf("%q: %d days, want %d", setting, got, want)
		}
	}
}

func TestYesMintsOneCodeAndGivesWordsToForward(t *testing.T) {
	a := justAsked(t)
	page := a.says(goodturn.AnswerYes)
	again := a.says(goodturn.AnswerYes)
	if page.Share == nil || page.Share.Code == "" || page.Share.Code != again.Share.Code || page.Share.URL != "https://answers.example.com/r/"+page.Share.Code || page.Share.Texts.Note == "" {
		t.Fatalf("%+v", page.Share)
	}
	for _, secret := range []string{"Oak", "Ana", "Ruiz", "ana@"} {
		for _, text := range []string{page.Share.Texts.Email, page.Share.Texts.WhatsApp, page.Share.Texts.LinkedIn, page.Share.Texts.Note} {
			if strings.Contains(text, secret) {
				t.Errorf("the words tell %q: %s", secret, text)
			}
		}
	}
	kinds := map[goodturn.TaskKind]int{}
	for _, k := range a.tasks(a.ana) {
		kinds[k.Kind]++
	}
	if kinds[goodturn.TaskThank] != 1 {
		t.Errorf("tasks %v", kinds)
	}
	a.read(func(tx *store.Tx) error {
		touches, err := tx.ContactTouches(a.ana)
		for _, x := range touches {
			if x.Step == "first-ask-reminder" && x.State == goodturn.Planned {
				t.Error("the reminder of an answered ask is still planned")
			}
		}
		return err
	})
}

func TestSomebodyInMindIsAnUrgentCallWithAnOpeningLine(t *testing.T) {
	a := justAsked(t)
	a.says(goodturn.AnswerMiddle)
	a.says(goodturn.AnswerMiddle)
	calls := 0
	for _, k := range a.tasks(a.ana) {
		if k.Kind == goodturn.TaskCall && k.Urgent {
			calls++
			if k.Say == "" || k.Title != "Call Ana Ruiz: they have somebody in mind" {
				t.Errorf("%+v", k)
			}
		}
	}
	if calls != 1 {
		t.Errorf("%d calls", calls)
	}
}

func TestStopEndsEverythingForThePersonAndTheirAddress(t *testing.T) {
	for name, stop := range map[string]func(*asked) error{
		"by answer": func(a *asked) error {
			err := answers.New(a.Program).Respond(a.ctx, a.token, goodturn.AnswerStop, "page")
			return err
		},
		"by the link that never expires": func(a *asked) error {
			a.Clock.Advance(20 * 365 * goodturn.Day)
			_, err := answers.New(a.Program).Unsubscribe(a.ctx, a.key.Token(link.Unsubscribe, a.ana))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := justAsked(t)
			for range 2 {
				if err := stop(a); err != nil {
					t.Fatal(err)
				}
			}
			if p := a.planned(a.ana); len(p) != 0 {
				t.Errorf("still planned: %v", p)
			}
			a.read(func(tx *store.Tx) error {
				rows, err := tx.Suppressions(a.ana)
				if len(rows) != 1 || rows[0].Scope != goodturn.ScopeAll {
					t.Errorf("%+v", rows)
				}
				if err != nil {
					return err
				}
				hashes, err := tx.HashSuppressions(tx.AddressHash("ana@example.com"))
				if len(hashes) != 1 {
					t.Errorf("the address is not on the list: %+v", hashes)
				}
				if paul, err := tx.Suppressions(a.paul); err != nil || len(paul) != 0 {
					t.Errorf("Paul was stopped too: %+v %v", paul, err)
				}
				return err
			})
			page, err := answers.New(a.Program).OpenUnsubscribe(a.ctx, a.key.Token(link.Unsubscribe, a.ana))
			if err != nil || !page.Stopped || page.Owner != "Dana" {
				t.Errorf("%+v %v", page, err)
			}
		})
	}
}

func TestTakingAStopBackPlansAgainWhatHasNotPassed(t *testing.T) {
	a := justAsked(t)
	before := a.planned(a.ana)
	token := a.key.Token(link.Unsubscribe, a.ana)
	if _, err := answers.New(a.Program).Unsubscribe(a.ctx, token); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if page, err := answers.New(a.Program).Resubscribe(a.ctx, token); err != nil || page.Stopped {
			t.Fatalf("%+v %v", page, err)
		}
	}
	after := a.planned(a.ana)
	if after[goodturn.KindValue] != before[goodturn.KindValue] || after[goodturn.KindAsk] != before[goodturn.KindAsk] {
		t.Errorf("planned before %v, after %v", before, after)
	}
	sent := len(a.Mail.Messages())
	if err := a.Run(a.ctx, a.Clock.Now().Add(200*goodturn.Day)); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, m := range a.Mail.Messages()[sent:] {
		found = found || m.To.Address == "ana@example.com"
	}
	if !found {
		t.Error("nothing goes out to her although she took it back")
	}
}

func TestTakingAStopBackIsNotTakingANoBack(t *testing.T) {
	a := justAsked(t)
	a.says(goodturn.AnswerNo)
	token := a.key.Token(link.Unsubscribe, a.ana)
	for _, do := range []func(context.Context, string) (answers.StopPage, error){answers.New(a.Program).Unsubscribe, answers.New(a.Program).Resubscribe} {
		if _, err := do(a.ctx, token); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Run(a.ctx, a.Clock.Now().Add(700*goodturn.Day)); err != nil {
		t.Fatal(err)
	}
	a.read(func(tx *store.Tx) error {
		asks, err := tx.Asks(a.ana, a.paul)
		if len(asks) != 1 {
			t.Errorf("asked %d times in all", len(asks))
		}
		return err
	})
}

func TestAfterItsLifeAnAskTakesRefusalsOnly(t *testing.T) {
	a := justAsked(t)
	a.Clock.Advance(91 * goodturn.Day)
	if page, err := answers.New(a.Program).OpenAnswer(a.ctx, a.token); err != nil || !page.Closed {
		t.Errorf("%+v %v", page, err)
	}
	if err := answers.New(a.Program).Respond(a.ctx, a.token, goodturn.AnswerYes, "page"); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Errorf("a late yes: %v", err)
	}
	if page := a.says(goodturn.AnswerNo); page.Present != goodturn.AnswerNo {
		t.Errorf("a late no was not taken: %+v", page)
	}
}

func TestARefusalWinsEveryRace(t *testing.T) {
	a := justAsked(t)
	var wg sync.WaitGroup
	for _, answer := range []goodturn.Answer{goodturn.AnswerYes, goodturn.AnswerNo, goodturn.AnswerMiddle, goodturn.AnswerNotNow, goodturn.AnswerYes} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := answers.New(a.Program).Respond(a.ctx, a.token, answer, "page"); err != nil {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if page, err := answers.New(a.Program).OpenAnswer(a.ctx, a.token); err != nil || page.Present != goodturn.AnswerNo {
		t.Errorf("%+v %v", page, err)
	}
}

func TestAskingForAValuationIsOneUrgentCallAndHoldsTheAsk(t *testing.T) {
	a := justAsked(t)
	var value goodturn.Touch
	a.read(func(tx *store.Tx) error {
		touches, err := tx.ContactTouches(a.bo)
		for _, x := range touches {
			if x.Step == "home-update" {
				value = x
			}
		}
		return err
	})
	token := a.key.Token(link.Valuation, value.ID)
	if page, err := answers.New(a.Program).OpenValuation(a.ctx, token); err != nil || page.Asked {
		t.Fatalf("%+v %v", page, err)
	}
	for range 2 {
		if page, err := answers.New(a.Program).AskValuation(a.ctx, token); err != nil || !page.Asked {
			t.Fatalf("%+v %v", page, err)
		}
	}
	urgent := 0
	for _, k := range a.tasks(a.bo) {
		if k.Kind == goodturn.TaskCall && k.Urgent && k.Say != "" {
			urgent++
		}
	}
	if urgent != 1 {
		t.Errorf("%d urgent calls", urgent)
	}
	if err := a.Run(a.ctx, time.Date(2027, 1, 20, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	a.read(func(tx *store.Tx) error {
		asks, err := tx.Asks(a.bo)
		if len(asks) != 1 {
			t.Errorf("asked %d times although a call is owed", len(asks))
		}
		return err
	})
}

func TestARefusalThatCannotBeWrittenDownSaysSo(t *testing.T) {
	a := justAsked(t)
	if err := a.DB.Close(); err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]func() error{
		"answer": func() error {
			err := answers.New(a.Program).Respond(a.ctx, a.token, goodturn.AnswerNo, "page")
			return err
		},
		"unsubscribe": func() error {
			_, err := answers.New(a.Program).Unsubscribe(a.ctx, a.key.Token(link.Unsubscribe, a.ana))
			return err
		},
	} {
		if err := try(); goodturn.ErrorCode(err) != goodturn.CodeUnavailable {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestALookChangesNothingButTheLog(t *testing.T) {
	a := justAsked(t)
	stop := a.key.Token(link.Unsubscribe, a.ana)
	value := a.key.Token(link.Valuation, a.ask.TouchID)
	planned := a.planned(a.ana)
	for range 3 {
		for _, open := range []func() error{
			func() error { _, err := answers.New(a.Program).OpenAnswer(a.ctx, a.token); return err },
			func() error { _, err := answers.New(a.Program).OpenUnsubscribe(a.ctx, stop); return err },
			func() error { _, err := answers.New(a.Program).OpenValuation(a.ctx, value); return err },
		} {
			if err := open(); err != nil {
				t.Fatal(err)
			}
		}
		answers.New(a.Program).LogFetch(a.ctx, answers.Look{Purpose: link.Answer, Token: a.token, Method: "GET", UserAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0", Navigated: true})
		answers.New(a.Program).LogFetch(a.ctx, answers.Look{Purpose: link.Answer, Token: "forged", Method: "GET"})
	}
	a.read(func(tx *store.Tx) error {
		looks, err := tx.Fetches(string(a.ask.ID))
		if len(looks) != 3 {
			t.Errorf("%d looks in the log", len(looks))
		}
		for _, l := range looks {
			if l.Verdict != "unknown" {
				t.Errorf("%+v", l)
			}
		}
		return err
	})
	if now := a.planned(a.ana); now[goodturn.KindAsk] != planned[goodturn.KindAsk] || now[goodturn.KindReminder] != planned[goodturn.KindReminder] {
		t.Errorf("looking changed the plan from %v to %v", planned, now)
	}
}

func TestLooksAreJudgedByWhatTellsMachinesFromPeople(t *testing.T) {
	now := time.Date(2026, 4, 8, 16, 0, 0, 0, time.UTC)
	browser := "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/19.0 Safari/605.1.15"
	for name, c := range map[string]struct {
		look answers.Look
		sent time.Time
		want answers.Verdict
	}{
		"a browser an hour later":               {answers.Look{Purpose: link.Answer, Method: "GET", UserAgent: browser}, now.Add(-time.Hour), answers.UnknownLook},
		"a browser half a minute later":         {answers.Look{Purpose: link.Answer, Method: "GET", UserAgent: browser}, now.Add(-30 * time.Second), answers.Machine},
		"a HEAD":                                {answers.Look{Purpose: link.Answer, Method: "HEAD", UserAgent: browser}, now.Add(-time.Hour), answers.Machine},
		"the link that only machines see":       {answers.Look{Purpose: link.Canary, Method: "GET", UserAgent: browser}, time.Time{}, answers.Machine},
		"a name of a scanner":                   {answers.Look{Purpose: link.Answer, Method: "GET", UserAgent: "Barracuda Sentinel (EE)"}, now.Add(-time.Hour), answers.Machine},
		"a bare Mozilla, as Apple's proxies do": {answers.Look{Purpose: link.Answer, Method: "GET", UserAgent: "Mozilla/5.0"}, now.Add(-time.Hour), answers.Machine},
		"a prefetch":                            {answers.Look{Purpose: link.Answer, Method: "GET", UserAgent: browser, Prefetch: true}, now.Add(-time.Hour), answers.Machine},
		"a tap seconds after it arrived":        {answers.Look{Purpose: link.Answer, Method: "POST", UserAgent: browser, Acted: true}, now.Add(-20 * time.Second), answers.Human},
		"no name at all":                        {answers.Look{Purpose: link.Answer, Method: "GET"}, now.Add(-time.Hour), answers.Machine},
	} {
		if got := c.look.Judge(c.sent, now); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestATakenBackYesLeavesNobodyToThankOrToCall(t *testing.T) {
	for _, first := range []goodturn.Answer{goodturn.AnswerYes, goodturn.AnswerMiddle} {
		a := justAsked(t)
		a.says(first)
		open := func() (n int) {
			for _, k := range a.tasks(a.ana) {
				if k.DoneAt.IsZero() && (k.Kind == goodturn.TaskThank || k.Kind == goodturn.TaskCall) {
					n++
				}
			}
			return n
		}
		if open() == 0 {
			t.Fatalf("%s: the owner has nothing to do, so nothing is tested", first)
		}
		if _, err := answers.New(a.Program).Change(a.ctx, a.token, first, goodturn.AnswerNo, "page"); err != nil {
			t.Fatal(err)
		}
		if n := open(); n != 0 {
			t.Errorf("%s, then no: the owner is still told to thank or call them (%d)", first, n)
		}
	}
}
