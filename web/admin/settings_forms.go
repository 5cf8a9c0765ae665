package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	source "github.com/goodturn-app/goodturn/connect/market"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web"
)

// problemIn puts what is wrong beside the field that it is about; elsewhere at the top of the form.
func problemIn(v *SettingsForm, err error) error {
	e := explained(err)
	if e.Code == "" {
		return err
	}
	for i := range v.Fields {
		if v.Fields[i].Name == e.Field {
			v.Fields[i].Problem = strings.TrimSpace(e.Message + " " + e.Hint)
			return nil
		}
	}
	w, err := wrongOf(e)
	v.Wrong = w
	return err
}

// answerForm keeps a form, or shows it again with what is wrong in it.
func (a *admin) answerForm(w http.ResponseWriter, r *http.Request, v SettingsForm, err error, to, text string) error {
	if err == nil {
		return a.done(w, to, text)
	}
	if err := problemIn(&v, err); err != nil {
		return err
	}
	return a.again(w, r, "settings", v.Title, SettingsFormPage(v))
}

func (a *admin) showForm(w http.ResponseWriter, r *http.Request, v SettingsForm) error {
	return a.page(w, r, "settings", v.Title, SettingsFormPage(v))
}

// voiceForm is how somebody begins and ends a letter.
func voiceForm(v goodturn.Voice) SettingsForm {
	greet := Input{Name: "greeting", Label: "You begin with", Type: "select"}
	for _, g := range []string{"Hi", "Hello", "Dear"} {
		greet.Options = append(greet.Options, Option{Value: g, Text: g, Chosen: v.Greeting == g})
	}
	return SettingsForm{Title: "Your voice", Lead: "How you begin and end a letter. It stands in every message.", Action: "/settings/voice", Fields: []Input{
		{Name: "first_name", Label: "Your first name, as you sign", Value: v.FirstName, Complete: "given-name", Required: true},
		greet,
		{Name: "sign_off", Label: "You end with", Type: "lines", Value: v.SignOff, Hint: "For instance: Warmly, and your name below it."},
		{Name: "brokerage", Label: "Your firm", Value: v.Brokerage, Complete: "organization"},
		{Name: "license", Label: "License number", Value: v.License, Hint: "Where your state wants it below a message. May stay empty."},
		{Name: "phone", Label: "Your phone", Type: "tel", Value: v.Phone, Complete: "tel"},
		{Name: "calendar", Label: "Link to your calendar", Type: "url", Value: v.CalendarURL, Hint: "If people can book time with you online. May stay empty."},
		{Name: "sentence", Label: "One sentence of your own", Value: v.Sentence, Hint: "It may stand in a letter. May stay empty."},
		{Name: "area_note", Label: "A note on your area, in your words", Type: "lines", Value: v.AreaNote, Hint: "Used where no figures speak. It expires after a while. May stay empty."},
		{Name: "area_note_for", Label: "Where that holds", Value: v.AreaNoteFor, Hint: "For instance 11215; Brooklyn, NY. Whoever lives elsewhere is not told."},
	}}
}

// voiceTyped reads the form.
func (a *admin) voiceTyped(r *http.Request, old goodturn.Voice) goodturn.Voice {
	v := old
	v.FirstName, v.Greeting, v.SignOff = formValue(r, "first_name"), formValue(r, "greeting"), normalLines(formValue(r, "sign_off"))
	v.Brokerage, v.License, v.Phone = formValue(r, "brokerage"), formValue(r, "license"), formValue(r, "phone")
	v.CalendarURL, v.Sentence = formValue(r, "calendar"), formValue(r, "sentence")
	v.AreaNoteFor = formValue(r, "area_note_for")
	if note := normalLines(formValue(r, "area_note")); note != old.AreaNote {
		v.AreaNote, v.AreaNoteAt = note, goodturn.DateOf(a.Clock.Now().In(zoneOf(userIn(r.Context()))))
	}
	return v
}

func checkVoice(v goodturn.Voice) error {
	switch {
	case v.FirstName == "":
		return goodturn.Invalid("first_name", "Your first name is missing.", "It stands below every letter.")
	case !slices.Contains([]string{"Hi", "Hello", "Dear"}, v.Greeting):
		return goodturn.Invalid("greeting", "Choose one of these.", "")
	case v.CalendarURL != "" && !isLink(v.CalendarURL):
		return goodturn.Invalid("calendar", "That is no link.", "Copy it from your calendar; it begins with https://.")
	}
	if err := market.CheckNote(v); err != nil {
		return err
	}
	for _, x := range []struct{ field, text string }{{"sentence", v.Sentence}, {"area_note", v.AreaNote}, {"sign_off", v.SignOff}, {"brokerage", v.Brokerage}} {
		if x.text == "" {
			continue
		}
		if fs := message.LintSentence(x.text); message.Blocks(fs) {
			for _, f := range fs {
				if f.Severity == message.Block {
					return goodturn.Invalid(x.field, f.Message, f.Fix)
				}
			}
		}
	}
	return nil
}

