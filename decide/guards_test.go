package decide_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/standing"
)

func TestGuards(t *testing.T) {
	const ny = "America/New_York"
	until := func(name string) time.Time { // local time in New York
		at, err := time.ParseInLocation("2006-01-02 15:04", name, zone(ny))
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	tests := []struct {
		name    string
		kind    goodturn.Kind
		change  func(*scene)
		verdict goodturn.Verdict
		code    goodturn.ReasonCode // the objection, if any
		until   time.Time           // of that objection
	}{
		{"the zero Settings send nothing", ask, func(s *scene) { s.settings = goodturn.Settings{} }, goodturn.Wait, goodturn.ReasonUnset, time.Time{}},
		{"the zero Settings make no call either", call, func(s *scene) { s.settings = goodturn.Settings{} }, goodturn.Wait, goodturn.ReasonUnset, time.Time{}},
		{"a mode that this binary does not know is not live", ask, func(s *scene) { s.settings.Mode = "turbo" }, goodturn.Wait, goodturn.ReasonObserving, time.Time{}},
		{"a person whose facts are missing waits", ask, func(s *scene) { s.due.Touch.ContactID = "somebody" }, goodturn.Wait, goodturn.ReasonFacts, time.Time{}},
		{"a no is not final while facts are unreadable", ask, func(s *scene) { s.stand().DeclinedAt, s.facts.Unreadable = ago(day), []string{"gates"} }, goodturn.Wait, goodturn.ReasonDeclined, time.Time{}},
		{"nothing expires by a clock in doubt", ask, func(s *scene) { s.due.Touch.PlannedAt, s.facts.ClockDoubt = ago(300*day), "?" }, goodturn.Wait, goodturn.ReasonClock, time.Time{}},
		{"nothing expires while the memory is in doubt", ask, func(s *scene) { s.due.Touch.PlannedAt, s.settings.Hold = ago(50*day), "restored" }, goodturn.Wait, goodturn.ReasonHold, time.Time{}},

		{"what they asked for themselves goes at night, unread, beside another message", thanks, func(s *scene) {
			s.due.Requested, s.now, s.settings.Approve, s.due.Auto, s.stand().LastAutomated = true, until("2026-11-24 23:30"), true, false, ago(time.Hour)
			s.due.Step.Companion, s.due.Touch.PlannedAt, s.due.Touch.LegalAt, s.due.Touch.UntilAt = true, s.now, s.now, s.now.Add(day)
		}, goodturn.Send, "", time.Time{}},
		{"but not after a no", thanks, func(s *scene) { s.due.Requested, s.stand().OptedOutAt = true, ago(day) }, goodturn.Skip, goodturn.ReasonOptedOut, time.Time{}},
		{"nor while everything is paused", thanks, func(s *scene) { s.due.Requested, s.settings.Paused = true, true }, goodturn.Wait, goodturn.ReasonPaused, time.Time{}},
		{"nor without a ground", thanks, func(s *scene) { s.due.Requested, s.person().Consents = true, nil }, goodturn.ToTask, goodturn.ReasonNoConsent, time.Time{}},
		{"nor by text at night", thanks, func(s *scene) {
			s.textable()
			s.due.Requested, s.due.Touch.Channel, s.now = true, goodturn.ChannelSMS, until("2026-11-24 23:30")
			s.due.Touch.PlannedAt, s.due.Touch.LegalAt, s.due.Touch.UntilAt = s.now, s.now, s.now.Add(day)
		}, goodturn.Wait, goodturn.ReasonQuietHours, until("2026-11-25 09:00")},

		{"the plan's hours hold for what waited", value, func(s *scene) { s.keepsWeekdays(); s.now = until("2026-11-21 10:00") }, goodturn.Wait, goodturn.ReasonQuietHours, time.Time{}},
		{"in the evening too", value, func(s *scene) { s.keepsWeekdays(); s.now = until("2026-11-17 18:30") }, goodturn.Wait, goodturn.ReasonQuietHours, time.Time{}},
		{"within them it goes", value, func(s *scene) { s.keepsWeekdays(); s.now = until("2026-11-17 16:30") }, goodturn.Send, "", time.Time{}},
		{"without any, the hours that hold for everybody are enough", value, func(s *scene) { s.now = until("2026-11-21 10:00") }, goodturn.Send, "", time.Time{}},
		{"no plan opens an hour that is shut to everybody", value, func(s *scene) {
			s.due.Hours = schedule.Windows{{Days: schedule.EveryDay, From: 0, To: 24 * 60}}
			s.now = until("2026-11-21 21:00")
		}, goodturn.Wait, goodturn.ReasonQuietHours, time.Time{}},
		{"a text keeps to the plan's hours for texts", thanks, func(s *scene) {
			s.textable()
			s.keepsWeekdays()
			s.due.Touch.Channel, s.due.TextHours, s.now = goodturn.ChannelSMS, schedule.Windows{{Days: schedule.EveryDay, From: 12 * 60, To: 17 * 60}}, until("2026-11-17 11:30")
		}, goodturn.Wait, goodturn.ReasonQuietHours, time.Time{}},

		{"the 90th day is allowed", ask, func(s *scene) { s.person().Gate.LastAskAt = ago(90 * day) }, goodturn.Send, "", time.Time{}},
		{"a second before the 90th day is not", ask, func(s *scene) { s.person().Gate.LastAskAt = ago(90*day - time.Second) }, goodturn.Wait, goodturn.ReasonAskedRecently, in(time.Second)},
		{"no setting shortens the 90 days", ask, func(s *scene) { s.person().Gate.LastAskAt, s.settings.AskEvery = ago(80*day), 30*day }, goodturn.Wait, goodturn.ReasonAskedRecently, in(10 * day)},
		{"a setting lengthens them", ask, func(s *scene) { s.person().Gate.LastAskAt, s.settings.AskEvery = ago(100*day), 120*day }, goodturn.Wait, goodturn.ReasonAskedRecently, in(20 * day)},
		{"the household's ask counts", ask, func(s *scene) { s.facts.Gates = []decide.Gate{{}, {LastAskAt: ago(80 * day)}} }, goodturn.Wait, goodturn.ReasonAskedRecently, in(10 * day)},
		{"an ask that only the events know of counts", ask, func(s *scene) { s.stand().LastAskAt = ago(80 * day) }, goodturn.Wait, goodturn.ReasonAskedRecently, in(10 * day)},
		{"one ask at a company leaves room for a second", ask, func(s *scene) { s.person().AccountAsks = []time.Time{ago(3 * day)} }, goodturn.Send, "", time.Time{}},
		{"the account lifts when the older of two asks is 90 days old", ask, func(s *scene) { s.person().AccountAsks = []time.Time{ago(3 * day), ago(80 * day)} }, goodturn.Wait, goodturn.ReasonAccountAsked, in(10 * day)},

		{"the seventh day after the closing is allowed", ask, func(s *scene) { s.person().Closings[0].Date = date(-7) }, goodturn.Send, "", time.Time{}},
		{"the sixth day is not", ask, func(s *scene) { s.person().Closings[0].Date = date(-6) }, goodturn.Wait, goodturn.ReasonTooSoon, until("2026-11-18 00:00")},
		{"a second, newer closing counts too", ask, func(s *scene) {
			s.person().Closings = append(s.person().Closings, goodturn.Closing{ID: "k2", Date: date(-2)})
		}, goodturn.Wait, goodturn.ReasonTooSoon, until("2026-11-22 00:00")},
		{"one that fell through does not", ask, func(s *scene) {
			s.person().Closings = append(s.person().Closings, goodturn.Closing{ID: "k2", Date: date(-2), FellThrough: true})
		}, goodturn.Send, "", time.Time{}},
		{"the day begins in every zone first", ask, func(s *scene) {
			s.person().Closings[0].Date = date(-6)
			s.person().Zones = append(s.person().Zones, zone("Pacific/Honolulu"))
		}, goodturn.Wait, goodturn.ReasonTooSoon, until("2026-11-18 05:00")},

		{"a value 60 days ago still paves the way", ask, func(s *scene) { s.stand().Values[0].At = ago(60 * day) }, goodturn.Send, "", time.Time{}},
		{"a good moment needs no value", ask, func(s *scene) { s.stand().Values, s.due.Peak = nil, decide.Peak{At: ago(time.Hour)} }, goodturn.Send, "", time.Time{}},
		{"the value it follows needs no second record", ask, func(s *scene) {
			s.stand().Values, s.due.After = nil, decide.Dependency{State: decide.DependencyDelivered, At: ago(30 * time.Hour)}
		}, goodturn.Send, "", time.Time{}},
		{"the ask follows the value by its least time", ask, func(s *scene) {
			s.due.After, s.due.Step.FollowMin = decide.Dependency{State: decide.DependencyDelivered, At: ago(20 * time.Hour)}, 24*time.Hour
		}, goodturn.Wait, goodturn.ReasonDependency, in(4 * time.Hour)},
		{"on the 14th day after the value it may still go", ask, func(s *scene) {
			s.due.After = decide.Dependency{State: decide.DependencyDelivered, At: ago(14 * day)}
		}, goodturn.Send, "", time.Time{}},
		{"later it moves behind the next value", ask, func(s *scene) {
			s.due.After = decide.Dependency{State: decide.DependencyDelivered, At: ago(15 * day)}
			s.due.NextValue, s.due.Step.FollowMin = decide.Coming{TouchID: "v2", At: in(5 * day), Title: "the market update"}, 24*time.Hour
		}, goodturn.Wait, goodturn.ReasonDependency, in(6 * day)},
		{"but only once", ask, func(s *scene) {
			s.due.After, s.due.Touch.Moved = decide.Dependency{State: decide.DependencyDelivered, At: ago(15 * day)}, 1
			s.due.NextValue = decide.Coming{TouchID: "v2", At: in(5 * day)}
		}, goodturn.Expire, goodturn.ReasonDependencyGone, time.Time{}},
		{"once moved it waits for that value, whatever wakes it before", ask, func(s *scene) {
			s.due.After, s.due.Touch.Moved = decide.Dependency{State: decide.DependencyGone}, 1
			s.due.NextValue = decide.Coming{TouchID: "v2", At: in(5 * day)}
		}, goodturn.Wait, goodturn.ReasonDependency, in(5 * day)},
		{"it moves too when the value never arrived", ask, func(s *scene) {
			s.due.After, s.due.NextValue = decide.Dependency{State: decide.DependencyGone}, decide.Coming{TouchID: "v2", At: in(5 * day)}
		}, goodturn.Wait, goodturn.ReasonDependency, in(5 * day)},
		{"a companion of a message that never went does not go", value, func(s *scene) {
			s.due.Step.Companion, s.due.After = true, decide.Dependency{State: decide.DependencyGone}
		}, goodturn.Expire, goodturn.ReasonDependencyGone, time.Time{}},

		{"179 days without a word are not half a year", ask, func(s *scene) { s.dormantFor(179) }, goodturn.Send, "", time.Time{}},
		{"180 days are, until something useful has arrived", ask, func(s *scene) { s.dormantFor(181); s.stand().Values = nil; s.due.Peak.At = ago(time.Hour) }, goodturn.Wait, goodturn.ReasonDormant, time.Time{}},
		{"something useful a day ago lifts it", ask, func(s *scene) { s.dormantFor(400); s.stand().Values[0].At = ago(24 * time.Hour) }, goodturn.Send, "", time.Time{}},
		{"somebody from long ago waits 30 days", ask, func(s *scene) {
			s.dormantFor(900)
			s.due.Backfill = goodturn.BackfillHello
			s.stand().Values[0].At = ago(29 * day)
		}, goodturn.Wait, goodturn.ReasonDormant, in(day)},
		{"a talk with the partner is contact enough", ask, func(s *scene) {
			s.dormantFor(400)
			s.stand().Values = nil
			s.due.Peak.At = ago(time.Hour)
			s.facts.Household.ID, s.facts.Together = "h", standing.Standing{LastTalk: ago(50 * day)}
		}, goodturn.Send, "", time.Time{}},

		{"a solved complaint with praise is no obstacle", ask, func(s *scene) {
			s.stand().Tickets = []standing.Ticket{{ID: "1", OpenedAt: ago(2 * day), SolvedAt: ago(day), Praised: true}}
		}, goodturn.Send, "", time.Time{}},
		{"on the 14th day a complaint is over", ask, func(s *scene) {
			s.stand().Tickets = []standing.Ticket{{ID: "1", OpenedAt: ago(30 * day), SolvedAt: ago(14 * day)}}
		}, goodturn.Send, "", time.Time{}},
		{"a help desk that covers only a week waits for the rest", ask, func(s *scene) {
			s.facts.Sources.Tickets = decide.Source{Connected: true, CoversSince: ago(7 * day)}
		}, goodturn.Wait, goodturn.ReasonSourceSilent, in(7 * day)},
		{"a source that has gone silent holds nothing that does not use it", value, func(s *scene) {
			s.facts.Sources.Tickets = decide.Source{Connected: true, SilentSince: ago(day)}
		}, goodturn.Send, "", time.Time{}},
		{"a mailbox that is no longer read holds even a value", value, func(s *scene) {
			s.facts.Sources.Replies = decide.Source{Connected: true, SilentSince: ago(day)}
		}, goodturn.Wait, goodturn.ReasonSourceSilent, time.Time{}},
		{"a connected product that never saw them is low engagement", ask, func(s *scene) {
			s.facts.Sources.Engagement = decide.Source{Connected: true, CoversSince: ago(30 * day)}
		}, goodturn.Wait, goodturn.ReasonLowEngagement, time.Time{}},

		{"a partner's no thanks answers for both", ask, func(s *scene) {
			s.facts.Household.ID, s.facts.Together = "h", standing.Standing{DeclinedAt: ago(day)}
		}, goodturn.Skip, goodturn.ReasonDeclined, time.Time{}},
		{"a partner's not now holds for both", ask, func(s *scene) {
			s.facts.Household.ID, s.facts.Together = "h", standing.Standing{SnoozedAt: ago(60 * day), SnoozedUntil: in(9 * day)}
		}, goodturn.Wait, goodturn.ReasonSnoozed, in(9 * day)},
		{"a partner's unsubscribe does not", ask, func(s *scene) {
			s.facts.Household.ID, s.facts.Together = "h", standing.Standing{OptedOutAt: ago(day)}
		}, goodturn.Send, "", time.Time{}},
		{"a partner's talk counts", value, func(s *scene) {
			s.facts.Household.ID, s.facts.Together = "h", standing.Standing{Talk: standing.Talk{Since: ago(day), Last: ago(day)}}
		}, goodturn.Wait, goodturn.ReasonTalking, in(29 * day)},
		{"a death in the household spares all", thanks, func(s *scene) {
			s.facts.Household.ID, s.facts.Together = "h", standing.Standing{BereavedSince: ago(day), BereavedUntil: in(20 * day)}
		}, goodturn.Wait, goodturn.ReasonBereaved, in(20 * day)},
		{"no thanks on the list of refusals counts", reminder, func(s *scene) {
			s.person().Suppressions = []decide.Suppressed{{Suppression: goodturn.Suppression{Scope: goodturn.ScopeAsks, At: ago(day)}}}
		}, goodturn.Skip, goodturn.ReasonDeclined, time.Time{}},
		{"and leaves useful messages alone", value, func(s *scene) {
			s.person().Suppressions = []decide.Suppressed{{Suppression: goodturn.Suppression{Scope: goodturn.ScopeAsks, At: ago(day)}}}
		}, goodturn.Send, "", time.Time{}},
		{"no reviews means no review", review, func(s *scene) {
			s.person().Suppressions = []decide.Suppressed{{Suppression: goodturn.Suppression{Scope: goodturn.ScopeReviews, At: ago(day)}}}
		}, goodturn.Skip, goodturn.ReasonOptedOut, time.Time{}},
		{"a refusal of another address does not bind this one", value, func(s *scene) {
			s.person().Suppressions = []decide.Suppressed{{Suppression: goodturn.Suppression{Scope: goodturn.ScopeAddress, Hash: "x", At: ago(day)}, Address: "old@example.com"}}
		}, goodturn.Send, "", time.Time{}},
		{"a refusal of this address does, and no other road evades it", value, func(s *scene) {
			s.person().Suppressions = []decide.Suppressed{{Suppression: goodturn.Suppression{Scope: goodturn.ScopeAddress, Hash: "x", At: ago(day)}, Address: "ana@example.com"}}
			s.textable()
		}, goodturn.Skip, goodturn.ReasonSuppressed, time.Time{}},

		{"a review is postponed by a talk", review, func(s *scene) { s.stand().Talk = standing.Talk{Since: ago(20 * day), Last: ago(20 * day)} }, goodturn.Wait, goodturn.ReasonTalking, in(10 * day)},
		{"by 30 days at most", review, func(s *scene) {
			s.stand().Talk = standing.Talk{Since: ago(40 * day), Last: ago(day)}
			s.due.Touch.PlannedAt, s.due.Touch.UntilAt, s.due.Touch.Late = ago(30*day), in(day), 40*day
		}, goodturn.Send, "", time.Time{}},
		{"a review keeps a week from the last ask", review, func(s *scene) { s.person().Gate.LastAskAt = ago(6 * day) }, goodturn.Wait, goodturn.ReasonAskNear, in(day)},
		{"a review on the 60th day is allowed", review, func(s *scene) { s.due.ClosedOn = date(-60) }, goodturn.Send, "", time.Time{}},

		{"a reminder waits a week", reminder, func(s *scene) { s.due.Ask.DeliveredAt, s.due.Ask.OpenedAt = ago(6*day), ago(6*day) }, goodturn.Wait, goodturn.ReasonTooEarly, in(day)},
		{"an ask that may not have arrived is not recalled", reminder, func(s *scene) { s.due.Ask.DeliveredAt = time.Time{} }, goodturn.Wait, goodturn.ReasonAskNotOpen, time.Time{}},
		{"a reply since the ask closes the reminder", reminder, func(s *scene) { s.stand().LastInbound = ago(7 * day) }, goodturn.Skip, goodturn.ReasonAnswered, time.Time{}},
		{"so does a call", reminder, func(s *scene) { s.stand().LastTalk = ago(7 * day) }, goodturn.Skip, goodturn.ReasonAnswered, time.Time{}},
		{"so does an introduction by the partner", reminder, func(s *scene) {
			s.facts.Household.ID, s.facts.Together = "h", standing.Standing{ReferredAt: ago(7 * day)}
		}, goodturn.Skip, goodturn.ReasonAnswered, time.Time{}},
		{"a word from before the ask does not", reminder, func(s *scene) { s.stand().LastInbound = ago(9 * day) }, goodturn.Send, "", time.Time{}},
		{"after three weeks nobody is reminded", reminder, func(s *scene) { s.due.Ask.DeliveredAt = ago(22 * day) }, goodturn.Expire, goodturn.ReasonMomentPassed, time.Time{}},

		{"20 hours later but on the same day is too soon", value, func(s *scene) { s.settings.TouchGap, s.stand().LastAutomated = time.Hour, ago(2*time.Hour) }, goodturn.Wait, goodturn.ReasonTouchedRecently, until("2026-11-18 00:00")},
		{"a shared mailbox shares the day", value, func(s *scene) {
			s.facts.Household = goodturn.Household{ID: "h", SharedMailbox: true}
			s.facts.Together = standing.Standing{LastAutomated: ago(time.Hour)}
		}, goodturn.Wait, goodturn.ReasonTouchedRecently, in(19 * time.Hour)},
		{"a companion goes the same day", value, func(s *scene) {
			s.textable()
			s.due.Touch.Channel, s.due.Step.Companion, s.stand().LastAutomated = goodturn.ChannelSMS, true, ago(time.Hour)
		}, goodturn.Send, "", time.Time{}},
		{"the fifth message in 30 days waits for the first to be 30 days old", value, func(s *scene) {
			s.stand().Automated = []time.Time{ago(31 * day), ago(29 * day), ago(20 * day), ago(10 * day), ago(2 * day)}
		}, goodturn.Wait, goodturn.ReasonTouchedOften, in(day)},

		{"approved four minutes ago it can still be taken back", ask, func(s *scene) {
			s.settings.Approve, s.due.Auto, s.due.Touch.ApprovedAt = true, false, ago(4*time.Minute)
		}, goodturn.Wait, goodturn.ReasonJustApproved, in(time.Minute)},
		{"five minutes later it goes", ask, func(s *scene) {
			s.settings.Approve, s.due.Auto, s.due.Touch.ApprovedAt = true, false, ago(5*time.Minute)
		}, goodturn.Send, "", time.Time{}},
		{"asked for by hand it needs to be planned since going live", ask, func(s *scene) {
			s.settings.LiveAt = ago(time.Hour)
			s.due.Touch.Manual, s.due.Touch.PlannedAt, s.due.Touch.LegalAt = true, ago(time.Minute), ago(2*time.Hour)
		}, goodturn.Send, "", time.Time{}},

		{"a seller is not told of the house they left", value, func(s *scene) { s.due.Step.Sides, s.due.Side = []goodturn.Side{goodturn.SideBought}, goodturn.SideSold }, goodturn.Skip, goodturn.ReasonWrongSide, time.Time{}},
		{"a home that ends in the future is still theirs", value, func(s *scene) { s.due.Step.AddressBound, s.person().Homes[0].Ended = true, date(2) }, goodturn.Send, "", time.Time{}},
		{"an incident of another segment is none of theirs", value, func(s *scene) { s.facts.Incidents = []goodturn.Incident{{Segment: "eu", StartedAt: ago(time.Hour)}} }, goodturn.Send, "", time.Time{}},
		{"an incident of their segment is", value, func(s *scene) {
			s.person().Segments, s.facts.Incidents = []string{"eu"}, []goodturn.Incident{{Segment: "eu", StartedAt: ago(time.Hour)}}
		}, goodturn.Wait, goodturn.ReasonIncident, time.Time{}},
		{"one that is over holds nobody", value, func(s *scene) {
			s.facts.Incidents = []goodturn.Incident{{StartedAt: ago(2 * time.Hour), EndedAt: ago(time.Hour)}}
		}, goodturn.Send, "", time.Time{}},
		{"a strong sign calls instead of asking", ask, func(s *scene) {
			s.person().Signal = decide.Signal{At: ago(day), Why: "looked at listings on three days"}
		}, goodturn.ToTask, goodturn.ReasonValuation, time.Time{}},
		{"a talk since then settles it", ask, func(s *scene) {
			s.person().Signal = decide.Signal{At: ago(50 * day)}
			s.stand().LastTalk, s.stand().Talk = ago(40*day), standing.Talk{Since: ago(40 * day), Last: ago(40 * day), EndedAt: ago(39 * day)}
		}, goodturn.Send, "", time.Time{}},

		{"in Europe without notice a person writes", value, func(s *scene) { s.person().Regions = []string{"IE"} }, goodturn.ToTask, goodturn.ReasonNoConsent, time.Time{}},
		{"with notice we do", value, func(s *scene) {
			s.person().Regions, s.person().Consents[0].Basis = []string{"IE"}, goodturn.BasisNotice
		}, goodturn.Send, "", time.Time{}},
		{"where we do not know the place a person writes", value, func(s *scene) { s.person().Regions = nil }, goodturn.ToTask, goodturn.ReasonNoConsent, time.Time{}},
		{"in Canada the relationship ends after 24 months", value, func(s *scene) { s.person().Regions, s.person().Closings[0].Date = []string{"CA-ON"}, date(-731) }, goodturn.ToTask, goodturn.ReasonConsentEnded, time.Time{}},
		{"a consent that was withdrawn ends it for a person too", value, func(s *scene) {
			s.person().Consents = append(s.person().Consents, goodturn.Consent{Channel: goodturn.ChannelEmail, Address: "ana@example.com", Withdrawn: true, At: ago(day)})
		}, goodturn.Skip, goodturn.ReasonNoConsent, time.Time{}},
		{"a consent does not carry over to another address", value, func(s *scene) { s.person().Identities[0].Value = "new@example.com" }, goodturn.ToTask, goodturn.ReasonNoConsent, time.Time{}},
		{"a text needs a signature", value, func(s *scene) {
			s.textable()
			s.person().Consents[1].Basis, s.due.Touch.Channel, s.due.Step.Companion = goodturn.BasisExpress, goodturn.ChannelSMS, true
		}, goodturn.Skip, goodturn.ReasonNoConsent, time.Time{}},

		{"the owner's person hears a call task in their hours only", call, func(s *scene) { s.person().Zones = append(s.person().Zones, zone("Pacific/Honolulu")) }, goodturn.Wait, goodturn.ReasonQuietHours, until("2026-11-17 14:00")},
		{"first contacts have an allowance of their own", value, func(s *scene) { s.due.FirstContact, s.person().Owner.NewToday = true, 5 }, goodturn.Wait, goodturn.ReasonOutOfPace, until("2026-11-18 00:00")},
		{"a minute lies between two messages of one mailbox", value, func(s *scene) { s.person().Owner.LastSentAt, s.person().Owner.SentToday = ago(30*time.Second), 1 }, goodturn.Wait, goodturn.ReasonOneAtATime, time.Time{}},
		{"no mailbox, no mail", value, func(s *scene) { s.person().Owner.Mailbox = false }, goodturn.Wait, goodturn.ReasonSenderPaused, time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := clear(tt.kind)
			tt.change(s)
			d := s.decide()
			if d.Verdict != tt.verdict {
				t.Fatalf("%s because %v, want %s", d.Verdict, d.Reasons, tt.verdict)
			}
			if tt.code == "" {
				return
			}
			r, ok := reason(d, tt.code)
			if !ok {
				t.Fatalf("%s is missing from %v", tt.code, d.Reasons)
			}
			if !tt.until.IsZero() && !r.Until.Equal(tt.until) {
				t.Errorf("%s until %v, want %v", tt.code, r.Until, tt.until)
			}
		})
	}
}

