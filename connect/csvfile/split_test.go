package csvfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/goodturn-app/goodturn"
)

func splitAll(r io.Reader) (rows [][]string, lines []int, err error) {
	s := newSplitter(r, "x.csv", ',')
	for {
		cells, line, err := s.Next()
		if err == io.EOF {
			return rows, lines, nil
		}
		if err != nil {
			return rows, lines, err
		}
		var row []string
		for _, c := range cells {
			row = append(row, string(c))
		}
		rows, lines = append(rows, row), append(lines, line)
	}
}

// FuzzSplit holds the splitter against encoding/csv, where that gives an answer, and against itself with a source that
// gives one byte at a time.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "\"a\"\"b\",\"c\nd\"\r\ne,f", "a\rb\r\nc\n", "\"open", "a,\"b\"c,d\n", " \"a\" , b\n", "\x00", ",,\n,\n", "\"\"\n", "\"a\n\"b\"", "\"\r\"", "a\r\r\n\"b\r\n\rc\"x\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		rows, lines, err := splitAll(bytes.NewReader(in))
		slow, slowLines, slowErr := splitAll(iotest.OneByteReader(bytes.NewReader(in)))
		if (err == nil) != (slowErr == nil) || len(rows) != len(slow) {
			t.Fatalf("in one piece %q %v, by bytes %q %v", rows, err, slow, slowErr)
		}
		for i := range rows {
			if strings.Join(rows[i], "\x1f") != strings.Join(slow[i], "\x1f") || lines[i] != slowLines[i] {
				t.Fatalf("row %d: %q on line %d, by bytes %q on line %d", i, rows[i], lines[i], slow[i], slowLines[i])
			}
		}
		if err != nil {
			var e *goodturn.Error
			if !errors.As(err, &e) || e.Line < 1 || e.Line > bytes.Count(in, []byte("\n"))+bytes.Count(in, []byte("\r"))+1 {
				t.Fatalf("error without a line of the file: %v", err)
			}
			return
		}
		if bytes.ContainsAny(in, "\r\x00") || bytes.Contains(in, []byte(" \"")) || bytes.Contains(in, []byte("\" ")) {
			return // there the two differ on purpose
		}
		std := csv.NewReader(bytes.NewReader(in))
		std.FieldsPerRecord = -1
		want, err := std.ReadAll()
		if err != nil {
			return
		}
		var got [][]string
		for _, r := range rows {
			if len(r) > 1 || r[0] != "" || bytes.Contains(in, []byte(`""`)) { // encoding/csv leaves out empty lines
				got = append(got, r)
			}
		}
		if len(got) < len(want) {
			t.Fatalf("got %q, encoding/csv %q", got, want)
		}
		if len(got) != len(want) {
			return // "" alone on a line is a record there and an empty line here
		}
		for i := range got {
			if strings.Join(got[i], "\x1f") != strings.Join(want[i], "\x1f") {
				t.Fatalf("row %d: got %q, encoding/csv %q", i, got[i], want[i])
			}
		}
	})
}

// FuzzOpen: no bytes at all make the reader panic, hang or lose a row.
func FuzzOpen(f *testing.F) {
	for _, s := range []string{"First Name,Email,Closing Date\nAnna,a@example.com,03/04/2026\n", "sep=;\na;b\n", "\xff\xfea\x00,\x00b\x00", "Name\nAnna\n", "a@b.cc,1/2/2025,Anna\n", "Tags,Notes\n\"closed 3/15/25\",sold\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		rd, err := Open(bytes.NewReader(in), "x.csv", Options{Today: goodturn.Date{Year: 2026, Month: 11, Day: 22}, AcceptGuesses: true})
		if err != nil {
			var e *goodturn.Error
			if !errors.As(err, &e) || e.Message == "" || e.Hint == "" {
				t.Fatalf("an error without words: %v", err)
			}
			return
		}
		n, last := 0, 0
		for r, err := range rd.All() {
			if err != nil {
				t.Fatalf("survived the survey and not the reading: %v", err)
			}
			if n++; r.Row <= last || r.Row < n || r.Row > r.Line {
				t.Fatalf("record %d on line %d is row %d, the one before it row %d", n, r.Line, r.Row, last)
			}
			last = r.Row
		}
		if rp := rd.Report(); n != rd.Plan().Rows || rp.Usable+rp.Waiting+rp.Rejected != n {
			t.Fatalf("%d rows, plan %d, report %+v", n, rd.Plan().Rows, rp)
		}
	})
}

func TestTheEmbeddedLayoutsAreSound(t *testing.T) {
	for _, f := range knownFormats() {
		if f.ID == "" || f.Product == "" || f.System == "" || f.Confidence == Low && f.Why == "" || f.Need < 1 || f.Need > max(len(f.Keys), 1) {
			t.Errorf("incomplete: %+v", f.ID)
		}
		for name, field := range f.Fields {
			if !field.known() {
				t.Errorf("%s: %s is mapped to %q, which is no field", f.ID, name, field)
			}
		}
		if f.Header == "" {
			continue
		}
		var keys []string
		for _, h := range strings.Split(f.Header, ",") {
			keys = append(keys, key(h))
		}
		if got, score := recognise(keys, "list.csv"); got == nil || got.System != f.System || score != 1 {
			t.Errorf("%s does not recognise its own header: %v %v", f.ID, got, score)
		}
	}
	for name, field := range synonyms() {
		if !field.known() || name == "" {
			t.Errorf("%q means %q", name, field)
		}
	}
}

func TestALayoutIsKnownReorderedReducedAndExtended(t *testing.T) {
	for header, want := range map[string]string{
		"Rating,Email,Deal Type,Last Name,Cell Phone 1,Status,First Name,Contact Id": "kvcore",
		"first name,LAST NAME,email,deal_type,Cell Phone 1,My Column,Other":          "kvcore",
		"E-mail 1 - Value,First Name,Last Name,E-mail 1 - Label,E-mail 7 - Value":    "google",
		"Record ID,Email,Contact owner,Deal Notes":                                   "hubspot",
		"E-mail Address,First Name,Last Name,E-mail 2 Address,Home Street,Home City": "outlook",
		"First Name,Last Name,Email,Phone,Closing Date":                              "",
		"Name,Address,Date":          "",
		"Email,First Name,Deal Type": "",
	} {
		var keys []string
		for _, h := range strings.Split(header, ",") {
			keys = append(keys, key(h))
		}
		got := ""
		if f, _ := recognise(keys, "list.csv"); f != nil {
			got = f.ID
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", header, got, want)
		}
	}
}