func isLink(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Host != ""
}

// withSample shows beside the form how a letter sounds.
func (a *admin) withSample(r *http.Request, f SettingsForm, v goodturn.Voice) SettingsForm {
	f.Preview = []Letter{sampleVoiced(v, userIn(r.Context()))}
	if v.Sentence != "" {
		f.Findings = findingsFrom(message.LintSentence(v.Sentence))
	}
	return f
}

// sampleVoiced is a letter without content: only its first and last lines are the owner's.
func sampleVoiced(v goodturn.Voice, u goodturn.User) Letter {
	l := Letter{From: u.Name + " <" + fromOf(u) + ">", Subject: "Your letter", Body: []Para{{{Text: v.Greeting + " Ana,"}}, {{Text: "Here stands what the letter is about, in the words that you find under Words."}}}}
	if v.Sentence != "" {
		l.Body = append(l.Body, Para{{Text: v.Sentence}})
	}
	end := v.SignOff
	if end == "" {
		end = v.FirstName
	}
	var para Para
	for i, line := range strings.Split(end, "\n") {
		para = append(para, Span{Text: line, Break: i > 0})
	}
	if v.Phone != "" {
		para = append(para, Span{Text: v.Phone, Break: true})
	}
	l.Body = append(l.Body, para)
	if v.Brokerage != "" {
		l.Foot = []Para{{{Text: strings.TrimSpace(u.Name + ", " + v.Brokerage + " " + v.License)}}}
	}
	return l
}

func (a *admin) voice(w http.ResponseWriter, r *http.Request) error {
	v := userIn(r.Context()).Voice
	return a.showForm(w, r, a.withSample(r, voiceForm(v), v))
}

func (a *admin) voicePost(w http.ResponseWriter, r *http.Request) error {
	v, err := a.saveVoice(r)
	return a.answerForm(w, r, a.withSample(r, voiceForm(v), v), err, "/settings", "Your voice is kept. Messages that have not left speak with it.")
}

func (a *admin) saveVoice(r *http.Request) (goodturn.Voice, error) {
	v := a.voiceTyped(r, userIn(r.Context()).Voice)
	if err := checkVoice(v); err != nil {
		return v, err
	}
	return v, a.changeMe(r, func(u *goodturn.User) { u.Voice = v })
}

// voicePreview is the part of the form that follows what is typed.
func (a *admin) voicePreview(w http.ResponseWriter, r *http.Request) error {
	v := a.voiceTyped(r, userIn(r.Context()).Voice)
	f := a.withSample(r, SettingsForm{}, v)
	return web.Render(w, r, Preview(f.Preview, f.Findings))
}

func addressForm(s goodturn.Settings) SettingsForm {
	return SettingsForm{Title: "Postal address", Lead: "The law wants it below every message. A post box will do.", Action: "/settings/address", Fields: []Input{
		{Name: "name", Label: "Name of the business", Value: s.Name, Complete: "organization"},
		{Name: "postal", Label: "Address", Type: "lines", Value: s.PostalAddress, Complete: "street-address", Required: true},
		{Name: "region", Label: "State", Value: stateOf(s.Region), Example: "NY", Hint: "Its two letters or its name. The rules of that state are kept."},
		{Name: "zone", Label: "Your time zone", Type: "select", Options: zoneOptions(s.Zone)},
	}}
}

// zoneOptions are the zones of the United States, and whichever was chosen already.
func zoneOptions(chosen string) []Option {
	names := []string{"America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico"}
	if chosen != "" && !slices.Contains(names, chosen) {
		names = append(names, chosen)
	}
	out := make([]Option, len(names))
	for i, n := range names {
		_, city, _ := strings.Cut(n, "/")
		out[i] = Option{Value: n, Text: strings.ReplaceAll(city, "_", " "), Chosen: n == chosen}
	}
	return out
}

func (a *admin) address(w http.ResponseWriter, r *http.Request) error {
	set, err := a.settingsNow(r)
	if err != nil {
		return err
	}
	return a.showForm(w, r, addressForm(set))
}

func (a *admin) addressPost(w http.ResponseWriter, r *http.Request) error {
	f, err := a.saveAddress(r)
	return a.answerForm(w, r, f, err, "/settings", "The address is kept.")
}

