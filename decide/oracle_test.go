package decide_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/standing"
)

// drawScene makes a clear scene and then lets life happen to it: each fact is changed with some chance, by random amounts on both
// sides of its limit.
func drawScene(t *rapid.T) *scene {
	s := clear(rapid.SampledFrom(kinds).Draw(t, "kind"))
	maybe := func(label string, f func()) {
		if rapid.IntRange(0, 7).Draw(t, label) == 0 {
			f()
		}
	}
	hours := func(label string, from, to int) time.Duration {
		return time.Duration(rapid.IntRange(from*60, to*60).Draw(t, label)) * time.Minute
	}
	back := func(label string, from, to int) time.Time { return ago(hours(label, from*24, to*24)) }
	p, st := s.person(), s.stand()
	maybe("another hour", func() { s.now = now.Add(hours("now", 0, 120)) })
	maybe("mode", func() {
		s.settings.Mode = rapid.SampledFrom([]goodturn.Mode{"", goodturn.ModeObserve, "x"}).Draw(t, "mode")
	})
	maybe("paused", func() { s.settings.Paused = true })
	maybe("hold", func() { s.settings.Hold = "?" })
	maybe("clock", func() { s.facts.ClockDoubt = "?" })
	maybe("unreadable", func() { s.facts.Unreadable = []string{"?"} })
	maybe("live", func() { s.settings.LiveAt = ago(hours("since", -1, 20*24)) })
	maybe("ask every", func() { s.settings.AskEvery = hours("every", 0, 200*24) })
	maybe("blackout", func() { s.settings.BlackoutDays = []goodturn.Date{date(rapid.IntRange(0, 3).Draw(t, "day"))} })
	maybe("approve", func() { s.settings.Approve, s.due.Auto = true, rapid.Bool().Draw(t, "auto") })
	maybe("approved", func() { s.due.Touch.ApprovedAt = s.now.Add(-hours("approved", 0, 1)) })
	maybe("owner", func() { p.Owner.Active = false })
	maybe("resting", func() { p.Owner.RestingUntil = now.Add(hours("rest", -10, 100)) })
	maybe("sent", func() {
		p.Owner.SentToday, p.Owner.LastSentAt = rapid.IntRange(0, 60).Draw(t, "n"), s.now.Add(-hours("last", 0, 1))
	})
	maybe("zones", func() {
		p.Zones = append(p.Zones, zone(rapid.SampledFrom([]string{"Pacific/Honolulu", "America/Denver", "Asia/Tokyo"}).Draw(t, "zone")))
	})
	maybe("no zone", func() { p.Zones = nil })
	maybe("region", func() {
		p.Regions = rapid.SampledFrom([][]string{nil, {"IE"}, {"DE"}, {"CA-ON"}, {"US"}}).Draw(t, "region")
	})
	maybe("consent", func() {
		p.Consents[0].Basis = rapid.SampledFrom([]goodturn.ConsentBasis{goodturn.BasisNotice, goodturn.BasisExpress, ""}).Draw(t, "basis")
	})
	maybe("withdrawn", func() {
		p.Consents = append(p.Consents, goodturn.Consent{Channel: goodturn.ChannelEmail, Address: "ana@example.com", Withdrawn: true, At: back("when", 0, 300)})
	})
	maybe("phone", func() {
		s.textable()
		if rapid.Bool().Draw(t, "text") {
			s.due.Touch.Channel = goodturn.ChannelSMS
		}
	})
	maybe("bounced", func() { p.Identities[0].Status = goodturn.IdentityBounced })
	maybe("suppressed", func() {
		p.Suppressions = []decide.Suppressed{{Suppression: goodturn.Suppression{
			Scope: rapid.SampledFrom([]goodturn.SuppressionScope{goodturn.ScopeAll, goodturn.ScopeAsks, goodturn.ScopeReviews, goodturn.ScopeAddress}).Draw(t, "scope"), At: ago(day),
		}, Address: rapid.SampledFrom([]string{"", "ana@example.com", "other@example.com"}).Draw(t, "address")}}
	})
	maybe("opted out", func() { st.OptedOutAt = back("out", 0, 900) })
	maybe("left out", func() { p.Contact.LeftOut = true })
	maybe("died", func() { st.DiedAt = back("death", 0, 900) })
	maybe("bereaved", func() {
		st.BereavedSince = back("grief", 0, 120)
		st.BereavedUntil = st.BereavedSince.Add(90 * day)
	})
	maybe("talk", func() {
		last := back("talk", 0, 40)
		st.Talk = standing.Talk{Since: last, Last: last}
		if rapid.Bool().Draw(t, "ended") {
			st.Talk.EndedAt = last
		}
	})
	maybe("incident", func() {
		s.facts.Incidents = []goodturn.Incident{{StartedAt: ago(day), Segment: rapid.SampledFrom([]string{"", "eu"}).Draw(t, "segment")}}
	})
	maybe("represented", func() { st.RepresentedSince = back("represented", 0, 200) })
	maybe("touched", func() { st.LastAutomated = s.now.Add(-hours("touched", 0, 40)) })
	maybe("touched often", func() {
		st.Automated = nil
		for range rapid.IntRange(1, 6).Draw(t, "n") {
			st.Automated = append(st.Automated, back("m", 2, 31))
		}
		slices.SortFunc(st.Automated, time.Time.Compare)
	})
	maybe("declined", func() { st.DeclinedAt = back("no", 0, 2000) })
	maybe("snoozed", func() { st.SnoozedAt, st.SnoozedUntil = ago(60*day), ago(hours("snooze", -72, 72)) })
	maybe("ticket", func() {
		tk := standing.Ticket{ID: "1", OpenedAt: back("opened", 0, 30)}
		if rapid.Bool().Draw(t, "solved") {
			tk.SolvedAt = tk.OpenedAt.Add(hours("took", 0, 48))
			tk.Praised = rapid.Bool().Draw(t, "praised")
		}
		st.Tickets = append(st.Tickets, tk)
	})
	maybe("asked", func() { p.Gate.LastAskAt = back("asked", 0, 130) })
	maybe("partner", func() {
		s.facts.Household.ID = "h"
		s.facts.Gates = []decide.Gate{{LastAskAt: back("partner asked", 0, 130)}}
		if rapid.Bool().Draw(t, "no") {
			s.facts.Together.DeclinedAt = back("partner no", 0, 500)
		}
	})
	maybe("closing", func() {
		p.Closings = append(p.Closings, goodturn.Closing{ID: "k2", Date: date(-rapid.IntRange(-3, 12).Draw(t, "closed"))})
	})
	maybe("values", func() { st.Values = []standing.Reached{{At: back("value", 0, 100)}} })
	maybe("imported", func() { st.ImportedAt = back("imported", 0, 20) })
	maybe("not before", func() { s.due.Touch.NotBefore = s.now.Add(hours("floor", -50, 50)) })
	maybe("planned", func() { s.due.Touch.PlannedAt = s.now.Add(-hours("planned", -24, 20*24)) })
	maybe("until", func() { s.due.Touch.UntilAt = s.now.Add(hours("until", -24, 30*24)) })
	maybe("score", func() {
		st.NPS = standing.Rating{At: back("nps", 0, 300), Score: float64(rapid.IntRange(0, 10).Draw(t, "nps")), Of: 10}
	})
	maybe("holdout", func() { p.Holdout = true })
	maybe("follows", func() {
		s.due.After.State = rapid.SampledFrom([]decide.DependencyState{decide.DependencyAhead, decide.DependencyDelivered, decide.DependencyGone}).Draw(t, "state")
		s.due.After.At, s.due.Step.FollowMin = back("delivered", 0, 20), 24*time.Hour
	})
	maybe("answered", func() { s.due.Ask.State = goodturn.AskClosed })
	maybe("requested", func() { s.due.Requested = s.due.Touch.Kind == thanks })
	maybe("missing", func() { s.due.Missing = []string{"name"} })
	return s
}

