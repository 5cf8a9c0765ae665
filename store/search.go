package store

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store/findwords"
)

// searchRow is one word by which a contact is found: its beginning is enough.
type searchRow struct {
	word    string
	contact goodturn.ID
}

const (
	sqlWordsOf    = `SELECT contact_id, words FROM findable WHERE workspace_id = $1 AND contact_id IN LIST($2) ORDER BY contact_id AWAITROWS`
	sqlSetWords   = `INSERT INTO findable (workspace_id, contact_id, words) VALUES ROWS(3) ON CONFLICT (contact_id) DO UPDATE SET words = excluded.words`
	sqlIndexWords = `INSERT INTO search (workspace_id, word, contact_id) VALUES ROWS(3) ON CONFLICT (word, contact_id) DO NOTHING`
	sqlUnindex    = `DELETE FROM search WHERE workspace_id = $1 AND contact_id = $2 AND word IN LIST($3)`
	sqlForgotten  = `DELETE FROM findable WHERE workspace_id = $1 AND contact_id = $2`
)

// indexed are the words by which one contact is found, sorted.
type indexed struct {
	contact goodturn.ID
	words   []string
}

// IndexContact makes a contact findable by the words of texts (name, company, mail, phone, street, city), and by nothing else any
// more. Without texts they are not found.
func (tx *Tx) IndexContact(contact goodturn.ID, texts ...string) error {
	return tx.reindex([]indexed{{contact, findwords.Index(texts)}})
}

// wordsOf reads by which words contacts are found: all of a contact's in one text, each behind a line's end.
func (tx *Tx) wordsOf(contacts ...goodturn.ID) (map[goodturn.ID]string, error) {
	out := map[goodturn.ID]string{}
	err := chunks(contacts, func(l list) error {
		return tx.each(func(r scanner) error {
			var id, words string
			err := r.Scan(&id, &words)
			out[goodturn.ID(id)] = words
			return err
		}, sqlWordsOf, tx.ws(), l)
	})
	return out, err
}

// reindex writes only what differs from the words that were there.
func (tx *Tx) reindex(who []indexed) error {
	ids := make([]goodturn.ID, len(who))
	for i, x := range who {
		ids[i] = x.contact
	}
	had, err := tx.wordsOf(ids...)
	if err != nil {
		return err
	}
	var rows []searchRow
	var changed []indexed
	for _, x := range who {
		before := strings.Split(strings.TrimPrefix(had[x.contact], "\n"), "\n")
		if slices.Equal(before, x.words) || had[x.contact] == "" && len(x.words) == 0 {
			continue
		}
		changed = append(changed, x)
		gone := list(slices.DeleteFunc(slices.Clone(before), func(w string) bool { _, stays := slices.BinarySearch(x.words, w); return stays || w == "" }))
		if len(gone) > 0 {
			if _, err := tx.exec(sqlUnindex, tx.ws(), x.contact, gone); err != nil {
				return err
			}
		}
		for _, w := range x.words {
			if !slices.Contains(before, w) {
				rows = append(rows, searchRow{w, x.contact})
			}
		}
	}
	return tx.indexRows(changed, rows)
}

// unindex makes sure that a contact is not found any more, and forgets the words.
func (tx *Tx) unindex(contact goodturn.ID) error {
	if err := tx.IndexContact(contact); err != nil {
		return err
	}
	_, err := tx.exec(sqlForgotten, tx.ws(), contact)
	return err
}

// Findable is somebody with what they are found by.
type Findable struct {
	Contact    goodturn.Contact
	Identities []goodturn.Identity
	Homes      []goodturn.Home
	Closings   []goodturn.Closing // a home that was sold is theirs no more, and who asks for "her on Oak Street" means it all the same
}

// IndexNew is IndexContacts for people who were inserted in this transaction: nothing of them is read again.
func (tx *Tx) IndexNew(who []Findable) error {
	var rows []searchRow
	all := make([]indexed, len(who))
	for i, x := range who {
		all[i] = indexed{x.Contact.ID, findwords.Index(searchTexts(x))}
		for _, w := range all[i].words {
			rows = append(rows, searchRow{w, x.Contact.ID})
		}
	}
	return tx.indexRows(all, rows)
}

// searchTexts are what a contact is found by.
func searchTexts(x Findable) []string {
	c := x.Contact
	out := []string{c.Given, c.Family, c.Greeting, c.Company, c.Mailing.Street, c.Mailing.City, c.Mailing.ZIP}
	for _, i := range x.Identities {
		if i.Kind != goodturn.IdentityExternal {
			out = append(out, i.Value)
		}
	}
	for _, h := range x.Homes {
		out = append(out, h.Property.Street, h.Property.City, h.Property.ZIP)
	}
	for _, d := range x.Closings {
		if !slices.Contains(out, d.Property.Street) {
			out = append(out, d.Property.Street, d.Property.City, d.Property.ZIP)
		}
	}
	return out
}

