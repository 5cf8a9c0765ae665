package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/connect/csvfile"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people/homes"
	"github.com/goodturn-app/goodturn/store"
)

// Rows a transaction at first: few enough that a message being sent never waits longer than 20 ms. See pace.
const (
	stageRows = 200
	applyRows = 50
	enrolRows = 30
	mostNote  = 4000 // bytes of a note that are kept
	keepBytes = 1 << 20
)

// pace finds out how many rows this machine works into one transaction without making a message or a refusal wait long behind it.
type pace struct{ rows int }

// Some rows aim at half of the 20 ms that others may have to wait; the commit takes the rest. While nobody waits the next rows share the
// commit.
const (
	paceAim   = 9 * time.Millisecond
	paceAlone = 60 * time.Millisecond
	paceLeast = 25
	paceMost  = 500
)

// took hears how long a transaction took for so many rows, and changes the next ones by half of what that suggests at most.
func (p *pace) took(d time.Duration, rows int) {
	if rows < p.rows && d < paceAim {
		return // there were no more
	}
	better := float64(p.rows) * float64(paceAim) / float64(max(d, time.Microsecond))
	p.rows = int(min(max(better, float64(p.rows)*0.5, paceLeast), float64(p.rows)*1.5+1, paceMost))
}

// stagedRow is a row as it waits for being taken in.
type stagedRow struct {
	Record connect.Record `json:"record"`
	With   int            `json:"with,omitempty"` // an earlier row with the same deal: a couple
}

// stage reads the file into rows and compares each with what is known.
func (p *People) stage(ctx context.Context, rd *csvfile.Reader, s *Staged) (*Staged, error) {
	if err := p.forgetRows(ctx, s.ID); err != nil {
		return nil, err
	}
	s.Plan, s.Tally, s.Errors, s.Left = *rd.Plan(), Tally{}, nil, 0
	if rd.Plan().Ready() != nil {
		s.State = ImportAsking
		return s, p.saveStaged(ctx, s)
	}
	s.State = ImportStaged
	// One goroutine reads ahead while the rows before are compared and written.
	stop := make(chan struct{})
	batches := readAhead(rd, stop)
	defer func() {
		close(stop)
		for range batches { // until the reader has stopped: the file is its caller's again
		}
	}()
	seen := newSeen()
	for b := range batches {
		if b.err != nil {
			return nil, errors.Join(b.err, p.forgetRows(ctx, s.ID))
		}
		if err := p.stageRows(ctx, s, b, seen); err != nil {
			return nil, err
		}
	}
	return s, p.saveStaged(ctx, s)
}

// stageBatch is some rows of a file, and what of them is kept until they are taken in.
type stageBatch struct {
	rows []stagedRow
	keep []store.ImportRow
	err  error
}

// readAhead reads a file to its end, or until stop is closed. An error ends it.
func readAhead(rd *csvfile.Reader, stop <-chan struct{}) <-chan stageBatch {
	out := make(chan stageBatch, 2)
	go func() {
		defer close(out)
		couples := newDeals()
		for {
			b := stageBatch{rows: make([]stagedRow, 0, stageRows), keep: make([]store.ImportRow, 0, stageRows)}
			for len(b.rows) < stageRows && b.err == nil {
				var r *connect.Record
				if r, b.err = rd.Read(); b.err == nil {
					b.err = b.add(r, couples.partner(r))
				}
			}
			end := b.err != nil
			if b.err == io.EOF {
				b.err = nil
			}
			select {
			case out <- b:
			case <-stop:
				return
			}
			if end {
				return
			}
		}
	}()
	return out
}

func (b *stageBatch) add(r *connect.Record, with int) error {
	row := stagedRow{Record: *r, With: with}
	row.Record.Notes, row.Record.Tags = program.Clip(r.Notes, mostNote), nil // what they tell of closings has been read
	if word := r.SaysClosed(); word != "" {
		row.Record.Tags = []string{program.Clip(word, 80)}
	}
	data, err := json.Marshal(row)
	if err != nil {
		return fmt.Errorf("keep row %d: %w", r.Row, err)
	}
	b.rows = append(b.rows, row)
	b.keep = append(b.keep, store.ImportRow{Row: r.Row, Data: string(data), Message: worst(r.Problems)})
	return nil
}

func (p *People) saveStaged(ctx context.Context, s *Staged) error {
	return p.DB.Write(ctx, func(tx *store.Tx) error {
		var im store.Import
		if err := s.write(&im); err != nil {
			return err
		}
		im.Rows = s.Tally.Rows
		if err := s.writeDetails(tx); err != nil {
			return err
		}
		return tx.UpdateImport(im)
	})
}

