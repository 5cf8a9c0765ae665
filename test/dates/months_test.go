package dates_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/test/postgres"
)

// anchors is every closing date that the arithmetic is held to.
func anchors() []goodturn.Date {
	var all []goodturn.Date
	for d := (goodturn.Date{Year: 1990, Month: time.January, Day: 1}); d.Year <= 2060; d = d.AddDays(1) {
		all = append(all, d)
	}
	return all
}

// epoch is the number of days since 1970, which is how the answers travel.
func epoch(d goodturn.Date) int32 {
	return int32(d.Sub(goodturn.Date{Year: 1970, Month: time.January, Day: 1}))
}

func TestEveryAnchorAgreesWithPostgresInterval(t *testing.T) {
	ctx := context.Background()
	db, err := pgx.Connect(ctx, postgres.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(ctx)
	var distances []schedule.Distance
	for n := 1; n <= 24; n++ {
		distances = append(distances, schedule.Months(n))
	}
	for n := 1; n <= 10; n++ {
		distances = append(distances, schedule.Years(n))
	}
	all := anchors()
	compared, wrong, byAddDate, byChaining := 0, 0, 0, 0
	for _, distance := range distances {
		var want []int32
		err := db.QueryRow(ctx, `
			SELECT array_agg((day + $1::text::interval)::date - date '1970-01-01' ORDER BY day)
			FROM generate_series(timestamp '1990-01-01', timestamp '2060-12-31', interval '1 day') AS day`, distance.String()).Scan(&want)
		if err != nil {
			t.Fatal(err)
		}
		if len(want) != len(all) {
			t.Fatalf("%d anchors here, %d there", len(all), len(want))
		}
		months := distance.N
		if distance.Unit == schedule.Year {
			months *= 12
		}
		for i, anchor := range all {
			compared++
			if got := distance.From(anchor); epoch(got) != want[i] {
				if wrong++; wrong <= 10 {
					t.Errorf("%s + %s is %s here, day %d since 1970 in PostgreSQL", anchor, distance, got, want[i])
				}
			}
			naive := time.Date(anchor.Year, anchor.Month, anchor.Day, 0, 0, 0, 0, time.UTC).AddDate(0, months, 0)
			if epoch(goodturn.DateOf(naive)) != want[i] {
				byAddDate++
			}
			// A fixed day late in the month is where chaining loses days; checking those keeps the test quick.
			if anchor.Day >= 28 {
				chained := anchor
				for range months {
					chained = chained.AddMonths(1)
				}
				if epoch(chained) != want[i] {
					byChaining++
				}
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d disagree", wrong, compared)
	}
	// The comparison must be one that the two usual mistakes fail.
	if byAddDate == 0 {
		t.Error("time.AddDate agrees with PostgreSQL everywhere: the comparison would not notice it")
	}
	if byChaining == 0 {
		t.Error("adding one month after another agrees everywhere: the comparison would not notice it")
	}
	t.Logf("%d dates; AddDate would be wrong on %d, chaining on %d", compared, byAddDate, byChaining)
}
