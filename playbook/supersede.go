package playbook

import "github.com/goodturn-app/goodturn"

// Succession is what a new closing does to an enrolment that the same person already has.
type Succession string

const (
	KeepBoth   Succession = ""     // not about the same playbook, or one and the same closing
	EndOlder   Succession = "end"  // the newer closing takes its place
	MuteOlder  Succession = "mute" // both homes are still theirs: useful things go on for both, and only the newer one asks
	NewIsOlder Succession = "newer exists"
)

// Supersedes says what becomes of an existing enrolment when one for another closing of the same person begins. owned says
// whether they are believed to own the home of the existing enrolment still. NewIsOlder means that the new one is about an
// earlier deal, found late: then the new one is the one to end or mute, and the caller asks again with the two exchanged.
//
// Two enrolments from one day are told apart by their anchor keys, so that the answer does not depend on which came in first.
func Supersedes(existing, added goodturn.Enrolment, owned bool) Succession {
	switch {
	case existing.Playbook != added.Playbook || existing.AnchorKey == added.AnchorKey:
		return KeepBoth
	case existing.State != goodturn.EnrolmentActive:
		return KeepBoth
	case added.Anchor.Before(existing.Anchor) || added.Anchor == existing.Anchor && added.AnchorKey < existing.AnchorKey:
		return NewIsOlder
	case owned:
		return MuteOlder
	}
	return EndOlder
}
