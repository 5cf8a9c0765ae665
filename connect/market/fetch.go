package market

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Fetcher fetches publishers' files. It keeps nothing and decides nothing: whether the owner agreed, how often to look and where
// results go is the caller's. The zero Fetcher works.
type Fetcher struct {
	Client    *http.Client  // nil: one without cookies
	UserAgent string        // who asks; empty: "Goodturn"
	Timeout   time.Duration // for a whole fetch, reading included; 0: 10 minutes
	Options   Options       // MaxBytes also bounds what is taken from the network
}

// Mark is what a publisher said about the edition fetched last. Handing it back lets the publisher answer "nothing new" with an
// empty reply. The zero Mark asks for the file whatever it is.
type Mark struct {
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
}

// Fetched is the outcome of one fetch.
type Fetched struct {
	Unchanged bool // the publisher has nothing newer than the Mark; Contents is empty
	Mark      Mark // for the next time; the old one where Unchanged
	Contents  Contents
}

// Fetch gets one file and reads it as it comes. CodeUpstream: the publisher does not answer, or with an error, or with something
// else than data (a page that asks for patience, for instance); the data loaded before stays good until it goes stale by itself. A file
// with nothing about the areas that Options.Keep wants is no error: its Contents are empty, and so is the Mark.
func (f Fetcher) Fetch(ctx context.Context, d Download, last Mark) (Fetched, error) {
	timeout := f.Timeout
	if timeout <= 0 {
		timeout = 10 * time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.URL, nil)
	if err != nil {
		return Fetched{}, fmt.Errorf("ask for %s: %w", d.URL, err)
	}
	agent := f.UserAgent
	if agent == "" {
		agent = "Goodturn"
	}
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Accept", "text/csv, text/plain, */*;q=0.5")
	if last.ETag != "" {
		req.Header.Set("If-None-Match", last.ETag)
	}
	if last.LastModified != "" {
		req.Header.Set("If-Modified-Since", last.LastModified)
	}
	client := f.Client
	if client == nil {
		client = &http.Client{}
	}
	resp, err := client.Do(req)
	if err != nil {
		return Fetched{}, upstream(d, "could not be reached", err)
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusNotModified:
		return Fetched{Unchanged: true, Mark: last}, nil
	case resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusGone:
		return Fetched{}, &goodturn.Error{Code: goodturn.CodeUpstream, Message: d.Title + " is no longer at its old address.",
			Hint: "Download it by hand from the publisher and load it with: goodturn market load FILE", Err: errors.New(d.URL + ": " + resp.Status)}
	case resp.StatusCode != http.StatusOK:
		return Fetched{}, upstream(d, "is not available right now", errors.New(d.URL+": "+resp.Status))
	}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
		return Fetched{}, upstream(d, "came as a web page instead of data", errors.New(d.URL))
	}
	most := f.Options.MaxBytes
	if most <= 0 {
		most = 1 << 30
	}
	if resp.ContentLength > most {
		return Fetched{}, upstream(d, "is larger than the limit for market files", fmt.Errorf("%s: %d bytes", d.URL, resp.ContentLength))
	}
	c, err := Read(resp.Body, d.Name, f.Options) // which stops at MaxBytes by itself
	switch {
	case errors.Is(err, errNothing) && f.Options.Keep != nil && c.Rows > 0:
		// It came whole and is about other places. Without its mark, so that it comes again once somebody has a home there.
		return Fetched{Contents: c}, nil
	case err != nil:
		if ctx.Err() != nil {
			return Fetched{}, upstream(d, "took too long", ctx.Err())
		}
		return Fetched{}, upstream(d, "could not be read", err)
	}
	return Fetched{Mark: Mark{resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")}, Contents: c}, nil
}

func upstream(d Download, what string, err error) error {
	return &goodturn.Error{Code: goodturn.CodeUpstream, Message: d.Title + " " + what + ".",
		Hint: "What was loaded before stays in use until it is too old.", Err: err}
}
