package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn"
)

// checkText refuses what PostgreSQL cannot keep, so that both databases hold the same.
func checkText(s string) error {
	if strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) {
		return &goodturn.Error{Code: goodturn.CodeInvalid, Message: fmt.Sprintf("The text %.40q has characters that are none.", s),
			Hint: "Save the file as UTF-8, or type the text again."}
	}
	return nil
}

// named converts values of named string and number types.
func named(a any) (any, error) {
	switch v := reflect.ValueOf(a); v.Kind() {
	case reflect.String:
		return v.String(), checkText(v.String())
	case reflect.Int64, reflect.Int, reflect.Int32:
		return v.Int(), nil
	}
	return nil, fmt.Errorf("a %T cannot be stored", a)
}

// ms is an instant as it is stored: UTC milliseconds, 0 for the zero time.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func instant(v int64) time.Time {
	if v == 0 {
		return time.Time{}
	}
	return time.UnixMilli(v).UTC()
}

// stamp scans an instant, span a length of time. Rows are read with (*stamp)(&t.DueAt).
type (
	stamp time.Time
	span  time.Duration
)

func (s *stamp) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("scan an instant from %T", v)
	}
	*s = stamp(instant(n))
	return nil
}

func (s *span) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("scan a length of time from %T", v)
	}
	*s = span(time.Duration(n) * time.Millisecond)
	return nil
}

// Value makes a stamp usable as an argument too.
func (s stamp) Value() (driver.Value, error) { return ms(time.Time(s)), nil }

// asJSON stores v as JSON, its zero value as ”.
func asJSON(v any) string {
	if rv := reflect.ValueOf(v); !rv.IsValid() || rv.IsZero() {
		return ""
	}
	b, err := json.Marshal(v)
	if err != nil { // only for types that no noun has
		panic(fmt.Errorf("store %T as JSON: %w", v, err))
	}
	return string(b)
}

// fromJSON scans what asJSON stored.
func fromJSON(p any) *jsonText { return &jsonText{p} }

type jsonText struct{ p any }

func (j *jsonText) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("scan JSON from %T", v)
	}
	if s == "" {
		reflect.ValueOf(j.p).Elem().SetZero()
		return nil
	}
	if err := json.Unmarshal([]byte(s), j.p); err != nil {
		return fmt.Errorf("read a stored %T: %w", j.p, err)
	}
	return nil
}

// codes stores reason codes as words with a space between: shorter than JSON, and most rows have none.
func codes(c []goodturn.ReasonCode) string {
	if len(c) == 0 {
		return ""
	}
	var b strings.Builder
	for i, r := range c {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(string(r))
	}
	return b.String()
}

type codeList []goodturn.ReasonCode

func (c *codeList) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("scan reasons from %T", v)
	}
	*c = nil
	for _, w := range strings.Fields(s) {
		*c = append(*c, goodturn.ReasonCode(w))
	}
	return nil
}
