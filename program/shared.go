package program

import (
	"context"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/store"
)

// SharedPage is what a friend sees to whom an advocate passed the link on: whom they may call. It names nobody else.
type SharedPage struct {
	FullName string
	Firm     string
	Phone    string
	Email    string
}

// OpenShared gives the page of an advocate's link, by its code as it was typed or read aloud. It writes nothing. A code that leads
// nowhere is CodeNotFound, always with the same words.
func (p *Program) OpenShared(ctx context.Context, code string) (page SharedPage, err error) {
	code = link.ReadCode(code)
	if code == "" {
		return page, goodturn.NotFound("page")
	}
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		found, ok, err := tx.ShareCode(code)
		if err != nil {
			return err
		}
		if !ok || found.Revoked {
			return goodturn.NotFound("page")
		}
		c, err := tx.Contact(found.ContactID)
		if err != nil {
			return err
		}
		owner, err := tx.User(c.OwnerID)
		if err != nil {
			return err
		}
		page = SharedPage{FullName: owner.Name, Firm: owner.Voice.Brokerage, Phone: owner.Voice.Phone, Email: fromAddress(owner)}
		return nil
	})
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
		err = goodturn.NotFound("page")
	}
	return page, err
}
