package message

import (
	"html"
	"net/url"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message/words"
)

// Foot is what code adds below a message. No template can leave it out.
type Foot struct {
	Text string
	HTML string // empty for a text
}

// Letter is a message as it leaves: body, P.S. and footer.
type Letter struct {
	Subject string
	Text    string
	HTML    string // a whole document; empty for a text
}

// Footer says in the owner's voice why this person hears from them and how to stop it, and gives the postal address. Without a
// public address the way to stop is a reply. It needs the owner, the settings and, for an e-mail with a public address,
// Links.Stop; a workspace without a postal address gets no second line and fails the linter. A direct message has none.
func Footer(a About, form Form) Foot {
	v := make(gathered)
	v.owner(a)
	from := joined(", ", words.Written(v["owner_name"]), orElse(fact(a.Owner.Voice.Brokerage), fact(a.Settings.FirmBeside(a.Owner.Name))))
	if form.Plain() { // where the owner writes directly, the two can see each other
		return Foot{Text: map[Form]string{Text: joined(": ", from, "reply STOP to stop these texts.")}[form]}
	}
	why := "You get this because " + because(a) + "."
	license := fact(a.Owner.Voice.License)
	if license != "" {
		license = "license " + license
	}
	sender := joined(", ", from, license, words.Written(v["postal_address"]))
	f := Foot{}
	stop := a.Links.Stop
	switch {
	case strings.HasPrefix(stop, "https://") && words.ValidAddress(stop):
		f.Text = why + " To stop these: " + stop
		f.HTML = `<p>` + html.EscapeString(why) + ` <a href="` + html.EscapeString(stop) + `">Stop these</a>.`
	default:
		const before, say, after = "If you would rather not, ", `reply "stop"`, " and I will not write again."
		f.Text = why + " " + before + say + after
		link := html.EscapeString(say)
		if words.ValidAddress(stop) {
			link = `<a href="` + html.EscapeString(stop) + `">` + link + `</a>`
		}
		f.HTML = `<p>` + html.EscapeString(why+" "+before) + link + html.EscapeString(after)
	}
	if sender != "" {
		f.Text += "\n" + sender
		f.HTML += "<br>\n" + html.EscapeString(sender)
	}
	f.HTML += "</p>"
	return f
}

// because is the true reason why this person is written to.
func because(a About) string {
	if a.Because != "" {
		return a.Because
	}
	street := fact(a.Closing.Property.Street)
	if a.Closing.FellThrough {
		street = ""
	}
	w, known := sideWords[a.Closing.Side]
	switch {
	case a.Settings.Pack == PackProduct:
		return "you use " + orElse(fact(a.Settings.Name), "what we make")
	case a.Settings.Pack == PackProfessional:
		return "we know each other from work"
	case known && a.Closing.Side == goodturn.SideBoth:
		return "I helped you with your move"
	case known && street != "":
		return "I helped you " + w.verb + " " + street
	case known:
		return "I helped you " + w.verb + " your home"
	case street != "":
		return "we worked together on " + street
	}
	return "we worked together"
}

// Finish puts a letter together. ps is the owner's own postscript, as typed; empty for none.
func Finish(f Filled, ps string, foot Foot, beside ...Foot) Letter {
	l := Letter{Subject: f.Subject, Text: f.Text, HTML: f.HTML}
	if ps = prose(ps, KindLines); ps != "" {
		if !strings.HasPrefix(strings.ToUpper(ps), "P.S.") && !strings.HasPrefix(strings.ToUpper(ps), "PS") {
			ps = "P.S. " + ps
		}
		l.Text = joined("\n\n", l.Text, ps)
		if f.Form == Email {
			l.HTML = joined("\n", l.HTML, "<p>"+strings.ReplaceAll(html.EscapeString(ps), "\n", "<br>\n")+"</p>")
		}
	}
	for _, b := range beside {
		if f.Form == Email {
			l.Text, l.HTML = joined("\n\n", l.Text, b.Text), joined("\n", l.HTML, b.HTML)
		} else {
			l.Text = joined("\n", l.Text, b.Text)
		}
	}
	if f.Form.Plain() {
		l.Text = joined("\n", l.Text, foot.Text)
		return l
	}
	l.Text = joined("\n\n", l.Text, foot.Text) + "\n"
	l.HTML = "<!doctype html>\n<html>\n<head><meta charset=\"utf-8\"></head>\n<body>\n" + joined("\n", l.HTML, foot.HTML) + "\n</body>\n</html>\n"
	return l
}

// joined puts the parts that are not empty together.
func joined(sep string, parts ...string) string {
	out := ""
	for _, p := range parts {
		if p == "" {
			continue
		}
		if out != "" {
			out += sep
		}
		out += p
	}
	return out
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// Mailto is a prefilled reply: in reply mode a way to answer, instead of a page.
func Mailto(address, subject string) string {
	out := "mailto:" + strings.ReplaceAll(percentEncoded(address), "%40", "@")
	if subject != "" {
		out += "?subject=" + percentEncoded(subject)
	}
	return out
}

// percentEncoded escapes for mailto and share addresses, where a plus is a plus. Quotes and brackets are escaped too, so that the
// result passes every reader of addresses.
func percentEncoded(s string) string {
	s = strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
	return quotesAndBrackets.Replace(s)
}

var quotesAndBrackets = strings.NewReplacer("'", "%27", "(", "%28", ")", "%29")