// dormantFor lets the last contact lie so many days back.
func (s *scene) dormantFor(days int) {
	s.stand().LastClosing, s.person().Closings[0].Date = ago(time.Duration(days)*day), date(-days)
}

// keepsWeekdays gives the touch a plan that writes Monday to Friday, nine to five.
func (s *scene) keepsWeekdays() {
	s.due.Hours = schedule.Windows{{Days: schedule.MonToFri, From: 9 * 60, To: 17 * 60}}
	s.due.TextHours = s.due.Hours
}

// textable adds a number with written consent.
func (s *scene) textable() {
	p := s.person()
	p.Identities = append(p.Identities, goodturn.Identity{ID: "i2", ContactID: "ana", Kind: goodturn.IdentityPhone, Value: "+12125550123", Primary: true})
	p.Consents = append(p.Consents, goodturn.Consent{ID: "c2", ContactID: "ana", Channel: goodturn.ChannelSMS, Address: "+12125550123", Basis: goodturn.BasisWritten, At: ago(100 * day)})
}

func TestTheRoad(t *testing.T) {
	tests := []struct {
		name    string
		change  func(*scene)
		channel goodturn.Channel
		verdict goodturn.Verdict
	}{
		{"mail by default", func(s *scene) { s.due.Touch.Channel = "" }, goodturn.ChannelEmail, goodturn.Send},
		{"a text where the address is dead and consent is on file", func(s *scene) { s.textable(); s.person().Identities[0].Status = goodturn.IdentityBounced }, goodturn.ChannelSMS, goodturn.Send},
		{"a person where there is no consent for texts", func(s *scene) {
			s.textable()
			s.person().Consents = s.person().Consents[:1]
			s.person().Identities[0].Status = goodturn.IdentityBounced
		}, goodturn.ChannelEmail, goodturn.ToTask},
		{"a second address where the first is dead", func(s *scene) {
			s.person().Identities[0].Status = goodturn.IdentityBounced
			s.person().Identities = append(s.person().Identities, goodturn.Identity{Kind: goodturn.IdentityEmail, Value: "ana@example.org"})
			s.person().Consents[0].Address = ""
		}, goodturn.ChannelEmail, goodturn.Send},
		{"mail for who prefers texts, where texts are not connected", func(s *scene) { s.textable(); s.facts.Channels, s.due.Touch.Channel = nil, goodturn.ChannelSMS }, goodturn.ChannelEmail, goodturn.Send},
		{"no stand-in for a companion", func(s *scene) {
			s.facts.Channels, s.due.Touch.Channel, s.due.Step.Companion = nil, goodturn.ChannelSMS, true
		}, goodturn.ChannelSMS, goodturn.Skip},
		{"a direct message at night, unread, without an address and a mailbox: the owner sends it", func(s *scene) {
			s.due.Touch.Channel, s.now, s.settings.Approve, s.due.Auto, s.due.MustRead = goodturn.ChannelDM, time.Date(2026, 11, 22, 4, 30, 0, 0, time.UTC), true, false, true
			s.due.Touch.PlannedAt, s.due.Touch.DueAt = s.now, s.now
			s.person().Identities, s.person().Owner.Mailbox = nil, false
		}, goodturn.ChannelDM, goodturn.Send},
		{"but none after a stop", func(s *scene) { s.due.Touch.Channel, s.stand().OptedOutAt = goodturn.ChannelDM, ago(day) }, goodturn.ChannelDM, goodturn.Skip},
		{"nor on the day of another message", func(s *scene) { s.due.Touch.Channel, s.stand().LastAutomated = goodturn.ChannelDM, ago(time.Hour) }, goodturn.ChannelDM, goodturn.Wait},
		{"a text for who prefers texts", func(s *scene) { s.textable(); s.due.Touch.Channel = goodturn.ChannelSMS }, goodturn.ChannelSMS, goodturn.Send},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := clear(value)
			tt.change(s)
			if d := s.decide(); d.Channel != tt.channel || d.Verdict != tt.verdict {
				t.Errorf("%s by %s because %v, want %s by %s", d.Verdict, d.Channel, d.Reasons, tt.verdict, tt.channel)
			}
		})
	}
}

