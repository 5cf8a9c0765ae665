// Package portrait answers one question: what small picture of a face is in what somebody uploads? It reads JPEG and PNG, turns the picture
// as the camera held it, cuts the middle square, makes it small and writes it anew, so that nothing of the file is left but what it
// shows: no place, no time, no camera. It refuses to know whose face it is, where the picture is kept, and who sees it.
package portrait

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // read, never written

	"github.com/goodturn-app/goodturn"
)

// What is taken, and what comes of it.
const (
	MostUpload = 8 << 20  // bytes of the file that somebody hands over
	MostSmall  = 24 << 10 // bytes of the picture that is kept
	Side       = 192      // pixels of its sides

	mostPixels  = 25_000_000 // more is not looked at
	mostBytes   = 180 << 20  // that reading a picture may take
	leastPixels = 64         // of the shorter side
)

// Small gives the small picture of an upload, as a JPEG. CodeInvalid says what is wrong with a file that holds none.
func Small(upload []byte) ([]byte, error) {
	if len(upload) > MostUpload {
		return nil, goodturn.Invalid("photo", fmt.Sprintf("This picture is larger than %d MB.", MostUpload>>20), "Choose a smaller one, or take a part of it.")
	}
	c, kind, err := image.DecodeConfig(bytes.NewReader(upload))
	if err != nil {
		return nil, goodturn.Invalid("photo", "This file is no picture that can be read here.", "Choose a JPEG or PNG file.")
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > mostPixels/c.Height || c.Width*c.Height > mostBytes/weight(upload, kind, c.ColorModel) {
		return nil, goodturn.Invalid("photo", "This picture has too many points.", "Choose a smaller one.")
	}
	if min(c.Width, c.Height) < leastPixels {
		return nil, goodturn.Invalid("photo", "This picture is too small to see anybody on it.", fmt.Sprintf("Choose one of at least %d points a side.", leastPixels))
	}
	src, _, err := image.Decode(bytes.NewReader(upload))
	if err != nil {
		return nil, goodturn.Invalid("photo", "This picture is damaged.", "Choose another one.")
	}
	turn := 1
	if kind == "jpeg" {
		turn = orientation(upload)
	}
	small := square(src, turn)
	for quality := 85; quality >= 25; quality -= 20 {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, small, &jpeg.Options{Quality: quality}); err != nil {
			return nil, fmt.Errorf("write a small picture: %w", err)
		}
		if b.Len() <= MostSmall {
			return b.Bytes(), nil
		}
	}
	return nil, goodturn.Invalid("photo", "This picture cannot be made small enough.", "Choose a plainer one.")
}

// weight is how many bytes each point of a picture takes while it is read, at the most.
func weight(upload []byte, kind string, m color.Model) int {
	switch {
	case kind == "jpeg" && progressive(upload):
		return 15 // three planes of coefficients of four bytes, and the picture
	case m == color.RGBA64Model || m == color.NRGBA64Model:
		return 12 // eight, and half as much again where it is interlaced
	}
	return 6
}

// progressive reports whether a JPEG's coefficients are all kept until its end; true as well where its headers are not as they should be.
func progressive(b []byte) bool {
	for i := 2; ; {
		if i >= len(b) || b[i] != 0xff {
			return true
		}
		for i < len(b) && b[i] == 0xff { // as many as they like may stand before a marker
			i++
		}
		if i+3 > len(b) {
			return true
		}
		marker, size := b[i], int(binary.BigEndian.Uint16(b[i+1:]))
		switch {
		case marker == 0xc0 || marker == 0xc1: // the first frame is the only one
			return false
		case marker == 0xc2 || marker == 0xda || marker < 0xc0 || marker >= 0xd0 && marker <= 0xd9 || size < 2:
			return true
		}
		i += 1 + size
	}
}

// square is the middle square of a picture, turned upright: each point is the mean of some of the points that it stands for.
func square(src image.Image, turn int) image.Image {
	b := src.Bounds()
	side := min(b.Dx(), b.Dy())
	x0, y0 := b.Min.X+(b.Dx()-side)/2, b.Min.Y+(b.Dy()-side)/2
	out := image.NewRGBA(image.Rect(0, 0, Side, Side))
	const grid = 6
	for y := range Side {
		for x := range Side {
			sx, sy := upright(x, y, turn)
			var r, g, bl, n uint64
			for i := range grid {
				for j := range grid {
					px, py := x0+(sx*grid+i)*side/(Side*grid), y0+(sy*grid+j)*side/(Side*grid)
					cr, cg, cb, ca := src.At(px, py).RGBA()
					white := uint64(0xffff - ca) // what can be seen through stands on white
					r, g, bl, n = r+uint64(cr)+white, g+uint64(cg)+white, bl+uint64(cb)+white, n+1
				}
			}
			out.SetRGBA(x, y, color.RGBA{uint8(r / n >> 8), uint8(g / n >> 8), uint8(bl / n >> 8), 0xff})
		}
	}
	return out
}

// upright says which point of the picture as it was stored is at x, y once it is turned as its camera says (TIFF 6.0, tag 274).
func upright(x, y, turn int) (int, int) {
	const n = Side - 1
	switch turn {
	case 2:
		return n - x, y
	case 3:
		return n - x, n - y
	case 4:
		return x, n - y
	case 5:
		return y, x
	case 6:
		return y, n - x
	case 7:
		return n - y, n - x
	case 8:
		return n - y, x
	}
	return x, y
}

// orientation reads how the camera was held; 1, upright, where a file does not say.
func orientation(b []byte) int {
	for i := 2; i+4 <= len(b) && b[i] == 0xff; {
		marker, size := b[i+1], int(binary.BigEndian.Uint16(b[i+2:]))
		if marker == 0xda || size < 2 || i+2+size > len(b) {
			return 1 // the picture itself begins
		}
		if seg := b[i+4 : i+2+size]; marker == 0xe1 && bytes.HasPrefix(seg, []byte("Exif\x00\x00")) {
			return tiffOrientation(seg[6:])
		}
		i += 2 + size
	}
	return 1
}

func tiffOrientation(t []byte) int {
	if len(t) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if t[0] == 'M' {
		order = binary.BigEndian
	}
	at := uint64(order.Uint32(t[4:]))
	if at+2 > uint64(len(t)) {
		return 1
	}
	n := uint64(order.Uint16(t[at:]))
	for k := range n {
		e := at + 2 + 12*k
		if e+12 > uint64(len(t)) {
			return 1
		}
		if order.Uint16(t[e:]) == 274 {
			if v := int(order.Uint16(t[e+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}
