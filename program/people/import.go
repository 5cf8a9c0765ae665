package people

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/connect/csvfile"
	"github.com/goodturn-app/goodturn/connect/vcard"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// States of an import. Nothing is read from the file while its columns are being asked about, and nobody comes into any plan
// before every row is in.
const (
	ImportAsking    store.ImportState = "asking"             // guessed columns wait for a yes
	ImportStaged                      = store.ImportStaged   // read and compared, nothing changed yet
	ImportApplying                    = store.ImportApplying // rows are being worked in
	ImportEnrolling store.ImportState = "enrolling"          // all rows are in; people come into the plan
	ImportDone                        = store.ImportApplied
	ImportUndoing                     = store.ImportUndoing
	ImportUndone                      = store.ImportUndone
	ImportCancelled store.ImportState = "cancelled"
)

// ImportFile is a file that somebody hands over.
type ImportFile struct {
	Name string
	From io.ReadSeeker // it is read twice
	By   goodturn.ID   // the user; whoever is assigned to nobody becomes their client
	ImportAnswers
}

// ImportAnswers is what somebody has said about a file. The zero value has said nothing.
type ImportAnswers struct {
	Map           map[string]csvfile.Field `json:"map,omitempty"`     // what columns mean, by their names
	AcceptGuesses bool                     `json:"accept,omitempty"`  // a yes to the columns that were guessed
	Answers       map[string]string        `json:"answers,omitempty"` // by question: date order, sides, dates found in notes
}

// Attestation says who vouches for the addresses of an import: it becomes the ground on which its people are written to.
type Attestation struct {
	By          string    `json:"by"`               // who says so, by name
	When        time.Time `json:"when"`             // when they say it
	How         string    `json:"how"`              // how the addresses were got: "my own clients, from their purchase files"
	NoticeGiven bool      `json:"notice,omitempty"` // people were told at the time that they would be written to, and could refuse
	Notice      string    `json:"text,omitempty"`   // which notice
	Region      string    `json:"region,omitempty"` // where those live of whom nothing in the file says it; empty: not known, and then nobody is written to by us
}

func (a Attestation) words() string {
	w := a.How
	if a.NoticeGiven {
		w += " Notice at the time: " + cmp.Or(a.Notice, "given.")
	}
	return strings.TrimSpace(w)
}

func (a Attestation) check() error {
	switch {
	case strings.TrimSpace(a.By) == "":
		return goodturn.Invalid("by", "Somebody has to vouch for these addresses.", "Give your name.")
	case len(strings.TrimSpace(a.How)) < 3:
		return goodturn.Invalid("how", "It is not said how the addresses were got.", "Write, for instance: my own clients, from their purchase files.")
	case a.Region != "":
		return connect.CheckRegion("region", a.Region)
	}
	return nil
}

// Staged is what an import will do, or has done.
type Staged struct {
	ID      goodturn.ID       `json:"-"`
	File    string            `json:"-"`
	State   store.ImportState `json:"-"`
	At      time.Time         `json:"-"`
	By      goodturn.ID       `json:"-"`
	Answers ImportAnswers     `json:"-"`
	Words   Attestation       `json:"-"`
	Plan    csvfile.Plan      `json:"-"`              // columns, guesses, questions, dates found in notes
	Today   goodturn.Date     `json:"today"`          // by which dates were read
	Tally   Tally             `json:"tally"`          // what it will do
	Done    *Tally            `json:"done,omitempty"` // what it has done
	Errors  []ImportProblem   `json:"-"`
	Left    int               `json:"left,omitempty"` // problems beyond csvfile.MaxReported
}

// ImportProblem is one thing wrong with one row.
type ImportProblem struct {
	Row      int              `json:"row"`
	Line     int              `json:"line,omitempty"`
	Who      string           `json:"who,omitempty"`
	Field    string           `json:"field,omitempty"`
	Code     string           `json:"code"`
	Message  string           `json:"message"`
	Hint     string           `json:"hint,omitempty"`
	Severity connect.Severity `json:"severity"`
}

// Tally counts rows by what becomes of them. Rows = New + Merged + Unchanged + Rejected + Waiting.
type Tally struct {
	Rows      int                   `json:"rows"`
	New       int                   `json:"new"`
	Merged    int                   `json:"merged"`
	Unchanged int                   `json:"unchanged"`
	Rejected  int                   `json:"rejected"`
	Waiting   int                   `json:"waiting"`
	Closings  int                   `json:"closings"` // new ones
	Sides     map[goodturn.Side]int `json:"sides,omitempty"`
	NoAddress int                   `json:"no_address"` // closed, and no e-mail address
	NoClosing int                   `json:"no_closing"` // called a past client, and no day of a closing
	NoName    int                   `json:"no_name"`    // no name that a letter could begin with
	Refusing  int                   `json:"refusing"`   // asked not to be written to
	NoGround  int                   `json:"no_ground"`  // nothing allows us to write: by hand only
	Couples   int                   `json:"couples"`    // households that come about
	Kept      int                   `json:"kept,omitempty"`
	SaySender int                   `json:"say_sender,omitempty"` // rows that say who sent them
	Senders   int                   `json:"senders,omitempty"`    // of them, where a client fits; known once everybody is in
}

