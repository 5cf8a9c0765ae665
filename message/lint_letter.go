package message

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message/words"
	"github.com/goodturn-app/goodturn/policy"
)

func postal(l *lint) {
	if l.in.Letter == nil || l.form.Plain() {
		return
	}
	switch {
	case strings.TrimSpace(l.in.Postal) == "":
		l.add(Block, words.Place{}, "There is no postal address to print.", "Enter the address of your business in Settings; a PO box will do.")
	case !strings.Contains(flatSpaces(l.in.Letter.Text), flatSpaces(l.in.Postal)):
		l.add(Block, words.Place{}, "The postal address is not in the message.", "Let Goodturn add the footer.")
	}
}

func flatSpaces(s string) string { return strings.Join(strings.Fields(s), " ") }

func stoppable(l *lint) {
	if l.in.Letter == nil || l.form.Plain() {
		return
	}
	text := strings.ToLower(l.in.Letter.Text)
	if !strings.Contains(text, "to stop these: https://") && !strings.Contains(text, `reply "stop"`) {
		l.add(Block, words.Place{}, "The message does not say how to stop.", "Let Goodturn add the footer.")
	}
	header := l.in.ListUnsubscribe
	switch {
	case header == "":
		l.add(Block, words.Place{}, "The List-Unsubscribe header is missing.", "Send with the header from ListUnsubscribe.")
	case l.in.PublicHost == "" && !strings.Contains(header, "<mailto:"):
		l.add(Block, words.Place{}, "Without a public address List-Unsubscribe must be a mailto.", "Send with the header from ListUnsubscribe.")
	case l.in.PublicHost != "" && (!strings.Contains(header, "<https://"+l.in.PublicHost+"/") || l.in.ListPost != "List-Unsubscribe=One-Click"):
		l.add(Block, words.Place{}, "One-click unsubscribe is missing.", "Send with both headers from ListUnsubscribe.")
	}
}

// leftover finds fields of other mail programs, and holes: typed brackets, a greeting without a name, doubled marks.
var leftover = regexp.MustCompile(`\{\{|\}\}|<no value>|<<[A-Za-z_ ]+>>|%[A-Z][A-Z_]{2,}%|\*\|[A-Z_:]+\|\*|\[(?i:first|last|full|your|client|agent|name|address|street|neighbou?rhood|city|date|company|phone)[A-Za-z_ '’]*\]|\{(?i:first|last|name|address|street|contact)[a-z_. ]*\}|\bundefined\b|\bNaN\b`)

// holes are what a missing value leaves behind.
var holes = []string{" ,", ",,", " . ", " .\n", "  ", "()", "( )", `""`, "“”"}

func unresolved(l *lint) {
	for _, m := range l.marked {
		// The scan for telling characters is ten times as fast as the expression, and runs before every send.
		if !strings.ContainsAny(m.Text, "{}<%*[") && !strings.Contains(m.Text, "undefined") && !strings.Contains(m.Text, "NaN") {
			continue
		}
		if x := leftover.FindStringIndex(m.Text); x != nil {
			l.add(Block, placeIn(m, x[0]), fmt.Sprintf("%q is a field that nobody fills.", m.Text[x[0]:x[1]]), "Use a field such as {{.first_name}}.")
		}
	}
	if l.in.Filled == nil {
		return
	}
	for _, h := range holes {
		if i := strings.Index(l.in.Filled.Text, h); i >= 0 && !l.in.Edited {
			l.add(Block, placeIn(l.marked[0], i), "Something is missing here.", "Fill the field in for this person, or change the words.")
			break
		}
	}
	if strings.TrimSpace(l.in.Filled.Text) == "" || l.form == Email && strings.TrimSpace(l.in.Filled.Subject) == "" {
		l.add(Block, words.Place{}, "The message or its subject is empty.", "Write both.")
	}
}

var figure = regexp.MustCompile(`\d[\d.,]*\s?(%|percent|per cent|k\b)|[$€£]\s?\d|[+]\d`)