// broken is the oracle: the promises, each restated from the documents and checked on the bare facts. It shares no code with the
// judgement. It names the first promise that sending now would break, or "".
func broken(s *scene, ch goodturn.Channel) string {
	p, st, t, n := s.person(), s.stand(), s.due.Touch, s.now
	asks := t.Kind == ask || t.Kind == reminder
	at := func(since time.Time, limit time.Duration) bool { return !since.IsZero() && n.Sub(since) < limit }
	switch {
	case s.settings.Mode != goodturn.ModeLive:
		return "nothing leaves before somebody goes live"
	case s.settings.Paused || s.settings.Hold != "":
		return "pause and safety stop"
	case s.facts.ClockDoubt != "" || len(s.facts.Unreadable) > 0:
		return "when unsure, do not send"
	case t.PlannedAt.Before(s.settings.LiveAt) && t.NotBefore.Before(s.settings.LiveAt):
		return "nothing that came due before going live is caught up"
	case s.settings.Approve && !s.due.Auto && t.ApprovedAt.IsZero() && !s.due.Requested:
		return "approve before send"
	case at(t.ApprovedAt, 5*time.Minute) && !s.due.Requested:
		return "five minutes to take it back"
	case !p.Owner.Active:
		return "no message in the name of somebody who left"
	case ch == goodturn.ChannelEmail && n.Before(p.Owner.RestingUntil):
		return "a resting mailbox"
	case ch == goodturn.ChannelEmail && p.Owner.SentToday >= 40, ch == goodturn.ChannelEmail && at(p.Owner.LastSentAt, time.Minute):
		return "40 a day, a minute apart"
	case p.Contact.LeftOut || !st.OptedOutAt.IsZero() || !st.DiedAt.IsZero():
		return "never after a no, never to the dead"
	case n.Before(st.BereavedUntil):
		return "bereavement"
	case len(s.due.Missing) > 0:
		return "a missing field never leaves a hole"
	case n.Before(t.NotBefore) || n.Before(t.PlannedAt):
		return "not before its day"
	case !t.UntilAt.IsZero() && n.After(t.UntilAt):
		return "the absolute end"
	case at(st.LastAutomated, 20*time.Hour):
		return "20 hours between messages"
	}
	for _, sup := range p.Suppressions {
		switch {
		case sup.Scope == goodturn.ScopeAll, sup.Scope == goodturn.ScopeAsks && asks, sup.Scope == goodturn.ScopeReviews && t.Kind == review:
			return "suppressed"
		case sup.Scope == goodturn.ScopeAddress && sup.Address == "ana@example.com" && ch == goodturn.ChannelEmail:
			return "suppressed address"
		}
	}
	month := 0
	for _, a := range st.Automated {
		if at(a, 30*day) {
			month++
		}
	}
	if month >= 4 {
		return "four in 30 days"
	}
	zones := p.Zones
	if ch == goodturn.ChannelEmail && len(zones) > 1 {
		zones = zones[:1]
	}
	if s.due.Requested && ch == goodturn.ChannelEmail {
		zones = []*time.Location{} // they asked for it a moment ago: at any hour
	} else if len(zones) == 0 {
		zones = []*time.Location{zone("America/New_York")}
		if h := n.In(zones[0]).Hour(); h < 14 || h >= 17 {
			return "14 to 17 Eastern where no zone is known"
		}
	}
	for _, z := range zones {
		l := n.In(z)
		from, to := 8, 20
		if ch == goodturn.ChannelSMS {
			from, to = 9, 19
		}
		if l.Hour() < from || l.Hour() >= to || l.Weekday() == time.Sunday {
			return "hours in " + z.String()
		}
		if slices.Contains(s.settings.BlackoutDays, goodturn.DateOf(l)) {
			return "a day off"
		}
	}
	written, withdrawn, notice := false, time.Time{}, false
	for _, c := range p.Consents {
		if c.Withdrawn {
			withdrawn = c.At
		}
		written = written || c.Channel == goodturn.ChannelSMS && c.Basis == goodturn.BasisWritten
	}
	for _, c := range p.Consents {
		if c.Channel == goodturn.ChannelEmail && !c.Withdrawn && c.At.After(withdrawn) {
			notice = notice || c.Basis == goodturn.BasisNotice || c.Basis == goodturn.BasisExpress
		}
	}
	if ch == goodturn.ChannelSMS && !written {
		return "no text without a signature"
	}
	if ch == goodturn.ChannelEmail {
		c := p.Consents[0]
		switch {
		case len(p.Regions) == 0:
			return "unknown region: by hand"
		case (p.Regions[0] == "IE" || p.Regions[0] == "DE") && !notice:
			return "Europe without notice: by hand"
		case c.Basis == "" || !withdrawn.IsZero() && !c.At.After(withdrawn):
			return "no ground on file"
		case p.Identities[0].Status == goodturn.IdentityBounced:
			return "a dead address"
		}
	}
	if t.Kind == value || asks || t.Kind == review {
		for _, i := range s.facts.Incidents {
			if i.Segment == "" {
				return "incident"
			}
		}
	}
	if (t.Kind == value || asks) && st.Talk.EndedAt.IsZero() && at(st.Talk.Last, 30*day) {
		return "they are talking"
	}
	if (t.Kind == value || asks) && !st.RepresentedSince.IsZero() && st.RepresentedSince.After(st.LastClosing) {
		return "another agent's client"
	}
	if asks {
		if !st.DeclinedAt.IsZero() || s.facts.Household.ID != "" && !s.facts.Together.DeclinedAt.IsZero() {
			return "no thanks"
		}
		if n.Before(st.SnoozedUntil) {
			return "not now"
		}
		for _, tk := range st.Tickets {
			if tk.SolvedAt.IsZero() || !tk.Praised && at(tk.SolvedAt, 14*day) {
				return "complaint"
			}
		}
	}
	if t.Kind == reminder && s.due.Ask.State == goodturn.AskClosed {
		return "answered already"
	}
	if s.due.After.State == decide.DependencyAhead && t.Kind != reminder || s.due.After.State == decide.DependencyGone && t.Kind != reminder {
		return "a later step never takes an unsent one as delivered"
	}
	if t.Kind != ask {
		return ""
	}
	for _, last := range append([]time.Time{p.Gate.LastAskAt}, gates(s)...) {
		if at(last, 90*day) || at(last, s.settings.AskEvery) {
			return "one ask in 90 days"
		}
	}
	for _, c := range p.Closings {
		for _, z := range zones {
			l := n.In(z)
			today := time.Date(l.Year(), l.Month(), l.Day(), 0, 0, 0, 0, time.UTC)
			closed := time.Date(c.Date.Year, c.Date.Month, c.Date.Day, 0, 0, 0, 0, time.UTC)
			if today.Sub(closed) < 7*24*time.Hour {
				return "seven days after a closing"
			}
		}
	}
	useful := false
	for _, v := range st.Values {
		useful = useful || !at(v.At, -1) && n.Sub(v.At) <= 60*day
	}
	if a := s.due.After; a.State == decide.DependencyDelivered {
		useful = true
		if at(a.At, 24*time.Hour) || n.Sub(a.At) > 14*day {
			return "1 to 14 days after the value"
		}
	}
	switch {
	case !useful:
		return "value before the ask"
	case at(st.ImportedAt, 14*day):
		return "two weeks after an import"
	case !st.NPS.At.IsZero() && st.NPS.Score <= 6:
		return "low satisfaction"
	case p.Holdout:
		return "holdout"
	}
	return ""
}