// IndexContacts makes contacts findable by what the database holds of them. Merged contacts are found no more.
func (tx *Tx) IndexContacts(ids ...goodturn.ID) error {
	cs, err := tx.Contacts(ids)
	is, ierr := tx.Identities(ids...)
	homes, herr := tx.Homes(ids...)
	deals, derr := tx.Closings(ids...)
	if err := errors.Join(err, ierr, herr, derr); err != nil {
		return err
	}
	of := map[goodturn.ID]*Findable{}
	for _, id := range ids {
		of[id] = &Findable{}
	}
	for _, i := range is {
		of[i.ContactID].Identities = append(of[i.ContactID].Identities, i)
	}
	for _, h := range homes {
		of[h.ContactID].Homes = append(of[h.ContactID].Homes, h)
	}
	for _, d := range deals {
		of[d.ContactID].Closings = append(of[d.ContactID].Closings, d)
	}
	var all []indexed
	for _, c := range cs {
		x := indexed{contact: c.ID}
		if of[c.ID].Contact = c; c.MergedInto == "" {
			x.words = findwords.Index(searchTexts(*of[c.ID]))
		}
		all = append(all, x)
	}
	return tx.reindex(all)
}

func (tx *Tx) indexRows(who []indexed, rows []searchRow) error {
	_, err := insert(tx, sqlSetWords, who, func(args []any, x *indexed) []any {
		words := ""
		for _, w := range x.words {
			words += "\n" + w
		}
		return append(args, tx.ws(), string(x.contact), words)
	})
	if err != nil {
		return err
	}
	slices.SortFunc(rows, func(a, b searchRow) int { // neighbours in the index are written together
		return cmp.Or(strings.Compare(a.word, b.word), strings.Compare(string(a.contact), string(b.contact)))
	})
	_, err = insert(tx, sqlIndexWords, rows, func(args []any, r *searchRow) []any {
		return append(args, tx.ws(), r.word, string(r.contact))
	})
	return err
}

const (
	// how common a word is, as far as that matters
	sqlWordCount = `SELECT count(*) FROM (SELECT 1 FROM search WHERE workspace_id = $1 AND word >= $2 AND word < $3 ORDER BY word LIMIT 500) AS few`
	sqlWordPage  = `SELECT word, contact_id FROM search WHERE workspace_id = $1 AND (word, contact_id) > ($2, $3) AND word < $4
ORDER BY word, contact_id LIMIT 256`
)

// searchMost is how many entries of the rarest word are looked at: a bound for words that nearly everybody has.
const searchMost = 20_000

// Search finds contacts by the beginnings of words: every word of the text must begin one of theirs. The result has at most limit
// contacts, preferring those of whom the rarest word is a whole one, in list order. A text without words finds nobody.
func (tx *Tx) Search(text string, limit int) ([]goodturn.Contact, error) {
	q := findwords.Query(text)
	if len(q) == 0 || limit <= 0 {
		return nil, nil
	}
	rarest, least := 0, int64(1<<60)
	for i, w := range q {
		n, err := tx.number(sqlWordCount, tx.ws(), w, w+wordEnd)
		if err != nil || n == 0 {
			return nil, err
		}
		if n < least {
			rarest, least = i, n
		}
	}
	w, others := q[rarest], slices.Delete(slices.Clone(q), rarest, rarest+1)
	var found []goodturn.ID
	seen := map[goodturn.ID]bool{}
	after := searchRow{word: w}
	for looked := 0; len(found) < limit && looked < searchMost; {
		rows, err := collect(tx, func(r scanner, s *searchRow) error { return r.Scan(&s.word, (*string)(&s.contact)) },
			sqlWordPage, tx.ws(), after.word, after.contact, w+wordEnd)
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 {
			break
		}
		looked, after = looked+len(rows), rows[len(rows)-1]
		var page []goodturn.ID
		for _, r := range rows {
			if !seen[r.contact] {
				seen[r.contact] = true
				page = append(page, r.contact)
			}
		}
		if page, err = tx.among(page, others); err != nil {
			return nil, err
		}
		found = append(found, page...)
	}
	cs, err := tx.Contacts(found[:min(limit, len(found))])
	slices.SortFunc(cs, func(a, b goodturn.Contact) int {
		return cmp.Or(cmp.Compare(a.SortKey, b.SortKey), cmp.Compare(a.ID, b.ID))
	})
	return cs, err
}

// wordEnd is behind every word that begins with what stands before it.
const wordEnd = "\U0010FFFF"

// among keeps those of a page who also have a beginning of each other word.
func (tx *Tx) among(page []goodturn.ID, others []string) ([]goodturn.ID, error) {
	if len(others) == 0 {
		return page, nil
	}
	words, err := tx.wordsOf(page...)
	return slices.DeleteFunc(page, func(id goodturn.ID) bool {
		return slices.ContainsFunc(others, func(o string) bool { return !strings.Contains(words[id], "\n"+o) })
	}), err
}
