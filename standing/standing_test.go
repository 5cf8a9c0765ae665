package standing_test

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/standing"
)

var t0 = time.Date(2026, 1, 5, 15, 0, 0, 0, time.UTC)

const day = goodturn.Day

// told makes events in order: name and properties, so many days after t0.
type told struct {
	name  goodturn.EventName
	after float64 // days
	props string
}

func events(list ...told) []goodturn.Event {
	var out []goodturn.Event
	for i, e := range list {
		at := t0.Add(time.Duration(e.after * float64(day)))
		out = append(out, goodturn.Event{ID: goodturn.ID(fmt.Sprintf("e%02d", i)), ContactID: "ana", Name: e.name, At: at, Source: "test", MessageID: fmt.Sprint(i), Props: json.RawMessage(e.props)})
	}
	return out
}

func fold(list ...told) standing.Standing { return standing.Fold(events(list...)) }

func at(days float64) time.Time { return t0.Add(time.Duration(days * float64(day))) }

func ExampleFold() {
	s := fold(
		told{goodturn.EventClosing, 0, `{"date":"2026-01-05","side":"bought"}`},
		told{goodturn.EventDelivered, 30, `{"touch_id":"t1","kind":"value"}`},
		told{goodturn.EventReplied, 31, `{}`},
		told{goodturn.EventReferred, 40, `{"referral_id":"r1"}`},
	)
	for _, line := range s.Words(at(41), time.UTC) {
		fmt.Println(line)
	}
	// Output:
	// You two have been talking since 5 February 2026
	// They last wrote or answered on 14 February 2026
	// One deal together
	// Introduced one person to you, on 14 February 2026
	// 1 useful message reached them; not asked yet
}

