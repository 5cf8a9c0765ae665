package program

import (
	"sync"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// mailboxes remembers how many messages left each mailbox since its day began, so that not every claim counts them again. What it remembers
// holds for one version of the mailbox's gate: whoever claims a message in its name or takes one back, in this process or in another,
// changes that in the same transaction.
type mailboxes struct {
	mu sync.Mutex
	of map[goodturn.ID]mailboxDay // by user
}

// mailboxDay is how far a mailbox's day has come.
type mailboxDay struct {
	begins  time.Time // of the day
	version int64     // of the gate
	sent    store.SentCount
}

// sentToday gives the messages of users since their day began, by user.
func (m *mailboxes) sentToday(tx *store.Tx, begins time.Time, version func(goodturn.ID) int64, users []goodturn.ID) (map[goodturn.ID]store.SentCount, error) {
	sent := make(map[goodturn.ID]store.SentCount, len(users))
	var unknown []goodturn.ID
	m.mu.Lock()
	for _, u := range users {
		if known, ok := m.of[u]; ok && known.version == version(u) && known.begins.Equal(begins) {
			sent[u] = known.sent
		} else {
			unknown = append(unknown, u)
		}
	}
	m.mu.Unlock()
	counted, err := tx.SentBy(begins, unknown...)
	for _, u := range unknown {
		sent[u] = counted[u]
	}
	return sent, err
}

// learn remembers what a claim has come to. Call it once the claim is durable, never before: what is undone must not be remembered.
func (m *mailboxes) learn(b *docket) {
	if b.dropped { // gates were released again, which is rare; the next claim counts
		return
	}
	left := map[goodturn.ID]store.SentCount{}
	for _, c := range b.claims {
		n := left[c.delivery.UserID]
		if n.All++; c.first {
			n.New++
		}
		if c.touch.Channel != goodturn.ChannelDM {
			left[c.delivery.UserID] = n
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for u, n := range left {
		o := b.owners[u]
		m.of[u] = mailboxDay{begins: o.begins, version: o.version + 1, sent: store.SentCount{All: o.counted.All + n.All, New: o.counted.New + n.New}}
	}
}
