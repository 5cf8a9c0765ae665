//go:build unix

package smtp

import "syscall"

// quiet looks at a socket without waiting and without taking anything from it: true if it is open and empty.
func quiet(raw syscall.RawConn) bool {
	var n int
	var err error
	var b [1]byte
	if raw.Read(func(fd uintptr) bool {
		n, _, err = syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		return true
	}) != nil {
		return false
	}
	return n <= 0 && (err == syscall.EAGAIN || err == syscall.EWOULDBLOCK || err == syscall.EINTR)
}
