package app

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/smtp"
)

// Senders gives each user the channel that carries their mail: a pool of connections to their own mail server, made when first
// needed and replaced when the mailbox changes. It is safe for concurrent use.
type Senders struct {
	seal    Seal
	signers []smtp.Signer
	clock   goodturn.Clock
	catcher channel.Sender // the demo's: everything goes here and nothing leaves

	mu    sync.Mutex
	pools map[goodturn.ID]pool
	done  bool
}

type pool struct {
	stamp  [sha256.Size]byte
	sender *smtp.Sender
}

// NewSenders makes mail leave by SMTP, signed by signers for their own domains. With a catcher nothing leaves at all. clock says when a
// message was accepted; nil is the machine's.
func NewSenders(seal Seal, signers []smtp.Signer, clock goodturn.Clock, catcher channel.Sender) *Senders {
	return &Senders{seal: seal, signers: signers, clock: clock, catcher: catcher, pools: map[goodturn.ID]pool{}}
}

// For gives the channel on which a message in somebody's name leaves. CodeUnavailable if it is not connected.
func (s *Senders) For(u goodturn.User, c goodturn.Channel) (channel.Sender, error) {
	if c != goodturn.ChannelEmail {
		return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "This way of sending is not connected.", Hint: "Only e-mail can be connected so far."}
	}
	if s.catcher != nil {
		return s.catcher, nil
	}
	m := u.Mailbox
	if m.Host == "" {
		return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "No mailbox is connected for this person.", Hint: "Connect it in Settings."}
	}
	key := sha256.Sum256([]byte(strings.Join([]string{m.Host, strconv.Itoa(m.Port), m.Security, m.Auth, m.Username, string(m.Secret)}, "\x00")))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "Goodturn is shutting down."}
	}
	old, ok := s.pools[u.ID]
	if ok && old.stamp == key {
		return old.sender, nil
	}
	account, err := s.Account(u)
	if err != nil {
		return nil, err
	}
	fresh, err := smtp.New(account, smtp.Limits{})
	if err != nil {
		return nil, smtp.Explain(err)
	}
	if ok {
		go s.retire(old.sender)
	}
	s.pools[u.ID] = pool{key, fresh}
	return fresh, nil
}

// retire lets messages on their last dot finish on the old mailbox.
func (s *Senders) retire(old *smtp.Sender) {
	ctx, cancel := context.WithTimeout(context.Background(), drainFor)
	defer cancel()
	_ = old.Close(ctx) // what did not finish has told its own sender so
}

// Account opens a user's mailbox settings: what smtp.Check and a pool need.
func (s *Senders) Account(u goodturn.User) (smtp.Account, error) {
	m := u.Mailbox
	secret, err := s.seal.Open(u.ID, m.Secret)
	if err != nil {
		return smtp.Account{}, err
	}
	a := smtp.Account{Host: m.Host, Port: m.Port, Username: m.Username, Signers: s.signers, Clock: s.clock}
	switch m.Security {
	case "tls":
		a.Security = smtp.SecurityTLS
	case "starttls":
		a.Security = smtp.SecurityStartTLS
	case "none":
		a.Security = smtp.SecurityPlain // smtp refuses it for anything but this machine
	}
	switch m.Auth {
	case "plain":
		a.Auth, a.Password = smtp.AuthPlain, secret
	case "login":
		a.Auth, a.Password = smtp.AuthLogin, secret
	case "xoauth2":
		a.Auth, a.Token, err = smtp.AuthXOAuth2, nil, nil
		if a.Token, err = accessTokens(secret); err != nil {
			return smtp.Account{}, err
		}
	default:
		a.Password = secret
	}
	return a, nil
}

// oauthSecret is what the sealed secret of an XOAUTH2 mailbox holds.
type oauthSecret struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	TokenURL     string `json:"token_url"`
	RefreshToken string `json:"refresh_token"`
}

// accessTokens turns the sealed secret into fresh access tokens, one per hour or so.
func accessTokens(secret string) (func(context.Context) (string, error), error) {
	var o oauthSecret
	if err := json.Unmarshal([]byte(secret), &o); err != nil || o.RefreshToken == "" || o.TokenURL == "" {
		return nil, &goodturn.Error{Code: goodturn.CodeInvalid, Field: "password", Message: "The permission to send for this mailbox is incomplete.",
			Hint: `Give client_id, client_secret, token_url and refresh_token as JSON, or use an app password instead.`, Err: err}
	}
	conf := &oauth2.Config{ClientID: o.ClientID, ClientSecret: o.ClientSecret, Endpoint: oauth2.Endpoint{TokenURL: o.TokenURL}}
	var mu sync.Mutex
	last := &oauth2.Token{RefreshToken: o.RefreshToken}
	return func(ctx context.Context) (string, error) {
		mu.Lock()
		defer mu.Unlock()
		t, err := conf.TokenSource(ctx, last).Token()
		if err != nil {
			return "", fmt.Errorf("renew the permission to send: %w", err)
		}
		if t.RefreshToken == "" {
			t.RefreshToken = last.RefreshToken
		}
		last = t
		return t.AccessToken, nil
	}, nil
}

// drainFor is how long messages on their last dot may take when the process ends.
const drainFor = 30 * time.Second

// Close lets messages after their mark finish, until ctx is over, and calls all others off.
func (s *Senders) Close(ctx context.Context) error {
	s.mu.Lock()
	s.done = true
	pools := s.pools
	s.pools = map[goodturn.ID]pool{}
	s.mu.Unlock()
	var wg sync.WaitGroup
	errs := make(chan error, len(pools))
	for _, p := range pools {
		wg.Go(func() { errs <- p.sender.Close(ctx) })
	}
	wg.Wait()
	close(errs)
	var out []error
	for err := range errs {
		out = append(out, err)
	}
	return errors.Join(out...)
}
