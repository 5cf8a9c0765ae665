package sim

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook/story"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// Miss is a line of a story that did not come true.
type Miss struct {
	Line int
	Want string // what the line says
	Got  string // what was seen instead
}

// String tells a miss as a person reads it.
func (m Miss) String() string { return fmt.Sprintf("line %d: %s\n\t%s", m.Line, m.Want, m.Got) }

// teller plays one chapter.
type teller struct {
	w        *World
	chapter  story.Chapter
	owner    goodturn.User
	people   map[string]*character
	houses   map[string]goodturn.ID // first member, by the story's own name
	sent     []capture.Captured
	seen     []departed
	misses   []Miss
	figures  *figures
	requests *requests.Requests
	plan     string // the workspace's main one
}

// character is somebody in a story.
type character struct {
	name string
	id   goodturn.ID
	zone *time.Location
}

// departed is a message that left, found again as a touch.
type departed struct {
	at      time.Time
	touch   goodturn.Touch
	channel goodturn.Channel // by which it really went
}

// Tell plays one chapter of a plan's story through the real engine on a virtual clock and gives the lines that did not come true. A
// plan that is asked for by hand stands beside the one for closings.
func Tell(ctx context.Context, e Engine, plan string, c story.Chapter) ([]Miss, error) {
	pack := e.Library[plan]
	if pack == nil {
		return nil, goodturn.NotFound("plan named " + plan)
	}
	t := &teller{chapter: c, plan: plan, people: map[string]*character{}, houses: map[string]goodturn.ID{}, figures: &figures{}}
	e.Market = t.figures
	if pack.Playbook.EnrolsOn == "hand" {
		t.plan = "real-estate"
	}
	first := c.Lines[0].At.Date
	w, err := New(ctx, e, Options{At: schedule.At(first, 0, 0, time.UTC)})
	if err != nil {
		return nil, err
	}
	defer w.Close()
	t.w, t.requests, t.figures.clock = w, requests.New(w.Program), w.Clock
	w.Sent = func(m capture.Captured) { t.sent = append(t.sent, m) }
	if err := t.begin(ctx); err != nil {
		return nil, err
	}
	t.cast()
	end, err := t.write()
	if err != nil {
		return nil, err
	}
	if err := w.Run(ctx, end); err != nil {
		return nil, err
	}
	if err := t.find(ctx); err != nil {
		return nil, err
	}
	if err := t.judge(ctx); err != nil {
		return nil, err
	}
	slices.SortStableFunc(t.misses, func(a, b Miss) int { return a.Line - b.Line })
	return t.misses, nil
}

// begin makes the owner and a workspace that is live and waits for nobody.
func (t *teller) begin(ctx context.Context) error {
	now := t.w.Clock.Now()
	t.owner = goodturn.User{
		Email: "dana@example.com", Name: "Dana Reed", Role: goodturn.RoleOwner, Active: true, Zone: "America/New_York",
		Voice:   goodturn.Voice{FirstName: "Dana", Greeting: "Hi", SignOff: "Warmly, Dana", Phone: "212-555-0100", Brokerage: "Reed Homes"},
		Mailbox: goodturn.Mailbox{Host: "mail.example.com", From: "dana@example.com", ProvedAt: now.UnixMilli()},
	}
	return t.w.DB.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertUser(&t.owner); err != nil {
			return err
		}
		return tx.SaveSettings(goodturn.Settings{
			Name: "Reed Homes", Pack: t.plan, PostalAddress: "1 Main Street, Springfield, NY 10001", Region: "US", Zone: "America/New_York", Mode: goodturn.ModeLive,
			LiveAt: now.Add(-30 * goodturn.Day), TestMessageAt: now, PublicURL: "https://answers.example.com", PublicProvedAt: now,
		})
	})
}

// cast finds everybody's zone before anything happens: a line's own time is theirs.
func (t *teller) cast() {
	for _, l := range t.chapter.Lines {
		if l.Verb != story.Closing && l.Verb != story.Import && l.Verb != story.Knows {
			continue
		}
		zone, err := schedule.LoadZone(l.Options["zone"])
		if l.Options["zone"] == "" || err != nil {
			zone, _ = schedule.LoadZone("America/New_York") // the owner's, which is embedded
		}
		t.people[l.Subject] = &character{name: l.Subject, zone: zone}
	}
}

func (t *teller) zone(l story.Line) *time.Location {
	if p := t.people[l.Subject]; p != nil {
		return p.zone
	}
	zone, _ := schedule.LoadZone("America/New_York")
	return zone
}

