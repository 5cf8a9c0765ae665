package program_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	cryptorand "crypto/rand"
	"crypto/rsa"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/channel/smtp"
	"github.com/goodturn-app/goodturn/channel/smtp/smtptest"
	"github.com/goodturn-app/goodturn/funnel"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/store"
	storepg "github.com/goodturn-app/goodturn/store/postgres"
	"github.com/goodturn-app/goodturn/store/sqlite"
	"github.com/goodturn-app/goodturn/test/postgres"
)

// sender is one channel for everybody.
type sender struct{ channel.Sender }

func (s sender) For(goodturn.User, goodturn.Channel) (channel.Sender, error) { return s.Sender, nil }

// BenchmarkWholePath measures messages a second from "due" to "sent": claim, facts, judgement, words, linter, gates, both marks and
// the outcome, with 256 on their way at once. One operation is one message.
func BenchmarkWholePath(b *testing.B) {
	for _, where := range []string{"SQLite", "PostgreSQL"} {
		for _, to := range []string{"kept", "SMTP", "SMTP-Ed25519", "SMTP-RSA"} {
			b.Run(where+"/"+to, func(b *testing.B) { wholePath(b, where, to, false) })
		}
	}
}

// BenchmarkClaimed is BenchmarkWholePath from the first mark on: what is claimed, and its words written, before the clock starts.
func BenchmarkClaimed(b *testing.B) {
	for _, to := range []string{"kept", "SMTP"} {
		b.Run("SQLite/"+to, func(b *testing.B) { wholePath(b, "SQLite", to, true) })
	}
}

func wholePath(b *testing.B, where, to string, claimed bool) {
	ctx := context.Background()
	now := time.Date(2026, 2, 4, 13, 30, 0, 0, time.UTC)
	begun, started := now, time.Now()
	o := store.Options{Clock: goodturn.ClockFunc(func() time.Time { return begun.Add(time.Since(started)) })}
	var db *store.DB
	var err error
	if where == "SQLite" {
		db, err = sqlite.Open(ctx, filepath.Join(b.TempDir(), "bench.db"), o)
	} else {
		db, err = storepg.Open(ctx, postgres.NewDatabase(b), o)
	}
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	var ch channel.Sender = capture.New(time.Now, capture.Limit(1))
	if to != "kept" {
		sink, err := smtptest.Start("127.0.0.1:0", "", smtptest.Options{NoSync: true})
		if err != nil {
			b.Fatal(err)
		}
		defer sink.Close()
		host, port, _ := strings.Cut(sink.Addr, ":")
		var n int
		fmt.Sscan(port, &n)
		m, err := smtp.New(smtp.Account{Host: host, Port: n, Security: smtp.SecurityPlain, Signers: signers(b, to)}, smtp.Limits{Connections: 256, PerConnection: 1000})
		if err != nil {
			b.Fatal(err)
		}
		defer m.Close(ctx)
		ch = m
	}
	key, err := link.New(bytes.Repeat([]byte{7}, link.KeySize))
	if err != nil {
		b.Fatal(err)
	}
	pack, err := playbook.Library("real-estate")
	if err != nil {
		b.Fatal(err)
	}
	p := program.New(program.Deps{DB: db, Rand: rand.New(rand.NewSource(2)), Library: map[string]*playbook.Shipped{"real-estate": pack}, Links: key, Senders: sender{ch}, Node: "n", Boot: "b"})
	owner := goodturn.User{Email: "dana@homes.example", Name: "Dana Reyes", Active: true, Zone: "America/New_York", Mailbox: goodturn.Mailbox{ProvedAt: 1},
		Voice: goodturn.Voice{FirstName: "Dana", Greeting: "Hi", SignOff: "Dana"}}
	var owners []goodturn.ID
	if err := db.Write(ctx, func(tx *store.Tx) error {
		owners = nil
		// As many owners as there would be at 40 messages a day and mailbox.
		for i := 0; i < b.N; i += 40 {
			u := owner
			u.Email = fmt.Sprintf("dana%d@homes.example", i)
			if err := tx.InsertUser(&u); err != nil {
				return err
			}
			owners = append(owners, u.ID)
		}
		return tx.SaveSettings(goodturn.Settings{Name: "Reyes Homes", Pack: "real-estate", PostalAddress: "100 Example Ave, New York, NY 10001", Region: "US-NY", Zone: "America/New_York",
			Mode: goodturn.ModeLive, LiveAt: now.AddDate(-1, 0, 0), PerDay: 1 << 40, FirstWeekPerDay: 1 << 40, NewPerDay: 1 << 40})
	}); err != nil {
		b.Fatal(err)
	}
	for n := 0; n < b.N; n += 500 {
		var ids []goodturn.ID
		if err := db.Write(ctx, func(tx *store.Tx) error {
			ids = nil
			for i := n; i < min(b.N, n+500); i++ {
				id, err := benchClient(tx, owners[i/40], i)
				if err != nil {
					return err
				}
				ids = append(ids, id)
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
		if err := p.Enrol(ctx, ids...); err != nil {
			b.Fatal(err)
		}
	}
	begun = begun.Add(24*time.Hour + 35*time.Minute)
	run := func() (program.Ran, error) {
		ran, _, err := p.Run(ctx, 256)
		return ran, err
	}
	if claimed {
		if run, err = p.ClaimAll(ctx, 256); err != nil {
			b.Fatal(err)
		}
	}
	runtime.GC()
	before := used()
	b.ResetTimer()
	ran, err := run()
	if err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	if ran.Sent != b.N {
		b.Fatalf("%d of %d were sent: %+v", ran.Sent, b.N, ran)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
	b.ReportMetric((used()-before).Seconds()*1000/float64(b.N), "CPU-s/1000") // sink and client together; PostgreSQL's own is not in it
	b.ReportMetric(resident(), "MB-resident")
}

// resident is what the process holds in memory now, in MB; 0 where the system does not say.
func resident() float64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, pages float64
	fmt.Sscan(string(text), &size, &pages)
	return pages * float64(os.Getpagesize()) / 1e6
}

// signers are the keys with which the mail of a benchmark is signed.
func signers(b *testing.B, to string) []smtp.Signer {
	switch to {
	case "SMTP-Ed25519":
		return []smtp.Signer{{Domain: "homes.example", Selector: "s", Key: ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))}}
	case "SMTP-RSA":
		key, err := rsa.GenerateKey(cryptorand.Reader, 2048)
		if err != nil {
			b.Fatal(err)
		}
		return []smtp.Signer{{Domain: "homes.example", Selector: "s", Key: key}}
	}
	return nil
}

func benchClient(tx *store.Tx, owner goodturn.ID, i int) (goodturn.ID, error) {
	c := goodturn.Contact{OwnerID: owner, Given: "Ana", Family: "Ruiz", Greeting: "Ana", SortKey: "ruiz ana", Region: "US-NY"}
	if err := tx.InsertContact(&c); err != nil {
		return "", err
	}
	mail := fmt.Sprintf("ana%d@example.com", i)
	if _, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: mail, Shown: mail, Primary: true}}); err != nil {
		return "", err
	}
	if err := tx.AppendConsents(goodturn.Consent{ContactID: c.ID, Channel: goodturn.ChannelEmail, Address: mail, Basis: goodturn.BasisRelationship, Signer: "Dana", Source: "hand"}); err != nil {
		return "", err
	}
	closed := goodturn.Date{Year: 2026, Month: 1, Day: 5}
	home := goodturn.Address{Street: fmt.Sprintf("12 Lane %d", i), City: "New York", State: "NY", ZIP: "10002"}
	deal := goodturn.Closing{ContactID: c.ID, Side: goodturn.SideBought, Property: home, Date: closed, Source: "hand"}
	if err := tx.InsertClosing(&deal); err != nil {
		return "", err
	}
	return c.ID, tx.SaveHomes([]goodturn.Home{{ContactID: c.ID, ClosingID: deal.ID, Property: home, Since: closed}})
}

