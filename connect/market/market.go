// Package market answers one question: what does this publisher's file say?
//
// It reads the files of FHFA, Zillow Research, FRED, Freddie Mac, Realtor.com and the New York City Department of Finance in the
// layouts in which they are published, gzipped or not, and hands out series and sales one by one without holding the file in
// memory. It recognises a file by its contents, never by its name. It can also fetch them (fetch.go), where the owner has agreed.
//
// It refuses to know what the numbers mean for anybody: that is the pure package of the same name.
package market

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
)

// Format is a layout that we can read.
type Format string

const (
	FormatFHFA    Format = "fhfa"    // house price index: all-transactions metro file, state file, purchase-only text file, master file
	FormatZillow  Format = "zillow"  // home value index (ZHVI): nation, state, metro, county, city, ZIP, neighbourhood
	FormatFRED    Format = "fred"    // MORTGAGE30US
	FormatPMMS    Format = "pmms"    // Freddie Mac's own history of the survey
	FormatRealtor Format = "realtor" // inventory core metrics: nation, state, metro, county, ZIP
	FormatNYC     Format = "nyc_dof" // rolling or annualised sales
)

// Words names the format for people.
func (f Format) Words() string {
	switch f {
	case FormatFHFA:
		return "FHFA house price index"
	case FormatZillow:
		return "Zillow home value index"
	case FormatFRED:
		return "30-year mortgage rate from FRED"
	case FormatPMMS:
		return "Freddie Mac mortgage survey"
	case FormatRealtor:
		return "Realtor.com inventory metrics"
	case FormatNYC:
		return "New York City sales records"
	}
	return string(f)
}

// HasSales reports whether files of this format hold sales rather than series.
func (f Format) HasSales() bool { return f == FormatNYC }

// Options bound what reading a file may cost and choose what is kept. The zero Options keep everything within the default bounds.
type Options struct {
	Keep      func(market.Area) bool // nil: all areas. The ZIP files of Zillow and Realtor.com cover the whole country
	MaxBytes  int64                  // after unpacking; 0: 1 GiB
	MaxPoints int                    // numbers held at once, for layouts that scatter a series over the file; 0: 2 million (about 80 MB)
}

const (
	maxLine  = 1 << 20  // no publisher's line comes near it; an unclosed quote would
	peekSize = 64 << 10 // how far into the file the header may start
	maxTitle = 12       // lines of title above the header
)

// File is an open market file. Read it once, with Series or Sales.
type File struct {
	Name    string // for messages; not used to guess anything
	Format  Format
	Rows    int // rows of data read so far
	LeftOut int // of these, rows that say nothing for us: not a home, no price, a value missing, an area not kept

	header []string
	rows   *rows
	opt    Options
}

// Open recognises a file and reads up to its first row of data. The error says what it found and what it knows.
func Open(r io.Reader, name string, opt Options) (*File, error) {
	if opt.MaxBytes <= 0 {
		opt.MaxBytes = 1 << 30
	}
	if opt.MaxPoints <= 0 {
		opt.MaxPoints = 2_000_000
	}
	br := bufio.NewReaderSize(r, peekSize)
	if magic, _ := br.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		zr, err := gzip.NewReader(br)
		if err != nil {
			return nil, &goodturn.Error{Code: goodturn.CodeInvalid, File: name, Message: "This looks like a gzip file, but it does not unpack.", Hint: "Download it again.", Err: err}
		}
		br = bufio.NewReaderSize(zr, peekSize)
	}
	if bom, _ := br.Peek(3); bytes.Equal(bom, []byte("\xef\xbb\xbf")) {
		br.Discard(3) // cannot fail: the three bytes are buffered
	}
	head, err := br.Peek(peekSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, unreadable(name, err)
	}
	format, header, skip := Detect(head)
	if format == "" {
		return nil, unknown(name, head)
	}
	for range skip {
		if _, err := br.ReadSlice('\n'); err != nil {
			return nil, unreadable(name, err)
		}
	}
	f := &File{Name: name, Format: format, header: header, opt: opt}
	f.rows = newRows(br, name, skip, separator(header, head), opt.MaxBytes)
	return f, nil
}