// write notes everything that happens, and says when the story is over.
func (t *teller) write() (end time.Time, err error) {
	var last time.Time
	for _, l := range t.chapter.Lines {
		zone := t.zone(l)
		at := schedule.At(l.At.Date, 12, 0, zone)
		switch {
		case l.At.Hours > 0:
			at = last.Add(time.Duration(l.At.Hours) * time.Hour)
		case l.At.Clock >= 0:
			at = schedule.At(l.At.Date, l.At.Clock/60, l.At.Clock%60, zone)
		case l.Verb == story.Sets, l.Verb == story.Closing, l.Verb == story.Knows:
			at = schedule.At(l.At.Date, 8, 0, zone)
		}
		over := schedule.At(l.At.Date.AddDays(1), 0, 0, zone)
		for _, d := range append(l.Args, l.At.Last.String()) {
			if day, err := goodturn.ParseDate(d); err == nil && !day.IsZero() && l.Verb == story.Silent {
				over = schedule.At(day.AddDays(1), 0, 0, zone)
			}
		}
		if !l.At.Last.IsZero() {
			over = schedule.At(l.At.Last.AddDays(1), 0, 0, zone)
		}
		if over.After(end) {
			end = over
		}
		if l.Expects() {
			if l.Verb == story.Reward {
				t.w.At(over.Add(-time.Minute), func(ctx context.Context) error { return t.reward(ctx, l) })
			}
			if l.Verb == story.Why {
				t.w.At(over.Add(-time.Minute), func(ctx context.Context) error { return t.why(ctx, l) })
			}
			if l.Verb == story.Sends {
				last = time.Time{} // hours after a message count from the message: settled when it happens
				at = schedule.At(l.At.Date, 10, 0, zone)
			}
			last = at
			continue
		}
		do, err := t.deed(l)
		if err != nil {
			return end, err
		}
		if l.At.Hours > 0 {
			t.after(l, do)
			continue
		}
		last = at
		t.w.At(at, do)
	}
	if slices.ContainsFunc(t.chapter.Lines, func(l story.Line) bool { return l.Verb == story.Knows }) {
		t.readMornings(t.chapter.Lines[0].At.Date, goodturn.DateOf(end))
	}
	return end.Add(time.Hour), nil
}

// after has something happen hours behind the last message to somebody on that day, looked for once the day's hours are over where
// they live; without one, hours behind ten in the morning.
func (t *teller) after(l story.Line, do func(context.Context) error) {
	zone := t.zone(l)
	start := schedule.At(l.At.Date, 0, 0, zone)
	var look func(context.Context) error
	look = func(ctx context.Context) error {
		now := t.w.Clock.Now()
		for i := len(t.sent) - 1; i >= 0; i-- {
			if m := t.sent[i]; !m.At.Before(start) && m.Message.To.Address == l.Subject+"@example.com" {
				t.w.At(m.At.Add(time.Duration(l.At.Hours)*time.Hour), do)
				return nil
			}
		}
		if now.Before(start.Add(20 * time.Hour)) {
			t.w.At(now.Add(15*time.Minute), look)
			return nil
		}
		return do(ctx)
	}
	t.w.At(start.Add(9*time.Hour), look)
}

// deed makes what a line says happen.
func (t *teller) deed(l story.Line) (func(context.Context) error, error) {
	p := t.w.Program
	on := func(do func(context.Context, goodturn.ID) error) func(context.Context) error {
		return func(ctx context.Context) error {
			who := t.people[l.Subject]
			if who == nil || who.id == "" {
				return fmt.Errorf("line %d: nobody called %s is known yet", l.Line, l.Subject)
			}
			if err := do(ctx, who.id); err != nil {
				return fmt.Errorf("line %d: %w", l.Line, err)
			}
			return nil
		}
	}
	told := program.Told{By: t.owner.ID, Text: l.Text}
	switch l.Verb {
	case story.Closing, story.Import:
		return func(ctx context.Context) error { return t.enter(ctx, l) }, nil
	case story.Knows:
		return func(ctx context.Context) error { return t.knows(ctx, l) }, nil
	case story.Asks, story.Cannot:
		return on(func(ctx context.Context, id goodturn.ID) error { return t.asks(ctx, id, l) }), nil
	case story.Did:
		return on(t.did), nil
	case story.Offers:
		return on(func(ctx context.Context, id goodturn.ID) error {
			return t.requests.KeepInTouch(ctx, id, requests.Known{By: t.owner.ID, Offer: l.Text})
		}), nil
	case story.Taps:
		return on(func(ctx context.Context, id goodturn.ID) error { return t.taps(ctx, id, l.Args[0]) }), nil
	case story.Replies:
		return on(func(ctx context.Context, id goodturn.ID) error { return p.Replied(ctx, id, told) }), nil
	case story.Bounces:
		return on(func(ctx context.Context, id goodturn.ID) error { return p.Bounced(ctx, id, "", told) }), nil
	case story.Talked:
		return on(func(ctx context.Context, id goodturn.ID) error { return p.Talked(ctx, id, program.OutcomeTalked, told) }), nil
	case story.Ended:
		return on(func(ctx context.Context, id goodturn.ID) error { return p.TalkEnded(ctx, id, l.Text, told) }), nil
	case story.Notes:
		return on(func(ctx context.Context, id goodturn.ID) error { return t.notes(ctx, id, l) }), nil
	case story.Moves:
		return on(func(ctx context.Context, id goodturn.ID) error {
			return t.w.People.NoteLife(ctx, id, people.Life{Event: goodturn.EventMoved, By: t.owner.ID})
		}), nil
	case story.Leaves:
		return on(func(ctx context.Context, id goodturn.ID) error { return p.LeaveOut(ctx, id, "", t.owner.ID) }), nil
	case story.Takes:
		return on(func(ctx context.Context, id goodturn.ID) error { return p.TakeIn(ctx, id, t.owner.ID) }), nil
	case story.Corrects:
		return on(func(ctx context.Context, id goodturn.ID) error { return t.corrects(ctx, id, l) }), nil
	case story.Names:
		return on(func(ctx context.Context, id goodturn.ID) error {
			_, err := introductions.New(p).GaveName(ctx, id, introductions.Name{Friend: l.Text, MayTell: l.Options["told"] == "yes", Told: program.Told{By: t.owner.ID}})
			return err
		}), nil
	case story.Reaches:
		return on(func(ctx context.Context, id goodturn.ID) error { return t.reaches(ctx, id, goodturn.Stage(l.Args[0])) }), nil
	case story.Thanks:
		return on(t.thanks), nil
	case story.Gives:
		return on(t.gives), nil
	case story.Sets:
		return func(ctx context.Context) error { return t.sets(ctx, l) }, nil
	case story.Pauses:
		return func(ctx context.Context) error { return p.Pause(ctx, t.owner.ID, "") }, nil
	case story.Resumes:
		return func(ctx context.Context) error { return p.Resume(ctx, t.owner.ID) }, nil
	}
	return nil, goodturn.Invalid("", fmt.Sprintf("line %d: nobody knows how to play %q.", l.Line, l.Verb), "Teach package sim, or use another verb.")
}

