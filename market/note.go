package market

import (
	"fmt"
	"strings"

	"github.com/goodturn-app/goodturn"
)

// Places are where something holds that an owner says of an area: ZIP codes, states of two letters, and cities or neighbourhoods, which
// may be followed by their state or country.
type Places []place

type place struct{ name, in string }

// ReadPlaces reads what somebody typed: "11215; Brooklyn, NY", one on a line or with semicolons between them. CodeInvalid says which of
// them is no place, in the field that is named.
func ReadPlaces(field, text string) (Places, error) {
	var out Places
	for entry := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == '\n' }) {
		name, in, more := strings.Cut(entry, ",")
		name, in = fold(name), fold(in)
		if name == "" && in == "" {
			continue
		}
		if name == "" || more && len(in) != 2 {
			return nil, goodturn.Invalid(field, fmt.Sprintf("%q is no place that can be told apart.", strings.TrimSpace(entry)), "Write ZIP codes, or cities with their state, with semicolons between them: 11215; Brooklyn, NY.")
		}
		out = append(out, place{name, in})
	}
	return out, nil
}

// Hold reports whether a home lies in one of the places. No home lies in none, and nothing lies where nobody knows where it is.
func (p Places) Hold(home goodturn.Address) bool {
	zip, _, _ := strings.Cut(home.ZIP, "-")
	country := home.Country
	if country == "" {
		country = "US"
	}
	for _, at := range p {
		named := false
		for _, s := range []string{zip, home.City, home.Area, home.State} {
			named = named || s != "" && fold(s) == at.name
		}
		if named && (at.in == "" || at.in == fold(home.State) || at.in == fold(country)) {
			return true
		}
	}
	return false
}

// NoteFresh is for how many civil days an owner's own note on the area may be quoted.
const NoteFresh = 120

// NoteHolds reports whether an owner's own note on the area may be quoted on a day to somebody who lives in a home: it is fresh, and
// about where the home is.
func NoteHolds(v goodturn.Voice, home goodturn.Home, today goodturn.Date) bool {
	age := today.Sub(v.AreaNoteAt)
	if v.AreaNote == "" || v.AreaNoteAt.IsZero() || age < -1 || age > NoteFresh { // it may be tomorrow already where the owner writes
		return false
	}
	at, err := ReadPlaces("", v.AreaNoteFor)
	return err == nil && home.Ended.IsZero() && at.Hold(home.Property)
}

// CheckNote reads where a note on the area holds. CodeInvalid says in area_note_for what is wrong or missing.
func CheckNote(v goodturn.Voice) error {
	at, err := ReadPlaces("area_note_for", v.AreaNoteFor)
	if err == nil && v.AreaNote != "" && len(at) == 0 {
		return goodturn.Invalid("area_note_for", "It is not said where the note on the area holds.", "Write ZIP codes, or cities with their state, with semicolons between them: 11215; Brooklyn, NY.")
	}
	return err
}
