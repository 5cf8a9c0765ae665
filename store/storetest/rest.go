package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/report"
)

func answers(t *testing.T, open Open) {
	db, _ := still(t, open)
	ana := newTown(t, db).person(t) // answers of one person wait for each other on their row
	ask := func() (a goodturn.Ask) {
		write(t, db, func(tx *store.Tx) error {
			a = goodturn.Ask{TouchID: tx.NewID(), ContactID: ana.ID}
			return tx.OpenAsk(&a)
		})
		return a
	}
	say := func(a goodturn.Ask, w, seen goodturn.Answer) (out goodturn.Ask, held bool) {
		write(t, db, func(tx *store.Tx) (err error) {
			before, err := tx.LockAsk(a.ID)
			if err != nil {
				return err
			}
			out, held, err = tx.AnswerAsk(before, store.Answering{Answer: w, Seen: seen, By: "page"})
			return err
		})
		return out, held
	}
	all := []goodturn.Answer{goodturn.AnswerYes, goodturn.AnswerMiddle, goodturn.AnswerNotNow, goodturn.AnswerNo, goodturn.AnswerStop}
	for _, first := range all {
		for _, second := range all {
			a := ask()
			if _, held := say(a, first, goodturn.AnswerNone); !held {
				t.Errorf("the first answer %s did not hold", first)
			}
			out, _ := say(a, second, goodturn.AnswerNone)
			want := second
			if first.Rank() > second.Rank() {
				want = first
			}
			if out.Answer != want || out.State != goodturn.AskClosed {
				t.Errorf("%s crossed with %s gives %s, want %s", first, second, out.Answer, want)
			}
			if out, _ := say(a, goodturn.AnswerYes, out.Answer); out.Answer != goodturn.AnswerYes {
				t.Errorf("who saw %s could not change it to yes", want)
			}
		}
	}
	a := ask()
	n := race(t, 20, func(i int) (bool, error) {
		_, held := say(a, []goodturn.Answer{goodturn.AnswerYes, goodturn.AnswerNo, goodturn.AnswerMiddle, goodturn.AnswerNotNow}[i%4], goodturn.AnswerNone)
		return held, nil
	})
	read(t, db, func(tx *store.Tx) error {
		out, err := tx.Ask(a.ID)
		if out.Answer != goodturn.AnswerNo || n == 0 {
			t.Errorf("of 20 answers at once %s held", out.Answer)
		}
		s, err2 := report.SumsOf(tx, goodturn.DateOf(start), goodturn.DateOf(start))
		total := 0
		for _, v := range s.Answers {
			total += v
		}
		same(t, "answers counted", total, s.Asked)
		months, err3 := report.MonthsOf(tx, goodturn.DateOf(start), 14)
		same(t, "months", len(months), 14)
		same(t, "answers of the month", months[13].Answers, s.Asked)
		same(t, "the month a year before", months[1].First, goodturn.Date{Year: start.Year() - 1, Month: start.Month(), Day: 1})
		return errors.Join(err, err2, err3)
	})
}

func sequence(t *testing.T, open Open) {
	db := open(t, store.Options{})
	var firsts []int64
	reserve := func() {
		write(t, db, func(tx *store.Tx) error {
			n, err := tx.ReserveSeq(1000)
			firsts = append(firsts, n)
			return err
		})
	}
	reserve()
	reserve()
	write(t, db, func(tx *store.Tx) error { return tx.RaiseSeq(5000) })
	write(t, db, func(tx *store.Tx) error { return tx.RaiseSeq(10) })
	reserve()
	same(t, "first numbers", firsts, []int64{1, 1001, 5001})
	read(t, db, func(tx *store.Tx) error {
		n, err := tx.ReservedSeq()
		same(t, "highest taken", n, int64(6000))
		return err
	})
}

