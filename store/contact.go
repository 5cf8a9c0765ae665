package store

import (
	"github.com/goodturn-app/goodturn"
)

const contactColumns = `id, owner_id, household_id, given, family, greeting, sort_key, company, zone, zones, region, mailing, prefers,
 source, note, note_fact, timing, left_out, left_out_why, merged_into, created_at, updated_at`

func scanContact(r scanner, c *goodturn.Contact) error {
	return r.Scan((*string)(&c.ID), (*string)(&c.OwnerID), (*string)(&c.HouseholdID), &c.Given, &c.Family, &c.Greeting, &c.SortKey,
		&c.Company, &c.Zone, fromJSON(&c.Zones), &c.Region, fromJSON(&c.Mailing), (*string)(&c.Prefers), &c.Source, &c.Note, &c.NoteFact,
		fromJSON(&c.Timing), &c.LeftOut, &c.LeftOutWhy, (*string)(&c.MergedInto), (*stamp)(&c.CreatedAt), (*stamp)(&c.UpdatedAt))
}

const sqlInsertContacts = `INSERT INTO contact (workspace_id, ` + contactColumns + `, place) VALUES ROWS(24)`

// InsertContacts adds contacts; ID, CreatedAt and UpdatedAt are made where they are empty. Index their words with IndexContact.
func (tx *Tx) InsertContacts(cs []goodturn.Contact) error {
	for i := range cs {
		c := &cs[i]
		if c.ID == "" {
			c.ID = tx.NewID()
		}
		if c.CreatedAt.IsZero() {
			c.CreatedAt = tx.now
		}
		if c.UpdatedAt.IsZero() {
			c.UpdatedAt = tx.now
		}
		tx.place(c.ID)
	}
	_, err := insert(tx, sqlInsertContacts, cs, func(args []any, c *goodturn.Contact) []any {
		return append(args, tx.ws(), string(c.ID), string(c.OwnerID), string(c.HouseholdID), c.Given, c.Family, c.Greeting, c.SortKey,
			c.Company, c.Zone, asJSON(c.Zones), c.Region, asJSON(c.Mailing), string(c.Prefers), c.Source, c.Note, c.NoteFact,
			asJSON(c.Timing), c.LeftOut, c.LeftOutWhy, string(c.MergedInto), ms(c.CreatedAt), ms(c.UpdatedAt), "")
	})
	return err
}

// InsertContact is InsertContacts for one.
func (tx *Tx) InsertContact(c *goodturn.Contact) error {
	cs := []goodturn.Contact{*c}
	err := tx.InsertContacts(cs)
	*c = cs[0]
	return err
}

const sqlUpdateContact = `UPDATE contact SET given = $3, family = $4, greeting = $5, sort_key = $6, company = $7, zone = $8, zones = $9,
 region = $10, mailing = $11, prefers = $12, source = $13, note = $14, note_fact = $15, timing = $16, left_out = $17, left_out_why = $18,
 merged_into = $19, updated_at = $20 WHERE workspace_id = $1 AND id = $2`

// UpdateContact writes everything but the id, CreatedAt, OwnerID and HouseholdID, which JoinHousehold and
// LeaveHousehold move together with what hangs on them. It sets UpdatedAt.
func (tx *Tx) UpdateContact(c goodturn.Contact) error {
	tx.place(c.ID)
	return tx.must("contact", sqlUpdateContact, tx.ws(), c.ID, c.Given, c.Family, c.Greeting, c.SortKey, c.Company, c.Zone, asJSON(c.Zones),
		c.Region, asJSON(c.Mailing), c.Prefers, c.Source, c.Note, c.NoteFact, asJSON(c.Timing), c.LeftOut, c.LeftOutWhy, c.MergedInto, tx.now)
}

const sqlContact = `SELECT ` + contactColumns + ` FROM contact WHERE workspace_id = $1 AND id = $2`

// Contact reads one contact, a merged one too. CodeNotFound if there is none.
func (tx *Tx) Contact(id goodturn.ID) (goodturn.Contact, error) {
	return get(tx, "contact", scanContact, sqlContact, tx.ws(), id)
}

const sqlContacts = `SELECT ` + contactColumns + ` FROM contact WHERE workspace_id = $1 AND id IN LIST($2)`

// Contacts reads several contacts, in no order; those that are not there are left out.
func (tx *Tx) Contacts(ids []goodturn.ID) ([]goodturn.Contact, error) {
	return collectIDs(tx, ids, scanContact, sqlContacts)
}

// ContactPage asks for a page of the people list, which sorts by SortKey and then ID, bytewise.
type ContactPage struct {
	Place   *Place      // nil: everybody
	OwnerID goodturn.ID // empty: everybody's
	After   goodturn.Contact
	Back    bool // the page before After instead of the one behind it; it still comes in list order
	Limit   int
}

// uses contact_list
const (
	sqlListContacts = `SELECT ` + contactColumns + ` FROM contact WHERE workspace_id = $1 AND merged_into = ''
AND (sort_key, id) > ($2, $3) AND ($4 = '' OR owner_id = $5) ORDER BY sort_key, id LIMIT $6`
	sqlListContactsBack = `SELECT ` + contactColumns + ` FROM contact WHERE workspace_id = $1 AND merged_into = ''
AND (sort_key, id) < ($2, $3) AND ($4 = '' OR owner_id = $5) ORDER BY sort_key DESC, id DESC LIMIT $6`
	// uses contact_place
	sqlListPlace = `SELECT ` + contactColumns + ` FROM contact WHERE workspace_id = $1 AND place = $2 AND merged_into = ''
AND (sort_key, id) > ($3, $4) AND ($5 = '' OR owner_id = $6) ORDER BY sort_key, id LIMIT $7`
	sqlListPlaceBack = `SELECT ` + contactColumns + ` FROM contact WHERE workspace_id = $1 AND place = $2 AND merged_into = ''
AND (sort_key, id) < ($3, $4) AND ($5 = '' OR owner_id = $6) ORDER BY sort_key DESC, id DESC LIMIT $7`
)

// ListContacts reads a page of people, without those merged into others.
func (tx *Tx) ListContacts(p ContactPage) ([]goodturn.Contact, error) {
	args := []any{tx.ws()}
	sql := sqlListContacts
	switch {
	case p.Place != nil && p.Back:
		sql = sqlListPlaceBack
	case p.Place != nil:
		sql = sqlListPlace
	case p.Back:
		sql = sqlListContactsBack
	}
	if p.Place != nil {
		args = append(args, string(*p.Place))
	}
	out, err := collect(tx, scanContact, sql, append(args, p.After.SortKey, p.After.ID, p.OwnerID, p.OwnerID, p.Limit)...)
	if p.Back {
		for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
			out[i], out[j] = out[j], out[i]
		}
	}
	return out, err
}

const sqlContactsByID = `SELECT ` + contactColumns + ` FROM contact WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3`

// ContactsByID reads all contacts page by page in the order in which they came, merged ones too: for exports and copies.
func (tx *Tx) ContactsByID(after goodturn.ID, limit int) ([]goodturn.Contact, error) {
	return collect(tx, scanContact, sqlContactsByID, tx.ws(), after, limit)
}

const sqlPlaceOf = `SELECT place FROM contact WHERE workspace_id = $1 AND id = $2`

// PlaceOf says where a contact stands in the coverage sum, as of the last commit.
func (tx *Tx) PlaceOf(contact goodturn.ID) (Place, error) {
	return get(tx, "contact", func(r scanner, p *Place) error { return r.Scan((*string)(p)) }, sqlPlaceOf, tx.ws(), contact)
}
