package admin

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// normalLines makes the line ends of a form those of a file.
func normalLines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// wordsIn reads the words of the plan that an address names, and the way to those of the others in use, where there are any.
func (a *admin) wordsIn(r *http.Request) (all approvals.Wordings, others []Filter, err error) {
	if all, err = a.Approvals.Wordings(r.Context(), r.URL.Query().Get("plan")); err != nil {
		return all, nil, err
	}
	list, err := a.Plans.List(r.Context())
	for _, x := range list {
		if x.InUse {
			others = append(others, Filter{Text: x.Title, Href: "/words?plan=" + url.QueryEscape(x.Name), Current: x.Name == all.Playbook.Name})
		}
	}
	return all, others, err
}

// words lists every message of a plan and for whom it has words.
func (a *admin) words(w http.ResponseWriter, r *http.Request) error {
	all, others, err := a.wordsIn(r)
	if err != nil {
		return err
	}
	titles, hasMail := map[string]string{}, map[string]bool{}
	for _, s := range all.Playbook.Steps {
		titles[s.Name] = s.Title
	}
	for _, x := range all.Words.All() {
		hasMail[x.Folder] = hasMail[x.Folder] || x.Form == message.Email
	}
	v := WordsList{Plans: others, Lead: "The year in a handful of messages. Each has words for those who bought, who sold, and for any deal. Change what does not sound like you."}
	hand := all.Playbook.EnrolsOn == "hand"
	if hand {
		v.Lead = "What people you know from work hear from you, and what you ask them by hand. Change what does not sound like you."
	}
	for _, e := range playbook.Catalogue(all.Playbook, all.Words) {
		if len(e.Wordings) == 0 || e.Form != message.Email && hasMail[e.Folder] {
			continue // the words for a text stand beside those for a letter
		}
		if n := len(v.Steps); n == 0 || v.Steps[n-1].Step != e.Folder {
			s := WordsStep{Step: e.Folder, Title: orElse(titles[e.Step.Name], e.Step.Title), When: stepWhen(e.Step, all.Playbook), Tag: kindTag(e.Step.Kind)}
			if all.Auto[e.Step.Name] {
				s.Tag = Tag{"goes by itself", Plain}
				s.Acts = []Action{{Text: "Ask me about each", About: "of “" + s.Title + "”", Href: "/steps/" + e.Step.Name, Post: true, Style: "quiet", Fields: []Hidden{{"auto", "no"}, {"plan", all.Playbook.Name}}}}
			}
			v.Steps = append(v.Steps, s)
		}
		step := &v.Steps[len(v.Steps)-1]
		text := approvals.SideName(e.Side)
		if hand && e.Side == goodturn.SideUnknown {
			text = "the words"
		}
		if e.Form != message.Email {
			text += ", text"
		}
		side := WordsSide{Text: text, Href: wordsAt(all, e.Wordings[0]), Count: len(e.Wordings)}
		for _, x := range e.Wordings {
			side.Changed = side.Changed || all.Yours[x.Name]
		}
		step.Sides = append(step.Sides, side)
	}
	for _, s := range v.Steps {
		slices.SortStableFunc(s.Sides, func(x, y WordsSide) int { return sideOrder(x.Text) - sideOrder(y.Text) })
	}
	return a.page(w, r, "words", "Words", WordsListPage(v))
}

// sideOrder puts those who bought first, and the words for everybody last.
func sideOrder(text string) int {
	switch {
	case strings.HasPrefix(text, "bought"):
		return 0
	case strings.HasPrefix(text, "any"):
		return 2
	}
	return 1
}

// stepWhen says when a step comes, for the head of a page.
func stepWhen(s goodturn.Step, book *playbook.Playbook) string {
	switch {
	case s.Yearly:
		return "Every year"
	case s.Follows != "":
		title := strings.ReplaceAll(s.Follows, "-", " ")
		for _, other := range book.Steps {
			if other.Name == s.Follows && other.Title != "" {
				title = other.Title
			}
		}
		return "After “" + title + "” has arrived"
	case s.After != "" && book.EnrolsOn == "hand":
		return capital(s.After) + " after you took them up"
	case s.After != "":
		return capital(s.After) + " after the closing"
	case s.ByHand && s.Kind == goodturn.KindAsk:
		return "When you ask"
	}
	return "When it fits"
}

// wordsAt is the address of one wording of a plan.
func wordsAt(all approvals.Wordings, x *playbook.Wording) string {
	return withQuery("/words/"+x.Folder, "plan", all.Playbook.Name, "w", strings.TrimPrefix(x.Name, x.Folder+"/"))
}

// wording finds the wording that an address names: the folder, or the step that shares it, and the rest of the name.
func wording(r *http.Request, all approvals.Wordings) (*playbook.Wording, goodturn.Step, error) {
	folder := r.PathValue("step")
	var step goodturn.Step
	for _, s := range all.Playbook.Steps {
		if s.Name == folder {
			folder, step = all.Playbook.WordsOf(s.Name), s
			break
		}
	}
	for _, s := range all.Playbook.Steps {
		if step.Name == "" && all.Playbook.WordsOf(s.Name) == folder {
			step = s
		}
	}
	want := r.URL.Query().Get("w")
	for _, x := range all.Words.All() {
		if x.Folder == folder && (want == "" || x.Name == folder+"/"+want) {
			return x, step, nil
		}
	}
	return nil, step, goodturn.NotFound("wording")
}

