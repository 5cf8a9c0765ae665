package playbook

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook/source"
)

// Words is every wording of a pack, compiled. It is immutable and safe for concurrent use; With makes a changed copy.
//
// A wording is a file words/<folder>/<side>.<email|text|dm>.<n>.txt. The folder is named after a step (or after the step that shares
// its words), the side is bought, sold, both, rented, rented_out, invested or unknown, and n counts from 1. A name with "plain" in
// it, as in bought.email.plain.1.txt, is used where a fact that the first choice needs, such as a market figure, is not known. A
// country before that, as in bought.email.us.1.txt, keeps words that are true in one country only to those who live there.
type Words struct {
	files   map[string]*Wording // by name
	folders map[string]map[slot][]*Wording
}

// Wording is one way to say one step to one side.
type Wording struct {
	Name     string // home-update/bought.email.plain.2
	Folder   string
	Side     goodturn.Side
	Form     message.Form
	Country  string // "US": is true there only; empty: everywhere
	Plain    bool   // needs no figure; comes after the others
	N        int
	Template *message.Template
}

type slot struct {
	side  goodturn.Side
	form  message.Form
	plain bool
}

// nextSide says whose words a side gets that has none of its own, or for whose words a fact is missing. Whoever sold and bought
// reads what buyers read; everybody ends at words that are true for all.
func nextSide(s goodturn.Side) (goodturn.Side, bool) {
	switch s {
	case goodturn.SideBoth:
		return goodturn.SideBought, true
	case goodturn.SideUnknown:
		return "", false
	}
	return goodturn.SideUnknown, true
}

// ReadWords reads and compiles the words of a playbook from the folder words/ of files. prefix names the place in error messages.
// Every error is a *goodturn.Error with its file; all are joined.
func ReadWords(files fs.FS, prefix string, p *Playbook) (*Words, error) {
	w := &Words{files: map[string]*Wording{}}
	cat := message.CatalogueFor(p.Pack)
	var folders []string
	for i := range p.lines {
		if f := p.lines[i].words; f != "" && !slices.Contains(folders, f) {
			folders = append(folders, f)
		}
	}
	var errs []error
	err := fs.WalkDir(files, "words", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		file := path.Join(prefix, name)
		short := strings.TrimSuffix(strings.TrimPrefix(name, "words/"), ".txt")
		x, err := newWording(file, short, string(src), cat)
		if err != nil {
			errs = append(errs, err)
			return nil
		}
		if !slices.Contains(folders, x.Folder) {
			errs = append(errs, &goodturn.Error{Code: goodturn.CodeInvalid, File: file, Message: fmt.Sprintf("No step of this playbook uses words from %q.", x.Folder), Hint: source.Meant(x.Folder, folders)})
			return nil
		}
		w.files[x.Name] = x
		return nil
	})
	if err != nil {
		return nil, &goodturn.Error{Code: goodturn.CodeInvalid, File: path.Join(prefix, "words"), Message: "The words of this pack cannot be read.", Hint: "Put them in a folder words/ beside playbook.yaml.", Err: err}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	w.index()
	return w, nil
}

// newWording reads a file's name and compiles its text.
func newWording(file, name, src string, cat message.Catalogue) (*Wording, error) {
	bad := func(message, hint string) (*Wording, error) {
		return nil, &goodturn.Error{Code: goodturn.CodeInvalid, File: file, Message: message, Hint: hint}
	}
	folder, base, ok := strings.Cut(name, "/")
	parts := strings.Split(base, ".")
	country := ""
	if len(parts) > 3 && len(parts[2]) == 2 && parts[2] == strings.ToLower(parts[2]) {
		country = strings.ToUpper(parts[2])
		parts = slices.Delete(parts, 2, 3)
	}
	plain := len(parts) == 4 && parts[2] == "plain"
	if plain {
		parts = slices.Delete(parts, 2, 3)
	}
	if !ok || len(parts) != 3 {
		return bad(fmt.Sprintf("%q is not the name of a wording.", base), "Name it like bought.email.1.txt, bought.email.plain.1.txt for words that need no figures, or bought.email.us.1.txt for words that are true in one country only.")
	}
	if !slices.Contains(sideNames(), parts[0]) {
		return bad(fmt.Sprintf("%q is not a side.", parts[0]), source.Meant(parts[0], sideNames()))
	}
	form := message.Form(parts[1])
	if form != message.Email && !form.Plain() {
		return bad(fmt.Sprintf("%q is not a form of message.", parts[1]), "Use email, text or dm.")
	}
	n, err := strconv.Atoi(parts[2])
	if err != nil || n < 1 || n > 99 || parts[2][0] == '0' {
		return bad(fmt.Sprintf("%q is not the number of a wording.", parts[2]), "Count from 1.")
	}
	t, err := message.Compile(message.Source{File: file, Text: src, Form: form}, cat)
	if err != nil {
		return nil, err
	}
	return &Wording{Name: name, Folder: folder, Side: sideOf(parts[0]), Form: form, Country: country, Plain: plain, N: n, Template: t}, nil
}

