package admin

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// explained finds what an error says to people; anything else stays in the log.
func explained(err error) *goodturn.Error {
	var e *goodturn.Error
	if errors.As(err, &e) {
		return e
	}
	return &goodturn.Error{Message: "Something went wrong on our side.", Hint: "Nothing was changed. Try again."}
}

// back is the page that a button stood on, as the browser says it; the first page where it does not.
func back(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return "/"
	}
	return inside(u.RequestURI())
}

func (a *admin) wakeSweep() {
	if a.Wake != nil {
		a.Wake("sweep")
	}
}

func (a *admin) pause(w http.ResponseWriter, r *http.Request) error {
	if err := a.Program.Pause(r.Context(), userIn(r.Context()).ID, "by hand"); err != nil {
		return err
	}
	return a.done(w, back(r), "Everything is paused. Nothing leaves until you resume.")
}

func (a *admin) resume(w http.ResponseWriter, r *http.Request) error {
	if err := a.Program.Resume(r.Context(), userIn(r.Context()).ID); err != nil {
		return err
	}
	a.wakeSweep()
	return a.done(w, back(r), "Going on. What went stale meanwhile is not sent.")
}

func (a *admin) observe(w http.ResponseWriter, r *http.Request) error {
	if err := a.Program.Observe(r.Context(), userIn(r.Context()).ID); err != nil {
		return err
	}
	return a.done(w, "/", "Watching only. Nothing leaves.")
}

// live shows who would get what in the coming two weeks, and what is missing before anything can leave.
func (a *admin) live(w http.ResponseWriter, r *http.Request) error {
	lacks, err := a.Program.BeforeLive(r.Context())
	if err != nil {
		return err
	}
	coming, err := a.View.LivePreview(r.Context(), 14, 200)
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
	v := Live{Already: set.Mode == goodturn.ModeLive, Action: "/live", Lead: "This is who would hear from you. Nothing that came due before you begin is caught up.",
		Rules: []string{"In the first week at most three messages a day leave, each after you have approved it. You can pause at any time."}}
	if set.Mode == goodturn.ModeLive {
		v.Lead = "This is who hears from you. What waits says why."
		v.Rules = []string{"You can pause at any time."}
		if set.Approve {
			v.Rules = []string{"Each leaves after you have approved it. You can pause at any time."}
		}
		if a.Clock.Now().Before(set.LiveAt.Add(aWeek)) {
			v.Rules = append([]string{"In the first week at most three messages a day leave."}, v.Rules...)
		}
	}
	v.Missing = missing(lacks)
	for _, c := range coming {
		day := c.Day.Weekday().String() + " " + c.Day.Long()
		if n := len(v.Days); n == 0 || v.Days[n-1].Title != day {
			v.Days = append(v.Days, Day{Title: day})
		}
		d := &v.Days[len(v.Days)-1]
		d.Rows = append(d.Rows, Planned{Person: Person{c.Contact.ID, c.Contact.Name()}, When: c.Local, What: lowerFirst(c.Title), Why: c.Needs, Href: "/people/" + string(c.Contact.ID)})
	}
	return a.page(w, r, "settings", "Going live", LivePage(v))
}

func (a *admin) goLive(w http.ResponseWriter, r *http.Request) error {
	if err := a.Program.GoLive(r.Context(), userIn(r.Context()).ID); err != nil {
		return err
	}
	a.wakeSweep()
	return a.done(w, "/", "Messages leave from now on, three a day at first, each after you have approved it.")
}

// stopped is the page of the safety stop.
func (a *admin) stopped(w http.ResponseWriter, r *http.Request) error {
	held, err := a.Program.LookAtHold(r.Context())
	if err != nil && goodturn.ErrorCode(err) != goodturn.CodeNotFound { // not found: nothing is stopped
		return err
	}
	me := userIn(r.Context())
	v := Stopped{Done: held.Why == "", Why: sentence(held.Why), Since: a.when(held.Since, me)}
	if !v.Done {
		v.Gap = thousands(held.Touches) + " planned messages to " + thousands(held.People) + " people may have left unseen, " + thousands(held.Asks) + " of them asks."
		v.Choices = []Choice{{Title: "Count them as sent and go on", Text: "Nobody among them is asked again before 90 days have passed.", Act: Action{Text: "Count as sent", Href: "/stopped", Post: true, Style: "go"}}}
	}
	return a.page(w, r, "settings", "Stopped", StoppedPage(v))
}

func (a *admin) reconcile(w http.ResponseWriter, r *http.Request) error {
	if _, err := a.Program.Reconcile(r.Context(), userIn(r.Context()).ID); err != nil {
		return err
	}
	a.wakeSweep()
	return a.done(w, "/", "Counted as sent. Goodturn goes on.")
}
