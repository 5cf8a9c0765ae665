package message

import "hash/fnv"

// TooSimilar is the similarity from which two messages read as the same letter. Two shipped wordings of one step stay far below
// it, the same wording with another name and street far above.
const TooSimilar = 0.5

// Similar is how much of two texts is the same, from 0 (nothing) to 1 (all): the share of runs of three words that both have.
// Numbers and punctuation do not count. Texts of fewer than three words are compared word by word.
func Similar(a, b string) float64 {
	wa, wb := plainWords(a), plainWords(b)
	run := min(3, len(wa), len(wb))
	if run == 0 {
		if len(wa) == len(wb) {
			return 1
		}
		return 0
	}
	sa, sb := shingles(wa, run), shingles(wb, run)
	both := 0
	for h := range sa {
		if sb[h] {
			both++
		}
	}
	return float64(both) / float64(len(sa)+len(sb)-both)
}

func plainWords(s string) []string {
	var out []string
	for _, w := range wordsOf(s) {
		if w.s != "" && (w.s[0] < '0' || w.s[0] > '9') {
			out = append(out, w.s)
		}
	}
	return out
}

func shingles(words []string, n int) map[uint64]bool {
	out := make(map[uint64]bool, len(words))
	for i := range len(words) - n + 1 {
		h := fnv.New64a()
		for _, w := range words[i : i+n] {
			h.Write([]byte(w))
			h.Write([]byte{0})
		}
		out[h.Sum64()] = true
	}
	return out
}
