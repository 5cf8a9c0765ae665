package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// Site is the address under which a browser sees us. A passkey belongs to its name, so that a page that looks like ours cannot ask for it.
type Site struct {
	Host string // with the port, as in "localhost:8080"
	TLS  bool
}

// name is the host without its port.
func (s Site) name() string {
	host := s.Host
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		host = host[:i]
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

// MayHavePasskeys reports whether browsers keep passkeys for this address: it needs a name, and TLS unless it is this computer.
func (s Site) MayHavePasskeys() bool {
	_, err := netip.ParseAddr(s.name())
	return err != nil && s.name() != "" && (s.TLS || s.name() == "localhost" || strings.HasSuffix(s.name(), ".localhost"))
}

func (s Site) origin() string {
	if s.TLS {
		return "https://" + s.Host
	}
	return "http://" + s.Host
}

// Passkey is one that a user has, as they see it.
type Passkey struct {
	ID    goodturn.ID
	Name  string
	Since time.Time
	Used  time.Time // zero: never
}

// passkeyKind is how a passkey is kept among the ways to log in.
const passkeyKind = "passkey"

// ceremonyFor is how long a browser may take to answer.
const ceremonyFor = 5 * time.Minute

// A question to a browser is not kept anywhere until it is answered, so asking costs nothing and crowds nobody out, and whichever process
// of the installation gets the answer can tell that one of them asked: the challenge is 32 bytes of chance, the millisecond at which it
// ends, and a digest of both, of the address and of whom it was put to, keyed by the workspace. Each is answered once.
const (
	chanceSize    = 32
	challengeSize = chanceSize + 8 + sha256.Size
)

// newChallenge asks user, or anybody if user is empty.
func (b *Book) newChallenge(at Site, user goodturn.ID) (protocol.URLEncodedBase64, error) {
	c := make([]byte, chanceSize, challengeSize)
	if _, err := io.ReadFull(b.rand, c); err != nil {
		return nil, fmt.Errorf("read chance for a challenge: %w", err)
	}
	c = binary.BigEndian.AppendUint64(c, uint64(b.clock.Now().Add(ceremonyFor).UnixMilli()))
	return append(c, b.seal(c, at, user)...), nil
}

func (b *Book) seal(c []byte, at Site, user goodturn.ID) []byte {
	m := hmac.New(sha256.New, []byte("passkey "+b.db.AddressSalt()))
	m.Write(c[:chanceSize+8])
	m.Write([]byte(at.name() + "\x00" + string(user)))
	return m.Sum(nil)
}

// challenged reads a challenge that a browser answered; false if we did not ask that, or too long ago.
func (b *Book) challenged(answered string, at Site, user goodturn.ID) (protocol.URLEncodedBase64, bool) {
	c, err := base64.RawURLEncoding.Strict().DecodeString(answered)
	if err != nil || len(c) != challengeSize || !hmac.Equal(c[chanceSize+8:], b.seal(c, at, user)) {
		return nil, false
	}
	return c, b.clock.Now().UnixMilli() <= int64(binary.BigEndian.Uint64(c[chanceSize:]))
}

// answerOnce uses a challenge up, whichever process took the answer. CodeForbidden if it is used up.
func answerOnce(tx *store.Tx, c protocol.URLEncodedBase64) error {
	once, err := tx.Try(store.Tries{What: "challenge " + hex.EncodeToString(c[:chanceSize]), Most: 1, Every: 2 * ceremonyFor})
	if err == nil && !once {
		err = errPasskey()
	}
	return err
}

// holder is a user as the library sees one.
type holder struct {
	user goodturn.User
	keys []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return []byte(h.user.ID) }
func (h holder) WebAuthnName() string                       { return h.user.Email }
func (h holder) WebAuthnDisplayName() string                { return h.user.Name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

func relying(at Site) (*webauthn.WebAuthn, error) {
	if !at.MayHavePasskeys() {
		return nil, &goodturn.Error{Code: goodturn.CodeInvalid, Message: "Passkeys do not work under this address.", Hint: "They need an address with a name, over https; on this computer, http://localhost."}
	}
	return webauthn.New(&webauthn.Config{RPID: at.name(), RPDisplayName: "Goodturn", RPOrigins: []string{at.origin()},
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}})
}

func errPasskey() error {
	return &goodturn.Error{Code: goodturn.CodeForbidden, Message: "That passkey did not work.", Hint: "Try again, or use your password."}
}

func (b *Book) holder(tx *store.Tx, user goodturn.ID) (h holder, err error) {
	if h.user, err = tx.User(user); err != nil {
		return h, err
	}
	ways, err := tx.Credentials(user)
	for _, w := range ways {
		if w.Kind != passkeyKind {
			continue
		}
		var k webauthn.Credential
		if err := json.Unmarshal([]byte(w.Secret), &k); err != nil {
			return h, fmt.Errorf("read passkey %s: %w", w.ID, err)
		}
		h.keys = append(h.keys, k)
	}
	return h, err
}

// AskForPasskey begins to make a passkey for somebody who is logged in: what a browser's navigator.credentials.create takes, as JSON.
func (b *Book) AskForPasskey(ctx context.Context, user goodturn.ID, at Site) ([]byte, error) {
	rp, err := relying(at)
	if err != nil {
		return nil, err
	}
	var h holder
	if err := b.db.Read(ctx, func(tx *store.Tx) error {
		h, err = b.holder(tx, user)
		return err
	}); err != nil {
		return nil, err
	}
	have := make([]protocol.CredentialDescriptor, len(h.keys))
	for i, k := range h.keys {
		have[i] = k.Descriptor()
	}
	challenge, err := b.newChallenge(at, user)
	if err != nil {
		return nil, err
	}
	options, _, err := rp.BeginRegistration(h, webauthn.WithExclusions(have), asking(challenge))
	if err != nil {
		return nil, fmt.Errorf("begin a passkey: %w", err)
	}
	return json.Marshal(options.Response)
}

// asking has a question to make a passkey ask our challenge.
func asking(challenge protocol.URLEncodedBase64) webauthn.RegistrationOption {
	return func(o *protocol.PublicKeyCredentialCreationOptions) error {
		o.Challenge = challenge
		return nil
	}
}

// AddPasskey keeps the passkey that a browser made. CodeForbidden if it does not answer our question.
func (b *Book) AddPasskey(ctx context.Context, user goodturn.ID, at Site, name string, response []byte) error {
	rp, err := relying(at)
	if err != nil {
		return err
	}
	got, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return errPasskey()
	}
	challenge, ok := b.challenged(got.Response.CollectedClientData.Challenge, at, user)
	if !ok {
		return errPasskey()
	}
	return b.db.Write(ctx, func(tx *store.Tx) error {
		h, err := b.holder(tx, user)
		if err != nil {
			return err
		}
		if err := answerOnce(tx, challenge); err != nil {
			return err
		}
		_, session, err := rp.BeginRegistration(h, asking(challenge)) // what was asked, as whichever process asked it
		if err != nil {
			return fmt.Errorf("recall a passkey's question: %w", err)
		}
		key, err := rp.CreateCredential(h, *session, got)
		if err != nil {
			return errPasskey()
		}
		if name = strings.TrimSpace(name); name == "" {
			name = "Passkey for " + at.name()
		}
		secret, err := json.Marshal(key)
		if err != nil {
			return err
		}
		handle := base64.RawURLEncoding.EncodeToString(key.ID)
		if _, taken, err := tx.Credential(passkeyKind, handle); err != nil || taken {
			if err == nil {
				err = &goodturn.Error{Code: goodturn.CodeConflict, Message: "That passkey is in use already.", Hint: "Remove it first, then add it again."}
			}
			return err
		}
		return tx.SaveCredential(&store.Credential{UserID: user, Kind: passkeyKind, Name: clip(name, 80), Handle: handle, Secret: string(secret)})
	})
}

