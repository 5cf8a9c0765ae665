package journey_test

import (
	"context"
	"log/slog"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/program/friends"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/reward"
	"github.com/goodturn-app/goodturn/sim"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
	server "github.com/goodturn-app/goodturn/test/postgres"
	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/admin"
	"github.com/goodturn-app/goodturn/web/public"
)

var start = time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC)

// firm is a small software company with one customer, its clients' pages and its own.
type firm struct {
	*sim.World
	t       testing.TB
	public  http.Handler
	admin   http.Handler
	owner   goodturn.User
	ana     goodturn.ID
	letters []capture.Captured
}

// uses are what the public pages do.
type uses struct {
	*friends.Friends
	*answers.Answers
}

func newFirm(t testing.TB, on string) *firm {
	t.Helper()
	pack, err := playbook.Load(os.DirFS("../../examples/software"), "examples/software")
	if err != nil {
		t.Fatal(err)
	}
	return open(t, on, pack, "Tallyroom", connect.Closing{Date: goodturn.Date{Year: 2026, Month: 1, Day: 5}})
}

// open opens a business with one client, Ana, and what she closed.
func open(t testing.TB, on string, pack *playbook.Pack, name string, closed connect.Closing) *firm {
	t.Helper()
	ctx := context.Background()
	key, err := link.New(make([]byte, link.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	engine, from := sim.Engine{Library: map[string]*playbook.Pack{pack.Playbook.Name: pack}, Links: key}, sim.Options{At: start, Seed: 1}
	x := &firm{t: t}
	if on == "postgres" {
		clock := sim.NewClock(start)
		db, err := postgres.Open(ctx, server.NewDatabase(t), store.Options{Clock: clock, Rand: rand.New(rand.NewSource(1))})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		x.World = sim.Over(db, clock, engine, from)
	} else {
		if x.World, err = sim.New(ctx, engine, from); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = x.Close() })
	}
	x.World.Sent = func(m capture.Captured) { x.letters = append(x.letters, m) }
	x.owner = goodturn.User{Email: "dana@tallyroom.example", Name: "Dana Reed", Role: goodturn.RoleOwner, Active: true, Zone: "America/New_York",
		Voice: goodturn.Voice{FirstName: "Dana", Greeting: "Hi", SignOff: "Dana", Phone: "212-555-0100", Brokerage: name}, Mailbox: goodturn.Mailbox{Host: "x", From: "dana@tallyroom.example", ProvedAt: 1}}
	x.write(func(tx *store.Tx) error {
		if err := tx.InsertUser(&x.owner); err != nil {
			return err
		}
		return tx.SaveSettings(goodturn.Settings{Name: name, Pack: pack.Playbook.Name, PostalAddress: "1 Main Street, Springfield, NY 10001", Region: "US-NY", Zone: "America/New_York",
			Mode: goodturn.ModeLive, LiveAt: start.Add(-30 * goodturn.Day), TestMessageAt: start, PublicURL: "https://answers.tallyroom.com", PublicProvedAt: start})
	})
	deals := []connect.Closing{closed}
	if closed == (connect.Closing{}) {
		deals = nil
	}
	ids, err := x.People.TakeRecords(ctx, []connect.Record{{Row: 1, Given: "Ana", Family: "Ruiz", Full: "Ana Ruiz", Emails: []string{"ana@northwind.example"},
		Closings: deals}}, "hand", x.owner.ID, people.Attestation{By: "Dana Reed", How: "My own past clients: they gave me their address when we worked together.", Region: "US"})
	if err != nil {
		t.Fatal(err)
	}
	x.ana = ids[0]
	assets, err := web.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	x.public = public.New(public.Deps{Now: x.Clock.Now, Program: uses{friends.New(x.Program), answers.New(x.Program)}, Assets: assets, NewID: func() string { return "ref" },
		Waits: func(error) bool { return false }, KeepRefusal: func(string, goodturn.Answer) error { return nil }})
	x.admin = admin.New(admin.Deps{Program: x.Program, DB: x.DB, Auth: &auth.Book{}, Assets: assets, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Clock: x.Clock, Rand: rand.New(rand.NewSource(3)), Open: true})
	return x
}

func (x *firm) write(fn func(*store.Tx) error) {
	x.t.Helper()
	if err := x.DB.Write(context.Background(), fn); err != nil {
		x.t.Fatal(err)
	}
}

func (x *firm) until(day goodturn.Date) {
	x.t.Helper()
	if err := x.Run(context.Background(), time.Date(day.Year, day.Month, day.Day, 18, 0, 0, 0, time.UTC)); err != nil {
		x.t.Fatal(err)
	}
}

func day(month time.Month, d int) goodturn.Date {
	return goodturn.Date{Year: 2026, Month: month, Day: d}
}