func subjectTrue(l *lint) {
	var subject string
	switch {
	case l.in.Filled != nil:
		subject = l.in.Filled.Subject
	default:
		for _, m := range l.marked {
			if m.Subject {
				subject += m.Text
			}
		}
	}
	if isReply(subject) && !l.in.Thread {
		at := words.Place{}
		if l.in.Filled == nil {
			at = words.Place{Line: 1, Column: 10}
		}
		l.add(Block, at, "The subject pretends to be an answer.", "Leave Re: and Fwd: out; Goodturn adds Re: where a message really follows another.")
	}
	if !l.typedBy() {
		return
	}
	for _, m := range l.marked {
		if x := figure.FindStringIndex(m.Text); m.Subject && x != nil && !l.fieldFigure(m.Text[x[0]:x[1]]) {
			l.add(Block, placeIn(m, x[0]), fmt.Sprintf("The subject claims a figure, %q.", m.Text[x[0]:x[1]]), "Use a field, which has a source, or leave it out.")
		}
	}
}

// fieldFigure reports whether a figure in a message came out of a field, which cannot be seen from the text alone.
func (l *lint) fieldFigure(string) bool {
	return l.in.Filled != nil && slices.ContainsFunc(l.in.Filled.Fields, func(f string) bool {
		switch l.field(f).Group {
		case GroupMarket, GroupValue, GroupRate:
			return true
		}
		return l.field(f).Kind == KindMoney || l.field(f).Kind == KindPercent
	})
}

func typedFigure(l *lint) {
	if !l.typedBy() || l.in.Filled != nil {
		return
	}
	for _, m := range l.marked {
		if x := figure.FindStringIndex(m.Text); !m.Subject && x != nil {
			l.add(l.taste(), placeIn(m, x[0]), fmt.Sprintf("%q is typed by hand and true for nobody in particular.", m.Text[x[0]:x[1]]), "Use a field with a source and a period, or say it without the number.")
		}
	}
}

// textMessage judges a text. The two-segment limit counts the footer, so it is known only before sending; at save the sample
// stands in with the footer of an average sender.
func textMessage(l *lint) {
	if l.form != Text {
		return
	}
	const averageFooter = 60
	s, size := l.text(), SMSSize{}
	if l.in.Letter != nil {
		s = l.in.Letter.Text
		size = SMSCount(s)
		if b := strings.TrimSpace(l.in.Business); b == "" || !strings.Contains(s, b) {
			l.add(Block, words.Place{}, "The text does not name your business.", "Let Goodturn add its last line.")
		}
		if l.in.TextOptOut && !strings.Contains(strings.ToUpper(s), "STOP") {
			l.add(Block, words.Place{}, "The text does not say how to stop.", "Let Goodturn add its last line.")
		}
	} else {
		size = SMSCount(s)
		if size.GSM7 {
			size = SMSCount(s + strings.Repeat("x", averageFooter))
		}
	}
	if size.Segments > 2 {
		msg := fmt.Sprintf("The text takes %d segments (%d characters).", size.Segments, size.Units)
		if !size.GSM7 {
			msg += fmt.Sprintf(" %q makes each segment half as long.", size.Odd)
		}
		l.add(Block, words.Place{}, msg, "Two segments are 306 plain characters, or 134 with special ones.")
	}
	hosts, _ := policy.WordListNamed("shorteners")
	for _, u := range l.addresses() {
		if h := hostOf(u); slices.ContainsFunc(hosts.Say, func(e policy.WordEntry) bool { return h == e.Words || strings.HasSuffix(h, "."+e.Words) }) {
			l.add(Block, words.Place{}, h+" is "+hosts.What+".", hosts.Fix)
		}
	}
}

var typedAddress = regexp.MustCompile(`(?i)\b(https?://|www\.)[^\s<>"')\]]+`)

// addresses lists every web address in the message: its links, and what somebody typed.
func (l *lint) addresses() []string {
	var out []string
	if l.in.Filled != nil {
		for _, k := range l.in.Filled.Links {
			out = append(out, k.URL)
		}
	}
	for _, m := range l.marked {
		if !mayHoldAddress(m.Text) {
			continue
		}
		for _, u := range typedAddress.FindAllString(m.Text, -1) {
			if !slices.Contains(out, strings.TrimRight(u, ".,;:")) {
				out = append(out, strings.TrimRight(u, ".,;:"))
			}
		}
	}
	return out
}

