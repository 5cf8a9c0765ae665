package app

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// kvKey is what a database knows of the secret key under which it is used: enough to tell another one, nothing to guess it by.
const kvKey = "secret_mark"

// knowKey sees to it that the database is used with its own secret key. With another, links in messages that have left lead nowhere,
// the one that ends all messages among them, and no mailbox can be opened. The first key that a database sees is its own; a new one
// takes its place only where the owner says so.
func (a *App) knowKey(ctx context.Context, secret []byte) error {
	key, err := hkdf.Key(sha256.New, secret, nil, "goodturn mark of the secret key 1", 8)
	if err != nil {
		return fmt.Errorf("derive the mark of the secret key: %w", err)
	}
	mark, have := hex.EncodeToString(key), ""
	read := func(tx *store.Tx) (err error) {
		have, err = tx.Value(kvKey)
		return err
	}
	if err := a.DB.Read(ctx, read); err != nil {
		return fmt.Errorf("read the mark of the secret key: %w", err)
	}
	if have == mark || a.Options.ReadOnly {
		return nil
	}
	if have == "" || a.Config.NewKey == "yes" {
		if err := a.DB.Write(ctx, func(tx *store.Tx) error {
			if _, err := tx.SwapValue(kvKey, have, mark); err != nil {
				return err
			}
			return read(tx) // another process may have been faster
		}); err != nil {
			return fmt.Errorf("keep the mark of the secret key: %w", err)
		}
	}
	if have == mark {
		return nil
	}
	return &goodturn.Error{Code: goodturn.CodeConflict, File: a.Data.SecretFile(), Message: "This database belongs to another secret key: links in messages that have left, also those that end all messages, would lead nowhere.",
		Hint: "Put the secret.key with which it was used so far in that place, or give its content as GOODTURN_SECRET. If it is lost for good: goodturn serve --new-key yes, and type the passwords of the mailboxes again."}
}
