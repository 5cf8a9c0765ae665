package vcard

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"mime/quotedprintable"
	"strings"
	"unicode/utf8"

	govcard "github.com/emersion/go-vcard"
	"golang.org/x/text/encoding/htmlindex"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect/csvfile"
)

// escapedSemicolon stands for \; while go-vcard splits names and addresses at the others.
const escapedSemicolon = "\ue000"

// cards cuts a stream into cards and gives each as a row. It holds one card at a time, without its pictures.
//
// The lines are unfolded and version 2.1 is translated here, because go-vcard knows 3.0 and 4.0 only and takes lines of
// any length into memory.
type cards struct {
	r    *bufio.Reader
	name string
	line int  // of the line last read
	back bool // the line in held has not been used yet
	held []byte
	eof  bool
}

func newCards(r io.Reader, name string) *cards {
	return &cards{r: bufio.NewReaderSize(r, 64<<10), name: name}
}

// Next gives the next card as the cells of layout.
func (c *cards) Next() ([][]byte, int, error) {
	began, err := c.begin()
	if err != nil {
		return nil, 0, err
	}
	text, err := c.body(began)
	if err != nil {
		return nil, 0, err
	}
	card, err := govcard.NewDecoder(strings.NewReader(text)).Decode()
	if err != nil {
		return nil, 0, &goodturn.Error{Code: goodturn.CodeInvalid, File: c.name, Line: began, Message: fmt.Sprintf("The card that begins on line %d cannot be read.", began), Hint: "Export the address book again.", Err: err}
	}
	cells := row(card)
	out := make([][]byte, len(cells))
	for i, s := range cells {
		out[i] = []byte(s)
	}
	return out, began, nil
}

// begin skips to the next BEGIN:VCARD.
func (c *cards) begin() (int, error) {
	for {
		l, err := c.physical()
		if err != nil {
			return 0, err
		}
		if isMark(l, "BEGIN") {
			return c.line, nil
		}
		if len(bytes.TrimSpace(l)) > 0 && c.line < 5 && !bytes.ContainsAny(l, ":") {
			return 0, c.errAt(c.line, "This does not look like an address book: it does not begin with BEGIN:VCARD.", "Export your contacts as vCard (.vcf).")
		}
	}
}

func isMark(l []byte, mark string) bool {
	return strings.EqualFold(strings.ReplaceAll(string(bytes.TrimSpace(l[:min(len(l), 40)])), " ", ""), mark+":VCARD")
}

// body collects the lines of a card up to its END, each unfolded and in the manner of version 3.0.
func (c *cards) body(began int) (string, error) {
	var b strings.Builder
	b.WriteString("BEGIN:VCARD\n")
	depth := 0
	for {
		l, err := c.logical()
		if err == io.EOF {
			return "", c.errAt(began, fmt.Sprintf("The card that begins on line %d has no end; the file was cut off.", began), "Export the address book again. Nothing was read from the file.")
		}
		if err != nil {
			return "", err
		}
		switch {
		case isMark(l, "BEGIN"): // a card inside a card (AGENT); the outer one is who we want
			depth++
		case isMark(l, "END") && depth > 0:
			depth--
		case isMark(l, "END"):
			b.WriteString("END:VCARD\n")
			return b.String(), nil
		case depth == 0 && len(l) > 0:
			b.WriteString(modern(l))
			b.WriteByte('\n')
		}
		if b.Len() > csvfile.MaxRecord {
			return "", c.errAt(began, fmt.Sprintf("The card that begins on line %d is longer than %d KiB.", began, csvfile.MaxRecord>>10), "Shorten its note, or leave it out of the export.")
		}
	}
}

// logical reads a line with its continuations: those that begin with a space, and those after the = of quoted-printable.
func (c *cards) logical() ([]byte, error) {
	l, err := c.physical()
	if err != nil {
		return nil, err
	}
	soft := quotedPrintable(l)
	for {
		next, err := c.physical()
		if err == io.EOF {
			return l, nil
		}
		if err != nil {
			return nil, err
		}
		switch {
		case soft && bytes.HasSuffix(l, []byte("=")):
			l = append(l[:len(l)-1], bytes.TrimLeft(next, " \t")...)
		case len(next) > 0 && (next[0] == ' ' || next[0] == '\t'):
			l = append(l, next[1:]...)
		default:
			c.held, c.back = next, true
			return l, nil
		}
		if len(l) > csvfile.MaxCell {
			return nil, c.tooLong()
		}
	}
}

// pictures are the properties whose value is never looked at, and so never collected.
var pictures = [][]byte{[]byte("PHOTO"), []byte("LOGO"), []byte("SOUND"), []byte("KEY"), []byte("X-ABCROP"), []byte("X-IMAGE")}

