package app

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/goodturn-app/goodturn"
)

// FenceState is what the fence file remembers: which installation this is, the highest delivery that was ever marked, and when.
type FenceState struct {
	Installation string    `json:"installation"`
	Highest      int64     `json:"highest"`
	Wall         time.Time `json:"wall"`
}

// Fence keeps the highest delivery number outside the database, so that a database restored from yesterday's backup is
// recognised: the file is then ahead of it. Being behind is harmless; it is written at most once a second and at shutdown.
type Fence struct {
	path  string
	mu    sync.Mutex
	state FenceState
	wrote time.Time
	dirty bool
}

// OpenFence reads the file. found is false if there is none yet.
func OpenFence(path string) (f *Fence, found bool, err error) {
	f = &Fence{path: path}
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, false, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &f.state)
	}
	if err != nil {
		return nil, false, &goodturn.Error{Code: goodturn.CodeUnavailable, File: path, Message: "The file that remembers what was sent cannot be read.", Hint: "Move it away and run goodturn reconcile; nothing is sent until then.", Err: err}
	}
	return f, true, nil
}

// State gives what the file remembers.
func (f *Fence) State() FenceState {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.state
}

// Note remembers that a delivery with this number was marked.
func (f *Fence) Note(seq int64, now time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if seq > f.state.Highest {
		f.state.Highest, f.dirty = seq, true
	}
	if now.After(f.state.Wall) {
		f.state.Wall = now.UTC()
	}
	if f.dirty && now.Sub(f.wrote) >= time.Second {
		return f.write(now)
	}
	return nil
}

// Set binds the file to an installation and writes it: at the first start, and when a person has reconciled a gap.
func (f *Fence) Set(installation string, highest int64, now time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.state = FenceState{Installation: installation, Highest: highest, Wall: now.UTC()}
	return f.write(now)
}

// Flush writes what is not written yet.
func (f *Fence) Flush(now time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.dirty {
		return nil
	}
	return f.write(now)
}

func (f *Fence) write(now time.Time) error {
	b, err := json.Marshal(f.state)
	if err != nil {
		return err
	}
	if err := writeSynced(f.path, append(b, '\n')); err != nil {
		return &goodturn.Error{Code: goodturn.CodeUnavailable, File: f.path, Message: "The file that remembers what was sent cannot be written.", Hint: "Free some space on the disk.", Err: err}
	}
	f.wrote, f.dirty = now, false
	return nil
}

// Doubt compares the file with the database at start and says why nothing may be sent, in words; empty means no doubt.
// Identity lives in the data folder: a moved folder or a new container is no doubt. dbHighest is the highest delivery number
// that the database knows, dbEmpty says that it never sent anything.
func (f *Fence) Doubt(found bool, installation string, dbHighest int64, dbEmpty bool) string {
	s := f.State()
	switch {
	case !found && dbEmpty:
		return ""
	case !found:
		return "The file that remembers what was sent is missing, so this may be a copy or a restored backup."
	case s.Highest > dbHighest:
		return "Messages left that this database does not know of: it was restored from an older copy."
	case s.Installation != "" && s.Installation != installation:
		return "The database belongs to another installation than the data folder."
	}
	return ""
}
