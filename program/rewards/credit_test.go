package rewards_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel/webhook"
	"github.com/goodturn-app/goodturn/program/news"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/reward"
	"github.com/goodturn-app/goodturn/store"
)

// till is another system that gives credit. It takes what it is given the second time it is asked; never, if it is broken.
type till struct {
	asked  map[string]int
	bodies []string
	broken bool
}

func (c *till) Check(context.Context, string) error { return nil }

func (c *till) Post(_ context.Context, p webhook.Post) (webhook.Answer, error) {
	c.asked[p.ID]++
	c.bodies = append(c.bodies, string(p.Body))
	if c.broken || c.asked[p.ID] < 2 {
		return webhook.Answer{Status: 503, Failed: "It said 503."}, nil
	}
	return webhook.Answer{Status: 200}, nil
}

// plain keeps secrets as they are; what seals them is tested where it lives.
type plain struct{}

func (plain) Seal(_ goodturn.ID, s string) ([]byte, error) { return []byte(s), nil }
func (plain) Open(_ goodturn.ID, b []byte) (string, error) { return string(b), nil }

// desk brings news from a shop to a till that chose these types.
func (w *shop) desk(c *till, types ...string) *news.Desk {
	w.t.Helper()
	d := &news.Desk{DB: w.db, Rand: strings.NewReader(strings.Repeat("chance", 100)), Poster: c, Sealer: plain{}, Wake: func() {}, OpenTask: func(tx *store.Tx, t goodturn.Task) error { _, err := tx.OpenTask(&t); return err }, Node: "n", Boot: "b"}
	d.Credited = func(tx *store.Tx, n store.News) error { return rewards.Credited(tx, d, n) }
	if _, _, err := d.Add(context.Background(), news.Where{URL: "https://till.example.com/in", Types: types}); err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *shop) fall(d *news.Desk) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error { _, err := rewards.FallDue(tx, d); return err })
}

// bring lets news go out for some days, an hour at a time.
func (w *shop) bring(d *news.Desk, days int) {
	w.t.Helper()
	for range days * 24 {
		if _, err := d.Send(context.Background()); err != nil && !errors.Is(err, context.Canceled) {
			w.t.Fatal(err)
		}
		w.now = w.now.Add(time.Hour)
	}
}

func TestACreditIsGivenWhenTheOtherSystemTookIt(t *testing.T) {
	both(t, func(t *testing.T, on string) {
		w := open(t, on, "product", "")
		c := &till{asked: map[string]int{}}
		d := w.desk(c, news.Credit, news.Given)
		w.set(reward.Programme{On: true, Kind: reward.Credit, EachMinor: 2000})
		r := w.introduce("ben@hill.example")
		w.move(r.ID, goodturn.StageQualified)
		w.now = w.now.Add(15 * goodturn.Day)
		w.fall(d)
		w.fall(d)
		key := reward.Key{Referral: r.ID, Side: reward.Advocate}
		if _, err := w.pay(rewards.Payment{Key: key, By: "u1"}); goodturn.ErrorCode(err) != goodturn.CodeConflict || !strings.Contains(err.Error(), "Another system") {
			t.Errorf("given by hand while another system may give it: %v", err)
		}
		if _, err := d.Send(context.Background()); err != nil {
			t.Fatal(err)
		}
		if s := w.stands(r.ID, reward.Advocate); s.Account != reward.Due || len(c.asked) != 1 {
			t.Errorf("given before it was taken: %+v, %v", s, c.asked)
		}
		w.bring(d, 1)
		if s := w.stands(r.ID, reward.Advocate); s.Account != reward.Paid || s.Why != "Another system took it." {
			t.Errorf("%+v", s)
		}
		credits := 0
		for _, b := range c.bodies {
			if strings.Contains(b, `"type":"reward.credit"`) {
				credits++
				if !strings.Contains(b, `"amount_minor":2000`) || strings.Contains(b, "ana@") || strings.Contains(b, "Ruiz") {
					t.Errorf("it hears %s", b)
				}
			}
		}
		if credits != 2 { // one that failed, one that was taken
			t.Errorf("asked %d times: %v", credits, c.bodies)
		}
		if all := strings.Join(c.bodies, ""); !strings.Contains(all, `"type":"reward.given"`) || strings.Contains(all, `"type":"reward.due"`) {
			t.Errorf("the news it chose: %s", all)
		}
		w.whole()
	})
}