// clip shortens a name to n characters.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// AskWho begins a log-in by passkey: what a browser's navigator.credentials.get takes, as JSON. It names nobody, so that asking does
// not tell who has an account.
func (b *Book) AskWho(at Site) ([]byte, error) {
	rp, err := relying(at)
	if err != nil {
		return nil, err
	}
	challenge, err := b.newChallenge(at, "")
	if err != nil {
		return nil, err
	}
	options, _, err := rp.BeginDiscoverableLogin(webauthn.WithChallenge(challenge))
	if err != nil {
		return nil, fmt.Errorf("begin a log-in by passkey: %w", err)
	}
	return json.Marshal(options.Response)
}

// LogInByPasskey checks what a browser answered to AskWho and begins a session. Every failure is the same CodeForbidden;
// CodeUnavailable after too many tries.
func (b *Book) LogInByPasskey(ctx context.Context, at Site, response []byte, from string) (secret string, err error) {
	if wait, err := b.take(ctx, from, ""); err != nil { // nobody guesses a passkey, so strangers' tries must not use up its owner's
		return "", err
	} else if wait > 0 {
		return "", errTooMany(wait)
	}
	rp, err := relying(at)
	if err != nil {
		return "", err
	}
	got, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return "", errPasskey()
	}
	challenge, ok := b.challenged(got.Response.CollectedClientData.Challenge, at, "")
	if !ok {
		return "", errPasskey()
	}
	_, session, err := rp.BeginDiscoverableLogin(webauthn.WithChallenge(challenge)) // what was asked, as whichever process asked it
	if err != nil {
		return "", fmt.Errorf("recall a passkey's question: %w", err)
	}
	var user goodturn.ID
	if err := b.db.Write(ctx, func(tx *store.Tx) error {
		if err := answerOnce(tx, challenge); err != nil {
			return err
		}
		way, found, err := tx.Credential(passkeyKind, base64.RawURLEncoding.EncodeToString(got.RawID))
		if err != nil || !found {
			return either(err, errPasskey())
		}
		h, err := b.holder(tx, way.UserID)
		if err != nil || !h.user.Active {
			return either(err, errPasskey())
		}
		_, key, err := rp.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
			if string(handle) != string(h.user.ID) {
				return nil, errPasskey()
			}
			return h, nil
		}, *session, got)
		if err != nil || key.Authenticator.CloneWarning {
			return errPasskey()
		}
		kept, err := json.Marshal(key)
		if err != nil {
			return err
		}
		way.Secret, way.UsedAt, user = string(kept), tx.Now(), h.user.ID
		return tx.SaveCredential(&way)
	}); err != nil {
		return "", err
	}
	return b.begin(ctx, user)
}

// either is the first error that there is.
func either(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// Passkeys lists somebody's, oldest first.
func (b *Book) Passkeys(ctx context.Context, user goodturn.ID) (out []Passkey, err error) {
	err = b.db.Read(ctx, func(tx *store.Tx) error {
		out = nil
		ways, err := tx.Credentials(user)
		for _, w := range ways {
			if w.Kind == passkeyKind {
				out = append(out, Passkey{ID: w.ID, Name: w.Name, Since: w.CreatedAt, Used: w.UsedAt})
			}
		}
		return err
	})
	return out, err
}

// RemovePasskey forgets one of somebody's passkeys. It is no error if it is gone; nobody can remove another's.
func (b *Book) RemovePasskey(ctx context.Context, user, id goodturn.ID) error {
	return b.db.Write(ctx, func(tx *store.Tx) error {
		ways, err := tx.Credentials(user)
		if err != nil {
			return err
		}
		for _, w := range ways {
			if w.ID == id && w.Kind == passkeyKind {
				return tx.DeleteCredential(id)
			}
		}
		return nil
	})
}
