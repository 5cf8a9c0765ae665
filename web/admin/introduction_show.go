package admin

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// introduction is one card opened.
func (a *admin) introduction(w http.ResponseWriter, r *http.Request) error {
	v, err := a.introView(r)
	if err != nil {
		return err
	}
	return a.page(w, r, "introductions", v.Friend, IntroductionPage(v))
}

func (a *admin) introView(r *http.Request) (IntroView, error) {
	x, err := a.Introductions.Introduction(r.Context(), goodturn.ID(r.PathValue("id")))
	if err != nil {
		return IntroView{}, err
	}
	people, err := a.peopleOf(r, []goodturn.Referral{x.Referral}, x.Claims)
	if err != nil {
		return IntroView{}, err
	}
	users, err := a.users(r)
	if err != nil {
		return IntroView{}, err
	}
	now, zone := a.Clock.Now(), zoneOf(userIn(r.Context()))
	v := IntroView{ID: string(x.ID), Friend: friendOf(x.Referral, people), From: senderOf(x.Referral, people), How: cameHow(x.Referral), Version: strconv.FormatInt(x.Version, 10),
		Lead: stageTitle(x.Stage) + ", " + ageOf(x.StageAt, now, zone) + "."}
	switch {
	case !x.WithdrawnAt.IsZero():
		v.Lead += " They took it back; leave the friend in peace."
	case x.Past:
		v.Lead += " A list of yours says so; no letter leaves about it by itself."
	case x.Source == goodturn.ReferralOwn:
		v.Lead += " Their own next deal; nobody is thanked for it."
	case x.Friend == "":
		v.Lead += " " + unnamed
	case x.Consent != "":
		v.Lead += " The friend asked to hear from you."
	case !x.ForgetAt.IsZero():
		v.Lead += " The friend has not agreed to anything yet: what you know of them is forgotten on " + say.LongDay(goodturn.DateOf(x.ForgetAt.In(zone)), now) + "."
	}
	if x.KnownBefore && x.Source != goodturn.ReferralOwn {
		v.Lead += " You knew them already."
	}
	owners := []Option{}
	for _, u := range users {
		if u.Active || u.ID == x.OwnerID {
			owners = append(owners, Option{Value: string(u.ID), Text: u.Name, Chosen: u.ID == x.OwnerID})
		}
	}
	v.Fields = []Input{
		{Name: "stage", Label: "How it stands", Type: "select", Options: stageMoves(x.Stage)},
		{Name: "lost", Label: "If it came to nothing: why", Value: x.LostWhy},
		{Name: "next", Label: "Next step", Value: x.Next, Example: "viewing on Elm Court"},
		{Name: "next_on", Label: "On", Type: "date", Value: x.NextOn.String()},
		{Name: "value", Label: "What the deal is worth", Mode: "decimal", Value: amountOf(x.ValueMinor, x.Currency), Hint: "For a home, its price."},
		{Name: "fee", Label: "What you earn by it", Mode: "decimal", Value: amountOf(x.FeeMinor, x.Currency)},
		{Name: "currency", Label: "In which currency, both", Value: orElse(x.Currency, "USD"), Hint: "Three letters, such as USD or CAD.", Complete: "off"},
		{Name: "owner", Label: "Who looks after them", Type: "select", Options: owners},
		{Name: "friend", Label: "Name", Value: x.Friend, Required: true, Complete: "off"},
		{Name: "email", Label: "E-mail", Type: "email", Value: x.Email, Complete: "off"},
		{Name: "phone", Label: "Phone", Type: "tel", Value: x.Phone, Complete: "off"},
		{Name: "note", Label: "Note", Type: "lines", Value: x.Note},
		{Name: "may_tell", Label: "I may tell whoever sent them that we two are talking", Type: "tick", Checked: x.MayTell},
	}
	v.Sender = Input{Name: "sender", Label: "Who it was", Hint: "A name, an e-mail address or a street. What others said is kept.", Required: true}
	log := happened{now: now, zone: zone}
	for _, c := range x.Claims {
		row := ClaimRow{ID: string(c.ID), Friend: v.Friend, Intro: v.ID, Who: personOf(people[c.ContactID].Contact), Evidence: c.Evidence, Sure: strconv.Itoa(c.Confidence) + " of 100 sure"}
		if c.State == goodturn.ClaimProposed {
			v.Claims = append(v.Claims, row)
			continue
		}
		said := row.Who.Name + ", " + row.Evidence
		if c.State == goodturn.ClaimDeclined {
			said += ": it was not them"
		}
		log.add(c.At, Moment{Text: "Said to have sent them: " + said + "."})
	}
	names := map[goodturn.ID]string{}
	for _, u := range users {
		names[u.ID] = u.Name
	}
	for _, c := range x.Log {
		if c.What == "thanked" && c.After == "by letter" && slices.ContainsFunc(x.Thanked, func(t goodturn.Touch) bool { return t.State == goodturn.Sent }) {
			continue // the letter stands below, and can be read
		}
		log.add(c.At, Moment{Text: changeWords(c, names, people), Note: names[c.By]})
	}
	if x.Asked.ID != "" {
		log.add(x.Asked.SentAt, Moment{Text: orElse(v.From.Name, "Whoever sent them") + " was asked: " + goodturn.LowerFirst(x.AskedIn) + ".", Acts: []Action{{Text: "Read", Href: "/messages/" + string(x.Asked.ID), Style: "quiet"}}})
	}
	for _, t := range x.Thanked {
		at, text := t.StateAt, "A note of thanks is drafted for "+strings.Replace(say.Clock(t.DueAt, now, zone), "Today", "today", 1)+"."
		switch t.State {
		case goodturn.Sent, goodturn.Unknown:
			at, text = t.SentAt, "A note of thanks left."
		case goodturn.Skipped, goodturn.Expired, goodturn.Cancelled, goodturn.Failed:
			text = "A note of thanks was not sent."
		}
		log.add(at, Moment{Text: text, Acts: []Action{{Text: "Read", Href: "/messages/" + string(t.ID), Style: "quiet"}}})
	}
	v.Log = log.told()
	return v, nil
}

