package app

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel/smtp"
)

// dkimSelector is the name under which our public keys stand in the DNS.
const dkimSelector = "goodturn"

var domainName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)

// DKIM is the folder of keys that sign mail of own domains, one file a domain.
func (d DataDir) DKIM() string { return filepath.Join(d.Path, "dkim") }

// Signers reads the keys of own domains. None is the usual case: mail providers sign for their own domains.
func (d DataDir) Signers() ([]smtp.Signer, error) {
	files, err := os.ReadDir(d.DKIM())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the signing keys: %w", err)
	}
	var out []smtp.Signer
	for _, f := range files {
		domain, ok := strings.CutSuffix(f.Name(), ".pem")
		if !ok {
			continue
		}
		key, err := readKey(filepath.Join(d.DKIM(), f.Name()))
		if err != nil {
			return nil, err
		}
		out = append(out, smtp.Signer{Domain: domain, Selector: dkimSelector, Key: key})
	}
	return out, nil
}

func readKey(path string) (crypto.Signer, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read a signing key: %w", err)
	}
	wrong := &goodturn.Error{Code: goodturn.CodeInvalid, File: path, Message: "This is no private key.", Hint: "Put the file back as it was, or delete it and make a new one with goodturn admin dkim."}
	block, _ := pem.Decode(b)
	if block == nil {
		return nil, wrong
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		wrong.Err = err
		return nil, wrong
	}
	s, ok := key.(crypto.Signer)
	if !ok {
		return nil, wrong
	}
	return s, nil
}

// SignFor makes the signing key of a domain, or finds the one made before, and gives the DNS entry that lets others check it.
func (d DataDir) SignFor(domain string) (name, value string, err error) {
	domain = strings.ToLower(strings.TrimSpace(domain))
	if !domainName.MatchString(domain) {
		return "", "", goodturn.Invalid("domain", fmt.Sprintf("%q is not a domain.", domain), "Write it as example.com.")
	}
	path := filepath.Join(d.DKIM(), domain+".pem")
	key, err := readKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		key, err = d.makeKey(path)
	}
	if err != nil {
		return "", "", err
	}
	value, err = dkimValue(key)
	return dkimSelector + "._domainkey." + domain, value, err
}

func (d DataDir) makeKey(path string) (crypto.Signer, error) {
	if err := os.MkdirAll(d.DKIM(), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of signing keys: %w", err)
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, fmt.Errorf("make a signing key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("write a signing key: %w", err)
	}
	if err := writeSynced(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})); err != nil {
		return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, File: path, Message: "The signing key cannot be written.", Hint: "Make the data folder writable.", Err: err}
	}
	return key, nil
}

// dkimValue is what the DNS says of a key (RFC 6376, 3.6.1).
func dkimValue(key crypto.Signer) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return "", fmt.Errorf("write a public key: %w", err)
	}
	return "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der), nil
}
