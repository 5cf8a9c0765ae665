// Package vcard answers one question: which people does this address book (.vcf) hold? It reads versions 2.1, 3.0 and
// 4.0, one card or many a file, with the habits of Apple, Google and Outlook, and hands the cards to csvfile as rows, so
// that dates, questions and the report are the same for both. Pictures are passed over, birthdays and weddings not read.
package vcard

import (
	"io"
	"strconv"
	"strings"

	govcard "github.com/emersion/go-vcard"

	"github.com/goodturn-app/goodturn/connect/csvfile"
)

// dated is how many labelled dates of one card are read.
const dated = 4

// layout is how a card becomes a row: several values of one field share a cell, joined as Google joins them.
var layout = func() csvfile.Layout {
	l := csvfile.Layout{Format: "vcard", Product: "an address book (vCard)", System: "vcard"}
	add := func(name string, f csvfile.Field) {
		l.Columns = append(l.Columns, csvfile.Column{Name: name, Field: f, Reason: "part of every vCard"})
	}
	add("first name (N)", csvfile.FieldGiven)
	add("last name (N)", csvfile.FieldFamily)
	add("full name (FN)", csvfile.FieldFull)
	add("nickname", csvfile.FieldNick)
	add("company (ORG)", csvfile.FieldCompany)
	add("e-mail", csvfile.FieldEmail)
	add("mobile", csvfile.FieldPhoneMobile)
	add("home phone", csvfile.FieldPhoneHome)
	add("work phone", csvfile.FieldPhoneWork)
	add("phone", csvfile.FieldPhone)
	add("street (ADR)", csvfile.FieldMailingStreet)
	add("unit (ADR)", csvfile.FieldMailingUnit)
	add("city (ADR)", csvfile.FieldMailingCity)
	add("state (ADR)", csvfile.FieldMailingState)
	add("ZIP (ADR)", csvfile.FieldMailingZIP)
	add("country (ADR)", csvfile.FieldMailingCountry)
	add("categories", csvfile.FieldTags)
	add("note", csvfile.FieldNotes)
	add("id (UID)", csvfile.FieldExternalID)
	add("spouse", csvfile.FieldSpouseName)
	for i := range dated {
		n := strconv.Itoa(i + 1)
		add("date "+n+" - Label", csvfile.FieldNone)
		add("date "+n+" - Value", csvfile.FieldLabelled)
	}
	return l
}

// Open surveys an address book and makes the plan for it; see csvfile.Open for what it promises and refuses.
func Open(r io.Reader, name string, opts csvfile.Options) (*csvfile.Reader, error) {
	return csvfile.OpenRows(r, name, layout(), func(r io.Reader) csvfile.Rows { return newCards(r, name) }, opts)
}

// row takes a card apart into the cells of layout.
func row(c govcard.Card) []string {
	cells := make([]string, 20+2*dated)
	if n := c.Name(); n != nil {
		cells[0], cells[1] = plain(n.GivenName), plain(n.FamilyName)
	}
	cells[2] = plain(c.PreferredValue(govcard.FieldFormattedName))
	cells[3] = plain(c.PreferredValue(govcard.FieldNickname))
	cells[4], _, _ = strings.Cut(plain(c.PreferredValue(govcard.FieldOrganization)), ";")
	if strings.EqualFold(c.Value("X-ABSHOWAS"), "COMPANY") { // Apple: a card for a company, whatever stands in the name
		cells[0], cells[1], cells[2] = "", "", ""
	}
	cells[5] = strings.Join(preferredFirst(c, govcard.FieldEmail), " ::: ")
	for _, f := range c[govcard.FieldTelephone] {
		col, number := phoneColumn(c, f), strings.TrimPrefix(plain(f.Value), "tel:")
		number, _, _ = strings.Cut(number, ";")
		if col > 0 && number != "" {
			cells[col] = join(cells[col], number)
		}
	}
	if a := homeAddress(c); a != nil {
		street, unit := plain(a.StreetAddress), plain(a.ExtendedAddress)
		if first, rest, ok := strings.Cut(street, "\n"); ok { // Apple writes the second line into the first
			street = first
			if unit == "" {
				unit = rest
			}
		}
		cells[10], cells[11], cells[12], cells[13], cells[14], cells[15] = street, unit, plain(a.Locality), plain(a.Region), plain(a.PostalCode), plain(a.Country)
	}
	var tags, notes []string
	for _, f := range c[govcard.FieldCategories] {
		for _, t := range strings.Split(f.Value, ",") {
			tags = append(tags, plain(t))
		}
	}
	for _, f := range c[govcard.FieldNote] {
		notes = append(notes, plain(f.Value))
	}
	cells[16], cells[17] = strings.Join(tags, ";"), strings.Join(notes, "\n")
	cells[18] = plain(c.Value(govcard.FieldUID))
	cells[19] = spouse(c)
	dates(c, cells[20:])
	return cells
}

