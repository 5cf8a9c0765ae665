package market

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
)

func open(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// line writes a series on one line: what, where, how it is called there, and its points.
func line(s market.Series) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %q %s", s.Key(), s.Area.Name, s.Unit)
	for _, p := range s.Points {
		fmt.Fprintf(&b, " %s=%v", p.Period, p.Value)
		if p.StdErr != 0 {
			fmt.Fprintf(&b, "±%v", p.StdErr)
		}
	}
	return b.String()
}

func TestEachPublishersFile(t *testing.T) {
	abilene := `fhfa/home_value/metro/10180 "Abilene, TX" index 2025-03-31=337.61±9.43 2025-06-30=350.52±8.9 2025-09-30=343.99±8.1 2025-12-31=369.82±9.23`
	newYork := `fhfa/home_value/metro/35614 "New York-Jersey City-White Plains, NY-NJ (MSAD)" index 2025-03-31=418.14±2.06 2025-06-30=431.1±2.09 2025-09-30=436.13±2.07 2025-12-31=437.42±1.9`
	for name, c := range map[string]struct {
		format  Format
		want    []string
		leftOut int
	}{
		"fhfa_metro.csv":         {FormatFHFA, []string{abilene, newYork}, 1},
		"fhfa_metro_header.csv":  {FormatFHFA, []string{abilene, newYork}, 1},
		"fhfa_purchase_only.txt": {FormatFHFA, []string{`fhfa/home_value/metro/10180 "Abilene, TX" index 2025-09-30=201.1 2025-12-31=202.2`}, 0},
		"fhfa_state.csv":         {FormatFHFA, []string{`fhfa/home_value/state/TX "Texas" index 2025-09-30=301.1 2025-12-31=302.2`, `fhfa/home_value/state/UT "Utah" index 2025-12-31=402.2`}, 0},
		"fhfa_master.csv": {FormatFHFA, []string{`fhfa/home_value/metro/10180 "Abilene, TX" index 2025-03-31=121 2025-06-30=122`,
			`fhfa/home_value/state/TX "Texas" index 2025-03-31=131`, `fhfa/home_value/nation/US "the United States" index 2025-03-31=141`}, 3},
		"zillow_metro.csv": {FormatZillow, []string{`zillow/home_value/nation/US "the United States" dollars 2025-08-31=361111.5 2025-09-30=362222.25 2025-10-31=363333.75`,
			`zillow/home_value/metro/New York, NY "New York, NY" dollars 2025-09-30=701234.5 2025-10-31=702345.6`}, 1},
		"zillow_zip.csv": {FormatZillow, []string{`zillow/home_value/zip/11215 "" dollars 2025-09-30=1.5012345e+06 2025-10-31=1.5023456e+06`,
			`zillow/home_value/zip/01001 "" dollars 2025-09-30=301234.5`, `zillow/home_value/zip/01002 "" dollars 2025-10-31=401234.5`}, 0},
		"zillow_county.csv": {FormatZillow, []string{`zillow/home_value/county/06037 "Los Angeles County" dollars 2025-10-31=901234.5`}, 0},
		"zillow_old.csv":    {FormatZillow, []string{`zillow/home_value/metro/New York, NY "New York, NY" dollars 2000-01-31=201234 2000-02-29=202345 2019-12-31=401234`}, 0},
		"fred.csv":          {FormatFRED, []string{`freddie_mac/rate_30y/nation/US "the United States" percent 2025-11-06=6.11 2025-11-20=6.22`}, 1},
		"fred_old.csv":      {FormatFRED, []string{`freddie_mac/rate_30y/nation/US "the United States" percent 2021-01-07=3.11 2021-01-14=3.22`}, 0},
		"pmms.csv":          {FormatPMMS, []string{`freddie_mac/rate_30y/nation/US "the United States" percent 1971-04-02=7.11 2022-11-10=7.01 2022-11-17=6.51`}, 1},
		"realtor_state.csv": {FormatRealtor, []string{
			`realtor/days_on_market/state/UT "Utah" days 2024-10-31=50 2025-10-31=61`, `realtor/active_listings/state/UT "Utah" count 2024-10-31=9001 2025-10-31=11001`,
			`realtor/new_listings/state/UT "Utah" count 2024-10-31=3101 2025-10-31=3301`, `realtor/listing_price/state/UT "Utah" dollars 2024-10-31=541000 2025-10-31=551000`,
			`realtor/days_on_market/state/NY "New York" days 2025-09-30=52 2025-10-31=51`, `realtor/active_listings/state/NY "New York" count 2025-09-30=21002 2025-10-31=21001`,
			`realtor/new_listings/state/NY "New York" count 2025-09-30=4302`, `realtor/listing_price/state/NY "New York" dollars 2025-09-30=652000 2025-10-31=651000`}, 2},
		"realtor_county.csv": {FormatRealtor, []string{`realtor/days_on_market/county/06037 "Los Angeles, CA" days 2025-10-31=58`, `realtor/active_listings/county/06037 "Los Angeles, CA" count 2025-10-31=15001`,
			`realtor/new_listings/county/06037 "Los Angeles, CA" count 2025-10-31=5001`, `realtor/listing_price/county/06037 "Los Angeles, CA" dollars 2025-10-31=801000`}, 0},
		"realtor_zip.csv": {FormatRealtor, []string{`realtor/days_on_market/zip/01001 "" days 2025-10-31=38`, `realtor/active_listings/zip/01001 "" count 2025-10-31=15`, `realtor/new_listings/zip/01001 "" count 2025-10-31=12`, `realtor/listing_price/zip/01001 "" dollars 2025-10-31=401000`,
			`realtor/days_on_market/zip/11215 "" days 2025-10-31=48`, `realtor/active_listings/zip/11215 "" count 2025-10-31=101`, `realtor/new_listings/zip/11215 "" count 2025-10-31=42`, `realtor/listing_price/zip/11215 "" dollars 2025-10-31=1.401e+06`}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			data := open(t, name)
			var zipped bytes.Buffer
			w := gzip.NewWriter(&zipped)
			w.Write(data)
			w.Close()
			crlf := bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
			bom := append([]byte("\xef\xbb\xbf"), bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))...)
			// The name says nothing: each is read as what it holds.
			for dress, b := range map[string][]byte{"as it is": data, "gzipped": zipped.Bytes(), "with carriage returns": crlf, "with a byte-order mark": bom} {
				got, err := Read(bytes.NewReader(b), "download(1).csv", Options{})
				if err != nil || got.Rejected != 0 {
					t.Fatalf("%s: %v %v", dress, err, got.Errors)
				}
				var lines []string
				for _, s := range got.Series {
					lines = append(lines, line(s))
					if err := s.Check(); err != nil {
						t.Errorf("%s: %v", dress, err)
					}
				}
				if got.Format != c.format || got.LeftOut != c.leftOut {
					t.Errorf("%s: read as %q, %d rows left out", dress, got.Format, got.LeftOut)
				}
				if have, want := strings.Join(lines, "\n"), strings.Join(c.want, "\n"); have != want {
					t.Errorf("%s:\n%s\nwant\n%s", dress, have, want)
				}
			}
		})
	}
}

