package reward

import "time"

// Grant is what an earlier introduction earned the same person, and was not taken back.
type Grant struct {
	At       time.Time
	Minor    int64
	Currency string
}

// Amount is what an introduction earns at an instant under the promise that it came by, given what the person earned before and after.
// It never lets 12 months hold more than the promise's cap, in whatever order introductions are told. What was earned in another currency
// counts for the tier and not towards the cap: two currencies are never added. Zero with capped means that the
// cap is used up.
func (p Promise) Amount(others []Grant, at time.Time) (minor int64, capped bool) {
	n, near := 1, int64(0)
	for _, g := range others {
		if g.At.UTC().Year() == at.UTC().Year() {
			n++
		}
		if g.Currency == p.Currency && g.At.After(at.AddDate(-1, 0, 0)) && g.At.Before(at.AddDate(1, 0, 0)) {
			near += g.Minor
		}
	}
	want := eachOf(p.EachMinor, p.Tiers, n)
	left := max(0, p.YearMinor-near)
	return min(want, left), want > left
}

// OwedAt is when something that came to be held at an instant is owed.
func (p Promise) OwedAt(held time.Time) time.Time {
	return held.Add(time.Duration(p.HoldDays) * 24 * time.Hour)
}