func TestUnknownIsNotUnreadable(t *testing.T) {
	d := clear(ask).decide()
	for _, code := range []goodturn.ReasonCode{goodturn.ReasonTicket, goodturn.ReasonLowScore, goodturn.ReasonChurn, goodturn.ReasonLowEngagement} {
		r, ok := fine(d, code)
		if !ok || !r.NotChecked || r.Evidence == "" {
			t.Errorf("%s: %+v; it should say that nobody told us", code, r)
		}
	}
	if r, _ := fine(d, goodturn.ReasonTicket); r.Evidence != "no help desk connected" {
		t.Errorf("the page would say %q", r.Evidence)
	}
}

func TestAReviewRequestKnowsNoSatisfaction(t *testing.T) {
	want := clear(review).decide()
	for i, spoil := range []func(*standing.Standing){
		func(s *standing.Standing) { s.NPS = standing.Rating{At: ago(day), Score: 0, Of: 10} },
		func(s *standing.Standing) { s.NPS = standing.Rating{At: ago(day), Score: 10, Of: 10} },
		func(s *standing.Standing) { s.CSATs, s.CSAT = []float64{0, 0, 0}, standing.Rating{At: ago(day), Of: 5} },
		func(s *standing.Standing) { s.Tickets = []standing.Ticket{{ID: "1", OpenedAt: ago(day)}} },
		func(s *standing.Standing) { s.ChurnSince = ago(day) },
		func(s *standing.Standing) { s.ActiveSince = ago(40 * day) },
		func(s *standing.Standing) { s.DeclinedAt, s.Answer = ago(day), goodturn.AnswerNo },
		func(s *standing.Standing) { s.SnoozedAt, s.SnoozedUntil = ago(day), in(80*day) },
		func(s *standing.Standing) { s.Praise, s.PraisedAt = "wonderful", ago(day) },
	} {
		s := clear(review)
		spoil(s.stand())
		if d := s.decide(); d.Verdict != want.Verdict || len(d.Reasons) != 0 || !sameFine(d.Fine, want.Fine) {
			t.Errorf("%d: %s because %v", i, d.Verdict, d.Reasons)
		}
	}
}

