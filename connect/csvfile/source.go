package csvfile

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/goodturn-app/goodturn"
)

// MaxUnseekable is the most that is kept of a source that cannot be read twice, such as a pipe.
const MaxUnseekable = 64 << 20

// source is a file that can be read from its start more than once: once to survey it, once to use it.
type source struct {
	seek io.ReadSeeker
	live io.Reader // a pipe, first time round
	kept bytes.Buffer
	name string
}

func newSource(r io.Reader, name string) *source {
	if rs, ok := r.(io.ReadSeeker); ok {
		// A pipe has the method and not the ability.
		if _, err := rs.Seek(0, io.SeekStart); err == nil {
			return &source{seek: rs, name: name}
		}
	}
	return &source{live: r, name: name}
}

// open starts at the beginning.
func (s *source) open() (io.Reader, error) {
	if s.seek != nil {
		if _, err := s.seek.Seek(0, io.SeekStart); err != nil {
			return nil, fmt.Errorf("rewind %s: %w", s.name, err)
		}
		return s.seek, nil
	}
	if s.live != nil {
		return io.MultiReader(bytes.NewReader(bytes.Clone(s.kept.Bytes())), (*keeper)(s)), nil
	}
	return bytes.NewReader(s.kept.Bytes()), nil
}

// done says that the live source has been read to its end and is now wholly kept.
func (s *source) done() { s.live = nil }

// keeper reads a pipe and remembers what it read.
type keeper source

func (k *keeper) Read(p []byte) (int, error) {
	n, err := k.live.Read(p)
	if k.kept.Len()+n > MaxUnseekable {
		return 0, &goodturn.Error{Code: goodturn.CodeInvalid, File: k.name, Message: fmt.Sprintf("More than %d MB came in through a pipe.", MaxUnseekable>>20),
			Hint: "Save it as a file and import that."}
	}
	k.kept.Write(p[:n])
	return n, err
}

// Encoding of a file's letters.
type Encoding string

const (
	UTF8        Encoding = "UTF-8"
	UTF16LE     Encoding = "UTF-16 LE"
	UTF16BE     Encoding = "UTF-16 BE"
	Windows1252 Encoding = "Windows-1252"
)

// text turns the bytes of a file into something whose letters below 128 are ASCII: UTF-16 is decoded, marks are taken
// off, and the older one-byte encodings pass, to be decoded cell by cell.
func text(r io.Reader) (*bufio.Reader, Encoding, bool) {
	br := bufio.NewReaderSize(r, 64<<10)
	head, _ := br.Peek(4096) // a short or failing read shows up again when the text is read
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		br.Discard(3)
		return br, UTF8, true
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return decoded(br, unicode.LittleEndian, unicode.ExpectBOM), UTF16LE, true
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return decoded(br, unicode.BigEndian, unicode.ExpectBOM), UTF16BE, true
	}
	switch even, odd := zeros(head); {
	case odd*3 > len(head) && even*10 < len(head):
		return decoded(br, unicode.LittleEndian, unicode.IgnoreBOM), UTF16LE, false
	case even*3 > len(head) && odd*10 < len(head):
		return decoded(br, unicode.BigEndian, unicode.IgnoreBOM), UTF16BE, false
	}
	return br, UTF8, false
}

func decoded(r io.Reader, e unicode.Endianness, p unicode.BOMPolicy) *bufio.Reader {
	return bufio.NewReaderSize(unicode.UTF16(e, p).NewDecoder().Reader(r), 64<<10)
}

// zeros counts the zero bytes at even and odd places: in UTF-16, Latin letters have one each, always on the same side.
func zeros(b []byte) (even, odd int) {
	if len(b) < 4 {
		return 0, 0
	}
	for i, c := range b {
		if c == 0 {
			if i%2 == 0 {
				even++
			} else {
				odd++
			}
		}
	}
	return even, odd
}

// decode makes a cell a string. A cell that is no valid UTF-8 was written in Windows-1252, the usual encoding of older
// Windows programs, of which Latin-1 is a part.
func decode(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return string(bytes.ToValidUTF8(b, []byte("\uFFFD")))
	}
	return string(out)
}

var delimiters = []byte{',', ';', '\t', '|'}

// delimiter finds the separator that cuts the first lines into the most columns, and the same number in each.
func delimiter(head []byte) byte {
	best, bestScore := byte(','), -1
	for _, d := range delimiters {
		if score := delimiterScore(head, d); score > bestScore {
			best, bestScore = d, score
		}
	}
	return best
}

func delimiterScore(head []byte, d byte) int {
	counts := make([]int, 0, 20)
	n, inQuote := 0, false
	for _, c := range head {
		switch {
		case c == '"':
			inQuote = !inQuote
		case inQuote:
		case c == d:
			n++
		case c == '\n' || c == '\r':
			if n > 0 {
				counts = append(counts, n)
			}
			n = 0
		}
		if len(counts) == cap(counts) {
			break
		}
	}
	if len(counts) == 0 {
		return n // one line, perhaps only a header
	}
	same := 0
	for _, c := range counts {
		if c == counts[0] {
			same++
		}
	}
	return counts[0] * (1 + 100*same/len(counts))
}
