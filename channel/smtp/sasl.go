package smtp

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/emersion/go-sasl"
)

// xoauth2 is Google's and Microsoft's way to log in with an OAuth 2.0 access token.
// https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
type xoauth2 struct {
	user, token string
	refusal     string // what the server gave as the reason, for the log
}

var _ sasl.Client = (*xoauth2)(nil)

// Start gives the mechanism and the whole credential.
func (a *xoauth2) Start() (string, []byte, error) {
	return "XOAUTH2", []byte("user=" + a.user + "\x01auth=Bearer " + a.token + "\x01\x01"), nil
}

// Next answers the one challenge there is, a refusal in JSON, with the empty line that asks for the final reply.
func (a *xoauth2) Next(challenge []byte) ([]byte, error) {
	var why struct{ Status, Scope string }
	if json.Unmarshal(challenge, &why) == nil && why.Status != "" {
		a.refusal = fmt.Sprintf("status %s, scope %s", why.Status, why.Scope)
	}
	return []byte{}, nil
}

// login answers the two questions of AUTH LOGIN by their order. Servers word them differently ("Username:", "User
// Name", "Password:" and translations), so their words are not looked at.
type login struct {
	user, password string
	asked          int
}

var _ sasl.Client = (*login)(nil)

// Start gives the mechanism alone: not every server takes the name at once.
func (a *login) Start() (string, []byte, error) { return "LOGIN", nil, nil }

// Next gives the name, then the password.
func (a *login) Next([]byte) ([]byte, error) {
	a.asked++
	switch a.asked {
	case 1:
		return []byte(a.user), nil
	case 2:
		return []byte(a.password), nil
	}
	return nil, errors.New("the server asks for more than a name and a password")
}
