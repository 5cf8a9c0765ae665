//go:build unix

package app

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// FreeSpace is how many bytes may still be written below the data folder.
func (d DataDir) FreeSpace() (int64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(d.Path, &st); err != nil {
		return 0, fmt.Errorf("ask how much room %s has: %w", d.Path, err)
	}
	return int64(st.Bavail) * int64(st.Bsize), nil
}