// Series hands out the series of the file. An error is about one row, which was left out, or it ends the sequence; in both cases
// going on is safe. Files of sales have none.
func (f *File) Series() iter.Seq2[market.Series, error] {
	return func(yield func(market.Series, error) bool) {
		switch f.Format {
		case FormatFHFA:
			f.fhfa(yield)
		case FormatZillow:
			f.zillow(yield)
		case FormatFRED:
			f.fred(yield)
		case FormatPMMS:
			f.pmms(yield)
		case FormatRealtor:
			f.realtor(yield)
		}
	}
}

// Sales hands out the sales of the file, homes sold for money only. Errors are as in Series. Files of series have none.
func (f *File) Sales() iter.Seq2[market.Sale, error] {
	return func(yield func(market.Sale, error) bool) {
		if f.Format == FormatNYC {
			f.nyc(yield)
		}
	}
}

// Contents is a whole file in memory.
type Contents struct {
	Format   Format
	Series   []market.Series
	Sales    []market.Sale
	Rows     int
	LeftOut  int     // rows that say nothing for us
	Rejected int     // rows that could not be read
	Errors   []error // the first maxErrors of them
}

// errNothing is in the chain of Read's error where a file was read to its end and has nothing for us.
var errNothing = errors.New("no row of it is about an area that is kept")

const maxErrors = 20

// Read reads a whole file. It fails if the file is not recognised, cannot be read to its end, or gives nothing at all; single bad
// rows are counted and listed in Contents.
func Read(r io.Reader, name string, opt Options) (Contents, error) {
	f, err := Open(r, name, opt)
	if err != nil {
		return Contents{}, err
	}
	c := Contents{Format: f.Format}
	var fatal error
	note := func(err error) {
		c.Rejected++
		if f.rows.fatal != nil {
			fatal = err
		}
		if len(c.Errors) < maxErrors {
			c.Errors = append(c.Errors, err)
		}
	}
	for s, err := range f.Series() {
		if err != nil {
			note(err)
			continue
		}
		c.Series = append(c.Series, s)
	}
	for s, err := range f.Sales() {
		if err != nil {
			note(err)
			continue
		}
		c.Sales = append(c.Sales, s)
	}
	c.Rows, c.LeftOut = f.Rows, f.LeftOut
	if fatal != nil {
		return c, fatal
	}
	if len(c.Series) == 0 && len(c.Sales) == 0 {
		if len(c.Errors) > 0 {
			return c, c.Errors[0]
		}
		return c, &goodturn.Error{Code: goodturn.CodeInvalid, File: name,
			Message: fmt.Sprintf("This %s file has no rows that can be used.", f.Format.Words()), Hint: "Check that the download is complete and covers your area.", Err: errNothing}
	}
	return c, nil
}

// keep reports whether an area is wanted.
func (f *File) keep(a market.Area) bool { return f.opt.Keep == nil || f.opt.Keep(a) }

// col finds a column of the header by name, -1 if there is none.
func (f *File) col(names ...string) int {
	for i, h := range f.header {
		for _, n := range names {
			if h == n {
				return i
			}
		}
	}
	return -1
}

func unknown(name string, head []byte) error {
	line, _, _ := strings.Cut(string(head), "\n")
	if len(line) > 80 {
		line = line[:80] + "..."
	}
	return &goodturn.Error{Code: goodturn.CodeInvalid, File: name, Line: 1,
		Message: fmt.Sprintf("This is not a market file that we know. It begins %q.", strings.TrimSpace(line)),
		Hint:    "We read CSV files as published by FHFA, Zillow Research, FRED (MORTGAGE30US), Freddie Mac (PMMS), Realtor.com Research and New York City's sales records. A spreadsheet must be saved as CSV first."}
}

func unreadable(name string, err error) error {
	return &goodturn.Error{Code: goodturn.CodeInvalid, File: name, Message: "The file cannot be read to its end.", Hint: "Download it again.", Err: err}
}
