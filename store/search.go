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
	texts := map[goodturn.ID][]string{}
	for _, c := range cs {
		texts[c.ID] = append(texts[c.ID], c.Given, c.Family, c.Greeting, c.Company, c.Mailing.Street, c.Mailing.City, c.Mailing.ZIP)
	}
	for _, i := range is {
		if i.Kind != goodturn.IdentityExternal {
			texts[i.ContactID] = append(texts[i.ContactID], i.Value)
		}
	}
	for _, h := range homes {
		texts[h.ContactID] = append(texts[h.ContactID], h.Property.Street, h.Property.City, h.Property.ZIP)
	}
	var rows []searchRow
	for _, c := range cs {
		if c.MergedInto == "" {
			rows = searchRows(rows, c.ID, texts[c.ID])
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

// Each further word is looked up in the words of those that the first one found.
const (
	sqlSearch1 = `SELECT contact_id FROM search WHERE workspace_id = $1 AND word >= $2 AND word < $3 ORDER BY word, contact_id LIMIT $4`
	sqlSearch2 = `SELECT contact_id FROM search s WHERE workspace_id = $1 AND word >= $2 AND word < $3
AND EXISTS (SELECT 1 FROM search o WHERE o.workspace_id = s.workspace_id AND o.contact_id = s.contact_id AND o.word >= $4 AND o.word < $5)
ORDER BY word, contact_id LIMIT $6`
	sqlSearch3 = `SELECT contact_id FROM search s WHERE workspace_id = $1 AND word >= $2 AND word < $3
AND EXISTS (SELECT 1 FROM search o WHERE o.workspace_id = s.workspace_id AND o.contact_id = s.contact_id AND o.word >= $4 AND o.word < $5)
AND EXISTS (SELECT 1 FROM search o WHERE o.workspace_id = s.workspace_id AND o.contact_id = s.contact_id AND o.word >= $6 AND o.word < $7)
ORDER BY word, contact_id LIMIT $8`
)

// Search finds contacts by the beginnings of words: every word of the text must begin one of theirs (at most the three longest
// are looked at). The result has at most limit contacts, whole words first, then in list order. A text without words finds nobody.
func (tx *Tx) Search(text string, limit int) ([]goodturn.Contact, error) {
	var q []string
	if strings.Contains(text, "@") {
		q = strings.Fields(fold(text))
	} else if d := digits(text); isNumber(text, d) {
		q = []string{d}
	} else {
		q = words(text)
	}
	slices.SortFunc(q, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	q = slices.Compact(q)
	if len(q) == 0 || limit <= 0 {
		return nil, nil
	}
	q = q[:min(len(q), 3)]
	args := []any{tx.ws()}
	for _, w := range q {
		for len(w) > wordMax {
			w = strings.ToValidUTF8(w[:len(w)-1], "")
		}
		args = append(args, w, w+"\U0010FFFF")
	}
	sql := []string{sqlSearch1, sqlSearch2, sqlSearch3}[len(q)-1]
	// somebody may be found by several words that begin alike: read some more and keep one of each
	found, err := collect(tx, func(r scanner, id *goodturn.ID) error { return r.Scan((*string)(id)) }, sql, append(args, limit*4)...)
	if err != nil {
		return nil, err
	}
	rank := map[goodturn.ID]bool{}
	ids := found[:0]
	for _, id := range found {
		if !rank[id] && len(ids) < limit {
			rank[id] = true
			ids = append(ids, id)
		}
	}
	cs, err := tx.Contacts(ids)
	slices.SortFunc(cs, func(a, b goodturn.Contact) int {
		return cmp.Or(cmp.Compare(a.SortKey, b.SortKey), cmp.Compare(a.ID, b.ID))
	})
	return cs, err
}
