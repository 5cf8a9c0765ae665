package playbook

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"

	"github.com/goodturn-app/goodturn"
)

//go:embed library
var library embed.FS

// Packs lists the packs that ship.
func Packs() []string {
	entries, err := library.ReadDir("library")
	if err != nil {
		panic(fmt.Errorf("read the embedded library: %w", err)) // it is part of the build
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, e.Name())
		}
	}
	return out
}

// Shipped is a pack that ships with Goodturn: its playbook, its words and its story.
type Shipped struct {
	Playbook *Playbook
	Words    *Words
	Story    *Story
	Files    fs.FS // playbook.yaml, words/ and story.txtar as they lie in the repository
}

// Library gives a shipped pack. Asking again gives the same values, which nobody may change. CodeNotFound if there is no such
// pack.
func Library(pack string) (*Shipped, error) {
	load, ok := shipped()[pack]
	if !ok {
		return nil, goodturn.NotFound("pack")
	}
	return load()
}

var shipped = sync.OnceValue(func() map[string]func() (*Shipped, error) {
	m := map[string]func() (*Shipped, error){}
	for _, pack := range Packs() {
		m[pack] = sync.OnceValues(func() (*Shipped, error) {
			files, err := fs.Sub(library, "library/"+pack)
			if err != nil {
				return nil, fmt.Errorf("open the pack %s: %w", pack, err)
			}
			return Load(files, "playbook/library/"+pack)
		})
	}
	return m
})

// Load reads a pack from a folder: playbook.yaml, words/ and, if it is there, story.txtar. prefix names the folder in error
// messages. The playbook and its words are checked against each other.
func Load(files fs.FS, prefix string) (*Shipped, error) {
	s := &Shipped{Files: files}
	src, err := fs.ReadFile(files, "playbook.yaml")
	if err != nil {
		return nil, &goodturn.Error{Code: goodturn.CodeInvalid, File: prefix, Message: "This pack has no playbook.yaml.", Hint: "Put one there; the shipped pack is a good start.", Err: err}
	}
	if s.Playbook, err = Parse(prefix+"/playbook.yaml", src); err != nil {
		return nil, err
	}
	if s.Words, err = ReadWords(files, prefix, s.Playbook); err != nil {
		return nil, err
	}
	if err := Check(s.Playbook, s.Words); err != nil {
		return nil, err
	}
	if src, err = fs.ReadFile(files, "story.txtar"); err == nil {
		if s.Story, err = ParseStory(prefix+"/story.txtar", src); err != nil {
			return nil, err
		}
	}
	return s, nil
}
