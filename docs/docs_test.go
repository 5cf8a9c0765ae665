package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// root is the project's folder.
const root = ".."

// files gives the text of every file whose name ends in one of ends, by its path from the root. Data of tests and of others is left out.
func files(t *testing.T, ends ...string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (strings.HasPrefix(name, ".") && len(name) > 2 || name == "testdata" || name == "vendor" || name == "dist") {
			return fs.SkipDir
		}
		if d.IsDir() || !slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(name, end) }) {
			return nil
		}
		b, err := os.ReadFile(p)
		rel, _ := filepath.Rel(root, p)
		all[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
	fence   = regexp.MustCompile("(?s)```.*?```")
)

// anchor is the address of a heading within its page.
func anchor(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r == ' ' || r == '-':
			b.WriteByte('-')
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_':
			b.WriteRune(r)
		}
	}
	return b.String()
}

func TestEveryLinkBetweenThePagesLeadsSomewhere(t *testing.T) {
	links := 0
	for name, text := range files(t, ".md") {
		for _, m := range link.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			links++
			path, at, _ := strings.Cut(m[1], "#")
			target := filepath.Join(root, filepath.Dir(name), path)
			if path == "" {
				target = filepath.Join(root, name)
			}
			b, err := os.ReadFile(target)
			if info, statErr := os.Stat(target); statErr == nil && info.IsDir() {
				continue
			}
			if err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
				continue
			}
			if at == "" {
				continue
			}
			found := slices.ContainsFunc(heading.FindAllStringSubmatch(fence.ReplaceAllString(string(b), ""), -1), func(h []string) bool { return anchor(h[1]) == at })
			if !found {
				t.Errorf("%s links to %s, and there is no such heading", name, m[1])
			}
		}
	}
	if links == 0 {
		t.Error("no links were found, so none was checked")
	}
}

var named = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9]+)`")

// The pages say which test holds a promise; a test that was renamed would leave them saying nothing.
func TestEveryTestNamedInThePagesExists(t *testing.T) {
	code := strings.Builder{}
	for _, text := range files(t, "_test.go") {
		code.WriteString(text)
	}
	count := 0
	for name, text := range files(t, ".md") {
		for _, m := range named.FindAllStringSubmatch(text, -1) {
			if count++; !strings.Contains(code.String(), "func "+m[1]+"(") {
				t.Errorf("%s names %s, which does not exist", name, m[1])
			}
		}
	}
	if count == 0 {
		t.Error("no test is named anywhere, so none was checked")
	}
}

var path = regexp.MustCompile("`([a-z]+(?:/[a-zA-Z0-9_.-]+)*\\.(?:go|md|yaml|json|txtar|csv|vcf|sql))`")

func TestEveryFileNamedInThePagesExists(t *testing.T) {
	for name, text := range files(t, ".md") {
		if strings.HasSuffix(name, "ORIGIN.md") {
			continue // those speak of files as others named them
		}
		for _, m := range path.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
			if m[1] == "config.yaml" {
				continue // lies in a data folder, if the owner wants one
			}
			beside := filepath.Join(root, filepath.Dir(name), m[1])
			if _, err := os.Stat(filepath.Join(root, m[1])); err == nil {
				continue
			}
			if _, err := os.Stat(beside); err != nil {
				t.Errorf("%s names %s, which is not there", name, m[1])
			}
		}
	}
}

var (
	promised = regexp.MustCompile(`\bpromises? ([A-J]\d+)\b`)
	ruled    = regexp.MustCompile(`docs/compliance\.md,? section (\d+[ab]?)\b`)
	paged    = regexp.MustCompile(`docs/(ARCHITECTURE|STYLE)\.md, ([A-Z][a-z]+)`)
)

// Code cites the promise, the rule or the page that it keeps; this holds the citations to what is written there.
func TestEveryCitationIsOfSomethingWritten(t *testing.T) {
	pages := files(t, ".md")
	for name, text := range files(t, ".go", ".json", ".yaml", ".sql", ".templ", ".txtar", ".md") {
		for _, m := range promised.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(pages["docs/promises.md"], "\n| "+m[1]+" |") {
				t.Errorf("%s cites promise %s, which nobody made", name, m[1])
			}
		}
		for _, m := range ruled.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(pages["docs/compliance.md"], "\n## "+m[1]+". ") {
				t.Errorf("%s cites section %s of docs/compliance.md, which does not exist", name, m[1])
			}
		}
		for _, m := range paged.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(pages["docs/"+m[1]+".md"], "\n## "+m[2]) {
				t.Errorf("%s cites %q of docs/%s.md, which has no such part", name, m[2], m[1])
			}
		}
	}
}