func (w *Words) index() {
	w.folders = map[string]map[slot][]*Wording{}
	for _, name := range slices.Sorted(maps.Keys(w.files)) {
		x := w.files[name]
		if w.folders[x.Folder] == nil {
			w.folders[x.Folder] = map[slot][]*Wording{}
		}
		s := slot{x.Side, x.Form, x.Plain}
		w.folders[x.Folder][s] = append(w.folders[x.Folder][s], x)
	}
	for _, f := range w.folders {
		for _, list := range f {
			slices.SortFunc(list, func(a, b *Wording) int { return cmp.Or(cmp.Compare(a.N, b.N), cmp.Compare(a.Country, b.Country)) })
		}
	}
}

// With gives words in which one wording is changed or added, compiled anew: the owner's own version of a shipped file. name is as
// in Wording.Name.
func (w *Words) With(name, src string, cat message.Catalogue) (*Words, error) {
	x, err := newWording(name+".txt", name, src, cat)
	if err != nil {
		return nil, err
	}
	out := &Words{files: maps.Clone(w.files)}
	out.files[name] = x
	out.index()
	return out, nil
}

// Named finds a wording by its name, as a delivery remembers it.
func (w *Words) Named(name string) (*Wording, bool) {
	x, ok := w.files[name]
	return x, ok
}

// All lists every wording by name.
func (w *Words) All() []*Wording {
	out := make([]*Wording, 0, len(w.files))
	for _, name := range slices.Sorted(maps.Keys(w.files)) {
		out = append(out, w.files[name])
	}
	return out
}

// For lists the wordings that a step's folder has for a side and form, best first: the side's own, its plain ones, then those of
// the side it falls back to. Within each group the list begins with the variant and goes round. Nil if there are none.
func (w *Words) For(folder string, side goodturn.Side, form message.Form, variant int) []*Wording {
	var out []*Wording
	f := w.folders[folder]
	for ok := true; ok; side, ok = nextSide(side) {
		for _, plain := range []bool{false, true} {
			list := f[slot{side, form, plain}]
			for i := range list {
				n := (variant + i) % len(list)
				if n < 0 {
					n += len(list)
				}
				out = append(out, list[n])
			}
		}
	}
	return out
}

// Choice is the outcome of choosing a wording for one person.
type Choice struct {
	Wording *Wording          // nil if no wording can be filled, or all that can are to be avoided
	Avoided bool              // there is one, and a neighbour has just read it: the message waits
	Missing []message.Missing // what the best wording lacks, if none can be filled
}

// Choose picks the first wording of For that is true where this person lives, can be filled for them without a hole, and that nobody
// nearby has just read. Of whose country nothing is known gets words that are true everywhere.
// avoid gets the name of a wording; nil avoids none.
func (w *Words) Choose(folder string, side goodturn.Side, form message.Form, variant int, v message.Values, avoid func(name string) bool) Choice {
	var c Choice
	for _, x := range w.For(folder, side, form, variant) {
		if x.Country != "" && v["country"] != x.Country {
			continue
		}
		missing := x.Template.Needs(v)
		switch {
		case len(missing) > 0:
			if c.Missing == nil {
				c.Missing = missing
			}
		case avoid != nil && avoid(x.Name):
			c.Avoided = true
		default:
			return Choice{Wording: x}
		}
	}
	if c.Avoided {
		c.Missing = nil
	}
	return c
}

// FormOf is the shape of a message on a channel.
func FormOf(c goodturn.Channel) message.Form {
	switch c {
	case goodturn.ChannelEmail:
		return message.Email
	case goodturn.ChannelDM:
		return message.Direct
	}
	return message.Text
}

// VariantAmong gives a person the wording to begin with: a stable one, as far as possible unlike those of neighbours, whose
// beginnings are given. Two beginnings are unlike if they differ among 2, 3 and 4 wordings alike.
func VariantAmong(id goodturn.ID, neighbours []int) int {
	const beginnings = 12 // divisible by every number of wordings that ships
	clash := func(v int) (n int) {
		for _, o := range neighbours {
			for _, m := range []int{2, 3, 4} {
				if v%m == o%m {
					n++
				}
			}
		}
		return n
	}
	best, least := 0, -1
	start := message.Choose(beginnings, string(id), nil)
	for i := range beginnings {
		v := (start + i) % beginnings
		if n := clash(v); least < 0 || n < least {
			best, least = v, n
		}
	}
	return best
}