func paging(t *testing.T, open Open) {
	db := open(t, store.Options{})
	r := chance()
	letters := []rune("aZ é-Ω中🏡zA0_")
	var want []string
	write(t, db, func(tx *store.Tx) error {
		want = nil
		var cs []goodturn.Contact
		for range 137 {
			var b strings.Builder
			for range r.IntN(4) {
				b.WriteRune(letters[r.IntN(len(letters))])
			}
			cs = append(cs, goodturn.Contact{SortKey: b.String()})
		}
		if err := tx.InsertContacts(cs); err != nil {
			return err
		}
		for _, c := range cs {
			want = append(want, c.SortKey+"\x00"+string(c.ID))
		}
		slices.Sort(want)
		return nil
	})
	none := store.PlaceNone
	for _, place := range []*store.Place{nil, &none} {
		var got []string
		page := store.ContactPage{Limit: 20, Place: place}
		for {
			var cs []goodturn.Contact
			read(t, db, func(tx *store.Tx) (err error) { cs, err = tx.ListContacts(page); return err })
			for _, c := range cs {
				got = append(got, c.SortKey+"\x00"+string(c.ID))
			}
			if len(cs) < page.Limit {
				break
			}
			page.After = cs[len(cs)-1]
		}
		if len(got) == 0 || got[0] != want[0] {
			// a first page begins behind the empty key, which the empty contact stands for
			t.Fatalf("the list begins with %q, want %q", got[:min(1, len(got))], want[0])
		}
		same(t, "the order of the list", got, want)
		var back []goodturn.Contact
		page.Back = true
		read(t, db, func(tx *store.Tx) (err error) { back, err = tx.ListContacts(page); return err })
		var keys []string
		for _, c := range back {
			keys = append(keys, c.SortKey+"\x00"+string(c.ID))
		}
		at := slices.Index(want, page.After.SortKey+"\x00"+string(page.After.ID))
		same(t, "the page before", keys, want[at-20:at])
	}
}

func calendar(t *testing.T, open Open) {
	db, _ := still(t, open)
	w := newTown(t, db)
	c := w.person(t)
	for i, h := range []int{0, 1, 1, 1, 2, 3} {
		w.touch(t, c, fmt.Sprint("s", i), goodturn.KindValue, start.Add(time.Duration(h)*time.Hour))
	}
	for _, of := range []struct {
		from, to time.Time
		owner    goodturn.ID
		want     string
	}{
		{time.Time{}, time.Time{}, "", "s0 s1 s2 s3 s4 s5"},
		{start.Add(time.Hour), start.Add(3 * time.Hour), "", "s1 s2 s3 s4"},
		{start.Add(time.Hour), start.Add(3 * time.Hour), w.user.ID, "s1 s2 s3 s4"},
		{start.Add(time.Hour + time.Millisecond), time.Time{}, "", "s4 s5"},
		{time.Time{}, time.Time{}, "somebody else", ""},
	} {
		for limit := 1; limit <= 7; limit++ {
			var got []string
			page := store.TouchPage{From: of.from, To: of.to, OwnerID: of.owner, Limit: limit}
			for {
				var ts []goodturn.Touch
				read(t, db, func(tx *store.Tx) (err error) { ts, err = tx.PlannedTouches(page); return err })
				if len(ts) == 0 {
					break
				}
				for _, x := range ts {
					got = append(got, x.Step)
				}
				page.After = ts[len(ts)-1]
			}
			same(t, fmt.Sprintf("from %s by %d", of.from, limit), strings.Join(got, " "), of.want)
		}
	}
}

