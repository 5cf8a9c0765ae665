package admin

import (
	"encoding/csv"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/connect/csvfile"
	"github.com/goodturn-app/goodturn/program/people"
)

// importOf shows what was understood of a file.
func importOf(s *people.Staged) ImportView {
	t := tallyOf(s)
	v := ImportView{ID: string(s.ID), File: s.File, Lead: importLead(s), Asking: s.State == people.ImportAsking}
	if s.State != people.ImportAsking {
		v.Counts = []Figure{{Number: thousands(t.New), Words: "new people"}, {Number: thousands(t.Merged), Words: "more about somebody known"}, {Number: thousands(t.Unchanged), Words: "unchanged"}, {Number: thousands(t.Rejected), Words: "not taken"}}
		if t.Waiting > 0 {
			v.Counts = append(v.Counts, Figure{Number: thousands(t.Waiting), Words: "waiting for an answer below"})
		}
		for _, f := range []struct {
			n    int
			what string
		}{{t.Closings, plural(t.Closings, "closing", "closings")}, {t.NoAddress, "closed, without an e-mail"}, {t.NoClosing, plural(t.NoClosing, "past client without the day of a closing", "past clients without the day of a closing")}, {t.NoName, "without a name to greet"}, {t.Refusing, "asked not to be written to"}, {t.SaySender, plural(t.SaySender, "says who sent them", "say who sent them")}} {
			if f.n > 0 {
				v.Counts = append(v.Counts, Figure{Number: thousands(f.n), Words: f.what})
			}
		}
	}
	for _, q := range s.Plan.Questions {
		v.Questions = append(v.Questions, questionOf(q, s.Answers.Answers[q.ID]))
	}
	for _, c := range s.Plan.Columns {
		col := Column{Index: strconv.Itoa(c.Index), Head: c.Name, Sure: !c.Guessed || s.Answers.AcceptGuesses, Meaning: meaningsOf(c.Field)}
		if c.Sample != "" {
			col.Samples = []string{c.Sample}
		}
		if c.Field == csvfile.FieldNone && !c.Guessed {
			col.Sure = true
			v.Ignored = append(v.Ignored, col)
			continue
		}
		v.Columns = append(v.Columns, col)
	}
	same := map[[2]string]int{} // what holds for many rows alike stands there once
	for _, e := range s.Errors {
		if e.Severity != connect.SeverityReject {
			same[[2]string{e.Message, e.Hint}]++
		}
	}
	for _, e := range s.Errors {
		row := RejectedRow{Row: strconv.Itoa(e.Row), Who: e.Who, Field: e.Field, Why: e.Message, Do: e.Hint}
		switch {
		case e.Severity != connect.SeverityReject:
			k := [2]string{e.Message, e.Hint}
			if n := same[k]; n > 1 {
				v.Left = append(v.Left, Waiting{Text: e.Message, Note: fmt.Sprintf("%s, first in row %d of the file. %s", count(n, "row", "rows"), e.Row, e.Hint)})
				same[k] = 0
			} else if n == 1 && len(v.Left) < mostShown {
				v.Left = append(v.Left, Waiting{Text: whose(e.Who, e.Message), Note: fmt.Sprintf("Row %d of the file. %s", e.Row, e.Hint)})
			}
		case len(v.Rejected) < mostShown:
			v.Rejected = append(v.Rejected, row)
		default:
			v.MoreRejected++
		}
	}
	v.MoreRejected += s.Left
	v.Attest = Attest{Text: "Goodturn writes only to people who gave you their address themselves. Say once how it was.", How: attestOptions("")}
	return v
}

// sendersOf lists who is said to have sent the people of a list, as far as nobody has said yes or no to it yet. Back is where a tap leads.
func (a *admin) sendersOf(r *http.Request, id goodturn.ID, back string) ([]ClaimRow, error) {
	list, err := a.People.ImportSenders(r.Context(), id, mostShown)
	var out []ClaimRow
	for _, x := range list {
		out = append(out, ClaimRow{ID: string(x.Claim.ID), Friend: orElse(x.Friend.Name(), "Somebody"), Intro: string(x.Claim.ReferralID), Who: personOf(x.Who), Evidence: x.Claim.Evidence,
			Sure: strconv.Itoa(x.Claim.Confidence) + " of 100 sure", Back: back})
	}
	return out, err
}

