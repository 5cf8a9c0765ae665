package decide_test

import (
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/standing"
)

// now is a Tuesday, 10:30 in New York, in the middle of every window.
var now = time.Date(2026, 11, 17, 15, 30, 0, 0, time.UTC)

const day = goodturn.Day

func ago(d time.Duration) time.Time { return now.Add(-d) }
func in(d time.Duration) time.Time  { return now.Add(d) }

func zone(name string) *time.Location {
	loc, err := schedule.LoadZone(name)
	if err != nil {
		panic(err)
	}
	return loc
}

// scene is everything that a judgement sees, for one person.
type scene struct {
	settings goodturn.Settings
	facts    decide.Facts
	due      decide.Due
	now      time.Time
}

func (s *scene) person() *decide.Person    { return &s.facts.People[0] }
func (s *scene) stand() *standing.Standing { return &s.facts.People[0].Standing }

func (s *scene) decide() goodturn.Decision { return decide.Touch(s.now, s.settings, s.facts, s.due) }

// clear is a scene in which a touch of this kind may go: a client who closed 100 days ago, got a useful message yesterday and
// has a working address; an owner with a working mailbox; everything switched on.
func clear(kind goodturn.Kind) *scene {
	s := &scene{
		now: now,
		settings: goodturn.Settings{
			Mode: goodturn.ModeLive, LiveAt: ago(60 * day), Zone: "America/New_York", Region: "US", Pack: "real-estate",
		},
		facts: decide.Facts{
			Channels: []goodturn.Channel{goodturn.ChannelSMS, goodturn.ChannelInApp},
			People: []decide.Person{{
				Contact: goodturn.Contact{ID: "ana", OwnerID: "dana", Given: "Ana", Greeting: "Ana"},
				Identities: []goodturn.Identity{
					{ID: "i1", ContactID: "ana", Kind: goodturn.IdentityEmail, Value: "ana@example.com", Primary: true, Status: goodturn.IdentityGood},
				},
				Consents: []goodturn.Consent{
					{ID: "c1", ContactID: "ana", Channel: goodturn.ChannelEmail, Address: "ana@example.com", Basis: goodturn.BasisRelationship, At: ago(100 * day)},
				},
				Standing: standing.Standing{
					LastClosing: ago(100 * day), Closings: 1,
					LastAutomated: ago(26 * time.Hour), Automated: []time.Time{ago(26 * time.Hour)},
					Values: []standing.Reached{{Touch: "t-value", At: ago(26 * time.Hour)}},
				},
				Homes:    []goodturn.Home{{ID: "h1", ContactID: "ana", ClosingID: "k1", Since: date(-100)}},
				Closings: []goodturn.Closing{{ID: "k1", ContactID: "ana", Side: goodturn.SideBought, Date: date(-100)}},
				Zones:    []*time.Location{zone("America/New_York")},
				Regions:  []string{"US-NY"},
				Owner:    decide.Owner{Active: true, Mailbox: true, Zone: zone("America/New_York"), ReviewURL: "https://example.com/review"},
			}},
		},
		due: decide.Due{
			Touch: goodturn.Touch{
				ID: "t1", EnrolmentID: "e1", ContactID: "ana", OwnerID: "dana", Step: "ask-92", Kind: kind, Channel: goodturn.ChannelEmail,
				Anchor: date(-100), PlannedAt: ago(time.Minute), DueAt: ago(time.Minute), Zone: "America/New_York", State: goodturn.Planned,
			},
			Step:      goodturn.Step{Name: "ask-92", Title: "A first request", Kind: kind, Channel: goodturn.ChannelEmail},
			Side:      goodturn.SideBought,
			ClosingID: "k1",
			Auto:      true,
		},
	}
	switch kind {
	case goodturn.KindReminder:
		s.due.Ask = decide.AskFacts{State: goodturn.AskOpen, OpenedAt: ago(8 * day), DeliveredAt: ago(8 * day), RemindersLeft: 1}
	case goodturn.KindReview:
		s.due.ClosedOn = date(-37)
		s.facts.People[0].Closings[0].Date = date(-37)
	case goodturn.KindCall:
		s.due.Touch.Channel = goodturn.ChannelTask
	}
	return s
}

// date is a civil date in New York, so many days from now's.
func date(days int) goodturn.Date {
	return goodturn.DateOf(now.In(zone("America/New_York"))).AddDays(days)
}

var kinds = []goodturn.Kind{goodturn.KindValue, goodturn.KindAsk, goodturn.KindReminder, goodturn.KindReview, goodturn.KindThanks, goodturn.KindCall}

func reason(d goodturn.Decision, code goodturn.ReasonCode) (goodturn.Reason, bool) {
	for _, r := range d.Reasons {
		if r.Code == code {
			return r, true
		}
	}
	return goodturn.Reason{}, false
}

func fine(d goodturn.Decision, code goodturn.ReasonCode) (goodturn.Reason, bool) {
	for _, r := range d.Fine {
		if r.Code == code {
			return r, true
		}
	}
	return goodturn.Reason{}, false
}

func TestAClearTouchOfEveryKindGoes(t *testing.T) {
	for _, kind := range kinds {
		d := clear(kind).decide()
		want := goodturn.Send
		if kind == goodturn.KindCall {
			want = goodturn.ToTask
		}
		if d.Verdict != want || len(d.Reasons) > 0 {
			t.Errorf("%s: %s because %v", kind, d.Verdict, d.Reasons)
		}
		if d.LegalAt.IsZero() || d.Policy == "" || len(d.Fine) == 0 {
			t.Errorf("%s: the decision lacks its record: %+v", kind, d)
		}
	}
}

func BenchmarkOneTouch(b *testing.B) {
	for _, kind := range []goodturn.Kind{goodturn.KindAsk, goodturn.KindValue} {
		b.Run(string(kind), func(b *testing.B) {
			s := clear(kind)
			b.ReportAllocs()
			for b.Loop() {
				s.decide()
			}
		})
	}
}