// do asks a handler and follows nothing.
func do(h http.Handler, method, path string, pairs ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func (x *firm) own(method, path string, pairs ...string) string {
	x.t.Helper()
	w := do(x.admin, method, path, pairs...)
	if w.Code >= 400 {
		x.t.Fatalf("%s %s: %d %s", method, path, w.Code, plain(w.Body.String()))
	}
	return w.Body.String()
}

var tags = regexp.MustCompile(`(?s)<(style|script|head)[^>]*>.*?</(style|script|head)>|<[^>]+>`)

func plain(body string) string {
	return strings.Join(strings.Fields(tags.ReplaceAllString(body, " ")), " ")
}

// ask is the letter that asked Ana, and the path of its answer page.
func (x *firm) ask() (letter, answer string) {
	x.t.Helper()
	for _, m := range x.letters {
		if at := regexp.MustCompile(`https://answers\.tallyroom\.com(/a/[^?)\s]+)`).FindStringSubmatch(m.Message.Text); at != nil && m.Message.To.Address == "ana@northwind.example" {
			return m.Message.Text, at[1]
		}
	}
	x.t.Fatalf("nobody was asked; %d letters left", len(x.letters))
	return "", ""
}

func (x *firm) code() (code string) {
	x.write(func(tx *store.Tx) error {
		codes, err := tx.ShareCodes(x.ana)
		if len(codes) == 1 {
			code = codes[0].Code
		}
		return err
	})
	if code == "" {
		x.t.Fatal("a yes made no link")
	}
	return code
}

func (x *firm) introductions() (out []goodturn.Referral) {
	x.write(func(tx *store.Tx) (err error) { out, err = tx.Referrals(x.ana); return err })
	return out
}

// balanced checks that the ledger sums to nothing and gives where Ana's reward stands.
func (x *firm) balanced() (out rewards.Standing) {
	x.t.Helper()
	x.write(func(tx *store.Tx) error {
		book, err := rewards.Book(tx)
		if err != nil {
			return err
		}
		for currency, accounts := range reward.Balances(book) {
			sum := int64(0)
			for _, n := range accounts {
				sum += n
			}
			if sum != 0 {
				x.t.Errorf("the ledger sums to %d %s", sum, currency)
			}
		}
		mine, err := rewards.Of(tx, x.ana)
		if len(mine) > 0 {
			out = mine[0]
		}
		return err
	})
	return out
}

func has(t testing.TB, where, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%s does not say %q:\n%s", where, want, text)
		}
	}
}

// From the ask to what was given, on both databases: the ask says what is promised and keeps it, and nobody but the owner sees the rest.
func TestFromTheAskToWhatWasGiven(t *testing.T) {
	for _, on := range []string{"sqlite", "postgres"} {
		t.Run(on, func(t *testing.T) {
			x := newFirm(t, on)
			x.own("POST", "/rewards/set", "kind", "gift_card", "each", "20", "friend", "10")
			x.until(day(time.April, 10))
			letter, answer := x.ask()
			const says = "You get a $20 gift card for each friend whom you introduce and who talks with us, 14 days later. Your friend gets a $10 gift card."
			has(t, "the ask", letter, says)
			if strings.Index(letter, says) > strings.Index(letter, "/a/") {
				t.Error("the link stands before what is promised")
			}
			x.own("POST", "/rewards/set", "kind", "gift_card", "each", "5") // for later asks alone

			if w := do(x.public, "POST", answer, "answer", "yes"); w.Code != http.StatusSeeOther {
				t.Fatalf("yes: %d", w.Code)
			}
			const beside = "If you sign up I get a $20 gift card and you get a $10 gift card."
			page := do(x.public, "GET", answer).Body.String()
			has(t, "the page after a yes", plain(page), says, beside)
			if strings.Contains(page, "sms:") {
				t.Error("a text is prefilled although something is promised")
			}
			code := x.code()
			has(t, "the friend's page", plain(do(x.public, "GET", "/r/"+code).Body.String()), "Ana gets a $20 gift card for introducing you. You get a $10 gift card.", "who uses Tallyroom")
			version := regexp.MustCompile(`name="consent" value="([^"]+)"`).FindStringSubmatch(do(x.public, "GET", "/r/"+code).Body.String())
			if version == nil {
				t.Fatal("the form has no version of its consent")
			}
			if w := do(x.public, "POST", "/r/"+code, "name", "Lee Park", "reach", "lee@hillside.example", "looking", "", "tell", "1", "consent", version[1]); w.Code != http.StatusSeeOther {
				t.Fatalf("the friend's form: %d %s", w.Code, plain(w.Body.String()))
			}
			intro := x.introductions()
			if len(intro) != 1 {
				t.Fatalf("%d introductions", len(intro))
			}
			has(t, "what there is to do", plain(x.own("GET", "/tasks")), "Lee Park")
			move := func(stage string) {
				t.Helper()
				x.own("POST", "/introductions/"+string(intro[0].ID), "stage", stage)
			}
			card := plain(x.own("GET", "/introductions/"+string(intro[0].ID)))
			has(t, "the card", card, "Sent by Ana Ruiz by the link with the code "+link.Spoken(code), "Ana Ruiz was asked: ")
			if asked, came := strings.Index(card, "Ana Ruiz was asked"), strings.Index(card, "Written down."); asked > came {
				t.Errorf("the ask stands after what it led to: %s", card)
			}
			if s := x.balanced(); s.Account != "" {
				t.Errorf("earned before it came to anything: %+v", s)
			}
			x.until(day(time.April, 14))
			move("qualified")
			if s := x.balanced(); s.Account != reward.Held || s.Minor != 2000 || s.Looking {
				t.Errorf("qualified: %+v", s)
			}
			move("won")
			x.until(day(time.April, 27))
			has(t, "the page of rewards, a day too early", plain(x.own("GET", "/rewards")), "earned, not owed yet")
			x.until(day(time.April, 30))
			if s := x.balanced(); s.Account != reward.Due {
				t.Errorf("after a fortnight: %+v", s)
			}
			has(t, "the list of cards", x.own("GET", "/rewards/cards.csv"), "Ana Ruiz,ana@northwind.example,20.00,USD", "lee@hillside.example,10.00,USD")
			x.own("POST", "/rewards/give", "referral", string(intro[0].ID), "side", "advocate")
			x.own("POST", "/rewards/give", "referral", string(intro[0].ID), "side", "friend")
			if s := x.balanced(); s.Account != reward.Paid {
				t.Errorf("given: %+v", s)
			}
			has(t, "the year's file", x.own("GET", "/rewards/year.csv"), "Ana Ruiz,ana@northwind.example,20.00,USD,1,no,no")
			has(t, "who is behind a deal", plain(x.own("GET", "/introductions/led-to?at=won&plan=software")), "Ana Ruiz", ", the calendar, by e-mail", "1 request arrived; 1 deal came")
			if page := plain(x.own("GET", "/introductions/led-to?at=won&plan=other")); strings.Contains(page, "Ana Ruiz") {
				t.Errorf("behind a deal of another plan: %s", page)
			}
			x.until(day(time.July, 1))
			for _, m := range x.letters {
				if m.Message.To.Address == "lee@hillside.example" && (!strings.Contains(m.Message.Text, "Thank you for getting in touch") || strings.Contains(m.Message.Text, "gift")) {
					t.Errorf("the friend was written to:\n%s", m.Message.Text)
				}
				if strings.Contains(m.Message.Text, "gift") && m.At.After(time.Date(2026, 4, 11, 0, 0, 0, 0, time.UTC)) {
					t.Errorf("thanks speak of a gift:\n%s", m.Message.Text)
				}
			}
			has(t, "her page, long after", plain(do(x.public, "GET", answer).Body.String()), "Lee and I are in touch. Thank you.")
		})
	}
}

