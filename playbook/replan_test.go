package playbook

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

// stored gives planned touches the ids that the store would.
func stored(touches []goodturn.Touch) []goodturn.Touch {
	out := slices.Clone(touches)
	for i := range out {
		out[i].ID = goodturn.ID(out[i].Step)
	}
	return out
}

func steps(touches []goodturn.Touch) []string {
	var out []string
	for _, x := range touches {
		out = append(out, x.Step)
	}
	return out
}

func TestACorrectedDateMovesWhatHasNotLeftAndNothingElse(t *testing.T) {
	p := realEstate(t).Playbook
	in := input(day(t, "2026-01-05"), goodturn.SideBought)
	old := stored(p.Plan(in))
	old[0].State = goodturn.Sent // the check-in
	old[1].State = goodturn.Unknown
	old[2].Subject, old[2].Body, old[2].PS = "Mine", "My words", "And a P.S." // the home update
	in.Enrolment.Anchor = day(t, "2026-01-19")
	d := p.Replan(old, in)
	if len(d.Add) != 0 || len(d.Drop) != 0 || len(d.Stay) != 2 || len(d.Move) != len(old)-2 {
		t.Fatalf("adds %v, drops %v, moves %d, leaves %v", steps(d.Add), steps(d.Drop), len(d.Move), steps(d.Stay))
	}
	m := d.Move[0].After
	if m.ID != "home-update" || m.Body != "My words" || m.PS == "" || goodturn.DateOf(m.PlannedAt) != day(t, "2026-04-20") || m.Anchor != day(t, "2026-01-19") || !m.DueAt.Equal(m.PlannedAt) {
		t.Errorf("the update became %+v", m)
	}
}

func TestTheSamePlanAgainChangesNothing(t *testing.T) {
	p := realEstate(t).Playbook
	in := input(day(t, "2026-01-05"), goodturn.SideBought)
	old := stored(p.Plan(in))
	old[0].DueAt = old[0].DueAt.Add(48 * time.Hour) // a guard moved it
	old[0].State = goodturn.Planned
	var tally Tally
	tally.Count(p.Replan(old, in))
	if got := tally.String(); got != "changes nothing" || tally.Untouched != 1 {
		t.Errorf("%s", got)
	}
}

func TestATempoIsComparedInWords(t *testing.T) {
	p := realEstate(t).Playbook
	var careful, warm Tally
	for _, anchor := range []string{"2026-01-05", "2026-03-02", "2026-05-11"} {
		in := input(day(t, anchor), goodturn.SideBought)
		old := stored(p.Plan(in))
		in.Tempo = goodturn.Careful
		careful.Count(p.Replan(old, in))
		in.Tempo = goodturn.Warm
		warm.Count(p.Replan(old, in))
	}
	// Careful leaves out the ask at a year and a half with its reminder, and moves the first one with its reminder and both updates with the text.
	if got, want := careful.String(), "removes 6 asks, moves 6 asks and 9 messages"; got != want {
		t.Errorf("careful %s, want: %s", got, want)
	}
	if got, want := warm.String(), "moves 6 asks and 3 messages"; got != want {
		t.Errorf("warm %s, want: %s", got, want)
	}
}

