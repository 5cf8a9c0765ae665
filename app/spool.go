package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Spooled is one refusal that the database could not take when it came.
type Spooled struct {
	Token string    `json:"token"`          // the link's, still signed
	What  string    `json:"what,omitempty"` // an answer; empty: stop everything
	At    time.Time `json:"at"`
}

// reserve is disk space kept aside, so that a refusal is still taken when the disk is full.
const reserve = 1 << 20

// Spool keeps refusals that the database cannot take: each is on the disk before anybody is told that it was taken, and all are
// replayed before the next message goes. It is safe for concurrent use in one process.
type Spool struct {
	mu   sync.Mutex
	path string
}

// OpenSpool uses the file at path and puts the reserve beside it. The folder must exist.
func OpenSpool(path string) (*Spool, error) {
	s := &Spool{path: path}
	return s, s.fillReserve()
}

func (s *Spool) fillReserve() error {
	path := s.path + ".reserve"
	if fi, err := os.Stat(path); err == nil && fi.Size() >= reserve {
		return nil
	}
	// Written out, not merely sized: a hole would reserve nothing.
	if err := writeSynced(path, bytes.Repeat([]byte{'.'}, reserve)); err != nil {
		return &goodturn.Error{Code: goodturn.CodeUnavailable, File: path, Message: "The data folder is full.", Hint: "Free some space on the disk.", Err: err}
	}
	return nil
}

// Add writes one refusal and returns when it is on the disk. If the disk is full it takes the reserve for it.
func (s *Spool) Add(e Spooled) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write a refusal down: %w", err)
	}
	b = append(b, '\n')
	if err = s.append(b); err == nil {
		return nil
	}
	if gone := os.Remove(s.path + ".reserve"); gone == nil {
		err = s.append(b)
	}
	if err != nil {
		return &goodturn.Error{Code: goodturn.CodeUnavailable, File: s.path, Message: "This cannot be taken down right now.", Hint: "Reply to the message with the word stop; that works too.", Err: err}
	}
	return nil
}

// append adds b and takes back what was half written, so that a later line never stands behind a torn one.
func (s *Spool) append(b []byte) (err error) {
	f, err := os.OpenFile(s.path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err = f.Write(b); err == nil {
		err = f.Sync()
	}
	if err != nil {
		return errors.Join(err, f.Truncate(end))
	}
	if end == 0 {
		return syncDir(filepath.Dir(s.path))
	}
	return nil
}

// Replay hands every refusal to take, oldest first, and forgets them when all were taken. It stops at the first that cannot be
// taken for want of a database; one that can never be taken (a forged link) is dropped. Taking one twice must be harmless.
func (s *Spool) Replay(ctx context.Context, take func(context.Context, Spooled) error) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(b) == 0 {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read refusals that wait: %w", err)
	}
	n := 0
	lines := bufio.NewScanner(bytes.NewReader(b))
	for lines.Scan() {
		var e Spooled
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			continue // torn by a crash while it was written: nobody was told that it was taken
		}
		switch err := take(ctx, e); goodturn.ErrorCode(err) {
		case "", goodturn.CodeNotFound, goodturn.CodeInvalid, goodturn.CodeConflict:
			n++
		default:
			return n, fmt.Errorf("take a refusal that waited: %w", err)
		}
	}
	if err := lines.Err(); err != nil {
		return n, fmt.Errorf("read refusals that wait: %w", err)
	}
	if err := os.Remove(s.path); err != nil {
		return n, fmt.Errorf("forget refusals that were taken: %w", err)
	}
	return n, errors.Join(syncDir(filepath.Dir(s.path)), s.fillReserve())
}

// Waiting reports whether refusals wait to be replayed.
func (s *Spool) Waiting() bool {
	fi, err := os.Stat(s.path)
	return err == nil && fi.Size() > 0
}
