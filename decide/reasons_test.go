package decide_test

import (
	"slices"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/standing"
)

const (
	value    = goodturn.KindValue
	ask      = goodturn.KindAsk
	reminder = goodturn.KindReminder
	review   = goodturn.KindReview
	thanks   = goodturn.KindThanks
	call     = goodturn.KindCall
)

func kindsOf(ks ...goodturn.Kind) []goodturn.Kind { return ks }

var messages = kindsOf(value, ask, reminder, review, thanks)

// spoilers make a clear scene object for one reason. Kinds is to which kinds that guard looks, written by hand from the
// table in docs/ARCHITECTURE.md (and from docs/promises.md where that is silent), not from the package's own table.
var spoilers = []struct {
	code    goodturn.ReasonCode
	kinds   []goodturn.Kind
	verdict goodturn.Verdict
	spoil   func(*scene)
}{
	{goodturn.ReasonUnset, kinds, goodturn.Wait, func(s *scene) { s.settings.Mode = "" }},
	{goodturn.ReasonObserving, messages, goodturn.Wait, func(s *scene) { s.settings.Mode = goodturn.ModeObserve }},
	{goodturn.ReasonPaused, messages, goodturn.Wait, func(s *scene) { s.settings.Paused, s.settings.PausedAt = true, ago(time.Hour) }},
	{goodturn.ReasonPlanUnused, kindsOf(value, ask, reminder, review, call), goodturn.Wait, func(s *scene) { s.due.Unused = true }},
	{goodturn.ReasonHold, messages, goodturn.Wait, func(s *scene) { s.settings.Hold = "a backup was restored" }},
	{goodturn.ReasonClock, messages, goodturn.Wait, func(s *scene) { s.facts.ClockDoubt = "two clocks disagree by an hour" }},
	{goodturn.ReasonOwnerInactive, kinds, goodturn.Wait, func(s *scene) { s.person().Owner.Active = false }},
	{goodturn.ReasonSenderPaused, messages, goodturn.Wait, func(s *scene) { s.person().Owner.RestingUntil = in(time.Hour) }},
	{goodturn.ReasonOutOfPace, messages, goodturn.Wait, func(s *scene) { s.person().Owner.SentToday = 40 }},
	{goodturn.ReasonBeforeLive, messages, goodturn.Skip, func(s *scene) { s.settings.LiveAt = ago(time.Second) }},
	{goodturn.ReasonOneAtATime, messages, goodturn.Wait, func(s *scene) { s.person().Owner.LastSentAt, s.person().Owner.SentToday = ago(30*time.Second), 1 }},
	{goodturn.ReasonNotApproved, messages, goodturn.Wait, func(s *scene) { s.settings.Approve, s.due.Auto = true, false }},
	{goodturn.ReasonJustApproved, messages, goodturn.Wait, func(s *scene) { s.due.Touch.ApprovedAt = ago(4 * time.Minute) }},
	{goodturn.ReasonFacts, kinds, goodturn.Wait, func(s *scene) { s.facts.Unreadable = []string{"consents"} }},
	{goodturn.ReasonSourceSilent, kindsOf(ask, reminder), goodturn.Wait, func(s *scene) {
		s.facts.Sources.Tickets = decide.Source{Connected: true, Name: "the help desk", SilentSince: ago(day), CoversSince: ago(90 * day)}
	}},

	{goodturn.ReasonOptedOut, kinds, goodturn.Skip, func(s *scene) {
		s.person().Suppressions = []decide.Suppressed{{Suppression: goodturn.Suppression{ContactID: "ana", Scope: goodturn.ScopeAll, Reason: "unsubscribed", At: ago(day)}}}
	}},
	{goodturn.ReasonSuppressed, kinds, goodturn.Skip, func(s *scene) {
		s.person().Suppressions = []decide.Suppressed{{Suppression: goodturn.Suppression{Hash: "x", Scope: goodturn.ScopeAll, At: ago(day)}, Address: "ana@example.com"}}
	}},
	{goodturn.ReasonLeftOut, kinds, goodturn.Skip, func(s *scene) { s.person().Contact.LeftOut = true }},
	{goodturn.ReasonNoConsent, messages, goodturn.ToTask, func(s *scene) { s.person().Consents = nil }},
	{goodturn.ReasonConsentEnded, messages, goodturn.ToTask, func(s *scene) { s.person().Consents[0].ExpiresAt = ago(day) }},
	{goodturn.ReasonNoAddress, messages, goodturn.ToTask, func(s *scene) { s.person().Identities = nil }},
	{goodturn.ReasonBounced, messages, goodturn.ToTask, func(s *scene) { s.person().Identities[0].Status = goodturn.IdentityBounced }},
	{goodturn.ReasonChannel, messages, goodturn.Skip, func(s *scene) {
		s.facts.Channels, s.due.Touch.Channel, s.due.Step.Companion = nil, goodturn.ChannelSMS, true
	}},
	{goodturn.ReasonDied, kinds, goodturn.Skip, func(s *scene) { s.stand().DiedAt = ago(day) }},
	{goodturn.ReasonBereaved, messages, goodturn.Wait, func(s *scene) { s.stand().BereavedSince, s.stand().BereavedUntil = ago(day), in(89*day) }},
	{goodturn.ReasonNotGoodTime, kindsOf(value, ask, reminder), goodturn.Wait, func(s *scene) {
		s.stand().NotGood = []standing.Pause{{Kind: "job loss", Since: ago(day), Until: in(20 * day)}}
	}},
	{goodturn.ReasonTalking, kindsOf(value, ask, reminder, review), goodturn.Wait, func(s *scene) {
		s.stand().Talk = standing.Talk{Since: ago(10 * day), Last: ago(9 * day), How: "talked"}
	}},
	{goodturn.ReasonIncident, kindsOf(value, ask, reminder, review), goodturn.Wait, func(s *scene) {
		s.facts.Incidents = []goodturn.Incident{{Name: "an outage", StartedAt: ago(time.Hour)}}
	}},
	{goodturn.ReasonRepresented, kindsOf(value, ask, reminder), goodturn.Wait, func(s *scene) { s.stand().RepresentedSince = ago(day) }},
	{goodturn.ReasonSameDoor, kindsOf(ask), goodturn.Wait, func(s *scene) {
		s.due.Step.ByHand, s.due.Door = true, decide.Door{AskedAt: ago(6 * day), Who: "somebody there"}
	}},
	{goodturn.ReasonNotTheirHome, kindsOf(value, ask, reminder), goodturn.Skip, func(s *scene) {
		s.due.Step.AddressBound, s.person().Homes[0].Ended = true, date(-3)
	}},

	{goodturn.ReasonQuietHours, kinds, goodturn.Wait, func(s *scene) { s.person().Zones[0] = zone("Asia/Tokyo") }},
	{goodturn.ReasonHoliday, messages, goodturn.Wait, func(s *scene) { // Thanksgiving
		s.now, s.due.Touch.PlannedAt = in(9*day), in(9*day-time.Minute)
	}},
	{goodturn.ReasonBlackout, kinds, goodturn.Wait, func(s *scene) { s.settings.BlackoutDays = []goodturn.Date{date(0)} }},
	{goodturn.ReasonTouchedRecently, messages, goodturn.Wait, func(s *scene) { s.stand().LastAutomated = ago(19 * time.Hour) }},
	{goodturn.ReasonTouchedOften, messages, goodturn.Wait, func(s *scene) {
		s.stand().Automated = []time.Time{ago(29 * day), ago(20 * day), ago(10 * day), ago(2 * day)}
	}},
	{goodturn.ReasonNeighbour, messages, goodturn.Wait, func(s *scene) { s.due.NeighbourUntil = in(3 * day) }},

	{goodturn.ReasonMissing, messages, goodturn.Wait, func(s *scene) { s.due.Missing = []string{"the name to greet by"} }},
	{goodturn.ReasonRequires, messages, goodturn.Wait, func(s *scene) { s.due.Lacks = []string{"market"} }},
	{goodturn.ReasonMarketFell, kindsOf(ask, reminder), goodturn.Wait, func(s *scene) {
		s.due.Step.LeansOn, s.due.MarketFell = "market", "down 2 % in Queens to June"
	}},
	{goodturn.ReasonRanOut, messages, goodturn.Wait, func(s *scene) { s.due.RanOut = "the estimate of their home ran out on 3 March 2026" }},
	{goodturn.ReasonWrongSide, kinds, goodturn.Skip, func(s *scene) { s.due.Step.Sides = []goodturn.Side{goodturn.SideSold} }},
	{goodturn.ReasonMomentPassed, kinds, goodturn.Expire, func(s *scene) { s.due.Touch.Late, s.due.Touch.LegalAt = time.Hour, ago(2*time.Hour) }},
	{goodturn.ReasonTooEarly, kinds, goodturn.Wait, func(s *scene) { s.due.Touch.NotBefore = in(day) }},
	{goodturn.ReasonSuperseded, kinds, goodturn.Skip, func(s *scene) { s.due.Enrolment = goodturn.EnrolmentSuperseded }},

	{goodturn.ReasonDeclined, kindsOf(ask, reminder), goodturn.Skip, func(s *scene) { s.stand().DeclinedAt = ago(400 * day) }},
	{goodturn.ReasonSnoozed, kindsOf(ask, reminder), goodturn.Wait, func(s *scene) { s.stand().SnoozedAt, s.stand().SnoozedUntil = ago(60*day), in(5*day) }},
	{goodturn.ReasonTicket, kindsOf(ask, reminder), goodturn.Wait, func(s *scene) {
		s.stand().Tickets = []standing.Ticket{{ID: "1", OpenedAt: ago(40 * day)}}
	}},
	{goodturn.ReasonTicketRecent, kindsOf(ask, reminder), goodturn.Wait, func(s *scene) {
		s.stand().Tickets = []standing.Ticket{{ID: "1", OpenedAt: ago(40 * day), SolvedAt: ago(13 * day)}}
	}},
	{goodturn.ReasonReferred, kindsOf(ask, reminder), goodturn.Wait, func(s *scene) { s.stand().ReferredAt = ago(40 * day) }},
	{goodturn.ReasonIntroChanged, kindsOf(thanks), goodturn.Skip, func(s *scene) { s.due.Intro.Gone = "withdrawn" }},
	{goodturn.ReasonThanked, kindsOf(thanks), goodturn.Skip, func(s *scene) { s.due.Intro.ThankedAt = ago(time.Hour) }},
	{goodturn.ReasonMidReferral, kindsOf(ask, reminder), goodturn.Wait, func(s *scene) {
		s.stand().Referrals = []standing.Referral{{ID: "r", Stage: goodturn.StageQualified, MovedAt: ago(100 * day)}}
	}},
	{goodturn.ReasonAskedRecently, kindsOf(ask), goodturn.Wait, func(s *scene) { s.person().Gate.LastAskAt = ago(80 * day) }},
	{goodturn.ReasonAccountAsked, kindsOf(ask), goodturn.Wait, func(s *scene) { s.person().AccountAsks = []time.Time{ago(80 * day), ago(3 * day)} }},
	{goodturn.ReasonTooSoon, kindsOf(ask), goodturn.Wait, func(s *scene) { s.person().Closings[0].Date = date(-6) }},
	{goodturn.ReasonNoValue, kindsOf(ask), goodturn.Wait, func(s *scene) { s.stand().Values[0].At = ago(61 * day) }},
	{goodturn.ReasonDependency, messagesBut(reminder), goodturn.Wait, func(s *scene) { s.due.After = decide.Dependency{State: decide.DependencyAhead} }},
	{goodturn.ReasonDependencyGone, messagesBut(reminder), goodturn.Expire, func(s *scene) { s.due.After = decide.Dependency{State: decide.DependencyGone} }},
	{goodturn.ReasonDormant, kindsOf(ask), goodturn.Wait, func(s *scene) {
		s.stand().LastClosing, s.person().Closings[0].Date, s.stand().Values[0].At = ago(400*day), date(-400), ago(20*time.Hour)
	}},
	{goodturn.ReasonJustImported, kindsOf(ask), goodturn.Wait, func(s *scene) { s.stand().ImportedAt = ago(13 * day) }},
	{goodturn.ReasonLowScore, kindsOf(ask), goodturn.Wait, func(s *scene) { s.stand().NPS = standing.Rating{At: ago(50 * day), Score: 6, Of: 10} }},
	{goodturn.ReasonChurn, kindsOf(ask), goodturn.Wait, func(s *scene) { s.stand().ChurnSince = ago(5 * day) }},
	{goodturn.ReasonLowEngagement, kindsOf(ask), goodturn.Wait, func(s *scene) {
		s.stand().ActiveSince, s.stand().ActiveDays = ago(50*day), []string{"2026-11-10"}
	}},
	{goodturn.ReasonHoldout, kindsOf(ask), goodturn.Skip, func(s *scene) { s.person().Holdout = true }},
	{goodturn.ReasonNewerAsks, kindsOf(ask, reminder), goodturn.Skip, func(s *scene) { s.due.AsksMuted = true }},
	{goodturn.ReasonAnswered, kindsOf(reminder), goodturn.Skip, func(s *scene) { s.due.Ask.State = goodturn.AskClosed }},
	{goodturn.ReasonAskNotOpen, kindsOf(reminder), goodturn.Skip, func(s *scene) { s.due.Ask.State = goodturn.AskVoid }},
	{goodturn.ReasonNoReminders, kindsOf(reminder), goodturn.Skip, func(s *scene) { s.due.Ask.RemindersLeft = 0 }},
	{goodturn.ReasonReviewOff, kindsOf(review), goodturn.Skip, func(s *scene) { s.person().Owner.ReviewURL = "" }},
	{goodturn.ReasonReviewOld, kindsOf(review), goodturn.Skip, func(s *scene) { s.due.ClosedOn = date(-61) }},
	{goodturn.ReasonAskNear, kindsOf(review), goodturn.Wait, func(s *scene) { s.due.NextAskAt = in(6 * day) }},
	{goodturn.ReasonReviewNear, kindsOf(ask), goodturn.Wait, func(s *scene) { s.stand().LastReviewAt = ago(6 * day) }},
	{goodturn.ReasonValuation, kindsOf(ask, reminder), goodturn.ToTask, func(s *scene) { s.stand().ValuationAt = ago(day) }},
}

