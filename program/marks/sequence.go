package marks

import (
	"context"
	"fmt"
	"sync"

	"github.com/goodturn-app/goodturn/store"
)

// Sequence hands out delivery numbers from a block that the database has given away for good: a number is taken before it is used,
// so that the fence file can never be ahead of an honest database. Any number of goroutines may use it.
type Sequence struct {
	DB *store.DB

	mu        sync.Mutex
	next, end int64
}

// block is how many numbers are taken from the database at once.
const block = 1000

// Take gives the first of n numbers in a row, at most a block. Those that are not used are never used.
func (s *Sequence) Take(ctx context.Context, n int64) (first int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end-s.next < n {
		err = s.DB.Write(ctx, func(tx *store.Tx) (err error) {
			s.next, err = tx.ReserveSeq(block)
			return err
		})
		if err != nil {
			return 0, fmt.Errorf("take delivery numbers: %w", err)
		}
		s.end = s.next + block
	}
	first = s.next
	s.next += n
	return first, nil
}
