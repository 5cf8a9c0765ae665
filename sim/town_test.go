package sim_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/sampledata"
	"github.com/goodturn-app/goodturn/sim"
)

var today = goodturn.Date{Year: 2026, Month: 11, Day: 23}

func TestATownIsTheSameForTheSameSeed(t *testing.T) {
	city, err := sampledata.Around(today)
	if err != nil {
		t.Fatal(err)
	}
	a, err := sim.Town(7, city, sim.TownSize)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := sim.Town(7, city, sim.TownSize)
	c, _ := sim.Town(8, city, sim.TownSize)
	if !reflect.DeepEqual(a, b) {
		t.Error("one seed, two towns")
	}
	if reflect.DeepEqual(a, c) {
		t.Error("two seeds, one town")
	}
	seen := map[string]bool{}
	for _, r := range a {
		for _, m := range r.Emails {
			if seen[m] {
				t.Errorf("%s is there twice", m)
			}
			seen[m] = true
			if !strings.Contains(m, "@example.") {
				t.Errorf("%s could be somebody's address", m)
			}
		}
		for _, p := range r.Phones {
			if !strings.Contains(p.Number, "55501") {
				t.Errorf("%s could be somebody's number", p.Number)
			}
		}
		if d := today.Sub(r.Closings[0].Date); d < 1 || d > 380 {
			t.Errorf("a closing lies %d days back", d)
		}
	}
	if len(a) != sim.TownSize || len(seen) < sim.TownSize-2 {
		t.Errorf("%d people, %d addresses", len(a), len(seen))
	}
}

// The records cut some streets short: a letter about "515 East 85" would carry that.
func TestNobodyLivesInAStreetThatTheRecordsCutShort(t *testing.T) {
	city, err := sampledata.Around(today)
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(20) {
		town, err := sim.Town(seed, city, sim.TownSize)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range town {
			if s := r.Property.Street; s != "" && s[len(s)-1] >= '0' && s[len(s)-1] <= '9' {
				t.Errorf("seed %d: %s", seed, s)
			}
		}
	}
}
