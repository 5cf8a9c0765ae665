package source

import "strings"

// Reader turns nodes into values and collects what is wrong, so that a person can mend everything in one go.
type Reader struct {
	File   string
	Errs   []error
	Except []string // keys that Known lets pass, because somebody else says more precisely what is wrong with them
}

// Fail notes a mistake at a node.
func (r *Reader) Fail(n *Node, field, message, hint string) {
	e := At(r.File, n, message, hint)
	e.Field = field
	r.Errs = append(r.Errs, e)
}

// Or joins words as a sentence does: a, b or c.
func Or(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " or " + words[n-1]
	}
	return strings.Join(words, "")
}
