package playbook

import (
	"errors"
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

func daysChanged(pairs ...string) goodturn.Timing {
	t := goodturn.Timing{Steps: map[string]goodturn.StepTiming{}}
	for i := 0; i < len(pairs); i += 2 {
		switch {
		case pairs[i] == "first ask":
			t.FirstAsk = pairs[i+1]
		case pairs[i+1] == "off":
			t.Steps[pairs[i]] = goodturn.StepTiming{Off: true}
		default:
			t.Steps[pairs[i]] = goodturn.StepTiming{After: pairs[i+1]}
		}
	}
	return t
}

func plannedOn(p *Playbook, tempo goodturn.Tempo) map[string]int {
	anchor := goodturn.Date{Year: 2026, Month: time.January, Day: 5}
	out := map[string]int{}
	in := input(anchor, goodturn.SideBought)
	in.Tempo = tempo
	for _, t := range p.Plan(in) {
		out[t.Step] = goodturn.DateOf(t.PlannedAt).Sub(anchor)
	}
	return out
}

func TestAStepComesOnTheDayThatTheOwnerChose(t *testing.T) {
	ships := realEstate(t).Playbook
	before := plannedOn(ships, goodturn.Usual)
	p, err := ships.With(goodturn.Usual, daysChanged("home-update", "day 120", "tax", "8 months", "insurance", "off", "nearby", "off"))
	if err != nil {
		t.Fatal(err)
	}
	on := plannedOn(p, goodturn.Usual)
	if d := on["home-update"]; d < 120 || d > 124 {
		t.Errorf("home-update on day %d", d)
	}
	if a, b := on["first-ask"], on["home-update"]; a <= b || a > b+4 {
		t.Errorf("the ask on day %d does not follow the update on day %d", a, b)
	}
	if d := on["tax"]; d < 242 || d > 246 {
		t.Errorf("tax on day %d", d)
	}
	for _, gone := range []string{"insurance", "nearby", "nearby-ask", "nearby-reminder"} {
		if d, there := on[gone]; there {
			t.Errorf("%s still comes, on day %d", gone, d)
		}
	}
	if on["check-in"] != before["check-in"] || on["anniversary"] != before["anniversary"] {
		t.Error("what nobody changed has moved")
	}
	for _, tempo := range []goodturn.Tempo{goodturn.Careful, goodturn.Warm} {
		if got, want := fmt.Sprint(plannedOn(p, tempo)), fmt.Sprint(plannedOn(ships, tempo)); got != want {
			t.Errorf("the tempo %s has changed as well", tempo)
		}
	}
	if fmt.Sprint(plannedOn(ships, goodturn.Usual)) != fmt.Sprint(before) {
		t.Error("the plan that ships was changed")
	}
}

func TestAnotherFirstAskTakesItsMessageAlong(t *testing.T) {
	ships := realEstate(t).Playbook
	change, err := ships.FirstAskAfter(goodturn.Usual, "180 days")
	if err != nil {
		t.Fatal(err)
	}
	p, err := ships.With(goodturn.Usual, change)
	if err != nil {
		t.Fatal(err)
	}
	on := plannedOn(p, goodturn.Usual)
	if on["home-update"] < 180 || on["first-ask"] < 181 || on["first-ask"] > 190 {
		t.Errorf("%v", on)
	}
}

func TestImpossibleDaysAreRefusedWithWhatToChooseInstead(t *testing.T) {
	ships := realEstate(t).Playbook
	for name, c := range map[string]struct {
		change            goodturn.Timing
		field, says, hint string
	}{
		"an ask within seven days":           {daysChanged("first ask", "day 6"), "first_ask", "within 7 days", "day 7 or later"},
		"an ask before the first one":        {daysChanged("home-update", "day 60"), "home-update", "nobody is asked before 90 days", "90 days or later"},
		"two asks within ninety days":        {daysChanged("first ask", "day 300", "home-update", "day 300"), "home-update", "days apart", "on day 2"},
		"words on a day that makes them lie": {daysChanged("check-in", "day 90"), "check-in", "would not be true", "from 21 days to 45 days"},
		"an anniversary on another day":      {daysChanged("anniversary", "11 months"), "anniversary", "speak of that day", "left out"},
		"a review of an old closing":         {daysChanged("review", "day 61"), "review", "would not be true", "56 days"},
		"more than two years":                {daysChanged("insurance", "30 months"), "insurance", "cannot come 30 months", "24 months"},
		"before the closing":                 {daysChanged("tax", "-3 days"), "tax", "before the closing", "day 30"},
		"hours":                              {daysChanged("tax", "48 h"), "tax", "without an hour", "4 months"},
		"no day at all":                      {daysChanged("tax", "soon"), "tax", "no day", "day 120"},
		"a step that follows":                {daysChanged("first-ask", "day 120"), "first-ask", "behind another message", "comes along"},
		"a step that is not there":           {daysChanged("birthday", "day 120"), "birthday", "no step", "lists"},
		"thanks":                             {daysChanged("thanks-name", "day 3"), "thanks-name", "no day of its own", "another"},
		"a yearly step after its year":       {daysChanged("year-season", "13 months"), "year-season", "every year", "12 months"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ships.With(goodturn.Usual, c.change)
			var e *goodturn.Error
			if !errors.As(err, &e) || e.Code != goodturn.CodeInvalid {
				t.Fatalf("%v", err)
			}
			if e.Field != c.field || !strings.Contains(e.Message, c.says) || !strings.Contains(e.Hint, c.hint) {
				t.Errorf("%s: %s %s", e.Field, e.Message, e.Hint)
			}
		})
	}
}

