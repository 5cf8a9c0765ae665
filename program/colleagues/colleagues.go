// Package colleagues answers one question: did somebody else at a person's company get nearly this letter, or are they about to? It
// compares the words as they were finally written. It refuses to know how a letter is written, and what follows from the answer.
package colleagues

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// Letter is one to somebody at the same company that another one repeats; the zero value: there is none.
type Letter struct {
	Who string    // whose letter it is
	At  time.Time // when it left, or may have; zero: it waits
}

// Says is one sentence for whoever wrote the other letter. zone is where that one is read.
func (x Letter) Says(zone string) string {
	z, err := schedule.LoadZone(zone)
	if err != nil {
		z = time.UTC
	}
	if x.At.IsZero() {
		return "A letter that waits for " + x.Who + ", at the same company, says nearly the same."
	}
	return x.Who + ", at the same company, got nearly the same letter on " + goodturn.DateOf(x.At.In(z)).Long() + "."
}

// Question is a letter to one person.
type Question struct {
	Request goodturn.Request
	Touch   goodturn.Touch
	Text    string        // as it reads, without footer
	Waiting bool          // letters that have not left count too
	Rest    time.Duration // for how long words rest after they left
}

// Reads gives a letter as it reads, without footer, and whose it is.
type Reads func(*store.Tx, goodturn.Touch) (text, who string, err error)

// Repeated compares a letter that somebody is asked with, or the hello before it, with those to others at their company. Of those that it
// repeats it gives the one that left last. Where the owner changed neither of two, their wordings are kept apart by name.
func Repeated(tx *store.Tx, q Question, reads Reads) (out Letter, err error) {
	r, t := q.Request, q.Touch
	if t.ID != r.TouchID && t.ID != r.HelloID || r.CompanyKey == "" || q.Text == "" {
		return out, nil
	}
	there, err := tx.CompanyAsked(r.CompanyKey, tx.Now().Add(-goodturn.HardAskEvery))
	if err != nil {
		return out, err
	}
	open, err := tx.CompanyWaiting(r.CompanyKey) // the hello may have left
	if err != nil {
		return out, err
	}
	for _, o := range append(there, open...) {
		id := o.TouchID
		if t.ID == r.HelloID {
			id = o.HelloID
		}
		if id == "" || o.ContactID == r.ContactID {
			continue
		}
		other, err := tx.Touch(id)
		if err != nil {
			return out, err
		}
		at := leftAt(other)
		counts := q.Waiting && other.State == goodturn.Planned || tx.Now().Before(at.Add(q.Rest))
		if !counts || !t.Edited && !other.Edited {
			continue
		}
		said, who, err := reads(tx, other)
		if err != nil {
			return out, err
		}
		if message.Similar(q.Text, said) >= message.TooSimilar && (out.Who == "" || at.After(out.At)) {
			out = Letter{who, at}
		}
	}
	return out, nil
}

// leftAt is when a message left, or may have; zero: it has not.
func leftAt(t goodturn.Touch) time.Time {
	switch t.State {
	case goodturn.Sent:
		return t.SentAt
	case goodturn.Claimed, goodturn.Committing, goodturn.Unknown:
		return t.StateAt
	}
	return time.Time{}
}
