package playbook

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := schedule.LoadZone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func input(anchor goodturn.Date, side goodturn.Side) PlanInput {
	z, err := schedule.LoadZone("America/Denver")
	if err != nil {
		panic(err)
	}
	us := schedule.Opening{Holidays: schedule.HolidaysIn("US")}
	return PlanInput{Enrolment: goodturn.Enrolment{ID: "e", ContactID: "ana", Anchor: anchor, Side: side}, Zone: z, Email: us, Text: us}
}

func day(t testing.TB, s string) goodturn.Date {
	t.Helper()
	d, err := goodturn.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func lines(touches []goodturn.Touch) string {
	var b strings.Builder
	for _, x := range touches {
		fmt.Fprintf(&b, "%s %s %s", goodturn.DateOf(x.DueAt), x.Kind, x.Step)
		if x.Occurrence > 0 {
			fmt.Fprintf(&b, " %d", x.Occurrence)
		}
		if x.Channel == goodturn.ChannelSMS {
			b.WriteString(" by text")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestTheFirstTwoYearsOfAClosingOnFridayTheFirstOfMay2026(t *testing.T) {
	p := realEstate(t).Playbook
	const want = `2026-06-01 value check-in
2026-06-08 review review
2026-07-30 value home-update
2026-07-31 ask first-ask
2026-08-11 reminder first-ask-reminder
2026-11-02 value area-update
2026-11-02 value area-text by text
2027-02-01 value tax
2027-04-01 value warm-up
2027-05-03 value anniversary
2027-05-03 call anniversary-call
2027-05-05 ask anniversary-ask
2027-05-17 reminder anniversary-reminder
2027-07-01 value season
2027-09-01 value insurance
2027-11-01 value nearby
2027-11-03 ask nearby-ask
2027-11-15 reminder nearby-reminder
2028-01-03 value rate-note
2028-02-01 value assessment
2028-05-01 value second-anniversary
2028-05-01 call second-anniversary-call
2028-05-03 ask second-anniversary-ask
2028-05-15 reminder second-anniversary-reminder
`
	got := p.Plan(input(day(t, "2026-05-01"), goodturn.SideBought))
	if s := sortedLines(got); s != sortedLinesOf(want) {
		t.Errorf("planned\n%s\nwant\n%s", s, sortedLinesOf(want))
	}
	first := got[0]
	if h := first.DueAt.In(zone(t, "America/Denver")).Hour(); h < 9 || h >= 17 {
		t.Errorf("the check-in goes at %v", first.DueAt)
	}
	if first.UntilAt.Format("2006-01-02 15:04 MST") != "2026-06-16 00:00 MDT" || first.Late != 7*goodturn.Day {
		t.Errorf("the check-in is over %v, %v late", first.UntilAt, first.Late)
	}
	if i := slices.IndexFunc(got, func(x goodturn.Touch) bool { return x.Step == "first-ask" }); got[i].NotBefore.Format(time.RFC3339) != "2026-07-30T00:00:00-06:00" {
		t.Errorf("the ask may go from %v", got[i].NotBefore)
	}
}

// Two touches of one day come in the order of their minutes, which a test need not know.
func sortedLines(touches []goodturn.Touch) string { return sortedLinesOf(lines(touches)) }

func sortedLinesOf(s string) string {
	l := strings.Split(strings.TrimSpace(s), "\n")
	slices.Sort(l)
	return strings.Join(l, "\n")
}

func TestAYearLaterInTheThirdYearTheMonthsCountFromTheLastAnniversary(t *testing.T) {
	p := realEstate(t).Playbook
	const want = `2028-08-01 value year-season 1
2028-11-01 value year-home 1
2029-02-01 value year-insurance 1
2029-05-01 value year-anniversary 1
2029-05-01 call year-call 1
2029-05-03 ask year-ask 1
2029-05-14 reminder year-reminder 1
`
	in := input(day(t, "2026-05-01"), goodturn.SideBought)
	if s := sortedLines(p.PlanYear(in, 1)); s != sortedLinesOf(want) {
		t.Errorf("planned\n%s\nwant\n%s", s, sortedLinesOf(want))
	}
	if p.PlanYear(in, 0) != nil {
		t.Error("there is no year zero")
	}
}

func TestHowPastClosingsBegin(t *testing.T) {
	p := realEstate(t).Playbook
	z := zone(t, "America/Denver")
	now := schedule.At(day(t, "2026-09-14"), 12, 0, z) // a Monday
	for _, c := range []struct {
		name, anchor string
		mode         goodturn.Backfill
		want         string // the first lines
	}{
		{"closed 20 days ago: every step", "2026-08-25", goodturn.BackfillNone, "2026-09-24 value check-in\n2026-10-01 review review\n2026-11-23 value home-update\n2026-11-25 ask first-ask"},
		{"closed 30 days ago: the check-in of today is still worth sending", "2026-08-15", goodturn.BackfillNone, "2026-09-14 value check-in\n2026-09-21 review review"},
		{"closed 35 days ago: no review before something useful", "2026-08-10", goodturn.BackfillAhead, "2026-11-09 value home-update\n2026-11-10 ask first-ask"},
		{"closed 89 days ago: the ask waits until 14 days after the import", "2026-06-17", goodturn.BackfillAhead, "2026-09-15 value home-update\n2026-09-28 ask first-ask"},
		{"closed 95 days ago: the update is past, and its ask with it", "2026-06-11", goodturn.BackfillAhead, "2026-12-11 value area-update\n2026-12-11 value area-text by text\n2027-03-11 value tax"},
		{"closed years ago: a hello, then what is at least a fortnight off", "2021-06-10", goodturn.BackfillHello, "2026-09-14 value hello\n2026-12-10 value year-home 4\n2027-03-10 value year-insurance 4"},
		{"closed years ago, the anniversary in ten days: that one is let go", "2021-09-24", goodturn.BackfillHello, "2026-09-14 value hello\n2026-12-24 value year-season 4"},
		{"closed years ago, the anniversary in three weeks: no ask so soon behind the hello", "2021-10-04", goodturn.BackfillHello, "2026-09-14 value hello\n2026-10-05 value year-anniversary 3\n2026-10-05 call year-call 3\n2026-10-15 ask year-ask 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := input(day(t, c.anchor), goodturn.SideBought)
			in.Now, in.ImportedAt = now, now
			in.Enrolment.Backfill = BackfillOf(in.Enrolment.Anchor, now, z)
			if in.Enrolment.Backfill != c.mode {
				t.Fatalf("begins as %q", in.Enrolment.Backfill)
			}
			got := p.Plan(in)
			n := strings.Count(c.want, "\n") + 1
			if s := sortedLines(got[:min(n, len(got))]); s != sortedLinesOf(c.want) {
				t.Errorf("planned\n%s\nwant\n%s", s, sortedLinesOf(c.want))
			}
		})
	}
}

func TestFirstContactsWaitForTheirTurn(t *testing.T) {
	p := realEstate(t).Playbook
	z := zone(t, "America/Denver")
	in := input(day(t, "2021-06-10"), goodturn.SideBought)
	in.Now = schedule.At(day(t, "2026-09-14"), 12, 0, z)
	in.FirstContactAt = schedule.At(day(t, "2026-10-06"), 9, 0, z)
	in.Enrolment.Backfill = goodturn.BackfillHello
	if got := p.Plan(in)[0]; got.Step != "hello" || goodturn.DateOf(got.DueAt) != day(t, "2026-10-06") {
		t.Errorf("first comes %s on %s", got.Step, got.DueAt)
	}
	in = input(day(t, "2026-08-17"), goodturn.SideBought)
	in.Now = schedule.At(day(t, "2026-09-14"), 12, 0, z)
	in.FirstContactAt = schedule.At(day(t, "2026-09-21"), 9, 0, z)
	got := p.Plan(in)[0]
	if got.Step != "check-in" || goodturn.DateOf(got.PlannedAt) != day(t, "2026-09-16") || goodturn.DateOf(got.DueAt) != day(t, "2026-09-21") || !got.LegalAt.Equal(got.DueAt) {
		t.Errorf("first comes %s, planned %s, due %s, legal %s", got.Step, got.PlannedAt, got.DueAt, got.LegalAt)
	}
}

func TestTheTempoMovesTheFirstAskAndTheUpdateBeforeIt(t *testing.T) {
	p := realEstate(t).Playbook
	for tempo, want := range map[goodturn.Tempo][2]string{
		goodturn.Careful: {"2026-07-06", "2026-07-08"}, goodturn.Usual: {"2026-04-06", "2026-04-08"}, goodturn.Warm: {"2026-03-09", "2026-03-11"}, "": {"2026-04-06", "2026-04-08"},
	} {
		in := input(day(t, "2026-01-05"), goodturn.SideBought)
		in.Tempo = tempo
		found := map[string]goodturn.Date{}
		asks := 0
		for _, x := range p.Plan(in) {
			found[x.Step] = goodturn.DateOf(x.PlannedAt)
			if x.Kind == goodturn.KindAsk {
				asks++
			}
		}
		if found["home-update"].String() != want[0] || found["first-ask"].String() != want[1] {
			t.Errorf("%s: the update on %s, the ask on %s", tempo, found["home-update"], found["first-ask"])
		}
		if wantAsks := map[goodturn.Tempo]int{goodturn.Careful: 3, goodturn.Usual: 4, goodturn.Warm: 4, "": 4}[tempo]; asks != wantAsks {
			t.Errorf("%s: %d asks in two years", tempo, asks)
		}
	}
}

func TestAnOlderHomeThatIsStillOwnedAsksNothing(t *testing.T) {
	in := input(day(t, "2026-01-05"), goodturn.SideBought)
	in.Enrolment.AsksMuted = true
	for _, x := range realEstate(t).Playbook.Plan(in) {
		if x.Kind == goodturn.KindAsk || x.Kind == goodturn.KindReminder {
			t.Errorf("plans %s", x.Step)
		}
	}
}

func TestACheckInGoesTheWayThePersonPrefers(t *testing.T) {
	in := input(day(t, "2026-01-05"), goodturn.SideBought)
	in.Prefers = goodturn.ChannelSMS
	for _, x := range realEstate(t).Playbook.Plan(in) {
		if (x.Channel == goodturn.ChannelSMS) != (x.Step == "check-in" || x.Step == "area-text") {
			t.Errorf("%s goes by %s", x.Step, x.Channel)
		}
	}
}

func TestAFollowerKeepsItsWaitBehindALateDelivery(t *testing.T) {
	p := realEstate(t).Playbook
	in := input(day(t, "2026-01-05"), goodturn.SideBought)
	plan := p.Plan(in)
	ask := plan[slices.IndexFunc(plan, func(x goodturn.Touch) bool { return x.Step == "first-ask" })]
	for _, c := range []struct{ delivered, from, to string }{
		{"2026-04-09T10:12:30-06:00", "2026-04-10T10:13:00-06:00", "2026-04-11T10:12:30-06:00"}, // Thursday: on Friday
		{"2026-04-10T10:12:30-06:00", "2026-04-13T00:00:00-06:00", "2026-04-14T00:00:00-06:00"}, // Friday: the weekend fills the wait; on Monday
		{"2026-04-14T16:59:00-06:00", "2026-04-15T16:59:00-06:00", "2026-04-16T16:59:00-06:00"},
	} {
		delivered, _ := time.Parse(time.RFC3339, c.delivered)
		from, _ := time.Parse(time.RFC3339, c.from)
		to, _ := time.Parse(time.RFC3339, c.to)
		at, ok := p.Following(ask, in, delivered)
		if !ok || at.Before(from) || at.After(to) {
			t.Errorf("delivered %s, the ask goes %s", c.delivered, at)
		}
	}
	if _, ok := p.Following(plan[0], in, plan[0].PlannedAt); ok {
		t.Error("a check-in follows nothing")
	}
}

func TestAStepStandsAloneIfNothingFollowsIt(t *testing.T) {
	p := realEstate(t).Playbook
	for name, alone := range map[string]bool{"check-in": true, "home-update": false, "first-ask": false, "anniversary": false, "hello-now": false, "no-such-step": false} {
		if p.Alone(name) != alone {
			t.Errorf("%s: alone is %v", name, !alone)
		}
	}
}

func TestNothingIsPlannedForNobody(t *testing.T) {
	p := realEstate(t).Playbook
	if p.Plan(PlanInput{}) != nil || (&Playbook{}).Plan(input(day(t, "2026-01-05"), "")) != nil {
		t.Error("planned something out of nothing")
	}
}

var zones = []string{"America/New_York", "America/Denver", "America/Los_Angeles", "Pacific/Honolulu", "America/St_Johns", "Australia/Lord_Howe", "Europe/Berlin", "Africa/Casablanca", "Pacific/Apia"}

func TestPlansKeepTheirPromises(t *testing.T) {
	p := realEstate(t).Playbook
	rapid.Check(t, func(t *rapid.T) {
		anchor := goodturn.Date{Year: 1990, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 71*365).Draw(t, "anchor"))
		in := input(anchor, rapid.SampledFrom(goodturn.Sides).Draw(t, "side"))
		z, err := schedule.LoadZone(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		in.Zone = z
		in.Enrolment.ContactID = goodturn.ID(rapid.StringN(1, 8, -1).Draw(t, "contact"))
		in.Tempo = rapid.SampledFrom(tempoNames[:]).Draw(t, "tempo")
		if rapid.Bool().Draw(t, "past") {
			in.Now = schedule.At(anchor.AddDays(rapid.IntRange(0, 4000).Draw(t, "days later")), rapid.IntRange(0, 23).Draw(t, "hour"), 0, z)
			in.ImportedAt = in.Now
			in.FirstContactAt = in.Now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "pace")) * goodturn.Day)
			in.Enrolment.Backfill = BackfillOf(anchor, in.Now, z)
		}
		promises(t, p, in, p.Plan(in))
		again := p.Plan(in)
		if fmt.Sprint(again) != fmt.Sprint(p.Plan(in)) {
			t.Fatal("the same input gives two plans")
		}
	})
}

