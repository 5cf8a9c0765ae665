package admin_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/sampledata"
	"github.com/goodturn-app/goodturn/sim"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/admin"
)

// lived is a town whose people have heard from their agent for some months and answered by chance, and whose lives went on.
func lived(t *testing.T, seed uint64) *sim.World {
	t.Helper()
	ctx, luck := context.Background(), rand.New(rand.NewSource(int64(seed)))
	pack, err := playbook.Library("real-estate")
	if err != nil {
		t.Fatal(err)
	}
	key, err := link.New(make([]byte, link.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Date(2026, time.Month(1+luck.Intn(12)), 1+luck.Intn(28), 15, luck.Intn(60), 0, 0, time.UTC)
	w, err := sim.New(ctx, sim.Engine{Library: map[string]*playbook.Shipped{"real-estate": pack}, Links: key}, sim.Options{At: begun, Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	owner := goodturn.User{Email: "dana@example.com", Name: "Dana Reed", Role: goodturn.RoleOwner, Active: true, Zone: "America/New_York",
		Voice:   goodturn.Voice{FirstName: "Dana", Greeting: "Hi", SignOff: "Warmly, Dana", Phone: "212-555-0100", Brokerage: "Reed Homes"},
		Mailbox: goodturn.Mailbox{Host: "mail.example.com", ProvedAt: 1}}
	write := func(f func(tx *store.Tx) error) {
		t.Helper()
		if err := w.DB.Write(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	write(func(tx *store.Tx) error {
		if err := tx.InsertUser(&owner); err != nil {
			return err
		}
		return tx.SaveSettings(goodturn.Settings{Name: "Reed Homes", Pack: "real-estate", PostalAddress: "1 Main Street, New York, NY 10001", Region: "US", Zone: "America/New_York",
			Mode: goodturn.ModeLive, LiveAt: begun, TestMessageAt: begun, PublicURL: "https://answers.example.com", PublicProvedAt: begun})
	})
	city, err := sampledata.Around(goodturn.DateOf(begun))
	if err != nil {
		t.Fatal(err)
	}
	records, err := sim.Town(seed, city, 60)
	if err != nil {
		t.Fatal(err)
	}
	who, err := w.People.TakeRecords(ctx, records, "import:test", owner.ID, people.Attestation{By: "Dana Reed", How: "My own clients.", Region: "US"})
	if err != nil {
		t.Fatal(err)
	}
	w.Live(sim.DemoHabits, seed)
	if err := w.Run(ctx, begun.Add(time.Duration(60+luck.Intn(120))*goodturn.Day+time.Duration(luck.Intn(24*60))*time.Minute)); err != nil {
		t.Fatal(err)
	}
	today := goodturn.DateOf(w.Clock.Now())
	for i, life := range []people.Life{{Event: goodturn.EventNotGoodTime, Kind: "illness", Until: today.AddDays(5)}, {Event: goodturn.EventNotGoodTime, Kind: "bereavement"},
		{Event: goodturn.EventSoldElsewhere}, {Event: goodturn.EventMoved}, {Event: goodturn.EventSeparated}} {
		for range 4 {
			life.By = owner.ID
			if err := w.People.NoteLife(ctx, who[luck.Intn(len(who))], life); err != nil && goodturn.ErrorCode(err) != goodturn.CodeInvalid {
				t.Fatal(i, err)
			}
		}
	}
	write(func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		switch luck.Intn(4) {
		case 0:
			s.Mode, s.LiveAt = goodturn.ModeObserve, time.Time{}
		case 1:
			s.LiveAt = tx.Now().Add(-time.Duration(luck.Intn(10*24)) * time.Hour)
		case 2:
			s.Paused, s.Approve = true, true
		}
		return tx.SaveSettings(s)
	})
	return w
}

// line finds one line of a list of days: when, who, what, and what is said of it.
var line = regexp.MustCompile(`(?s)<span class="when">([^<]*)</span>\s*<b>(.*?)</b>, (.*?)</div>`)

var tags = regexp.MustCompile(`<[^>]*>`)

// The page and the command show one play of the same engine. A list that is guessed line by line drifts from it: here it said that an
// anniversary leaves of which the engine knows that it will be too old by the time there is room.
func TestThePageAndTheCommandShowTheSameFortnight(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("scene ", seed), func(t *testing.T) {
			w := lived(t, seed)
			assets, err := web.LoadAssets()
			if err != nil {
				t.Fatal(err)
			}
			h := admin.New(admin.Deps{Program: w.Program, DB: w.DB, Auth: &auth.Book{}, Assets: assets, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Clock: w.Clock, Rand: rand.New(rand.NewSource(3)), Open: true})
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/live", nil))
			if rec.Code != http.StatusOK {
				t.Fatal(rec.Code, rec.Body)
			}
			var page, command []string
			for _, m := range line.FindAllStringSubmatch(rec.Body.String(), -1) {
				what, why, _ := strings.Cut(m[3], `<p class="why">`)
				plain := func(s string) string { return strings.TrimSpace(html.UnescapeString(tags.ReplaceAllString(s, ""))) }
				page = append(page, plain(m[1])+" | "+plain(m[2])+" | "+plain(what)+" | "+plain(why))
			}
			r, err := sim.Plan(context.Background(), w.Program, sim.PlanOptions{Days: 14})
			if err != nil {
				t.Fatal(err)
			}
			goes := 0
			for _, x := range r.Rows {
				why := ""
				if x.What != sim.Goes {
					why = strings.ToUpper(x.Words()[:1]) + x.Words()[1:]
				} else {
					goes++
				}
				command = append(command, program.LocalTime(x.At, x.Zone)+" | "+x.Name+" | "+goodturn.LowerFirst(x.Title)+" | "+why)
			}
			if goes == 0 {
				t.Fatal("nothing leaves in these two weeks: nothing is compared")
			}
			for _, l := range page {
				if !slices.Contains(command, l) {
					t.Errorf("only the page:    %s", l)
				}
			}
			for _, l := range command {
				if !slices.Contains(page, l) {
					t.Errorf("only the command: %s", l)
				}
			}
		})
	}
}

// Who has only begun sees who would hear from them, what is not set up yet, and of each person what is wrong with them and nothing else.
func TestBeforeTheFirstStepsTheFortnightSaysWhatIsWrongWithEachPerson(t *testing.T) {
	v := newVillage(t)
	due := goodturn.Date{Year: 2026, Month: 6, Day: 10} // a month later is in these days
	v.add(people.NewPerson{Name: "Lou Reed", Email: "lou@example.com", Closed: due, Side: goodturn.SideBought, Address: "8 Summit Avenue, New York, NY 10002"})
	eve := v.add(people.NewPerson{Name: "Eve Moss", Email: "eve@example.com", Closed: due, Side: goodturn.SideBought, Address: "9 Summit Avenue, New York, NY 10002"})
	v.write(func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.Mode, s.Approve, s.PostalAddress = goodturn.ModeObserve, true, ""
		if err := tx.SaveSettings(s); err != nil {
			return err
		}
		u, err := tx.User(v.owner.ID)
		if err != nil {
			return err
		}
		u.Mailbox = goodturn.Mailbox{}
		if err := tx.UpdateUser(u); err != nil {
			return err
		}
		return tx.AddSuppression(&goodturn.Suppression{ContactID: goodturn.ID(strings.TrimPrefix(eve, "/people/")), Scope: goodturn.ScopeChannel, Channel: goodturn.ChannelEmail})
	})
	page := v.get("/live")
	has(t, page, "You are still watching only", "Your postal address is still missing", "The mailbox of Dana Reyes is not connected")
	said := map[string]string{}
	for _, m := range line.FindAllStringSubmatch(page, -1) {
		what, why, _ := strings.Cut(m[3], `<p class="why">`)
		said[strings.TrimSpace(tags.ReplaceAllString(m[2], ""))+", "+strings.TrimSpace(tags.ReplaceAllString(what, ""))] = html.UnescapeString(tags.ReplaceAllString(why, ""))
	}
	if why, there := said["Lou Reed, a month later"]; !there || why != "" {
		t.Errorf("Lou's waits for the owner's first steps only: %v, %q", there, why)
	}
	if why := said["Eve Moss, a month later"]; !strings.Contains(why, "never to be written to") && !strings.Contains(why, "no more messages") {
		t.Errorf("Eve wants no e-mail: %q", why)
	}
}

// An hour on a page is one where the client lives. Where that is not where the reader sits, the page says whose it is.
func TestAnHourOfAnotherZoneSaysWhoseItIs(t *testing.T) {
	v := newVillage(t)
	due := goodturn.Date{Year: 2026, Month: 6, Day: 10}
	v.add(people.NewPerson{Name: "Lou Reed", Email: "lou@example.com", Closed: due, Side: goodturn.SideBought, Address: "8 Summit Avenue, New York, NY 10002"})
	kai := v.add(people.NewPerson{Name: "Kai Moana", Email: "kai@example.com", Closed: due, Side: goodturn.SideBought, Address: "9 Aloha Street, Honolulu, HI 96813"})
	hour := regexp.MustCompile(`\d\d:\d\d(?: \([^)]*\))?`)
	for _, path := range []string{"/", "/messages"} {
		page := main(v.get(path))
		for name, want := range map[string]bool{"Kai Moana": true, "Lou Reed": false} {
			at := strings.Index(page, name)
			if at < 0 {
				t.Fatalf("%s says nothing of %s (%s):\n%s", path, name, kai, page)
			}
			hours := hour.FindAllString(page[max(0, at-400):at], -1)
			if path == "/messages" {
				hours = hour.FindAllString(page[at:], 1)
			}
			if len(hours) == 0 || strings.Contains(hours[len(hours)-1], "Honolulu") != want {
				t.Errorf("%s, %s: %q", path, name, hours)
			}
		}
	}
}

// After something was noted about a life, the pages say of each message what the judgement will do with it, and nobody is asked to
// approve what will not go. What lies beyond the date shown is as it was.
func TestWhatWasNotedAboutALifeIsSaidWhereItMatters(t *testing.T) {
	for name, c := range map[string]struct {
		life people.Life
		want string // what becomes of the next message, as it is due on Friday 10 July
	}{
		"it is not a good time for a while": {people.Life{Event: goodturn.EventNotGoodTime, Kind: "illness", Until: goodturn.Date{Year: 2026, Month: 7, Day: 16}},
			"It waits until Thursday 16 July, because you noted that it is not a good time for them."},
		"it is not a good time for long": {people.Life{Event: goodturn.EventNotGoodTime, Kind: "illness", Until: goodturn.Date{Year: 2026, Month: 12, Day: 20}},
			"It is left out, because you noted that it is not a good time for them. It is of use until"},
		"they sold through somebody else": {people.Life{Event: goodturn.EventSoldElsewhere}, "It is left out, because it speaks of a home that is no longer theirs."},
		"they moved":                      {people.Life{Event: goodturn.EventMoved}, "It is left out, because it speaks of a home that is no longer theirs."},
		"they work with somebody else":    {people.Life{Event: goodturn.EventListedElsewhere}, "It waits, because they work with another agent now. Tell us if that ended."},
		"they separated":                  {people.Life{Event: goodturn.EventSeparated}, "It is left out, because you noted that it is not a good time for them. It is of use until"},
	} {
		t.Run(name, func(t *testing.T) {
			v := newVillage(t)
			lou := v.add(people.NewPerson{Name: "Lou Reed", Email: "lou@example.com", Closed: goodturn.Date{Year: 2026, Month: 6, Day: 10}, Side: goodturn.SideBought, Address: "8 Summit Avenue, New York, NY 10002"})
			const asked = "1 message waits for your yes"
			if before := main(v.get("/messages")); !strings.Contains(before, asked) || !strings.Contains(before, "Lou Reed") {
				t.Fatalf("Lou's waits for a yes:\n%s", before)
			}
			has(t, v.get("/"), "message leaves this week", "Lou Reed")
			c.life.By = v.owner.ID
			if err := people.New(v.p).NoteLife(context.Background(), goodturn.ID(strings.TrimPrefix(lou, "/people/")), c.life); err != nil {
				t.Fatal(err)
			}
			if person := html.UnescapeString(main(v.get(lou))); strings.Contains(person, "Next: a month later") || strings.Count(person, c.want) == 0 {
				t.Errorf("their page does not say %q:\n%s", c.want, person)
			}
			messages := html.UnescapeString(main(v.get("/messages")))
			if strings.Contains(messages, asked) {
				t.Errorf("a yes is asked for what will not go:\n%s", messages)
			}
			if _, kept, there := strings.Cut(messages, "kept back"); !there || !strings.Contains(kept, "Lou Reed") || !strings.Contains(kept, c.want) {
				t.Errorf("Messages does not say what is kept back:\n%s", messages)
			}
			if list := html.UnescapeString(main(v.get("/people"))); !strings.Contains(list, "A month later. "+c.want) {
				t.Errorf("the list of people does not say %q:\n%s", c.want, list)
			}
			if today := main(v.get("/")); strings.Contains(today, "message leaves this week") {
				t.Errorf("Today shows it as leaving:\n%s", today)
			}
		})
	}
}
