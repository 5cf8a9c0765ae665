package admin

import (
	"net/http"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// aWeek is how far "this week" looks, ahead is how far the queue does, and queueShown how many letters a page has.
const (
	aWeek      = 7 * goodturn.Day
	ahead      = 14 * goodturn.Day
	queueShown = 8
)

// messages is the queue that waits for a yes.
func (a *admin) messages(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	after := goodturn.ID(r.URL.Query().Get("after"))
	q, err := a.Approvals.Queue(ctx, ahead, after, queueShown)
	if err != nil {
		return err
	}
	set, err := a.settingsNow(r)
	if err != nil {
		return err
	}
	v := Messages{Observing: set.Mode != goodturn.ModeLive, Together: together(q)}
	v.Lead = "Nothing waits for your yes in the coming two weeks."
	if q.All > 0 {
		v.Lead = count(q.All, "message waits", "messages wait") + " for your yes in the coming two weeks."
		if q.Last != "" || after != "" {
			v.Lead += " " + count(len(q.Waiting), "of them is", "of them are") + " on this page."
		}
	}
	if v.Observing {
		v.Lead += " You are only watching, so nothing leaves even if you approve it."
	}
	me := zoneOf(userIn(ctx))
	at, err := a.View.LeavesAt(ctx, q.Now.Add(ahead))
	if err != nil {
		return err
	}
	for _, x := range q.Waiting {
		var kept string
		x.Touch.DueAt, kept = at(x.Touch)
		row := queuedOf(x, q.Now)
		row.When += say.ThereIn(x.Touch.DueAt, x.Touch.Zone, me)
		if row.Why == "" {
			row.Why = kept
		}
		v.Queue = append(v.Queue, row)
	}
	if after == "" {
		if v.Kept, err = a.kept(r, q); err != nil {
			return err
		}
	}
	if v.JustNow, err = a.justNow(r, q, at); err != nil {
		return err
	}
	offers, err := a.Approvals.Offers(ctx)
	if err != nil {
		return err
	}
	for _, o := range offers {
		v.Offers = append(v.Offers, Offer{Plan: o.Playbook, Step: o.Step, Title: o.Title, Text: "“" + o.Title + "” went out " + count(o.Unedited, "time", "times") + " as it was."})
	}
	if q.Last != "" {
		v.Pager = Pager{Later: withQuery("/messages", "after", string(q.Last)), Words: count(q.All, "waits", "wait") + " in all"}
	}
	if after != "" {
		v.Pager.Earlier = "/messages"
	}
	return a.page(w, r, "messages", "Messages", MessagesPage(v))
}

func queuedOf(x approvals.Waiting, now time.Time) Queued {
	zone := say.ZoneNamed(x.Touch.Zone)
	q := Queued{Person: personOf(x.Contact), ID: string(x.Touch.ID), When: say.Clock(x.Touch.DueAt, now, zone), What: goodturn.LowerFirst(x.Title), Tag: kindTag(x.Touch.Kind),
		Letter: draftLetter(x.Draft, personOf(x.Contact).Name), Edited: x.Touch.Edited || x.Touch.PS != "", Seen: approvals.Version(x.Letter)}
	if !x.Ends.IsZero() {
		q.Note = "Lapses on " + say.LongDay(goodturn.DateOf(x.Ends.In(zone)), now) + " if you do not approve it."
	}
	ranOut, lasts := approvals.Lasting(x.Draft)
	q.RanOut, q.Note = ranOut, strings.TrimSpace(lasts+" "+q.Note)
	for _, r := range x.Touch.Reasons {
		if r != goodturn.ReasonNotApproved && r != goodturn.ReasonTooEarly && r != goodturn.ReasonObserving && r != goodturn.ReasonPaused {
			q.Why = r.Info().Sentence + " " + r.Info().Lift
			break
		}
	}
	return q
}

// titles names the steps of touches, as each is called for its side.
func (a *admin) titles(r *http.Request, ts ...goodturn.Touch) (title func(goodturn.Touch) string, err error) {
	err = a.DB.Read(r.Context(), func(tx *store.Tx) (err error) {
		title, err = a.Program.Titles(tx, ts...)
		return err
	})
	return title, err
}

// kept lists what nobody is asked about, because of something in the person's life.
func (a *admin) kept(r *http.Request, q approvals.Queue) (out []Queued, err error) {
	ts := make([]goodturn.Touch, len(q.Kept))
	ids := make([]goodturn.ID, len(q.Kept))
	for i, k := range q.Kept {
		ts[i], ids[i] = k.Touch, k.Touch.ContactID
	}
	people, err := a.View.PersonLines(r.Context(), ids...)
	if err != nil {
		return nil, err
	}
	title, err := a.titles(r, ts...)
	for _, k := range q.Kept {
		t := k.Touch
		out = append(out, Queued{Person: personOf(people[t.ContactID].Contact), ID: string(t.ID), What: goodturn.LowerFirst(title(t)),
			When: "Planned for " + say.DayOf(goodturn.DateOf(t.DueAt.In(say.ZoneNamed(t.Zone))), q.Now), Why: k.Life.Says})
	}
	return out, err
}

func (a *admin) justNow(r *http.Request, q approvals.Queue, at func(goodturn.Touch) (time.Time, string)) (out []Queued, err error) {
	if len(q.JustNow) == 0 {
		return nil, nil
	}
	ids := make([]goodturn.ID, len(q.JustNow))
	for i, t := range q.JustNow {
		ids[i] = t.ContactID
	}
	people, err := a.View.PersonLines(r.Context(), ids...)
	if err != nil {
		return nil, err
	}
	title, err := a.titles(r, q.JustNow...)
	if err != nil {
		return nil, err
	}
	me := zoneOf(userIn(r.Context()))
	for _, t := range q.JustNow {
		when, kept := at(t)
		words := "Leaves " + say.Clock(when, q.Now, say.ZoneNamed(t.Zone)) + say.ThereIn(when, t.Zone, me)
		if kept != "" {
			words = kept
		}
		out = append(out, Queued{Person: personOf(people[t.ContactID].Contact), ID: string(t.ID), What: goodturn.LowerFirst(title(t)),
			When: words, Until: t.ApprovedAt.Add(goodturn.TakeBack).In(me).Format("15:04")})
	}
	return out, nil
}

// together is what the button of a page of messages carries: each message with the version of the words that the page shows.
func together(q approvals.Queue) []Hidden {
	seen := q.Together()
	var out []Hidden
	for _, x := range q.Waiting {
		if version, ok := seen[x.Touch.ID]; ok {
			out = append(out, Hidden{"seen", string(x.Touch.ID) + " " + version})
		}
	}
	return out
}

// messagesApprove approves what one page of messages showed, in the words that it showed.
func (a *admin) messagesApprove(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	seen := map[goodturn.ID]string{}
	for _, field := range r.PostForm["seen"] {
		id, version, _ := strings.Cut(field, " ")
		seen[goodturn.ID(id)] = version
	}
	if len(seen) == 0 {
		return goodturn.Invalid("seen", "Which messages?", "Use the button on the page of messages.")
	}
	out, err := a.Approvals.ApproveSeen(r.Context(), by(r), seen)
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
		return a.done(w, "/messages", "None of them waited for you any more.")
	}
	if err != nil {
		return err
	}
	return a.approved(w, r, "/messages", out)
}

