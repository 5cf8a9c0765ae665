package funnel_test

import (
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/funnel"
)

func TestAnAskCountsAfterAFortnightOrOnceItIsAnswered(t *testing.T) {
	today := goodturn.Date{Year: 2026, Month: time.November, Day: 28}
	day := func(ago, delivered, answered, yes, middle int) funnel.Cohort {
		return funnel.Cohort{Day: today.AddDays(-ago), Counts: map[funnel.Step]int{funnel.Delivered: delivered, funnel.Answered: answered, funnel.Intent: yes, funnel.Middle: middle}}
	}
	for name, c := range map[string]struct {
		asks        []funnel.Cohort
		yes, middle funnel.Rate
	}{
		"none":                             {nil, funnel.Rate{}, funnel.Rate{}},
		"thirteen days and no answer":      {[]funnel.Cohort{day(13, 5, 0, 0, 0)}, funnel.Rate{}, funnel.Rate{}},
		"the fourteenth day counts":        {[]funnel.Cohort{day(14, 5, 1, 1, 0)}, funnel.Rate{X: 1, N: 5}, funnel.Rate{N: 5}},
		"young ones count once answered":   {[]funnel.Cohort{day(2, 5, 2, 1, 1)}, funnel.Rate{X: 1, N: 2}, funnel.Rate{X: 1, N: 2}},
		"a middle answer is not a yes":     {[]funnel.Cohort{day(20, 4, 2, 0, 2)}, funnel.Rate{N: 4}, funnel.Rate{X: 2, N: 4}},
		"days add up":                      {[]funnel.Cohort{day(20, 4, 2, 1, 1), day(1, 3, 1, 1, 0)}, funnel.Rate{X: 2, N: 5}, funnel.Rate{X: 1, N: 5}},
		"a yes to one that never arrived ": {[]funnel.Cohort{day(20, 0, 1, 1, 0)}, funnel.Rate{}, funnel.Rate{}},
	} {
		if yes, middle := funnel.YesRate(c.asks, today); yes != c.yes || middle != c.middle {
			t.Errorf("%s: %v and %v, want %v and %v", name, yes, middle, c.yes, c.middle)
		}
	}
}
