package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// missing never lets a hole through: it waits for the fact, and the caller asks the owner for it.
func missing(l *look) {
	if len(l.due.Missing) > 0 {
		l.wait(goodturn.ReasonMissing, time.Time{}, list(l.due.Missing))
		return
	}
	l.ok(goodturn.ReasonMissing, "every fact is there")
}