// unnamed says why a card has no name.
const unnamed = "The name is no longer kept: nobody had agreed to it within 30 days, or it was taken back."

// happened puts what is known of a card in the order in which it was.
type happened struct {
	now  time.Time
	zone *time.Location
	list []momentAt
}

type momentAt struct {
	at time.Time
	Moment
}

func (h *happened) add(at time.Time, m Moment) {
	m.When = say.Clock(at, h.now, h.zone)
	h.list = append(h.list, momentAt{at, m})
}

func (h *happened) told() (out []Moment) {
	slices.SortStableFunc(h.list, func(a, b momentAt) int { return a.at.Compare(b.at) })
	for _, m := range h.list {
		out = append(out, m.Moment)
	}
	return out
}

// cameHow is the road on which a name came, after "Sent by Ana Ruiz".
func cameHow(x goodturn.Referral) string {
	switch {
	case x.Source == goodturn.ReferralByCode && x.Code != "":
		return "by the link with the code " + link.Spoken(x.Code)
	case x.Source == goodturn.ReferralByMiddle:
		return "who named them on the page"
	case x.Source == goodturn.ReferralByCRM:
		return "as your list says"
	}
	return ""
}

// changeWords says one line of an introduction's log.
func changeWords(c goodturn.ReferralChange, users map[goodturn.ID]string, people map[goodturn.ID]view.PersonLine) string {
	who := func(id string) string {
		if l, ok := people[goodturn.ID(id)]; ok {
			return l.Contact.Name()
		}
		return "somebody else"
	}
	switch c.What {
	case "stage":
		if c.Before == "" {
			return "Written down."
		}
		return "From “" + stageTitle(goodturn.Stage(c.Before)) + "” to “" + stageTitle(goodturn.Stage(c.After)) + "”."
	case "owner":
		return "Handed to " + orElse(users[goodturn.ID(c.After)], "somebody else") + "."
	case "referrer":
		if c.After == "" {
			return "Nobody is credited any more."
		}
		return "Credited to " + who(c.After) + "."
	case "thanked":
		return "Whoever gave the name was thanked " + c.After + "."
	case "friend":
		return capital(orElse(c.After, "what is known of them was changed")) + "."
	case "may tell":
		if c.After == "true" {
			return "They let us tell that we are talking."
		}
		return "That we are talking is not told."
	}
	if c.What == "value" || c.What == "fee" {
		c.Before, c.After = amountWords(c.Before), amountWords(c.After)
	}
	if day, err := goodturn.ParseDate(c.After); err == nil && c.What == "day of the next step" && c.After != "" {
		c.After = day.Letter()
	}
	switch {
	case c.After == "":
		return capital(c.What) + " taken out."
	case c.Before == "":
		return capital(c.What) + ": " + c.After + "."
	}
	return capital(c.What) + ": " + c.After + ", before " + c.Before + "."
}

// amountWords says an amount of the log, "USD 640000.00", as a page does.
func amountWords(s string) string {
	currency, n, ok := strings.Cut(s, " ")
	minor, read := goodturn.ReadAmount(n, currency)
	if !ok || !read {
		return s
	}
	return say.Money(minor, currency)
}

// amountOf is an amount as a form shows it; empty if it is not known.
func amountOf(minor int64, currency string) string {
	if minor == 0 {
		return ""
	}
	return goodturn.GroupedAmount(minor, currency, false)
}

// readTyped reads an amount as people write it; empty is zero.
func readTyped(field, s, currency string) (int64, error) {
	n, ok := goodturn.ReadTyped(s, currency)
	if !ok {
		return 0, goodturn.Invalid(field, "“"+s+"” is no amount in "+currency+".", "Write it as 640,000 or 640k.")
	}
	return n, nil
}

