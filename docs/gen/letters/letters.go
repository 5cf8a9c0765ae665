// Package letters answers one question: what are all the messages of a pack, finished, as the example client gets them? The
// documentation prints them and the tests hand them to mail filters, so that both speak of the same letters. It refuses to know
// how they are printed and who reads them.
package letters

import (
	"fmt"
	"net/mail"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
)

// The addresses of the example owner and client; nobody has them.
const (
	owner  = "dana@example.com"
	client = "anna@example.org"
)

// Mode is how a message can be answered.
type Mode string

const (
	Links Mode = "links" // pages under a public address
	Reply Mode = "reply" // plain replies, and mailto links with the first words filled in
)

// Letter is one wording, finished: filled for the example client, with its footer.
type Letter struct {
	Step    goodturn.Step
	Side    goodturn.Side
	Form    message.Form
	Mode    Mode
	Wording string        // its name: first-ask/bought.email.1
	N       int           // its number among the wordings of its step, side and form
	Plain   bool          // used where a figure that the others need is not known
	Country string        // the only one in which it is true; empty: everywhere
	Day     goodturn.Date // on which the example client gets it
	Words   int           // of the body, before the footer
	Letter  message.Letter
	Stop    string // where the footer's way out leads
}

// Of gives every letter of a pack in the order of its playbook. Wordings for people without a market figure are filled without one.
func Of(p *playbook.Pack, mode Mode) ([]Letter, error) {
	pages, err := playbook.Render(p, true)
	if err != nil {
		return nil, err
	}
	out := make([]Letter, 0, len(pages))
	for _, page := range pages {
		v := playbook.ExampleValues(p.Playbook.Pack, page.Entry.Side, page.Day, !page.Wording.Plain)
		about := example(v, p.Playbook.Pack, page.Entry.Side)
		if mode == Reply {
			about.Links = message.ReplyLinks(owner)
			v["yes_url"], v["no_url"], v["valuation_url"], v["unsubscribe_url"] = about.Links.Yes, about.Links.No, about.Links.Valuation, about.Links.Stop
			delete(v, "owner_calendar_url")
		}
		about.Request = request(p, page)
		filled, err := page.Wording.Template.Fill(v)
		if err != nil {
			return nil, fmt.Errorf("fill %s for %s mode: %w", page.Wording.Name, mode, err)
		}
		out = append(out, Letter{
			Step: page.Entry.Step, Side: page.Entry.Side, Form: page.Entry.Form, Mode: mode, Wording: page.Wording.Name, N: page.Wording.N, Plain: page.Wording.Plain, Country: page.Wording.Country,
			Day: page.Day, Words: filled.Words, Letter: message.Finish(filled, "", message.Footer(about, page.Entry.Form), message.Beside(about, page.Entry.Step.Kind, page.Entry.Form)), Stop: about.Links.Stop,
		})
	}
	return out, nil
}

// request is what code prints beside a request made by hand: what helps whoever agrees, and a draft for what is to be written.
func request(p *playbook.Pack, page playbook.Page) *goodturn.Request {
	if p.Playbook.EnrolsOn != "hand" {
		return nil
	}
	r := playbook.ExampleRequest(page.Day)
	r.Kind = goodturn.RequestKind(page.Entry.Step.Name)
	r.Profile = "https://www.example.com/dana-reyes"
	if r.Kind == goodturn.RequestRecommendation {
		r.Points = []string{"moved 40 services in nine weeks", "wrote the handbook that is still in use"}
		r.Draft = "I worked with Dana on the port migration. She kept a hard date and told us early what would not fit. I would work with her again."
	}
	return r
}

// example is what a footer needs to know, read back from the values of the example client so that the two cannot differ.
func example(v message.Values, pack string, side goodturn.Side) message.About {
	say := func(name string) string {
		s, _ := v[name].(string)
		return s
	}
	return message.About{
		Owner:    goodturn.User{Name: say("owner_name"), Email: owner, Voice: goodturn.Voice{FirstName: say("owner_first"), Brokerage: say("brokerage")}},
		Closing:  goodturn.Closing{Side: side, Property: goodturn.Address{Street: say("closing_street")}},
		Settings: goodturn.Settings{Pack: pack, PostalAddress: say("postal_address")},
		Links:    message.Links{Stop: say("unsubscribe_url")},
	}
}

// Message is an e-mail as it is handed to the channel: from the owner to the client, with both headers for stopping.
func (l Letter) Message() channel.Message {
	m := channel.Message{
		Channel: channel.Email, From: mail.Address{Name: "Dana Reyes", Address: owner}, To: mail.Address{Name: "Anna", Address: client},
		Subject: l.Letter.Subject, Text: l.Letter.Text, HTML: l.Letter.HTML,
		MessageID:         strings.NewReplacer("/", ".", "_", "-").Replace(l.Wording) + "." + string(l.Mode) + "." + strconv.Itoa(l.N) + "@example.com",
		UnsubscribeMailto: message.Mailto(owner, message.ReplyStop),
		Date:              time.Date(l.Day.Year, l.Day.Month, l.Day.Day, 9, 30, 0, 0, time.UTC),
	}
	if l.Mode == Links {
		m.UnsubscribeURL = l.Stop
	}
	return m
}
