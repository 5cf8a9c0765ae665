package friends

import (
	"context"

	"github.com/goodturn-app/goodturn/store"
)

// Tried is what came from one corner of the net within the present hour of the clock, whichever process of the installation took it.
type Tried struct {
	Missed   int // codes that led nowhere
	Forms    int // friends' forms
	Together int // codes that led nowhere, from everywhere; counted only where this corner has missed
}

// What the log of looks calls them.
const (
	missed = "missed"
	formed = "form"
)

// everywhere is the corner of all corners.
const everywhere = "everywhere"

// TriedFrom counts what came from a corner of the net. It writes nothing.
func (p *Friends) TriedFrom(ctx context.Context, corner string) (out Tried, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out = Tried{}
		looks, err := tx.Fetches(tx.TriesAt(corner))
		for _, l := range looks {
			switch l.Link {
			case missed:
				out.Missed++
			case formed:
				out.Forms++
			}
		}
		if err == nil && out.Missed > 0 {
			out.Together, err = tx.CountFetches(tx.TriesAt(everywhere))
		}
		return err
	})
	return out, err
}

// LogMiss notes in the log of looks that a code led nowhere: a look like any other, of which is known only from which corner of the net
// it came, and that only for its hour and in a form that nobody can read back. It changes nothing else, and nobody waits for it.
func (p *Friends) LogMiss(_ context.Context, corner string) {
	p.DB.Later(func(tx *store.Tx) error {
		return tx.AppendFetches(store.Fetch{Link: missed, RefID: tx.TriesAt(corner), Verdict: "unknown"}, store.Fetch{Link: missed, RefID: tx.TriesAt(everywhere), Verdict: "unknown"})
	})
}

// LogForm is LogMiss for a friend's form.
func (p *Friends) LogForm(_ context.Context, corner string) {
	p.DB.Later(func(tx *store.Tx) error {
		return tx.AppendFetches(store.Fetch{Link: formed, RefID: tx.TriesAt(corner), Verdict: "human"})
	})
}
