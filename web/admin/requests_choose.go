package admin

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
)

const (
	// chooseShown is how many people are offered at once; the filter brings the others.
	chooseShown = 50
	// mostCards is the most of an address card that is read here, in bytes; whole address books come in as a list.
	mostCards = 2 << 20
)

// chooseForm offers people to tick. Whoever is ticked stays so, and first, whatever is looked for next.
func (a *admin) chooseForm(r *http.Request, ticked []goodturn.Contact, wrong Wrong) (RequestChoose, error) {
	v := RequestChoose{Wrong: wrong, Query: strings.TrimSpace(r.Form.Get("q")), Card: Input{Name: "file", Label: "Their card, as a file", Type: "file", Accept: ".vcf,text/vcard", Required: true},
		Sure: Input{Name: "sure", Label: "They gave me this address themselves", Type: "tick", Required: true, Hint: "Without that nobody is written to."}}
	seen := map[goodturn.ID]bool{}
	for _, c := range ticked {
		seen[c.ID] = true
		v.People = append(v.People, RequestChoice{Person: personOf(c), Company: c.Company, Ticked: true})
	}
	lines, more, err := a.View.People(r.Context(), view.PeopleQuery{Text: v.Query, Limit: chooseShown})
	if err != nil {
		return v, err
	}
	v.More = more
	for _, l := range lines {
		c := l.Contact
		if seen[c.ID] || c.LeftOut || c.MergedInto != "" {
			continue
		}
		v.Found++
		row := RequestChoice{Person: personOf(c), Company: c.Company}
		if !l.Standing.OptedOutAt.IsZero() {
			row.Not = "asked to stop"
		}
		v.People = append(v.People, row)
	}
	return v, nil
}

// requestCard brings in whoever a handed-over card is of, and goes on to the form with them.
func (a *admin) requestCard(w http.ResponseWriter, r *http.Request) error {
	ids, err := a.takeCard(w, r)
	if err == nil {
		return a.done(w, "/requests/new?"+url.Values{"who": ids}.Encode(), "They are here now. Say what you ask them for.")
	}
	wrong, err := wrongOf(err)
	if err != nil {
		return err
	}
	ticked, err := a.requestPeople(r)
	if err != nil {
		ticked = nil // they are ticked anew
	}
	v, err := a.chooseForm(r, ticked, wrong)
	if err != nil {
		return err
	}
	return a.again(w, r, "requests", "A request", RequestChoosePage(v))
}

// takeCard reads a card as any list is read, so that it merges, is refused and can be undone like one, and gives whom it is of.
func (a *admin) takeCard(w http.ResponseWriter, r *http.Request) ([]string, error) {
	r.Body = http.MaxBytesReader(w, r.Body, mostCards)
	if err := r.ParseMultipartForm(mostCards); err != nil {
		return nil, &goodturn.Error{Code: goodturn.CodeInvalid, Field: "file", Message: "This card could not be read.", Hint: "Choose a vCard file of at most 2 MB; bring a whole address book under People.", Err: err}
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // what is left is the system's to clear
	f, head, err := r.FormFile("file")
	if err != nil {
		return nil, goodturn.Invalid("file", "No file was chosen.", "Choose a card that you saved from your address book (.vcf).")
	}
	defer func() { _ = f.Close() }() // it was only read
	name := fileName(head.Filename)
	if !strings.HasSuffix(strings.ToLower(name), ".vcf") {
		return nil, goodturn.Invalid("file", "This is no address card.", "Choose a file that ends in .vcf; bring any other list under People.")
	}
	if r.Form.Get("sure") == "" {
		return nil, goodturn.Invalid("sure", "Nobody vouches for this address yet.", "Without that nobody can be written to. Tick the box below the file.")
	}
	set, err := a.settingsNow(r)
	if err != nil {
		return nil, err
	}
	s, err := a.stage(r.Context(), name, f, by(r))
	if err != nil {
		return nil, err
	}
	refuse := func(message, hint string) ([]string, error) {
		if err := a.People.CancelImport(r.Context(), s.ID); err != nil {
			return nil, err
		}
		return nil, goodturn.Invalid("file", message, hint)
	}
	switch t := s.Tally; {
	case s.State != people.ImportStaged || t.Waiting > 0:
		return refuse("Something on this card has to be asked about first.", "Bring it under People, Bring a list, and answer there.")
	case t.Rows > mostAsked:
		return refuse(fmt.Sprintf("There are %s cards in this file.", thousands(t.Rows)), "Bring it under People, Bring a list, and choose at most ten of them here.")
	case t.Rows-t.Rejected < 1:
		hint := "Save the card again, with a name and an e-mail address."
		if len(s.Errors) > 0 {
			hint = s.Errors[0].Message + " " + s.Errors[0].Hint
		}
		return refuse("Nobody could be read from this card.", hint)
	}
	me := userIn(r.Context())
	who := me.Name
	if who == "" {
		who = me.Email
	}
	if _, err := a.People.ApplyImport(r.Context(), s.ID, people.Attestation{By: who, When: a.Clock.Now(), How: "People I know from work: they gave me their address themselves.", Region: set.Region}); err != nil {
		return nil, err
	}
	ids := slices.Clone(r.Form["who"]) // whom one has ticked before
	had := len(ids)
	err = a.DB.Read(r.Context(), func(tx *store.Tx) error {
		ids = ids[:had]
		rows, err := tx.ImportRows(s.ID, 0, mostAsked+1)
		for _, x := range rows {
			if id := string(x.ContactID); id != "" && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		return err
	})
	if err == nil && len(ids) == had {
		err = goodturn.Invalid("file", "Nobody could be taken in from this card.", "See under People, Bring a list, what was wrong with it.")
	}
	return ids, err
}
