package admin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"strconv"
	"strings"
	"unicode"

	"github.com/a-h/templ"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect/csvfile"
	"github.com/goodturn-app/goodturn/program/people"
)

const (
	mostFile  = 64 << 20 // bytes of a file that is handed over in the browser
	mostShown = 50       // rows of a report on its page; the file has all
	// exports are the programs whose files are recognised.
	exports = "kvCORE, BoldTrail, Follow Up Boss, BoomTown, LionDesk, HubSpot, Google and Outlook"
)

func (a *admin) imports(w http.ResponseWriter, r *http.Request) error {
	v, err := a.importsView(r)
	if err != nil {
		return err
	}
	return a.page(w, r, "people", "Bring a list", ImportPage(v))
}

func (a *admin) importsView(r *http.Request) (ImportNew, error) {
	v := ImportNew{Knows: exports, Most: strconv.Itoa(mostFile>>20) + " MB"}
	list, err := a.People.Imports(r.Context(), 50)
	for _, s := range list {
		row := ImportRow{ID: string(s.ID), File: s.File, When: a.when(s.At, userIn(r.Context())), Sum: tallyWords(s)}
		switch s.State {
		case people.ImportCancelled:
			continue
		case people.ImportDone:
			row.Undo = true
		case people.ImportUndone:
			row.Tag, row.Sum = Tag{"undone", Plain}, "They are gone again."
		case people.ImportAsking, people.ImportStaged:
			row.Tag = Tag{"not brought in yet", Wait}
		default:
			row.Tag = Tag{"at work", Good}
		}
		v.Earlier = append(v.Earlier, row)
	}
	return v, err
}

func tallyOf(s *people.Staged) people.Tally {
	if s.Done != nil {
		return *s.Done
	}
	return s.Tally
}

func tallyWords(s *people.Staged) string {
	t := tallyOf(s)
	if s.State == people.ImportAsking {
		return thousands(s.Plan.Rows) + " rows; nothing is read before you have looked at its columns."
	}
	out := fmt.Sprintf("%s new, %s known already with something new, %s not taken", thousands(t.New), thousands(t.Merged), thousands(t.Rejected))
	if t.Waiting > 0 {
		out += ", " + count(t.Waiting, "waits", "wait") + " for an answer"
	}
	return out + "."
}

// importPost takes a file and reads it; nothing is changed by that.
func (a *admin) importPost(w http.ResponseWriter, r *http.Request) error {
	staged, err := a.takeFile(w, r)
	if err == nil {
		return a.done(w, "/import/"+string(staged.ID), "")
	}
	wrong, err := wrongOf(err)
	if err != nil {
		return err
	}
	v, err := a.importsView(r)
	if err != nil {
		return err
	}
	v.Wrong = wrong
	return a.again(w, r, "people", "Bring a list", ImportPage(v))
}

// takeFile writes what is handed over to the disk as it comes, so that no file fills the memory, reads it and forgets it.
func (a *admin) takeFile(w http.ResponseWriter, r *http.Request) (_ *people.Staged, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, mostFile+mostForm)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, goodturn.Invalid("file", "No file came with that.", "Choose one and try again.")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, goodturn.Invalid("file", "No file came with that.", "Choose one and try again.")
		}
		if err != nil {
			return nil, uploadError(err)
		}
		if part.FormName() != "file" {
			continue
		}
		name := fileName(part.FileName())
		if name == "" {
			return nil, goodturn.Invalid("file", "No file was chosen.", "Choose one and try again.")
		}
		return a.stage(r.Context(), name, part, by(r))
	}
}

func (a *admin) stage(ctx context.Context, name string, from io.Reader, by goodturn.ID) (_ *people.Staged, err error) {
	f, err := os.CreateTemp(a.Scratch, "list-*")
	if err != nil {
		return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "The file cannot be kept while it is read.", Hint: "Free some space on the disk.", Err: err}
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	n, err := io.Copy(f, io.LimitReader(from, mostFile+1))
	if err != nil {
		return nil, uploadError(err)
	}
	if n > mostFile {
		return nil, tooLarge()
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read %s from its beginning: %w", name, err)
	}
	return a.People.StageImport(ctx, people.ImportFile{Name: name, From: f, By: by})
}

func tooLarge() error {
	return goodturn.Invalid("file", fmt.Sprintf("The file is larger than %d MB.", mostFile>>20), "Split it, or bring it with goodturn import FILE on the computer where Goodturn runs.")
}

