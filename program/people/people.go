// Package people answers one question: who are our people, and how may what we know of them change? A list of them comes in, is
// compared with what is known, and can be taken back; one is added, corrected, merged, taken apart, or forgotten. What follows for
// the plan it leaves to package program, inside the same transaction. It refuses to know how files are laid out, when anybody is
// written to, and what a page looks like.
//
// Files: import*.go (a list comes in: stage, match, merge, apply, undo), person.go (one comes in by hand), records.go (they come in
// as it happens), person_edit.go and closing_edit.go (corrections), household.go, merge.go and split.go, life.go (what happened to
// them), erase*.go and export.go (what is theirs to ask for), coverage.go (the sum that has to add up).
package people

import (
	"context"
	"errors"

	"github.com/goodturn-app/goodturn/program"
)

// People holds the use cases about what is known of people, beside those of the program that it stands on. It has no state.
type People struct{ *program.Program }

// New makes People on a program.
func New(p *program.Program) *People { return &People{p} }

// Housekeeping is the program's, and more: it goes on with imports that were cut off, and once a day it looks after everybody who is
// in none of the piles of the sum. A part that fails keeps no other from running.
func (p *People) Housekeeping(ctx context.Context) (program.Kept, error) {
	resumed := p.ResumeImports(ctx) // of processes that are gone
	kept, err := p.Program.Housekeeping(ctx)
	if kept.Daily && ctx.Err() == nil {
		_, mended := p.MendCoverage(ctx)
		err = errors.Join(err, mended)
	}
	return kept, errors.Join(resumed, err)
}
