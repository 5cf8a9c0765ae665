package message

import (
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message/words"
)

// Share is what somebody who said yes may send to a friend, from their own mailbox or phone and in their own voice. All of it is
// a proposal: they change it as they like. Nothing in it is sent by us.
type Share struct {
	Subject  string // of the e-mail
	Email    string
	WhatsApp string
	LinkedIn string
	Copy     string // for any other window
	Note     string // two sentences to forward, in the advocate's voice
	Forward  string // the note with what somebody needs who reads it alone: who that is, and how to find a time
}

// ShareInput is what the texts may speak of. Values come from ValuesFor; fields that are missing are left unsaid. An advocate's
// home address is never put into words that others will read.
type ShareInput struct {
	Pack       string
	Values     Values
	Together   bool   // a couple speaks: we and us
	Disclosure string // what the policy prescribes where a reward is set; stands before the link and cannot be left out
}

// ShareTexts writes the proposals. It needs owner_name; without it every text is empty. In reply mode there is no share_url: the
// texts then give the owner's telephone number and mail no address that does not exist.
func ShareTexts(in ShareInput) Share {
	v := in.Values
	get := func(name string) string { s, _ := words.Clean(words.Written(v[name]), KindText); return s }
	owner, first := get("owner_name"), get("owner_first")
	if owner == "" {
		return Share{}
	}
	if first == "" {
		first = owner
	}
	I, me, my := "I", "me", "my"
	if in.Together {
		I, me, my = "we", "us", "our"
	}
	did := helped(in.Pack, v, me, my)
	reach := reachable(get("share_url"), get("owner_calendar_url"), get("owner_phone"), first)
	disclosure, _ := words.Clean(in.Disclosure, KindText)

	note := owner + " " + did + "."
	why := words.UpperFirst(I) + " would work with " + first + " again"
	mail := joined("\n\n", "Hi,", note+" "+why+", so "+I+" thought the two of you might talk.", disclosure, words.UpperFirst(reach), "No need to do anything with this if it is not the time.")
	short := joined(" ", note, disclosure, words.UpperFirst(reach))
	s := Share{
		Subject:  owner + ", " + role(in.Pack),
		Email:    mail,
		WhatsApp: joined(" ", "This is who "+I+" told you about:", short),
		LinkedIn: joined(" ", note, why+".", disclosure, words.UpperFirst(reach)),
		Copy:     short,
		Note:     note + " " + joined(" ", why+",", "and "+reach),
	}
	if disclosure != "" {
		s.Note = disclosure + " " + s.Note
	}
	find := ""
	if c := get("owner_calendar_url"); c != "" && !strings.Contains(reach, c) {
		find = "To find a time: " + c
	}
	who := joined(", ", owner, get("brokerage"), get("owner_phone"))
	if strings.Contains(s.Note, get("owner_phone")) {
		who = joined(", ", owner, get("brokerage"))
	}
	s.Forward = joined("\n\n", s.Note, joined("\n", who, find))
	return s
}

func role(pack string) string {
	switch pack {
	case PackRealEstate:
		return "the agent who helped with the move"
	case PackProfessional:
		return "somebody worth talking to"
	}
	return "worth a look"
}

// helped says what the owner did, as far as it is known, without the address.
func helped(pack string, v Values, me, my string) string {
	place := ""
	for _, f := range []string{"neighbourhood", "home_city"} {
		if s := words.Written(v[f]); s != "" {
			place = " in " + s
			break
		}
	}
	when := ""
	if y := words.Written(v["closing_year"]); y != "" {
		when = " in " + y
	}
	switch {
	case pack == PackProfessional && words.Written(v["shared_work"]) != "":
		return "and " + me2I(me) + " worked together on " + words.Written(v["shared_work"])
	case pack == PackProduct && words.Written(v["product"]) != "":
		return "makes " + words.Written(v["product"]) + ", which " + me2I(me) + " use"
	}
	switch goodturn.Side(words.Written(v["side"])) {
	case goodturn.SideBought, goodturn.SideInvested:
		return "helped " + me + " buy " + my + " home" + place + when
	case goodturn.SideSold:
		return "helped " + me + " sell " + my + " home" + when
	case goodturn.SideBoth:
		return "helped " + me + " sell one home and buy the next" + when
	case goodturn.SideRented:
		return "helped " + me + " rent " + my + " home" + place + when
	case goodturn.SideRentedOut:
		return "helped " + me + " rent out a home" + when
	}
	return "helped " + me + " with " + my + " move" + when
}

func me2I(me string) string {
	if me == "us" {
		return "we"
	}
	return "I"
}

// reachable is a sentence from its second word on. Behind an address stands no full stop: not every program leaves it out of what it opens.
func reachable(share, calendar, phone, first string) string {
	switch {
	case share != "":
		return "you reach " + first + " here: " + share
	case calendar != "":
		return "you find a time with " + first + " here: " + calendar
	case phone != "":
		return "you reach " + first + " at " + phone + "."
	}
	return first + " would be glad to hear from you."
}

// ShareLinks are the addresses that open a program with the text in it.
type ShareLinks struct {
	Mail     string
	WhatsApp string
	SMS      string // empty in the US, in an unknown place, and where a reward is set: composing a text for somebody to send is, in some states, sending it
	LinkedIn string // shares the link alone; LinkedIn takes no text. Empty without one
}

// Links makes the addresses for the texts; share is the personal link, or empty. Region is where the advocate lives ("US-NY", "DE"),
// empty if nobody knows; rewarded says that something is promised for the introduction.
func (s Share) Links(share, region string, rewarded bool) ShareLinks {
	if s.Email == "" {
		return ShareLinks{}
	}
	l := ShareLinks{
		Mail:     "mailto:?subject=" + percentEncoded(s.Subject) + "&body=" + percentEncoded(strings.ReplaceAll(s.Email, "\n", "\r\n")),
		WhatsApp: "https://wa.me/?text=" + percentEncoded(s.WhatsApp),
	}
	if words.ValidAddress(share) && strings.HasPrefix(share, "https://") {
		l.LinkedIn = "https://www.linkedin.com/sharing/share-offsite/?url=" + percentEncoded(share)
	}
	if country, _, _ := strings.Cut(region, "-"); country != "" && country != "US" && !rewarded {
		l.SMS = "sms:?&body=" + percentEncoded(s.Copy)
	}
	return l
}

// HowTheyMet says in the owner's voice how they know the advocate, after the advocate's name: "Ana, whom I helped buy a home". It
// tells neither where nor when: whoever has the link reads it. product is what the workspace is called.
func HowTheyMet(pack string, side goodturn.Side, product string) string {
	switch pack {
	case PackProfessional:
		return "with whom I have worked"
	case PackProduct:
		if product = fact(product); product != "" {
			return "who uses " + product
		}
		return "who uses what we make"
	}
	switch side {
	case goodturn.SideBought, goodturn.SideInvested:
		return "whom I helped buy a home"
	case goodturn.SideSold:
		return "whom I helped sell a home"
	case goodturn.SideBoth:
		return "whom I helped sell one home and buy the next"
	case goodturn.SideRented:
		return "whom I helped rent a home"
	case goodturn.SideRentedOut:
		return "whom I helped rent out a home"
	}
	return "with whom I have worked"
}
