package admin

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/store"
)

// change writes what the owner chose for the workspace.
func (a *admin) change(ctx context.Context, fn func(s *goodturn.Settings)) error {
	return a.DB.Write(ctx, func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		fn(&s)
		return tx.SaveSettings(s)
	})
}

// changeMe writes what somebody chose for themselves.
func (a *admin) changeMe(r *http.Request, fn func(u *goodturn.User)) error {
	return a.DB.Write(r.Context(), func(tx *store.Tx) error {
		u, err := tx.User(by(r))
		if err != nil {
			return err
		}
		fn(&u)
		return tx.UpdateUser(u)
	})
}

// settings lists what can be set, each with what holds now.
func (a *admin) settings(w http.ResponseWriter, r *http.Request) error {
	set, err := a.settingsNow(r)
	if err != nil {
		return err
	}
	var users []goodturn.User
	var sums []store.SeriesSum
	if err := a.DB.Read(r.Context(), func(tx *store.Tx) (err error) {
		if users, err = tx.Users(); err != nil {
			return err
		}
		sums, err = tx.SeriesSums()
		return err
	}); err != nil {
		return err
	}
	sum, err := a.Program.LastSum(r.Context())
	if err != nil {
		return err
	}
	inUse, err := a.Plans.List(r.Context())
	if err != nil {
		return err
	}
	me := userIn(r.Context())
	v := Settings{[]SettingsGroup{
		{"You", []SettingsRow{
			{"Your voice", voiceNow(me.Voice), "/settings/voice", Tag{}},
			a.mailboxRow(me),
			{"People and log-in", peopleNow(users), "/settings/people", Tag{}},
		}},
		{"The plan", []SettingsRow{
			{"Plans", plansNow(inUse), "/settings/plans", Tag{}},
			{"How soon to ask", tempoNow(set.Tempo), "/settings/tempo", Tag{}},
			{"Days off", daysNow(set.BlackoutDays), "/settings/days", Tag{}},
			{"Words", "Every message of the plan, as clients get it.", "/words", Tag{}},
			reviewRow(me),
		}},
		{"The business", []SettingsRow{
			addressRow(set),
			publicRow(set),
			marketRow(set, sums),
			{"Bring a list", "A file with the people you helped, and the files brought before.", "/import", Tag{}},
			{"Other systems", "Take everything along, keys for programs, news for other systems.", "/settings/systems", Tag{}},
		}},
		{"Sending", []SettingsRow{a.modeRow(set, me), a.sumRow(sum, me)}},
	}}
	if _, allowed := rewards.Visible(set.WithDefaults(), a.Program.PackOf, goodturn.DateOf(a.Clock.Now().UTC())); allowed.Visible { // elsewhere nothing speaks of it
		v.Groups[1].Rows = append(v.Groups[1].Rows, SettingsRow{"Rewards", "What is given for introductions, and what is owed.", "/rewards", Tag{}})
	}
	return a.page(w, r, "settings", "Settings", SettingsPage(v))
}

// stateWords are the states of a message as a page says them, in the order in which it lists them.
var stateWords = []struct {
	state goodturn.TouchState
	words string
}{{goodturn.Planned, "planned"}, {goodturn.Claimed, "on their way"}, {goodturn.Committing, "at the last step"}, {goodturn.Sent, "sent"}, {goodturn.Unknown, "uncertain"}, {goodturn.Tasked, "calls and other things for you"},
	{goodturn.Skipped, "left out with a reason"}, {goodturn.Expired, "too late"}, {goodturn.Failed, "refused or came back"}, {goodturn.Cancelled, "no longer wanted"}}

// sumRow shows what the nightly count found: every message that was ever planned has become something.
func (a *admin) sumRow(s program.Sum, u goodturn.User) SettingsRow {
	row := SettingsRow{Text: "Every message counted", Href: "/messages"}
	if s.At.IsZero() {
		row.Now = "They are counted every night; the first night is still to come."
		return row
	}
	var parts []string
	for _, x := range stateWords {
		if n := s.States[x.state]; n > 0 {
			parts = append(parts, thousands(n)+" "+x.words)
		}
	}
	if s.Total == 0 {
		row.Now = "Nothing had been planned when they were last counted, " + goodturn.LowerFirst(a.when(s.At, u)) + "."
		return row
	}
	row.Now = "All " + thousands(s.Total) + ": " + strings.Join(parts, ", ") + ". Counted " + goodturn.LowerFirst(a.when(s.At, u)) + "."
	row.Tag = Tag{"adds up", Good}
	if len(s.Wrong) > 0 {
		row.Now, row.Tag = "They do not add up: "+strings.Join(s.Wrong, "; ")+". Keep a copy of today and report it.", Tag{"look", Danger}
	}
	return row
}

