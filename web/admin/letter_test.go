package admin

import (
	"bytes"
	"context"
	"reflect"
	"strings"
	"testing"
)

func TestALetterKeepsWordsLinksAndBreaksAndNothingElse(t *testing.T) {
	doc := "<!doctype html>\n<html>\n<head><meta charset=\"utf-8\"><title>x</title></head>\n<body>\n<p>Hi Ana,</p>\n<p>One <strong>bold</strong> word,\nthen <a href=\"https://example.com/a?b=1&amp;c=2\">a link</a>.<br>\nNext line.</p>\n<p>You get this because I helped. <a href=\"https://example.com/u\">Stop these</a>.<br>\nDana</p>\n</body></html>"
	body, foot := letterOf(doc, "You get this because")
	want := []Para{
		{{Text: "Hi Ana,"}},
		{{Text: "One "}, {Text: "bold", Bold: true}, {Text: " word, then "}, {Text: "a link", Href: "https://example.com/a?b=1&c=2"}, {Text: "."}, {Text: " Next line.", Break: true}},
	}
	if !reflect.DeepEqual(body, want) {
		t.Errorf("body %#v", body)
	}
	if len(foot) != 1 || foot[0][1].Href != "https://example.com/u" || !foot[0][3].Break {
		t.Errorf("foot %#v", foot)
	}
}

func TestNoMarkupOfALetterReachesThePage(t *testing.T) {
	body, _ := letterOf(`<p>a<script>alert(1)</script><style>p{}</style><img src=x onerror=alert(1)>&lt;b&gt; <a href="javascript:alert(1)">x</a></p>`, "")
	var b bytes.Buffer
	if err := letter(Letter{Subject: "<i>s</i>", Body: body, Live: true}).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	out := b.String()
	for _, bad := range []string{"<script", "<img", "<style", "<i>", "javascript:", "alert"} {
		if strings.Contains(out, bad) {
			t.Errorf("%q reached the page: %s", bad, out)
		}
	}
	if !strings.Contains(out, "&lt;b&gt;") {
		t.Errorf("words were lost: %s", out)
	}
}

func TestCoverageSaysTheSum(t *testing.T) {
	for c, want := range map[Coverage]string{
		{140, 129, 9, 0, 2, 0}:         "129 in the plan, 9 left out by you; 2 need a way to be reached",
		{9, 5, 1, 3, 0, 0}:             "5 in the plan, 1 left out by you, 3 asked for no more messages",
		{2, 1, 0, 0, 1, 0}:             "1 in the plan; 1 needs a way to be reached",
		{4, 1, 0, 0, 0, 3}:             "1 in the plan; 3 need the day of their closing",
		{12000, 12000, 0, 0, 0, 0}:     "12,000 in the plan",
		{1234567, 1234567, 0, 0, 0, 0}: "1,234,567 in the plan",
	} {
		if got := c.Words(); got != want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}
