package csvfile

import (
	"bytes"
	"fmt"

	"github.com/goodturn-app/goodturn"
)

// Kind is what a file turns out to be, whatever its name says.
type Kind string

const (
	KindCSV   Kind = "csv" // any text in rows and columns
	KindVCard Kind = "vcard"
	KindEmpty Kind = "empty"
	KindOther Kind = "other" // a file that holds no list we can read; Refuse says what to do
)

type signature struct {
	magic string
	name  string
	hint  string
}

const saveAsCSV = "Open it, choose Save as or Download, pick CSV (UTF-8), and import that file."

var signatures = []signature{
	{"PK\x03\x04", "an Excel, Numbers or zip file", "If it is a spreadsheet: " + saveAsCSV + " If it is a zip: unpack it first."},
	{"PK\x05\x06", "an empty zip file", "Export the list again."},
	{"\xd0\xcf\x11\xe0", "an old Excel file (.xls)", saveAsCSV},
	{"%PDF", "a PDF", "Export the list from your CRM as CSV instead."},
	{"\x1f\x8b", "a compressed file (.gz)", "Unpack it first."},
	{"Rar!", "a compressed file (.rar)", "Unpack it first."},
	{"7z\xbc\xaf", "a compressed file (.7z)", "Unpack it first."},
	{"BZh", "a compressed file (.bz2)", "Unpack it first."},
	{"{\\rtf", "a text document (.rtf)", saveAsCSV},
	{"\x89PNG", "a picture", "Export the list from your CRM as CSV instead."},
	{"\xff\xd8\xff", "a picture", "Export the list from your CRM as CSV instead."},
	{"SQLite format 3\x00", "a database", "Export the list from the program it belongs to as CSV."},
	{"<?xml", "an XML or old Excel file", saveAsCSV},
	{"<!doctype", "a web page", saveAsCSV},
	{"<html", "a web page", saveAsCSV},
	{"<table", "a web page saved as a spreadsheet", saveAsCSV},
	{"{\"", "a JSON file", "Export the list from your CRM as CSV instead."},
	{"[{", "a JSON file", "Export the list from your CRM as CSV instead."},
}

// Sniff tells what a file is from its first bytes; a few hundred suffice.
func Sniff(head []byte) Kind {
	k, _ := sniff(head)
	return k
}

func sniff(head []byte) (Kind, *signature) {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(head) == 0 {
		return KindEmpty, nil
	}
	low := lower(head[:min(len(head), 32)])
	for i := range signatures {
		if s := &signatures[i]; bytes.HasPrefix(low, lower([]byte(s.magic))) {
			return KindOther, s
		}
	}
	if bytes.HasPrefix(low, []byte("begin:vcard")) || bytes.HasPrefix(narrow(low), []byte("begin:vcard")) {
		return KindVCard, nil
	}
	return KindCSV, nil
}

// lower lowers ASCII letters and leaves all other bytes alone, which bytes.ToLower does not if they are no UTF-8.
func lower(b []byte) []byte {
	out := bytes.Clone(b)
	for i, c := range out {
		if c >= 'A' && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return out
}

// narrow drops zero bytes and a mark, so that UTF-16 can be compared with ASCII.
func narrow(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for _, c := range b {
		if c != 0 && c < 0x80 {
			out = append(out, c)
		}
	}
	return out
}

// Refuse is the error for a file that is no CSV, nil for one that may be.
func Refuse(head []byte, name string) error {
	k, sig := sniff(head)
	e := &goodturn.Error{Code: goodturn.CodeInvalid, File: name}
	switch k {
	case KindCSV:
		return nil
	case KindEmpty:
		e.Message, e.Hint = "The file is empty.", "Export the list again and check that it has a header and rows."
	case KindVCard:
		e.Message, e.Hint = "This is an address book (vCard), not a CSV file.", "Import it with the ending .vcf."
	default:
		e.Message, e.Hint = fmt.Sprintf("This is %s, not a CSV file.", sig.name), sig.hint
	}
	return e
}
