package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"unicode"

	"github.com/goodturn-app/goodturn/config"
)

// NewLog makes the log that the options ask for. Whatever is given to it, names and addresses of clients do not come out: fields
// that could hold them are dropped by name, and what looks like an e-mail address, a telephone number or a password in an
// address is blanked in every text.
func NewLog(w io.Writer, c config.Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		level = slog.LevelInfo // config has checked it; a zero Config logs as usual
	}
	opt := &slog.HandlerOptions{Level: level}
	var h slog.Handler = slog.NewTextHandler(w, opt)
	if c.LogFormat == "json" {
		h = slog.NewJSONHandler(w, opt)
	}
	return slog.New(redacting{h})
}

// personal are the names of fields whose values never reach the log.
var personal = map[string]bool{
	"name": true, "given": true, "family": true, "greeting": true, "email": true, "address": true, "to": true, "from": true, "phone": true,
	"subject": true, "body": true, "text": true, "note": true, "street": true, "password": true, "secret": true, "token": true, "company": true,
}

var (
	emailLike  = regexp.MustCompile(`[^\s<>"'(),;:\\@=]+@[^\s<>"'(),;:\\@]+`)
	phoneLike  = regexp.MustCompile(`(^|[^\w\-.:])(\+?\(?\d[\d\-. ()]{7,}\d)\b`) // not inside an id
	userInURL  = regexp.MustCompile(`://[^/\s@]*@`)
	looksTimed = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}`)
)

// Redact blanks what looks like an e-mail address, a telephone number or a login in an address.
func Redact(s string) string {
	s = userInURL.ReplaceAllString(s, "://(login)@")
	s = emailLike.ReplaceAllString(s, "(address)")
	return phoneLike.ReplaceAllStringFunc(s, func(all string) string {
		m := strings.TrimLeftFunc(all, func(r rune) bool { return !unicode.IsDigit(r) })
		digits := 0
		for i := range len(m) {
			if m[i] >= '0' && m[i] <= '9' {
				digits++
			}
		}
		if digits < 9 || digits > 15 || looksTimed.MatchString(m) {
			return all
		}
		return all[:1] + "(number)"
	})
}

// redacting is a slog.Handler that keeps people out of the log.
type redacting struct{ next slog.Handler }

func (r redacting) Enabled(ctx context.Context, l slog.Level) bool { return r.next.Enabled(ctx, l) }

func (r redacting) Handle(ctx context.Context, rec slog.Record) error {
	out := slog.NewRecord(rec.Time, rec.Level, Redact(rec.Message), rec.PC)
	rec.Attrs(func(a slog.Attr) bool {
		out.AddAttrs(clean(a))
		return true
	})
	return r.next.Handle(ctx, out)
}

func (r redacting) WithAttrs(attrs []slog.Attr) slog.Handler {
	out := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		out[i] = clean(a)
	}
	return redacting{r.next.WithAttrs(out)}
}

func (r redacting) WithGroup(name string) slog.Handler { return redacting{r.next.WithGroup(name)} }

func clean(a slog.Attr) slog.Attr {
	if personal[a.Key] {
		return slog.String(a.Key, "(left out)")
	}
	v := a.Value.Resolve()
	switch v.Kind() {
	case slog.KindString:
		return slog.String(a.Key, Redact(v.String()))
	case slog.KindGroup:
		var out []any
		for _, g := range v.Group() {
			out = append(out, clean(g))
		}
		return slog.Group(a.Key, out...)
	case slog.KindAny:
		return slog.String(a.Key, Redact(fmt.Sprint(v.Any())))
	}
	return slog.Attr{Key: a.Key, Value: v}
}