func TestNewYorksSales(t *testing.T) {
	c, err := Read(bytes.NewReader(open(t, "nyc.csv")), "nyc.csv", Options{})
	if err != nil || c.Rejected != 0 || len(c.Series) != 0 {
		t.Fatal(err, c.Errors)
	}
	want := []string{
		`71 Ludlow Street, 4B, New York, NY 10002|the Lower East Side|condo|2025-01-02|285000000`,
		`31 Jane Street, 4F, New York, NY 10014|the West Village|coop|2025-01-02|210000000`,
		`117-10 Jamaica Avenue, Queens, NY 11418|Richmond Hill|multi|2025-08-22|147500000`,
		`95A McDivitt Avenue, Staten Island, NY 10314|New Springville|condo|2025-02-21|62500000`,
		`143-25 84th Drive, 6K, Queens, NY 11435|Briarwood|coop|2025-08-22|28800000`,
	}
	for i, s := range c.Sales {
		if got := fmt.Sprintf("%s|%s|%s|%s|%d", s.Address.Line(), s.Address.Area, s.Kind, s.Date, s.PriceMinor); i >= len(want) || got != want[i] {
			t.Errorf("sale %d: %s", i, got)
		}
		if s.Source != market.SourceNYC {
			t.Errorf("sale %d is from %q", i, s.Source)
		}
	}
	if len(c.Sales) != len(want) {
		t.Errorf("%d sales", len(c.Sales))
	}
}

