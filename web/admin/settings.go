package admin

import (
	"net/http"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// settings shows what holds now. What cannot be changed in the browser yet is changed with a command, which stands beside it.
func (a *admin) settings(w http.ResponseWriter, r *http.Request) error {
	var set goodturn.Settings
	if err := a.DB.Read(r.Context(), func(tx *store.Tx) (err error) {
		set, err = tx.Settings()
		return err
	}); err != nil {
		return err
	}
	me := userIn(r.Context())
	or := func(s, none string) string {
		if strings.TrimSpace(s) == "" {
			return none
		}
		return s
	}
	mailbox := "None is connected yet: goodturn admin mailbox"
	if me.Mailbox.Host != "" {
		mailbox = or(me.Mailbox.From, me.Email) + " through " + me.Mailbox.Host
	}
	s := set.WithDefaults()
	v := Settings{Groups: []SettingsGroup{
		{Title: "You", Rows: []SettingsRow{
			{Text: "Your voice", Now: or(me.Voice.Greeting, "Hi") + " …, " + or(me.Voice.SignOff, me.Name), Href: "/settings"},
			{Text: "Your mailbox", Now: mailbox, Href: "/settings"},
			{Text: "Postal address", Now: or(set.PostalAddress, "Missing: goodturn admin set postal-address"), Href: "/settings"},
		}},
		{Title: "Sending", Rows: []SettingsRow{
			{Text: "Watching or live", Now: or(string(s.Mode), "watching only"), Href: "/live"},
			{Text: "Tempo", Now: string(s.Tempo), Href: "/settings"},
			{Text: "Public address", Now: or(set.PublicURL, "None: clients answer by replying, which always works"), Href: "/settings"},
		}},
	}}
	return a.page(w, r, "settings", "Settings", SettingsPage(v))
}
