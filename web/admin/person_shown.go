package admin

import (
	"net/http"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/friends"
)

// personPicture is the picture that somebody shows to friends on the page that they pass on.
func (a *admin) personPicture(w http.ResponseWriter, r *http.Request) error {
	x, err := friends.New(a.Program).Shown(r.Context(), personID(r))
	if err == nil && len(x.Picture) == 0 {
		err = goodturn.NotFound("picture")
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/jpeg")
	_, err = w.Write(x.Picture)
	return err
}

// shownRemove takes down what somebody shows to friends: it stands on the owner's page, and the owner may.
func (a *admin) shownRemove(w http.ResponseWriter, r *http.Request) error {
	if err := friends.New(a.Program).TakeDown(r.Context(), personID(r)); err != nil {
		return err
	}
	return a.done(w, "/people/"+string(personID(r)), "Taken down. Friends see their first name and nothing else of them.")
}

// linkEnd makes the link that somebody passes on lead nowhere.
func (a *admin) linkEnd(w http.ResponseWriter, r *http.Request) error {
	if err := friends.New(a.Program).EndLink(r.Context(), personID(r), by(r)); err != nil {
		return err
	}
	return a.done(w, "/people/"+string(personID(r)), "Ended. Whoever opens that link reads that it leads nowhere; another yes of theirs makes a new one.")
}
