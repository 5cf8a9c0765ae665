package app

import (
	"context"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// Owner is the first active user: whoever runs commands on this machine acts in their name. CodeNotFound if there is nobody yet.
func (a *App) Owner(ctx context.Context) (u goodturn.User, err error) {
	err = a.DB.Read(ctx, func(tx *store.Tx) error {
		users, err := tx.Users()
		if err != nil {
			return err
		}
		for _, x := range users {
			if x.Active {
				u = x
				return nil
			}
		}
		return &goodturn.Error{Code: goodturn.CodeNotFound, Message: "Nobody is here yet in whose name messages could go out.", Hint: "Add yourself: goodturn admin user you@example.com --name \"Your Name\""}
	})
	return u, err
}
