package decide

import (
	"strconv"
	"strings"
)

func count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + more
}

func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

func because(what, why string) string {
	if why == "" {
		return what
	}
	return what + ": " + why
}