func TestACreditThatNobodyTakesIsGivenByHand(t *testing.T) {
	w := open(t, "sqlite", "product", "")
	c := &till{asked: map[string]int{}, broken: true}
	d := w.desk(c, news.Credit)
	w.set(reward.Programme{On: true, Kind: reward.Credit, EachMinor: 2000})
	r, gone := w.introduce("ben@hill.example"), w.introduce("cy@lake.example")
	w.move(r.ID, goodturn.StageQualified)
	w.move(gone.ID, goodturn.StageQualified)
	w.now = w.now.Add(15 * goodturn.Day)
	w.fall(d)
	w.move(gone.ID, goodturn.StageIntroduced) // it was a mistake
	w.bring(d, 5)
	if _, err := w.pay(rewards.Payment{Key: reward.Key{Referral: r.ID, Side: reward.Advocate}, By: "u1"}); err != nil {
		t.Errorf("by hand, after three days of trying: %v", err)
	}
	if len(c.asked) != 1 {
		t.Errorf("what was taken back went out: %v", c.asked)
	}
	c.broken = false
	hooks, err := d.All(t.Context())
	if err != nil || len(hooks) != 1 {
		t.Fatal(hooks, err)
	}
	_, log, err := d.Log(t.Context(), hooks[0].ID, "", "", 9)
	if err != nil || len(log) != 2 {
		t.Fatal(log, err)
	}
	if n, err := d.FailedAgain(t.Context(), hooks[0].ID, time.Time{}); n != 0 || err != nil { // the till works again
		t.Errorf("%d that was given here or taken back is asked for again: %v", n, err)
	}
	for _, n := range log {
		if err := d.Again(t.Context(), hooks[0].ID, n.ID); goodturn.ErrorCode(err) != goodturn.CodeConflict {
			t.Errorf("%s: %v", n.Body, err)
		}
	}
	before := len(c.bodies)
	w.bring(d, 2)
	if len(c.bodies) != before {
		t.Errorf("given twice: %v", c.bodies[before:])
	}
	if s := w.stands(gone.ID, reward.Advocate); s.Account != reward.Reversed {
		t.Errorf("%+v", s)
	}
}

// What was tried in vain and taken back afterwards is not given when the other system works again.
func TestACreditThatWasGivenUpAndTakenBackIsNotAskedForAgain(t *testing.T) {
	both(t, func(t *testing.T, on string) {
		w := open(t, on, "product", "")
		c := &till{asked: map[string]int{}, broken: true}
		d := w.desk(c, news.Credit)
		w.set(reward.Programme{On: true, Kind: reward.Credit, EachMinor: 2000})
		r := w.introduce("ben@hill.example")
		w.move(r.ID, goodturn.StageQualified)
		w.now = w.now.Add(15 * goodturn.Day)
		w.fall(d)
		w.bring(d, 5)
		w.move(r.ID, goodturn.StageIntroduced)
		hooks, err := d.All(t.Context())
		if err != nil || len(hooks) != 1 {
			t.Fatal(hooks, err)
		}
		if n, err := d.FailedAgain(t.Context(), hooks[0].ID, time.Time{}); n != 0 || err != nil {
			t.Errorf("%d asked for again, %v", n, err)
		}
		c.broken = false
		before := len(c.bodies)
		w.bring(d, 1)
		if s := w.stands(r.ID, reward.Advocate); s.Account != reward.Reversed || len(c.bodies) != before {
			t.Errorf("%+v, and the other system gave %v", s, c.bodies[before:])
		}
	})
}

// An endpoint that takes all news is told, and gives nothing: giving is chosen by name.
func TestWhoTakesAllNewsGivesNoCredit(t *testing.T) {
	w := open(t, "sqlite", "product", "")
	c := &till{asked: map[string]int{}}
	d := w.desk(c)
	w.set(reward.Programme{On: true, Kind: reward.Credit, EachMinor: 2000})
	r := w.introduce("ben@hill.example")
	w.move(r.ID, goodturn.StageQualified)
	w.now = w.now.Add(15 * goodturn.Day)
	w.fall(d)
	w.bring(d, 1)
	if all := strings.Join(c.bodies, ""); !strings.Contains(all, `"type":"reward.due"`) || strings.Contains(all, "reward.credit") || w.stands(r.ID, reward.Advocate).Account != reward.Due {
		t.Errorf("%s", all)
	}
}
