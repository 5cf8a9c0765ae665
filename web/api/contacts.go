package api

import (
	"context"

	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web/api/door"
)

// contact is somebody we know.
type contact struct {
	ID         goodturn.ID      `json:"id"`
	Name       string           `json:"name"`
	Given      string           `json:"given,omitempty"`
	Family     string           `json:"family,omitempty"`
	Greeting   string           `json:"greeting,omitempty" doc:"The name a letter begins with; absent: unclear."`
	Company    string           `json:"company,omitempty"`
	Emails     []string         `json:"emails,omitempty"`
	Phones     []string         `json:"phones,omitempty"`
	Owner      goodturn.ID      `json:"owner_id,omitempty"`
	Household  goodturn.ID      `json:"household_id,omitempty"`
	Region     string           `json:"region,omitempty"`
	Zone       string           `json:"zone,omitempty"`
	Prefers    goodturn.Channel `json:"prefers,omitempty"`
	Note       string           `json:"note,omitempty" doc:"The owner's private note, never sent."`
	Fact       string           `json:"fact,omitempty" doc:"One thing that may be spoken of."`
	LeftOut    bool             `json:"left_out"`
	LeftOutWhy string           `json:"left_out_why,omitempty"`
	MergedInto goodturn.ID      `json:"merged_into,omitempty"`
	Created    *time.Time       `json:"created_at,omitempty"`
	Updated    *time.Time       `json:"updated_at,omitempty"`
	Closings   []closing        `json:"closings,omitempty"`
}

// closing is one deal.
type closing struct {
	ID       goodturn.ID      `json:"id"`
	Contact  goodturn.ID      `json:"contact_id"`
	Side     goodturn.Side    `json:"side,omitempty" doc:"bought, sold, both, rented, rented_out or invested; absent: unknown"`
	Day      string           `json:"day,omitempty" doc:"YYYY-MM-DD"`
	Address  goodturn.Address `json:"address"`
	Price    int64            `json:"price_minor,omitempty"`
	Currency string           `json:"currency,omitempty"`
	Source   string           `json:"source,omitempty"`
}

func contactOf(c goodturn.Contact) contact {
	return contact{ID: c.ID, Name: c.Name(), Given: c.Given, Family: c.Family, Greeting: c.Greeting, Company: c.Company, Owner: c.OwnerID, Household: c.HouseholdID, Region: c.Region, Zone: c.Zone,
		Prefers: c.Prefers, Note: c.Note, Fact: c.NoteFact, LeftOut: c.LeftOut, LeftOutWhy: c.LeftOutWhy, MergedInto: c.MergedInto, Created: stamp(c.CreatedAt), Updated: stamp(c.UpdatedAt)}
}

func closingOf(c goodturn.Closing) closing {
	return closing{ID: c.ID, Contact: c.ContactID, Side: c.Side, Day: c.Date.String(), Address: c.Property, Price: c.PriceMinor, Currency: c.Currency, Source: c.Source}
}

// whole reads one person with addresses and deals.
func (x *server) whole(ctx context.Context, id goodturn.ID) (out contact, err error) {
	err = x.DB.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Contact(id)
		if err != nil {
			return err
		}
		out = contactOf(c)
		ids, err := tx.Identities(id)
		if err != nil {
			return err
		}
		for _, i := range ids {
			switch i.Kind {
			case goodturn.IdentityEmail:
				out.Emails = append(out.Emails, i.Shown)
			case goodturn.IdentityPhone:
				out.Phones = append(out.Phones, i.Shown)
			}
		}
		deals, err := tx.Closings(id)
		for _, d := range deals {
			out.Closings = append(out.Closings, closingOf(d))
		}
		return err
	})
	return out, err
}

