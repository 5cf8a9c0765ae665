package program

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// SuggestIn is Suggest inside a transaction of somebody else's.
func SuggestIn(tx *store.Tx, text string) ([]Suggested, error) { return suggest(tx, text) }

// askLateThanks leaves it to the owner whether somebody is thanked whom a list says to have sent a friend, perhaps years ago: no letter
// leaves by itself, nothing is urgent, and of a deal that is long closed nothing is asked.
func (p *Program) askLateThanks(tx *store.Tx, r goodturn.Referral) error {
	if r.Stage == goodturn.StageWon || r.Stage == goodturn.StageLost {
		return nil
	}
	c, err := tx.Contact(r.ReferrerID)
	if err != nil || c.MergedInto != "" {
		return err
	}
	return p.openTask(tx, goodturn.Task{ContactID: c.ID, OwnerID: c.OwnerID, Kind: goodturn.TaskThank, Key: thankKey + string(r.ID), DueAt: tx.Now(),
		Title: "Thank " + c.Name() + " for naming " + orWords(r.Friend, "somebody"), Why: "Your list says that they sent them. If you never thanked them, a word is still welcome; if you did, there is nothing to do."})
}
