// Package view answers one question: what does somebody see who looks? It reads and writes nothing: who our people are and how things
// stand with one of them, what is planned and what would leave, why somebody is or is not written to, what went out so far, and the
// ledger of it all. It refuses to know how a page, a table or a file looks.
//
// Files: people.go (the list, one person), explain.go (why), year.go and coming.go (the plan), ledger.go (every touch).
package view

import "github.com/goodturn-app/goodturn/program"

// View reads what is shown, through the program that it stands on. It has no state.
type View struct{ *program.Program }

// New makes a View of a program.
func New(p *program.Program) *View { return &View{p} }

// pageSize is how many rows a walk over many touches reads at once.
const pageSize = 200