// newContact is what a caller may say of somebody new; nothing else can be set.
type newContact struct {
	Name     string        `json:"name" minLength:"1" maxLength:"500"`
	Email    string        `json:"email,omitempty" maxLength:"320"`
	Phone    string        `json:"phone,omitempty" maxLength:"50"`
	Greeting string        `json:"greeting,omitempty" maxLength:"200"`
	Closed   string        `json:"closed,omitempty" doc:"Day of their closing; absent: they are in no plan." maxLength:"10"`
	Side     goodturn.Side `json:"side,omitempty" enum:"bought,sold,both,rented,rented_out,invested"`
	Address  string        `json:"address,omitempty" doc:"Of the home, on one line." maxLength:"500"`
	Price    string        `json:"price,omitempty" doc:"What was paid for it: \"450000\", \"$450,000\", \"EUR 450.000\"." maxLength:"50"`
	Region   string        `json:"region,omitempty" maxLength:"10"`
	Fact     string        `json:"fact,omitempty" maxLength:"1000"`
	Anyway   bool          `json:"anyway,omitempty" doc:"There is somebody like them, and this is another person."`
}

type added struct {
	Contact *contact  `json:"contact,omitempty"`
	Like    []contact `json:"like,omitempty" doc:"People who may be the same; then nobody was added."`
	Touches []Touch   `json:"touches,omitempty" doc:"What is planned now."`
}

// change is what a caller may change of somebody; a field that is absent stays as it is.
type change struct {
	Given    *string           `json:"given,omitempty" maxLength:"200"`
	Family   *string           `json:"family,omitempty" maxLength:"200"`
	Greeting *string           `json:"greeting,omitempty" maxLength:"200"`
	Email    *string           `json:"email,omitempty" maxLength:"320"`
	Phone    *string           `json:"phone,omitempty" maxLength:"50"`
	Company  *string           `json:"company,omitempty" maxLength:"200"`
	Note     *string           `json:"note,omitempty" maxLength:"10000"`
	Fact     *string           `json:"fact,omitempty" maxLength:"1000"`
	Prefers  *goodturn.Channel `json:"prefers,omitempty"`
	Zone     *string           `json:"zone,omitempty" maxLength:"100"`
	Mailing  *string           `json:"mailing,omitempty" maxLength:"500"`
}

// effect is what a correction does to the plan.
type effect struct {
	Contact contact  `json:"contact"`
	Moved   int      `json:"moved" doc:"Messages that get another day."`
	Added   int      `json:"added"`
	Dropped int      `json:"dropped"`
	Stays   int      `json:"stays" doc:"Messages that left or are on their way."`
	Notes   []string `json:"notes,omitempty"`
}

func effectOf(e *people.Effect) effect {
	return effect{contactOf(e.Contact), len(e.Moves), len(e.Adds), len(e.Drops), e.Stays, e.Notes}
}

func (x *server) edit(ctx context.Context, id goodturn.ID, e people.Edit, look bool) (effect, error) {
	do := x.People.SaveEdit
	if look {
		do = x.People.PreviewEdit
	}
	out, err := do(ctx, id, e)
	if err != nil {
		return effect{}, err
	}
	return effectOf(out), nil
}

// Looking is the input of what can be tried first.
type Looking struct {
	Look bool `query:"preview" doc:"Say what it would do, and change nothing."`
}

