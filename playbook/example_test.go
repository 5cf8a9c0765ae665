package playbook_test

import (
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/schedule"
)

// Ana bought a home in Denver on 5 January 2026. Day 90 is a Sunday, so the home update comes on Monday, and the ask two days
// behind it.
func ExamplePlaybook_Plan() {
	pack, err := playbook.Library("real-estate")
	if err != nil {
		fmt.Println(err)
		return
	}
	denver, _ := schedule.LoadZone("America/Denver")
	plan := pack.Playbook.Plan(playbook.PlanInput{
		Enrolment: goodturn.Enrolment{ContactID: "ana", Anchor: goodturn.Date{Year: 2026, Month: time.January, Day: 5}, Side: goodturn.SideBought},
		Zone:      denver,
		Email:     schedule.Opening{Holidays: schedule.HolidaysIn("US")},
	})
	for _, t := range plan[:5] {
		fmt.Println(t.PlannedAt.Format("Mon 2 Jan 2006"), t.Kind, t.Step)
	}
	// Output:
	// Wed 4 Feb 2026 value check-in
	// Wed 11 Feb 2026 review review
	// Mon 6 Apr 2026 value home-update
	// Wed 8 Apr 2026 ask first-ask
	// Mon 20 Apr 2026 reminder first-ask-reminder
}

// Where no market figure is known the words are others, and nothing is invented.
func ExampleWords_Choose() {
	pack, _ := playbook.Library("real-estate")
	day := goodturn.Date{Year: 2025, Month: time.June, Day: 12}
	for _, figures := range []bool{true, false} {
		v := playbook.ExampleValues("real-estate", goodturn.SideBought, day, figures)
		c := pack.Words.Choose("home-update", goodturn.SideBought, message.Email, 0, v, nil)
		fmt.Println(c.Wording.Name)
	}
	v := playbook.ExampleValues("real-estate", goodturn.SideSold, day, true)
	fmt.Println(pack.Words.Choose("home-update", goodturn.SideSold, message.Email, 0, v, nil).Wording.Name)
	// Output:
	// home-update/bought.email.1
	// home-update/bought.email.us.plain.1
	// home-update/sold.email.us.1
}

func ExampleParse() {
	_, err := playbook.Parse("playbook.yaml", []byte(`
name: mine
title: Mine
pack: real-estate
first_ask: day 60
steps:
  - step: home-update
    title: Home update
    kind: value
    after: day 60
  - step: first-ask
    title: The ask
    kind: ask
    folows: home-update
`))
	fmt.Println(err)
	// Output:
	// playbook.yaml:11:5: after: The step first-ask does not say when it comes. Write after: day 30, or after: 6 months, or follows: and the name of another step.
	// playbook.yaml:14:5: A step has no key "folows". Did you mean "follows"?
}

func ExampleSupersedes() {
	older := goodturn.Enrolment{Playbook: "real-estate", AnchorKey: "closing 1", Anchor: goodturn.Date{Year: 2024, Month: 5, Day: 1}, State: goodturn.EnrolmentActive}
	newer := goodturn.Enrolment{Playbook: "real-estate", AnchorKey: "closing 2", Anchor: goodturn.Date{Year: 2026, Month: 5, Day: 1}, State: goodturn.EnrolmentActive}
	fmt.Println(playbook.Supersedes(older, newer, false))
	fmt.Println(playbook.Supersedes(older, newer, true))
	// Output:
	// end
	// mute
}