func TestCountsAreSaidAsPeopleSayThem(t *testing.T) {
	for want, c := range map[string]Count{"": {}, "1 ask": {Asks: 1}, "9 messages and 1 call": {Messages: 9, Calls: 1}, "2 asks, 1 message and 3 calls": {2, 1, 3}} {
		if got := c.String(); got != want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestReplanNeverTouchesWhatLeftAndNeverMakesTwo(t *testing.T) {
	p := realEstate(t).Playbook
	rapid.Check(t, func(t *rapid.T) {
		in := input(goodturn.Date{Year: 2020, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 3000).Draw(t, "anchor")), rapid.SampledFrom(goodturn.Sides).Draw(t, "side"))
		in.Tempo = rapid.SampledFrom(tempoNames[:]).Draw(t, "tempo")
		old := stored(p.Plan(in))
		for i := range old {
			old[i].State = rapid.SampledFrom(goodturn.TouchStates).Draw(t, "state")
			old[i].Manual = rapid.IntRange(0, 9).Draw(t, "by hand") == 0
			old[i].Reasons = rapid.SampledFrom([][]goodturn.ReasonCode{nil, {goodturn.ReasonNotInPlan}, {goodturn.ReasonDeclined}, {goodturn.ReasonNotInPlan, goodturn.ReasonDied}}).Draw(t, "why")
		}
		in.Enrolment.Anchor = in.Enrolment.Anchor.AddDays(rapid.IntRange(-60, 60).Draw(t, "correction"))
		in.Enrolment.Side = rapid.SampledFrom(goodturn.Sides).Draw(t, "other side")
		in.Tempo = rapid.SampledFrom(tempoNames[:]).Draw(t, "other tempo")
		in.Enrolment.AsksMuted = rapid.Bool().Draw(t, "muted")
		d := p.Replan(old, in)
		type key struct {
			step       string
			occurrence int
		}
		after := map[key]int{}
		for _, x := range d.Stay {
			after[key{x.Step, x.Occurrence}]++
		}
		for _, m := range d.Move {
			if m.Before.State != goodturn.Planned || m.Before.Manual || m.After.ID != m.Before.ID || m.After.State != goodturn.Planned {
				t.Fatalf("moved %+v", m)
			}
			after[key{m.After.Step, m.After.Occurrence}]++
		}
		for _, x := range d.Drop {
			if x.State != goodturn.Planned || x.Manual {
				t.Fatalf("dropped %s, which is %s", x.Step, x.State)
			}
		}
		for _, x := range d.Back {
			i := slices.IndexFunc(old, func(o goodturn.Touch) bool { return o.ID == x.ID })
			if !Dropped(old[i]) || old[i].Manual || len(old[i].Reasons) != 1 || x.State != goodturn.Planned || len(x.Reasons) > 0 {
				t.Fatalf("%+v came back as %+v", old[i], x)
			}
			after[key{x.Step, x.Occurrence}]++
		}
		for _, x := range d.Add {
			after[key{x.Step, x.Occurrence}]++
		}
		for k, n := range after {
			if n > 1 {
				t.Fatalf("%v stands %d times", k, n)
			}
		}
		if n := len(d.Stay) + len(d.Move) + len(d.Drop) + len(d.Back); n != len(old) {
			t.Fatalf("%d touches became %d", len(old), n)
		}
	})
}

// Time passes, things are sent or decided, a guard moves a due date: planning again with nothing changed leaves every touch alone.
func TestPlanningAgainLaterWithNothingChangedChangesNothing(t *testing.T) {
	p := realEstate(t).Playbook
	rapid.Check(t, func(t *rapid.T) {
		in := input(goodturn.Date{Year: 2010, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 5000).Draw(t, "anchor")), rapid.SampledFrom(goodturn.Sides).Draw(t, "side"))
		in.Now = schedule.At(in.Enrolment.Anchor.AddDays(rapid.IntRange(0, 3000).Draw(t, "enrolled")), 13, 0, in.Zone)
		in.Enrolment.CreatedAt, in.ImportedAt = in.Now, in.Now
		in.Enrolment.Backfill = BackfillOf(in.Enrolment.Anchor, in.Now, in.Zone)
		first := in
		first.FirstContactAt = in.Now.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "pace")) * time.Hour)
		if in.Enrolment.Backfill != goodturn.BackfillHello {
			first.FirstContactAt = time.Time{} // the turn of a first contact is kept for hellos; others have days of their own
		}
		old := stored(p.Plan(first))
		for i := range old {
			if rapid.Bool().Draw(t, "gone") {
				old[i].State = goodturn.Sent
			}
		}
		in.Now = in.Now.Add(time.Duration(rapid.IntRange(0, 800).Draw(t, "later")) * goodturn.Day)
		d := p.Replan(old, in)
		for _, x := range d.Add {
			if x.Occurrence == 0 || !x.PlannedAt.After(old[0].PlannedAt) {
				t.Fatalf("adds %s %d on %s", x.Step, x.Occurrence, x.PlannedAt)
			}
		}
		if len(d.Move) > 0 || len(d.Drop) > 0 {
			t.Fatalf("moves %v, drops %v", d.Move, steps(d.Drop))
		}
	})
}