// stageRows compares some rows with what is known and writes them down. What they would do is thrown away but for its sums.
func (p *People) stageRows(ctx context.Context, s *Staged, b stageBatch, seen *seenRows) error {
	rows := b.rows
	if len(rows) == 0 {
		return nil
	}
	type result struct {
		taken  taken
		merged bool
	}
	var results []result
	err := p.DB.Write(ctx, func(tx *store.Tx) error {
		results = nil
		in, err := p.intake(tx, s, rows)
		if err != nil {
			return err
		}
		in.looking = true
		for i := range rows {
			b.keep[i].ImportID = s.ID
			r := &rows[i].Record
			if r.Usable() && seen.find(r) && in.match(r.Given, r.Family, r.Emails, numbers(r.Phones), sourceID(r)).person == nil {
				results = append(results, result{taken: taken{Outcome: RowMerged, Problems: r.Problems}})
				continue
			}
			results = append(results, result{taken: in.take(r, nil)})
		}
		if in.failed != nil {
			return in.failed
		}
		return tx.StageRows(b.keep)
	})
	if err != nil {
		return err
	}
	for i := range rows {
		seen.add(&rows[i].Record)
		t := results[i].taken
		s.Tally.count(t)
		if rows[i].With > 0 && t.Outcome == RowNew {
			s.Tally.Couples++
		}
		s.note(&rows[i].Record, t.Problems)
	}
	return nil
}

// note keeps what is wrong with a row for the report.
func (s *Staged) note(r *connect.Record, problems []connect.Problem) {
	for _, p := range problems {
		if len(s.Errors) >= csvfile.MaxReported {
			s.Left++
			continue
		}
		s.Errors = append(s.Errors, ImportProblem{Row: r.Row, Line: r.Line, Who: program.Clip(r.Name(), 80), Field: p.Field, Code: p.Code, Message: p.Message, Hint: p.Hint, Severity: p.Severity})
	}
}

func worst(problems []connect.Problem) string {
	rank := func(p connect.Problem) int {
		return slices.Index([]connect.Severity{connect.SeverityReject, connect.SeverityAsk, connect.SeverityWarn}, p.Severity)
	}
	if len(problems) == 0 {
		return ""
	}
	return slices.MinFunc(problems, func(a, b connect.Problem) int { return rank(a) - rank(b) }).Message
}

// intake prepares for some rows: it reads whom they may be about, in a handful of statements for all.
func (p *People) intake(tx *store.Tx, s *Staged, rows []stagedRow) (*intake, error) {
	in := &intake{id: s.ID, now: tx.Now(), today: s.Today, newID: tx.NewID, owner: s.By, attested: s.Words, roster: newRoster(), owners: map[string]goodturn.ID{}, from: "import:" + string(s.ID)}
	in.apart = func(a, b goodturn.ID) bool {
		yes, err := apart(tx, a, b)
		in.failed = errors.Join(in.failed, err)
		return yes
	}
	users, err := tx.Users()
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		in.owners[strings.ToLower(u.Email)] = u.ID
		if k := plain(u.Name); k != "" {
			in.owners[k] = u.ID
		}
	}
	if in.listed, err = listed(tx, rows); err != nil {
		return nil, err
	}
	var keys []key
	for i := range rows {
		r := &rows[i].Record
		keys = append(keys, recordKeys(r.Emails, numbers(r.Phones), sourceID(r))...)
		var emails, phones []string
		if r.Spouse.Email != "" {
			emails = append(emails, r.Spouse.Email)
		}
		if r.Spouse.Phone != "" {
			phones = append(phones, r.Spouse.Phone)
		}
		keys = append(keys, recordKeys(emails, phones, connect.ExternalID{})...)
	}
	ids, err := holders(tx, keys)
	if err != nil {
		return nil, err
	}
	if in.attested.By != "" { // what is read now is written below: nobody corrects it by hand in between
		if err := program.LockPeople(tx, ids...); err != nil {
			return nil, err
		}
	}
	return in, p.enlist(tx, in.roster, ids)
}

// listed finds the addresses among some rows that nobody is to write to.
func listed(tx *store.Tx, rows []stagedRow) (map[string]string, error) {
	of := map[string]string{}
	var hashes []string
	for i := range rows {
		for _, a := range append(numbers(rows[i].Record.Phones), rows[i].Record.Emails...) {
			h := tx.AddressHash(a)
			of[h] = a
			hashes = append(hashes, h)
		}
	}
	found, err := tx.HashSuppressions(hashes...)
	out := map[string]string{}
	for _, s := range found {
		if a := of[s.Hash]; out[a] != "erased" {
			out[a] = s.Reason
		}
	}
	return out, err
}

