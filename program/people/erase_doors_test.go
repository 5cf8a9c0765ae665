package people_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/friends"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/store"
)

// Whatever door somebody's name came in by, as a friend, as whoever sent one, by another program or in the owner's words, an erasure
// leaves nothing of it.
func TestErasureReachesThroughEveryDoor(t *testing.T) {
	w, path := onDisk(t, today)
	ctx := context.Background()
	const name, mail = "Xylophia Quandary-Wuthering", "xylophia.q@zanzibar-mail.example"
	ben := w.add("Ben Cho", "ben@example.com", "2025-04-20")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := introductions.New(w.p.Program).GaveName(ctx, ben.ID, introductions.Name{Friend: name, Email: mail, Phone: "212-555-0177", Note: "gravid ocelot"}) // nobody of ours yet
	must(err)
	came, _, err := introductions.New(w.p.Program).CameBy(ctx, introductions.Said{Friend: name, Email: mail, Sender: "Ben Cho, who lent her a gravid ocelot", OwnerID: w.owner.ID})
	must(err)
	for _, m := range []introductions.Move{
		{Next: new("call Xylophia about the nacreous parcel")}, {Next: new("")},
		{Stage: new(goodturn.StageLost), LostWhy: new("Xylophia bought 77 Plantagenet Mews herself")}, {Stage: new(goodturn.StageIntroduced)},
	} {
		_, err := introductions.New(w.p.Program).MoveIntroduction(ctx, came, m)
		must(err)
	}
	f := friends.New(w.p.Program)
	w.write(func(tx *store.Tx) error {
		_, err := tx.InsertShareCode(goodturn.ShareCode{Code: "BENBEN22", ContactID: ben.ID})
		return err
	})
	page, err := f.OpenShared(ctx, "BENBEN22")
	must(err)
	_, err = f.Refer(ctx, "BENBEN22", friends.FriendForm{Name: name, Reach: mail, Looking: "a nacreous parcel", MayTell: true, Version: page.Version})
	must(err)
	x := w.find(mail)
	w.write(func(tx *store.Tx) error { // she passes the name on in turn, and other programs speak of her
		if _, err := tx.InsertShareCode(goodturn.ShareCode{Code: "XYXYXY22", ContactID: x.ID}); err != nil {
			return err
		}
		r := goodturn.Request{ContactID: x.ID, OwnerID: w.owner.ID, Kind: goodturn.RequestReference, By: goodturn.Date{Year: 2027, Month: time.May, Day: 2}, State: goodturn.RequestDone,
			CompanyKey: "zanzibar-mail", RequestFacts: goodturn.RequestFacts{Goal: "a nacreous parcel", Why: "Xylophia knows"}}
		if err := tx.InsertRequest(&r); err != nil {
			return err
		}
		if _, _, err := tx.BeginOnce(store.Once{KeyID: "k", Once: "1", Print: "p", ForEver: true}); err != nil {
			return err
		}
		if err := tx.EndOnce(store.Once{KeyID: "k", Once: "1", Status: 201, Body: `{"id":"` + string(x.ID) + `","name":"` + name + `"}`}); err != nil {
			return err
		}
		e := store.Endpoint{URL: "https://hooks.example.com/in", State: store.EndpointOn}
		if err := tx.SaveEndpoint(&e); err != nil {
			return err
		}
		return tx.InsertNews(store.News{EndpointID: e.ID, ContactID: x.ID, Type: "ping", At: tx.Now(), Body: `{"note":"gravid ocelot"}`})
	})
	_, err = f.Refer(ctx, "XYXYXY22", friends.FriendForm{Name: "Lee Park", Reach: "lee@example.com", Version: page.Version})
	must(err)
	_, found, err := introductions.New(w.p.Program).CameBy(ctx, introductions.Said{Friend: "Kim", Sender: name + " from Plantagenet", OwnerID: w.owner.ID})
	must(err)
	if len(found) == 0 {
		t.Fatal("what Kim says points at nobody")
	}
	w.until(w.now.Add(3 * goodturn.Day))
	for _, s := range planted {
		if s != "+12125550177" && !scan(t, path)[s] && s != "77 Plantagenet Mews" {
			t.Fatalf("%q is not in the file before the erasure", s)
		}
	}
	sent := 0
	for _, k := range w.touches(ben.ID) {
		if k.Kind == goodturn.KindThanks && k.State == goodturn.Sent {
			sent++
		}
	}
	if sent == 0 {
		t.Fatal("Ben was thanked for nobody, so no letter could name her")
	}
	_, err = w.p.Erase(ctx, x.ID, w.owner.ID)
	must(err)
	for s := range scan(t, path) {
		t.Errorf("%q is still in the files", s)
		for table, rows := range dump(t, path) {
			for _, r := range rows {
				if holds(r, s) {
					t.Errorf("  in %s: %s", table, r)
				}
			}
		}
	}
	lee := w.find("lee@example.com")
	must(w.db.Read(ctx, func(tx *store.Tx) error {
		open, err := tx.ContactTasks(lee.ID)
		if !slices.ContainsFunc(open, func(k goodturn.Task) bool {
			return k.DoneAt.IsZero() && k.Title == "Call Lee Park: they asked you to get in touch"
		}) {
			t.Errorf("the call to Lee went with her: %+v", open)
		}
		return err
	}))
}

