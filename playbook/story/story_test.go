package story

import (
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
)

func TestAStoryLineIsReadOrItsMistakeIsNamed(t *testing.T) {
	for _, c := range []struct{ name, line, want string }{
		{"a closing", `2026-01-05 closing ana side=bought street="12 Oak Street"`, ""},
		{"an answer two hours later", `+92d 2h ana taps not-now`, ""},
		{"a time of day", `+92d 16:30 ana replies "my sister is looking"`, ""},
		{"one day of several", `+1d..+5d sends email hello to ana`, ""},
		{"why until", `+120d why ana first-ask -> wait until 2026-07-07: snoozed`, ""},
		{"no day", `closing ana`, `story.txtar:3: "closing" is not a day. Begin a line with 2026-01-05, +92d, +6m or +1y.`},
		{"a day that does not exist", `2026-02-30 silent ana`, `story.txtar:3: "2026-02-30" is not a day. Begin a line with 2026-01-05, +92d, +6m or +1y.`},
		{"an unknown verb", `+1d ana dances`, `story.txtar:3: "ana dances" is nothing that happens in a story. Use one of the verbs listed in playbook/story/story.go.`},
		{"a verb in the wrong shape", `+1d sends first-ask to ana`, `story.txtar:3: This line cannot be read. Write it as: sends CHANNEL STEP to NAME.`},
		{"an unknown option", `+1d closing bo sid=sold`, `story.txtar:3: closing takes no sid=. Did you mean "side"?`},
		{"a reply without words", `+1d ana replies`, `story.txtar:3: replies says nothing. Put the words in quotes, or the reason's code after a colon.`},
		{"an open quotation", `+1d ana replies "hello`, `story.txtar:3: A quotation mark is never closed. Close it on the same line.`},
		{"back in time", `2025-12-31 silent ana`, `story.txtar:3: 2025-12-31 lies before the line above. Tell a story in order of time.`},
		{"a span that runs backwards", `+5d..+1d silent ana`, `story.txtar:3: +5d..+1d ends before it begins. Write the earlier day first.`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := Parse("story.txtar", []byte("-- story: one --\n2026-01-01 owner pauses # first\n"+c.line+"\n"))
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Fatalf("got  %s\nwant %s", got, c.want)
			}
			if err == nil && len(s.Chapters[0].Lines) != 2 {
				t.Fatalf("read %d lines", len(s.Chapters[0].Lines))
			}
		})
	}
}

func TestAStoryLineKeepsItsParts(t *testing.T) {
	s, err := Parse("x", []byte("Words before.\n-- story: one --\n2026-01-05 closing ana side=bought street=\"12 Oak Street\"\n+6m 2h ana replies \"no worries\"\n+1y why ana first-ask -> wait until +2y: snoozed\n"))
	if err != nil {
		t.Fatal(err)
	}
	l := s.Chapters[0].Lines
	july := goodturn.Date{Year: 2026, Month: time.July, Day: 5}
	switch {
	case s.Intro != "Words before.", s.Chapters[0].Title != "one":
		t.Errorf("read %q, %q", s.Intro, s.Chapters[0].Title)
	case l[0].Options["street"] != "12 Oak Street", l[0].Subject != "ana", l[0].Expects():
		t.Errorf("read %+v", l[0])
	case l[1].At.Date != july, l[1].At.Hours != 2, l[1].Text != "no worries":
		t.Errorf("read %+v", l[1])
	case !slices.Equal(l[2].Args, []string{"first-ask", "wait", "2028-01-05"}), l[2].Text != "snoozed", !l[2].Expects():
		t.Errorf("read %+v", l[2])
	}
}

func FuzzParse(f *testing.F) {
	b, err := os.ReadFile("../library/real-estate/story.txtar")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte("-- story: x --\n2026-01-05 why a b -> wait until +2y: c\n+1d \"\" =\" a=\"b\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		s, err := Parse("f.txtar", src)
		var e *goodturn.Error
		if (s == nil) == (err == nil) || err != nil && (!errors.As(err, &e) || e.Line == 0 || e.Hint == "") {
			t.Fatalf("%v and %v", s, err)
		}
	})
}
