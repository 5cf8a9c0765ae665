package claim_test

import (
	"fmt"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/claim"
)

var today = goodturn.Date{Year: 2026, Month: time.November, Day: 28}

var town = []claim.Person{
	{ID: "ana", Given: "Ana", Family: "Ruiz", Homes: []goodturn.Address{{Street: "12 Oak Street", Area: "Riverside"}},
		Closings: []goodturn.Closing{{Side: goodturn.SideBought, Date: goodturn.Date{Year: 2025, Month: 9, Day: 3}}}},
	{ID: "beth", Given: "Beth", Family: "Okafor", Closings: []goodturn.Closing{{Side: goodturn.SideSold, Property: goodturn.Address{Street: "40 Oak Street"}, Date: goodturn.Date{Year: 2026, Month: 4, Day: 20}}}},
	{ID: "carl", Given: "Carl", Family: "Ruiz", Company: "Acme Tools", Homes: []goodturn.Address{{Street: "9 Lake Road"}}, Codes: []string{"KW37TN4Q"}},
	{ID: "dan", Given: "Dan", Family: "Lee", Homes: []goodturn.Address{{Street: "1 Elm Court"}}},
}

func ExampleWeigh() {
	for _, m := range claim.Weigh("my neighbour on Oak Street, she sold last spring", town, today) {
		fmt.Println(m.ID, m.Confidence, m.Evidence)
	}
	// Output:
	// beth 70 had a deal on Oak Street; sold in spring 2026
	// ana 35 lives on Oak Street
}

func TestWhoIsMeant(t *testing.T) {
	for text, want := range map[string]string{
		"Ana Ruiz told me about you":           "ana",
		"ana ruiz":                             "ana",
		"Carl from Acme Tools":                 "carl",
		"somebody gave me kw3 7tn 4q":          "carl",
		"Mrs Okafor":                           "beth",
		"Dan on Elm":                           "dan",
		"a friend of mine":                     "",
		"":                                     "",
		"Dan":                                  "", // a first name alone is only a hint
		"the people on Elm who sold last year": "dan",
	} {
		got := ""
		if m := claim.Weigh(text, town, today); len(m) > 0 {
			got = string(m[0].ID)
		}
		if got != want {
			t.Errorf("%q means %q, want %q (%v)", text, got, want, claim.Weigh(text, town, today))
		}
	}
}

func TestTwoWhoFitEquallyWellAreNeitherSure(t *testing.T) {
	for _, m := range claim.Weigh("Ruiz", town, today) {
		if m.Confidence > 60 {
			t.Errorf("%s is %d sure", m.ID, m.Confidence)
		}
	}
	if m := claim.Weigh("Ruiz", town, today); len(m) != 2 {
		t.Errorf("%v", m)
	}
}

func FuzzWeigh(f *testing.F) {
	for _, s := range []string{"my neighbour on Oak Street, she sold last spring", "Ana", "\x00'", "ＡＮＡ Ruíz 🙂", "''''", "last last last year"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, m := range claim.Weigh(s, town, today) {
			if m.Confidence < claim.Least || m.Confidence > 98 || m.Evidence == "" || !utf8.ValidString(m.Evidence) {
				t.Errorf("%q: %+v", s, m)
			}
		}
		claim.Words(s)
	})
}
