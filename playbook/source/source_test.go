package source

import (
	"errors"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
)

func TestAValueKnowsItsPlace(t *testing.T) {
	root, err := Read("x.yaml", []byte("# above\nname: small\nlist:\n  - one\n  - key: \"two\"\n    empty:\n"))
	if err != nil {
		t.Fatal(err)
	}
	second := root.Get("list").Items[1]
	for _, c := range []struct {
		n            *Node
		kind         Kind
		text         string
		line, column int
	}{
		{root, Mapping, "", 2, 1}, {root.Get("name"), Text, "small", 2, 7}, {root.Get("list"), List, "", 4, 3}, {second, Mapping, "", 5, 5},
		{second.Get("key"), Text, "two", 5, 10}, {second.Get("empty"), Nothing, "", 6, 5},
	} {
		if c.n.Kind != c.kind || c.n.Text != c.text || c.n.Line != c.line || c.n.Column != c.column {
			t.Errorf("got %+v, want %+v", c.n, c)
		}
	}
	if root.Get("nothing") != nil {
		t.Error("found a key that is not there")
	}
}

func TestAMisspeltWordIsRecognised(t *testing.T) {
	for word, want := range map[string]string{"chanel": `Did you mean "channel"?`, "KIND": `Did you mean "kind"?`, "knid": `Did you mean "kind"?`, "zebra": "Use channel, kind or after.", strings.Repeat("k", 99): "Use channel, kind or after."} {
		if got := Meant(word, []string{"channel", "kind", "after"}); got != want {
			t.Errorf("%s: %s", word, got)
		}
	}
}

func TestALargeFileIsRefused(t *testing.T) {
	_, err := Read("x.yaml", []byte(strings.Repeat("#", maxFile+1)))
	if goodturn.ErrorCode(err) != goodturn.CodeInvalid || !strings.Contains(err.Error(), "larger than one megabyte") {
		t.Error(err)
	}
}

func TestADeepFileIsRefused(t *testing.T) {
	_, err := Read("x.yaml", []byte(strings.Repeat("[", 30)+strings.Repeat("]", 30)))
	var e *goodturn.Error
	if !errors.As(err, &e) || e.Line != 1 || !strings.Contains(e.Message, "too deeply") {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("a: [1, {b: c}]\n"))
	f.Add([]byte("- &x a\n- *x\n- !t 1\n- <<: {}\n"))
	f.Add([]byte("a: |\n  b\n\t? c\n: d"))
	f.Fuzz(func(t *testing.T, src []byte) {
		n, err := Read("f", src)
		var e *goodturn.Error
		if (n == nil) == (err == nil) || err != nil && (!errors.As(err, &e) || e.Hint == "") {
			t.Fatalf("%v and %v", n, err)
		}
	})
}
