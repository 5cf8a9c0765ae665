package policy

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/goodturn-app/goodturn"
)

//go:embed friend.json
var friendJSON []byte

// FriendNotice is what a friend agrees to who leaves their name on an advocate's page. Its Rule is the version that is kept with
// their name.
type FriendNotice struct {
	Origin
	Text string `json:"text"` // {owner} stands for who will get in touch
}

// For is the text as it is shown: with the owner's name in it.
func (n FriendNotice) For(owner string) string { return strings.ReplaceAll(n.Text, "{owner}", owner) }

type friendFile struct {
	Version string         `json:"version"`
	Note    string         `json:"note"`
	Rules   []FriendNotice `json:"rules"`
}

var friends = sync.OnceValue(func() friendFile { return read[friendFile]("friend.json", friendJSON) })

// FriendNoticeOn is the text that is shown on a day. Before the first one there was none, and no friend could be taken in.
func FriendNoticeOn(on goodturn.Date) (FriendNotice, bool) {
	for _, n := range friends().Rules {
		if n.InForce(on) {
			return n, true
		}
	}
	return FriendNotice{}, false
}

// FriendNoticeNamed is a text by its version, one that is no longer shown too: somebody may have agreed to it.
func FriendNoticeNamed(version string) (FriendNotice, bool) {
	for _, n := range friends().Rules {
		if n.Rule == version {
			return n, true
		}
	}
	return FriendNotice{}, false
}
