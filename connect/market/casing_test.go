package market

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAddressesAreCasedForReading(t *testing.T) {
	for in, want := range map[string]string{
		"719 E 6TH STREET, 4C":                   "719 East 6th Street, 4C",
		"41-15 50TH AVENUE, 5E":                  "41-15 50th Avenue, 5E",
		"131-02B 40TH ROAD, 9L":                  "131-02B 40th Road, 9L",
		"38-40 NORTH MOORE STREET, 2W":           "38-40 North Moore Street, 2W",
		"1050A RATHBUN AVENUE":                   "1050A Rathbun Avenue",
		"85-09 249 STREET":                       "85-09 249th Street",
		"101-48 103 STREET":                      "101-48 103rd Street",
		"170-06 88 AVENUE, 5D":                   "170-06 88th Avenue, 5D",
		"3 EAST 111 STREET":                      "3 East 111th Street",
		"21 WEST 112 STREET":                     "21 West 112th Street",
		"12 EAST 22 STREET":                      "12 East 22nd Street",
		"BEACH 25 STREET":                        "Beach 25th Street",
		"14 WEST 21ST ST, 3":                     "14 West 21st Street, 3",
		"525 W. 235TH STREET, 3B":                "525 West 235th Street, 3B",
		"50 W112 ST, 7F":                         "50 West 112th Street, 7F",
		"785EAST 34TH STREET, 1A":                "785 East 34th Street, 1A",
		"32- 60 106TH STREET, 3A":                "32-60 106th Street, 3A",
		"434 1/2 EAST 75 STREET":                 "434 1/2 East 75th Street",
		"227 WEST 16TH, 4ER":                     "227 West 16th, 4ER",
		"ONE HANSON PLACE, 23E":                  "One Hanson Place, 23E",
		"N/A VAN NAME AVENUE":                    "Van Name Avenue",
		"N/A 58 STREET":                          "58th Street",
		"60 WEST 20TH ST AKA 650 6TH AVE, 2F":    "60 West 20th Street, 2F",
		"735 AVENUE W, 5E":                       "735 Avenue W, 5E",
		"9210 AVENUE N, 101":                     "9210 Avenue N, 101",
		"387 AVE S, 3A":                          "387 Avenue S, 3A",
		"269 VAN CORTLANDT AVE E":                "269 Van Cortlandt Avenue East",
		"306 E. MOSHOLU PKWY S, 5E":              "306 East Mosholu Parkway South, 5E",
		"382 CENTRAL PARK W, 11U":                "382 Central Park West, 11U",
		"34 SOUTH AVENUE":                        "34 South Avenue",
		"2 SOUTH END AVENUE, 6R":                 "2 South End Avenue, 6R",
		"468 EAST 48TH STREET":                   "468 East 48th Street",
		"458 ST MARKS AVENUE, 301":               "458 St. Marks Avenue, 301",
		"280 ST.MARKS AVE, TH-E":                 "280 St. Marks Avenue, TH-E",
		"8 ST MARKS PL, 6A":                      "8 St. Marks Place, 6A",
		"11 ST. LUKE'S PLACE":                    "11 St. Luke's Place",
		"1027 AVENUE ST. JOHN, 1A":               "1027 Avenue St. John, 1A",
		"390 ESSEX ST":                           "390 Essex Street",
		"421 HUDSON ST., 717":                    "421 Hudson Street, 717",
		"371 FT. WASHINGTON AVENUE, 1G":          "371 Fort Washington Avenue, 1G",
		"255 MT HOPE PLACE":                      "255 Mount Hope Place",
		"2351 ADAM CLAYTON POWELL JR. BLVD, 513": "2351 Adam Clayton Powell Jr. Boulevard, 513",
		"1884 DR. MARTIN LUTHER KING JR BLVD":    "1884 Dr. Martin Luther King Jr. Boulevard",
		"481A FR CAPODANNO BLVD":                 "481A Father Capodanno Boulevard",
		"748 THROGS NECK EXPWY SR":               "748 Throgs Neck Expressway Service Road",
		"24 AVENUE OF THE AMERICAS":              "24 Avenue of the Americas",
		"73 THE BOULEVARD":                       "73 The Boulevard",
		"297 WOODS OF ARDEN ROAD":                "297 Woods of Arden Road",
		"221 MCDONALD AVENUE, 2G":                "221 McDonald Avenue, 2G",
		"42 MC DONALD STREET":                    "42 McDonald Street",
		"414 MACDONOUGH ST":                      "414 MacDonough Street",
		"434 MAC DONOUGH STREET":                 "434 MacDonough Street",
		"44-21 MACNISH ST, 2F":                   "44-21 MacNish Street, 2F",
		"112 MACKENZIE STREET":                   "112 Mackenzie Street",
		"695 MACON STREET":                       "695 Macon Street",
		"254 MACE STREET":                        "254 Mace Street",
		"462 O'GORMAN AVENUE":                    "462 O'Gorman Avenue",
		"552 LAGUARDIA PLACE, PH":                "552 LaGuardia Place, PH",
		"12 PIUS XII PLAZA":                      "12 Pius XII Plaza",
		"333 E 14TH STREET, #10M":                "333 East 14th Street, 10M",
		"29 HURON STREET, 12A-E":                 "29 Huron Street, 12A-E",
		"309 EAST 87TH STREET, 4K/4L":            "309 East 87th Street, 4K/4L",
		"  6  OAK   STREET ":                     "6 Oak Street",
		"":                                       "",
	} {
		street, unit := StreetAndUnit(in, "")
		if unit != "" {
			street += ", " + unit
		}
		if street != want {
			t.Errorf("%q reads %q, want %q", in, street, want)
		}
	}
}

