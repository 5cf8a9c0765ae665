package webhook_test

import (
	"context"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/config"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/program/news"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/postgres"
)

// house starts Goodturn beside a peer.
func house(t *testing.T, db string, p *peer) *app.App {
	t.Helper()
	c, err := config.Load(map[string]string{"data": filepath.Join(t.TempDir(), "data"), "db": db, "listen": "127.0.0.1:0", "webhook-allow": p.Listener.Addr().String()}, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), c, app.Options{ClockFrom: []app.ClockSource{}, HooksTLS: p.trust()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

// client adds an owner and somebody they know.
func client(t *testing.T, a *app.App) goodturn.Contact {
	t.Helper()
	u := goodturn.User{Email: "dana@example.com", Name: "Dana Reyes", Role: goodturn.RoleOwner, Active: true}
	c := goodturn.Contact{Given: "Ana", Family: "Ruiz", Greeting: "Ana", SortKey: "ruiz ana"}
	if err := a.DB.Write(t.Context(), func(tx *store.Tx) error {
		if err := tx.InsertUser(&u); err != nil {
			return err
		}
		c.ID, c.OwnerID = "", u.ID
		if err := tx.InsertContact(&c); err != nil {
			return err
		}
		_, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: "ana@example.com", Shown: "ana@example.com", Primary: true}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return c
}

func types(ds []delivery) (out []string) {
	for _, d := range ds {
		out = append(out, d.Event.Type)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestThePublishedLibrariesVerifyWhatReallyLeaves(t *testing.T) {
	for _, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			db := ""
			if kind == "postgres" {
				db = postgres.NewDatabase(t)
			}
			p := newPeer(t, nil)
			a := house(t, db, p)
			ctx := context.Background()
			c := client(t, a)
			e, secret, err := a.Program.News.Add(ctx, news.Where{URL: p.URL, About: "the accounts"})
			if err != nil {
				t.Fatal(err)
			}
			id, err := introductions.New(a.Program).GaveName(ctx, c.ID, introductions.Name{Friend: "Noa Levi", Told: program.Told{By: c.OwnerID}})
			if err != nil {
				t.Fatal(err)
			}
			p.wait(t, "the introduction", func(ds []delivery) bool { return slices.Contains(types(ds), news.Introduced) })
			if _, err := introductions.New(a.Program).MoveIntroduction(ctx, id, introductions.To(goodturn.StageWon, c.OwnerID)); err != nil {
				t.Fatal(err)
			}
			p.wait(t, "the deal", func(ds []delivery) bool {
				return slices.Contains(types(ds), news.Won) && slices.Contains(types(ds), news.Moved) && slices.Contains(types(ds), news.Task)
			})
			_, next, err := a.Program.News.ChangeSecret(ctx, e.ID)
			if err != nil {
				t.Fatal(err)
			}
			if err := a.Program.Bounced(ctx, c.ID, "ana@example.com", program.Told{By: c.OwnerID}); err != nil {
				t.Fatal(err)
			}
			if err := a.Program.AskedToStop(ctx, c.ID, c.OwnerID); err != nil {
				t.Fatal(err)
			}
			if err := a.Program.News.Try(ctx, e.ID); err != nil {
				t.Fatal(err)
			}
			all := p.wait(t, "the refusal and the ping", func(ds []delivery) bool {
				return slices.Contains(types(ds), news.OptedOut) && slices.Contains(types(ds), news.Ping)
			})
			want := []string{news.OptedOut, news.Ping, news.Introduced, news.Moved, news.Won, news.Task}
			for _, w := range want {
				if !slices.Contains(types(all), w) {
					t.Errorf("no %s among %v", w, types(all))
				}
			}

			var lines []delivery
			var fine []string
			both := 0
			for _, d := range all {
				secrets := []string{secret}
				if len(strings.Fields(d.Signature)) == 2 {
					secrets = append(secrets, next) // while they are exchanged either verifies
					both++
				}
				for _, s := range secrets {
					wh, err := standardwebhooks.NewWebhook(s)
					if err != nil {
						t.Fatal(err)
					}
					if err := wh.Verify([]byte(d.Body), d.Header); err != nil {
						t.Errorf("%s is refused by the Go library: %v", d.Event.Type, err)
					}
					if err := wh.Verify([]byte(d.Body+" "), d.Header); err == nil {
						t.Errorf("%s with one more space is accepted", d.Event.Type)
					}
					d.Secret = s
					lines, fine = append(lines, d), append(fine, "fine "+d.Event.Type)
				}
				if d.Event.Data["contact_id"] != string(c.ID) && d.Event.Type != news.Ping || time.Since(d.Event.Timestamp) > time.Hour {
					t.Errorf("%s", d.Body)
				}
				if strings.Contains(d.Body, "Ana") || strings.Contains(d.Body, "ana@") || strings.Contains(d.Body, "Noa") {
					t.Errorf("news names somebody: %s", d.Body)
				}
			}
			if both < 2 || both == len(all) {
				t.Errorf("%d of %d are signed twice", both, len(all))
			}
			forged := all[0]
			forged.Secret = next // of which it knows nothing
			lines, fine = append(lines, forged), append(fine, "refused No matching signature found")
			if got := byNode(t, lines); !slices.Equal(got, fine) {
				t.Errorf("the JavaScript library says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(fine, "\n"))
			}
			// The wrong secret says nothing.
			wh, _ := standardwebhooks.NewWebhook(next)
			if err := wh.Verify([]byte(all[0].Body), all[0].Header); err == nil {
				t.Error("a secret verifies what was sent before it was made")
			}
		})
	}
}

func TestTheSameIdComesAgainUntilItIsTaken(t *testing.T) {
	p := newPeer(t, func(n int, _ delivery) int {
		if n == 1 {
			return http.StatusInternalServerError
		}
		return http.StatusOK
	})
	a := house(t, "", p)
	ctx := context.Background()
	e, _, err := a.Program.News.Add(ctx, news.Where{URL: p.URL})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Program.News.Try(ctx, e.ID); err != nil {
		t.Fatal(err)
	}
	got := p.wait(t, "the second attempt", func(ds []delivery) bool { return len(ds) == 2 })
	if got[0].ID != got[1].ID || !strings.HasPrefix(got[0].ID, "msg_") || got[0].Body != got[1].Body || got[0].Timestamp == got[1].Timestamp {
		t.Errorf("first %+v\nthen %+v", got[0], got[1])
	}
}
