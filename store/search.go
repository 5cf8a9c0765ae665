package store

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"github.com/goodturn-app/goodturn"
)

// searchRow is one word by which a contact is found: its beginning is enough.
type searchRow struct {
	word    string
	contact goodturn.ID
}

const (
	wordMax  = 40 // bytes of a word that are kept
	wordsMax = 60 // words of a contact that are kept
)

// fold makes two spellings equal: lower case, without accents.
func fold(s string) string {
	out, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), s)
	if err != nil {
		out = s
	}
	return strings.ToLower(out)
}

// words splits text at everything that is neither letter nor digit.
func words(s string) []string {
	return strings.FieldsFunc(fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// indexWords are the words by which texts are found: of a mail address the whole and its parts, of a telephone number its digits
// and the ends of them that people type.
func indexWords(texts []string) []string {
	var out []string
	add := func(ws ...string) {
		for _, w := range ws {
			for len(w) > wordMax {
				w = strings.ToValidUTF8(w[:len(w)-1], "")
			}
			if w != "" && len(out) < wordsMax {
				out = append(out, w)
			}
		}
	}
	for _, t := range texts {
		if d := digits(t); isNumber(t, d) {
			add(d)
			for _, n := range []int{10, 7, 4} { // without its country, its area, or all but the end
				if len(d) > n {
					add(d[len(d)-n:])
				}
			}
			continue
		}
		if strings.Contains(t, "@") {
			add(strings.TrimSpace(fold(t)))
		}
		add(words(t)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// isNumber tells a telephone number, as people write it, from other text.
func isNumber(text, digits string) bool {
	return len(digits) >= 4 && strings.Trim(text, "+()-./ 0123456789") == ""
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

const (
	sqlUnindex    = `DELETE FROM search WHERE workspace_id = $1 AND contact_id IN LIST($2)`
	sqlIndexWords = `INSERT INTO search (workspace_id, word, contact_id) VALUES ROWS(3) ON CONFLICT (workspace_id, word, contact_id) DO NOTHING`
)

// IndexContact makes a contact findable by the words of texts (name, company, mail, phone, street, city), and by nothing else any
// more. Without texts they are not found.
func (tx *Tx) IndexContact(contact goodturn.ID, texts ...string) error {
	if _, err := tx.exec(sqlUnindex, tx.ws(), list{string(contact)}); err != nil {
		return err
	}
	return tx.indexRows(searchRows(nil, contact, texts))
}

// Findable is somebody with what they are found by.
type Findable struct {
	Contact    goodturn.Contact
	Identities []goodturn.Identity
	Homes      []goodturn.Home
}

// IndexNew is IndexContacts for people who were inserted in this transaction: nothing of them is read again.
func (tx *Tx) IndexNew(who []Findable) error {
	var rows []searchRow
	for _, x := range who {
		rows = searchRows(rows, x.Contact.ID, searchTexts(x.Contact, x.Identities, x.Homes))
	}
	slices.SortFunc(rows, func(a, b searchRow) int { // neighbours in the index are written together
		return cmp.Or(strings.Compare(a.word, b.word), strings.Compare(string(a.contact), string(b.contact)))
	})
	return tx.indexRows(rows)
}

// searchTexts are what a contact is found by.
func searchTexts(c goodturn.Contact, ids []goodturn.Identity, homes []goodturn.Home) []string {
	out := []string{c.Given, c.Family, c.Greeting, c.Company, c.Mailing.Street, c.Mailing.City, c.Mailing.ZIP}
	for _, i := range ids {
		if i.Kind != goodturn.IdentityExternal {
			out = append(out, i.Value)
		}
	}
	for _, h := range homes {
		out = append(out, h.Property.Street, h.Property.City, h.Property.ZIP)
	}
	return out
}

// IndexContacts makes contacts findable by what the database holds of them. Merged contacts are found no more.
func (tx *Tx) IndexContacts(ids ...goodturn.ID) error {
	cs, err := tx.Contacts(ids)
	if err != nil {
		return err
	}
	is, err := tx.Identities(ids...)
	if err != nil {
		return err
	}
	homes, err := tx.Homes(ids...)
	if err != nil {
		return err
	}
	known, homesOf := map[goodturn.ID][]goodturn.Identity{}, map[goodturn.ID][]goodturn.Home{}
	for _, i := range is {
		known[i.ContactID] = append(known[i.ContactID], i)
	}
	for _, h := range homes {
		homesOf[h.ContactID] = append(homesOf[h.ContactID], h)
	}
	var rows []searchRow
	for _, c := range cs {
		if c.MergedInto == "" {
			rows = searchRows(rows, c.ID, searchTexts(c, known[c.ID], homesOf[c.ID]))
		}
	}
	if err := chunks(ids, func(l list) error {
		_, err := tx.exec(sqlUnindex, tx.ws(), l)
		return err
	}); err != nil {
		return err
	}
	return tx.indexRows(rows)
}

func searchRows(rows []searchRow, contact goodturn.ID, texts []string) []searchRow {
	for _, w := range indexWords(texts) {
		rows = append(rows, searchRow{w, contact})
	}
	return rows
}

func (tx *Tx) indexRows(rows []searchRow) error {
	_, err := insert(tx, sqlIndexWords, rows, func(args []any, r *searchRow) []any {
		return append(args, tx.ws(), r.word, string(r.contact))
	})
	return err
}

const (
	// how common a word is, as far as that matters
	sqlWordCount = `SELECT count(*) FROM (SELECT 1 FROM search WHERE workspace_id = $1 AND word >= $2 AND word < $3 ORDER BY word LIMIT 500) AS few`
	sqlWordPage  = `SELECT word, contact_id FROM search WHERE workspace_id = $1 AND (word, contact_id) > ($2, $3) AND word < $4
ORDER BY word, contact_id LIMIT 256`
	// uses search_contact
	sqlWordAmong = `SELECT contact_id FROM search WHERE workspace_id = $1 AND contact_id IN LIST($2) AND word >= $3 AND word < $4`
)

// searchMost is how many entries of the rarest word are looked at: a bound for words that nearly everybody has.
const searchMost = 20_000

// Search finds contacts by the beginnings of words: every word of the text must begin one of theirs. The result has at most limit
// contacts, preferring those of whom the rarest word is a whole one, in list order. A text without words finds nobody.
func (tx *Tx) Search(text string, limit int) ([]goodturn.Contact, error) {
	q := queryWords(text)
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
		var page list
		for _, r := range rows {
			if !seen[r.contact] {
				seen[r.contact] = true
				page = append(page, string(r.contact))
			}
		}
		for _, o := range others {
			if page, err = tx.among(page, o); err != nil {
				return nil, err
			}
		}
		for _, id := range page {
			found = append(found, goodturn.ID(id))
		}
	}
	cs, err := tx.Contacts(found[:min(limit, len(found))])
	slices.SortFunc(cs, func(a, b goodturn.Contact) int {
		return cmp.Or(cmp.Compare(a.SortKey, b.SortKey), cmp.Compare(a.ID, b.ID))
	})
	return cs, err
}

// wordEnd is behind every word that begins with what stands before it.
const wordEnd = "\U0010FFFF"

// queryWords splits what somebody typed.
func queryWords(text string) []string {
	var q []string
	if strings.Contains(text, "@") {
		q = strings.Fields(fold(text))
	} else if d := digits(text); isNumber(text, d) {
		q = []string{d}
	} else {
		q = words(text)
	}
	for i, w := range q {
		for len(w) > wordMax {
			w = strings.ToValidUTF8(w[:len(w)-1], "")
		}
		q[i] = w
	}
	slices.Sort(q)
	return slices.Compact(q)
}

// among keeps those of a page who also have a word.
func (tx *Tx) among(page list, word string) (list, error) {
	if len(page) == 0 {
		return nil, nil
	}
	have := map[string]bool{}
	err := tx.each(func(r scanner) error {
		var id string
		err := r.Scan(&id)
		have[id] = true
		return err
	}, sqlWordAmong, tx.ws(), page, word, word+wordEnd)
	return slices.DeleteFunc(page, func(id string) bool { return !have[id] }), err
}