// holders finds the contacts that are known by any of the keys.
func holders(tx *store.Tx, keys []key) ([]goodturn.ID, error) {
	type sort struct {
		kind   goodturn.IdentityKind
		system string
	}
	values := map[sort][]string{}
	var order []sort
	for _, k := range keys {
		s := sort{k.kind, k.system}
		if values[s] == nil {
			order = append(order, s)
		}
		values[s] = append(values[s], k.value)
	}
	var ids []goodturn.ID
	for _, s := range order {
		found, err := tx.FindIdentities(s.kind, s.system, values[s])
		if err != nil {
			return nil, err
		}
		for _, i := range found {
			if !slices.Contains(ids, i.ContactID) {
				ids = append(ids, i.ContactID)
			}
		}
	}
	return ids, nil
}

// enlist reads people into a roster.
func (p *People) enlist(tx *store.Tx, r *roster, ids []goodturn.ID) error {
	ids = slices.DeleteFunc(ids, func(id goodturn.ID) bool { return r.byID[id] != nil })
	if len(ids) == 0 {
		return nil
	}
	people, err := p.people(tx, ids)
	for _, x := range people {
		r.add(x)
	}
	return err
}

// seenRows recognises people who are in the file twice, by hashes alone: files have a million rows.
type seenRows struct {
	byKey map[uint64]int32
	names []string
}

func newSeen() *seenRows { return &seenRows{byKey: map[uint64]int32{}} }

func hashOf(parts ...string) uint64 {
	h := fnv.New64a()
	for _, s := range parts {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return h.Sum64()
}

func (s *seenRows) find(r *connect.Record) bool {
	for _, e := range r.Emails {
		if i, ok := s.byKey[hashOf("e", e)]; ok && (r.Given == "" || s.names[i] == "" || similarGiven(r.Given, s.names[i])) {
			return true
		}
	}
	for _, n := range r.Phones {
		if i, ok := s.byKey[hashOf("p", n.Number)]; ok && r.Given != "" && s.names[i] != "" && similarGiven(r.Given, s.names[i]) {
			return true
		}
	}
	if x := r.ExternalID; x.Value != "" {
		_, ok := s.byKey[hashOf("x", x.System, x.Value)]
		return ok
	}
	return false
}

func (s *seenRows) add(r *connect.Record) {
	if !r.Usable() {
		return
	}
	i := int32(len(s.names))
	s.names = append(s.names, r.Given)
	put := func(h uint64) {
		if _, ok := s.byKey[h]; !ok {
			s.byKey[h] = i
		}
	}
	for _, e := range r.Emails {
		put(hashOf("e", e))
	}
	for _, n := range r.Phones {
		put(hashOf("p", n.Number))
	}
	if x := r.ExternalID; x.Value != "" {
		put(hashOf("x", x.System, x.Value))
	}
}

// deals finds couples: two rows with one deal on one side.
type deals struct{ at map[uint64][]dealRow }

type dealRow struct {
	row    int
	date   goodturn.Date
	side   goodturn.Side
	family string
}

func newDeals() *deals { return &deals{map[uint64][]dealRow{}} }

// partner gives an earlier row that closed on the same home, on the same side and day, or with the same family name within the
// three days by which two entries of one deal may differ; 0 if there is none. An address alone makes no couple.
func (d *deals) partner(r *connect.Record) int {
	if !r.Usable() {
		return 0
	}
	with := 0
	for _, c := range r.Closings {
		k := homes.Key(c.Address)
		if k == "" || c.Proposed || !c.Date.Valid() {
			continue
		}
		h := hashOf(k)
		family := plain(r.Family)
		for _, o := range d.at[h] {
			days := homes.Apart(o.date.Sub(c.Date))
			opposite := o.side != c.Side && o.side != goodturn.SideUnknown && c.Side != goodturn.SideUnknown
			if with == 0 && o.row != r.Row && !opposite && (days == 0 && o.side == c.Side && c.Side != goodturn.SideUnknown || days <= homes.DealDays && family != "" && family == o.family) {
				with = o.row
			}
		}
		if len(d.at[h]) < 4 { // more people than that closed on one address: it lacks the units
			d.at[h] = append(d.at[h], dealRow{r.Row, c.Date, c.Side, family})
		}
	}
	return with
}