func addContacts(x *server) {
	on(x, call{route: "GET /v1/contacts", id: "list-contacts", does: "List people, by name.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *struct {
		Paging
		Query string `query:"q" maxLength:"200" doc:"Words, an address or digits that they go by; then there is one page."`
	}) (page[contact], error) {
		after, err := door.After(in.Cursor)
		if err != nil {
			return page[contact]{}, err
		}
		id, stood, _ := strings.Cut(after, " ")
		rows, more, err := x.View.People(ctx, view.PeopleQuery{Text: in.Query, After: goodturn.ID(id), Stood: stood, Limit: in.Limit})
		p := page[contact]{Items: []contact{}}
		for _, r := range rows {
			c := contactOf(r.Contact)
			if r.Closing.ID != "" {
				c.Closings = []closing{closingOf(r.Closing)}
			}
			p.Items = append(p.Items, c)
		}
		if more && len(rows) > 0 && in.Query == "" {
			p.Next = door.Cursor(string(rows[len(rows)-1].Contact.ID) + " " + rows[len(rows)-1].Contact.SortKey)
		}
		return p, err
	})
	on(x, call{route: "POST /v1/contacts", id: "add-contact", does: "Add somebody by hand.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct{ Body newContact }) (out added, err error) {
		b := in.Body
		closed, err := day("closed", b.Closed)
		if err != nil {
			return out, err
		}
		got, err := x.People.AddByHand(ctx, people.NewPerson{Name: b.Name, Email: b.Email, Phone: b.Phone, Greeting: b.Greeting, Closed: closed, Side: b.Side, Address: b.Address, Price: b.Price, Region: b.Region, Fact: b.Fact, By: me.ID, Anyway: b.Anyway})
		if err != nil {
			return out, err
		}
		for _, l := range got.Like {
			out.Like = append(out.Like, contactOf(l))
		}
		if got.Contact.ID != "" {
			c, err := x.whole(ctx, got.Contact.ID)
			if err != nil {
				return out, err
			}
			out.Contact = &c
		}
		for _, t := range got.Touches {
			out.Touches = append(out.Touches, touchOf(t))
		}
		return out, nil
	})
	on(x, call{route: "GET /v1/contacts/{id}", id: "get-contact", does: "One person, with addresses and deals.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *ByID) (contact, error) {
		return x.whole(ctx, in.ID)
	})
	on(x, call{route: "PATCH /v1/contacts/{id}", id: "change-contact", does: "Correct what is known of somebody; says what that does to the plan.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Looking
		Body change
	}) (effect, error) {
		b := in.Body
		return x.edit(ctx, in.ID, people.Edit{Given: b.Given, Family: b.Family, Greeting: b.Greeting, Email: b.Email, Phone: b.Phone, Company: b.Company, Note: b.Note, Fact: b.Fact, Prefers: b.Prefers, Zone: b.Zone, Mailing: b.Mailing, By: me.ID}, in.Look)
	})
	on(x, call{route: "GET /v1/contacts/{id}/explain", id: "explain-contact", does: "Why somebody is or is not written to, now or at another time.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *struct {
		ByID
		At time.Time `query:"at" doc:"Absent: now."`
	}) (view.Explanation, error) {
		return x.View.Explain(ctx, in.ID, in.At)
	})
	on(x, call{route: "GET /v1/contacts/{id}/export", id: "export-contact", does: "Everything that is known of one person.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *ByID) (*people.PersonExport, error) {
		return x.People.ExportPerson(ctx, in.ID)
	})
	on(x, call{route: "POST /v1/contacts/{id}/leave-out", id: "leave-out", does: "Keep somebody out of every plan.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			Why string `json:"why,omitempty" maxLength:"500"`
		}
	}) (contact, error) {
		if err := x.Program.LeaveOut(ctx, in.ID, in.Body.Why, me.ID); err != nil {
			return contact{}, err
		}
		return x.whole(ctx, in.ID)
	})
	on(x, call{route: "POST /v1/contacts/{id}/take-in", id: "take-in", does: "Take somebody back into the plan.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *ByID) (contact, error) {
		if err := x.Program.TakeIn(ctx, in.ID, me.ID); err != nil {
			return contact{}, err
		}
		return x.whole(ctx, in.ID)
	})
	on(x, call{route: "POST /v1/contacts/{id}/erase", id: "erase-contact", does: "Forget somebody for good. It cannot be taken back.", scope: auth.ScopeAdmin}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body struct {
			Sure bool `json:"sure" doc:"true: it cannot be taken back."`
		}
	}) (people.Erased, error) {
		if err := ownerOnly(me); err != nil {
			return people.Erased{}, err
		}
		if !in.Body.Sure {
			return people.Erased{}, goodturn.Invalid("sure", "Nothing was changed.", "Send sure: true. It cannot be taken back.")
		}
		return x.People.Erase(ctx, in.ID, me.ID)
	})
}

