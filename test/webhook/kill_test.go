package webhook_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/config"
	"github.com/goodturn-app/goodturn/program/news"
	"github.com/goodturn-app/goodturn/test/postgres"
)

func TestMain(m *testing.M) {
	if os.Getenv("GOODTURN_WEBHOOK_CHILD") != "" {
		if err := child(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child serves, and lets facts happen as fast as it can; of each that has committed it prints a line.
func child() error {
	ctx := context.Background()
	env := os.Getenv
	c, err := config.Load(map[string]string{"data": env("CHILD_DATA"), "db": env("CHILD_DB"), "listen": "127.0.0.1:0", "webhook-allow": env("CHILD_ALLOW")}, func(string) string { return "" })
	if err != nil {
		return err
	}
	pem, err := os.ReadFile(env("CHILD_ROOTS"))
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	a, err := app.New(ctx, c, app.Options{ClockFrom: []app.ClockSource{}, HooksTLS: &tls.Config{RootCAs: roots}})
	if err != nil {
		return err
	}
	if err := a.Start(ctx); err != nil {
		return err
	}
	to, err := a.Program.News.All(ctx)
	if err != nil {
		return err
	}
	if len(to) == 0 {
		if _, _, err := a.Program.News.Add(ctx, news.Where{URL: env("CHILD_PEER"), Types: []string{news.OptedOut}}); err != nil {
			return err
		}
	}
	facts, err := strconv.Atoi(env("CHILD_FACTS"))
	if err != nil {
		return err
	}
	fmt.Println("ready")
	for i := range facts {
		id := fmt.Sprintf("%s-%d", env("CHILD_LIFE"), i)
		if _, err := a.Program.Receive(ctx, goodturn.Event{ID: goodturn.ID(id), Name: goodturn.EventUnsubscribed, Source: "test", MessageID: id}); err != nil {
			return err
		}
		fmt.Println("wrote", id)
	}
	select {} // until it is killed
}

// A process that dies in the middle of everything loses no piece of news of a fact that it had written.
func TestAKilledProcessLosesNoNews(t *testing.T) {
	for _, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			db := ""
			if kind == "postgres" {
				db = postgres.NewDatabase(t)
			}
			dir := t.TempDir()
			seed := uint64(time.Now().UnixNano())
			t.Log("seed", seed)
			chance := rand.New(rand.NewPCG(seed, 1))
			release := make(chan struct{})
			p := newPeer(t, func(n int, _ delivery) int {
				if n%7 == 0 {
					<-release // a delivery that is on its way when the process dies
				}
				return 204
			})
			if err := os.WriteFile(filepath.Join(dir, "roots.pem"), p.pem(), 0o600); err != nil {
				t.Fatal(err)
			}
			wrote := map[string]bool{}
			live := func(life, facts, lines int) *exec.Cmd {
				cmd := exec.Command(os.Args[0])
				cmd.Env = append(os.Environ(), "GOODTURN_WEBHOOK_CHILD=1", "CHILD_DATA="+filepath.Join(dir, "data"), "CHILD_DB="+db, "CHILD_ROOTS="+filepath.Join(dir, "roots.pem"), "CHILD_PEER="+p.URL,
					"CHILD_ALLOW="+p.Listener.Addr().String(), "CHILD_LIFE=life"+strconv.Itoa(life), "CHILD_FACTS="+strconv.Itoa(facts))
				cmd.Stderr = os.Stderr
				out, err := cmd.StdoutPipe()
				if err != nil {
					t.Fatal(err)
				}
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = cmd.Process.Kill() })
				s := bufio.NewScanner(out)
				for n := 0; n < lines+1 && s.Scan(); n++ {
					if id, ok := strings.CutPrefix(s.Text(), "wrote "); ok {
						wrote[id] = true
					} else if s.Text() != "ready" {
						t.Errorf("the child says %q", s.Text())
					}
				}
				return cmd
			}
			kills := 3
			for life := range kills {
				cmd := live(life, 1000, 20+chance.IntN(60))
				if life == 0 {
					p.wait(t, "a delivery that hangs", func(ds []delivery) bool { return len(ds) >= 7 })
				}
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				_ = cmd.Wait()
			}
			if len(wrote) < 60 {
				t.Fatalf("only %d facts were written", len(wrote))
			}
			close(release)
			last := live(kills, 0, 0)
			arrived := func(ds []delivery) map[string]string {
				out := map[string]string{}
				for _, d := range ds {
					id, _ := d.Event.Data["event_id"].(string)
					if was, ok := out[id]; ok && was != d.ID {
						t.Errorf("%s came under two ids", id)
					}
					out[id] = d.ID
				}
				return out
			}
			got := arrived(p.wait(t, "all news", func(ds []delivery) bool {
				have := arrived(ds)
				for id := range wrote {
					if have[id] == "" {
						return false
					}
				}
				return true
			}))
			_ = last.Process.Kill()
			_ = last.Wait()
			t.Logf("%d facts written, %d reached the peer in %d deliveries over %d kills", len(wrote), len(got), len(p.all()), kills)
		})
	}
}
