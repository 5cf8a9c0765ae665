package sim_test

import (
	"context"
	"os"
	"testing"

	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/sim"
)

// engine is the shipped packs with a key that only tests use.
func engine(t testing.TB) sim.Engine {
	t.Helper()
	packs := map[string]*playbook.Shipped{}
	for _, name := range playbook.Packs() {
		pack, err := playbook.Library(name)
		if err != nil {
			t.Fatal(err)
		}
		packs[pack.Playbook.Name] = pack
	}
	signer, err := link.New(make([]byte, link.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return sim.Engine{Library: packs, Links: signer}
}

func TestEveryStoryOfEveryPackComesTrue(t *testing.T) {
	e := engine(t)
	own, err := playbook.Load(os.DirFS("../examples/software"), "examples/software")
	if err != nil {
		t.Fatal(err)
	}
	e.Library[own.Playbook.Name] = own
	for name, pack := range e.Library {
		if pack.Story == nil {
			continue
		}
		for _, c := range pack.Story.Chapters {
			t.Run(name+"/"+c.Title, func(t *testing.T) {
				misses, err := sim.Tell(context.Background(), e, name, c)
				if err != nil {
					t.Fatalf("%s: %v", pack.Story.File, err)
				}
				for _, m := range misses {
					t.Errorf("%s, %s", pack.Story.File, m)
				}
			})
		}
	}
}