func searching(t *testing.T, open Open) {
	db := open(t, store.Options{})
	ana := goodturn.Contact{Given: "Ana", Family: "Ruíz-Müller", SortKey: "ruiz", Mailing: home}
	lee := goodturn.Contact{Given: "Anatol", Family: "Lee", SortKey: "lee", Company: "Acme Homes"}
	write(t, db, func(tx *store.Tx) error {
		for _, c := range []*goodturn.Contact{&ana, &lee} {
			c.ID = ""
			if err := tx.InsertContact(c); err != nil {
				return err
			}
		}
		if _, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: ana.ID, Kind: goodturn.IdentityEmail, Value: "ana.ruiz@example.com"},
			{ContactID: lee.ID, Kind: goodturn.IdentityPhone, Value: "+12125550187"}}); err != nil {
			return err
		}
		return tx.IndexContacts(ana.ID, lee.ID)
	})
	find := func(q string) (out []string) {
		read(t, db, func(tx *store.Tx) error {
			cs, err := tx.Search(q, 10)
			for _, c := range cs {
				out = append(out, c.Given)
			}
			return err
		})
		return out
	}
	for q, want := range map[string][]string{
		"ana": {"Anatol", "Ana"}, "ANATO": {"Anatol"}, "ruiz": {"Ana"}, "mull": {"Ana"}, "MÜLLER ana": {"Ana"}, "ana lee": {"Anatol"}, "ana acme lee": {"Anatol"},
		"ana.ruiz@ex": {"Ana"}, "example": {"Ana"}, "12 oak": {"Ana"}, "11215": {"Ana"}, "212-555-0187": {"Anatol"}, "(212) 555": {"Anatol"}, "0187": {"Anatol"},
		"+1 212 555 0187": {"Anatol"}, "": nil, "!?": nil, "ruiz lee": nil, "nobody": nil,
	} {
		same(t, fmt.Sprintf("found by %q", q), find(q), want)
	}
	write(t, db, func(tx *store.Tx) error { return tx.IndexContact(lee.ID, "Bo", "bo@example.com", "+1 (303) 555-0101") })
	same(t, "found by an old word", find("acme"), []string(nil))
	same(t, "found by a new number", find("3035550101"), []string{"Anatol"})
	write(t, db, func(tx *store.Tx) error { return tx.IndexContact(lee.ID) })
	same(t, "found by nothing", find("bo"), []string(nil))
}

// ofMany reads of more people than one statement takes, each named twice.
func ofMany(t *testing.T, open Open) {
	db, _ := still(t, open)
	w := newTown(t, db)
	var ids []goodturn.ID
	var hashes []string
	var people []goodturn.Contact
	for range 120 {
		c := w.person(t)
		people = append(people, c)
		ids = append(ids, c.ID, "nobody", c.ID)
		hashes = append(hashes, db.AddressHash(w.mail(c)))
	}
	last := people[len(people)-1]
	x := w.touch(t, last, "hello", goodturn.KindValue, start)
	write(t, db, func(tx *store.Tx) error {
		for i, c := range people {
			if err := tx.SaveStandings(store.Standing{ContactID: c.ID, State: fmt.Sprint(i)}); err != nil {
				return err
			}
			if _, err := tx.TakeGate(store.Take{GateKey: store.GateKey{Kind: store.GateContact, ID: c.ID}, Touch: "t"}); err != nil {
				return err
			}
			if err := tx.AddSuppression(&goodturn.Suppression{Hash: hashes[i], Scope: goodturn.ScopeAddress}); err != nil {
				return err
			}
		}
		return nil
	})
	d := w.claim(t, last, x, 1, "")
	read(t, db, func(tx *store.Tx) error {
		cs, err := tx.Contacts(ids)
		is, err2 := tx.Identities(ids...)
		gs, err3 := tx.Gates(store.GateContact, ids...)
		ss, err4 := tx.Standings(ids...)
		hs, err5 := tx.HashSuppressions(hashes...)
		same(t, "how many were read", []int{len(cs), len(is), len(gs), len(ss), len(hs)}, []int{120, 120, 120, 120, 120})
		sent, err6 := tx.SentMessages(start, ids...)
		if len(sent) != 1 || sent[0].DeliveryID != d.ID || sent[0].TouchID != x.ID || sent[0].State != goodturn.DeliveryClaimed || !sent[0].At.Equal(start) {
			t.Errorf("sent %+v", sent)
		}
		before, err7 := tx.SentMessages(start.Add(time.Millisecond), ids...)
		same(t, "sent since", len(before), 0)
		next, err8 := tx.NextTouches(ids...)
		same(t, "next", len(next), 0) // the only one is claimed
		return errors.Join(err, err2, err3, err4, err5, err6, err7, err8)
	})
}

