// Package approvals answers one question: which words leave in the owner's name, and who has read them? Messages wait to be read, are
// changed, let go, taken back or left out; the words of the plan are tried on real people and kept; a step that has earned it may go by
// itself. It refuses to know when a message leaves after that, and what a page looks like.
//
// Files: approve.go (the nod, and the owner's own words for one message), queue.go (what waits for it), words.go (the words of the plan).
package approvals

import "github.com/goodturn-app/goodturn/program"

// Approvals holds these use cases, beside those of the program that it stands on. It has no state.
type Approvals struct{ *program.Program }

// New makes Approvals on a program.
func New(p *program.Program) *Approvals { return &Approvals{p} }

// pageSize is how many rows a walk over many touches reads at once.
const pageSize = 200
