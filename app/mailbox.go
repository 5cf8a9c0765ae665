package app

import (
	"context"
	"net"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel/smtp"
	"github.com/goodturn-app/goodturn/store"
)

// checkFor is how long looking at a mailbox may take.
const checkFor = 45 * time.Second

// ConnectMailbox logs in to a user's mailbox and keeps it, with the password sealed, if that works. An empty password keeps the one
// on file. The mailbox counts as proved only when a message to oneself has left through it. Errors are in words for its owner.
func (a *App) ConnectMailbox(ctx context.Context, user goodturn.ID, m goodturn.Mailbox, password string) error {
	var u goodturn.User
	if err := a.DB.Read(ctx, func(tx *store.Tx) (err error) {
		u, err = tx.User(user)
		return err
	}); err != nil {
		return err
	}
	old := u.Mailbox
	if err := mayKeepPassword(old, m, password); err != nil {
		return err
	}
	m.Secret, m.ProvedAt = old.Secret, 0
	if password != "" {
		sealed, err := a.Seal.Seal(user, password)
		if err != nil {
			return err
		}
		m.Secret = sealed
	} else if same(old, m) {
		m.ProvedAt = old.ProvedAt
	}
	u.Mailbox = m
	if err := a.CheckMailbox(ctx, u, ""); err != nil {
		return err
	}
	return a.DB.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.User(user)
		if err != nil {
			return err
		}
		now.Mailbox = m
		return tx.UpdateUser(now)
	})
}

// mayKeepPassword refuses to give the password on file to another server, or to the same one less safely: it was typed for the one that
// it was typed for.
func mayKeepPassword(old, m goodturn.Mailbox, password string) error {
	if password != "" || len(old.Secret) == 0 || old.Host == m.Host && old.Port == m.Port && old.Security == m.Security {
		return nil
	}
	return goodturn.Invalid("password", "The server is another one, so the password has to be typed again.", "Type the password that belongs to "+m.Host+".")
}

// KeepMailbox keeps a mailbox without trying it, for somebody whose server cannot be reached just now.
func (a *App) KeepMailbox(ctx context.Context, user goodturn.ID, m goodturn.Mailbox, password string) error {
	sealed, err := a.Seal.Seal(user, password)
	if err != nil {
		return err
	}
	return a.DB.Write(ctx, func(tx *store.Tx) error {
		u, err := tx.User(user)
		if err != nil {
			return err
		}
		if err := mayKeepPassword(u.Mailbox, m, password); err != nil {
			return err
		}
		m.Secret, m.ProvedAt = u.Mailbox.Secret, 0
		if len(sealed) > 0 {
			m.Secret = sealed
		}
		u.Mailbox = m
		return tx.UpdateUser(u)
	})
}

// CheckMailbox logs in to a user's mailbox as it is filled in, with a password as typed or, if that is empty, the one on file. It
// sends nothing and keeps nothing. Errors are in words for its owner. In a demo every mailbox works.
func (a *App) CheckMailbox(ctx context.Context, u goodturn.User, password string) error {
	if a.Options.Catcher != nil {
		return nil
	}
	if password != "" {
		sealed, err := a.Seal.Seal(u.ID, password)
		if err != nil {
			return err
		}
		u.Mailbox.Secret = sealed
	}
	account, err := a.Senders.Account(u)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, checkFor)
	defer cancel()
	if _, err := smtp.Check(ctx, account); err != nil {
		return smtp.Explain(err)
	}
	return nil
}

// LookAtDomain says how mail programs will see mail from an address: SPF, DKIM and DMARC, where a person can set them.
func (a *App) LookAtDomain(ctx context.Context, from string) []Check {
	signers, err := a.Data.Signers()
	if err != nil {
		return []Check{Check{Name: "Signing keys"}.wrong("They cannot be read.", err.Error())}
	}
	return checkDNS(ctx, a.resolver(), from, signers)
}

func same(a, b goodturn.Mailbox) bool {
	return a.Host == b.Host && a.Port == b.Port && a.Security == b.Security && a.Auth == b.Auth && a.Username == b.Username && a.From == b.From
}

// SuggestMailbox fills in what is known of the provider of an address: by its domain, else by the mail exchangers of an own domain.
// ok is false where nothing is known, and then only the address is filled in.
func (a *App) SuggestMailbox(ctx context.Context, address string) (m goodturn.Mailbox, p smtp.Preset, ok bool) {
	m = goodturn.Mailbox{Username: address, From: address}
	p, ok = smtp.PresetFor(address)
	if !ok {
		if _, domain, cut := cutLast(address, '@'); cut {
			ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
			defer cancel()
			if mx, err := a.resolver().LookupMX(ctx, domain); err == nil {
				p, ok = smtp.PresetForMX(hosts(mx)...)
			}
		}
	}
	if ok {
		m.Host, m.Port = p.Host, p.Port
		m.Security = "starttls"
		if p.Security == smtp.SecurityTLS || p.Port == 465 {
			m.Security = "tls"
		}
	}
	return m, p, ok
}

func hosts(mx []*net.MX) []string {
	out := make([]string, len(mx))
	for i, m := range mx {
		out[i] = m.Host
	}
	return out
}

func cutLast(s string, sep byte) (before, after string, found bool) {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == sep {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}