func coverage(t *testing.T, open Open) {
	db, _ := still(t, open)
	w := newTown(t, db)
	c := w.person(t)
	var closing goodturn.Closing
	var e goodturn.Enrolment
	var s goodturn.Suppression
	stands := func(step string, want store.Place) {
		t.Helper()
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.PlaceOf(c.ID)
			if got != want {
				t.Errorf("%s: stands in %q, want %q", step, got, want)
			}
			cov, err2 := report.CoverageOf(tx)
			if cov.Closed()+cov.Others != 1 {
				t.Errorf("%s: the sum does not add up: %+v", step, cov)
			}
			if err == nil {
				err = err2
			}
			return err
		})
	}
	change := func(step string, want store.Place, fn func(tx *store.Tx) error) {
		t.Helper()
		write(t, db, fn)
		stands(step, want)
	}
	address := func(fn func(*goodturn.Identity)) func(tx *store.Tx) error {
		return func(tx *store.Tx) error {
			is, err := tx.Identities(c.ID)
			if err != nil {
				return err
			}
			fn(&is[0])
			return tx.UpdateIdentity(is[0])
		}
	}
	stands("known", store.PlaceNone)
	asks := goodturn.Task{ContactID: c.ID, Kind: goodturn.TaskNoClosing, Title: "When?", Key: store.NoClosingKey + string(c.ID)}
	ask := func(tx *store.Tx) error { asks.ID = ""; _, err := tx.OpenTask(&asks); return err }
	change("called a past client", store.PlaceUndated, ask)
	change("not needed", store.PlaceNone, func(tx *store.Tx) error { _, err := tx.DoneTask(asks.ID, "not needed"); return err })
	change("called one again", store.PlaceUndated, ask)
	change("said by another list", store.PlaceNone, func(tx *store.Tx) error { _, err := tx.DoneTaskKey(asks.Key, "fixed"); return err })
	change("closed", store.PlaceOpen, func(tx *store.Tx) error {
		closing = goodturn.Closing{ContactID: c.ID, Date: day}
		return tx.InsertClosing(&closing)
	})
	change("enrolled", store.PlacePlan, func(tx *store.Tx) error {
		e = goodturn.Enrolment{ContactID: c.ID, Playbook: "p", AnchorKey: "k"}
		_, err := tx.InsertEnrolment(&e)
		return err
	})
	change("bounced", store.PlaceUnreachable, address(func(i *goodturn.Identity) { i.Status = goodturn.IdentityBounced }))
	change("mended", store.PlacePlan, address(func(i *goodturn.Identity) { i.Status = goodturn.IdentityNew }))
	change("left out", store.PlaceLeftOut, func(tx *store.Tx) error { c.LeftOut = true; return tx.UpdateContact(c) })
	change("taken in", store.PlacePlan, func(tx *store.Tx) error { c.LeftOut = false; return tx.UpdateContact(c) })
	change("no more asks", store.PlacePlan, func(tx *store.Tx) error {
		return tx.AddSuppression(&goodturn.Suppression{ContactID: c.ID, Scope: goodturn.ScopeAsks})
	})
	change("no more at all", store.PlaceStopped, func(tx *store.Tx) error {
		s = goodturn.Suppression{ContactID: c.ID, Scope: goodturn.ScopeAll}
		return tx.AddSuppression(&s)
	})
	change("lifted", store.PlacePlan, func(tx *store.Tx) error { return tx.LiftSuppression(s) })
	change("no more texts", store.PlacePlan, func(tx *store.Tx) error {
		return tx.AddSuppression(&goodturn.Suppression{ContactID: c.ID, Scope: goodturn.ScopeChannel, Channel: goodturn.ChannelSMS})
	})
	change("no more e-mail", store.PlaceStopped, func(tx *store.Tx) error {
		s = goodturn.Suppression{ContactID: c.ID, Scope: goodturn.ScopeChannel, Channel: goodturn.ChannelEmail}
		return tx.AddSuppression(&s)
	})
	change("e-mail again", store.PlacePlan, func(tx *store.Tx) error { return tx.LiftSuppression(s) })
	change("the address stopped", store.PlaceStopped, func(tx *store.Tx) error {
		return tx.AddSuppression(&goodturn.Suppression{Hash: tx.AddressHash(w.mail(c)), Scope: goodturn.ScopeAll})
	})
	change("a new address", store.PlacePlan, address(func(i *goodturn.Identity) { i.Value = "new@example.com" }))
	change("ended", store.PlaceOpen, func(tx *store.Tx) error {
		_, err := tx.EndEnrolment(e, goodturn.EnrolmentEnded, "moved", nil)
		return err
	})
	change("fell through", store.PlaceNone, func(tx *store.Tx) error { closing.FellThrough = true; return tx.UpdateClosing(closing) })
}

