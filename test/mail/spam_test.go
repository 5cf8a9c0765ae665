package mail

import (
	"bytes"
	"fmt"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/smtp"
	"github.com/goodturn-app/goodturn/docs/gen/letters"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
)

// spamLimit is the highest score of a shipped message (docs/compliance.md section 12). Most filters act at 5.
const spamLimit = 2.0

// verdict is what SpamAssassin says of one message.
type verdict struct {
	score float64
	rules string
}

// judge hands messages to SpamAssassin, with its local rules alone: nothing is looked up anywhere. It takes a few hundredths of a
// second for each, so that every processor gets a share.
func judge(t *testing.T, raw [][]byte) []verdict {
	t.Helper()
	shares := min(len(raw), runtime.NumCPU())
	verdicts := make([]verdict, len(raw))
	var group errgroup.Group
	for n := range shares {
		from, to := n*len(raw)/shares, (n+1)*len(raw)/shares
		home := t.TempDir()
		group.Go(func() error { return score(home, raw[from:to], verdicts[from:to]) })
	}
	if err := group.Wait(); err != nil {
		t.Fatalf("%v\nIf Mail::SpamAssassin is missing: apt-get install -y spamassassin", err)
	}
	return verdicts
}

// score asks one process of SpamAssassin, which may write into home.
func score(home string, raw [][]byte, verdicts []verdict) error {
	var in, complaints bytes.Buffer
	for _, m := range raw {
		fmt.Fprintf(&in, "%d\n", len(m))
		in.Write(m)
	}
	cmd := exec.Command("/usr/bin/perl", "spam.pl", home)
	cmd.Stdin, cmd.Stderr = &in, &complaints
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%w: %s", err, complaints.String())
	}
	said := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(said) != len(raw) {
		return fmt.Errorf("%d verdicts on %d messages: %s", len(said), len(raw), complaints.String())
	}
	for i, line := range said {
		points, rules, _ := strings.Cut(line, "\t")
		n, err := strconv.ParseFloat(points, 64)
		if err != nil {
			return fmt.Errorf("SpamAssassin said %q", line)
		}
		verdicts[i] = verdict{n, rules}
	}
	return nil
}

// received puts before a message what the receiving server would: filters look at it. The address is a public one, because those set
// aside for examples count as forged; nobody is contacted.
func received(raw []byte, m channel.Message) []byte {
	at := m.Date.Add(2 * time.Second).Format("Mon, 02 Jan 2006 15:04:05 -0700")
	head := "Return-Path: <" + m.From.Address + ">\r\n" +
		"Received: from mail.example.com (mail.example.com [8.8.4.4])\r\n\tby mx.example.org (Postfix) with ESMTPS id 4XyZ1k2QbTz9s\r\n\tfor <" + m.To.Address + ">; " + at + "\r\n"
	return append([]byte(head), raw...)
}

// TestNoShippedMessageLooksLikeSpam hands every e-mail of every pack, as it crosses the wire, to SpamAssassin: with links to pages,
// and as it is without a public address.
func TestNoShippedMessageLooksLikeSpam(t *testing.T) {
	var names []string
	var raw [][]byte
	for _, pack := range playbook.Packs() {
		p, err := playbook.Library(pack)
		if err != nil {
			t.Fatal(err)
		}
		for _, mode := range []letters.Mode{letters.Links, letters.Reply} {
			all, err := letters.Of(p, mode)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range all {
				if l.Form != message.Email {
					continue
				}
				m := l.Message()
				wire, err := smtp.Compose(m)
				if err != nil {
					t.Fatalf("%s: %v", l.Wording, err)
				}
				names, raw = append(names, fmt.Sprintf("%s/%s in %s mode", pack, l.Wording, mode)), append(raw, received(wire, m))
			}
		}
	}
	if len(raw) < 200 {
		t.Fatalf("there are only %d messages to read; the packs hold more", len(raw))
	}
	worst := verdict{score: -100}
	for i, v := range judge(t, raw) {
		if v.score >= spamLimit {
			t.Errorf("%s scores %.1f, must be below %.1f: %s", names[i], v.score, spamLimit, v.rules)
		}
		if v.score > worst.score {
			worst = v
		}
	}
	t.Logf("%d messages, the highest score is %.1f: %s", len(raw), worst.score, worst.rules)
}

// TestTheFilterKnowsSpamWhenItSeesIt proves that the filter above is awake: SpamAssassin's own test line scores far above any limit.
func TestTheFilterKnowsSpamWhenItSeesIt(t *testing.T) {
	m := letter(1)
	m.Text, m.HTML = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\n", ""
	wire, err := smtp.Compose(m)
	if err != nil {
		t.Fatal(err)
	}
	if v := judge(t, [][]byte{received(wire, m)})[0]; v.score < 100 {
		t.Errorf("the test line scores %.1f: %s", v.score, v.rules)
	}
}
