package program

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// What program/friends does inside its own transactions, as in within.go.

// LockAskIn is AskIn for whoever changes something depending on how it stands.
func (p *Program) LockAskIn(tx *store.Tx, id goodturn.ID) (goodturn.Ask, error) {
	ask, err := tx.LockAsk(id)
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
		return ask, goodturn.NotFound("page")
	}
	return ask, err
}

// PackOf names the pack of a playbook; one that is no longer there counts as real estate, the most careful one.
func (p *Program) PackOf(playbook string) string { return packOf(p, playbook) }

// NewestClosing is the deal an advocate would speak of.
func NewestClosing(tx *store.Tx, contact goodturn.ID) (goodturn.Closing, error) {
	return newestClosing(tx, contact)
}

// FromAddress is the address in whose name a user's mail leaves.
func FromAddress(u goodturn.User) string { return fromAddress(u) }