func gates(s *scene) []time.Time {
	var out []time.Time
	for _, g := range s.facts.Gates {
		out = append(out, g.LastAskAt)
	}
	return out
}

func TestNothingIsEverSentAgainstAPromise(t *testing.T) {
	sent := 0
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		d := s.decide()
		if d.Verdict != goodturn.Send {
			return
		}
		sent++
		if promise := broken(s, d.Channel); promise != "" {
			t.Fatalf("sent by %s against %q\nfine: %v", d.Channel, promise, d.Fine)
		}
	})
	if sent == 0 {
		t.Error("nothing was ever sent, so nothing was tested")
	}
}

// What the oracle has nothing against goes, or has one of the reasons that the oracle does not model.
func TestNothingIsHeldBackWithoutCause(t *testing.T) {
	notModelled := []goodturn.ReasonCode{
		goodturn.ReasonHoliday, goodturn.ReasonMomentPassed, goodturn.ReasonTouchedRecently, goodturn.ReasonOutOfPace, goodturn.ReasonOneAtATime, goodturn.ReasonQuietHours,
		goodturn.ReasonConsentEnded, goodturn.ReasonTooSoon, goodturn.ReasonDependencyGone, goodturn.ReasonNoConsent, goodturn.ReasonReviewOld, goodturn.ReasonAskNear, goodturn.ReasonTalking,
		goodturn.ReasonDependency,
	}
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		if s.due.Touch.Kind == call {
			return
		}
		d := s.decide()
		if d.Verdict == goodturn.Send || broken(s, d.Channel) != "" {
			return
		}
		for _, r := range d.Reasons {
			if slices.Contains(notModelled, r.Code) {
				return
			}
		}
		t.Fatalf("%s %s because %v, and no promise asks for it", s.due.Touch.Kind, d.Verdict, d.Reasons)
	})
}

