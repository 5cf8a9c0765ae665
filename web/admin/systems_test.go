package admin_test

import (
	"testing"

	"github.com/goodturn-app/goodturn/store"
)

func TestNewsForAnAddressThatWantsNoneDoesNotSayThatItGoes(t *testing.T) {
	v := newVillage(t)
	e := store.Endpoint{URL: "https://hooks.example.org/news", About: "the accounts", State: store.EndpointOn}
	v.write(func(tx *store.Tx) error {
		if err := tx.SaveEndpoint(&e); err != nil {
			return err
		}
		return tx.InsertNews(store.News{ID: tx.NewID(), EndpointID: e.ID, Type: "referral.introduced", Body: "{}", At: v.now, DueAt: v.now, State: store.NewsWaiting})
	})
	at := "/settings/systems/webhooks/" + string(e.ID)
	has(t, v.get(at), "Goes next today")
	e.State = store.EndpointGone
	v.write(func(tx *store.Tx) error { return tx.SaveEndpoint(&e) })
	page := v.get(at)
	has(t, page, "Goes once “Send news there” is ticked and kept.")
	hasNot(t, page, "Goes next")
}
