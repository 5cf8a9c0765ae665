package view_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
	"github.com/goodturn-app/goodturn/store/sqlite"
	testpg "github.com/goodturn-app/goodturn/test/postgres"
	"github.com/goodturn-app/goodturn/test/testtown"
)

// audience is everybody on the list, read in pages of three.
func audience(t *testing.T, w *testtown.Town, year, quarter int) (out []goodturn.ID) {
	t.Helper()
	q := view.AlikeQuery{Year: year, Quarter: quarter, Limit: 3}
	for {
		list, more, err := view.New(w.P).Alike(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range list {
			if l.Closing.ContactID != l.Contact.ID || l.Closing.FellThrough || quarter > 0 && (int(l.Closing.Date.Month)+2)/3 != quarter || quarter == 0 && l.Closing.Date.Year != year {
				t.Fatalf("%d/%d shows the deal %+v", year, quarter, l.Closing)
			}
			out = append(out, l.Contact.ID)
		}
		if !more {
			slices.Sort(out)
			return out
		}
		q.After = list[len(list)-1].Contact.ID
	}
}

// told is a list that a test expects, by a reading of its own of what the town was made of.
func told(all []neighbour, year, quarter int) (out []goodturn.ID) {
	for _, n := range all {
		if n.gone {
			continue
		}
		for _, d := range n.deals {
			fits := d.Year == year
			if quarter > 0 {
				fits = d.Year < year && (int(d.Month)-1)/3 == quarter-1
			}
			if fits && !slices.Contains(out, n.id) {
				out = append(out, n.id)
			}
		}
	}
	slices.Sort(out)
	return out
}

// neighbour is somebody of a random town.
type neighbour struct {
	id    goodturn.ID
	deals []goodturn.Date // that did not fall through
	gone  bool            // left out, merged, or wants to hear nothing
}

func settle(w *testtown.Town, r *rand.Rand) (all []neighbour) {
	w.Write(func(tx *store.Tx) error {
		for i := range 25 {
			n := neighbour{}
			c := goodturn.Contact{OwnerID: w.Owner.ID, Given: fmt.Sprint("N", i), SortKey: fmt.Sprint("n", r.IntN(9)), LeftOut: r.IntN(9) == 0}
			if r.IntN(12) == 0 && i > 0 {
				c.MergedInto = all[0].id
			}
			n.gone = c.LeftOut || c.MergedInto != ""
			if err := tx.InsertContact(&c); err != nil {
				return err
			}
			n.id = c.ID
			mail := fmt.Sprintf("n%d@example.com", i)
			if _, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: mail, Shown: mail, Primary: true}}); err != nil {
				return err
			}
			for range r.IntN(4) {
				d := goodturn.Closing{ContactID: c.ID, Side: goodturn.SideBought, FellThrough: r.IntN(6) == 0}
				if r.IntN(8) > 0 {
					d.Date = goodturn.Date{Year: 2023 + r.IntN(4), Month: time.Month(1 + r.IntN(12)), Day: 1 + r.IntN(28)}
				}
				if err := tx.InsertClosing(&d); err != nil {
					return err
				}
				if !d.FellThrough && !d.Date.IsZero() {
					n.deals = append(n.deals, d.Date)
				}
			}
			if r.IntN(3) == 0 {
				s := goodturn.Suppression{ContactID: c.ID, Scope: []goodturn.SuppressionScope{goodturn.ScopeAll, goodturn.ScopeAsks, goodturn.ScopeReviews}[r.IntN(3)], Reason: "by hand"}
				if r.IntN(2) == 0 {
					s.ContactID, s.Hash = "", tx.AddressHash(mail)
				}
				n.gone = n.gone || s.Scope == goodturn.ScopeAll
				if err := tx.AddSuppression(&s); err != nil {
					return err
				}
			}
			all = append(all, n)
		}
		return nil
	})
	return all
}

