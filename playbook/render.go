package playbook

import (
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
)

// Page is one wording as a client would get it, before the footer.
type Page struct {
	Entry   Entry
	Wording *Wording
	Day     goodturn.Date // on which the example client gets it
	Filled  message.Filled
}

// Render fills every wording of a pack for an example client: for the documentation, and for the test that reads them all. figures
// says whether market figures are known; without them only the words that need none are filled. Nobody of that name exists.
func Render(p *Pack, figures bool) ([]Page, error) {
	var out []Page
	for _, e := range Catalogue(p.Playbook, p.Words) {
		day := exampleDay(p.Playbook, e)
		v := ExampleValues(p.Playbook.Pack, e.Side, day, figures)
		for _, x := range e.Wordings {
			if len(x.Template.Needs(v)) > 0 && !figures && !x.Plain {
				continue
			}
			f, err := x.Template.Fill(v)
			if err != nil {
				return nil, fmt.Errorf("fill %s for the example client: %w", x.Name, err)
			}
			out = append(out, Page{e, x, day, f})
		}
	}
	return out, nil
}

// exampleAnchor is the day on which every example client closed.
var exampleAnchor = goodturn.Date{Year: 2025, Month: time.March, Day: 14}

// exampleDay is the day on which the example client gets a step: as planned, or four years on for a hello and the yearly ones.
func exampleDay(p *Playbook, e Entry) goodturn.Date {
	if e.Step.ByHand {
		return exampleAnchor.AddMonths(2)
	}
	in := PlanInput{Enrolment: goodturn.Enrolment{Anchor: exampleAnchor, Side: e.Side, ContactID: "example"}, Zone: time.UTC}
	plan := p.Plan(in)
	if e.Step.Yearly {
		plan = p.PlanYear(in, 2)
	}
	for _, t := range plan {
		if t.Step == e.Step.Name {
			return goodturn.DateOf(t.PlannedAt)
		}
	}
	return exampleAnchor.AddMonths(50)
}

// ExampleRequest is what the example client is asked for by hand.
func ExampleRequest(day goodturn.Date) *goodturn.Request {
	return &goodturn.Request{Kind: goodturn.RequestIntroduction, By: day.AddDays(21), PromisedBy: day.AddDays(21), RequestFacts: goodturn.RequestFacts{
		Goal: "the platform role at Northwind", Person: "Jo Diaz", Role: "head of platform", Company: "Northwind", Work: "the port migration", Years: "2023",
		Part: "you led the team", Why: "You saw how I work when a date is fixed.",
		Offer: "The harbor authority has just published its new interface guide, and chapter two answers the question we never got to.",
	}}
}

// ExampleValues is what is known of the example client of a side on a day: enough for every shipped message, all of it invented.
func ExampleValues(pack string, side goodturn.Side, day goodturn.Date, figures bool) message.Values {
	home := goodturn.Address{Street: "12 Oak Street", City: "Springfield", State: "IL", ZIP: "62701", Area: "Riverside"}
	about := message.About{
		Contact: goodturn.Contact{Given: "Anna", Greeting: "Anna", Region: "US-IL"},
		Closing: goodturn.Closing{Side: side, Date: exampleAnchor, Property: home},
		Owner: goodturn.User{Name: "Dana Reyes", Email: "dana@example.com", Voice: goodturn.Voice{
			FirstName: "Dana", SignOff: "Dana", Phone: "(217) 555-0142", Brokerage: "Hill & Lake Realty", ReviewURL: "https://reviews.example.com/dana",
		}},
		Settings: goodturn.Settings{Pack: pack, PublicURL: "https://go.example.com", PostalAddress: "1 Main Street, Springfield, IL 62701"},
		Links: message.Links{Yes: "https://go.example.com/a/sample?yes", No: "https://go.example.com/a/sample?no", Valuation: "https://go.example.com/v/sample",
			Stop: "https://go.example.com/s/sample"},
		Today: day,
		More:  message.Asked(day.AddDays(-9), day),
	}
	about.More["friend_first"] = "Robin"
	if pack == message.PackProfessional {
		about.Closing, about.Owner.Voice.Brokerage, about.Contact.Company = goodturn.Closing{}, "", "Lakeside Studio"
		about.Contact.NoteFact = "the move to the new warehouse"
		about.Request = ExampleRequest(day)
		about.Work, about.Years, about.Offer = about.Request.Work, about.Request.Years, about.Request.Offer
	}
	if side == goodturn.SideBought || side == goodturn.SideBoth {
		about.Home = goodturn.Home{Property: home, Since: exampleAnchor}
	}
	if figures {
		cat := message.CatalogueFor(pack)
		for _, name := range []string{"market_line", "since_line", "home_line", "rate_line", "market_area"} {
			if f, ok := cat.Field(name); ok {
				about.More[name] = f.Example
			}
		}
	}
	return message.ValuesFor(about)
}
