package quotes_test

import (
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program/quotes"
)

// on is what may be said to who lives in the home on a day.
func on(f message.Figures, v goodturn.Voice, day goodturn.Date) message.About {
	return message.About{Home: goodturn.Home{Property: home}, Owner: goodturn.User{Voice: v}, Figures: f, Today: day}
}

// What stands in an owner's own words is found again however they wrote around it, and holds as long as it would have in the plan's.
func TestWhatWordsOfOnesOwnQuote(t *testing.T) {
	lives := goodturn.Home{ID: "h", ClosingID: "k", Property: home, Since: closed}
	var q quotes.Quotes
	f := q.About(known(true), deal(goodturn.SideBought), lives, today)
	note := goodturn.Voice{AreaNote: "The new school wing opens in May, and two homes near the park sold in a week.", AreaNoteAt: today.AddDays(-100), AreaNoteFor: "11215"}
	line, worth := f.Movement.Figure, f.Estimate
	if line.IsZero() || worth.IsZero() {
		t.Fatalf("nothing to quote: %+v", f)
	}
	own := today.AddDays(121)
	for name, tt := range map[string]struct {
		text  string
		what  string
		until goodturn.Date
	}{
		"the plan's clause":                   {"So: " + line.String() + ".", "the figure on local prices", line.Expires},
		"its amount alone":                    {"They sell at around $573,000 now.", "the figure on local prices", line.Expires},
		"its amount as one says it":           {"They sell at around $573k now.", "the figure on local prices", line.Expires},
		"its words without a number":          {strings.SplitN(line.Lead, " $", 2)[0] + " more than before.", "the figure on local prices", line.Expires},
		"an estimate that sits in two lines":  {"By the way\n" + strings.ToUpper(worth.Lead[:1]) + worth.Lead[1:] + ".", "the estimate of their home", worth.Expires},
		"marks that keep a sign from a list":  {`So: ` + strings.NewReplacer("$", `\$`, ".", `\.`).Replace(line.String()), "the figure on local prices", line.Expires},
		"the note on the area":                {"I hear that the new school wing opens in May. Nice, no?", "your note on the area", note.AreaNoteAt.AddDays(121)},
		"a figure of one's own":               {"I saw 11 percent in the paper.", "your own figures", own},
		"a field, which is filled in anew":    {"So: {{.market_line}}. And {{.home_line | upper_first}}.", "", goodturn.Date{}},
		"nothing of the market":               {"Hi Ana, how is the kitchen? Room 12 was 30 years old. We closed on November 18.", "", goodturn.Date{}},
		"a figure of one's own beside ours":   {"So: " + line.String() + ". I would have said $700,000.", "the figure on local prices, your own figures", line.Expires},
		"an estimate of no home but the word": {"Your home is probably due for a new filter.", "", goodturn.Date{}},
	} {
		t.Run(name, func(t *testing.T) {
			got := quotes.In(tt.text, nil, on(f, note, today))
			var what []string
			for _, g := range got {
				what = append(what, g.What)
			}
			if s := strings.Join(what, ", "); s != tt.what || goodturn.QuotesEnd(got) != tt.until {
				t.Errorf("%q until %s, want %q until %s", s, goodturn.QuotesEnd(got), tt.what, tt.until)
			}
			if gone := quotes.Gone(got, on(f, note, today)); gone != "" {
				t.Errorf("today already: %s", gone)
			}
			if len(got) == 0 {
				return
			}
			if gone := quotes.Gone(got, on(f, note, tt.until.AddDays(-1))); gone != "" {
				t.Errorf("on its last day: %s", gone)
			}
			if gone := quotes.Gone(got, on(f, note, tt.until)); !strings.Contains(gone, "ran out on "+tt.until.Long()) {
				t.Errorf("on the day after: %q", gone)
			}
		})
	}
}

// Saving words once more makes an old figure no younger; writing the figure of the day in its place does.
func TestAnOldFigureStaysOldUntilItIsReplaced(t *testing.T) {
	lives := goodturn.Home{ID: "h", ClosingID: "k", Property: home, Since: closed}
	var q quotes.Quotes
	then := q.About(known(true), deal(goodturn.SideBought), lives, today)
	later := today.AddDays(60)
	first := "So: " + then.Movement.Figure.String() + "."
	was := quotes.In(first, nil, on(then, goodturn.Voice{}, today))
	now := then
	now.Movement.Figure.Lead = "homes in Riverside sold at a median of $612,000, up about 5% from the 90 days before"
	now.Movement.Figure.Expires = later.AddDays(80)
	if again := quotes.In(first, was, on(now, goodturn.Voice{}, later)); goodturn.QuotesEnd(again) != then.Movement.Figure.Expires {
		t.Errorf("the old figure stands until %s: %+v", goodturn.QuotesEnd(again), again)
	}
	fresh := quotes.In("So: "+now.Movement.Figure.String()+".", was, on(now, goodturn.Voice{}, later))
	if goodturn.QuotesEnd(fresh) != now.Movement.Figure.Expires {
		t.Errorf("the figure of the day stands until %s: %+v", goodturn.QuotesEnd(fresh), fresh)
	}
	if left := quotes.In("Hi Ana, how is the kitchen?", was, on(now, goodturn.Voice{}, later)); len(left) != 0 {
		t.Errorf("taken out, it still holds the letter: %+v", left)
	}
}

// A rise that was written of does not go once prices have fallen; a letter that says itself that they fell does.
func TestAFallSinceIsAReasonToLookAgain(t *testing.T) {
	lives := goodturn.Home{ID: "h", ClosingID: "k", Property: home, Since: closed}
	var q quotes.Quotes
	up := q.About(known(true), deal(goodturn.SideBought), lives, today)
	down := q.About(known(false), deal(goodturn.SideBought), lives, today)
	rise := quotes.In("So: "+up.Movement.Figure.String()+".", nil, on(up, goodturn.Voice{}, today))
	if gone := quotes.Gone(rise, on(down, goodturn.Voice{}, today)); !strings.Contains(gone, "fallen since") || !strings.Contains(gone, down.Movement.Figure.Lead) {
		t.Errorf("%q", gone)
	}
	fall := quotes.In("So: "+down.Movement.Figure.String()+".", nil, on(down, goodturn.Voice{}, today))
	if gone := quotes.Gone(fall, on(down, goodturn.Voice{}, today)); gone != "" {
		t.Errorf("%q", gone)
	}
}
