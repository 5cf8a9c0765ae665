package playbook

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"

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

// Shipped is a pack out of the binary; it is like any other.
type Shipped = Pack

// Packs names the packs that ship with Goodturn, sorted.
func Packs() []string { return slices.Sorted(maps.Keys(library())) }

// Library gives a pack that ships. It is read once; asking again gives the same values, which nobody may change. CodeNotFound if
// there is no such pack; any other error means a broken build. A test checks the words of all of them, so that no start has to.
func Library(name string) (*Pack, error) {
	load, ok := library()[name]
	if !ok {
		return nil, goodturn.NotFound("pack named " + name)
	}
	return load()
}

var library = sync.OnceValue(func() map[string]func() (*Pack, error) {
	packs := map[string]func() (*Pack, error){}
	entries, err := shipped.ReadDir("library")
	if err != nil {
		panic(fmt.Errorf("read the shipped packs: %w", err)) // they are part of the build
	}
	for _, e := range entries {
		name := e.Name()
		packs[name] = sync.OnceValues(func() (*Pack, error) {
			files, err := fs.Sub(shipped, "library/"+name)
			if err != nil {
				return nil, fmt.Errorf("open the pack %s: %w", name, err)
			}
			return read(files, "playbook/library/"+name)
		})
	}
	return packs
})

// Load reads a pack from a folder: playbook.yaml, words/ and, if it is there, story.txtar. prefix names the folder in error
// messages. The playbook and its words are checked against each other.
func Load(files fs.FS, prefix string) (*Pack, error) {
	p, err := read(files, prefix)
	if err != nil {
		return nil, err
	}
	if err := Check(p.Playbook, p.Words); err != nil {
		return nil, err
	}
	return p, nil
}

// read is Load without looking whether the words fit the playbook and pass the linter.
func read(files fs.FS, prefix string) (*Pack, error) {
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
