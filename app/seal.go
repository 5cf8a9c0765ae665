package app

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/goodturn-app/goodturn"
)

// Seal keeps mailbox passwords and refresh tokens unreadable in the database and its backups: XChaCha20-Poly1305 under a key
// derived from the secret of the data folder by HKDF-SHA256. A sealed secret is bound to its user, so that copying the bytes to
// another row opens nothing.
type Seal struct{ aead cipher.AEAD }

// NewSeal derives the sealing key from the secret of the data folder.
func NewSeal(secret []byte) (Seal, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "goodturn mailbox secrets 1", chacha20poly1305.KeySize)
	if err != nil {
		return Seal{}, fmt.Errorf("derive the sealing key: %w", err)
	}
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return Seal{}, fmt.Errorf("use the sealing key: %w", err)
	}
	return Seal{aead}, nil
}

// Seal closes a secret of one user. The empty secret stays empty: there is nothing to hide.
func (s Seal) Seal(user goodturn.ID, secret string) ([]byte, error) {
	if secret == "" {
		return nil, nil
	}
	nonce := make([]byte, chacha20poly1305.NonceSizeX, chacha20poly1305.NonceSizeX+len(secret)+chacha20poly1305.Overhead)
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("read chance for a nonce: %w", err)
	}
	return s.aead.Seal(nonce, nonce, []byte(secret), []byte(user)), nil
}

// Open gives back what Seal closed. CodeUnavailable if the key is another one or the bytes were changed.
func (s Seal) Open(user goodturn.ID, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	damaged := &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "The mailbox password cannot be opened with this secret key.",
		Hint: "Put the secret.key of this data folder back, or type the password again in Settings."}
	if len(sealed) < chacha20poly1305.NonceSizeX {
		return "", damaged
	}
	plain, err := s.aead.Open(nil, sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:], []byte(user))
	if err != nil {
		damaged.Err = err
		return "", damaged
	}
	return string(plain), nil
}