func TestWhatEventsAddUpTo(t *testing.T) {
	tests := []struct {
		name   string
		events []told
		holds  func(standing.Standing) bool
	}{
		{"nobody knows anything", nil, func(s standing.Standing) bool { return reflect.DeepEqual(s, standing.Standing{}) }},
		{"a reply opens a conversation for 30 days", []told{{goodturn.EventReplied, 0, ``}}, func(s standing.Standing) bool {
			return s.Talk.Open(at(29.9)) && !s.Talk.Open(at(30)) && s.LastInbound.Equal(t0)
		}},
		{"each word prolongs the conversation", []told{{goodturn.EventReplied, 0, ``}, {goodturn.EventTalked, 20, ``}}, func(s standing.Standing) bool {
			return s.Talk.Open(at(49)) && s.Talk.Since.Equal(t0) && s.LastTalk.Equal(at(20))
		}},
		{"the owner ends the conversation", []told{{goodturn.EventReplied, 0, ``}, {goodturn.EventTalkEnded, 1, `{"outcome":"nothing"}`}}, func(s standing.Standing) bool {
			return !s.Talk.Open(at(2)) && s.Talk.Outcome == "nothing"
		}},
		{"a reply after the end opens another", []told{{goodturn.EventReplied, 0, ``}, {goodturn.EventTalkEnded, 1, ``}, {goodturn.EventReplied, 2, ``}}, func(s standing.Standing) bool {
			return s.Talk.Open(at(3)) && s.Talk.Since.Equal(at(2))
		}},
		{"voicemail is no talk", []told{{goodturn.EventValuation, 0, ``}, {goodturn.EventTalked, 1, `{"outcome":"voicemail"}`}}, func(s standing.Standing) bool {
			return s.LastTalk.IsZero() && s.LastOutbound.Equal(at(1)) && !s.ValuationAt.IsZero()
		}},
		{"a talk settles the valuation", []told{{goodturn.EventValuation, 0, ``}, {goodturn.EventTalked, 1, `{"ended":true}`}}, func(s standing.Standing) bool {
			return s.ValuationAt.IsZero() && !s.Talk.Open(at(2))
		}},
		{"no thanks stays, whatever is answered later", []told{{goodturn.EventAnswered, 0, `{"answer":"no"}`}, {goodturn.EventAnswered, 9, `{"answer":"yes"}`}}, func(s standing.Standing) bool {
			return s.DeclinedAt.Equal(t0) && s.Answer == goodturn.AnswerYes
		}},
		{"only the person lifts a no thanks", []told{{goodturn.EventAnswered, 0, `{"answer":"no"}`}, {goodturn.EventReopened, 9, ``}}, func(s standing.Standing) bool {
			return s.DeclinedAt.IsZero() && s.ReopenedAt.Equal(at(9))
		}},
		{"reopening asks does not lift an unsubscribe", []told{{goodturn.EventUnsubscribed, 0, ``}, {goodturn.EventReopened, 9, ``}}, func(s standing.Standing) bool { return !s.OptedOutAt.IsZero() }},
		{"taking a stop back leaves a no standing", []told{{goodturn.EventAnswered, 0, `{"answer":"no"}`}, {goodturn.EventUnsubscribed, 3, ``}, {goodturn.EventReopened, 9, `{"scope":"messages"}`}}, func(s standing.Standing) bool { return s.OptedOutAt.IsZero() && !s.DeclinedAt.IsZero() }},
		{"reopening everything does", []told{{goodturn.EventUnsubscribed, 0, ``}, {goodturn.EventReopened, 9, `{"scope":"all"}`}}, func(s standing.Standing) bool { return s.OptedOutAt.IsZero() }},
		{"stop ends asks and everything", []told{{goodturn.EventAnswered, 0, `{"answer":"stop"}`}}, func(s standing.Standing) bool { return !s.DeclinedAt.IsZero() && !s.OptedOutAt.IsZero() }},
		{"a complaint about spam is an opt-out", []told{{goodturn.EventComplained, 0, ``}}, func(s standing.Standing) bool { return !s.OptedOutAt.IsZero() }},
		{"not now keeps the date that was shown", []told{{goodturn.EventAnswered, 0, `{"answer":"not_now","until":"2026-03-20T13:00:00Z"}`}}, func(s standing.Standing) bool {
			return s.SnoozedUntil.Equal(time.Date(2026, 3, 20, 13, 0, 0, 0, time.UTC))
		}},
		{"a bare date never lifts before its morning anywhere", []told{{goodturn.EventAnswered, 0, `{"answer":"not_now","until":"2026-03-20"}`}}, func(s standing.Standing) bool {
			return s.SnoozedUntil.Equal(time.Date(2026, 3, 20, 21, 0, 0, 0, time.UTC))
		}},
		{"not now without a date is 90 days", []told{{goodturn.EventAnswered, 0, `{"answer":"not_now"}`}}, func(s standing.Standing) bool { return s.SnoozedUntil.Equal(at(90)) }},
		{"a yes at the same moment does not undo a not now", []told{{goodturn.EventAnswered, 0, `{"answer":"not_now"}`}, {goodturn.EventAnswered, 0, `{"answer":"yes"}`}}, func(s standing.Standing) bool {
			return !s.SnoozedUntil.IsZero() && s.Answer == goodturn.AnswerNotNow
		}},
		{"what did not leave counts for no cap, and the request before it is the last one again", []told{
			{goodturn.EventSent, 0, `{"touch_id":"t1","kind":"ask","channel":"email"}`},
			{goodturn.EventSent, 100, `{"touch_id":"t2","kind":"ask","channel":"dm","unknown":true}`},
			{goodturn.EventNotSent, 101, `{"touch_id":"t2","kind":"ask","channel":"dm","at":"` + at(100).Format(time.RFC3339) + `"}`},
		}, func(s standing.Standing) bool {
			return s.LastAskAt.Equal(t0) && s.Goodwill.Asks == 1 && !s.LastAutomated.Equal(at(100)) && !slices.ContainsFunc(s.Automated, at(100).Equal)
		}},
		{"a direct message counts for the caps, and as a word of the owner's once it is sure", []told{
			{goodturn.EventSent, 0, `{"touch_id":"t1","kind":"ask","channel":"dm","unknown":true}`},
		}, func(s standing.Standing) bool {
			return s.LastAskAt.Equal(t0) && s.LastAutomated.Equal(t0) && s.LastOutbound.IsZero()
		}},
		{"a bad time holds for 90 days", []told{{goodturn.EventNotGoodTime, 0, `{"kind":"illness"}`}}, func(s standing.Standing) bool {
			return len(s.NotGood) == 1 && s.NotGood[0].Until.Equal(at(90))
		}},
		{"two bad times are both kept", []told{{goodturn.EventNotGoodTime, 0, `{"kind":"illness"}`}, {goodturn.EventNotGoodTime, 1, `{"kind":"job loss"}`}}, func(s standing.Standing) bool { return len(s.NotGood) == 2 }},
		{"a bad time is lifted by hand", []told{{goodturn.EventNotGoodTime, 0, `{"kind":"illness"}`}, {goodturn.EventNotGoodTime, 1, `{"kind":"illness","over":true}`}}, func(s standing.Standing) bool { return s.NotGood == nil }},
		{"a bereavement is kept apart", []told{{goodturn.EventNotGoodTime, 0, `{"kind":"bereavement","until":"2026-05-01T09:00:00Z"}`}}, func(s standing.Standing) bool {
			return s.BereavedSince.Equal(t0) && s.BereavedUntil.Year() == 2026 && s.NotGood == nil
		}},
		{"a separation is a bad time too", []told{{goodturn.EventSeparated, 0, ``}}, func(s standing.Standing) bool { return !s.SeparatedAt.IsZero() && s.NotGood[0].Kind == "separation" }},
		{"a death noted by mistake is taken back", []told{{goodturn.EventDied, 0, ``}, {goodturn.EventDied, 1, `{"over":true}`}}, func(s standing.Standing) bool { return s.DiedAt.IsZero() }},
		{"sold through somebody else means represented by them", []told{{goodturn.EventSoldElsewhere, 0, ``}}, func(s standing.Standing) bool { return s.Represented().Equal(t0) && s.SoldElsewhereAt.Equal(t0) }},
		{"a newer closing with us ends that", []told{{goodturn.EventListedElsewhere, 0, ``}, {goodturn.EventClosing, 60, ``}}, func(s standing.Standing) bool { return s.Represented().IsZero() }},
		{"an older closing told late does not", []told{{goodturn.EventListedElsewhere, 0, ``}, {goodturn.EventClosing, 60, `{"date":"2024-03-01"}`}}, func(s standing.Standing) bool { return !s.Represented().IsZero() }},
		{"mail that was accepted has arrived", []told{{goodturn.EventSent, 0, `{"touch_id":"a","kind":"value","channel":"email"}`}, {goodturn.EventDelivered, 1, `{"touch_id":"a","kind":"value"}`}}, func(s standing.Standing) bool {
			return len(s.Values) == 1 && s.LastValueAt().Equal(t0) && len(s.Automated) == 1
		}},
		{"a text has when its provider says so", []told{{goodturn.EventSent, 0, `{"touch_id":"a","kind":"value","channel":"sms"}`}, {goodturn.EventSent, 1, `{"touch_id":"b","kind":"value","channel":"sms"}`}, {goodturn.EventDelivered, 1, `{"touch_id":"b","kind":"value"}`}}, func(s standing.Standing) bool {
			return len(s.Values) == 1 && s.Values[0].Touch == "b" && len(s.Automated) == 2
		}},
		{"what may have left counts for the caps and not as useful", []told{{goodturn.EventSent, 0, `{"touch_id":"a","kind":"value","unknown":true}`}, {goodturn.EventSent, 0.5, `{"touch_id":"b","kind":"ask","unknown":true}`}}, func(s standing.Standing) bool {
			return len(s.Values) == 0 && len(s.Automated) == 2 && s.LastAskAt.Equal(at(0.5))
		}},
		{"once it is known to have left it counts once", []told{{goodturn.EventSent, 0, `{"touch_id":"a","kind":"value","unknown":true}`}, {goodturn.EventSent, 0, `{"touch_id":"a","kind":"value"}`}}, func(s standing.Standing) bool {
			return len(s.Values) == 1 && len(s.Automated) == 1
		}},
		{"a bounce that names no message is the last one's", []told{{goodturn.EventSent, 0, `{"touch_id":"a","kind":"value"}`}, {goodturn.EventSent, 30, `{"touch_id":"b","kind":"value"}`}, {goodturn.EventBounced, 31, `{"address":"a@example.com"}`}, {goodturn.EventBounced, 60, ``}}, func(s standing.Standing) bool {
			return len(s.Values) == 1 && s.Values[0].Touch == "a"
		}},
		{"told twice of one delivery, it counts once", []told{{goodturn.EventDelivered, 0, `{"touch_id":"a","kind":"value"}`}, {goodturn.EventDelivered, 1, `{"touch_id":"a","kind":"value"}`}}, func(s standing.Standing) bool { return s.Goodwill.Values == 1 }},
		{"a bounce takes a delivery back", []told{{goodturn.EventDelivered, 0, `{"touch_id":"a","kind":"value"}`}, {goodturn.EventBounced, 1, `{"touch_id":"a"}`}}, func(s standing.Standing) bool {
			return s.LastValueAt().IsZero() && s.Goodwill == (standing.Goodwill{})
		}},
		{"a companion does not count for the caps", []told{{goodturn.EventSent, 0, `{"kind":"value","channel":"sms","companion":true}`}}, func(s standing.Standing) bool { return s.LastAutomated.IsZero() }},
		{"a message sent by hand is a word of the owner's", []told{{goodturn.EventSent, 0, `{"kind":"value","channel":"task"}`}}, func(s standing.Standing) bool {
			return s.LastAutomated.IsZero() && s.LastOutbound.Equal(t0)
		}},
		{"our messages are remembered for a month", []told{{goodturn.EventSent, 0, `{"kind":"value"}`}, {goodturn.EventSent, 20, `{"kind":"value"}`}, {goodturn.EventSent, 40, `{"kind":"value"}`}}, func(s standing.Standing) bool { return len(s.Automated) == 2 }},
		{"an ask is remembered and starts the count anew", []told{{goodturn.EventDelivered, 0, `{"touch_id":"a","kind":"value"}`}, {goodturn.EventSent, 2, `{"kind":"ask"}`}, {goodturn.EventDelivered, 9, `{"touch_id":"b","kind":"value"}`}}, func(s standing.Standing) bool {
			return s.LastAskAt.Equal(at(2)) && s.Goodwill.Asks == 1 && s.Goodwill.SinceAsk == 1 && s.Goodwill.Values == 2
		}},
		{"a ticket stands in the way until two weeks after it is solved", []told{{goodturn.EventTicketOpened, 0, `{"ticket":7}`}, {goodturn.EventTicketSolved, 5, `{"ticket":"7"}`}}, func(s standing.Standing) bool {
			_, last := s.LastTicket()
			return len(s.OpenTickets()) == 0 && last.Equal(at(5))
		}},
		{"a ticket solved with praise is no obstacle", []told{{goodturn.EventTicketOpened, 0, `{"ticket":"7"}`}, {goodturn.EventTicketSolved, 1, `{"ticket":"7","praise":"You saved my week"}`}}, func(s standing.Standing) bool {
			_, last := s.LastTicket()
			return last.IsZero() && s.Praise == "You saved my week"
		}},
		{"a top mark is praise", []told{{goodturn.EventTicketSolved, 1, `{"ticket":"7","score":5,"max":5}`}}, func(s standing.Standing) bool { _, last := s.LastTicket(); return last.IsZero() }},
		{"four of five is not", []told{{goodturn.EventTicketSolved, 1, `{"ticket":"7","score":4,"max":5}`}}, func(s standing.Standing) bool { _, last := s.LastTicket(); return !last.IsZero() }},
		{"praise after a billing trouble does not count", []told{{goodturn.EventTicketOpened, 0, `{"ticket":"7","kind":"billing"}`}, {goodturn.EventTicketSolved, 1, `{"ticket":"7","praise":true}`}}, func(s standing.Standing) bool { _, last := s.LastTicket(); return !last.IsZero() }},
		{"nor does it once the ticket is opened again", []told{{goodturn.EventTicketOpened, 0, `{"ticket":"7"}`}, {goodturn.EventTicketSolved, 1, `{"ticket":"7","praise":true}`}, {goodturn.EventTicketOpened, 2, `{"ticket":"7"}`}, {goodturn.EventTicketSolved, 3, `{"ticket":"7","praise":true}`}}, func(s standing.Standing) bool {
			_, last := s.LastTicket()
			return last.Equal(at(3))
		}},
		{"another ticket still stands in the way", []told{{goodturn.EventTicketOpened, 0, `{"ticket":"6"}`}, {goodturn.EventTicketSolved, 1, `{"ticket":"7","praise":true}`}}, func(s standing.Standing) bool { return len(s.OpenTickets()) == 1 }},
		{"NPS 6 is low and 7 is not", []told{{goodturn.EventNPS, 0, `{"score":6}`}}, func(s standing.Standing) bool { _, low := s.Low(); return low && !s.Glad() }},
		{"NPS 7 is not low", []told{{goodturn.EventNPS, 0, `{"score":7}`}}, func(s standing.Standing) bool { _, low := s.Low(); return !low && !s.Glad() }},
		{"NPS 9 is glad", []told{{goodturn.EventNPS, 0, `{"score":"9"}`}}, func(s standing.Standing) bool { _, low := s.Low(); return !low && s.Glad() }},
		{"a better mark lifts a low one", []told{{goodturn.EventNPS, 0, `{"score":3}`}, {goodturn.EventCSAT, 9, `{"score":5,"max":5}`}}, func(s standing.Standing) bool { _, low := s.Low(); return !low && s.Glad() }},
		{"so does a talk that ended well", []told{{goodturn.EventNPS, 0, `{"score":3}`}, {goodturn.EventTalked, 3, ``}, {goodturn.EventTalkEnded, 3, `{"outcome":"mended"}`}}, func(s standing.Standing) bool { _, low := s.Low(); return !low }},
		{"three ratings make a mean", []told{{goodturn.EventCSAT, 0, `{"score":2,"max":5}`}, {goodturn.EventCSAT, 1, `{"score":2,"max":5}`}, {goodturn.EventCSAT, 2, `{"score":4,"max":5}`}}, func(s standing.Standing) bool {
			mean, ok := s.MeanCSAT()
			_, low := s.Low()
			return ok && mean > 0.53 && mean < 0.54 && low
		}},
		{"unknown activity is not low activity", []told{{goodturn.EventVisited, 0, ``}}, func(s standing.Standing) bool { _, known := s.ActiveDaysBefore(at(20)); return !known }},
		{"activity counts days of the last 14", []told{{standing.EventActive, 0, ``}, {standing.EventActive, 15, ``}, {standing.EventActive, 15.1, ``}, {standing.EventActive, 20, ``}, {goodturn.EventReplied, 21, ``}}, func(s standing.Standing) bool {
			n, known := s.ActiveDaysBefore(at(21))
			return known && n == 3
		}},
		{"an introduction is open until won or lost", []told{{goodturn.EventReferred, 0, `{"referral_id":"r1"}`}, {goodturn.EventReferralMoved, 5, `{"referral_id":"r1","stage":"opportunity"}`}}, func(s standing.Standing) bool {
			return len(s.OpenReferrals(at(100))) == 1 && len(s.OpenReferrals(at(186))) == 0
		}},
		{"a won introduction is settled", []told{{goodturn.EventReferred, 0, `{"referral_id":"r1"}`}, {goodturn.EventReferralMoved, 5, `{"referral_id":"r1","stage":"won"}`}}, func(s standing.Standing) bool {
			return len(s.OpenReferrals(at(6))) == 0 && s.Won == 1 && s.Introduced == 1
		}},
		{"a risk of leaving is taken back", []told{{standing.EventChurnRisk, 0, `{"why":"cancelled"}`}, {standing.EventChurnRisk, 5, `{"over":true}`}}, func(s standing.Standing) bool { return s.ChurnSince.IsZero() }},
		{"the first import counts", []told{{goodturn.EventImported, 0, ``}, {goodturn.EventImported, 300, ``}}, func(s standing.Standing) bool { return s.ImportedAt.Equal(t0) }},
		{"a name that nobody knows moves nothing", []told{{"jumped", 0, `{"x":1}`}}, func(s standing.Standing) bool {
			return s.LastContact().IsZero() && s.Through.Equal(t0)
		}},
		{"broken properties are as good as none", []told{{goodturn.EventAnswered, 0, `{"answer":`}, {goodturn.EventNPS, 1, `[3]`}, {goodturn.EventCSAT, 2, `{"score":{"a":1},"max":"x"}`}}, func(s standing.Standing) bool {
			return s.NPS.At.IsZero() && s.CSAT.At.IsZero() && !s.AnsweredAt.IsZero()
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if s := fold(tt.events...); !tt.holds(s) {
				b, _ := json.MarshalIndent(s, "", " ")
				t.Errorf("it does not hold of %s", b)
			}
		})
	}
}

