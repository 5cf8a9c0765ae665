// Package answers answers one question: what did somebody say to us, and what does it change? A page opens and says how things stand; an
// answer, a stop or a wish for a valuation is taken, once, and in every race a refusal wins; what is heard on the telephone counts the
// same. Whoever merely looks changes nothing but the fetch log. It refuses to know HTTP, and when anybody is written to again.
//
// Files: respond.go (answers to an ask), page.go (what the answer page shows), said.go (answers by another road), unsubscribe.go (stop,
// and the way back), valuation.go, fetches.go (who only looked).
package answers

import "github.com/goodturn-app/goodturn/program"

// Answers holds the use cases of whoever gets our messages, beside those of the program that it stands on. It has no state.
type Answers struct{ *program.Program }

// New makes Answers on a program.
func New(p *program.Program) *Answers { return &Answers{p} }
