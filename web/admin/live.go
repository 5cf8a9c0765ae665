package admin

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/goodturn-app/goodturn"
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
	return a.done(w, "/", "Nothing leaves until you say so.")
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
