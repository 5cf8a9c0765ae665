package smtptest_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/goodturn-app/goodturn/channel/smtp/smtptest"
)

// TestMain lets this test binary be the server in a process of its own.
func TestMain(m *testing.M) {
	if logPath := os.Getenv("SMTPTEST_SERVE"); logPath != "" {
		err := smtptest.Serve(context.Background(), "127.0.0.1:0", logPath, smtptest.Options{Ready: func(addr string) { fmt.Println(addr) }})
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// talk sends lines and returns the first line of each reply, greeting first; it ends where the server hangs up.
func talk(t *testing.T, addr string, lines ...string) []string {
	t.Helper()
	c, err := textproto.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var replies []string
	read := func() bool {
		code, msg, err := c.ReadResponse(0)
		if err != nil {
			return false
		}
		msg, _, _ = strings.Cut(msg, "\n")
		replies = append(replies, fmt.Sprintf("%d %s", code, msg))
		return true
	}
	if !read() {
		return replies
	}
	for _, l := range lines {
		if _, err := c.W.WriteString(l + "\r\n"); err != nil {
			t.Fatal(err)
		}
		c.W.Flush()
		if !read() {
			break
		}
	}
	return replies
}

const message = "Message-ID: <a.1@example.com>\r\nSubject: two\r\n words\r\n\r\n..dot\r\n."

func TestTheServerKeepsTheOrderOfTheProtocol(t *testing.T) {
	s, err := smtptest.Start("127.0.0.1:0", "", smtptest.Options{KeepData: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, c := range []struct {
		name  string
		lines []string
		last  string
	}{
		{"MAIL needs EHLO", []string{"MAIL FROM:<a@b>"}, "503"},
		{"RCPT needs MAIL", []string{"EHLO x", "RCPT TO:<a@b>"}, "503"},
		{"DATA needs RCPT", []string{"EHLO x", "MAIL FROM:<a@b>", "DATA"}, "503"},
		{"one message at a time", []string{"EHLO x", "MAIL FROM:<a@b>", "MAIL FROM:<a@b>"}, "503"},
		{"one recipient", []string{"EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "RCPT TO:<e@f>"}, "452"},
		{"an address in brackets", []string{"EHLO x", "MAIL FROM: a@b"}, "501"},
		{"an unknown word", []string{"EHLO x", "HELP"}, "500"},
		{"RSET forgets", []string{"EHLO x", "MAIL FROM:<a@b>", "RSET", "RCPT TO:<c@d>"}, "503"},
		{"a bare line feed is refused", []string{"EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", "a: b\r\n\r\nx\n.\r\n."}, "554"},
		{"a bare line feed does not end a message", []string{"EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", "a: b\r\n\r\nx\n.\nMAIL FROM:<e@f>\r\n."}, "554"},
		{"a message", []string{"EHLO x", "MAIL FROM:<a@b> SIZE=9", "RCPT TO:<c@d>", "DATA", message}, "250"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := talk(t, s.Addr, c.lines...)
			if len(got) != len(c.lines)+1 || !strings.HasPrefix(got[len(got)-1], c.last) {
				t.Errorf("%q, want it to end with %s", got, c.last)
			}
		})
	}
	r := s.Records()
	if len(r) != 1 || r[0].From != "a@b" || r[0].To != "c@d" || r[0].MessageID != "a.1@example.com" || r[0].Subject != "two words" || !strings.HasSuffix(r[0].Data, "\r\n\r\n.dot\r\n") {
		t.Errorf("%+v", r)
	}
}

func TestTheServerListensOnLoopbackOnly(t *testing.T) {
	for _, addr := range []string{":0", "0.0.0.0:0", "192.0.2.1:0", "example.com:25"} {
		if s, err := smtptest.Start(addr, "", smtptest.Options{}); err == nil {
			s.Close()
			t.Errorf("it listens on %s", addr)
		}
	}
}

// TestWhatWasAnsweredIsOnDiskWhenTheServerIsKilled kills a server process in the middle of many conversations.
func TestWhatWasAnsweredIsOnDiskWhenTheServerIsKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accepted.log")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "SMTPTEST_SERVE="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	addr, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	answered := map[string]bool{}
	var wg sync.WaitGroup
	var kill sync.Once
	for w := range 8 {
		wg.Go(func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("w%d.%d@example.com", w, n)
				conn, err := net.Dial("tcp", strings.TrimSpace(addr))
				if err != nil {
					return
				}
				c := textproto.NewConn(conn)
				ok := true
				for _, line := range []string{"", "EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", "Message-ID: <" + id + ">\r\n\r\nx\r\n."} {
					if line != "" {
						c.W.WriteString(line + "\r\n")
						c.W.Flush()
					}
					if _, _, err := c.ReadResponse(0); err != nil {
						ok = false
						break
					}
				}
				c.Close()
				if !ok {
					return
				}
				mu.Lock()
				answered[id] = true
				enough := len(answered) > 200
				mu.Unlock()
				if enough {
					kill.Do(func() { cmd.Process.Kill() })
				}
			}
		})
	}
	wg.Wait()
	cmd.Wait()
	records, err := smtptest.ReadLog(path)
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]bool{}
	for _, r := range records {
		kept[r.MessageID] = true
	}
	for id := range answered {
		if !kept[id] {
			t.Errorf("%s was answered with 250 and is not in the log", id)
		}
	}
	if len(answered) <= 200 {
		t.Errorf("only %d messages before the server was gone", len(answered))
	}
}

func TestAnUnfinishedLastLineIsLeftOut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(path, []byte(`{"seq":1,"message_id":"a@b"}`+"\n"+`{"seq":2,"messa`), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := smtptest.ReadLog(path)
	if err != nil || len(r) != 1 || r[0].MessageID != "a@b" {
		t.Errorf("%+v, %v", r, err)
	}
}
