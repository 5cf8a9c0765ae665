package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"

	"github.com/goodturn-app/goodturn"
)

// LockSending takes the one lock that sending holds; every other command works beside it. It is released with the process.
func (d DataDir) LockSending() (release func() error, err error) {
	path := filepath.Join(d.Path, "send.lock")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if err := windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, new(windows.Overlapped)); err != nil {
		return nil, errors.Join(&goodturn.Error{Code: goodturn.CodeConflict, File: path, Message: "Goodturn is already running on this data folder.", Hint: "Stop the other one, or give this one another folder with --data.", Err: err}, f.Close())
	}
	return f.Close, nil
}

// syncDir does nothing: Windows has no way to sync a folder, and renames there are journaled.
func syncDir(string) error { return nil }