// approve approves one message whose words were shown; where they read otherwise by now it shows them anew.
func (a *admin) approve(w http.ResponseWriter, r *http.Request, to string, id goodturn.ID, seen string) error {
	out, err := a.Approvals.ApproveSeen(r.Context(), by(r), map[goodturn.ID]string{id: seen})
	if err != nil {
		return err
	}
	if len(out.Changed) > 0 {
		ranOut, _ := approvals.Lasting(out.Changed[0])
		return a.done(w, "/messages/"+string(id), orElse(ranOut, "These words have changed since you saw them, so it is not approved yet. This is how it reads now."))
	}
	return a.approved(w, r, to, out)
}

func (a *admin) approved(w http.ResponseWriter, r *http.Request, to string, out approvals.Approved) error {
	changed := ""
	if n := len(out.Changed); n > 0 {
		changed = count(n, "has", "have") + " changed since you saw " + plural(n, "it", "them") + " and " + plural(n, "waits", "wait") + " on, as " + plural(n, "it reads", "they read") + " now."
	}
	if len(out.Touches) == 0 && changed != "" {
		return a.done(w, to, "Nothing is approved yet: "+changed)
	}
	if len(out.Touches) == 0 {
		return a.done(w, to, "It was not waiting any more.")
	}
	text := count(len(out.Touches), "message is", "messages are") + " approved. You can take " + plural(len(out.Touches), "it", "them") + " back until " + out.BackUntil.In(zoneOf(userIn(r.Context()))).Format("15:04") + "."
	if changed != "" {
		text += " " + changed
	}
	back := "/messages/take-back"
	if len(out.Touches) == 1 {
		back = "/messages/" + string(out.Touches[0]) + "/take-back"
	}
	return a.doneUndo(w, to, said{Text: text, Href: back, Undo: "Take back"})
}

