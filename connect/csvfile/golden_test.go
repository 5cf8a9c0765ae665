package csvfile_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/connect/csvfile"
)

var update = flag.Bool("update", false, "write testdata/*.golden anew")

var today = goodturn.Date{Year: 2026, Month: 11, Day: 22}

// TestEveryKnownExportReadsAsItsGoldenFileSays shows plan, records and report of one file per layout. All people are invented.
func TestEveryKnownExportReadsAsItsGoldenFileSays(t *testing.T) {
	files, err := filepath.Glob("testdata/*.csv")
	if err != nil || len(files) < 14 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			rd, err := csvfile.Open(f, filepath.Base(name), csvfile.Options{Today: today})
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			if _, err := rd.Plan().WriteTo(&b); err != nil {
				t.Fatal(err)
			}
			rd.Plan().Accept()
			b.WriteString("\n")
			for r, err := range rd.All() {
				if err != nil {
					t.Fatal(err)
				}
				b.WriteString(show(r))
			}
			b.WriteString("\n" + rd.Report().String())
			golden := strings.TrimSuffix(name, ".csv") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if string(want) != b.String() {
				t.Errorf("got:\n%s\nwant:\n%s", b.String(), want)
			}
		})
	}
}

// show prints what a record says, leaving out what it does not.
func show(r *connect.Record) string {
	var b strings.Builder
	greeting, _ := connect.Greeting(r)
	fmt.Fprintf(&b, "#%d %s | dear %q", r.Row, r.Name(), greeting)
	say := func(label string, v any) {
		if s := fmt.Sprint(v); s != "" && s != "[]" && s != "false" && s != "0" {
			fmt.Fprintf(&b, "\n   %s: %s", label, s)
		}
	}
	say("nick", r.Nick)
	say("joint", r.Joint)
	say("e-mail", r.Emails)
	for _, p := range r.Phones {
		say(string(p.Kind), p.Number)
	}
	if !r.Spouse.IsZero() {
		say("spouse", strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %s", r.Spouse.Given, r.Spouse.Family, r.Spouse.Email, r.Spouse.Phone)), " "))
	}
	say("lives", r.Mailing.Line())
	say("country", r.Mailing.Country)
	say("property", r.Property.Line())
	for _, c := range r.Closings {
		date := c.Date.String()
		if c.Date.IsZero() {
			date = "?? " + c.DateText
		}
		line := fmt.Sprintf("%s %s", date, c.Side)
		if c.PriceMinor != 0 {
			line += fmt.Sprintf(" %d.%02d %s", c.PriceMinor/100, c.PriceMinor%100, c.Currency)
		}
		if !c.Address.IsZero() {
			line += " at " + c.Address.Line()
		}
		if c.Proposed {
			line += " (proposed)"
		}
		say("closing", line+" from "+c.From)
	}
	say("side", r.Side)
	say("tags", strings.Join(r.Tags, " | "))
	say("notes", r.Notes)
	say("source", r.Source)
	say("referred by", r.ReferredBy)
	say("stage", r.Stage)
	say("agent", strings.TrimSpace(r.AssignedTo.Name+" "+r.AssignedTo.Email))
	say("id", strings.TrimSpace(r.ExternalID.System+" "+r.ExternalID.Value))
	say("company", r.Company)
	say("no e-mail", r.OptOutEmail)
	say("no texts", r.OptOutText)
	say("last contact", r.LastContact)
	say("not read", r.Unmapped)
	for _, p := range r.Problems {
		say(string(p.Severity)+" "+p.Code, p.String())
	}
	return b.String() + "\n"
}
