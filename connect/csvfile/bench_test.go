package csvfile_test

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn/connect/csvfile"
)

// exported is a kvCORE export of n invented people, all 79 columns, a third of them filled.
func exported(n int, narrow bool) string {
	sample, err := os.ReadFile("testdata/kvcore.csv")
	if err != nil {
		panic(err)
	}
	head, _, _ := strings.Cut(string(sample), "\n")
	columns := strings.Split(head, ",")
	if narrow {
		columns = []string{"Contact Id", "First Name", "Last Name", "Email", "Email Optin", "Cell Phone 1", "Status", "Deal Type", "Spouse First Name", "Last Closed Date", "Hashtags", "Primary Address", "Primary City", "Primary State", "Primary Zip"}
		head = strings.Join(columns, ",")
	}
	var b strings.Builder
	b.WriteString(head + "\n")
	for i := range n {
		for c, name := range columns {
			if c > 0 {
				b.WriteByte(',')
			}
			switch name {
			case "Contact Id":
				fmt.Fprint(&b, 1000+i)
			case "First Name":
				b.WriteString([]string{"Anna", "BO", "cleo", "Dana"}[i%4])
			case "Last Name":
				b.WriteString([]string{"Smith", "O'NEIL", "van der Berg", "Lund"}[i%4])
			case "Email":
				fmt.Fprintf(&b, "Person.%d@Example.com", i)
			case "Email Optin", "Text On", "Phone On":
				b.WriteString("1")
			case "Cell Phone 1":
				fmt.Fprintf(&b, "(%d) %d-%04d", 212+i%2*100, 200+i%700, i%10000)
			case "Status":
				b.WriteString("Closed")
			case "Deal Type":
				b.WriteString([]string{"Buyer", "Seller", "\"Buyer,Seller\""}[i%3])
			case "Assigned Agent":
				b.WriteString("Maria Brandt")
			case "Agent Email":
				b.WriteString("maria@brandt.example")
			case "Spouse First Name":
				b.WriteString([]string{"", "Paul"}[i%2])
			case "Last Closed Date":
				fmt.Fprintf(&b, "%d/%d/%d", 1+i%12, 1+i%28, 2020+i%6)
			case "Hashtags":
				b.WriteString("#pastclient #vip")
			case "Primary Address":
				fmt.Fprintf(&b, "%d OAK ST APT %d", 1+i%900, i%30)
			case "Primary City":
				b.WriteString("Springfield")
			case "Primary State":
				b.WriteString("IL")
			case "Primary Zip":
				b.WriteString("62704")
			case "Created At", "Updated At", "Registered":
				b.WriteString("2021-01-03 10:00:00")
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// BenchmarkOpen surveys a file, BenchmarkRead surveys and reads it: 15 columns, and 79 as kvCORE exports them.
func BenchmarkOpen(b *testing.B) { eachWidth(b, false) }
func BenchmarkRead(b *testing.B) { eachWidth(b, true) }

func eachWidth(b *testing.B, read bool) {
	const rows = 20_000
	for name, narrow := range map[string]bool{"15columns": true, "79columns": false} {
		content := exported(rows, narrow)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(content)))
			b.ReportAllocs()
			for b.Loop() {
				if n := through(b, content, read); n != rows {
					b.Fatalf("%d rows of %d", n, rows)
				}
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// through counts the rows that a pass saw, and with read those that gave what they should.
func through(b *testing.B, content string, read bool) int {
	rd, err := csvfile.Open(strings.NewReader(content), "contacts.csv", csvfile.Options{Today: today})
	if err != nil {
		b.Fatal(err)
	}
	if !read {
		return rd.Plan().Rows
	}
	n := 0
	for {
		r, err := rd.Read()
		if err == io.EOF {
			return n
		}
		if err != nil {
			b.Fatal(err)
		}
		if len(r.Emails) == 1 && len(r.Phones) == 1 && len(r.Closings) == 1 {
			n++
		}
	}
}