func (a *admin) saveAddress(r *http.Request) (SettingsForm, error) {
	s := goodturn.Settings{Name: formValue(r, "name"), PostalAddress: normalLines(formValue(r, "postal")), Zone: formValue(r, "zone"), Region: "US"}
	was, err := a.settingsNow(r)
	if err != nil {
		return SettingsForm{}, err
	}
	abroad := false // a region of another country was set elsewhere, and stays as long as it is written here
	if st := strings.TrimPrefix(strings.ToUpper(formValue(r, "region")), "US-"); st != "" && st != "US" {
		if abroad = st == was.Region; abroad {
			s.Region = st
		} else {
			if code := connect.State(st); code != "" { // its name was written out
				st = code
			}
			s.Region = "US-" + st
		}
	}
	f := addressForm(s)
	if err := message.CheckPostal("postal", s.PostalAddress); err != nil {
		return f, err
	}
	switch {
	case s.Region != "US" && !abroad && len(schedule.ZoneOfState(strings.TrimPrefix(s.Region, "US-"))) == 0:
		return f, goodturn.Invalid("region", "There is no such state.", "Two letters, as NY.")
	case !schedule.KnowsZone(s.Zone):
		return f, goodturn.Invalid("zone", "Choose a time zone.", "")
	}
	err = a.change(r.Context(), func(now *goodturn.Settings) {
		now.Name, now.PostalAddress, now.Region, now.Zone = s.Name, s.PostalAddress, s.Region, s.Zone
	})
	if err != nil {
		return f, err
	}
	return f, a.changeMe(r, func(u *goodturn.User) {
		if u.Zone == "" {
			u.Zone = s.Zone
		}
	})
}

func daysForm(text string) SettingsForm {
	return SettingsForm{Title: "Days off", Lead: "Nothing leaves on these days. Public holidays are left out by themselves, and hours are counted where each person lives.", Action: "/settings/days",
		Fields: []Input{{Name: "days", Label: "Your days off", Type: "lines", Value: text, Hint: "One a line, as 2026-12-24."}}}
}

func (a *admin) days(w http.ResponseWriter, r *http.Request) error {
	set, err := a.settingsNow(r)
	if err != nil {
		return err
	}
	lines := make([]string, len(set.BlackoutDays))
	for i, d := range set.BlackoutDays {
		lines[i] = d.String()
	}
	return a.showForm(w, r, daysForm(strings.Join(lines, "\n")))
}

func (a *admin) daysPost(w http.ResponseWriter, r *http.Request) error {
	text := normalLines(formValue(r, "days"))
	var days []goodturn.Date
	var err error
	for line := range strings.FieldsSeq(text) {
		t, perr := time.Parse(time.DateOnly, line)
		if perr != nil {
			err = goodturn.Invalid("days", "“"+line+"” is no day.", "Write it as 2026-12-24, one a line.")
			break
		}
		if d := goodturn.DateOf(t); !slices.Contains(days, d) {
			days = append(days, d)
		}
	}
	if len(days) > 366 {
		err = goodturn.Invalid("days", "That is more than a year.", "To stop for long, pause instead.")
	}
	if err == nil {
		slices.SortFunc(days, func(x, y goodturn.Date) int { return strings.Compare(x.String(), y.String()) })
		err = a.change(r.Context(), func(s *goodturn.Settings) { s.BlackoutDays = days })
	}
	return a.answerForm(w, r, daysForm(text), err, "/settings", "Kept. Messages of these days go on another.")
}

func reviewForm(u string) SettingsForm {
	return SettingsForm{Title: "Reviews", Lead: "With a link, everybody is asked once for a review, whatever they may think: choosing only the happy ones is against the law.", Action: "/settings/reviews",
		Fields: []Input{{Name: "url", Label: "Link to your review page", Type: "url", Value: u, Hint: "Empty: nobody is asked."}}}
}

func (a *admin) reviews(w http.ResponseWriter, r *http.Request) error {
	return a.showForm(w, r, reviewForm(userIn(r.Context()).Voice.ReviewURL))
}

func (a *admin) reviewsPost(w http.ResponseWriter, r *http.Request) error {
	link := formValue(r, "url")
	var err error
	if link != "" && !isLink(link) {
		err = goodturn.Invalid("url", "That is no link.", "Copy it from your review page; it begins with https://.")
	} else {
		err = a.changeMe(r, func(u *goodturn.User) { u.Voice.ReviewURL = link })
	}
	return a.answerForm(w, r, reviewForm(link), err, "/settings", "Kept.")
}

