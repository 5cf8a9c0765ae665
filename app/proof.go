package app

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
)

// proofPath is where the public address answers for itself.
const proofPath = "/.well-known/goodturn/"

// proofHandler answers whoever knows a nonce of ours: it proves that a public address leads to an installation with this key.
// Any process with the key answers, so several behind one address prove each other.
func proofHandler(links link.Signer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		nonce := strings.TrimPrefix(r.URL.Path, proofPath)
		if _, err := links.Open(link.Nonce, nonce); err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = io.WriteString(w, links.MAC("public address", nonce))
	})
}

// Prove fetches a nonce through the public address. Only an address that has proved itself is written into messages.
func Prove(ctx context.Context, client *http.Client, links link.Signer, publicURL string, id goodturn.ID) error {
	failed := func(why, hint string, err error) error {
		return &goodturn.Error{Code: goodturn.CodeUpstream, Field: "public-url", Message: "The public address " + publicURL + " does not lead here: " + why + ".", Hint: hint, Err: err}
	}
	if err := goodturn.PublicAddress(publicURL); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	nonce := links.Token(link.Nonce, id)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, publicURL+proofPath+nonce, nil)
	if err != nil {
		return failed("it is no address", "Write it as https://answers.example.com.", err)
	}
	res, err := client.Do(req)
	if err != nil {
		return failed("it cannot be reached", "Check its DNS entry, the certificate, and that the proxy or router passes it on to public-listen.", err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 1024))
	if err != nil {
		return failed("the connection broke", "It is tried again by itself.", err)
	}
	if res.StatusCode != http.StatusOK || string(body) != links.MAC("public address", nonce) {
		return failed(fmt.Sprintf("something else answers there (status %d)", res.StatusCode), "Point the address, or the proxy behind it, to public-listen of this process.", nil)
	}
	return nil
}
