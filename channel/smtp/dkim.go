package smtp

import (
	"crypto"
	"errors"
	"strings"

	"github.com/emersion/go-msgauth/dkim"

	"github.com/goodturn-app/goodturn/channel"
)

// Signer signs for one domain of ours (DKIM, RFC 6376). Key is an RSA key of at least 1,024 bits (RFC 8301; take
// 2,048) or an Ed25519 key (RFC 8463; not every receiver checks those). RSA-2048 costs about 1.2 ms a message.
type Signer struct {
	Domain   string // d=, such as example.com; also signs for its subdomains
	Selector string // s=; the key stands in the DNS at <selector>._domainkey.<domain>
	Key      crypto.Signer
}

// signedFields are signed where they occur. From stands twice (RFC 6376 section 8.15): a second From that somebody
// adds on the way breaks the signature. RFC 8058 wants both List-Unsubscribe fields covered.
var signedFields = []string{
	"From", "From", "Reply-To", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
	"List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type",
}

// covers reports whether from is in the domain, so that the signature is aligned with From (RFC 7489 section 3.1.1).
func (s Signer) covers(from string) bool {
	domain := from[strings.LastIndexByte(from, '@')+1:]
	domain, err := wireDomain(domain)
	own, ownErr := wireDomain(s.Domain)
	return err == nil && ownErr == nil && (domain == own || strings.HasSuffix(domain, "."+own))
}

// sign gives the DKIM-Signature field with its line end.
func (s Signer) sign(message []byte, m channel.Message) (string, error) {
	if s.Key == nil || s.Selector == "" {
		return "", errors.New("the key for " + s.Domain + " is incomplete")
	}
	domain, err := wireDomain(s.Domain)
	if err != nil {
		return "", err
	}
	keys := make([]string, 0, len(signedFields))
	for _, name := range signedFields {
		if name == "From" || present(name, m) {
			keys = append(keys, name)
		}
	}
	signer, err := dkim.NewSigner(&dkim.SignOptions{
		Domain: domain, Selector: s.Selector, Signer: s.Key, HeaderKeys: keys,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
	})
	if err != nil {
		return "", err
	}
	if _, err := signer.Write(message); err != nil {
		signer.Close()
		return "", err
	}
	if err := signer.Close(); err != nil {
		return "", err
	}
	return signer.Signature(), nil
}

func present(field string, m channel.Message) bool {
	switch field {
	case "Reply-To":
		return m.ReplyTo.Address != ""
	case "In-Reply-To":
		return m.InReplyTo != ""
	case "References":
		return len(m.References) > 0
	case "List-Unsubscribe":
		return m.UnsubscribeURL != "" || m.UnsubscribeMailto != ""
	case "List-Unsubscribe-Post":
		return m.UnsubscribeURL != ""
	}
	return true
}