func TestWhatIsOverIsNotCaughtUpByAChangeOfMind(t *testing.T) {
	p := realEstate(t).Playbook
	in := input(day(t, "2026-01-05"), goodturn.SideBought)
	in.Tempo = goodturn.Careful
	old := stored(p.Plan(in))
	in.Tempo, in.Enrolment.CreatedAt = goodturn.Usual, schedule.At(in.Enrolment.Anchor, 12, 0, in.Zone)
	for _, c := range []struct{ now, update, ask string }{
		{"2026-03-02", "2026-04-06", "2026-04-08"}, // in time: the update and its ask come three months earlier
		{"2026-06-01", "2026-07-06", "2026-07-08"}, // the day-90 update would be over: both stay where they are
		{"2026-05-08", "2026-07-06", "2026-07-08"}, // the update would be over and its ask not quite: they stay together
	} {
		in.Now = schedule.At(day(t, c.now), 12, 0, in.Zone)
		d := p.Replan(old, in)
		at := map[string]goodturn.Date{}
		for _, x := range d.Stay {
			at[x.Step] = goodturn.DateOf(x.PlannedAt)
		}
		for _, m := range d.Move {
			at[m.After.Step] = goodturn.DateOf(m.After.PlannedAt)
		}
		if at["home-update"].String() != c.update || at["first-ask"].String() != c.ask {
			t.Errorf("decided on %s: the update on %s, the ask on %s", c.now, at["home-update"], at["first-ask"])
		}
	}
}

