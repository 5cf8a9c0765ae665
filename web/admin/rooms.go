package admin

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// year is the coming twelve months.
func (a *admin) year(w http.ResponseWriter, r *http.Request) error {
	y, err := a.Program.Year(r.Context())
	if err != nil {
		return err
	}
	var set goodturn.Settings
	if err := a.DB.Read(r.Context(), func(tx *store.Tx) (err error) {
		set, err = tx.Settings()
		return err
	}); err != nil {
		return err
	}
	v := Year{People: y.Places[store.PlacePlan], State: "Nothing has been sent.", Observing: set.Mode != goodturn.ModeLive}
	if y.Sent > 0 {
		v.State = thousands(y.Sent) + " have gone out so far."
	}
	for _, m := range y.Months {
		v.Months = append(v.Months, Month{Key: fmt.Sprintf("%04d-%02d", m.First.Year, m.First.Month), Short: m.First.Month.String()[:3], Long: m.First.Month.String() + " " + strconv.Itoa(m.First.Year), Values: m.Values, Asks: m.Asks, Calls: m.Calls})
		v.Values, v.Asks, v.Calls = v.Values+m.Values, v.Asks+m.Asks, v.Calls+m.Calls
	}
	v.Messages = v.Values + v.Asks
	v.PerWeek = (v.Messages + 26) / 52
	for _, n := range []struct {
		place store.Place
		text  string
	}{{store.PlaceLeftOut, "left out by you"}, {store.PlaceUnreachable, "without an e-mail address"}, {store.PlaceStopped, "asked for no more messages"}} {
		if c := y.Places[n.place]; c > 0 {
			v.NotIn = append(v.NotIn, Waiting{Text: thousands(c) + " " + n.text, Act: Action{Text: "See them", Href: "/people?in=" + string(n.place)}})
		}
	}
	return a.page(w, r, "year", "The year", YearPage(v))
}

// yearMonth is one month's list.
func (a *admin) yearMonth(w http.ResponseWriter, r *http.Request) error {
	first, err := goodturn.ParseDate(r.PathValue("month") + "-01")
	if err != nil || first.IsZero() {
		return goodturn.NotFound("month")
	}
	zone := a.zoneOf(r)
	from := time.Date(first.Year, first.Month, 1, 0, 0, 0, 0, zone)
	coming, _, err := a.Program.Between(r.Context(), from, from.AddDate(0, 1, 0), "", 500)
	if err != nil {
		return err
	}
	v := MonthView{Title: first.Month.String() + " " + strconv.Itoa(first.Year)}
	for _, c := range coming {
		day := c.Day.Weekday().String() + " " + c.Day.Long()
		if n := len(v.Days); n == 0 || v.Days[n-1].Title != day {
			v.Days = append(v.Days, Day{Title: day})
		}
		d := &v.Days[len(v.Days)-1]
		d.Rows = append(d.Rows, Planned{Person: Person{c.Contact.ID, c.Contact.Name()}, When: c.Local, What: strings.ToLower(c.Title), Why: c.Needs, Href: "/people/" + string(c.Contact.ID)})
	}
	return a.page(w, r, "year", v.Title, MonthPage(v))
}

func (a *admin) zoneOf(r *http.Request) *time.Location {
	if u := userIn(r.Context()); u.Zone != "" {
		if z, err := time.LoadLocation(u.Zone); err == nil {
			return z
		}
	}
	return time.UTC
}

// messages is the queue that waits for a yes.
func (a *admin) messages(w http.ResponseWriter, r *http.Request) error {
	waiting, err := a.Program.Approvals(r.Context(), "", 7*goodturn.Day, 50)
	if err != nil {
		return err
	}
	offers, err := a.Program.Offers(r.Context())
	if err != nil {
		return err
	}
	me := userIn(r.Context())
	v := Messages{Lead: "Nothing here leaves without your yes. What you do not approve in time lapses, and is never sent."}
	for _, m := range waiting {
		q := Queued{Person: Person{m.Contact.ID, m.Contact.Name()}, ID: string(m.Touch.ID), When: a.when(m.Touch.DueAt, me), What: strings.ToLower(m.Title), Edited: m.Touch.Edited,
			Letter: Letter{From: me.Name, To: m.Contact.Name(), Subject: m.Letter.Subject, Body: textLetter(m.Letter.Text)}}
		if len(m.Missing) > 0 {
			q.Letter.Lacks = "Not known: " + strings.ReplaceAll(strings.Join(m.Missing, ", "), "_", " ") + "."
		}
		if !m.Ends.IsZero() {
			q.Note = "Lapses " + a.when(m.Ends, me) + " if you do not approve it."
		}
		if !m.Touch.ApprovedAt.IsZero() {
			q.Until = a.when(m.Touch.ApprovedAt.Add(goodturn.TakeBack), me)
			v.JustNow = append(v.JustNow, q)
			continue
		}
		v.Queue = append(v.Queue, q)
	}
	v.Week = len(v.Queue)
	for _, o := range offers {
		v.Offers = append(v.Offers, Offer{Step: o.Step, Title: o.Title, Text: "“" + o.Title + "” went out " + thousands(goodturn.ApprovalsToAuto) + " times as it was."})
	}
	return a.page(w, r, "messages", "Messages", MessagesPage(v))
}

func (a *admin) messageApprove(w http.ResponseWriter, r *http.Request) error {
	out, err := a.Program.Approve(r.Context(), userIn(r.Context()).ID, goodturn.ID(r.PathValue("id")))
	return a.approved(w, len(out.Touches), err)
}