// nycFile is a file of the city's with these cells of interest: category, address, apartment, ZIP code, price, date.
func nycFile(rows ...[6]string) string {
	var b strings.Builder
	b.WriteString("BOROUGH,NEIGHBORHOOD,BUILDING CLASS CATEGORY,ADDRESS,APARTMENT NUMBER,ZIP CODE,SALE PRICE,SALE DATE\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "4,ASTORIA,%s,%q,%s,%s,%q,%s\n", r[0], r[1], r[2], r[3], r[4], r[5])
	}
	return b.String()
}

func TestOnlyHomesSoldForMoneyAreSales(t *testing.T) {
	for name, c := range map[string]struct {
		row  [6]string
		kept bool
	}{
		"a co-op":                             {[6]string{"10 COOPS", "1 OAK STREET", "2B", "11105", "400000", "2025-08-22"}, true},
		"a price with commas and a dollar":    {[6]string{"10 COOPS", "1 OAK STREET", "2B", "11105", "$400,000", "2025-08-22"}, true},
		"a date as the city's sheets have it": {[6]string{"10 COOPS", "1 OAK STREET", "2B", "11105", "400000", "8/22/2025"}, true},
		"a date as the open-data site has it": {[6]string{"10 COOPS", "1 OAK STREET", "2B", "11105", "400000", "2025-08-22T00:00:00.000"}, true},
		"a transfer for nothing":              {[6]string{"10 COOPS", "1 OAK STREET", "2B", "11105", "0", "2025-08-22"}, false},
		"a dash for a price":                  {[6]string{"10 COOPS", "1 OAK STREET", "2B", "11105", " -   ", "2025-08-22"}, false},
		"a transfer for ten dollars":          {[6]string{"10 COOPS", "1 OAK STREET", "2B", "11105", "10", "2025-08-22"}, false},
		"an office building":                  {[6]string{"21 OFFICE BUILDINGS", "1 OAK STREET", "", "11105", "400000", "2025-08-22"}, false},
		"a rental building":                   {[6]string{"07 RENTALS - WALKUP APARTMENTS", "1 OAK STREET", "", "11105", "400000", "2025-08-22"}, false},
		"no ZIP code, yet a neighbourhood":    {[6]string{"10 COOPS", "1 OAK STREET", "2B", "0", "400000", "2025-08-22"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			other := [6]string{"01 ONE FAMILY DWELLINGS", "9 ELM STREET", "", "11105", "900000", "2025-08-22"}
			got, err := Read(strings.NewReader(nycFile(other, c.row)), "x", Options{})
			if err != nil || got.Rejected != 0 || (len(got.Sales) == 2) != c.kept || (got.LeftOut == 0) != c.kept {
				t.Errorf("%v %v: %d sales, %d left out", err, got.Errors, len(got.Sales), got.LeftOut)
			}
		})
	}
}

func TestTitlesAboveTheHeaderAreSkippedAndCounted(t *testing.T) {
	file := "Queens Rolling Sales File\nAll Sales From November 2024 - October 2025.\nFor sales prior to the Final,see the notes\n\n" +
		nycFile([6]string{"10 COOPS", "1 OAK STREET", "2B", "11105", "400000", "2025-08-22"}, [6]string{"10 COOPS", "2 OAK STREET", "2B", "1110", "400000", "2025-08-22"})
	c, err := Read(strings.NewReader(file), "queens.csv", Options{})
	if err != nil || len(c.Sales) != 1 || len(c.Errors) != 1 {
		t.Fatal(err, c)
	}
	var e *goodturn.Error
	if !errors.As(c.Errors[0], &e) || e.Line != 7 || e.Field != "ZIP CODE" || e.File != "queens.csv" || e.Hint == "" {
		t.Errorf("says %v", c.Errors[0])
	}
}