var names = []goodturn.EventName{
	goodturn.EventClosing, goodturn.EventImported, goodturn.EventLeftOut, goodturn.EventTakenIn, goodturn.EventSent, goodturn.EventDelivered, goodturn.EventBounced, goodturn.EventReplied,
	goodturn.EventTalked, goodturn.EventTalkEnded, goodturn.EventAnswered, goodturn.EventUnsubscribed, goodturn.EventReopened, goodturn.EventNotGoodTime, goodturn.EventDied,
	goodturn.EventSeparated, goodturn.EventMoved, goodturn.EventSoldElsewhere, goodturn.EventListedElsewhere, goodturn.EventValuation, goodturn.EventReferred, goodturn.EventReferralMoved,
	goodturn.EventTicketOpened, goodturn.EventTicketSolved, goodturn.EventNPS, goodturn.EventCSAT, standing.EventChurnRisk, standing.EventPraise, standing.EventActive, goodturn.EventVisited, "unheard of",
}

func drawEvents(t *rapid.T, label string) []goodturn.Event {
	n := rapid.IntRange(0, 30).Draw(t, label)
	out := make([]goodturn.Event, n)
	for i := range out {
		pick := func(values ...string) string { return rapid.SampledFrom(values).Draw(t, "value") }
		props, err := json.Marshal(map[string]any{
			"kind": pick("value", "ask", "review", "billing", "bereavement", "illness", ""), "answer": pick("yes", "no", "not_now", "stop", ""), "touch_id": pick("t1", "t2", "t3"),
			"ticket": pick("1", "2", ""), "referral_id": pick("r1", "r2"), "stage": pick("qualified", "won", "lost"), "score": rapid.IntRange(0, 10).Draw(t, "score"), "outcome": pick("", "voicemail", "good"),
			"over": rapid.Bool().Draw(t, "over"), "praise": rapid.Bool().Draw(t, "praise"), "ended": rapid.Bool().Draw(t, "ended"),
		})
		if err != nil {
			t.Fatal(err)
		}
		out[i] = goodturn.Event{
			ID: goodturn.ID(fmt.Sprintf("%s%03d", label, i)), Name: rapid.SampledFrom(names).Draw(t, "name"), Source: label, MessageID: fmt.Sprint(i),
			At: t0.Add(time.Duration(rapid.IntRange(0, 200).Draw(t, "hours")*6) * time.Hour), Props: props,
		}
	}
	return out
}

func TestTheOrderAndRepetitionOfEventsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		es := drawEvents(t, "a")
		want := standing.Fold(es)
		mixed := slices.Concat(es, es[:rapid.IntRange(0, len(es)).Draw(t, "repeats")])
		rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed"))).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		if got := standing.Fold(mixed); !reflect.DeepEqual(got, want) {
			t.Fatalf("shuffled and repeated:\n%+v\n%+v", got, want)
		}
	})
}

func TestApplyingOneByOneIsTheFoldUnlessAnEventIsLate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		es := drawEvents(t, "a")
		var s standing.Standing
		var seen []goodturn.Event
		for _, e := range es { // in the order in which they arrive
			seen = append(seen, e)
			before := mustJSON(t, s)
			if standing.Late(s, e) {
				s = standing.Fold(seen)
			} else {
				next := standing.Apply(s, e)
				if after := mustJSON(t, s); after != before {
					t.Fatalf("Apply changed its argument:\n%s\n%s", before, after)
				}
				s = next
			}
			if want := standing.Fold(seen); !reflect.DeepEqual(s, want) {
				t.Fatalf("after %s:\n%+v\n%+v", e.Name, s, want)
			}
		}
	})
}

func TestMergingIsTheSameEitherWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawEvents(t, "a"), drawEvents(t, "b")
		ab, ba := standing.Merge(a, b), standing.Merge(b, a)
		if !reflect.DeepEqual(ab, ba) {
			t.Fatalf("%+v\n%+v", ab, ba)
		}
		sa, sb := standing.Fold(a), standing.Fold(b)
		if ab.LastAskAt.Before(sa.LastAskAt) || ab.LastAskAt.Before(sb.LastAskAt) {
			t.Fatal("a merge forgot an ask")
		}
	})
}

