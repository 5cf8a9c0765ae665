package main

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/goodturn-app/goodturn/config"
)

// model is the command line as the parser has it.
func model(t *testing.T) *kong.Application {
	t.Helper()
	p, err := newParser(&session{out: io.Discard, errs: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	return p.Model
}

func TestEveryOptionIsAFlagOfServe(t *testing.T) {
	m := model(t)
	i := slices.IndexFunc(m.Children, func(n *kong.Node) bool { return n.Name == "serve" })
	flags := slices.Concat(m.Flags, m.Children[i].Flags)
	for _, o := range config.Options {
		j := slices.IndexFunc(flags, func(f *kong.Flag) bool { return f.Name == o.Name })
		if j < 0 {
			t.Errorf("--%s is no flag", o.Name)
		} else if !strings.HasPrefix(flags[j].Help, o.Why) {
			t.Errorf("--%s says %q, the option says %q", o.Name, flags[j].Help, o.Why)
		}
	}
}

func TestEveryCommandAndFlagSaysWhatItIsFor(t *testing.T) {
	var walk func(n *kong.Node)
	walk = func(n *kong.Node) {
		if n.Help == "" && n.Parent != nil {
			t.Errorf("%s has no help", n.FullPath())
		}
		for _, f := range n.Flags {
			if f.Help == "" || !strings.HasSuffix(strings.TrimRight(f.Help, ")"), ".") && !strings.Contains(f.Help, "(default") {
				t.Errorf("%s --%s: %q", n.FullPath(), f.Name, f.Help)
			}
		}
		for _, c := range n.Children {
			walk(c)
		}
	}
	walk(model(t).Node)
}

func TestTheFailingCommandSpeaksToPeople(t *testing.T) {
	var out, errs bytes.Buffer
	dir := t.TempDir()
	if code := run(t.Context(), []string{"admin", "user", "dana@example.com", "--name", "Dana Reed", "--data", dir}, func(string) string { return "" }, strings.NewReader(""), io.Discard, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	errs.Reset()
	code := run(t.Context(), []string{"explain", "ana", "--at", "soon", "--data", dir}, func(string) string { return "" }, strings.NewReader(""), &out, &errs)
	if code != 2 || out.Len() != 0 || !strings.HasPrefix(errs.String(), `goodturn: at: "soon" is no time.`) || strings.Contains(errs.String(), "usage:") {
		t.Fatalf("%d, %q, %q", code, out.String(), errs.String())
	}
}
