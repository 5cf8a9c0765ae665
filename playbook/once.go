package playbook

import (
	"github.com/goodturn-app/goodturn"
)

// Messages that belong to no plan: somebody asked for them a moment ago, or a plan's question led to them. Their names hold a colon,
// which no step of a playbook can, so that every playbook has them.
const (
	OnceNote   = "once:note"   // the note to forward, to somebody who said yes
	OnceFriend = "once:friend" // the one confirmation to a friend who left us their address
)

// once is how the judgement and the pages know them. They go beside the messages of the plan and take no day from them.
var once = map[string]goodturn.Step{
	OnceNote:   {Name: OnceNote, Title: "The note to forward", Kind: goodturn.KindThanks, Channel: goodturn.ChannelEmail, Late: goodturn.Day, Importance: 5, Companion: true},
	OnceFriend: {Name: OnceFriend, Title: "A confirmation to a friend", Kind: goodturn.KindThanks, Channel: goodturn.ChannelEmail, Late: goodturn.Day, Importance: 5, Companion: true},
}

// Once gives a message that belongs to no plan; false for the steps of playbooks.
func Once(name string) (goodturn.Step, bool) {
	s, ok := once[name]
	return s, ok
}
