package policy

import "github.com/goodturn-app/goodturn"

// Basis is the ground that a rule asks for before we may write.
type Basis string

const (
	NoneRelationship    Basis = "none_relationship"      // no consent by law; we want a relationship on file
	ExpressOrImplied24m Basis = "express_or_implied_24m" // express, or implied by a closing for a while
	SoftOptInNotice     Basis = "soft_opt_in_notice"     // consent, or a sale with the notice given then
	Written             Basis = "written"                // prior express written consent
	Session             Basis = "session"                // they are using the product
	ByHandOnly          Basis = "by_hand_only"           // we do not write; a person may
)

// Consent gives the ground needed to reach somebody this way in a region. A place that we know nothing of is by hand only.
func Consent(way Way, on goodturn.Date, region string) Basis {
	if r, ok := Lookup(way, on, region); ok {
		return r.Basis
	}
	return ByHandOnly
}

// Lookup gives the row that decides the ground in a region: the most specific one in force on the day.
func Lookup(way Way, on goodturn.Date, region string) (Row, bool) {
	for r := range chain(way, region, on) {
		if r.Basis != "" {
			return *r, true
		}
	}
	return Row{}, false
}

// Ground is what is on file for one person and one address. The zero Ground is nothing.
type Ground struct {
	Has     []goodturn.ConsentBasis // consents in force for this channel and address
	Closing goodturn.Date           // their latest closing with us; zero: none known
}

// Answer says whether a ground suffices. Until is the last day on which it does; zero means that it does not run out.
type Answer struct {
	OK    bool
	Until goodturn.Date
	Row   Row // the rule that decided
}

// Allows holds what is on file against the rule for a way and a region on a day. It looks at consent alone: opt-outs,
// hours and everything else are judged elsewhere.
func Allows(way Way, on goodturn.Date, region string, g Ground) Answer {
	row, ok := Lookup(way, on, region)
	a := Answer{Row: row}
	if !ok {
		return a
	}
	has := func(wanted ...goodturn.ConsentBasis) bool {
		for _, h := range g.Has {
			for _, w := range wanted {
				if h == w {
					return true
				}
			}
		}
		return false
	}
	switch row.Basis {
	case Session:
		a.OK = true
	case NoneRelationship:
		a.OK = has(goodturn.BasisRelationship, goodturn.BasisNotice, goodturn.BasisExpress, goodturn.BasisWritten)
	case SoftOptInNotice:
		a.OK = has(goodturn.BasisNotice, goodturn.BasisExpress, goodturn.BasisWritten)
	case Written:
		a.OK = has(goodturn.BasisWritten)
	case ExpressOrImplied24m:
		if a.OK = has(goodturn.BasisExpress, goodturn.BasisWritten); !a.OK && has(goodturn.BasisRelationship, goodturn.BasisNotice) && !g.Closing.IsZero() {
			// The last day of the period is the day before the closing's day comes round: the cautious reading.
			a.Until = g.Closing.AddMonths(row.ImpliedMonths).AddDays(-1)
			a.OK = !on.After(a.Until)
		}
	}
	return a
}
