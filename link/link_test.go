package link_test

import (
	"bytes"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
)

const id = goodturn.ID("01932f6e-7b2a-7c1d-8e4f-0123456789ab")

func signer(t testing.TB, b byte) link.Signer {
	s, err := link.New(bytes.Repeat([]byte{b}, link.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestATokenOpensOnlyWhatItWasMadeFor(t *testing.T) {
	s := signer(t, 1)
	tok := s.Token(link.Answer, id)
	if got, err := s.Open(link.Answer, tok); err != nil || got != id {
		t.Fatalf("got %q, %v", got, err)
	}
	for name, f := range map[string]func() (goodturn.ID, error){
		"another purpose": func() (goodturn.ID, error) { return s.Open(link.Unsubscribe, tok) },
		"another key":     func() (goodturn.ID, error) { return signer(t, 2).Open(link.Answer, tok) },
		"cut short":       func() (goodturn.ID, error) { return s.Open(link.Answer, tok[:40]) },
		"longer":          func() (goodturn.ID, error) { return s.Open(link.Answer, tok+"A") },
		"empty":           func() (goodturn.ID, error) { return s.Open(link.Answer, "") },
		"not base64":      func() (goodturn.ID, error) { return s.Open(link.Answer, strings.Repeat("!", len(tok))) },
	} {
		if got, err := f(); goodturn.ErrorCode(err) != goodturn.CodeNotFound || got != "" {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}

func TestEveryChangedCharacterIsRefused(t *testing.T) {
	s := signer(t, 1)
	tok := s.Token(link.Answer, id)
	for i := range tok {
		for _, c := range "AZaz09-_" {
			forged := tok[:i] + string(c) + tok[i+1:]
			if forged == tok {
				continue
			}
			if _, err := s.Open(link.Answer, forged); err == nil {
				t.Fatalf("character %d as %q was accepted", i, c)
			}
		}
	}
}

func TestShortKeysAreRefused(t *testing.T) {
	if _, err := link.New([]byte("short")); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Fatal(err)
	}
}

func TestCodesSurviveHandwriting(t *testing.T) {
	for typed, want := range map[string]string{
		"7kq4 m2xd": "7KQ4M2XD", "7KQ4-M2XD": "7KQ4M2XD", "oOil0011": "00110011", " 7 K Q 4 M 2 X D ": "7KQ4M2XD",
		"7KQ4M2XD.": "7KQ4M2XD", "7KQ4M2XD),": "7KQ4M2XD", "(7kq4 m2xd)": "7KQ4M2XD", "“7KQ4M2XD”": "7KQ4M2XD", "7KQ4M2XD>": "7KQ4M2XD", "7KQ4,M2XD": "",
		"7KQ4M2X": "", "7KQ4M2XDD": "", "UUUUUUUU": "", "": "", "<script>": "", "７KQ4M2XD": "",
	} {
		if got := link.ReadCode(typed); got != want {
			t.Errorf("%q reads as %q, want %q", typed, got, want)
		}
	}
}

func FuzzReadCode(f *testing.F) {
	f.Add("7kq4 m2xd")
	f.Fuzz(func(t *testing.T, s string) {
		if got := link.ReadCode(s); got != "" && link.ReadCode(link.Spoken(got)) != got {
			t.Fatalf("%q reads as %q, which does not read back", s, got)
		}
	})
}

func FuzzOpen(f *testing.F) {
	s := signer(f, 1)
	f.Add(s.Token(link.Answer, id))
	f.Fuzz(func(t *testing.T, tok string) {
		got, err := s.Open(link.Answer, tok)
		if err == nil && s.Token(link.Answer, got) != tok {
			t.Fatalf("%q opened as %q, for which it was not made", tok, got)
		}
	})
}

func ExampleNewCode() {
	code, _ := link.NewCode(rand.New(rand.NewSource(3)))
	fmt.Println(len(code), link.ReadCode(strings.ToLower(link.Spoken(code))) == code)
	// Output: 8 true
}
