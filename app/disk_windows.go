package app

import (
	"fmt"

	"golang.org/x/sys/windows"
)

// FreeSpace is how many bytes may still be written below the data folder.
func (d DataDir) FreeSpace() (int64, error) {
	path, err := windows.UTF16PtrFromString(d.Path)
	if err != nil {
		return 0, fmt.Errorf("ask how much room %s has: %w", d.Path, err)
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(path, &free, nil, nil); err != nil {
		return 0, fmt.Errorf("ask how much room %s has: %w", d.Path, err)
	}
	return int64(free), nil
}