func (a *admin) wordsForm(r *http.Request, body string) (WordsEdit, *playbook.Wording, error) {
	all, err := a.Approvals.Wordings(r.Context(), r.URL.Query().Get("plan"))
	if err != nil {
		return WordsEdit{}, nil, err
	}
	x, step, err := wording(r, all)
	if err != nil {
		return WordsEdit{}, nil, err
	}
	if body == "" {
		body = x.Template.Source().Text
	}
	tried, err := a.Approvals.TryWords(r.Context(), all.Playbook.Name, x.Name, body)
	if err != nil {
		return WordsEdit{}, nil, err
	}
	v := WordsEdit{Plan: all.Playbook.Name, Step: x.Folder, Title: orElse(step.Title, x.Folder), When: stepWhen(step, all.Playbook), Action: wordsAt(all, x), Words: body, Rows: 24, Changed: all.Yours[x.Name],
		Findings: findingsFrom(tried.Findings), Preview: trialLetters(tried, x), Count: wordsCount(all.Playbook, step, x.Form, body)}
	sides, forms := map[string]bool{}, map[string]bool{}
	for _, o := range all.Words.All() {
		if o.Folder != x.Folder {
			continue
		}
		side, form := approvals.SideName(o.Side), formName(o.Form)
		if !sides[side] {
			sides[side] = true
			v.Sides = append(v.Sides, Filter{Text: side, Href: wordsAt(all, o), Current: o.Side == x.Side})
		}
		if o.Side != x.Side {
			continue
		}
		if !forms[form] {
			forms[form] = true
			v.Forms = append(v.Forms, Filter{Text: form, Href: wordsAt(all, o), Current: o.Form == x.Form})
		}
		if o.Form == x.Form {
			text := "wording " + fmt.Sprint(o.N)
			if o.Plain {
				text += ", without figures"
			}
			if o.Country != "" {
				text += ", only for homes in the " + o.Country
			}
			v.Versions = append(v.Versions, Filter{Text: text, Href: wordsAt(all, o), Current: o.Name == x.Name})
		}
	}
	for _, f := range message.CatalogueFor(all.Playbook.Pack).Fields() {
		sample := ""
		if val, ok := tried.Values[f.Name]; ok && val != nil {
			sample = fmt.Sprint(val)
		}
		v.Fields = append(v.Fields, FieldName{f.Name, f.Meaning, sample})
	}
	return v, x, nil
}

func formName(f message.Form) string {
	if f == message.Email {
		return "e-mail"
	}
	return "text"
}

// wordsCount counts the words as they stand, names in braces as one each.
func wordsCount(book *playbook.Playbook, step goodturn.Step, form message.Form, body string) string {
	_, text := message.SplitSource(body)
	if form != message.Email {
		return fmt.Sprintf("%d letters", len([]rune(body)))
	}
	most := 110
	if book.Short(step.Name) {
		most = 60
	}
	return fmt.Sprintf("About %d of at most %d words", len(strings.Fields(text)), most)
}

func trialLetters(t approvals.TriedWords, x *playbook.Wording) (out []Letter) {
	for _, tr := range t.Trials {
		name := personOf(tr.Contact).Name
		if tr.Example {
			name = "an example client"
		}
		if tr.Letter.Text == "" {
			out = append(out, Letter{To: name, Lacks: "No message in these words for this one: " + say.Lacking(tr.Missing) + "."})
			continue
		}
		l := letterFrom(tr.Letter, name)
		l.Text = x.Form != message.Email
		out = append(out, l)
	}
	return out
}

func (a *admin) wordsEdit(w http.ResponseWriter, r *http.Request) error {
	v, _, err := a.wordsForm(r, "")
	if err != nil {
		return err
	}
	if len(v.Preview) == 1 && v.Preview[0].To == "an example client" {
		v.Used = "Nobody gets it at the moment."
	}
	return a.page(w, r, "words", v.Title, WordsEditPage(v))
}

// wordsSave keeps the owner's version of a wording.
func (a *admin) wordsSave(w http.ResponseWriter, r *http.Request) error {
	body, step := normalLines(r.PostFormValue("words")), r.PostFormValue("step")
	v, x, err := a.wordsForm(r, body)
	if err != nil {
		return err
	}
	if step == "look" {
		return a.page(w, r, "words", v.Title, WordsEditPage(v))
	}
	if step == "shipped" {
		body = ""
	} else if strings.TrimSpace(body) == "" {
		v.Wrong = Wrong{"A message without words is no message.", "Write something, or go back to the words that came with Goodturn."}
		return a.again(w, r, "words", v.Title, WordsEditPage(v))
	}
	if _, err := a.Approvals.SaveWords(r.Context(), by(r), v.Plan, x.Name, body); err != nil {
		if v.Wrong, err = wrongOf(err); err != nil {
			return err
		}
		return a.again(w, r, "words", v.Title, WordsEditPage(v))
	}
	return a.done(w, v.Action, "Kept. Every message in these words from now on reads like this.")
}

func (a *admin) wordsPreview(w http.ResponseWriter, r *http.Request) error {
	v, _, err := a.wordsForm(r, normalLines(r.PostFormValue("words")))
	if err != nil {
		return err
	}
	return web.Render(w, r, Preview(v.Preview, v.Findings))
}