func mayHoldAddress(s string) bool {
	return strings.Contains(s, "://") || strings.Contains(s, "www.") || strings.Contains(s, "WWW.")
}

// hostOf is the host of a web address in small letters, with its port if it has one; "" for mailto.
func hostOf(address string) string {
	if strings.HasPrefix(strings.ToLower(address), "www.") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "mailto" {
		return ""
	}
	return strings.ToLower(u.Host)
}

func ownLinks(l *lint) {
	if l.in.Filled == nil {
		for _, m := range l.marked {
			if x := typedAddress.FindStringIndex(m.Text); x != nil {
				l.add(Block, placeIn(m, x[0]), "A web address is typed into the words.", "Use a link field: [words]({{.owner_calendar_url}}).")
			}
		}
		return
	}
	for _, a := range l.addresses() {
		h := hostOf(a)
		if h == "" {
			if !strings.HasPrefix(a, "mailto:") {
				l.add(Block, words.Place{}, fmt.Sprintf("%s is no web address.", a), "Mend it in Settings.")
			}
			continue
		}
		switch {
		case notPublic(h):
			l.add(Block, words.Place{}, fmt.Sprintf("%s leads nowhere for the person who reads this.", h), "Set the public address, or work without one.")
		case l.in.Kind == goodturn.KindReview && l.in.ReviewHost != "" && sameHost(h, l.in.ReviewHost):
			// A review is written on a page of others; there is no other way, in reply mode either.
		case l.in.PublicHost == "":
			l.add(Block, words.Place{}, fmt.Sprintf("There is a link to %s, and no public address is set.", h), "Leave the link out: people answer by replying.")
		case sameHost(h, l.in.PublicHost), slices.ContainsFunc(l.in.OwnerHosts, func(o string) bool { return sameHost(h, o) }):
		default:
			l.add(Block, words.Place{}, fmt.Sprintf("The link to %s is not yours.", h), "Link to your public address, calendar or website only.")
		}
	}
}

func sameHost(a, b string) bool {
	return strings.TrimPrefix(a, "www.") == strings.TrimPrefix(strings.ToLower(b), "www.")
}

// notPublic reports whether a host is this machine, a local network, or carries a bare port.
func notPublic(host string) bool {
	name, _, port := strings.Cut(host, ":")
	if strings.HasPrefix(host, "[") {
		name, port = strings.Trim(host, "[]"), false
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return true // an address by number is never a page for clients
	}
	return port || name == "localhost" || !strings.Contains(name, ".") || slices.ContainsFunc([]string{".local", ".lan", ".internal", ".home.arpa", ".localhost", ".test", ".invalid", ".example"}, func(s string) bool { return strings.HasSuffix(name, s) })
}

func wholeLetter(l *lint) {
	if l.in.Letter == nil || l.form != Email {
		return
	}
	if strings.TrimSpace(l.in.Letter.Text) == "" {
		l.add(Block, words.Place{}, "The message has no plain part.", "Let Goodturn make both parts.")
	}
	const gmailCuts = 102 * 1024
	if len(l.in.Letter.HTML) >= gmailCuts {
		l.add(Block, words.Place{}, fmt.Sprintf("The message is %d kB long.", len(l.in.Letter.HTML)/1024), "Keep it below 102 kB.")
	}
	if strings.Contains(l.in.Letter.HTML, "<img") && !l.in.Pixel {
		l.add(Block, words.Place{}, "There is a picture in the message.", "Leave it out: a letter typed by hand has none.")
	}
}

// noPixelIn are the EU, the EEA, the UK and Switzerland.
var noPixelIn = strings.Fields("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO GB UK CH EU")

func noPixel(l *lint) {
	country, _, _ := strings.Cut(strings.ToUpper(l.in.Region), "-")
	if l.in.Pixel && slices.Contains(noPixelIn, country) {
		l.add(Block, words.Place{}, "An open-tracking picture would go to "+country+".", "Switch it off for this region; Goodturn does not need it.")
	}
}