// counts changes touches in every way and compares the daily counts with the table.
func counts(t *testing.T, open Open) {
	db, clock := still(t, open)
	w := newTown(t, db)
	r := chance()
	var all []goodturn.Touch
	check := func() {
		t.Helper()
		read(t, db, func(tx *store.Tx) error {
			c, err := report.ConservationOf(tx)
			if !c.Holds() {
				t.Errorf("does not add up: %+v", c)
			}
			return err
		})
	}
	for n := range 12 {
		c := w.person(t)
		for i := range 5 {
			all = append(all, w.touch(t, c, fmt.Sprint("step", i), goodturn.KindValue, start.Add(time.Duration(n*i)*goodturn.Day)))
		}
	}
	check()
	for i, x := range all {
		clock.t = clock.t.Add(time.Hour)
		write(t, db, func(tx *store.Tx) error {
			now, err := tx.Touch(x.ID)
			if err != nil {
				return err
			}
			switch r.IntN(6) {
			case 0:
				_, err = tx.EndTouch(now, goodturn.Skipped, nil)
			case 1:
				_, err = tx.EndTouch(now, goodturn.Cancelled, nil)
			case 2:
				if _, err = tx.EndTouch(now, goodturn.Cancelled, nil); err == nil {
					if now, err = tx.Touch(x.ID); err == nil {
						moved := now
						moved.PlannedAt = now.PlannedAt.Add(40 * goodturn.Day)
						_, err = tx.Revive(moved)
					}
				}
			case 3:
				moved := now
				moved.PlannedAt = now.PlannedAt.Add(-3 * goodturn.Day)
				_, err = tx.Replan(moved)
			case 4:
				_, err = tx.CancelPlanned(now.EnrolmentID, nil)
			case 5:
				d := w.delivery(goodturn.Contact{ID: x.ContactID, SortKey: "x"}, x, int64(i+1))
				d.Address = ""
				var ok bool
				if ok, err = tx.Claim(&d, start); err == nil && ok {
					if ok, err = tx.Commit(d.ID, d.Token); err == nil && ok {
						_, err = tx.Sent(d.ID, d.Token, clock.t, "250")
					}
				}
			}
			return err
		})
	}
	check()
	read(t, db, func(tx *store.Tx) error {
		months, err := report.Year(tx, goodturn.DateOf(start).AddMonths(-1), 14)
		if err != nil {
			return err
		}
		states, err := tx.TouchStates()
		sent, planned := 0, 0
		for _, m := range months {
			sent += m.Done[goodturn.Sent]
			planned += m.Messages()
		}
		same(t, "sent in the bars", sent, states[goodturn.Sent])
		same(t, "messages in the bars", planned, len(all)-states[goodturn.Cancelled])
		return err
	})
}

func retention(t *testing.T, open Open) {
	db, clock := still(t, open)
	write(t, db, func(tx *store.Tx) error {
		if err := tx.SaveBody("d1", "Subject", "Body", "hash"); err != nil {
			return err
		}
		return tx.AppendFetches(store.Fetch{Link: "answer", RefID: "a1", Verdict: "machine"}, store.Fetch{Link: "missed", RefID: tx.TriesAt("192.0.2.0/24")}, store.Fetch{RefID: tx.DeviceOf("c1", "192.0.2.7 Browser/1")})
	})
	prune := func(after time.Duration, fetches, bodies int) {
		clock.t = start.Add(after)
		write(t, db, func(tx *store.Tx) error {
			f, err := tx.PruneFetches(100)
			if err != nil {
				return err
			}
			b, err := tx.PruneBodies(100)
			same(t, fmt.Sprintf("forgotten after %s", after), []int{f, b}, []int{fetches, bodies})
			return err
		})
	}
	prune(time.Hour-time.Second, 0, 0)
	prune(time.Hour+time.Second, 1, 0)
	for _, keep := range []time.Duration{store.KeepDevices, store.KeepFetches} {
		prune(keep-time.Second, 0, 0)
		prune(keep+time.Second, 1, 0)
	}
	prune(store.KeepBodies+time.Second, 0, 1)
	read(t, db, func(tx *store.Tx) error {
		s, b, h, err := tx.Body("d1")
		same(t, "what is left", []string{s, b, h}, []string{"", "", "hash"})
		return err
	})
}
