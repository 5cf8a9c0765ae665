package decide_test

import (
	"fmt"
	"math/rand"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
)

// with gives the scene a second touch of a kind, for the same person.
func (s *scene) with(id goodturn.ID, kind goodturn.Kind, held goodturn.WhenHeld) decide.Due {
	other := clear(kind).due
	other.Touch.ID, other.Step.WhenHeld, other.Step.Title = id, held, string(id)
	return other
}

func TestOneMessageADay(t *testing.T) {
	tests := []struct {
		name    string
		held    goodturn.WhenHeld
		code    goodturn.ReasonCode
		verdict goodturn.Verdict
		next    time.Time
	}{
		{"the other one slides to a good hour of the next day", "", goodturn.ReasonBetterToday, goodturn.Wait, time.Date(2026, 11, 18, 18, 25, 0, 0, time.UTC)},
		{"or is dropped, and says so", goodturn.Drop, goodturn.ReasonDropped, goodturn.Skip, time.Time{}},
		{"or its thought goes along, and says so", goodturn.Merge, goodturn.ReasonMerged, goodturn.Skip, time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := clear(ask)
			ds := decide.Day(now, s.settings, s.facts, []decide.Due{s.with("market update", value, tt.held), s.due})
			if ds[1].Verdict != goodturn.Send {
				t.Fatalf("the ask: %s because %v", ds[1].Verdict, ds[1].Reasons)
			}
			r, ok := reason(ds[0], tt.code)
			if !ok || ds[0].Verdict != tt.verdict || r.Evidence != "A first request" || !ds[0].Next.Equal(tt.next) {
				t.Errorf("the other: %s until %v because %v", ds[0].Verdict, ds[0].Next, ds[0].Reasons)
			}
		})
	}
}

func TestWhoGetsTheDay(t *testing.T) {
	tests := []struct {
		name   string
		change func(first, second *decide.Due)
		winner int
		kinds  [2]goodturn.Kind
	}{
		{"the more important", func(a, b *decide.Due) { b.Step.Importance = 5 }, 1, [2]goodturn.Kind{value, value}},
		{"the fresher moment", func(a, b *decide.Due) {
			a.Peak, b.Peak = decide.Peak{At: ago(40 * time.Hour)}, decide.Peak{At: ago(time.Hour)}
		}, 1, [2]goodturn.Kind{thanks, thanks}},
		{"the one that cannot wait", func(a, b *decide.Due) { b.Touch.UntilAt = in(20 * time.Hour) }, 1, [2]goodturn.Kind{value, value}},
		{"an ask that has been kept waiting for a day, before thanks", func(a, b *decide.Due) { b.Touch.PlannedAt, b.Touch.LegalAt = ago(2*day), ago(25*time.Hour) }, 1, [2]goodturn.Kind{thanks, ask}},
		{"the value that such an ask follows", func(a, b *decide.Due) { b.Touch.LegalAt, b.AskFollows = ago(25*time.Hour), true }, 1, [2]goodturn.Kind{thanks, value}},
		{"else the smaller id, so that chance decides nothing", func(a, b *decide.Due) {}, 0, [2]goodturn.Kind{value, value}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := clear(ask)
			due := []decide.Due{s.with("a", tt.kinds[0], ""), s.with("b", tt.kinds[1], "")}
			tt.change(&due[0], &due[1])
			for i, d := range decide.Day(now, s.settings, s.facts, due) {
				if goes := d.Verdict == goodturn.Send; goes != (i == tt.winner) {
					t.Errorf("%s: %s because %v", d.TouchID, d.Verdict, d.Reasons)
				}
			}
		})
	}
}

// couple is two people of one household, each with a touch of the kind due.
func couple(kind goodturn.Kind, sharedMailbox bool) (*scene, []decide.Due) {
	s := clear(kind)
	ben := s.facts.People[0]
	ben.Contact.ID = "ben"
	s.facts.People = append(s.facts.People, ben)
	s.facts.Household = goodturn.Household{ID: "h", SharedMailbox: sharedMailbox}
	for i := range s.facts.People { // each has an owner of their own, so that the pace of one mailbox plays no part
		s.facts.People[i].Owner.SentToday = 0
	}
	second := s.due
	second.Touch.ID, second.Touch.ContactID, second.Touch.OwnerID = "t2", "ben", "olga"
	return s, []decide.Due{s.due, second}
}

func TestAHouseholdIsAskedOnce(t *testing.T) {
	s, due := couple(ask, false)
	ds := decide.Day(now, s.settings, s.facts, due)
	if ds[0].Verdict != goodturn.Send {
		t.Errorf("the first: %s because %v", ds[0].Verdict, ds[0].Reasons)
	}
	if r, ok := reason(ds[1], goodturn.ReasonAskedRecently); !ok || !r.Until.Equal(in(90*day)) || ds[1].Verdict != goodturn.Expire {
		t.Errorf("the second: %s because %v; in 90 days it is of no use any more", ds[1].Verdict, ds[1].Reasons)
	}
}