// messagesTakeBack takes back everything that was approved in the last minutes.
func (a *admin) messagesTakeBack(w http.ResponseWriter, r *http.Request) error {
	q, err := a.Approvals.Queue(r.Context(), ahead, "", 0)
	if err != nil {
		return err
	}
	var ids []goodturn.ID
	for _, t := range q.JustNow {
		ids = append(ids, t.ID)
	}
	return a.takeBack(w, r, ids)
}

func (a *admin) takeBack(w http.ResponseWriter, r *http.Request, ids []goodturn.ID) error {
	if len(ids) == 0 {
		return &goodturn.Error{Code: goodturn.CodeConflict, Message: "It is too late to take this back.", Hint: "Look at the person's page: it may have left."}
	}
	out, err := a.Approvals.TakeBack(r.Context(), by(r), ids...)
	if err != nil {
		return err
	}
	return a.done(w, "/messages", count(len(out.Touches), "message is", "messages are")+" taken back and "+plural(len(out.Touches), "waits", "wait")+" for you again.")
}

func touchID(r *http.Request) goodturn.ID { return goodturn.ID(r.PathValue("id")) }

func (a *admin) messageApprove(w http.ResponseWriter, r *http.Request) error {
	return a.approve(w, r, "/messages", touchID(r), formValue(r, "seen"))
}

func (a *admin) messageTakeBack(w http.ResponseWriter, r *http.Request) error {
	return a.takeBack(w, r, []goodturn.ID{touchID(r)})
}

func (a *admin) messageSkip(w http.ResponseWriter, r *http.Request) error {
	if err := a.Approvals.SkipTouch(r.Context(), by(r), touchID(r)); err != nil {
		return err
	}
	return a.done(w, "/messages", "It is left out. The plan goes on.")
}

func (a *admin) messageArrived(w http.ResponseWriter, r *http.Request) error {
	if err := a.Program.ResolveUnknown(r.Context(), by(r), touchID(r), true); err != nil {
		return err
	}
	return a.done(w, "/", "Noted. It counts as delivered.")
}

func (a *admin) messageLost(w http.ResponseWriter, r *http.Request) error {
	if err := a.Program.ResolveUnknown(r.Context(), by(r), touchID(r), false); err != nil {
		return err
	}
	return a.done(w, "/", "Noted. It counts as not sent, and it is not sent again by itself.")
}

// stepAuto lets a step go by itself, or asks for each message of it again.
func (a *admin) stepAuto(w http.ResponseWriter, r *http.Request) error {
	auto := formValue(r, "auto") == "yes"
	if err := a.Approvals.LetStepGo(r.Context(), by(r), formValue(r, "plan"), r.PathValue("step"), auto); err != nil {
		return err
	}
	if auto {
		return a.done(w, "/messages", "It goes by itself from now on. You can change that under Words.")
	}
	return a.done(w, "/messages", "You are asked about each of them.")
}

// message is one message before it leaves, to read and change, or as it left.
func (a *admin) message(w http.ResponseWriter, r *http.Request) error {
	v, err := a.messageForm(r)
	if err != nil {
		return err
	}
	return a.page(w, r, "messages", v.What, MessageEditPage(v))
}

func (a *admin) messageForm(r *http.Request) (MessageEdit, error) {
	t, c, title, left, err := a.View.Left(r.Context(), touchID(r))
	if err != nil {
		return MessageEdit{}, err
	}
	now, zone := a.Clock.Now(), say.ZoneNamed(t.Zone)
	v := MessageEdit{Queued: Queued{Person: personOf(c), ID: string(t.ID), What: goodturn.LowerFirst(title), When: say.Clock(touchTime(t), now, zone), Edited: t.Edited, Tag: stateTag(t, false)},
		Words: withQuery("/words/"+t.Step, "plan", t.Playbook), PS: t.PS, Text: playbook.FormOf(t.Channel).Plain()}
	if t.State != goodturn.Planned {
		v.Gone = goneWords(t, now, zone)
		if left.Text != "" {
			v.Preview = []Letter{letterFrom(left, v.Name)}
			v.Preview[0].Text = v.Text
		}
		return v, nil
	}
	d, err := a.Approvals.Draft(r.Context(), t.ID)
	if err != nil {
		return v, err
	}
	v.Subject, v.Body = d.Subject, d.Body
	v.Preview = []Letter{draftLetter(d.Draft, v.Name)}
	lives, err := a.View.Lives(r.Context(), t)
	v.Note = "It is approved."
	switch life := lives[t.ID]; {
	case life.Says != "":
		v.Note = life.Says
	case t.Channel == goodturn.ChannelDM:
		v.Note = "Its words come under To do on its day, for you to send."
	case t.ApprovedAt.IsZero():
		v.Note = "It waits for your yes."
	}
	ranOut, lasts := approvals.Lasting(d.Draft)
	v.Note = strings.TrimSpace(v.Note + " " + ranOut + lasts + " " + d.Aging)
	return v, err
}

