package decide_test

import (
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/decide/explain"
	"github.com/goodturn-app/goodturn/standing"
)

func ExampleDay() {
	s := clear(goodturn.KindAsk)                                                                              // everything is well with Ana ...
	s.stand().Talk = standing.Talk{Since: ago(4 * goodturn.Day), Last: ago(4 * goodturn.Day), How: "replied"} // ... but she and the owner are talking
	s.due.Touch.UntilAt = in(60 * goodturn.Day)

	for _, d := range decide.Day(now, s.settings, s.facts, []decide.Due{s.due}) {
		fmt.Println(d.Verdict, d.Next.Format(time.DateOnly))
		for _, r := range d.Reasons {
			fmt.Println("-", r.Code, "until", r.Until.Format(time.DateOnly)+":", r.Evidence)
		}
		why := explain.Decision(d, goodturn.KindAsk, zone("America/New_York"))
		fmt.Println(why.Headline)
		fmt.Println(why.First)
	}
	// Output:
	// wait 2026-12-14
	// - open_conversation until 2026-12-13: a reply on Friday 13 November, 10:30
	// Not asked, because you two are talking.
	// First day: Monday 14 December, or once you say how the talk ended.
}