func (a *admin) marketForm(r *http.Request) (SettingsForm, error) {
	f := SettingsForm{Title: "Figures of the market", Action: "/settings/market", Lead: "Home updates may quote what sold nearby and public price indexes, each with its source and month. Where there is no figure, or an old one, the message does without."}
	set, err := a.settingsNow(r)
	if err != nil {
		return f, err
	}
	err = a.DB.Read(r.Context(), func(tx *store.Tx) error {
		f.Notes = nil
		sums, err := tx.SeriesSums()
		for _, s := range sums {
			f.Notes = append(f.Notes, count(s.Count, "area", "areas")+" with "+market.Measure(s.Measure).Words()+" from "+market.Source(s.Source).Words()+", until "+s.Newest.Long()+".")
		}
		return err
	})
	if len(f.Notes) == 0 {
		f.Notes = []string{"Nothing is on file."}
		if set.Demo {
			f.Notes = []string{"The sample brings its own: what New York homes sold for."}
		}
	}
	f.Notes = append(append(f.Notes, a.View.OldFigures(goodturn.DateOf(a.Clock.Now().UTC()))...), "What can be fetched, and what its publishers ask for:")
	var terms []string
	for _, d := range source.Downloads() { // smallest first, so the files of one publisher may stand apart
		if i := slices.Index(terms, d.Terms); i < 0 {
			terms = append(terms, d.Terms)
			f.Notes = append(f.Notes, d.Terms+" "+d.Title)
		} else {
			f.Notes[len(f.Notes)-len(terms)+i] += ", " + goodturn.LowerFirst(d.Title)
		}
	}
	for i := len(f.Notes) - len(terms); i < len(f.Notes); i++ {
		f.Notes[i] += "."
	}
	f.Fields = []Input{{Name: "fetch", Label: "Fetch published indexes by itself, from their publishers", Type: "tick", Checked: set.MarketFetch, Hint: "Nothing about you or your clients is sent there."}}
	return f, err
}

func (a *admin) market(w http.ResponseWriter, r *http.Request) error {
	f, err := a.marketForm(r)
	if err != nil {
		return err
	}
	return a.showForm(w, r, f)
}

func (a *admin) marketPost(w http.ResponseWriter, r *http.Request) error {
	on := formValue(r, "fetch") != ""
	if err := a.change(r.Context(), func(s *goodturn.Settings) { s.MarketFetch = on }); err != nil {
		return err
	}
	if on && a.Wake != nil {
		a.Wake("sync")
	}
	return a.done(w, "/settings", "Kept.")
}

func (a *admin) publicForm(address string) SettingsForm {
	f := SettingsForm{Title: "Public address", Lead: "With one, letters carry links to answer with. Without one people answer by replying, which works as well.", Action: "/settings/public", Save: "Try it and keep",
		Fields: []Input{{Name: "url", Label: "Address", Type: "url", Value: address, Hint: "It begins with https://. Empty: people answer by replying."}}}
	if a.ProvePublic == nil {
		f.Notes = []string{"It is set where Goodturn is started, with --public-url."}
	}
	return f
}

func (a *admin) public(w http.ResponseWriter, r *http.Request) error {
	set, err := a.settingsNow(r)
	if err != nil {
		return err
	}
	return a.showForm(w, r, a.publicForm(set.PublicURL))
}

func (a *admin) publicPost(w http.ResponseWriter, r *http.Request) error {
	address := strings.TrimRight(formValue(r, "url"), "/")
	var err error
	switch {
	case address == "":
		err = a.change(r.Context(), func(s *goodturn.Settings) { s.PublicURL, s.PublicProvedAt = "", time.Time{} })
	case !isLink(address):
		err = goodturn.Invalid("url", "That is no address of the internet.", "It begins with https://.")
	case a.ProvePublic == nil:
		err = goodturn.Invalid("url", "It cannot be tried from here.", "Start Goodturn with --public-url and this address.")
	default:
		if err = a.ProvePublic(r.Context(), address); err == nil {
			err = a.change(r.Context(), func(s *goodturn.Settings) { s.PublicURL, s.PublicProvedAt = address, a.Clock.Now() })
		}
	}
	text := "It leads here. Letters carry links from now on."
	if address == "" {
		text = "People answer by replying."
	}
	return a.answerForm(w, r, a.publicForm(address), err, "/settings", text)
}

// stateOf is the state of a region, and a region of another country as it is; empty while only the United States are known.
func stateOf(region string) string {
	if region == "US" {
		return ""
	}
	return strings.TrimPrefix(region, "US-")
}
