// Package introductions answers one question: what becomes of a name that somebody gave? An introduction is written down, moves from
// stage to stage until it is won or lost, is credited to whoever sent the friend, and whoever did is thanked. It refuses to know how a
// friend asks to be contacted, what is given in return, and how a board looks.
//
// Files: introduce.go (a name is given, or taken back), attribute.go (who sent this friend), move.go (the card and its board), thank.go
// (the notes of thanks and the owner's tasks).
package introductions

import "github.com/goodturn-app/goodturn/program"

// Introductions holds the use cases about introductions, beside those of the program that it stands on. It has no state.
type Introductions struct{ *program.Program }

// New makes Introductions on a program.
func New(p *program.Program) *Introductions { return &Introductions{p} }
