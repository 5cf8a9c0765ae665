// Package friends answers one question: what happens between a yes and a friend who is in touch? An advocate shares, has the note sent
// to themselves, or says whom they have in mind; a friend opens the page that was passed on, asks to be contacted, or does not. What
// follows for the plan it leaves to package program, inside the same transaction. It refuses to know pages, when a message goes, and what
// becomes of an introduction later.
//
// Files: note.go (the advocate shares), mind.go (the answer "call me"), shared.go (what an advocate's link shows), own.go (what an advocate adds to it in their own words), refer.go (a friend asks
// to be contacted), friend.go (a friend takes that back).
package friends

import (
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/introductions"
)

// Friends holds these use cases, beside those about introductions that it stands on. It has no state.
type Friends struct{ *introductions.Introductions }

// New makes Friends on a program.
func New(p *program.Program) *Friends { return &Friends{introductions.New(p)} }