func uploadError(err error) error {
	var most *http.MaxBytesError
	if errors.As(err, &most) {
		return tooLarge()
	}
	return &goodturn.Error{Code: goodturn.CodeInvalid, Field: "file", Message: "The file did not arrive whole.", Hint: "Try again.", Err: err}
}

// fileName is the last part of a name, without what no name should hold.
func fileName(s string) string {
	s = path.Base(strings.ReplaceAll(s, "\\", "/"))
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "")
	}
	if s == "." || s == "/" {
		return ""
	}
	return s
}

func (a *admin) importReport(w http.ResponseWriter, r *http.Request) error {
	v, body, err := a.importView(r, goodturn.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return a.page(w, r, "people", "Bring a list: "+v.File, templ.Join(ImportViewPage(v), body))
}

// importView is one list as it stands now, and what is told below it.
func (a *admin) importView(r *http.Request, id goodturn.ID) (v ImportView, below templ.Component, err error) {
	below = templ.NopComponent
	s, err := a.People.Import(r.Context(), id)
	if err != nil {
		return v, below, err
	}
	v = importOf(s)
	if err := a.workEnded(importWork(id)); err != nil {
		v.Wrong = shownOf(err)
	}
	v.Attest.Who = userIn(r.Context()).Name
	switch {
	case s.State == people.ImportUndone:
		u, err := a.People.UndoImport(r.Context(), id) // it is undone: this reads what that did
		if err != nil {
			return v, below, err
		}
		v.Undone, below = undoneWords(u), wentOut(u, userIn(r.Context()))
	case s.State == people.ImportCancelled:
		v.Undone = "It was laid aside; nobody was added."
	case s.State == people.ImportDone:
		v.Done, v.UndoHref = true, "/import/"+string(id)+"/undo"
		if v.Coverage, err = a.coverage(r); err != nil {
			return v, below, err
		}
		if v.Senders, err = a.sendersOf(r, id, "/import/"+string(id)); err != nil {
			return v, below, err
		}
	case s.State == people.ImportUndoing, s.State == people.ImportApplying, s.State == people.ImportEnrolling, a.workGoes(importWork(id)):
		v.Working = thousands(tallyOf(s).Rows) + " rows are being worked on"
		if s.Done != nil {
			v.Working = thousands(s.Done.Rows) + " of " + thousands(s.Tally.Rows)
		}
	}
	return v, below, nil
}

// attestations are the ways to have got an address. Whoever chose the last is told what to do instead.
var attestations = []struct{ value, text, note, words string }{
	{"clients", "My own past clients", "they gave me their address when we worked together", "My own past clients: they gave me their address when we worked together."},
	{"told", "My own past clients, and they knew", "they were told then that I would keep in touch by mail, and could say no", "My own past clients: they gave me their address when we worked together."},
	{"mixed", "Not all of them", "bought, collected or found addresses are among them", ""},
}

func attestOptions(chosen string) []Option {
	out := make([]Option, len(attestations))
	for i, x := range attestations {
		out[i] = Option{Value: x.value, Text: x.text, Note: x.note, Chosen: x.value == chosen}
	}
	return out
}

// attested reads who vouches for the addresses, and how they were got.
func (a *admin) attested(r *http.Request) (people.Attestation, error) {
	me := userIn(r.Context())
	out := people.Attestation{By: me.Name, When: a.Clock.Now()}
	if out.By == "" {
		out.By = me.Email
	}
	for _, x := range attestations {
		if x.value == formValue(r, "how") {
			out.How, out.NoticeGiven = x.words, x.value == "told"
		}
	}
	set, err := a.settingsNow(r)
	if err != nil {
		return out, err
	}
	out.Region = set.Region
	switch {
	case formValue(r, "how") == "mixed":
		return out, goodturn.Invalid("how", "Then not everybody of this list may be written to.", "Take those out of the file who did not give you their address themselves, and bring it again.")
	case out.How == "":
		return out, goodturn.Invalid("how", "It is not said how you got these addresses.", "Choose what is so, at the end of this page.")
	case formValue(r, "sure") == "":
		return out, goodturn.Invalid("sure", "Nobody vouches for these addresses yet.", "Without that nobody can be written to. The box is at the end of this page.")
	}
	return out, nil
}

func importWork(id goodturn.ID) string { return "import " + string(id) }

func (a *admin) importAnswer(w http.ResponseWriter, r *http.Request) error {
	id := goodturn.ID(r.PathValue("id"))
	to := "/import/" + string(id)
	return a.answerImport(w, r, id, to, to, func(v ImportView) error {
		return a.again(w, r, "people", "Bring a list: "+v.File, ImportViewPage(v))
	})
}

// answerImport takes what is said about a list: read it again, or bring it in. stay is the report's own page.
func (a *admin) answerImport(w http.ResponseWriter, r *http.Request, id goodturn.ID, stay, to string, again func(ImportView) error) error {
	s, err := a.People.Import(r.Context(), id)
	if err != nil {
		return err
	}
	// While columns are guessed nobody has seen what the file would do: it is read and shown before anything is brought in.
	bring := formValue(r, "step") == "bring" && s.State != people.ImportAsking
	said := saidOf(r, s)
	if len(said.Map)+len(said.Answers) > 0 || s.State == people.ImportAsking {
		if _, err = a.People.AnswerImport(r.Context(), id, said); err == nil && !bring {
			return a.done(w, stay, "Read like this. Look at the numbers before you bring them in.")
		}
	} else if !bring {
		return a.done(w, stay, "Nothing was changed.")
	}
	var words people.Attestation
	if err == nil {
		words, err = a.attested(r)
	}
	if err == nil {
		err = a.behind(r.Context(), importWork(id), func(ctx context.Context) error {
			_, err := a.People.ApplyImport(ctx, id, words)
			return err
		})
	}
	if err == nil {
		return a.done(w, to, "")
	}
	e := explained(err)
	if e.Code == "" || e.Code == goodturn.CodeInternal {
		return err
	}
	if s, err = a.People.Import(r.Context(), id); err != nil {
		return err
	}
	v := importOf(s)
	v.Attest.Who, v.Attest.How = userIn(r.Context()).Name, attestOptions(formValue(r, "how"))
	v.Wrong = Wrong{Message: e.Message, Hint: e.Hint}
	if e.Field == "sure" {
		v.Attest.Problem = e.Hint
	}
	return again(v)
}

// saidOf reads what the form says that the report does not say yet. Whoever has seen the columns agrees with the guesses that they
// leave as they are.
func saidOf(r *http.Request, s *people.Staged) people.ImportAnswers {
	out := people.ImportAnswers{Map: map[string]csvfile.Field{}, Answers: map[string]string{}, AcceptGuesses: true}
	for _, c := range s.Plan.Columns {
		if f := csvfile.Field(formValue(r, "col"+strconv.Itoa(c.Index))); f != "" && f != c.Field {
			out.Map[c.Name] = f
		}
	}
	for _, q := range s.Plan.Questions {
		had := s.Answers.Answers[q.ID]
		if had == "" {
			had = q.Answer
		}
		if x := formValue(r, questionField(q.ID)); x != "" && x != had {
			out.Answers[q.ID] = x
		}
	}
	return out
}

func (a *admin) importSure(w http.ResponseWriter, r *http.Request) error {
	s, err := a.People.Import(r.Context(), goodturn.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	at, t := "/import/"+string(s.ID), tallyOf(s)
	v := Sure{Crumbs: []Crumb{{"Bring a list", "/import"}, {s.File, at}, {"Undo", ""}}, Title: "Take this list out again?",
		Lead:  fmt.Sprintf("It brought %s, and more about %s who were here before.", count(t.New, "person", "people"), thousands(t.Merged)),
		Facts: []string{"Whoever was written to, or was changed by you since, stays and is listed. Everybody else goes, or becomes what they were before.", "What has gone out already is listed and stays on record, and nobody who said no is forgotten."}, Action: at + "/undo", Yes: "Take it out", No: "Leave it", Back: at}
	return a.page(w, r, "people", v.Title, SurePage(v))
}

func (a *admin) importUndo(w http.ResponseWriter, r *http.Request) error {
	id := goodturn.ID(r.PathValue("id"))
	err := a.behind(r.Context(), importWork(id), func(ctx context.Context) error {
		s, err := a.People.Import(ctx, id)
		if err != nil {
			return err
		}
		if s.State == people.ImportAsking || s.State == people.ImportStaged {
			return a.People.CancelImport(ctx, id)
		}
		_, err = a.People.UndoImport(ctx, id)
		return err
	})
	if err != nil {
		return err
	}
	return a.done(w, "/import/"+string(id), "")
}