func messagesBut(k goodturn.Kind) []goodturn.Kind {
	return slices.DeleteFunc(slices.Clone(messages), func(m goodturn.Kind) bool { return m == k })
}

// arbiterCodes come from two touches on one day; TestOneMessageADay produces them.
var arbiterCodes = []goodturn.ReasonCode{goodturn.ReasonBetterToday, goodturn.ReasonMerged, goodturn.ReasonDropped}

func TestEveryReasonObjectsToExactlyTheKindsThatTheDocumentationSays(t *testing.T) {
	for _, sp := range spoilers {
		for _, kind := range kinds {
			s := clear(kind)
			sp.spoil(s)
			d := s.decide()
			r, objects := reason(d, sp.code)
			want := slices.Contains(sp.kinds, kind)
			if objects != want {
				t.Errorf("%s objects to %s: %v, the documentation says %v (%v)", sp.code, kind, objects, want, d.Codes())
				continue
			}
			if !objects {
				if len(d.Reasons) > 0 {
					t.Errorf("%s %s: objects for another reason: %v", sp.code, kind, d.Codes())
				}
				continue
			}
			wanted := sp.verdict
			if sp.code == goodturn.ReasonValuation && kind == reminder {
				wanted = goodturn.Skip // a reminder is dropped, not called
			}
			if r.Verdict != wanted || d.Verdict.Strictness() < wanted.Strictness() {
				t.Errorf("%s %s: %s of %s, want %s", sp.code, kind, r.Verdict, d.Verdict, wanted)
			}
			if d.Verdict == goodturn.Send {
				t.Errorf("%s %s: objected to and sent all the same", sp.code, kind)
			}
		}
	}
}

// planCodes are given by planning anew and never by this package; TestAStepLeftOutAndTakenBackReturns in playbook produces them.
var planCodes = []goodturn.ReasonCode{goodturn.ReasonNotInPlan}

// saidCodes are what the owner says of one message; TestAMessageCanBeLeftOutAndThePlanGoesOn in program/approvals and
// TestAPersonSettlesAnUncertainSend in program produce them.
var saidCodes = []goodturn.ReasonCode{goodturn.ReasonSkippedByHand, goodturn.ReasonNotSent}

func TestEveryReasonIsProducedBySomeTest(t *testing.T) {
	produced := map[goodturn.ReasonCode]bool{}
	for _, sp := range spoilers {
		produced[sp.code] = true
	}
	for _, c := range slices.Concat(arbiterCodes, planCodes, saidCodes) {
		produced[c] = true
	}
	for _, r := range goodturn.Reasons {
		if !produced[r.Code] {
			t.Errorf("%s is never produced", r.Code)
		}
		delete(produced, r.Code)
	}
	for c := range produced {
		t.Errorf("%s has no words in goodturn.Reasons", c)
	}
}
