package people

import (
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/program/people/homes"
)

// person is one contact as an import sees it: what the database holds of it, and what the import has added so far. Rows of one
// batch see what earlier rows of it added.
type person struct {
	contact  goodturn.Contact
	ids      []goodturn.Identity
	closings []goodturn.Closing
	homes    []goodturn.Home
	consents []goodturn.Consent
	refusals []goodturn.Suppression
	fixed    map[goodturn.ID][]goodturn.Date // dates that somebody corrected by hand, by closing
	fresh    bool                            // made by this import
}

// formerEmail and formerPhone are where an address goes that somebody corrected by hand: nothing is sent there, but a file that
// still holds it is recognised, and does not bring it back.
const (
	formerEmail = "former-email"
	formerPhone = "former-phone"
)

// namePlace is by what somebody is recognised of whom a file gives no address at all: their name and where, or when, they closed.
const namePlace = "name-place"

func namePlaceOf(r *connect.Record) string {
	name := strings.TrimSpace(plain(r.Given) + " " + plain(r.Family))
	if name == "" {
		name = plain(r.Name())
	}
	where := homes.Key(r.Mailing)
	for _, c := range r.Closings {
		if k := homes.Key(c.Address); k != "" {
			where = k
		}
	}
	if where == "" && len(r.Closings) > 0 {
		where = r.Closings[0].Date.String()
	}
	return name + "|" + where
}

// key is how an identity is found.
type key struct {
	kind          goodturn.IdentityKind
	system, value string
}

func keyOf(i goodturn.Identity) key { return key{i.Kind, i.System, i.Value} }

// roster is the people whom the rows of one batch may concern. Two contacts that share a mailbox share a key.
type roster struct {
	byKey map[key][]*person
	byID  map[goodturn.ID]*person
}

func newRoster() *roster {
	return &roster{byKey: map[key][]*person{}, byID: map[goodturn.ID]*person{}}
}

func (r *roster) add(p *person) {
	if r.byID[p.contact.ID] != nil {
		return
	}
	r.byID[p.contact.ID] = p
	for _, i := range p.ids {
		r.learn(p, i)
	}
}

func (r *roster) learn(p *person, i goodturn.Identity) {
	k := keyOf(i)
	if !slices.Contains(r.byKey[k], p) {
		r.byKey[k] = append(r.byKey[k], p)
	}
}

// sourceID is the id by which a record names its person: the source's own, or, where there is nothing else, name and place.
func sourceID(r *connect.Record) connect.ExternalID {
	if r.ExternalID.Value == "" && len(r.Emails)+len(r.Phones) == 0 {
		return connect.ExternalID{System: namePlace, Value: namePlaceOf(r)}
	}
	return r.ExternalID
}

// recordKeys lists every way in which a record's person may be known already.
func recordKeys(emails []string, phones []string, ext connect.ExternalID) []key {
	var out []key
	if ext.Value != "" {
		out = append(out, key{goodturn.IdentityExternal, ext.System, ext.Value})
	}
	for _, e := range emails {
		out = append(out, key{goodturn.IdentityEmail, "", e}, key{goodturn.IdentityExternal, formerEmail, e})
	}
	for _, n := range phones {
		out = append(out, key{goodturn.IdentityPhone, "", n}, key{goodturn.IdentityExternal, formerPhone, n})
	}
	return out
}

func numbers(phones []connect.Phone) []string {
	out := make([]string, 0, len(phones))
	for _, p := range phones {
		out = append(out, p.Number)
	}
	return out
}

// found is whom a row is about.
type found struct {
	person  *person // nil: nobody we know
	by      string  // "id", "e-mail", "telephone"
	sharing *person // somebody with another name already has this mailbox: the two are a household, never one person
	also    *person // another contact that the row fits too; they may be one person, which somebody has to say
}

// match finds the person that a record is about: by the source's own id, by e-mail, by telephone and a similar name. A mailbox
// with another name on it is a couple's, not the same person's.
func (r *roster) match(given, family string, emails, phones []string, ext connect.ExternalID) found {
	var f found
	take := func(p *person, by string) {
		switch {
		case f.person == nil:
			f.person, f.by = p, by
		case f.person != p && f.also == nil:
			f.also = p
		}
	}
	if ext.Value != "" {
		for _, p := range r.byKey[key{goodturn.IdentityExternal, ext.System, ext.Value}] {
			take(p, "id")
		}
	}
	for _, e := range emails {
		holders := r.byKey[key{goodturn.IdentityEmail, "", e}]
		for _, p := range holders {
			if sameMailboxPerson(given, family, p.contact) {
				take(p, "e-mail")
			} else if f.sharing == nil {
				f.sharing = p
			}
		}
		for _, p := range r.byKey[key{goodturn.IdentityExternal, formerEmail, e}] {
			if sameMailboxPerson(given, family, p.contact) {
				take(p, "e-mail")
			}
		}
	}
	for _, n := range phones {
		for _, k := range []key{{goodturn.IdentityPhone, "", n}, {goodturn.IdentityExternal, formerPhone, n}} {
			for _, p := range r.byKey[k] {
				if nameless := given+family == "" && p.contact.Given+p.contact.Family == ""; nameless || given != "" && p.contact.Given != "" && similarGiven(given, p.contact.Given) && similarFamily(family, p.contact.Family) {
					take(p, "telephone")
				}
			}
		}
	}
	if f.person != nil {
		f.sharing = nil
	}
	return f
}

