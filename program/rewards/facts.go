package rewards

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/fraud"
	"github.com/goodturn-app/goodturn/store"
)

// compared is how many introductions a new one is compared with, the newest first.
const compared = 5000

// facts gathers what is known of the two sides of an introduction, and of other introductions. Of whoever fetches a page nothing is kept;
// how many codes were tried, and forms filled in, from where a friend's form came, and whether from the advocate's device, was noted while it came in.
func facts(tx *store.Tx, r goodturn.Referral) (in fraud.Introduction, err error) {
	in = fraud.Introduction{At: r.CreatedAt, Known: r.KnownBefore, Misses: r.Misses, Corner: r.Corner, Device: r.Device, SameDevice: r.SameDevice}
	if in.Advocate, err = person(tx, r.ReferrerID); err != nil {
		return in, err
	}
	in.Friend = friendOf(r)
	if r.FriendID != "" {
		known, err := person(tx, r.FriendID)
		if err != nil {
			return in, err
		}
		known.Emails, known.Phones = append(known.Emails, in.Friend.Emails...), append(known.Phones, in.Friend.Phones...)
		if known.Name == "" {
			known.Name = in.Friend.Name
		}
		in.Friend = known
	}
	payees, err := tx.Payees(r.ReferrerID)
	if err != nil {
		return in, err
	}
	in.Trusted = payees[r.ReferrerID].Trusted
	all, err := tx.ListReferrals("", compared)
	for _, o := range all {
		if o.ID == r.ID || o.CreatedAt.After(r.CreatedAt) || !o.WithdrawnAt.IsZero() {
			continue
		}
		e := fraud.Earlier{By: o.ReferrerID, Friend: friendOf(o), At: o.CreatedAt}
		if o.ReferrerID == r.ReferrerID {
			in.Mine = append(in.Mine, e)
		} else {
			in.Others = append(in.Others, e)
		}
	}
	return in, err
}

func friendOf(r goodturn.Referral) fraud.Person {
	p := fraud.Person{ID: r.FriendID, Name: r.Friend}
	if r.Email != "" {
		p.Emails = []string{r.Email}
	}
	if r.Phone != "" {
		p.Phones = []string{r.Phone}
	}
	return p
}

func person(tx *store.Tx, id goodturn.ID) (p fraud.Person, err error) {
	c, err := tx.Contact(id)
	if err != nil {
		return p, err
	}
	p = fraud.Person{ID: id, Household: c.HouseholdID, Name: c.Name(), Addresses: []goodturn.Address{c.Mailing}}
	ids, err := tx.Identities(id)
	if err != nil {
		return p, err
	}
	for _, i := range ids {
		switch i.Kind {
		case goodturn.IdentityEmail:
			p.Emails = append(p.Emails, i.Value)
		case goodturn.IdentityPhone:
			p.Phones = append(p.Phones, i.Value)
		}
	}
	homes, err := tx.Homes(id)
	for _, h := range homes {
		p.Addresses = append(p.Addresses, h.Property)
	}
	return p, err
}
