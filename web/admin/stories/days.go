package stories

import "github.com/goodturn-app/goodturn/web/admin"

func sampleTiming(tried bool) admin.DaysForm {
	day := func(name, value string) admin.Input {
		return admin.Input{Name: name, Label: "Days after the closing", Value: value}
	}
	off := func(name string) admin.Input {
		return admin.Input{Name: "off." + name, Label: "Leave this one out", Type: "tick"}
	}
	v := admin.DaysForm{Crumbs: []admin.Crumb{{Text: "The year", Href: "/year"}, {Text: "When each message goes"}}, Title: "When each message goes", Action: "/year/days", Back: "/year",
		Lead:  "The years after a closing, at the tempo usual. Days fall on the next working day. Change one, and see on real people what it does before it counts.",
		First: admin.Input{Name: "first", Label: "Nobody is asked before", Value: "90 days", Hint: "After the closing: day 120, or 4 months. Never within 7 days."},
		Apart: admin.Input{Name: "apart", Label: "Days between two asks", Value: "90", Hint: "For a person and their household. Never fewer than 90.", Mode: "numeric"},
		Steps: []admin.StepField{
			{Name: "check-in", Title: "A month later", When: "30 days after the closing", Day: day("day.check-in", "30"), Off: off("check-in"), Note: "From day 20 to 45: its words speak of about a month.", Open: true},
			{Name: "first-ask", Title: "The first ask", Kind: admin.Tag{Text: "ask", Tone: admin.Good}, When: "a day or two after “Home update”, once that has arrived", Off: off("first-ask")}},
		Yearly: []admin.StepField{{Name: "anniversary", Title: "Another year", When: "12 months after the last anniversary"}}}
	if tried {
		v.Say, v.MayKeep, v.Reset = "41 messages of 38 people come on another day.", true, true
		v.SomeTitle, v.Some = "Three of them", []admin.Move{{What: "Ana Ruiz, a month later", Before: "3 December 2026", After: "13 December 2026"}, {What: rtlName + ", a month later", Before: "7 December 2026", After: "17 December 2026"}}
		v.Versions = []admin.Moment{{When: "Tue 24 Nov, 9:12", Text: "A month later: day 40 instead of 30.", Note: "Dana Reyes"}}
	}
	return v
}

func sampleTimingOf() admin.DaysForm {
	v := sampleTiming(false)
	v.Crumbs = []admin.Crumb{{Text: "People", Href: "/people"}, {Text: ana.Name, Href: "/people/01"}, {Text: "Earlier, later, not this one"}}
	v.Title, v.Lead, v.Action, v.Back = "When "+ana.Name+" hears from you", "For this person alone. What is not changed here follows everybody's days.", "/people/01/days", "/people/01"
	v.Tempos = []admin.Option{{Value: "", Text: "As everybody", Chosen: true}, {Value: "careful", Text: "Careful", Note: "the first ask after half a year"}}
	v.Apart = admin.Input{}
	v.Steps[0].Next = "3 December 2026"
	v.Wrong = admin.Wrong{Message: "Day 3 is within the first 7 days after the closing.", Hint: "Choose day 8 or later."}
	return v
}

func samplePart(looked bool) admin.PartForm {
	v := admin.PartForm{Person: named("Maria & John Garcia"), FirstTitle: "Who keeps this entry", OtherTitle: "Who gets one of their own",
		First:     []admin.Input{{Name: "given", Label: "First name", Value: "Maria"}, {Name: "family", Label: "Last name", Value: "Garcia"}},
		Other:     []admin.Input{{Name: "other_given", Label: "Their first name", Value: "John"}, {Name: "other_family", Label: "Their last name", Value: "Garcia"}},
		Theirs:    []admin.Input{{Name: "theirs.1", Label: "john@example.com", Type: "tick", Checked: true}, {Name: "theirs.2", Label: "(212) 555-0101", Type: "tick"}},
		OtherWays: []admin.Input{{Name: "other_email", Label: "Their e-mail, if it is not listed", Type: "email"}, {Name: "other_phone", Label: "Their phone, if it is not listed", Type: "tel"}}}
	if looked {
		v.Looked, v.Facts = true, []string{"Maria Garcia and John Garcia become two people of one household.", "One letter for each deal goes on, with both names."}
	}
	return v
}
