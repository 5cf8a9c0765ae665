package requests_test

import (
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/store"
)

// An entry that has become part of another one is asked for nothing, by any road and whichever id another system remembers.
func TestAnEntryThatIsOneWithAnotherIsNotAsked(t *testing.T) {
	w := office(t, time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC))
	w.public()
	ada, twice := w.colleague("Ada", "Lakeside Studio"), w.colleague("Adah", "Lakeside Studio")
	w.Write(func(tx *store.Tx) error {
		c, err := tx.Contact(twice)
		c.MergedInto = ada
		if err == nil {
			err = tx.UpdateContact(c)
		}
		return err
	})
	for _, ch := range []goodturn.Channel{goodturn.ChannelEmail, goodturn.ChannelDM} {
		a := asking(twice, on(2026, 3, 31), on(2026, 2, 20))
		a.Channel = ch
		if _, err := w.r.AskByHand(t.Context(), w.Owner.ID, []requests.Asking{a}, false); goodturn.ErrorCode(err) != goodturn.CodeConflict {
			t.Errorf("by %s: %v", ch, err)
		}
	}
	if err := w.r.KeepInTouch(t.Context(), twice, requests.Known{By: w.Owner.ID, Last: on(2026, 2, 20)}); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Errorf("keep in touch: %v", err)
	}
	if touches := w.Touches(twice); len(touches) != 0 {
		t.Errorf("%d messages are planned for it", len(touches))
	}
}