func voiceNow(v goodturn.Voice) string {
	greet, end := v.Greeting, strings.ReplaceAll(strings.ReplaceAll(v.SignOff, ",\n", "\n"), "\n", ", ")
	if greet == "" {
		greet = "Hi"
	}
	if end == "" {
		end = v.FirstName
	}
	s := greet + " … / " + end
	if v.Phone != "" {
		s += ", " + v.Phone
	}
	return s
}

func (a *admin) mailboxRow(u goodturn.User) SettingsRow {
	row := SettingsRow{Text: "Your mailbox", Href: "/settings/mailbox", Now: "None is connected, so nothing can leave.", Tag: Tag{"missing", Wait}}
	if u.Mailbox.Host == "" {
		return row
	}
	row.Now, row.Tag = fromOf(u)+"; no message to yourself has left yet.", Tag{"not tried", Wait}
	if u.Mailbox.ProvedAt > 0 {
		row.Now, row.Tag = fromOf(u)+"; a message to yourself left "+a.when(time.UnixMilli(u.Mailbox.ProvedAt), u)+".", Tag{"works", Good}
	}
	return row
}

func fromOf(u goodturn.User) string {
	if u.Mailbox.From != "" {
		return u.Mailbox.From
	}
	return u.Email
}

func peopleNow(users []goodturn.User) string {
	n := 0
	for _, u := range users {
		if u.Active {
			n++
		}
	}
	if n == 1 {
		return "You alone."
	}
	return thousands(n) + " people log in."
}

func tempoNow(t goodturn.Tempo) string {
	switch t {
	case goodturn.Careful:
		return "Careful: the first ask after 180 days."
	case goodturn.Warm:
		return "Warm: the first ask after 60 days."
	}
	return "Usual: the first ask after 90 days."
}

func daysNow(days []goodturn.Date) string {
	switch len(days) {
	case 0:
		return "None of your own. Public holidays are left out by themselves."
	case 1:
		return days[0].Long()
	}
	return thousands(len(days)) + " days, the first " + days[0].Long()
}

func reviewRow(u goodturn.User) SettingsRow {
	if u.Voice.ReviewURL == "" {
		return SettingsRow{"Reviews", "No review link, so nobody is asked for one.", "/settings/reviews", Tag{"off", Plain}}
	}
	return SettingsRow{"Reviews", u.Voice.ReviewURL, "/settings/reviews", Tag{"on", Good}}
}

func addressRow(s goodturn.Settings) SettingsRow {
	if s.PostalAddress == "" {
		return SettingsRow{"Postal address", "Missing. The law wants it below every message.", "/settings/address", Tag{"missing", Wait}}
	}
	return SettingsRow{"Postal address", s.PostalLine(), "/settings/address", Tag{}}
}

func publicRow(s goodturn.Settings) SettingsRow {
	row := SettingsRow{Text: "Public address", Href: "/settings/public", Now: "None. People answer by replying; that works without it."}
	if s.PublicURL == "" {
		return row
	}
	switch row.Now, row.Tag = s.PublicURL, (Tag{"not reached", Wait}); {
	case s.Demo:
		row.Now, row.Tag = "Of the sample. Links in the caught messages open here.", Tag{}
	case !s.PublicProvedAt.IsZero():
		row.Tag = Tag{"works", Good}
	}
	return row
}

func marketRow(s goodturn.Settings, sums []store.SeriesSum) SettingsRow {
	row := SettingsRow{Text: "Figures of the market", Href: "/settings/market", Now: "Nothing is on file; messages do without figures."}
	var newest goodturn.Date
	for _, x := range sums {
		if x.Newest.After(newest) {
			newest = x.Newest
		}
	}
	if s.Demo {
		row.Now = "Of the sample: what New York homes sold for." // it is handed in, and not loaded
	}
	if !newest.IsZero() {
		row.Now = "On file until " + newest.Long() + "."
	}
	if s.MarketFetch {
		row.Tag = Tag{"fetched by itself", Good}
	}
	return row
}

func (a *admin) modeRow(s goodturn.Settings, u goodturn.User) SettingsRow {
	if s.Mode != goodturn.ModeLive {
		return SettingsRow{"Watching or sending", "Watching only. Nothing leaves.", "/live", Tag{"watching", Wait}}
	}
	now := "Messages leave since " + a.when(s.LiveAt, u) + "."
	if first := s.LiveAt.Add(7 * goodturn.Day); a.Clock.Now().Before(first) {
		now = fmt.Sprintf("Messages leave, at most %d a day until %s.", s.FirstWeekPerDay, first.In(zoneOf(u)).Format("Monday 2 January"))
	}
	return SettingsRow{"Watching or sending", now, "/live", Tag{"sending", Good}}
}