func TestAStandingSurvivesBeingStored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := standing.Fold(drawEvents(t, "a"))
		var back standing.Standing
		if err := json.Unmarshal([]byte(mustJSON(t, s)), &back); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(s, back) {
			t.Fatalf("%+v\n%+v", s, back)
		}
	})
}

func TestAHouseholdSharesWhatItSharesAndNothingElse(t *testing.T) {
	ana := fold(
		told{goodturn.EventUnsubscribed, 0, ``}, told{goodturn.EventNPS, 1, `{"score":2}`}, told{goodturn.EventTicketOpened, 1, `{"ticket":"1"}`},
		told{goodturn.EventNotGoodTime, 1, `{"kind":"illness"}`}, told{goodturn.EventReplied, 2, ``}, told{goodturn.EventAnswered, 3, `{"answer":"no"}`}, told{goodturn.EventSent, 3, `{"kind":"ask"}`},
	)
	ben := fold(told{goodturn.EventNotGoodTime, 5, `{"kind":"bereavement"}`}, told{goodturn.EventDelivered, 4, `{"touch_id":"v","kind":"value"}`}, told{goodturn.EventTalkEnded, 4, ``})
	h := standing.Household([]standing.Standing{ana, ben})
	if !h.Talk.Open(at(6)) || h.DeclinedAt.IsZero() || h.LastAskAt.IsZero() || h.BereavedUntil.IsZero() || h.LastValueAt().IsZero() {
		t.Errorf("something is not shared: %+v", h)
	}
	if !h.OptedOutAt.IsZero() || len(h.Tickets) > 0 || !h.NPS.At.IsZero() || len(h.NotGood) > 0 {
		t.Errorf("something is shared that is each one's own: %+v", h)
	}
	if died := fold(told{goodturn.EventDied, 0, ``}); !standing.Household([]standing.Standing{died, ben}).BereavedUntil.Equal(at(95)) ||
		!standing.Household([]standing.Standing{died}).BereavedUntil.Equal(at(90)) {
		t.Error("a death leaves the others bereaved")
	}
}

func TestTheOrderOfMembersDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms := []standing.Standing{standing.Fold(drawEvents(t, "a")), standing.Fold(drawEvents(t, "b")), standing.Fold(drawEvents(t, "c"))}
		want := standing.Household(ms)
		slices.Reverse(ms)
		if got := standing.Household(ms); !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v\n%+v", got, want)
		}
		ms[0], ms[1] = ms[1], ms[0]
		if got := standing.Household(ms); !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v\n%+v", got, want)
		}
	})
}

func TestWordsNeverScoreAPerson(t *testing.T) {
	s := fold(told{standing.EventActive, 0, ``}, told{standing.EventActive, 14, ``}, told{goodturn.EventNPS, 14, `{"score":9}`}, told{standing.EventPraise, 14, `{"text":"Best move ever"}`})
	got := strings.Join(s.Words(at(15), time.UTC), "\n")
	for _, want := range []string{"Active on 1 of the last 14 days", "Gave 9 of 10 on 19 January 2026", "Best move ever"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	for _, bad := range []string{"score", "Score", "points", "%"} {
		if strings.Contains(got, bad) {
			t.Errorf("%q says %q", got, bad)
		}
	}
}

func mustJSON(t *rapid.T, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func FuzzApplyIsTotal(f *testing.F) {
	f.Add("nps", []byte(`{"score":1e400}`))
	f.Add("csat", []byte(`{"score":"NaN","max":0}`))
	f.Add("answered", []byte(`{"until":"99999-01-01","answer":7}`))
	f.Fuzz(func(t *testing.T, name string, props []byte) {
		s := standing.Apply(standing.Standing{}, goodturn.Event{ID: "1", Name: goodturn.EventName(name), At: t0, Props: props})
		s = standing.Apply(s, goodturn.Event{ID: "2", Name: goodturn.EventName(name), At: t0.Add(day), Props: props})
		s.Words(at(3), time.UTC)
		if _, err := json.Marshal(s); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	var list []told
	for i := range 40 {
		list = append(list, told{names[i%len(names)], float64(i), `{"kind":"value","touch_id":"t","score":5,"max":5}`})
	}
	es := events(list...)
	b.ReportAllocs()
	for b.Loop() {
		standing.Fold(es)
	}
}
