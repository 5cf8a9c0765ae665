// Package requests answers one question: what does somebody want to ask of one person whom they know, and what becomes of it? A request
// is written by hand, for a recommendation, a reference or an introduction: its words are shown, the rules look at it, and nothing leaves
// before it was read. What follows when its letter arrives or is answered belongs to package program, which plans it in the same
// transaction. It refuses to know how a request looks on a page.
//
// Files: ask.go (writing one down), note.go (how it goes on), known.go (people known from work),
// now.go (the plan's own ask, or a hello, today).
package requests

import "github.com/goodturn-app/goodturn/program"

// Requests holds the use cases about requests by hand, beside those of the program that it stands on. It has no state.
type Requests struct{ *program.Program }

// New makes Requests on a program.
func New(p *program.Program) *Requests { return &Requests{p} }