// introduce does one random thing to introductions, answers, requests or rewards.
func introduce(w *testtown.Town, raw *sql.DB, r *rand.Rand, all []neighbour) {
	w.T.Helper()
	who := func() goodturn.ID { return all[r.IntN(len(all))].id }
	row := func(table, key string) string { // a row that is there; empty if there is none
		var id string
		_ = raw.QueryRow(`SELECT `+key+` FROM `+table+` ORDER BY `+key+` LIMIT 1 OFFSET $1`, r.IntN(5)).Scan(&id)
		return id
	}
	exec := func(q string, args ...any) {
		w.T.Helper()
		if _, err := raw.Exec(q, args...); err != nil {
			w.T.Fatal(err)
		}
	}
	switch r.IntN(4) {
	case 0: // something is deleted
		t := [][2]string{{"referral", "id"}, {"ask", "id"}, {"reward_entry", "id"}, {"reward_review", "referral_id"}, {"reward_payee", "contact_id"}, {"reward_coupon", "id"}, {"reward_promise", "ask_id"}, {"share_code", "code"}}[r.IntN(8)]
		exec(`DELETE FROM `+t[0]+` WHERE `+t[1]+` = $1`, row(t[0], t[1]))
	case 1: // something becomes somebody else's, or ends otherwise
		t := [][3]string{{"referral", "referrer_id", "id"}, {"referral", "friend_id", "id"}, {"ask", "contact_id", "id"}, {"reward_entry", "contact_id", "id"}, {"reward_review", "contact_id", "referral_id"}, {"share_code", "contact_id", "code"}}[r.IntN(6)]
		exec(`UPDATE `+t[0]+` SET `+t[1]+` = $1 WHERE `+t[2]+` = $2`, string(who()), row(t[0], t[2]))
		exec(`UPDATE referral SET stage = $1 WHERE id = $2`, string(goodturn.Stages[r.IntN(len(goodturn.Stages))]), row("referral", "id"))
	default:
		w.Write(func(tx *store.Tx) error {
			a := goodturn.Ask{TouchID: tx.NewID(), ContactID: who(), Playbook: "after-closing", Step: "first-ask", Channel: goodturn.ChannelEmail}
			if err := tx.OpenAsk(&a); err != nil {
				return err
			}
			answer := []goodturn.Answer{goodturn.AnswerYes, goodturn.AnswerMiddle, goodturn.AnswerNotNow, goodturn.AnswerNo}[r.IntN(4)]
			if _, _, err := tx.AnswerAsk(a, store.Answering{Answer: answer, By: "page"}); err != nil {
				return err
			}
			if err := tx.KeepPromise(a.ID, `{}`); err != nil {
				return err
			}
			f := goodturn.Referral{ReferrerID: who(), AskID: a.ID, Friend: "Lee Park", Stage: goodturn.Stages[r.IntN(len(goodturn.Stages))]}
			if r.IntN(2) == 0 {
				f.FriendID = who()
			}
			if err := tx.InsertReferral(&f); err != nil {
				return err
			}
			if _, err := tx.InsertShareCode(goodturn.ShareCode{Code: string(f.ID), ContactID: f.ReferrerID, AskID: a.ID}); err != nil {
				return err
			}
			if _, err := tx.AppendRewards(store.RewardLine{ReferralID: f.ID, Side: "advocate", ContactID: f.ReferrerID, Rule: "held.1", Account: "held", AmountMinor: 500, Currency: "USD", Kind: "credit"}); err != nil {
				return err
			}
			if err := tx.OpenReview(store.RewardReview{ReferralID: f.ID, ContactID: f.ReferrerID, State: "hold"}); err != nil {
				return err
			}
			if _, err := tx.AddCoupons(store.Coupon{Code: string(f.ID), AmountMinor: 500, Currency: "USD"}); err != nil {
				return err
			}
			return tx.SavePayee(store.Payee{ContactID: who(), TaxForm: r.IntN(2) == 0, Trusted: true})
		})
	}
}

func TestWhoIsThankedAlikeDoesNotChangeWithIntroductionsAnswersAndRewards(t *testing.T) {
	for name, open := range map[string]func(t *testing.T, o store.Options) (*store.DB, *sql.DB){
		"sqlite": func(t *testing.T, o store.Options) (*store.DB, *sql.DB) {
			path := filepath.Join(t.TempDir(), "goodturn.db")
			db, err := sqlite.Open(context.Background(), path, o)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")
			if err != nil {
				t.Fatal(err)
			}
			return db, raw
		},
		"postgres": func(t *testing.T, o store.Options) (*store.DB, *sql.DB) {
			url := testpg.NewDatabase(t)
			db, err := postgres.Open(context.Background(), url, o)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := sql.Open("pgx", url)
			if err != nil {
				t.Fatal(err)
			}
			return db, raw
		},
	} {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(3) {
				r := rand.New(rand.NewPCG(seed, 7))
				var raw *sql.DB
				w := testtown.On(t, today, func(o store.Options) (db *store.DB, err error) {
					db, raw = open(t, o)
					return db, nil
				})
				all := settle(w, r)
				look := func(after string) (some int) {
					for year := 2023; year <= 2027; year++ {
						for quarter := range 5 {
							got, want := audience(t, w, year, quarter), told(all, year, quarter)
							if !slices.Equal(got, want) {
								t.Fatalf("seed %d, %d/%d, %s: %v, want %v", seed, year, quarter, after, got, want)
							}
							some += len(got)
						}
					}
					return some
				}
				if look("at first") == 0 {
					t.Fatal("nobody is on any list, so nothing was looked at")
				}
				for step := range 5 {
					for range 10 {
						introduce(w, raw, r, all)
					}
					look(fmt.Sprint("step ", step))
				}
				_ = raw.Close()
			}
		})
	}
}

func TestWhoHasDiedOrIsDeletedOrLeftOutIsOnNoList(t *testing.T) {
	w := newTown(t, today)
	desk := people.New(w.P)
	ana, ben, chen := w.Client("Ana", closed), w.Client("Ben", closed), w.Client("Chen", closed)
	if got := audience(t, w.Town, 2027, 1); len(got) != 3 {
		t.Fatalf("%v of three", got)
	}
	if err := desk.NoteLife(t.Context(), ana.ID, people.Life{Event: goodturn.EventDied, By: w.Owner.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := desk.Erase(t.Context(), ben.ID, w.Owner.ID); err != nil {
		t.Fatal(err)
	}
	if got := audience(t, w.Town, 2027, 1); !slices.Equal(got, []goodturn.ID{chen.ID}) {
		t.Errorf("%v, want %s alone", got, chen.ID)
	}
	if err := desk.NoteLife(t.Context(), ana.ID, people.Life{Event: goodturn.EventDied, Over: true, By: w.Owner.ID}); err != nil {
		t.Fatal(err)
	}
	if got := audience(t, w.Town, 2026, 0); len(got) != 2 {
		t.Errorf("a mistake was taken back, and %v are on the list", got)
	}
}

func TestAListForNoYearSaysWhatToGive(t *testing.T) {
	w := newTown(t, today)
	for _, q := range []view.AlikeQuery{{Year: 26}, {Year: -1}, {Year: 2026, Quarter: 5}, {Year: 2026, Quarter: -1}} {
		if _, _, err := view.New(w.P).Alike(t.Context(), q); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%+v: %v", q, err)
		}
	}
}
