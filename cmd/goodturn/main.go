// Command goodturn turns past clients into a polite, measured referral programme. Run it without arguments to see what it can do;
// `goodturn demo` shows all of it on sample data. One file a command.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// version is set when a release is built.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program: 0 is done, 1 failed, 2 was not understood.
func run(ctx context.Context, args []string, env func(string) string, in io.Reader, out, errs io.Writer) int {
	s := &session{ctx: ctx, env: env, in: in, out: out, errs: errs}
	parser, err := newParser(s)
	if err != nil {
		return s.fail(err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if s.helped {
		return 0
	}
	if err != nil {
		return s.misunderstood(err)
	}
	s.command, _, _ = strings.Cut(parsed.Command(), " ")
	if err := parsed.Run(s); err != nil {
		return s.fail(err)
	}
	return 0
}
