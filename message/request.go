package message

import (
	"html"
	"strings"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message/words"
	"github.com/goodturn-app/goodturn/policy"
)

// work sets what two who know each other from work can speak of.
func (v gathered) work(a About) {
	v.set("shared_work", prose(a.Work, KindText))
	v.set("shared_year", fact(a.Years))
	v.set("offer", prose(a.Offer, KindText))
	r := a.Request
	if r == nil {
		return
	}
	for name, s := range map[string]string{"shared_work": r.Work, "their_part": r.Part, "goal": r.Goal, "why_you": sentenceOf(r.Why), "offer": r.Offer} {
		v.set(name, prose(s, KindText))
	}
	v.set("shared_year", fact(r.Years))
	v.set("target", Target(r.RequestFacts))
	v.set("asked_for", AskedFor(r.Kind))
	v.set("favour", "the "+string(r.Kind))
	if r.By.Valid() {
		v["deadline"] = r.By
	}
	if d := r.Deadline(); d.Valid() {
		v["due_day"] = d
	}
}

// AskedFor says what is asked, with its article.
func AskedFor(k goodturn.RequestKind) string {
	switch k {
	case goodturn.RequestRecommendation:
		return "a recommendation"
	case goodturn.RequestReference:
		return "a reference"
	case goodturn.RequestIntroduction:
		return "an introduction"
	}
	return ""
}

// Target names whom an introduction should lead to: "Jo Diaz, head of platform at Northwind". Empty where neither a name nor a
// role can be printed, or the company cannot.
func Target(f goodturn.RequestFacts) string {
	person, role, company := fact(f.Person), fact(f.Role), fact(f.Company)
	who := joined(", ", person, role)
	if who == "" || company == "" {
		return ""
	}
	return who + " at " + company
}

func sentenceOf(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?") {
		return s
	}
	return s + "."
}

// The most characters of one fact of a request, of one point, and of a draft: what somebody reads in a letter.
const (
	MaxRequestFact  = 200
	MaxRequestDraft = 1500
)

// Printable reports whether a text of the owner can stand in a letter as it is: one line, no markup, no fields, not too long.
func Printable(s string, most int) bool {
	return utf8.RuneCountInString(s) <= most && prose(s, KindText) != ""
}

// PrintableLines is Printable for a text of several lines.
func PrintableLines(s string, most int) bool {
	return utf8.RuneCountInString(s) <= most && prose(s, KindLines) != ""
}

// PrintableAddress reports whether a web address can be printed for somebody else: whole, https, and not of a local network.
func PrintableAddress(s string) bool {
	return strings.HasPrefix(s, "https://") && words.ValidAddress(s) && !notPublic(hostOf(s)) && len(s) <= maxFact
}

// Beside is what code puts below a request made by hand, above the footer, and no words can leave out: that nobody needs to say
// yes, what helps whoever agrees, and a draft that says it is one. Empty for every other message. What cannot be printed is left out.
func Beside(a About, kind goodturn.Kind, form Form) Foot {
	r := a.Request
	if r == nil || kind != goodturn.KindAsk || a.Settings.Pack != PackProfessional {
		return Foot{}
	}
	blocks := [][]string{{freely(r.Kind, a.Today)}}
	if form == Email {
		var help []string
		for _, p := range r.Points {
			if p = prose(p, KindText); p != "" {
				help = append(help, "- "+p)
			}
		}
		if PrintableAddress(r.Profile) {
			help = append(help, "My profile: "+r.Profile)
		}
		if PrintableAddress(r.Job) {
			help = append(help, "The posting: "+r.Job)
		}
		if len(help) > 0 {
			blocks = append(blocks, append([]string{"If it helps:"}, help...))
		}
		if d := prose(r.Draft, KindLines); d != "" {
			blocks = append(blocks, []string{"A draft, only if it helps. Change it, cut it, or write your own:"}, strings.Split(d, "\n"))
		}
	}
	var f Foot
	for _, lines := range blocks {
		f.Text = joined("\n\n", f.Text, strings.Join(lines, "\n"))
		safe := make([]string, len(lines))
		for i, l := range lines {
			safe[i] = html.EscapeString(l)
		}
		f.HTML = joined("\n", f.HTML, "<p>"+strings.Join(safe, "<br>\n")+"</p>")
	}
	return f
}

// freely is the sentence that the policy prescribes beside a request; an introduction is not written, so its second half falls away.
func freely(k goodturn.RequestKind, on goodturn.Date) string {
	said := "No need to say yes; please only write what you honestly think."
	if p, err := policy.IncentiveFor(PackProfessional, on); err == nil && p.BesideLink != "" {
		said = p.BesideLink
	}
	if first, _, ok := strings.Cut(said, ";"); ok && k == goodturn.RequestIntroduction {
		return first + "."
	}
	return said
}
