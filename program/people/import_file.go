package people

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// keepFile keeps the bytes of a file while it is being asked about, in pieces that fit into short transactions.
func (p *People) keepFile(ctx context.Context, id goodturn.ID, from io.ReadSeeker) error {
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read the file again: %w", err)
	}
	buf := make([]byte, keepBytes)
	for n := 0; ; n++ {
		got, err := io.ReadFull(from, buf)
		if got > 0 {
			var b bytes.Buffer
			z, _ := flate.NewWriter(&b, flate.BestSpeed) // the level is a valid one
			if _, err := z.Write(buf[:got]); err != nil {
				return err
			}
			if err := z.Close(); err != nil {
				return err
			}
			text := fmt.Sprintf("%d %s", got, base64.StdEncoding.EncodeToString(b.Bytes()))
			if err := p.DB.Write(ctx, func(tx *store.Tx) error { return tx.SetPiece(id, pieceFile+n, text) }); err != nil {
				return err
			}
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			_, err = from.Seek(0, io.SeekStart)
			return err
		}
		if err != nil {
			return fmt.Errorf("read the file: %w", err)
		}
	}
}

// kept reads a kept file. Its size is zero if the file is gone.
type kept struct {
	p     *People
	ctx   context.Context
	id    goodturn.ID
	sizes []int
	size  int64
	at    int64
	have  int // piece in data; -1: none
	data  []byte
}

func (p *People) keptFile(ctx context.Context, id goodturn.ID) (*kept, error) {
	k := &kept{p: p, ctx: ctx, id: id, have: -1}
	for n := 0; ; n++ {
		if err := k.load(n); err != nil {
			return nil, err
		}
		if k.have != n {
			return k, nil
		}
		k.sizes = append(k.sizes, len(k.data))
		k.size += int64(len(k.data))
	}
}

func (k *kept) load(n int) error {
	if k.have == n {
		return nil
	}
	var text string
	err := k.p.DB.Read(k.ctx, func(tx *store.Tx) (err error) {
		text, err = tx.Piece(k.id, pieceFile+n)
		return err
	})
	if err != nil || text == "" {
		return err
	}
	var size int
	var b64 string
	if _, err := fmt.Sscanf(text, "%d %s", &size, &b64); err != nil {
		return fmt.Errorf("read piece %d of a kept file: %w", n, err)
	}
	raw, err := base64.StdEncoding.DecodeString(b64)
	if err != nil {
		return fmt.Errorf("read piece %d of a kept file: %w", n, err)
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(flate.NewReader(bytes.NewReader(raw)), data); err != nil {
		return fmt.Errorf("read piece %d of a kept file: %w", n, err)
	}
	k.data, k.have = data, n
	return nil
}

func (k *kept) Read(b []byte) (int, error) {
	if k.at >= k.size {
		return 0, io.EOF
	}
	n := int(k.at / keepBytes)
	if err := k.load(n); err != nil {
		return 0, err
	}
	if k.have != n {
		return 0, io.ErrUnexpectedEOF
	}
	got := copy(b, k.data[k.at%keepBytes:])
	k.at += int64(got)
	return got, nil
}

func (k *kept) Seek(off int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		off += k.at
	case io.SeekEnd:
		off += k.size
	}
	if off < 0 {
		return 0, errors.New("seek before the beginning")
	}
	k.at = off
	return off, nil
}

// forgetFile removes a kept file.
func (p *People) forgetFile(ctx context.Context, id goodturn.ID) error {
	for n := 0; ; n++ {
		gone := false
		err := p.DB.Write(ctx, func(tx *store.Tx) error {
			text, err := tx.Piece(id, pieceFile+n)
			if gone = text == ""; err != nil || gone {
				return err
			}
			return tx.SetPiece(id, pieceFile+n, "")
		})
		if err != nil || gone {
			return err
		}
	}
}
