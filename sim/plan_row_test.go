package sim

import (
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
)

// A direct message does not leave by itself: a look ahead counts it to what the owner does.
func TestADirectMessageIsTheOwnersToDoInALookAhead(t *testing.T) {
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	r := &PlanReport{From: at.Add(-time.Hour), To: at.Add(goodturn.Day)}
	for ch, want := range map[goodturn.Channel]Outcome{goodturn.ChannelDM: Call, goodturn.ChannelEmail: Goes} {
		row, ok := r.row(goodturn.Touch{State: goodturn.Unknown, StateAt: at, SentAt: at, Channel: ch, Kind: goodturn.KindAsk, Zone: "America/New_York"}, goodturn.Contact{})
		if !ok || row.What != want || ch == goodturn.ChannelDM && row.Words() != "you: by hand." {
			t.Errorf("%s: %s, %q, %v", ch, row.What, row.Words(), ok)
		}
	}
}
