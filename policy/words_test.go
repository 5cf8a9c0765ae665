package policy

import (
	"slices"
	"strings"
	"testing"
)

func TestAnEntryWritesOutItsChoices(t *testing.T) {
	var got []string
	for _, p := range (WordEntry{Words: "No (kids|small  children|) in * Home"}).Expand() {
		got = append(got, strings.Join(p, " "))
	}
	if want := []string{"no kids in * home", "no small children in * home", "no in * home"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestABrokenFileOfWordsIsRefusedByName(t *testing.T) {
	const good = `{"id":"a","rule":"H1","role":"forbid","severity":"block","edited":"warn","what":"x","fix":"x","source":"x","reviewed_on":"2026-11-22","say":[{"words":"x"}]}`
	if _, err := parseWords([]byte(`{"lists":[` + good + `]}`)); err != nil {
		t.Fatal(err)
	}
	for why, c := range map[string][2]string{
		"used twice":              {good, good + "," + good},
		"are all needed":          {`"source":"x"`, `"source":""`},
		"none of forbid":          {`"forbid"`, `"forget"`},
		"severity and edited are": {`"edited":"warn"`, `"edited":""`},
		"severity is block":       {`{"words":"x"}`, `{"words":"x","severity":"stop"}`},
		"where is subject":        {`"what"`, `"where":"body","what"`},
		"never closed":            {`{"words":"x"}`, `{"words":"a (b|c"}`},
		"nothing at all":          {`{"words":"x"}`, `{"words":"(b|)"}`},
		"more than 20,000":        {`{"words":"x"}`, `{"words":"` + strings.Repeat("(a|b|c|d)", 8) + `"}`},
		"unknown field":           {`"what"`, `"waht":"y","what"`},
		"not a date":              {`2026-11-22`, `2026-11-31`},
	} {
		if _, err := parseWords([]byte(`{"lists":[` + strings.Replace(good, c[0], c[1], 1) + `]}`)); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("want an error about %q, got %v", why, err)
		}
	}
}

func TestListsAreFoundByName(t *testing.T) {
	if l, ok := WordListNamed("fair_housing"); !ok || l.Rule != "L9" || !l.ReviewedOn.Valid() {
		t.Errorf("%+v", l)
	}
	if _, ok := WordListNamed("nonsense"); ok {
		t.Error("a list that does not exist was found")
	}
	if WordsVersion() == "" {
		t.Error("the lists have no version")
	}
}
