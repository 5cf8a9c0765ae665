package smtp

import (
	"bufio"
	"bytes"
	"errors"
	"net"
	"sync/atomic"
	"syscall"
)

// maxReply bounds what the server may say between two of our commands, in bytes.
const maxReply = 64 << 10

var errChatty = errors.New("the server's reply is longer than 64 KiB")

// wire is the connection under the SMTP client. It hands over the server's words one line at a time, so that a line
// which nobody asked for is seen (a reply sent before the dot must never be taken for the reply to the dot), and it
// bounds the length of a reply.
type wire struct {
	net.Conn          // what is read and written: TCP, or TLS over it
	raw      net.Conn // the TCP connection
	in       *bufio.Reader
	replay   []byte // said before the client was listening; handed over first
	read     int    // bytes since the last write
	aborted  atomic.Bool
}

func newWire(c, raw net.Conn) *wire {
	return &wire{Conn: c, raw: raw, in: bufio.NewReaderSize(c, 4096)}
}

// Read returns at most one line, or a piece of a line longer than the buffer.
func (w *wire) Read(p []byte) (int, error) {
	if len(w.replay) > 0 {
		n := copy(p, w.replay)
		w.replay = w.replay[n:]
		return n, nil
	}
	if w.read >= maxReply {
		return 0, errChatty
	}
	if _, err := w.in.Peek(1); err != nil {
		return 0, err
	}
	line, _ := w.in.Peek(min(w.in.Buffered(), len(p)))
	n := len(line)
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		n = end + 1
	}
	n, err := w.in.Read(p[:n])
	w.read += n
	return n, err
}

func (w *wire) Write(p []byte) (int, error) {
	w.read = 0
	return w.Conn.Write(p)
}

// abort ends the connection at once. With linger zero the kernel throws away what it has not sent yet.
func (w *wire) abort() {
	if w.aborted.Swap(true) {
		return
	}
	if tcp, ok := w.raw.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	w.raw.Close()
}

// silent reports whether the connection stands and the server has said nothing that we have not read. A server that
// talks or hangs up when it is our turn has given up on us.
func (w *wire) silent() bool {
	if w.in.Buffered() > 0 || len(w.replay) > 0 {
		return false
	}
	tcp, ok := w.raw.(syscall.Conn)
	if !ok {
		return true
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return false
	}
	return quiet(raw)
}
