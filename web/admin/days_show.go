package admin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/tempo"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// typed is a form of days as it was filled in: the days it asks for, and the words that stand in its fields.
type typed struct {
	timing goodturn.Timing
	fields map[string]string
	off    map[string]bool
	shift  string // the step whose day a button moved
}

// typedDays reads a form of days. A field that says what the plan says anyway asks for nothing.
func typedDays(r *http.Request, s tempo.Sheet) typed {
	out := typed{fields: map[string]string{}, off: map[string]bool{}}
	if r.PostFormValue("step") == "reset" {
		return out
	}
	own := func(name string) string {
		v := formValue(r, name)
		out.fields[name] = v
		if v == "" || sameDistance(v, formValue(r, "ships-"+name)) {
			return ""
		}
		return v
	}
	out.timing = goodturn.Timing{Tempo: goodturn.Tempo(formValue(r, "tempo")), FirstAsk: own("first_ask"), Steps: map[string]goodturn.StepTiming{}}
	step, by, _ := strings.Cut(r.PostFormValue("shift"), " ")
	for _, x := range s.Steps {
		name := x.Step.Name
		c := goodturn.StepTiming{After: own("day-" + name), Off: formValue(r, "off-"+name) != "" && !x.OffAll}
		if n, err := strconv.Atoi(by); err == nil && name == step && x.Follows == "" {
			from := x.After
			if d, err := schedule.ParseDistance(c.After); err == nil {
				from = d
			}
			c.After = schedule.Days(max(1, inDays(from)+n)).String()
			out.fields["day-"+name], out.shift = c.After, name
		}
		out.off[name] = c.Off
		out.timing.Steps[name] = c
	}
	out.timing = out.timing.Tidy()
	return out
}

// sameDistance reports whether two texts name one distance: day 90 and 90 days do.
func sameDistance(a, b string) bool {
	x, e1 := schedule.ParseDistance(a)
	y, e2 := schedule.ParseDistance(b)
	return e1 == nil && e2 == nil && x == y
}

// inDays is a civil distance in days, near enough to move it by a fortnight.
func inDays(d schedule.Distance) int {
	switch d.Unit {
	case schedule.Month:
		return int(math.Round(float64(d.N) * 365 / 12))
	case schedule.Year:
		return d.N * 365
	}
	return d.N
}

// fill writes the days of a sheet into a form, with what was typed where something was.
func (v *DaysForm) fill(s tempo.Sheet, t *typed, wrong error) {
	problem, at := "", ""
	var e *goodturn.Error
	if errors.As(wrong, &e) {
		v.Wrong = Wrong{e.Message, e.Hint}
		problem, at = strings.TrimSpace(e.Message+" "+e.Hint), e.Field
	}
	say := func(name, now string) string {
		if t != nil {
			if x, ok := t.fields[name]; ok && (wrong != nil || x != "") {
				return x
			}
		}
		return now
	}
	hide := func(name, ships string) { v.Hidden = append(v.Hidden, Hidden{"ships-" + name, ships}) }
	hide("first_ask", s.Before)
	if !s.ByHand {
		v.First = Input{Name: "first_ask", Label: "Nobody is asked before", Value: say("first_ask", s.FirstAsk), Hint: "After the closing: day 120, or 4 months. Never within 7 days."}
		if at == "first_ask" {
			v.First.Problem = problem
		}
	}
	from := "the closing"
	if s.ByHand {
		from = "you took them up"
	}
	for _, x := range s.Steps {
		name := x.Step.Name
		f := StepField{Name: name, Title: x.Step.Title, Kind: kindTag(x.Step.Kind), When: x.After.String() + " after " + from}
		switch {
		case x.Follows != "" && x.Step.Companion:
			f.When = "on the same day as “" + x.Follows + "”"
		case x.Follows != "" && x.Step.Kind == goodturn.KindReminder:
			f.When = "a week or two after “" + x.Follows + "”, if nobody has answered"
		case x.Follows != "":
			f.When = "a day or two after “" + x.Follows + "”, once that has arrived"
		case x.Step.Yearly:
			f.When = x.After.String() + " after each anniversary"
		}
		if !x.Next.IsZero() {
			f.Next = x.Next.Long()
		}
		if x.Follows == "" && x.Fixed {
			f.Note = "Its words speak of that day, so it stays there."
		} else if x.Follows == "" {
			hide("day-"+name, x.Ships)
			f.Day = Input{Name: "day-" + name, Label: "When", Value: say("day-"+name, x.After.String()), Hint: "From " + x.Between[0].String() + " to " + x.Between[1].String() + ". At first: " + x.Ships + "."}
		}
		off := x.Off
		if t != nil && !x.OffAll {
			off = t.off[name]
		}
		if !x.OffAll {
			f.Off = Input{Name: "off-" + name, Label: "Leave this one out", Type: "tick", Checked: off}
		}
		switch {
		case off:
			f.Changed = Tag{"left out", Wait}
		case x.Changed:
			f.Changed = Tag{"changed", Wait}
		}
		if at == name {
			f.Day.Problem, f.Open = problem, true
		}
		f.Open = f.Open || t != nil && t.shift == name
		if x.Step.Yearly {
			v.Yearly = append(v.Yearly, f)
		} else {
			v.Steps = append(v.Steps, f)
		}
	}
	if s.Unfit != nil && wrong == nil {
		note := "Days that were changed before no longer fit this plan, so it goes as it did at first."
		if errors.As(s.Unfit, &e) {
			note += " " + e.Message
		}
		v.Notes = append(v.Notes, note)
	}
	v.Reset = !s.Days.IsZero() || t != nil && !t.timing.IsZero()
}

