package store

import (
	"github.com/goodturn-app/goodturn"
)

const identityColumns = `id, contact_id, kind, system, value, shown, is_primary, status, created_at`

func scanIdentity(r scanner, i *goodturn.Identity) error {
	return r.Scan((*string)(&i.ID), (*string)(&i.ContactID), (*string)(&i.Kind), &i.System, &i.Value, &i.Shown, &i.Primary,
		(*string)(&i.Status), (*stamp)(&i.CreatedAt))
}

const sqlInsertIdentities = `INSERT INTO identity (workspace_id, ` + identityColumns + `, hash, sharer) VALUES ROWS(12)
ON CONFLICT (workspace_id, kind, system, value, sharer) DO NOTHING`

// InsertIdentities adds ways in which contacts are known and gives how many were new. One that belongs to somebody already is
// left out: (kind, system, value) has one owner. IDs, times and an empty Status are filled.
func (tx *Tx) InsertIdentities(is []goodturn.Identity) (int, error) {
	return tx.insertIdentities(is, false)
}

// ShareIdentity lets a second person of a household be known by an address that already belongs to the first.
func (tx *Tx) ShareIdentity(i goodturn.Identity) error {
	_, err := tx.insertIdentities([]goodturn.Identity{i}, true)
	return err
}

func (tx *Tx) insertIdentities(is []goodturn.Identity, shared bool) (int, error) {
	for n := range is {
		i := &is[n]
		if i.ID == "" {
			i.ID = tx.NewID()
		}
		if i.CreatedAt.IsZero() {
			i.CreatedAt = tx.now
		}
		if i.Status == "" {
			i.Status = goodturn.IdentityNew
		}
		tx.place(i.ContactID)
	}
	return insert(tx, sqlInsertIdentities, is, func(args []any, i *goodturn.Identity) []any {
		sharer := ""
		if shared {
			sharer = string(i.ContactID)
		}
		return append(args, tx.ws(), string(i.ID), string(i.ContactID), string(i.Kind), i.System, i.Value, i.Shown, i.Primary,
			string(i.Status), ms(i.CreatedAt), tx.AddressHash(i.Value), sharer)
	})
}

const sqlUpdateIdentity = `UPDATE identity SET value = $3, shown = $4, is_primary = $5, status = $6, hash = $7 WHERE workspace_id = $1 AND id = $2`

// UpdateIdentity corrects an address, which one is used first, or what is known of reaching somebody there. CodeConflict if the
// address is somebody else's.
func (tx *Tx) UpdateIdentity(i goodturn.Identity) error {
	holders, err := tx.FindIdentity(i.Kind, i.System, i.Value)
	if err != nil {
		return err
	}
	for _, h := range holders {
		if h.ID != i.ID && h.ContactID != i.ContactID {
			return &goodturn.Error{Code: goodturn.CodeConflict, Field: string(i.Kind), Message: "This address belongs to somebody else.",
				Hint: "If they are the same person, merge them; if they share it, put them into one household."}
		}
	}
	tx.place(i.ContactID)
	return tx.must("address", sqlUpdateIdentity, tx.ws(), i.ID, i.Value, i.Shown, i.Primary, i.Status, tx.AddressHash(i.Value))
}

const sqlDeleteIdentity = `DELETE FROM identity WHERE workspace_id = $1 AND id = $2`

// DeleteIdentity removes an address. Suppressions of it stay.
func (tx *Tx) DeleteIdentity(i goodturn.Identity) error {
	tx.place(i.ContactID)
	return tx.must("address", sqlDeleteIdentity, tx.ws(), i.ID)
}

const sqlIdentities = `SELECT ` + identityColumns + ` FROM identity WHERE workspace_id = $1 AND contact_id IN LIST($2)
ORDER BY contact_id, is_primary DESC, id`

// Identities reads how contacts are known, the primary address of each first.
func (tx *Tx) Identities(contacts ...goodturn.ID) ([]goodturn.Identity, error) {
	return collectIDs(tx, contacts, scanIdentity, sqlIdentities)
}

// uses identity_value
const sqlFindIdentity = `SELECT ` + identityColumns + ` FROM identity WHERE workspace_id = $1 AND kind = $2 AND system = $3 AND value = $4
ORDER BY sharer`

// FindIdentity finds who is known by a normalised address or id: its owner first, then who shares it.
func (tx *Tx) FindIdentity(kind goodturn.IdentityKind, system, value string) ([]goodturn.Identity, error) {
	return collect(tx, scanIdentity, sqlFindIdentity, tx.ws(), kind, system, value)
}

const sqlFindIdentities = `SELECT ` + identityColumns + ` FROM identity WHERE workspace_id = $1 AND value IN LIST($2) AND kind = $3 AND system = $4
ORDER BY value, sharer`

// FindIdentities is FindIdentity for many values of one kind: what an import asks.
func (tx *Tx) FindIdentities(kind goodturn.IdentityKind, system string, values []string) ([]goodturn.Identity, error) {
	ids := make([]goodturn.ID, len(values))
	for i, v := range values {
		ids[i] = goodturn.ID(v)
	}
	return collectIDs(tx, ids, scanIdentity, sqlFindIdentities, kind, system)
}
