package playbook

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook/story"
)

//go:embed library
var shipped embed.FS

// Pack is a playbook with its words and its story.
type Pack struct {
	Playbook *Playbook
	Words    *Words
	Story    *story.Story // nil if the pack has none
	Files    fs.FS        // playbook.yaml, words/ and story.txtar as they were read
}

// Shipped is another name of Pack.
type Shipped = Pack

// Library is a set of packs by name. It is immutable; the zero Library is empty.
type Library struct{ packs map[string]*Pack }

// Open reads the packs that ship with Goodturn. They are part of the build and a test reads them all, so an error means a broken
// build.
func Open() (*Library, error) {
	l := &Library{packs: map[string]*Pack{}}
	entries, err := shipped.ReadDir("library")
	if err != nil {
		return nil, fmt.Errorf("read the shipped packs: %w", err)
	}
	for _, e := range entries {
		files, err := fs.Sub(shipped, "library/"+e.Name())
		if err != nil {
			return nil, fmt.Errorf("open the pack %s: %w", e.Name(), err)
		}
		p, err := Load(files, "playbook/library/"+e.Name())
		if err != nil {
			return nil, err
		}
		l.packs[p.Playbook.Name] = p
	}
	return l, nil
}

// Pack finds a pack by the name of its playbook. CodeNotFound if there is none.
func (l *Library) Pack(name string) (*Pack, error) {
	if p, ok := l.packs[name]; ok {
		return p, nil
	}
	return nil, goodturn.NotFound("plan named " + name)
}

// Names lists the packs, sorted.
func (l *Library) Names() []string { return slices.Sorted(maps.Keys(l.packs)) }

// With gives a library in which a pack is added, or takes the place of the one with the same name: the owner's own version.
func (l *Library) With(p *Pack) *Library {
	packs := maps.Clone(l.packs)
	if packs == nil {
		packs = map[string]*Pack{}
	}
	packs[p.Playbook.Name] = p
	return &Library{packs}
}

// Load reads a pack from a folder: playbook.yaml, words/ and, if it is there, story.txtar. prefix names the folder in error
// messages. The playbook and its words are checked against each other.
func Load(files fs.FS, prefix string) (*Pack, error) {
	p := &Pack{Files: files}
	src, err := fs.ReadFile(files, "playbook.yaml")
	if err != nil {
		return nil, &goodturn.Error{Code: goodturn.CodeInvalid, File: prefix, Message: "This pack has no playbook.yaml.", Hint: "Put one there; the shipped pack is a good start.", Err: err}
	}
	if p.Playbook, err = Parse(prefix+"/playbook.yaml", src); err != nil {
		return nil, err
	}
	if p.Words, err = ReadWords(files, prefix, p.Playbook); err != nil {
		return nil, err
	}
	if err := Check(p.Playbook, p.Words); err != nil {
		return nil, err
	}
	switch src, err = fs.ReadFile(files, "story.txtar"); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("read the story of %s: %w", prefix, err)
	default:
		if p.Story, err = story.Parse(prefix+"/story.txtar", src); err != nil {
			return nil, err
		}
	}
	return p, nil
}
