package view

import (
	"context"
	"fmt"

	"github.com/goodturn-app/goodturn/store"
)

// Uncertain says of which messages nobody knows whether they left, while nothing is on hold for them.
func (p *View) Uncertain(ctx context.Context) (string, error) {
	said := "Nothing is uncertain; sending is not on hold."
	err := p.DB.Read(ctx, func(tx *store.Tx) error {
		list, err := tx.Unknowns(0, 100)
		if err != nil || len(list) == 0 {
			return err
		}
		said = "Sending is not on hold. Of these messages nobody knows whether they left; none is sent again by itself:\n"
		for _, d := range list {
			c, err := tx.Contact(d.ContactID)
			if err != nil {
				return err
			}
			said += fmt.Sprintf("  %s  %s, %s\n", d.CommittingAt.UTC().Format("2006-01-02 15:04 MST"), c.Name(), d.Step)
		}
		said += "Say on the page To do whether each arrived. After a week it counts as arrived."
		return nil
	})
	return said, err
}
