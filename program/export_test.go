package program

import (
	"context"
	"sync"

	"github.com/goodturn-app/goodturn"
)

// ClaimAll claims all that is due and gives what carries it, with at most so many on their way at once.
func (p *Program) ClaimAll(ctx context.Context, atOnce int) (func() (Ran, error), error) {
	var all []*claimed
	for {
		batch, swept, err := p.claim(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, batch...)
		if swept.Looked == 0 || len(batch) == 0 {
			break
		}
	}
	return func() (ran Ran, _ error) {
		next := make(chan *claimed)
		var mu sync.Mutex
		var wg sync.WaitGroup
		for range atOnce {
			wg.Go(func() {
				for c := range next {
					if state := p.deliver(ctx, c); state == goodturn.DeliverySent {
						mu.Lock()
						ran.Sent++
						mu.Unlock()
					}
				}
			})
		}
		for _, c := range all {
			next <- c
		}
		close(next)
		wg.Wait()
		return ran, nil
	}, nil
}