func (a *admin) messagesApprove(w http.ResponseWriter, r *http.Request) error {
	waiting, err := a.Program.Approvals(r.Context(), "", 7*goodturn.Day, 200)
	if err != nil {
		return err
	}
	var ids []goodturn.ID
	for _, m := range waiting {
		if m.Touch.ApprovedAt.IsZero() && len(m.Missing) == 0 {
			ids = append(ids, m.Touch.ID)
		}
	}
	out, err := a.Program.Approve(r.Context(), userIn(r.Context()).ID, ids...)
	return a.approved(w, len(out.Touches), err)
}

func (a *admin) approved(w http.ResponseWriter, n int, err error) error {
	if err != nil {
		return err
	}
	a.wakeSweep()
	return a.done(w, "/messages", "Approved "+thousands(n)+". For five minutes you can take it back.")
}

func (a *admin) messageTakeBack(w http.ResponseWriter, r *http.Request) error {
	if _, err := a.Program.TakeBack(r.Context(), userIn(r.Context()).ID, goodturn.ID(r.PathValue("id"))); err != nil {
		return err
	}
	return a.done(w, "/messages", "Taken back.")
}

func (a *admin) messageSkip(w http.ResponseWriter, r *http.Request) error {
	if err := a.Program.SkipTouch(r.Context(), userIn(r.Context()).ID, goodturn.ID(r.PathValue("id"))); err != nil {
		return err
	}
	return a.done(w, "/messages", "Left out.")
}

func (a *admin) stepAuto(w http.ResponseWriter, r *http.Request) error {
	if err := a.Program.LetStepGo(r.Context(), userIn(r.Context()).ID, r.PathValue("step"), r.PostFormValue("auto") == "yes"); err != nil {
		return err
	}
	return a.done(w, "/messages", "Noted.")
}

// inboxPage is how many messages one page shows, and inboxMost how many are looked through for it.
const inboxPage, inboxMost = 100, 5000

// inbox lists what left, or was caught instead of leaving, the newest first.
func (a *admin) inbox(w http.ResponseWriter, r *http.Request) error {
	me := userIn(r.Context())
	v := Inbox{}
	sent := 0
	err := a.DB.Read(r.Context(), func(tx *store.Tx) error {
		v.Rows, sent = nil, 0
		var all []store.Delivery
		for after := goodturn.ID(""); len(all) < inboxMost; {
			page, err := tx.DeliveriesByID(after, 500)
			if err != nil {
				return err
			}
			if len(page) == 0 {
				break
			}
			after = page[len(page)-1].ID
			for _, d := range page {
				if d.State == goodturn.DeliverySent || d.State == goodturn.DeliveryBounced {
					all = append(all, d)
				}
			}
		}
		sent = len(all)
		slices.SortFunc(all, func(x, y store.Delivery) int { return y.CommittingAt.Compare(x.CommittingAt) })
		for _, d := range all[:min(sent, inboxPage)] {
			subject, body, _, err := tx.Body(d.ID)
			if err != nil {
				return err
			}
			c, err := tx.Contact(d.ContactID)
			if err != nil {
				return err
			}
			first, _, _ := strings.Cut(strings.TrimSpace(afterGreeting(body)), "\n")
			v.Rows = append(v.Rows, Caught{Person: Person{c.ID, c.Name()}, ID: string(d.ID), Subject: subject, When: a.when(d.CommittingAt, me), First: first})
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.Lead = count(sent, "message", "messages") + ", each exactly as its client got it."
	if a.Open {
		v.Lead = count(sent, "message", "messages") + " of the sample year, each exactly as its client would have got it. None of them left this computer."
	}
	if sent > len(v.Rows) {
		v.Lead += " The newest " + thousands(len(v.Rows)) + " stand here; the others stand on their people's pages."
	}
	return a.page(w, r, "inbox", "Caught messages", InboxPage(v))
}

func afterGreeting(text string) string {
	if _, rest, ok := strings.Cut(text, "\n\n"); ok {
		return rest
	}
	return text
}

// caught shows one message.
func (a *admin) caught(w http.ResponseWriter, r *http.Request) error {
	me := userIn(r.Context())
	var v CaughtView
	err := a.DB.Read(r.Context(), func(tx *store.Tx) error {
		d, err := tx.Delivery(goodturn.ID(r.PathValue("id")))
		if err != nil {
			return err
		}
		c, err := tx.Contact(d.ContactID)
		if err != nil {
			return err
		}
		subject, body, _, err := tx.Body(d.ID)
		if err != nil {
			return err
		}
		u, err := tx.User(d.UserID)
		if err != nil {
			return err
		}
		v = CaughtView{Person: Person{c.ID, c.Name()}, ID: string(d.ID), Subject: subject, Plain: body, Why: "/people/" + string(c.ID) + "/why",
			Letter:  Letter{From: u.Name + " <" + u.Email + ">", To: c.Name() + " <" + d.Address + ">", When: a.when(d.CommittingAt, me), Subject: subject, Body: textLetter(body)},
			Headers: []Header{{"Message-ID", "<" + d.MessageID + ">"}}}
		if d.InReplyTo != "" {
			v.Headers = append(v.Headers, Header{"In-Reply-To", "<" + d.InReplyTo + ">"})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return a.page(w, r, "inbox", v.Subject, CaughtPage(v))
}
