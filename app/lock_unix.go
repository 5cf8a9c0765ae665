//go:build unix

package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/goodturn-app/goodturn"
)

// LockSending takes the one lock that sending holds; every other command works beside it. It is released with the process.
func (d DataDir) LockSending() (release func() error, err error) {
	path := filepath.Join(d.Path, "send.lock")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(&goodturn.Error{Code: goodturn.CodeConflict, File: path, Message: "Goodturn is already running on this data folder.", Hint: "Stop the other one, or give this one another folder with --data.", Err: err}, f.Close())
	}
	return f.Close, nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
