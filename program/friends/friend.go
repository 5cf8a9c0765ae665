package friends

import (
	"context"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// FriendPage is a friend's own page, to which the one confirmation leads.
type FriendPage struct {
	FullName string // of the owner
	Firm     string
	Phone    string
	Silent   bool // they have said that they want to be left in peace
}

// OpenFriend gives a friend's own page. It writes nothing.
func (p *Friends) OpenFriend(ctx context.Context, token string) (page FriendPage, err error) {
	id, err := p.Links.Open(link.Friend, token)
	if err != nil {
		return page, err
	}
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		r, err := p.referralOf(tx, id)
		if err != nil {
			return err
		}
		owner, err := tx.User(r.OwnerID)
		if err != nil {
			return err
		}
		set, err := tx.Settings()
		page = FriendPage{FullName: owner.Name, Firm: set.FirmOf(owner), Phone: owner.Voice.Phone, Silent: !r.WithdrawnAt.IsZero()}
		return err
	})
	return page, err
}

func (p *Friends) referralOf(tx *store.Tx, id goodturn.ID) (goodturn.Referral, error) {
	r, err := tx.Referral(id)
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
		return r, goodturn.NotFound("page")
	}
	return r, err
}

// LeaveInPeace takes a friend's form back, because they say so: nobody calls them about it, their details go, and what we know of them
// by this form alone is put on the list of those never to be written to. A client stays a client. Told twice, nothing changes.
func (p *Friends) LeaveInPeace(ctx context.Context, token string) error {
	id, err := p.Links.Open(link.Friend, token)
	if err != nil {
		return err
	}
	err = p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		r, err := tx.LockReferral(id) // whoever moves the card at this moment comes before or after, and turns nobody away
		if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
			return goodturn.NotFound("page")
		}
		if err != nil || !r.WithdrawnAt.IsZero() {
			return err
		}
		if r.FriendID != "" && !r.KnownBefore {
			c, err := p.ContactIn(tx, r.FriendID)
			if err != nil && goodturn.ErrorCode(err) != goodturn.CodeNotFound {
				return err
			}
			done, serr := program.IsStopped(tx, c.ID)
			if serr != nil {
				return serr
			}
			if err == nil && c.Source == sourceFriend && !done {
				if err := p.StopIn(tx, c.ID, "friend"); err != nil {
					return err
				}
			}
		}
		return p.WithdrawIn(tx, r, "the friend asked to be left in peace")
	})
	if err != nil {
		return program.Unwritten(err)
	}
	p.Wake("sweep")
	return nil
}

// NotForMe counts that a friend looked at an advocate's page and turned it down. Nobody is told, and nothing is kept of them: there is
// nothing to keep.
func (p *Friends) NotForMe(ctx context.Context, code string) (page SharedPage, err error) {
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		s, err := p.sharedCode(tx, code)
		if err != nil {
			return err
		}
		if page, err = p.sharedPage(tx, s); err == nil {
			tx.Count(tx.Now(), "friend", "not for me", 1)
		}
		return err
	})
	return page, err
}
