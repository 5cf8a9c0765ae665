package auth_test

import (
	"crypto/rand"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
)

func TestOnlyTheSamePasswordMatches(t *testing.T) {
	h, err := auth.HashPassword("four words that fit", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, err := auth.HashPassword("four words that fit", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if h == other {
		t.Fatal("two people with one password have one hash")
	}
	for name, c := range map[string]struct {
		stored, password string
		want             bool
	}{
		"the same":               {h, "four words that fit", true},
		"another":                {h, "four words that fit ", false},
		"none stored":            {"", "", false},
		"a stored hash cut off":  {h[:len(h)-30], "four words that fit", false},
		"another kind of hash":   {strings.Replace(h, "argon2id", "argon2i", 1), "four words that fit", false},
		"a cost beyond reason":   {strings.Replace(h, "t=3", "t=3000000", 1), "four words that fit", false},
		"a memory beyond reason": {strings.Replace(h, "m=65536", "m=4294967295", 1), "four words that fit", false},
	} {
		if got := auth.PasswordMatches(c.stored, c.password); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestWeakPasswordsAreRefused(t *testing.T) {
	for _, p := range []string{"", "short", "ana@example.com", strings.Repeat("x", 2000)} {
		if err := auth.CheckPassword(p, "Ana@example.com"); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%.20q was taken: %v", p, err)
		}
	}
	if err := auth.CheckPassword("four words that fit", "ana@example.com"); err != nil {
		t.Error(err)
	}
}
