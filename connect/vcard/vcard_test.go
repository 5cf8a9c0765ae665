package vcard_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/connect/csvfile"
	"github.com/goodturn-app/goodturn/connect/vcard"
)

var today = goodturn.Date{Year: 2026, Month: 11, Day: 22}

func read(t *testing.T, content, name string, answers map[string]string) ([]*connect.Record, *csvfile.Reader) {
	t.Helper()
	rd, err := vcard.Open(strings.NewReader(content), name, csvfile.Options{Today: today, Answers: answers})
	if err != nil {
		t.Fatal(err)
	}
	var out []*connect.Record
	for r, err := range rd.All() {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out, rd
}

func file(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// line is a record on one line.
func line(r *connect.Record) string {
	var b strings.Builder
	greeting, _ := connect.Greeting(r)
	fmt.Fprintf(&b, "%s (%s) %v", r.Name(), greeting, r.Emails)
	for _, p := range r.Phones {
		fmt.Fprintf(&b, " %s %s", p.Kind, p.Number)
	}
	if !r.Spouse.IsZero() {
		fmt.Fprintf(&b, " spouse %s %s", r.Spouse.Given, r.Spouse.Family)
	}
	if !r.Mailing.IsZero() {
		fmt.Fprintf(&b, " lives %s", r.Mailing.Line())
	}
	for _, c := range r.Closings {
		fmt.Fprintf(&b, " closing %s %s %s", c.Date, c.Side, c.Address.Line())
		if c.Proposed {
			b.WriteString(" proposed")
		}
	}
	for _, s := range []string{strings.Join(r.Tags, "|"), r.Notes, r.Company} {
		if s != "" {
			fmt.Fprintf(&b, " [%s]", s)
		}
	}
	return b.String()
}

func TestCardsOfEveryVersionAreRead(t *testing.T) {
	for name, want := range map[string][]string{
		"apple.vcf": {
			"Robert Stone (Bob) [bob@example.com old@example.com] mobile +16175550133 other +16175550134 spouse Sue Stone lives 3 Hill Ct, 2, Boston, MA 02134 closing 2023-07-01 bought  closing 2025-03-15 bought 12 Oak St proposed [Past Client|Buyer] [closed 3/15/25 on 12 Oak St, Two kids; dog] [Stone & Sons]",
			"Oak Holdings LLC () [office@oak.example] [Oak Holdings LLC]",
		},
		"version4.vcf": {
			"דנה לוי (דנה) [dana@example.com second@example.com] mobile +12125550101 spouse Ari Levi lives 9 Bay Rd, Oakland, CA 94601 closing 2026-02-20 bought 9 Bay Rd proposed [Bought 9 Bay Rd on 20 Feb 2026]",
			"Folded Name (Folded) []",
		},
		"version21.vcf": {
			"Jürgen Groß (Jürgen) [juergen@example.com] mobile +12125550155 work +12125550156 spouse Eva Groß lives 1 Main, 9, Springfield, IL 62704 closing 2024-12-28 sold 88 Pine Ave proposed [Sold 88 Pine Ave 12/28/2024\nKüche schön]",
			"Bo Lund (Bo) [bo@example.org]",
		},
	} {
		got, rd := read(t, file(t, name), name, nil)
		if len(got) != len(want) || rd.Plan().Rows != len(want) || len(rd.Plan().Guessed()) != 0 {
			t.Fatalf("%s: %d cards, plan %+v", name, len(got), rd.Plan())
		}
		for i := range want {
			if line(got[i]) != want[i] {
				t.Errorf("%s, card %d:\n got %s\nwant %s", name, i+1, line(got[i]), want[i])
			}
		}
	}
}

func TestAWeddingDayIsNoClosingAndAnAnniversaryIsAskedAbout(t *testing.T) {
	_, rd := read(t, file(t, "apple.vcf"), "apple.vcf", nil)
	var ids []string
	for _, q := range rd.Plan().Questions {
		ids = append(ids, q.ID)
	}
	if got := strings.Join(ids, " "); got != "anniversary text_dates" {
		t.Errorf("questions: %s", got)
	}
	got, _ := read(t, file(t, "apple.vcf"), "apple.vcf", map[string]string{"anniversary": "home", "text_dates": "yes"})
	if n := len(got[0].Closings); n != 3 || !got[0].Usable() || got[0].Closings[0].Date.String() != "2019-06-14" || got[0].Closings[0].From != "column Anniversary" {
		t.Errorf("answered: %s", line(got[0]))
	}
}

func TestAnAddressBookInUTF16IsRead(t *testing.T) {
	s, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(file(t, "version4.vcf"))
	if err != nil {
		t.Fatal(err)
	}
	if csvfile.Sniff([]byte(s[:200])) != csvfile.KindVCard {
		t.Error("it is not recognised as an address book")
	}
	if got, rd := read(t, s, "x.vcf", nil); got[0].Given != "דנה" || rd.Plan().Encoding != csvfile.UTF16LE {
		t.Errorf("%s", line(got[0]))
	}
}

func TestADamagedAddressBookIsRefusedWithItsLine(t *testing.T) {
	good := "BEGIN:VCARD\nVERSION:3.0\nFN:Anna Smith\nEND:VCARD\n"
	for name, c := range map[string]struct {
		content string
		line    int
		says    string
	}{
		"cut off":               {good + "BEGIN:VCARD\nFN:Bo", 5, "no end"},
		"a NUL byte":            {good + "BEGIN:VCARD\nFN:B\x00o\nEND:VCARD\n", 6, "NUL"},
		"an endless line":       {good + "BEGIN:VCARD\nNOTE:" + strings.Repeat("x", 1<<20) + "\nEND:VCARD\n", 6, "longer than 256 KiB"},
		"an endless note":       {good + "BEGIN:VCARD\nNOTE:" + strings.Repeat("xxxxxxxx\n ", 60_000) + "\nEND:VCARD\n", 0, "longer than 256 KiB"},
		"a card without end":    {good + "BEGIN:VCARD\n" + strings.Repeat("NOTE:x\n", 200_000) + "END:VCARD\n", 5, "longer than 1024 KiB"},
		"a CSV file":            {"First Name,Email\nAnna,anna@example.com\n", 1, "BEGIN:VCARD"},
		"an Excel file":         {"PK\x03\x04", 0, "Excel"},
		"an empty file":         {"", 0, "empty"},
		"text without any card": {"VERSION:3.0\nFN:Anna\n", 0, "holds nobody"},
	} {
		_, err := vcard.Open(strings.NewReader(c.content), "x.vcf", csvfile.Options{Today: today})
		var e *goodturn.Error
		if !errors.As(err, &e) || c.line > 0 && e.Line != c.line || !strings.Contains(e.Message, c.says) || e.Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// pictures is an address book of n cards, each with a picture of a megabyte on one line.
type pictures struct {
	n    int
	part io.Reader
}

func (p *pictures) Read(b []byte) (int, error) {
	for {
		if p.part == nil {
			if p.n == 0 {
				return 0, io.EOF
			}
			p.n--
			p.part = io.MultiReader(strings.NewReader("BEGIN:VCARD\nVERSION:3.0\nFN:Anna Smith\nPHOTO;ENCODING=b:"), io.LimitReader(letters{}, 1<<20), strings.NewReader("\n AAAA\nEMAIL:anna@example.com\nEND:VCARD\n"))
		}
		n, err := p.part.Read(b)
		if err == io.EOF {
			p.part, err = nil, nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

type letters struct{}

func (letters) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'A'
	}
	return len(b), nil
}

func TestPicturesAreReadPastAndNotKept(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	rd, err := vcard.Open(&seekable{pictures{n: 50}}, "x.vcf", csvfile.Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for r, err := range rd.All() {
		if err != nil {
			t.Fatal(err)
		}
		if r.Emails[0] == "anna@example.com" {
			n++
		}
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; n != 50 || used > 24<<20 {
		t.Errorf("%d cards, %d MB", n, used>>20)
	}
}

// seekable can go back to its start, as a file can.
type seekable struct{ pictures }

func (s *seekable) Seek(int64, int) (int64, error) {
	s.pictures = pictures{n: 50}
	return 0, nil
}

func FuzzOpen(f *testing.F) {
	for _, name := range []string{"apple.vcf", "version4.vcf", "version21.vcf"} {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		rd, err := vcard.Open(strings.NewReader(string(in)), "x.vcf", csvfile.Options{Today: today})
		if err != nil {
			var e *goodturn.Error
			if !errors.As(err, &e) || e.Message == "" || e.Hint == "" {
				t.Fatalf("an error without words: %v", err)
			}
			return
		}
		n := 0
		for _, err := range rd.All() {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if n != rd.Plan().Rows {
			t.Fatalf("%d cards, plan %d", n, rd.Plan().Rows)
		}
	})
}
