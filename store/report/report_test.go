package report_test

import (
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store/report"
)

func TestWhoIsLookedAfterAddsUpToEverybodyWhoClosed(t *testing.T) {
	c := report.Coverage{InPlan: 1, LeftOut: 2, Stopped: 4, Unreachable: 8, Undated: 16, Open: 32, Others: 64}
	if got := c.Closed(); got != 63 {
		t.Errorf("%d closed; whoever has no closing is not one of them", got)
	}
}

func TestACallIsNoMessage(t *testing.T) {
	m := report.Month{Planned: map[goodturn.Kind]int{goodturn.KindValue: 3, goodturn.KindAsk: 2, goodturn.KindCall: 5}}
	if got := m.Messages(); got != 5 {
		t.Errorf("%d messages", got)
	}
	if got := (report.Month{}).Messages(); got != 0 {
		t.Errorf("%d messages in a month without any", got)
	}
}
