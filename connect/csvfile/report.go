package csvfile

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn/connect"
)

// MaxReported is how many problems a Report keeps; further ones are counted.
const MaxReported = 5_000

// Report counts what came out of a file. It speaks of the file alone: which people were new is for the importer to say.
type Report struct {
	File     string
	Rows     int
	Usable   int // rows that can be used, with or without a warning
	Waiting  int // rows that wait for an answer
	Rejected int
	Closings int            // in usable rows
	ByCode   map[string]int // problems by their code
	Problems []connect.Problem
	Left     int // problems beyond MaxReported
}

func (rp *Report) add(r *connect.Record) {
	rp.Rows++
	switch {
	case r.Rejected():
		rp.Rejected++
	case r.Waiting():
		rp.Waiting++
	default:
		rp.Usable++
		rp.Closings += len(r.Closings)
	}
	for _, p := range r.Problems {
		rp.Add(p)
	}
}

// Add counts one more problem, such as one that only the importer can see.
func (rp *Report) Add(p connect.Problem) {
	if rp.ByCode == nil {
		rp.ByCode = map[string]int{}
	}
	rp.ByCode[p.Code]++
	if len(rp.Problems) >= MaxReported {
		rp.Left++
		return
	}
	rp.Problems = append(rp.Problems, p)
}

// WriteTo prints the report: the sums, then what has to be done, the worst first.
func (rp *Report) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s. %d usable, %d waiting for an answer, %d rejected; %s.\n", rp.File, count(rp.Rows, "row"), rp.Usable, rp.Waiting, rp.Rejected, count(rp.Closings, "closing"))
	for _, part := range []struct {
		severity connect.Severity
		title    string
	}{{connect.SeverityReject, "Rejected"}, {connect.SeverityAsk, "Waiting"}, {connect.SeverityWarn, "Worth a look"}} {
		list := slices.DeleteFunc(slices.Clone(rp.Problems), func(p connect.Problem) bool { return p.Severity != part.severity })
		if len(list) == 0 {
			continue
		}
		fmt.Fprintf(&b, "%s:\n", part.title)
		for _, p := range list {
			fmt.Fprintf(&b, "  %s\n", p)
		}
	}
	if rp.Left > 0 {
		fmt.Fprintf(&b, "... and %s more.\n", count(rp.Left, "problem"))
	}
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

// String is what WriteTo prints.
func (rp *Report) String() string {
	var b strings.Builder
	if _, err := rp.WriteTo(&b); err != nil {
		return err.Error()
	}
	return b.String()
}
