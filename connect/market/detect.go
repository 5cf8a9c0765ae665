package market

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"slices"
	"strings"
)

// Detect recognises a layout by the beginning of a file (unpacked, without a byte-order mark). It gives the header row with its
// names in lower case and with single spaces, and how many lines to skip to reach the first row of data: the header and what
// stands above it. Header is nil for FHFA's files, which have none. An unknown layout is the empty Format.
func Detect(head []byte) (format Format, header []string, skip int) {
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	rest := head
	for line := range maxTitle {
		row, more, _ := bytes.Cut(rest, []byte("\n"))
		cells := split(row)
		if f := byHeader(cells); f != "" {
			return f, cells, line + 1
		}
		if line == 0 && isFHFARow(cells) {
			return FormatFHFA, nil, 0
		}
		if len(more) == 0 {
			break
		}
		rest = more
	}
	return "", nil, 0
}

// byHeader knows each publisher's column names.
func byHeader(h []string) Format {
	has := func(names ...string) bool {
		for _, n := range names {
			if !slices.Contains(h, n) {
				return false
			}
		}
		return true
	}
	switch {
	case has("metro", "area code", "year", "quarter", "value"),
		has("yr", "qtr", "index nsa"),
		has("hpi type", "hpi flavor", "frequency", "level", "yr", "period", "index nsa"):
		return FormatFHFA
	case has("regionid", "regionname") && firstDate(h) > 0:
		return FormatZillow
	case len(h) >= 2 && (h[0] == "observation date" || h[0] == "date") && h[1] == "mortgage30us":
		return FormatFRED
	case has("date", "pmms30"):
		return FormatPMMS
	case has("month date yyyymm", "median days on market"), has("month date yyyymm", "active listing count"):
		return FormatRealtor
	case has("borough", "neighborhood", "building class category", "address", "zip code", "sale price", "sale date"):
		return FormatNYC
	}
	return ""
}

// split reads one header line by commas or, where it has none, by tabs.
func split(line []byte) []string {
	line = bytes.TrimRight(line, "\r\n")
	r := csv.NewReader(bytes.NewReader(line))
	r.LazyQuotes = true
	if !bytes.ContainsRune(line, ',') && bytes.ContainsRune(line, '\t') {
		r.Comma = '\t'
	}
	cells, err := r.Read()
	if err != nil {
		return nil
	}
	for i, c := range cells {
		cells[i] = columnName(c)
	}
	return cells
}

// columnName makes spellings of one column equal: "SALE PRICE", "sale_price" and "Sale Price\n" are all "sale price".
func columnName(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ' ' || r == '_' || r == '\n' || r == '\r' || r == '\u00a0' }), " ")
}

// separator finds what stands between the cells of a file.
func separator(header []string, head []byte) rune {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if header != nil && !bytes.ContainsRune(line, ',') && bytes.ContainsRune(line, '\t') {
		return '\t'
	}
	return ','
}

var (
	fourDigits = regexp.MustCompile(`^(19|20)\d\d$`)
	metroCode  = regexp.MustCompile(`^\d{5}$`)
	stateCode  = regexp.MustCompile(`^[a-z]{2}$`)
)

// isFHFARow recognises the first row of FHFA's files without a header: name, code, year, quarter, value, error for metro areas
// and state, year, quarter, value for states.
func isFHFARow(c []string) bool {
	quarter := func(s string) bool { return len(s) == 1 && s[0] >= '1' && s[0] <= '4' }
	switch {
	case len(c) == 6:
		return metroCode.MatchString(c[1]) && fourDigits.MatchString(c[2]) && quarter(c[3])
	case len(c) == 4 || len(c) == 5:
		return stateCode.MatchString(c[0]) && fourDigits.MatchString(c[1]) && quarter(c[2])
	}
	return false
}

// firstDate is the first column that is named by a month, -1 if there is none: 2000-01-31, 1/31/00 in old editions, 1996-04 in
// the oldest.
func firstDate(h []string) int {
	return slices.IndexFunc(h, func(s string) bool {
		_, ok := monthEnd(s)
		return ok
	})
}
