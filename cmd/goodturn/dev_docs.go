package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/goodturn-app/goodturn/config"
)

type devCommands struct {
	File string `arg:"" help:"Where to write it."`
}

// Run writes what the command line understands, from the same model that parses it.
func (c devCommands) Run(s *session) error {
	p, err := newParser(s)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("# Commands\n\nWritten by `make generate` from the commands themselves. Exit codes: 0 done, 1 failed, 2 not understood.\n\n")
	b.WriteString("Every command takes:\n\n")
	for _, f := range p.Model.Flags {
		if !f.Hidden && f.Name != "help" {
			flagLine(&b, f)
		}
	}
	for _, n := range p.Model.Children {
		if !n.Hidden {
			commandPart(&b, n)
		}
	}
	return os.WriteFile(c.File, b.Bytes(), 0o644)
}

func commandPart(w io.Writer, n *kong.Node) {
	usage := n.FullPath()
	for _, a := range n.Positional {
		usage += " " + a.Summary()
	}
	if len(n.Children) == 0 {
		fmt.Fprintf(w, "\n## %s\n\n%s\n\n    %s\n", strings.TrimPrefix(n.FullPath(), "goodturn "), n.Help, usage)
		if n.Detail != "" {
			fmt.Fprintf(w, "\n%s\n", asMarkdown(n.Detail))
		}
		if len(n.Positional)+len(n.Flags) > 0 {
			fmt.Fprintln(w)
		}
	}
	for _, a := range n.Positional {
		fmt.Fprintf(w, "- `%s`: %s\n", a.Summary(), a.Help)
	}
	for _, f := range n.Flags {
		if !f.Hidden {
			flagLine(w, f)
		}
	}
	for _, c := range n.Children {
		if !c.Hidden {
			commandPart(w, c)
		}
	}
}

// asMarkdown indents the examples of a help text by what Markdown wants of code.
func asMarkdown(help string) string { return strings.ReplaceAll(help, "\n  ", "\n    ") }

func flagLine(w io.Writer, f *kong.Flag) {
	name := "--" + f.Name
	if !f.IsBool() {
		hint := f.PlaceHolder
		if hint == "" {
			hint = strings.ToUpper(f.Name)
		}
		name += "=" + hint
	}
	help := f.Help
	if f.HasDefault && f.Default != "" && !strings.Contains(help, "(default ") {
		help += " (default " + f.Default + ")"
	}
	fmt.Fprintf(w, "- `%s`: %s\n", name, help)
}

type devConfiguration struct {
	File string `arg:"" help:"Where to write it."`
}

// Run writes every option with its default and why it exists.
func (c devConfiguration) Run(*session) error {
	var b bytes.Buffer
	b.WriteString("# Options\n\nWritten by `make generate` from the options themselves. A flag beats the environment, which beats the file `config.yaml` in the data\n" +
		"folder (lines such as `listen: 127.0.0.1:8080`). What an owner chooses about messages is in Settings, not here.\n\n")
	config.Document(&b)
	b.WriteString("\nThe data folder holds `goodturn.db` (everything), `secret.key` (signs links and seals passwords; keep a copy elsewhere), `fence` and\n" +
		"`node.id` (notice a restored or copied folder), `jobs.db` (may be deleted at any time), `spool` (refusals that wait for the database),\n" +
		"`dkim/` (signing keys of your own domains) and `certificates/`.\n")
	return os.WriteFile(c.File, b.Bytes(), 0o644)
}