func importLead(s *people.Staged) string {
	lead := count(s.Plan.Rows, "row", "rows")
	if s.Plan.Product != "" {
		lead += ". Recognised: " + s.Plan.Product
	}
	lead += "."
	if s.State == people.ImportAsking {
		lead += " Some columns were guessed; look at them below, mend what is wrong, and let it be read."
	}
	for _, w := range s.Plan.Warnings {
		lead += " " + sentence(w)
	}
	return lead
}

// questionField is the name of a question's buttons.
func questionField(id string) string { return "q_" + id }

func questionOf(q csvfile.Question, answer string) Question {
	if answer == "" {
		answer = q.Answer
	}
	out := Question{Name: questionField(q.ID), Text: q.Text}
	var notes []string
	if q.Count > 0 {
		notes = append(notes, count(q.Count, "row", "rows")+".")
	}
	if len(q.Examples) > 0 {
		notes = append(notes, "For instance "+strings.Join(q.Examples[:min(3, len(q.Examples))], "; ")+".")
	}
	if q.Required && answer == "" {
		notes = append(notes, "These rows wait until you say it.")
	}
	out.Note = strings.Join(notes, " ")
	for _, o := range q.Options {
		out.Options = append(out.Options, Option{Value: o.Value, Text: o.Label, Chosen: o.Value == answer})
	}
	return out
}

func meaningsOf(chosen csvfile.Field) []Option {
	out := make([]Option, 0, len(csvfile.Fields)+1)
	found := false
	for _, f := range csvfile.Fields {
		out = append(out, Option{Value: string(f.Field), Text: f.Means, Chosen: f.Field == chosen})
		found = found || f.Field == chosen
	}
	if !found {
		out = append([]Option{{Value: string(chosen), Text: string(chosen), Chosen: true}}, out...)
	}
	return out
}

func undoneWords(u *people.Undone) string {
	s := fmt.Sprintf("%s gone again, %s as they were before.", count(u.Removed, "person is", "people are"), thousands(u.Restored))
	if len(u.Sent) > 0 {
		s += " " + count(len(u.Sent), "message had already gone out and stays", "messages had already gone out and stay") + " on record."
	}
	if u.Refusals > 0 {
		s += " " + count(u.Refusals, "no stays", "noes stay") + " for good."
	}
	return s
}

// wentOut lists what an undo could not take back.
func wentOut(u *people.Undone, me goodturn.User) templ.Component {
	var list []Moment
	for _, x := range u.Sent {
		list = append(list, Moment{When: x.At.In(zoneOf(me)).Format("Mon 2 Jan 2006, 15:04"), Text: orElse(x.Title, x.Step) + " to " + x.Name, Note: "It has gone out."})
	}
	for _, x := range u.Kept {
		list = append(list, Moment{Text: x.Name + " stays", Note: x.Why})
	}
	if len(list) == 0 {
		return templ.NopComponent
	}
	return moments(list)
}

// importRejected is every row that was not taken, as a file to mend and bring again.
func (a *admin) importRejected(w http.ResponseWriter, r *http.Request) error {
	s, err := a.People.Import(r.Context(), goodturn.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "not-taken.csv"}))
	out := csv.NewWriter(w)
	rows := [][]string{{"Row", "Who", "Column", "Why", "What to do"}}
	for _, e := range s.Errors {
		if e.Severity == connect.SeverityReject {
			rows = append(rows, []string{strconv.Itoa(e.Row), csvfile.Safe(e.Who), csvfile.Safe(e.Field), csvfile.Safe(e.Message), csvfile.Safe(e.Hint)})
		}
	}
	return out.WriteAll(rows)
}

// whose puts a name before what is said of its row: "J. Smith: the name is only an initial."
func whose(who, message string) string {
	if who == "" {
		return message
	}
	return who + ": " + goodturn.LowerFirst(message)
}