// BenchmarkFunnelOfAMillionAsks reads what came of a million asks of one year: 12 kinds of them on each of its days.
func BenchmarkFunnelOfAMillionAsks(b *testing.B) {
	ctx := context.Background()
	now := time.Date(2026, 12, 31, 12, 0, 0, 0, time.UTC)
	db, err := sqlite.Open(ctx, filepath.Join(b.TempDir(), "bench.db"), store.Options{Clock: goodturn.ClockFunc(func() time.Time { return now })})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	const days, kinds = 365, 12
	asks := 0
	if err := db.Write(ctx, func(tx *store.Tx) error {
		for day := range days {
			at := now.AddDate(0, 0, -day)
			for kind := range kinds {
				dim := fmt.Sprintf("u%d\nreal-estate\nreal-estate\nask-%d\nplan\nemail\nfirst-ask/bought.email.1", kind%3, kind/3)
				n := 1_000_000/(days*kinds) + 1
				asks += n
				for i, s := range funnel.Counted { // what the pages read is these sums, which Reach keeps
					tx.Count(at, "funnel:"+string(s), dim, n/(i+1))
				}
			}
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	p := program.New(program.Deps{DB: db, Rand: rand.New(rand.NewSource(1))})
	for b.Loop() {
		f, err := reach.Read(ctx, p.DB, goodturn.DateOf(now.AddDate(-1, 0, 0)), goodturn.DateOf(now), store.FunnelFilter{})
		if err != nil {
			b.Fatal(err)
		}
		if len(f.Kinds) != kinds || asks < 1_000_000 {
			b.Fatalf("%d kinds of %d asks", len(f.Kinds), asks)
		}
	}
}