func TestABadRowIsNamedAndTheRestIsRead(t *testing.T) {
	for name, c := range map[string]struct {
		file  string
		line  int
		field string
		says  string
	}{
		"a word for an index":      {"Metro,Area Code,Year,Quarter,Value,Difference\nA,10180,2025,1,1O2.5,-\nA,10180,2025,2,103,-\n", 2, "index", `"1O2.5" is not a number above zero.`},
		"a negative index":         {"Metro,Area Code,Year,Quarter,Value,Difference\nA,10180,2025,1,-102.5,-\nA,10180,2025,2,103,-\n", 2, "index", "above zero"},
		"a fifth quarter":          {"A,10180,2025,1,102.5,-\nA,10180,2025,5,103,-\n", 2, "quarter", "from 1 to 4"},
		"an error above its index": {"A,10180,2025,1,102.5,-\nA,10180,2025,2,103,(900)\n", 2, "standard error", "( 1.90)"},
		"a row that ends early":    {"Metro,Area Code,Year,Quarter,Value,Difference\nA,10180,2025,1,102.5,-\nA,10180\n", 3, "index", "ends before this column"},
		"a home value in words":    {"RegionID,SizeRank,RegionName,RegionType,StateName,2025-10-31\n1,1,11215,zip,NY,many\n2,2,11216,zip,NY,500000\n", 2, "2025-10-31", `"many" is not a number`},
		"a rate of 400 %":          {"DATE,MORTGAGE30US\n2025-11-06,400\n2025-11-13,6.1\n", 2, "rate", "per cent"},
		"a rate without a date":    {"date,pmms30\n13/45/2025,6.1\n11/13/2025,6.1\n", 2, "date", "9/24/2026"},
		"a thirteenth month":       {"month_date_yyyymm,state,state_id,active_listing_count\n202513,Utah,UT,1\n202510,Utah,UT,1\n", 2, "month_date_yyyymm", "202401"},
		"a word for a count":       {"month_date_yyyymm,state,state_id,active_listing_count,median_days_on_market\n202510,Utah,UT,lots,2\n", 2, "active listing count", `"lots"`},
		"a sale without a price":   {nycFile([6]string{"10 COOPS", "1 OAK STREET", "2B", "11105", "soon", "2025-08-22"}, [6]string{"10 COOPS", "2 OAK STREET", "2B", "11105", "400000", "2025-08-22"}), 2, "SALE PRICE", `"soon"`},
		"a sale on 30 February":    {nycFile([6]string{"10 COOPS", "1 OAK STREET", "2B", "11105", "400000", "2025-02-30"}, [6]string{"10 COOPS", "2 OAK STREET", "2B", "11105", "400000", "2025-08-22"}), 2, "SALE DATE", "8/22/2025"},
		"quotes that do not match": {"DATE,MORTGAGE30US\n2025-11-06,6\"1\n2025-11-13,6.1\n", 2, "", "quotes"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Read(strings.NewReader(c.file), "bad.csv", Options{})
			if err != nil || got.Rejected != 1 || len(got.Series)+len(got.Sales) != 1 {
				t.Fatalf("%v, rejected %d, read %d and %d: %v", err, got.Rejected, len(got.Series), len(got.Sales), got.Errors)
			}
			var e *goodturn.Error
			if !errors.As(got.Errors[0], &e) || e.Code != goodturn.CodeInvalid || e.File != "bad.csv" || e.Line != c.line || e.Field != c.field || !strings.Contains(e.Message+e.Hint, c.says) {
				t.Errorf("says %v", got.Errors[0])
			}
		})
	}
}

