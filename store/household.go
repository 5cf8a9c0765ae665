package store

import (
	"github.com/goodturn-app/goodturn"
)

const householdColumns = `id, name, primary_id, shared_mailbox, created_at`

func scanHousehold(r scanner, h *goodturn.Household) error {
	return r.Scan((*string)(&h.ID), &h.Name, (*string)(&h.PrimaryID), &h.SharedMailbox, (*stamp)(&h.CreatedAt))
}

const sqlInsertHousehold = `INSERT INTO household (workspace_id, ` + householdColumns + `) VALUES ($1, $2, $3, $4, $5, $6)`

// InsertHousehold makes a household without members; ID and CreatedAt are made if empty.
func (tx *Tx) InsertHousehold(h *goodturn.Household) error {
	if h.ID == "" {
		h.ID = tx.NewID()
	}
	if h.CreatedAt.IsZero() {
		h.CreatedAt = tx.now
	}
	_, err := tx.exec(sqlInsertHousehold, tx.ws(), h.ID, h.Name, h.PrimaryID, h.SharedMailbox, h.CreatedAt)
	return err
}

const sqlUpdateHousehold = `UPDATE household SET name = $3, primary_id = $4, shared_mailbox = $5 WHERE workspace_id = $1 AND id = $2`

// UpdateHousehold writes its name, who is written to, and whether they share a mailbox.
func (tx *Tx) UpdateHousehold(h goodturn.Household) error {
	return tx.must("household", sqlUpdateHousehold, tx.ws(), h.ID, h.Name, h.PrimaryID, h.SharedMailbox)
}

const sqlHouseholds = `SELECT ` + householdColumns + ` FROM household WHERE workspace_id = $1 AND id IN LIST($2)`

// Households reads several, in no order.
func (tx *Tx) Households(ids ...goodturn.ID) ([]goodturn.Household, error) {
	return collectIDs(tx, ids, scanHousehold, sqlHouseholds)
}

// Household reads one. CodeNotFound if there is none.
func (tx *Tx) Household(id goodturn.ID) (goodturn.Household, error) {
	return get(tx, "household", scanHousehold, sqlHouseholds, tx.ws(), list{string(id)})
}

// uses contact_house
const sqlMembers = `SELECT household_id, id FROM contact WHERE workspace_id = $1 AND household_id IN LIST($2) AND household_id <> ''
ORDER BY household_id, id`

// Members gives the contacts of households, those merged away included.
func (tx *Tx) Members(households []goodturn.ID) (map[goodturn.ID][]goodturn.ID, error) {
	out := map[goodturn.ID][]goodturn.ID{}
	err := chunks(households, func(l list) error {
		return tx.each(func(r scanner) error {
			var h, c string
			err := r.Scan(&h, &c)
			out[goodturn.ID(h)] = append(out[goodturn.ID(h)], goodturn.ID(c))
			return err
		}, sqlMembers, tx.ws(), l)
	})
	return out, err
}

const sqlSetHousehold = `UPDATE contact SET household_id = $3, updated_at = $4 WHERE workspace_id = $1 AND id = $2`

// JoinHousehold makes a contact a member; what is planned for them follows. The household counts as asked when either was asked
// last. Who is in another household leaves it first.
func (tx *Tx) JoinHousehold(contact, household goodturn.ID) error {
	c, err := tx.Contact(contact)
	if err != nil || c.HouseholdID == household {
		return err
	}
	if _, err := tx.Household(household); err != nil {
		return err
	}
	if c.HouseholdID != "" {
		if err := tx.LeaveHousehold(contact); err != nil {
			return err
		}
	}
	if err := tx.raiseGate(GateContact, contact, GateHousehold, household); err != nil {
		return err
	}
	return tx.setHousehold(c, household)
}

// LeaveHousehold takes a contact out of their household. They take its last ask along, so that leaving never grants another.
func (tx *Tx) LeaveHousehold(contact goodturn.ID) error {
	c, err := tx.Contact(contact)
	if err != nil || c.HouseholdID == "" {
		return err
	}
	if err := tx.raiseGate(GateHousehold, c.HouseholdID, GateContact, contact); err != nil {
		return err
	}
	return tx.setHousehold(c, "")
}

func (tx *Tx) setHousehold(c goodturn.Contact, household goodturn.ID) error {
	if err := tx.must("contact", sqlSetHousehold, tx.ws(), c.ID, household, tx.now); err != nil {
		return err
	}
	return tx.moveTouches(c.ID, household, c.OwnerID)
}
