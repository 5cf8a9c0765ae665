// Package auth answers one question: who is this, and what may they do? It knows people, their passwords and passkeys, sessions,
// one-time links and API keys. Clients have no account: what a link in a message allows is package link's business.
package auth

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/goodturn-app/goodturn"
)

// cost is how much work a guess costs: RFC 9106's second recommended choice for machines with little memory, t=3, m=64 MiB, p=4.
type cost struct {
	time, memory uint32
	threads      uint8
}

var current = cost{time: 3, memory: 64 * 1024, threads: 4}

const saltSize, hashSize = 16, 32

// MinPassword is the least length in characters. Length is what a guesser has to work against; rules about digits and capitals
// are not asked for (NIST SP 800-63B, 5.1.1.2).
const MinPassword = 10

// CheckPassword says what is wrong with a new password, if anything.
func CheckPassword(password, email string) error {
	switch {
	case utf8.RuneCountInString(password) < MinPassword:
		return goodturn.Invalid("password", fmt.Sprintf("A password needs at least %d characters.", MinPassword), "Three or four words that do not belong together are easy to keep.")
	case len(password) > 1000:
		return goodturn.Invalid("password", "That password is too long.", "A thousand characters are the most.")
	case strings.EqualFold(password, email):
		return goodturn.Invalid("password", "The password may not be your e-mail address.", "Choose something that nobody can look up.")
	}
	return nil
}

// HashPassword makes the text that is stored: argon2id with its own salt and its cost written beside it.
func HashPassword(password string, rand io.Reader) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(rand, salt); err != nil {
		return "", fmt.Errorf("read chance for a salt: %w", err)
	}
	c := current
	sum := argon2.IDKey([]byte(password), salt, c.time, c.memory, c.threads, hashSize)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.time, c.threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum)), nil
}

// PasswordMatches compares in constant time. A stored text that cannot be read never matches. An empty stored text costs as much
// as a real one, so that asking does not tell who has an account.
func PasswordMatches(stored, password string) bool {
	c, salt, sum, ok := parseHash(stored)
	if !ok {
		c, salt, sum = current, make([]byte, saltSize), make([]byte, hashSize)
	}
	got := argon2.IDKey([]byte(password), salt, c.time, c.memory, c.threads, uint32(len(sum)))
	return subtle.ConstantTimeCompare(got, sum) == 1 && ok
}

func parseHash(stored string) (c cost, salt, sum []byte, ok bool) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return c, nil, nil, false
	}
	var version int
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return c, nil, nil, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.threads); err != nil || c.memory > 1<<20 || c.time > 20 || c.time == 0 || c.threads == 0 {
		return c, nil, nil, false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	sum, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	return c, salt, sum, err1 == nil && err2 == nil && len(salt) >= 8 && len(sum) >= 16
}

// NewToken makes 256 bits of chance as text, for sessions, one-time links and API keys.
func NewToken(rand io.Reader) (string, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(rand, b); err != nil {
		return "", fmt.Errorf("read chance for a token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// TokenHash is what the database keeps of a token: who steals the database cannot log in with it. A plain hash is enough, since a
// token is not guessable.
func TokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
