package csvfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/connect/csvfile"
)

// open reads a file of one's own making, with the guesses accepted.
func open(t *testing.T, content string, opts csvfile.Options) *csvfile.Reader {
	t.Helper()
	opts.Today, opts.AcceptGuesses = today, true
	rd, err := csvfile.Open(strings.NewReader(content), "list.csv", opts)
	if err != nil {
		t.Fatal(err)
	}
	return rd
}

func records(t *testing.T, rd *csvfile.Reader) []*connect.Record {
	t.Helper()
	var out []*connect.Record
	for r, err := range rd.All() {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

func TestADamagedFileIsRefusedWithItsLineAndWhatToDo(t *testing.T) {
	good := "First Name,Last Name,Email,Notes\nAnna,Smith,anna@example.com,\n"
	for name, c := range map[string]struct {
		content string
		line    int
		says    string
	}{
		"a NUL byte": {good + "Bo,\x00Lund,bo@example.com,\n", 3, "NUL"},
		"a NUL byte in quotes, some lines further":   {good + "Bo,Lund,bo@example.com,\"one\ntwo\x00\"\n", 4, "NUL"},
		"a quote that is never closed":               {good + "Bo,Lund,bo@example.com,\"never\nCleo,Berg,cleo@example.com,\n", 3, "opens on line 3"},
		"a quote that the next quote seems to close": {good + "Bo,\"Lund,bo@example.com,\nCleo,\"Berg\",cleo@example.com,\n", 3, "opens on line 3"},
		"a quote that swallows the file":             {good + "\"Bo,Lund\n" + strings.Repeat("Cleo,Berg,cleo@example.com,x\n", 50_000), 3, "opens on line 3"},
		"a line of two megabytes":                    {good + strings.Repeat("x", 2<<20) + "\n", 3, "too long"},
		"a record of two megabytes in small cells":   {good + strings.Repeat(strings.Repeat("x", 9000)+",", 230) + "\n", 3, "too long"},
		"a cell of 300 KiB":                          {good + "Bo,Lund,bo@example.com," + strings.Repeat("x", 300<<10) + "\n", 3, "too long"},
		"600 columns":                                {strings.Repeat("c,", 600) + "\n", 1, "more than 512 columns"},
		"an Excel file":                              {"PK\x03\x04\x14\x00\x06\x00", 0, "Excel"},
		"an old Excel file":                          {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "old Excel"},
		"a PDF":                                      {"%PDF-1.7\n", 0, "PDF"},
		"a web page":                                 {"<!DOCTYPE html><table>", 0, "web page"},
		"an address book":                            {"BEGIN:VCARD\nVERSION:3.0\n", 0, "vCard"},
		"JSON":                                       {"[{\"name\":\"Anna\"}]", 0, "JSON"},
		"nothing":                                    {"", 0, "empty"},
		"only blank lines":                           {"\n\n  \n", 0, "empty"},
		"only a mark":                                {"\xef\xbb\xbf", 0, "empty"},
	} {
		_, err := csvfile.Open(strings.NewReader(c.content), "list.csv", csvfile.Options{Today: today})
		var e *goodturn.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if e.Code != goodturn.CodeInvalid || e.File != "list.csv" || e.Line != c.line || !strings.Contains(e.Message, c.says) || e.Hint == "" {
			t.Errorf("%s: %+v", name, *e)
		}
	}
}

// flood gives n bytes of one letter, or of one pattern, without ever holding them.
type flood struct {
	head    string
	pattern string
	n       int
	read    int
}

func (f *flood) Read(p []byte) (int, error) {
	if f.head != "" {
		n := copy(p, f.head)
		f.head = f.head[n:]
		return n, nil
	}
	if f.n <= 0 {
		return 0, io.EOF
	}
	n := min(len(p), f.n)
	for i := range n {
		p[i] = f.pattern[(f.read+i)%len(f.pattern)]
	}
	f.n, f.read = f.n-n, f.read+n
	return n, nil
}

func TestHostileFilesAreRefusedWithoutMuchMemory(t *testing.T) {
	for name, f := range map[string]*flood{
		"one line of 300 MB":               {pattern: "x", n: 300 << 20},
		"one quoted cell of 300 MB":        {head: "a,b\n1,\"", pattern: "x\n", n: 300 << 20},
		"a million columns":                {pattern: "c,", n: 2_000_000},
		"a million columns in the body":    {head: "First Name,Email\n", pattern: "c,", n: 2_000_000},
		"300 MB of quotes":                 {head: "a,b\n", pattern: "\"", n: 300 << 20},
		"300 MB of UTF-16":                 {head: "\xff\xfe", pattern: "x\x00", n: 300 << 20},
		"300 MB of zeros":                  {head: "a,b\n", pattern: "\x00", n: 300 << 20},
		"300 MB of spaces behind a quote":  {head: "a,b\n\"x\"", pattern: " ", n: 300 << 20},
		"300 MB of spaces at a line start": {head: "a,b\n", pattern: " ", n: 300 << 20},
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		_, err := csvfile.Open(f, "flood.csv", csvfile.Options{Today: today})
		runtime.ReadMemStats(&after)
		var e *goodturn.Error
		if !errors.As(err, &e) || e.Line == 0 || e.Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 24<<20 {
			t.Errorf("%s: %d MB were allocated before the refusal", name, used>>20)
		}
		if f.read > 8<<20 {
			t.Errorf("%s: %d MB were read before the refusal", name, f.read>>20)
		}
	}
}

func TestAPipeIsReadOnceAndKeptUpToALimit(t *testing.T) {
	content := "First Name,Last Name,Email\nAnna,Smith,anna@example.com\n"
	rd, err := csvfile.Open(struct{ io.Reader }{strings.NewReader(content)}, "-", csvfile.Options{Today: today, AcceptGuesses: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := records(t, rd); len(got) != 1 || got[0].Given != "Anna" {
		t.Errorf("%+v", got)
	}
	_, err = csvfile.Open(&flood{head: "First Name,Email\n", pattern: "Anna,anna@example.com\n", n: csvfile.MaxUnseekable + 1}, "-", csvfile.Options{Today: today})
	var e *goodturn.Error
	if !errors.As(err, &e) || !strings.Contains(e.Message, "pipe") {
		t.Errorf("a pipe without end: %v", err)
	}
}

func TestTheSameListInEveryEncodingIsTheSameList(t *testing.T) {
	plain := "First Name,Last Name,Email,Notes\r\nJürgen,Groß,jg@example.com,größer\r\nÅsa,Öberg,asa@example.com,\r\n"
	utf16 := func(e unicode.Endianness, p unicode.BOMPolicy) string {
		s, err := unicode.UTF16(e, p).NewEncoder().String(plain)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	latin, err := charmap.Windows1252.NewEncoder().String(plain)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		content string
		enc     csvfile.Encoding
		mark    bool
	}{
		"UTF-8":                      {plain, csvfile.UTF8, false},
		"UTF-8 with a mark":          {"\ufeff" + plain, csvfile.UTF8, true},
		"UTF-16 LE with a mark":      {utf16(unicode.LittleEndian, unicode.UseBOM), csvfile.UTF16LE, true},
		"UTF-16 BE with a mark":      {utf16(unicode.BigEndian, unicode.UseBOM), csvfile.UTF16BE, true},
		"UTF-16 LE without a mark":   {utf16(unicode.LittleEndian, unicode.IgnoreBOM), csvfile.UTF16LE, false},
		"UTF-16 BE without a mark":   {utf16(unicode.BigEndian, unicode.IgnoreBOM), csvfile.UTF16BE, false},
		"Windows-1252, also Latin-1": {latin, csvfile.Windows1252, false},
		"bare carriage returns":      {strings.ReplaceAll(plain, "\r\n", "\r"), csvfile.UTF8, false},
		"bare line feeds":            {strings.ReplaceAll(plain, "\r\n", "\n"), csvfile.UTF8, false},
		"mixed line ends":            {strings.Replace(plain, "\r\n", "\n", 1), csvfile.UTF8, false},
		"no line end at the end":     {strings.TrimRight(plain, "\r\n"), csvfile.UTF8, false},
		"semicolons":                 {strings.ReplaceAll(plain, ",", ";"), csvfile.UTF8, false},
		"tabs":                       {strings.ReplaceAll(plain, ",", "\t"), csvfile.UTF8, false},
		"bars":                       {strings.ReplaceAll(plain, ",", "|"), csvfile.UTF8, false},
		"Excel's separator line":     {"sep=;\r\n" + strings.ReplaceAll(plain, ",", ";"), csvfile.UTF8, false},
		"everything in quotes":       {`"` + strings.ReplaceAll(strings.ReplaceAll(strings.TrimRight(plain, "\r\n"), ",", `","`), "\r\n", "\"\r\n\"") + `"`, csvfile.UTF8, false},
		"columns without a name":     {strings.ReplaceAll(plain, "\r\n", ",,,\r\n"), csvfile.UTF8, false},
		"blank lines between":        {strings.ReplaceAll(plain, "\r\n", "\r\n\r\n,,,\r\n"), csvfile.UTF8, false},
	} {
		rd := open(t, c.content, csvfile.Options{})
		if p := rd.Plan(); p.Encoding != c.enc || p.Mark != c.mark {
			t.Errorf("%s: read as %s, mark %v", name, p.Encoding, p.Mark)
		}
		got := records(t, rd)
		if len(got) != 2 || got[0].Given != "Jürgen" || got[0].Family != "Groß" || got[0].Notes != "größer" || got[1].Name() != "Åsa Öberg" || got[1].Emails[0] != "asa@example.com" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestAFileInTwoEncodingsIsReadAndSaidSo(t *testing.T) {
	rd := open(t, "First Name,Email\nÅsa,a@example.com\nÖrjan,b@example.com\nJ\xfcrgen,c@example.com\n", csvfile.Options{})
	got := records(t, rd)
	if got[0].Given != "Åsa" || got[2].Given != "Jürgen" {
		t.Errorf("%q, %q", got[0].Given, got[2].Given)
	}
	if w := strings.Join(rd.Plan().Warnings, "\n"); !strings.Contains(w, "row 4") {
		t.Errorf("warnings: %q", w)
	}
}

func TestQuotesAndLineEndsInsideCells(t *testing.T) {
	rd := open(t, "First Name,Last Name,Email,Notes\n\"Anna\" , \"Smith\",anna@example.com,\"She said \"\"hello\"\"\nand left\"\nBo,Lund,bo@example.com,5'10\" tall\nCleo,Berg,cleo@example.com,\"12\" pipe\n", csvfile.Options{})
	got := records(t, rd)
	if len(got) != 3 || got[0].Notes != "She said \"hello\"\nand left" || got[0].Family != "Smith" || got[1].Notes != "5'10\" tall" || got[2].Notes != "12 pipe" {
		t.Errorf("%q", []string{got[0].Notes, got[0].Family, got[1].Notes, got[2].Notes})
	}
	if got[1].Line != 4 || got[1].Row != 3 {
		t.Errorf("row %d on line %d", got[1].Row, got[1].Line)
	}
}

func TestARowWhoseCellsMovedIsRejected(t *testing.T) {
	rd := open(t, "First Name,Last Name,Email\nAnna,Smith, Jr.,anna@example.com\nBo,Lund\nCleo,Berg,cleo@example.com,,\n", csvfile.Options{})
	got := records(t, rd)
	if !got[0].Rejected() || got[0].Problems[0].Code != connect.ProblemShifted {
		t.Errorf("%+v", got[0].Problems)
	}
	if got[1].Rejected() || got[2].Rejected() || len(got[2].Problems) != 0 {
		t.Error("missing cells at the end, or empty ones too many, are no fault")
	}
	if r := rd.Report(); r.Rejected != 1 || r.Usable != 2 || !strings.Contains(r.String(), "row 2: The row has 4 cells") {
		t.Errorf("%s", r)
	}
}

func TestDuplicateHeadersAreNamedAndMerged(t *testing.T) {
	rd := open(t, "First Name,Email,Email,City,City\nAnna,,a@example.com,,Springfield\nBo,b@example.com,b2@example.com,Salem,Boston\n", csvfile.Options{})
	got := records(t, rd)
	if got[0].Emails[0] != "a@example.com" || len(got[1].Emails) != 2 || got[0].Mailing.City != "Springfield" || got[1].Mailing.City != "Salem" {
		t.Errorf("%+v %+v", got[0], got[1])
	}
	w := strings.Join(rd.Plan().Warnings, "\n")
	if !strings.Contains(w, `"Email" stands over 2 columns (2, 3): all of them are read`) || !strings.Contains(w, `"City" stands over 2 columns (4, 5): the first that is filled counts`) {
		t.Error(w)
	}
}

func TestFormulasAreTextAndNeverAName(t *testing.T) {
	rd := open(t, "First Name,Last Name,Email,Zip,Notes\n\"=HYPERLINK(\"\"http://x.example\"\",\"\"Anna\"\")\",Smith,a@example.com,\"=\"\"02134\"\"\",=1+1\n@SUM(A1),Lund,b@example.com,,\n'=cmd,Berg,c@example.com,,\n", csvfile.Options{})
	for i, r := range records(t, rd) {
		if g, p := connect.Greeting(r); g != "" || p == nil || p.Code != connect.ProblemNameUnclear {
			t.Errorf("row %d would be greeted as %q", i+1, g)
		}
		if i == 0 && (r.Mailing.ZIP != "02134" || r.Notes != "=1+1" || rd.Report().ByCode[connect.ProblemFormula] != 1) {
			t.Errorf("%+v", r)
		}
	}
}

func TestNamesThatAreNoNamesBecomeAQuestionAndNotAGreeting(t *testing.T) {
	names := []string{"https://evil.example/x", "<script>alert(1)</script>", strings.Repeat("x", 10_000), "anna@example.com", "Smith Family Trust", "J.", "{{name}}"}
	var b strings.Builder
	b.WriteString("First Name,Email\n")
	for i, n := range names {
		fmt.Fprintf(&b, "%s,p%d@example.com\n", n, i)
	}
	b.WriteString("דנה,dana@example.com\n")
	rd := open(t, b.String(), csvfile.Options{})
	got := records(t, rd)
	for i := range names {
		if g, _ := connect.Greeting(got[i]); g != "" || !got[i].Usable() || len(got[i].Problems) != 1 || got[i].Problems[0].Code != connect.ProblemNameUnclear {
			t.Errorf("%.40q: greeting %q, problems %v", names[i], g, got[i].Problems)
		}
	}
	if g, _ := connect.Greeting(got[len(names)]); g != "דנה" {
		t.Errorf("right to left: %q", g)
	}
	if n := rd.Report().ByCode[connect.ProblemNameUnclear]; n != len(names) {
		t.Errorf("%d names are unclear", n)
	}
}

func TestABrokenDiskIsNotAnEmptyFile(t *testing.T) {
	broken := errors.New("disk on fire")
	_, err := csvfile.Open(io.MultiReader(strings.NewReader("First Name,Email\nAnna,a@example.com\n"), &failing{broken}), "list.csv", csvfile.Options{Today: today})
	if !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

func TestWhatTheWriterWritesNoSpreadsheetRunsAndTheReaderReadsBack(t *testing.T) {
	var b bytes.Buffer
	w := csvfile.NewWriter(&b)
	rows := [][]string{{"First Name", "Email", "Notes"}, {"=1+1", "a@example.com", "-2"}, {"Anna", "b@example.com", "+3, \"quoted\"\nnext"}, {"Bo", "c@example.com", "\tTAB"}, {"Cleo", "d@example.com", "@x"}, {"Dora", "e@example.com", " ＝1+1"}}
	for _, r := range rows {
		if err := w.Write(r...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	for _, cell := range []string{",=", ",+", ",-", ",@", ",\t", ", ＝", "\n=", "\"=", "\"+", "\"-", "\"@", "\"\t"} {
		if strings.Contains(b.String(), cell) {
			t.Errorf("a cell begins with %q:\n%s", cell, b.String())
		}
	}
	got := records(t, open(t, b.String(), csvfile.Options{}))
	if len(got) != 5 || got[0].Notes != "-2" || got[1].Notes != "+3, \"quoted\"\nnext" || got[3].Notes != "@x" {
		t.Errorf("%+v", got)
	}
}

// A row is called what a spreadsheet calls it: a title above the list, the header and empty rows count, a cell of several lines is in one
// row, and the line by which Excel knows the separator is not shown.
func TestARowIsCalledWhatASpreadsheetCallsIt(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		rows []int
	}{
		"the header is row 1":    {"Name,Email\nAna,ana@example.com\nBo,bo@example.com\n", []int{2, 3}},
		"a title above the list": {"My clients\n\nFirst Name,Last Name,Email,Closing Date\nAna,Ruiz,ana@example.com,2025-03-01\nBo,Lund,bo@example.com,2025-03-02\n", []int{4, 5}},
		"a cell of three lines":  {"Name,Email,Notes\nAna,ana@example.com,\"one\ntwo\nthree\"\nBo,bo@example.com,\n", []int{2, 3}},
		"an empty row":           {"Name,Email\nAna,ana@example.com\n\nBo,bo@example.com\n", []int{2, 4}},
		"Excel's separator line": {"sep=;\nName;Email\nAna;ana@example.com\n", []int{2}},
		"no header":              {"Ana Ruiz,ana@example.com\nBo Lund,bo@example.com\n", []int{1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			rd := open(t, c.file, csvfile.Options{AcceptGuesses: true})
			var got []int
			for _, r := range records(t, rd) {
				got = append(got, r.Row)
			}
			if !slices.Equal(got, c.rows) {
				t.Errorf("rows %v, a spreadsheet shows %v", got, c.rows)
			}
		})
	}
}

func TestAColumnCalledSTIsTheStateOnlyWhereItsCellsAreStates(t *testing.T) {
	for cells, want := range map[[3]string]csvfile.Field{
		{"NY", "nj", "TX"}:       csvfile.FieldMailingState,
		{"NY", "", "TX"}:         csvfile.FieldMailingState,
		{"NY", "Oak St", "TX"}:   csvfile.FieldNone,
		{"ok", "lead", "closed"}: csvfile.FieldNone,
		{"", "", ""}:             csvfile.FieldNone,
	} {
		rd := open(t, "Name,Email,Street,City,ST\nAna,ana@example.com,1 Oak St,Troy,"+cells[0]+"\nBo,bo@example.com,2 Oak St,Troy,"+cells[1]+"\nCy,cy@example.com,3 Oak St,Troy,"+cells[2]+"\n", csvfile.Options{AcceptGuesses: true})
		if got := rd.Plan().Columns[4].Field; got != want {
			t.Errorf("%q is read as %s, not as %s", cells, got, want)
		}
	}
	rd := open(t, "Name,Email,Property Address,City,ST\nAna,ana@example.com,1 Oak St,Troy,NY\n", csvfile.Options{AcceptGuesses: true})
	if got := rd.Plan().Columns[4].Field; got != csvfile.FieldPropertyState {
		t.Errorf("beside the street of the home they closed on it is %s", got)
	}
}