// seen keeps in the form what was looked at, so that nothing else is kept by a tap too many.
func (v *DaysForm) seen(what any) {
	b, err := json.Marshal(what)
	if err != nil {
		return // then nothing can be kept, and it is looked at again
	}
	v.Hidden = append(v.Hidden, Hidden{"seen", string(b)})
}

func wasSeen(r *http.Request, what any) bool {
	b, err := json.Marshal(what)
	return err == nil && r.PostFormValue("step") == "save" && r.PostFormValue("seen") == string(b)
}

// yearDays is when the messages of a plan come, for everybody.
func (a *admin) yearDays(w http.ResponseWriter, r *http.Request) error {
	s, err := a.Tempo.Sheet(r.Context(), r.URL.Query().Get("plan"))
	if err != nil {
		return err
	}
	v, err := a.daysForm(r, s)
	if err != nil {
		return err
	}
	v.fill(s, nil, nil)
	return a.page(w, r, "year", v.Title, DaysPage(v))
}

func (a *admin) daysForm(r *http.Request, s tempo.Sheet) (DaysForm, error) {
	v := DaysForm{Crumbs: []Crumb{{"The year", "/year"}, {"When each message goes", ""}}, Title: "When each message goes", Action: "/year/days?plan=" + s.Plan, Back: "/year",
		Lead: fmt.Sprintf("%s, at the tempo %s. Days fall on the next working day. Change one, and see on real people what it does before it counts.", s.Title, s.Tempo)}
	set, err := a.settingsNow(r)
	if err != nil {
		return v, err
	}
	for _, name := range set.WithDefaults().Packs() {
		pack, err := a.Program.Pack(name)
		if err != nil {
			return v, err
		}
		v.Plans = append(v.Plans, Filter{Text: pack.Playbook.Title, Href: "/year/days?plan=" + pack.Playbook.Name, Current: pack.Playbook.Name == s.Plan})
	}
	v.Apart = Input{Name: "ask_every", Label: "Days between two asks", Value: strconv.Itoa(s.AskEvery), Mode: "numeric", Hint: "For a person and their household. Never fewer than 90."}
	now := a.Clock.Now()
	for _, x := range s.Versions {
		m := Moment{When: say.Clock(x.CreatedAt, now, now.Location()), Text: orElse(x.Note, "Changed."), Note: "Version " + strconv.Itoa(x.Version)}
		if x.Current {
			m.Tag = Tag{"in use now", Good}
		} else {
			m.Acts = []Action{{Text: "See what going back does", About: "to version " + strconv.Itoa(x.Version), Href: v.Action, Post: true, Style: "quiet", Fields: []Hidden{{"step", "back " + strconv.Itoa(x.Version)}}}}
		}
		v.Versions = append(v.Versions, m)
	}
	return v, nil
}