func sameFine(a, b []goodturn.Reason) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestEvidenceNamesDatesInTheirZone(t *testing.T) {
	s := clear(ask)
	s.stand().Talk = standing.Talk{Since: ago(4 * day), Last: time.Date(2026, 11, 14, 4, 40, 0, 0, time.UTC), How: "replied"}
	s.person().Gate.LastAskAt = time.Date(2025, 9, 1, 15, 0, 0, 0, time.UTC)
	d := s.decide()
	if r, _ := reason(d, goodturn.ReasonTalking); r.Evidence != "a reply on Friday 13 November, 23:40" {
		t.Errorf("%q", r.Evidence)
	}
	if r, _ := fine(d, goodturn.ReasonAskedRecently); r.Evidence != "last asked on Monday 1 September 2025" {
		t.Errorf("%q", r.Evidence)
	}
	for _, r := range append(d.Reasons, d.Fine...) {
		if strings.Contains(r.Evidence, "today") || strings.Contains(r.Evidence, "yesterday") {
			t.Errorf("%s: %q will be wrong tomorrow", r.Code, r.Evidence)
		}
	}
}

// Of whom no zone is known, and whose business has none, days are those of the zone in whose hours messages go to them.
func TestDaysWithoutAnyZoneAreThoseOfTheLastResort(t *testing.T) {
	s := clear(goodturn.KindValue)
	s.settings.Zone, s.settings.Approve, s.person().Zones, s.person().Owner.Zone = "", true, nil, nil
	s.now = time.Date(2026, 11, 17, 20, 30, 0, 0, time.UTC)
	s.due.Auto, s.due.Touch.ApprovedAt = false, time.Date(2026, 11, 17, 2, 0, 0, 0, time.UTC) // nine in the evening of Monday there
	d := s.decide()
	i := slices.IndexFunc(d.Fine, func(r goodturn.Reason) bool { return r.Code == goodturn.ReasonNotApproved })
	if i < 0 || !strings.Contains(d.Fine[i].Evidence, "16 November") {
		t.Errorf("it says %+v", d.Fine)
	}
}
