package explain_test

import (
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
)

func TestWhatHappenedInALifeIsSaidAsItWillBe(t *testing.T) {
	at := time.Date(2026, 12, 1, 15, 0, 0, 0, time.UTC)
	january := time.Date(2027, 1, 8, 5, 0, 0, 0, time.UTC)
	wait := func(c goodturn.ReasonCode, until time.Time) goodturn.Reason {
		return goodturn.Reason{Code: c, Verdict: goodturn.Wait, Until: until}
	}
	skip := func(c goodturn.ReasonCode) goodturn.Reason { return goodturn.Reason{Code: c, Verdict: goodturn.Skip} }
	for name, c := range map[string]struct {
		verdict goodturn.Verdict
		reasons []goodturn.Reason
		want    explain.Life
		fine    []goodturn.Reason
	}{
		"nothing happened": {goodturn.Wait, []goodturn.Reason{wait(goodturn.ReasonQuietHours, january)}, explain.Life{}, nil},
		"it is not a good time": {goodturn.Wait, []goodturn.Reason{wait(goodturn.ReasonNotApproved, time.Time{}), wait(goodturn.ReasonNotGoodTime, january)},
			explain.Life{Says: "It waits until Friday 8 January 2027, because you noted that it is not a good time for them.", Until: january}, nil},
		"the later of two counts": {goodturn.Wait, []goodturn.Reason{wait(goodturn.ReasonNotGoodTime, at.Add(goodturn.Day)), wait(goodturn.ReasonBereaved, january)},
			explain.Life{Says: "It waits until Friday 8 January 2027, because there was a death in this household.", Until: january}, nil},
		"another agent has no date": {goodturn.Wait, []goodturn.Reason{wait(goodturn.ReasonNotGoodTime, january), wait(goodturn.ReasonRepresented, time.Time{})},
			explain.Life{Says: "It waits, because they work with another agent now. Tell us if that ended."}, nil},
		"the home is gone": {goodturn.Skip, []goodturn.Reason{skip(goodturn.ReasonNotTheirHome), wait(goodturn.ReasonRepresented, time.Time{})},
			explain.Life{Says: "It is left out, because it speaks of a home that is no longer theirs.", Out: true}, nil},
		"it lasts too long for the message": {goodturn.Expire, []goodturn.Reason{{Code: goodturn.ReasonMomentPassed, Verdict: goodturn.Expire}, wait(goodturn.ReasonNotGoodTime, january)},
			explain.Life{Says: "It is left out, because you noted that it is not a good time for them. By then it would be too late for it.", Out: true}, nil},
		"it lasts until it is of no use": {goodturn.Wait, []goodturn.Reason{wait(goodturn.ReasonNotGoodTime, january)},
			explain.Life{Says: "It is left out, because you noted that it is not a good time for them. It is of use until Friday 11 December.", Out: true},
			[]goodturn.Reason{{Code: goodturn.ReasonMomentPassed, Until: at.Add(10 * goodturn.Day)}}},
		"something else ends it":  {goodturn.Skip, []goodturn.Reason{skip(goodturn.ReasonDeclined), wait(goodturn.ReasonNotGoodTime, january)}, explain.Life{}, nil},
		"it is the owner's to do": {goodturn.ToTask, []goodturn.Reason{{Code: goodturn.ReasonNoConsent, Verdict: goodturn.ToTask}, wait(goodturn.ReasonNotGoodTime, january)}, explain.Life{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := explain.LifeOf(goodturn.Decision{At: at, Verdict: c.verdict, Reasons: c.reasons, Fine: c.fine}, time.UTC); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}