// yearDaysPost shows what other days would do, and lets them hold once that was seen.
func (a *admin) yearDaysPost(w http.ResponseWriter, r *http.Request) error {
	s, err := a.Tempo.Sheet(r.Context(), r.URL.Query().Get("plan"))
	if err != nil {
		return err
	}
	t := typedDays(r, s)
	c := tempo.Choice{Plan: s.Plan, Days: &t.timing}
	back := ""
	switch step, version, _ := strings.Cut(r.PostFormValue("step"), " "); {
	case step == "back" && version != "":
		back = version
	case step == "save":
		back = formValue(r, "back")
	}
	if n, err := strconv.Atoi(back); err == nil && n > 0 {
		c, t = tempo.Choice{Plan: s.Plan, Version: n}, typed{}
	}
	if apart := formValue(r, "ask_every"); c.Version == 0 && apart != "" && apart != strconv.Itoa(s.AskEvery) {
		n, err := strconv.Atoi(apart)
		if err != nil {
			n = -1
		}
		c.AskEvery = n
	}
	change, err := a.Tempo.Look(r.Context(), c)
	if err == nil && wasSeen(r, c) {
		c.Note = capital(change.Says) + "."
		if c.Version != 0 {
			c.Note = tempo.AgainNote(c.Version)
		}
		if err := a.behind(r.Context(), "tempo", func(ctx context.Context) error { return a.Tempo.Use(ctx, by(r), c) }); err != nil {
			return err
		}
		return a.done(w, "/year/days?plan="+s.Plan, "Done. What had not left is planned anew.")
	}
	v, err2 := a.daysForm(r, s)
	if err2 != nil {
		return err2
	}
	if err != nil {
		if goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			return err
		}
		v.fill(s, &t, err)
		var e *goodturn.Error
		if v.Apart.Value = formValue(r, "ask_every"); errors.As(err, &e) && e.Field == "ask_every" {
			v.Apart.Problem = e.Message + " " + e.Hint
		}
		return a.again(w, r, "year", v.Title, DaysPage(v))
	}
	if c.Version != 0 { // the fields stay as they are; what is seen is what going back does
		v.fill(s, nil, nil)
		v.Hidden = append(v.Hidden, Hidden{"back", strconv.Itoa(c.Version)})
	} else {
		v.fill(s, &t, nil)
	}
	if c.AskEvery != 0 {
		v.Apart.Value = strconv.Itoa(c.AskEvery)
	}
	v.seen(c)
	v.Say, v.Some, v.SomeTitle = changeSay(change), a.daysMoved(change.Some), "The first whom it touches"
	v.MayKeep = change.People > 0 || c.Version != 0 || !sameTiming(t.timing, s.Days) || c.AskEvery != 0
	return a.page(w, r, "year", v.Title, DaysPage(v))
}

func sameTiming(a, b goodturn.Timing) bool {
	x, _ := json.Marshal(a.Tidy())
	y, _ := json.Marshal(b.Tidy())
	return string(x) == string(y)
}

func changeSay(c tempo.Change) string {
	s := "It " + c.Says + "."
	if c.People > 0 {
		s += " It touches " + count(c.People, "plan", "plans") + " of " + thousands(c.Plans) + "."
	}
	if !c.All {
		s += " More were not looked at; they change alike."
	}
	return s
}

// daysMoved is a change on the calendars of real people.
func (a *admin) daysMoved(list []tempo.Example) (out []Move) {
	now := a.Clock.Now()
	for _, x := range list {
		m := Move{personOf(x.Contact).Name + ", " + goodturn.LowerFirst(x.Title), "not planned", "not any more"}
		if !x.Before.IsZero() {
			m.Before = say.DayOf(x.Before, now)
		}
		if !x.After.IsZero() {
			m.After = say.DayOf(x.After, now)
		}
		out = append(out, m)
	}
	return out
}
