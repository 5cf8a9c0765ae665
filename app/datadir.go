package app

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/goodturn-app/goodturn"
)

// DataDir is the folder that holds everything of one installation. Nothing is written anywhere else.
type DataDir struct {
	Path string
}

// OpenDataDir makes the folder if need be, readable by its owner alone.
func OpenDataDir(path string) (DataDir, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return DataDir{}, fmt.Errorf("find the data folder %s: %w", path, err)
	}
	if err := os.MkdirAll(abs, 0o700); err != nil {
		return DataDir{}, &goodturn.Error{Code: goodturn.CodeUnavailable, File: abs, Message: "The data folder cannot be made.", Hint: "Choose another with --data, or make it writable.", Err: err}
	}
	return DataDir{abs}, nil
}

// Database, Jobs and the others are the files in the folder.
func (d DataDir) Database() string { return filepath.Join(d.Path, "goodturn.db") }

// Jobs is River's own file on SQLite; it may be deleted at any time.
func (d DataDir) Jobs() string { return filepath.Join(d.Path, "jobs.db") }

// Fence is the file that remembers what left, outside the database.
func (d DataDir) Fence() string { return filepath.Join(d.Path, "fence") }

// Spool is where opt-outs wait when the database cannot take them.
func (d DataDir) Spool() string { return filepath.Join(d.Path, "spool") }

// Certificates is where ACME keeps its keys.
func (d DataDir) Certificates() string { return filepath.Join(d.Path, "certificates") }

// Listening is where the running program says under which address its own pages are; it is gone once that has stopped.
func (d DataDir) Listening() string { return filepath.Join(d.Path, "listening") }

// SecretFile is where the secret key is, unless it is given.
func (d DataDir) SecretFile() string { return filepath.Join(d.Path, "secret.key") }

// Secret reads the key that signs links and seals passwords: given as hex, or from secret.key, which is made at first start.
// It is not in the database and not in its backups, so that a stolen backup opens nothing.
func (d DataDir) Secret(given string) ([]byte, error) {
	if given != "" {
		return parseKey(given, "GOODTURN_SECRET")
	}
	path := d.SecretFile()
	b, err := os.ReadFile(path)
	if err == nil {
		return parseKey(string(b), path)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, File: path, Message: "The secret key cannot be read.", Hint: "Check who may read the file.", Err: err}
	}
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, fmt.Errorf("make a secret key: %w", err)
	}
	if err := writeSynced(path, []byte(hex.EncodeToString(key)+"\n")); err != nil {
		return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, File: path, Message: "The secret key cannot be written.", Hint: "Make the data folder writable.", Err: err}
	}
	return key, nil
}

func parseKey(text, from string) ([]byte, error) {
	key, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) < 32 {
		return nil, &goodturn.Error{Code: goodturn.CodeInvalid, File: from, Message: "This is no key.", Hint: "It must be 64 hex digits. Restore the file from where you keep it; with a new key the links in old messages stop working."}
	}
	return key, nil
}

// writeSynced replaces a file whole: written beside it, synced, renamed, and the folder synced, so that a crash leaves the old
// or the new one and never half of one.
func writeSynced(path string, b []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(b)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, ignoreMissing(os.Remove(tmp.Name())))
	}
	return syncDir(filepath.Dir(path))
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
