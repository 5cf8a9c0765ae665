package message

import (
	"hash/fnv"
	"slices"
	"strconv"
)

// Choose picks one of n wordings, 0 to n-1, for a key such as "contact/step/occurrence": the same key always gets the same one,
// and neighbours who used one lately (avoid) push it to the next in the key's own order, so that a street does not move in step.
// It is -1 where every wording is to be avoided: then the message waits. Fewer than one wording gives -1.
func Choose(n int, key string, avoid []int) int {
	best, at := uint64(0), -1
	for i := range n {
		if slices.Contains(avoid, i) {
			continue
		}
		// Highest random weight: taking one wording away moves only those keys that had it.
		h := fnv.New64a()
		h.Write([]byte(key))
		h.Write([]byte{0})
		h.Write(strconv.AppendInt(nil, int64(i), 10))
		if w := mix(h.Sum64()); at < 0 || w > best {
			best, at = w, i
		}
	}
	return at
}

// mix spreads the last bits of FNV over all: wordings differ in the last byte alone. (The finalizer of MurmurHash3.)
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}
