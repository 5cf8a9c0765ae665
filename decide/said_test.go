package decide_test

import (
	"slices"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
)

// What Why says may be no invention: nobody who was never asked was reminded, and nothing goes by itself before the first day.
func TestWhyInventsNothingBeforeAnythingWasAsked(t *testing.T) {
	s := clear(goodturn.KindReminder)
	s.due.Ask.State, s.due.Ask.RemindersLeft, s.due.Ask.DeliveredAt = "", 0, time.Time{}
	d := s.decide()
	has := func(code goodturn.ReasonCode) bool {
		return slices.ContainsFunc(d.Reasons, func(r goodturn.Reason) bool { return r.Code == code })
	}
	if !has(goodturn.ReasonAskNotOpen) || has(goodturn.ReasonNoReminders) {
		t.Errorf("never asked: %+v", d.Reasons)
	}
	s = clear(goodturn.KindValue)
	s.settings.Mode, s.settings.LiveAt, s.settings.Approve, s.due.Auto = goodturn.ModeObserve, time.Time{}, false, false
	d = s.decide()
	i := slices.IndexFunc(d.Fine, func(r goodturn.Reason) bool { return r.Code == goodturn.ReasonNotApproved })
	if i < 0 || d.Fine[i].Evidence != "you read the first ones once you are live" {
		t.Errorf("before going live: %+v", d.Fine)
	}
}