func TestWhatCannotBeReadAtAll(t *testing.T) {
	long := "DATE,MORTGAGE30US\n2025-11-06,\"" + strings.Repeat("6", maxLine+10_000)
	for name, c := range map[string]struct {
		file string
		opt  Options
		says string
	}{
		"another CSV":                      {"First Name,Last Name\nAna,Diaz\n", Options{}, `not a market file that we know. It begins "First Name,Last Name"`},
		"an empty file":                    {"", Options{}, "not a market file"},
		"a web page":                       {"<!DOCTYPE html><html>", Options{}, "saved as CSV"},
		"another series of FRED":           {"observation_date,DGS10\n2025-11-06,4.1\n", Options{}, "MORTGAGE30US"},
		"a file with a header and no row":  {"DATE,MORTGAGE30US\n", Options{}, "no rows that can be used"},
		"a file of which every row is bad": {"DATE,MORTGAGE30US\nx,6.1\n", Options{}, `"x" is not a date`},
		"a cut gzip file":                  {"\x1f\x8b\x08\x00\x00", Options{}, "does not unpack"},
		"a file over the limit":            {"DATE,MORTGAGE30US\n2025-11-06,6.1\n2025-11-13,6.1\n", Options{MaxBytes: 20}, "larger than the limit"},
		"a line without end":               {long, Options{}, "longer than 1 MB"},
		"rents instead of values":          {string(mustRead("zillow_rents.csv")), Options{}, "rent index"},
		"a column that is no month":        {"RegionID,SizeRank,RegionName,2025-09-30,Notes,2025-10-31\n1,1,11215,500000,x,500000\n", Options{}, "stands among the months"},
		"more numbers than allowed":        {string(mustRead("realtor_zip.csv")), Options{MaxPoints: 4}, "more areas than fit"},
		"nothing that is wanted":           {string(mustRead("zillow_zip.csv")), Options{Keep: func(market.Area) bool { return false }}, "covers your area"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(strings.NewReader(c.file), "it.csv", c.opt)
			var e *goodturn.Error
			if !errors.As(err, &e) || e.Code != goodturn.CodeInvalid || e.File != "it.csv" || e.Hint == "" {
				t.Fatalf("got %v", err)
			}
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("says %v", err)
			}
		})
	}
}

func mustRead(name string) []byte {
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		panic(err)
	}
	return b
}

func TestAFileOfExactlyTheLimitIsRead(t *testing.T) {
	file := "DATE,MORTGAGE30US\n2025-11-06,6.1\n"
	if _, err := Read(strings.NewReader(file), "x", Options{MaxBytes: int64(len(file))}); err != nil {
		t.Error(err)
	}
}

func TestABrokenDownloadIsNotTakenForAWholeFile(t *testing.T) {
	r := io.MultiReader(strings.NewReader("DATE,MORTGAGE30US\n2025-11-06,6.1\n"), broken{})
	c, err := Read(r, "x", Options{})
	if err == nil || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v %v", c.Series, err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestOnlyTheAreasThatAreWantedAreKept(t *testing.T) {
	keep := func(a market.Area) bool { return a.Kind == market.AreaZIP && a.Key == "11215" }
	for _, name := range []string{"zillow_zip.csv", "realtor_zip.csv"} {
		c, err := Read(bytes.NewReader(open(t, name)), name, Options{Keep: keep})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range c.Series {
			if s.Area != market.ZIP("11215") {
				t.Errorf("%s: kept %v", name, s.Area)
			}
		}
	}
}

func TestReadingMayStopAnywhere(t *testing.T) {
	files, err := filepath.Glob("testdata/*.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		f, err := Open(bytes.NewReader(open(t, filepath.Base(name))), name, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for range f.Series() {
			break
		}
		for range f.Sales() {
			break
		}
	}
}

func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Read(bytes.NewReader(b), "x", Options{MaxBytes: 1 << 20, MaxPoints: 10_000})
		if err != nil && goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Fatalf("an error of our own: %v", err)
		}
		for _, s := range c.Series {
			if err := s.Check(); err != nil {
				t.Fatal(err)
			}
		}
		for _, s := range c.Sales {
			if s.PriceMinor < market.MinPrice*100 || !s.Date.Valid() {
				t.Fatalf("a sale that is none: %v", s)
			}
		}
	})
}