func TestTwoPeopleMayHearOnOneDayButNotInOneMailbox(t *testing.T) {
	s, due := couple(value, false)
	for _, d := range decide.Day(now, s.settings, s.facts, due) {
		if d.Verdict != goodturn.Send {
			t.Errorf("own mailboxes: %s because %v", d.Verdict, d.Reasons)
		}
	}
	s, due = couple(value, true)
	ds := decide.Day(now, s.settings, s.facts, due)
	if _, ok := reason(ds[1], goodturn.ReasonBetterToday); !ok || ds[0].Verdict != goodturn.Send {
		t.Errorf("one mailbox: %s and %s because %v", ds[0].Verdict, ds[1].Verdict, ds[1].Reasons)
	}
}

func TestTwoMessagesOfOneOwnerDoNotLeaveTogether(t *testing.T) {
	s, due := couple(value, false)
	due[1].Touch.OwnerID = due[0].Touch.OwnerID
	ds := decide.Day(now, s.settings, s.facts, due)
	if r, ok := reason(ds[1], goodturn.ReasonOneAtATime); !ok || r.Until.Sub(now) < time.Minute {
		t.Errorf("%s because %v", ds[1].Verdict, ds[1].Reasons)
	}
}

func TestACompanionAndACallTakeNoSlot(t *testing.T) {
	s := clear(value)
	s.textable()
	companion := s.with("companion", value, "")
	companion.Step.Companion, companion.Touch.Channel = true, goodturn.ChannelSMS
	for _, d := range decide.Day(now, s.settings, s.facts, []decide.Due{s.due, companion, s.with("call", call, "")}) {
		if len(d.Reasons) > 0 {
			t.Errorf("%s: %s because %v", d.TouchID, d.Verdict, d.Reasons)
		}
	}
}

func TestWhatIsNotDueTakesNoSlot(t *testing.T) {
	s := clear(value)
	later := s.with("later", ask, "")
	later.Touch.DueAt = in(time.Hour)
	if d := decide.Day(now, s.settings, s.facts, []decide.Due{later, s.due})[1]; d.Verdict != goodturn.Send {
		t.Errorf("%s because %v", d.Verdict, d.Reasons)
	}
}

func TestTheOrderOfDueChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, due := couple(ask, rapid.Bool().Draw(t, "shared mailbox"))
		for i := range rapid.IntRange(0, 6).Draw(t, "more") {
			d := s.with(goodturn.ID(fmt.Sprint("x", i)), rapid.SampledFrom(kinds).Draw(t, "kind"), rapid.SampledFrom([]goodturn.WhenHeld{"", goodturn.Drop, goodturn.Merge}).Draw(t, "held"))
			d.Touch.ContactID = rapid.SampledFrom([]goodturn.ID{"ana", "ben"}).Draw(t, "who")
			d.Touch.OwnerID = rapid.SampledFrom([]goodturn.ID{"dana", "olga"}).Draw(t, "owner")
			d.Step.Importance = rapid.IntRange(0, 5).Draw(t, "importance")
			d.Touch.LegalAt = ago(time.Duration(rapid.IntRange(0, 60).Draw(t, "hours")) * time.Hour)
			due = append(due, d)
		}
		want := map[goodturn.ID]goodturn.Decision{}
		sent := map[goodturn.ID]int{}
		asks := 0
		for i, d := range decide.Day(now, s.settings, s.facts, due) {
			want[d.TouchID] = d
			if d.Verdict == goodturn.Send {
				sent[due[i].Touch.ContactID]++
				if due[i].Touch.Kind == ask {
					asks++
				}
			}
		}
		if asks > 1 || sent["ana"] > 1 || sent["ben"] > 1 || s.facts.Household.SharedMailbox && sent["ana"]+sent["ben"] > 1 {
			t.Fatalf("%d asks, %v messages on one day", asks, sent)
		}
		if len(sent) == 0 && len(due) > 0 && anyMessage(due, want) {
			t.Fatal("everything gave way and nothing went")
		}
		rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed"))).Shuffle(len(due), func(i, j int) { due[i], due[j] = due[j], due[i] })
		for i, d := range decide.Day(now, s.settings, s.facts, due) {
			if d.TouchID != due[i].Touch.ID {
				t.Fatal("decisions are not in the order of due")
			}
			if !reflect.DeepEqual(d, want[d.TouchID]) {
				t.Fatalf("%s:\n%+v\n%+v", d.TouchID, d, want[d.TouchID])
			}
		}
	})
}

// anyMessage reports whether something waits for a better touch although none goes.
func anyMessage(due []decide.Due, ds map[goodturn.ID]goodturn.Decision) bool {
	for _, d := range ds {
		if _, ok := reason(d, goodturn.ReasonBetterToday); ok {
			return true
		}
	}
	return false
}