func TestWhatANewClosingDoesToAnOlderOne(t *testing.T) {
	older := goodturn.Enrolment{Playbook: "real-estate", AnchorKey: "c1", Anchor: day(t, "2024-05-01"), State: goodturn.EnrolmentActive}
	newer := goodturn.Enrolment{Playbook: "real-estate", AnchorKey: "c2", Anchor: day(t, "2026-05-01"), State: goodturn.EnrolmentActive}
	ended, same, other, twin := older, older, newer, older
	ended.State = goodturn.EnrolmentSuperseded
	other.Playbook = "professional"
	twin.AnchorKey = "c0"
	for _, c := range []struct {
		name            string
		existing, added goodturn.Enrolment
		owned           bool
		want            Succession
	}{
		{"the newer closing takes its place", older, newer, false, EndOlder},
		{"both homes are theirs: the older one goes on without asks", older, newer, true, MuteOlder},
		{"an older deal found late does not end the newer one", newer, older, false, NewIsOlder},
		{"the same closing again is no new one", older, same, false, KeepBoth},
		{"another playbook goes its own way", older, other, false, KeepBoth},
		{"what has ended stays ended", ended, newer, true, KeepBoth},
		{"two deals of one day are told apart by their keys", older, twin, false, NewIsOlder},
		{"whichever came in first", twin, older, false, EndOlder},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Supersedes(c.existing, c.added, c.owned); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTextsGoWhenItIsDayInEveryZoneThePersonMayBeIn(t *testing.T) {
	p := realEstate(t).Playbook
	in := input(day(t, "2026-01-05"), goodturn.SideBought)
	la, ny := zone(t, "America/Los_Angeles"), zone(t, "America/New_York")
	in.Prefers = goodturn.ChannelSMS
	in.Text = schedule.Opening{Zones: []*time.Location{in.Zone, la, ny}, Holidays: schedule.HolidaysIn("US"),
		Windows: schedule.Windows{{Days: schedule.MonToSat, From: schedule.Clock(9, 0), To: schedule.Clock(19, 0)}}}
	for _, x := range p.Plan(in) {
		if x.Channel != goodturn.ChannelSMS || x.Step == "area-text" {
			continue
		}
		for _, z := range []*time.Location{la, ny} {
			if h := x.PlannedAt.In(z).Hour(); h < 10 || h >= 18 {
				t.Errorf("%s goes at %s", x.Step, x.PlannedAt.In(z))
			}
		}
	}
}

func TestABlackoutDayIsPassedOver(t *testing.T) {
	in := input(day(t, "2026-01-05"), goodturn.SideBought)
	in.Email.Blackouts = []goodturn.Date{day(t, "2026-02-04")}
	if got := goodturn.DateOf(realEstate(t).Playbook.Plan(in)[0].PlannedAt); got != day(t, "2026-02-05") {
		t.Errorf("the check-in goes on %s", got)
	}
}

func TestAStepLeftOutAndTakenBackReturns(t *testing.T) {
	ships := realEstate(t).Playbook
	without, err := ships.With(goodturn.Usual, daysChanged("insurance", "off", "first-ask", "off", "nearby", "off"))
	if err != nil {
		t.Fatal(err)
	}
	in := input(day(t, "2026-01-05"), goodturn.SideBought)
	first := stored(ships.Plan(in))
	on := map[string]goodturn.Date{}
	for i := range first {
		on[first[i].Step] = goodturn.DateOf(first[i].PlannedAt)
		first[i].Body = "My words"
	}
	in.Enrolment.CreatedAt = schedule.At(in.Enrolment.Anchor, 12, 0, in.Zone)
	in.Now = in.Enrolment.CreatedAt
	for name, c := range map[string]struct {
		now, back string // the day on which it is taken back, and what returns
		change    func(old []goodturn.Touch, in *PlanInput)
	}{
		"at once":                             {now: "2026-01-06", back: "first-ask first-ask-reminder insurance nearby nearby-ask nearby-reminder"},
		"before the next ones":                {now: on["nearby-ask"].AddDays(-30).String(), back: "nearby nearby-ask nearby-reminder"},
		"an ask whose letter has passed":      {now: on["nearby-ask"].AddDays(14).String(), back: ""},
		"when all of them have passed":        {now: "2027-10-01", back: ""},
		"they said no to being asked":         {now: "2026-01-06", back: "insurance nearby", change: func(_ []goodturn.Touch, in *PlanInput) { in.Declined = true }},
		"one was cancelled for something new": {now: "2026-01-06", back: "insurance nearby nearby-ask nearby-reminder", change: func(old []goodturn.Touch, _ *PlanInput) { because(old, "first-ask", goodturn.ReasonDeclined) }},
		"one was cancelled for two things": {now: "2026-01-06", back: "first-ask first-ask-reminder nearby nearby-ask nearby-reminder", change: func(old []goodturn.Touch, _ *PlanInput) {
			because(old, "insurance", goodturn.ReasonNotInPlan, goodturn.ReasonDied)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			in, old := in, slices.Clone(first)
			for _, x := range without.Replan(old, in).Drop {
				because(old, x.Step, goodturn.ReasonNotInPlan)
			}
			in.Now = schedule.At(day(t, c.now), 12, 0, in.Zone)
			if c.change != nil {
				c.change(old, &in)
			}
			d := ships.Replan(old, in)
			got := steps(d.Back)
			slices.Sort(got)
			if strings.Join(got, " ") != c.back || slices.ContainsFunc(d.Add, func(x goodturn.Touch) bool { return x.Occurrence == 0 }) || len(d.Move)+len(d.Drop) > 0 {
				t.Errorf("%v came back, want %s; adds %v, moves %d", got, c.back, steps(d.Add), len(d.Move))
			}
			for _, x := range d.Back {
				if goodturn.DateOf(x.PlannedAt) != on[x.Step] || x.Body != "My words" || x.State != goodturn.Planned || x.Reasons != nil {
					t.Errorf("%+v", x)
				}
			}
			var tally Tally
			tally.Count(d)
			if n := tally.Add.Asks + tally.Add.Messages + tally.Add.Calls; n != len(d.Back)+len(d.Add) {
				t.Errorf("%d are counted of %d", n, len(d.Back)+len(d.Add))
			}
		})
	}
}

// because has a touch be cancelled for these reasons.
func because(old []goodturn.Touch, step string, why ...goodturn.ReasonCode) {
	for i := range old {
		if old[i].Step == step {
			old[i].State, old[i].Reasons = goodturn.Cancelled, why
		}
	}
}