func TestTheApartmentMayStandInItsOwnColumn(t *testing.T) {
	for _, c := range [][4]string{
		{"71 LUDLOW STREET, 4B", "4B", "71 Ludlow Street", "4B"},
		{"71 LUDLOW STREET", "4b", "71 Ludlow Street", "4B"},
		{"71 LUDLOW STREET", "APT 4B", "71 Ludlow Street", "4B"},
		{"71 LUDLOW STREET, 4B", "", "71 Ludlow Street", "4B"},
		{"71 LUDLOW STREET, N/A", "N/A", "71 Ludlow Street", ""},
	} {
		if street, unit := StreetAndUnit(c[0], c[1]); street != c[2] || unit != c[3] {
			t.Errorf("%q and %q read %q and %q", c[0], c[1], street, unit)
		}
	}
}

func TestNeighborhoodsAreCalledAsPeopleCallThem(t *testing.T) {
	for in, want := range map[string]string{
		"LOWER EAST SIDE":          "the Lower East Side",
		"UPPER EAST SIDE (59-79)":  "the Upper East Side between 59th and 79th Street",
		"UPPER WEST SIDE (96-116)": "the Upper West Side between 96th and 116th Street",
		"HARLEM-CENTRAL":           "Central Harlem",
		"HARLEM-UPPER":             "Upper Harlem",
		"FLATBUSH-EAST":            "East Flatbush",
		"WASHINGTON HEIGHTS LOWER": "Lower Washington Heights",
		"SO. JAMAICA-BAISLEY PARK": "South Jamaica and Baisley Park",
		"KINGSBRIDGE HTS/UNIV HTS": "Kingsbridge Heights and University Heights",
		"MORRIS PARK/VAN NEST":     "Morris Park and Van Nest",
		"NEW BRIGHTON-ST. GEORGE":  "New Brighton and St. George",
		"NEW DORP-BEACH":           "New Dorp Beach",
		"BEDFORD STUYVESANT":       "Bedford-Stuyvesant",
		"FINANCIAL":                "the Financial District",
		"PARK SLOPE":               "Park Slope",
		"ST. ALBANS":               "St. Albans",
		"SOHO":                     "SoHo",
	} {
		if got := NeighborhoodName(in); got != want {
			t.Errorf("%q reads %q, want %q", in, got, want)
		}
	}
}

func TestWhatIsCasedStaysAsItIs(t *testing.T) {
	// Words as city records have them; short forms are written out once and then stay.
	word := rapid.SampledFrom([]string{"EAST", "E", "W", "6TH", "52", "STREET", "AVENUE", "AVE", "BLVD", "PKWY", "OAK", "MCDONALD", "MACDOUGAL", "ST", "MARKS", "OF", "THE", "O'GORMAN", "VAN", "II", "MT", "FT", "COURT", "PARK"})
	rapid.Check(t, func(t *rapid.T) {
		in := "12 " + strings.Join(rapid.SliceOfN(word, 1, 5).Draw(t, "words"), " ")
		out := Street(in)
		if again := Street(out); again != out {
			t.Fatalf("%q reads %q, and that %q", in, out, again)
		}
		if strings.TrimSpace(out) != out || strings.Contains(out, "  ") || !strings.HasPrefix(out, "12 ") {
			t.Fatalf("%q reads %q", in, out)
		}
	})
}
