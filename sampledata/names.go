package sampledata

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

var (
	//go:embed first_names_female.txt
	femaleFile string
	//go:embed first_names_male.txt
	maleFile string
	//go:embed surnames.txt
	surnameFile string
)

// Name is one name and how common it is.
type Name struct {
	Text  string  // cased: "McDonald"
	Share float64 // per cent of people who had it in the 1990 census
}

// NameLists are the names of which sample people are made, each list by how common they are, most common first. A first name and
// a surname drawn from them make an invented person: a real one may happen to be called so, but is not meant.
type NameLists struct {
	Female, Male []Name // 300 each; some names are in both
	Surnames     []Name // 600
}

// Names reads the lists. An error means that the program itself is damaged.
func Names() (NameLists, error) {
	var n NameLists
	for _, l := range []struct {
		file string
		into *[]Name
	}{{femaleFile, &n.Female}, {maleFile, &n.Male}, {surnameFile, &n.Surnames}} {
		for line := range strings.Lines(l.file) {
			name, share, _ := strings.Cut(strings.TrimSpace(line), " ")
			v, err := strconv.ParseFloat(share, 64)
			if err != nil || name == "" {
				return NameLists{}, fmt.Errorf("read built-in names: line %q", line)
			}
			*l.into = append(*l.into, Name{PersonName(name), v})
		}
	}
	return n, nil
}

// irishO are surnames that the census writes without their apostrophe.
var irishO = map[string]bool{"OBRIEN": true, "OCONNELL": true, "OCONNOR": true, "ODONNELL": true, "OHARA": true, "OKEEFE": true, "OLEARY": true, "OMALLEY": true, "ONEAL": true, "ONEIL": true, "ONEILL": true, "OREILLY": true, "OROURKE": true, "OSHEA": true}

// PersonName cases a name of the census lists, which are all capitals without spaces or marks: "MCDONALD" is "McDonald", "OBRIEN"
// "O'Brien", "DELEON" "De Leon".
func PersonName(s string) string {
	s = strings.ToUpper(s)
	switch {
	case s == "":
		return ""
	case irishO[s]:
		return "O'" + capital(s[1:])
	case len(s) > 4 && strings.HasPrefix(s, "MC"):
		return "Mc" + capital(s[2:])
	case s == "DELEON":
		return "De Leon"
	}
	return capital(s)
}

func capital(s string) string { return s[:1] + strings.ToLower(s[1:]) }
