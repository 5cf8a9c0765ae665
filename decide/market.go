package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// market: where prices fell the useful message is calm, and the ask that would have leaned on it waits.
func market(l *look) {
	if l.due.Step.LeansOn != "market" {
		return
	}
	if fell := l.due.MarketFell; fell != "" {
		l.wait(goodturn.ReasonMarketFell, time.Time{}, fell)
		return
	}
	l.ok(goodturn.ReasonMarketFell, "it did not fall")
}