// taps answers the last ask.
func (t *teller) taps(ctx context.Context, id goodturn.ID, word string) error {
	if word == "stop" {
		_, err := answers.New(t.w.Program).Unsubscribe(ctx, t.w.Program.Links.Token(link.Unsubscribe, id))
		return err
	}
	var ask goodturn.Ask
	if err := t.w.DB.Read(ctx, func(tx *store.Tx) error {
		asks, err := tx.Asks(id)
		if err == nil && len(asks) == 0 {
			err = goodturn.NotFound("ask to answer")
		}
		if err == nil {
			ask = asks[0]
		}
		return err
	}); err != nil {
		return err
	}
	answer := goodturn.Answer(strings.ReplaceAll(word, "-", "_"))
	_, err := answers.New(t.w.Program).Change(ctx, t.w.Program.Links.Token(link.Answer, ask.ID), ask.Answer, answer, "page")
	return err
}

func (t *teller) notes(ctx context.Context, id goodturn.ID, l story.Line) error {
	life := people.Life{Event: goodturn.EventNotGoodTime, Kind: l.Args[0], By: t.owner.ID}
	if until := l.Options["until"]; until != "" {
		d, err := goodturn.ParseDate(until)
		if err != nil {
			return err
		}
		life.Until = d
	}
	if life.Kind == "separation" {
		life.Event, life.Kind = goodturn.EventSeparated, ""
	}
	return t.w.People.NoteLife(ctx, id, life)
}

func (t *teller) corrects(ctx context.Context, id goodturn.ID, l story.Line) error {
	e := people.Edit{By: t.owner.ID}
	for key, v := range l.Options {
		switch key {
		case "date":
			d, err := goodturn.ParseDate(v)
			if err != nil {
				return err
			}
			e.Closed = &d
		case "side":
			s := goodturn.Side(v)
			if v == "unknown" {
				s = goodturn.SideUnknown
			}
			e.Side = &s
		case "email":
			e.Email = &v
		case "zone":
			e.Zone = &v
		case "street":
			e.Home = &v
		}
	}
	_, err := t.w.People.SaveEdit(ctx, id, e)
	return err
}

func (t *teller) sets(ctx context.Context, l story.Line) error {
	return t.w.DB.Write(ctx, func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		for key, v := range l.Options {
			switch key {
			case "tempo":
				s.Tempo = goodturn.Tempo(v)
			case "name":
				s.Name = v
			case "reward":
				if err := t.promises(tx, v, l.Options["friend"]); err != nil {
					return err
				}
			case "review_link":
				t.owner.Voice.ReviewURL = "https://reviews.example.com/dana"
			case "area_note":
				t.owner.Voice.AreaNote, t.owner.Voice.AreaNoteFor, t.owner.Voice.AreaNoteAt = v, "US", l.At.Date
			case "market":
				t.figures.set(v)
			case "rates":
				t.figures.rates, t.figures.at = v, goodturn.Date{}
			case "sms":
				return goodturn.Invalid("sms", "Texts are not connected in stories yet.", "Leave sms= out.")
			}
		}
		if err := tx.UpdateUser(t.owner); err != nil {
			return err
		}
		return tx.SaveSettings(s)
	})
}
