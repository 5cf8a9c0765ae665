package program_test

import (
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/said"
	"github.com/goodturn-app/goodturn/store"
)

// An ask is counted under the words in which it left, also once its owner has changed them.
func TestAnAskKeepsTheWordsInWhichItLeft(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	w.Client("Ana", closed)
	w.Until(time.Date(2026, 8, 1, 15, 0, 0, 0, time.UTC))
	w.Write(func(tx *store.Tx) error {
		asks, err := tx.ListAsks("", "", 10)
		if err != nil {
			return err
		}
		texts, err := said.All(tx)
		if err != nil {
			return err
		}
		if len(asks) == 0 {
			t.Error("nobody was asked")
		}
		for _, a := range asks {
			x, ok := w.P.Library["real-estate"].Words.Named(said.Name(a.Wording))
			if !ok || a.Wording != said.Tag(x) || a.Wording == x.Name {
				t.Errorf("asked in the words %q", a.Wording)
				continue
			}
			if got := texts["real-estate"][a.Wording]; got.Text != x.Template.Source().Text || !got.First.Equal(a.OpenedAt) || got.Of != 1 {
				t.Errorf("%s is kept as %+v", a.Wording, got)
			}
			changed := x.Template.Source().Text + "\n\nSay hello to the garden.\n"
			if err := tx.SaveWords(store.Words{Playbook: "real-estate", Name: x.Name, Body: changed}); err != nil {
				return err
			}
			words, err := w.P.WordsIn(tx, w.P.Library["real-estate"])
			if err != nil {
				return err
			}
			if now, _ := words.Named(x.Name); said.Tag(now) == a.Wording {
				t.Errorf("other words have the same tag %s", a.Wording)
			}
		}
		return nil
	})
	if said.Name(goodturn.OwnWords) != goodturn.OwnWords {
		t.Error("words of one's own have no version")
	}
}