func promises(t *rapid.T, p *Playbook, in PlanInput, plan []goodturn.Touch) {
	type key struct {
		step       string
		occurrence int
	}
	seen := map[key]bool{}
	byStep := map[key]goodturn.Touch{}
	var lastAsk, lastValue time.Time
	var reviews []goodturn.Touch
	for i, x := range plan {
		k := key{x.Step, x.Occurrence}
		if seen[k] {
			t.Fatalf("%s %d stands twice", x.Step, x.Occurrence)
		}
		seen[k], byStep[k] = true, x
		if i > 0 && x.DueAt.Before(plan[i-1].DueAt) {
			t.Fatalf("%s stands after %s", x.Step, plan[i-1].Step)
		}
		if x.DueAt.Before(x.PlannedAt) || !x.DueAt.Before(x.UntilAt) {
			t.Fatalf("%s is planned %s, due %s, over %s", x.Step, x.PlannedAt, x.DueAt, x.UntilAt)
		}
		if x.DueAt.Before(in.Now) || x.DueAt.Before(in.FirstContactAt) && x.Kind != goodturn.KindCall {
			t.Fatalf("%s is due %s, before it may begin", x.Step, x.DueAt)
		}
		d, minute := schedule.Local(x.DueAt, in.Zone)
		if wd := d.Weekday(); wd == time.Saturday || wd == time.Sunday || minute < 9*60 || minute >= 18*60 || in.Email.Holidays.Name(d) != "" {
			t.Fatalf("%s goes on %s %s at minute %d", x.Step, d, wd, minute)
		}
		if x.State != goodturn.Planned || x.Zone != in.Zone.String() || x.Anchor != in.Enrolment.Anchor {
			t.Fatalf("%s is %+v", x.Step, x)
		}
		switch x.Kind {
		case goodturn.KindValue:
			lastValue = x.DueAt
		case goodturn.KindReview:
			reviews = append(reviews, x)
			if d.Sub(in.Enrolment.Anchor) > 60 {
				t.Fatalf("a review is asked for %d days after the closing", d.Sub(in.Enrolment.Anchor))
			}
		case goodturn.KindAsk:
			floor := p.FirstAsk(in.Tempo).From(in.Enrolment.Anchor)
			if d.Before(floor) || d.Sub(in.Enrolment.Anchor) < 7 {
				t.Fatalf("%s goes on %s, the closing was %s", x.Step, d, in.Enrolment.Anchor)
			}
			if !lastAsk.IsZero() && x.DueAt.Sub(lastAsk) < goodturn.HardAskEvery {
				t.Fatalf("%s comes %s after the ask before it", x.Step, x.DueAt.Sub(lastAsk))
			}
			lastAsk = x.DueAt
			gap := x.DueAt.Sub(lastValue)
			if lastValue.IsZero() || gap < goodturn.Day || gap > 14*goodturn.Day {
				t.Fatalf("%s follows the last value after %s", x.Step, gap)
			}
			if in.Now.IsZero() && gap > 48*time.Hour {
				t.Fatalf("%s follows its value after %s", x.Step, gap)
			}
			if !in.ImportedAt.IsZero() && x.DueAt.Sub(in.ImportedAt) < goodturn.ImportCoolOff {
				t.Fatalf("%s goes %s after the import", x.Step, x.DueAt.Sub(in.ImportedAt))
			}
			for _, r := range reviews {
				if x.DueAt.Sub(r.DueAt) < 7*goodturn.Day {
					t.Fatalf("%s comes within a week of the review request", x.Step)
				}
			}
		}
	}
	if in.Enrolment.Backfill != goodturn.BackfillNone && len(plan) > 0 {
		if i := slices.IndexFunc(plan, func(x goodturn.Touch) bool { return x.Kind != goodturn.KindCall }); i >= 0 && plan[i].Kind != goodturn.KindValue {
			t.Fatalf("an old client first hears %s", plan[i].Step)
		}
	}
	for k, x := range byStep {
		l := p.lines[p.index(x.Step)]
		if l.follows < 0 {
			continue
		}
		lead, ok := byStep[key{l.Follows, k.occurrence}]
		if !ok {
			t.Fatalf("%s follows %s, which is not planned", x.Step, l.Follows)
		}
		if l.Companion && goodturn.DateOf(lead.DueAt.In(in.Zone)) != goodturn.DateOf(x.DueAt.In(in.Zone)) {
			t.Fatalf("%s goes on another day than %s", x.Step, l.Follows)
		}
		if x.Kind == goodturn.KindReminder {
			if gap := x.DueAt.Sub(lead.DueAt); gap < 7*goodturn.Day || gap > 14*goodturn.Day {
				t.Fatalf("%s comes %s after the ask", x.Step, gap)
			}
		}
	}
}

func BenchmarkPlan(b *testing.B) {
	pack := realEstate(b)
	in := input(goodturn.Date{Year: 2026, Month: 3, Day: 14}, goodturn.SideBought)
	ids := make([]goodturn.ID, 1000)
	for i := range ids {
		ids[i] = goodturn.ID(fmt.Sprintf("0198a1b2-%04d-7000-8000-000000000000", i))
	}
	b.ReportAllocs()
	touches := 0
	for i := 0; b.Loop(); i++ {
		in.Enrolment.ContactID = ids[i%1000]
		in.Enrolment.Anchor = goodturn.Date{Year: 2026, Month: 1, Day: 1}.AddDays(i % 365)
		touches += len(pack.Playbook.Plan(in))
	}
	b.ReportMetric(float64(b.N)*2*60/b.Elapsed().Seconds(), "contact-years/min")
	b.ReportMetric(float64(touches)/float64(b.N), "touches/op")
}
