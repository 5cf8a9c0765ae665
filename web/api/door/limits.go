package door

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/goodturn-app/goodturn"
)

const (
	perSecond = 20 // calls of one key, in the long run
	atOnce    = 100
	mostKeys  = 4096 // that are remembered
)

// Limits counts how often somebody knocks. The zero Limits has seen nobody; any number of goroutines may use it.
type Limits struct {
	mu    sync.Mutex
	each  map[goodturn.ID]*rate.Limiter
	wrong *rate.Limiter // keys that are none, from everywhere
}

// Wait counts one call, and says how long it has to wait; zero: not at all. An empty key is one that does not work.
func (d *Limits) Wait(key goodturn.ID, now time.Time) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.each == nil || len(d.each) >= mostKeys {
		d.each = map[goodturn.ID]*rate.Limiter{} // forgetting lets somebody through once more, and no more than that
	}
	if d.wrong == nil {
		d.wrong = rate.NewLimiter(10, 50)
	}
	l := d.wrong
	if key != "" {
		if l = d.each[key]; l == nil {
			l = rate.NewLimiter(perSecond, atOnce)
			d.each[key] = l
		}
	}
	r := l.ReserveN(now, 1)
	late := r.DelayFrom(now)
	if late > 0 {
		r.CancelAt(now)
	}
	return late
}

// TooMany answers a call that came too soon.
func TooMany(w http.ResponseWriter, late time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(late.Seconds()))))
	Refuse(w, http.StatusTooManyRequests, goodturn.CodeUnavailable, "Too many calls.", "Wait as long as Retry-After says. A key may make 20 calls a second, and 100 at once.")
}