// physical reads one line of the file. The long ones of pictures are read past.
func (c *cards) physical() ([]byte, error) {
	if c.back {
		c.back = false
		return c.held, nil
	}
	skipping := false
	for {
		l, err := c.oneLine()
		if err != nil {
			return nil, err
		}
		if skipping && len(l) > 0 && (l[0] == ' ' || l[0] == '\t') {
			continue
		}
		if skipping = picture(l); !skipping {
			return l, nil
		}
	}
}

func (c *cards) oneLine() ([]byte, error) {
	if c.eof {
		return nil, io.EOF
	}
	c.line++
	var l []byte
	for {
		part, err := c.r.ReadSlice('\n')
		if z := bytes.IndexByte(part, 0); z >= 0 {
			return nil, c.errAt(c.line, fmt.Sprintf("Line %d contains a NUL byte, which no text has.", c.line), "The file is damaged. Export it again.")
		}
		if !(len(l) > 0 && picture(l)) { // the rest of a picture is not kept
			l = append(l, part...)
		}
		switch {
		case err == bufio.ErrBufferFull:
			if len(l) > csvfile.MaxCell && !picture(l) {
				return nil, c.tooLong()
			}
			continue
		case err == io.EOF:
			c.eof = true
			if len(l) == 0 {
				return nil, io.EOF
			}
		case err != nil:
			return nil, fmt.Errorf("read %s near line %d: %w", c.name, c.line, err)
		}
		return bytes.TrimRight(l, "\r\n"), nil
	}
}

func picture(l []byte) bool {
	head := l[:min(len(l), 64)]
	if i := bytes.IndexByte(head, '.'); i > 0 && bytes.HasPrefix(bytes.ToLower(head), []byte("item")) {
		head = head[i+1:]
	}
	for _, p := range pictures {
		if len(head) > len(p) && bytes.EqualFold(head[:len(p)], p) && (head[len(p)] == ':' || head[len(p)] == ';' || head[len(p)] == '-') {
			return true
		}
	}
	return false
}

func quotedPrintable(l []byte) bool {
	head, _, _ := bytes.Cut(l, []byte(":"))
	return bytes.Contains(bytes.ToUpper(head), []byte("QUOTED-PRINTABLE"))
}

// modern rewrites a line of version 2.1 in the manner of 3.0: TEL;CELL;PREF: becomes TEL;TYPE=CELL;TYPE=PREF:, and
// quoted-printable text in any charset becomes UTF-8.
func modern(l []byte) string {
	head, value, ok := strings.Cut(toUTF8(l, ""), ":")
	if !ok {
		return head
	}
	if i := strings.IndexByte(head, '"'); i >= 0 { // a quoted parameter may hold colons; only 3.0 and 4.0 have them
		return strings.ReplaceAll(head+":"+value, `\;`, escapedSemicolon)
	}
	params := strings.Split(head, ";")
	quoted, charset := false, ""
	out := params[:1]
	for _, p := range params[1:] {
		name, v, has := strings.Cut(p, "=")
		switch up := strings.ToUpper(p); {
		case up == "ENCODING=QUOTED-PRINTABLE" || up == "QUOTED-PRINTABLE":
			quoted = true
		case strings.EqualFold(name, "CHARSET"):
			charset = v
		case has:
			out = append(out, p)
		case p != "":
			out = append(out, "TYPE="+p)
		}
	}
	if quoted {
		_, raw, _ := bytes.Cut(l, []byte(":"))
		if dec, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(raw))); err == nil {
			value = toUTF8(dec, charset)
			value = strings.NewReplacer("\r\n", `\n`, "\n", `\n`, "\r", `\n`).Replace(value)
		}
	} else if charset != "" {
		_, raw, _ := bytes.Cut(l, []byte(":"))
		value = toUTF8(raw, charset)
	}
	return strings.Join(out, ";") + ":" + strings.ReplaceAll(value, `\;`, escapedSemicolon)
}

// toUTF8 decodes text in a named charset; without a name, text that is no UTF-8 is Windows-1252.
func toUTF8(b []byte, charset string) string {
	if charset == "" || strings.EqualFold(charset, "UTF-8") {
		if utf8.Valid(b) {
			return string(b)
		}
		charset = "windows-1252"
	}
	enc, err := htmlindex.Get(charset)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(out)
}

func (c *cards) errAt(line int, message, hint string) error {
	return &goodturn.Error{Code: goodturn.CodeInvalid, File: c.name, Line: line, Message: message, Hint: hint}
}

func (c *cards) tooLong() error {
	return c.errAt(c.line, fmt.Sprintf("Line %d is longer than %d KiB.", c.line, csvfile.MaxCell>>10), "Shorten it, or leave the card out of the export.")
}
