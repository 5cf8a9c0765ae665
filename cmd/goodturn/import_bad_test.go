//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// repeated writes s n times without holding it all.
func repeated(w io.Writer, s string, n int) error {
	block := bytes.Repeat([]byte(s), 1<<16/len(s)+1)
	for left := n * len(s); left > 0; left -= len(block) {
		if _, err := w.Write(block[:min(left, len(block))]); err != nil {
			return err
		}
	}
	return nil
}

// Files that no person would make by hand, given to the real command: each is refused or read with a clear word, in little memory.
func TestNoFileMakesTheCommandGrow(t *testing.T) {
	const most = 256 << 20
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "goodturn") // the test program is the command under that name, as in the scripts
	if err := os.Symlink(exe, name); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) (string, int64) {
		cmd := exec.Command(name, args...)
		cmd.Env = append(os.Environ(), "GOODTURN_DATA="+filepath.Join(dir, "data"))
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		rss := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
		if runtime.GOOS != "darwin" { // there it is bytes, elsewhere kilobytes
			rss <<= 10
		}
		return string(out), rss
	}
	if out, _ := run("admin", "user", "dana@example.com", "--name", "Dana Reyes"); !strings.Contains(out, "Added") {
		t.Fatal(out)
	}
	const head = "First Name,Last Name,Email,Closing Date,Deal Type\n"
	const row = "Ana,Ruiz,ana@example.com,2025-09-15,Buyer\n"
	for _, c := range []struct {
		what  string
		write func(w io.Writer) error
		says  string
	}{
		{"one line of 300 MB", func(w io.Writer) error {
			if _, err := io.WriteString(w, head+"Ana,"); err != nil {
				return err
			}
			return repeated(w, "x", 300<<20)
		}, "Line 2 is too long"},
		{"a first line of 300 MB", func(w io.Writer) error { return repeated(w, "y", 300<<20) }, "too long"},
		{"a million columns", func(w io.Writer) error { return repeated(w, "a,", 1_000_000) }, "columns"},
		{"a quotation mark that never closes", func(w io.Writer) error {
			if _, err := io.WriteString(w, head+`Ana,"Ruiz`); err != nil {
				return err
			}
			return repeated(w, ",x\n", 10<<20)
		}, "quotation mark opens on line 2|Line 2 is too long"},
		{"nothing but quotation marks", func(w io.Writer) error { return repeated(w, `"`, 5_000_000) }, "never closed|too long"},
		{"NUL in the middle", func(w io.Writer) error {
			_, err := io.WriteString(w, head+strings.Replace(row, "Ruiz", "Ru\x00iz", 1))
			return err
		}, "NUL byte"},
		{"200,000 people", func(w io.Writer) error {
			if _, err := io.WriteString(w, head); err != nil {
				return err
			}
			for i := range 200_000 {
				if _, err := fmt.Fprintf(w, "Ana,Ruiz,ana%d@example.com,2025-09-15,Buyer\n", i); err != nil {
					return err
				}
			}
			return nil
		}, "200000 rows"},
	} {
		t.Run(c.what, func(t *testing.T) {
			path := filepath.Join(dir, "file.csv")
			f, err := os.Create(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.write(f); err != nil {
				t.Fatal(err)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			out, rss := run("import", path)
			said := false
			for _, s := range strings.Split(c.says, "|") {
				said = said || strings.Contains(out, s)
			}
			if !said {
				t.Errorf("it says %.500s", out)
			}
			if rss > most {
				t.Errorf("it took %d MB", rss>>20)
			}
			t.Logf("%d MB", rss>>20)
		})
	}
}
