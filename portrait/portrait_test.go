package portrait_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/portrait"
)

// quarters is a picture whose top left quarter is red, top right green, bottom left blue, and bottom right white.
func quarters(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{255, 0, 0, 255}
			switch {
			case x >= w/2 && y < h/2:
				c = color.RGBA{0, 255, 0, 255}
			case x < w/2 && y >= h/2:
				c = color.RGBA{0, 0, 255, 255}
			case x >= w/2:
				c = color.RGBA{255, 255, 255, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

// shot is a JPEG as a camera writes it that was held in one of eight ways, with a place in it.
func shot(t testing.TB, m image.Image, turn uint16, order binary.AppendByteOrder, mark string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	tiff := []byte(mark)
	tiff = order.AppendUint16(tiff, 42)
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	tiff = append(order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, 271), 2), 4), "ACME"...)
	tiff = order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, 274), 3), 1)
	tiff = order.AppendUint16(order.AppendUint16(tiff, turn), 0)
	tiff = append(order.AppendUint32(tiff, 0), "52.5200 N 13.4050 E"...)
	seg := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(seg)+2))...)
	return append(append(out, seg...), b.Bytes()[2:]...)
}

// corners names the colours of the four quarters, row by row.
func corners(t testing.TB, small []byte) string {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	if m.Bounds().Dx() != portrait.Side || m.Bounds().Dy() != portrait.Side {
		t.Fatalf("the small picture is %v", m.Bounds())
	}
	var out []byte
	q := portrait.Side / 4
	for _, p := range [][2]int{{q, q}, {3 * q, q}, {q, 3 * q}, {3 * q, 3 * q}} {
		r, g, b, _ := m.At(p[0], p[1]).RGBA()
		switch {
		case r > 0x8000 && g > 0x8000:
			out = append(out, 'w')
		case r > 0x8000:
			out = append(out, 'r')
		case g > 0x8000:
			out = append(out, 'g')
		case b > 0x8000:
			out = append(out, 'b')
		default:
			out = append(out, '?')
		}
	}
	return string(out)
}

func TestAPictureIsTurnedAsTheCameraWasHeldAndLosesEverythingElse(t *testing.T) {
	// As the eight values of tag 274 are defined: which stored row and column is the visual top and left.
	for turn, want := range map[uint16]string{0: "rgbw", 1: "rgbw", 2: "grwb", 3: "wbgr", 4: "bwrg", 5: "rbgw", 6: "brwg", 7: "wgbr", 8: "gwrb", 9: "rgbw"} {
		for mark, order := range map[string]binary.AppendByteOrder{"II": binary.LittleEndian, "MM": binary.BigEndian} {
			got, err := portrait.Small(shot(t, quarters(400, 300), turn, order, mark))
			if err != nil {
				t.Fatal(err)
			}
			if c := corners(t, got); c != want {
				t.Errorf("held as %d (%s): %s, want %s", turn, mark, c, want)
			}
			if len(got) > portrait.MostSmall || bytes.Contains(got, []byte("Exif")) || bytes.Contains(got, []byte("ACME")) || bytes.Contains(got, []byte("52.5200")) {
				t.Errorf("%d bytes, and something of the file is left", len(got))
			}
		}
	}
}

func TestAPNGIsReadAndWhatCanBeSeenThroughStandsOnWhite(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 100, 200)) // nothing in it
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	got, err := portrait.Small(b.Bytes())
	if err != nil || corners(t, got) != "wwww" {
		t.Errorf("%v", err)
	}
}

func TestWhatIsNoPictureOrTooMuchOfOneIsRefused(t *testing.T) {
	encoded := func(w, h int) []byte {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	bomb := encoded(100, 100)
	binary.BigEndian.PutUint32(bomb[16:], 60_000) // its header claims 60,000 x 60,000 points
	binary.BigEndian.PutUint32(bomb[20:], 60_000)
	whole := shot(t, quarters(400, 300), 1, binary.LittleEndian, "II")
	for name, b := range map[string][]byte{"nothing": nil, "text": []byte("<svg onload=alert(1)>"), "a web page": []byte("GIF89a<script>"), "a bomb": bomb, "too small": encoded(400, 20),
		"cut off": whole[:len(whole)/2], "too large": make([]byte, portrait.MostUpload+1)} {
		if _, err := portrait.Small(b); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// claims is the head of a JPEG of one kind of frame that says how large it is, and then ends.
func claims(frame byte, side uint16, before ...byte) []byte {
	b := append([]byte{0xff, 0xd8}, before...)
	b = append(b, 0xff, frame, 0, 17, 8)
	b = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(b, side), side)
	b = append(b, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0)
	return append(b, 0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 0, 0)
}

func TestASmallFileThatWouldTakeMuchMemoryIsRefusedBeforeItIsRead(t *testing.T) {
	deep := func(side uint32) []byte {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewNRGBA64(image.Rect(0, 0, 100, 100))); err != nil {
			t.Fatal(err)
		}
		binary.BigEndian.PutUint32(b.Bytes()[16:], side)
		binary.BigEndian.PutUint32(b.Bytes()[20:], side)
		binary.BigEndian.PutUint32(b.Bytes()[29:], crc32.ChecksumIEEE(b.Bytes()[12:29]))
		return b.Bytes()
	}
	for name, c := range map[string]struct {
		file []byte
		says string
	}{
		"progressive":              {claims(0xc2, 4900), "too many points"},
		"progressive, with filler": {claims(0xc2, 4900, 0xff, 0xff, 0xff, 0xfe, 0, 6, 0xff, 0xc0, 0, 0), "too many points"},
		"progressive, smaller":     {claims(0xc2, 2000), "damaged"}, // read, and found to end early
		"16 bits a colour":         {deep(4900), "too many points"},
		"plain":                    {claims(0xc0, 4900), "damaged"},
	} {
		if _, err := portrait.Small(c.file); goodturn.ErrorCode(err) != goodturn.CodeInvalid || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzSmall(f *testing.F) {
	f.Add(shot(f, quarters(70, 80), 6, binary.BigEndian, "MM"))
	f.Add([]byte{0xff, 0xd8, 0xff, 0xe1, 0, 8, 'E', 'x', 'i', 'f', 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		if small, err := portrait.Small(b); err == nil {
			corners(t, small)
		} else if goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Error(err)
		}
	})
}
