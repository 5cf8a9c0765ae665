package app_test

import (
	"bytes"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
)

func seal(t *testing.T, fill byte) app.Seal {
	t.Helper()
	s, err := app.NewSeal(bytes.Repeat([]byte{fill}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestASealedPasswordOpensForItsUserAlone(t *testing.T) {
	s := seal(t, 1)
	a, err := s.Seal("u1", "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Seal("u1", "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(a, b) || bytes.Contains(a, []byte("horse")) {
		t.Fatal("two sealings of one password look alike, or it shows")
	}
	if got, err := s.Open("u1", a); err != nil || got != "correct horse" {
		t.Fatal(got, err)
	}
	for name, try := range map[string]func() (string, error){
		"another user":   func() (string, error) { return s.Open("u2", a) },
		"another key":    func() (string, error) { return seal(t, 2).Open("u1", a) },
		"a changed byte": func() (string, error) { c := bytes.Clone(a); c[30] ^= 1; return s.Open("u1", c) },
		"a stump":        func() (string, error) { return s.Open("u1", a[:10]) },
	} {
		if got, err := try(); goodturn.ErrorCode(err) != goodturn.CodeUnavailable || got != "" {
			t.Errorf("%s opened it: %q, %v", name, got, err)
		}
	}
}

func TestNoPasswordStaysNoPassword(t *testing.T) {
	s := seal(t, 1)
	b, err := s.Seal("u1", "")
	if err != nil || b != nil {
		t.Fatal(b, err)
	}
	if got, err := s.Open("u1", nil); err != nil || got != "" {
		t.Fatal(got, err)
	}
}