func TestErasureTakesANameOutOfWhatOthersWereAskedForAndLeavesWhatIsNotTheirs(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	w.load(threePeople)
	ana, ben := w.find("ana@example.com"), w.find("ben@example.com")
	var wanted, other, asked goodturn.Request
	var byCode, byOwner goodturn.Referral
	var said, also goodturn.Claim
	var kept *goodturn.Claim
	w.write(func(tx *store.Tx) error {
		wanted = goodturn.Request{ContactID: ben.ID, Kind: goodturn.RequestIntroduction, RequestFacts: goodturn.RequestFacts{Person: "Ana Ruiz", Company: "Northwind", Goal: "a talk with Ana Ruiz", Why: "You know her."}, Door: "introduction:ana ruiz@northwind"}
		other = goodturn.Request{ContactID: ben.ID, Kind: goodturn.RequestIntroduction, RequestFacts: goodturn.RequestFacts{Person: "Ana Ruizmann", Company: "Northwind", Goal: "the role"}, State: goodturn.RequestDone}
		asked = goodturn.Request{ContactID: ben.ID, Kind: goodturn.RequestIntroduction, RequestFacts: goodturn.RequestFacts{Person: "ana  RUIZ", Company: "Northwind"}, State: goodturn.RequestPromised, AskedAt: w.now}
		wanted.Draft = strings.Repeat("We want to talk about the role. ", 40) + "Ana Ruiz knows"
		for _, r := range []*goodturn.Request{&wanted, &other, &asked} {
			if err := tx.InsertRequest(r); err != nil {
				return err
			}
		}
		byCode = goodturn.Referral{ReferrerID: ana.ID, Friend: "Lee", Note: "two rooms, quiet", Source: goodturn.ReferralByCode}
		byOwner = goodturn.Referral{ReferrerID: ana.ID, Friend: "Kim", Note: "Ana's cousin", Source: goodturn.ReferralByOwner}
		for _, r := range []*goodturn.Referral{&byCode, &byOwner} {
			if err := tx.InsertReferral(r); err != nil {
				return err
			}
		}
		said = goodturn.Claim{ReferralID: byCode.ID, ContactID: ana.ID, Source: goodturn.ReferralByText, Evidence: "the name Ana Ruiz"}
		also = goodturn.Claim{ReferralID: byCode.ID, ContactID: ben.ID, Source: goodturn.ReferralByCRM, Evidence: "your list says “Ana Ruiz”, who lives near Ben Cho"}
		code := goodturn.Claim{ReferralID: byCode.ID, ContactID: ben.ID, Source: goodturn.ReferralByCode, Evidence: "code BEN"}
		kept = &code
		return errors.Join(tx.InsertClaim(&said), tx.InsertClaim(&also), tx.InsertClaim(&code))
	})
	if _, err := w.p.Erase(ctx, ana.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	w.write(func(tx *store.Tx) error {
		for id, want := range map[goodturn.ID]goodturn.Request{
			wanted.ID: {State: goodturn.RequestWithdrawn, RequestFacts: goodturn.RequestFacts{Company: "Northwind"}},
			other.ID:  {State: goodturn.RequestDone, RequestFacts: goodturn.RequestFacts{Person: "Ana Ruizmann", Company: "Northwind", Goal: "the role"}},
			asked.ID:  {State: goodturn.RequestPromised, RequestFacts: goodturn.RequestFacts{Company: "Northwind"}},
		} {
			got, err := tx.Request(id)
			if err != nil || got.State != want.State || !reflect.DeepEqual(got.RequestFacts, want.RequestFacts) || id != other.ID && got.Door != "" {
				t.Errorf("%+v, want %+v, %v", got, want, err)
			}
		}
		if r, err := tx.Referral(byCode.ID); err != nil || r.Note != "two rooms, quiet" {
			t.Errorf("what the friend wrote went with the sender: %+v, %v", r, err)
		}
		if r, err := tx.Referral(byOwner.ID); err != nil || r.Note != "" {
			t.Errorf("what the owner wrote of both stayed: %+v, %v", r, err)
		}
		c, err := tx.ReferralClaim(said.ID)
		if err != nil || c.Evidence != "" || c.State != goodturn.ClaimDeclined {
			t.Errorf("%+v, %v", c, err)
		}
		if c, err := tx.ReferralClaim(also.ID); err != nil || c.Evidence != "" || c.State != goodturn.ClaimProposed {
			t.Errorf("what points at Ben names her still: %+v, %v", c, err)
		}
		if c, err := tx.ReferralClaim(kept.ID); err != nil || c.Evidence != "code BEN" {
			t.Errorf("what names nobody went: %+v, %v", c, err)
		}
		return nil
	})
}