// introductionEdit keeps what was changed on a card.
func (a *admin) introductionEdit(w http.ResponseWriter, r *http.Request) error {
	id := goodturn.ID(r.PathValue("id"))
	m, err := editOf(r)
	if err == nil {
		_, err = a.Introductions.MoveIntroduction(r.Context(), id, m)
	}
	if err == nil {
		return a.done(w, "/introductions/"+string(id), "Kept.")
	}
	v, readErr := a.introView(r)
	if readErr != nil {
		return readErr
	}
	if v.Wrong, err = wrongOf(err); err != nil {
		return err
	}
	for i := range v.Fields { // what was typed stays, and is kept only once it is right
		if f := &v.Fields[i]; f.Type != "select" && f.Type != "tick" {
			f.Value = formValue(r, f.Name)
		}
	}
	return a.again(w, r, "introductions", v.Friend, IntroductionPage(v))
}

func editOf(r *http.Request) (introductions.Move, error) {
	text := func(name string) *string { return new(formValue(r, name)) }
	m := introductions.Move{Stage: new(goodturn.Stage(formValue(r, "stage"))), LostWhy: text("lost"), Next: text("next"), Friend: text("friend"), Email: text("email"), Phone: text("phone"),
		Note: text("note"), MayTell: new(formValue(r, "may_tell") == "yes"), By: by(r)}
	m.Version, _ = strconv.ParseInt(formValue(r, "version"), 10, 64)
	if o := formValue(r, "owner"); o != "" {
		m.OwnerID = new(goodturn.ID(o))
	}
	m.Currency = strings.ToUpper(orElse(formValue(r, "currency"), "USD"))
	value, err := readTyped("value", formValue(r, "value"), m.Currency)
	if err != nil {
		return m, err
	}
	fee, err := readTyped("fee", formValue(r, "fee"), m.Currency)
	if err != nil {
		return m, err
	}
	m.ValueMinor, m.FeeMinor = &value, &fee
	var on goodturn.Date
	if d := formValue(r, "next_on"); d != "" {
		if on, err = goodturn.ParseDate(d); err != nil {
			return m, goodturn.Invalid("next_on", "That is not a day.", "Write it as 2026-12-14.")
		}
	}
	m.NextOn = &on
	return m, nil
}

// introductionSender notes who sent a friend, in the owner's word.
func (a *admin) introductionSender(w http.ResponseWriter, r *http.Request) error {
	id := goodturn.ID(r.PathValue("id"))
	c, err := a.View.FindOne(r.Context(), formValue(r, "sender"))
	if err == nil {
		_, err = a.Introductions.ClaimFor(r.Context(), id, c.ID, by(r))
	}
	if err == nil {
		return a.done(w, "/introductions/"+string(id), "Credited to "+c.Name()+". A word of thanks is on your list.")
	}
	v, readErr := a.introView(r)
	if readErr != nil {
		return readErr
	}
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
		err = goodturn.Invalid("sender", "Nobody here is called that.", "Try fewer letters, or an e-mail address; or add them first.")
	}
	if v.Wrong, err = wrongOf(err); err != nil {
		return err
	}
	v.Sender.Value = formValue(r, "sender")
	return a.again(w, r, "introductions", v.Friend, IntroductionPage(v))
}

// claimSettle says in one tap whether somebody sent a friend.
func (a *admin) claimSettle(w http.ResponseWriter, r *http.Request) error {
	yes := formValue(r, "is") == "yes"
	x, err := a.Introductions.SettleClaim(r.Context(), goodturn.ID(r.PathValue("id")), yes, by(r))
	if err != nil {
		return err
	}
	text, to := "Noted: it was not them.", "/introductions/"+string(x.ID)
	switch {
	case yes && x.Past:
		text = "Noted. No letter leaves about it by itself."
	case yes:
		text = "Noted. A word of thanks is on your list."
	}
	if id, ok := strings.CutPrefix(formValue(r, "back"), "/import/"); ok && !strings.ContainsAny(id, "/?#\\") {
		to = "/import/" + id
	}
	return a.done(w, to, text)
}

// cameBy writes down somebody who came by themselves and said who sent them.
func (a *admin) cameBy(w http.ResponseWriter, r *http.Request) error {
	id, found, err := a.Introductions.CameBy(r.Context(), introductions.Said{Friend: formValue(r, "friend"), Sender: formValue(r, "sender"), Source: goodturn.ReferralByText, OwnerID: by(r),
		Told: program.Told{By: by(r)}})
	if err != nil {
		return err
	}
	text := "Written down. Nobody here fits what they say; you can say who it was."
	if len(found) > 0 {
		text = "Written down. Was it one of these?"
	}
	return a.done(w, "/introductions/"+string(id), text)
}

// ownDeal puts a client's own next sale or purchase on the board.
func (a *admin) ownDeal(w http.ResponseWriter, r *http.Request) error {
	id, err := a.Introductions.OwnDeal(r.Context(), goodturn.ID(r.PathValue("id")), formValue(r, "note"), by(r))
	if err != nil {
		return err
	}
	return a.done(w, "/introductions/"+string(id), "On the board, as a card of its own.")
}
