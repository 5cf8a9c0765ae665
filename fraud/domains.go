package fraud

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed disposable.txt
var disposableText string

//go:embed freemail.txt
var freeMailText string

var (
	disposableList = sync.OnceValue(func() []string { return domains(disposableText) })
	freeMailList   = sync.OnceValue(func() []string { return domains(freeMailText) })
)

func domains(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	slices.Sort(out)
	return out
}

// Disposable reports whether a domain, or one above it, gives addresses that are thrown away after use.
func Disposable(domain string) bool { return listed(disposableList(), domain) }

// FreeMail reports whether a domain is a provider's, whose users have nothing to do with each other.
func FreeMail(domain string) bool { return listed(freeMailList(), domain) }

func listed(list []string, domain string) bool {
	domain = strings.ToLower(strings.TrimSuffix(domain, "."))
	for domain != "" {
		if _, found := slices.BinarySearch(list, domain); found {
			return true
		}
		_, domain, _ = strings.Cut(domain, ".")
	}
	return false
}
