package rewards

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// Taken says what one entry of a person took over from another about rewards, so that it can be given back. The zero Taken took nothing.
type Taken struct {
	TaxForm   bool `json:"tax_form,omitempty"`
	PublicYes bool `json:"public_yes,omitempty"`
	Trusted   bool `json:"trusted,omitempty"`
	First     bool `json:"first,omitempty"` // nothing was noted of the one who stayed
}

// Join lets what is known of both entries of one person hold for the one who stays: a form on file and trust from either; a yes to public
// thanks only where nothing was ever noted of the one who stays, for else they may have said no. What was noted of the other stays with it.
func Join(tx *store.Tx, keep, away goodturn.ID) (out Taken, err error) {
	known, err := tx.Payees(keep, away)
	if err != nil {
		return out, err
	}
	from, some := known[away]
	to, had := known[keep]
	if !some {
		return out, nil
	}
	out = Taken{TaxForm: from.TaxForm && !to.TaxForm, Trusted: from.Trusted && !to.Trusted, PublicYes: from.PublicYes && !had, First: !had}
	return out, tx.SavePayee(store.Payee{ContactID: keep, TaxForm: to.TaxForm || out.TaxForm, PublicYes: to.PublicYes || out.PublicYes, Trusted: to.Trusted || out.Trusted})
}

// Part gives back what Join took, and says what of it another entry that is still part of the person stands for: that one took it then.
// What somebody noted since stays.
func Part(tx *store.Tx, keep goodturn.ID, t Taken, others ...goodturn.ID) (passed map[goodturn.ID]Taken, err error) {
	if t == (Taken{}) {
		return nil, nil
	}
	known, err := tx.Payees(append([]goodturn.ID{keep}, others...)...)
	if err != nil {
		return nil, err
	}
	now, ok := known[keep]
	if !ok {
		return nil, nil // somebody forgot it meanwhile
	}
	passed = map[goodturn.ID]Taken{}
	give := func(took bool, field func(*store.Payee) *bool, pass func(*Taken)) {
		if !took {
			return
		}
		for _, id := range others {
			if o := known[id]; *field(&o) {
				x := passed[id]
				pass(&x)
				passed[id] = x
				return
			}
		}
		*field(&now) = false
	}
	give(t.TaxForm, func(p *store.Payee) *bool { return &p.TaxForm }, func(x *Taken) { x.TaxForm = true })
	give(t.PublicYes, func(p *store.Payee) *bool { return &p.PublicYes }, func(x *Taken) { x.PublicYes = true })
	give(t.Trusted, func(p *store.Payee) *bool { return &p.Trusted }, func(x *Taken) { x.Trusted = true })
	if t.First {
		for _, id := range others {
			if _, some := known[id]; some {
				x := passed[id]
				x.First = true
				passed[id] = x
				return passed, tx.SavePayee(now)
			}
		}
		if !now.TaxForm && !now.PublicYes && !now.Trusted {
			return passed, tx.DropPayee(keep)
		}
	}
	return passed, tx.SavePayee(now)
}

// With is both together.
func (t Taken) With(o Taken) Taken {
	return Taken{TaxForm: t.TaxForm || o.TaxForm, PublicYes: t.PublicYes || o.PublicYes, Trusted: t.Trusted || o.Trusted, First: t.First || o.First}
}