// deal is what a caller may say of a deal.
type deal struct {
	Closed  string        `json:"closed" doc:"YYYY-MM-DD" minLength:"10" maxLength:"10"`
	Side    goodturn.Side `json:"side,omitempty" enum:"bought,sold,both,rented,rented_out,invested"`
	Address string        `json:"address,omitempty" maxLength:"500"`
	Price   *string       `json:"price,omitempty" doc:"What was paid: \"450000\", \"$450,000\", \"EUR 450.000\". Absent: as it was; empty: not known." maxLength:"50"`
}

func (x *server) saveDeal(ctx context.Context, contact, id, by goodturn.ID, d deal, look bool) (effect, error) {
	closed, err := day("closed", d.Closed)
	if err != nil {
		return effect{}, err
	}
	return x.edit(ctx, contact, people.Edit{ClosingID: id, Closed: &closed, Side: &d.Side, Home: &d.Address, Price: d.Price, By: by}, look)
}

// alike is somebody to thank like everybody else.
type alike struct {
	Contact goodturn.ID      `json:"contact_id"`
	Name    string           `json:"name"`
	Mailing goodturn.Address `json:"mailing"`
	Closing closing          `json:"closing" doc:"The newest of the time that was asked for."`
}

func addDeals(x *server) {
	on(x, call{route: "GET /v1/contacts/alike", id: "list-alike", does: "Those to thank alike, chosen by the days of their deals alone: whoever introduced somebody is neither more nor less in it.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *struct {
		Paging
		Year    int `query:"year" required:"true" minimum:"1900" maximum:"2200"`
		Quarter int `query:"quarter" minimum:"0" maximum:"4" doc:"Absent: deals of the year. 1 to 4: deals of earlier years whose day comes round in this quarter."`
	}) (p page[alike], err error) {
		after, err := door.After(in.Cursor)
		if err != nil {
			return p, err
		}
		list, more, err := x.View.Alike(ctx, view.AlikeQuery{Year: in.Year, Quarter: in.Quarter, After: goodturn.ID(after), Limit: in.Limit})
		p.Items = []alike{}
		for _, l := range list {
			p.Items = append(p.Items, alike{l.Contact.ID, l.Contact.Name(), l.Contact.Mailing, closingOf(l.Closing)})
		}
		if more {
			p.Next = door.Cursor(string(list[len(list)-1].Contact.ID))
		}
		return p, err
	})
	on(x, call{route: "GET /v1/closings", id: "list-closings", does: "List deals, the oldest first.", scope: auth.ScopeRead}, func(ctx context.Context, _ goodturn.User, in *Paging) (p page[closing], err error) {
		after, err := door.After(in.Cursor)
		if err != nil {
			return p, err
		}
		var rows []goodturn.Closing
		err = x.DB.Read(ctx, func(tx *store.Tx) error {
			rows, err = tx.ListClosings(goodturn.ID(after), in.Limit+1)
			return err
		})
		all := make([]closing, len(rows))
		for i, r := range rows {
			all[i] = closingOf(r)
		}
		return pageOf(all, in.Limit, func(c closing) string { return string(c.ID) }), err
	})
	on(x, call{route: "POST /v1/contacts/{id}/closings", id: "add-closing", does: "Add another deal of somebody; says what that does to the plan.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Looking
		Body deal
	}) (effect, error) {
		return x.saveDeal(ctx, in.ID, people.AnotherDeal, me.ID, in.Body, in.Look)
	})
	on(x, call{route: "PUT /v1/contacts/{id}/closings/{closing}", id: "change-closing", does: "Correct a deal; says what that does to the plan.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Looking
		Closing goodturn.ID `path:"closing" maxLength:"100"`
		Body    deal
	}) (effect, error) {
		return x.saveDeal(ctx, in.ID, in.Closing, me.ID, in.Body, in.Look)
	})
}

type other struct {
	Other goodturn.ID `json:"contact_id" minLength:"1" maxLength:"100"`
}

