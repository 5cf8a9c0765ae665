package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/config"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

// Backup writes a whole copy of the database to a new file while everything goes on. Only its owner may read it. The secret key is
// not in it: keep a copy of secret.key in another place.
func (a *App) Backup(ctx context.Context, path string) error {
	if a.pool != nil {
		return &goodturn.Error{Code: goodturn.CodeInvalid, Message: "A PostgreSQL database is backed up with its own tools.", Hint: "Use pg_dump; after restoring from it, Goodturn notices and waits for goodturn reconcile."}
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return &goodturn.Error{Code: goodturn.CodeInvalid, File: path, Message: "There is a file of this name already.", Hint: "Choose another name; nothing is overwritten."}
	}
	// Made beside its place and then renamed: a half-written copy never carries the name of a backup. Nobody else may look into
	// the folder while it is being written.
	dir, err := os.MkdirTemp(filepath.Dir(path), ".goodturn-backup-*")
	if err != nil {
		return &goodturn.Error{Code: goodturn.CodeUnavailable, File: path, Message: "The backup cannot be written there.", Hint: "Choose a folder that you may write to.", Err: err}
	}
	defer os.RemoveAll(dir)
	tmp := filepath.Join(dir, "copy.db")
	if err := a.DB.Backup(ctx, tmp); err != nil {
		return &goodturn.Error{Code: goodturn.CodeUnavailable, File: path, Message: "The backup could not be written.", Hint: "Is there enough room?", Err: err}
	}
	if err := os.Chmod(tmp, 0o600); err != nil {
		return fmt.Errorf("close the backup to others: %w", err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("name the backup: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

// Restored says what a restore put back.
type Restored struct {
	Old     string // where the database that was there before lies now; empty: there was none
	Touches int    // planned messages that may have left since the backup
}

// Restore puts a backup in the place of the data folder's database. What was there is kept beside it. It starts on hold: messages
// may have left since the backup was made, and a person looks at that first. CodeConflict while a server runs on the folder.
func Restore(ctx context.Context, c config.Config, path string, o Options) (out Restored, err error) {
	if c.DB != "" {
		return out, &goodturn.Error{Code: goodturn.CodeInvalid, Message: "A PostgreSQL database is restored with its own tools.", Hint: "Use pg_restore, then run goodturn reconcile."}
	}
	d, err := OpenDataDir(c.Data)
	if err != nil {
		return out, err
	}
	release, err := d.LockSending()
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, release()) }()
	fresh := filepath.Join(d.Path, "restoring.db")
	if err := copyFile(path, fresh); err != nil {
		return out, err
	}
	defer removeDatabase(fresh)
	// Looked at as a copy first: a file that is no database, or a newer one, must not cost the one that is there.
	db, err := sqlite.Open(ctx, fresh, store.Options{})
	if err != nil {
		var e *goodturn.Error
		if errors.As(err, &e) && e.File == fresh {
			e.File = path
		}
		return out, err
	}
	err = errors.Join(db.Integrity(ctx), db.Checkpoint(ctx), db.Close())
	if err != nil {
		return out, fmt.Errorf("look at the backup: %w", err)
	}
	if out.Old, err = setAside(d.Database(), "before-restore"); err != nil {
		return out, err
	}
	if err := os.Rename(fresh, d.Database()); err != nil {
		return out, fmt.Errorf("put the backup in its place: %w", err)
	}
	if err := syncDir(d.Path); err != nil {
		return out, err
	}
	a, err := New(ctx, c, o)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return a.holdRestored(ctx, out)
}

// holdRestored puts a database that was just restored on hold.
func (a *App) holdRestored(ctx context.Context, out Restored) (Restored, error) {
	if _, _, err := a.Program.FreeLeases(ctx); err != nil {
		return out, err
	}
	state, now := a.fence.State(), a.Clock.Now()
	// With the fence file it is known until when messages left; without it, they may have left until now.
	gap := program.Gap{Highest: state.Highest, To: state.Wall}
	if !a.fence.found || state.Highest == 0 {
		gap.To = now
	}
	if err := a.Program.Hold(ctx, "This database was restored from a backup, and messages may have left since it was made.", gap); err != nil {
		return out, err
	}
	held, err := a.Program.LookAtHold(ctx)
	if err != nil {
		return out, err
	}
	out.Touches = held.Touches
	return out, nil
}

// setAside moves a database and what belongs to it out of the way, never over anything.
func setAside(path, why string) (string, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	for n := 1; ; n++ {
		old := fmt.Sprintf("%s.%s-%d", path, why, n)
		if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		for _, suffix := range []string{"-wal", "-shm", ""} {
			if err := os.Rename(path+suffix, old+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return "", fmt.Errorf("set the present database aside: %w", err)
			}
		}
		return old, nil
	}
}

func removeDatabase(path string) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(path + suffix) // it is a copy; what is left of it does no harm
	}
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return &goodturn.Error{Code: goodturn.CodeInvalid, File: from, Message: "The backup cannot be read.", Hint: "Check the name and who may read it.", Err: err}
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return &goodturn.Error{Code: goodturn.CodeUnavailable, File: to, Message: "The backup cannot be copied into the data folder.", Hint: "Is there enough room?", Err: err}
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return errors.Join(&goodturn.Error{Code: goodturn.CodeUnavailable, File: to, Message: "The backup cannot be copied into the data folder.", Hint: "Is there enough room?", Err: err}, os.Remove(to))
	}
	return nil
}