func join(list, v string) string {
	if list == "" {
		return v
	}
	return list + " ::: " + v
}

// plain undoes what is left of escapes and takes Apple's frame off a label: _$!<Mobile>!$_.
func plain(s string) string {
	s = strings.ReplaceAll(s, escapedSemicolon, ";")
	s = strings.NewReplacer(`\N`, "\n", `\:`, ":").Replace(s)
	if rest, ok := strings.CutPrefix(s, "_$!<"); ok {
		s = strings.TrimSuffix(rest, ">!$_")
	}
	return strings.TrimSpace(s)
}

func preferredFirst(c govcard.Card, field string) []string {
	var first, rest []string
	for _, f := range c[field] {
		v := strings.TrimPrefix(plain(f.Value), "mailto:")
		if v == "" {
			continue
		}
		if f.Params.Get("PREF") == "1" || f.Params.HasType("pref") {
			first = append(first, v)
		} else {
			rest = append(rest, v)
		}
	}
	return append(first, rest...)
}

// label is the free label that Apple and Google put beside a field of the same group.
func label(c govcard.Card, group string) string {
	if group == "" {
		return ""
	}
	for _, f := range c["X-ABLABEL"] {
		if strings.EqualFold(f.Group, group) {
			return plain(f.Value)
		}
	}
	return ""
}

// phoneColumn is the cell for a number, 0 for faxes and pagers.
func phoneColumn(c govcard.Card, f *govcard.Field) int {
	l := strings.ToLower(label(c, f.Group))
	switch {
	case f.Params.HasType("fax") || f.Params.HasType("pager") || strings.Contains(l, "fax"):
		return 0
	case f.Params.HasType("cell") || f.Params.HasType("iphone") || strings.Contains(l, "mobile") || strings.Contains(l, "cell"):
		return 6
	case f.Params.HasType("home"):
		return 7
	case f.Params.HasType("work"):
		return 8
	}
	return 9
}

func homeAddress(c govcard.Card) *govcard.Address {
	all := c.Addresses()
	for _, a := range all {
		if a.Params.HasType("home") {
			return a
		}
	}
	for _, a := range all {
		if !a.Params.HasType("work") {
			return a
		}
	}
	return nil
}

func spouse(c govcard.Card) string {
	for _, f := range c["X-ABRELATEDNAMES"] {
		if l := strings.ToLower(label(c, f.Group)); l == "spouse" || l == "partner" || l == "husband" || l == "wife" {
			return plain(f.Value)
		}
	}
	for _, f := range c[govcard.FieldRelated] {
		if f.Params.HasType("spouse") && !strings.Contains(f.Value, ":") { // a link to another card is no name
			return plain(f.Value)
		}
	}
	for _, k := range []string{"X-SPOUSE", "X-EVOLUTION-SPOUSE", "X-MS-SPOUSE", "X-KADDRESSBOOK-X-SPOUSESNAME"} {
		if v := plain(c.Value(k)); v != "" {
			return v
		}
	}
	return ""
}

// dates fills in dates with a label of their own. ANNIVERSARY itself is the wedding day (RFC 6350, 6.2.6) and not read.
func dates(c govcard.Card, cells []string) {
	n := 0
	for _, k := range []string{"X-ABDATE", "X-EVENT", "X-GOOGLE-EVENT"} {
		for _, f := range c[k] {
			l, v := label(c, f.Group), plain(f.Value)
			if l == "" {
				l = plain(f.Params.Get(govcard.ParamType))
			}
			// A day without a year, which Apple dates 1604, is no closing date.
			if l == "" || v == "" || n == dated || strings.HasPrefix(v, "--") || strings.HasPrefix(v, "1604") || f.Params.Get("X-APPLE-OMIT-YEAR") != "" {
				continue
			}
			cells[2*n], cells[2*n+1] = l, v
			n++
		}
	}
}
