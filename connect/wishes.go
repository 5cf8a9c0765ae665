package connect

import (
	"fmt"
	"strings"
)

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
var mourned = []string{"deceased", "passed away", "died", "funeral", "widow", "widow's", "in memoriam", "r i p", "rip", "obituary", "condolences", "late husband", "late wife",
	"lost her husband", "lost his wife", "the estate of"}

// forbidding are words of a note that may mean that nobody is to write. "Do not call before nine" is not among them.
var forbidding = []string{"do not contact", "don't contact", "dont contact", "do not e mail", "do not email", "don't email", "dont email", "no e mails", "no emails",
	"do not text or email", "don't text or email", "do not call or email", "don't call or email", "stop emailing", "stop mailing", "stop writing", "stop contacting", "do not send", "don't send",
	"do not reach out", "don't reach out", "not want emails", "doesn't want emails", "don't want emails", "not to be contacted", "not want to be contacted",
	"doesn't want to be contacted", "remove from list", "remove from mailing list", "off the list", "off my list", "no mailings", "donotcontact",
	"do not write", "don't write", "do not mail", "no contact", "no more contact", "never contact", "do not market", "no marketing", "no more mail", "do not solicit",
	"unsubscribed", "unsubscribe", "opted out", "opt out", "dnc", "blacklist", "blacklisted", "leave alone", "leave them alone", "leave her alone", "leave him alone",
	"restraining order", "cease and desist"}

// Forbids finds words in a note that may mean that nobody is to write to them, and "" if there are none. They may mean something
// else: a person has to read it.
func Forbids(note string) string {
	low := bareNote(note)
	for _, w := range forbidding {
		if strings.Contains(low, " "+w+" ") {
			return w
		}
	}
	return ""
}

// bareNote is a note in lower case, its words between single spaces, without signs.
func bareNote(note string) string {
	note = strings.ReplaceAll(strings.ToLower(note), "’", "'")
	return " " + strings.Join(strings.FieldsFunc(note, func(r rune) bool { return (r < 'a' || r > 'z') && r != '\'' }), " ") + " "
}

// Mourns finds a word of death in a note, and "" if there is none. It may be of somebody else: a person has to read it.
func Mourns(note string) string {
	low := bareNote(note)
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

// HeedNote looks for words in the note after which nobody may be written to unread, and notes them.
func (r *Record) HeedNote() {
	if r.Died || r.OptOutEmail {
		return
	}
	const hint = "They come in left out of the plan. Read the note, say on their page what happened, or take them in."
	if word := Mourns(r.Notes); word != "" {
		r.ReadFirst = word
		r.Note(Problem{Field: "notes", Code: ProblemMourning, Severity: SeverityWarn, Message: fmt.Sprintf("The note speaks of a death (%q).", word), Hint: hint})
	} else if word := Forbids(r.Notes); word != "" {
		r.ReadFirst = word
		r.Note(Problem{Field: "notes", Code: ProblemNoteForbids, Severity: SeverityWarn, Message: fmt.Sprintf("The note may say not to write to them (%q).", word), Hint: hint})
	}
}
