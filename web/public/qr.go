package public

import (
	"fmt"
	"strconv"
	"strings"

	qrcode "github.com/skip2/go-qrcode"
)

// qr draws an address as a code that a telephone reads: the path of its dark squares, one unit each, and how many squares a side
// has, the quiet border of four included.
func qr(address string) (path string, size int, err error) {
	q, err := qrcode.New(address, qrcode.Medium)
	if err != nil {
		return "", 0, fmt.Errorf("draw a code: %w", err)
	}
	var b strings.Builder
	rows := q.Bitmap()
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			n := 1
			for x+n < len(row) && row[x+n] {
				n++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x, y, n, n)
			x += n
		}
	}
	return b.String(), len(rows), nil
}

func box(n int) string {
	s := strconv.Itoa(n)
	return "0 0 " + s + " " + s
}

func square(n int) string { return fmt.Sprintf("M0 0h%dv%dH0z", n, n) }
