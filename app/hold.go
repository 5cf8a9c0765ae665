package app

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
)

// fenceKeeper is the fence file, made when the first message is marked.
type fenceKeeper struct {
	*Fence
	found bool
}

func openFenceKeeper(path string) (*fenceKeeper, error) {
	f, found, err := OpenFence(path)
	if err != nil {
		return nil, err
	}
	return &fenceKeeper{f, found}, nil
}

// Node is by what this process is told apart from others on one database: as given, or the id of the data folder, made once.
func (d DataDir) Node(given string) (string, error) {
	if given != "" {
		return given, nil
	}
	path := filepath.Join(d.Path, "node.id")
	b, err := os.ReadFile(path)
	if err == nil {
		return strings.TrimSpace(string(b)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", &goodturn.Error{Code: goodturn.CodeUnavailable, File: path, Message: "The id of this folder cannot be read.", Hint: "Check who may read the file.", Err: err}
	}
	id, err := chance(6)
	if err != nil {
		return "", err
	}
	if _, err := hex.DecodeString(id); err != nil {
		return "", err
	}
	if err := writeSynced(path, []byte(id+"\n")); err != nil {
		return "", &goodturn.Error{Code: goodturn.CodeUnavailable, File: path, Message: "The data folder cannot be written.", Hint: "Make it writable, or free some space on the disk.", Err: err}
	}
	return id, nil
}

// joinWithin is how young the heartbeat of another live node must be for a new one to join without doubt.
const joinWithin = 5 * time.Minute

// checkFence compares the fence file with the database before anything is sent. In doubt it puts the workspace on hold, with what
// may have left unseen; a person ends that by reconciling.
func (a *App) checkFence(ctx context.Context) error {
	var installation string
	var highest int64
	var others []store.Node
	err := a.DB.Write(ctx, func(tx *store.Tx) (err error) {
		if installation, err = tx.Value("installation"); err != nil {
			return err
		}
		if installation == "" {
			installation = string(tx.NewID())
			if err := tx.SetValue("installation", installation); err != nil {
				return err
			}
		}
		if highest, err = a.Program.Highest(tx); err != nil {
			return err
		}
		others, err = tx.Nodes()
		return err
	})
	if err != nil {
		return fmt.Errorf("look how far sending had come: %w", err)
	}
	now := a.Clock.Now()
	why := a.fence.Doubt(a.fence.found, installation, highest, highest == 0)
	if why != "" && !a.fence.found && joins(others, a.node, now) {
		why = "" // one more process beside others that never stopped: nothing was restored
	}
	state := a.fence.State()
	if why != "" {
		gap := program.Gap{Highest: max(state.Highest, highest), To: state.Wall}
		if !a.fence.found {
			gap.To = now
		}
		if err := a.Program.Hold(ctx, why, gap); err != nil {
			return fmt.Errorf("stop sending: %w", err)
		}
		a.Log.Warn("nothing is sent until somebody has looked", "why", why)
	}
	// The doubt is in the database now; from here on the file guards this database.
	if err := a.fence.Set(installation, max(state.Highest, highest), later(now, state.Wall)); err != nil {
		return err
	}
	a.fence.found = true
	return nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// joins reports whether another process is alive on the same database.
func joins(nodes []store.Node, self string, now time.Time) bool {
	for _, n := range nodes {
		if n.Node != self && now.Sub(n.SeenAt) < joinWithin {
			return true
		}
	}
	return false
}

// checkTimeline notices that the PostgreSQL server writes another history than before: a standby took over, or a backup was
// restored, and marks of the last moments may be lost. Then nothing is sent until a person has looked.
func (a *App) checkTimeline(ctx context.Context) error {
	if a.pool == nil {
		return nil
	}
	now, err := postgres.Timeline(ctx, a.pool)
	if err != nil || now == "" {
		return err
	}
	var before string
	if err := a.DB.Read(ctx, func(tx *store.Tx) (err error) {
		before, err = tx.Value("timeline")
		return err
	}); err != nil || before == now {
		return err
	}
	if before != "" {
		why := "The database server was replaced or restored, so what left in its last moments may be missing."
		if err := a.Program.Hold(ctx, why, program.Gap{Highest: a.fence.State().Highest, To: a.Clock.Now()}); err != nil {
			return err
		}
		a.Log.Warn("nothing is sent until somebody has looked", "why", why)
	}
	return a.DB.Write(ctx, func(tx *store.Tx) error { return tx.SetValue("timeline", now) })
}