func goneWords(t goodturn.Touch, now time.Time, zone *time.Location) string {
	at := say.Clock(touchTime(t), now, zone)
	switch t.State {
	case goodturn.Sent:
		return "It left: " + at + ". What has left cannot be changed."
	case goodturn.Unknown:
		if t.Channel == goodturn.ChannelDM {
			return "Its words were given to you to send: " + at + ". You have not said yet whether it went out."
		}
		return "It may have left: " + at + ". It is not sent again by itself."
	case goodturn.Claimed, goodturn.Committing:
		return "It is on its way right now."
	case goodturn.Tasked:
		return "It was handed to you as something to do."
	}
	why := ""
	if len(t.Reasons) > 0 {
		why = " " + t.Reasons[0].Info().Sentence
	}
	return "It does not go out." + why
}

// typed takes what was typed over a message. Words that stayed as they were are no change.
func (a *admin) typed(r *http.Request) (subject, body, ps string, err error) {
	subject, body, ps = formValue(r, "subject"), normalLines(r.PostFormValue("body")), formValue(r, "ps")
	d, err := a.Approvals.Draft(r.Context(), touchID(r))
	if err != nil {
		return "", "", "", err
	}
	if !d.Touch.Edited && subject == d.Subject && normalLines(d.Body) == body {
		subject, body = "", ""
	}
	return subject, body, ps, nil
}

// messageEdit keeps words of one's own for one message.
func (a *admin) messageEdit(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), touchID(r)
	subject, body, ps, err := a.typed(r)
	if err != nil {
		return err
	}
	step := r.PostFormValue("step")
	again := func(err error) error {
		v, ferr := a.messageForm(r)
		if ferr != nil {
			return ferr
		}
		v.Subject, v.Body, v.PS = formValue(r, "subject"), r.PostFormValue("body"), ps
		tried, terr := a.Approvals.TryEdit(ctx, id, subject, body, ps)
		if terr == nil {
			v.Findings, v.Preview = findingsFrom(tried.Findings), []Letter{letterFrom(tried.Letter, v.Name)}
		}
		if err == nil {
			err = terr
		}
		if err != nil {
			if v.Wrong, err = wrongOf(err); err != nil {
				return err
			}
			return a.again(w, r, "messages", v.What, MessageEditPage(v))
		}
		return a.page(w, r, "messages", v.What, MessageEditPage(v))
	}
	if step == "look" {
		return again(nil)
	}
	if step == "approve" {
		if err := refused(ctx, http.MethodPost, "/messages/"+string(id)+"/approve"); err != nil {
			return err
		}
	}
	kept, err := a.Approvals.Write(ctx, by(r), id, approvals.Own{Words: subject != "" || body != "", Subject: subject, Body: body, Below: true, PS: ps})
	if err != nil {
		return again(err)
	}
	if step == "approve" {
		return a.approve(w, r, "/messages", id, approvals.Version(kept.Letter))
	}
	return a.done(w, "/messages/"+string(id), "Kept.")
}

// messageRevert brings the playbook's words back.
func (a *admin) messageRevert(w http.ResponseWriter, r *http.Request) error {
	if _, err := a.Approvals.EditTouch(r.Context(), by(r), touchID(r), "", ""); err != nil {
		return err
	}
	return a.done(w, "/messages/"+string(touchID(r)), "The words are as they were.")
}

// messagePreview follows what is typed.
func (a *admin) messagePreview(w http.ResponseWriter, r *http.Request) error {
	subject, body, ps, err := a.typed(r)
	if err != nil {
		return err
	}
	tried, err := a.Approvals.TryEdit(r.Context(), touchID(r), subject, body, ps)
	if err != nil {
		wrong, err := wrongOf(err)
		if err != nil {
			return err
		}
		return web.Render(w, r, Preview(nil, []Finding{{Message: wrong.Message, Hint: wrong.Hint, Blocking: true}}))
	}
	return web.Render(w, r, Preview([]Letter{letterFrom(tried.Letter, "")}, findingsFrom(tried.Findings)))
}