// sameMailboxPerson reports whether a name on a mailbox we know is that of the person we know. Without a name on either side
// the mailbox decides; a changed family name does not make another person.
func sameMailboxPerson(given, family string, c goodturn.Contact) bool {
	switch {
	case given != "" && c.Given != "":
		return similarGiven(given, c.Given)
	case given == "" && c.Given == "":
		return similarFamily(family, c.Family)
	}
	return true
}

// similarGiven reports whether two given names may be one person's: the same but for case, accents and marks, a usual short
// form, or a slip of one letter.
func similarGiven(a, b string) bool {
	a, b = plain(a), plain(b)
	if a == "" || b == "" || a == b {
		return a == b
	}
	fa, fb := firstWord(a), firstWord(b)
	if fa == fb && len(fa) >= 3 { // "anna maria" and "anna"
		return fa == a || fb == b || strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
	}
	if sameNickname(fa, fb) || shortFor(fa, fb) || shortFor(fb, fa) {
		return true
	}
	if min(len(a), len(b)) < 5 { // Ana and Anna, Jon and John; but Dan and Don are two
		return min(len(a), len(b)) >= 3 && len(a) != len(b) && a[0] == b[0] && oneSlip(a, b)
	}
	return oneSlip(a, b)
}

func similarFamily(a, b string) bool {
	a, b = plain(a), plain(b)
	if a == "" || b == "" || a == b {
		return true
	}
	// Smith and Smith Jones: a name that was added, or one half of a double name.
	for _, w := range strings.Fields(a) {
		if len(w) >= 3 && slices.Contains(strings.Fields(b), w) {
			return true
		}
	}
	return len(a) >= 6 && len(b) >= 6 && oneSlip(a, b)
}

// shortFor reports whether short is the beginning of long, as Alex is of Alexander. Two letters prove nothing, and Marie is no
// short form of Marielle's mother.
func shortFor(long, short string) bool {
	return len(short) >= 3 && len(long) >= len(short)+2 && strings.HasPrefix(long, short)
}

// nicknames are the usual short forms that are no beginnings of the long ones; each line is one name.
const nicknames = `
robert bob bobby rob
william bill billy will liam
richard dick rick rich
james jim jimmy
john jack johnny
jonathan jon
edward ed eddie ted ned
theodore ted teddy
charles charlie chuck
michael mike mick mickey
joseph joe joey
thomas tom tommy
anthony tony
andrew andy drew
steven stephen steve
lawrence larry laurence
henry hank harry
harold hal harry
gerald jerry gerry
jerome jerry
kenneth ken kenny
ronald ron ronnie
donald don donnie
patrick pat paddy
francis frank
elizabeth liz beth betty betsy eliza lisa
margaret maggie meg peggy marge greta
catherine katherine kathryn kate cathy kathy katie kitty
patricia pat patty trish
barbara barb
susan sue susie
deborah debra deb debbie
rebecca becky becca
jennifer jen jenny
dorothy dot dottie
mary molly polly
sarah sally
ann anne anna annie nancy
martha marty
theresa teresa terry tess
virginia ginny
victoria vicky tori
alexandra alex sandra sasha
alexander alex sasha
christina kristina chris tina christine kristine
christopher chris kit topher
nicholas nick
matthew matt
daniel dan danny
samuel samantha sam
benjamin ben
gregory greg
jeffrey geoffrey jeff geoff
philip phillip phil
eugene gene
leonard len lenny
raymond ray
jose pepe
francisco paco pancho
guadalupe lupe
`

func sameNickname(a, b string) bool {
	for line := range strings.Lines(nicknames) {
		words := strings.Fields(line)
		if slices.Contains(words, a) && slices.Contains(words, b) {
			return true
		}
	}
	return false
}

// oneSlip reports whether two words differ by one letter that was left out, added or replaced, or by two that changed places.
func oneSlip(a, b string) bool {
	ra, rb := []rune(a), []rune(b)
	if len(ra) > len(rb) {
		ra, rb = rb, ra
	}
	i := 0
	for i < len(ra) && ra[i] == rb[i] {
		i++
	}
	switch len(rb) - len(ra) {
	case 0:
		if slices.Equal(ra[i+1:], rb[i+1:]) {
			return true
		}
		return i+1 < len(ra) && ra[i] == rb[i+1] && ra[i+1] == rb[i] && slices.Equal(ra[i+2:], rb[i+2:])
	case 1:
		return slices.Equal(ra[i:], rb[i+1:])
	}
	return false
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return w
}

func plain(s string) string { return connect.Plain(s) }

func sortKey(c goodturn.Contact) string { return connect.SortKey(c) }
