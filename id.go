package goodturn

import (
	"encoding/hex"
	"fmt"
	"io"
	"sync"
	"time"
)

// ID names one row: a UUID version 7 in its text form, so that ids made later sort later. The zero ID means "none".
type ID string

// IDs makes ids from a clock's milliseconds and a source of chance. Ids from one IDs never go backwards, even within a
// millisecond or when the clock does. It is safe for concurrent use.
type IDs struct {
	mu   sync.Mutex
	rand io.Reader
	ms   int64
	seq  uint16
}

// NewIDs makes ids with chance from r, which must never run dry: crypto/rand in production, a seeded source in a simulation.
func NewIDs(r io.Reader) *IDs { return &IDs{rand: r} }

// New makes the next id at now. It panics if the source of chance fails: no id is better than a guessable or repeated one.
func (g *IDs) New(now time.Time) ID {
	var b [16]byte
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, err := io.ReadFull(g.rand, b[8:]); err != nil {
		panic(fmt.Errorf("read chance for an id: %w", err))
	}
	ms := now.UnixMilli()
	if ms <= g.ms {
		if g.seq++; g.seq > 0x0fff { // the counter is full: borrow the next millisecond
			g.ms, g.seq = g.ms+1, 0
		}
	} else {
		g.ms, g.seq = ms, 0
	}
	for i := range 6 {
		b[i] = byte(g.ms >> (40 - 8*i))
	}
	b[6] = 0x70 | byte(g.seq>>8)
	b[7] = byte(g.seq)
	b[8] = b[8]&0x3f | 0x80
	var s [36]byte
	hex.Encode(s[0:8], b[0:4])
	hex.Encode(s[9:13], b[4:6])
	hex.Encode(s[14:18], b[6:8])
	hex.Encode(s[19:23], b[8:10])
	hex.Encode(s[24:36], b[10:16])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return ID(s[:])
}