// Waiting until Next clears everything that had a date, and the strictest verdict with the latest date won.
func TestWaitingUntilNextClearsEveryDatedWait(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkWaiting(t, drawScene(t)) })
}

func checkWaiting(t *rapid.T, s *scene) {
	d := s.decide()
	strictest, last := goodturn.Send, time.Time{}
	for i, r := range d.Reasons {
		if r.Verdict == goodturn.Send {
			t.Fatalf("%s objects without objecting", r.Code)
		}
		if i > 0 && r.Verdict.Strictness() > d.Reasons[i-1].Verdict.Strictness() {
			t.Fatalf("reasons are not in order: %v", d.Reasons)
		}
		if r.Verdict.Strictness() > strictest.Strictness() {
			strictest = r.Verdict
		}
		if !r.Until.IsZero() && !r.Until.After(s.now) {
			t.Fatalf("%s objects until %v, which is past", r.Code, r.Until)
		}
		if r.Until.After(last) {
			last = r.Until
		}
		if info := r.Code.Info(); info.Sentence == string(r.Code) {
			t.Fatalf("%s has no words", r.Code)
		}
	}
	if len(d.Reasons) > 0 && d.Verdict != strictest {
		t.Fatalf("%s, but the strictest reason says %s: %v", d.Verdict, strictest, d.Reasons)
	}
	if d.Verdict != goodturn.Wait || d.Next.IsZero() {
		return
	}
	if d.Next.Before(last) {
		t.Fatalf("next %v is before %v: %v", d.Next, last, d.Reasons)
	}
	dated := map[goodturn.ReasonCode]bool{}
	for _, r := range d.Reasons {
		dated[r.Code] = dated[r.Code] || !r.Until.IsZero()
	}
	later := *s
	later.now = d.Next
	later.facts.People = slices.Clone(s.facts.People)
	if o := &later.person().Owner; goodturn.DateOf(s.now.In(o.Zone)).Before(goodturn.DateOf(d.Next.In(o.Zone))) {
		o.SentToday = 0 // another day of the mailbox
	}
	later.due.Touch.LegalAt, later.due.Touch.Reasons = d.LegalAt, d.Codes()
	for _, r := range later.decide().Reasons {
		if dated[r.Code] && r.Verdict == goodturn.Wait {
			t.Fatalf("%s still objects at %v: %+v\nbefore: %v", r.Code, d.Next, r, d.Reasons)
		}
	}
}

func FuzzWaiting(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) { checkWaiting(t, drawScene(t)) }))
}

// Same facts, same touch: whoever is looked at twice gets the same answer, and nothing handed in is changed.
func TestJudgingChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		before := fmt.Sprintf("%+v", *s.person())
		a, b := s.decide(), s.decide()
		if !a.Same(b) || !a.LegalAt.Equal(b.LegalAt) {
			t.Fatalf("%+v\n%+v", a, b)
		}
		if after := fmt.Sprintf("%+v", *s.person()); after != before {
			t.Fatalf("the facts changed:\n%s\n%s", before, after)
		}
	})
}