// Adds reports whether every row is in one of the five piles.
func (t Tally) Adds() bool {
	return t.Rows == t.New+t.Merged+t.Unchanged+t.Rejected+t.Waiting
}

func (t *Tally) count(x taken) {
	t.Rows++
	switch x.Outcome {
	case RowNew:
		t.New++
	case RowMerged:
		t.Merged++
	case RowUnchanged:
		t.Unchanged++
	case RowRejected:
		t.Rejected++
	case RowWaiting:
		t.Waiting++
	}
	t.Closings += len(x.Undo.Closings)
	for _, s := range x.Sides {
		if t.Sides == nil {
			t.Sides = map[goodturn.Side]int{}
		}
		t.Sides[s]++
	}
	t.Couples += len(x.Undo.Household)
	if x.Undo.SentBy != nil && x.Undo.SentBy.Sure {
		t.SaySender++
	}
	if p := x.Person; p != nil && x.Outcome == RowNew {
		if len(p.closings) > 0 && !program.Reachable(p.ids) {
			t.NoAddress++
		}
		if x.NoClosing {
			t.NoClosing++
		}
		if p.contact.Greeting == "" {
			t.NoName++
		}
		if p.refuses(goodturn.ChannelEmail) {
			t.Refusing++
		}
	}
}

// StageImport reads a file, compares it with what is known and says what taking it in would do. Nothing changes yet. While
// columns are guessed the file is kept, and nothing is read from it before somebody has said yes.
func (p *People) StageImport(ctx context.Context, f ImportFile) (*Staged, error) {
	var s Staged
	err := p.DB.Write(ctx, func(tx *store.Tx) error {
		set, err := tx.Settings()
		if err != nil {
			return err
		}
		s = Staged{ID: tx.NewID(), File: f.Name, At: tx.Now(), By: f.By, Answers: f.ImportAnswers, Today: todayIn(tx.Now(), set)}
		return nil
	})
	if err != nil {
		return nil, err
	}
	rd, err := open(f.From, &s)
	if err != nil {
		return nil, err
	}
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		im := store.Import{ID: s.ID, File: s.File, State: ImportAsking, ByUser: s.By, CreatedAt: s.At}
		return tx.InsertImport(&im)
	})
	if err != nil {
		return nil, err
	}
	plan := rd.Plan()
	if len(plan.Questions) > 0 || len(plan.Guessed()) > 0 {
		if err := p.keepFile(ctx, s.ID, f.From); err != nil {
			return nil, err
		}
		if rd, err = open(f.From, &s); err != nil { // keeping it has moved the reading position
			return nil, err
		}
	}
	return p.stage(ctx, rd, &s)
}

// AnswerImport says more about a file that was staged, and gives what it would do now.
func (p *People) AnswerImport(ctx context.Context, id goodturn.ID, a ImportAnswers) (*Staged, error) {
	s, err := p.Import(ctx, id)
	if err != nil {
		return nil, err
	}
	if s.State != ImportAsking && s.State != ImportStaged {
		return nil, &goodturn.Error{Code: goodturn.CodeConflict, Message: "This import has begun already.", Hint: "Undo it and hand the file over again."}
	}
	if s.Answers.Map == nil {
		s.Answers.Map = map[string]csvfile.Field{}
	}
	for k, v := range a.Map {
		s.Answers.Map[k] = v
	}
	if s.Answers.Answers == nil {
		s.Answers.Answers = map[string]string{}
	}
	for k, v := range a.Answers {
		s.Answers.Answers[k] = v
	}
	s.Answers.AcceptGuesses = s.Answers.AcceptGuesses || a.AcceptGuesses
	kept, err := p.keptFile(ctx, id)
	if err != nil {
		return nil, err
	}
	if kept.size == 0 {
		return nil, &goodturn.Error{Code: goodturn.CodeConflict, Message: "The file is no longer here.", Hint: "Hand it over again."}
	}
	rd, err := open(kept, s)
	if err != nil {
		return nil, err
	}
	return p.stage(ctx, rd, s)
}

