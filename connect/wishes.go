package connect

import "strings"

// Wish is what a tag or a status says of how somebody may be written to. The zero Wish is that it says nothing.
type Wish string

const (
	WishNone    Wish = ""
	WishNoEmail Wish = "no e-mail" // "Unsubscribed", "Do not email"
	WishNoText  Wish = "no texts"  // "Do not text"
	WishNothing Wish = "nothing"   // "DNC", "Do not contact"
	WishDied    Wish = "died"      // "Deceased": nobody writes to them, and nobody may greet them beside a husband or wife
)

// wishes are the words that say it, without spaces and signs. A tag must be one of them, whole: "Ask about the unsubscribed list"
// says nothing of anybody. DNC is a list of telephone numbers in one office and of people in another; it is read as people.
var wishes = map[string]Wish{
	"unsubscribed": WishNoEmail, "unsubscribe": WishNoEmail, "emailunsubscribed": WishNoEmail, "optedout": WishNoEmail, "optout": WishNoEmail,
	"emailoptout": WishNoEmail, "donotemail": WishNoEmail, "noemail": WishNoEmail, "noemails": WishNoEmail, "dontemail": WishNoEmail,
	"donotmail": WishNoEmail, "nomail": WishNoEmail, "spamcomplaint": WishNoEmail, "markedasspam": WishNoEmail, "dne": WishNoEmail,
	"donottext": WishNoText, "notext": WishNoText, "notexts": WishNoText, "notexting": WishNoText, "donotsms": WishNoText, "textoptout": WishNoText, "smsoptout": WishNoText,
	"dnc": WishNothing, "donotcontact": WishNothing, "dontcontact": WishNothing, "nocontact": WishNothing, "nevercontact": WishNothing, "donotmarket": WishNothing,
	"nomarketing": WishNothing, "donotsolicit": WishNothing, "donotcall": WishNothing, "blacklist": WishNothing, "blacklisted": WishNothing, "blocked": WishNothing,
	"deceased": WishDied, "died": WishDied, "dead": WishDied, "passedaway": WishDied, "rip": WishDied, "inmemoriam": WishDied, "clientdeceased": WishDied,
}

// WishOf reads a tag or a status.
func WishOf(word string) Wish {
	bare := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(word))
	for _, lead := range []string{"", "pastclient", "client", "contact"} {
		if w := wishes[strings.TrimPrefix(bare, lead)]; w != WishNone {
			return w
		}
	}
	return WishNone
}

// mourned are words of a note after which no letter may go out unread.
var mourned = []string{"deceased", "passed away", "died", "funeral", "widow", "in memoriam"}

// Mourns finds a word of death in a note, and "" if there is none. It may be of somebody else: a person has to read it.
func Mourns(note string) string {
	low := " " + strings.Join(strings.FieldsFunc(strings.ToLower(note), func(r rune) bool { return (r < 'a' || r > 'z') && r != '\'' }), " ") + " "
	for _, w := range mourned {
		if strings.Contains(low, " "+w+" ") || w == "widow" && (strings.Contains(low, " widowed ") || strings.Contains(low, " widower ")) {
			return w
		}
	}
	return ""
}

// Heed does what a tag or a status of the record says, and notes it, so that whoever reads the report sees why nobody writes to them.
// quoted is the tag as it was written, field the column.
func (r *Record) Heed(field, quoted string) {
	w := WishOf(quoted)
	say := func(does string) {
		r.Note(Problem{Field: field, Code: ProblemWish, Severity: SeverityWarn, Message: "\"" + quoted + "\" was read as: " + does + ".",
			Hint: "If it means something else, take it out of the file before you bring it in."})
	}
	switch w {
	case WishNoEmail:
		r.OptOutEmail = true
		say("do not write by e-mail")
	case WishNoText:
		r.OptOutText = true
		say("do not send texts")
	case WishNothing:
		r.OptOutEmail, r.OptOutText = true, true
		say("do not write to them at all")
	case WishDied:
		r.OptOutEmail, r.OptOutText, r.Died = true, true, true
		say("they have died; nobody writes to them")
	}
}
