// Package webhook answers one question: how does a piece of news reach another system's address, signed, and without that address
// leading into one's own network? It signs by Standard Webhooks, looks at where an address leads before it connects, and posts once.
// It refuses to know what the news is, who asked for it, and when to try again.
//
// Reading order: sign.go (what the receiver verifies), guard.go (where we connect), post.go (one attempt).
package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

// The headers of Standard Webhooks.
const (
	HeaderID        = "webhook-id"        // constant over all attempts: the receiver's key against doing it twice
	HeaderTimestamp = "webhook-timestamp" // of this attempt, in seconds since 1970
	HeaderSignature = "webhook-signature"
)

const secretPrefix = "whsec_"

// NewSecret makes a signing secret of 32 random bytes, written as whsec_ and base64.
func NewSecret(rand io.Reader) (string, error) {
	var b [32]byte
	if _, err := io.ReadFull(rand, b[:]); err != nil {
		return "", fmt.Errorf("read chance for a signing secret: %w", err)
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(b[:]), nil
}

// Sign makes the value of webhook-signature: one signature for each secret, so that a receiver that knows the old secret or the new
// one accepts it while they are exchanged. id may hold no full stop, because the signed text is divided by it.
func Sign(id string, at time.Time, body []byte, secrets ...string) (string, error) {
	if id == "" || strings.ContainsAny(id, ". \r\n") {
		return "", goodturn.Invalid(HeaderID, "This is no id of a message.", "It may hold neither full stop nor space.")
	}
	var out []string
	for _, s := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(s, secretPrefix))
		if err != nil || len(key) < 24 || len(key) > 64 {
			return "", goodturn.Invalid("secret", "This is no signing secret.", "It is whsec_ and the base64 of 24 to 64 random bytes.")
		}
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
		mac.Write(body)
		out = append(out, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	if len(out) == 0 {
		return "", goodturn.Invalid("secret", "There is nothing to sign with.", "Give the endpoint a secret.")
	}
	return strings.Join(out, " "), nil
}