// Whatever is chosen, either it is refused or the plan keeps every floor.
func TestNoChoiceOfDaysBreaksAFloor(t *testing.T) {
	ships := realEstate(t).Playbook
	r := rand.New(rand.NewSource(7))
	taken := 0
	for range 2000 {
		tempo := tempoNames[r.Intn(tempos)]
		c := goodturn.Timing{Steps: map[string]goodturn.StepTiming{}}
		if r.Intn(2) == 0 {
			c.FirstAsk = fmt.Sprintf("day %d", r.Intn(300))
		}
		for _, s := range ships.Days(tempo, goodturn.SideBought) {
			switch {
			case s.Fixed || r.Intn(6) > 0:
				if r.Intn(12) == 0 {
					c.Steps[s.Step.Name] = goodturn.StepTiming{Off: true}
				}
			default:
				c.Steps[s.Step.Name] = goodturn.StepTiming{After: fmt.Sprintf("day %d", leastDays(s.Between[0])+r.Intn(1+mostDays(s.Between[1])-leastDays(s.Between[0])))}
			}
		}
		p, err := ships.With(tempo, c)
		if err != nil {
			continue
		}
		taken++
		anchor := goodturn.Date{Year: 2024 + r.Intn(3), Month: time.Month(1 + r.Intn(12)), Day: 1 + r.Intn(28)}
		in := input(anchor, goodturn.SideBought)
		in.Tempo = tempo
		last := goodturn.Date{}
		for _, x := range p.Plan(in) {
			if x.Kind != goodturn.KindAsk {
				continue
			}
			day := goodturn.DateOf(x.PlannedAt)
			if n := day.Sub(anchor); n < goodturn.HardAskFloorDays {
				t.Fatalf("%+v asks on day %d", c, n)
			}
			if !last.IsZero() && day.Sub(last) < 84 { // 88 in the plan, and a weekend on either side
				t.Fatalf("%+v asks on %s and %s", c, last, day)
			}
			last = day
		}
	}
	if taken < 100 {
		t.Fatalf("only %d choices were possible", taken)
	}
}

func TestAsksThatTheOwnersDistanceWouldNeverLetThroughAreNotPlanned(t *testing.T) {
	p := realEstate(t).Playbook
	in := input(goodturn.Date{Year: 2026, Month: time.January, Day: 5}, goodturn.SideBought)
	in.AskEvery = 270 * goodturn.Day
	var asks []string
	for _, x := range p.Plan(in) {
		if x.Kind == goodturn.KindAsk || x.Kind == goodturn.KindReminder {
			asks = append(asks, x.Step)
		}
	}
	if got := strings.Join(asks, " "); got != "first-ask first-ask-reminder anniversary-ask anniversary-reminder second-anniversary-ask second-anniversary-reminder" {
		t.Error(got)
	}
}

func TestAPlanSaysHowFarItsWordsCanBeMoved(t *testing.T) {
	for _, d := range realEstate(t).Playbook.Days(goodturn.Usual, goodturn.SideBought) {
		if d.Follows == "" && (d.Between[1] == schedule.Distance{} || leastDays(d.After) < leastDays(d.Between[0]) || mostDays(d.After) > mostDays(d.Between[1])) {
			t.Errorf("%s: %s is not between %s and %s", d.Step.Name, d.After, d.Between[0], d.Between[1])
		}
	}
}