func addFamilies(x *server) {
	on(x, call{route: "POST /v1/contacts/{id}/merge", id: "merge-contacts", does: "Two entries are one person: contact_id goes into this one.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body other
	}) (contact, error) {
		if err := x.People.Merge(ctx, in.ID, in.Body.Other, me.ID); err != nil {
			return contact{}, err
		}
		return x.whole(ctx, in.ID)
	})
	on(x, call{route: "POST /v1/contacts/{id}/split", id: "split-contact", does: "Take a merge back: this one was another person after all.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *ByID) (contact, error) {
		if err := x.People.Split(ctx, in.ID, me.ID); err != nil {
			return contact{}, err
		}
		return x.whole(ctx, in.ID)
	})
	on(x, call{route: "POST /v1/contacts/{id}/part", id: "part-contact", does: "Part one entry that holds two people into two people of one household. Gives the other one.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Looking
		Body struct {
			Given       string        `json:"given" minLength:"1" maxLength:"200"`
			Family      string        `json:"family,omitempty" maxLength:"200"`
			OtherGiven  string        `json:"other_given" minLength:"1" maxLength:"200"`
			OtherFamily string        `json:"other_family,omitempty" maxLength:"200"`
			Theirs      []goodturn.ID `json:"theirs,omitempty" maxItems:"50" doc:"E-mail addresses and numbers of the entry that are the other one's, as it lists them."`
			Email       string        `json:"email,omitempty" maxLength:"320"`
			Phone       string        `json:"phone,omitempty" maxLength:"50"`
		}
	}) (contact, error) {
		b := in.Body
		how := people.Parting{Given: b.Given, Family: b.Family, OtherGiven: b.OtherGiven, OtherFamily: b.OtherFamily, Theirs: b.Theirs, Email: b.Email, Phone: b.Phone, By: me.ID}
		if in.Look {
			out, err := x.People.PreviewPart(ctx, in.ID, how)
			return contactOf(out.Other), err
		}
		out, err := x.People.Part(ctx, in.ID, how)
		if err != nil {
			return contact{}, err
		}
		return x.whole(ctx, out.Other.ID)
	})
	on(x, call{route: "POST /v1/contacts/{id}/unpart", id: "unpart-contact", does: "Take a parting back: one entry again. Gives the one who is left.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *ByID) (contact, error) {
		first, err := x.People.Unpart(ctx, in.ID, me.ID)
		if err != nil {
			return contact{}, err
		}
		return x.whole(ctx, first)
	})
	on(x, call{route: "POST /v1/contacts/{id}/household", id: "join-household", does: "Two people share a household, and so the cap on asks.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *struct {
		ByID
		Body other
	}) (contact, error) {
		if _, err := x.People.JoinHousehold(ctx, in.ID, in.Body.Other, me.ID); err != nil {
			return contact{}, err
		}
		return x.whole(ctx, in.ID)
	})
	on(x, call{route: "DELETE /v1/contacts/{id}/household", id: "leave-household", does: "They are apart. The last time they were asked still counts for both.", scope: auth.ScopeWrite}, func(ctx context.Context, me goodturn.User, in *ByID) (nothing, error) {
		return nothing{}, x.People.LeaveHousehold(ctx, in.ID, me.ID)
	})
}

func (x *server) tell(ctx context.Context, me goodturn.User, id goodturn.ID, what, text string) error {
	t := program.Told{By: me.ID, Text: text}
	switch what {
	case "replied":
		return x.Program.Replied(ctx, id, t)
	case "spoke":
		return x.Program.Talked(ctx, id, program.OutcomeTalked, t)
	case "bounced":
		return x.Program.Bounced(ctx, id, "", t)
	case "stop":
		return x.Program.AskedToStop(ctx, id, me.ID)
	case "ended_well":
		return x.Program.TalkEnded(ctx, id, "good", t)
	case "not_now":
		return x.Answers.SaidNotNow(ctx, id, t)
	case "no":
		return x.Answers.SaidNo(ctx, id, t)
	}
	return goodturn.Invalid("what", "What happened?", "One of replied, spoke, bounced, stop, ended_well, not_now, no.")
}