// open surveys the file, whatever its kind.
func open(from io.ReadSeeker, s *Staged) (*csvfile.Reader, error) {
	var head [4096]byte
	n, err := io.ReadFull(from, head[:])
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return nil, fmt.Errorf("read %s: %w", s.File, err)
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read %s again: %w", s.File, err)
	}
	opts := csvfile.Options{Today: s.Today, Map: s.Answers.Map, AcceptGuesses: s.Answers.AcceptGuesses, Answers: s.Answers.Answers}
	if csvfile.Sniff(head[:n]) == csvfile.KindVCard {
		return vcard.Open(from, s.File, opts)
	}
	return csvfile.Open(from, s.File, opts)
}

func todayIn(now time.Time, s goodturn.Settings) goodturn.Date {
	if z, err := time.LoadLocation(s.Zone); err == nil && s.Zone != "" {
		return goodturn.DateOf(now.In(z))
	}
	return goodturn.DateOf(now)
}

// Import reads one import with its report. CodeNotFound if there is none.
func (p *People) Import(ctx context.Context, id goodturn.ID) (*Staged, error) {
	var s *Staged
	err := p.DB.Read(ctx, func(tx *store.Tx) error {
		im, err := tx.Import(id)
		if err != nil {
			return err
		}
		if s, err = stagedOf(im); err != nil {
			return err
		}
		return s.readDetails(tx)
	})
	return s, err
}

// Imports lists the imports, newest first, without their columns and problems.
func (p *People) Imports(ctx context.Context, limit int) ([]*Staged, error) {
	var out []*Staged
	err := p.DB.Read(ctx, func(tx *store.Tx) error {
		out = nil
		list, err := tx.Imports("", limit)
		if err != nil {
			return err
		}
		for _, im := range list {
			s, err := stagedOf(im)
			if err != nil {
				return err
			}
			out = append(out, s)
		}
		return nil
	})
	return out, err
}

// CancelImport forgets a file that was staged and not taken in.
func (p *People) CancelImport(ctx context.Context, id goodturn.ID) error {
	err := p.DB.Write(ctx, func(tx *store.Tx) error {
		im, err := tx.LockImport(id)
		if err != nil {
			return err
		}
		if im.State != ImportAsking && im.State != ImportStaged {
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: "This import has begun already.", Hint: "Undo it instead."}
		}
		im.State = ImportCancelled
		if err := tx.DropAll(id); err != nil {
			return err
		}
		return tx.UpdateImport(im)
	})
	return err
}

func stagedOf(im store.Import) (*Staged, error) {
	s := &Staged{ID: im.ID, File: im.File, State: im.State, At: im.CreatedAt, By: im.ByUser}
	for _, x := range []struct {
		text string
		into any
	}{{im.Report, s}, {im.Mapping, &s.Answers}, {im.Attestation, &s.Words}} {
		if x.text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(x.text), x.into); err != nil {
			return nil, fmt.Errorf("read import %s: %w", im.ID, err)
		}
	}
	return s, nil
}

// details are kept apart from the import's row: they may be long, and are looked at once.
type details struct {
	Plan   csvfile.Plan    `json:"plan"`
	Errors []ImportProblem `json:"problems,omitempty"`
}

// Pieces of an import, beside its rows.
const (
	pieceDetails = 1
	pieceTally   = 2 // while rows are being taken in
	pieceUndone  = 3
	pieceFile    = 4 // and up: the file itself, while it is being asked about
)

func (s *Staged) readDetails(tx *store.Tx) error {
	text, err := tx.Piece(s.ID, pieceDetails)
	if err != nil {
		return err
	}
	var d details
	if err := readJSON([]byte(text), &d); err != nil {
		return err
	}
	s.Plan, s.Errors = d.Plan, d.Errors
	return nil
}

func (s *Staged) writeDetails(tx *store.Tx) error {
	b, err := json.Marshal(details{s.Plan, s.Errors})
	if err != nil {
		return fmt.Errorf("write what is wrong with import %s: %w", s.ID, err)
	}
	return tx.SetPiece(s.ID, pieceDetails, string(b))
}

// write puts what Staged says into the import's row.
func (s *Staged) write(im *store.Import) error {
	for _, x := range []struct {
		into *string
		from any
	}{{&im.Report, s}, {&im.Mapping, s.Answers}, {&im.Attestation, s.Words}} {
		b, err := json.Marshal(x.from)
		if err != nil {
			return fmt.Errorf("write import %s: %w", s.ID, err)
		}
		*x.into = string(b)
	}
	im.ID, im.File, im.State, im.ByUser, im.CreatedAt = s.ID, s.File, s.State, s.By, s.At
	im.Format = cmp.Or(s.Plan.Format, im.Format, "csv")
	return nil
}
