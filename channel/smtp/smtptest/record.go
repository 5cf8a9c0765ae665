package smtptest

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"sync"
)

// Record is one accepted message, one line of JSON in the log.
type Record struct {
	Seq       int    `json:"seq"`
	From      string `json:"from"`
	To        string `json:"to"`
	MessageID string `json:"message_id"` // without angle brackets
	Subject   string `json:"subject"`    // as on the wire, unfolded
	Size      int    `json:"size"`
	SHA256    string `json:"sha256"`
	Data      string `json:"data,omitempty"` // the message, with Options.KeepData
}

// log is the append-only file of accepted messages. Writers that come together share one write and one fsync.
type log struct {
	sync bool
	file *os.File

	mu      sync.Mutex
	written *sync.Cond
	records []Record
	pending bytes.Buffer // lines not written yet
	added   int          // records ever added, in this process
	durable int          // of these, how many are on disk
	busy    bool         // somebody is writing
	err     error        // the first failure; nothing is accepted after it
}

func openLog(path string, sync_ bool) (*log, error) {
	l := &log{sync: sync_}
	l.written = sync.NewCond(&l.mu)
	if path == "" {
		return l, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	l.file = f
	return l, nil
}

// add writes one record down and returns when it is on disk.
func (l *log) add(from, to string, message []byte, keep bool) error {
	sum := sha256.Sum256(message)
	r := Record{From: from, To: to, MessageID: messageID(message), Subject: field(message, "Subject"), Size: len(message), SHA256: hex.EncodeToString(sum[:])}
	if keep {
		r.Data = string(message)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.added++
	mine := l.added
	r.Seq = mine
	if l.file == nil {
		l.records = append(l.records, r)
		return nil
	}
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	l.pending.Write(append(line, '\n'))
	l.records = append(l.records, r)
	for l.durable < mine && l.err == nil {
		if l.busy {
			l.written.Wait()
			continue
		}
		l.busy = true
		batch, upTo := bytes.Clone(l.pending.Bytes()), l.added
		l.pending.Reset()
		l.mu.Unlock()
		_, err := l.file.Write(batch)
		if err == nil && l.sync {
			err = l.file.Sync()
		}
		l.mu.Lock()
		l.busy, l.err = false, err
		if err == nil {
			l.durable = upTo
		}
		l.written.Broadcast()
	}
	return l.err
}

func (l *log) all() []Record {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]Record(nil), l.records...)
}

func (l *log) close() error {
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

// ReadLog reads a log, also while a server still writes it, and also of a server that was killed: an unfinished last
// line was never answered with 250 and is left out.
func ReadLog(path string) ([]Record, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var records []Record
	for line := range bytes.Lines(b) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		var r Record
		if err := json.Unmarshal(line, &r); err != nil {
			return records, err
		}
		records = append(records, r)
	}
	return records, nil
}

func messageID(message []byte) string { return strings.Trim(field(message, "Message-ID"), "<> ") }

// field finds a header field by name, unfolded; "" if there is none.
func field(message []byte, name string) string {
	sc := bufio.NewScanner(bytes.NewReader(message))
	sc.Buffer(nil, 1<<20)
	value, found := "", false
	for sc.Scan() {
		line := sc.Text()
		if line == "" {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			if found {
				value += " " + strings.TrimSpace(line)
			}
			continue
		}
		if found {
			break
		}
		if key, v, ok := strings.Cut(line, ":"); ok && strings.EqualFold(key, name) {
			value, found = strings.TrimSpace(v), true
		}
	}
	return value
}