// What one ask promised is not taken back by a later one that promises nothing, and a later one's greater promise is kept too.
func TestALaterYesCarriesItsOwnPromise(t *testing.T) {
	x := newFirm(t, "sqlite")
	x.until(day(time.April, 10)) // asked, and nothing promised
	letter, answer := x.ask()
	if strings.Contains(letter, "$") {
		t.Errorf("something is promised:\n%s", letter)
	}
	do(x.public, "POST", answer, "answer", "yes")
	if page := plain(do(x.public, "GET", "/r/"+x.code()).Body.String()); strings.Contains(page, "gets") {
		t.Errorf("the friend reads of a reward: %s", page)
	}
	x.letters = nil
	x.own("POST", "/rewards/set", "kind", "credit", "each", "20")
	x.until(goodturn.Date{Year: 2027, Month: 1, Day: 20})
	letter, answer = x.ask()
	has(t, "the ask after a year", letter, "You get $20 credit")
	do(x.public, "POST", answer, "answer", "yes")
	has(t, "the same link, from now on", plain(do(x.public, "GET", "/r/"+x.code()).Body.String()), "Ana gets $20 credit for introducing you.")
	has(t, "her page", plain(do(x.public, "GET", answer).Body.String()), "You get $20 credit")
}

// Whoever works in a public office is asked like everybody, and promised nothing: neither in the letter nor with the ask.
func TestNobodyInAPublicOfficeIsPromisedAnything(t *testing.T) {
	for mail, promised := range map[string]bool{"ana@hill.example": true, "ana@dot.state.ny.us": false} {
		x := newFirm(t, "sqlite")
		x.write(func(tx *store.Tx) error {
			if _, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: x.ana, Kind: goodturn.IdentityEmail, Value: mail, Shown: mail}}); err != nil {
				return err
			}
			return rewards.Save(tx, reward.Programme{On: true, Kind: reward.Credit, EachMinor: 2000}, x.Program.PackOf)
		})
		x.until(day(time.April, 20))
		letter, _ := x.ask()
		if strings.Contains(letter, "$20 credit") != promised {
			t.Errorf("to %s: %s", mail, letter)
		}
		x.write(func(tx *store.Tx) error {
			asks, err := tx.ListAsks("", "", 10)
			if err != nil || len(asks) != 1 {
				t.Fatalf("%d asks, %v", len(asks), err)
			}
			if _, kept, err := rewards.PromiseOf(tx, asks[0].ID); err != nil || kept != promised {
				t.Errorf("the ask of %s promises: %t, %v", mail, kept, err)
			}
			return nil
		})
	}
}
