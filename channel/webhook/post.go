package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// timeout bounds one attempt from the look-up to the last byte.
const timeout = 20 * time.Second

// mostRead is how much of an answer is read: enough to use the connection again, never enough to fill memory.
const mostRead = 64 << 10

// Post is one message on its way.
type Post struct {
	URL     string
	ID      string // constant over attempts
	At      time.Time
	Body    []byte
	Secrets []string // one, or two while they are exchanged
}

// Answer is what became of one attempt.
type Answer struct {
	Status int           // 0: there was no answer
	Wait   time.Duration // the receiver asked to be left alone for so long
	Failed string        // why it counts as not delivered, in words; empty: it arrived
}

// Gone reports that the receiver wants no more news, ever.
func (a Answer) Gone() bool { return a.Status == http.StatusGone }

// Client posts. Any number of goroutines may use it.
type Client struct {
	guard *Guard
	http  *http.Client
}

// NewClient makes a Client that connects where the guard permits. roots may be nil: the machine's certificate authorities.
func NewClient(g *Guard, conf *tls.Config) *Client {
	return &Client{guard: g, http: &http.Client{
		Timeout: timeout,
		Transport: &http.Transport{
			Proxy:       nil, // a proxy would look names up itself, behind the guard's back
			DialContext: g.Dial, TLSClientConfig: conf, TLSHandshakeTimeout: 10 * time.Second, ForceAttemptHTTP2: true,
			ResponseHeaderTimeout: timeout, MaxResponseHeaderBytes: 16 << 10, MaxIdleConns: 16, MaxIdleConnsPerHost: 2, IdleConnTimeout: 30 * time.Second,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Check says in words what is wrong with an address that is about to be kept.
func (c *Client) Check(ctx context.Context, raw string) error { return c.guard.Look(ctx, raw) }

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Post makes one attempt. Its error is a defect of ours or the end of ctx; what the other side did is the Answer.
func (c *Client) Post(ctx context.Context, p Post) (Answer, error) {
	u, err := c.guard.Check(p.URL)
	if err != nil {
		return Answer{Failed: err.Error()}, nil // the rules have become stricter since it was typed
	}
	signature, err := Sign(p.ID, p.At, p.Body, p.Secrets...)
	if err != nil {
		return Answer{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(p.Body))
	if err != nil {
		return Answer{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Goodturn-Webhooks/1")
	req.Header.Set(HeaderID, p.ID)
	req.Header.Set(HeaderTimestamp, strconv.FormatInt(p.At.Unix(), 10))
	req.Header.Set(HeaderSignature, signature)
	res, err := c.http.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return Answer{}, ctx.Err()
		}
		return Answer{Failed: inWords(err)}, nil
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, mostRead)) // what it says is of no use; that it came is
	a := Answer{Status: res.StatusCode}
	switch s := res.StatusCode; {
	case s >= 200 && s < 300:
	case s >= 300 && s < 400:
		a.Failed = "It answered " + strconv.Itoa(s) + ", which leads elsewhere; news is not sent on. Enter the final address."
	case a.Gone():
		a.Failed = "It answered 410: it wants no more news."
	default:
		a.Failed = "It answered " + strconv.Itoa(s) + "."
		a.Wait = retryAfter(res.Header.Get("Retry-After"), p.At)
	}
	return a, nil
}

// retryAfter reads how long the receiver wants to be left alone: seconds or a date; a day at most.
func retryAfter(v string, now time.Time) time.Duration {
	d := time.Duration(0)
	if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil {
		d = time.Duration(min(n, 86400)) * time.Second
	} else if t, err := http.ParseTime(v); err == nil {
		d = t.Sub(now)
	}
	return max(0, min(d, 24*time.Hour))
}

// inWords says why nobody answered, without addresses of the inner network.
func inWords(err error) string {
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var slow net.Error
	switch {
	case errors.Is(err, errInside):
		return "Its name leads into a private network, so nothing was sent."
	case errors.As(err, &dns):
		return "Its name was not found."
	case errors.As(err, &cert):
		return "Its certificate is not valid: " + cert.Err.Error() + "."
	case errors.As(err, &slow) && slow.Timeout():
		return "It did not answer within " + strconv.Itoa(int(timeout.Seconds())) + " seconds."
	}
	if text := err.Error(); strings.Contains(text, "connection refused") {
		return "Nothing answers there: the connection was refused."
	} else if strings.Contains(text, "is not 443") {
		return "It is on another port than 443, so nothing was sent."
	}
	return "The connection broke off."
}
